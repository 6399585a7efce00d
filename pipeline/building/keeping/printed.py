"""An output folder and an archive come in; every printed copy, and whether it is still true, go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.building.keeping.history import copies_of, events
from pipeline.building.manifest import edition_from_json
from pipeline.building.report import EditionReport, Fate
from pipeline.edition.check_codes import is_code, typed
from pipeline.edition.copies import Copy, Printed, answers
from pipeline.edition.name import EditionName
from pipeline.workspace.archive import Archive
from pipeline.workspace.output import Output


def printed_before(
    name: EditionName, earlier: EditionReport | None, output: Output, archive: Archive | None = None
) -> tuple[Copy, ...]:
    """What was printed of an edition, the latest last. `earlier` is what stands published of it; one that comes back
    from _withdrawn/ was printed too, and so was one whose output folder is new.
    """
    if earlier is not None:
        return earlier.copies
    away = edition_from_json(output.withdrawn_manifest(name), name, Fate.WITHDRAWN)
    if away is None and archive is not None:
        return copies_of(archive, name)
    return away.copies if away else ()


def printed_copies(output: Output, archive: Archive | None = None) -> tuple[Printed, ...]:
    """Every copy that manifests know, by edition, the newest first; and what only the archive knows any more: a sheet
    in a drawer outlives the output folder it came from.
    """
    return tuple(_copies(output, archive))


def _copies(output: Output, archive: Archive | None) -> Iterator[Printed]:
    standing = output.editions()
    for name in standing:
        report = edition_from_json(output.manifest(name), name, Fate.UP_TO_DATE)
        if report is not None:
            yield from (Printed(name, report.title, each) for each in answers(report.copies))
    for name in output.withdrawn_editions():
        report = edition_from_json(output.withdrawn_manifest(name), name, Fate.WITHDRAWN)
        if report is not None and name not in standing:
            yield from (Printed(name, report.title, each) for each in answers(report.copies, withdrawn=True))
    if archive is not None:
        known = {*standing, *output.withdrawn_editions()}
        for name in archive.editions():
            if name not in known:
                yield from _archived(archive, name)


def _archived(archive: Archive, name: EditionName) -> Iterator[Printed]:
    found, _ = events(archive, name)
    title = next((event.title for event in reversed(found) if event.title), "")
    stopped = not found or not found[-1].published
    for each in answers(copies_of(archive, name), withdrawn=stopped):
        yield Printed(name, title, each)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a typed code came to: the copies that carry it, and why there are none: "mistyped" or "never printed"."""

    code: str
    copies: tuple[Printed, ...] = ()
    why: str = ""


def look_up(text: str, known: Sequence[Printed]) -> Looked:
    """What a code that somebody typed or read aloud stands for."""
    code = typed(text)
    if not is_code(code):
        return Looked(code, why="mistyped")
    found = tuple(each for each in known if each.answer.copy.code == code)
    return Looked(code, found, "" if found else "never printed")
