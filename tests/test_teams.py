"""What differs from a revision is checked; the hook and the workflow of the manual do what it says of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import plainleaf
from pipeline.errors import PlainleafError
from pipeline.workspace.folder import Workspace
from pipeline.workspace.revisions import changed_files, touched
from pipeline.workspace.starter import lay_out
from tests.building.leaf import ARTICLE, DAY, workspace, write
from tests.workspace import ROOT, with_head

__all__ = ["workspace"]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is what is tried here")
PAGE = (ROOT / "docs/teams.md").read_text(encoding="utf-8")
WRONG = with_head(ARTICLE).replace("summary:", "sumary:")


def git(folder: Path, *words: str, path: str = "") -> subprocess.CompletedProcess[str]:
    who = ["-c", "user.name=Example", "-c", "user.email=editor@example.org"]
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "PATH": f"{path}:{os.environ['PATH']}"}
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=False, env=env)


@pytest.fixture
def committed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    write(workspace.root, ARTICLE, "waves")
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides"]\n', encoding="utf-8")
    (workspace.root / ".gitignore").write_text("output/\n", encoding="utf-8")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "One")):
        assert git(workspace.root, *words).returncode == 0
    monkeypatch.chdir(workspace.root)
    return workspace


def check(*words: str) -> tuple[str, int]:
    result = CliRunner().invoke(plainleaf, ["check", "--jobs", "1", *words])
    if isinstance(result.exception, PlainleafError):
        return f"{result.exception.message}; {result.exception.hint}", result.exception.exit_code
    return result.output, result.exit_code


def test_nothing_that_differs_is_said_and_not_everything_checked(committed: Workspace) -> None:
    assert check("--changed") == ("nothing that is published differs from HEAD\n", 0)
    assert json.loads(check("--changed", "--json")[0])["editions"] == []


def test_what_differs_is_checked_and_its_collections_with_it(committed: Workspace) -> None:
    write(committed.root, WRONG)
    said, code = check("--changed")
    assert (code, "tide/en/tides: failed" in said, "tide/en/sea" in said, "waves" in said) == (1, True, True, False)
    assert check("--changed", "HEAD", "waves")[1] == 0


def test_a_new_article_differs_and_a_removed_one_is_no_trouble(committed: Workspace) -> None:
    write(committed.root, WRONG, "foam")
    assert "tide/en/foam" in check("--changed")[0]
    shutil.rmtree(committed.source / "foam")
    shutil.rmtree(committed.source / "waves")
    assert check("--changed")[1] == 0


@pytest.mark.parametrize("name", ["styles/brands/tide/tokens.css", "source/defaults.yml", "source/_snippets/a.md"])
def test_what_all_articles_share_touches_all(name: str) -> None:
    assert touched(frozenset({"README.md", name}), {}) is None


def test_names_of_files_are_no_words_of_a_shell(committed: Workspace) -> None:
    name = "source/tides/a \u00fc\n b.txt"
    (committed.root / name).write_text("x", encoding="utf-8")
    assert name in changed_files(committed, "HEAD")


@pytest.mark.parametrize("revision", ["nosuch", "--upload-pack=x", "-x", ""])
def test_a_revision_that_does_not_exist_is_named(committed: Workspace, revision: str) -> None:
    said, code = check(f"--changed={revision}")
    # What begins with a dash is an option to the command line, and none that there is.
    refused = (2, False) if revision.startswith("-") else (3, True)
    assert (code, said.startswith("there is no revision")) == refused


def test_a_revision_is_never_an_option_of_git(committed: Workspace) -> None:
    with pytest.raises(PlainleafError, match="there is no revision"):
        changed_files(committed, "--output=x")
    assert not (committed.root / "x").exists()


def test_without_version_control_it_says_so(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(workspace.root.parent))
    said, code = check("--changed")
    assert (code, "under no version control" in said) == (3, True)
    monkeypatch.setenv("PATH", "/nowhere")
    assert check("--changed")[0].startswith("git is not there")


def test_a_mistyped_article_is_refused_all_the_same(committed: Workspace) -> None:
    said, code = check("--changed", "HEAD", "tidess")
    assert (code, 'did you mean "tides"?' in said) == (2, True)


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """A folder that holds the command under its name."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m pipeline "$@"\n'
    (folder / "plainleaf").write_text(script, encoding="utf-8")
    (folder / "plainleaf").chmod(0o755)
    return folder


@pytest.fixture
def leaflets(tmp_path: Path) -> Path:
    """A workspace as `init` lays it out, committed; its article is parked, so that nothing needs to be rendered."""
    folder = tmp_path / "leaflets"
    lay_out(folder, DAY.today)
    article = folder / "source/your-appointment/article.md"
    article.write_text(
        article.read_text(encoding="utf-8").replace("status: current", "status: draft"), encoding="utf-8"
    )
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "One")):
        assert git(folder, *words).returncode == 0
    return folder


def test_the_hook_of_the_manual_refuses_a_commit_with_errors(leaflets: Path, command: Path) -> None:
    hook = leaflets / ".git/hooks/pre-commit"
    hook.write_text(re.findall(r"(?ms)^```sh\n(.*?)^```$", PAGE)[0], encoding="utf-8")
    hook.chmod(0o755)
    article = leaflets / "source/your-appointment/article.md"
    good = article.read_text(encoding="utf-8")
    wrong = good.replace("summary:", "sumary:").replace("status: draft", "status: current")
    article.write_text(wrong, encoding="utf-8")
    refused = git(leaflets, "commit", "-qam", "Two", path=str(command))
    assert (refused.returncode, '"summary" is missing' in refused.stdout + refused.stderr) == (1, True)
    article.write_text(good.replace("A visit can be short.", "A visit is short."), encoding="utf-8")
    taken = git(leaflets, "commit", "-qam", "Two", path=str(command))
    assert taken.returncode == 0, taken.stdout + taken.stderr


def test_the_commands_of_the_workflow_run_as_they_stand(leaflets: Path, command: Path) -> None:
    (workflow,) = re.findall(r"(?ms)^```yaml\n(.*?)^```$", PAGE)
    lines = [line for line in re.findall(r"(?m)- run: (plainleaf .*)$", workflow) if "doctor" not in line]
    assert [line.split()[1] for line in lines] == ["check", "build"]
    env = {**os.environ, "PATH": f"{command}:{os.environ['PATH']}"}
    for line in lines:
        ran = subprocess.run(["/bin/sh", "-c", line], cwd=leaflets, env=env, check=False)
        assert ran.returncode == 0, line
    sarif = json.loads((leaflets / "findings.sarif").read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0"
    assert (leaflets / "output/index.html").exists()
