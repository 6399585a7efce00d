"""A shell finds the command and completes what is typed; what is to be typed next can be typed as it stands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import plainleaf
from pipeline.cli.completing import VARIABLE, command
from pipeline.errors import PlainleafError
from pipeline.workspace.folder import Workspace
from tests.building.leaf import workspace
from tests.workspace import ROOT

__all__ = ["workspace"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("plainleaf ver", {"verify"}),
        ("plainleaf build ti", {"tides"}),
        ("plainleaf check --brand t", {"tide"}),
        ("plainleaf build --variant large", {"large-print"}),
        ("plainleaf build --format hand", {"handout"}),
        ("plainleaf rules brand/c", {"brand/contrast"}),
        ("plainleaf brand check ti", {"tide"}),
    ],
)
def test_names_are_completed(workspace: Workspace, typed: str, offered: set[str]) -> None:
    asked = {VARIABLE: "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    script = "from pipeline.cli import main; import sys; sys.argv = ['plainleaf']; main()"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=workspace.root,
        env={**os.environ, **asked, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert {line.partition(",")[2] for line in ran.stdout.splitlines()} == offered, ran.stderr


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("bash", ".local/share/bash-completion/completions/plainleaf"),
        ("zsh", ".zfunc/_plainleaf"),
        ("fish", ".config/fish/completions/plainleaf.fish"),
    ],
)
def test_the_script_is_put_where_the_shell_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, file: str
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", f"/bin/{shell}")
    result = CliRunner().invoke(plainleaf, ["--install-completion"])
    assert result.exit_code == 0, result.output
    assert VARIABLE in (tmp_path / file).read_text(encoding="utf-8")


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".zfunc").write_text("a file in the way", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    result = CliRunner().invoke(plainleaf, ["--install-completion", "zsh"])
    assert isinstance(result.exception, PlainleafError)
    assert str(tmp_path) in str(result.exception.place)


def test_a_mistyped_command_is_told_the_nearest() -> None:
    result = CliRunner().invoke(plainleaf, ["biuld"])
    assert isinstance(result.exception, PlainleafError)
    assert (result.exception.exit_code, result.exception.hint) == (2, 'did you mean "build"?')


def test_the_command_is_shown_as_it_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "with space" / "plainleaf"
    own.parent.mkdir()
    own.write_text("#!/bin/sh\n", encoding="utf-8")
    own.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(own)])
    monkeypatch.setenv("PATH", "/nowhere")
    assert command() == f"'{own}'"
    link = tmp_path / "bin" / "plainleaf"
    link.parent.mkdir()
    link.symlink_to(own)
    monkeypatch.setenv("PATH", str(link.parent))
    assert command() == "plainleaf"


@pytest.mark.skipif(shutil.which("make") is None, reason="make is what is tried here")
def test_make_install_links_the_command_and_nothing_is_overwritten(tmp_path: Path) -> None:
    def make(target: str) -> subprocess.CompletedProcess[str]:
        words = ["make", "--no-print-directory", "SETUP=true", f"HOME={tmp_path}", target]
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)

    link = tmp_path / ".local/bin/plainleaf"
    assert make("install").returncode == 0
    assert link.is_symlink()
    assert make("install").stdout.endswith("then: plainleaf --help\n")
    assert make("uninstall").returncode == 0
    assert not link.exists()
    link.write_text("somebody's own", encoding="utf-8")
    assert make("install").returncode != 0
    assert make("uninstall").returncode == 0
    assert link.read_text(encoding="utf-8") == "somebody's own"
