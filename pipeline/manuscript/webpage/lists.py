"""The body of a page comes in; the same body goes out with lists as lists, and each item with the number that is shown.

Word writes a list as paragraphs with typed marks (`mso-list`), Google Docs writes each level as a list of its own, and
pandoc knows only where a list starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.finding import Place
from pipeline.manuscript.pieces import Query
from pipeline.manuscript.recognition.vocabulary import CROSSES
from pipeline.manuscript.tree import NUMBER, PAREN, PARENS
from pipeline.manuscript.webpage.elements import parts_of, take_out, unwrap, words_of
from pipeline.manuscript.webpage.stylesheet import StyleSheet, declarations

_WORD_CLASS = re.compile(r"\bMso(?:ListParagraph|ListBullet|ListNumber)", re.IGNORECASE)
_MSO = re.compile(r"\bl(\d+)\s+level(\d+)(?:\s+lfo(\d+))?", re.IGNORECASE)
_SHOWN = re.compile(r"\(?\s*([0-9]{1,4}|[A-Za-z]{1,6})\s*[.):]?\s*\)?")
_KIX = re.compile(r"\blst-kix_(\w+)-(\d)\b")
_TYPES = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i"}
_TYPES |= {"upper-roman": "I", "decimal": "1"}
_ROMAN = re.compile(r"m*(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_MARK_FONT = re.compile(r"symbol|courier|wingdings|webdings|times new roman", re.IGNORECASE)


def settle_lists(body: Any, sheet: StyleSheet, file: str) -> list[Query]:
    """Make real lists of those that are only drawn, and give items the numbers that a browser shows; ask about numbers
    that no list of an article has.
    """
    _settle_word_lists(body)
    _nest_google_lists(body)
    said = body.text_content()
    queries: list[Query] = []
    for made in list(body.iter("ol", "ul")):
        _settle_children(made)
        queries += _settle_numbers(made, sheet, said, file)
    return queries


def _settle_children(made: Any) -> None:
    """What stands in a list and is no item: a wrapper goes, words belong to the item before them or above the list."""
    for child in (None, *parts_of(made)):
        loose = made.text if child is None else child.tail
        if loose and loose.strip():
            words = made.makeelement("p", {})
            words.text = loose
            if child is None:
                made.text = None
                made.insert(0, words)
            else:
                child.tail = None
                child.addnext(words)
    for child in list(parts_of(made)):
        if child.tag not in {"div", "p", "span", "section", "center", "font"}:
            continue
        if any(inner.tag == "li" for inner in parts_of(child)):
            unwrap(child)
        elif words_of(child):
            before = child.getprevious()
            while before is not None and before.tag != "li":
                before = before.getprevious()
            child.tag = "p" if child.tag in {"span", "font"} else child.tag
            if before is not None:
                before.append(child)
            elif made.getparent() is not None and made.getparent().tag not in {"ol", "ul"}:
                made.addprevious(child)


# Word


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A paragraph that draws a list item: its level from 1, the list it belongs to, and the mark it shows."""

    element: Any
    level: int
    group: str
    mark: str


def _settle_word_lists(body: Any) -> None:
    run: list[_Drawn] = []
    for element in list(body.iter("p", "h1", "h2", "h3", "h4", "h5", "h6")):
        drawn = _drawn(element, run[-1] if run else None) if element.tag == "p" else None
        if drawn is None or (run and not _follows(run[-1].element, element)):
            _build(run)
            run = [drawn] if drawn and drawn.mark else []
        else:
            run.append(drawn)
    _build(run)


def _follows(before: Any, element: Any) -> bool:
    following = before.getnext()
    while following is not None and not isinstance(following.tag, str):
        following = following.getnext()
    return following is element


def _drawn(element: Any, before: _Drawn | None) -> _Drawn | None:
    said = declarations(element.get("style", ""))
    # Word's "web page" keeps list, level and override of numbers in mso-list; "filtered" drops them.
    match = _MSO.search(said.get("mso-list", ""))
    if match:
        mark = _take_mark(element)
        return _Drawn(element, int(match[2]), f"{match[1]}-{match[3]}", mark) if mark else None
    if not _WORD_CLASS.search(element.get("class", "")):
        return None
    mark = _take_mark(element) if "mso-list" not in said else ""
    if not mark and before is None:
        return None
    level = _level_of(said, None if mark else before)
    return _Drawn(element, level, before.group if before else "", mark)


