"""A story comes in; it goes out as Word shows it: hidden steps, old merged cells, insertions, and gaps asked about."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from pipeline.finding import Place
from pipeline.manuscript.faint import SMALLEST, is_white, one_for_all, unseen_query
from pipeline.manuscript.pieces import Query
from pipeline.manuscript.word.fields import TARGET, Ask
from pipeline.manuscript.word.package import R, W, children, count, drop, is_on, owner, value
from pipeline.manuscript.word.settled import Settled, is_hidden, near
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


def ask_unseen(settled: Settled, story: Any) -> None:
    """Ask about words that Word shows and nobody sees: white ones with no colour behind them, and very small ones."""
    found: list[Query] = []
    for paragraph in story.iter(f"{W}p"):
        runs = [r for r in paragraph.iter(f"{W}r") if owner(r, f"{W}p") is paragraph and not is_hidden(r)]
        for how, same in groupby(runs, key=lambda run: _unseen(run, settled.styles)):
            words = " ".join("".join(t.text or "" for run in same for t in run.iter(f"{W}t")).split())
            if how and any(c.isalnum() for c in words):
                found.append(unseen_query(words, how, Place(settled.file, part=near(paragraph))))
    settled.queries += one_for_all(found)


def _unseen(run: Any, styles: Styles) -> str:
    """Why nobody sees the words of a run, "" when they can be seen."""
    size = value(styles.run_property(run, "sz"))
    if size.isdigit() and int(size) < 2 * SMALLEST:
        return "very small"
    colour = value(styles.run_property(run, "color"))
    return "white" if is_white(colour) and not _stands_on_colour(run, styles) else ""


def _stands_on_colour(run: Any, styles: Styles) -> bool:
    """Whether anything fills what is behind a run: shading of its own, of paragraph, cell or table, or of a box."""
    if styles.run_property(run, "highlight") is not None or _fills(styles.run_property(run, "shd")):
        return True
    for around in run.iterancestors():
        if around.tag == f"{W}p":
            styled = [around.find(f"{W}pPr"), *(s.find(f"{W}pPr") for s in styles.chain(styles.key_of(around)))]
            if any(p is not None and _fills(p.find(f"{W}shd")) for p in styled):
                return True
        elif around.tag == f"{W}tc" and _fills(around.find(f"{W}tcPr/{W}shd")):
            return True
        elif around.tag == f"{W}tbl":
            shades = [*around.iterfind(f"{W}tblPr/{W}shd"), *around.iterfind(f"{W}tr/{W}tblPrEx/{W}shd")]
            for style in styles.chain(value(around.find(f"{W}tblPr/{W}tblStyle"))):
                shades += style.iter(f"{W}shd")
            if any(map(_fills, shades)):
                return True
        # What a drawn box is filled with stands in another language (DrawingML, VML): any box may be filled.
        elif around.tag == f"{W}txbxContent" or around.find(f"{W}background") is not None:
            return True
    return False


def _fills(shading: Any | None) -> bool:
    if shading is None:
        return False
    fill = shading.get(f"{W}fill", "auto")
    theme = shading.get(f"{W}themeFill", "")
    pattern = value(shading) not in {"clear", "nil", "", "solid"} or value(shading) == "solid"
    return pattern or (fill not in {"auto", ""} and not is_white(fill)) or theme not in {"", "background1", "light1"}


def unwrap_links(story: Any) -> None:
    """Links that lead nowhere as plain words: pandoc drops the links behind them."""
    for link in list(story.iter(f"{W}hyperlink")):
        if not any(link.get(name) for name in (f"{R}id", f"{W}anchor", TARGET)):
            _unwrap(link)


def unwrap_all(story: Any, *tags: str) -> None:
    """Put what stands in the elements of these names in their place."""
    for wrapped in list(story.iter(*tags)):
        _unwrap(wrapped)


def _unwrap(wrapped: Any) -> None:
    parent = wrapped.getparent()
    if parent is None or not len(wrapped):
        return
    at = parent.index(wrapped)
    for offset, child in enumerate(list(wrapped)):
        parent.insert(at + offset, child)
    parent.remove(wrapped)
