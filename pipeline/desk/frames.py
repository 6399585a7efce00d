"""A finished mail or book comes in; a copy goes out that a sandboxed frame shows: one file, each block with its place.

The published bytes stay as they are: places, themes and pictures that travel inside are in this copy only.
"""

from __future__ import annotations

import base64
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import lxml.etree
import lxml.html

from pipeline.desk.lines import Finder, Line

NONCE = "nonce-goes-here"
"""Stands in the copy where each answer puts a nonce of its own."""

POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""What a copy may do: run the desk's own script, and nothing that an article might have brought."""

THEMES = {
    "light": "",
    "sepia": "html, body { background: #f4ecd8 !important; color: #3b2f20 !important }",
    "dark": "html, body { background: #121212 !important; color: #dedede !important }",
}
"""How reading systems change paper and ink without asking the book."""

SCROLLED = "html { font-size: 18px } body { margin: 0; padding: 1.25rem } img, svg { max-width: 100%; height: auto }"
"""How a book stands in one column that scrolls."""

PAGED = """
html { height: 100%; overflow: hidden }
body { box-sizing: border-box; height: 100vh; padding: 1.5rem 1.25rem;
  columns: auto calc(100vw - 2.5rem); column-gap: 2.5rem;
  column-fill: auto; max-width: none !important }
body > section { break-before: column; max-width: none } body > section:first-of-type { break-before: auto }
img, svg { max-height: calc(100vh - 6rem); object-fit: contain } p, li { orphans: 2; widows: 2 }
h1, h2, h3, h4 { break-after: avoid } figure, tr { break-inside: avoid }
"""
"""How a reading system makes pages: columns as wide as its screen, a chapter on a page of its own."""

_BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "figcaption", "caption", "pre")

SCRIPT = (resources.files("pipeline.desk") / "static/framed.js").read_text(encoding="utf-8")
"""What runs in a frame: it tells the page of the desk what was chosen, and shows what the page asks for."""


@dataclass(frozen=True)
class MailJob:
    """Frame a message or a web page, with its pictures and typefaces by address."""

    html: bytes
    pictures: Mapping[str, bytes]
    lines: tuple[Line, ...]
    dark: bool
    without_pictures: bool


@dataclass(frozen=True)
class TextJob:
    """Frame the text part of a message."""

    text: bytes
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class BookJob:
    """Frame a whole book in the light of a theme: its chapters one below the other as on a telephone, or `paged`."""

    epub: bytes
    lines: tuple[Line, ...]
    theme: str
    paged: bool = False


def frame_mail(job: MailJob) -> str:
    """The message as HTML of one file."""
    page = lxml.html.document_fromstring(job.html)
    for source in list(page.iter("source")):
        _take_source(source, dark=job.dark)
    for picture in page.iter("img"):
        name = picture.get("src") or ""
        shown = not job.without_pictures and name in job.pictures
        picture.set("src", _inlined(name, job.pictures[name]) if shown else "data:image/png;base64,")
        picture.attrib.pop("srcset", None)
    css = _lit(job.dark)
    for sheet in page.iter("style"):
        sheet.text = _with_fonts(css(sheet.text or ""), job.pictures)
    return _finished(page, job.lines, "")


def _take_source(source: Any, *, dark: bool) -> None:
    """Show what a <picture> has for dark screens where it is dark, and take its <source> out."""
    meant = "dark" in (source.get("media") or "") and source.getparent().tag == "picture"
    picture = next(source.getparent().iter("img"), None)
    if dark and meant and picture is not None:
        picture.set("src", (source.get("srcset") or "").split(",")[0].split(" ")[0])
    # HTML 4, which is what libxml2 reads, knows no <source>: it takes the picture behind it for its content.
    source.drop_tag()


def _with_fonts(css: str, files: Mapping[str, bytes]) -> str:
    """A style sheet whose typefaces travel inside it."""

    def inline(match: re.Match[str]) -> str:
        return f"url({_inlined(match[1], files[match[1]])})" if match[1] in files else match[0]

    return re.sub(r"""url\(["']?([^)"']+)["']?\)""", inline, css)


def frame_text(job: TextJob) -> str:
    """The text part as a mail client sets it: one width for all letters, long lines broken."""
    style = "body { margin: 1rem; font: 15px/1.5 monospace; white-space: pre-wrap; overflow-wrap: break-word }"
    page = lxml.html.document_fromstring("<html><head></head><body></body></html>")
    for paragraph in re.split(r"\n{2,}", job.text.decode("utf-8", "replace").replace("\r\n", "\n").strip("\n")):
        block = lxml.etree.SubElement(page.body, "p")
        block.text = paragraph
    return _finished(page, job.lines, style)


