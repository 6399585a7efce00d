"""The styles part of a .docx comes in; what a style says of its paragraphs and runs, with all it inherits, goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.manuscript.pieces import Mark
from pipeline.manuscript.word.package import Package, W, children, is_on, value

_HEADING_NAMES = (
    "heading|überschrift|titre|título|titulo|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|címsor|naslov|titlu|"
    "başlık|antraštė|virsraksts|pealkiri|fyrirsögn|encabezado|intestazione|заголовок|επικεφαλίδα|見出し|标题|標題|제목|"
    "عنوان|العنوان|כותרת|शीर्षक|judul|tiêu đề|หัวเรื่อง|section heading"
)
"""What Word and LibreOffice call "heading" in the languages of their menus; Word writes the English name into a file,
other programs their own."""

_HEADING = re.compile(rf"(?:{_HEADING_NAMES})\s*(?P<level>[1-9])(?:\s*(?:char|zchn|car))?")
_HEADING_ID = re.compile(
    r"(?:heading|berschrift|titre|t(?:í)?tulo|ttulo|titolo|kop|rubrik|overskrift|nagwek)(?P<level>[1-9])"
)
_UNNUMBERED = re.compile(
    r"heading|überschrift|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|encabezado|section heading"
)
_TITLE = frozenset(
    "title titel titre título titulo titolo tytuł název název cím başlık titlu naslov τίτλος название 표제 표题 标题 "
    "表題 標題".split()
)
_SUBTITLE = frozenset(
    "subtitle untertitel sous-titre subtítulo subtitulo sottotitolo ondertitel podtytuł podtitul alcím undertitel "
    "undertittel alaotsikko подзаголовок 副标题 副題 부제".split()
)
_CAPTION = re.compile(
    r"caption|beschriftung|légende|epígrafe|descripción|didascalia|bijschrift|legenda|titulek|подпись|図表番号|题注"
)
_CONTENTS = re.compile(
    r"(?:toc|contents|verzeichnis|inhaltsverzeichnis|tdc|índice|indice|tdm|table des matières|inhopg|sumário|目录|目次)"
    r" ?(?:\d|heading|überschrift)"
    r"|(?:toc heading|table of figures|abbildungsverzeichnis|table des illustrations|tabla de ilustraciones)"
)


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of its paragraphs: its name in lower case, heading level (1 to 9, 0 none), list
    number and level, left indent of the text in twips (None when it says nothing).

    `unsure` is set when only the name says that it is a heading, and not of which level.
    """

    name: str = ""
    level: int = 0
    unsure: bool = False
    number: str = ""
    depth: int = 0
    indent: int | None = None

    @property
    def listed(self) -> bool:
        """Whether the paragraphs of the style are items of a list."""
        return self.number not in {"", "0"}

    @property
    def title(self) -> bool:
        return self.name in _TITLE

    @property
    def subtitle(self) -> bool:
        return self.name in _SUBTITLE

    @property
    def caption(self) -> bool:
        return bool(_CAPTION.search(self.name))

    @property
    def contents(self) -> bool:
        """Whether its paragraphs are lines of a table of contents or of a list of figures."""
        return bool(_CONTENTS.match(self.name))


_OF_TABLES = frozenset({"strike", "dstrike", "vanish"})
"""What a table's style may say of words besides their look."""


