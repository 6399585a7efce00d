"""How a table is set in a width: as it is where everything finds room, else so that no word and no dose is broken."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from pipeline.language.wholes import pieces
from pipeline.press.ruler import Ruler, ruler_of
from pipeline.press.tabulation import Arrangement, Grid, Room, tabulate
from tests.test_press import bundled

DOSES = Grid(
    ("Age", "Weight", "Morning", "Noon", "Evening", "Most in a day"),
    (
        ("Adults", "over 50 kg", "1000 mg", "500 mg", "1000 mg", "4000 mg in 24 hours"),
        ("Children", "10 to 20 kg", "7.5 ml", "—", "7.5 ml", "30 ml in 24 hours"),
        ("Babies", "under 10 kg", "ask a doctor", "ask a doctor", "ask a doctor", "ask a doctor"),
        ("Pregnant", "any", "500 mg", "500 mg", "500 mg", "2000 mg in 24 hours"),
    ),
    row_heads=True,
)
SMALL = Grid(("Sign", "What to do"), (("Fever", "Call us"), ("Rash", "Stop")), row_heads=True)
TWO_ROWS = Grid(DOSES.head, DOSES.rows[:2], row_heads=True)


def letters(text: str, bold: bool) -> float:
    """A face whose letters are all half an em of 10 wide."""
    return len(text) * (5.5 if bold else 5.0)


def room(column: float, page: float = 0.0, landscape: float = 0.0, *, turning: bool = True) -> Room:
    return Room(column, 10.0, 12.0, 6.0, page, landscape, turning)


@pytest.mark.parametrize(
    ("grid", "given", "arrangement"),
    [
        (SMALL, room(200), Arrangement.AS_IS),
        (DOSES, room(500), Arrangement.AS_IS),
        (DOSES, room(300), Arrangement.TIGHT),
        (DOSES, room(250, 500), Arrangement.SPANNING),
        (DOSES, room(250, 250, 500), Arrangement.LANDSCAPE),
        (DOSES, room(250), Arrangement.STACKED),
        (TWO_ROWS, room(250), Arrangement.TURNED),
        (TWO_ROWS, room(250, turning=False), Arrangement.STACKED),
    ],
)
def test_the_best_arrangement_that_finds_room(grid: Grid, given: Room, arrangement: Arrangement) -> None:
    assert tabulate(grid, given, letters).arrangement is arrangement


def test_turned_twice_is_the_same_table() -> None:
    assert TWO_ROWS.turned().head == ("Age", "Adults", "Children")
    assert TWO_ROWS.turned().turned() == TWO_ROWS


def test_a_table_without_names_on_both_sides_is_never_turned() -> None:
    for grid in (Grid((), TWO_ROWS.rows, True), Grid(TWO_ROWS.head, TWO_ROWS.rows)):
        assert tabulate(grid, room(200), letters).arrangement is Arrangement.STACKED


def test_a_label_stands_above_its_cell_where_both_find_no_room() -> None:
    german = Grid(
        ("Alter", "Höchstdosis innerhalb", "Wechselwirkungen"),
        (("Erwachsene", "4000 mg", "Blutgerinnungshemmer"), ("Kinder", "60 mg/kg", "Blutgerinnungshemmer")) * 3,
        row_heads=True,
    )
    assert tabulate(german, room(220), letters).beside
    stacked = tabulate(german, room(130), letters)
    assert (stacked.arrangement, stacked.beside, stacked.overlong) == (Arrangement.STACKED, False, ())


def test_a_word_wider_than_any_line_is_named() -> None:
    long = Grid(("Name", "Use"), (("Test", "a" * 60), ("Other", "b")))
    assert tabulate(long, room(200), letters).overlong == ("a" * 60,)


def test_sentences_in_a_narrow_column_are_set_one_below_the_other() -> None:
    sentence = "Wash your hands and keep the skin around the wound clean and dry, " * 6
    wide = Grid(("When", "Who", "How", "Where"), (("Morning", "You", sentence, "At home"),) * 4)
    assert tabulate(wide, room(600), letters).arrangement is Arrangement.AS_IS
    assert tabulate(wide, room(160), letters).arrangement is Arrangement.STACKED


def test_no_table_wider_than_its_room_by_the_real_faces() -> None:
    """Whatever stands in it: what is not named as overlong finds room."""
    dice = random.Random(16)  # noqa: S311
    ruler = Ruler(bundled(), "de")
    words = [*"Alter Gewicht Dosis Höchstdosis Blutgerinnungshemmer".split(), "1,5 mg/kg", "4–6 Stunden", "8 Uhr"]
    words += ["020 7946 0123", "einmal täglich", "nicht mit Milch", ""]

    def measure(text: str, bold: bool) -> float:
        return ruler.width(text, "text", 700 if bold else 400, 16)

    seen = set()
    for _ in range(150):
        columns, rows = dice.randint(1, 14), dice.randint(1, 6)
        cells = [
            tuple(" ".join(dice.choices(words, k=dice.randint(0, 4))) for _ in range(columns)) for _ in range(rows)
        ]
        grid = Grid(tuple(dice.choices(words, k=columns)), tuple(cells), dice.random() < 0.5)
        given = Room(dice.uniform(150, 700), 16, 20, 8, page=dice.choice((0.0, 800.0)))
        made = tabulate(grid, given, measure)
        seen.add(made.arrangement)
        width = given.page if made.arrangement is Arrangement.SPANNING else given.column
        assert sum(made.widths) <= width or made.overlong, (grid, given)
        for piece in made.overlong:
            assert any(piece in pieces(cell) for row in (grid.head, *grid.rows) for cell in row)
    assert len(seen) >= 4


def test_words_are_measured_once_by_language_and_typefaces() -> None:
    faces = bundled()
    english = ruler_of(faces, "en")
    wide = english.width("leaflet", "text", 400, 16)
    assert wide == Ruler(faces, "en").width("leaflet", "text", 400, 16)
    assert ruler_of(faces, "en") is english
    assert ruler_of(faces, "ar") is not english
    assert ruler_of(replace(faces, packs=()), "en") is not english
    for number in range(20):
        ruler_of(faces, f"x{number}")
    assert ruler_of(faces, "en") is not english
    assert ruler_of(faces, "en").width("leaflet", "text", 400, 16) == wide
