"""Numbers, letters and labels that people type in plain text are what a reader sees in the article."""

from __future__ import annotations

import pytest

from pipeline.article.model import Delimiter, NumberStyle
from pipeline.manuscript.importing import Wishes, import_manuscript
from pipeline.manuscript.recognition.typednumbers import Typed, read_numbers
from tests.manuscript.generated.wrapped import outcome

BODY = "The skin keeps water in and dirt out, and it mends itself every night while you sleep."


def below(text: str) -> str:
    done = import_manuscript(f"Skin at Night\n\n{BODY}\n\n{text}\n".encode(), "a.txt", Wishes())
    return done.text.split(BODY, 1)[1].strip()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1. Wash.\n2. Dry.\n\n10. Walk.\n\n2) Climb.\n3) Rest.",
         "1. Wash.\n2. Dry.\n\n<!-- -->\n\n10. Walk.\n\n<!-- -->\n\n2) Climb.\n3) Rest."),
        ("4. Wash.\n5. Dry.", "4. Wash.\n5. Dry."),
        ("a) redness\nb) pain", "a) redness\nb) pain"),
        ("c. redness\nd. pain", "c. redness\nd. pain"),
        ("i. Sit.\nii. Lie.\niii. Ring.", "i. Sit.\nii. Lie.\niii. Ring."),
        ("(4) Walk.\n(5) Rest.", "(4) Walk.\n(5) Rest."),
        ("• Bring\n   2. a coat\n   3. a card\n• Go", "- Bring\n\n  2. a coat\n  3. a card\n\n- Go"),
        ("1. Wash.\n2. Dry.\n1. Sit.\n2. Lie.", "1. Wash.\n2. Dry.\n\n<!-- -->\n\n1. Sit.\n2. Lie."),
    ],
)  # fmt: skip
def test_typed_numbers_stay_as_they_are(text: str, written: str) -> None:
    assert below(text) == written


@pytest.mark.parametrize(
    "line", ["Question 1).", "Question 1) and 2) below.", "A: ..."]
)  # fmt: skip
def test_a_label_inside_a_sentence_is_no_question(line: str) -> None:
    text = f"People get it from food or from tablets, and you can read more of it in\n{line}\n\nMore words follow here."
    assert ":::" not in below(text)


@pytest.mark.parametrize(
    ("marks", "typed"),
    [
        (["1.", "2."], Typed(1, NumberStyle.DECIMAL, Delimiter.PERIOD)),
        (["(b)", "(c)"], Typed(2, NumberStyle.LOWER_ALPHA, Delimiter.PARENS)),
        (["i.", "ii."], Typed(1, NumberStyle.LOWER_ROMAN, Delimiter.PERIOD)),
        (["h)", "i)", "j)"], Typed(8, NumberStyle.LOWER_ALPHA, Delimiter.PAREN)),
        (["IV.", "V."], Typed(4, NumberStyle.UPPER_ROMAN, Delimiter.PERIOD)),
        (["i)"], Typed(1, NumberStyle.LOWER_ROMAN, Delimiter.PAREN)),
        (["1.", "3."], None),
        (["a.", "2."], None),
    ],
)
def test_marks_count_in_one_style_or_in_none(marks: list[str], typed: Typed | None) -> None:
    assert read_numbers(marks) == typed


def test_lines_broken_inside_a_sentence_are_one_paragraph() -> None:
    text = "Take the cream with you when you go away for more than\na day, and keep it cool.\n\nRest well."
    assert below(text).startswith("Take the cream with you when you go away for more than a day, and keep it cool.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Never:\n✗ Smoke\n✗ Drive\n", "- ✗ Smoke\n- ✗ Drive"),
        ("Now:\n✓ Walk\n✗ Run\n", "- ✓ Walk\n- ✗ Run"),
        ("Do this:\n✓ Walk\n✓ Rest\n", "- Walk\n- Rest"),
        ("Take ~~20 mg~~ 10 mg.\n", "Take ~~20 mg~~ 10 mg."),
        ("Take ~~20 mg 10 mg.\n", r"Take \~\~20 mg 10 mg."),
        ("A. red\nB. warm\n", "A.  red\nB.  warm"),
        ("1.1 Sit\n1.2 Lie\n", "1.1 Sit\n\n1.2 Lie"),
        ("Age    Dose   When\nAdult  10 mg  late\n", "| Age | Dose | When |\n|---|---|---|\n| Adult | 10 mg | late |"),
        ("+---+----+\n| A | B  |\n+---+----+\n| a | 5  |\n+---+----+\n", "| A | B |\n|---|---|\n| a | 5 |"),
        (
            "1 Before your scan\n\nEat nothing for six hours before it.\n\n1.1 Food\n\nNo bread and no fruit.\n\n"
            "2 During your scan\n\nLie still on the table for ten minutes.\n",
            "## Before your scan\n\nEat nothing for six hours before it.\n\n### Food\n\nNo bread and no fruit.\n\n"
            "## During your scan\n\nLie still on the table for ten minutes.",
        ),
    ],
)  # fmt: skip
def test_signs_strokes_columns_and_numbers_that_people_type(text: str, says: str) -> None:
    read = import_manuscript(f"Care at home\n\nThis is for you.\n\n{text}".encode(), "care.txt", Wishes())
    assert says in read.text
    assert not [query for query in read.queries if query.name.startswith("meaning")]


