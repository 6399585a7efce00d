"""Text that was copied from printed pages: heads and feet, broken words and sentences, columns, cells line by line."""

from __future__ import annotations

import pytest

from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from pipeline.manuscript.pieces import Kind


def imported(text: str, name: str = "a.txt") -> Import:
    return import_manuscript(f"Gout at Home\n\n{text}\n".encode(), name, Wishes())


def body_of(done: Import) -> str:
    return done.text.split("\n---\n", 1)[1].strip()


def asked(done: Import, *names: str) -> list[str]:
    return [query.asks for query in done.queries if query.name.split("-2")[0] in names]


PAGES = (
    ("Harbour Clinic  G12", "Gout is an illness that comes and goes, and it can be very\npainful.", "1"),
    ("Harbour Clinic  G12", "Do not stop your tablets.\nTake 300 mg once a day.", "2"),
    ("Harbour Clinic  G12", "Ask us when you have a fever.", "3"),
)
SAID = (
    "Gout is an illness that comes and goes, and it can be very painful.\n\nDo not stop your tablets.\n\n"
    "Take 300 mg once a day.\n\nAsk us when you have a fever."
)


@pytest.mark.parametrize(
    "text",
    [
        "\n\f".join(f"{head}\n\n{words}\n\n{number}" for head, words, number in PAGES),
        "\n".join(f"{head}\n{words}\nPage {number} of 3" for head, words, number in PAGES),
        "\n".join(f"{words}\nVersion 2, May 2025\n{number}/3" for _, words, number in PAGES),
        "\n".join(f"{head}\n{words}\nGout leaflet | {number}" for head, words, number in PAGES),
    ],
)
def test_the_frame_of_printed_pages_is_left_out_by_name(text: str) -> None:
    done = imported(text)
    assert body_of(done) == SAID
    left = [entry.piece for entry in done.ledger.left_out if entry.piece.kind is Kind.RUNNING_HEAD]
    assert len(left) == 6
    assert [piece.place.first for piece in left] == sorted(piece.place.first for piece in left)


def test_a_running_head_that_says_a_dose_stays_and_is_asked() -> None:
    done = imported("\f".join(f"Take 300 mg a day\n{said}\n" for said in ("It hurts.", "Rest.", "Call us.")))
    assert body_of(done).count("Take 300 mg a day") == 3
    assert asked(done, "running-head") == [
        'is "Take 300 mg a day" part of the text; it stands at the edge of several pages'
    ]


def test_numbers_that_may_count_pages_are_asked() -> None:
    done = imported("Falls hurt.\n1\nKeep your shoes on.\nTake up rugs.\nPut on the light.\n2\nCall us after a fall.")
    assert asked(done, "numbers") == ["what do the numbers 1 to 2 say, each alone on its line: pages, steps or amounts"]
    assert "\n1\n" in body_of(done)
    assert len(asked(imported("1\n20 mm\n2\n30 mm"), "numbers")) == 1


def test_a_range_parted_at_the_end_of_a_line_is_whole() -> None:
    said = "Take 1-\n2 tablets every 4–\n6 hours. Call us if you are no better after 2-\n3 days, on 020-\n7946 0123."
    assert body_of(imported(said)) == (
        "Take 1-2 tablets every 4–6 hours. Call us if you are no better after 2-3 days, on 020-7946 0123."
    )
    assert "3. Rest" in body_of(imported("1. Sit for 1-\n2. Stand for 2-\n3. Rest"))


def test_a_choice_behind_an_or_does_not_go_on_with_the_sentence_above() -> None:
    body = body_of(
        imported("If that is not enough, change the two every 2 hours\n\nor 2. Rest for the whole of that day.")
    )
    assert body.split("\n\n")[1].startswith("or 2")


def test_a_word_parted_at_the_end_of_a_line_is_whole() -> None:
    done = imported(
        "Take the medi-\ncine with a low-\nfat meal. Weigh short-\nand long-term risks. The well-known gout is well-\n"
        "known. A kidney-\nstone hurts, and kidneystone is one word."
    )
    assert body_of(done) == (
        "Take the medicine with a low-fat meal. Weigh short- and long-term risks. The well-known gout is well-known. "
        "A kidneystone hurts, and kidneystone is one word."
    )
    assert asked(done, "hyphen") == [
        'is each of these one word without a hyphen; the file parts it at a line\'s end: "medicine"'
    ]
    assert asked(imported("It is a medi- cine for short- and long-term use.", "a.md"), "hyphen") == [
        'is "medi- cine" one word, which the end of a line parts'
    ]


def test_a_sentence_that_paragraphs_break_is_whole_and_a_list_without_marks_is_not() -> None:
    done = imported(
        "Take the tablet every day, even when\n\nyou feel well.\n\nCall us if you have\n\nfever\n\nrash\n\nchest pain"
    )
    assert body_of(done) == (
        "Take the tablet every day, even when you feel well.\n\nCall us if you have\n\nfever\n\nrash\n\nchest pain"
    )
    assert asked(done, "sentence") == [
        'is it right that a paragraph goes on with the sentence above; the first is "you feel well."'
    ]


def test_letters_that_a_font_joins_stand_each_for_themselves() -> None:
    done = imported("The ﬁrst puﬀ is eﬃcient, a ﬂat one is not.", "a.md")
    assert body_of(done).endswith("The first puff is efficient, a flat one is not.")


COLUMNS = """\
Eat the same amount of green      Alcohol makes warfarin work
leaves every week. They hold      more strongly. Do not drink
vitamin K.                        more than two units a day.
                                  Ask us about Christmas.
Ask before you change your
diet.                             Do not take aspirin.
"""


def test_two_columns_of_text_stand_one_below_the_other_with_a_question() -> None:
    done = imported(COLUMNS)
    said = body_of(done)
    assert "amount of green leaves every week. They hold vitamin K." in said
    assert said.index("change your diet.") < said.index("Alcohol makes warfarin work more strongly. Do not drink more")
    assert len(asked(done, "columns")) == 1
    table = imported(
        "Age            Dose       How often\n3 months       2.5 ml     4 times\n6 months       5 ml       4 times"
    )
    assert "| 6 months | 5 ml | 4 times |" in body_of(table)
    assert asked(table, "columns") == []


def test_cells_that_stand_a_line_each_are_one_question() -> None:
    done = imported("Age\nDose\nHow often\n3 months\n2.5 ml\n4 times a day\n6 months\n5 ml\n4 times a day")
    assert asked(done, "cells") == ['are the 9 lines from "Age" to "4 times a day" the cells of a table of 3 columns']
    assert "#" not in body_of(done)
    address = imported(
        "Harbour Clinic\n12 Shore Road\nLondon\nN1 1AA\nTel 020 7946 0100\nFax 020 7946 0101\nOpen 9 to 5"
    )
    assert asked(address, "cells") == []
