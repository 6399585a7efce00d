"""The proof desk over the sample library, in Chromium: from a key press to new pixels, and what its server keeps."""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.bench.measure import Measure
from tests.desk.conftest import checked, saved, start, stop, window
from tests.workspace import ROOT

EDITION = "harbour-clinic/en/exosomes-hair-loss"
TIMES = 20
WAIT = 180_000
SHOWN = """() => [document.querySelector("#pane-handout .page img").dataset.digest,
  ...["book", "mail", "posts"].map((name) => document.getElementById(`pane-${name}`).dataset.shown)]"""
"""The digests of what stands before somebody's eyes."""

SENTENCE = "bubbles that cells release"


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("source", "styles"):
            shutil.copytree(ROOT / name, Path(folder) / name)
        desk = start(Path(folder))
        try:
            with sync_playwright() as driver:
                page = window(driver, desk, EDITION, WAIT)
                text = desk.folder / "source/exosomes-hair-loss/article.md"
                checked(page, text)
                stood = page.evaluate(SHOWN)
                _rehearse(page, text)
                # Whatever shows the sentence at all: a network's posts may have no room for it.
                changing = [number for number, digest in enumerate(page.evaluate(SHOWN)) if digest != stood[number]]
                before = memory_of(desk.process.pid)
                sheets, four, whole, work = zip(
                    *(_edit(page, text, desk.process.pid, changing, number) for number in range(TIMES)), strict=True
                )
                note = f"slowest {max(sheets):.1f} s"
                yield Measure(
                    "from a key press to the new sheet, median of 20", statistics.median(sheets), "s", 1.0, note
                )
                note = f"slowest {max(four):.1f} s"
                yield Measure("until all four formats are new", statistics.median(four), "s", 2.5, note)
                note = f"slowest {max(whole):.1f} s"
                yield Measure("until everything is new and checked", statistics.median(whole), "s", None, note)
                yield Measure("processor time of server and workers, an edit", statistics.median(work), "s", None)
                grown = memory_of(desk.process.pid) - before
                yield Measure("what server and workers grew by in 20 edits", grown, "MB", 150.0)
        finally:
            stop(desk)


def _edit(page: Page, text: Path, process: int, changing: list[int], number: int) -> tuple[float, float, float, float]:
    """Seconds from a key press until the sheet is new, until all four formats are, and until all of it is checked; and
    the seconds of processors that it took.
    """
    picture = "#pane-handout .page img"
    before = page.evaluate(SHOWN)
    _go(page)
    worked = work_of(process)
    page.evaluate("globalThis.pressed = performance.now()")
    letter = "abcdefghijklmnopqrstuvwxyz"[number]
    page.keyboard.press(letter)
    new = "([picture, before]) => document.querySelector(picture).dataset.digest !== before && performance.now()"
    sheet = page.wait_for_function(new, arg=[picture, before[0]]).json_value()
    every = f"([before, own]) => own.every((each) => ({SHOWN})()[each] !== before[each]) && performance.now()"
    four = page.wait_for_function(every, arg=[before, changing]).json_value()
    checked(page, text)
    done, pressed = page.evaluate("performance.now()"), page.evaluate("pressed")
    return (sheet - pressed) / 1000, (four - pressed) / 1000, (done - pressed) / 1000, work_of(process) - worked


def _go(page: Page) -> None:
    """Put the cursor before the stop of the sentence, from the mail."""
    page.frame_locator("#pane-mail iframe:not(.coming)").locator("li", has_text=SENTENCE).first.dispatch_event("click")
    expect(page.locator("#editor .cm-line.lit")).to_contain_text(SENTENCE)
    page.keyboard.press("Home")
    for _ in range("- Exosomes are tiny".count("") - 1):
        page.keyboard.press("ArrowRight")


def _rehearse(page: Page, text: Path) -> None:
    _go(page)
    page.keyboard.press("s")
    saved(page, text, "tinys")
    checked(page, text)


def work_of(process: int) -> float:
    """Seconds of processors that a process and all that it started have used."""
    total = 0
    for each in [process, *_children(process)]:
        fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def memory_of(process: int) -> float:
    """MB of a process and all that it started, shared pages counted in parts."""
    return sum(memory_by_process(process).values())


def memory_by_process(process: int) -> dict[int, float]:
    """MB of a process and of each that it started, by number, shared pages counted in parts."""
    found: dict[int, float] = {}
    for each in [process, *_children(process)]:
        # One that has done much gives way to another, perhaps between being told of and being looked at.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines()
            found[each] = sum(int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:"))
    return found


def _children(process: int) -> list[int]:
    # A process started by a thread is told of under that thread only (proc(5)).
    own = [child for told in Path(f"/proc/{process}/task").glob("*/children") for child in told.read_text().split()]
    return [each for child in map(int, own) for each in (child, *_children(child))]
