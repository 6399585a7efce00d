"""An article as it was and as it is come in; what changed goes out in words, each change of meaning or harmless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from pipeline.article.model import Article
from pipeline.article.plaintext import paragraphs
from pipeline.facts.lines import DOSES, Dress, Line, boxed, lines_of
from pipeline.facts.pairing import Pair, Parted, pairs_of, said
from pipeline.facts.values import Edit, edits_of
from pipeline.finding import Place
from pipeline.language.amounts import Quantity
from pipeline.language.quantities import read_quantities
from pipeline.language.readability import measure

QUOTED = 70
"""So many characters of a line are quoted (house)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind in a word ("dose", "warning", "moved"), whether the sense is another, what people are told,
    where it stands now (or stood), and the line as it was and as it is ("" for none).
    """

    kind: str
    meaning: bool
    words: str
    place: Place
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of both articles side by side; the number of its changes in `Difference.changes`."""

    old: Line | None
    new: Line | None
    changes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All changes between two versions of an article, in the order of the new one, its lines side by side, and the
    reading grade of both (None where nobody measures it).
    """

    changes: tuple[Change, ...]
    rows: tuple[Row, ...]
    grades: tuple[float | None, float | None] = (None, None)

    @property
    def meaning(self) -> tuple[Change, ...]:
        """The changes after which it says something else."""
        return tuple(change for change in self.changes if change.meaning)

    @property
    def harmless(self) -> tuple[Change, ...]:
        """The changes after which it says the same."""
        return tuple(change for change in self.changes if not change.meaning)


def difference(
    old: Article, new: Article, old_files: Mapping[str, bytes], new_files: Mapping[str, bytes]
) -> Difference:
    """What changed between two versions of an article; the files of its folder then and now tell pictures apart."""
    return _Comparison(old, new, lines_of(old, old_files), lines_of(new, new_files)).difference()


class _Comparison:
    """Two versions, and what was found of them so far."""

    def __init__(self, old: Article, new: Article, before: Sequence[Line], after: Sequence[Line]) -> None:
        self.old, self.new = old, new
        self.before, self.after = before, after
        self.pairs, self.parted = pairs_of(before, after)
        self.changes: list[Change] = []
        self.rows: list[Row] = []
        self.told: set[tuple[str, str]] = set()
        self.whole: dict[tuple[str, str], int] = {}
        self.also: tuple[int, ...] = ()
        kept = ((before[p.old], after[p.new]) for p in self.pairs if p.old >= 0 and p.new >= 0)
        self.known = {token for one, other in kept if said(one) == said(other) for token in said(other)}
        self.gone_boxes = self._whole_boxes(before, {p.old for p in self.pairs if p.new < 0})
        self.new_boxes = self._whole_boxes(after, {p.new for p in self.pairs if p.old < 0})
        self.steps = self._steps_in_another_order()

    def difference(self) -> Difference:
        for pair in self.pairs:
            first, self.also = len(self.changes), ()
            if pair.new < 0:
                self._removed(self.before[pair.old])
            elif pair.old < 0:
                self._added(self.after[pair.new])
            else:
                self._compare(pair)
            one = self.before[pair.old] if pair.old >= 0 else None
            other = self.after[pair.new] if pair.new >= 0 else None
            self.rows.append(Row(one, other, self.also or tuple(range(first, len(self.changes)))))
        for run in self.parted:
            self._parted(run)
        self.changes += front_changes(self.old, self.new)
        return Difference(tuple(self.changes), tuple(self.rows), (_grade(self.old), _grade(self.new)))

    def _say(self, kind: str, meaning: bool, words: str, line: Line, old: str = "", new: str = "") -> None:
        self.changes.append(Change(kind, meaning, words, line.place, old, new))

    # what came and what went

    @staticmethod
    def _whole_boxes(lines: Sequence[Line], numbers: set[int]) -> set[str]:
        """The boxes of which every line is among these."""
        boxes: dict[str, bool] = {}
        for number, line in enumerate(lines):
            if line.boxed:
                boxes[line.boxed] = boxes.get(line.boxed, True) and number in numbers
        return {box for box, whole in boxes.items() if whole}

    def _removed(self, line: Line) -> None:
        self._whole(line, "removed", self.gone_boxes, self.before)

    def _added(self, line: Line) -> None:
        self._whole(line, "new", self.new_boxes, self.after)

    def _whole(self, line: Line, what: str, boxes: set[str], lines: Sequence[Line]) -> None:
        """A line that came or went: with its box, if all of that did."""
        old, new = (line.text, "") if what == "removed" else ("", line.text)
        if line.boxed in boxes:
            if (what, line.boxed) not in self.whole:
                self.whole[what, line.boxed] = len(self.changes)
                text = " ".join(each.text for each in lines if each.boxed == line.boxed)
                self._say(line.box, True, f'{line.box} {what}: "{_short(text)}"', line, old, new)
            self.also = (self.whole[what, line.boxed],)
            return
        role = f"step {line.number}" if line.role == "step" else line.role
        box = f" in {boxed(line.box)}" if line.box and line.box not in line.role and line.role != "key point" else ""
        facts = [line.text[v.start : v.end] for v in read_quantities(line.text, line.lang) if _is_dose(v)]
        dose = f", with the dose {' and '.join(facts[:2])}" if facts else ""
        self._say(line.role, True, f'{role} {what}{box}{dose}: "{_short(line.text)}"', line, old, new)

    # what stayed

    def _compare(self, pair: Pair) -> None:
        one, other = self.before[pair.old], self.after[pair.new]
        count = len(self.changes)
        if said(one) != said(other) or one.text != other.text:
            for edit in self._edits(one, other):
                self._say(edit.kind, edit.meaning, edit.words, other, one.text, other.text)
        self._around(one, other, pair)
        key = (one.leaf, other.leaf)
        if one.dress != other.dress and key not in self.told:
            self.told.add(key)
            for edit in dress_changes(one.dress, other.dress):
                self._say(edit.kind, edit.meaning, edit.words, other, one.text, other.text)
        if pair.moved and len(self.changes) == count:
            where = f' under "{other.within}"' if other.within != one.within and other.within else ""
            if other.turned != one.turned:
                words = f'moved to where the opposite is said{where}: "{_short(other.text)}"'
                self._say("moved", True, words, other, one.text, other.text)
            else:
                self._say("moved", False, f'moved{where}: "{_short(other.text)}"', other, one.text, other.text)

    def _edits(self, one: Line, other: Line) -> tuple[Edit, ...]:
        if other.role not in {"row", "head of the table"}:
            return edits_of(one.text, other.text, other.lang, self.known)
        # Cell by cell: what moved from one to another is said of both.
        ours, theirs = one.text.split(" | "), other.text.split(" | ")
        if len(ours) != len(theirs):
            return (Edit("row", True, f'row changed: "{_short(one.text)}" → "{_short(other.text)}"'),)
        cells = (e for a, b in zip(ours, theirs, strict=True) for e in edits_of(a, b, other.lang, self.known))
        edits = [_of_row(edit, ours[0], theirs[0], other) for edit in cells]
        if other.box != DOSES:
            return tuple(edits)
        # A bare number of a table of doses is one.
        return tuple(replace(e, kind="dose", words=f"dose{e.words[6:]}") if e.kind == "number" else e for e in edits)

    def _around(self, one: Line, other: Line, pair: Pair) -> None:
        """What a line stands in: its box, its list."""
        if one.box != other.box:
            key = (f"box {one.boxed}", other.boxed)
            if key in self.told:
                return
            self.told.add(key)
            words = (
                f'{one.box or "text"} is now {_a(other.box) if other.box else "running text"}: "{_short(other.text)}"'
            )
            self._say(other.box or one.box, True, words, other, one.text, other.text)
        elif pair.new in self.steps:
            words = f'steps in another order: step {one.number} is now step {other.number}: "{_short(other.text)}"'
            self._say("step", True, words, other, one.text, other.text)
        elif {one.role, other.role} == {"step", "item"} and (one.number or other.number):
            key = (f"list {one.group}", other.group)
            if key not in self.told:
                self.told.add(key)
                words = (
                    "steps are a list without an order now" if one.role == "step" else "a list became steps in an order"
                )
                self._say("step", True, words, other, one.text, other.text)
        elif one.role != other.role and {one.role, other.role} <= {"sentence", "item", "answer", "text"}:
            key = (f"list {one.group}", other.group)
            if key not in self.told:
                self.told.add(key)
                self._say(
                    "layout", False, f"set as {_a(other.role)}, not as {_a(one.role)}", other, one.text, other.text
                )
        elif one.role != other.role:
            self._say(
                "role", True, f'{one.role} is now {_a(other.role)}: "{_short(other.text)}"', other, one.text, other.text
            )

    def _steps_in_another_order(self) -> set[int]:
        """The new numbers of the steps that others of their list overtook."""
        steps = [
            p for p in self.pairs
            if p.old >= 0 and p.new >= 0 and self.before[p.old].role == self.after[p.new].role == "step"
        ]  # fmt: skip
        found: set[int] = set()
        for _, own in groupby(steps, key=lambda p: self.after[p.new].group):
            run = list(own)
            if [p.old for p in run] != sorted(p.old for p in run):
                order = {p.old: rank for rank, p in enumerate(sorted(run, key=lambda p: p.old))}
                found |= {p.new for rank, p in enumerate(run) if order[p.old] != rank}
        return found

    def _parted(self, run: Parted) -> None:
        one, other = self.before[run.old[0]], self.after[run.new[0]]
        old, new = (
            " ".join(lines[n].text for n in ns) for lines, ns in ((self.before, run.old), (self.after, run.new))
        )
        layout = {self.before[n].role for n in run.old} != {self.after[n].role for n in run.new}
        steps = "step" in {self.before[n].role for n in run.old} | {self.after[n].role for n in run.new}
        words = f'the same words, parted otherwise: "{_short(new)}"'
        if steps and layout:
            self._say("step", True, f'steps are set otherwise: "{_short(new)}"', other, old, new)
        else:
            self._say("layout" if layout else "punctuation", False, words, other, old, new)
        self.rows.append(Row(one, other, (len(self.changes) - 1,)))
        if one.dress != other.dress:
            for edit in dress_changes(one.dress, other.dress):
                self._say(edit.kind, edit.meaning, edit.words, other, old, new)


def _of_row(edit: Edit, old: str, new: str, line: Line) -> Edit:
    """An edit of a row with the row's name, which tells people which of twenty numbers it is."""
    named = line.role == "row" and old == new and edit.meaning
    return replace(edit, words=f'{edit.words} in "{_short(new)}"') if named else edit


