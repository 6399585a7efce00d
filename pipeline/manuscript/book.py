"""The parts of an EPUB come in; one page with its chapters in reading order goes out (EPUB 3.3, sections 4 and 5)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.admission import parse_xml
from pipeline.manuscript.pieces import Kind, Piece
from pipeline.manuscript.stylesheet import read_sheets
from pipeline.manuscript.webpage import Sieve, parse_page, serialise

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


def read_book(parts: Mapping[str, bytes], name: str, file: str, keep: frozenset[str]) -> Book:
    """Read the chapters of the spine; the navigation document is left out. Raises PlainleafError when there is none."""
    package = _package_path(parts, name)
    root = _xml(parts, package, name)
    manifest = {item.get("id", ""): item for item in root.iter(f"{_OPF}item")}
    folder = posixpath.dirname(package)
    chapters: list[str] = []
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
        html, found = _chapter(parts[path], path, name, file, keep)
        chapters.append(html)
        pieces.extend(found)
    pieces.extend(_properties(root, file))
    title = " ".join((root.findtext(f".//{_DC}title") or "").split())
    lang = (root.findtext(f".//{_DC}language") or "").split("-")[0].strip().lower()
    return Book("\n".join(chapters), tuple(pieces), title, lang)


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


def _chapter(content: bytes, path: str, name: str, file: str, keep: frozenset[str]) -> tuple[str, list[Piece]]:
    text = content.decode("utf-8-sig", "replace")
    # XHTML may close any element with a slash; HTML reads the slash of <title/> or <script/> as nothing.
    text = re.sub(r"<(script|title|iframe|a|div|span|p)\b([^<>]*)/>", r"<\1\2></\1>", text)
    root = parse_page(text, name)
    body = root.find(".//body")
    if body is None:
        return "", []
    sieve = Sieve(file, keep, read_sheets(root))
    clean = sieve.clean(body)
    for image in clean.iter("img"):
        source = unquote(str(image.get("src", "")))
        if source and not re.match(r"[a-z]+:", source):
            image.set("src", posixpath.normpath(posixpath.join(posixpath.dirname(path), source)))
    clean.tag = "div"
    return serialise(clean), [*sieve.left, *sieve.read(clean)]


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
