"""A test that could not run is named loudly, and fails the run in continuous integration."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac keeps its browser outside PATH")
@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_a_missing_browser_is_loud_and_in_ci_a_failure(ci: str, code: int, workers: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": str(tmp_path), "CI": ci, "CHROMIUM": str(tmp_path / "none")}
    names = ["tests/test_judges.py::test_a_picture_of_a_page_is_a_png_of_that_size", "tests/test_errors.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", workers, *names],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "1 TESTS DID NOT RUN" in done.stdout
    assert "test_a_picture_of_a_page_is_a_png_of_that_size: there is no Chromium" in done.stdout


def test_all_tests_that_can_run_are_silent_about_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_errors.py"],
        cwd=ROOT,
        env={**os.environ, "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "DID NOT RUN" not in done.stdout
