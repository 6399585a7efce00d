"""In a browser: from an empty folder to a published and certified edition, without a command line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.conftest import Desk, start, stop
from tests.desk.test_editing import accessible

pytestmark = pytest.mark.needs_chromium

SAID = {
    "name": "Riverside Practice (example)",
    "region": "GB",
    "phone": "020 7946 0123",
    "email": "care@riverside.example.org",
    "web": "riverside.example.org/leaflets",
    "address": "1 River Road\nExample Town",
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk over a folder in which nothing lies."""
    desk = start(tmp_path_factory.mktemp("none"))
    yield desk
    assert "Traceback" not in stop(desk)


@pytest.fixture(scope="module")
def new_page(begun: Desk, browser: Browser) -> Iterator[Page]:
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.set_default_timeout(90_000)
    expect.set_options(timeout=90_000)
    page.goto(begun.door)
    yield page
    page.close()


def test_a_workspace_is_begun_in_a_folder_without_one(begun: Desk, new_page: Page) -> None:
    expect(new_page.locator("h1")).to_have_text("Begin a workspace")
    assert accessible(new_page, "body") == []
    new_page.locator("[name=folder]").fill("../elsewhere")
    new_page.locator("button.first").click()
    expect(new_page.locator("#fault")).to_contain_text("cannot be the name of a folder")
    new_page.locator("[name=folder]").fill("leaflets")
    new_page.locator("button.first").click()
    expect(new_page.locator("#rows a").first).to_have_text("Make the most of your appointment")
    assert (begun.folder / "leaflets/source/your-appointment/article.md").is_file()
    assert not (begun.folder.parent / "elsewhere").exists()


def test_an_edition_is_published_and_certified(begun: Desk, new_page: Page) -> None:
    new_page.goto(f"{begun.address}/edition/harbour-clinic/en/your-appointment")
    new_page.locator("summary", has_text="Hand on").click()
    place = new_page.locator("#publishing")
    expect(place).to_contain_text("It is not published yet.")
    place.locator("button", has_text="Publish it").click()
    expect(place).to_contain_text("What stands on the desk is published.")
    expect(place).to_contain_text("handout/sheet-a4.pdf: passes the machine checks of PDF/UA-1")
    new_page.keyboard.press("Escape")
    expect(place).to_be_hidden()
    folder = begun.folder / "leaflets/output"
    assert (folder / "harbour-clinic/en/your-appointment/handout/sheet-a4.pdf").is_file()
    assert (folder / "index.html").is_file() and not (folder / "fieldnote-press").exists()


def test_a_brand_is_made_changed_and_publishes_alone(begun: Desk, new_page: Page) -> None:
    new_page.goto(f"{begun.address}/new-brand")
    for name, words in SAID.items():
        new_page.locator(f"#brand-{name}").fill(words)
    new_page.locator("button.first").click()
    expect(new_page.locator("#made-head")).to_be_focused()
    new_page.goto(begun.address)
    link = new_page.locator("#brands a")
    expect(link).to_have_text([SAID["name"]])
    link.click()
    assert new_page.locator("#brand-address").input_value() == SAID["address"]
    assert accessible(new_page, "main") == []
    new_page.locator("#brand-email").fill("hello@riverside.example.org")
    new_page.locator("button.first").click()
    expect(new_page.locator("#made-head", has_text="The brand is saved")).to_be_visible()
    file = begun.folder / "leaflets/styles/brands/riverside-practice-example/brand.toml"
    values = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    assert values["contact"]["email"] == "hello@riverside.example.org" and values["page"] == {"variants": ["web"]}
    assert [path.name for path in file.parent.parent.iterdir()] == ["riverside-practice-example"]


def test_what_the_head_lacks_is_answered_in_the_form(begun: Desk, new_page: Page) -> None:
    new_page.goto(f"{begun.address}/new")
    new_page.locator("[name=title]").fill("Caring for your wound")
    new_page.locator("button.first").click()
    answer = new_page.locator("#findings li", has_text='"summary" is missing').locator("button", has_text="Answer it")
    answer.click()
    expect(new_page.locator("#f-summary")).to_be_focused()
    new_page.keyboard.press("Escape")
