"""The style sheets and attributes of a page come in; what they say of an element's words goes out.

Google Docs, Word and mail programs write marks as styles only: `.c5{text-decoration:line-through}`. What a page looks
like otherwise is none of an article's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_SHEET = 2_000_000
"""Characters (house): the sheets of a large site; what lies beyond is not read."""

_WANTED = re.compile(
    r"line-through|font-weight|font-style|vertical-align|font-family|list-style|counter\(|mso-list|direction", re.I
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMPOUND = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)(::?before)?", re.I)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector, its compounds from the outermost to the element itself, and the declarations that count."""

    compounds: tuple[tuple[str, frozenset[str], str], ...]
    says: Mapping[str, str]


@dataclass
class StyleSheet:
    """The rules of a page that concern words, by the class, id or tag of the element that they end in."""

    rules: dict[str, list[_Rule]] = field(default_factory=dict)
    before: dict[str, list[_Rule]] = field(default_factory=dict)

    def of(self, element: Any) -> dict[str, str]:
        """What is declared for this very element, its own attribute last; nothing is inherited."""
        said: dict[str, str] = {}
        if self.rules:
            for rule in self._matching(self.rules, element):
                said.update(rule.says)
        if style := element.get("style"):
            said.update(declarations(style))
        return said

    def counter(self, element: Any) -> str:
        """What a page writes before a list item by its own counter (`content`), "" where it writes nothing."""
        said = ""
        for rule in self._matching(self.before, element):
            said = rule.says.get("content", said)
        return said

    def _matching(self, rules: Mapping[str, list[_Rule]], element: Any) -> Iterator[_Rule]:
        names = _names(element)
        for name in (str(element.tag), "*", *sorted(names)):
            for rule in rules.get(name, ()):
                if _fits(rule.compounds, element):
                    yield rule


def read_sheets(root: Any) -> StyleSheet:
    """The rules of all style elements of a page; those for print only, and selectors with states, are left aside."""
    sheet = StyleSheet()
    text = "\n".join(style.text or "" for style in root.iter("style"))[:MAX_SHEET]
    if not _WANTED.search(text):
        return sheet
    plain = re.sub(r"/\*.*?\*/|<!--|-->", "", text, flags=re.DOTALL)
    plain = re.sub(r"@media[^{]*\bprint\b[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", plain)
    for selectors, body in _RULE.findall(plain):
        if not _WANTED.search(body):
            continue
        says = declarations(body)
        for selector in selectors.rpartition(";")[2].split(","):
            _add(sheet, selector.strip(), says)
    return sheet


def _add(sheet: StyleSheet, selector: str, says: Mapping[str, str]) -> None:
    compounds: list[tuple[str, frozenset[str], str]] = []
    for part in re.split(r"\s*>\s*|\s+", selector):
        match = _COMPOUND.fullmatch(part)
        if not match or not part:
            return
        names = frozenset(re.findall(r"[.#][\w-]+", match[2]))
        compounds.append(((match[1] or "*").lower(), names, match[3] or ""))
    tag, names, pseudo = compounds[-1]
    place = sheet.before if pseudo else sheet.rules
    place.setdefault(min(names) if names else tag, []).append(_Rule(tuple(compounds), says))


def declarations(style: str) -> dict[str, str]:
    """Property and value of each declaration, in small letters; a font keeps its name."""
    said: dict[str, str] = {}
    for part in re.split(r";(?=(?:[^\"']*[\"'][^\"']*[\"'])*[^\"']*$)", style):
        name, colon, value = part.partition(":")
        if colon:
            said[name.strip().lower()] = re.sub(r"\s*!important", "", value).strip()
    return said


def _names(element: Any) -> frozenset[str]:
    classes = {f".{name}" for name in str(element.get("class") or "").split()}
    return frozenset(classes | ({f"#{element.get('id')}"} if element.get("id") else set()))


def _fits(compounds: tuple[tuple[str, frozenset[str], str], ...], element: Any) -> bool:
    """Whether the element is the last compound, and the others are among the elements around it, in their order."""
    wanted = list(compounds)
    if not _is(element, wanted.pop()):
        return False
    for around in element.iterancestors():
        if not wanted:
            break
        if isinstance(around.tag, str) and _is(around, wanted[-1]):
            wanted.pop()
    return not wanted


def _is(element: Any, compound: tuple[str, frozenset[str], str]) -> bool:
    tag, names, _ = compound
    return tag in {"*", element.tag} and names <= _names(element)
