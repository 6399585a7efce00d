"""The estimate of the one-sheet solver: what it takes from a layout, and what it guesses before there is one."""

from __future__ import annotations

from pipeline.edition.artifact import Product
from pipeline.formats.handout import rendering
from pipeline.formats.handout.boxes import page_height, used_height
from pipeline.formats.handout.estimate import ALONE, ON_A_SHEET, UNSURE, Estimate, characters, estimate, left_out_first
from pipeline.formats.handout.fitting import Settings
from tests.handout.sample import edition

PARAGRAPH = "Wash your hands well. " * 20
QUESTIONS = (
    "::: questions\n"
    + "".join(f"### Question {n}? {{#q{n} priority={n}}}\n\n{PARAGRAPH}\n\n" for n in (1, 2, 3))
    + ":::\n"
)
SECTIONS = "".join(f"## Part {n} {{#s{n} priority={n}}}\n\n{PARAGRAPH}\n\n" for n in (1, 2, 3))


def test_two_questions_abreast_take_as_much_as_the_higher_one() -> None:
    known = Estimate({}, (("a", "b", "c"),), heights={"a": 100, "b": 150, "c": 80, "other": 40})
    assert known.height(["a", "b"]) == 150
    assert known.height(["a", "b", "c"]) == 230
    assert known.height(["a", "b", "other"]) == 190
    assert known.height(["c"]) == 80 * ALONE
    assert Estimate({}, (("a", "b"),), abreast=False, heights=known.heights).height(["a", "b"]) == 250


def test_what_was_not_laid_out_is_guessed_from_what_was() -> None:
    known = Estimate({"a": 100, "b": 300}, (), heights={"a": 50})
    assert known.height(["b"]) == 150
    assert known.height(["b"], sure=True) == 150 * UNSURE
    assert known.height(["a"], sure=True) == 50


def test_a_layout_tells_what_each_block_takes() -> None:
    made = edition(QUESTIONS)
    known = estimate(made.article.blocks, ["q3", "q2", "q1"])
    layout = rendering.setter(made, Product("handout", "sheet", "A4"))(Settings())
    known.learn(layout)
    assert known.heights["q1"] == known.heights["q2"]
    assert known.heights["q3"] == known.heights["q1"] > 100
    one = rendering.setter(made, Product("handout", "sheet", "A4"))(Settings(dropped=frozenset(("q2", "q3"))))
    known.learn(one)
    assert abs(known.heights["q1"] - known.heights["q2"]) < 0.35 * known.heights["q2"]


def test_half_a_page_of_columns_counts_as_half() -> None:
    """In columns, what is used is the mean of the columns, not the highest."""
    made = edition(SECTIONS)
    lay_out = rendering.setter(made, Product("handout", "sheet", "A4"))
    used = [
        used_height(lay_out(Settings(dropped=frozenset(gone))).document.pages[0])
        for gone in ((), ("s3",), ("s3", "s2"))
    ]
    assert used[0] > used[1] > used[2]
    assert used[0] < page_height(lay_out(Settings()).document.pages[0])


def test_the_search_begins_where_the_characters_fit() -> None:
    made = edition(SECTIONS * 6 + SECTIONS.replace("s1", "t1").replace("s2", "t2").replace("s3", "t3"))
    blocks = made.article.blocks
    total, room = characters(blocks), ON_A_SHEET["A4"][True]
    assert total > room
    optional = [block.node.key for block in blocks]
    gone = left_out_first(blocks, optional, "A4", whole=True)
    assert characters(blocks[gone:]) <= room < characters(blocks[gone - 1 :])
    assert left_out_first(blocks, optional, "A5", whole=True) == 0
    assert left_out_first(blocks[:1], optional[:1], "A4", whole=True) == 0
