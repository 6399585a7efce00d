"""A painted, untagged document comes in; its structure tree, its artifacts and its ActualText are written into it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from pipeline.errors import PlainleafError
from pipeline.formats.handout.boxes import Painted, Run
from pipeline.formats.handout.structure import Element, Structure, build
from pipeline.language.reading_order import as_it_stands, in_reading_order

NO_GLYPH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphen, joiners, bidi controls: characters that a page shows by what they do, not by a glyph."""

GLYPHS = re.compile(rb"<([0-9a-fA-F]*)>")


def tagger(lang: str, title_direction: str = "ltr") -> Any:
    """A function that tags a painted document in `lang`; hand it to `boxes.tagging_by`."""

    def tag(painted: Painted) -> None:
        write(painted, build(painted.gathered.root, lang))
        # PDF/UA-1, 7.1: the window has to show the title, and screen readers say what it shows.
        preferences = {"DisplayDocTitle": "true"}
        if title_direction == "rtl":
            # Two pages side by side are laid with the first at the right (ISO 32000-1, table 150).
            preferences["Direction"] = "/R2L"
        painted.pdf.catalog["ViewerPreferences"] = _dictionary(preferences)
        # ISO 32000-1, 14.7.1: this mark says that the file keeps to the rules of tagged PDF.
        painted.pdf.catalog["MarkInfo"] = _dictionary({"Marked": "true"})

    return tag


def write(painted: Painted, structure: Structure) -> None:
    """Write the tree (ISO 32000-1, 14.7) and rewrite the marks in the streams so that both agree.

    Raises PlainleafError for text that is drawn inside a group, where no page's tags reach it.
    """
    marks = [_marks(stream) for stream in painted.streams]
    for run, kind in (*painted.gathered.artifacts, *((run, "Layout") for run in structure.decoration)):
        _make_artifact(painted.streams[run.page], marks[run.page], run, kind, painted.fonts)
    used = {(run.page, run.mcid) for run in structure.root.runs()}
    for page, stream in enumerate(painted.streams):
        for mcid in [mcid for mcid in marks[page] if (page, mcid) not in used]:
            _make_artifact(stream, marks[page], Run(page, mcid, "", (0, 0, 0, 0)), "Layout", painted.fonts)
    for page, annotation in painted.gathered.dead_links:
        _take_link(painted.pdf, page, annotation)
    _TreeWriter(painted, marks).write(structure.root)


def extracted(stream: Any, start: int, fonts: Mapping[str, Mapping[int, str]]) -> str:
    """The text that a reader gets from the glyphs of the marked sequence whose BDC stands at index `start`."""
    found: list[str] = []
    font: Mapping[int, str] = {}
    for index in range(start, -1, -1):  # the font may have been chosen before the mark
        chosen = _font(stream.stream[index])
        if chosen is not None:
            font = fonts.get(chosen, {})
            break
    for token in stream.stream[start + 1 :]:
        if token == b"EMC":
            break
        chosen = _font(token)
        if chosen is not None:
            font = fonts.get(chosen, {})
        elif isinstance(token, bytes) and token.endswith(b"TJ"):
            for digits in GLYPHS.findall(token):
                # A glyph without a character of its own gets one by the press, so such a run never says just its text.
                codes = (int(digits[i : i + 4], 16) for i in range(0, len(digits), 4))
                found.extend(as_it_stands(font.get(code) or "\ufffd") for code in codes)
    return in_reading_order("".join(found))


def comparable(text: str) -> str:
    """`text` as far as a page can show it: composed, every space alike, without characters that have no glyph."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", NO_GLYPH.sub("", text)))


def _font(token: object) -> str | None:
    if isinstance(token, bytes) and token.endswith(b" Tf"):
        return token[1:].split(b" ", 1)[0].decode("ascii")
    return None


def _marks(stream: Any) -> dict[int, int]:
    """Where the BDC of each mark stands in a page's stream, by mcid."""
    return {
        stream.stream[index - 1]["MCID"]: index
        for index, token in enumerate(stream.stream)
        if token == b"BDC" and "MCID" in stream.stream[index - 1]
    }


