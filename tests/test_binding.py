"""A collection's own data: each fault is named at its line; what is sound reaches the book."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.edition.binding import Evaluation, binding_of
from pipeline.edition.publication import read_collection

GOOD = """title = "Two guides"
articles = ["a", "b"]
id = "PL-COL-001"
isbn = {en = "978-3-16-148410-0", es = "979-8-88645-174-0"}
series = "Example guides"
number = 2
foreword = "First.\\n\\nSecond."

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


def test_what_is_sound_is_read_in_each_language() -> None:
    collection, findings = read_collection("guides", GOOD.encode())
    assert findings.found == ()
    assert collection is not None
    binding = binding_of(collection.settings, "es")
    assert (binding.isbn, binding.series, binding.number) == ("9798886451740", "Example guides", "2")
    assert binding_of(collection.settings, "en-GB").isbn == "9783161484100"
    assert binding.contributors == (("Example Illustrator", "ill"),)
    assert binding.evaluation == Evaluation(
        "EPUB Accessibility 1.1 - WCAG 2.2 Level AA",
        "Example Evaluation Desk",
        "Example Reviewer",
        date(2026, 11, 5),
        "1",
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("978-3-16-148410-0", "978-3-16-148410-1", 4, "its check digit is 0"),
        ("978-3-16-148410-0", "3-16-148410-X", 4, "is no ISBN-13"),
        ("{en =", "{english =", 4, "is not a language tag"),
        ("series", "serie", 5, '"serie" has no meaning here'),
        ('role = "illustrator"', 'role = "boss"', 11, '"boss" is no known role'),
        ("1.1 - WCAG", "1.1 – WCAG", 14, "is not a claim"),
        ('signed_by = "Example Reviewer"\n', "", 0, 'lacks "signed_by"'),
        ("date = 2026-11-05", 'date = "soon"', 18, "has no date"),
    ],
)
def test_each_fault_is_named_at_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    _, findings = read_collection("guides", GOOD.replace(old, new).encode())
    (finding,) = findings.found
    assert words in finding.message
    assert finding.where.file == "source/guides.collection.toml"
    assert finding.where.first == line


def test_a_faulty_isbn_never_reaches_the_book() -> None:
    assert binding_of({"isbn": "978-3-16-148410-1"}, "en").isbn == ""
    assert binding_of({"evaluation": {"conforms_to": "WCAG"}}, "en").evaluation is None


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
    assert "neither a text" in findings.errors[0].message
