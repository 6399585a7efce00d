"""The styles of an .odt come in; what they say of words, paragraphs and lists goes out (OpenDocument 1.3, 3:16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.manuscript.characters.symbols import is_symbol_font, spelled
from pipeline.manuscript.faint import SMALLEST, is_white
from pipeline.manuscript.flow.content import Look
from pipeline.manuscript.pieces import Mark
from pipeline.manuscript.word.styles import heading_level

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT = f"{{{_NS}text:1.0}}"
TABLE = f"{{{_NS}table:1.0}}"
DRAW = f"{{{_NS}drawing:1.0}}"
OFFICE = f"{{{_NS}office:1.0}}"
STYLE = f"{{{_NS}style:1.0}}"
FO = f"{{{_NS}xsl-fo-compatible:1.0}}"
SVG = f"{{{_NS}svg-compatible:1.0}}"
META = f"{{{_NS}meta:1.0}}"
XLINK = "{http://www.w3.org/1999/xlink}"
XML = "{http://www.w3.org/XML/1998/namespace}"

_COUNTS = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
    "١, ٢, ٣, ...": "decimal",
    "१": "devanagari",
    "①, ②, ③, ...": "circled",
    "一, 二, 三, ...": "ideographic",
    "א, ב, ג, ...": "hebrew",
    "α, β, γ, ... (Greek)": "lower-greek",
    "1st": "ordinal",
    "One": "cardinal-text",
    "01, 02, 03, ...": "decimal-zero",
}
_CAPTIONS = frozenset({"caption", "illustration", "figure", "table", "drawing", "text"})


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list: how it counts ("bullet", "none", a style of counting), where it begins, what stands around
    the number, and how many levels it shows.
    """

    counts: str = "none"
    start: int = 1
    prefix: str = ""
    suffix: str = ""
    shows: int = 1


