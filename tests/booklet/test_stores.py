"""What a store would refuse is said, with the source; a sound book with an ISBN is refused nowhere."""

from __future__ import annotations

import json
from functools import cache

import pytest

from pipeline.edition.artifact import Artifact
from pipeline.formats import booklet
from pipeline.formats.booklet.stores import DEMANDS, STORES, verdicts
from tests.booklet.library import article, edition, sample
from tests.booklet.odd import moon
from tests.rules.booklet.faults import COVER, CSS, NAV, OPF, Fault, change, pack, picture, put, unpack


@cache
def bound() -> Artifact:
    body = "Tides.\n\n![A moon.](images/moon.png)\n"
    made = edition(article(body, files={"images/moon.png": moon()}), isbn="978-3-16-148410-0")
    return booklet.render(made, booklet.products(made)[0])


def told(fault: Fault) -> set[tuple[str, str]]:
    files = unpack(bound().main.content)
    fault(files)
    return {(verdict.demand.store, verdict.demand.says) for verdict in verdicts(pack(files))}


def test_a_sound_book_with_an_isbn_is_refused_nowhere() -> None:
    refused = [v.demand.says for v in verdicts(bound().main.content) if v.demand.refuses]
    assert refused == []
    report = json.loads(bound().file("stores.json").content)
    assert set(report) == set(STORES)
    assert all(report[store]["refuses"] == [] for store in STORES)


MOON = "EPUB/images/moon.png"
ALL = (
    (change(OPF, r"<dc:identifier[^>]*>urn:isbn:[^<]*</dc:identifier>", ""), ("library", "an ISBN")),
    (put(COVER, picture("JPEG", (500, 800))), ("kdp", "cover of at least 625 × 1000 px in RGB")),
    (put(COVER, picture("JPEG", (1000, 1600))), ("kdp", "cover of 1600 × 2560 px")),
    (put(COVER, picture("JPEG", (1000, 1600))), ("apple", "cover with a short side of 1400 px in RGB")),
    (put(MOON, picture("PNG", (2400, 2400))), ("apple", "pictures of at most 5.6 megapixels")),
    (put(MOON, picture("PNG", (2100, 2000))), ("apple", "pictures of at most 4 megapixels")),
    (change(OPF, r"application/x-dtbncx\+xml", "text/xml"), ("kdp", "table of contents and NCX")),
    (change(NAV, r'id="toc" epub:type="toc"', 'id="toc"'), ("apple", "table of contents")),
    (change(OPF, r"<dc:language>en", "<dc:language>uk"), ("kdp", "a supported language")),
    (change(OPF, r'media-type="image/png"', 'media-type="image/webp"'), ("kdp", "pictures as JPEG, PNG or GIF")),
    (change(CSS, r"(body \{)", r"\1 margin: var(--a);"), ("kdp", "styles without variables")),
    (change(CSS, r"(body \{)", r"\1 position: fixed;"), ("kobo", "styles without fixed or absolute positions")),
    (change("EPUB/opening.xhtml", r'alt="A moon."', 'alt=""'), ("library", "pictures with descriptions")),
    (change("EPUB/opening.xhtml", r'alt="A moon."', 'alt=""'), ("apple", "pictures with descriptions")),
    (change(OPF, r'<meta property="schema:accessMode">[^<]*</meta>', ""), ("library", "accessibility metadata")),
    (
        change("EPUB/about.xhtml", r'href="https:', 'href="https://www.amazon.com/'),
        ("apple", "no links to other stores"),
    ),
    (change("EPUB/about.xhtml", r'href="https:', 'href="https://www.kobo.com/'), ("kdp", "no links to other stores")),
)


@pytest.mark.parametrize(("fault", "demand"), ALL, ids=[f"{store}: {says}" for _, (store, says) in ALL])
def test_what_a_store_would_refuse_is_said(fault: Fault, demand: tuple[str, str]) -> None:
    assert demand in told(fault)
    assert demand not in told(lambda files: None)


def test_every_demand_names_its_source() -> None:
    assert all(demand.source and demand.store in STORES for demand in DEMANDS)


def test_the_report_of_the_build_says_what_a_store_would_refuse() -> None:
    made = edition(sample("wound-aftercare"))
    artifact = booklet.render(made, booklet.products(made)[0])
    assert "a library would refuse the book: the book has no ISBN" in artifact.decisions
