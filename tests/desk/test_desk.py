"""In a browser: what is typed shows in all four formats, and a click in any of them leads to its line."""

from __future__ import annotations

import os
import re
import shutil
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from pipeline.building.build import Build
from pipeline.building.library import Library
from pipeline.building.planning import Request
from pipeline.building.processes.running import InProcess, Runner
from pipeline.edition.name import EditionName
from pipeline.workspace.disk import digest
from pipeline.workspace.folder import find_workspace
from pipeline.workspace.output import Output
from tests.desk.conftest import EDITION, TODAY, Desk, checked, saved, settled
from tests.judges import ORACLES

pytestmark = pytest.mark.needs_chromium

DIGEST = """(address) => fetch(address).then((answer) => answer.arrayBuffer())
  .then((content) => crypto.subtle.digest("SHA-256", content))
  .then((digest) => [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join(""))"""
SENTENCE = "The sand is firm for two hours after low water."
AXE = ORACLES / "node_modules" / "axe-core" / "axe.min.js"


def digests(page: Page) -> dict[str, str]:
    """The digest of what each product of the edition is at the moment."""
    told = page.evaluate(f"fetch('/galley/{EDITION}').then((answer) => answer.json())")
    return {product["name"]: product["digest"] for product in told["products"]}


def type_in(page: Page, line: str, words: str) -> None:
    """Click at the end of a line of the text and type."""
    click_on(page, line)
    page.keyboard.press("End")
    page.keyboard.type(words)


def click_on(page: Page, words: str) -> None:
    """Put the cursor into a line; once more when the editor drew its lines anew meanwhile."""
    for _ in range(5):
        try:
            line_of(page, words).click(timeout=3000)
        except TooLate:
            continue
        return
    raise AssertionError(words)


def line_of(page: Page, words: str) -> Locator:
    """A line of the text, scrolled to: the editor draws only what can be seen."""
    found = page.locator(".cm-line", has_text=words)
    page.evaluate("document.querySelector('.cm-scroller').scrollTop = 0")
    for _ in range(40):
        page.wait_for_timeout(50)
        if found.count():
            page.wait_for_timeout(100)
            break
        page.evaluate("document.querySelector('.cm-scroller').scrollBy(0, 150)")
    return found.first


def test_the_shelf_shows_what_there_is(desk: Desk, first_page: Page) -> None:
    first_page.goto(f"{desk.address}/")
    expect(first_page.locator("#rows li")).to_have_count(2)
    expect(first_page.locator("#count")).to_have_text("2 editions")
    first_page.fill("input[type=search]", "dunes")
    expect(first_page.locator("#rows li")).to_have_count(1)
    first_page.locator("#rows a").click()
    expect(first_page).to_have_url(f"{desk.address}/edition/harbour-clinic/en/dunes")


def test_what_is_typed_shows_in_every_format_and_is_saved(desk: Desk, page: Page) -> None:
    before = digests(page)
    type_in(page, SENTENCE, " Gulls rest there.")
    saved(page, desk.text, "Gulls rest there.")
    checked(page, desk.text)
    expect(page.locator("#saved")).to_have_text("Saved")
    now = digests(page)
    assert {name for name in before if before[name] == now[name]} <= {"social/posts", "newsletter/single"}
    expect(page.frame_locator("#pane-book iframe:not(.coming)").locator("text=Gulls rest there.")).to_have_count(1)
    page.wait_for_function(
        "digest => document.querySelector('#pane-handout img').dataset.digest === digest", arg=now["handout/sheet/A4"]
    )


def test_the_bytes_on_the_desk_are_those_of_a_build(desk: Desk, page: Page, tmp_path: Path) -> None:
    told = page.evaluate(f"fetch('/galley/{EDITION}').then((answer) => answer.json())")
    output = Output(tmp_path / "out")
    library = Library.open(find_workspace(desk.folder), TODAY)
    with Runner(lambda: InProcess(library.style_files)) as runner:
        Build(library, output, Request(TODAY, articles=("tides",))).run(runner)
    for product in told["products"]:
        for file in product["files"]:
            address = f"/proof/{EDITION}/{product['name']}/-/file/{file['name']}?download"
            shown = page.evaluate(DIGEST, address)
            name = f"{product['name'].partition('/')[0]}/{file['name']}"
            assert shown == digest(output.read(EditionName.parse(EDITION), name)), name