@dataclass
class Styles:
    """All styles of a document by family and name."""

    raw: dict[tuple[str, str], Any] = field(default_factory=dict)
    automatic: set[tuple[str, str]] = field(default_factory=set)
    lists: dict[str, dict[int, ListLevel]] = field(default_factory=dict)
    fonts: dict[str, str] = field(default_factory=dict)
    lang: str = ""

    def read(self, root: Any | None, *, body: bool) -> None:
        """Take in the styles of one part; those of the body go before those of running heads."""
        if root is None:
            return
        for face in root.iter(f"{STYLE}font-face"):
            # A font is called by a name of the file's own ("OpenSymbol1"), and named once.
            self.fonts[face.get(f"{STYLE}name", "")] = face.get(f"{SVG}font-family", "").strip("'\"")
        for holder in root:
            # P1 of styles.xml is another style than P1 of content.xml: each part counts its own.
            if holder.tag == f"{OFFICE}automatic-styles" and not body and self.raw:
                continue
            for style in holder.iter(f"{STYLE}style"):
                key = (style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", ""))
                self.raw.setdefault(key, style)
                if holder.tag == f"{OFFICE}automatic-styles":
                    self.automatic.add(key)
            for style in holder.iter(f"{TEXT}list-style"):
                self.lists.setdefault(style.get(f"{STYLE}name", ""), dict(_levels(style)))
        for default in root.iter(f"{STYLE}default-style"):
            properties = default.find(f"{STYLE}text-properties")
            if default.get(f"{STYLE}family") == "paragraph" and properties is not None:
                self.lang = self.lang or _language(properties)

    def filled(self, *families: str) -> bool:
        """Whether a style of these families fills what is behind its words with a colour."""
        for (family, _), style in self.raw.items():
            if family in families:
                for properties in style:
                    for name in (f"{FO}background-color", f"{DRAW}fill-color"):
                        colour = properties.get(name, "")
                        if colour.startswith("#") and not is_white(colour):
                            return True
        return False

    def chain(self, family: str, name: str) -> Iterator[tuple[str, Any]]:
        """A style and its parents, nearest first."""
        # A damaged file may hold parents in a ring.
        for _ in range(15):
            style = self.raw.get((family, name))
            if style is None:
                return
            yield name, style
            name = style.get(f"{STYLE}parent-style-name", "")

    def names(self, family: str, name: str) -> list[str]:
        """The names of a style and its parents in lower case, as people see them."""
        found = [name]
        for own, style in self.chain(family, name):
            found += [own, style.get(f"{STYLE}display-name", ""), style.get(f"{STYLE}parent-style-name", "")]
        # Style names are XML names: LibreOffice writes "Heading 1" as "Heading_20_1".
        return [re.sub(r"_([0-9a-f]{2})_", lambda m: chr(int(m[1], 16)), n).casefold() for n in found if n]

    def level(self, name: str) -> int:
        """The heading level that a paragraph style gives (1 to 9), 0 for none."""
        for _, style in self.chain("paragraph", name):
            outline = style.get(f"{STYLE}default-outline-level", "")
            if outline.isdigit() and int(outline):
                return int(outline)
        return next((level for said in self.names("paragraph", name) if (level := heading_level(said))), 0)

    def is_caption(self, name: str) -> bool:
        """Whether paragraphs of a style are captions."""
        return bool(_CAPTIONS & set(self.names("paragraph", name)))

    def list_style(self, name: str) -> str:
        """The list style that a paragraph style names, empty for none."""
        for _, style in self.chain("paragraph", name):
            if style.get(f"{STYLE}list-style-name"):
                return str(style.get(f"{STYLE}list-style-name"))
        return ""

    def look(self, look: Look, family: str, name: str) -> Look:
        """`look` with what a style says of words; what a named paragraph style does to all of them is its look only."""
        for key, style in reversed(list(self.chain(family, name))):
            properties = style.find(f"{STYLE}text-properties")
            if properties is None:
                continue
            own = family == "text" or ("paragraph", key) in self.automatic
            look = _changed(look, properties, stress=own)
            if family == "text" and re.match(r"source.{0,4}text|teletype|code", key.casefold()):
                look = replace(look, code=True, marks=look.marks | {Mark.CODE})
        return look

    def font(self, family: str, name: str) -> str:
        """The symbol font that a style sets, empty for any other."""
        for _, style in self.chain(family, name):
            properties = style.find(f"{STYLE}text-properties")
            if properties is None:
                continue
            said = properties.get(f"{STYLE}font-name") or properties.get(f"{FO}font-family", "")
            if said:
                font = self.fonts.get(said, said)
                return font if is_symbol_font(font) else ""
        return ""


def _changed(look: Look, properties: Any, *, stress: bool) -> Look:
    marks = set(look.marks)

    def mark(one: Mark, on: bool) -> None:
        (marks.add if on else marks.discard)(one)

    weight, slant = properties.get(f"{FO}font-weight"), properties.get(f"{FO}font-style")
    if stress and weight:
        mark(Mark.STRONG, weight in {"bold", "bolder"} or (weight.isdigit() and int(weight) >= 600))
    if stress and slant:
        mark(Mark.EMPHASIS, slant in {"italic", "oblique"})
    struck = [properties.get(f"{STYLE}text-line-through-{name}") for name in ("style", "type")]
    if any(struck):
        mark(Mark.STRUCK, all(said != "none" for said in struck if said))
    position = str(properties.get(f"{STYLE}text-position", ""))
    if position:
        shift = re.match(r"-?\d+(?:\.\d+)?", position)
        up = position.startswith("super") or (bool(shift) and float(position[: shift.end()] if shift else 0) > 0)
        down = position.startswith("sub") or (bool(shift) and float(position[: shift.end()] if shift else 0) < 0)
        mark(Mark.SUPERSCRIPT, up and not position.startswith("sub"))
        mark(Mark.SUBSCRIPT, down and not position.startswith("super"))
    shown = properties.get(f"{TEXT}display")
    hidden = look.hidden if shown is None else shown == "none"
    unseen = _unseen(properties, look.unseen)
    return replace(look, marks=frozenset(marks), hidden=hidden, lang=_language(properties) or look.lang, unseen=unseen)


def _unseen(properties: Any, before: str) -> str:
    """Why nobody sees words of these properties; `before` is what the styles around them say."""
    behind, colour = properties.get(f"{FO}background-color", ""), properties.get(f"{FO}color", "")
    size = re.fullmatch(r"([\d.]+)pt", properties.get(f"{FO}font-size", ""))
    if size:
        before = "very small" if float(size[1]) < SMALLEST else before.replace("very small", "")
    if behind.startswith("#") and not is_white(behind):
        return before.replace("white", "")
    if colour:
        return "white" if is_white(colour) else before.replace("white", "")
    return before


def _language(properties: Any) -> str:
    tag = str(properties.get(f"{FO}language", "")).lower()
    return tag if re.fullmatch("[a-z]{2,3}", tag) and tag not in {"zxx", "none", "und"} else ""


def _levels(style: Any) -> Iterator[tuple[int, ListLevel]]:
    for level in style:
        depth = str(level.get(f"{TEXT}level", ""))
        if not depth.isdigit():
            continue
        if level.tag in {f"{TEXT}list-level-style-bullet", f"{TEXT}list-level-style-image"}:
            properties = level.find(f"{STYLE}text-properties")
            font = str(properties.get(f"{STYLE}font-name", "")) if properties is not None else ""
            yield int(depth) - 1, ListLevel("bullet", prefix=spelled(font, level.get(f"{TEXT}bullet-char", ""))[0])
        elif level.tag == f"{TEXT}list-level-style-number":
            form = level.get(f"{STYLE}num-format", "")
            start, shows = level.get(f"{TEXT}start-value", "1"), level.get(f"{TEXT}display-levels", "1")
            yield (
                int(depth) - 1,
                ListLevel(
                    _COUNTS.get(form, "decimal") if form else "none",
                    int(start) if start.lstrip("-").isdigit() else 1,
                    level.get(f"{STYLE}num-prefix", ""),
                    level.get(f"{STYLE}num-suffix", ""),
                    int(shows) if shows.isdigit() else 1,
                ),
            )
