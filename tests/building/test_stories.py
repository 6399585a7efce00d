"""What somebody types in a row, and what they are told: each story lost or hid something once."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.building.leaf import Leaf, list_variants, retitle, said
from tests.test_edition import BRAND

Typed = Callable[[str], tuple[int, str]]


@pytest.fixture
def typed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Typed]:
    """Types a command in the workspace; gives its exit code and all that it prints."""
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793491200")  # 1 November 2026

    def run(command: str) -> tuple[int, str]:
        words = command.split()
        if words[0] in {"build", "check"}:
            words += ["--jobs", "1"]
        monkeypatch.setattr(sys, "argv", ["plainleaf", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out + err

    yield run


def test_a_narrow_build_after_a_change(workspace: Workspace, typed: Typed) -> None:
    assert typed("build")[0] == 0
    retitle(workspace, "New words")
    code, told = typed("build --format leaf --variant small")
    assert code == 0
    assert "leaf/small is published from now on, although no setting lists it" in told
    assert said(workspace) == {
        "tide/en/tides/leaf/full.json": "New words",
        "tide/en/tides/leaf/small.json": "New words",
        "tide/en/tides/twig/full.json": "New words",
    }
    code, told = typed("build")
    assert (code, "tide/en/tides: up to date" in told) == (0, True)
    assert typed("build --plan") == (0, "everything is up to date\n")
    code, told = typed("build --without small")
    assert "leaf/small is not published any more: it was taken out by name; it lies in _withdrawn/" in told
    assert typed("build --plan") == (0, "everything is up to date\n")


def test_a_renamed_folder(workspace: Workspace, typed: Typed) -> None:
    typed("build")
    (workspace.source / "tides").rename(workspace.source / "high-water")
    for command in ("check", "build --plan"):
        assert typed(command)[0] == 0
    assert typed("build --plan")[1].splitlines()[-2:] == [
        'tide/en/tides: there is no article "tides" any more; its output leaves for _withdrawn/',
        "2 formats to build, 1 edition to take away",
    ]
    code, told = typed("build")
    assert code == 0
    assert "tide/en/high-water: built (leaf, twig)" in told
    assert 'tide/en/tides: withdrawn\n  there is no article "tides" any more; its output lies in _withdrawn/' in told
    page = (workspace.output / "index.html").read_text()
    assert "tide/en/high-water.html" in page and "tide/en/tides.html" not in page
    pages = {path.name for path in (workspace.output / "_index/tide/en").iterdir()}
    assert "high-water.html" in pages and "tides.html" not in pages
    (workspace.source / "high-water").rename(workspace.source / "tides")
    assert "tide/en/tides: built" in typed("build")[1]
    assert set(said(workspace)) == {"tide/en/tides/leaf/full.json", "tide/en/tides/twig/full.json"}


def test_a_folder_that_is_renamed_in_case_only(workspace: Workspace, typed: Typed) -> None:
    """Nothing is withdrawn for a capital letter; both names at once are one article and one error."""
    retitle(workspace, "Waves", "waves")
    typed("build")
    before = said(workspace)
    (workspace.source / "tides").rename(workspace.source / "Tides")
    code, told = typed("build")
    assert code == 1 and 'source/Tides: error: "Tides" cannot be the name of an article' in told
    assert "tide/en/tides: failed\n  nothing can be made of its source" in told and said(workspace) == before
    assert "tide/en/tides: left alone, out of date: source changed" in typed("build waves")[1]
    shutil.copytree(workspace.source / "Tides", workspace.source / "tides")
    code, told = typed("build")
    assert code == 1 and "tide/en/tides: up to date" in told and "source/Tides: error:" in told
    shutil.rmtree(workspace.source / "Tides")
    assert typed("build")[0] == 0 and said(workspace) == before


def test_a_product_with_an_error(workspace: Workspace, typed: Typed) -> None:
    list_variants(workspace, "full small")
    typed("build")
    retitle(workspace, "New words?")
    code, told = typed("build")
    assert code == 1
    assert "leaf: error: it shouts" in told
    assert "tide/en/tides: built (leaf, twig), held back: leaf/full, twig/full" in told
    assert "leaf/full is not published any more: its new version has errors; it lies in _withdrawn/" in told
    assert "2 products held back; all else is saved." in told
    assert set(said(workspace).values()) == {"New words?"}
    code, told = typed("build")
    assert code == 1 and "up to date (leaf, twig), held back: leaf/full, twig/full" in told


def test_a_draft(workspace: Workspace, typed: Typed) -> None:
    typed("build")
    published = said(workspace)
    retitle(workspace, "New words!")
    assert typed("build")[0] == 1
    code, told = typed("build --draft")
    assert f"see {workspace.output / '_drafts/index.html'}" in told
    assert code == 1 and said(workspace) == published
    assert (workspace.output / "_drafts/index.html").is_file()
    code, told = typed("certify")
    assert "_drafts" not in told


def test_a_parked_article(workspace: Workspace, typed: Typed) -> None:
    typed("build")
    file = workspace.source / "tides/article.md"
    file.write_text(file.read_text().replace("lang: en", "lang: en\nstatus: draft"))
    parked = "tide/en/tides: it is parked (status: draft); its output leaves for _withdrawn/\n1 edition to take away\n"
    assert typed("build --plan") == (0, parked)
    code, told = typed("build")
    assert code == 0
    assert "tide/en/tides: parked\n  its output lies in _withdrawn/" in told
    assert "its output lies" not in typed("build tides")[1]
    assert typed("build --plan") == (0, "everything is up to date\n")
    file.write_text(file.read_text().replace("\nstatus: draft", ""))
    assert "tide/en/tides: built" in typed("build")[1]
    assert not (workspace.output / "_withdrawn").exists()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("build --lang eng", 'error: there is no article in "eng" that a brand publishes\n  hint: did you mean "en"?'),
        ("build tdies", 'error: there is no article "tdies" under source/\n  hint: did you mean "tides"?'),
        ("check --brand tyde", 'error: there is no brand "tyde" under styles/brands/\n  hint: did you mean "tide"?'),
        ("build tides --lang es", 'error: there is no edition of "tides" in es\n  hint: there is: tide/en/tides'),
        ("schedule tdies --start 2026-12-01", 'error: there is no article "tdies" under source/'),
        ("certify tdies", 'error: nothing of "tdies" is published\n  hint: did you mean "tides"?'),
        ("send tdies --to a@example.org --smtp smtp://localhost", 'error: there is no article "tdies" under source/'),
        ("export tdies", 'error: there is no article "tdies" under source/\n  hint: did you mean "tides"?'),
    ],
)
def test_a_name_that_does_not_exist(typed: Typed, command: str, told: str) -> None:
    typed("build")
    code, said_ = typed(command)
    assert code == 2 and told in said_


def test_a_path_is_taken_for_the_article_it_leads_to(workspace: Workspace, typed: Typed) -> None:
    for name in ("source/tides", "source/tides/", "source/tides/article.md"):
        assert typed(f"build {name}")[0] == 0


def test_an_empty_library(workspace: Workspace, typed: Typed) -> None:
    shutil.rmtree(workspace.source / "tides")
    code, told = typed("build")
    assert code == 3 and "there is no article under source/" in told and "plainleaf new" in told


def test_the_only_article_is_removed(workspace: Workspace, typed: Typed) -> None:
    """What it published leaves its place once, and is named; then there is nothing to work on."""
    typed("build")
    shutil.rmtree(workspace.source / "tides")
    for narrow in ("build --brand tide", "check", "build --plan", "build --draft"):
        code, told = typed(narrow)
        assert code == 3 and "there is no article under source/" in told
    code, told = typed("build")
    assert code == 0 and 'there is no article "tides" any more; its output lies in _withdrawn/' in told
    assert said(workspace) == {} and "tides.html" not in (workspace.output / "index.html").read_text()
    code, told = typed("build")
    assert code == 3 and "there is no article under source/" in told


def test_an_article_of_a_collection_is_removed(workspace: Workspace, typed: Typed) -> None:
    retitle(workspace, "Waves", "waves")
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides", "waves"]\n')
    assert typed("build")[0] == 0
    shutil.move(workspace.source / "waves", workspace.root / "aside")
    code, told = typed("build")
    assert code == 1 and 'the collection names "waves", and there is no such article' in told
    assert 'tide/en/sea: withdrawn\n  its article "waves" is not there any more; its output lies in _withdr' in told
    shutil.move(workspace.root / "aside", workspace.source / "waves")
    assert "tide/en/sea: built" in typed("build")[1] and not (workspace.output / "_withdrawn").exists()


@pytest.mark.parametrize(
    ("file", "content"), [("tides/article.md", "---\ntitle: [\n---\n"), ("sea.collection.toml", "title = ")]
)
def test_a_source_of_which_nothing_can_be_made(workspace: Workspace, typed: Typed, file: str, content: str) -> None:
    """What it published stays, and is named in every run, whatever the run works on."""
    retitle(workspace, "Waves", "waves")
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides", "waves"]\n')
    typed("build")
    before = said(workspace, "tide/en")
    (workspace.source / file).write_text(content)
    slug = file.partition("/")[0].partition(".")[0]
    for _ in range(2):
        code, told = typed("build")
        assert code == 1 and said(workspace, "tide/en") == before
        assert f"tide/en/{slug}: failed\n  nothing can be made of its source; what is published of it stays" in told
    assert f"tide/en/{slug}: left alone, out of date: source changed" in typed("build waves")[1]
    assert f"tide/en/{slug}: failed" not in typed("check")[1]


def test_a_variant_that_an_edition_does_not_have(workspace: Workspace, typed: Typed) -> None:
    """A collection has no leaf, whatever it is asked for: the second build finds all as it was."""
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides"]\n')
    typed("build")
    assert "tide/en/sea: built" in typed("build --variant small")[1]
    assert "tide/en/sea: up to date" in typed("build --variant small")[1]
    brand = workspace.styles / "brands/tide/brand.toml"
    brand.write_bytes(brand.read_bytes() + b"\n# more\n")
    assert "tide/en/sea: built" in typed("build --variant small")[1]


def test_page_numbers_of_a_handout_that_is_published_no_more(workspace: Workspace, typed: Typed) -> None:
    def pages() -> object:
        return json.loads((workspace.output / "tide/en/tides/twig/small.json").read_bytes())["pages"]

    list_variants(workspace, "full small")
    typed("build")
    assert pages() == {"walk": 3}
    list_variants(workspace, "small")
    assert typed("build")[0] == 0 and pages() is None
    assert "tide/en/tides: up to date" in typed("build")[1]
    typed("build --variant full --format leaf")
    assert pages() == {"walk": 3}
    typed("build --without full")
    assert pages() is None and "tide/en/tides: up to date" in typed("build")[1]


def test_an_article_that_nobody_publishes(workspace: Workspace, typed: Typed) -> None:
    brand = workspace.styles / "brands/tide/brand.toml"
    brand.write_bytes(BRAND.replace(b'region = "GB"', b'region = "GB"\nlanguages = ["es"]'))
    code, told = typed("build")
    assert code == 1
    assert 'source/tides/article.md:1: warning: it is in "en", which no brand publishes ("tide")' in told


def test_two_builds_at_once(workspace: Workspace, typed: Typed) -> None:
    with Output(workspace.output).locked():
        code, told = typed("build")
    assert (code, "another build is writing to this output folder" in told) == (3, True)
    assert typed("build")[0] == 0


def test_a_clock_set_back_by_a_year(workspace: Workspace, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    typed("build")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1761955200")  # 1 November 2025
    assert typed("build")[0] == 0
    assert typed("build --plan") == (0, "everything is up to date\n")
    retitle(workspace, "New words")
    code, told = typed("build")
    assert code == 0 and "its history ends on 2026-11-01, and the clock says 2025-11-01" in told
    said_ = typed("history tides")[1]
    assert said_.count("2026-11-01") == 2 and "2025" not in said_
    (workspace.source / "tides").rename(workspace.source / "waves")
    typed("build")
    ends = len((workspace.root / "archive/history/tide/en/tides.jsonl").read_text().splitlines())
    for _ in range(2):
        typed("build")
    assert len((workspace.root / "archive/history/tide/en/tides.jsonl").read_text().splitlines()) == ends == 3


def test_an_article_removed_while_it_is_being_built(
    workspace: Workspace, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run speaks of what it read; the next one finds the article gone."""
    render = Leaf.render

    def remove(self: Leaf, *arguments: Any) -> Any:
        shutil.rmtree(workspace.source / "tides", ignore_errors=True)
        return render(self, *arguments)

    retitle(workspace, "Waves", "waves")
    monkeypatch.setattr(Leaf, "render", remove)
    assert typed("build")[0] == 0
    code, told = typed("build")
    assert code == 0 and 'there is no article "tides" any more' in told


