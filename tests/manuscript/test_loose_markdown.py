"""Markdown as people write it: lists below a line, rows that are too long, headings that begin at ###, HTML between."""

from __future__ import annotations

import pytest

from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from pipeline.manuscript.markdown.loose import level_headings, loosen


def imported(text: str) -> Import:
    return import_manuscript(f"# Skin\n\nFor all.\n\n## Care\n\n{text}\n".encode(), "a.md", Wishes())


def below(done: Import) -> str:
    return done.text.split("## Care\n\n", 1)[1].strip()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Bring these:\n- a card\n- a coat", "Bring these:\n\n- a card\n- a coat"),
        ("First:\n3. ring\n4. sit", "First:\n\n3. ring\n4. sit"),
        ("Then\n7) ring\n8) sit", "Then\n\n7) ring\n8) sit"),
        ("Then go on:\n5. ring", "Then go on:\n\n5. ring"),
        ("Look for\na) redness\nb) pain", "Look for\n\na) redness\nb) pain"),
        ("Do:\niv. ring\nv. sit", "Do:\n\niv. ring\nv. sit"),
        ("Bring\n• a card\n• a coat", "Bring\n\n- a card\n- a coat"),
        ("It was found in\n1987. It was new.", "It was found in 1987. It was new."),
        ("We saw\na. b and c", "We saw a. b and c"),
        ("<p>You need:</p>\n- a card\n- **a coat**", "You need:\n\n- a card\n- **a coat**"),
        ("<p>Do:</p>\n3. ring\n4. sit", "Do:\n\n3. ring\n4. sit"),
        ("<h3>Fees</h3>\n| Visit | Fee |\n|--|--|\n| Nurse | 10 |",
         "### Fees\n\n| Visit | Fee |\n|---|---|\n| Nurse | 10 |"),
        ("<div>\nTake **one** a day.\n</div>", "Take **one** a day."),
        ("Fees:\n| Visit | Fee |\n|--|--|\n| Nurse | 10 |", "Fees:\n\n| Visit | Fee |\n|---|---|\n| Nurse | 10 |"),
        ("| Visit | Fee |\n| Nurse | 10 |\n| Doctor | 20 |",
         "| Visit | Fee |\n|---|---|\n| Nurse | 10 |\n| Doctor | 20 |"),
        ("```\nFirst:\n3. ring\n<p>x\n- y\n```", "```\nFirst:\n3. ring\n<p>x\n- y\n```"),
    ],
)  # fmt: skip
def test_what_belongs_apart_is_parted(text: str, written: str) -> None:
    assert below(imported(text)) == written


def test_a_row_longer_than_its_head_keeps_its_cells_and_is_asked() -> None:
    done = imported("| Food | Protein |\n| --- | --- |\n| Milk | 8 g | ask us | first |\n| Tofu | 12 g |")
    assert "| Milk | 8 g | ask us | first |" in done.text
    query = next(query for query in done.queries if query.name == "table-row")
    assert '"ask us | first"' in query.asks
    assert str(query.place) == "a.md:9"


def test_a_heading_without_a_space_is_one_and_is_asked() -> None:
    done = imported("Words.\n\n###Dose\n\nOne.\n\n#hashtag and more words in a line")
    assert "### Dose" in done.text
    assert "a.md:9" in {str(query.place) for query in done.queries if query.name.startswith("structure")}


@pytest.mark.parametrize(
    ("levels", "leveled"),
    [
        ((3, 3, 3), (2, 2, 2)),
        ((3, 4, 3), (2, 3, 2)),
        ((2, 4, 4, 2), (2, 3, 3, 2)),
        ((4, 6, 5), (2, 3, 3)),
        ((2, 3), (2, 3)),
    ],
)
def test_headings_begin_at_two_and_skip_nothing(levels: tuple[int, ...], leveled: tuple[int, ...]) -> None:
    text = "\n\n".join("#" * level + " Part" for level in levels)
    assert [line.count("#") for line in level_headings(text).split("\n\n")] == list(leveled)


def test_headings_in_a_block_of_ours_move_with_their_section() -> None:
    text = "### Care\n\n::: questions\n#### Does it hurt?\n\nNo.\n:::\n"
    assert level_headings(text) == "## Care\n\n::: questions\n### Does it hurt?\n\nNo.\n:::\n"


def test_places_are_those_of_the_file() -> None:
    loose = loosen("First:\n3. ring\n4. sit\n\nEnd.", "a.md")
    assert loose.text == "First:\n\n3. ring\n4. sit\n\nEnd."
    assert [loose.line(number) for number in (1, 3, 4, 6)] == [1, 2, 3, 5]
    done = imported("First:\n3. ring\n4. sit\n\n![](x.png)")
    assert any(str(query.place) == "a.md:11" for query in done.queries)


@pytest.mark.parametrize(
    "box",
    [
        "> [!WARNING]\n> Do not drive.\n",
        ":::warning\nDo not drive.\n:::\n",
        "::: caution\nDo not drive.\n:::\n",
        "!!! danger\n    Do not drive.\n",
    ],
)
def test_a_warning_of_another_program_stays_one(box: str) -> None:
    text = f"# Care\n\nFor you.\n\n{box}\nRest.\n\n| A | B |\n|---|---|\n| x | y | z |\n"
    done = import_manuscript(text.encode(), "a.md", Wishes())
    assert "::: {.callout .warning}\nDo not drive.\n:::\n\nRest." in done.text
    (row,) = [query for query in done.queries if query.name == "table-row"]
    assert row.place and row.place.first == text.count("\n")
