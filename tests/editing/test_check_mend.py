"""`plainleaf check --mend` shows each mend as a diff, asks, and makes what is agreed to."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.building.library import Library
from pipeline.cli import main as _main  # noqa: F401
from pipeline.cli import plainleaf
from pipeline.editing.house import checker
from pipeline.editing.mend import apply_mend
from pipeline.editing.mending import offers, sheet_of
from pipeline.workspace.folder import Workspace
from tests.editing.test_mending import LEAFLET
from tests.workspace import ROOT, with_head

TEXT = "Take .5 mg of it with the the food. Ask the RNLI on 03/04/2027, and walk 5\u200b0 steps.\n"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    (tmp_path / "source/tides").mkdir(parents=True)
    (tmp_path / "styles/brands").mkdir(parents=True)
    shutil.copytree(ROOT / "styles/brands/harbour-clinic", tmp_path / "styles/brands/harbour-clinic")
    (tmp_path / "source/tides/article.md").write_text(with_head(LEAFLET + TEXT), encoding="utf-8", newline="")
    monkeypatch.chdir(tmp_path)
    return Workspace(tmp_path, tmp_path / "source", tmp_path / "styles", tmp_path / "output")


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(plainleaf, ["check", "--mend", *words], input=typed)


def text_of(workspace: Workspace) -> str:
    return (workspace.source / "tides/article.md").read_text(encoding="utf-8").removeprefix(with_head(LEAFLET))


def test_yes_makes_what_has_one_right_answer_and_asks_nothing(workspace: Workspace) -> None:
    result = run("tides", "--yes")
    assert text_of(workspace) == "Take 0.5 mg of it with the food. Ask the RNLI on 03/04/2027, and walk 50 steps.\n"
    assert "+Take 0.5 mg" in result.output and "5⟨U+200B⟩0" in result.output
    assert result.output.endswith("3 findings mended, 2 more can be once somebody has chosen: leave --yes out\n")
    assert run("tides", "--yes").output.startswith("0 findings mended, 2 more")


def test_each_is_shown_and_asked_for(workspace: Workspace) -> None:
    result = run("tides", typed="y\nn\nroyal boat men\n1\nn\n")
    said = (
        "Take 0.5 mg of it with the the food. Ask the royal boat men (RNLI) on 3 April 2027, and walk 5\u200b0 steps.\n"
    )
    assert text_of(workspace) == said
    assert "-Take .5 mg" in result.output
    assert result.output.endswith("3 findings mended, 2 left as they are\n")


def test_nothing_is_written_where_nothing_is_agreed_to(workspace: Workspace) -> None:
    before = text_of(workspace)
    result = run("tides", typed="n\nn\n\n0\nn\n")
    assert text_of(workspace) == before
    assert "0 findings mended, 5 left as they are" in result.output


def test_an_article_that_is_not_there_is_named(workspace: Workspace) -> None:
    assert "did you mean" in str(run("tidse").exception.hint)  # type: ignore[union-attr]


WAIVERS = """waivers:
  # decided in May
  - rule: article/hype
    reason: it is meant
    by: Example Editor
    until: 2999-05-31
"""


@pytest.mark.parametrize("more", ["", "  - {rule: article/word-doubled, reason: a, by: b, until: 2999-05-31}\n"])
def test_a_waiver_that_is_not_needed_is_taken_out(workspace: Workspace, more: str) -> None:
    """With its key when it was the only one; what is said of another one stays."""
    head = with_head("").replace("references:", f"{WAIVERS}{more}references:", 1)
    (workspace.source / "tides/article.md").write_text(head + LEAFLET + "The the sea.\n", encoding="utf-8")
    library = Library.open(workspace, date(2027, 1, 1))
    check = checker(library)
    source = library.sources["tides"]
    (offer,) = [o for o in offers(source, check(source), check) if o.finding.rule == "article/waiver-unused"]
    sheet = sheet_of(source, "source/tides/article.md")
    assert sheet is not None
    after = apply_mend(sheet.text, offer.mends[0])
    kept = f"waivers:\n  # decided in May\n{more}" if more else ""
    assert after == head.replace(WAIVERS + more, kept) + LEAFLET + "The the sea.\n"
