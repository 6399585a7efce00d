"""An article's text, head and blocks come in; a finding for each character that disguises something goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipeline.article.body.inlines import plain
from pipeline.article.front.head import Head
from pipeline.article.model import Blocks, Node, Text, Value
from pipeline.article.syntax import CONTROL_CHARACTER, HIDDEN_CHARACTER, LOOK_ALIKE
from pipeline.article.walking import part_names, walk
from pipeline.finding import Finding, Place, Rule
from pipeline.language.characters import Kind, Suspect, cleared, find_suspects
from pipeline.tables import texts_of

_RULES = {Kind.CONTROL: CONTROL_CHARACTER, Kind.LOOK_ALIKE: LOOK_ALIKE}
_NAMES = frozenset({"authors", "reviewers", "translators", "id", "canonical", "contact", "brands"})
"""Keys of the head whose values are looked up, dialled or searched letter by letter."""


def check_text(text: str, file: str, lang: str) -> list[Finding]:
    """What stands in the file itself, at its lines."""
    return [_finding(suspect, _place(text, suspect, file)) for suspect in find_suspects(text, lang)]


def check_head(head: Head, file: str, lang: str) -> list[Finding]:
    """What YAML's escapes ("\\u202e") and single values hide; keys that were taken from another file are left out."""
    found: list[Finding] = []
    for path, value in texts_of(head.values):
        top = path.partition(".")[0]
        if top not in head.lines:
            continue
        line = head.line(path)
        found += [_finding(s, Place(file, line, line)) for s in find_suspects(value, lang, name=top in _NAMES)]
    return found


def check_blocks(blocks: Blocks, lang: str) -> list[Finding]:
    """What a reader of the finished page would be deceived by, character references (&#8238;) and snippets included."""
    found: list[Finding] = []
    place, spoken = Place(""), lang
    for part in walk(blocks):
        node = getattr(part, "node", None)
        if isinstance(node, Node):
            place, spoken = node.place, node.lang or lang
        for text in _words(part):
            found += [
                _finding(suspect, place) for suspect in find_suspects(text, getattr(part, "lang", None) or spoken)
            ]
    return found


def untold(decoded: list[Finding], in_file: list[Finding]) -> list[Finding]:
    """Those of the first list that the second does not tell already, by the same rule at a line of the same place."""
    told = {(finding.rule, finding.where.file, finding.where.first) for finding in in_file}

    def is_told(finding: Finding) -> bool:
        where = finding.where
        return any((finding.rule, where.file, line) in told for line in range(where.first, where.last + 1))

    return [finding for finding in decoded if not is_told(finding)]


def clear_head(values: Any) -> Any:
    """The same values without the characters that no format can carry, so that a draft can be shown."""
    if isinstance(values, str):
        return cleared(values)
    if isinstance(values, list):
        return [clear_head(value) for value in values]
    if isinstance(values, Mapping):
        return {key: clear_head(value) for key, value in values.items()}
    return values


def clear_blocks(blocks: Blocks) -> Blocks:
    """The same blocks without the characters that no format can carry."""
    return tuple(_clear(block) for block in blocks)


def _clear(value: Any) -> Any:
    if isinstance(value, str):
        return cleared(value)
    if isinstance(value, tuple):
        return tuple(_clear(child) for child in value)
    changed = {
        name: _clear(inner) for name in part_names(value) if isinstance(inner := getattr(value, name), str | tuple)
    }
    return replace(value, **changed) if changed else value


def _words(part: Any) -> Iterator[str]:
    """The texts of one part: strings of its own, and inlines as they are read, without markup between letters."""
    if isinstance(part, Text | Value):
        return
    is_block = hasattr(part, "node")
    for name in part_names(part):
        value = getattr(part, name)
        if type(value) is str:
            yield value
        elif is_block and isinstance(value, tuple) and value and not hasattr(value[0], "node"):
            yield plain(value)


def _place(text: str, suspect: Suspect, file: str) -> Place:
    line = text.count("\n", 0, suspect.start) + 1
    return Place(file, line, line)


def _finding(suspect: Suspect, place: Place) -> Finding:
    rule: Rule = _RULES.get(suspect.kind, HIDDEN_CHARACTER)
    return rule.finding(place, suspect.message, suspect.hint)
