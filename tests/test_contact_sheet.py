"""The index over the output shows every product, worst first, with addresses that work from a file."""

from __future__ import annotations

from html.parser import HTMLParser

from pipeline.building.report import EditionReport, Fate, FileReport, ProductReport
from pipeline.edition.name import EditionName
from pipeline.finding import Findings, Place, Rule, Severity
from pipeline.showing.contact_sheet import contact_sheet

RULE = Rule("leaf/shouting", Severity.WARNING, "a leaf does not shout", (), "house")
SHOUTS = Findings((RULE.finding(Place("leaf.pdf"), "it <shouts>", "lower your voice"),))


def edition(slug: str, findings: Findings = Findings(), fate: Fate = Fate.BUILT) -> EditionReport:  # noqa: B008
    files = (FileReport("handout/full.pdf", "application/pdf", 12_345, "0"),)
    product = ProductReport("handout", "full", "A4", files, findings, ("the lead was left out",), ("previews/a.png",))
    mail = ProductReport(
        "newsletter", "single", "", (FileReport("newsletter/single.html", "text/html", 99, "1"),), Findings()
    )
    return EditionReport(
        EditionName("tide", "en", slug), slug.title(), "source/x", "current", False, fate, Findings(), (product, mail)
    )


class Addresses(HTMLParser):
    """Collects what a page links to and shows, and whether tags close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"src", "href"} and value]


def test_worst_edition_stands_first() -> None:
    page = contact_sheet([edition("calm"), edition("loud", SHOUTS)], [], Findings())
    assert page.index("Loud") < page.index("Calm")


def test_findings_are_escaped_and_decisions_shown() -> None:
    page = contact_sheet([edition("loud", SHOUTS)], [], Findings())
    assert "it &lt;shouts&gt;" in page and "lower your voice" in page
    assert "the lead was left out" in page


def test_addresses_are_relative() -> None:
    found = Addresses(contact_sheet([edition("calm")], [], Findings())).found
    assert ".cache/previews/a.png" in found
    assert "tide/en/calm/newsletter/single.html" in found
    assert not [address for address in found if address.startswith(("/", "http", "file"))]


def test_failures_stand_on_top() -> None:
    page = contact_sheet([edition("calm")], [edition("torn", SHOUTS, Fate.FAILED)], Findings())
    assert page.index("Torn") < page.index("Calm")
    assert "Not published in the last run" in page


def test_same_reports_give_the_same_page() -> None:
    assert contact_sheet([edition("calm")], [], Findings()) == contact_sheet([edition("calm")], [], Findings())
