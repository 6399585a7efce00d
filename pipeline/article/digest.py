"""A block comes in; the digest of what it says goes out, whatever its place, its key and its dress."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from pipeline.article.material import Picture
from pipeline.article.model import Image, Node
from pipeline.article.walking import kind_of, part_names


def digest_of_block(block: object, pictures: Mapping[str, Picture] | None = None) -> str:
    """SHA-256 in hexadecimal over the content of a block, or of any tuple of blocks: its kind, its words with their
    marks, its numbers, its links, notes and citations, and the bytes of its pictures.

    Where it stands, the author's key on it, classes and the audience are no part of it, so that moving or restyling a
    paragraph changes nothing and one changed dose changes just its block and those around it. A picture that
    `pictures` lacks counts by its name. Runs of white space count as one space.
    """
    total = hashlib.sha256()
    for part in _parts(block, pictures or {}):
        total.update(f"{len(part)}:".encode() + part)
    return total.hexdigest()


def _parts(value: Any, pictures: Mapping[str, Picture]) -> Iterator[bytes]:
    """What counts, in reading order; brackets keep "a" in a list apart from "a" beside it."""
    if isinstance(value, tuple):
        yield b"("
        for child in value:
            yield from _parts(child, pictures)
        yield b")"
    elif isinstance(value, Image):
        picture = pictures.get(value.name)
        yield b"image"
        yield value.alt.encode()
        yield picture.content if picture else value.name.encode()
    elif names := part_names(value):
        yield kind_of(value).encode()
        for name in names:
            part = getattr(value, name)
            if name != "classes" and not isinstance(part, Node):
                yield from _parts(part, pictures)
    elif isinstance(value, Enum):
        yield str(value.value).encode()
    else:
        yield " ".join(str(value).split()).encode()
