"""The formats, each a package of its own; the name of one comes in, the package goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pipeline.channels import package_of

if TYPE_CHECKING:
    from pipeline.formats.protocol import Format


def format_named(name: str) -> Format:
    """The format package called `name`, imported when it is first used."""
    return cast("Format", package_of(name))
