"""A check code is the same while a copy says the same, and tells what was mistyped; copies say what holds of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.edition.check_codes import ALPHABET, code_of, is_code, scan_address, shown, typed
from pipeline.edition.copies import Copy, Standing, answers, with_copy
from pipeline.edition.edition import Edition
from tests.booklet.library import article, edition

BODY = "\n## Doses {#doses}\n\nTake 1 tablet of 500 mg.\n\n{more}"


def made(body: str = BODY, *, more: str = "", draft: bool = False, brand: str = "harbour-clinic") -> Edition:
    return edition(article(body.replace("{more}", more)), brand=brand, draft=draft)


def test_a_code_stays_while_the_copy_says_the_same() -> None:
    """A paragraph that moves in its file, another key or other days of review change no word."""
    same = made(BODY.replace("{#doses}", "{#dose}"))
    front = same.article.front.model_copy(update={"reviewed": same.article.front.published.replace(year=2027)})
    later = replace(same, publication=replace(same.publication, articles=(replace(same.article, front=front),)))
    assert code_of(made()) == code_of(same) == code_of(later)


@pytest.mark.parametrize(
    "other",
    [
        made(BODY.replace("500 mg", "50 mg")),
        made(more="Do not drive."),
        made(brand="fieldnote-press"),
        edition(article(BODY.replace("{more}", ""), title="Waves")),
    ],
)
def test_a_code_changes_with_what_a_copy_says(other: Edition) -> None:
    assert code_of(other) != code_of(made())


def test_a_draft_and_an_edition_without_a_page_carry_no_code() -> None:
    """Nobody could answer for them."""
    assert code_of(made(draft=True)) == ""
    silent = made()
    settings = replace(silent.brand.settings, tables={})
    alone = replace(silent, brand=replace(silent.brand, settings=settings))
    assert code_of(alone) == ""
    assert scan_address(alone) == alone.canonical


def test_every_single_mistake_and_every_exchange_of_two_is_told() -> None:
    code = code_of(made())
    assert is_code(code)
    wrong = {code[:at] + letter + code[at + 1 :] for at in range(len(code)) for letter in ALPHABET} - {code}
    swapped = {
        code[:one] + code[two] + code[one + 1 : two] + code[one] + code[two + 1 :]
        for one in range(len(code))
        for two in range(one + 1, len(code))
    } - {code}
    assert not [each for each in wrong | swapped if is_code(each)]


def test_the_alphabet_has_one_of_each_signs_that_look_alike() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 23
    for alike in ("0OQD"[:3], "1IL", "2Z", "5S", "6G", "8B", "UV", "AEIOU"):
        assert len(set(alike) & set(ALPHABET)) <= 1, alike


@pytest.mark.parametrize("text", ["{0}", " {1} ", "{2}", "{3}"])
def test_what_is_typed_is_read_as_what_was_meant(text: str) -> None:
    code = code_of(made())
    assert typed(text.format(code, shown(code), shown(code).lower(), " ".join(code))) == code


def test_a_letter_that_looks_like_one_of_ours_is_read_as_it() -> None:
    assert typed("zgb-u1i7") == "268VLL7"


def test_the_last_copy_is_the_latest_and_others_say_what_changed() -> None:
    old = Copy("A", "D", "1.0", "2026-01-01", ("Take 2 tablets.", "Call us."))
    new = Copy("B", "D", "1.1", "2026-02-01", ("Take 1 tablet.", "Call us."))
    latest, older = answers(with_copy((old,), new))
    assert (latest.copy, latest.standing) == (new, Standing.LATEST)
    assert (older.copy, older.standing, older.changes) == (old, Standing.OLDER, ("Take 1 tablet.",))


def test_what_was_taken_back_is_the_latest_again() -> None:
    old, new = Copy("A", "D", "1.0", "2026-01-01"), Copy("B", "D", "1.1", "2026-02-01")
    assert [copy.code for copy in with_copy((old, new), old)] == ["B", "A"]


def test_of_what_is_withdrawn_no_copy_holds() -> None:
    copies = (Copy("A", "D", "1.0", "2026-01-01"), Copy("B", "D", "1.1", "2026-02-01"))
    assert {answer.standing for answer in answers(copies, withdrawn=True)} == {Standing.WITHDRAWN}
    assert answers(()) == ()
    assert [Copy.from_json(copy.to_json()) for copy in copies] == [*copies]
