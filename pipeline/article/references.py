"""CSL references of the front matter come in; formatted ones by key, and their faults, go out."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

from pipeline.article.addresses import encoded
from pipeline.article.body import pandoc
from pipeline.article.body.inlines import InlineReader, plain, strip
from pipeline.article.front.head import Head
from pipeline.article.material import Reference
from pipeline.article.model import Emphasis, Inlines, Link, Span, Strong, Struck, Subscript, Superscript, Text
from pipeline.finding import Finding, Place, Rule, Severity, Standing
from pipeline.language.isolation import direction_of_text
from pipeline.press.typeface import direction_of

REFERENCE_INCOMPLETE = Rule(
    "article/reference-incomplete",
    Severity.ERROR,
    "a reference has an id, a title, a year and a DOI, PMID, https address or ISBN; a web page has the day it was read",
    ("HC-META-05", "LK-03"),
    "HONcode principles 4 and 5",
    Standing.PRACTICE,
    reason="a reader must be able to find what a statement rests on",
)

# Crossref: 10., four to nine digits of the registrant, a slash, and anything without spaces.
_DOI = re.compile(r"^10\.\d{4,9}/\S+$")
# How Crossref and publishers print a DOI ("doi:", "https://doi.org/"): people copy it whole.
_DOI_LEAD = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.I)
# An address as browsers show it, without its scheme.
_BARE = re.compile(r"^(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/|$)", re.I)
# PubMed's numbers have at most eight digits today.
_PMID = re.compile(r"^\d{1,8}$")


def format_references(items: Sequence[Mapping[str, Any]], lang: str) -> dict[str, Reference]:
    """The references in AMA style, by key, in the order given; formatted once with citeproc by pandoc."""
    usable = [_whole(item) for item in items if item.get("id") and item.get("title")]
    if not usable:
        return {}
    return dict(_format(json.dumps(usable, ensure_ascii=False, sort_keys=True), lang))


@lru_cache(maxsize=64)
def _format(items_json: str, lang: str) -> tuple[tuple[str, Reference], ...]:
    items = json.loads(items_json)
    head = json.dumps(
        # citeproc lists only what is cited; "@*" cites all.
        {"references": items, "nocite": "@*", "lang": lang, "link-bibliography": False},
        ensure_ascii=False,
    )
    with resources.as_file(resources.files("pipeline.article") / "ama.csl") as style:
        output = pandoc.run_pandoc(
            ["-f", "markdown", "-t", "json", "--citeproc", f"--csl={style}"],
            f"---\n{head}\n---\n\n",
            allowance=pandoc.ARTICLE,
        )
    entries: dict[str, Inlines] = {}
    for div in _entries(json.loads(output)["blocks"]):
        entries[div["c"][0][0].removeprefix("ref-")] = _entry(div)
    found = []
    for item in items:
        key = str(item["id"])
        if key in entries:
            inlines = entries[key]
            found.append((key, Reference(key, _directed(inlines, lang), plain(inlines), address(item))))
    return tuple(found)


def _entries(blocks: list[Any]) -> list[Any]:
    found = []
    for block in blocks:
        if block["t"] == "Div":
            if block["c"][0][0].startswith("ref-"):
                found.append(block)
            else:
                found.extend(_entries(block["c"][1]))
    return found


def _entry(div: Any) -> Inlines:
    """The text of one entry without the number that the style puts before it."""
    reader = InlineReader(lambda _: (), lambda *_: None)
    elements: list[Any] = []
    for block in div["c"][1]:
        for element in block["c"]:
            # citeproc puts a numeric style's "1." here; the article numbers its references itself.
            if element["t"] == "Span" and "csl-left-margin" in element["c"][0][1]:
                continue
            if element["t"] == "Span" and "csl-right-inline" in element["c"][0][1]:
                elements.extend(element["c"][1])
            else:
                elements.append(element)
    return strip(reader.read(elements))


_OTHER_WAY = re.compile(r"(?:\d+[ \u00a0])?[\u0590-\u08ff](?:[^A-Za-z<>]*[\u0590-\u08ff\d])?")
"""Words of a right-to-left script with the numbers among them ("26 فبراير، 2024"); markup has none of these letters."""


def _directed(inlines: Inlines, lang: str) -> str:
    """The entry as XHTML; where it runs another way than its language, or holds words that do, it says so.

    Most references of an Arabic article are in English, with an Arabic date: UAX 9 would turn their numbers around.
    """
    way = direction_of_text(plain(inlines))
    if (way, direction_of(lang)) == ("ltr", "ltr"):
        return _xhtml(inlines)
    entry = _xhtml(inlines)
    if way == "ltr":
        entry = _OTHER_WAY.sub(lambda words: f'<bdi dir="rtl">{words[0]}</bdi>', entry)
    return f'<bdi dir="{way}">{entry}</bdi>'


_TAGS: dict[type, str] = {Emphasis: "i", Strong: "b", Superscript: "sup", Subscript: "sub", Struck: "s"}


def _xhtml(inlines: Inlines) -> str:
    parts = []
    for inline in inlines:
        match inline:
            case Text(text):
                parts.append(html.escape(text, quote=False))
            case Link(_, children) | Span(children):
                parts.append(_xhtml(children))
            case Emphasis(children) | Strong(children) | Superscript(children) | Subscript(children) | Struck(children):
                tag = _TAGS[type(inline)]
                parts.append(f"<{tag}>{_xhtml(children)}</{tag}>")
            case _:
                parts.append(html.escape(plain((inline,)), quote=False))
    return "".join(parts)


def _whole(item: Mapping[str, Any]) -> dict[str, Any]:
    """The item with its DOI and web address as machines want them, however people copy them."""
    whole = dict(item)
    if "DOI" in whole:
        whole["DOI"] = _DOI_LEAD.sub("", str(whole["DOI"]).strip())
    if _BARE.match(str(whole.get("URL") or "")):
        whole["URL"] = f"https://{whole['URL']}"
    return whole


def address(item: Mapping[str, Any]) -> str:
    """The https address a reference leads to: its DOI, else its PubMed page, else its own; "" without any."""
    item = _whole(item)
    doi, pmid, url = str(item.get("DOI") or ""), str(item.get("PMID") or ""), str(item.get("URL") or "")
    if _DOI.match(doi):
        # Old DOIs hold #, < and >; a browser would take # for the beginning of a place in the page.
        return encoded(f"https://doi.org/{doi.replace('#', '%23')}")
    if _PMID.match(pmid):
        return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
    return encoded(url) if url.startswith("https://") else ""


def check_references(items: Sequence[Mapping[str, Any]], head: Head, file: str) -> list[Finding]:
    """A finding for each reference that a reader could not find again.

    A web page may have no date of its own (many pages of health services print none): the day it was read then
    stands for it, as AMA style has it.
    """
    findings = []
    for index, item in enumerate(items):
        place = Place(file, head.line(f"references.{index}"))
        name = str(item.get("id") or f"number {index + 1}")
        webpage = item.get("type") == "webpage"
        needed = ("id", "title", "accessed") if webpage else ("id", "title", "issued")
        lacks = [key for key in needed if not item.get(key)]
        unread = [key for key in ("issued", "accessed") if item.get(key) and not _has_date(item[key])]
        if unread:
            message = f'the reference "{name}" would be printed without its date: "{unread[0]}" holds none'
            hint = 'write it as 2024, 2024-05 or 2024-05-31, or as words: {literal: "in press"}'
            findings.append(REFERENCE_INCOMPLETE.finding(place, message, hint))
        # A book on paper is found by its number.
        if not address(item) and not (item.get("ISBN") and not webpage):
            lacks.append("DOI, PMID, https URL or ISBN")
        if lacks == ["DOI, PMID, https URL or ISBN"] and item.get("URL"):
            message = f'the reference "{name}" has no address that a reader may open: "{str(item["URL"])[:60]}"'
            hint = "write the page's https address behind URL:, as the browser shows it"
            findings.append(REFERENCE_INCOMPLETE.finding(place, message, hint))
        elif lacks:
            hint = f"add below it, as far in as its title: {', '.join(_LACKING[key] for key in lacks)}"
            findings.append(
                REFERENCE_INCOMPLETE.finding(place, f'the reference "{name}" lacks {", ".join(lacks)}', hint)
            )
    return findings


_LACKING = {
    "id": "id: a short name for it",
    "title": 'title: "…"',
    "issued": "issued: 2024, its year",
    "accessed": "accessed: 2026-11-02, the day on which you read it",
    "DOI, PMID, https URL or ISBN": 'URL: https://…, or the DOI: 10.…, or of a book the ISBN: "…"',
}


def _has_date(value: object) -> bool:
    """Whether citeproc would print a date for a field of dates: CSL-JSON's and BibTeX's forms, a year in front."""
    match value:
        case bool():
            return False
        case int() | float():
            return 1000 <= value <= 9999
        case {"literal": str(words)}:
            return bool(words.strip())
        case {"raw": str() as year} | {"year": (str() | int()) as year}:
            return _has_date(year)
        case {"date-parts": [[(str() | int()) as year, *_], *_]}:
            return _has_date(year)
        case [dict() as first, *_]:
            return _has_date(first)
        case str():
            return re.match(r"\d{4}(?!\d)", value.strip()) is not None
        case date():
            return True
    return False
