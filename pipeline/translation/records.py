"""translations.toml comes in and goes out: by language, from which passage of the original each passage was made.

A line a passage, so that git shows and merges what somebody brought up to date:

    [es]
    passages = [
      ["0f3a…", "c41b…", "2026-11-27", "key-points/items/1"],
    ]

The digests are those of the original's passage and of its translation at that time, then the day, and where it stood,
for people. A passage that moved is found by its digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.article.front.fields import LANGUAGE_TAG
from pipeline.article.model import Article
from pipeline.finding import Finding, Findings, Place
from pipeline.tables import TableError, place_of, read_table
from pipeline.translation import rules
from pipeline.translation.pairing import Pairing
from pipeline.translation.units import Unit

RECORD_FILE = "translations.toml"


@dataclass(frozen=True, slots=True)
class Made:
    """One passage as it was brought up to date: digests of original and translation, ISO day, place in words."""

    source: str
    target: str
    day: str
    name: str = ""


@dataclass(frozen=True)
class Record:
    """What is known of one language; empty where nothing was recorded."""

    made: tuple[Made, ...] = ()
    by_source: Mapping[str, Made] = field(default_factory=dict)
    by_target: Mapping[str, Made] = field(default_factory=dict)

    @staticmethod
    def of(made: Iterable[Made]) -> Record:
        kept = tuple(dict.fromkeys(made))
        return Record(kept, {each.source: each for each in kept}, {each.target: each for each in kept})


def read_record(content: bytes, file: str) -> tuple[dict[str, Record], Findings]:
    """The records by language, and what is wrong with the file; what can be read of it is kept."""
    found: list[Finding] = []

    def fault(message: str, word: str = "", line: int = 0) -> None:
        place = Place(file, line, line) if line else place_of(content, file, word)
        hint = (
            "take the line of one of two versions that were merged, or write the file anew with `plainleaf translate`"
        )
        found.append(rules.RECORD.finding(place, message, hint))

    try:
        table = read_table(content)
    except TableError as error:
        conflict = re.search(rb"^(?:<<<<<<<|=======|>>>>>>>)", content, re.MULTILINE)
        message = "it holds marks of an unfinished merge" if conflict else str(error)
        fault(message, line=content.count(b"\n", 0, conflict.start()) + 1 if conflict else error.line)
        return {}, Findings(tuple(found))
    records: dict[str, Record] = {}
    for lang, values in table.items():
        if not LANGUAGE_TAG.fullmatch(lang) or not isinstance(values, dict):
            fault(f'"{lang}" is no language', lang)
            continue
        records[lang] = Record.of(_made(lang, values, fault))
    return records, Findings(tuple(found))


def _made(lang: str, values: Mapping[str, Any], fault: Any) -> Iterator[Made]:
    passages = values.get("passages", [])
    if not isinstance(passages, list) or set(values) - {"passages"}:
        fault(f'[{lang}] holds something else than a list of "passages"', lang)
        return
    for entry in passages:
        good = isinstance(entry, list) and len(entry) in {3, 4} and all(isinstance(part, str) for part in entry)
        if (
            not good
            or not all(re.fullmatch(r"[0-9a-f]{16}", part) for part in entry[:2])
            or not _DAY.fullmatch(entry[2])
        ):
            fault(f"a passage of [{lang}] is no two digests with a day", str(entry[0]) if good else lang)
            continue
        yield Made(*entry)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def write_record(records: Mapping[str, Record]) -> bytes:
    """The file that `read_record` reads, languages in order."""
    lines = ["# Which passage each translation was made from. `plainleaf translate` keeps this file; commit it."]
    for lang, record in sorted(records.items()):
        lines += ["", f"[{lang}]", "passages = ["]
        # The place in words comes out of a file that anybody may have edited.
        lines += [f'  ["{made.source}", "{made.target}", "{made.day}", "{_plain(made.name)}"],' for made in record.made]
        lines += ["]"]
    return ("\n".join(lines) + "\n").encode()


def confirmed(pairing: Pairing, day: str, earlier: Record, chosen: Iterable[str] = ()) -> Record:
    """The record after somebody said that the passages in pairs are up to date; `chosen` limits it to some by name.

    What was recorded with the same digests keeps its day; what stands in no pair any more is dropped.
    """
    wanted = tuple(chosen)
    made: list[Made] = []
    for one, other in pairing.units:
        before = earlier.by_source.get(one.digest)
        same = before is not None and before.target == other.digest
        if before is not None and same:
            made.append(Made(one.digest, other.digest, before.day, _name(one)))
        elif not wanted or any(one.name == name or one.name.startswith(f"{name}/") for name in wanted):
            made.append(Made(one.digest, other.digest, day, _name(one)))
        else:
            made += [each for each in (before, earlier.by_target.get(other.digest)) if each is not None]
    return Record.of(made)


def _name(unit: Unit) -> str:
    return _plain(unit.name)


def _plain(words: str) -> str:
    """Words that stand in a basic string of TOML as they are."""
    return re.sub(r'["\\\x00-\x1f\x7f]', " ", words)


@dataclass(frozen=True, slots=True)
class Stale:
    """A passage of a translation that was made from an earlier text; `since` is the day on which it was made.

    `edited` says that the translation changed as well, and nobody said that this was the change of the original.
    """

    one: Unit
    other: Unit
    since: str
    edited: bool = False


def stale_passages(pairing: Pairing, record: Record) -> Iterator[Stale]:
    """The passages in pairs whose original says something else than when they were translated, in reading order."""
    if not record.made:
        return
    days = [made.day for made in record.made]
    for one, other in pairing.units:
        if not one.text or one.digest in record.by_source:
            continue
        made = record.by_target.get(other.digest)
        yield Stale(one, other, made.day if made else max(days), edited=made is None)


def exchanged(pairing: Pairing, record: Record) -> Iterator[tuple[Unit, Unit]]:
    """The pairs whose translation was made from another passage of the original as it stands: they changed places."""
    present = {one.digest for one, _ in pairing.units}
    for one, other in pairing.units:
        made, from_here = record.by_target.get(other.digest), record.by_source.get(one.digest)
        if made is None or from_here is None or made.source == one.digest or from_here.target == other.digest:
            continue
        if made.source in present:
            yield one, other


def check_record(pairing: Pairing, record: Record, twin: Article) -> Iterator[Finding]:
    """The findings on what is stale in a translation, or stands in the place of something else."""
    for stale in stale_passages(pairing, record):
        place = stale.other.place if stale.other.place.first else Place(twin.file, 1)
        line = f"line {stale.one.place.first} of {stale.one.place.file}"
        said = _short(stale.one.text)
        if stale.edited:
            message = f'it and its original "{said}" both changed since {stale.since}'
            hint = f"compare it with {line}, then: plainleaf translate {twin.slug} --to {twin.lang} --confirm"
            yield rules.UNCONFIRMED.finding(place, message, hint)
        else:
            message = f'it was made on {stale.since} from an earlier text; the original says now "{said}"'
            hint = f"bring it up to date with {line}, then: plainleaf translate {twin.slug} --to {twin.lang} --confirm"
            yield rules.STALE.finding(place, message, hint)
    for one, other in exchanged(pairing, record):
        place = other.place if other.place.first else Place(twin.file, 1)
        message = f'"{_short(other.text)}" is the translation of another passage than "{_short(one.text)}"'
        yield rules.ORDER.finding(place, message, f"put it where the original has it, see line {one.place.first}")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60].rsplit(" ", 1)[0] + " …"
