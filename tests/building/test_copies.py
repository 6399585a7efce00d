"""Every printed copy that an output folder and an archive know, and what a typed code comes to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pipeline.building.keeping.history import Event
from pipeline.building.keeping.printed import Looked, look_up, printed_copies
from pipeline.building.manifest import edition_to_json
from pipeline.building.report import EditionReport, Fate
from pipeline.edition.check_codes import ALPHABET, is_code
from pipeline.edition.copies import Answer, Copy, Printed, Standing
from pipeline.edition.name import EditionName
from pipeline.finding import Findings
from pipeline.workspace.archive import Archive
from pipeline.workspace.output import Output

TIDES, WAVES, SHELLS = (EditionName("tide", "en", slug) for slug in ("tides", "waves", "shells"))
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def copy(letters: str, version: str, *grave: str) -> Copy:
    code = next(f"{letters}{last}" for last in ALPHABET if is_code(f"{letters}{last}"))
    return Copy(code, "PL-tides", version, "2026-10-01", grave)


OLD, NEW = copy("234678", "1.0", "Take 1."), copy("CDFHJK", "2.0", "Take 2.")


def publish(output: Output, name: EditionName, title: str, *copies: Copy) -> None:
    report = EditionReport(name, title, "a.md", "current", False, Fate.BUILT, Findings(), copies=copies)
    output.publish(name, {"leaf/full.json": b"{}"}, (), edition_to_json(report))


def append(
    archive: Archive, name: EditionName, title: str = "", made: Copy | None = None, *, stands: bool = True
) -> None:
    archive.append(name, Event(NOON, stands, title=title, copy=made).to_json())


def test_copies_of_what_stands_come_before_those_of_what_was_withdrawn(tmp_path: Path) -> None:
    output = Output(tmp_path / "output")
    publish(output, WAVES, "Waves", OLD, NEW)
    publish(output, TIDES, "Tides", OLD, NEW)
    publish(output, SHELLS, "Shells")
    output.withdraw(TIDES, "it is gone")
    assert printed_copies(output) == (
        Printed(WAVES, "Waves", Answer(NEW, Standing.LATEST)),
        Printed(WAVES, "Waves", Answer(OLD, Standing.OLDER, ("Take 2.",))),
        Printed(TIDES, "Tides", Answer(NEW, Standing.WITHDRAWN)),
        Printed(TIDES, "Tides", Answer(OLD, Standing.WITHDRAWN)),
    )


def test_what_stands_again_is_told_once_and_what_nobody_can_read_not_at_all(tmp_path: Path) -> None:
    output = Output(tmp_path / "output")
    publish(output, TIDES, "Tides", OLD)
    output.withdraw(TIDES, "it is gone")
    (output.path_of(TIDES, "leaf")).mkdir(parents=True)
    output.path_of(TIDES, "leaf/small.json").write_bytes(b"{}")
    # What lies in _withdrawn/ is of an edition that stands again, and its manifest there cannot be read.
    assert printed_copies(output) == ()
    publish(output, WAVES, "Waves", OLD)
    output.path_of(WAVES, "manifest.json").write_bytes(b"{")
    output.withdraw(WAVES, "it is gone too")
    assert printed_copies(output) == ()


def test_the_archive_tells_of_what_the_output_folder_does_not_know(tmp_path: Path) -> None:
    output, archive = Output(tmp_path / "output"), Archive(tmp_path / "archive")
    publish(output, WAVES, "Waves", OLD)
    publish(output, SHELLS, "Shells", OLD)
    output.withdraw(SHELLS, "it is gone")
    for name in (WAVES, SHELLS, TIDES):
        append(archive, name, "First tides", OLD)
    append(archive, TIDES, "Tides", NEW)
    append(archive, TIDES)
    assert printed_copies(output, archive)[2:] == (
        Printed(TIDES, "Tides", Answer(NEW, Standing.LATEST)),
        Printed(TIDES, "Tides", Answer(OLD, Standing.OLDER, ("Take 2.",))),
    )
    append(archive, TIDES, stands=False)
    assert {each.answer.standing for each in printed_copies(output, archive)[2:]} == {Standing.WITHDRAWN}
    only = Archive(tmp_path / "other")
    append(only, TIDES, "", OLD)
    assert printed_copies(Output(tmp_path / "none"), only) == (Printed(TIDES, "", Answer(OLD, Standing.LATEST)),)


def test_what_a_typed_code_comes_to() -> None:
    known = (
        Printed(TIDES, "Tides", Answer(NEW, Standing.LATEST)),
        Printed(WAVES, "Waves", Answer(OLD, Standing.OLDER)),
    )
    assert look_up(OLD.code, known) == Looked(OLD.code, known[1:])
    assert look_up(OLD.code, known[:1]) == Looked(OLD.code, (), "never printed")
    wrong = OLD.code[:-1] + ("2" if OLD.code[-1] != "2" else "3")
    assert look_up(wrong, known) == Looked(wrong, (), "mistyped")
