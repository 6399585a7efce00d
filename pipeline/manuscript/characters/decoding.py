"""The bytes of a text file come in; its characters and the name of the encoding they were in go out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import accumulate

from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.characters.alphabets import Reading, name_of, readings
from pipeline.manuscript.characters.symbols import UNREADABLE
from pipeline.manuscript.pieces import Query

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


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with line feeds only, the name of its encoding in words ("Windows-1252"), questions about it, and the
    numbers of the lines that begin a page, where form feeds say so.
    """

    text: str
    encoding: str
    queries: tuple[Query, ...] = ()
    pages: frozenset[int] = frozenset()


def decode(content: bytes, place: str) -> Decoded:
    """The text of a plain-text file; PlainleafError when the bytes are no text in any encoding known here.

    Order: byte order mark, UTF-8, UTF-16 without a mark, UTF-8 with some damaged bytes, and of the 8-bit code pages the
    one in which the letters stand together as a language has them; where two do, the words are asked.
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
    if wide := _wide(content):
        return _decoded(content, wide, "UTF-16 without a byte order mark", place)
    if len(_CONTROLS.findall(content.decode("latin-1"))) > len(content) // 500:
        raise _not_text(place)
    return _damaged(content, place) or _in_code_page(content, place)


def _wide(content: bytes) -> str:
    """The codec of a text in UTF-16 without a mark: a space has a zero before or behind it in every alphabet."""
    low, high = content[0::2].count(0), content[1::2].count(0)
    if len(content) % 2 or not low + high:
        return ""
    codec = "utf-16-le" if high > 9 * low else "utf-16-be" if low > 9 * high else ""
    try:
        text = content.decode(codec) if codec else ""
    except UnicodeDecodeError:
        return ""
    strange = sum(unicodedata.category(c) in {"Cn", "Co", "Cs"} for c in text)
    spaces = sum(c.isspace() for c in text)
    return codec if text and strange == 0 and spaces > len(text) // 40 else ""


def _damaged(content: bytes, place: str) -> Decoded | None:
    """A text in UTF-8 some bytes of which are none: [?] stands for each, with a question; None when it is no UTF-8."""
    text = content.decode("utf-8", "surrogateescape")
    sound = sum(ord(c) > 0x7F and not "\udc80" <= c <= "\udcff" for c in text)
    runs = list(_STRAY.finditer(text))
    if sound < max(1, len(runs)) or (sound < 2 * len(runs) and _FAR.search(text)):
        return None
    if len(runs) > MAX_STRAY:
        line = text.count("\n", 0, runs[0].start()) + 1
        raise PlainleafError(
            f"the text is UTF-8, and {len(runs)} of its characters are damaged; the first stands in line {line}",
            place=place,
            hint="open it in the program it came from, and save it as UTF-8 text",
        )
    queries = tuple(_ask_stray(text, run, place) for run in runs)
    whole = _STRAY.sub(UNREADABLE, text)
    return replace(_checked(whole, "UTF-8, damaged in places", place), queries=queries)


MAX_STRAY = 20
"""House: more damaged characters are a file to save again, not one to answer questions about."""

# Bytes that are no UTF-8 come through as lone low surrogates (PEP 383).
_STRAY = re.compile("[\udc80-\udcff]+")
# Two bytes of a Chinese or Japanese code page are often a letter of a far alphabet.
_FAR = re.compile("[\u0180-\u1fff\u2c00-\ud7ff\uf900-\uffff]")


def _ask_stray(text: str, run: re.Match[str], place: str) -> Query:
    line = text.count("\n", 0, run.start()) + 1
    around = text[max(0, run.start() - 20) : run.start()] + UNREADABLE + text[run.end() : run.end() + 20]
    words = " ".join(_STRAY.sub(UNREADABLE, around).split())
    other = run[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    asks = f'which character stands where the article says {UNREADABLE} in "{words}"; its byte is no UTF-8'
    return Query("character", asks, f'in Windows-1252 it would be "{other}"', place=_line(place, line))


def _in_code_page(content: bytes, place: str) -> Decoded:
    """A text in one of the 8-bit code pages, by what its letters say in each of them."""
    found = readings(content)
    if not found:
        raise _not_text(place)
    best = found[0]
    rivals = [r for r in found if len(r.bad) <= len(best.bad) and len(r.odd) <= len(best.odd)]
    rival = next((r for r in rivals if any(r.words[at] != best.words[at] for at in best.odd)), None)
    unsure = [at for at in best.odd if rival and rival.words[at] != best.words[at]]
    letters = sum(not c.isascii() for at in unsure for c in best.words[at])
    doubtful = best.codec not in _COMMON and bool(best.odd)
    if (
        len(best.bad) > max(1, len(best.words) // 10)
        or doubtful
        or (letters >= LEAST and 2 * len(unsure) > len(best.words))
    ):
        raise _other_code_page(best.words[(best.bad or best.odd or (0,))[0]], place)
    asked = list(dict.fromkeys([*best.bad, *unsure]))[:MAX_STRAY]
    text = content.decode(best.codec)
    queries = tuple(_ask_word(text, best, rival, at, place) for at in asked)
    return replace(_checked(text, name_of(best.codec), place), queries=queries)


LEAST = 8
"""House: so many letters tell that a text is in another alphabet; fewer may be a name."""

_COMMON = frozenset(
    {"cp1252", "mac_roman", "cp1250", "iso8859_2", "iso8859_15", "cp1254", "cp1257", "cp1251", "cp1253"}
)


def _ask_word(text: str, best: Reading, rival: Reading | None, at: int, place: str) -> Query:
    word = best.words[at]
    line = text.count("\n", 0, max(0, text.find(word))) + 1
    asks = f'is "{word}" spelled so; the file does not say its code page, and was read as {name_of(best.codec)}'
    hint = "look at the word in the program the file came from"
    if rival and rival.words[at] != word:
        hint = f'in {name_of(rival.codec)} it would be "{rival.words[at]}"; write it as it should be'
    return Query("character", asks, hint, place=_line(place, line))


def _line(place: str, line: int) -> Place:
    return Place(place.replace("\\", "/").rpartition("/")[2], line, line)


def _other_code_page(word: str, place: str) -> PlainleafError:
    return PlainleafError(
        f'the text is in no code page that is known here; "{word[:40]}" would be its first word with another letter',
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
    *before, _ = _LINE_ENDS.sub(lambda end: "\f" if end[0] == "\f" else "\n", plain).split("\f")
    pages = frozenset(accumulate((page.count("\n") + 1 for page in before), initial=1)) - {1}
    return Decoded(_LINE_ENDS.sub("\n", plain), encoding, pages=pages)


def _not_text(place: str) -> PlainleafError:
    return PlainleafError(
        "the file is not text in UTF-8, UTF-16 or a code page that is known here",
        place=place,
        hint="save it as UTF-8 text, or as .docx, .odt or .html",
    )
