"""The wheel carries the engine, its files, the styles and the starter, and a workspace made from it is whole."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SKIPPED = {"__pycache__", ".DS_Store"}


def names(folder: Path) -> set[str]:
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in files if not SKIPPED & set(path.parts)}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `make wheel` builds it, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        "-m",
        "pip",
        "--quiet",
        "wheel",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
    ]
    subprocess.run([sys.executable, *command, str(ROOT)], check=True, capture_output=True)
    (built,) = folder.glob("plainleaf-*-py3-none-any.whl")
    return built


def test_it_holds_every_file_of_the_engine_and_the_styles(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    engine = {f"pipeline/{name}" for name in names(ROOT / "pipeline")}
    styles = {f"pipeline/defaults/styles/{name}" for name in names(ROOT / "styles")}
    assert held == engine | styles


def test_it_brings_the_command_that_pipx_and_uv_link(wheel: Path) -> None:
    """`pipx install` and `uv tool install` link what the entry points name, and bring what the metadata asks for."""
    with zipfile.ZipFile(wheel) as archive:
        named = {name.rpartition("/")[2]: name for name in archive.namelist() if ".dist-info/" in name}
        points, metadata = (archive.read(named[name]).decode() for name in ("entry_points.txt", "METADATA"))
    assert "plainleaf = pipeline.cli:main" in points
    asked = {_package(line.split()[1]) for line in metadata.splitlines() if line.startswith("Requires-Dist: ")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {_package(each) for each in project["dependencies"]} <= asked


def _package(requirement: str) -> str:
    """A requirement's package, as PEP 503 compares names."""
    return re.sub(r"[-_.]+", "-", re.split(r"[ <>=!~\[;]", requirement)[0]).lower()


def test_it_carries_its_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        licences = {name.rpartition("/licenses/")[2] for name in archive.namelist() if "/licenses/" in name}
    assert licences == {"LICENSE", "THIRD_PARTY.md"}


def test_it_carries_its_bill_of_materials(wheel: Path) -> None:
    """PEP 770."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if ".dist-info/sboms/" in name]
        made = json.loads(archive.read(name))
    assert name.endswith("/plainleaf.cdx.json")
    assert made["bomFormat"] == "CycloneDX" and len(made["components"]) > 20


def test_a_workspace_made_from_it_is_whole_and_finds_itself(wheel: Path, tmp_path: Path) -> None:
    """The unpacked wheel stands in for an installation; the third-party packages are those of this environment."""
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    folder = tmp_path / "our leaflets"
    start = (
        "import sys; from datetime import date; from pathlib import Path; import pipeline;"
        "from pipeline.workspace.starter import lay_out; print(Path(pipeline.__file__).parent);"
        "lay_out(Path(sys.argv[1]), date(2026, 11, 2))"
    )
    environment = {"PYTHONPATH": str(installed), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", start, str(folder)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(installed / "pipeline")
    assert names(folder / "styles") - {".laid-out.json"} == names(ROOT / "styles")
    assert (folder / "source" / "your-appointment" / "article.md").is_file()
