"""Files for a folder of their own come in; they stand there, and what was put there before and is not now is gone."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PlainleafError
from pipeline.workspace.disk import digest, disk, held, plain_bytes, stays_inside, to_json, write_whole

LIST = ".plainleaf.json"
"""What of a folder is ours: path → SHA-256. Web servers do not hand out names that begin with a dot."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A file that lies elsewhere already, with its SHA-256: it is linked where the disk can, and copied else."""

    source: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What writing a folder came to: the paths that were written, and those that left."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def write_folder(root: Path, files: Mapping[str, bytes | Linked]) -> Changed:
    """Put these files into a folder, each whole; nothing is touched that says the same already.

    New files come before those that lead to them in the order given, what leaves goes last, so that a reader who comes
    in between meets no dead link. Raises PlainleafError where a file stands that plainleaf did not put there, and while
    another command writes to the folder: the list of one would tell of the other's files.
    """
    with disk(root, "written"):
        root.mkdir(parents=True, exist_ok=True)
    with held(root) as alone:
        if not alone:
            message = "another command is writing to this folder"
            raise PlainleafError(message, place=str(root), hint="wait for it to end, then type this again")
        return _write_folder(root, files)


def _write_folder(root: Path, files: Mapping[str, bytes | Linked]) -> Changed:
    before = _listed(root)
    now = {path: content.sha256 if isinstance(content, Linked) else digest(content) for path, content in files.items()}
    foreign = next((path for path in now if path not in before and (root / path).exists()), None)
    if foreign is not None:
        raise PlainleafError(
            f'there is a file "{foreign}" that plainleaf did not put there',
            place=str(root),
            hint="choose an empty folder with --to, or move the file away",
        )
    written = [path for path in files if before.get(path) != now[path] or not (root / path).is_file()]
    removed = sorted(before.keys() - now.keys())
    if written:
        # Ours from here on: a run that was killed finds its own files again.
        write_whole(root / LIST, to_json({**dict.fromkeys(now, ""), **before}))
    for path in written:
        content = files[path]
        if isinstance(content, Linked):
            _put(content.source, root / path)
        else:
            write_whole(root / path, content)
    for path in removed:
        with disk(root / path, "deleted"):
            (root / path).unlink(missing_ok=True)
            _prune(root / path, root)
    if written or removed:
        write_whole(root / LIST, to_json(now))
    return Changed(tuple(written), tuple(removed))


def stamp_of(root: Path) -> str:
    """A value that tells whether a folder is as it was left: its list, "" when a file of it is missing."""
    listed, here = _listed(root), str(root)
    # By name and without a Path for each: a site of 1,500 guides has ten thousand files.
    if not listed or not all(os.path.isfile(f"{here}/{path}") for path in listed):  # noqa: PTH113
        return ""
    return digest(plain_bytes(root / LIST))


def _listed(root: Path) -> dict[str, str]:
    try:
        values = json.loads(plain_bytes(root / LIST))
        return {str(path): str(value) for path, value in values.items() if stays_inside(str(path))}
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}


def _put(source: Path, target: Path) -> None:
    beside = target.with_name(f".{target.name}.new")
    with disk(target, "written"):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        try:
            os.link(source, beside)
        except OSError:
            shutil.copy2(source, beside)
        # rename(2) leaves both names alone when they are links to one file already.
        beside.replace(target)
        beside.unlink(missing_ok=True)


def _prune(path: Path, root: Path) -> None:
    for parent in path.parents:
        if parent == root:
            return
        try:
            parent.rmdir()
        except OSError:
            return
