"""Conservation law: every piece of a manuscript is in the article or in the report of what was left out."""

import pytest

from pipeline.finding import Place
from pipeline.manuscript.accounting.ledger import Fate, account
from pipeline.manuscript.importing import Wishes, import_manuscript
from pipeline.manuscript.pieces import Kind, Piece
from tests.manuscript.cases import Case, cases

CASES = tuple(cases())


def test_there_are_enough_manuscripts() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_piece_is_accounted_for(case: Case) -> None:
    done = import_manuscript(case.content, case.file, Wishes())
    for kind, (count, kept, left, missing) in done.ledger.counts().items():
        assert count == kept + left, kind
        assert missing == 0, kind
    assert done.ledger.balanced
    for words in case.arrives:
        assert words in done.text, words
    left_out = {(entry.piece.kind.value, entry.piece.text) for entry in done.ledger.left_out}
    for expected in case.left_out:
        assert expected in left_out
        if expected[0] in {"hidden text", "tracked deletion", "comment", "script or form", "running head or foot"}:
            assert expected[1] not in done.text.split("---\n", 2)[2]


def test_a_piece_that_is_nowhere_is_missing() -> None:
    piece = Piece(Kind.PARAGRAPH, "words that got lost", Place("a.txt", 1, 1))
    ledger = account([piece], [], [])
    assert [entry.fate for entry in ledger.entries] == [Fate.MISSING]
    assert not ledger.balanced


def test_a_piece_that_stands_twice_must_arrive_twice() -> None:
    piece = Piece(Kind.PARAGRAPH, "say it twice", Place("a.txt", 1, 1))
    assert account([piece, piece], [], ["say it twice"]).missing
    assert account([piece, piece], [], ["say it twice", "say it twice"]).balanced


def test_a_short_piece_is_not_found_inside_another_word() -> None:
    piece = Piece(Kind.TABLE_CELL, "in", Place("a.txt", 1, 1))
    assert account([piece], [], ["skin"]).missing
    assert account([piece], [], ["rub in"]).balanced


def test_words_that_nobody_wrote_are_named() -> None:
    piece = Piece(Kind.PARAGRAPH, "rub in", Place("a.txt", 1, 1))
    assert account([piece], [], ["rub in gently"]).added == ("gently",)
