"""A name that somebody typed and the names that there are come in; words that lead to the right one go out."""

from __future__ import annotations

import difflib
from collections.abc import Collection


def nearest(name: str, known: Collection[str]) -> str:
    """The known name that was probably meant, or ""."""
    folded = {each.casefold(): each for each in known}
    found = difflib.get_close_matches(name.casefold(), list(folded), 1, cutoff=0.5)
    starts = [each for each in folded if name.casefold().startswith(each) or each.startswith(name.casefold())]
    return folded[found[0]] if found else folded[max(starts, key=len)] if starts and name else ""


def near(name: str, known: Collection[str]) -> str:
    """The end of a hint: `, perhaps "en"`, or nothing when no name is near."""
    found = nearest(name, known)
    return f', perhaps "{found}"' if found and found != name else ""


def choose(name: str, known: Collection[str]) -> str:
    """A hint for a name that does not exist: the nearest one, else some of those that there are."""
    found = nearest(name, known)
    if found and found != name:
        return f'did you mean "{found}"?'
    if not known:
        return "there is none yet"
    some = sorted(known)
    return f"choose one of {', '.join(some[:12])}{' …' if len(some) > 12 else ''}"
