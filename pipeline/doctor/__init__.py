"""This machine comes in; a list of what plainleaf needs, what is there and what mends the rest goes out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipeline.certifying.nu import INSTALLING

ENGINE = Path(__file__).resolve().parent.parent
SECONDS = 120
"""How long one part may take to show that it works (house)."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something plainleaf uses: `probe` finds it, `purpose` says what for, `mend` is what to type when it is absent."""

    name: str
    purpose: str
    probe: tuple[str, ...]
    mend: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found of a part: its version when it works, otherwise the reason why not."""

    part: Part
    present: bool
    version: str
    reason: str

    @property
    def ails(self) -> bool:
        """Whether plainleaf cannot do its work because of it."""
        return self.part.required and not self.present


def examine(parts: Sequence[Part]) -> tuple[Diagnosis, ...]:
    """Try each part in a process of its own, a few at a time; the order stays. Never raises for a broken part."""
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
        return tuple(pool.map(_examine, parts))


def _examine(part: Part) -> Diagnosis:
    search = [str(ENGINE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(search), "PYTHONIOENCODING": "utf-8"}
    # -P: a file of the user's named like a module is not imported.
    command = [sys.executable, "-P", "-m", "pipeline.doctor.probes", *part.probe]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Diagnosis(part, False, "", f"it did not answer within {SECONDS} seconds")
    except OSError as fault:
        return Diagnosis(part, False, "", f"it cannot be tried: {fault}")
    words = done.stdout.strip().split("\n")[-1]
    if done.returncode == 0:
        return Diagnosis(part, True, words, "")
    if done.returncode < 0:
        words = f"it crashes (signal {-done.returncode})"
    return Diagnosis(part, False, "", words or done.stderr.strip().split("\n")[-1] or "it fails without a word")


def parts_for(styles: Path, packs: Mapping[str, str]) -> tuple[Part, ...]:
    """What a workspace with these styles uses; `packs` says of each optional font pack how to get it."""
    fonts = str(styles)
    return (
        Part("Python", "runs plainleaf", ("python",), _install("python3 python3-venv", "python3")),
        Part("Python packages", "do the work", ("packages",), _packages()),
        Part("Pango", "sets type in PDFs and cards", ("pango",), _install("libpango-1.0-0", "pango")),
        Part("PangoFT2", "finds the bundled fonts", ("pangoft2",), _install("libpangoft2-1.0-0", "pango")),
        Part(
            "HarfBuzz subset",
            "embeds fonts; without it the bytes change silently",
            ("harfbuzz_subset",),
            _install("libharfbuzz-subset0", "pango"),
        ),
        Part("WeasyPrint", "makes handouts and cards", ("weasyprint",), _packages()),
        Part("fonts", "are embedded in handouts and cards", ("fonts", fonts), _styles()),
        Part("pandoc", "reads articles", ("pandoc",), _packages()),
        Part("Java", "runs veraPDF and EPUBCheck", ("java",), _java()),
        Part("veraPDF", "certifies handouts", ("verapdf",), _packages()),
        Part("EPUBCheck", "certifies booklets", ("epubcheck",), _packages()),
        *(
            Part(f"font pack {name}", "sets further languages", ("font_pack", fonts, name), how, required=False)
            for name, how in packs.items()
        ),
        Part("Nu HTML Checker", "certifies web pages", ("nu",), INSTALLING, False),
        Part("Node", "runs the outside judges of the tests", ("node",), _install("nodejs npm", "node"), False),
        Part("Chromium", "shows pages to the tests", ("chromium",), _chromium(), False),
        Part("Ace by DAISY", "judges booklets in the tests", ("ace",), _ace(), False),
    )


def _is_checkout() -> bool:
    return (ENGINE.parent / "Makefile").is_file()


def _packages() -> str:
    return "make build" if _is_checkout() else "pip install --force-reinstall plainleaf"


def _styles() -> str:
    return "git checkout -- styles/fonts" if _is_checkout() else "plainleaf init . (it only adds what is missing)"


def _install(debian: str, homebrew: str) -> str:
    """The command that installs a system package here."""
    if sys.platform == "darwin":
        return f"brew install {homebrew}"
    if Path("/etc/debian_version").exists():
        sudo = "" if os.geteuid() == 0 else "sudo "
        return f"{sudo}apt-get install {debian}"
    return f"install the counterpart of Debian's {debian}"


def _chromium() -> str:
    return _install("chromium", "--cask google-chrome")


def _java() -> str:
    if sys.platform == "linux" and not Path("/proc/self").exists():
        return "mount -t proc proc /proc"
    return _packages()


def _ace() -> str:
    return "make test" if _is_checkout() else "only a checkout of plainleaf uses it"
