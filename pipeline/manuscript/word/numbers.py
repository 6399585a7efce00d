"""The numbering part of a .docx comes in; the number or letter of each list paragraph, as Word shows it, goes out.

ECMA-376 part 1, 17.9: a level counts on in all lists that share its abstract definition until a higher level is met
or an instance restarts it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pipeline.manuscript.characters.symbols import spelled
from pipeline.manuscript.items import ItemMark
from pipeline.manuscript.numerals import written
from pipeline.manuscript.recognition.vocabulary import CROSSES
from pipeline.manuscript.word.package import Package, W, children, is_on, value
from pipeline.manuscript.word.styles import Styles

_FORMATS = {
    "decimal": "decimal",
    "lowerLetter": "lower-alpha",
    "upperLetter": "upper-alpha",
    "lowerRoman": "lower-roman",
    "upperRoman": "upper-roman",
    "decimalZero": "decimal-zero",
    "ordinal": "ordinal",
    "cardinalText": "cardinal-text",
    "decimalEnclosedCircle": "circled",
    "decimalEnclosedCircleChinese": "circled",
    "hindiNumbers": "devanagari",
    "thaiNumbers": "thai",
    "arabicAbjad": "abjad",
    "arabicAlpha": "arabic-alpha",
    "hebrew1": "hebrew",
    "hebrew2": "hebrew-alpha",
    "russianLower": "lower-russian",
    "russianUpper": "upper-russian",
    "japaneseCounting": "ideographic",
    "chineseCounting": "ideographic",
    "chineseCountingThousand": "ideographic",
    "ideographDigital": "ideographic",
    "taiwaneseCounting": "ideographic",
    "aiueoFullWidth": "aiueo",
    "aiueo": "aiueo",
    "ganada": "ganada",
    "decimalFullWidth": "full-width",
    "decimalFullWidth2": "full-width",
    "numberInDash": "in-dashes",
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts, what it shows ("%1.%2"), which level restarts it."""

    start: int = 1
    counts: str = "decimal"
    shows: str = "%1."
    restart: int | None = None
    legal: bool = False
    indent: int | None = None