@dataclass
class Styles:
    """All styles of a package by id; questions on a paragraph or run are answered with what its styles inherit."""

    raw: dict[str, Any] = field(default_factory=dict)
    _known: dict[str, Style] = field(default_factory=dict)
    _default: str = ""
    _properties: dict[tuple[str, str], Any] = field(default_factory=dict)

    @classmethod
    def of(cls, package: Package) -> Styles:
        """The styles of a package; one without a styles part has none."""
        root = package.xml(package.near("styles.xml"))
        found = cls()
        for style in children(root, f"{W}style") if root is not None else ():
            key = style.get(f"{W}styleId", "")
            found.raw[key] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"}:
                found._default = key
        return found

    def style(self, key: str) -> Style:
        """The style of an id; an id that names none is taken for a name."""
        if key not in self._known:
            self._known[key] = self._read(key)
        return self._known[key]

    def paragraph(self, paragraph: Any) -> Style:
        """What holds for a paragraph: its style, and what it says itself."""
        properties = paragraph.find(f"{W}pPr")
        own = self.style(value(properties.find(f"{W}pStyle")) if properties is not None else "")
        if properties is None:
            return own
        outline = value(properties.find(f"{W}outlineLvl"))
        if outline.isdigit() and not own.title and not own.contents:
            # ECMA-376 part 1, 17.3.1.20: outline levels count from 0, and 9 is body text.
            own = replace(own, level=int(outline) + 1 if int(outline) < 9 else 0, unsure=False)
        number = properties.find(f"{W}numPr/{W}numId")
        depth = value(properties.find(f"{W}numPr/{W}ilvl"))
        if number is not None:
            own = replace(own, number=value(number))
        if depth.isdigit():
            # Word has nine levels in a list, 0 to 8 (ECMA-376 part 1, 17.9.3).
            own = replace(own, depth=min(int(depth), 8))
        indent = _indent(properties)
        return replace(own, indent=indent) if indent is not None else own

    def chain(self, key: str) -> Iterator[Any]:
        """A style and those it is based on, nearest first."""
        # Damaged files hold styles that are based on each other in a ring.
        for _ in range(12):
            style = self.raw.get(key)
            if style is None:
                return
            yield style
            key = value(style.find(f"{W}basedOn"))

    def _read(self, key: str) -> Style:
        chain = list(self.chain(key or self._default))
        if not chain:
            return _named(key.casefold())
        found = _named(value(chain[0].find(f"{W}name")).casefold() or key.casefold())
        for style in chain:
            inherited = _named(value(style.find(f"{W}name")).casefold())
            outline = value(style.find(f"{W}pPr/{W}outlineLvl"))
            if not found.level and outline.isdigit():
                found = replace(found, level=int(outline) + 1 if int(outline) < 9 else 0, unsure=False)
                break
            if not found.level and inherited.level:
                found = replace(found, level=inherited.level, unsure=inherited.unsure)
                break
        for style in chain:
            number = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if number is not None:
                depth = value(style.find(f"{W}pPr/{W}numPr/{W}ilvl"))
                found = replace(found, number=value(number), depth=int(depth) if depth.isdigit() else 0)
                break
        indents = (_indent(style.find(f"{W}pPr")) for style in chain)
        return replace(found, indent=next((i for i in indents if i is not None), None))

    def run_property(self, run: Any, name: str) -> Any | None:
        """A property of a run: its own, else that of its character style, else that of its paragraph's style."""
        properties = run.find(f"{W}rPr")
        own = properties.find(f"{W}{name}") if properties is not None else None
        if own is not None:
            return own
        character = value(properties.find(f"{W}rStyle")) if properties is not None else ""
        found = self._styled(character, name) if character else None
        if found is not None:
            return found
        paragraph = next(run.iterancestors(f"{W}p"), None)
        found = self._styled(self.key_of(paragraph), name)
        return found if found is not None else self._by_table(run, name)

    def key_of(self, paragraph: Any | None) -> str:
        """The id of the style of a paragraph, that of all others when it names none."""
        return (value(paragraph.find(f"{W}pPr/{W}pStyle")) if paragraph is not None else "") or self._default

    def _by_table(self, run: Any, name: str) -> Any | None:
        """What the style of its table says of a run, for the whole table or for its row (ECMA-376 part 1, 17.7.6)."""
        if name not in _OF_TABLES:
            return None
        table = next(run.iterancestors(f"{W}tbl"), None)
        key = value(table.find(f"{W}tblPr/{W}tblStyle")) if table is not None else ""
        if not key or table is None:
            return None
        row = next(run.iterancestors(f"{W}tr"))
        rows = list(children(table, f"{W}tr"))
        parts = [f"{W}tblStylePr[@{W}type='firstRow']"] if row is rows[0] else []
        parts += [f"{W}tblStylePr[@{W}type='lastRow']"] if row is rows[-1] else []
        for style in self.chain(key):
            for path in (*parts, "."):
                found = style.find(f"{path}/{W}rPr/{W}{name}")
                if found is not None:
                    return found
        return None

    def _styled(self, key: str, name: str) -> Any | None:
        if (key, name) not in self._properties:
            chain = (style.find(f"{W}rPr/{W}{name}") for style in self.chain(key))
            self._properties[key, name] = next((found for found in chain if found is not None), None)
        return self._properties[key, name]

    def is_struck(self, run: Any) -> bool:
        """Whether a line goes through the words of a run, single or double, by itself or by its styles."""
        return is_on(self.run_property(run, "strike")) or is_on(self.run_property(run, "dstrike"))

    def marks(self, run: Any) -> frozenset[Mark]:
        """The marks of a run, by itself or by its character style; what a paragraph's style does to all is its look."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return frozenset()
        found = set()
        raised = value(properties.find(f"{W}vertAlign"))
        if raised in {"superscript", "subscript"}:
            found.add(Mark.SUPERSCRIPT if raised == "superscript" else Mark.SUBSCRIPT)
        if is_on(properties.find(f"{W}strike")):
            found.add(Mark.STRUCK)
        character = value(properties.find(f"{W}rStyle"))
        for name, mark in (("b", Mark.STRONG), ("i", Mark.EMPHASIS)):
            own = properties.find(f"{W}{name}")
            if is_on(own if own is not None else self._styled(character, name) if character else None):
                found.add(mark)
        if character and "verbatim" in self.style(character).name:
            found.add(Mark.CODE)
        return frozenset(found)


def heading_level(name: str) -> int:
    """The heading level (1 to 9) that a style's name in lower case says, 0 for one that says none."""
    return _named(name).level


def _named(name: str) -> Style:
    if (match := _HEADING.fullmatch(name)) or (match := _HEADING_ID.fullmatch(name.replace(" ", ""))):
        return Style(name, int(match["level"]))
    if _UNNUMBERED.fullmatch(name):
        return Style(name, 1, unsure=True)
    return Style(name)


def _indent(properties: Any | None) -> int | None:
    """Where the text of a paragraph begins, in twips from the margin."""
    indent = properties.find(f"{W}ind") if properties is not None else None
    # Strict files say "start" where transitional ones say "left" (ECMA-376 part 4).
    said = None if indent is None else indent.get(f"{W}left", indent.get(f"{W}start"))
    try:
        return int(float(said)) if said is not None else None
    except ValueError:
        return None