def test_what_another_editor_saves_shows_too(desk: Desk, page: Page) -> None:
    desk.text.write_text(desk.text.read_text(encoding="utf-8").replace("Do not walk", "Never walk"), encoding="utf-8")
    expect(page.frame_locator("#pane-book iframe:not(.coming)").locator("text=Never walk")).to_have_count(1)
    expect(line_of(page, "Never walk out alone.")).to_be_visible()
    expect(page.frame_locator("#pane-book iframe:not(.coming)").locator("text=Never walk")).to_have_count(1)


def test_a_click_on_a_page_opens_its_line_and_lights_the_others(page: Page) -> None:
    told = page.evaluate(f"fetch('/proof/{EDITION}/handout/sheet/A4/-/pages').then((answer) => answer.json())")
    line = next(number for number, each in enumerate(_lines(page), 1) if SENTENCE in each)
    number, box = next(
        (number, box)
        for number, each in enumerate(told["pages"])
        for box in each["boxes"]
        if box[4] == f"source/tides/article.md:{line}"
    )
    picture = page.locator("#pane-handout .page img").nth(number)
    area = picture.bounding_box()
    assert area is not None
    at = {"x": (box[0] + box[2] / 2) * area["width"] / 1000, "y": (box[1] + box[3] / 2) * area["height"] / 1000}
    picture.click(position={"x": at["x"], "y": at["y"]})
    expect(page.locator("#editor .cm-line.lit")).to_contain_text(SENTENCE)
    assert page.locator("#pane-handout .box").count() >= 1
    book = page.frame_locator("#pane-book iframe:not(.coming)")
    expect(book.locator("[style*=outline]")).to_contain_text(SENTENCE)


def test_a_click_in_the_book_the_mail_and_a_post_opens_its_line(page: Page) -> None:
    page.frame_locator("#pane-book iframe:not(.coming)").locator("p", has_text=SENTENCE).click()
    expect(page.locator("#editor .cm-line.lit")).to_contain_text(SENTENCE)
    mail = page.frame_locator("#pane-mail iframe:not(.coming)")
    # The driver mistakes places in a frame that is shown smaller; a mouse does not.
    mail.locator("[data-place]", has_text="Look at the table on the day itself.").first.dispatch_event("click")
    expect(page.locator("#editor .cm-line.lit")).to_contain_text("Look at the table on the day itself.")
    post = page.locator(".post", has_text="The water comes back faster").first
    post.locator("button").click()
    expect(page.locator("#editor .cm-line.lit")).to_contain_text("The water comes back faster")


def test_the_book_is_shown_page_by_page(page: Page) -> None:
    page.locator("#pane-book .shape").select_option("paged")
    told = page.locator("#pane-book .turning span")
    expect(told).to_have_text(re.compile(r"1 of [3-9]"))
    page.get_by_role("button", name="Page after").click()
    expect(told).to_have_text(re.compile(r"2 of"))
    book = page.frame_locator("#pane-book iframe:not(.coming)")
    click_on(page, "Look at the tide table")
    expect(book.locator("p", has_text="Look at the tide table").first).to_be_in_viewport()
    page.locator("#pane-book .shape").select_option("")
    expect(page.locator("#pane-book .turning")).to_be_hidden()


def test_the_cursor_in_the_text_brings_the_pages_along(page: Page) -> None:
    click_on(page, "Call the coastguard")
    expect(page.locator("#pane-handout .box").first).to_be_attached()
    book = page.frame_locator("#pane-book iframe:not(.coming)")
    expect(book.locator("[style*=outline]").first).to_be_in_viewport()


def test_a_text_with_errors_says_so_and_is_shown_as_a_draft(desk: Desk, page: Page) -> None:
    text = desk.text.read_text(encoding="utf-8")
    desk.text.write_text(text.replace("title: Tides and how to read them", "title: ''"), encoding="utf-8")
    expect(page.locator("#findings li.error").first).to_be_visible()
    expect(page.locator("#checks")).not_to_have_class("well")
    # What was there stays to be looked at.
    assert page.locator("#pane-handout .page img[src]").count() >= 1
    desk.reset()
    expect(page.locator("#findings li.error")).to_have_count(0)
    checked(page, desk.text)


