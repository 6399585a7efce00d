"""The formulas of an article come in as TeX; each set in typed inlines and in MathML, and those that cannot be, go out.

A formula is set in one line, weight / 10 and not a stack of two, so that it is read, copied and heard in its order in a
PDF, a mail and a post. MathML (presentation, W3C MathML Core) is for the book, whose readers lay it out themselves.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from pipeline.article import syntax
from pipeline.article.body.inlines import in_a_line
from pipeline.article.body.pandoc import ARTICLE, run_pandoc
from pipeline.article.model import Blocks, Inline, Inlines, Math, Subscript, Superscript, Text
from pipeline.article.walking import change_inlines, walk
from pipeline.finding import Finding, Place

_STYLED = re.compile("[\U0001d400-\U0001d7ff]")
_MATH = re.compile(r"<math .*?</math>", re.DOTALL)
_CHEMISTRY = re.compile(r"\\ce\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_CHEMICAL = re.compile(r"[A-Za-z0-9()\[\]+\-^_{}., =<>/]*")

SPACED = frozenset("=<>≤≥≠≈≡∼∝±∓+−×÷⋅·→←↔⇒⇐⇔⇌∈∪∩")
"""Operators with a space at both sides, when they stand between two things."""

OPENING, CLOSING = frozenset("([{"), frozenset(")]},;.%")

ACCENTS = {"‾": "\u0304", "¯": "\u0304", "̂": "\u0302", "^": "\u0302", "~": "\u0303", "˙": "\u0307", "→": "\u20d7"}
"""The accent of a letter as a combining character."""

THINNEST = 0.2
"""A space of fewer em is a narrow one (TeX's `\\,` is 0.167 em)."""

APPLICATION = "\u2061"
"""What pandoc puts between a function's name and what it is applied to."""

NARROW_SPACE, NO_BREAK_SPACE = "\u202f", "\u00a0"


class _UnsettableError(Exception):
    """The formula holds what a line of text cannot show."""


def set_formulas(blocks: Blocks, file: str) -> tuple[Blocks, list[Finding]]:
    """The blocks with every formula set, and a finding for each that cannot be, or that crosses something out."""
    found = dict.fromkeys((part.tex, part.display) for part in walk(blocks) if isinstance(part, Math))
    if not found:
        return blocks, []
    written = dict(zip(found, _convert(found), strict=True))
    made = {key: _set(*key, mathml) for key, mathml in written.items()}

    def change(inline: Inline) -> Inlines:
        return (made[inline.tex, inline.display] or inline,) if isinstance(inline, Math) else (inline,)

    return change_inlines(blocks, change), list(_findings(blocks, made, written, file))


def _findings(
    blocks: Blocks, made: dict[tuple[str, bool], Math | None], written: dict[tuple[str, bool], str], file: str
) -> Iterator[Finding]:
    place = Place(file)
    for part in walk(blocks):
        if hasattr(part, "node"):
            place = part.node.place
        if not isinstance(part, Math) or made[part.tex, part.display] is not None:
            continue
        shown = " ".join(part.tex.split())[:60]
        if "strike" in written[part.tex, part.display]:
            hint = "take it out, or take the strokes off if it is meant"
            yield syntax.STRUCK_TEXT.finding(place, f'a part of the formula "{shown}" is struck through', hint)
        else:
            hint = "use fractions, powers, roots and signs; write anything else in words, or show a picture of it"
            yield syntax.FORMULA_UNSET.finding(place, f'the formula "{shown}" cannot be set in a line', hint)


def _convert(formulas: Iterable[tuple[str, bool]]) -> list[str]:
    """The MathML of each formula, "" where pandoc knows a sign of it not."""
    blocks = [
        {"t": "Para", "c": [{"t": "Math", "c": [{"t": "DisplayMath" if display else "InlineMath"}, _without_ce(tex)]}]}
        for tex, display in formulas
    ]
    # All formulas of an article in one call: starting pandoc takes longer than setting them.
    document = json.dumps({"pandoc-api-version": [1, 23], "meta": {}, "blocks": blocks})
    # --wrap=none, since pandoc would break lines at column 72, inside a formula's words as well.
    html = run_pandoc(["-f", "json", "-t", "html5", "--mathml", "--wrap=none"], document, allowance=ARTICLE)
    paragraphs = re.findall(r"<p>.*?</p>", html, re.DOTALL)
    return [match[0] if (match := _MATH.search(paragraph)) else "" for paragraph in paragraphs]


def _without_ce(tex: str) -> str:
    """TeX in which simple chemical formulas (mhchem's `\\ce`) are written as pandoc knows them."""

    def written(match: re.Match[str]) -> str:
        inner = match[1]
        if not _CHEMICAL.fullmatch(inner):
            return match[0]
        inner = inner.replace("<=>", r"\rightleftharpoons ").replace("->", r"\rightarrow ")
        # mhchem: a number behind a letter or bracket is lowered, one before it is not.
        inner = re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"_{\1}", inner)
        inner = re.sub(r"\^(\d*[+-])", r"^{\1}", inner)
        return rf"\mathrm{{{inner}}}"

    return _CHEMISTRY.sub(written, tex)


