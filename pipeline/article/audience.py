"""Which formats and variants a block is for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Audience:
    """Where a block goes: names of formats or "format/variant". Empty `only` means everywhere.

    `priority` 1 stays longest; a block with a priority may be left out of the one-sheet handout, highest first.
    """

    only: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    priority: int | None = None

    def admits(self, format_name: str, variant: str) -> bool:
        names = {format_name, f"{format_name}/{variant}"}
        return not (self.excluded & names) and (not self.only or bool(self.only & names))


EVERYBODY = Audience()
