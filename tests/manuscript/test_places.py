"""The law of meaning, its second half: order, notes at their words, links with theirs, languages and directions."""

from __future__ import annotations

import pytest

from pipeline.article.body.parsing import parse_body
from pipeline.finding import Place
from pipeline.manuscript.accounting.ledger import Ledger, account
from pipeline.manuscript.accounting.ordering import moved
from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from pipeline.manuscript.pieces import Kind, Piece

PLACE = Place("a.docx", part="paragraph 1")


def ledger(pieces: list[Piece], body: str) -> Ledger:
    return account(pieces, [(0, parse_body(body, "source/a/article.md", {}).blocks)], [])


def paragraphs(*words: str) -> list[Piece]:
    return [Piece(Kind.PARAGRAPH, text, PLACE) for text in words]


def test_the_fewest_that_moved_are_named() -> None:
    assert moved([0, 10, 20, 5, 30]) == {3}
    assert moved([]) == set()
    pieces = paragraphs("Wash your hands.", "Take one tablet.", "Ring us up.", "Go home.")
    told = ledger(pieces, "Wash your hands.\n\nRing us up.\n\nGo home.\n\nTake one tablet.\n").changed
    assert [entry.changed for entry in told] == [
        ('"Take one tablet." stands below "Wash your hands." in the file, and elsewhere in the article',)
    ]


def test_words_that_stand_twice_have_no_place_of_their_own() -> None:
    pieces = paragraphs("Rest.", "Drink.", "Rest.")
    assert not ledger(pieces, "Rest.\n\nDrink.\n\nRest.\n").changed


def test_a_table_stays_between_its_paragraphs() -> None:
    pieces = [
        *paragraphs("Read the table."),
        Piece(Kind.TABLE_CELL, "Age", PLACE), Piece(Kind.TABLE_CELL, "Dose", PLACE),
        Piece(Kind.TABLE_CELL, "Adult", PLACE), Piece(Kind.TABLE_CELL, "5 ml", PLACE),
        *paragraphs("Most colds pass."),
    ]  # fmt: skip
    table = "| Age | Dose |\n|---|---|\n| Adult | 5 ml |"
    assert not ledger(pieces, f"Read the table.\n\n{table}\n\nMost colds pass.\n").changed
    assert ledger(pieces, f"Read the table.\n\nMost colds pass.\n\n{table}\n").changed


def test_a_note_hangs_on_its_word() -> None:
    pieces = [*paragraphs("Take 65 mg with juice."), Piece(Kind.FOOTNOTE, "As iron.", PLACE, hangs="Take 65 mg")]
    assert not ledger(pieces, "Take 65 mg[^1] with juice.\n\n[^1]: As iron.\n").changed
    told = ledger(pieces, "Take 65 mg with juice.[^1]\n\n[^1]: As iron.\n").changed
    assert told[0].changed == ('the note "As iron." hangs on "Take 65 mg" in the file only',)


def test_a_link_keeps_its_words() -> None:
    target = "https://example.org/a"
    pieces = [*paragraphs("Read the plan or call us."), Piece(Kind.LINK, target, PLACE, said="the plan")]
    assert not ledger(pieces, f"Read [the plan]({target}) or call us.\n").changed
    told = ledger(pieces, f"Read the plan or [call us]({target}).\n").changed
    assert told[0].changed == (f'other words than "the plan" lead to {target} in the article',)


def test_a_language_stays() -> None:
    pieces = [Piece(Kind.PARAGRAPH, "Prenez deux comprimés.", PLACE, lang="fr")]
    assert not ledger(pieces, "[Prenez deux comprimés.]{lang=fr}\n").changed
    assert not ledger(pieces, "::: {lang=fr}\nPrenez deux comprimés.\n:::\n").changed
    assert "is in the language" in ledger(pieces, "Prenez deux comprimés.\n").changed[0].changed[0]


PAGE = "<html lang=en><body><h1>Care</h1><p>This is for you and your child.</p>{}<p>The end of it is here.</p></body>"


def page(inner: str) -> Import:
    return import_manuscript(PAGE.format(inner).encode(), "a.html", Wishes())


def names(done: Import) -> list[str]:
    return [query.name for query in done.queries if not query.key and query.name != "references"]


