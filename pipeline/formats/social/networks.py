"""The dated table of limits comes in; the networks, each with its counters and limits, go out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.formats.social.counting import COUNTERS

SIZES = ((1200, 630), (1080, 1080), (1080, 1350), (1080, 1920), (1000, 1500), (1600, 900))
"""The sizes of cards in px, width by height."""


class LinkPlace(StrEnum):
    """Where a network wants the address of the article."""

    TEXT = "text"
    FIELD = "field"
    BUTTON = "button"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Limit:
    """One number of a network: what it limits, in which unit, how it is counted, who says so, as of when."""

    what: str
    value: int
    unit: str
    counting: str
    source: str
    as_of: date
    status: str

    def count(self, text: str) -> int:
        """The text as this limit counts it."""
        return COUNTERS[self.counting](text)


@dataclass(frozen=True, slots=True)
class Network:
    """A network: a row of data with its counters, nothing else.

    `handle` tells whether accounts have one; `card` is the picture it shows best, in px; `media_type` what it takes
    it as.
    """

    key: str
    name: str
    handle: bool
    link: LinkPlace
    card: tuple[int, int]
    media_type: str
    limits: tuple[Limit, ...]

    def limit(self, what: str) -> Limit | None:
        """The (first) limit of that kind; None if the network has none."""
        return next((limit for limit in self.limits if limit.what == what), None)

    def most(self, what: str) -> int | None:
        """The number of a limit; None if the network has none."""
        limit = self.limit(what)
        return limit.value if limit else None

    def lengths(self, text: str) -> tuple[tuple[Limit, int], ...]:
        """Each limit on the text with the length it counts."""
        return tuple((limit, limit.count(text)) for limit in self.limits if limit.what == "text")

    def admits(self, text: str) -> bool:
        """Whether the text is within every limit on its length."""
        return all(length <= limit.value for limit, length in self.lengths(text))


@cache
def networks() -> Mapping[str, Network]:
    """All networks by key, in the order of limits.toml."""
    table = tomllib.loads(files(__package__).joinpath("limits.toml").read_text(encoding="utf-8"))
    return {key: _network(key, row) for key, row in table.items()}


def _network(key: str, row: Mapping[str, Any]) -> Network:
    limits = tuple(
        Limit(
            limit["what"],
            limit["value"],
            limit["unit"],
            limit.get("counting", ""),
            limit["source"],
            limit["as_of"],
            limit["status"],
        )
        for limit in row["limit"]
    )
    width, height = row["card"]
    return Network(key, row["name"], row["handle"], LinkPlace(row["link"]), (width, height), row["media_type"], limits)
