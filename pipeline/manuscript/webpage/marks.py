"""The body of a page comes in; the same body goes out with its marks as elements: struck, bold, raised, in Unicode.

pandoc and the reader of pieces know `<s>`, `<strong>`, `<sup>`; what a page says by class, style or font they do not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from pipeline.finding import Place
from pipeline.manuscript.characters.language import language_kept
from pipeline.manuscript.characters.symbols import UNREADABLE, is_symbol_font, spelled
from pipeline.manuscript.pieces import Query
from pipeline.manuscript.webpage.elements import BLOCKS, is_block, parts_of, rename, unwrap, wrap_runs
from pipeline.manuscript.webpage.stylesheet import StyleSheet
from pipeline.tags import primary_of

_INLINE = frozenset("span font a b i em strong u small big label time abbr cite dfn mark bdi".split())
_BOLD = re.compile(r"bold|bolder|[6-9]00", re.IGNORECASE)
_NOT_BOLD = re.compile(r"normal|lighter|[1-5]00", re.IGNORECASE)


def settle_marks(body: Any, sheet: StyleSheet, file: str, lang: str) -> list[Query]:
    """Turn styles, fonts, and elements that only browsers understand into marks; ask what no mark can say."""
    queries: list[Query] = []
    for element in list(body.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        said = sheet.of(element)
        _settle_font(element, said, file, queries)
        _settle_styles(element, said)
        _settle_element(element, file, queries)
        _settle_language(element, lang)
        if element.get("dir") and is_block(element) and not any(map(is_block, parts_of(element))):
            _ask_direction(element, file, queries)
    return queries


def _settle_styles(element: Any, said: dict[str, str]) -> None:
    """The marks that styles give the words of an element, and those that they take from it."""
    tag = element.tag
    within = bool(element.xpath("ancestor::s")) if tag in {"s", "strike", "del"} or said else False
    decoration = f"{said.get('text-decoration', '')} {said.get('text-decoration-line', '')}"
    if tag in {"s", "strike", "del"}:
        if within or re.search(r"\bnone\b", decoration):
            rename(element, "span")
        elif any(is_block(child) for child in parts_of(element)):
            rename(element, "div" if element.getparent().tag in BLOCKS else "span")
            wrap_runs(element, "s")
        else:
            element.tag = "s"
    elif "line-through" in decoration and not within:
        wrap_runs(element, "s")
    if tag in {"b", "strong"} and _NOT_BOLD.fullmatch(said.get("font-weight", "")):
        rename(element, "span")
    elif tag in _INLINE - {"b", "strong"} and _BOLD.fullmatch(said.get("font-weight", "")):
        wrap_runs(element, "strong")
    if tag in {"i", "em"} and said.get("font-style", "") == "normal":
        rename(element, "span")
    elif tag in _INLINE - {"i", "em"} and re.match("italic|oblique", said.get("font-style", "")):
        wrap_runs(element, "em")
    raised = said.get("vertical-align", "")
    if tag in _INLINE and raised in {"super", "sub"} and not element.xpath("ancestor::sup|ancestor::sub"):
        wrap_runs(element, "sup" if raised == "super" else "sub")
    elif tag in {"sup", "sub"} and raised == "baseline":
        rename(element, "span")


def _settle_font(element: Any, said: dict[str, str], file: str, queries: list[Query]) -> None:
    """Words in a symbol font as the signs that the font draws: its "m" is a μ."""
    family = said.get("font-family", "") or (element.get("face", "") if element.tag == "font" else "")
    if not family and "font" in said:
        family = re.sub(r"^.*?[\d.]+(?:pt|px|em|%)?(?:/\S+)?\s+", "", said["font"])
    font = family.split(",")[0].strip(" '\"")
    if not is_symbol_font(font):
        _settle_private(element, "", file, queries)
        return
    _spell(element, font, file, queries)


def _spell(element: Any, font: str, file: str, queries: list[Query]) -> None:
    """The words of an element and of all in it that names no font of its own."""
    element.text = _spelled(font, element.text, element, file, queries)
    for child in element:
        own = (
            re.search(r"(?:^|;)\s*font(?:-family)?\s*:", child.get("style", "")) if isinstance(child.tag, str) else None
        )
        if isinstance(child.tag, str) and not own and not child.get("face"):
            _spell(child, font, file, queries)
        child.tail = _spelled(font, child.tail, element, file, queries)


def _settle_private(element: Any, font: str, file: str, queries: list[Query]) -> None:
    """Private characters that no font explains: the common ones of Word, and questions for all others."""
    for name in ("text", "tail"):
        words = getattr(element, name)
        if words and re.search("[\ue000-\uf8ff\U000f0000-\U0010fffd]", words):
            setattr(element, name, _spelled(font, words, element, file, queries))


def _spelled(font: str, words: str | None, element: Any, file: str, queries: list[Query]) -> str | None:
    if not words or not words.strip():
        return words
    signs, known = spelled(font, words)
    if not known:
        line = int(element.sourceline or 0)
        asks = f'which sign stands where the article says {UNREADABLE} in "{" ".join(signs.split())[:60]}"'
        hint = "look at the page in a browser, and write the sign or its word"
        queries.append(Query("sign", asks, hint, place=Place(file, line, line)))
    return signs


def _settle_element(element: Any, file: str, queries: list[Query]) -> None:
    match element.tag:
        case "ruby":
            _settle_ruby(element)
        case "q" if element.xpath("ancestor::q"):
            element.text = "‘" + (element.text or "")
            _close(element, "’")
            element.tag = "span"
        case "q":
            element.text = "“" + (element.text or "")
            _close(element, "”")
            element.tag = "span"
        case "bdo":
            _ask_direction(element, file, queries)
            element.tag = "span"
        case "wbr":
            unwrap(element)
        case "tt" | "kbd" | "samp":
            element.tag = "code"
        case "var" | "dfn" | "cite":
            element.tag = "em"


def _close(element: Any, sign: str) -> None:
    children = list(element)
    if children:
        children[-1].tail = (children[-1].tail or "") + sign
    else:
        element.text = (element.text or "") + sign


def _settle_ruby(ruby: Any) -> None:
    """The reading of a word in brackets behind it, as browsers without ruby show it."""
    for element in list(ruby.iter("rp")):
        element.text = ""
        unwrap(element)
    for element in list(ruby.iter("rt")):
        words = " ".join(element.text_content().split())
        for child in list(element):
            element.remove(child)
        element.text = f" ({words})" if words else ""
        unwrap(element)
    for element in list(ruby.iter("rb", "rtc", "rbc")):
        unwrap(element)
    ruby.tag = "span"


def _ask_direction(element: Any, file: str, queries: list[Query]) -> None:
    """A passage that the page shows from the other side than its letters: it reads otherwise than it looks."""
    words = " ".join(element.text_content().split())
    natural = next((d for c in words if (d := unicodedata.bidirectional(c)) in {"L", "R", "AL"}), "")
    wanted = str(element.get("dir") or "ltr").lower()
    if natural and wanted in {"ltr", "rtl"} and (wanted == "rtl") == (natural == "L"):
        line = int(element.sourceline or 0)
        asks = f'in which order does "{words[:60]}" read; the page sets it from the other side than its letters'
        hint = "look at the page in a browser, and write the words in the order in which they are read"
        queries.append(Query("direction", asks, hint, place=Place(file, line, line)))


def _settle_language(element: Any, lang: str) -> None:
    """The language of a paragraph or cell, which pandoc drops, on its words."""
    own = str(element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    if not own and is_block(element) and not any(map(is_block, parts_of(element))):
        own = _by_its_letters(element, lang)
    if not own or element.tag in {"span", "html", "body"} or element.tag not in _SPOKEN:
        return
    if primary_of(own) == lang or not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", own):
        return
    for wrapped in _wrapped(element):
        wrapped.set("lang", own)


def _by_its_letters(element: Any, lang: str) -> str:
    """The language of a block that says none, by its script: Arabic in an English page is read from the right."""
    words = element.text_content()
    if not re.search("[\u0370-\u09ff\u3040-\u9fff]", words):
        return ""
    if any(one.get("lang") for one in element.iterdescendants()):
        return ""
    around = next((str(one.get("lang")) for one in element.iterancestors() if one.get("lang")), lang)
    found = language_kept("", words, primary_of(around))
    return found if found != around else ""


_SPOKEN = BLOCKS | {"em", "i", "b", "strong", "a", "cite", "q"}


def _wrapped(element: Any) -> Iterator[Any]:
    yield from wrap_runs(element, "span")
