"""Plain words, lines and addresses come in; Markdown that says them and takes nothing in them for markup goes out."""

from __future__ import annotations

import re

_ALWAYS = re.compile(r"([\\`*\[\]<~^${|])")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_EMOJI_NAME = re.compile(r":(?=[\w+-]+:)|(?<!:):(?=::)")
_OPENING = re.compile(r"^(?:([#>=:%]|[-+](?=\s|$|-))|(\(?(?:\d+|[^\W\d_]|[ivxlcdmIVXLCDM]+))([.)])(?=\s|$))")


def unjoin(text: str) -> str:
    """Text whose letters stand each for themselves: PDFs give "ﬁ" as one sign, which no search finds."""
    return text.translate(_LIGATURES) if _LIGATURE.search(text) else text


def escape(text: str) -> str:
    """Text in which nothing is taken for markup inside a line."""
    plain_text = re.sub(r"[ \t\n]+", " ", unjoin(text))
    marked = _ALWAYS.sub(r"\\\1", plain_text)
    marked = _EDGE_UNDERSCORE.sub(r"\\_", marked)
    return _EMOJI_NAME.sub(r"\\:", _ENTITY.sub(r"\\&", marked))


def guard(line: str) -> str:
    """A line of a paragraph whose first characters are not taken for a heading, list, quote or definition."""
    match = _OPENING.match(line)
    if not match:
        return line
    if match[1]:
        return "\\" + line
    return f"{match[2]}\\{match[3]}{line[match.end() :]}"


def unspace(text: str) -> str:
    """Text with its spaces escaped, as raised and lowered words need them."""
    return text.replace(" ", "\\ ")


def write_target(target: str) -> str:
    """The address of a link or picture, its signs quoted that would end it."""
    quoted = re.sub(r"[\s<>\"\\`]", lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), target)
    return f"<{quoted}>" if re.search(r"[()]", quoted) else quoted


def indent(text: str, width: int) -> str:
    """Text whose lines, empty ones apart, stand `width` spaces further in."""
    return "\n".join(" " * width + line if line else "" for line in text.split("\n"))
