"""A list has the numbers that its author typed, and is a list only where Markdown reads one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article.body.inlines import plain
from pipeline.article.body.parsing import Parsed, parse_body
from pipeline.article.model import Bullets, Cell, Delimiter, NumberStyle, Steps, Struck
from pipeline.article.numbering import MAX_ROMAN, label, labels, number_of, written
from pipeline.article.walking import of_kind


def parsed(markdown: str) -> Parsed:
    return parse_body(markdown, "a.md", {})


def shown(markdown: str) -> list[tuple[str, ...]]:
    return [labels(steps) for steps in of_kind(parsed(markdown).blocks, Steps)]


@pytest.mark.parametrize(
    ("markdown", "numbers"),
    [
        ("1. a\n2. b\n\nText.\n\n4. c\n5. d\n", [("1.", "2."), ("4.", "5.")]),
        ("1. a\n1. b\n1. c\n", [("1.", "2.", "3.")]),
        ("0. a\n1. b\n", [("0.", "1.")]),
        ("7) a\n8) b\n", [("7)", "8)")]),
        ("(1) a\n(2) b\n", [("(1)", "(2)")]),
        ("3. a\n2. b\n1. c\n", [("3.", "2.", "1.")]),
        ("4. a\n9. b\n10. c\n", [("4.", "9.", "10.")]),
        ("1. a\n2. b\n1. c\n", [("1.", "2.", "1.")]),
        ("a) a\nb) b\n", [("a)", "b)")]),
        ("g. a\nh. b\ni. c\nj. d\n", [("g.", "h.", "i.", "j.")]),
        ("i) a\nj) b\nk) c\n", [("i)", "j)", "k)")]),
        ("v. a\nvi. b\n", [("v.", "vi.")]),
        ("I) a\n\nJ) b\n\nIV) c\n\nV) d\n", [("I)", "J)"), ("IV)", "V)")]),
        ("z) a\n\naa) b\n", [("z)", "aa)")]),
        (
            "i. a\nii. b\n\nText.\n\niii. c\n\nText.\n\niv. d\n\nText.\n\nv. e\n",
            [("i.", "ii."), ("iii.",), ("iv.",), ("v.",)],
        ),
        ("y) a\nz) b\naa) c\nab) d\n", [("y)", "z)", "aa)", "ab)")]),
        ("- x\n\n  Y)  a\n  Z)  b\n  AA)  c\n", [("Y)", "Z)", "AA)")]),
        ("B.  a\nC.  b\n", [("B.", "C.")]),
        ("II) a\nIII) b\n", [("II)", "III)")]),
        ("1.\ta\n2.\tb\n   5) c\n   6) d\n", [("1.", "2."), ("5)", "6)")]),
        ("> 4. a\n> 5. - b\n>    - c\n", [("4.", "5.")]),
        ("- 3. a\n  4. b\n", [("3.", "4.")]),
        ("1. a\n2.\n3. ```\n   code\n   ```\n5. > quote\n", [("1.", "2.", "3.", "5.")]),
        ("1. a\n\n   ::: {.callout .tip}\n   b\n   :::\n\n2. c\n", [("1.", "2.")]),
        ("(IV) a\n(V) b\n\n(A) c\n(B) d\n", [("(IV)", "(V)"), ("(A)", "(B)")]),
        ("x) a\nxi) b\na) c\nb) d\n", [("x)", "xi)"), ("a)", "b)")]),
        ("1. a\n2. b\n\n<!-- -->\n\n1. c\n", [("1.", "2."), ("1.",)]),
        ("Text[^1].\n\n[^1]: Note.\n\n    6. a\n    7. b\n", [("6.", "7.")]),
    ],
)
def test_steps_have_the_numbers_that_are_typed(markdown: str, numbers: list[tuple[str, ...]]) -> None:
    assert shown(markdown) == numbers


def test_a_second_paragraph_and_a_list_stay_in_their_step() -> None:
    """What is as far in as the words of a step belongs to it."""
    [steps] = parsed("1. Wash.\n\n   Use soap.\n\n   - both hands\n\n2. Dry.\n").blocks
    assert isinstance(steps, Steps)
    assert [[type(block).__name__ for block in item.blocks] for item in steps.items] == [
        ["Prose", "Prose", "Bullets"],
        ["Prose"],
    ]


def test_a_block_of_steps_keeps_their_numbers() -> None:
    assert shown("::: steps\nc) a\nd) b\n:::\n") == [("c)", "d)")]
    assert shown("::: steps\n- a\n- b\n:::\n") == [("1.", "2.")]


def test_key_points_say_that_they_have_no_numbers() -> None:
    """They stand behind bullets in every format; who refers to a number would lead nowhere."""
    [finding] = parsed("::: key-points\n1. a\n2. b\n3. c\n:::\n").findings
    assert (finding.rule, finding.severity) == ("article/list-number", "warning")


def test_an_item_knows_its_own_line() -> None:
    [steps] = parsed("1. a\n2. b\n   b\n3. c\n").blocks
    assert isinstance(steps, Steps)
    assert [item.node.place.first for item in steps.items] == [1, 2, 4]


def test_lines_of_a_cell_are_steps() -> None:
    """A pipe table's cell is one line of Markdown; <br> parts its lines."""
    table = "| a | b |\n|---|---|\n| First:<br>5. wash<br>6. rest | 6 ml<br/>at night |\n"
    *_, steps, lines = of_kind(parsed(table).blocks, Cell)
    assert [type(block).__name__ for block in steps.blocks] == ["Prose", "Steps"]
    assert labels(next(of_kind(steps.blocks, Steps))) == ("5.", "6.")
    assert not list(of_kind(lines.blocks, Bullets))


