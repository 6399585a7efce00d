"""The paragraphs of a Rich Text file come in; the marks of their list items go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.article.model import NumberStyle
from pipeline.article.numbering import number_of
from pipeline.manuscript.flow.content import Block, Note, Paragraph, Row, Words
from pipeline.manuscript.flow.listing import Listing, is_title
from pipeline.manuscript.items import ItemMark
from pipeline.manuscript.recognition.vocabulary import CROSSES
from pipeline.manuscript.richtext.state import RichText

_SLACK = 120
"""House: twips by which an indent may fall short of the text above it (2 mm)."""

_LABEL = re.compile(r"(?P<open>\()?(?P<shown>\d{1,5}|[a-zA-Z]{1,6})(?P<close>[.)])")
_TYPED = re.compile(r"(?P<label>[•◦▪▫‣·●○■□➢✓–-]|o|\(?(?:\d{1,4}|[a-zA-Z]|[ivxlcIVXLC]{1,5})[.)])\t\s*")
_STYLES = (
    NumberStyle.DECIMAL,
    NumberStyle.LOWER_ALPHA,
    NumberStyle.UPPER_ALPHA,
    NumberStyle.LOWER_ROMAN,
    NumberStyle.UPPER_ROMAN,
)


def list_items(text: RichText) -> Listing:
    """The list items of a file: by the number that it says was shown, by its list table, or by a typed mark and a
    hanging indent.
    """
    found = Listing()
    _list_story(text, text.blocks, found)
    return found


def _list_story(text: RichText, blocks: Sequence[Block], found: Listing) -> None:
    room: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Row):
            _list_room(text, room, found)
            room = []
            for cell in block.cells:
                _list_room(text, cell, found)
        else:
            room.append(block)
    _list_room(text, room, found)
    for paragraph in _paragraphs(blocks):
        for item in paragraph.content:
            if isinstance(item, Note):
                _list_story(text, item.blocks, found)


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Row):
            for cell in block.cells:
                yield from cell
        else:
            yield block


def _list_room(text: RichText, room: Sequence[Paragraph], found: Listing) -> None:
    """The list items among paragraphs that follow each other in one place."""
    open_items: list[tuple[int, int]] = []
    indents: list[int] = []
    marked: list[tuple[Paragraph, ItemMark]] = []
    for paragraph in room:
        properties = paragraph.properties
        if properties.level or is_title(properties.name) or properties.contents:
            open_items, indents = [], []
            continue
        mark = _shown(text, paragraph)
        if mark is None and (match := _typed(paragraph)):
            while indents and indents[-1] > properties.indent:
                indents.pop()
            if not indents or indents[-1] < properties.indent:
                indents.append(properties.indent)
            mark = replace(_parsed(match["label"]), depth=len(indents) - 1)
            found.cuts[id(paragraph)] = match.end()
        if mark is not None:
            marked.append((paragraph, mark))
            open_items = [(d, i) for d, i in open_items if d < mark.depth] + [(mark.depth, properties.indent)]
        elif open_items and _has_words(paragraph):
            fits = [d for d, i in open_items if properties.indent > 0 and i > 0 and properties.indent >= i - _SLACK]
            if fits:
                marked.append((paragraph, ItemMark("more", fits[-1])))
            else:
                open_items, indents = [], []
    for paragraph, mark in _resolved(marked):
        found.marks[id(paragraph)] = mark


def _has_words(paragraph: Paragraph) -> bool:
    return any(isinstance(item, Words) and item.text.strip() for item in paragraph.content)


def _shown(text: RichText, paragraph: Paragraph) -> ItemMark | None:
    """The mark that the file says was shown; else what its list table makes of it."""
    properties = paragraph.properties
    counted = text.lists.mark(str(properties.list), properties.depth) if properties.list else None
    if paragraph.label is None:
        return counted
    mark = replace(_parsed(paragraph.label), depth=properties.depth, group=str(properties.list))
    if not paragraph.label:
        return ItemMark("typed", properties.depth) if counted is None else counted
    if counted and counted.kind == "number" and mark.kind == "number":
        style = NumberStyle(counted.style) if counted.style in set(NumberStyle) else None
        bare = paragraph.label.strip("(.) ")
        number = number_of(bare, style) if style else None
        if style and number is not None:
            return replace(mark, style=style.value, count=number)
    return mark


def _parsed(label: str) -> ItemMark:
    """A label as an item's mark; letters that may be Roman numerals are settled by their neighbours."""
    match = _LABEL.fullmatch(label)
    if not match or bool(match["open"]) > (match["close"] == ")"):
        number = (re.search(r"[^\W_]", label) and label not in {"o", "O"}) or label.strip() in CROSSES
        return ItemMark("typed" if number else "bullet", 0, label=label)
    delimiter = "()" if match["open"] else match["close"]
    # More letters than one are a Roman numeral where they can be: few lists come to their 27th item.
    order = _STYLES if len(match["shown"]) == 1 else (*_STYLES[3:], *_STYLES[:3])
    for style in order:
        count = number_of(match["shown"], style)
        if count:
            return ItemMark("number", 0, count, style.value, delimiter, label)
    return ItemMark("typed", 0, label=label)


def _resolved(marked: Sequence[tuple[Paragraph, ItemMark]]) -> Iterator[tuple[Paragraph, ItemMark]]:
    """Letters read as Roman numerals where the list goes on so: i) ii) iii)."""
    settled: list[ItemMark] = [mark for _, mark in marked]
    for index, mark in enumerate(settled):
        if mark.kind != "number" or "alpha" not in mark.style:
            continue
        roman = NumberStyle.LOWER_ROMAN if mark.style == "lower-alpha" else NumberStyle.UPPER_ROMAN
        count = number_of(mark.label.strip("(.) "), roman)
        before = next((m for m in reversed(settled[:index]) if m.depth <= mark.depth and m.kind != "more"), None)
        after = next((m for m in settled[index + 1 :] if m.depth <= mark.depth and m.kind != "more"), None)
        if not count:
            continue
        beside = before if before is not None and before.depth == mark.depth else None
        goes_on = beside is not None and beside.style == roman and beside.count == count - 1
        opens = after is not None and number_of(after.label.strip("(.) "), roman) == count + 1
        letters = beside is not None and beside.style == mark.style and beside.count == mark.count - 1
        alone = count == 1 and not letters
        if goes_on or (opens and not letters) or (alone and (after is None or after.depth != mark.depth)):
            settled[index] = replace(mark, style=roman.value, count=count)
    return zip((paragraph for paragraph, _ in marked), settled, strict=True)


def _typed(paragraph: Paragraph) -> re.Match[str] | None:
    """A mark typed before a tab in a hanging indent: how writers without lists write one."""
    words = "".join(item.text for item in paragraph.content if isinstance(item, Words))
    # A first line that hangs to the left is what makes a typed mark look like a list.
    return _TYPED.match(words) if paragraph.properties.first < 0 else None
