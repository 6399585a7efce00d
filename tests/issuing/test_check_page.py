"""The page that says whether a printed copy is still true: typed codes with a script, a list without one."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from pipeline.edition.copies import Answer, Copy, Printed, Standing
from pipeline.edition.name import EditionName
from pipeline.issuing.site.making import Site
from tests.issuing.pages import guide, site_of
from tests.judges import browser_environment, chromium_path, nu

LATEST, OLDER, GONE = "NC782DL", "27WKR3N", "LRV4FJ8"


def printed(code: str, slug: str, standing: Standing, title: str = "Tides") -> Printed:
    copy = Copy(code, "PL-1", "1.0", "2026-11-02")
    return Printed(EditionName("harbour-clinic", "en", slug), title, Answer(copy, standing))


def site() -> Site:
    return site_of(
        [guide("tides"), guide("dunes")],
        printed=(
            printed(LATEST, "tides", Standing.LATEST),
            printed(OLDER, "tides", Standing.OLDER),
            printed(GONE, "waves", Standing.LATEST, "Waves </script> & <b>more</b>"),
        ),
    )


def test_without_a_script_the_list_answers() -> None:
    page = site().files["library/en/check.html"].decode()
    assert f'id="{OLDER}"' in page and "27W-KR3N" in page
    assert page.index("There is a newer version") < page.index("This is the latest version")
    assert "never printed by us" in page and " hidden>" in page
    assert "Waves &lt;/script&gt; &amp; &lt;b&gt;more&lt;/b&gt;" in page


def test_what_is_not_shown_any_more_holds_no_more() -> None:
    """Whatever its manifest says: its guide was stopped."""
    page = site().files["library/en/check.html"].decode()
    assert "withdrawn it" in page[page.index(f'id="{GONE}"') :]


def test_every_page_leads_there_and_its_address_is_short() -> None:
    files = site().files
    assert b"Check a printed copy" in files["library/en/a-z.html"]
    assert b"27W-KR3N" in files["check/index.html"]
    assert not [path for path in site_of([guide("tides")]).files if "check" in path], (
        "of nothing printed, none is asked"
    )


@pytest.mark.needs_chromium
@pytest.mark.needs_node
def test_a_typed_code_is_answered_on_the_page(tmp_path: Path) -> None:
    for path, content in site().files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    told = {
        "nc7-82dl": "still true",
        " n c 7 8 2 d i ": "still true",
        OLDER: "There is a newer version",
        GONE: "withdrawn it",
        "NC782DM": "cannot be right",
        "pl-1": "Look for the check code of yours",
        " PL-1, version 1.0": "Look for the check code of yours",
        "PL1": "Look for the check code of yours",
        "PL-12": "cannot be right",
        "X7LWPK8": "never printed by us",
        "": "cannot be right",
    }
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox"], env={**browser_environment()}
        )
        page = browser.new_page(viewport={"width": 320, "height": 700})
        page.goto((tmp_path / "check/index.html").as_uri())
        for code, words in told.items():
            page.fill("#check-code", code)
            page.click("form.check button")
            said = page.inner_text("form.check .status")
            assert words in said and said, code
            shown = page.locator(".copies li:visible").count()
            assert shown == (1 if code in {OLDER, GONE} or ("7" in code and "still true" in words) else 3), code
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        browser.close()
    assert nu([tmp_path / "check/index.html"]) == []
