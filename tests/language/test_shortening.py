"""A shortened text loses nothing that its claims need, and never half a number, name, link or emoji."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.language.shortening import beginnings, passages, shorten, thread
from tests.language.statements import GRAMMARS, Grammar, Statement, Statements

COUNTS = {"en": 10_000, "es": 2_000, "ar": 2_000}


def unsafe(statement: Statement, text: str) -> str:
    """What is wrong with a text cut from the statement, "" if nothing: the parts it has are read from the grammar."""
    kept = text.rstrip(".").rstrip()
    if not statement.text.startswith(kept):
        return "it is not a beginning of the original"
    end, at = len(kept), 0
    have: list[int] = []
    for number, part in enumerate(statement.parts):
        start = at + len(part.joint)
        at = start + len(part.text)
        if at - len(part.text) + len(part.text.rstrip(".")) <= end:
            have.append(number)
        elif start < end:
            return f'it cuts "{part.text}"'
    claims = {statement.parts[number].claim for number in have} - {-1}
    for number, part in enumerate(statement.parts):
        if part.claim in claims and number not in have:
            return f'it has a claim without "{part.text}"'
    for whole in statement.whole:
        if kept.endswith(tuple(whole[:length] for length in range(1, len(whole)))) and not kept.endswith(whole):
            place = len(kept) - next(n for n in range(len(whole) - 1, 0, -1) if kept.endswith(whole[:n]))
            if statement.text[place : place + len(whole)] == whole:
                return f'it cuts "{whole}"'
    return ""


def cuts(grammar: Grammar, count: int, seed: int = 5) -> Iterator[tuple[Statement, str]]:
    statements = Statements(grammar, seed)
    for _ in range(count):
        statement = statements.make()
        for text in beginnings((statement.text,), grammar.lang):
            if text != statement.text:
                yield statement, text


@pytest.mark.parametrize("grammar", GRAMMARS, ids=lambda grammar: grammar.lang)
def test_no_cut_is_unsafe(grammar: Grammar) -> None:
    """Every beginning of every generated statement, read by a checker that shares nothing with the shortening."""
    found = {
        (said.split('"')[1] if '"' in said else said): text
        for statement, text in cuts(grammar, COUNTS[grammar.lang])
        if (said := unsafe(statement, text))
    }
    assert not found, f"{len(found)} kinds of unsafe cut: {list(found.items())[:10]}"


@pytest.mark.parametrize("grammar", GRAMMARS[:2], ids=lambda grammar: grammar.lang)
def test_there_are_cuts_at_all(grammar: Grammar) -> None:
    """A shortening that never cuts would be safe and useless. (Arabic, without a copula, is cut at no sentence.)"""
    assert len(list(cuts(grammar, 1000))) > 30


def test_the_checker_sees_an_unsafe_cut() -> None:
    (english, *_) = GRAMMARS
    statements = Statements(english, 1)
    seen = set()
    for _ in range(200):
        statement = statements.make()
        for end in range(5, len(statement.text)):
            seen.add(unsafe(statement, statement.text[:end]).split('"')[0])
    assert seen >= {"it cuts ", "it has a claim without "}


@pytest.mark.parametrize("grammar", GRAMMARS, ids=lambda grammar: grammar.lang)
def test_a_thread_parts_no_claim_from_what_qualifies_it(grammar: Grammar) -> None:
    statements = Statements(grammar, 9)
    for _ in range(500):
        statement = statements.make()
        posts = thread((statement.text,), grammar.lang, lambda text: len(text) <= 140)
        for post in posts or ():
            assert len(post) <= 140
            for claim in {part.claim for part in statement.parts} - {-1}:
                belonging = [part.text.rstrip(".") in post for part in statement.parts if part.claim == claim]
                assert all(belonging) or not any(belonging) or statement.text.count(statement.parts[0].text) > 1


@pytest.mark.parametrize(
    ("paragraph", "count"),
    [
        ("The cream helps. It does not help everyone.", 1),
        ("Tubes are white. Shops stock both sizes.", 2),
        ("Is it safe? Nurses show the steps in a film.", 1),
        ("Do three things: Wash. Dry. Cover.", 1),
        ("Take 0.5 mg of it. Dr. Example leads the ward.", 2),
    ],
)
def test_sentences_that_belong_together_are_one_passage(paragraph: str, count: int) -> None:
    assert len(passages((paragraph,), "en")) == count


def test_a_language_without_a_list_is_never_cut() -> None:
    assert len(passages(("Yksi lause. Toinen lause.", "Kolmas."), "fi")) == 1


def test_an_endless_sentence_has_no_safe_cut() -> None:
    sentence = "The cream " + "and the lotion " * 40 + "calm the skin."
    assert len(sentence) > 600
    assert shorten((sentence,), "en", lambda text: len(text) <= 280) is None


def test_a_clause_may_go_but_not_out_of_brackets() -> None:
    proteins = "Proteins are chains of amino acids"
    assert list(beginnings((f"{proteins}; shops stock both sizes.",), "en"))[1:] == [f"{proteins}."]
    assert list(beginnings((f"{proteins} (long; folded) in cells.",), "en"))[1:] == []


def test_paragraphs_stay_paragraphs() -> None:
    proteins = "Proteins are chains of amino acids."
    assert list(beginnings((proteins, "Shops stock both sizes."), "en")) == [
        f"{proteins}\n\nShops stock both sizes.",
        proteins,
    ]
