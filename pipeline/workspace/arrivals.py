"""A new folder of an article or a brand comes in; it stands in its place whole, or what stood there before."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace.disk import aside_of, clear_beside, held, put_in_place, restore
from pipeline.workspace.folders import SNIPPETS


@contextlib.contextmanager
def arriving(source: Path, slug: str, *, fresh: bool = False) -> Iterator[Path]:
    """A folder beside source/<slug>, empty, that takes its place in one step when the block ends well.

    A kill at any moment leaves the old article in its place or the new one; what it left over is cleared by the next
    `settle`. Raises PlainleafError when another command is writing there, and UsageError when the place is taken
    although it must be `fresh`.
    """
    source.mkdir(parents=True, exist_ok=True)
    with held(source) as alone:
        if not alone:
            message = f"another import is writing to {source.name}/"
            raise PlainleafError(message, place=str(source), hint="wait for it to end")
        # Asked while nobody else can write: of two people who make the same, the second is told.
        if fresh and (source / slug).exists():
            hint = "choose another name, or change what is there"
            raise UsageError(f'there is a "{slug}" already', place=str(source / slug), hint=hint)
        _clear(source)
        made = source / f"{_PREFIX}{slug}"
        try:
            made.mkdir()
            yield made
            put_in_place(made, source / slug)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise


_PREFIX = ".import~"
_ASIDE = aside_of(Path("x")).name.removesuffix("x")


def settle(source: Path) -> None:
    """Put right what a command that was killed left in source/; nothing while another one is writing there."""
    with contextlib.suppress(OSError), held(source) as alone:
        if alone:
            _clear(source)


def _clear(source: Path) -> None:
    """Clear what was on its way when a command was killed, and put back what it had moved aside."""
    for entry in os.scandir(source):
        path = source / entry.name
        if entry.name.startswith(_ASIDE):
            restore(path)
        elif entry.name.startswith((_PREFIX, "_import-")):
            shutil.rmtree(path, ignore_errors=True)
        elif entry.name.endswith(".new") and entry.name.startswith("."):
            clear_beside(path)
        elif entry.name == SNIPPETS or not entry.name.startswith((".", "_")):
            for folder in (path, path / "images"):
                # A link leads to what is not ours to clear.
                if folder.is_dir() and not folder.is_symlink():
                    _unlink_besides(folder)


def _unlink_besides(folder: Path) -> None:
    """Take away what was written beside its place and never moved there."""
    with os.scandir(folder) as entries:
        for name in [each.name for each in entries if each.name.startswith(".") and each.name.endswith(".new")]:
            clear_beside(folder / name)
