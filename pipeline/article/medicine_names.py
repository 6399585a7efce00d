"""The table of medicines comes in; the names by which a text may call them go out."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def known_names() -> frozenset[str]:
    """Every name of a medicine that is known, in small letters.

    An import asks for no more than the names, and the rules beside the table take 0.2 s to load.
    """
    table = resources.files("pipeline.article") / "rules" / "limits.toml"
    known = tomllib.loads(table.read_text(encoding="utf-8"))
    said = (*(entry["names"] for entry in known["medicine"]), *known["named"]["names"])
    return frozenset(name for names in said for name in names.split())
