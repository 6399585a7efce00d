"""What was printed of a document comes in; whether each copy is still true goes out, and the way to JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from pipeline.edition.name import EditionName

SHOWN = 5
"""So many changes of one copy are told; a page is read, not a list of changes (house)."""


class Standing(StrEnum):
    """What holds of a printed copy."""

    LATEST = "latest"
    OLDER = "older"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Copy:
    """What was printed under one check code: document, version, the day of its review (ISO 8601), and its grave
    statements: doses, warnings, when to call.
    """

    code: str
    document: str
    version: str
    reviewed: str
    grave: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"grave": list(self.grave)}

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> Copy:
        """The copy out of the values that `to_json` gave; KeyError or TypeError when they are others."""
        code, document, version, reviewed = (str(values[name]) for name in ("code", "document", "version", "reviewed"))
        return Copy(code, document, version, reviewed, tuple(str(each) for each in values["grave"]))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to who holds a copy; `changes` are grave statements that hold now and are not in it."""

    copy: Copy
    standing: Standing
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed copy: the edition that it was made of, its title now, and what holds of it."""

    edition: EditionName
    title: str
    answer: Answer


def with_copy(before: Sequence[Copy], new: Copy) -> tuple[Copy, ...]:
    """The copies with a new one at the end; a code that was printed before comes last again, with its day of now."""
    return (*(copy for copy in before if copy.code != new.code), new)


def answers(copies: Sequence[Copy], *, withdrawn: bool = False) -> tuple[Answer, ...]:
    """What is said of each copy, the newest first: the last one is the latest unless all of it is withdrawn."""
    if withdrawn:
        return tuple(Answer(copy, Standing.WITHDRAWN) for copy in reversed(copies))
    if not copies:
        return ()
    latest, *older = reversed(copies)
    return (
        Answer(latest, Standing.LATEST),
        *(Answer(copy, Standing.OLDER, _changes(copy.grave, latest.grave)) for copy in older),
    )


def _changes(then: Iterable[str], now: Iterable[str]) -> tuple[str, ...]:
    known = set(then)
    return tuple(words for words in now if words not in known)[:SHOWN]