@pytest.mark.parametrize(
    ("inner", "written", "asked"),
    [
        ("<ol start=-1><li>Sit.</li><li>Lie.</li></ol>", "0. Sit.\n1. Lie.", ["number"]),
        ("<ol><div><li>Sit.</li><li>Lie.</li></div><li>Go.</li></ol>", "1. Sit.\n2. Lie.\n3. Go.", []),
        ("<ol><p>First of all:</p><li>Sit.</li></ol>", "First of all:\n\n1. Sit.", []),
        ("<ol><li>Sit.</li><p>Rest a while.</p><li>Go.</li></ol>", "1. Sit.\n\n   Rest a while.\n\n2. Go.", []),
        ("<p dir=rtl>Take 5 mg.</p>", "Take 5 mg.", ["direction"]),
        ("<p dir=rtl>خذ حبتين.</p>", "[خذ حبتين.]{lang=ar}", []),
        ("<p>x</p><ul><li>X</li></ul>", "x\n\n- X", []),
    ],
)  # fmt: skip
def test_pages_say_what_a_browser_shows(inner: str, written: str, asked: list[str]) -> None:
    done = page(inner)
    assert f"\n\n{written}\n\n" in done.text
    assert names(done) == asked


@pytest.mark.parametrize("typed", ["a) one\nb) two", "a. one\nb. two", "3) three\n4) four", "(3) three\n(4) four"])
def test_numbers_beside_raw_markup_keep_what_stands_beside_them(typed: str) -> None:
    done = import_manuscript(f"# Care\n\nThis is <u>for</u> you.\n\n{typed}\n".encode(), "a.md", Wishes())
    assert f"\n{typed}\n" in done.text


def test_a_reference_to_a_typed_number_of_a_heading_is_asked_about() -> None:
    text = "Care at Home\n\nIt is short.\n\n1.1 What to Pack\n\nA coat is what you need.\n\n"
    text += "1.2 What to Leave\n\nSee section 1.1.\n"
    done = import_manuscript(text.encode(), "a.txt", Wishes())
    asked = [query.asks for query in done.queries if query.name.startswith("heading-number")]
    assert asked == ['what does "1.1" mean to a reader: the heading "1.1 What to Pack" had that number in the file']


def test_a_typed_table_of_contents_is_left_out_by_name() -> None:
    text = "Care at Home\n\nIt is short.\n\nContents\nBefore You Go ...... 1\nWhen You Leave . . . 2\n\n"
    text += "Before You Go\n\nBring your card and a list of pills.\n\nWhen You Leave\n\nAsk for a letter, please.\n"
    done = import_manuscript(text.encode(), "a.txt", Wishes())
    assert next(entry.piece.text for entry in done.ledger.left_out) == "Contents"
    assert "\n## Before You Go\n" in done.text
    assert "..." not in done.text


def test_a_box_keeps_its_end() -> None:
    done = page("<aside role=note><h3>Warning</h3><p>Do not drink it.</p></aside><p>Then rest.</p>")
    assert "::: {.callout .note title=Warning}\nDo not drink it.\n:::\n\nThen rest.\n" in done.text


def test_a_sign_of_code_does_not_hide_a_cell() -> None:
    table = "| Age | Dose |\n|---|---|\n| Child | `5|6` ml |\n"
    done = import_manuscript(f"# Care\n\nFor you.\n\n{table}".encode(), "a.md", Wishes())
    assert "table-row" in names(done)
    assert "6" in done.text.partition("Child")[2]


def test_questions_in_spanish_are_questions() -> None:
    text = "Cuidado en casa\n\nEs para usted.\n\nP: ¿Cuánto tomo?\nR: Dos.\n\nP: ¿Cuándo?\nR: De noche.\n"
    assert "### ¿Cuánto tomo?" in import_manuscript(text.encode(), "a.txt", Wishes()).text


def test_loose_words_of_a_list_take_no_number() -> None:
    assert "\n\n1. Sit.\n\n   Rest.\n\n2. Go.\n\n" in page("<ol><li>Sit.</li>Rest.<li>Go.</li></ol>").text


def test_the_value_of_a_field_is_named() -> None:
    assert "5 mg" in [entry.piece.text for entry in page('<p>Dose <input value="5 mg"></p>').ledger.left_out]
