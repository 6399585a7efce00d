"""A Word document comes in; the same document in plain elements goes out, with what had to be asked or left out.

Signs of symbol fonts, fields, marks of styles, tracked rows, frames and nested tables are settled once here, so that
both readers see the same words in the same place. What cannot be settled becomes a question.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.language import language_of
from pipeline.manuscript.pieces import Kind, Piece, Query
from pipeline.manuscript.symbols import UNREADABLE, is_symbol_font, sign, spelled
from pipeline.manuscript.word.fields import CONTENTS, settle_fields
from pipeline.manuscript.word.listing import Listing
from pipeline.manuscript.word.numbers import Numbers
from pipeline.manuscript.word.package import MC, Package, W, children, chosen, drop, is_on, language, owner, value
from pipeline.manuscript.word.structure import (
    ask_headings,
    flatten_tables,
    is_deleted,
    settle_captions,
    settle_contents,
)
from pipeline.manuscript.word.styles import Styles

DELETED_REASON = "deleted under tracked changes; --keep changes takes it in"
MOVED_REASON = "moved under tracked changes; it is in the article where it was moved to"

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RAISED = 4
"""House: half points by which words are raised or lowered to be superscript or subscript set by hand."""


@dataclass
class Settled:
    """A document ready to be read: its package (notes settled too), the root of its main part, its styles, the
    questions that it raises, and pieces that were taken out.
    """

    package: Package
    root: Any
    styles: Styles
    listing: Listing
    queries: list[Query] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    lang: str = ""

    @property
    def file(self) -> str:
        return self.package.file

    def ask(self, name: str, asks: str, hint: str, element: Any) -> None:
        """Note a question with the words around its place."""
        self.queries.append(Query(name, asks, hint, place=Place(self.package.file, part=_near(element))))


def _near(element: Any) -> str:
    paragraph = element if element.tag == f"{W}p" else owner(element, f"{W}p")
    words = "".join(t.text or "" for t in paragraph.iter(f"{W}t")) if paragraph is not None else ""
    return f'near "{" ".join(words.split())[:50]}"' if words.strip() else "a paragraph without words"


def settle(package: Package, keep: frozenset[str], *, ours: bool = False) -> Settled | None:
    """The document settled; None when the package has no main part.

    Raises PlainleafError for a document with two bodies, of which a reader would see one only.
    """
    root = package.xml(package.main)
    if root is None:
        return None
    bodies = list(children(root, f"{W}body"))
    if len(bodies) > 1:
        raise PlainleafError(
            f"the document holds {len(bodies)} bodies; Word shows the first, other programs another",
            place=package.file,
            hint="open it in Word, save it again, and compare it with what you expect",
        )
    styles = Styles.of(package)
    settled = Settled(package, root, styles, Listing(Numbers.of(package, styles), styles))
    parts = dict(package.parts)
    unknown = _unknown_symbol_fonts(package)
    for name, story in _stories(package, root):
        _settle_story(settled, story, keep, unknown, ours=ours)
        if story is not root:
            parts[name] = _written(story)
    settled.package = replace(package, parts=parts)
    words = " ".join(t.text or "" for t in root.iter(f"{W}t"))
    settled.lang = language_of(words, language(package))
    return settled


def _stories(package: Package, root: Any) -> Iterator[tuple[str, Any]]:
    yield package.main, root
    for name in ("footnotes.xml", "endnotes.xml", "comments.xml"):
        part = package.near(name)
        story = package.xml(part)
        if story is not None:
            yield part, story


def _written(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _settle_story(settled: Settled, story: Any, keep: frozenset[str], unknown: frozenset[str], *, ours: bool) -> None:
    for alternatives in list(story.iter(f"{MC}AlternateContent")):
        _choose(alternatives)
    if "changes" not in keep:
        _settle_changes(settled, story)
    settle_fields(story, settled.ask)
    for ruby in list(story.iter(f"{W}ruby")):
        _settle_ruby(ruby)
    for run in story.iter(f"{W}r"):
        _settle_run(settled, run, unknown)
    _settle_drop_caps(story)
    flatten_tables(story, settled.ask)
    if not ours:
        settle_contents(story)
        settle_captions(story, settled.styles, settled)
    settled.listing.number(story)
    if not ours:
        ask_headings(story, settled.styles, settled.ask)


def _choose(alternatives: Any) -> None:
    parent = alternatives.getparent()
    if parent is None:
        return
    index = parent.index(alternatives)
    for offset, child in enumerate(chosen(alternatives)):
        parent.insert(index + offset, child)
    parent.remove(alternatives)


# tracked changes


def _settle_changes(settled: Settled, story: Any) -> None:
    """Take deleted rows, cells and paragraphs out as wholes; deleted words inside a paragraph stay marked."""
    for row in list(story.iter(f"{W}tr")):
        properties = row.find(f"{W}trPr")
        if properties is not None and (properties.find(f"{W}del") is not None):
            _leave_out(settled, row, DELETED_REASON, "table row")
            table = row.getparent()
            drop(row)
            if table is not None and next(table.iter(f"{W}tr"), None) is None:
                drop(table)
    for cell in list(story.iter(f"{W}tc")):
        if cell.find(f"{W}tcPr/{W}cellDel") is not None:
            _leave_out(settled, cell, DELETED_REASON, "table cell")
            for block in [child for child in cell if child.tag in {f"{W}p", f"{W}tbl"}]:
                drop(block)
            cell.append(cell.makeelement(f"{W}p", {}))
    for paragraph in list(story.iter(f"{W}p")):
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        if mark is None:
            continue
        if mark.find(f"{W}del") is None and mark.find(f"{W}moveFrom") is None:
            continue
        _join_next(settled, paragraph)


def _join_next(settled: Settled, paragraph: Any) -> None:
    """A paragraph whose end is deleted: without words left it goes, else the next paragraph joins it."""
    kept = [child for child in paragraph if child.tag != f"{W}pPr"]
    lasting = [run for child in kept for run in child.iter(f"{W}r") if not is_deleted(run)]
    following = paragraph.getnext()
    if not any(_holds(run) for run in lasting):
        for child in kept:
            reason = MOVED_REASON if child.tag == f"{W}moveFrom" else DELETED_REASON
            _leave_out(settled, child, reason, "paragraph")
        if following is None and owner(paragraph, f"{W}tc") is not None:
            for child in kept:
                drop(child)
        else:
            drop(paragraph)
    elif following is not None and following.tag == f"{W}p":
        properties = following.find(f"{W}pPr")
        index = 0 if properties is None else 1
        for offset, child in enumerate(kept):
            following.insert(index + offset, child)
        drop(paragraph)


def _holds(run: Any) -> bool:
    return any(child.tag != f"{W}rPr" and not (child.tag == f"{W}t" and not child.text) for child in run)


def _leave_out(settled: Settled, element: Any, reason: str, what: str) -> None:
    tags = {f"{W}t", f"{W}delText"}
    words = " ".join("".join(t.text or "" for t in p.iter() if t.tag in tags) for p in _paragraphs(element))
    text = " ".join(words.split())
    if text:
        settled.pieces.append(Piece(Kind.DELETION, text, Place(settled.package.file, part=what), reason))


def _paragraphs(element: Any) -> list[Any]:
    return list(element.iter(f"{W}p")) or [element]


# runs


def _unknown_symbol_fonts(package: Package) -> frozenset[str]:
    """Fonts that say they draw signs in the places of letters (character set 2), and that no table here names."""
    root = package.xml(package.near("fontTable.xml"))
    found = set()
    for font in children(root, f"{W}font") if root is not None else ():
        name = font.get(f"{W}name", "")
        if value(font.find(f"{W}charset")).lstrip("0") == "2" and not is_symbol_font(name):
            found.add(name.casefold())
    return frozenset(found - {"opensymbol", "segoe ui symbol", "cambria math", "ms outlook"})


def _settle_run(settled: Settled, run: Any, unknown: frozenset[str]) -> None:
    styles = settled.styles
    for child in list(run):
        if child.tag == f"{W}sym":
            _settle_sign(settled, run, child)
        elif child.tag == f"{W}cr":
            child.tag = f"{W}br"
        elif child.tag == f"{W}softHyphen":
            run.remove(child)
        elif child.tag == f"{W}br" and child.get(f"{W}type") in {"page", "column"}:
            child.attrib.clear()
            child.tag, child.text = f"{W}t", " "
            child.set(_SPACE, "preserve")
        elif child.tag in {f"{W}t", f"{W}delText"} and child.text:
            _settle_words(settled, run, child, unknown)
    if not any(child.tag in {f"{W}t", f"{W}delText"} for child in run):
        return
    _set(run, "strike", "1" if styles.is_struck(run) else "")
    raised = value(styles.run_property(run, "vertAlign"))
    if raised not in {"superscript", "subscript"}:
        raised = _raised_by_hand(run, styles)
    if raised:
        _set(run, "vertAlign", raised)


def _set(run: Any, name: str, said: str) -> None:
    properties = run.find(f"{W}rPr")
    own = properties.find(f"{W}{name}") if properties is not None else None
    if not said:
        if own is not None and properties.find(f"{W}rStyle") is None:
            properties.remove(own)
        return
    if properties is None:
        properties = run.makeelement(f"{W}rPr", {})
        run.insert(0, properties)
    if own is None:
        own = properties.makeelement(f"{W}{name}", {})
        properties.append(own)
    own.set(f"{W}val", said)


def _raised_by_hand(run: Any, styles: Styles) -> str:
    """Superscript or subscript made by raising a few words of a line (17.3.2.24)."""
    position = value(run.find(f"{W}rPr/{W}position"))
    if not re.fullmatch(r"-?\d+", position) or abs(int(position)) < _RAISED:
        return ""
    paragraph = owner(run, f"{W}p")
    others = paragraph.iter(f"{W}r") if paragraph is not None else ()
    if all(value(other.find(f"{W}rPr/{W}position")) == position for other in others if other.find(f"{W}t") is not None):
        return ""
    return "superscript" if int(position) > 0 else "subscript"


def _font(settled: Settled, run: Any) -> str:
    fonts = settled.styles.run_property(run, "rFonts")
    for name in ("ascii", "hAnsi", "cs"):
        said = fonts.get(f"{W}{name}", "") if fonts is not None else ""
        if is_symbol_font(said):
            return str(said)
    return str(fonts.get(f"{W}ascii", fonts.get(f"{W}hAnsi", ""))) if fonts is not None else ""


def _settle_sign(settled: Settled, run: Any, element: Any) -> None:
    font, code = element.get(f"{W}font", ""), element.get(f"{W}char", "")
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
    private = 0xE000 <= number <= 0xF8FF
    found = sign(font, number) if is_symbol_font(font) else None if private or not number else chr(number)
    if found is None and not is_symbol_font(font):
        found = sign("", number) if private else None
    element.tag = f"{W}t"
    element.attrib.clear()
    element.text = found or UNREADABLE
    element.set(_SPACE, "preserve")
    if is_symbol_font(_font(settled, run)):
        _set_plain_font(run)
    if found is None:
        asks = f'which sign is "{code}" of the font "{font}"'
        settled.ask("sign", asks, f'write it over "{UNREADABLE}"', element)


def _settle_words(settled: Settled, run: Any, element: Any, unknown: frozenset[str]) -> None:
    font = _font(settled, run)
    if font.casefold() in unknown and any(c.isalnum() or ord(c) >= 0xE000 for c in element.text):
        settled.ask(
            "sign",
            f'which signs does the font "{font}" draw for "{element.text[:40]}"',
            f'write them over "{UNREADABLE}"',
            element,
        )
        element.text = UNREADABLE
        return
    if not is_symbol_font(font) and not any("\ue000" <= c <= "\uf8ff" or c >= "\U000f0000" for c in element.text):
        return
    text, known = spelled(font, element.text)
    if not known:
        code = next((f"U+{ord(c):04X}" for c in element.text if "\ue000" <= c <= "\uf8ff" or c >= "\U000f0000"), "")
        asks = f'which sign is {code or "it"} of the font "{font or "of the text"}"'
        settled.ask("sign", asks, f'write it over "{UNREADABLE}"', element)
    element.text = text
    element.set(_SPACE, "preserve")
    if is_symbol_font(font):
        _set_plain_font(run)


def _set_plain_font(run: Any) -> None:
    """The run in an ordinary font: its signs are Unicode now and must not be spelled again."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = run.makeelement(f"{W}rPr", {})
        run.insert(0, properties)
    own = properties.find(f"{W}rFonts")
    if own is None:
        own = properties.makeelement(f"{W}rFonts", {})
        properties.append(own)
    own.attrib.clear()
    for name in ("ascii", "hAnsi", "cs"):
        own.set(f"{W}{name}", "Arial")


