"""What an article brings beside its blocks: pictures, proven to be pictures, and formatted references."""

from __future__ import annotations

from dataclasses import dataclass, field


class PictureError(Exception):
    """The bytes are no picture that can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the article, proven to be one: media type from its bytes, size in px.

    `name` is its path under the article folder's images/ ("hair-cycle.svg"). SVG is sanitised on reading.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)
    width: int
    height: int
    credit: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """One formatted reference: XHTML without number, plain text, and where it leads (https address or "")."""

    key: str
    xhtml: str
    text: str
    url: str
