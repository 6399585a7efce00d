"""The stems of a thing come in; the stems of what is one of its kinds go out: jewellery, and a ring."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from pipeline.article.rules.directives import stem, stems_of


@cache
def _families(lang: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    table = tomllib.loads((resources.files(__package__) / "families.toml").read_text(encoding="utf-8"))
    return tuple(
        (stems_of(name), frozenset(map(stem, members.split()))) for name, members in table.get(lang, {}).items()
    )


@cache
def members_of(things: frozenset[str], lang: str) -> frozenset[str]:
    """The stems of all kinds of a thing, of which its own words name the family; none for another thing."""
    found = [members for name, members in _families(lang) if name == things]
    return frozenset().union(*found)
