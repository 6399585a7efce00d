"""Notes of books find their word, in whichever file they stand."""

from __future__ import annotations

import pytest

from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from tests.manuscript.documents import epub

BODY = "<h1>Iron</h1><p>Take 65 mg{0} a day.</p><h2>Food</h2><p>Drink juice.</p>"


def imported(*chapters: str) -> Import:
    return import_manuscript(epub(list(chapters)), "book.epub", Wishes())


@pytest.mark.parametrize(
    ("reference", "notes"),
    [
        ('<sup><a href="c1.xhtml#n1">2</a></sup>', '<h1>Notes</h1><ol><li id="n1">As elemental iron.</li></ol>'),
        ('<a href="c1.xhtml#n1" epub:type="noteref">2</a>',
         '<section epub:type="endnotes"><h2>Endnotes</h2><aside id="n1" epub:type="endnote"><p>As elemental iron. '
         '<a href="c0.xhtml">↩</a></p></aside></section>'),
        ('<a href="c1.xhtml#n1"><sup>[2]</sup></a>', '<h2>Notes</h2><p><a id="n1"></a>2. As elemental iron.</p>'),
        ('<sup><a href="c1.xhtml#n1" id="r1">2</a></sup>',
         '<p id="n1"><sup><a href="c0.xhtml#r1">2</a></sup> As elemental iron.</p>'),
    ],
)  # fmt: skip
def test_a_note_in_another_file_stands_at_its_word(reference: str, notes: str) -> None:
    done = imported(BODY.format(reference), notes)
    assert "Take 65 mg[^1] a day.\n\n[^1]: As elemental iron." in done.text
    assert "Notes" not in done.text
    assert "Endnotes" not in done.text


def test_equal_ids_of_two_chapters_mean_two_notes() -> None:
    chapter = '<h2>Part</h2><p>Word<sup><a href="#n1">1</a></sup> here.</p><ol><li id="n1">Note {0}.</li></ol>'
    done = imported("<h1>Iron</h1>", chapter.format("one"), chapter.format("two"))
    assert done.text.index("[^1]: Note one.") < done.text.index("Note two.")
    assert done.ledger.balanced


def test_styles_of_a_chapter_count_in_it() -> None:
    done = import_manuscript(
        epub(
            ["<h1>Iron</h1><p>Take <span style='text-decoration:line-through'>two</span> one.</p>"],
        ),
        "book.epub",
        Wishes(),
    )
    assert "Take ~~two~~ one." in done.text
