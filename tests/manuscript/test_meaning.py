"""The law of meaning: words that arrive with another mark, number, depth or cell are named."""

import pytest

from pipeline.article.body.parsing import parse_body
from pipeline.finding import Place
from pipeline.manuscript.accounting.ledger import account
from pipeline.manuscript.accounting.witness import unseen
from pipeline.manuscript.pieces import Kind, Mark, Piece, Runs

PLACE = Place("a.docx", part="paragraph 1")
BOLD, RAISED = frozenset({Mark.STRONG}), frozenset({Mark.SUPERSCRIPT})


def changes(piece: Piece, body: str) -> tuple[str, ...]:
    """What the ledger says of `piece` in an article of this body."""
    blocks = parse_body(body, "source/a/article.md", {}).blocks
    ledger = account([piece], [(0, blocks)], [])
    assert ledger.balanced
    return ledger.entries[0].changed


def marked(*runs: tuple[str, frozenset[Mark]], kind: Kind = Kind.PARAGRAPH) -> Piece:
    whole: Runs = tuple(runs)
    return Piece(kind, "".join(text for text, _ in runs), PLACE, runs=whole)


def test_a_raised_digit_stays_raised() -> None:
    piece = marked(("A count of 10", frozenset()), ("9", RAISED), (" cells", frozenset()))
    assert changes(piece, "A count of 10^9^ cells\n") == ()
    assert changes(piece, "A count of 109 cells\n") == ('"9" is superscript in the file, and not in the article',)


def test_a_mark_that_nobody_set_is_named() -> None:
    piece = marked(("Never take three", frozenset()))
    assert changes(piece, "Never take **three**\n") == (
        '"Never take three" is bold in the article, and not in the file',
    )


def test_a_bold_heading_is_a_heading() -> None:
    assert changes(marked(("Wash your hands", BOLD)), "## Wash your hands\n") == ()


@pytest.mark.parametrize(
    ("label", "body", "same"),
    [
        ("4.", "1. Wash\n2. Dry\n3. Cover\n4. Write down the time\n", True),
        ("4.", "4. Write down the time\n", True),
        ("4)", "4. Write down the time\n", True),
        ("4.", "1. Write down the time\n", False),
        ("4.", "- Write down the time\n", False),
        ("1.2", "1. Rest\n\n   1.2 Write down the time\n", True),
        ("b)", "b\\) Write down the time\n", True),
        ("b)", "2. Write down the time\n", False),
    ],
)
def test_a_step_keeps_its_number(label: str, body: str, same: bool) -> None:
    said = changes(Piece(Kind.LIST_ITEM, "Write down the time", PLACE, label=label), body)
    assert bool(said) is not same, said


def test_an_item_keeps_its_depth() -> None:
    piece = Piece(Kind.LIST_ITEM, "Use soap", PLACE, depth=2)
    assert changes(piece, "- Wash\n  - Use soap\n") == ()
    assert changes(piece, "- Wash\n- Use soap\n")


def test_a_dose_keeps_its_row_and_column() -> None:
    piece = Piece(Kind.TABLE_CELL, "10 ml", PLACE, cell=(1, 1))
    assert changes(piece, "| Age | Dose |\n|---|---|\n| Adult | 10 ml |\n") == ()
    assert changes(piece, "| Age | Dose |\n|---|---|\n| 10 ml | Adult |\n")
    assert changes(piece, "| Age | Dose |\n|---|---|\n| Child | 5 ml |\n| Adult | 10 ml |\n")


def test_words_that_only_the_second_reader_sees_are_asked_about() -> None:
    content = rb"{\rtf1 Wash the wound.\par Never with bleach.\par}"
    seen = [Piece(Kind.PARAGRAPH, "Wash the wound.", PLACE)]
    (query,) = unseen(content, "rtf", "a.rtf", seen)
    assert '"Never", "with", "bleach"' in query.asks
    assert unseen(content, "rtf", "a.rtf", [*seen, Piece(Kind.PARAGRAPH, "Never with bleach.", PLACE)]) == []