def _is_dose(value: object) -> bool:
    return isinstance(value, Quantity) and value.kind in {"mass", "volume", "activity", "form", "dose"}


def _a(name: str) -> str:
    return name if name in {"what is known", "what is not known", "key points", "when to call"} else f"a {name}"


def dress_changes(old: Dress, new: Dress) -> Iterator[Edit]:
    """What a paragraph carries otherwise besides its words."""
    if old.links != new.links:
        lost, come = _apart(old.links, new.links)
        for one, other in zip(lost, come, strict=False):
            yield Edit("link", True, f"link leads to {other}, not to {one}")
        yield from (Edit("link", True, f"link removed: {each}") for each in lost[len(come) :])
        yield from (Edit("link", True, f"link new: {each}") for each in come[len(lost) :])
    if set(old.cites) != set(new.cites):
        lost, come = _apart(old.cites, new.cites)
        yield from (Edit("source", True, f'source removed: "{each}"') for each in dict.fromkeys(lost))
        yield from (Edit("source", True, f'source new: "{each}"') for each in dict.fromkeys(come))
    elif old.cites != new.cites:
        yield Edit("layout", False, "the same sources, elsewhere in the paragraph")
    if sorted(old.formulas) != sorted(new.formulas):
        yield Edit("formula", True, f'formula "{" ".join(old.formulas)}" → "{" ".join(new.formulas)}"')
    if old.pictures != new.pictures:
        yield Edit("picture", True, "picture changed")
    if (old.kept, old.left) != (new.kept, new.left):
        yield Edit("audience", True, f"it is for {_audience(new)} now, before for {_audience(old)}")
    if old.marks != new.marks:
        yield Edit("marks", False, "other words are marked (bold, italics)")
    if old.layout != new.layout:
        yield Edit("layout", False, "it is set otherwise")
    if old.key != new.key:
        yield Edit(
            "key", False, f'key "{old.key}" → "{new.key}"' if old.key and new.key else f'key "{old.key or new.key}"'
        )


