"""A story comes in; it goes out as Word shows it: hidden steps, old merged cells, insertions, and gaps asked about."""

from __future__ import annotations

from typing import Any

from pipeline.manuscript.word.fields import Ask
from pipeline.manuscript.word.package import W, children, count, drop, is_on, owner, value
from pipeline.manuscript.word.settled import is_hidden
from pipeline.manuscript.word.styles import Styles


def settle_hidden_steps(story: Any, styles: Styles) -> None:
    """Take the number from a paragraph that is hidden as a whole: Word neither shows nor counts it."""
    for paragraph in story.iter(f"{W}p"):
        if not is_on(paragraph.find(f"{W}pPr/{W}rPr/{W}vanish")) or not styles.paragraph(paragraph).listed:
            continue
        runs = [run for run in paragraph.iter(f"{W}r") if owner(run, f"{W}p") is paragraph]
        if runs and all(map(is_hidden, runs)):
            properties = paragraph.find(f"{W}pPr")
            for number in properties.findall(f"{W}numPr"):
                properties.remove(number)
            number = properties.makeelement(f"{W}numPr", {})
            # ECMA-376 part 1, 17.9.18: 0 takes away the list that a style gives.
            number.append(number.makeelement(f"{W}numId", {f"{W}val": "0"}))
            properties.append(number)


def settle_old_merges(story: Any) -> None:
    """Cells merged across as Word 97 wrote them (hMerge, ECMA-376 part 4, 14.3.1) as one cell over their columns."""
    for row in story.iter(f"{W}tr"):
        first: Any = None
        for cell in list(children(row, f"{W}tc")):
            merged = cell.find(f"{W}tcPr/{W}hMerge")
            if merged is None:
                first = None
            elif value(merged) == "restart" or first is None:
                first = cell
            else:
                _join(first, cell)


def _join(first: Any, cell: Any) -> None:
    properties = first.find(f"{W}tcPr")
    span = properties.find(f"{W}gridSpan")
    if span is None:
        span = properties.makeelement(f"{W}gridSpan", {})
        properties.insert(0, span)
    wide = count(span, 1) + count(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
    span.set(f"{W}val", str(wide))
    for block in [child for child in cell if child.tag != f"{W}tcPr"]:
        if next(block.iter(f"{W}r"), None) is not None:
            first.append(block)
    drop(cell)


def ask_gaps(story: Any, ask: Ask) -> None:
    """Ask about content controls that nobody filled in: their words are Word's own ("Choose an item.")."""
    for control in story.iter(f"{W}sdt"):
        properties = control.find(f"{W}sdtPr")
        words = " ".join("".join(t.text or "" for t in control.iter(f"{W}t")).split())
        if properties is not None and is_on(properties.find(f"{W}showingPlcHdr")) and words:
            asks = f'what is to stand where the file says "{words[:60]}"; nobody filled it in'
            ask("gap", asks, "write it over these words in article.md, or delete them", control)


def unwrap_all(story: Any, *tags: str) -> None:
    """Put what stands in the elements of these names in their place."""
    for wrapped in list(story.iter(*tags)):
        parent = wrapped.getparent()
        if parent is None or not len(wrapped):
            continue
        at = parent.index(wrapped)
        for offset, child in enumerate(list(wrapped)):
            parent.insert(at + offset, child)
        parent.remove(wrapped)
