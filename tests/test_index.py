"""The index over the output shows what needs somebody first, stays small, and leads to a page of each edition."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from pipeline.building.report import EditionReport, Fate, FileReport, ProductReport
from pipeline.edition.name import EditionName
from pipeline.finding import Findings, Place, Rule, Severity
from pipeline.showing.edition_page import edition_page
from pipeline.showing.index import FOLDER, MOST_ROWS, index_pages
from pipeline.showing.tables import Summary

RULE = Rule("leaf/shouting", Severity.WARNING, "a leaf does not shout", (), "house")
SHOUTS = Findings((RULE.finding(Place("leaf.pdf"), "it <shouts>", "lower your voice"),))
SCREAMS = Findings((RULE.finding(Place("leaf.pdf"), "it screams", "lower your voice", Severity.ERROR),))


def edition(
    slug: str,
    findings: Findings = Findings(),  # noqa: B008
    fate: Fate = Fate.BUILT,
    lang: str = "en",
    brand: str = "tide",
) -> EditionReport:
    files = (FileReport("handout/full.pdf", "application/pdf", 12_345, "0"),)
    product = ProductReport(
        "handout", "full", "A4", files, findings, ("the lead was left out",), ("previews/a.png", "previews/b.png")
    )
    mail = ProductReport(
        "newsletter", "single", "", (FileReport("newsletter/single.html", "text/html", 99, "1"),), Findings()
    )
    posts = ProductReport("social", "", "", tuple(
        FileReport(f"social/{name}", "text/html", 99, "1") for name in ("open-graph.html", "sheet.html")
    ), Findings())  # fmt: skip
    name = EditionName(brand, lang, slug)
    products = (product, mail, posts)
    return EditionReport(name, slug.title(), "source/x", "current", False, fate, Findings(), products)


class Addresses(HTMLParser):
    """Collects what a page links to and shows."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"src", "href"} and value]


def front(editions: list[EditionReport], failures: list[EditionReport] | None = None) -> str:
    return index_pages(editions, failures or [], Findings())["index.html"].decode()


def test_what_needs_somebody_stands_first_and_the_worst_of_it() -> None:
    due = replace(edition("due"), state="due")
    page = front([edition("calm"), edition("loud", SHOUTS), due, edition("shrill", SCREAMS)])
    places = [page.index(f">{title}<") for title in ("Shrill", "Loud", "Calm")]
    assert places == sorted(places)
    assert page.index("Needs somebody") < page.index(">Due<") < page.index(">Well<") < places[-1]


def test_failures_stand_on_top_and_many_are_counted() -> None:
    page = front([edition("calm")], [edition("torn", SHOUTS, Fate.FAILED)])
    assert page.index("Torn") < page.index("Calm")
    assert "Not published in the last run" in page and "it &lt;shouts&gt;" in page
    many = [edition(f"torn-{number}", SHOUTS, Fate.FAILED) for number in range(2000)]
    page = front([edition("calm")], many)
    assert "and 1980 more" in page and len(page) < 100_000


@pytest.mark.parametrize("found", [Findings(), SHOUTS])
def test_every_page_stays_small_for_1500_articles_of_two_brands_in_two_languages(found: Findings) -> None:
    title = "What a long title of an article about wounds, stitches and scars looks like"
    editions = [
        replace(edition(f"article-{number:04}", found, lang=lang, brand=brand), title=title)
        for number in range(1500)
        for lang in ("en", "ar")
        for brand in ("tide", "ebb")
    ]
    tables = {each.name: Summary(f"_facts/{each.name}.html", 99, 9, 0) for each in editions}
    pages = index_pages(editions, [], Findings(), tables)
    assert len(pages["index.html"]) < 300_000
    shelves = [name for name in pages if name.startswith(f"{FOLDER}/") and name.endswith(".html")]
    assert len(shelves) == 4 * -(-1500 // MOST_ROWS) and max(len(pages[name]) for name in shelves) < 300_000
    listed = {address for name in shelves for address in Addresses(pages[name].decode()).found}
    assert {f"{each.name}.html" for each in editions} <= listed
    assert {f"../_facts/{each.name}.html" for each in editions} <= listed
    assert len(pages[f"{FOLDER}/editions.js"]) < 1_200_000


def test_a_page_of_an_edition_leads_to_pages_of_the_pdf_and_shows_the_posts() -> None:
    page = edition_page(edition("loud", SHOUTS), [("_index/tide/en/loud-facts.html", "Facts")])
    found = Addresses(page).found
    assert "../../../.cache/previews/b.png" in found
    assert "../../../tide/en/loud/handout/full.pdf#page=2" in found
    assert "../../../tide/en/loud/newsletter/single.html" in found
    assert page.count("<iframe") == 2 and 'src="../../../tide/en/loud/social/sheet.html"' in page
    assert "../../../_index/tide/en/loud-facts.html" in found
    assert "it &lt;shouts&gt;" in page and "lower your voice" in page and "the lead was left out" in page


def test_addresses_are_relative_and_the_same_reports_give_the_same_pages() -> None:
    editions = [edition("calm"), edition("loud", SHOUTS)]
    pages = index_pages(editions, [], Findings())
    assert pages == index_pages(list(reversed(editions)), [], Findings())
    found = Addresses(pages["index.html"].decode()).found
    assert "_index/tide/en/calm.html" in found
    assert not [address for address in found if address.startswith(("/", "http", "file"))]


def test_each_edition_leads_to_its_table_of_facts_from_the_index_and_its_shelf() -> None:
    shown = [edition("calm"), edition("wide")]
    tables = {each.name: Summary(f"_facts/{each.name}.html", 9, 4, 0) for each in shown}
    pages = index_pages(shown, [], Findings(), tables)
    assert b'href="_facts/tide/en/calm.html" aria-label="every fact of ' in pages["index.html"]
    (shelf,) = [content for name, content in pages.items() if name.startswith("_index/tide-en")]
    assert b'href="../_facts/tide/en/wide.html"' in shelf
