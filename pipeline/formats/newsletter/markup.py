"""XHTML of the shared writer comes in; the subset that every mail client shows goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from lxml import etree

from pipeline.formats.newsletter.pictures import MailPicture

Element: TypeAlias = Any

_ARRANGED = frozenset("tight turned stacked below".split())
"""How a table is set, as its class says (`press/tabulation.py`)."""

_BOXES = {
    "warning": "warning",
    "when-to-call": "warning",
    "risks": "warning",
    "tip": "note",
    "note": "note",
    "benefits": "note",
    "considerations": "note",
    "other": "note",
    "known": "note",
    "unknown": "note",
    "myth": "note",
    "fact": "note",
}
"""What stands in a field of its own, and which of the two fields."""

LONGEST_ADDRESS = 24
"""Characters of an address that is its own link text; a longer one shows its host and still leads where it did."""

_UNWRAPPED = frozenset("section figure article header footer".split())
_KEPT_CLASSES = _ARRANGED | frozenset(
    "attribution box caption data day head heading held label night note part phone side teaser warning wide".split()
)
_KEPT_ATTRIBUTES = frozenset(
    "href src alt width height lang dir scope start type value colspan rowspan role class".split()
)
_VOID = frozenset("br hr img".split())


def mail_safe(xhtml: str, pictures: Mapping[str, MailPicture], phones: Mapping[str, str] | None = None) -> str:
    """The fragment without sections, figures, ids and inner links; callouts and cards as fields that Outlook draws.

    `pictures` by their address give images their size; `phones` (as written → as dialled) become tel: links.
    """
    # As bytes: lxml refuses a text that declares an encoding, and reads UTF-8 without one.
    root = etree.fromstring(f"<div>{xhtml}</div>".encode())
    for element in list(root.iter(etree.Element)):
        _turn(element, pictures)
    for element in list(root.iter(etree.Element)):
        _trim(element)
    for written, dialled in (phones or {}).items():
        _link_phone(root, written, dialled)
    _fill_empty(root)
    text: str = etree.tostring(root, encoding="unicode")
    return text.removeprefix("<div>").removesuffix("</div>").strip()


def _turn(element: Element, pictures: Mapping[str, MailPicture]) -> None:
    classes = (element.get("class") or "").split()
    tag = element.tag
    # In several clients a link inside the message leads nowhere, or into a browser (caniemail, html-anchor-links).
    if tag == "a" and (element.get("href") or "").startswith("#"):
        _unwrap(element)
    elif tag == "a" and (element.text or "") == element.get("href") and len(element.text) > LONGEST_ADDRESS:
        element.text = shown_address(element.text)
    # bdi is younger than Word's HTML, which draws Outlook's mail; span with dir is as old as HTML 4.
    elif tag == "bdi":
        element.tag = "span"
    elif tag == "figcaption":
        element.tag = "p"
        element.set("class", "caption")
    elif tag == "img":
        _size(element, pictures)
    elif tag == "table":
        # HTML cannot tell a table of data from one that places things; this class is how later steps do.
        element.set("class", " ".join(["data", *(name for name in classes if name in _ARRANGED)]))
        element.set("width", "100%")
    elif tag == "span" and "label" in classes and (element.tail or len(element.getparent()) > 1):
        element.text = f"{element.text}:"
    elif tag == "p" and {"callout-heading", "label"} & set(classes):
        element.set("class", "heading")
    elif tag in {"div", "section"} and (kind := next((c for c in classes if c in _BOXES), None)):
        _box(element, _BOXES[kind])
    elif tag in _UNWRAPPED or (tag == "div" and element.getparent() is not None):
        _unwrap(element)


def shown_address(address: str) -> str:
    """A long address for the eye: its host and the last part of its path, which tells pages of one host apart."""
    parts = urlsplit(address)
    steps = [step for step in parts.path.split("/") if step]
    # As search engines write it: a line may end at the arrow, and nowhere inside a name.
    return " › ".join([(parts.hostname or "").removeprefix("www."), *steps[-1:]])


def _size(image: Element, pictures: Mapping[str, MailPicture]) -> None:
    picture = pictures.get(image.get("src", ""))
    if picture is not None:
        image.set("width", str(picture.width))
        image.set("height", str(picture.height))
        if picture.night:
            twin = deepcopy(image)
            twin.tail = None
            twin.set("src", picture.night)
            twin.set("class", "night")
            image.set("class", "day")
            twin.tail, image.tail = image.tail, None
            image.addnext(twin)


def _box(element: Element, kind: str) -> None:
    """A table of one cell: Outlook draws its ground and border, which it does not on a div."""
    cell = etree.Element("td", {"class": "side"})
    cell.text = element.text
    for child in list(element):
        cell.append(child)
    for name in list(element.attrib):
        if name not in {"lang", "dir"}:
            del element.attrib[name]
    element.tag = "table"
    element.text = None
    element.set("role", "presentation")
    element.set("width", "100%")
    element.set("class", f"box {kind}")
    row = etree.SubElement(element, "tr")
    row.append(cell)


def _trim(element: Element) -> None:
    kept = [name for name in (element.get("class") or "").split() if name in _KEPT_CLASSES]
    for name in list(element.attrib):
        numbered = element.tag == "li" and name == "style"  # a label that HTML has no word for
        if not numbered and (name not in _KEPT_ATTRIBUTES or (name == "role" and element.tag != "table")):
            del element.attrib[name]
    if kept:
        element.set("class", " ".join(kept))
    else:
        element.attrib.pop("class", None)
    if element.tag == "span" and not element.attrib:
        _unwrap(element)
    if element.tag in {"h1", "h5", "h6"}:
        # The title of the message is the only h1; clients set h5 and h6 smaller than body text.
        element.tag = {"h1": "h2"}.get(element.tag, "h4")


def _unwrap(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    index = parent.index(element)
    children = list(element)
    _add_text(parent, index, element.text)
    for offset, child in enumerate(children):
        parent.insert(index + offset, child)
    tail, element.tail = element.tail, None
    parent.remove(element)
    _add_text(parent, index + len(children), tail)


def _add_text(parent: Element, index: int, text: str | None) -> None:
    """Put text before the child at `index`."""
    if not text:
        return
    if index == 0:
        parent.text = (parent.text or "") + text
    else:
        previous = parent[index - 1]
        previous.tail = (previous.tail or "") + text


def _link_phone(root: Element, written: str, dialled: str) -> None:
    # The writer ties the groups of a number with no-break spaces, the author typed plain ones.
    pattern = re.compile(r"[\s\u00a0]".join(re.escape(part) for part in written.split()))
    for element in list(root.iter(etree.Element)):
        if element.tag == "a" or any(parent.tag == "a" for parent in element.iterancestors()):
            continue
        found = pattern.search(element.text or "")
        if found:
            text = element.text
            link = etree.Element("a", {"href": f"tel:{dialled}", "class": "phone"})
            link.text, link.tail = found[0], text[found.end() :]
            element.text = text[: found.start()]
            element.insert(0, link)
        for child in list(element):
            found = pattern.search(child.tail or "")
            if found:
                link = etree.Element("a", {"href": f"tel:{dialled}", "class": "phone"})
                link.text, rest = found[0], child.tail[found.end() :]
                child.tail = child.tail[: found.start()]
                child.addnext(link)
                link.tail = rest


def _fill_empty(root: Element) -> None:
    """An empty element would be written as `<p/>`, which HTML reads as an opening tag."""
    for element in list(root.iter(etree.Element)):
        if len(element) == 0 and not element.text and element.tag not in _VOID:
            if element.tag in {"td", "th"}:
                # Outlook lets a cell without content shrink away, and its border with it.
                element.text = "\u00a0"
            elif element.getparent() is not None:
                _unwrap(element)