@dataclass
class Numbers:
    """The lists of a package. `mark` is asked for each list paragraph once, in reading order."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    instances: dict[str, tuple[str, dict[int, int], dict[int, Level]]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _restarted: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, package: Package, styles: Styles) -> Numbers:
        """The lists of a package; one without a numbering part has none."""
        root = package.xml(package.near("numbering.xml"))
        found = cls()
        links: dict[str, str] = {}
        for abstract in children(root, f"{W}abstractNum") if root is not None else ():
            key = abstract.get(f"{W}abstractNumId", "")
            found.abstract[key] = {_level_of(level): _read_level(level) for level in children(abstract, f"{W}lvl")}
            # Word writes a list that follows a numbering style as an empty definition with a name (17.9.21).
            links[key] = value(abstract.find(f"{W}numStyleLink"))
        for number in children(root, f"{W}num") if root is not None else ():
            starts: dict[int, int] = {}
            levels: dict[int, Level] = {}
            for override in children(number, f"{W}lvlOverride"):
                start = value(override.find(f"{W}startOverride"))
                if start.lstrip("-").isdigit():
                    starts[_level_of(override)] = int(start)
                own = override.find(f"{W}lvl")
                if own is not None:
                    levels[_level_of(override)] = _read_level(own)
            key = value(number.find(f"{W}abstractNumId"))
            found.instances[number.get(f"{W}numId", "")] = (key, starts, levels)
        for key, link in links.items():
            # A list that takes its levels from a numbering style: the style names an instance that has them.
            style = styles.raw.get(link)
            instance = value(style.find(f"{W}pPr/{W}numPr/{W}numId")) if style is not None else ""
            if not found.abstract[key] and instance in found.instances:
                found.abstract[key] = found.abstract.get(found.instances[instance][0], {})
        return found

    def level(self, number: str, depth: int) -> Level | None:
        """The level of a list instance, None when there is no such list."""
        if number not in self.instances:
            return None
        key, _, levels = self.instances[number]
        return levels.get(depth) or self.abstract.get(key, {}).get(depth) or Level()

    def mark(self, number: str, depth: int) -> ItemMark | None:
        """The mark of the next paragraph of this list and level; None when it has neither number nor bullet."""
        level = self.level(number, depth)
        if level is None:
            return None
        if level.counts in {"bullet", "none"} and not level.shows.replace(f"%{depth + 1}", "").strip():
            return ItemMark("more", depth, group=number)
        if level.counts == "bullet":
            says_no = level.shows.strip() in CROSSES
            label = level.shows.strip() if says_no else ""
            return ItemMark("typed" if says_no else "bullet", depth, label=label, group=number)
        count = self._count(number, depth, level)
        if level.counts == "none" and not re.search(r"%[1-9]", level.shows.replace(f"%{depth + 1}", "")):
            return ItemMark("typed", depth, label=level.shows.replace(f"%{depth + 1}", "").strip(), group=number)
        label = re.sub(r"%([1-9])", lambda m: self._shown(number, int(m[1]) - 1, depth, level), level.shows)
        own = re.fullmatch(r"(\()?%([1-9])([.)]?)", level.shows.strip())
        style = "decimal" if level.legal else level.counts
        if own and int(own[2]) == depth + 1 and (own[3] or not own[1]):
            delimiter = f"{own[1] or ''}{own[3]}"
            return ItemMark("number", depth, count, style, delimiter, label.strip(), number)
        return ItemMark("typed", depth, count, style, "", label.strip(), number)

    def _count(self, number: str, depth: int, level: Level) -> int:
        key, starts, _ = self.instances[number]
        counts = self._counts.setdefault(key, {})
        if depth in starts and (number, depth) not in self._restarted:
            self._restarted.add((number, depth))
            counts[depth] = starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = starts.get(depth, level.start)
        for deeper in [d for d in counts if d > depth]:
            below = self.level(number, deeper)
            restart = below.restart if below else None
            if restart is None or 0 < depth + 1 <= restart:
                del counts[deeper]
        return counts[depth]

    def _shown(self, number: str, depth: int, own: int, level: Level) -> str:
        other = self.level(number, depth) or Level()
        key, starts, _ = self.instances[number]
        count = self._counts.get(key, {}).get(depth, starts.get(depth, other.start))
        style = "decimal" if level.legal and depth != own else other.counts
        style = "decimal" if level.legal else style
        return "" if style in {"none", "bullet"} else written(count, style)


def _level_of(element: Any) -> int:
    said = element.get(f"{W}ilvl", "0")
    return int(said) if said.isdigit() else 0


def _read_level(element: Any) -> Level:
    start, restart = value(element.find(f"{W}start")), value(element.find(f"{W}lvlRestart"))
    counts = value(element.find(f"{W}numFmt")) or "decimal"
    shows = element.find(f"{W}lvlText")
    indent = element.find(f"{W}pPr/{W}ind")
    left = indent.get(f"{W}left", indent.get(f"{W}start", "")) if indent is not None else ""
    said = value(shows) if shows is not None else ""
    if counts == "bullet":
        fonts = element.find(f"{W}rPr/{W}rFonts")
        said = spelled(str(fonts.get(f"{W}ascii", "")) if fonts is not None else "", said)[0]
    return Level(
        int(start) if start.lstrip("-").isdigit() else 1,
        counts if counts in {"bullet", "none"} else _FORMATS.get(counts, counts),
        said,
        int(restart) if restart.isdigit() else None,
        is_on(element.find(f"{W}isLgl")),
        int(float(left)) if re.fullmatch(r"-?\d+(?:\.\d+)?", left) else None,
    )