def _set(tex: str, display: bool, mathml: str) -> Math | None:
    if not mathml:
        return None
    root = etree.fromstring(mathml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    # Copying, and some screen readers, would say the TeX a second time.
    etree.strip_elements(root, "{*}annotation", with_tail=False)
    etree.strip_tags(root, "{*}semantics")
    try:
        inlines = _merged(_row(root))
    except _UnsettableError:
        return None
    # Without their own signs formulas would be empty; a reader that knows no MathML shows the TeX of an annotation.
    return Math(tex, display, inlines, etree.tostring(root, encoding="unicode")) if in_a_line(inlines).strip() else None


def _merged(inlines: Iterable[Inline]) -> Inlines:
    merged: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and merged and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1].text + inline.text)
        elif not isinstance(inline, Text) or inline.text:
            merged.append(inline)
    spaces = re.compile(r"[ \u00a0]{2,}")
    return tuple(replace(i, text=spaces.sub(" ", i.text)) if isinstance(i, Text) else i for i in merged)


def _row(element: Any) -> Iterator[Inline]:
    """The parts of a row, with the spaces and brackets that its look on two dimensions made needless.

    An operator stands between two things, unless it is the first or follows another. A fraction beside a factor gets
    brackets, a number before a numeric one a space: 2 1/2 is not 21/2.
    """
    children = list(element)
    for index, child in enumerate(children):
        before = children[index - 1] if index else None
        after = children[index + 1] if index + 1 < len(children) else None
        tag, sign = etree.QName(child).localname, _sign(child)
        if sign in SPACED:
            alone = before is None or _sign(before) in SPACED or _sign(before) in OPENING
            yield Text(sign if alone else f" {sign}{NO_BREAK_SPACE}")
        elif sign == APPLICATION:
            yield Text("" if after is not None and _sign(after) in OPENING else NO_BREAK_SPACE)
        elif sign == ",":
            yield Text("," if _is_number(before) and _is_number(after) else ", ")
        elif tag == "mo" and not sign.isalpha():
            yield Text(sign)
        elif tag == "mfrac":
            yield from _fraction_between(before, child, after)
        elif _is_apart(child, before):
            yield Text(NO_BREAK_SPACE)
            yield from _part(child, tag)
        else:
            yield from _part(child, tag)


def _sign(element: Any) -> str:
    """The sign that an element is, "" for one that is more than a sign; a hyphen is a minus."""
    sign = (element.text or "").strip() if etree.QName(element).localname in {"mo", "mi"} else ""
    return "−" if sign == "-" else sign


def _is_apart(element: Any, before: Any) -> bool:
    """Whether a thing would run into the one before it: roots, and names such as log and max."""
    if before is None or _is_space(before):
        return False
    if etree.QName(before).localname == "mo" and not _sign(before).isalpha():
        return False
    tags = {etree.QName(each).localname for each in (before, element)}
    return bool(tags & {"msqrt", "mroot"}) or _is_name(before) or _is_name(element)


def _is_name(element: Any) -> bool:
    """Whether this is the name of a function, alone or with the sign of its application."""
    if etree.QName(element).localname == "mrow" and len(element):
        return _is_name(element[0])
    return len(_sign(element)) > 1 and _sign(element).isalpha()


def _fraction_between(before: Any, fraction: Any, after: Any) -> Iterator[Inline]:
    inlines = _merged(_fraction(fraction))
    numeric = re.fullmatch(r"\d+/\d+", in_a_line(inlines)) is not None
    if _is_number(before) and numeric:
        yield from (Text(NO_BREAK_SPACE), *inlines)
        return
    free = before is None or (_sign(before) in SPACED - {"÷"}) or _sign(before) in OPENING or _is_space(before)
    follows = after is None or _sign(after) in SPACED or _sign(after) in CLOSING or _is_space(after)
    yield from inlines if free and follows else (Text("("), *inlines, Text(")"))