def _settle_ruby(ruby: Any) -> None:
    """A word with its reading above it: the word, then the reading in brackets."""
    run = ruby.getparent()
    base = list(ruby.iterfind(f"{W}rubyBase/{W}r"))
    reading = "".join(t.text or "" for t in ruby.iterfind(f"{W}rt//{W}t"))
    if run is None or run.getparent() is None:
        return
    after = run
    for word in base:
        after.addnext(word)
        after = word
    if reading.strip():
        said = run.makeelement(f"{W}r", {})
        text = said.makeelement(f"{W}t", {_SPACE: "preserve"})
        text.text = f" ({reading.strip()})"
        said.append(text)
        after.addnext(said)
        after = said
    following = list(ruby.itersiblings())
    if following:
        rest = run.makeelement(f"{W}r", {})
        properties = run.find(f"{W}rPr")
        if properties is not None:
            rest.append(copy.deepcopy(properties))
        for child in following:
            rest.append(child)
        after.addnext(rest)
    drop(ruby)


# paragraphs


def _settle_drop_caps(story: Any) -> None:
    """A large first letter stands in a frame of its own: it goes back to the front of its word."""
    for paragraph in list(story.iter(f"{W}p")):
        frame = paragraph.find(f"{W}pPr/{W}framePr")
        if frame is None or frame.get(f"{W}dropCap", "none") == "none":
            continue
        following = paragraph.getnext()
        if following is None or following.tag != f"{W}p":
            paragraph.find(f"{W}pPr").remove(frame)
            continue
        index = 0 if following.find(f"{W}pPr") is None else 1
        for offset, child in enumerate([c for c in paragraph if c.tag != f"{W}pPr"]):
            following.insert(index + offset, child)
        drop(paragraph)


def is_contents(paragraph: Any, styles: Styles) -> bool:
    """Whether a paragraph is a line of a table of contents or of a list of figures."""
    return bool(paragraph.get(CONTENTS)) or styles.paragraph(paragraph).contents


def is_hidden(run: Any) -> bool:
    """Whether the words of a run are hidden."""
    properties = run.find(f"{W}rPr")
    return properties is not None and is_on(properties.find(f"{W}vanish"))
