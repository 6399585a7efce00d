"""The clip budget: whose bytes they are, what sending adds, and what is saved before anyone has to cut."""

from __future__ import annotations

from dataclasses import dataclass

import lxml.html
import pytest

from pipeline.edition.artifact import Product
from pipeline.formats.newsletter.budget import ADDED_FOOTER, TRACKED_LINK, after_sending, blocks, heaviest, sections
from pipeline.formats.newsletter.reading import Subject
from pipeline.formats.newsletter.rendering import document, render
from pipeline.formats.newsletter.rules import weight
from pipeline.formats.newsletter.view import view_of
from tests.newsletter.sample import edition, issue, library_edition


def whole(slug: str, lang: str) -> str:
    made = library_edition(slug, lang, "harbour-clinic")
    return document(made, view_of(made, "whole"))


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_a_whole_issue_of_the_sample_article_stays_below_80_kb(lang: str) -> None:
    assert len(whole("exosomes-hair-loss", lang).encode()) <= 80_000


def test_every_byte_belongs_to_a_block() -> None:
    html = whole("wound-aftercare", "en")
    page = lxml.html.document_fromstring(html)
    weighed = sum(block.size for block in blocks(page))
    assert weighed == sum(part.size for part in sections(blocks(page)))
    assert abs(weighed - len(html.encode())) < 0.02 * weighed


def test_the_heaviest_block_comes_first() -> None:
    page = lxml.html.document_fromstring("<p>short</p><p>" + "long " * 50 + "</p><p>mid mid</p>")
    assert [block.words.split()[0] for block in heaviest(blocks(page), 3)] == ["long", "mid", "short"]


def test_sending_makes_links_longer_and_adds_a_footer() -> None:
    plain = "<p>words</p>"
    assert after_sending(plain) == len(plain) + ADDED_FOOTER
    link = '<a href="https://a.example/">x</a>'
    assert after_sending(link) == len(link) + ADDED_FOOTER + TRACKED_LINK - len("https://a.example/")
    mail = '<a href="mailto:a@example.org">x</a>'
    assert after_sending(mail) == len(mail) + ADDED_FOOTER


def test_what_nobody_reads_is_saved() -> None:
    """No class without a rule in the head, no target, no comment that is not for Outlook, no space between blocks."""
    html = whole("exosomes-hair-loss", "en")
    head = html.partition("</head>")[0]
    page = lxml.html.document_fromstring(html)
    used = {name for element in page.find("body").iter() for name in (element.get("class") or "").split()}
    assert all(f".{name}" in head for name in used - {"data", "box", "preheader"})
    assert "target=" not in html and "> <" not in html.replace("</a> <", "").replace("</strong> <", "").replace(
        "> <a", ""
    )


def test_the_report_shows_the_bytes_and_the_sender_s_list() -> None:
    said = render(edition(), Product("newsletter", "whole")).decisions
    assert "By section: before the title: " in said[0] and "Each day: " in said[0]
    assert "The heaviest blocks: <table> " in said[0]
    assert "DMARC" in said[1] and "harbour.example.org" in said[1] and "consent" in said[2]


@pytest.mark.parametrize(
    ("size", "severity", "limit"),
    [(90_000, None, ""), (90_001, "warning", "90,000"), (102_400, "warning", "90,000"), (102_401, "error", "102,400")],
)
def test_the_limits_are_counted_to_the_byte(size: int, severity: str | None, limit: str) -> None:
    """Of the HTML as it is after sending: 90,000 bytes are well, 102,400 the last that Gmail shows."""
    made = edition()
    message = issue(made).file("single.eml")
    html = Subject("a.eml", message.content, made).html
    filler = "<!--" + "x" * (size - after_sending(html) - 7) + "-->"
    heavy = Document("single.eml", message.content, made, html.replace("</body>", f"{filler}</body>"))
    assert after_sending(heavy.html) == size
    found = list(next(check for check in weight.CHECKS if check.rule is weight.TOO_HEAVY).run(heavy))
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    assert all(f"{limit} is the limit" in finding.message for finding in found)


@dataclass(frozen=True)
class Document(Subject):
    """A message whose HTML is another."""

    html: str
