"""A language tag comes in ("es-MX", BCP 47); the language that it begins with goes out."""

from __future__ import annotations


def primary_of(tag: str) -> str:
    """The primary language of a tag, in small letters: "es" of "es-MX" and of "es_MX", as programs write it."""
    return tag.replace("_", "-").partition("-")[0].lower()
