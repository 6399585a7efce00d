"""XHTML of an article comes in; narrative as FHIR allows it goes out: fewer elements and attributes, the same words."""

from __future__ import annotations

from typing import Any

from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

ELEMENTS = frozenset(
    "a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img"
    " li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var".split()
)
"""What narrative may hold: FHIR R4B, Narrative, txt-1 (HTML 4.0, chapters 7 to 11 and 15, without forms or scripts)."""

ATTRIBUTES = frozenset(
    "abbr alt axis cellpadding cellspacing char charoff cite class colspan dir frame headers height href hreflang id"
    " lang longdesc name nowrap rel rev rowspan rules scope span src start style summary title type valign value"
    " width".split()
)
"""The attributes of that list that articles need; txt-1 admits a few more that only lay out pages."""

_AS_BLOCK = frozenset("section article aside figure header footer main nav details address hgroup".split())
_AS_LINE = frozenset("bdi bdo s u mark time kbd small-caps data".split())


def narrative(xhtml: str, lang: str, direction: str) -> str:
    """One `<div>` for `Narrative.div`, with the language and direction of its text."""
    root = etree.fromstring(f'<div xmlns="{XHTML}" xmlns:epub="{EPUB}">{xhtml}</div>')
    for element in list(root.iter()):
        _reduce(element)
    root.set("lang", lang)
    root.set(XML_LANG, lang)
    if direction == "rtl":
        root.set("dir", "rtl")
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))


def _reduce(element: Any) -> None:
    if not isinstance(element.tag, str):
        return
    name = etree.QName(element).localname
    if name == "img":
        # A picture would have to travel in the record (FHIR R4B, Narrative: no outside references); its description
        # says what it shows.
        _become(element, "span", f"[{element.get('alt', '')}]" if element.get("alt") else "")
    elif name == "figcaption":
        _become(element, "p")
    elif name in _AS_BLOCK:
        _become(element, "div")
    elif name in _AS_LINE:
        _become(element, "span")
        if name == "s":
            # What is struck out says the opposite when its line is lost.
            element.set("style", "text-decoration: line-through")
    for key in list(element.attrib):
        if key not in ATTRIBUTES and key != XML_LANG:
            del element.attrib[key]


def _become(element: Any, name: str, text: str | None = None) -> None:
    element.tag = f"{{{XHTML}}}{name}"
    if text is not None:
        tail = element.tail
        element.clear()
        element.tail, element.text = tail, text
