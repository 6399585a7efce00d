"""The body of a page comes in; the same body goes out with what only its style sheet says as words, and questions.

A browser writes words that stand in a style sheet ("Do not " before a step), shows tables made of roles, and hides what
a class hides. Comments of Google Docs stand in the text with marks of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.finding import Place
from pipeline.manuscript.accounting.withheld import weighs
from pipeline.manuscript.faint import one_for_all, unseen_query
from pipeline.manuscript.pieces import Kind, Piece, Query
from pipeline.manuscript.webpage.elements import BLOCKS, take_out, words_of
from pipeline.manuscript.webpage.stylesheet import StyleSheet

COMMENT_REASON = "a comment; copy it into the article if it matters"
MAX_HIDDEN = 5
"""House: a page that hides more parts than this by its style sheet has one question for them all."""

_ROLES = {
    "table": "table",
    "grid": "table",
    "rowgroup": "tbody",
    "row": "tr",
    "columnheader": "th",
    "rowheader": "th",
    "cell": "td",
    "gridcell": "td",
}
_FIELDS = frozenset({"input", "select", "textarea"})
_UNSEEN_FIELDS = frozenset({"hidden", "submit", "button", "reset", "image", "search", "checkbox", "radio"})


def settle_seen(body: Any, sheet: StyleSheet, file: str) -> tuple[list[Piece], list[Query]]:
    """Settle what a browser shows and the text does not say: pieces that are left out, and questions."""
    _open_forms(body)
    left = list(_take_comments(body, file))
    queries = [*_ask_hidden(body, sheet, file), *_ask_unseen(body, sheet, file)]
    for element in [e for e in body.iter() if isinstance(e.tag, str)]:
        before, after = sheet.written(element)
        if before:
            _say(element, before, first=True)
        if after:
            _say(element, after, first=False)
        if element.tag == "legend":
            element.tag = "p"
    _make_tables(body)
    queries += _ask_fields(body, file)
    return left, queries


def _place(element: Any, file: str) -> Place:
    line = int(element.sourceline or 0)
    return Place(file, line, line)


def _say(element: Any, words: str, *, first: bool) -> None:
    said = element.makeelement("span", {})
    said.text = words
    if first:
        said.tail, element.text = element.text, None
        element.insert(0, said)
    else:
        element.append(said)


def _take_comments(body: Any, file: str) -> Iterator[Piece]:
    """Comments of Google Docs: a raised letter at the words, and below the text the comment, led back to them."""
    for link in list(body.iter("a")):
        target, key = str(link.get("href") or ""), str(link.get("id") or "")
        if target.startswith("#cmnt_ref") and re.fullmatch(r"cmnt\d+", key):
            block = next((a for a in link.iterancestors("p", "div") if a is not body), None)
            take_out(link)
            if block is None:
                continue
            words = words_of(block)
            if words:
                yield Piece(Kind.COMMENT, words, _place(block, file), COMMENT_REASON)
            take_out(block)
        elif re.fullmatch(r"#cmnt\d+", target):
            raised = link.getparent()
            take_out(raised if raised.tag == "sup" and words_of(raised) == words_of(link) else link)


def _open_forms(body: Any) -> None:
    """A form around a whole page, as ASP.NET writes it, is no form."""
    for form in list(body.iter("form")):
        paragraphs = sum(len(words_of(p)) > 80 for p in form.iter("p", "li"))
        if next(form.iter("h1", "main", "article"), None) is not None or paragraphs >= 2:
            form.tag = "div"


def _ask_hidden(body: Any, sheet: StyleSheet, file: str) -> Iterator[Query]:
    """Words that a class hides stay, since a script may show them, and are asked about."""
    if not sheet.hiding:
        return
    opened = {
        str(e.get(name)).lstrip("#")
        for e in body.iter()
        if isinstance(e.tag, str)
        for name in ("aria-controls", "href", "data-target", "data-bs-target")
        if e.get(name)
    }
    hidden: list[Any] = []
    for element in body.iter():
        if not isinstance(element.tag, str) or not sheet.hides(element) or not words_of(element):
            continue
        around = [element, *element.iterancestors()]
        opens = any(e.get("id") in opened or e.get("role") == "tabpanel" or e.tag == "nav" for e in around)
        if not opens and not any(e in hidden for e in around):
            hidden.append(element)
    if len(hidden) > MAX_HIDDEN:
        asks = f"which of {len(hidden)} parts that the page hides by its style sheet are meant to be read"
        first = f'the first is "{words_of(hidden[0])[:40]}"; look at the page in a browser, and delete the others'
        yield Query("hidden", asks, first, place=_place(hidden[0], file))
        return
    for element in hidden:
        asks = f'is "{words_of(element)[:60]}" meant to be read; the page hides it by its style sheet'
        yield Query("hidden", asks, "look at the page in a browser, and delete it if not", place=_place(element, file))


def _ask_unseen(body: Any, sheet: StyleSheet, file: str) -> list[Query]:
    """Words that are shown and that nobody sees stay, and are asked about where they weigh: screen readers say them."""
    found: list[Query] = []
    unseen: list[Any] = []
    for element in body.iter():
        if not isinstance(element.tag, str) or not (sheet.hiding or element.get("style")):
            continue
        why = sheet.unseen(element)
        if why and weighs(words_of(element)) and not any(around in unseen for around in element.iterancestors()):
            unseen.append(element)
            found.append(unseen_query(words_of(element), why, _place(element, file)))
    return one_for_all(found)


def _make_tables(body: Any) -> None:
    """Tables that only their roles say (WAI-ARIA 1.2, 5.3.3) as tables."""
    for table in [e for e in body.iter("div", "section") if e.get("role") in {"table", "grid"}]:
        inner = [e for e in table.iter() if isinstance(e.tag, str) and e.get("role") in _ROLES]
        rows = [e for e in inner if e.get("role") == "row"]
        if not rows or any(e.tag in {"table", "tr"} for e in table.iter()):
            continue
        for element in inner:
            element.tag = _ROLES[str(element.get("role"))]
            element.attrib.pop("role")


def _ask_fields(body: Any, file: str) -> Iterator[Query]:
    """Fields and drawings with words in the middle of a sentence: they are left out, and the sentence needs them."""
    for element in body.iter(*_FIELDS, "svg"):
        block = next((a for a in element.iterancestors() if a.tag in BLOCKS), None)
        said = _shown(element)
        if block is None or not said or block.tag in {"fieldset", "body"} or not _amid(element, block):
            continue
        if next(element.iterancestors("form"), None) is not None:
            continue
        what = "a drawing" if element.tag == "svg" else "a field"
        asks = f'what is to stand where the page has {what} with "{said[:40]}", in "{words_of(block)[:60]}"'
        yield Query(
            "field", asks, "write it into article.md; fields and drawings are left out", place=_place(block, file)
        )


def _shown(element: Any) -> str:
    if element.tag == "input":
        return "" if element.get("type") in _UNSEEN_FIELDS else str(element.get("value") or "")
    chosen = element.xpath(".//option[@selected]") if element.tag == "select" else []
    return words_of(chosen[0] if chosen else element)


def _amid(element: Any, block: Any) -> bool:
    """Whether words stand beside an element in its block."""
    if any(isinstance(e.tag, str) and e.tag in BLOCKS for e in block.iterdescendants()):
        return False
    inside = sum(len(words_of(e)) for e in block.iter(*_FIELDS, "svg", "label", "button"))
    return len(words_of(block)) > inside and not any(a.tag == "label" for a in element.iterancestors())
