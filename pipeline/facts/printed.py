"""Two PDFs come in; how they are tagged, linked, annotated and shown otherwise goes out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from pipeline.facts.differing import Differing, short
from pipeline.facts.painting import pages_alike

QUIET = frozenset(
    {"/Type", "/Pages", "/Metadata", "/Version", "/Extensions", "/StructTreeRoot", "/PieceInfo", "/DSS", "/AcroForm"}
)
"""Of the catalog (ISO 32000-1, table 28): what programs that save a file write anew, and what is compared by itself."""

WATCHED = {
    "/OpenAction": "it does something when it is opened",
    "/AA": "it does something when it is opened or closed",
    "/OCProperties": "it has layers that can be turned off",
    "/Collection": "it is a portfolio of other files",
    "/Perms": "it is signed or restricted",
}
"""Entries of the catalog that a plain handout has no use for, and what they do to its reader."""

TELLING = ("/Alt", "/ActualText", "/E", "/Lang")
"""What is heard of an element of structure instead of its text (ISO 32000-1, 14.9)."""


def why_unreadable(content: bytes) -> str:
    """Why a PDF is no proof as it stands: cut off, damaged, or locked; "" when it can be opened as it is.

    A reader that repairs files would pass one whose end is missing.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                return "it is encrypted: a screen reader or a printer may be locked out"
    except pikepdf.PasswordError:
        return "it is encrypted and asks for a password"
    except pikepdf.PdfError as error:
        if not content.lstrip().startswith(b"%PDF-"):
            return "it is no PDF"
        end = "" if b"%%EOF" in content[-1024:] else ", its end is missing"
        # pikepdf names the object that it read from, which is at another address in every run.
        why = re.sub(r"^stream <[^>]*>: ", "", str(error))
        return f"it is damaged or cut off{end}: {short(why)}"
    return ""


