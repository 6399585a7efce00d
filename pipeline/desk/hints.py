"""A hint comes in; what of it somebody at a page can do goes out, without the options of the command line."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"(?:;|,? or\b) ")
_OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]+")
_WITH = re.compile(r",? with --[a-z][\w-]*(?: [A-Z]+)?(?! and)")


def for_a_page(hint: str) -> str:
    """The hint without the clauses that name an option, which no page has; "" where nothing else is said."""
    if not _OPTION.search(hint):
        return hint
    kept, at = "", 0
    marks = [(match.start(), match.end()) for match in _CLAUSE.finditer(hint)]
    for start, end in [*marks, (len(hint), len(hint))]:
        clause = hint[at:start]
        if not _OPTION.search(clause):
            kept += (hint[_before(marks, at) : at] if kept else "") + clause
        at = end
    if kept:
        return kept
    bare = _WITH.sub("", hint)
    return bare if not _OPTION.search(bare) else ""


def _before(marks: list[tuple[int, int]], at: int) -> int:
    """Where the words begin that lead to the clause at `at`."""
    return next((start for start, end in marks if end == at), at)
