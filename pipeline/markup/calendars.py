"""Lines of a calendar come in; the bytes of an iCalendar file go out (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST_LINE = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""


def calendar_of(name: str, maker: str, events: Iterable[str]) -> bytes:
    """A calendar with the lines of its events; `maker` tells what made it."""
    # RFC 5545, 3.6: a calendar without PRODID and VERSION is none.
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//plainleaf//{maker}//EN", "CALSCALE:GREGORIAN"]
    # No standard, but what Google, Apple and Outlook head an imported calendar with.
    lines.append(f"X-WR-CALNAME:{escaped(name)}")
    return "".join(_folded(line) for line in (*lines, *events, "END:VCALENDAR")).encode("utf-8")


def escaped(text: str) -> str:
    """Text as RFC 5545, 3.3.11 wants it."""
    for mark, instead in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(mark, instead)
    return text


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, none of which cuts a character (RFC 5545, 3.1)."""
    pieces: list[str] = []
    piece = ""
    for character in line:
        if len((piece + character).encode("utf-8")) > LONGEST_LINE - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join((*pieces, piece)) + "\r\n"
