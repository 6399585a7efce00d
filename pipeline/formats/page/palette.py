"""A brand's four colours come in; the colours of its pages on light and on dark screens go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.house.brand import Colours
from pipeline.press.colour import contrast, mixed, nearest_passing

TEXT = 7.0
"""The least contrast of words (WCAG 2.2, 1.4.6); the house asks for it everywhere."""

LINES = 3.0
"""The least contrast of the borders of controls and boxes (WCAG 2.2, 1.4.11)."""

NIGHT = "#14171a"
"""The paper of dark screens: not black, on which bright letters seem to bleed (house)."""

NIGHT_INK = "#eceff1"

ON = (
    ("ink", "paper", TEXT),
    ("accent", "paper", TEXT),
    ("warning", "paper", TEXT),
    ("ink", "accent-soft", TEXT),
    ("accent", "accent-soft", TEXT),
    ("ink", "warning-soft", TEXT),
    ("warning", "warning-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-warning", "warning", TEXT),
    ("rule", "paper", LINES),
)
"""Which colour stands on which, and how well the two have to be told apart."""


def light(colours: Colours) -> dict[str, str]:
    """The colours of a page in daylight, by the names of their tokens."""
    return _tokens(colours.paper, colours.ink, colours.accent, colours.warning)


def dark(colours: Colours) -> dict[str, str]:
    """The colours of a page at night: the accent keeps its hue and is lightened until it can be read."""
    return _tokens(NIGHT, NIGHT_INK, colours.accent, colours.warning)


def _tokens(paper: str, ink: str, accent: str, warning: str) -> dict[str, str]:
    # Darkest grounds first: what can be read on a tinted box can be read on the paper as well.
    accent, warning = (nearest_passing(colour, paper, TEXT + 1.5) for colour in (accent, warning))
    accent_soft, warning_soft = (_soft(colour, paper) for colour in (accent, warning))
    return {
        "paper": paper,
        "ink": nearest_passing(ink, accent_soft, TEXT),
        "accent": accent,
        "warning": warning,
        "accent-soft": accent_soft,
        "warning-soft": warning_soft,
        "on-accent": nearest_passing(paper, accent, TEXT),
        "on-warning": nearest_passing(paper, warning, TEXT),
        "rule": nearest_passing(mixed(accent, paper, 0.5), paper, LINES + 0.1),
    }


def _soft(colour: str, paper: str) -> str:
    """The strongest tint of a colour, up to a tenth, on which the colour itself can still be read."""
    tints = (mixed(colour, paper, share / 100) for share in range(10, 0, -1))
    return next((tint for tint in tints if contrast(colour, tint) >= TEXT), paper)


def failing(tokens: Mapping[str, str]) -> Iterator[tuple[str, str, float, float]]:
    """The pairs that cannot be told apart well enough: colour, ground, contrast, and what it should be."""
    for name, ground, least in ON:
        if name in tokens and ground in tokens:
            found = contrast(tokens[name], tokens[ground])
            if found < least:
                yield name, ground, found, least
