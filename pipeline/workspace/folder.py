"""A folder comes in; the workspace around it, with its source, styles and output folders, goes out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PlainleafError

_ENGINE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a publisher's files lie: what is published, how it looks, what came out."""

    root: Path
    source: Path
    styles: Path
    output: Path


def find_workspace(start: Path) -> Workspace:
    """The nearest folder, `start` itself or one above it, that holds source/ and styles/.

    Raises PlainleafError when there is none.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / "source").is_dir() and (folder / "styles").is_dir():
            return Workspace(folder, folder / "source", folder / "styles", folder / "output")
    raise PlainleafError(
        "there is no workspace here: neither this folder nor one above it holds source/ and styles/",
        place=str(start),
        hint="go into your workspace, or start one: plainleaf init my-leaflets",
    )


def default_styles() -> Path:
    """The styles that came with plainleaf: inside the installed package, or at the top of a checkout."""
    for folder in (_ENGINE / "defaults" / "styles", _ENGINE.parent / "styles"):
        if folder.is_dir():
            return folder
    raise PlainleafError(
        "the default styles are missing from this installation",
        place=str(_ENGINE),
        hint="install the plainleaf wheel again",
    )