@pytest.mark.parametrize(("number", "exit_code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_build_that_is_ended_between_two_products(
    workspace: Workspace, typed: Typed, monkeypatch: pytest.MonkeyPatch, number: int, exit_code: int
) -> None:
    typed("build")
    retitle(workspace, "New words")
    render = Leaf.render

    def end(self: Leaf, *arguments: Any) -> Any:
        made = render(self, *arguments)
        if self.NAME == "twig":
            os.kill(os.getpid(), number)
        return made

    with monkeypatch.context() as patched:
        patched.setattr(Leaf, "render", end)
        code, told = typed("build")
    assert (code, told.strip()) == (exit_code, "stopped; nothing is left half done, and the same command does the rest")
    assert set(said(workspace).values()) == {"Tides and how to read them"}
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert typed("build")[0] == 0 and set(said(workspace).values()) == {"New words"}


# what the disk refuses


def refuse(monkeypatch: pytest.MonkeyPatch, after: int, reason: int) -> list[int]:
    """Let every write below the output folder fail after so many; the list grows with each refusal."""
    write = Path.write_bytes
    count: list[int] = [0]
    refused: list[int] = []

    def failing(self: Path, content: bytes) -> int:
        count[0] += 1
        if count[0] > after and "output" in self.parts:
            refused.append(count[0])
            raise OSError(reason, os.strerror(reason), str(self))
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", failing)
    return refused


@pytest.mark.parametrize(
    ("reason", "hint"),
    [(errno.ENOSPC, "free some space, then try again"), (errno.EROFS, "choose a folder on a disk that can be written")],
)
@pytest.mark.parametrize("after", range(8))
def test_a_disk_that_takes_no_more(
    workspace: Workspace, typed: Typed, monkeypatch: pytest.MonkeyPatch, reason: int, hint: str, after: int
) -> None:
    """One clear message, nothing published in part, and the next build mends it without help."""
    retitle(workspace, "Waves", "waves")
    typed("build")
    before = said(workspace) | said(workspace, "tide/en/waves")
    retitle(workspace, "New words")
    retitle(workspace, "New waves", "waves")
    with monkeypatch.context() as patched:
        refused = refuse(patched, after, reason)
        code, told = typed("build")
        if not refused:
            assert after > 5, "nothing was written"
            return
    assert code == 3 and told.count("error:") == 1 and hint in told and "Traceback" not in told
    for slug, old, new in (("tides", "Tides and how to read them", "New words"), ("waves", "Waves", "New waves")):
        found = set(said(workspace, f"tide/en/{slug}").values())
        assert found in ({before[f"tide/en/{slug}/leaf/full.json"]}, {new}), (slug, old)
    assert not list((workspace.output / ".staging").rglob("*.json"))
    assert typed("build")[0] == 0
    assert set((said(workspace) | said(workspace, "tide/en/waves")).values()) == {"New words", "New waves"}


def test_an_output_folder_that_may_not_be_made(workspace: Workspace, typed: Typed) -> None:
    code, told = typed("build --out /proc/leaflets")
    assert code == 3 and told.count("error:") == 1 and "hint:" in told
