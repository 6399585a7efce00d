"""A name that somebody typed and the names that there are come in; words that lead to the right one go out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or ""."""
    typed, folded = name.casefold(), {each.casefold(): each for each in known}
    close = [each for each in difflib.get_close_matches(typed, folded) if _alike(typed, each)]
    begun = [each for each in folded if typed and (typed.startswith(each) or each.startswith(typed))]
    found = close[0] if close else max(begun, key=len, default="")
    return folded.get(found, "")


def _alike(typed: str, known: str) -> bool:
    """Whether a slip of the hand leads from one to the other; "price" and "articles" share letters, and no more."""
    return typed[0] == known[0] or difflib.SequenceMatcher(None, typed, known).ratio() >= _SURE


_SURE = 0.75
"""So alike is what begins with another letter (house): "uthors" is "authors"."""


def near(name: str, known: Iterable[str]) -> str:
    """The end of a hint: `, perhaps "en"`, or nothing when no name is near."""
    found = nearest(name, known)
    return f', perhaps "{found}"' if found and found != name else ""


def choose(name: str, known: Iterable[str]) -> str:
    """A hint for a name that does not exist: the nearest one, else some of those that there are."""
    some = sorted(known)
    found = nearest(name, some)
    if found and found != name:
        return f'did you mean "{found}"?'
    if not some:
        return "there is none yet"
    return f"choose one of {', '.join(some[:12])}{' …' if len(some) > 12 else ''}"
