"""What a run keeps of editions that are up to date says the same as their manifests, and nothing that has changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.building.build import Build
from pipeline.building.keeping.history import Recorder
from pipeline.building.library import Library
from pipeline.building.planning import Request
from pipeline.building.report import EditionReport, Fate
from pipeline.building.standing import Register
from pipeline.edition.name import EditionName
from pipeline.workspace import output as output_folder
from pipeline.workspace.archive import Archive
from pipeline.workspace.folder import Workspace
from pipeline.workspace.memory import Memory
from pipeline.workspace.output import Output
from tests.building.leaf import DAY, TIDES, list_variants, retitle, runner, the_edition
from tests.building.leaf import workspace as workspace  # noqa: PLC0414 (a fixture)
from tests.building.test_history import NOON

MANIFEST = "tide/en/tides/manifest.json"


@pytest.fixture
def manifests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The editions whose manifests were read, in the order in which they were; every change counts as old."""
    read: list[str] = []
    plain = Output.manifest

    def noted(self: Output, name: EditionName) -> dict[str, object]:
        read.append(str(name))
        return plain(self, name)

    monkeypatch.setattr(Output, "manifest", noted)
    monkeypatch.setattr(output_folder, "RACY_NS", -(10**18))
    return read


def build(workspace: Workspace, request: Request = DAY) -> EditionReport:
    """A build that knows what the one before kept, as the command line's does."""
    output = Output(workspace.output)
    library = Library.open(workspace, request.today)
    register = Register(output.memory.standing())
    recorder = Recorder(Archive.of(workspace), library, NOON)
    with output.locked(), runner(library) as running:
        return the_edition(Build(library, output, request, recorder=recorder, register=register).run(running))


def test_a_manifest_is_read_once(workspace: Workspace, manifests: list[str]) -> None:
    first = build(workspace)
    assert first.fate is Fate.BUILT
    whole = build(workspace)
    manifests.clear()
    brief = build(workspace)
    assert manifests == []
    assert brief.fate is whole.fate is Fate.UP_TO_DATE
    assert (brief.title, brief.state, brief.all_findings) == (whole.title, whole.state, whole.all_findings)
    assert [product.name for product in brief.products] == [product.name for product in whole.products]


def drop(workspace: Workspace) -> None:
    (workspace.output / "tide/en/tides/leaf/full.json").unlink()


def cut(workspace: Workspace) -> None:
    (workspace.output / "tide/en/tides/leaf/full.json").write_text("{")


def repaint(workspace: Workspace) -> None:
    (workspace.styles / "leaf/leaf.html").write_text("y")


def spoil(workspace: Workspace) -> None:
    (workspace.output / MANIFEST).write_text("{}")


CHANGES: dict[str, Callable[[Workspace], None]] = {
    "a file is gone": drop,
    "a file is shorter": cut,
    "the title": lambda workspace: retitle(workspace, "Tides, again"),
    "the styles": repaint,
    "what the brand publishes": lambda workspace: list_variants(workspace, "full small"),
    "the manifest": spoil,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_made_again(
    workspace: Workspace, manifests: list[str], change: Callable[[Workspace], None]
) -> None:
    for _ in range(3):
        build(workspace)
    change(workspace)
    assert build(workspace).fate is Fate.BUILT
    assert build(workspace).fate is Fate.UP_TO_DATE


def test_a_plan_for_other_variants_looks_anew(workspace: Workspace, manifests: list[str]) -> None:
    for _ in range(3):
        build(workspace)
    assert build(workspace, replace(DAY, variants=("small",))).fate is Fate.BUILT
    kept = json.loads((workspace.output / MANIFEST).read_bytes())
    assert {product["variant"] for product in kept["products"]} == {"full", "small"}


def test_a_manifest_written_a_moment_ago_is_read_again(
    workspace: Workspace, manifests: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output_folder, "RACY_NS", 10**18)
    for _ in range(2):
        build(workspace)
    manifests.clear()
    build(workspace)
    assert str(TIDES) in manifests
    assert Output(workspace.output).memory.standing() == {}


def test_a_record_that_was_lost_is_written_all_the_same(workspace: Workspace, manifests: list[str]) -> None:
    for _ in range(2):
        build(workspace)
    archive = Archive.of(workspace)
    (history,) = (path for path in (workspace.root / "archive").rglob("*") if path.is_file() and "tides" in str(path))
    history.unlink()
    build(workspace)
    assert archive.records(TIDES)[0]


@pytest.mark.parametrize("told", ["", "{}", '{"title": 1}', "[" * 100_000], ids=["nothing", "empty", "half", "deep"])
def test_what_cannot_be_read_is_looked_up(workspace: Workspace, manifests: list[str], told: str) -> None:
    for _ in range(2):
        build(workspace)
    memory = Output(workspace.output).memory
    memory.stands({name: (mark, made_of, told) for name, (mark, made_of, _) in memory.standing().items()})
    manifests.clear()
    assert build(workspace).fate is Fate.UP_TO_DATE
    assert manifests == [str(TIDES)]


def test_a_memory_of_before_has_none_and_gets_one(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "library.sqlite")
    memory.saw({"tides": ("mark", "digest")})
    with sqlite3.connect(tmp_path / "library.sqlite") as connection:
        connection.execute("drop table standing")
    assert memory.standing() == {}
    assert memory.seen() == {"tides": ("mark", "digest")}
    memory.stands({"tide/en/tides": ("mark", "made of", "{}")})
    assert memory.standing() == {"tide/en/tides": ("mark", "made of", "{}")}
