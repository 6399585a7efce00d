"""The formats, each a package of its own; the name of one, or a file that one made, comes in, the package goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pipeline.channels import package_of

if TYPE_CHECKING:
    from pipeline.formats.protocol import Format

_BEGINS = {b"%PDF-": "handout", b"PK\x03\x04": "booklet"}
"""What the files begin with that say all of a product (ISO 32000-2, 7.5.2; a ZIP local header, APPNOTE 4.3.7)."""


def format_named(name: str) -> Format:
    """The format package called `name`, imported when it is first used."""
    return cast("Format", package_of(name))


def format_of(content: bytes) -> Format | None:
    """The format that reads a file of these bytes; None when it is no file that a whole product lies in."""
    return next((format_named(name) for begins, name in _BEGINS.items() if content.startswith(begins)), None)
