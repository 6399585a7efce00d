"""A command and a number come in; as it is about to touch the disk for the n-th time it is killed, or the disk is full.

    python -m tests.hostile kills 60            60 kills of each writing command; at any moment, where touches are few
    python -m tests.hostile kills 200 build     200 kills of one
    python -m tests.hostile disk 60 import      60 times a disk that takes no more from some moment on

Python's audit events (PEP 578) name every opening for writing, renaming, making and removing before it happens; the
exchange of two folders, which has no event, is announced before and after. Every second kill leaves half of the file
that was written last. The command runs in a fork of a warm process, so that a kill costs a tenth of a second.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.hostile.more_stories import EVERY
from tests.hostile.stories import ARTICLE, Story
from tests.workspace import reading_of

_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.chmod", "os.symlink"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

DAY = "1793491200"
"""1 November 2026, as SOURCE_DATE_EPOCH."""

COUNTED: dict[str, str] = {}
"""Story → how many kills at how many touches of the disk, once they are done."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit code, -9 when it was killed; how often it touched the disk below the folder; what
    it said of errors.
    """

    code: int
    touches: int
    said: str


@dataclass(frozen=True)
class Blow:
    """What happens at the n-th touch of the disk (0: nothing): a kill, or the disk takes no more from there on. With
    `half`, half of what is being written arrives.
    """

    touch: int = 0
    half: bool = False
    full: bool = False
    after: float = 0.0
    """Seconds after which a kill comes, wherever the command is by then."""

    def __str__(self) -> str:
        if self.after:
            return f"killed after {self.after:.3f} s"
        return f"{'full' if self.full else 'killed'} at touch {self.touch}{', half written' * self.half}"


NONE = Blow()
_CREATING = {"open", "os.mkdir", "os.link", "os.symlink"}


@dataclass
class Watch:
    """Counts what a command does to the disk below a folder, and strikes at the touch that is wished for."""

    root: str
    blow: Blow
    is_full: bool = False
    seen: int = 0
    written: str = ""
    kept: int = 0
    """The bytes that stood in that file before, when it is added to: nothing cuts them off."""

    def event(self, event: str, args: tuple[object, ...]) -> None:
        if event == "open":
            flags = args[2] if len(args) > 2 and isinstance(args[2], int) else 0
            mode = args[1] if isinstance(args[1], str) else ""
            if not (flags & _WRITING or any(letter in mode for letter in "wax+")):
                return
        elif event not in _EVENTS:
            return
        self.touch(args[0], event)
        if event == "open" and self.written == str(args[0]):
            self.kept = Path(self.written).stat().st_size if flags & os.O_APPEND and Path(self.written).exists() else 0

    def touch(self, place: object, event: str) -> None:
        if isinstance(place, int):
            # A pipe or a file that is open already.
            return
        path = os.fsdecode(place) if isinstance(place, str | bytes | os.PathLike) else str(place)
        # Names given to an open folder (rmtree) are relative; the folder itself is below the workspace.
        if not path.startswith(self.root) and path.startswith("/"):
            return
        self.seen += 1
        if self.seen == self.blow.touch:
            if not self.blow.full:
                self._halve()
                os.kill(os.getpid(), signal.SIGKILL)
            self.is_full = True
        # A full disk still lets go and renames; half of a file arrives by `_write_half`.
        if self.is_full and event in _CREATING and not (event == "open" and self.blow.half):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        self.written = path if event == "open" else self.written

    def _halve(self) -> None:
        """Leave half of the file that was written last, as a kill in the middle of its writing does."""
        self.seen = 10**9
        if self.blow.half and self.written:
            # It may have been moved to its place meanwhile: whole, then.
            with contextlib.suppress(OSError):
                os.truncate(self.written, (self.kept + Path(self.written).stat().st_size) // 2)

    def write_half(self, write: Callable[[Path, bytes], int]) -> Callable[[Path, bytes], int]:
        def written(path: Path, content: bytes) -> int:
            write(path, content[: len(content) // 2] if self.is_full else content)
            if self.is_full and str(path.absolute()).startswith(self.root):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            return len(content)

        return written


def run(folder: Path, story: Story, arguments: tuple[str, ...], blow: Blow = NONE) -> Outcome:
    """Run a command in a fork with `folder` as its working folder, and strike it."""
    _warm_up()
    told = folder.parent / "told.json"
    told.unlink(missing_ok=True)
    pid = os.fork()
    if pid == 0:
        code = 3
        try:
            code = child(folder, story, arguments, Watch(str(folder), blow), told)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)
    if blow.after:
        time.sleep(blow.after)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    value: dict[str, Any] = json.loads(told.read_bytes()) if told.exists() else {"touches": 0, "modules": []}
    for name in value["modules"]:
        # What a command loads is loaded here from now on: the next fork of it begins warm.
        if name not in sys.modules and not name.endswith((".leaf", ".twig", "__main__")):
            with contextlib.suppress(ImportError):
                import_module(name)
    words = told.with_suffix(".said")
    # A kill may come before the command has opened anything.
    said = words.read_text(errors="replace") if words.exists() else ""
    return Outcome(os.waitstatus_to_exitcode(status), value["touches"], said)


@cache
def _warm_up() -> None:
    """Read and check one article before the first fork: patterns are compiled once."""
    from pipeline.article.rules import check_article

    article = reading_of(ARTICLE).article
    assert article is not None
    check_article(article)


def child(folder: Path, story: Story, arguments: tuple[str, ...], watch: Watch, told: Path) -> int:
    from pipeline.cli import main
    from pipeline.workspace import disk

    os.chdir(folder)
    temporary = folder.parent / "tmp"
    temporary.mkdir(exist_ok=True)
    os.environ |= {"SOURCE_DATE_EPOCH": DAY, "TMPDIR": str(temporary)}
    tempfile.tempdir = None
    for stream, place in enumerate((Path(os.devnull), Path(os.devnull), told.with_suffix(".said"))):
        os.dup2(os.open(place, os.O_RDWR | os.O_CREAT | os.O_TRUNC), stream)
    # pytest has put streams of its own in their place.
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    exchange = disk.exchange

    def announced(one: Path, other: Path) -> bool:
        watch.touch(one, "exchange")
        done = exchange(one, other) if story.exchanges else False
        watch.touch(one, "exchange")
        return done

    disk.exchange = announced
    if watch.blow.full and watch.blow.half:
        patched: Any = Path
        patched.write_bytes = watch.write_half(Path.write_bytes)
    story.stage()
    sys.addaudithook(watch.event)
    sys.argv = ["plainleaf", *arguments]
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    touches, watch.seen = watch.seen, 10**9
    watch.is_full = False
    # A kill may come in the middle of this as well.
    whole = told.with_suffix(".whole")
    whole.write_bytes(json.dumps({"touches": touches, "modules": list(sys.modules)}).encode())
    whole.replace(told)
    return code


def tree(folder: Path) -> Mapping[str, str]:
    """Every file and folder below a folder, hidden ones too: path → digest of its bytes ("" of a folder)."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name == ".lock" or name.startswith(("styles/fonts/", "styles/words/")):
            # The lock's file means nothing and stays; fonts are many and nobody writes them but init.
            continue
        if path.name.startswith("library.sqlite"):
            # The bytes of a database tell in which order it was written; what it holds, it holds whole or not at all.
            continue
        if "/.cache/site/" in name or (name.startswith("archive/objects/") and _is_whole(path)):
            # Named after the folder's own path, and after its bytes: such a file tells nothing of the order of things.
            continue
        content = path.read_bytes() if path.is_file() else b""
        told = _last_record(content) if name.startswith("archive/history/") else content
        nothing = path.is_dir() or (name.startswith("archive/history/") and not told)
        found[name] = "" if nothing else hashlib.sha256(told).hexdigest()
    return found