@pytest.mark.parametrize(
    "markdown",
    [
        "It was found in\n2020. Nobody knew why.\n",
        "Take\n0.5 mg in the morning, or\n2.5 mg at night.\n",
        "First:\\\n3. ring\\\n4. sit\n",
        "First: 3\\. ring\n4\\. sit\n",
        "- one\n- two\n",
    ],
)
def test_a_line_that_begins_with_a_number_is_no_lost_list(markdown: str) -> None:
    assert parsed(markdown).findings == []


@pytest.mark.parametrize(
    "markdown",
    [
        "~~20 mg~~ 10 mg",
        "<s>Do not</s> use",
        "<DEL>x</DEL> y",
        "a <strike>b",
        "~~ a ~~",
    ],
)
@pytest.mark.parametrize(
    "place", ["{}", "## {}", "- x\n- {}", "> {}", "| {} |\n|---|\n| y |", "x[^1]\n\n[^1]: {}", "**{}**"]
)
def test_struck_words_are_named_wherever_they_stand(markdown: str, place: str) -> None:
    rules = {finding.rule for finding in parsed("Text.\n\n" + place.format(markdown)).findings}
    assert rules == {"article/struck-text"}


def test_struck_words_do_not_become_plain_ones() -> None:
    [prose] = parsed("~~Do not~~ Use the cream.").blocks
    assert isinstance(next(of_kind((prose,), Struck)), Struck)
    assert plain(prose.inlines) == "~~Do not~~ Use the cream."  # type: ignore[union-attr]


@pytest.mark.parametrize("markdown", ["`~~x~~`", "    ~~x~~\n", "~~~\nx\n~~~", "9:00~~18:00", "about ~5 ml", "$~~x~~$"])
def test_tildes_that_strike_nothing_are_no_fault(markdown: str) -> None:
    assert parsed(markdown).findings == []


@pytest.mark.parametrize(
    ("fence", "meant"),
    [
        ("::: callout .when-to-call", "::: {.callout .when-to-call}"),
        ("::: callout warning", "::: {.callout .warning}"),
        ("::: {.callout .note title=Take care}", '::: {.callout .note title="Take care"}'),
        ("::: {.callout .note title=“Take care”}", '::: {.callout .note title="Take care"}'),
        ("::: action :::", "::: action"),
    ],
)
def test_a_fence_that_would_be_printed_is_named_with_what_is_meant(fence: str, meant: str) -> None:
    """pandoc prints a line with ::: that it cannot read, with all that stands below it."""
    [finding] = parsed(f"Text.\n\n{fence}\n\nCall us.\n\n:::\n").findings
    assert (finding.rule, finding.where.first) == ("article/unclosed-block", 3)
    assert finding.hint == f"write {meant}"


@pytest.mark.parametrize("markdown", ["Some ::: text.", "## Head :::", "| a ::: |\n|---|\n| b |"])
def test_no_fence_is_printed_without_a_word(markdown: str) -> None:
    assert {finding.rule for finding in parsed(markdown).findings} == {"article/unclosed-block"}


@pytest.mark.parametrize(
    "markdown",
    ["`:::`", "```\n::: x\n```", "    ::: x", "- a\n\n  ::: action\n  x\n  :::", "3. ::: action\n   x\n   :::"],
)
def test_a_fence_in_its_place_or_in_code_is_no_fault(markdown: str) -> None:
    assert parsed(markdown).findings == []


@given(st.integers(1, MAX_ROMAN), st.sampled_from(NumberStyle))
def test_a_number_is_read_as_it_is_written(number: int, style: NumberStyle) -> None:
    assert number_of(written(number, style), style) == number


def test_letters_go_on_behind_z_and_roman_numerals_end() -> None:
    """As CSS Counter Styles 3 has it, so that print and screen agree."""
    assert [written(n, NumberStyle.LOWER_ALPHA) for n in (1, 26, 27, 52, 53, 703)] == [
        "a",
        "z",
        "aa",
        "az",
        "ba",
        "aaa",
    ]
    assert label(4, NumberStyle.UPPER_ROMAN, Delimiter.PARENS) == "(IV)"
    assert written(4000, NumberStyle.LOWER_ROMAN) == "4000"
    assert written(0, NumberStyle.LOWER_ALPHA) == "0"
