"""Large print says in words what a drawing with small letters shows."""

from __future__ import annotations

from pipeline.edition.artifact import Product
from pipeline.formats.handout.view import view_of
from tests.handout.sample import LAYERS, edition

FIGURE = "::: figure\n![Gauze, pad and tape over a wound.](images/small.svg)\n\nA dressing.\n:::\n"
DRAWN = LAYERS.replace(b"</svg>", b'<text x="24" y="50" font-size="%d">Gauze</text></svg>')


def shown(variant: str, size: int, body: str = FIGURE) -> str:
    made = edition(body, pictures={"small.svg": DRAWN % size})
    return view_of(made, Product("handout", variant, "A4")).body_xhtml


def test_letters_that_stay_small_are_said_below() -> None:
    assert "<p>Gauze, pad and tape over a wound.</p>" in shown("large-print", 9)


def test_letters_that_are_large_enough_are_not_said_twice() -> None:
    assert "long-description" not in shown("large-print", 14)


def test_the_usual_print_says_nothing_twice() -> None:
    assert "long-description" not in shown("full", 9)


def test_a_description_of_the_author_stands_alone() -> None:
    long = f":{FIGURE[:-4]}\n::: long-description\nThree layers.\n:::\n::::\n"
    said = shown("large-print", 9, long)
    assert said.count('class="long-description"') == 1 and "Three layers." in said and "<p>Gauze" not in said
