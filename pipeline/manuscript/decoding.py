"""The bytes of a text file come in; its characters and the name of the encoding they were in go out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.errors import PlainleafError

_MARKS = (
    # Notepad of Windows wrote this mark for years, and Excel still needs it.
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with a byte order mark"),
    # Before UTF-16, whose mark it begins with.
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Classic Mac OS ended lines with a return alone; Word saves its own line breaks as a vertical tab.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNUSED_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
"""Bytes to which Windows-1252 gives no character (WHATWG Encoding, index windows-1252)."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with line feeds only, and the name of its encoding in words ("UTF-8", "Windows-1252")."""

    text: str
    encoding: str


def decode(content: bytes, place: str) -> Decoded:
    """The text of a plain-text file; PlainleafError when the bytes are no text in any encoding known here.

    Order: byte order mark, UTF-8, UTF-16 without a mark (every other byte of Latin text is zero), Windows-1252.
    """
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content, codec, name, place)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\x00" not in text:
            return _checked(text, "UTF-8", place)
    half = max(1, len(content) // 2)
    if content[1::2].count(0) > 0.6 * half:
        return _decoded(content, "utf-16-le", "UTF-16 without a byte order mark", place)
    if content[0::2].count(0) > 0.6 * half:
        return _decoded(content, "utf-16-be", "UTF-16 without a byte order mark", place)
    # Any bytes at all decode as Latin-1; Windows-1252 has five gaps, which is the one sign that it is something else.
    if _UNUSED_1252.isdisjoint(content):
        # What browsers take Latin-1 for, too (WHATWG Encoding): its dashes and curled quotes lie where Latin-1 has
        # controls.
        return _checked(content.decode("cp1252"), "Windows-1252", place)
    raise _not_text(place)


def _decoded(content: bytes, codec: str, name: str, place: str) -> Decoded:
    try:
        return _checked(content.decode(codec), name, place)
    except UnicodeDecodeError as error:
        raise PlainleafError(
            f"the text says it is {name} but breaks off at byte {error.start}",
            place=place,
            hint="save the file again as UTF-8",
        ) from error


def _checked(text: str, encoding: str, place: str) -> Decoded:
    if len(_CONTROLS.findall(text)) > len(text) // 500:
        raise _not_text(place)
    plain = _CONTROLS.sub("", text.removeprefix("\ufeff"))
    return Decoded(_LINE_ENDS.sub("\n", plain), encoding)


def _not_text(place: str) -> PlainleafError:
    return PlainleafError(
        "the file is not text in UTF-8, UTF-16 or Windows-1252",
        place=place,
        hint="save it as UTF-8 text, or as .docx, .odt or .html",
    )
