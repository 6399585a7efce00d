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
    mac = content.decode("mac_roman")
    if _oddities(content.decode("cp1252", "replace")) and not _oddities(mac):
        return _checked(mac, "Mac OS Roman", place)
    # Any bytes at all decode as Latin-1; Windows-1252 has five gaps, which is the one sign that it is something else.
    if _UNUSED_1252.isdisjoint(content):
        # What browsers take Latin-1 for, too (WHATWG Encoding): its dashes and curled quotes lie where Latin-1 has
        # controls.
        text = content.decode("cp1252")
        foreign = sum(c.isalpha() and not c.isascii() for c in text)
        if 2 * foreign > sum(c.isalpha() for c in text) and foreign >= LEAST:
            raise _other_code_page(text, place)
        if _oddities(text) >= max(2, sum(not c.isascii() for c in text) // 5):
            raise _other_code_page(text, place)
        return _checked(text, "Windows-1252", place)
    raise _not_text(place)


LEAST = 8
"""House: so many letters tell that a text is in another alphabet; fewer may be a name."""

# No word of a Latin alphabet goes on with an accented capital behind a small letter, or with a sign between letters; a
# dash that was decoded otherwise stands alone as an Icelandic letter.
_ODD = re.compile(
    r"[a-zß-ÿ][À-ÖØ-ÞŽŠŒŸ]|[^\W\d_][¡-¦¨©«¬®-³¶¸¹»-¿×÷†‡‰‹›™€][^\W\d_]|(?<=\s)[ÐÑ](?=\s)|[\ufffd\ufb00-\ufb06\u02c6-\u02dd\uf8ff]|Ò[^ÒÓ]+Ó"
)


def _oddities(text: str) -> int:
    """How often a text says what no text says: it is in another code page than it was read in."""
    return len(_ODD.findall(text))


def _other_code_page(text: str, place: str) -> PlainleafError:
    words = next((w for w in text.split() if not w.isascii()), "")
    return PlainleafError(
        f'the text is in no code page that is known here; "{words[:40]}" would be its first word with another letter',
        place=place,
        hint="open it in the program it came from, and save it as UTF-8 text",
    )


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
