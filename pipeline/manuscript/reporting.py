"""An import comes in; its report goes out: for people as text, for programs as plain values."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.facts.origins import ImportLedger, Origin
from pipeline.finding import Place
from pipeline.manuscript.accounting.ledger import Entry, Fate
from pipeline.manuscript.importing import Import
from pipeline.manuscript.queries import WRITTEN
from pipeline.manuscript.returning.patch import Change


def report_values(done: Import) -> dict[str, object]:
    """The whole report as JSON-ready values: questions, inferences, the ledger piece by piece, and its sums."""
    counts = {
        kind.value: dict(zip(("input", "article", "left_out", "missing"), row, strict=True))
        for kind, row in done.ledger.counts().items()
    }
    return {
        "file": done.name,
        "kind": done.origin.value,
        "article": f"source/{done.slug}/{done.file}",
        "pictures": sorted(done.pictures),
        "questions": [
            {"name": q.name, "asks": q.asks, "hint": q.hint, "key": q.key, "place": _place(q.place)}
            for q in done.queries
        ],
        "inferences": [
            {"what": i.what, "text": i.text, "confidence": i.confidence, "why": i.why, "place": _place(i.place)}
            for i in done.inferences
        ],
        "notices": list(done.notices),
        "changes": [
            {"what": c.what, "kind": c.kind, "line": c.line, "before": c.before, "after": c.after} for c in done.changes
        ],
        "findings": [
            {"rule": f.rule, "severity": f.severity.value, "place": str(f.where), "message": f.message, "hint": f.hint}
            for f in done.findings
        ],
        "sums": counts,
        "balanced": done.ledger.balanced,
        "moved": done.ledger.moved,
        "added": list(done.ledger.added),
        "ledger": [_entry(number, entry) for number, entry in enumerate(done.ledger.entries, start=1)],
    }


def import_ledger(done: Import) -> ImportLedger:
    """What is kept beside the article, so that each fact can be followed from the manuscript; no path of a machine."""
    pieces = tuple(
        Origin(
            entry.piece.kind.value,
            entry.piece.text,
            _within(entry.piece.place),
            entry.line,
            entry.reason if entry.fate is Fate.LEFT_OUT else "",
        )
        for entry in done.ledger.entries
    )
    name = done.name.replace("\\", "/").rpartition("/")[2]
    return ImportLedger(name, done.origin.value, done.sha256, done.file, done.text, pieces)


def _within(place: Place) -> str:
    return place.part or (f"line {place.first}" if place.first else "")


def _entry(number: int, entry: Entry) -> dict[str, object]:
    return {
        "number": number,
        "kind": entry.piece.kind.value,
        "text": entry.piece.text,
        "place": _place(entry.piece.place),
        "fate": entry.fate.value,
        "reason": entry.reason,
        "line": entry.line,
    }


def _place(place: Place | None) -> str:
    return str(place) if place else ""


def report_text(done: Import) -> str:
    """The report for people: questions first, then what was left out, what was inferred, and the sums."""
    return "\n".join(_lines(done)).rstrip() + "\n"


def _lines(done: Import) -> Iterator[str]:
    yield f'"{done.name}" ({done.origin.value}) became source/{done.slug}/{done.file}'
    if done.pictures:
        yield f"with {_count(len(done.pictures), 'picture')}: {', '.join(sorted(done.pictures))}"
    yield ""
    if done.queries:
        yield f"{_count(len(done.queries), 'question')} to answer before it can be published"
        if done.asked:
            yield "write each answer into the article, as its hint says; what you answered stands there already"
        else:
            yield "write each answer into the article, as its hint says, or let import --interactive ask you"
    else:
        yield "nothing to answer"
    for query in done.queries:
        where = f" ({query.place})" if query.place else ""
        yield f"  {query.name}: {query.asks}?{where}"
        yield f"    hint: {WRITTEN.get(query.key, query.hint)}"
    yield ""
    if done.base:
        yield f"{_count(len(done.changes), 'edit')} since it was exported"
        for change in done.changes:
            yield from (f"  {line}" for line in change_lines(change))
        yield ""
    left = done.ledger.left_out
    yield f"{_count(len(left), 'piece')} left out"
    for entry in left:
        yield f'  {entry.piece.kind.value} ({entry.piece.place}): "{entry.piece.excerpt}" - {entry.reason}'
    yield ""
    if done.notices:
        yield "noticed"
        yield from (f"  {notice}" for notice in done.notices)
        yield ""
    yield "structure that was inferred, the least certain first"
    for guess in sorted(done.inferences, key=lambda i: (i.confidence, i.place.first)):
        mark = "" if guess.sure else " (asked, not used)"
        yield f'  {guess.confidence:.2f}  {guess.what}, {guess.place}: "{guess.text[:60]}" - {guess.why}{mark}'
    yield ""
    yield from _sums(done)


def change_lines(change: Change) -> Iterator[str]:
    """One edit as lines: what and where, then the words that went [-so-] and came {+so+}."""
    yield f"{change.what} {change.kind}, line {change.line}"
    yield "  " + " ".join(_word_diff(change.before.split(), change.after.split()))


def _word_diff(before: list[str], after: list[str]) -> Iterator[str]:
    import difflib

    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            words = before[a:b]
            yield " ".join(words if len(words) <= 8 else [*words[:4], "…", *words[-4:]])
            continue
        if b > a:
            yield f"[-{' '.join(before[a:b])}-]"
        if d > c:
            yield f"{{+{' '.join(after[c:d])}+}}"


def _sums(done: Import) -> Iterator[str]:
    yield f"{'sums':<24}{'input':>8}{'article':>9}{'left out':>10}"
    total = [0, 0, 0]
    for kind, (count, kept, left, _) in done.ledger.counts().items():
        yield f"  {kind.value:<22}{count:>8}{kept:>9}{left:>10}"
        total = [a + b for a, b in zip(total, (count, kept, left), strict=True)]
    yield f"  {'all':<22}{total[0]:>8}{total[1]:>9}{total[2]:>10}"
    if done.ledger.moved:
        yield f"  {_count(done.ledger.moved, 'piece')} stand in another order than in the file (notes, captions, boxes)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
