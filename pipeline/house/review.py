"""The files of styles/ and of defaults come in; which roles must approve what a brand publishes goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, ValidationError

from pipeline.article.defaults import FOLDER
from pipeline.article.defaults import NAME as DEFAULTS
from pipeline.article.front.schema import List, Strict
from pipeline.finding import Finding, Place
from pipeline.house.policy import HOUSE_RULES, LIBRARY_FILE
from pipeline.tables import TableError, read_table

REVIEW = "review"
"""The table [review] of brand.toml and styles/rules.toml, and the key of source/defaults.yml."""


class ReviewTable(Strict):
    """`[review]`: the roles that must approve an article before it is published, and whether by key."""

    needs: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,29}$")], ...], List] = ()
    signatures: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """What a brand asks for: roles, each once, in order; with `signatures` only approvals signed by a key count."""

    needs: tuple[str, ...] = ()
    signatures: bool = False


def read_reviews(
    style_files: Mapping[str, bytes], defaults: Mapping[str, bytes], brands: Iterable[str]
) -> tuple[Mapping[str, Review], tuple[Finding, ...]]:
    """What each brand asks for, its library's wishes first, and what is wrong with those of the library.

    Needs add up: a brand can ask for more than its library, never for less. What is wrong with a brand's own table is
    said where brands are read.
    """
    found: list[Finding] = []
    shared = [
        _read(_table(style_files.get(LIBRARY_FILE)), f"styles/{LIBRARY_FILE}", found),
        _read(_head(defaults.get(DEFAULTS)), f"{FOLDER}/{DEFAULTS}", found),
    ]
    reviews = {}
    for brand in brands:
        own = _read(_table(style_files.get(f"brands/{brand}/brand.toml")), "", [])
        every = [*shared, own]
        needs = tuple(dict.fromkeys(role for each in every for role in each.needs))
        reviews[brand] = Review(needs, any(each.signatures for each in every))
    return reviews, tuple(found)


def _table(content: bytes | None) -> Any:
    try:
        return read_table(content or b"").get(REVIEW, {})
    except TableError:
        return {}


def _head(content: bytes | None) -> Any:
    """The key of the defaults; a whole YAML is read only when the word stands at the beginning of a line."""
    text = (content or b"").decode("utf-8-sig", "replace")
    if not re.search(rf"^{REVIEW}\s*:", text, re.M):
        return {}
    from pipeline.article.front.head import read_head

    return read_head(text, DEFAULTS)[0].values.get(REVIEW) or {}


def _read(table: Any, file: str, found: list[Finding]) -> ReviewTable:
    try:
        return ReviewTable.model_validate(table)
    except ValidationError as faults:
        key = ".".join(str(part) for part in faults.errors(include_url=False)[0]["loc"])
        message = f'"{REVIEW}{"." if key else ""}{key}" is not what a house can ask for'
        hint = 'write needs = ["clinician", "pharmacist"], and signatures = true if only keys count'
        found.append(HOUSE_RULES.finding(Place(file), message, hint))
        return ReviewTable()