def _is_space(element: Any) -> bool:
    return bool(etree.QName(element).localname == "mspace")


def _is_number(element: Any) -> bool:
    return element is not None and bool(etree.QName(element).localname == "mn")


def _part(element: Any, tag: str) -> Iterator[Inline]:
    if tag in {"mi", "mn", "mtext", "ms"}:
        # Bold and italic letters of mathematics have no places in most typefaces, and look-alikes are refused.
        yield Text(_STYLED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), element.text or ""))
    elif tag in {"mrow", "mstyle", "mpadded", "math"}:
        yield from _row(element)
    elif tag == "mspace":
        width = float(re.sub(r"[^\d.-]", "", element.get("width", "0")) or 0)
        yield Text("" if width <= 0 else NARROW_SPACE if width < THINNEST else NO_BREAK_SPACE)
    elif tag in _MAKERS and len(element) == _MAKERS[tag][0]:
        yield from _MAKERS[tag][1](element)
    elif tag == "msqrt":
        yield from (Text("√"), *_grouped(_merged(_row(element))))
    else:
        raise _UnsettableError(tag)


def _one(element: Any) -> Inlines:
    """One child of a fraction, power or root: a row, or a single thing."""
    tag = etree.QName(element).localname
    if tag == "mo":
        return (Text((element.text or "").strip()),)
    return _merged(_part(element, tag))


def _grouped(inlines: Inlines) -> Inlines:
    """Brackets round what is more than one thing, so that nobody takes a part of it for the whole."""
    words = in_a_line(inlines).strip()
    simple = re.fullmatch(r"[\w.,%°\u00a0\u202f]+", words) or re.fullmatch(r"\([^()]*\)", words)
    return inlines if simple else (Text("("), *inlines, Text(")"))


def _fraction(element: Any) -> Iterator[Inline]:
    if element.get("linethickness") == "0":
        raise _UnsettableError("binomial")
    above, below = (_one(child) for child in element)
    bare = all(re.fullmatch(r"\w|[\d.,]+", in_a_line(part).strip()) for part in (above, below))
    yield from _grouped_words(above)
    yield Text("/" if bare else " / ")
    yield from _grouped_words(below)


def _grouped_words(inlines: Inlines) -> Inlines:
    """As `_grouped`, but words of several letters with spaces between need no brackets: "weight in kg / 10"."""
    words = in_a_line(inlines).strip()
    run_on = re.search(r"\d[^\W\d_]|[^\W\d_]\d", words)
    plain_words = re.fullmatch(r"[\w.,%°\s\u00a0\u202f]+", words) and not run_on
    return inlines if plain_words else (Text("("), *inlines, Text(")")) if run_on else _grouped(inlines)


def _power(element: Any) -> Iterator[Inline]:
    base, raised = (_one(child) for child in element)
    words = in_a_line(raised).strip()
    alone = in_a_line(base).strip() in {"", *CLOSING}
    yield from base if alone else _grouped(base)
    yield Text("°") if words in {"∘", "°"} else Text(words) if set(words) <= {"′", "″", "%"} else Superscript(raised)


def _lowered(element: Any) -> Iterator[Inline]:
    base, lowered = (_one(child) for child in element)
    yield from (*base, Subscript(lowered))


def _both(element: Any) -> Iterator[Inline]:
    base, lowered, raised = (_one(child) for child in element)
    yield from (*base, Subscript(lowered), Superscript(raised))


def _root(element: Any) -> Iterator[Inline]:
    under, degree = (_one(child) for child in element)
    yield from (Superscript(degree), Text("√"), *_grouped(under))


def _accented(element: Any) -> Iterator[Inline]:
    letter, accent = (in_a_line(_one(child)).strip() for child in element)
    if len(letter) != 1 or accent not in ACCENTS:
        raise _UnsettableError("accent")
    yield Text(letter + ACCENTS[accent])


_MAKERS: dict[str, tuple[int, Callable[[Any], Iterator[Inline]]]] = {
    "mfrac": (2, _fraction),
    "msup": (2, _power),
    "msub": (2, _lowered),
    "msubsup": (3, _both),
    "munderover": (3, _both),
    "mroot": (2, _root),
    "mover": (2, _accented),
}
"""What is made of an element with so many children."""