def _is_whole(path: Path) -> bool:
    """Whether a file of the archive holds what its name says; folders hold nothing."""
    if path.is_dir():
        return True
    content = path.read_bytes()
    with contextlib.suppress(zlib.error):
        content = zlib.decompress(content) if path.suffix == ".z" else content
        return hashlib.sha256(content).hexdigest() == path.parent.name + path.stem
    return False


def _last_record(content: bytes) -> bytes:
    """The last whole line of a history, without its time: histories only grow, and a line that was cut off counts for
    nothing.
    """
    for line in reversed(content.splitlines()):
        with contextlib.suppress(ValueError):
            record = json.loads(line)
            record.pop("at", None)
            return json.dumps(record, sort_keys=True).encode()
    return b""


def _unit(files: Mapping[str, str], unit: str) -> Mapping[str, str]:
    return {path: digest for path, digest in files.items() if path == unit or path.startswith(f"{unit}/")}


@dataclass(frozen=True)
class Course:
    """How a story goes when nobody is killed: the files before, after the command, and after the one that follows."""

    base: Path
    before: Mapping[str, str]
    after: Mapping[str, str]
    last: Mapping[str, str]
    touches: int
    first: int
    code: int
    seconds: float


def course_of(story: Story, parent: Path) -> Course:
    base = parent / "base" / "place"
    base.mkdir(parents=True)
    story.prepare(base, lambda *arguments: run(base, story, arguments).code)
    undisturbed = copied(base, parent / "undisturbed")
    before = tree(undisturbed)
    done = run(undisturbed, story, story.arguments)
    after = tree(undisturbed)
    code = _go_on(undisturbed, story)
    last = tree(undisturbed)
    # Timed once everything is loaded, as it is for what is killed: else most kills come after the end.
    timed = copied(base, parent / "timed")
    started = time.monotonic()
    run(timed, story, story.arguments)
    return Course(base, before, after, last, done.touches, done.code, code, time.monotonic() - started)


def _go_on(folder: Path, story: Story, course: Course | None = None) -> int:
    """The exit code of the next command. It is typed once more, for a report names what left in its own run only;
    unless all is already as `course` says that it becomes.
    """
    code = run(folder, story, story.following or story.arguments).code
    if course is None or _in_the_end(story, course, tree(folder)):
        run(folder, story, story.following or story.arguments)
    return code


