"""The formats, in the order of display; a fifth one is a package and a name in article/channels.py."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from pipeline.article.channels import VARIANTS

if TYPE_CHECKING:
    from pipeline.formats.protocol import Format

FORMATS: tuple[str, ...] = tuple(VARIANTS)


def format_named(name: str) -> Format:
    """The format package called `name`, imported when it is first used."""
    return cast("Format", import_module(f"pipeline.formats.{name}"))