def frame_book(job: BookJob) -> str:
    """Every page of the book in the order of its spine."""
    with zipfile.ZipFile(io.BytesIO(job.epub)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    package = next(name for name in files if name.endswith(".opf"))
    folder = posixpath.dirname(package)
    tree = lxml.etree.fromstring(files[package], _parser())
    items = {item.get("id"): item for item in tree.iter("{*}item")}
    names = [items[reference.get("idref")].get("href") for reference in tree.iter("{*}itemref")]
    page = lxml.html.document_fromstring("<html><head></head><body></body></html>")
    language = next(iter(tree.iter("{*}language")), None)
    page.set("lang", (language.text if language is not None else "") or "en")
    spine = next(iter(tree.iter("{*}spine")), None)
    page.set("dir", "rtl" if spine is not None and spine.get("page-progression-direction") == "rtl" else "ltr")
    sheets: dict[str, str] = {}
    for name in names:
        path = posixpath.normpath(posixpath.join(folder, name))
        chapter = lxml.etree.fromstring(files[path], _parser())
        _take_chapter(page, chapter, posixpath.dirname(path), files, sheets)
    if job.paged:
        page.set("data-paged", "")
    css = _lit(job.theme == "dark")("\n".join(sheets.values()))
    return _finished(page, job.lines, f"{css}\n{SCROLLED}\n{PAGED if job.paged else ''}\n{THEMES[job.theme]}")


def _take_chapter(page: Any, chapter: Any, folder: str, files: Mapping[str, bytes], sheets: dict[str, str]) -> None:
    """Add the body of a chapter to the page, and its style sheets to those that there are."""
    for link in chapter.iter("{*}link"):
        path = posixpath.normpath(posixpath.join(folder, link.get("href") or ""))
        if path in files and path not in sheets and path.endswith(".css"):
            sheets[path] = files[path].decode("utf-8", "replace")
    body = next(iter(chapter.iter("{*}body")), None)
    if body is None:
        return
    for element in body.iter("*"):
        for name, value in list(element.attrib.items()):
            if lxml.etree.QName(name).localname in {"src", "href"} and not value.startswith(("#", "http")):
                path = posixpath.normpath(posixpath.join(folder, value))
                if path in files and lxml.etree.QName(element).localname in {"img", "image"}:
                    element.set(name, _inlined(path, files[path]))
    # As HTML, which knows no namespaces: drawings and formulas keep their names.
    text = lxml.html.tostring(lxml.html.document_fromstring(_as_html(chapter))).decode()
    part = lxml.etree.SubElement(page.body, "section")
    for name in ("lang", "dir", "class"):
        value = body.get(name) or chapter.get(name)
        if value:
            part.set(name, value)
    taken = lxml.html.document_fromstring(text)
    part.text = taken.body.text
    part.extend(list(taken.body))


def _as_html(chapter: Any) -> str:
    for element in chapter.iter("*"):
        element.tag = lxml.etree.QName(element).localname
    lxml.etree.cleanup_namespaces(chapter)
    return str(lxml.etree.tostring(chapter, encoding="unicode", method="html"))


def _parser() -> Any:
    # A book is ours, but what stands in it came from an article: no entities, no network, no files.
    return lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _finished(page: Any, lines: tuple[Line, ...], css: str) -> str:
    """The page with the place of each block, without anything that runs, and with the desk's own script."""
    finder = Finder(lines)
    for script in list(page.iter("script", "iframe", "object", "embed", "base")):
        script.drop_tree()
    for meta in list(page.iter("meta")):
        if meta.get("http-equiv"):
            meta.drop_tree()
    for element in page.iter(*_BLOCKS):
        if any(True for _ in element.iterdescendants(*_BLOCKS)):
            continue
        line = finder.first_in(_words(element))
        if line is not None:
            element.set("data-place", line.place)
    head = page.find("head")
    if head is None:
        head = lxml.etree.Element("head")
        page.insert(0, head)
    if css:
        lxml.etree.SubElement(head, "style").text = css
    text = str(lxml.html.tostring(page, encoding="unicode", doctype="<!doctype html>"))
    script = f'<script nonce="{NONCE}">{SCRIPT}</script>'
    return text.replace("</body>", f"{script}</body>") if "</body>" in text else text + script


def _words(element: Any) -> str:
    """The words of an element without the numbers of notes, which no statement has."""
    marks = {id(mark) for mark in element.iter("sup")}
    said = [element.text or ""] if id(element) not in marks else []
    for child in element.iterdescendants():
        if isinstance(child.tag, str) and child.tag != "sup":
            said.append(child.text or "")
        said.append(child.tail or "")
    return " ".join(said)


def _lit(dark: bool) -> Callable[[str], str]:
    """What makes a style sheet show light or dark whatever the reader's computer has."""
    asked, other = ("min-width: 0", "max-width: 0") if dark else ("max-width: 0", "min-width: 0")

    def change(css: str) -> str:
        css = re.sub(r"prefers-color-scheme\s*:\s*dark", asked, css)
        return re.sub(r"prefers-color-scheme\s*:\s*light", other, css)

    return change


_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "woff2": "font/woff2",
}


def _inlined(name: str, content: bytes) -> str:
    media_type = _TYPES.get(name.rpartition(".")[2].lower(), "image/png")
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
