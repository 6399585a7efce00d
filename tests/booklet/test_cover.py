"""The cover: what stands on it begins at one margin, from whichever side the language is read."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageOps

from pipeline.formats import booklet
from pipeline.formats.booklet.cover import paint_cover
from pipeline.formats.booklet.view import view_of
from tests.booklet.library import article, edition

KICKER, TITLE = (60, 200), (420, 800)
"""Rows of the cover, in px, in which the kind of document and the title stand."""


def begins_at(cover: Image.Image, rows: tuple[int, int], *, from_the_right: bool) -> int:
    """Px from the side where reading begins to the first ink in these rows."""
    band = cover.convert("L").crop((0, rows[0], cover.width, rows[1]))
    ground = band.getpixel((0, 0))
    assert isinstance(ground, int)
    ink = band.point(lambda value: 255 if abs(value - ground) > 90 else 0)
    box = (ImageOps.mirror(ink) if from_the_right else ink).getbbox()
    assert box is not None
    return box[0]


@pytest.mark.parametrize(("lang", "title"), [("en", "Hair and skin: two guides"), ("ar", "الشعر والجلد: دليلان")])
def test_kind_and_title_begin_at_one_margin(lang: str, title: str) -> None:
    made = edition(article("## Part\n\nWords.\n", title=f'"{title}"', lang=lang))
    painted = paint_cover(made, view_of(made, booklet.products(made)[0]))
    cover = Image.open(io.BytesIO(painted))
    kicker, words = (begins_at(cover, rows, from_the_right=lang == "ar") for rows in (KICKER, TITLE))
    assert abs(kicker - words) <= 16


def test_a_range_in_a_right_to_left_title_is_not_turned_around() -> None:
    """Between isolates "5–7" is drawn as in the same title from left to right; without them it would read "7–5"."""

    def drawn(title: str) -> bytes:
        made = edition(article("## Part\n\nWords.\n", title=f'"{title}"', lang="ar"))
        return paint_cover(made, view_of(made, booklet.products(made)[0]))

    assert drawn("العناية بالجرح 5–7") == drawn("العناية بالجرح \u20665–7\u2069") != drawn("العناية بالجرح 7–5")
