"""In a browser: two windows on one text, and a desk that is started anew under an open page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.conftest import BODY, EDITION, Desk, checked, open_all, saved, start, stop
from tests.desk.test_desk import SENTENCE, line_of, type_in
from tests.workspace import ROOT, with_head

pytestmark = pytest.mark.needs_chromium


def test_two_windows_show_one_text(desk: Desk, page: Page) -> None:
    other = page.context.new_page()
    other.set_viewport_size({"width": 1700, "height": 900})
    other.set_default_timeout(90_000)
    other.goto(f"{desk.address}/edition/{EDITION}")
    checked(other, desk.text)
    type_in(page, SENTENCE, " Seals rest there.")
    saved(page, desk.text, "Seals rest there.")
    expect(line_of(other, "Seals rest there.")).to_be_visible()
    expect(other.frame_locator("#pane-book iframe:not(.coming)").locator("text=Seals rest there.")).to_have_count(1)
    type_in(other, "Call the coastguard", " Say where you are.")
    text = saved(other, desk.text, "Say where you are.")
    assert "Seals rest there." in text
    expect(line_of(page, "Say where you are.")).to_be_visible()
    other.close()
    checked(page, desk.text)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace of its own, for a desk that is stopped."""
    # Processes listen on sockets below it, whose names may have 107 bytes (unix(7)); a test's own folder is too long.
    tmp_path = tmp_path_factory.mktemp("away")
    shutil.copytree(ROOT / "styles", tmp_path / "styles", ignore=shutil.ignore_patterns("fieldnote-press"))
    (tmp_path / "source/tides").mkdir(parents=True)
    (tmp_path / "source/tides/article.md").write_text(with_head(BODY), encoding="utf-8")
    yield tmp_path


def test_what_was_typed_while_the_desk_was_away_is_not_lost(folder: Path, browser: Browser) -> None:
    first = start(folder)
    page = browser.new_context(viewport={"width": 1700, "height": 900}).new_page()
    page.set_default_timeout(90_000)
    page.goto(first.door)
    open_all(page, first, EDITION, '["book"]')
    checked(page, first.text)
    stop(first)
    type_in(page, SENTENCE, " Seals sleep there.")
    expect(page.locator("#saved")).to_have_text("Not saved", timeout=90_000)
    assert "Seals" not in first.text.read_text(encoding="utf-8")
    second = start(folder, "--port", first.address.rpartition(":")[2])
    try:
        expect(page.locator("#said")).to_contain_text("the desk was started anew", timeout=90_000)
        door = page.context.new_page()
        door.goto(second.door)
        saved(page, second.text, "Seals sleep there.")
        checked(page, second.text)
        book = page.frame_locator("#pane-book iframe:not(.coming)")
        expect(book.locator("text=Seals sleep there.")).to_have_count(1, timeout=90_000)
        door.close()
    finally:
        page.close()
        complaints = stop(second)
    assert "Traceback" not in complaints
