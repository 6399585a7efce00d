"""An output folder comes in; every printed copy that was published from it, and whether it is still true, go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.building.manifest import edition_from_json
from pipeline.building.report import Fate
from pipeline.edition.check_codes import is_code, typed
from pipeline.edition.copies import Printed, answers
from pipeline.workspace.output import Output


def printed_copies(output: Output) -> tuple[Printed, ...]:
    """Every copy that manifests know, by edition, the newest first."""
    return tuple(_copies(output))


def _copies(output: Output) -> Iterator[Printed]:
    standing = output.editions()
    for name in standing:
        report = edition_from_json(output.manifest(name), name, Fate.UP_TO_DATE)
        if report is not None:
            yield from (Printed(name, report.title, each) for each in answers(report.copies))
    for name in output.withdrawn_editions():
        report = edition_from_json(output.withdrawn_manifest(name), name, Fate.WITHDRAWN)
        if report is not None and name not in standing:
            yield from (Printed(name, report.title, each) for each in answers(report.copies, withdrawn=True))


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
