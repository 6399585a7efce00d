"""The style sheets and attributes of a page come in; what they say of an element's words goes out.

Google Docs, Word and mail programs write marks as styles only: `.c5{text-decoration:line-through}`. What a page looks
like otherwise is none of an article's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.manuscript.recognition.vocabulary import CROSSES

MAX_SHEET = 2_000_000
"""Characters (house): the sheets of a large site; what lies beyond is not read."""

_WANTED = re.compile(
    r"text-decoration|font-weight|font-style|vertical-align|font-family|list-style|content|mso-list|direction|"
    r"display|visibility|opacity|(?<![\w-])color|background|font-size|text-indent|clip|(?<![\w-])left",
    re.I,
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMPOUND = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)(::?(?:before|after|marker))?", re.I)
_TELLING = CROSSES | frozenset("<>≤≥±≈×−%")
_MEDIA = re.compile(r"@[\w-]+[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_WRITTEN = re.compile(r"(?:\s*(?:\"[^\"]*\"|'[^']*'))+\s*")


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector, its compounds from the outermost to the element itself, and the declarations that count.

    `direct` says of each compound whether the one before it must be its parent (">").
    """

    compounds: tuple[tuple[str, frozenset[str], str], ...]
    direct: tuple[bool, ...]
    says: Mapping[str, str]


@dataclass
class StyleSheet:
    """The rules of a page that concern words, by the class, id or tag of the element that they end in.

    What a rule writes before or behind an element, and what it hides, counts only where no condition stands around it.
    """

    rules: dict[str, list[_Rule]] = field(default_factory=dict)
    before: dict[str, list[_Rule]] = field(default_factory=dict)
    after: dict[str, list[_Rule]] = field(default_factory=dict)
    hiding: dict[str, list[_Rule]] = field(default_factory=dict)
    filling: dict[str, list[_Rule]] = field(default_factory=dict)

    def of(self, element: Any) -> dict[str, str]:
        """What is declared for this very element, its own attribute last; nothing is inherited."""
        said: dict[str, str] = {}
        if self.rules:
            for rule in self._matching(self.rules, element):
                said.update(rule.says)
        if style := element.get("style"):
            settled = {name: value for name, value in said.items() if f"{name}!" in said}
            said.update(declarations(style))
            said.update(settled)
        return said

    def counter(self, element: Any) -> str:
        """What a page writes before a list item by its own counter (`content`), "" where it writes nothing."""
        said = ""
        for rule in self._matching(self.before, element):
            said = rule.says.get("content", said)
        return said

    def written(self, element: Any) -> tuple[str, str]:
        """The words that a page writes before and behind an element (CSS Generated Content); counters are none."""
        return _words(self._matching(self.before, element)), _words(self._matching(self.after, element))

    def hides(self, element: Any) -> bool:
        """Whether a style sheet, and not the element itself, keeps it from being shown."""
        said: dict[str, str] = {}
        for rule in self._matching(self.hiding, element):
            said.update(rule.says)
        own = declarations(element.get("style") or "")
        by_display = said.get("display") == "none" and ("display" not in own or "display!" in said)
        return by_display or (said.get("visibility") == "hidden" and ("visibility" not in own or "visibility!" in said))

    def unseen(self, element: Any) -> str:
        """Why nobody sees the words of an element that is shown ("white"), by itself or by a style sheet; "" else."""
        said: dict[str, str] = {}
        for rule in self._matching(self.hiding, element):
            said.update(rule.says)
        said.update(declarations(element.get("style") or ""))
        if said.get("display") == "none":
            return ""
        why = next((why for name, (form, why) in _UNSEEN.items() if form.fullmatch(said.get(name, "").lower())), "")
        return "" if why == "white" and self._stands_on_colour(element) else why

    def _stands_on_colour(self, element: Any) -> bool:
        for around in (element, *element.iterancestors()):
            said: dict[str, str] = {}
            for rule in self._matching(self.filling, around):
                said.update(rule.says)
            said.update(declarations(around.get("style") or ""))
            filled = said.get("background-color") or said.get("background") or around.get("bgcolor") or ""
            if filled and not _CLEAR.fullmatch(filled.lower()):
                return True
        return False

    def _matching(self, rules: Mapping[str, list[_Rule]], element: Any) -> Iterator[_Rule]:
        names = _names(element)
        for name in (str(element.tag), "*", *sorted(names)):
            for rule in rules.get(name, ()):
                if _fits(rule, element):
                    yield rule


def _words(rules: Iterator[_Rule]) -> str:
    """The words of the last of some rules that writes any, "" for signs only and for what is not seen."""
    said: dict[str, str] = {}
    for rule in rules:
        said.update(rule.says)
    content = said.get("content", "")
    unseen = said.get("display") == "none" or said.get("visibility") == "hidden" or not _WRITTEN.fullmatch(content)
    words = "" if unseen else "".join(part[1:-1] for part in re.findall(r"\"[^\"]*\"|'[^']*'", content))
    words = re.sub(r"\\([0-9a-fA-F]{1,6})\s?", lambda m: chr(min(int(m[1], 16), 0x10FFFF)), words)
    return words if any(c.isalnum() or c in _TELLING for c in words) else ""


def read_sheets(root: Any, more: str = "") -> StyleSheet:
    """The rules of all style elements of a page, behind those of `more`; those for print only, and selectors with
    states, are left aside.
    """
    sheet = StyleSheet()
    text = "\n".join((more, *(style.text or "" for style in root.iter("style"))))[:MAX_SHEET]
    if not _WANTED.search(text):
        return sheet
    plain = re.sub(r"/\*.*?\*/|<!--|-->", "", text, flags=re.DOTALL)
    plain = re.sub(r"@media[^{]*\bprint\b[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", plain)
    for selectors, says in _rules(plain):
        for selector in selectors:
            _add(sheet, selector, says)
    for selectors, says in _rules(_MEDIA.sub("", plain)):
        for selector in selectors if _SHOWING & says.keys() else ():
            _add(sheet, selector, says, always=True)
    return sheet


