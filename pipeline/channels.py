"""What can be made of an article, by the names that people write: formats with their variants, and social networks.

Only the names stand here. What a format adds to the files that people write it says itself, in its `settings.py`: this
module asks for that when it is needed, so that no floor below the formats knows one of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

FORMATS: tuple[str, ...] = ("handout", "booklet", "newsletter", "social", "page")
"""The formats, in the order of display. Another one is a package of formats/, its styles, and a name here."""

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


def package_of(name: str) -> Any:
    """The package of the format called `name` (formats/protocol.py says what is in it), imported when first used."""
    return import_module(f"pipeline.formats.{name}")


def variants_of(name: str) -> tuple[str, ...]:
    """Every variant of a format, in the order of display."""
    variants: tuple[str, ...] = package_of(name).VARIANTS
    return variants
