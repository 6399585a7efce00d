"""The vendored twitter-text data comes in; weights, top-level domains and emoji sequences go out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Weights:
    """What a post on X weighs: hundredths for a code unit, whole characters for an address."""

    longest: int
    scale: int
    default: int
    address: int
    ranges: tuple[tuple[int, int, int], ...]


@cache
def _vendored() -> dict[str, Any]:
    content = files(__package__).joinpath("twitter-text.json").read_bytes()
    read: dict[str, Any] = json.loads(content)
    return read


@cache
def weights() -> Weights:
    """The weights of twitter-text configuration version 3."""
    config = _vendored()["config"]
    return Weights(
        config["maxWeightedTweetLength"],
        config["scale"],
        config["defaultWeight"],
        config["transformedURLLength"],
        tuple((r["start"], r["end"], r["weight"]) for r in config["ranges"]),
    )


def generic_domains() -> tuple[str, ...]:
    """Top-level domains that belong to no country, in the order in which twitter-text tries them."""
    return tuple(_vendored()["generic_domains"])


def country_domains() -> tuple[str, ...]:
    """Top-level domains of countries, in the order in which twitter-text tries them."""
    return tuple(_vendored()["country_domains"])


@cache
def emoji() -> frozenset[str]:
    """Emoji sequences (twemoji-parser 11.0.2)."""
    return frozenset(_vendored()["emoji"])
