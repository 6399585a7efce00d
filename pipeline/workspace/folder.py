"""A folder comes in; the workspace around it, with its source, styles and output folders, goes out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace.arrivals import settle

_ENGINE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a publisher's files lie: what is published, how it looks, what came out."""

    root: Path
    source: Path
    styles: Path
    output: Path


def find_workspace(start: Path) -> Workspace:
    """The nearest folder, `start` itself or one above it, that holds source/ and styles/. What a command that was
    killed left in source/ or among the brands is put right.

    Raises PlainleafError when there is none.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        if is_workspace(folder):
            settle(folder / "source")
            settle(folder / "styles" / "brands")
            return workspace_in(folder)
    raise PlainleafError(
        "there is no workspace here: neither this folder nor one above it holds source/ and styles/",
        place=str(start),
        hint="go into your workspace, or start one: plainleaf init my-leaflets",
    )


def is_workspace(folder: Path) -> bool:
    """Whether a folder holds source/ and styles/."""
    return (folder / "source").is_dir() and (folder / "styles").is_dir()


def workspace_in(folder: Path) -> Workspace:
    """The workspace that a folder is, or will be once one is begun there."""
    return Workspace(folder, folder / "source", folder / "styles", folder / "output")


def find_output(workspace: Workspace, chosen: Path | None) -> Path:
    """The output folder: the workspace's own, or the one that somebody chose.

    Raises UsageError for a folder in which published files would lie among the sources, or the sources among them:
    what is in the way of an edition there is moved to _withdrawn/.
    """
    if chosen is None:
        return workspace.output
    wanted = chosen.resolve()
    for name, taken in (("source/", workspace.source), ("styles/", workspace.styles)):
        own = taken.resolve()
        if wanted.is_relative_to(own) or own.is_relative_to(wanted):
            hint = "choose a folder of its own, for instance --out ../leaflets"
            raise UsageError(f"{name} is no place for what comes out", place=str(chosen), hint=hint)
    if wanted.exists() and not wanted.is_dir():
        raise UsageError("there is a file of that name", place=str(chosen), hint="choose a folder with --out")
    return chosen


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
