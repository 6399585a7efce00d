"""Parts by bookmark, before and after, come in; the article's text with the edits, and a list of them, goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.article.model import Prose
from pipeline.article.walking import kind_of
from pipeline.manuscript.pieces import Heading, Part
from pipeline.manuscript.returning.bookmarks import Region
from pipeline.manuscript.returning.exporting import BOOKMARK, HEAD_STYLES, Sourced
from pipeline.manuscript.returning.rebuilding import rebuild, with_values, without_pictures, without_styles
from pipeline.manuscript.wording import plain
from pipeline.manuscript.writing.body import Writer
from pipeline.manuscript.writing.skeleton import write_scalar


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: "changed", "added" or "removed"; the kind of block, its line before, its words before and after."""

    what: str
    kind: str
    line: int
    before: str
    after: str


def _signature(parts: Sequence[Part]) -> str:
    """What a person would see of parts: words, stress, lists, links; not pictures, styles and places."""
    seen = [without_styles(part) for part in without_pictures(parts)]
    return re.sub(r"[ \t]+", " ", Writer().body(seen)).replace("’", "'").replace("“", '"').replace("”", '"').strip()


def _words_of(parts: Sequence[Part]) -> str:
    return " ".join(re.sub(r"[#>*|]|^\s*[-\d.]+ ", " ", _signature(parts)).split())


class Patch:
    """Collects edits of lines and of front matter, and makes the new text of them."""

    def __init__(self, sourced: Sourced) -> None:
        self._sourced = sourced
        self._lines = sourced.text.split("\n")
        self._edits: list[tuple[int, int, list[str]]] = []
        self._notes = 0
        self.changes: list[Change] = []

    def front(self, after: Sequence[Region], before: Mapping[str, Region]) -> None:
        """Edits of title, subtitle, summary and main message."""
        edited = {region.name: region for region in after}
        for key in HEAD_STYLES:
            name = f"{BOOKMARK}{key}"
            if name not in before or name not in edited:
                continue
            old, new = (
                " ".join(plain(p.inlines) for p in r.parts if isinstance(p, Prose | Heading))
                for r in (before[name], edited[name])
            )
            if new.strip() and " ".join(old.split()) != " ".join(new.split()):
                first = self._sourced.lines[key]
                self.changes.append(Change("changed", key.replace("_", " "), first, old, new))
                self._edits.append((first, self._last_line(key), [f"{key}: {write_scalar(' '.join(new.split()))}"]))

    def _last_line(self, key: str) -> int:
        first = self._sourced.lines[key]
        tops = sorted(line for path, line in self._sourced.lines.items() if path and "." not in path)
        following = [line for line in tops if line > first]
        end = following[0] - 1 if following else self._lines.index("---", 1)
        return max(first, end)

    def body(self, after: Sequence[Region], before: Mapping[str, Region]) -> None:
        """Edits of blocks: changed, added after another, removed."""
        edited = {region.name: region for region in after}
        level = 1
        for number, part in enumerate(self._sourced.parts, start=1):
            name = f"{BOOKMARK}{number}"
            if isinstance(part, Heading):
                level = part.level
            self._block(part, before.get(name), edited.get(name), level)
        for region in after:
            if region.loose:
                self._added(region, level)

    def _block(self, part: Part, old: Region | None, new: Region | None, level: int) -> None:
        if old is None:
            return
        place = part.node.place
        kind = "heading" if isinstance(part, Heading) else kind_of(part).replace("-", " ")
        if new is None or (not new.parts and old.parts):
            self.changes.append(Change("removed", kind, place.first, _words_of(old.parts), ""))
            self._edits.append((place.first, place.last, []))
        elif _signature(old.parts) != _signature(new.parts):
            self.changes.append(Change("changed", kind, place.first, _words_of(old.parts), _words_of(new.parts)))
            self._edits.append((place.first, place.last, self._written(rebuild(part, new.parts), level)))

    def _added(self, region: Region, level: int) -> None:
        number = region.name.removeprefix(BOOKMARK)
        if number.isdigit() and 0 < int(number) <= len(self._sourced.parts):
            line = self._sourced.parts[int(number) - 1].node.place.last
        else:
            line = self._lines.index("---", 1) + 1 if "---" in self._lines[1:] else 0
        parts = [with_values(without_styles(part)) for part in without_pictures(region.loose)]
        if parts:
            kinds = ", ".join(dict.fromkeys("heading" if isinstance(p, Heading) else kind_of(p) for p in parts))
            self.changes.append(Change("added", kinds, line, "", _words_of(region.loose)))
            self._edits.append((line + 1, line, ["", *self._written(parts, level)]))

    def _written(self, parts: Sequence[Part], level: int) -> list[str]:
        self._notes += 1
        return Writer(prefix=f"edit-{self._notes}-", level=level).body(parts).rstrip("\n").split("\n")

    def text(self) -> str:
        """The text with all edits; blank lines around what was removed are one."""
        lines = list(self._lines)
        for first, last, new in sorted(self._edits, key=lambda e: (e[0], e[1]), reverse=True):
            lines[first - 1 : last] = new
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
        for label in re.findall(r"^\[\^([^\]]+)\]:", text, re.MULTILINE):
            if text.count(f"[^{label}]") == 1:
                text = re.sub(rf"^\[\^{re.escape(label)}\]:.*\n?", "", text, flags=re.MULTILINE)
        return text