def _level_of(said: dict[str, str], before: _Drawn | None) -> int:
    """The level of a paragraph in Word's filtered HTML, by its margin: half an inch a level."""
    margin = re.match(r"([\d.]+)(in|pt|cm|mm)", said.get("margin-left", ""))
    if not margin:
        return before.level if before and "margin" not in said else 1
    inches = float(margin[1]) / {"in": 1, "pt": 72, "cm": 2.54, "mm": 25.4}[margin[2]]
    return max(1, min(9, round(inches / 0.5)))


def _take_mark(element: Any) -> str:
    """The typed mark at the beginning of a paragraph, taken out of it; "" when there is none."""
    for span in element.iter("span"):
        own = declarations(span.get("style", ""))
        ignored = "ignore" in own.get("mso-list", "").lower()
        spaced = any("7.0pt" in inner.get("style", "") for inner in span.iter("span"))
        if ignored or (spaced and len(words_of(span)) <= 8):
            if _words_before(element, span):
                return ""
            mark = words_of(span)
            take_out(span)
            return mark
    return ""


def _words_before(element: Any, span: Any) -> bool:
    """Whether words stand in the paragraph before a span."""
    said = (element.text or "").strip()
    for inner in element.iter():
        if inner is span:
            return bool(said)
        if inner is not element and isinstance(inner.tag, str):
            said += (inner.text or "").strip()
    return bool(said)


def _build(run: Sequence[_Drawn]) -> None:
    """Put a run of drawn items into nested lists, where the first of them stands."""
    if not run:
        return
    first = run[0].element
    parent = first.getparent()
    stack: list[tuple[int, str, Any]] = []
    at = parent.index(first)
    for drawn in run:
        tail, drawn.element.tail = drawn.element.tail, None
        if not drawn.mark and stack:
            stack[-1][2][-1].append(drawn.element)
            continue
        ordered = _number(drawn.mark) is not None
        while stack and (
            stack[-1][0] > drawn.level or (stack[-1][0] == drawn.level and stack[-1][1] != _kind(drawn, ordered))
        ):
            stack.pop()
        if not stack or stack[-1][0] < drawn.level:
            made = first.makeelement("ol" if ordered else "ul", {})
            if ordered:
                _set_start(made, drawn.mark)
            if stack:
                stack[-1][2][-1].append(made)
            else:
                parent.insert(at, made)
                at += 1
            stack.append((drawn.level, _kind(drawn, ordered), made))
        item = first.makeelement("li", {})
        if ordered and (number := _number(drawn.mark)) and len(stack[-1][2]):
            item.set("value", str(_as_number(number, stack[-1][2].get("type", "1"))))
        stack[-1][2].append(item)
        item.append(drawn.element)
        if tail and tail.strip():
            drawn.element.tail = tail


def _kind(drawn: _Drawn, ordered: bool) -> str:
    return f"{drawn.group} {ordered}"


def _number(mark: str) -> str | None:
    """The number or letters of a typed mark; None when it is a bullet ("o" is Courier's)."""
    match = _SHOWN.fullmatch(mark.strip())
    if not match or (mark.strip() in {"o", "n", "q", "v", "Ø", "l"}):
        return None
    return match[1]


def _set_start(made: Any, mark: str) -> None:
    number = _number(mark) or "1"
    kind = "1"
    if not number.isdigit():
        roman = len(number) > 1 or number.lower() in {"i"}
        kind = "i" if roman and _ROMAN.fullmatch(number) else "a"
        kind = kind.upper() if number.isupper() else kind
    made.set("type", kind)
    made.set("start", str(_as_number(number, kind)))
    made.set("data-delimiter", ")" if ")" in mark else ".")


def _as_number(shown: str, kind: str) -> int:
    from pipeline.article.model import NumberStyle
    from pipeline.article.numbering import number_of

    style = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}.get(kind, "decimal")
    return number_of(shown, NumberStyle(style)) or 1


