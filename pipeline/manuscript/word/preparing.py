"""A settled Word document comes in; the same document as pandoc reads it without loss goes out, repacked.

Lists, languages and headings are told to pandoc's reader by signs and styles of ours, which come back in its tree.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from pipeline.manuscript.admission import parse_xml, repack
from pipeline.manuscript.characters.language import language_kept
from pipeline.manuscript.signals import Signals, spoken
from pipeline.manuscript.word.appearing import unwrap_all
from pipeline.manuscript.word.fields import TARGET
from pipeline.manuscript.word.package import SPACE, A, Package, R, V, W, count, drop, owner
from pipeline.manuscript.word.settled import Settled, is_contents, is_hidden

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def prepare(settled: Settled, keep: frozenset[str], *, ours: bool = False) -> tuple[bytes, Signals]:
    """The document with boxes lifted into the text, without hidden words and its table of contents; and the signals
    that its paragraphs carry. The document is changed: read its pieces first.
    """
    root, package = settled.root, settled.package
    signals = Signals()
    parts = dict(package.parts)
    stories = [(package.main, root)]
    # Notes are parts of their own in a Word file, with relationships of their own.
    for name in ("footnotes.xml", "endnotes.xml"):
        note = package.xml(package.near(name))
        if note is not None:
            stories.append((package.near(name), note))
    for name, story in stories:
        _prepare_story(settled, story, keep, signals, ours=ours)
        _settle_targets(parts, package.file, name, story)
        parts[name] = _written(story)
    if not ours:
        _name_styles(parts, package)
    kept = {
        name: content for name, content in parts.items() if name.startswith(("word/", "_rels/", "[Content")) and name
    }
    main = kept.pop(package.main)
    return repack({**kept, package.main: main}), signals


def _written(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _prepare_story(settled: Settled, story: Any, keep: frozenset[str], signals: Signals, *, ours: bool) -> None:
    for paragraph in list(story.iter(f"{W}p")):
        if is_contents(paragraph, settled.styles) and paragraph.getparent() is not None:
            _clear_words(paragraph)
    if "hidden" not in keep:
        for run in list(story.iter(f"{W}r")):
            if is_hidden(run):
                drop(run)
    unwrap_all(story, f"{W}dir", f"{W}bdo")  # pandoc drops the words in them
    if "changes" not in keep:
        unwrap_all(story, f"{W}ins", f"{W}moveTo")  # and takes an insertion without an author's name for nothing
    for box in list(story.iter(f"{W}txbxContent")):
        _lift(box)
    for table in story.iter(f"{W}tbl"):
        _square(table)
    for paragraph in list(story.iter(f"{W}p")):
        _signal(settled, paragraph, signals, ours=ours)


def _square(table: Any) -> None:
    """A grid of as many columns as the widest row has: pandoc drops the cells beyond the grid."""
    rows = [row for row in table.iter(f"{W}tr") if owner(row, f"{W}tbl") is table]
    widths = [0]
    for row in rows:
        before = count(row.find(f"{W}trPr/{W}gridBefore"), 0)
        first = next((child for child in row if child.tag == f"{W}tc"), None)
        for _ in range(before if first is not None else 0):
            cell = row.makeelement(f"{W}tc", {})
            cell.append(row.makeelement(f"{W}p", {}))
            if first is not None:
                first.addprevious(cell)
        for name in ("gridBefore", "gridAfter"):
            for told in row.findall(f"{W}trPr/{W}{name}"):
                drop(told)
        cells = [cell for cell in row.iter(f"{W}tc") if owner(cell, f"{W}tr") is row]
        widths.append(sum(count(cell.find(f"{W}tcPr/{W}gridSpan"), 1) for cell in cells))
    grid = table.find(f"{W}tblGrid")
    if grid is None:
        grid = table.makeelement(f"{W}tblGrid", {})
        properties = table.find(f"{W}tblPr")
        table.insert(0 if properties is None else 1, grid)
    for column in list(grid):
        drop(column)
    for _ in range(max(widths)):
        grid.append(grid.makeelement(f"{W}gridCol", {f"{W}w": "1000"}))


def _signal(settled: Settled, paragraph: Any, signals: Signals, *, ours: bool) -> None:
    """Take numbering and indent from a paragraph and say in a sign what it is; headings get a style pandoc knows."""
    style = settled.styles.paragraph(paragraph)
    properties = paragraph.find(f"{W}pPr")
    own = settled.lang
    if style.title or style.subtitle or style.level:
        if not ours:
            named = "title" if style.title else "subtitle" if style.subtitle else f"heading {style.level}"
            properties = properties if properties is not None else _first(paragraph, f"{W}pPr")
            _style(properties, HEADINGS[named])
        _without_number(properties, listed=ours)
        _sign_runs(settled, paragraph, own)
        return
    mark = settled.listing.of(paragraph)
    whole = language_of_all(settled, paragraph, own)
    _sign_runs(settled, paragraph, whole or own)
    if mark is None and not whole:
        return
    if properties is None:
        properties = _first(paragraph, f"{W}pPr")
    run = paragraph.makeelement(f"{W}r", {})
    words = run.makeelement(f"{W}t", {SPACE: "preserve"})
    words.text = signals.paragraph(mark, whole)
    run.append(words)
    paragraph.insert(1, run)
    if mark is None:
        return
    _without_number(properties if properties is not None else _first(paragraph, f"{W}pPr"), listed=ours)
    if not ours:
        _style(properties, PLAIN)


def _declared(settled: Settled, run: Any) -> str:
    """The language that the file says a run is in: one tag each for Latin, right-to-left and East Asian letters."""
    lang = settled.styles.run_property(run, "lang")
    if lang is None:
        return ""
    text = _text(run)
    # ECMA-376 part 1, 17.3.2.20: one run has three languages, one for each kind of letters.
    name = "bidi" if re.search("[\u0590-\u08ff]", text) else "eastAsia" if re.search("[\u3040-\ud7af]", text) else "val"
    return str(lang.get(f"{W}{name}", "")).split("-")[0].lower()


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def _lettered(paragraph: Any) -> list[Any]:
    """The runs of a paragraph itself that hold letters."""
    runs = [run for run in paragraph.iter(f"{W}r") if owner(run, f"{W}p") is paragraph]
    return [run for run in runs if any(c.isalpha() for c in _text(run))]


def language_of_all(settled: Settled, paragraph: Any, own: str) -> str:
    """The language of a paragraph as a whole, empty when it is that of the document or the file does not tell."""
    runs = _lettered(paragraph)
    declared = {_declared(settled, run) for run in runs}
    return language_kept(declared.pop() if len(declared) == 1 else "", "".join(map(_text, runs)), own)


def _sign_runs(settled: Settled, paragraph: Any, own: str) -> None:
    for run in _lettered(paragraph):
        lang = language_kept(_declared(settled, run), _text(run), own)
        if lang:
            begin, end = spoken(lang)
            words = list(run.iter(f"{W}t"))
            words[0].text = begin + (words[0].text or "")
            words[-1].text = (words[-1].text or "") + end
            for element in (words[0], words[-1]):
                element.set(SPACE, "preserve")


def _first(parent: Any, tag: str) -> Any:
    made = parent.makeelement(tag, {})
    parent.insert(0, made)
    return made


def _style(properties: Any, key: str) -> None:
    own = properties.find(f"{W}pStyle")
    if own is None:
        # The schema wants the style first among a paragraph's properties (ECMA-376 part 1, 17.3.1.26).
        own = _first(properties, f"{W}pStyle")
    own.set(f"{W}val", key)


def _without_number(properties: Any, *, listed: bool) -> None:
    if properties is None:
        return
    for name in ("numPr", "ind"):
        for element in properties.findall(f"{W}{name}"):
            properties.remove(element)
    if not listed:
        return
    number = properties.makeelement(f"{W}numPr", {})
    # ECMA-376 part 1, 17.9.18: 0 takes away the list that a style gives.
    none = number.makeelement(f"{W}numId", {f"{W}val": "0"})
    number.append(none)
    properties.append(number)


HEADINGS = {
    "title": "plainleafTitle",
    "subtitle": "plainleafSubtitle",
    **{f"heading {level}": f"plainleafHeading{level}" for level in range(1, 10)},
}
"""The styles that pandoc is shown instead of those of the file, by the names that it knows."""

PLAIN = "plainleafPlain"
"""The style that list paragraphs are shown in: what their own style says of lists is in their signs."""


def _name_styles(parts: dict[str, bytes], package: Package) -> None:
    """Add the styles of HEADINGS and PLAIN to the styles part."""
    name = package.near("styles.xml")
    root: Any = parse_xml(parts[name], package.file, name) if name in parts else None
    if root is None:
        return
    for shown, key in {**HEADINGS, "plainleaf plain": PLAIN}.items():
        # pandoc knows headings by the English names of their styles, whatever the file calls them.
        style = root.makeelement(f"{W}style", {f"{W}type": "paragraph", f"{W}styleId": key})
        for tag, said in ((f"{W}name", shown.capitalize() if shown in {"title", "subtitle"} else shown),):
            child = style.makeelement(tag, {f"{W}val": said})
            style.append(child)
        root.append(style)
    parts[name] = _written(root)


def _settle_targets(parts: dict[str, bytes], file: str, name: str, story: Any) -> None:
    """Give the hyperlinks that hold their address a relationship, which is where pandoc looks for it."""
    links = [link for link in story.iter(f"{W}hyperlink") if link.get(TARGET)]
    if not links:
        return
    folder, _, base = name.rpartition("/")
    rels = f"{folder}/_rels/{base}.rels"
    empty = f'<Relationships xmlns="{_RELATIONS}"/>'.encode()
    root: Any = parse_xml(parts.get(rels, empty), file, rels)
    for index, link in enumerate(links, start=1):
        key = f"plainleaf{index}"
        # Without "External" a reader looks for the address as a part of the file (ECMA-376 part 2).
        attributes = {"Id": key, "Type": _HYPERLINK, "Target": link.get(TARGET), "TargetMode": "External"}
        root.append(root.makeelement(f"{{{_RELATIONS}}}Relationship", attributes))
        link.set(f"{R}id", key)
        del link.attrib[TARGET]
    parts[rels] = _written(root)


def _clear_words(paragraph: Any) -> None:
    for child in list(paragraph):
        if child.tag != f"{W}pPr":
            paragraph.remove(child)


def _lift(box: Any) -> None:
    """Put the paragraphs of a text box after the paragraph it hangs on."""
    holder = owner(box, f"{W}p")
    if holder is None or holder.getparent() is None:
        return
    after = holder
    for block in [b for b in box if b.tag in {f"{W}p", f"{W}tbl", f"{W}sdt"}]:
        lifted = copy.deepcopy(block)
        after.addnext(lifted)
        after = lifted
    graphic = box
    for ancestor in box.iterancestors():
        if ancestor.tag in {f"{W}drawing", f"{W}pict"}:
            graphic = ancestor
            break
    if next(graphic.iter(f"{A}blip"), None) is None and next(graphic.iter(f"{V}imagedata"), None) is None:
        drop(graphic)
    else:
        drop(box)