def _make_artifact(
    stream: Any, marks: dict[int, int], run: Run, kind: str, fonts: Mapping[str, Mapping[int, str]]
) -> None:
    """Turn a mark into an artifact (ISO 32000-1, 14.8.2.2); running text keeps its words for those who search."""
    import pydyf

    index = marks.pop(run.mcid, None)
    if index is None:
        return
    properties: dict[str, object] = {"Type": "/Layout"}
    if kind in ("Header", "Footer"):
        properties = {"Type": "/Pagination", "Subtype": f"/{kind}"}
        if run.text.strip() and not _extracts(stream, index, run, fonts):
            properties["ActualText"] = pydyf.String(NO_GLYPH.sub("", run.text))
    stream.stream[index - 2] = b"/Artifact"
    stream.stream[index - 1] = _dictionary(properties)


def _take_link(pdf: Any, page: int, annotation: Any) -> None:
    """Take a link out of a page: in a repeated table head it would be a link without words (ISO 14289-1, 7.18.5)."""
    dictionary = pdf.objects[int(pdf.page_references[page].split()[0])]
    kept = [each for each in dictionary.get("Annots", ()) if each != annotation.reference]
    if kept:
        dictionary["Annots"][:] = kept
    else:
        dictionary.pop("Annots", None)


class _TreeWriter:
    """Writes elements depth first, numbering each page's marks without gaps as its parent array is indexed by them."""

    def __init__(self, painted: Painted, marks: list[dict[int, int]]) -> None:
        self.painted = painted
        self.pdf = painted.pdf
        self.marks = marks
        self.numbers = [{mcid: new for new, mcid in enumerate(sorted(page))} for page in marks]
        self.parents: list[dict[int, Any]] = [{} for _ in painted.streams]
        self.annotations: list[tuple[Any, Any]] = []
        self.ids: list[tuple[str, Any]] = []

    def write(self, document: Element) -> None:
        import pydyf

        root = _dictionary({"Type": "/StructTreeRoot"})
        self.pdf.add_object(root)
        root["K"] = pydyf.Array([self._add(document, root).reference])
        root["ParentTree"] = self._parent_tree().reference
        # Who adds a field or a note later goes on from here (ISO 32000-1, table 322).
        root["ParentTreeNextKey"] = len(self.parents) + len(self.annotations)
        if self.ids:
            names = pydyf.Array()
            # Keys of a name tree have to be in order, or readers search past them (ISO 32000-1, 7.9.6).
            for name, made in sorted(self.ids, key=lambda each: each[0]):
                names.extend((pydyf.String(name), made.reference))
            root["IDTree"] = _dictionary({"Names": names})
        self.pdf.catalog["StructTreeRoot"] = root.reference

    def _add(self, element: Element, parent: Any) -> Any:
        import pydyf

        made = _dictionary({"Type": "/StructElem", "S": f"/{element.role}", "P": parent.reference})
        self.pdf.add_object(made)
        _describe(made, element, self.painted)
        if element.id:
            made["ID"] = pydyf.String(element.id)
            self.ids.append((element.id, made))
        page = _first_page(element)
        if page is not None:
            # A number alone as kid means a mark on this page (ISO 32000-1, 14.7.4.2).
            made["Pg"] = self.pdf.page_references[page]
        kids = pydyf.Array(self._link(element, made))
        kids.extend(
            self._add(kid, made).reference if isinstance(kid, Element) else self._leaf(kid, made, page)
            for kid in element.kids
        )
        if kids:
            made["K"] = kids[0] if len(kids) == 1 else kids
        return made

    def _link(self, element: Element, made: Any) -> list[Any]:
        import pydyf

        found = []
        for page, annotation in element.links:
            where = self.pdf.page_references[page]
            found.append(_dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": where}))
            annotation["Contents"] = pydyf.String(_link_words(element, annotation))
            self.annotations.append((annotation, made))
        return found

    def _leaf(self, run: Run, made: Any, page: int | None) -> Any:
        if run.mcid not in self.marks[run.page]:
            raise PlainleafError(
                f'"{run.text[:40]}" is drawn inside a group, where tags cannot reach it',
                hint="take opacity, transform and blend modes of text out of the style sheet",
            )
        new = self.numbers[run.page][run.mcid]
        self.parents[run.page][new] = made
        _mark_text(self.painted.streams[run.page], self.marks[run.page][run.mcid], run, new, self.painted.fonts)
        if run.page == page:
            return new
        return _dictionary({"Type": "/MCR", "Pg": self.pdf.page_references[run.page], "MCID": new})

    def _parent_tree(self) -> Any:
        import pydyf

        nums = pydyf.Array()
        for number, by_mcid in enumerate(self.parents):
            nums.extend((number, pydyf.Array([by_mcid[mcid].reference for mcid in sorted(by_mcid)])))
        for number, (annotation, made) in enumerate(self.annotations, start=len(self.parents)):
            nums.extend((number, made.reference))
            annotation["StructParent"] = number
        tree = _dictionary({"Nums": nums})
        self.pdf.add_object(tree)
        return tree


def _extracts(stream: Any, index: int, run: Run, fonts: Mapping[str, Mapping[int, str]]) -> bool:
    return comparable(extracted(stream, index, fonts)) == comparable(run.text)


def _mark_text(stream: Any, index: int, run: Run, new: int, fonts: Mapping[str, Mapping[int, str]]) -> None:
    """Give the mark its new number, and the source's text when the glyphs do not say the same."""
    import pydyf

    properties: dict[str, object] = {"MCID": new}
    if run.text.isspace():  # WeasyPrint draws no glyph for a space between two inline boxes
        properties["ActualText"] = pydyf.String(" ")
    elif run.text and not _extracts(stream, index, run, fonts):
        properties["ActualText"] = pydyf.String(NO_GLYPH.sub("", run.text))
    stream.stream[index - 1] = _dictionary(properties)


def _describe(made: Any, element: Element, painted: Painted) -> None:
    import pydyf

    if element.lang:
        made["Lang"] = pydyf.String(element.lang)
    if element.alt is not None:
        made["Alt"] = pydyf.String(element.alt)
    if element.expansion:
        made["E"] = pydyf.String(element.expansion)
    attributes = pydyf.Array()
    if element.table:
        attributes.append(_dictionary({"O": "/Table", **element.table}))
    if element.listing:
        attributes.append(_dictionary({"O": "/List", "ListNumbering": f"/{element.listing}"}))
    pictures = [run for run in element.kids if isinstance(run, Run) and not run.text]
    if element.role == "Figure" and pictures:
        left, top, right, bottom = pictures[0].box
        height = painted.heights[pictures[0].page]
        box = pydyf.Array([round(value, 2) for value in (left, height - bottom, right, height - top)])
        attributes.append(_dictionary({"O": "/Layout", "Placement": "/Block", "BBox": box}))
    if attributes:
        made["A"] = attributes[0] if len(attributes) == 1 else attributes


def _link_words(element: Element, annotation: Any) -> str:
    """What the link says, and where it goes when that is an address (ISO 14289-1, 7.18.5)."""
    words = re.sub(r"\s+", " ", element.text()).strip()
    action = annotation.get("A")
    address = action["URI"].string if action and "URI" in action else ""
    if not words:
        return address
    return words if not address or address in words else f"{words} ({address})"


def _first_page(element: Element) -> int | None:
    direct = [kid.page for kid in element.kids if isinstance(kid, Run)]
    if direct:
        return direct[0]
    return next((run.page for run in element.runs()), None)


def _dictionary(values: Mapping[str, object]) -> Any:
    import pydyf

    return pydyf.Dictionary(dict(values))
