"""A library and the rows of a published edition come in; the way of each fact from its manuscript goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.building.library import Library
from pipeline.edition.name import EditionName
from pipeline.facts.origins import ImportLedger, ledger_name, read_ledger
from pipeline.facts.rules import UNFOLLOWED
from pipeline.facts.tracing import Row
from pipeline.facts.ways import Ways, ways_of
from pipeline.finding import Finding, Findings, Place, Severity


@dataclass(frozen=True)
class Followed:
    """The ways of an edition's articles that were imported, and why those of the others cannot be told."""

    ways: tuple[Ways, ...]
    findings: Findings


def follow(library: Library, name: EditionName, rows: Sequence[Row]) -> Followed:
    """The ways of the rows of an edition, article by article; an article without an import ledger is named."""
    found: list[Ways] = []
    findings: list[Finding] = []
    for file in dict.fromkeys(row.file for row in rows):
        for each in _follow(library, name, file, rows):
            if isinstance(each, Ways):
                found.append(each)
            else:
                findings.append(each)
    return Followed(tuple(found), Findings(tuple(findings)))


def _follow(library: Library, name: EditionName, file: str, rows: Sequence[Row]) -> Iterator[Ways | Finding]:
    folder, _, own = file.rpartition("/")
    source = library.sources.get(folder.rpartition("/")[2])
    if source is None or own not in source.files:
        return  # a snippet, which is no part of a manuscript
    beside = ledger_name(own)
    place = Place(f"{folder}/{beside}")
    again = "import the manuscript again under another name with --to, and take the file from there"
    content = source.files.get(beside)
    if content is None:
        said = "it is not there: the article was written here, or imported by an older plainleaf"
        yield UNFOLLOWED.finding(place, said, f"if there is a manuscript, {again}", Severity.WARNING)
        return
    ledger = read_ledger(content)
    if not isinstance(ledger, ImportLedger):
        yield UNFOLLOWED.finding(place, ledger, f"take it from an earlier version of the folder; or {again}")
        return
    text = source.files[own].decode("utf-8-sig", errors="replace")
    ways = ways_of(ledger, text, file, name.lang, rows)
    if ways is None:
        said = f'it is of another article, made of "{ledger.manuscript}"'
        yield UNFOLLOWED.finding(place, said, "put the ledger of this article there, or take this one away")
        return
    yield ways
