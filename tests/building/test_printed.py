"""A copy that was printed is known from build to build; a changed dose makes it out of date, a withdrawal untrue."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.building.answers.verifying import Verifier
from pipeline.building.build import Build
from pipeline.building.keeping.history import Recorder
from pipeline.building.keeping.printed import look_up, printed_copies
from pipeline.building.library import Library
from pipeline.cli.printed import printed
from pipeline.cli.reprint import reprint
from pipeline.edition.check_codes import shown
from pipeline.edition.copies import Printed, Standing
from pipeline.errors import UsageError
from pipeline.workspace.archive import Archive
from pipeline.workspace.folder import Workspace, find_workspace
from pipeline.workspace.output import Output
from tests.building.leaf import DAY, TIDES, runner, write
from tests.test_edition import BRAND
from tests.workspace import ROOT, with_head

ARTICLE = "## Pain {{#pain}}\n\nTake {0} tablets of 500 mg. No more than 4 in 24 hours.\n"


@pytest.fixture
def house(tmp_path: Path) -> Workspace:
    (tmp_path / "source").mkdir()
    shutil.copytree(ROOT / "styles", tmp_path / "styles", ignore=shutil.ignore_patterns("brands"))
    shutil.copytree(ROOT / "styles/brands/harbour-clinic", tmp_path / "styles/brands/tide")
    (tmp_path / "styles/brands/tide/brand.toml").write_bytes(BRAND + b'[page]\nvariants = ["web"]\n')
    return find_workspace(tmp_path)


def build(house: Workspace, doses: str, more: str = "", *, kept: bool = False) -> tuple[Printed, ...]:
    """What is printed after a build of the article with this dose; `kept` in the archive too."""
    text = with_head(ARTICLE.format(doses))
    write(house.root, text.replace("title:", f"{more}title:", 1))
    library, output = Library.open(house, DAY.today), Output(house.output)
    with output.locked(), runner(library) as running:
        recorder = Recorder(archive_of(house), library, datetime(2026, 11, 1, tzinfo=UTC)) if kept else None
        report = Build(library, output, replace(DAY, formats=("page",)), recorder=recorder).run(running)
    assert not [finding for edition in report.editions for finding in edition.all_findings.errors]
    return tuple(each for each in printed_copies(output) if each.edition == TIDES)


def archive_of(house: Workspace) -> Archive:
    return Archive.of(house)


def page(house: Workspace) -> str:
    return (house.output / "tide/en/tides/page/index.html").read_text(encoding="utf-8")


def test_a_copy_goes_out_of_date_with_its_dose_and_comes_back_with_it(house: Workspace) -> None:
    (first,) = build(house, "2")
    assert first.answer.standing is Standing.LATEST
    now, old = build(house, "1")
    assert old.answer.copy == first.answer.copy
    assert (now.answer.standing, old.answer.standing) == (Standing.LATEST, Standing.OLDER)
    assert old.answer.changes == ("Take 1 tablets of 500 mg.",)
    assert f'id="{old.answer.copy.code}"' in page(house)
    assert [each.answer.copy.code for each in build(house, "2")] == [
        old.answer.copy.code,
        now.answer.copy.code,
    ]


def test_what_was_printed_outlives_the_output_folder(house: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet in a drawer is older than the disk of the clinic; its code is no "never printed by us"."""
    (first,) = build(house, "2", kept=True)
    build(house, "1", kept=True)
    shutil.rmtree(house.output)
    assert printed_copies(Output(house.output)) == ()
    now, old = printed_copies(Output(house.output), archive_of(house))
    assert (old.answer.copy, old.answer.standing) == (first.answer.copy, Standing.OLDER)
    monkeypatch.chdir(house.root)
    assert "out of date" in CliRunner().invoke(printed, [first.answer.copy.code]).output
    again = build(house, "1", kept=True)
    assert [each.answer for each in again] == [now.answer, old.answer]
    assert f'id="{first.answer.copy.code}"' in page(house)
    build(house, "1", "status: withdrawn\n", kept=True)
    shutil.rmtree(house.output)
    stopped = printed_copies(Output(house.output), archive_of(house))
    assert {each.answer.standing for each in stopped} == {Standing.WITHDRAWN}


def test_a_printed_copy_is_made_again_by_its_code(house: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (first,) = build(house, "2", kept=True)
    old = (house.output / "tide/en/tides/page/index.html").read_bytes()
    build(house, "1", kept=True)
    monkeypatch.chdir(house.root)
    result = CliRunner().invoke(reprint, ["tides", "--code", shown(first.answer.copy.code).lower()])
    assert (result.exit_code, result.exception) == (0, None), result.output
    assert (house.root / "reprints/tide/en/tides/page/index.html").read_bytes() == old
    for code, why in (("27W4KR4", "cannot be a check code"), ("X7LWPK8", "no copy with the check code")):
        fault = CliRunner().invoke(reprint, ["tides", "--code", code]).exception
        assert isinstance(fault, UsageError) and why in fault.message


def test_what_was_published_is_proven_with_its_copies(house: Workspace) -> None:
    build(house, "2")
    build(house, "1")
    report = Verifier(Library.open(house, DAY.today), Output(house.output)).report((TIDES,))
    assert [finding.message for edition in report.editions for finding in edition.all_findings.found] == []


def test_of_a_withdrawn_article_no_copy_holds_and_none_is_forgotten(house: Workspace) -> None:
    (first,) = build(house, "2")
    (gone,) = build(house, "2", "status: withdrawn\n")
    assert (gone.answer.copy, gone.answer.standing) == (first.answer.copy, Standing.WITHDRAWN)
    now, old = build(house, "1")
    assert old.answer.copy == first.answer.copy
    assert now.answer.standing is Standing.LATEST


def test_staff_look_up_a_code(house: Workspace) -> None:
    build(house, "2")
    now, old = build(house, "1")
    out = ["--out", str(house.output)]
    listed = CliRunner().invoke(printed, out)
    assert (listed.exit_code, "1 of 2 printed copies are out of date" in listed.output) == (0, True)
    assert shown(now.answer.copy.code) not in listed.output
    said = CliRunner().invoke(printed, [shown(old.answer.copy.code).lower(), *out])
    assert (said.exit_code, "out of date" in said.output) == (1, True)
    fine = CliRunner().invoke(printed, [now.answer.copy.code, *out, "--json"])
    assert (fine.exit_code, json.loads(fine.output)["copies"][0]["standing"]) == (0, "latest")


def test_a_code_that_was_mistyped_is_told_from_one_that_was_never_printed(house: Workspace) -> None:
    known = build(house, "2")
    code = known[0].answer.copy.code
    wrong = code[:-1] + next(letter for letter in "2346" if letter != code[-1])
    assert look_up(wrong, known).why == "mistyped"
    assert look_up("", known).why == "mistyped"
    assert look_up(code, ()).why == "never printed"
