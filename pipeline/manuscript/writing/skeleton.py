"""Front matter values come in; the head of an article goes out, with notes on what is still to be filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.article.defaults import read_defaults
from pipeline.manuscript.queries import FIELDS

_PLAIN_SCALAR = re.compile(r"[A-Za-z][A-Za-z0-9 ,.()/'’-]*[A-Za-z0-9.)]|\d{4}-\d{2}-\d{2}")
_SPECIAL = frozenset("true false null yes no on off y n".split())
_ENTRY = re.compile(r"([a-z_]+):")
_UNKNOWN = {
    "id": "id:                   # to do: the document number that is printed, for instance CL-WOUND-001",
    "lang": "lang:                 # to do: the language it is written in, for instance en, es or pt-BR",
    "title": "title:                # to do: one line that says what it is about",
}
"""What stands for keys that `plainleaf new` is told and an import may not know."""


@dataclass(frozen=True, slots=True)
class House:
    """What a library says of its articles: the files of its defaults by name, the document ids that there are by
    article, the day after which days are proposed (None: as the skeleton has them), and the names of its brands in
    small letters.
    """

    defaults: Mapping[str, bytes] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None
    names: frozenset[str] = frozenset()

    def shared(self, lang: str) -> frozenset[str]:
        """The keys that an article in `lang` need not say."""
        return frozenset(read_defaults(self.defaults, lang, translated=False)[0])

    def next_id(self, slug: str) -> str:
        """The id of the article, when there is one of that name, else the next one as the house counts."""
        from pipeline.workspace.starter.drafts import next_id

        return self.ids.get(slug) or next_id(slug, self.ids.values())


def write_head(front: Mapping[str, object], shared: Collection[str] = (), today: date | None = None) -> str:
    """The front matter between its two lines of dashes, and a blank line.

    As long as a value that every article needs is missing, it is the skeleton that `plainleaf new` writes: its keys in
    their order, a note to each that waits for words; what is `shared` by all articles is not asked. What the skeleton
    does not have follows at its end. Days are proposed after `today`.
    """
    if all(key in front or key in shared for key in FIELDS):
        return f"---\n{''.join(_yaml(front))}---\n\n"
    from pipeline.workspace.starter.drafts import skeleton_head, with_days

    written: list[str] = []
    placed: set[str] = set()
    given = False
    head = skeleton_head().rstrip("\n")
    for line in (with_days(head, today) if today else head).split("\n"):
        match = _ENTRY.match(line)
        if match:
            key = match[1]
            given = key in front or key in shared
            placed.add(key)
            written.append(_entry(key, front, shared, line))
        elif not (given and line.startswith(" ")):
            written.append(line)
    others = {key: value for key, value in front.items() if key not in placed}
    if others:
        written.append("\n" + "".join(_yaml(others)).rstrip("\n"))
    return "---\n" + "\n".join(written) + "\n---\n\n"


def _entry(key: str, front: Mapping[str, object], shared: Collection[str], line: str) -> str:
    """The lines of one key: its value, where else its value stands, or its note (`line`, where no other is known)."""
    if key in front:
        return "".join(_yaml({key: front[key]})).rstrip("\n")
    return f"# {key}: as source/defaults.yml says" if key in shared else _UNKNOWN.get(key, line)


def _yaml(values: Mapping[str, object], indent: str = "") -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield f"{indent}{key}:\n"
            yield from _yaml(value, indent + "  ")
        elif isinstance(value, list | tuple):
            yield f"{indent}{key}:\n"
            for item in value:
                if isinstance(item, Mapping):
                    first, *rest = "".join(_yaml(item, indent + "    ")).split("\n")
                    yield "\n".join([f"{indent}  - {first.strip()}", *rest])
                else:
                    yield f"{indent}  - {write_scalar(item)}\n"
        else:
            yield f"{indent}{key}: {write_scalar(value)}\n"


def write_scalar(value: object) -> str:
    """A plain value as YAML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if _PLAIN_SCALAR.fullmatch(text) and text.casefold() not in _SPECIAL and ": " not in text and " #" not in text:
        return text
    return json.dumps(text, ensure_ascii=False)