def pdfs_differ(one: bytes, other: bytes, *, painted: bool = True) -> Iterator[Differing]:
    """How a PDF that can be opened differs; `painted` False leaves out what its pages look like.

    Compression, object numbers, fonts subset anew, producer and times are its dress.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(one)) as before, pikepdf.open(io.BytesIO(other)) as after:
        yield from _catalogs(before, after)
        yield from _trees(before, after)
        for number in range(min(len(before.pages), len(after.pages))):
            yield from _notes(before, after, number)
    if painted:
        for number, how in pages_alike(one, other):
            yield Differing(f"page {number}", how)


def _catalogs(before: Any, after: Any) -> Iterator[Differing]:
    for key in sorted({*before.Root.keys(), *after.Root.keys()} - QUIET):
        had, has = key in before.Root, key in after.Root
        if has and not had:
            yield Differing("", WATCHED.get(key, f"{key[1:]} was added to it"))
        elif had and not has:
            yield Differing("", f"{key[1:]} is not there any more")
        elif key in {"/Lang", "/MarkInfo", "/ViewerPreferences"} and _plain(before.Root[key]) != _plain(
            after.Root[key]
        ):
            yield Differing("", f'{key[1:]} is "{_plain(after.Root[key])}" and was "{_plain(before.Root[key])}"')
    names = after.Root.get("/Names", {})
    for key, what in (("/JavaScript", "it holds a script"), ("/EmbeddedFiles", "a file is attached to it")):
        if key in names and key not in before.Root.get("/Names", {}):
            yield Differing("", what)
    if _title(before) != _title(after):
        yield Differing("", f'its title is "{_title(after)}" and was "{_title(before)}"')
    if _bookmarks(before) != _bookmarks(after):
        yield Differing("", "its bookmarks are others")
    yield from _forms(before, after)


def _title(pdf: Any) -> str:
    return str(pdf.docinfo.get("/Title", "")) if pdf.docinfo else ""


def _bookmarks(pdf: Any) -> list[str]:
    with pdf.open_outline() as outline:
        waiting, found = list(outline.root), []
        while waiting:
            each = waiting.pop(0)
            found.append(str(each.title))
            waiting = [*each.children, *waiting]
    return found


def _forms(before: Any, after: Any) -> Iterator[Differing]:
    """Fields, and the signature that somebody put on the file."""
    fields = [
        {str(each.get("/T", "")): each for each in pdf.Root.get("/AcroForm", {}).get("/Fields", [])}
        for pdf in (before, after)
    ]
    for name, each in fields[1].items():
        if name not in fields[0]:
            signed = str(each.get("/FT", "")) == "/Sig"
            yield Differing("", f'somebody signed it ("{name}")' if signed else f'the field "{name}" was added')
        elif _field(each) != _field(fields[0][name]):
            yield Differing("", f'the field "{name}" is filled in or named otherwise')
    for name in fields[0].keys() - fields[1].keys():
        yield Differing("", f'the field "{name}" is not there any more')
    if "/XFA" in after.Root.get("/AcroForm", {}):
        yield Differing("", "it holds a form of another kind (XFA)")


def _field(field: Any) -> list[str]:
    return [_plain(field.get(key)) for key in ("/FT", "/TU", "/V", "/DV", "/Ff", "/A", "/AA")]


def _notes(before: Any, after: Any, number: int) -> Iterator[Differing]:
    """Links, notes and stamps of a page."""
    one, other = ([_note(note) for note in pdf.pages[number].get("/Annots", [])] for pdf in (before, after))
    where = f"page {number + 1}"
    for note in other:
        if note not in one:
            kind, words, address, _ = note
            if kind == "/Link":
                yield Differing(where, f'the link "{short(words)}" leads to "{short(address)}"')
            elif kind == "/Widget":
                yield Differing(where, f'a field was added or changed: "{short(words)}"')
            else:
                yield Differing(where, f'a note of another program lies on it ({kind[1:]}): "{short(words)}"')
    for kind, words, address, _ in (note for note in one if note not in other):
        if not any(each[0] == kind and each[1] == words for each in other):
            yield Differing(where, f'the link or note "{short(words or address)}" is not there any more')


def _note(note: Any) -> tuple[str, str, str, tuple[int, ...]]:
    action = note.get("/A", {})
    address = _plain(action.get("/URI")) or _plain(note.get("/Dest")) or _plain(action.get("/S"))
    rect = tuple(round(float(side)) for side in note.get("/Rect", []))
    return str(note.get("/Subtype", "")), str(note.get("/Contents", "")), address, rect


def _trees(before: Any, after: Any) -> Iterator[Differing]:
    """What a screen reader walks: roles, order, and what is heard instead of the text."""
    if "/StructTreeRoot" not in after.Root:
        if "/StructTreeRoot" in before.Root:
            yield Differing("", "its tags are gone: a screen reader gets its text in no order")
        return
    if "/StructTreeRoot" not in before.Root:
        yield Differing("", "tags were added to it")
        return
    one, other = (list(_elements(pdf)) for pdf in (before, after))
    if one == other:
        return
    for name, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if name != "equal":
            yield Differing("", _tagged(one[i1:i2], other[j1:j2]))
            return


def _tagged(expected: list[str], actual: list[str]) -> str:
    one, other = (short(", ".join(each[:4])) for each in (expected, actual))
    if not actual:
        return f'the tags "{one}" are gone'
    return f'the tags "{other}" stand for "{one}"' if expected else f'the tags "{other}" were added'


def _elements(pdf: Any) -> Iterator[str]:
    """The elements of structure in their order, each in a line."""
    import pikepdf

    numbers = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}

    def lines(kid: Any, page: int) -> Iterator[str]:
        if isinstance(kid, int):
            yield f"page {page} piece {kid}"
        elif isinstance(kid, pikepdf.Array):
            for each in kid:
                yield from lines(each, page)
        elif isinstance(kid, pikepdf.Dictionary):
            page = numbers.get(kid.Pg.objgen, page) if "/Pg" in kid else page
            if str(kid.get("/Type", "")) == "/MCR":
                yield f"page {page} piece {int(kid['/MCID'])}"
            elif str(kid.get("/Type", "")) == "/OBJR":
                yield f"page {page} annotation"
            else:
                said = [f'{key[1:]} "{_plain(kid[key])}"' for key in (*TELLING, "/A") if key in kid]
                yield " ".join([str(kid.get("/S", "/Root"))[1:], *said])
                if "/K" in kid:
                    yield from lines(kid.K, page)
                yield "end"

    return lines(pdf.Root.StructTreeRoot, 0)


def _plain(value: Any, depth: int = 0) -> str:
    """A value in words, without the numbers of objects."""
    import pikepdf

    if value is None or depth > 4:
        return ""
    if isinstance(value, pikepdf.Array):
        return "[" + " ".join(_plain(each, depth + 1) for each in value) + "]"
    if isinstance(value, pikepdf.Stream):
        return "stream"
    if isinstance(value, pikepdf.Dictionary):
        if "/Type" in value and str(value.Type) == "/Page":
            return "page"
        return " ".join(f"{key} {_plain(each, depth + 1)}" for key, each in sorted(value.items()) if key != "/P")
    return str(value)
