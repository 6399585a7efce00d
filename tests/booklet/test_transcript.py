"""What `plainleaf read` says of an EPUB is what a reading system would read aloud, in the order of the spine."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.read import read
from pipeline.errors import PlainleafError
from pipeline.formats import booklet
from tests.booklet.library import article, edition, sample
from tests.booklet.odd import moon

BODY = """
Water rises.[^1] It is H~2~O, and *tall*.

## The moon {#moon}

1. First [@a].
2. Then [look](https://www.example.org).

   - inside

::: figure
![A moon over water.](images/moon.png)

The moon.

:::: long-description
It is round.
::::
:::

::: {.table caption="Heights"}
| Port | Height |
|------|--------|
| East | 2 m    |
:::

[Hola]{lang=es} and $x^2$.

[^1]: So does the sun.
"""
REFERENCES = 'references: [{id: a, type: book, title: Tides, issued: 2020, URL: "https://www.example.org/tides"}]\n'


def said() -> list[str]:
    made = edition(article(BODY, more=REFERENCES, files={"images/moon.png": moon()}))
    text = booklet.read(booklet.render(made, booklet.products(made)[0])).transcript
    return [line.strip() for line in text.splitlines()]


def test_pages_are_read_in_the_order_of_the_spine_and_all_is_said() -> None:
    lines = said()
    assert lines[0] == "book: Tides [en]"
    wanted = [
        "page 1 of 9: cover.xhtml",
        "[picture: Cover: Tides, Harbour Skin Clinic (example)]",
        "heading level 1: The main point",
        "Water rises. [note a] It is H2O, and tall.",
        "footnote",
        "[back to the text: a] So does the sun.",
        "heading level 1: The moon",
        "numbered list with 2 items",
        "1. First [reference 1].",
        "2. Then [link: look].",
        "list with 1 item",
        "• inside",
        "figure",
        "[picture: A moon over water.]",
        "Figure 1 The moon.",
        "It is round.",
        "table with 2 rows and 2 columns: Table 1 Heights",
        "column heads: Port | Height",
        "Port: East | Height: 2 m",
        "[es: Hola] and [formula: x²] .",
        "heading level 1: References",
    ]
    where = -1
    for line in wanted:
        later = [number for number, each in enumerate(lines) if each == line and number > where]
        assert later, f"{line!r} is not said after line {where}:\n" + "\n".join(lines)
        where = later[0]


def test_every_word_of_the_sample_is_said_and_nothing_hidden() -> None:
    made = edition(sample("exosomes-hair-loss"))
    text = booklet.read(booklet.render(made, booklet.products(made)[0])).transcript
    assert "picture without description" not in text
    assert "Landmarks" not in text
    assert made.words("disclaimer") in text


def test_the_command_prints_it_and_names_what_it_cannot_read(tmp_path: Path) -> None:
    made = edition(article("Tides."))
    book = tmp_path / "tides.epub"
    book.write_bytes(booklet.render(made, booklet.products(made)[0]).main.content)
    shown = CliRunner().invoke(read, [str(book)])
    assert shown.exit_code == 0
    assert shown.output.startswith("book: Tides [en]\n")
    book.write_bytes(book.read_bytes()[:300])
    with pytest.raises(PlainleafError, match="damaged"):
        CliRunner().invoke(read, [str(book)], catch_exceptions=False)
