"""One small workspace, one desk served over it, and one browser, for all tests of the desk.

Files run in the order of their names: test_editing.py begins articles and a brand, and comes after all that count them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from pipeline.workspace.disk import digest
from tests.judges import CHROMIUM_OPTIONS, browser_environment, chromium_path
from tests.mailbox import Mailbox, running
from tests.workspace import ROOT, with_head

TODAY = date(2026, 11, 27)

EDITION = "harbour-clinic/en/tides"
BODY = """
::: {.key-points #learn}
- The water comes back faster than you can walk.
- Look at the table on the day itself.
:::

## Walking out

The sand is firm for two hours after low water.[@table] Do not walk out alone.

::: {.callout .when-to-call}
Call the coastguard when somebody is cut off by the water.
:::

::: action
Look at the tide table before you walk out.
:::
"""


@dataclass
class Desk:
    """A desk that is served: its workspace, its address and the address that opens it."""

    folder: Path
    address: str
    door: str
    process: subprocess.Popen[str]
    mailbox: Mailbox = field(default_factory=Mailbox)
    """What the mail server took that its proofs are sent over."""

    @property
    def text(self) -> Path:
        return self.folder / "source/tides/article.md"

    def reset(self) -> None:
        """The article as it was in the beginning."""
        if self.text.read_text(encoding="utf-8") != with_head(BODY):
            self.text.write_text(with_head(BODY), encoding="utf-8")


def start(folder: Path, *options: str) -> Desk:
    """Serve a desk over a workspace at a free port."""
    # The press sets an empty list of fonts for its own process: a browser and a server of their own need none of it.
    environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    environment["SOURCE_DATE_EPOCH"] = str(int(datetime.combine(TODAY, time(), UTC).timestamp()))
    (folder / "tmp").mkdir(exist_ok=True)
    environment["TMPDIR"] = str(folder / "tmp")
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "desk", "--no-browser", "--port", "0", "--jobs", "2", *options],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    door = re.search(r"http\S+", said)
    assert door is not None, said
    return Desk(folder, door[0].partition("/door")[0], door[0], process)


def stop(desk: Desk) -> str:
    """End the desk; what it complained of."""
    desk.process.terminate()
    _, complaints = desk.process.communicate(timeout=30)
    return complaints


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "styles", folder / "styles", ignore=shutil.ignore_patterns("fieldnote-press"))
    for slug in ("tides", "dunes"):
        (folder / "source" / slug).mkdir(parents=True)
        text = with_head(BODY) if slug == "tides" else with_head(BODY).replace("PL-TEST-001", "PL-TEST-002")
        (folder / "source" / slug / "article.md").write_text(text, encoding="utf-8")
    mailbox = Mailbox()
    with running(mailbox) as server:
        served = start(folder, "--smtp", f"smtp://127.0.0.1:{server.port}")
        served.mailbox = mailbox
        yield served
        complaints = stop(served)
    assert "Traceback" not in complaints, complaints


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = launched(driver)
        yield browser
        browser.close()


def launched(driver: Playwright) -> Browser:
    """A browser of our own, with none of what the press sets for its process."""
    options = [option for option in CHROMIUM_OPTIONS if option != "--headless"]
    return driver.chromium.launch(executable_path=chromium_path(), args=options, env={**browser_environment()})


@pytest.fixture(scope="package")
def first_page(desk: Desk, browser: Browser) -> Iterator[Page]:
    """The window that the tests share, let in by the token. What the browser complains of fails the test at the end."""
    page = browser.new_context(viewport={"width": 1700, "height": 900}).new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    # A machine with other work to do takes many times as long.
    page.set_default_timeout(90_000)
    expect.set_options(timeout=90_000)
    page.goto(desk.door)
    yield page
    assert complaints == []
    page.close()


@pytest.fixture
def page(desk: Desk, first_page: Page) -> Page:
    """The desk on the article, all four formats open and everything checked."""
    desk.reset()
    if EDITION not in first_page.url:
        open_all(first_page, desk, EDITION)
    checked(first_page, desk.text)
    return first_page


FOUR = '["handout", "book", "mail", "posts"]'


def open_all(page: Page, desk: Desk, edition: str, panes: str = FOUR) -> None:
    """Go to an edition, with all four formats open, or these."""
    page.evaluate("panes => localStorage.setItem('plainleaf panes', panes)", panes)
    page.goto(f"{desk.address}/edition/{edition}")


def window(driver: Playwright, desk: Desk, edition: str, wait: float) -> Page:
    """A window on an edition, in a browser of its own; it waits so many milliseconds for what it is asked for."""
    page = launched(driver).new_page(viewport={"width": 1700, "height": 900})
    page.set_default_timeout(wait)
    page.goto(desk.door)
    open_all(page, desk, edition)
    return page


def checked(page: Page, text: Path) -> None:
    """Wait until what stands in this file now is shown and checked, and nothing waits to be saved into it."""
    settled(page, text)
    page.wait_for_function(
        """() => [...document.querySelectorAll(".pane:not([hidden]) .state")].every((state) => !state.textContent)"""
    )


def settled(page: Page, text: Path) -> None:
    """Wait until what stands in this file now is checked, as far as it could be made."""
    page.wait_for_function(
        """(text) => document.getElementById("checks").className !== "checking"
          && document.getElementById("checks").dataset.text === text""",
        arg=digest(text.read_bytes()),
    )


def saved(page: Page, text: Path, words: str) -> str:
    """What stands in this file once it holds these words."""
    for _ in range(900):
        if words in text.read_text(encoding="utf-8"):
            break
        page.wait_for_timeout(100)
    found = text.read_text(encoding="utf-8")
    assert words in found
    return found
