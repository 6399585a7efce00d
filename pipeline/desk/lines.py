"""What an article says, statement by statement, comes in; where each stands in a text that was made of it goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.article.walking import walk
from pipeline.facts.ledger import ledger_of
from pipeline.facts.proving import front_statements

if TYPE_CHECKING:
    from pipeline.edition.edition import Edition

LEAST = 6
"""A statement with fewer letters and digits stands in too many places to say which one it is (house)."""

BEGINNING = 24
"""So many letters and digits of a statement that a format sets otherwise further on tell which it is (house)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement: its source file and lines, 1-based, the key of its block, and its words."""

    file: str
    first: int
    last: int
    key: str
    text: str

    @property
    def place(self) -> str:
        """ "source/tides/article.md:14": how pages and texts name the same block."""
        return f"{self.file}:{self.first}"


def lines_of(edition: Edition) -> tuple[Line, ...]:
    """Every statement of the edition's articles, in reading order."""
    found = []
    for article in edition.publication.articles:
        for statement in (
            *front_statements(article, edition.lang),
            *ledger_of(article.blocks, edition.lang).statements,
        ):
            place = statement.place
            found.append(Line(place.file, place.first, place.last or place.first, statement.block, statement.text))
    return tuple(found)


def places_of(edition: Edition, lines: Sequence[Line]) -> dict[str, str]:
    """By the key of every block, and of what lives in the front matter: the place of the first thing that it says."""
    found: dict[str, str] = {}
    for line in lines:
        found.setdefault(line.key, line.place)
    for article in edition.publication.articles:
        own = [line for line in lines if line.file == article.file]
        for part in walk(article.blocks):
            node = getattr(part, "node", None)
            if node is None or not node.key:
                continue
            first, last = node.place.first, node.place.last or node.place.first
            inside = next((line for line in own if first <= line.first <= last), None)
            if inside is not None and node.place.file == article.file:
                found.setdefault(node.key, inside.place)
    return found


def bare(text: str) -> str:
    """The letters and digits of a text, in one case: what is left the same however a format breaks and joins lines."""
    return "".join(character for character in text.casefold() if character.isalnum())


class Finder:
    """Finds the statements of an edition in texts made of it."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines

    @cached_property
    def _bare(self) -> list[tuple[str, Line]]:
        return [(said, line) for line in self.lines if len(said := bare(line.text)) >= LEAST]

    def all_in(self, text: str) -> list[tuple[int, int, Line]]:
        """Where statements stand in a text of letters and digits only: first and end of each, longest first."""
        found = []
        for said, line in sorted(self._bare, key=lambda each: -len(each[0])):
            for part in dict.fromkeys((said, said[:BEGINNING])):
                at = text.find(part) if len(part) >= min(len(said), BEGINNING) else -1
                while at >= 0:
                    found.append((at, at + len(part), line))
                    at = text.find(part, at + len(part))
                if found and found[-1][2] is line:
                    break
        return _without_overlaps(found)

    def first_in(self, text: str) -> Line | None:
        """The statement that an element with these words begins with, or None."""
        said = bare(text)
        if len(said) < LEAST:
            return self._whole.get(said)
        if said in self._whole:
            return self._whole[said]
        starting = [(len(own), line) for own, line in self._bare if said.startswith(own[:BEGINNING])]
        within = starting or [(len(own), line) for own, line in self._bare if own in said or said in own]
        return max(within, key=lambda each: each[0])[1] if within else None

    @cached_property
    def _whole(self) -> dict[str, Line]:
        return {bare(line.text): line for line in reversed(self.lines)}


def _without_overlaps(found: Iterable[tuple[int, int, Line]]) -> list[tuple[int, int, Line]]:
    """Each letter belongs to one statement: the longest that covers it."""
    kept: list[tuple[int, int, Line]] = []
    taken: set[int] = set()
    for first, end, line in found:
        if first not in taken and end - 1 not in taken:
            taken.update(range(first, end))
            kept.append((first, end, line))
    return sorted(kept, key=lambda each: each[0])
