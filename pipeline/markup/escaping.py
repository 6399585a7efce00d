"""Text, keys and numbers come in; character data, attributes, ids and marks as XHTML takes them go out."""

from __future__ import annotations

import html
import re

from pipeline.article.model import NumberStyle
from pipeline.article.numbering import written

_OURS = re.compile(r"(note|noteref|ref|cite)-\d+(-\d+)?")


def anchor_of(key: str) -> str:
    """A block's key as an id; a key that looks like the id of a note or reference gets another form."""
    # XHTML takes any XML name; e-readers and mail programmes stumble over colons, spaces and brackets in an id.
    anchor = re.sub(r"[^\w.-]", "-", key)
    return f"block-{anchor}" if _OURS.fullmatch(anchor) else anchor


def mark_of(number: int) -> str:
    """The mark of the nth note: a, b, … z, aa, ab, … so that notes and reference numbers are told apart."""
    return written(number, NumberStyle.LOWER_ALPHA)


def escape(text: str) -> str:
    """Text as XML character data."""
    return html.escape(text, quote=False)


def escape_attribute(text: str) -> str:
    """Text as the value of a quoted XML attribute."""
    # XML 1.0, 3.3.3 turns a line end in an attribute into a space; an alt text of two lines would lose it.
    return html.escape(text, quote=True).replace("\n", "&#10;")
