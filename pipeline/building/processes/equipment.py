"""Nothing comes in; what this computer renders with, by name, goes out, and how two computers differ in it."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import platform
import sys
import zlib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from pipeline import __version__
from pipeline.building.digests import TOOLS

Equipment = Mapping[str, str]

TRIAL = """<!doctype html><html lang="en"><head><title>Trial</title><style>
@page { size: A6; margin: 10mm } body { font: 12pt FAMILIES; hyphens: auto }
</style></head><body><h1>Office, fjord, 5 µg</h1><p>Take 2 tablets of 500 mg, not more than 8 in 24 hours; waffles,
difficulties and individualised straightforwardness part where the line ends.</p></body></html>"""

_ABSENT = "none"


def equipment() -> dict[str, str]:
    """Versions of everything that can change a byte: the engine, Python, wheels, the libraries that set type."""
    from pipeline.workspace.storage import code_digest

    found = {
        "plainleaf": f"{__version__} ({code_digest()[:12]})",
        "Python": ".".join(map(str, sys.version_info[:3])),
        "processor": platform.machine(),
        # zlib packs the streams of a PDF, and zlib-ng packs them otherwise.
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "Pango": _pango(),
        "HarfBuzz": _harfbuzz("libharfbuzz"),
        "HarfBuzz subset": _harfbuzz("libharfbuzz-subset"),
    }
    for name in (*TOOLS, "distributed"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = _ABSENT
    return found


def differences(here: Equipment, there: Equipment) -> tuple[str, ...]:
    """What differs there, in words: "Pango 1.50.12 instead of 1.54.0"."""
    names = dict.fromkeys((*here, *there))
    return tuple(
        f"{name} {there.get(name, _ABSENT)} instead of {here.get(name, _ABSENT)}"
        for name in names
        if here.get(name, _ABSENT) != there.get(name, _ABSENT)
    )


def trial_page(_: object = None) -> str:
    """The digest of a small page set with the bundled fonts: equal where, and only where, type is set alike.

    Run it where `jobs.prepare` was called. Raises PlainleafError when the styles cannot be read.
    """
    from pipeline.building.jobs import shared_styles
    from pipeline.press.press import print_pdf
    from pipeline.press.typeface import family_stack

    typefaces = shared_styles().typefaces
    if not typefaces.faces:
        # Without any registered font the text engine brings its process down.
        return _ABSENT
    page = TRIAL.replace("FAMILIES", family_stack(typefaces, "text", "en"))
    return hashlib.sha256(print_pdf(page, {}, typefaces).content).hexdigest()


def _library(name: str) -> ctypes.CDLL | None:
    """The library as WeasyPrint opens it, by the names it has on Linux and on macOS."""
    for file in (f"{name}.so.0", f"{name}.0.dylib"):
        with contextlib.suppress(OSError):
            return ctypes.CDLL(file)
    return None


def _pango() -> str:
    library = _library("libpango-1.0")
    if library is None:
        return _ABSENT
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode())


def _harfbuzz(name: str) -> str:
    library = _library(name)
    if library is None:
        return _ABSENT
    # libharfbuzz-subset leans on libharfbuzz, and answers with its version.
    library.hb_version_string.restype = ctypes.c_char_p
    return str(library.hb_version_string().decode())
