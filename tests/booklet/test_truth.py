"""Accessibility metadata says what the content proves, and conformance only what a person signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.certifying import JavaWorker, certify
from pipeline.edition.artifact import Artifact
from pipeline.edition.binding import Evaluation
from pipeline.edition.edition import Edition
from pipeline.edition.publication import single
from pipeline.formats import booklet
from pipeline.formats.booklet.opening import open_book
from tests.booklet.library import article, edition, sample

RECORD = {
    "conforms_to": "EPUB Accessibility 1.1 - WCAG 2.2 Level AA",
    "evaluator": "Example Evaluation Desk",
    "signed_by": "Example Reviewer",
    "version": "1.0",
    "date": date(2026, 11, 5),
    "report": "https://www.example.org/report",
}


def render(made: Edition) -> Artifact:
    return booklet.render(made, booklet.products(made)[0])


def evaluated(**changes: object) -> Edition:
    made = edition(article("Tides."))
    return replace(made, publication=single(made.article, Evaluation.model_validate({**RECORD, **changes})))


def test_without_an_evaluation_nothing_is_claimed_and_the_report_says_why() -> None:
    artifact = render(edition(article("Tides.")))
    assert open_book(artifact.main.content).meta("dcterms:conformsTo") == []
    assert any("no evaluation by a person" in sentence for sentence in artifact.decisions)


def test_a_signed_evaluation_of_this_version_is_written_and_accepted(worker: JavaWorker) -> None:
    made = evaluated()
    artifact = render(made)
    book = open_book(artifact.main.content)
    assert book.meta("dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert book.meta("a11y:certifiedBy") == ["Example Evaluation Desk"]
    assert booklet.check(booklet.read(artifact), made).found == ()
    (certificate,) = certify([artifact.main], worker=worker)
    assert certificate.messages == ()
    assert not any("claims no conformance" in sentence for sentence in artifact.decisions)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"version": "0.9"}, "was of version 0.9, this is 1.0"),
        ({"languages": ["es"]}, 'did not cover "en"'),
        ({"date": date(2026, 10, 1)}, "the text was reviewed later"),
    ],
)
def test_an_evaluation_of_something_else_claims_nothing(changes: dict[str, object], why: str) -> None:
    artifact = render(evaluated(**changes))
    assert open_book(artifact.main.content).meta("dcterms:conformsTo") == []
    assert any(why in sentence for sentence in artifact.decisions)


def test_a_book_without_pictures_claims_none() -> None:
    book = open_book(render(edition(article("Tides."))).main.content)
    # The cover is a picture, and described.
    assert "longDescription" not in book.meta("schema:accessibilityFeature")
    assert "MathML" not in book.meta("schema:accessibilityFeature")
    assert "pageNavigation" not in book.meta("schema:accessibilityFeature")


def test_a_picture_without_words_takes_the_claims_away() -> None:
    from tests.booklet.odd import moon

    made = edition(article("![](images/moon.png)", files={"images/moon.png": moon()}))
    book = open_book(render(made).main.content)
    assert "alternativeText" not in book.meta("schema:accessibilityFeature")
    assert "textual" not in book.meta("schema:accessModeSufficient")
    assert "Some pictures have no description." in book.meta("schema:accessibilitySummary")[0]


def test_long_descriptions_are_claimed_where_they_stand() -> None:
    book = open_book(render(edition(sample("exosomes-hair-loss"))).main.content)
    assert {"longDescription", "alternativeText"} <= set(book.meta("schema:accessibilityFeature"))
    assert book.page("EPUB/ch02.xhtml").find('//h:img[@aria-describedby="fig-evidence-description"]')
    assert book.page("EPUB/ch02.xhtml").find('//h:div[@id="fig-evidence-description"]')


def test_the_page_list_matches_the_pages_of_the_handout(worker: JavaWorker) -> None:
    made = edition(sample("exosomes-hair-loss"))
    keys = {"cards": 2, "questions": 4, "recap": 6, "close": 6}
    pages = dict.fromkeys(("key-points",), 1) | keys
    made = replace(made, page_map=pages)
    artifact = render(made)
    book = open_book(artifact.main.content)
    assert book.nav is not None
    listed = ["".join(link.itertext()) for link in book.nav.find('//h:nav[@epub:type="page-list"]//h:a')]
    assert listed == sorted(set(listed), key=int)
    assert set(listed) <= {str(number) for number in pages.values()}
    assert len(listed) >= 2
    assert {"pageBreakMarkers", "pageNavigation"} <= set(book.meta("schema:accessibilityFeature"))
    assert "Page numbers match the printed leaflet." in book.meta("schema:accessibilitySummary")[0]
    assert booklet.check(booklet.read(artifact), made).found == ()
    (certificate,) = certify([artifact.main], worker=worker)
    assert certificate.messages == ()
