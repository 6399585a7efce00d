"""The parts of an EPUB come in; one page with its chapters in reading order goes out (EPUB 3.3, sections 4 and 5)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.admission import parse_xml
from pipeline.manuscript.characters.decoding import decode
from pipeline.manuscript.pieces import Kind, Piece, Query
from pipeline.manuscript.webpage.notes import NOTES_REASON, settle_notes
from pipeline.manuscript.webpage.reading import Sieve, parse_page, serialise
from pipeline.manuscript.webpage.stylesheet import StyleSheet, linked_sheets, read_sheets

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"


@dataclass(frozen=True)
class Book:
    """Safe HTML of all chapters, their pieces, title and language of the package."""

    html: str
    pieces: tuple[Piece, ...]
    title: str
    lang: str
    queries: tuple[Query, ...] = ()


def read_book(parts: Mapping[str, bytes], name: str, file: str, keep: frozenset[str]) -> Book:
    """Read the chapters of the spine; the navigation document is left out. Raises PlainleafError when there is none."""
    package = _package_path(parts, name)
    root = _xml(parts, package, name)
    manifest = {item.get("id", ""): item for item in root.iter(f"{_OPF}item")}
    folder = posixpath.dirname(package)
    chapters: list[_Chapter] = []
    pieces: list[Piece] = []
    for reference in root.iter(f"{_OPF}itemref"):
        item = manifest.get(reference.get("idref", ""))
        if item is None or "html" not in item.get("media-type", ""):
            continue
        path = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        if path not in parts:
            raise PlainleafError(f'the chapter "{path}" is missing from the book', place=name, hint="export it again")
        if "nav" in item.get("properties", "").split():
            place = Place(file, part=path)
            pieces.append(Piece(Kind.NAVIGATION, "table of contents", place, "every format makes its own"))
            continue
        if (chapter := _chapter(parts[path], path, name, parts)) is not None:
            chapters.append(chapter)
    whole = _bound(chapters)
    pieces += [Piece(Kind.HEADING, words, Place(file, line, line), NOTES_REASON) for words, line in settle_notes(whole)]
    queries: list[Query] = []
    for chapter in (chapter for chapter in chapters if chapter.body.getparent() is whole):
        sieve = Sieve(file, keep, chapter.sheet)
        sieve.clean(chapter.body, notes=False)
        pieces += [*sieve.left, *sieve.read(chapter.body)]
        queries += sieve.queries
    for note in [child for child in whole if all(child is not chapter.body for chapter in chapters)]:
        sieve = Sieve(file, keep)
        sieve.clean(note, notes=False)
        pieces += [*sieve.left, *sieve.read(note)]
    pieces.extend(_properties(root, file))
    title = " ".join((root.findtext(f".//{_DC}title") or "").split())
    lang = (root.findtext(f".//{_DC}language") or "").split("-")[0].strip().lower()
    return Book(serialise(whole), tuple(pieces), title, lang, tuple(queries))


def _package_path(parts: Mapping[str, bytes], name: str) -> str:
    container = parts.get("META-INF/container.xml")
    if container is None:
        raise PlainleafError(
            "the book has no container, so its chapters cannot be found", place=name, hint="export it again"
        )
    root: Any = parse_xml(container, name, "META-INF/container.xml")
    for rootfile in root.iter(f"{_CONTAINER}rootfile"):
        path = str(rootfile.get("full-path", ""))
        if path in parts:
            return path
    raise PlainleafError(
        "the book names no package, so its chapters cannot be found", place=name, hint="export it again"
    )


def _xml(parts: Mapping[str, bytes], path: str, name: str) -> Any:
    return parse_xml(parts[path], name, path)


@dataclass(frozen=True)
class _Chapter:
    """The body of a chapter, as a div whose ids and jumps are unique in the book, and its style sheets."""

    body: Any
    sheet: StyleSheet


def _decoded(content: bytes, place: str) -> str:
    """The characters of a chapter: UTF-8 or UTF-16 in a sound book (EPUB 3.3, 3.2), in old ones what it says."""
    stated = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w-]+)", content)
    try:
        return content.decode(stated[1].decode() if stated else "utf-8-sig").removeprefix("\ufeff")
    except (LookupError, UnicodeDecodeError):
        return decode(content, place).text


def _chapter(content: bytes, path: str, name: str, parts: Mapping[str, bytes]) -> _Chapter | None:
    text = _decoded(content, f"{name}, {path}")
    # XHTML may close any element with a slash; HTML reads the slash of <title/> or <script/> as nothing.
    text = re.sub(r"<(script|title|iframe|a|div|span|p)\b([^<>]*)/>", r"<\1\2></\1>", text)
    root = parse_page(text, name)
    body = root.find(".//body")
    if body is None:
        return None
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        if element.get("id"):
            element.set("id", _key(path, str(element.get("id"))))
        target = str(element.get("href") or "")
        if element.tag == "a" and target and not re.match(r"[a-zA-Z][\w+.-]*:|//", target):
            file, sharp, key = target.partition("#")
            near = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file))) if file else path
            element.set("href", f"#{_key(near, key)}" if sharp else f"#{_key(near, '')}")
        source = unquote(str(element.get("src") or ""))
        if element.tag == "img" and source and not re.match(r"[a-z]+:", source):
            element.set("src", posixpath.normpath(posixpath.join(posixpath.dirname(path), source)))
    folder = posixpath.dirname(path)
    linked = linked_sheets(root, lambda at: parts.get(posixpath.normpath(posixpath.join(folder, unquote(at)))))
    sheet = read_sheets(root, linked)
    body.tag = "div"
    body.attrib.clear()
    body.tail = None
    return _Chapter(body, sheet)


def _key(path: str, key: str) -> str:
    """An id that no other chapter has."""
    return re.sub(r"[^\w-]+", "-", f"{path}-{key}" if key else path)


def _bound(chapters: Sequence[_Chapter]) -> Any:
    """One body of all chapters, so that a note finds its word in another file."""
    from lxml import html

    whole = html.Element("div")
    for chapter in chapters:
        whole.append(chapter.body)
    return whole


def _properties(root: Any, file: str) -> list[Piece]:
    reason = "a property of the book; the front matter asks for what an article needs"
    found: list[Piece] = []
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.startswith(_DC) and (element.text or "").strip():
            label = element.tag[len(_DC) :]
            if label not in {"title", "language"}:
                place = Place(file, part=f"property {label}")
                found.append(Piece(Kind.PROPERTY, str(element.text).strip(), place, reason))
    return found
