"""Colours: every word, large or small, reaches 4.5:1 as it is, in the dark, and turned around by force."""

from __future__ import annotations

import pytest

from pipeline.formats.newsletter.reading import Subject
from pipeline.formats.newsletter.rules.colour import _changed_in_the_dark, coloured_text, turned_around
from pipeline.formats.newsletter.styling import DARK_PAPER
from pipeline.press.colour import contrast
from tests.newsletter.sample import digest_edition, issue, library_edition

ISSUES = [
    ("exosomes-hair-loss", "single"),
    ("exosomes-hair-loss", "whole"),
    ("wound-aftercare", "whole"),
    ("", "digest"),
]


@pytest.mark.parametrize("brand", ["harbour-clinic", "fieldnote-press"])
@pytest.mark.parametrize(("slug", "variant"), ISSUES)
def test_every_word_of_the_sample_issues_is_legible(slug: str, variant: str, brand: str) -> None:
    made = library_edition(slug, "en", brand) if slug else digest_edition("en", brand)
    reading = Subject("a.eml", issue(made, variant).file(f"{variant}.eml").content, made)
    light = coloured_text(reading, {})
    dark = coloured_text(reading, _changed_in_the_dark(reading))
    inverted = tuple((element, turned_around(ink), turned_around(ground)) for element, ink, ground in light)
    assert len(light) == len(dark) > 15
    for shown in (light, dark, inverted):
        assert min(contrast(ink, ground) for _, ink, ground in shown) >= 4.5
    assert (light[0][2], dark[0][2]) == (made.brand.colours.paper, DARK_PAPER)


def test_colours_turned_around_twice_are_what_they_were() -> None:
    """invert(1) hue-rotate(180deg) keeps black, white and grey exact; other colours come back near."""
    for colour in ("#000000", "#ffffff", "#777777"):
        assert turned_around(turned_around(colour)) == colour
    assert turned_around("#000000") == "#ffffff"
