"""The proof desk over the sample library, in Chromium: from a key press to new pixels, and what its server keeps."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.measure import Measure
from tests.desk.conftest import checked, start, stop, turn_of
from tests.judges import CHROMIUM_OPTIONS, chromium_path
from tests.workspace import ROOT

EDITION = "harbour-clinic/en/exosomes-hair-loss"
TIMES = 20
WAIT = 180_000
SENTENCE = "Exosomes are tiny bubbles that cells release"


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("source", "styles"):
            shutil.copytree(ROOT / name, Path(folder) / name)
        desk = start(Path(folder))
        try:
            with sync_playwright() as driver:
                options = [option for option in CHROMIUM_OPTIONS if option != "--headless"]
                browser = driver.chromium.launch(executable_path=chromium_path(), args=options)
                page = browser.new_page(viewport={"width": 1700, "height": 900})
                page.set_default_timeout(WAIT)
                page.goto(desk.door)
                page.goto(f"{desk.address}/edition/{EDITION}")
                checked(page)
                before = memory_of(desk.process.pid)
                sheets, whole = zip(*(_edit(page, number) for number in range(TIMES)), strict=True)
                note = f"slowest {max(sheets):.1f} s"
                yield Measure(
                    "from a key press to the new sheet, median of 20", statistics.median(sheets), "s", 1.0, note
                )
                note = f"slowest {max(whole):.1f} s"
                yield Measure("until all of it is new and checked", statistics.median(whole), "s", 2.5, note)
                grown = memory_of(desk.process.pid) - before
                yield Measure("what server and workers grew by in 20 edits", grown, "MB", 150.0)
                browser.close()
        finally:
            stop(desk)


def _edit(page: Page, number: int) -> tuple[float, float]:
    """Seconds from a key press until the sheet is new, and until everything is."""
    picture = "#pane-handout .page img"
    before, turn = page.get_attribute(picture, "data-digest"), turn_of(page)
    page.frame_locator("#pane-mail iframe:not(.coming)").locator("li", has_text=SENTENCE).first.dispatch_event("click")
    page.wait_for_timeout(200)
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.evaluate("globalThis.pressed = performance.now()")
    page.keyboard.press("abcdefghijklmnopqrstuvwxyz"[number])
    new = "([picture, before]) => document.querySelector(picture).dataset.digest !== before && performance.now()"
    sheet = page.wait_for_function(new, arg=[picture, before]).json_value()
    checked(page, turn)
    done = page.evaluate("performance.now()")
    pressed = page.evaluate("pressed")
    return (sheet - pressed) / 1000, (done - pressed) / 1000


def memory_of(process: int) -> float:
    """MB of a process and all that it started, shared pages counted in parts."""
    total = 0.0
    for folder in [process, *_children(process)]:
        for line in Path(f"/proc/{folder}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1000
    return total


def _children(process: int) -> list[int]:
    own = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [each for child in map(int, own) for each in (child, *_children(child))]