# Google Docs


def _nest_google_lists(body: Any) -> None:
    """Lists of deeper levels, which Google Docs sets beside each other, into the item before them; and on again."""
    for element in list(body.iter("ol", "ul")):
        match = _KIX.search(element.get("class", ""))
        before = element.getprevious()
        while before is not None and not isinstance(before.tag, str):
            before = before.getprevious()
        if not match or before is None or (before.tail or "").strip():
            continue
        known = _KIX.search(before.get("class", "")) if before.tag in {"ol", "ul"} else None
        if not known:
            continue
        depth, target = int(match[2]) - int(known[2]), before
        if depth == 0 and match[1] == known[1] and "start" not in str(element.get("class", "")).split():
            # The list goes on behind a deeper one.
            for item in list(element):
                before.append(item)
            take_out(element)
            continue
        while depth > 1 and (deeper := [c for c in target.iter("ol", "ul") if c.getparent() is _last(target)]):
            target, depth = deeper[-1], depth - 1
        if depth > 0 and _last(target) is not None:
            tail, element.tail = element.tail, None
            _last(target).append(element)
            if tail and tail.strip():
                before.tail = tail


def _last(made: Any) -> Any:
    items = [child for child in parts_of(made) if child.tag == "li"]
    return items[-1] if items else None


# numbers


def _settle_numbers(made: Any, sheet: StyleSheet, text: str, file: str) -> Iterator[Query]:
    """Start, kind and delimiter of a list, and a mark on each item whose number does not follow from the last."""
    said = sheet.of(made)
    style, mark = _style_of(said)
    items = [child for child in parts_of(made) if child.tag == "li"]
    if mark:
        made.tag = "ul"
        for item in items:
            _say_first(item, mark)
    counter = sheet.counter(items[0]) if items else ""
    if match := re.search(r"counter\([\w-]+\s*,\s*([\w-]+)\)", counter):
        style = match[1]
        made.set("data-delimiter", ")" if ")" in counter[match.end() :] else ".")
        if made.tag == "ul" and style in _TYPES:
            made.tag = "ol"
    elif made.tag == "ol" and style == "none":
        yield from _unnumbered(made, counter, file)
    if made.tag == "ul" and style in {"decimal", *(_TYPES.keys() - {"decimal"})}:
        made.tag = "ol"
    if made.tag == "ol" and style == "decimal-leading-zero":
        _type_zeros(made, items)
    if made.tag != "ol":
        return
    if style not in _KNOWN and style not in _TYPES:
        yield _ask_numbers(made, file)
    kind = _TYPES.get(style, made.get("type", "1"))
    made.set("type", kind if kind in {"1", "a", "A", "i", "I"} else "1")
    start = _whole(made.get("start"))
    step = -1 if made.get("reversed") is not None else 1
    number = start if start is not None else (len(items) if step < 0 else 1)
    made.set("start", str(max(0, number)))
    expected = number
    for index, item in enumerate(items):
        own = _whole(item.get("value"))
        number = own if own is not None else number
        if number < 0:
            line = int(item.sourceline or 0)
            asks = f'which number stands before "{words_of(item)[:60]}"; the page shows {number}'
            hint = "write it in words before those of the step; no list of an article counts below 0"
            yield Query("number", asks, hint, place=Place(file, line, line))
        if index and number != expected:
            _mark(item, number)
        elif not index:
            made.set("start", str(max(0, number)))
        expected = number + 1
        number += step
    delimiter = made.get("data-delimiter") or _delimiter_in(text, made, items)
    made.attrib.pop("data-delimiter", None)
    if delimiter == ")" and items and not {PAREN, PARENS} & set(_marks_of(items[0])):
        _mark(items[0], PAREN)


def _type_zeros(made: Any, items: list[Any]) -> None:
    """Numbers with a zero before them, which no list of an article has, as words before those of the items."""
    made.tag = "ul"
    number = _whole(made.get("start")) or 1
    for item in items:
        number = own if (own := _whole(item.get("value"))) is not None else number
        _say_first(item, f"{number:02}.")
        number += 1


