"""Finished pages in a browser and before the Nu checker: what axe, a narrow window, paper and a dark screen show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.edition.copies import Copy
from pipeline.edition.edition import Edition
from tests.booklet.library import edition, sample
from tests.judges import ORACLES, browser_environment, chromium_path, nu
from tests.page.sample import rendered, tides

AXE = (ORACLES / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SAMPLES = (("wound-aftercare", "en"), ("exosomes-hair-loss", "es"), ("exosomes-hair-loss", "ar"))
JUDGED = {(320, "light"), (768, "dark"), (1280, "light"), (1280, "print")}
"""Where axe looks: each width and each kind of colours once, which is what its rules depend on."""

OLD = Copy("27W4KR3", "PL-1", "0.9", "2025-11-02", ("Take 2 tablets.",))


def made(slug: str, lang: str) -> Edition:
    return replace(edition(sample(slug, lang)), copies=(OLD,))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pages")
    for slug, lang in SAMPLES:
        for variant in ("web", "embed"):
            for file in rendered(made(slug, lang), variant).files:
                path = root / f"{slug}-{lang}" / file.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.content)
    return root


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox"], env={**browser_environment()}
        )
        yield started
        started.close()


def opened(browser: Browser, path: Path, width: int, *, scheme: str = "light", script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 700},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
    )
    page = context.new_page()
    page.goto(path.as_uri())
    if scheme == "print":
        page.emulate_media(media="print")
    return page


@pytest.mark.needs_chromium
@pytest.mark.needs_node
@pytest.mark.parametrize(("slug", "lang"), SAMPLES)
def test_axe_finds_nothing_and_nothing_runs_off_the_window(
    browser: Browser, folder: Path, slug: str, lang: str
) -> None:
    path = folder / f"{slug}-{lang}" / "index.html"
    page = opened(browser, path, 320)
    page.evaluate(AXE)
    for width in (320, 768, 1280):
        for scheme in ("light", "dark", "print"):
            page.set_viewport_size({"width": width, "height": 700})
            page.emulate_media(
                media="print" if scheme == "print" else "screen", color_scheme="dark" if scheme == "dark" else "light"
            )
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (width, scheme)
            if (width, scheme) not in JUDGED:
                continue
            found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)["violations"]
            told = [(each["id"], each["nodes"][0]["html"][:120]) for each in found]
            assert told == [], (width, scheme)
    page.context.close()


@pytest.mark.needs_chromium
def test_a_page_needs_no_script(browser: Browser, folder: Path) -> None:
    """Large text, words explained, the contents and the answer to a copy's code."""
    path = folder / "exosomes-hair-loss-es" / "index.html"
    page = opened(browser, path, 768, script=False)
    size = page.locator(".summary").first
    before = size.bounding_box()
    page.locator(".tool input").check()
    after = size.bounding_box()
    assert before and after and after["height"] > before["height"] * 1.4
    page.locator(".tool input").uncheck()
    term = page.locator("button.term").first
    term.click()
    meaning = page.locator(f"[id='{term.get_attribute('popovertarget')}']")
    assert meaning.is_visible()
    meaning.locator("button").click()
    assert not meaning.is_visible()
    page.context.close()


@pytest.mark.needs_chromium
def test_the_page_answers_for_a_printed_copy(browser: Browser, folder: Path) -> None:
    path = folder / "wound-aftercare-en" / "index.html"
    page = opened(browser, path, 320, script=False)
    assert page.locator(".copy:visible").count() == 0
    page.goto(f"{path.as_uri()}#{OLD.code}")
    (shown,) = page.locator(".copy:visible").all()
    assert "There is a newer version" in shown.inner_text()
    assert "What changed" in shown.inner_text()
    box = shown.bounding_box()
    assert box and 0 <= box["y"] < 300, "it is what is seen first"
    page.goto(f"{path.as_uri()}#27W4KR4")
    assert page.locator(".copy:visible").count() == 0
    assert "never printed by us" in page.locator(".copies").inner_text()
    page.context.close()


@pytest.mark.needs_chromium
@pytest.mark.parametrize("slug_lang", ["wound-aftercare-en", "exosomes-hair-loss-ar"])
def test_a_page_shows_what_is_tapped_in_an_emergency_without_scrolling(
    browser: Browser, folder: Path, slug_lang: str
) -> None:
    page = opened(browser, folder / slug_lang / "index.html", 320)
    bar = page.locator(".call-bar a")
    for link in bar.all():
        box = link.bounding_box()
        assert box and box["height"] >= 44 and box["y"] + box["height"] <= 701
    page.context.close()


@pytest.mark.needs_node
def test_the_nu_checker_finds_no_error(folder: Path) -> None:
    """Fragments are put into a page around them, as a CMS does."""
    files = sorted(folder.rglob("index.html"))
    for name in ("embed.html", "plain.html"):
        for fragment in sorted(folder.rglob(name)):
            whole = fragment.with_name(f"around-{name}")
            inner = fragment.read_text(encoding="utf-8")
            # A style element stands in the body of a CMS, where every browser takes it and HTML does not.
            inner, style = _without_style(inner)
            head = f'<!doctype html><html lang="en"><head><title>A page</title>{style}</head>'
            whole.write_text(f"{head}<body><h1>A page</h1>{inner}</body></html>", encoding="utf-8")
            files.append(whole)
    tide = folder / "tides.html"
    tide.write_bytes(rendered(tides()).main.content)
    assert nu([*files, tide]) == []


def _without_style(html: str) -> tuple[str, str]:
    style = "".join(re.findall(r"<style>.*?</style>", html, re.S))
    return re.sub(r"<style>.*?</style>", "", html, flags=re.S), style
