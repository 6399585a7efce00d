"""What can be made of an article: formats with their variants, and social networks, by the names that people write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

VARIANTS: Mapping[str, tuple[str, ...]] = {
    "handout": (
        "sheet",
        "full",
        "large-print",
        "easy-print",
        "form",
        "booklet-a5",
        "tri-fold",
        "press-ready",
    ),
    "booklet": ("epub",),
    "newsletter": ("single", "whole", "digest", "exports"),
    "social": ("posts", "cards"),
}
"""Format → its variants, both in the order of display."""

USUAL: Mapping[str, tuple[str, ...]] = {
    "handout": ("sheet", "full"),
    "booklet": ("epub",),
    "newsletter": ("single", "whole", "digest"),
    "social": ("posts",),
}
"""What is published of a format while nobody says otherwise."""

NETWORKS = (
    "x",
    "bluesky",
    "mastodon",
    "threads",
    "linkedin",
    "facebook",
    "instagram",
    "pinterest",
    "google-business",
    "youtube",
    "whatsapp",
)
"""The networks that posts can be written for; what each allows is the business of the social format."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was most likely meant to be; "" when none is near."""
    import difflib

    by_lower = {each.lower(): each for each in known}
    return next((by_lower[each] for each in difflib.get_close_matches(word.lower(), list(by_lower), 1)), "")