def _audience(dress: Dress) -> str:
    if dress.kept:
        return f"{', '.join(sorted(dress.kept))} only"
    return f"all but {', '.join(sorted(dress.left))}" if dress.left else "all formats"


def _apart(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """What only one of two lists holds."""
    lost, come = list(old), list(new)
    for each in old:
        if each in come:
            come.remove(each)
            lost.remove(each)
    return lost, come


# front matter

_READ = {
    "status": "status",
    "audience": "audience",
    "approval_status": "approval status",
    "authors": "authors",
    "reviewers": "reviewers",
    "translators": "translators",
    "published": "day of publication",
    "reviewed": "day of review",
    "evidence_checked": "day of the evidence",
    "next_review": "next review",
    "advertisement": "advertisement",
    "funding": "funding",
    "conflicts": "conflicts",
    "contact": "contact",
    "claims_reviewed_by": "claims reviewed by",
    "newsletter": "newsletter",
    "lang": "language",
}
"""Fields that readers see or that decide whether they do."""

_UNREAD = ("id", "version", "brands", "keywords", "topic", "kind", "canonical", "pictures", "publish", "waivers")


def front_changes(old: Article, new: Article) -> Iterator[Change]:
    """What changed in the front matter besides its sentences."""
    for key, name in _READ.items():
        one, other = getattr(old.front, key), getattr(new.front, key)
        if one != other:
            yield Change(
                name, True, f"{name} {_field(one)} → {_field(other)}", new.place(key), _field(one), _field(other)
            )
    one, other = old.front.social, new.front.social
    if (one.texts, one.content_warning) != (other.texts, other.content_warning):
        yield Change("social", True, "texts of posts changed", new.place("social"), str(one.texts), str(other.texts))
    elif one != other:
        yield Change("social", False, "plan or hashtags of posts changed", new.place("social"))
    yield from _references(old, new)
    for key in _UNREAD:
        one, other = getattr(old.front, key), getattr(new.front, key)
        if one != other:
            yield Change(key, False, f"{key} {_field(one)} → {_field(other)}", new.place(key))


def _references(old: Article, new: Article) -> Iterator[Change]:
    ours, theirs = ({str(each.get("id")): each for each in article.front.references} for article in (old, new))
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        if ours.get(key) == theirs.get(key):
            continue
        what = "changed" if key in ours and key in theirs else "removed" if key in ours else "new"
        one, other = (str(_told(each.get(key))) for each in (ours, theirs))
        yield Change("reference", True, f'reference "{key}" {what}', new.place("references"), one, other)
    if ours == theirs and list(ours) != list(theirs):
        yield Change("layout", False, "references in another order", new.place("references"))


def _told(reference: Mapping[str, Any] | None) -> str:
    return ", ".join(f"{key}: {value}" for key, value in (reference or {}).items())


def _field(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(str(getattr(each, "rule", each)) for each in value) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"


def _grade(article: Article) -> float | None:
    """The grade or index of the first formula for its language, None where there is none."""
    measured = measure(paragraphs(article.blocks), article.lang)
    return round(measured.scores[0].value, 1) if measured and measured.scores else None