def test_an_item_whose_words_stand_in_a_sentence_too_keeps_its_own_place() -> None:
    done = import_manuscript(
        (
            f"Skin at Night\n\n{BODY}\n\na) washing it with hot water and soap\nb) rubbing it dry with a towel\n\n"
            "It hurts because of a) washing it with hot water and soap and of b) rubbing it dry with a towel.\n"
        ).encode(),
        "a.txt",
        Wishes(),
    )
    assert done.ledger.balanced
    assert "a) washing it with hot water and soap\nb) rubbing" in done.text


def table_of(text: str) -> tuple[list[list[str]], list[str]]:
    """The cells of the only table, and what is asked of tables."""
    done = import_manuscript(f"Medicines at home\n\nThis is for you.\n\n{text}\n".encode(), "a.txt", Wishes())
    rows = [line for line in done.text.split("\n") if line.startswith("|") and "---" not in line]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return cells, [query.asks for query in done.queries if query.name.startswith("table")]


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_cells_that_wrap_stay_in_their_rows(blank: str) -> None:
    rows = (
        "Medicine     May I take it?       What else",
        "Codeine      Yes                  Follow the label for the\n" + 34 * " " + "age of your child",
        "Naproxen     No, unless a nurse   It can make an ulcer\n             tells you            bleed",
        "Senna        No                   Not before an operation",
    )
    cells, asked = table_of(blank.join(rows))
    assert cells[1:] == [
        ["Codeine", "Yes", "Follow the label for the age of your child"],
        ["Naproxen", "No, unless a nurse tells you", "It can make an ulcer bleed"],
        ["Senna", "No", "Not before an operation"],
    ]
    assert asked == []


def test_cells_between_tabs_that_wrap_stay_in_their_rows() -> None:
    cells, asked = table_of("\tDay\tNight\nSenna\tNone of it\tTake two with\n\t\twater\nCodeine\tOne\tNone")
    assert cells == [["", "Day", "Night"], ["Senna", "None of it", "Take two with water"], ["Codeine", "One", "None"]]
    assert asked == []


def test_two_spaces_behind_a_sentence_are_no_column() -> None:
    cells, asked = table_of(
        "Drug      How much\n----      --------\nSenna     5 ml.  Do not\n          drive.\nCodeine   15 mg"
    )
    assert (cells, asked) == ([["Drug", "How much"], ["Senna", "5 ml. Do not drive."], ["Codeine", "15 mg"]], [])


@pytest.mark.parametrize(
    "text",
    [
        "Age          Dose\nAdults       500 mg\n             1 g\nChildren     250 mg",
        "Age      Dose          Time\nAdults   one tablet    in the morning\n         two tablets   at night",
        "Drug      Take it?  Note\nNaproxen  Not ever  Harms\ngel                 skin\nSenna     Yes       None",
        "Medicine\tMay I take it?\tNote\nCodeine\tYes\tAsk for\n\t\thelp\nSenna\t\tNo\tNever",
        "Drug        Dose\nsenna       5 ml\nand\nherbs\nibuprofen   200 mg\nnaproxen    250 mg",
        "Drug       Dose   Note\nSenna      5 ml   At night\n       not with milk\nCodeine    1      Ask us",
    ],
)  # fmt: skip
def test_rows_that_nobody_can_tell_are_asked_and_stand_as_they_are(text: str) -> None:
    cells, asked = table_of(text)
    assert cells == []
    assert len(asked) == 1
    assert asked[0].count(" / ") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "Drug       Dose     Times\nnaproxen   250 mg   twice a day\nsenna      5 ml     once a day",
        "Drug       Dose     How often\nNaproxen   250 mg   twice a day\nSenna      5 ml     once a day",
        "Age        Dose\nAdults       10\nChildren      5",
    ],
)
def test_tables_of_a_line_a_row_are_not_asked_about(text: str) -> None:
    cells, asked = table_of(text)
    assert (len(cells), asked) == (3, [])


@pytest.mark.parametrize("seed", range(40))
def test_no_words_of_a_made_up_table_change_their_row_silently(seed: int) -> None:
    """`python -m tests.manuscript.generated.wrapped 300` makes more."""
    assert outcome(seed) in {"equal", "asked"}
