"""A command and a number come in; the command is killed as it is about to touch the disk for the n-th time.

    python -m tests.hostile kills 60        60 kills of each writing command

Python's audit events (PEP 578) name every opening for writing, renaming, making and removing before it happens.
The command runs in a fork of a warm process, so that a kill costs a tenth of a second.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.workspace import with_head

_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.chmod"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

ARTICLE = with_head("## One\n\nTake 5 mg, not 50.\n\n::: action\nLook first.\n:::\n")
MANUSCRIPT = "# A new title\n\nTake 5 mg, not 50.\n\n## More\n\nRest well, and drink.\n" * 20


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit code, -9 when it was killed; how often it touched the disk below the folder."""

    code: int
    touches: int


def run(folder: Path, arguments: list[str], kill_at: int = 0) -> Outcome:
    """Run a command in a fork with `folder` as its working folder; kill it at its n-th touch of the disk (0: never)."""
    counter = folder.parent / "touches"
    pid = os.fork()
    if pid == 0:
        code = 3
        try:
            code = _child(folder, arguments, kill_at, counter)
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    touches = int(counter.read_text()) if counter.exists() else 0
    return Outcome(os.waitstatus_to_exitcode(status), touches)


def _child(folder: Path, arguments: list[str], kill_at: int, counter: Path) -> int:
    from pipeline.cli import main

    os.chdir(folder)
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    root = str(folder)
    seen = [0]

    def watch(event: str, args: tuple[object, ...]) -> None:
        if event == "open":
            flags = args[2] if len(args) > 2 and isinstance(args[2], int) else 0
            mode = args[1] if isinstance(args[1], str) else ""
            if not (flags & _WRITING or any(letter in mode for letter in "wax+")):
                return
        elif event not in _EVENTS:
            return
        path = str(args[0])
        # Names given to an open folder (rmtree) are relative; the folder itself is below the workspace.
        if path.startswith(root) or not path.startswith("/"):
            seen[0] += 1
            if seen[0] == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    sys.argv = ["plainleaf", *arguments]
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    touches, seen[0] = seen[0], 10**9
    counter.write_text(str(touches))
    return code


def workspace(parent: Path) -> Path:
    """A workspace with one article, its translation and a picture, a manuscript beside it."""
    folder = parent / "place"
    (folder / "source/tides/images").mkdir(parents=True)
    (folder / "styles").mkdir()
    (folder / "source/tides/article.md").write_text(ARTICLE)
    (folder / "source/tides/article.es.md").write_text("---\nlang: es\n---\n\nHola.\n")
    (folder / "source/tides/images/a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / "manuscript.txt").write_text(MANUSCRIPT)
    return folder


def _import_sound(folder: Path) -> None:
    """The article is wholly old or wholly new, in its place, with what was beside it."""
    tides = folder / "source/tides"
    text = (tides / "article.md").read_text()
    assert text == ARTICLE or (text.startswith("---") and "Rest well, and drink." in text and text.endswith("\n")), (
        "half"
    )
    assert (tides / "article.es.md").read_text().endswith("Hola.\n"), "the translation is gone"
    assert (tides / "images/a.svg").exists(), "the picture is gone"


def _new_sound(folder: Path) -> None:
    article = folder / "source/fresh/article.md"
    if article.exists():
        assert article.read_text().startswith("---") and article.stat().st_size > 500, "half"


def _export_sound(folder: Path) -> None:
    import zipfile

    written = folder / "tides.docx"
    assert written.read_bytes() == b"the old file" or zipfile.ZipFile(written).testzip() is None, "half"


def _init_sound(folder: Path) -> None:
    from pipeline.workspace.folder import default_styles

    styles = default_styles()
    for path in (folder / "made/styles").rglob("*"):
        original = styles / path.relative_to(folder / "made/styles")
        if path.is_file() and not path.name.startswith("."):
            assert path.read_bytes() == original.read_bytes(), f"half: {path}"


@dataclass(frozen=True)
class Story:
    """A command, what must be true after a kill, the command that comes next, and what must be there in the end."""

    arguments: tuple[str, ...]
    sound: Callable[[Path], None]
    following: tuple[str, ...]
    there: str


STORIES = {
    "import": Story(
        ("import", "manuscript.txt", "--to", "tides", "--force"),
        _import_sound,
        ("import", "manuscript.txt", "--to", "tides", "--force"),
        "source/tides/import-report.txt",
    ),
    "new": Story(("new", "fresh"), _new_sound, ("new", "other"), "source/other/article.md"),
    "export": Story(("export", "tides", "--force"), _export_sound, ("export", "tides", "--force"), "tides.docx"),
    "init": Story(("init", "made"), _init_sound, ("init", "made"), "made/styles/.laid-out.json"),
}


def kills(name: str, most: int, seed: int = 1) -> Iterator[str]:
    """What went wrong in up to `most` kills of a story's command, at every touch of the disk or at random ones."""
    story = STORIES[name]
    with tempfile.TemporaryDirectory() as parent:
        total = run(_prepared(Path(parent)), list(story.arguments)).touches
    points = list(range(1, total + 1))
    if len(points) > most:
        points = sorted(random.Random(seed).sample(points, most))  # noqa: S311 (which kills, not a secret)
    elif not points:
        yield f"{name}: it does not touch the disk"
    for point in points:
        with tempfile.TemporaryDirectory() as parent:
            fault = _kill_once(story, Path(parent), point)
        if fault:
            yield f"{name}, killed at touch {point} of {total}: {fault}"


def _prepared(parent: Path) -> Path:
    folder = workspace(parent)
    (folder / "tides.docx").write_bytes(b"the old file")
    return folder


def _kill_once(story: Story, parent: Path, point: int) -> str:
    folder = _prepared(parent)
    code = run(folder, list(story.arguments), point).code
    if code != -signal.SIGKILL:
        return f"it was not killed but ended with {code}"
    try:
        story.sound(folder)
        code = run(folder, list(story.following)).code
        if code:
            return f"the next command needed help: exit code {code}"
        story.sound(folder)
        if not (folder / story.there).exists():
            return f"{story.there} is missing in the end"
    except (AssertionError, OSError) as fault:
        return str(fault) or repr(fault)
    left = [
        p for p in folder.rglob("*") if p.name.startswith((".import~", ".old~", "_import-")) or p.name.endswith(".new")
    ]
    return f"left over: {left[0].relative_to(folder)}" if left else ""
