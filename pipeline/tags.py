"""A language tag comes in ("es-MX", BCP 47); the language that it begins with goes out."""

from __future__ import annotations


def primary_of(tag: str) -> str:
    """The primary language of a tag, in small letters: "es" of "es-MX" and of "es_MX", as programs write it."""
    return tag.replace("_", "-").partition("-")[0].lower()


def tag_of(words: str) -> str:
    """The tag that somebody means who writes a language out: "es" for "Spanish", "español" and "ES"; "" for none."""
    from babel import Locale, UnknownLocaleError

    asked = words.strip().casefold()
    try:
        if 2 <= len(asked) <= 3:
            return str(Locale.parse(asked).language)
    except (UnknownLocaleError, ValueError):
        return ""
    for tag in _USUAL:
        if asked in {str(Locale(tag).get_display_name(each) or "").casefold() for each in ("en", tag)}:
            return tag
    return ""


_USUAL = (
    "en es fr de it pt nl pl ro ru uk tr ar he fa ur hi bn pa gu ta so zh ja ko vi el hu cs sk bg hr sr sq sv da nb fi "
    "cy ga"
).split()
"""Languages in which leaflets are written most (house)."""


def tag_hint(words: str) -> str:
    """What to write instead of what is no language tag."""
    tag = tag_of(words)
    return f'write "{tag}"' if tag else 'write a tag such as "en", "es" or "pt-BR"'
