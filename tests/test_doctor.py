"""The doctor says what works and what mends the rest, and no broken part brings it down."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.doctor import doctor
from pipeline.doctor import Part, examine, parts_for
from pipeline.doctor.probes import PROBES
from pipeline.workspace.folder import default_styles

ELF_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="breaks a library through Linux's linker")


def one(part: Part) -> tuple[bool, str, str]:
    (diagnosis,) = examine([part])
    return diagnosis.present, diagnosis.version, diagnosis.reason


def part_named(name: str, styles: Path | None = None) -> Part:
    return next(part for part in parts_for(styles or default_styles(), {}) if part.name == name)


def test_on_this_machine_all_that_is_required_works() -> None:
    result = CliRunner().invoke(doctor, ["--json"])
    found = json.loads(result.output)
    assert [part["name"] for part in found["parts"] if part["required"] and not part["present"]] == []
    assert found["passed"] is True
    assert result.exit_code == 0
    assert all(part["version"] for part in found["parts"] if part["present"])


def test_every_part_has_a_probe_and_every_probe_a_part() -> None:
    probes = {part.probe[0] for part in parts_for(default_styles(), {"japanese": "how"})}
    assert probes == set(PROBES)


def test_every_required_part_says_what_mends_it() -> None:
    assert all(part.mend for part in parts_for(default_styles(), {}))


@ELF_ONLY
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Pango", "libpango-1.0.so.0"),
        ("PangoFT2", "libpangoft2-1.0.so.0"),
        ("HarfBuzz subset", "libharfbuzz-subset.so.0"),
    ],
)
def test_a_broken_library_is_named_with_the_package_that_mends_it(
    name: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / file).write_bytes(b"not a library")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    present, version, reason = one(part_named(name))
    assert (present, version) == (False, "")
    assert file in reason
    assert "install" in part_named(name).mend


def test_a_part_that_crashes_is_a_diagnosis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crashing = tmp_path / "python"
    crashing.write_text("#!/bin/sh\nkill -SEGV $$\n", encoding="ascii")
    crashing.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(crashing))
    assert one(part_named("Pango")) == (False, "", "it crashes (signal 11)")


def test_a_part_that_cannot_even_be_started_is_a_diagnosis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    present, _, reason = one(part_named("Pango"))
    assert not present
    assert reason.startswith("it cannot be tried")


def test_a_package_that_is_broken_is_a_diagnosis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pypandoc.py").write_text("raise RuntimeError('half installed')\n", encoding="ascii")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert one(part_named("pandoc"))[2] == "RuntimeError: half installed"


def test_a_file_of_the_user_named_like_a_module_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "subprocess.py").write_text("raise SystemExit(9)\n", encoding="ascii")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert one(part_named("Pango"))[0]


def test_a_missing_font_is_required_and_named(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "fonts.toml").write_bytes((default_styles() / "fonts" / "fonts.toml").read_bytes())
    present, _, reason = one(part_named("fonts", tmp_path))
    assert not present
    assert ".ttf" in reason


def examine_only(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let the command try these parts only; all of them are tried by the test of this machine."""
    monkeypatch.setattr(
        "pipeline.doctor.parts_for",
        lambda styles, packs: tuple(part for part in parts_for(styles, packs) if part.name in names),
    )


def test_without_node_and_chromium_the_doctor_is_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examine_only(monkeypatch, "Python", "Node", "Chromium")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    result = CliRunner().invoke(doctor, [])
    assert result.exit_code == 0, result.output
    assert "missing Node" in result.output
    assert "all that is required works" in result.output


@ELF_ONLY
def test_without_a_required_library_the_exit_code_is_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examine_only(monkeypatch, "Pango", "HarfBuzz subset", "Node")
    (tmp_path / "libharfbuzz-subset.so.0").write_bytes(b"")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    result = CliRunner().invoke(doctor, [])
    assert result.exit_code == 3
    assert "MISSING HarfBuzz subset" in result.output
    assert "required and missing: HarfBuzz subset" in result.output.splitlines()[-1]


def test_where_there_are_no_styles_it_still_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examine_only(monkeypatch, "Python", "fonts", "pandoc")
    (tmp_path / "source").mkdir()
    (tmp_path / "styles").mkdir()
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(doctor, ["--json"])
    assert result.exit_code == 3
    assert "fonts" in {part["name"] for part in json.loads(result.output)["parts"] if not part["present"]}
