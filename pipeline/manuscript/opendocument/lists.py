"""The lists of an .odt come in one by one; the mark of each item, as LibreOffice shows it, goes out."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.manuscript.items import ItemMark
from pipeline.manuscript.numerals import written
from pipeline.manuscript.opendocument.styles import ListLevel, Styles
from pipeline.manuscript.recognition.vocabulary import CROSSES

Counts = dict[int, int]


@dataclass
class Lists:
    """Counts items: a list begins anew unless it says that it goes on (OpenDocument 1.3, part 3, 19.880)."""

    styles: Styles
    _by_id: dict[str, Counts] = field(default_factory=dict)
    _by_style: dict[str, Counts] = field(default_factory=dict)
    _count: int = 0

    def open(self, style: str, key: str, goes_on: str, *, numbering: bool) -> Counts:
        """The counts of a list that begins: those of the list `goes_on`, of the last of its style, or none."""
        counts: Counts = {}
        if goes_on in self._by_id:
            counts = self._by_id[goes_on]
        elif numbering and style in self._by_style:
            counts = self._by_style[style]
        if key:
            self._by_id[key] = counts
        self._by_style[style] = counts
        return counts

    def item(self, style: str, depth: int, counts: Counts, start: str) -> ItemMark:
        """The mark of the next item of a list."""
        level = self.level(style, depth)
        if start.lstrip("-").isdigit():
            counts[depth] = int(start)
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        return self._mark(style, depth, counts, level)

    def level(self, style: str, depth: int) -> ListLevel:
        """A level of a list style; a list without a style that is known has bullets."""
        return self.styles.lists.get(style, {}).get(depth, ListLevel("bullet"))

    def _mark(self, style: str, depth: int, counts: Counts, level: ListLevel) -> ItemMark:
        group = f"{style} {id(counts)}"
        if level.counts == "bullet" and level.prefix.strip() in CROSSES:
            return ItemMark("typed", depth, label=level.prefix.strip(), group=group)
        if level.counts == "bullet":
            return ItemMark("bullet", depth, group=group)
        if level.counts == "none":
            return ItemMark("typed", depth, label=f"{level.prefix}{level.suffix}".strip(), group=group)
        first = max(0, depth + 1 - level.shows)
        shown = []
        for above in range(first, depth + 1):
            other = self.level(style, above)
            if other.counts not in {"bullet", "none"}:
                shown.append(written(counts.get(above, other.start), other.counts))
        label = f"{level.prefix}{'.'.join(shown)}{level.suffix}".strip()
        around = (level.prefix.strip(), level.suffix.strip())
        delimiter = {("", "."): ".", ("", ")"): ")", ("(", ")"): "()"}.get(around)
        if delimiter and len(shown) == 1:
            return ItemMark("number", depth, counts[depth], level.counts, delimiter, label, group)
        return ItemMark("typed", depth, counts[depth], level.counts, "", label, group)
