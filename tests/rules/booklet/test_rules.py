"""Each rule of the booklet finds its fault in the finished bytes, and nothing else; the sound book raises nothing."""

from __future__ import annotations

from functools import cache

import pytest

from pipeline.edition.artifact import Artifact
from pipeline.edition.edition import Edition
from pipeline.formats import booklet
from tests.booklet.library import article, edition, sample
from tests.rules.booklet.faults import COMPANIONS, FAULTS, Fault, broken, change, pack, picture, unpack, with_epub

BODY = """
Water rises and falls [@noaa].

## Moon and sun {#moon}

The moon pulls.[^1] See [spring tides](#spring).

![A moon over water.](images/moon.png)

[^1]: So does the sun.

## Spring tides {#spring}

::: {.table caption="Heights"}
| Port | Height |
|------|--------|
| East | 2 m    |
:::
"""
REFERENCES = """references:
  - {id: noaa, type: book, title: Tides, issued: 2020, URL: "https://www.example.org/tides"}
"""


@cache
def book() -> tuple[Artifact, Edition]:
    made = edition(article(BODY, more=REFERENCES, files={"images/moon.png": picture("PNG", (60, 40))}))
    (product,) = booklet.products(made)
    return booklet.render(made, product), made


def names(artifact: Artifact, made: Edition) -> set[str]:
    return {finding.rule for finding in booklet.check(booklet.read(artifact), made).found}


def test_a_sound_book_raises_nothing() -> None:
    artifact, made = book()
    assert booklet.check(booklet.read(artifact), made).found == ()


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        pytest.param(rule, fault, id=f"{rule}-{number}")
        for rule, faults in FAULTS.items()
        for number, fault in enumerate(faults, start=1)
    ],
)
def test_a_fault_is_found_by_its_rule_and_by_no_other(rule: str, fault: Fault) -> None:
    artifact, made = book()
    found = names(broken(artifact, fault), made)
    assert rule in found
    assert found <= {rule} | COMPANIONS.get(rule, frozenset())


def test_a_page_that_is_not_well_formed_is_found() -> None:
    artifact, made = book()
    found = names(broken(artifact, change("EPUB/imprint.xhtml", "</dl>", "")), made)
    assert "booklet/not-xhtml" in found


def test_an_image_without_description_is_found_and_disproves_what_is_claimed() -> None:
    artifact, made = book()
    found = names(broken(artifact, change("EPUB/ch01.xhtml", r'alt="A moon[^"]*"', 'alt=""')), made)
    assert found == {"booklet/image-undescribed", "booklet/accessibility-untrue"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", pack({"mimetype": b"application/epub+zip"})])
def test_what_no_reading_system_could_open_is_one_finding(content: bytes) -> None:
    artifact, made = book()
    assert names(with_epub(artifact, content), made) == {"booklet/unreadable"}


def test_a_mimetype_that_is_compressed_late_or_wrong_is_found() -> None:
    artifact, made = book()
    files = unpack(artifact.main.content)
    late = {name: files[name] for name in [*list(files)[1:], "mimetype"]}
    for content in (pack(files, compress=True), pack(late), pack({**files, "mimetype": b"application/zip"})):
        assert names(with_epub(artifact, content), made) == {"booklet/mimetype"}


def test_rules_and_faults_match_one_to_one() -> None:
    elsewhere = {"booklet/unreadable", "booklet/mimetype", "booklet/image-undescribed"}
    assert {rule.name for rule in booklet.RULES} == set(FAULTS) | elsewhere


@pytest.mark.parametrize(
    ("slug", "lang", "brand"),
    [
        ("exosomes-hair-loss", "en", "harbour-clinic"),
        ("exosomes-hair-loss", "es", "fieldnote-press"),
        ("exosomes-hair-loss", "ar", "harbour-clinic"),
        ("wound-aftercare", "en", "fieldnote-press"),
    ],
)
def test_the_sample_library_raises_nothing(slug: str, lang: str, brand: str) -> None:
    made = edition(sample(slug, lang), brand=brand)
    (product,) = booklet.products(made)
    assert booklet.check(booklet.read(booklet.render(made, product)), made).found == ()
