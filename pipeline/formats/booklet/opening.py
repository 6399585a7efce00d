"""The bytes of an EPUB come in; what a reading system finds in it goes out: package, spine, navigation, pages."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
    "m": "http://www.w3.org/1998/Math/MathML",
}
TYPE = f"{{{NAMES['epub']}}}type"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XHTML = "application/xhtml+xml"


class UnreadableError(Exception):
    """The bytes are no EPUB that a reading system could open; the message says why."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the manifest; `path` is its name in the archive."""

    id: str
    path: str
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Page:
    """One XHTML document: its path and its root element, or why it is not well-formed."""

    path: str
    root: Any
    fault: str = ""

    def find(self, xpath: str) -> list[Any]:
        """The elements that an XPath finds; prefixes as in `NAMES`."""
        return [] if self.root is None else list(self.root.xpath(xpath, namespaces=NAMES))


@dataclass(frozen=True)
class OpenBook:
    """An EPUB as opened. Raises nothing after `open_book`: what is absent is empty."""

    entries: tuple[zipfile.ZipInfo, ...]
    files: Mapping[str, bytes] = field(repr=False)
    package_path: str
    package: Any

    @cached_property
    def manifest(self) -> tuple[Item, ...]:
        return tuple(
            Item(
                item.get("id", ""),
                self.resolve(self.package_path, item.get("href", ""))[0],
                item.get("media-type", ""),
                frozenset(item.get("properties", "").split()),
            )
            for item in self.package.iterfind("opf:manifest/opf:item", NAMES)
        )

    @cached_property
    def spine(self) -> tuple[Page, ...]:
        """The documents in reading order."""
        items = {item.id: item for item in self.manifest}
        ids = [ref.get("idref", "") for ref in self.package.iterfind("opf:spine/opf:itemref", NAMES)]
        return tuple(self.page(items[identity].path) for identity in ids if identity in items)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Every XHTML document, those of the spine first."""
        others = [item.path for item in self.manifest if item.media_type == XHTML]
        paths = dict.fromkeys([*(page.path for page in self.spine), *others])
        return tuple(self.page(path) for path in paths)

    @cached_property
    def nav(self) -> Page | None:
        for item in self.manifest:
            if "nav" in item.properties:
                return self.page(item.path)
        return None

    @cached_property
    def cover(self) -> Item | None:
        return next((item for item in self.manifest if "cover-image" in item.properties), None)

    @cached_property
    def _parsed(self) -> dict[str, Page]:
        return {}

    def page(self, path: str) -> Page:
        if path not in self._parsed:
            self._parsed[path] = _parse(path, self.files.get(path))
        return self._parsed[path]

    def images(self) -> Iterator[tuple[Item, bytes]]:
        for item in self.manifest:
            if item.media_type.startswith("image/"):
                yield item, self.files.get(item.path, b"")

    def meta(self, name: str) -> list[str]:
        """The values of a package property ("schema:accessMode"), trimmed."""
        found = self.package.xpath("opf:metadata/opf:meta[@property=$name]", namespaces=NAMES, name=name)
        return [(element.text or "").strip() for element in found]

    def dublin(self, name: str) -> list[str]:
        """The values of a Dublin Core element ("language")."""
        return [(element.text or "").strip() for element in self.package.iterfind(f"opf:metadata/dc:{name}", NAMES)]

    @staticmethod
    def resolve(base: str, href: str) -> tuple[str, str]:
        """The archive path and fragment that `href` in the file `base` leads to."""
        # An href is a URL, a name in the archive is not: "%20" there is a space here.
        path, _, fragment = unquote(href).partition("#")
        # Paths in an archive have forward slashes on every system (APPNOTE 4.4.17).
        return (posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else base), fragment


def _parse(path: str, content: bytes | None) -> Page:
    from lxml import etree

    if content is None:
        return Page(path, None, "it is not in the archive")
    try:
        return Page(path, etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True)))
    except etree.XMLSyntaxError as fault:
        return Page(path, None, str(fault.msg))


def open_book(content: bytes) -> OpenBook:
    """Open an EPUB. Raises UnreadableError when there is no archive, container or package in it."""
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = tuple(archive.infolist())
            files = {entry.filename: archive.read(entry) for entry in entries}
    # zipfile raises RuntimeError for an encrypted entry, and ValueError or EOFError for some damaged ones.
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ValueError, RuntimeError, OSError, EOFError) as fault:
        raise UnreadableError(f"it is no zip archive: {fault}") from None
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        container = etree.fromstring(files["META-INF/container.xml"], parser)
        # Of several packages a reading system takes the first (EPUB 3.3, 4.2.6).
        (rootfile, *_) = container.iterfind("c:rootfiles/c:rootfile", NAMES)
        path = rootfile.get("full-path", "")
        package = etree.fromstring(files[path], parser)
    except KeyError as missing:
        raise UnreadableError(f"it holds no {missing}") from None
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise UnreadableError(f"its container or package cannot be read: {fault}") from None
    return OpenBook(entries, files, path, package)
