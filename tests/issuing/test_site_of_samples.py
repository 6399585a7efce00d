"""The site of the sample library: every link that is printed, sent, posted or bound leads to a page of it."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pipeline.building.build import Build
from pipeline.building.library import Library
from pipeline.building.planning import Request
from pipeline.cli.site import site
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.building.leaf import runner
from tests.issuing.links import dead_links, lost_addresses, places_of
from tests.issuing.pages import WEB
from tests.judges import ORACLES, browser_environment, chromium_path, nu
from tests.workspace import ROOT, folder_files

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TODAY = "1795737600"
"""27 November 2026, as SOURCE_DATE_EPOCH has it."""


def run(workspace: Workspace, *words: str) -> str:
    """What the command prints inside a workspace; its exit code must be 0."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(workspace.root)
        patch.setenv("SOURCE_DATE_EPOCH", TODAY)
        result = CliRunner().invoke(site, words)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def build(workspace: Workspace, **wished: Any) -> None:
    output, request = Output(workspace.output), Request(date(2026, 11, 27), brands=("harbour-clinic",), **wished)
    library = Library.open(workspace, request.today)
    library.recall(output.memory.recall())
    with output.locked(), runner(library) as running:
        report = Build(library, output, replace(request, save=True)).run(running)
    assert not report.all_findings.errors
    output.memory.remember(library.memory())


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample library as one clinic publishes it: all formats of one leaflet, the pages of all, their collection."""
    root = tmp_path_factory.mktemp("library")
    shutil.copytree(ROOT / "source", root / "source")
    (root / "styles").symlink_to(ROOT / "styles", target_is_directory=True)
    workspace = Workspace(root, root / "source", root / "styles", root / "output")
    build(workspace, formats=("page",))
    build(workspace, articles=("wound-aftercare",), langs=("en",))
    build(workspace, articles=("hair-and-skin",), langs=("en",), formats=("booklet",))
    run(workspace)
    return workspace


@pytest.fixture(scope="module")
def folder(library: Workspace) -> Path:
    return library.output / "_site" / "harbour-clinic"


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, bytes]:
    return folder_files(folder)


def test_every_link_inside_the_site_leads_to_a_file_and_a_place_in_it(files: dict[str, bytes]) -> None:
    assert dead_links(files, set(files)) == []
    body = files["wound-aftercare/index.html"].decode().partition("<body")[2]
    assert 'href="handout/sheet-a4.pdf" download' in body
    assert WEB not in body


def test_every_link_of_paper_mail_posts_and_book_leads_to_a_page(library: Workspace, files: dict[str, bytes]) -> None:
    """Codes are read from the printed page, links from what the receiver gets. `python -m tests.issuing.links`
    walks all brands and languages.
    """
    places, kinds = places_of(files), Counter[str]()
    for edition in ("wound-aftercare", "hair-and-skin"):
        lost, counted = lost_addresses(library.output / "harbour-clinic" / "en" / edition, WEB, places)
        assert lost == []
        kinds += counted
    assert kinds.keys() >= {"code", "eml", "json", "csv", "epub"}


def test_the_nu_checker_finds_no_error(folder: Path) -> None:
    pages = sorted(folder.glob("*.html")) + sorted((folder / "library").rglob("*.html"))
    pages += [folder / "wound-aftercare/index.html", folder / "exosomes-hair-loss.ar/index.html"]
    assert [line for line in nu(pages) if ": error: " in line] == []


# in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium_path(), env={**browser_environment()})
        yield running
        running.close()


@pytest.mark.needs_chromium
@pytest.mark.needs_node
@pytest.mark.parametrize(
    ("path", "width", "dark"),
    [
        ("index.html", 320, False),
        ("library/en/a-z.html", 1280, True),
        ("library/ar/index.html", 320, True),
        ("library/ar/topics.html", 768, False),
        ("404.html", 768, False),
        ("hair-and-skin/index.html", 320, False),
        ("wound-aftercare/index.html", 320, False),
    ],
)
def test_pages_can_be_used_by_everybody(browser: Browser, folder: Path, path: str, width: int, dark: bool) -> None:
    """axe finds nothing, and nothing is to be scrolled sideways; from a folder, as a reader opens it."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light")
    page.goto((folder / path).as_uri())
    page.evaluate((ORACLES / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run()")["violations"]
    assert [each["id"] for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.needs_chromium
def test_without_scripts_everything_is_there_but_the_search(browser: Browser, folder: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((folder / "index.html").as_uri())
    assert not page.is_visible("form.search")
    page.click("text=A to Z")
    page.click("text=Your wound at home")
    assert page.title().startswith("Your wound at home")
    page.click("nav.library >> text=Start")
    assert page.title().startswith("All our guides")
    page.close()


def searched(page: Page, path: Path, query: str) -> list[str]:
    page.goto(path.as_uri())
    page.fill("#search", query)
    page.wait_for_function("document.querySelector('form.search .status').textContent !== ''")
    return [link.inner_text() for link in page.query_selector_all(".results a")]


@pytest.mark.needs_chromium
def test_the_search_works_from_a_folder_in_every_language(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    for lang, query, found in (
        ("en", "wou", "Your wound at home"),
        ("en", "exosme hair", "Exosome treatment"),
        ("en", "zzzz", ""),
        ("es", "HÉRIDA", "Su herida en casa"),
        ("es", "exosoma", "Exosomas"),
        ("ar", "الجُرْح", "جرحك في البيت"),
        ("ar", "إكسوسوم", "علاج تساقط الشعر"),
    ):
        start = folder / ("index.html" if lang == "en" else f"library/{lang}/index.html")
        titles = searched(page, start, query)
        assert titles[0].startswith(found) if found else titles == [], (query, titles)
    titles = searched(page, folder / "index.html", "wound")
    page.click(".results a")
    page.wait_for_load_state()
    assert page.title() == titles[0]
    page.close()


@pytest.mark.needs_chromium
def test_what_is_searched_for_runs_nothing(browser: Browser, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "site")
    data = tmp_path / "site/library/search/en.js"
    row = json.dumps(["<img src=x onerror=window.ran=1> wound", "</script><script>window.ran=1</script>", "", "x"])
    data.write_text(f'plainleafSearch.take("en",[\n{row}\n]);\n', encoding="utf-8")
    page = browser.new_page()
    assert searched(page, tmp_path / "site/index.html", "wound") == ["<img src=x onerror=window.ran=1> wound"]
    assert page.evaluate("window.ran") is None
    page.close()


# from day to day; these change the library, and come last


def test_nothing_is_written_where_nothing_changed(library: Workspace, folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert "nothing changed" in run(library)
    (library.output / ".cache").rename(library.output / ".gone")
    assert "nothing changed" in run(library)
    shutil.rmtree(library.output / ".cache")
    (library.output / ".gone").rename(library.output / ".cache")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_page_that_was_changed_by_hand_is_left_out_and_named(library: Workspace) -> None:
    """site/page-unfit"""
    file = library.output / "harbour-clinic/en/exosomes-hair-loss/page/index.html"
    content = file.read_bytes()
    file.write_bytes(content.replace(b"exosome", b"Exosome"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(library.root)
        patch.setenv("SOURCE_DATE_EPOCH", TODAY)
        said = CliRunner().invoke(site, ["--to", "other", "--brand", "harbour-clinic"]).output
    file.write_bytes(content)
    assert "somebody changed it after it was published  [site/page-unfit]" in said
    names = {"site/page-unfit"}
    assert names == {rule for rule in re.findall(r"\[(site/[a-z-]+)\]", said) if rule != "site/link-lost"}


def test_a_guide_that_is_withdrawn_says_so_at_its_place(library: Workspace, folder: Path) -> None:
    """At once, before the next build takes its files away, and after it; and when nothing remembers it but the site."""
    article = library.source / "exosomes-hair-loss/article.md"
    article.write_text(
        article.read_text(encoding="utf-8").replace(
            "status: current",
            "status: withdrawn\nwithdrawn_because: A study was taken back.\nread_instead: wound-aftercare",
        ),
        encoding="utf-8",
    )
    said = run(library)
    assert "5 guides" not in said
    assert "no longer published" in said
    page = folder / "exosomes-hair-loss/index.html"
    assert "We have withdrawn this guide. Please do not use it." in page.read_text(encoding="utf-8")
    assert "A study was taken back." in page.read_text(encoding="utf-8")
    assert "A study was taken back." in (folder / "library/en/feed.xml").read_text(encoding="utf-8")
    spanish = (folder / "exosomes-hair-loss.es/index.html").read_text(encoding="utf-8")
    assert "A study was taken back." not in spanish and "../wound-aftercare.es/index.html" in spanish
    assert not (folder / "exosomes-hair-loss/handout").exists()
    files = folder_files(folder)
    assert dead_links(files, set(files)) == []
    assert "exosomes-hair-loss" not in files["sitemap.xml"].decode()
    shutil.rmtree(library.source / "exosomes-hair-loss")
    (library.source / "hair-and-skin.collection.toml").unlink()
    output = Output(library.output)
    for name in output.editions():
        if name.slug != "wound-aftercare":
            output.withdraw(name, "gone")
    shutil.rmtree(library.output / "_withdrawn")
    run(library)
    kept = page.read_text(encoding="utf-8")
    assert "We have withdrawn this guide. Please do not use it." in kept and "A study was taken back." in kept
    assert "exosomes-hair-loss/index.html" in (folder / ".plainleaf-pages.json").read_text(encoding="utf-8")