def test_what_was_found_stands_on_the_page_itself(desk: Desk, page: Page) -> None:
    text = desk.text.read_text(encoding="utf-8")
    desk.text.write_text(text.replace("Do not walk out alone.", "Do not walk walk out alone."), encoding="utf-8")
    flag = page.get_by_role("button", name=re.compile('"walk" twice|"walk walk"'))
    expect(flag.first).to_be_visible()
    book = page.frame_locator("#pane-book iframe:not(.coming)")
    expect(book.locator("[data-found]", has_text="walk walk")).to_have_count(1)
    page.locator("#pane-handout .flag").and_(flag).first.click()
    expect(page.locator("#editor .cm-line.lit")).to_contain_text("walk walk")
    desk.reset()
    expect(flag).to_have_count(0)
    checked(page, desk.text)


def test_a_worker_that_dies_takes_nothing_with_it(desk: Desk, page: Page) -> None:
    """Killed in the middle: what could not be made says so, what was there stays, and once more makes it."""
    type_in(page, SENTENCE, " Gulls sleep there.")
    saved(page, desk.text, "Gulls sleep there.")
    for process in workers_of(desk.process.pid):
        os.kill(process, signal.SIGKILL)
    settled(page, desk.text)
    assert page.locator("#pane-handout .page img[src]").count() >= 1
    again = page.locator(".pane:not([hidden]) .state button", has_text="Try again")
    if again.count():
        again.first.click()
    expect(page.frame_locator("#pane-book iframe:not(.coming)").locator("text=Gulls sleep there.")).to_have_count(1)
    checked(page, desk.text)


def workers_of(process: int) -> list[int]:
    """The processes that a desk renders in; on systems that do not tell, none."""
    servers = [each for each in _children(process) if b"forkserver" in Path(f"/proc/{each}/cmdline").read_bytes()]
    return [worker for server in servers for worker in _children(server)]


def _children(process: int) -> list[int]:
    # A process that a thread started is told of under that thread only (proc_pid_task(5)).
    told = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for each in told for child in each.read_text(encoding="ascii").split()]


def test_a_temporary_folder_that_was_cleared_is_made_again(desk: Desk, page: Page) -> None:
    """Systems clear what lies there for long: the desk says what it cannot do, and goes on when it is asked to."""
    for folder in (desk.folder / "tmp").glob("plainleaf-*"):
        shutil.rmtree(folder)
    type_in(page, SENTENCE, " Gulls nest there.")
    saved(page, desk.text, "Gulls nest there.")
    settled(page, desk.text)
    again = page.locator(".pane:not([hidden]) .state button", has_text="Try again")
    if again.count():
        again.first.click()
    expect(page.frame_locator("#pane-book iframe:not(.coming)").locator("text=Gulls nest there.")).to_have_count(1)
    checked(page, desk.text)


def test_two_changes_of_one_file_overwrite_nothing(desk: Desk, page: Page) -> None:
    """Somebody saves while somebody else types: both texts are shown, and one chooses."""
    page.route("**/text?file=*", lambda route: route.abort())
    theirs = desk.text.read_text(encoding="utf-8").replace("two hours", "one hour")
    desk.text.write_text(theirs, encoding="utf-8")
    type_in(page, "Call the coastguard", " At once.")
    expect(page.locator("#clash")).to_be_visible()
    page.unroute("**/text?file=*")
    assert desk.text.read_text(encoding="utf-8") == theirs
    page.locator("#clash button", has_text="Take theirs").click()
    expect(line_of(page, "one hour")).to_be_visible()
    expect(page.locator("#clash")).to_be_hidden()


@pytest.mark.needs_node
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_has_a_fault_that_axe_finds(desk: Desk, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert _axe(page) == []
    if scheme == "dark":
        page.goto(f"{desk.address}/")
        expect(page.locator("#rows li")).to_have_count(2)
        assert _axe(page) == []
        page.emulate_media(color_scheme="light")


def _axe(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # Frames hold articles, which the formats' own checks answer for.
    found = page.evaluate("() => axe.run({ exclude: [['iframe']] }, { iframes: false })")
    return [f"{each['id']}: {[node['html'][:200] for node in each['nodes']]}" for each in found["violations"]]


def _lines(page: Page) -> list[str]:
    told = page.evaluate("fetch('/text?file=source/tides/article.md').then((answer) => answer.json())")
    return str(told["text"]).split("\n")