def _unnumbered(made: Any, counter: str, file: str) -> Iterator[Query]:
    """A list whose numbers a page does not show has none; one that it counts in a way of its own is asked about."""
    if "counter" not in counter:
        made.tag = "ul"
        return
    yield _ask_numbers(made, file)


def _ask_numbers(made: Any, file: str) -> Query:
    line = int(made.sourceline or 0)
    first = next((words_of(child) for child in parts_of(made) if child.tag == "li"), "")
    asks = f'which numbers stand before the items from "{first[:40]}" on; the page counts them in its own way'
    return Query("number", asks, "look at the page in a browser, and compare", place=Place(file, line, line))


_KNOWN = frozenset(" none disc circle square decimal inherit initial unset revert inside outside".split(" "))
"""Values of `list-style` that leave an ordered list its usual numbers."""


def _style_of(said: dict[str, str]) -> tuple[str, str]:
    """How a style sheet lets a list count, and the words that it writes before each item instead (CSS Lists 3, 3)."""
    value = said.get("list-style-type") or said.get("list-style", "")
    quoted = re.search(r"\"([^\"]*)\"|'([^']*)'", value)
    if quoted:
        mark = quoted[1] or quoted[2] or ""
        return "", mark if any(c.isalnum() or c in CROSSES for c in mark) else ""
    words = [w for w in value.split() if w not in {"inside", "outside"} and not w.startswith("url(")]
    return (words[0] if words else ""), ""


def _say_first(item: Any, mark: str) -> None:
    said = item.makeelement("span", {})
    said.text, said.tail, item.text = f"{mark.strip()} ", item.text, None
    item.insert(0, said)


def _delimiter_in(text: str, made: Any, items: Sequence[Any]) -> str:
    """ ")" when the text speaks of a letter of the list so: "keep b) safe"; browsers show "b." """
    if made.get("type") not in {"a", "A", "i", "I"}:
        return "."
    letters = "abcdefghijklmnopqrstuvwxyz"[: max(1, len(items))]
    return ")" if re.search(rf"(?<![\w(])[{letters}{letters.upper()}]\)", text) else "."


def _whole(value: str | None) -> int | None:
    match = re.fullmatch(r"\s*(-?\d{1,6})\s*", value or "")
    return int(match[1]) if match else None


def _mark(item: Any, said: int | str) -> None:
    """An empty element that carries the number of an item, or what stands beside it, to the reader of pandoc's tree."""
    holder = item
    first = next(parts_of(item), None)
    while first is not None and first.tag in {"p", "div"} and not (holder.text or "").strip():
        holder, first = first, next(parts_of(first), None)
    mark = item.makeelement("span", {"class": f"{NUMBER}-{said}"})
    mark.tail, holder.text = holder.text, None
    holder.insert(0, mark)


def shown_numbers(made: Any) -> Iterator[str]:
    """What a browser shows before each item of a settled list: "4.", "b)"; "" for bullets."""
    from pipeline.article.model import Delimiter, NumberStyle
    from pipeline.article.numbering import label

    items = [child for child in parts_of(made) if child.tag == "li"]
    if made.tag != "ol":
        yield from ("" for _ in items)
        return
    names = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
    style = NumberStyle(names.get(made.get("type", "1"), "decimal"))
    delimiter = Delimiter.PERIOD
    number = (_whole(made.get("start")) or 0) - 1 if made.get("start") else 0
    for item in items:
        marks = list(_marks_of(item))
        delimiter = Delimiter.PAREN if PAREN in marks else Delimiter.PARENS if PARENS in marks else delimiter
        own = next((int(mark) for mark in marks if mark not in {PAREN, PARENS}), None)
        number = number + 1 if own is None else own
        yield label(number, style, delimiter)


def _marks_of(item: Any) -> Iterator[str]:
    """What the marks at the beginning of an item say."""
    for mark in item.iter("span"):
        said = str(mark.get("class", ""))
        if not said.startswith(f"{NUMBER}-") or next(mark.iterancestors("li"), None) is not item:
            return
        yield said.removeprefix(f"{NUMBER}-")