def copied(base: Path, parent: Path) -> Path:
    folder = parent / "place"
    shutil.copytree(base, folder, symlinks=True)
    return folder


def kills(name: str, most: int, seed: int = 1) -> Iterator[str]:
    """What went wrong in up to `most` kills of a story's command, at every touch of the disk or at random ones."""
    return _blows(name, most, seed, full=False)


def fillings(name: str, most: int, seed: int = 1) -> Iterator[str]:
    """What went wrong when the disk took no more from up to `most` moments of a story's command on."""
    return _blows(name, most, seed, full=True)


def _blows(name: str, most: int, seed: int, *, full: bool) -> Iterator[str]:
    story = EVERY[name]
    with tempfile.TemporaryDirectory() as parent:
        course = course_of(story, Path(parent).resolve())
        blows = [Blow(touch, half, full) for touch in range(1, course.touches + 1) for half in (False, True)]
        chance = random.Random(seed)  # noqa: S311 (which kills, not a secret)
        if blows and not full:
            blows += [Blow(after=chance.uniform(0.001, course.seconds)) for _ in range(most - len(blows))]
        if len(blows) > most:
            blows = sorted(chance.sample(blows, most), key=lambda blow: blow.touch)
        elif not blows:
            yield f"{name}: it does not touch the disk"
        for number, blow in enumerate(blows):
            place = Path(parent).resolve() / str(number)
            fault = _strike(story, course, place, blow)
            shutil.rmtree(place, ignore_errors=True)
            if fault:
                yield f"{name}, {blow} of {course.touches}: {fault}"
        COUNTED[name] = f"{len(blows)} {'full disks' if full else 'kills'} at {course.touches} touches of the disk"


def _strike(story: Story, course: Course, place: Path, blow: Blow) -> str:
    folder = copied(course.base, place)
    done = run(folder, story, story.arguments, blow)
    if blow.touch and not blow.full and done.code != -signal.SIGKILL:
        return f"it was not killed but ended with {done.code}"
    found = tree(folder)
    fault = _half_unit(story, course, found) or (_ill_refused(course, done, found) if blow.full else "")
    if fault:
        return fault
    return _neither(story, course, found, folder) or ended_well(story, course, place)


def _neither(story: Story, course: Course, found: Mapping[str, str], folder: Path) -> str:
    """A file that no unit holds is a unit of its own; hidden ones are nobody's."""
    for path in found:
        if not _is_hidden(path) and not path.startswith(story.units) and found[path]:
            known = (course.before.get(path), course.after.get(path))
            passing = path in story.twice and (folder / path).read_bytes().rstrip().endswith(b"</html>")
            if found[path] not in known and not passing:
                return f"{path} is neither old nor new"
    return ""


def ended_well(story: Story, course: Course, place: Path) -> str:
    """What is wrong once the next command has run: it needed help, something is other, or something is left over."""
    folder = place / "place"
    code = _go_on(folder, story, course)
    if code != course.code:
        return f"the next command needed help: exit code {code}, {course.code} without the blow"
    return _in_the_end(story, course, tree(folder)) or _left_over(place / "tmp")


def _ill_refused(course: Course, done: Outcome, found: Mapping[str, str]) -> str:
    """What is wrong with how a command ended on a full disk: it says so once, and gives its space back at once."""
    if "Traceback" in done.said:
        return f"a traceback: {done.said[-300:]}"
    if done.code not in {3, course.first} or (done.code == 3 and done.said.count("error:") != 1):
        return f"it ended with {done.code} and said {done.said[-200:]!r}"
    known = {*course.before, *course.after}
    extra = [path for path in found if _is_hidden(path) and path not in known and found[path]]
    return f"it keeps {extra[0]}" if extra else ""


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _in_the_end(story: Story, course: Course, last: Mapping[str, str]) -> str:
    wanted = course.last
    if story.following and not any(_unit(last, unit) for unit in story.units):
        # Another command leaves old what was old, and clears up all the same.
        wanted = {path: digest for path, digest in wanted.items() if not path.startswith(story.units)}
    return f"in the end it is not as without the blow: {_differing(wanted, last)}" if last != wanted else ""


def _left_over(temporary: Path) -> str:
    left = sorted(temporary.iterdir())
    return f"left over: {left[0]}" if left else ""


def _half_unit(story: Story, course: Course, found: Mapping[str, str]) -> str:
    for unit in story.units:
        now = _unit(found, unit)
        if now not in (_unit(course.before, unit), _unit(course.after, unit)):
            return f"{unit} is neither old nor new: {_differing(_unit(course.after, unit), now)}"
    return ""


def _differing(wanted: Mapping[str, str], found: Mapping[str, str]) -> str:
    words = [f"{path} is missing" for path in wanted if path not in found]
    words += [f"{path} is too much" for path in found if path not in wanted]
    words += [f"{path} is other" for path in found if path in wanted and wanted[path] != found[path]]
    return ", ".join(words[:3])