def linked_sheets(root: Any, fetch: Callable[[str], bytes | None]) -> str:
    """The style sheets that a page names and that lie beside it; `fetch` gives the bytes of an address."""
    found: list[str] = []
    for link in root.iter("link"):
        said = f"{link.get('rel') or ''}".lower().split()
        target = str(link.get("href") or "")
        printed = str(link.get("media") or "").strip().lower() == "print"
        if (
            "stylesheet" in said
            and "alternate" not in said
            and not printed
            and not re.match(r"[a-z][\w+.-]*:|//", target)
        ):
            found.append((fetch(target) or b"").decode("utf-8", "replace"))
    return "\n".join(found)


def _rules(text: str) -> Iterator[tuple[list[str], dict[str, str]]]:
    for selectors, body in _RULE.findall(text):
        if _WANTED.search(body):
            yield [selector.strip() for selector in selectors.rpartition(";")[2].split(",")], declarations(body)


def _add(sheet: StyleSheet, selector: str, says: Mapping[str, str], *, always: bool = False) -> None:
    """Note a rule: `always` for one that no condition is around."""
    compounds: list[tuple[str, frozenset[str], str]] = []
    direct: list[bool] = []
    for part in re.split(r"(\s*>\s*|\s+)", selector):
        if not part.strip() or part.strip() == ">":
            direct.append(">" in part)
            continue
        match = _COMPOUND.fullmatch(part)
        if not match:
            return
        names = frozenset(re.findall(r"[.#][\w-]+", match[2]))
        compounds.append(((match[1] or "*").lower(), names, (match[3] or "").strip(":")))
    if not compounds or len(direct) != len(compounds) - 1:
        return
    pseudo = compounds[-1][2]
    if always:
        if not pseudo and {"background", "background-color"} & says.keys():
            _place(sheet.filling, compounds, direct, says)
        place = {"before": sheet.before, "after": sheet.after, "marker": sheet.before}.get(pseudo, sheet.hiding)
    elif pseudo or not _MARKING & says.keys():
        return
    else:
        place = sheet.rules
    _place(place, compounds, direct, says)


def _place(
    rules: dict[str, list[_Rule]],
    compounds: list[tuple[str, frozenset[str], str]],
    direct: list[bool],
    says: Mapping[str, str],
) -> None:
    tag, names, _ = compounds[-1]
    rules.setdefault(min(names) if names else tag, []).append(_Rule(tuple(compounds), (False, *direct), says))


_SHOWING = frozenset(
    "display visibility content color font-size opacity text-indent left clip clip-path background "
    "background-color".split()
)
_WHITE = r"white|#fff|#fff[0-9a-f]|#f[2-9a-f]f[2-9a-f]f[2-9a-f]|rgba?\(\s*25\d\s*,\s*25\d\s*,\s*25\d\s*(?:,.*)?\)"
_CLEAR = re.compile(rf"(?:{_WHITE}|transparent|none|inherit|initial|unset)\s*")
_UNSEEN = {
    "color": (re.compile(rf"{_WHITE}|transparent"), "white"),
    "font-size": (re.compile(r"0+(?:\.\d+)?(?:px|pt|em|rem|%)?|[12](?:\.\d+)?(?:px|pt)|0?\.[01]\d*r?em"), "very small"),
    "opacity": (re.compile(r"0+(?:\.0\d*)?%?"), "transparent"),
    "text-indent": (re.compile(r"-\d{3,}.*"), "beside the page"),
    "clip": (re.compile(r"rect\(\s*[01](?:px)?\b.*"), "for screen readers only"),
    "clip-path": (re.compile(r"inset\((?:50|100)%.*"), "for screen readers only"),
    "left": (re.compile(r"-\d{3,}.*"), "beside the page"),
}
"""What a style sheet does to words that it shows and nobody sees."""

_MARKING = frozenset(
    "text-decoration text-decoration-line font-weight font-style vertical-align font font-family list-style "
    "list-style-type mso-list direction".split()
)


def declarations(style: str) -> dict[str, str]:
    """Property and value of each declaration, in small letters; a font keeps its name."""
    said: dict[str, str] = {}
    for part in re.split(r";(?=(?:[^\"']*[\"'][^\"']*[\"'])*[^\"']*$)", style):
        name, colon, value = part.partition(":")
        if colon:
            key, plain = name.strip().lower(), re.sub(r"\s*!\s*important", "", value, flags=re.I).strip()
            said[key] = plain
            if plain != value.strip():
                said[f"{key}!"] = "important"
    return said


def _names(element: Any) -> frozenset[str]:
    classes = {f".{name}" for name in str(element.get("class") or "").split()}
    return frozenset(classes | ({f"#{element.get('id')}"} if element.get("id") else set()))


def _fits(rule: _Rule, element: Any) -> bool:
    """Whether the element is the last compound, and the others are among the elements around it, in their order."""
    wanted = list(zip(rule.compounds, rule.direct, strict=True))
    compound, near = wanted.pop()
    if not _is(element, compound):
        return False
    for around in element.iterancestors():
        if not wanted:
            break
        if isinstance(around.tag, str) and _is(around, wanted[-1][0]):
            near = wanted.pop()[1]
        elif near:
            return False
    return not wanted


def _is(element: Any, compound: tuple[str, frozenset[str], str]) -> bool:
    tag, names, _ = compound
    return tag in {"*", element.tag} and names <= _names(element)
