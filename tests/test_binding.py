"""A collection's own data: each fault is named at its line; what is sound reaches the book."""

from __future__ import annotations

import re
from datetime import date

import pytest

from pipeline.edition.binding import binding_of
from pipeline.edition.publication import read_collection

GOOD = """title = "Two guides"
articles = ["a", "b"]
id = "PL-COL-001"
isbn = {en = "978-3-16-148410-0", es = "979-8-88645-174-0"}
series = "Example guides"
number = 2
foreword = "First.\\n\\nSecond."
summary = "All that is in it."
[[contributors]]
name = "Example Illustrator"
role = "illustrator"

[evaluation]
conforms_to = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
evaluator = "Example Evaluation Desk"
signed_by = "Example Reviewer"
version = "1"
date = 2026-11-05
"""


@pytest.mark.parametrize(
    ("said", "prices"),
    [
        ('"4.99 GBP"', (("4.99", "GBP"),)),
        ('["£4.99", "5,99 €", "USD 6"]', (("4.99", "GBP"), ("5.99", "EUR"), ("6", "USD"))),
        ('"free"', (("0", ""),)),
        ('"0.00 EUR"', (("0", ""),)),
    ],
)
def test_a_price_is_read_as_people_write_it(said: str, prices: tuple[tuple[str, str], ...]) -> None:
    collection, findings = read_collection("guides", GOOD.replace("number = 2", f"price = {said}").encode())
    assert findings.found == ()
    assert collection is not None
    assert binding_of(collection.words, "en").prices == prices


@pytest.mark.parametrize("said", ['"cheap"', '"$5"', '"4.99 XYZ"', "4.99"])
def test_a_price_without_its_currency_is_named(said: str) -> None:
    _, findings = read_collection("guides", GOOD.replace("number = 2", f"price = {said}").encode())
    assert [finding.hint[:15] for finding in findings.found] == ['write price = "']


def test_what_is_sound_is_read_in_each_language() -> None:
    collection, findings = read_collection("guides", GOOD.encode())
    assert findings.found == ()
    assert collection is not None
    binding = binding_of(collection.words, "es")
    assert (binding.isbn, binding.series, binding.number) == ("9798886451740", "Example guides", "2")
    assert binding_of(collection.words, "en-GB").isbn == "9783161484100"
    assert binding.contributors == (("Example Illustrator", "ill"),)
    record = binding.evaluation
    assert record is not None
    assert (record.conforms_to, record.day) == ("EPUB Accessibility 1.1 - WCAG 2.2 Level AA", date(2026, 11, 5))
    assert (record.evaluator, record.signed_by, record.version) == ("Example Evaluation Desk", "Example Reviewer", "1")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("978-3-16-148410-0", "978-3-16-148410-1", 4, "its check digit is 0"),
        ("978-3-16-148410-0", "3-16-148410-X", 4, "is no ISBN-13"),
        ("{en =", "{english =", 4, "is not a language tag"),
        ("series", "serie", 5, '"serie" is not a key of the collection file'),
        ('role = "illustrator"', 'role = "boss"', 11, '"contributors.0.role" knows no "boss"'),
        ("1.1 - WCAG", "1.1 – WCAG", 14, "is not a claim"),
        ('signed_by = "Example Reviewer"\n', "", 13, '"evaluation.signed_by" is missing'),
        ("date = 2026-11-05", 'date = "soon"', 18, "is not a date"),
    ],
)
def test_each_fault_is_named_at_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    _, findings = read_collection("guides", GOOD.replace(old, new).encode())
    (finding,) = findings.found
    assert words in finding.message
    assert finding.where.file == "source/guides.collection.toml"
    assert finding.where.first == line


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ('author = "A. Writer"', "the authors are those of its articles"),
        ('copyright = "2026"', 'write licence = "…"'),
        ('publisher = "Press"', "the publisher is the name in styles/brands/BRAND/brand.toml"),
        ('cover = "cover.jpg"', "plainleaf draws the cover"),
        ('price = "$6.99"', 'write price = "6.99 USD"'),
        ('price = "7 $"', 'write price = "7 USD"'),
    ],
)
def test_what_people_write_into_a_collection_is_led_to_where_it_is_said(line: str, hint: str) -> None:
    content = f'title = "A"\nsummary = "All."\narticles = ["a"]\n{line}\n'
    _, findings = read_collection("book", content.encode())
    assert hint in findings.errors[0].hint


def test_a_book_for_stores_without_a_summary_is_told() -> None:
    """A digest that no store lists needs none."""
    found = [
        [
            finding.rule
            for finding in read_collection("book", f'title = "A"\narticles = ["a"]\n{more}'.encode())[1].found
        ]
        for more in ("", 'price = "free"', 'isbn = "978-3-16-148410-0"', 'price = "free"\nsummary = "All."')
    ]
    assert found == [[], ["collection/summary"], ["collection/summary"], []]


def test_a_faulty_key_is_left_out_and_the_collection_known_all_the_same() -> None:
    """Its editions are held back; what was published of it must not look like that of a collection that is gone."""
    broken = GOOD.replace("978-3-16-148410-0", "978-3-16-148410-1").replace("1.1 - WCAG", "1.1 – WCAG")
    collection, findings = read_collection("guides", broken.encode())
    assert {finding.rule for finding in findings.errors} == {"collection/binding", "collection/evaluation"}
    assert collection is not None and collection.articles == ("a", "b")
    assert binding_of(collection.words, "en").isbn == ""
    assert binding_of(collection.words, "en").evaluation is None
    assert binding_of(collection.words, "en").number == "2"


def test_an_article_is_found_at_the_line_that_names_it() -> None:
    collection, _ = read_collection("guides", GOOD.encode())
    assert collection is not None
    assert str(collection.place("b")) == "source/guides.collection.toml:2"


def test_a_contributor_of_tables_is_a_fault_in_the_file() -> None:
    """Found by made-up files: a table is no key of anything."""
    content = b'articles = ["a"]\ntitle = "A"\n[[contributors]]\nname = "Example"\nrole = {a = 1}\n'
    _, findings = read_collection("book", content)
    assert not findings.faults
    assert [finding.rule for finding in findings.errors] == ["collection/binding"]


@pytest.mark.parametrize("title", ['[["A"]]', "1", "{en = 1}"])
def test_a_title_that_is_no_text_is_refused(title: str) -> None:
    """It would be printed as a program writes it."""
    collection, findings = read_collection("book", f'articles = ["a"]\ntitle = {title}\n'.encode())
    assert collection is None and not findings.faults
    assert re.search("neither a text|is not text", findings.errors[0].message)
