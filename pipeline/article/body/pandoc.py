"""Markdown text comes in; pandoc's document tree goes out as plain values, with source positions unwrapped."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline import limits
from pipeline.errors import PlainleafError

READER = "commonmark_x+sourcepos-gfm_auto_identifiers"
HEAP_EXHAUSTED = 251
"""pandoc's exit code when the memory that it was given does not suffice."""


class PandocError(PlainleafError):
    """pandoc could not read the text within its limits, or at all."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one call of pandoc may take: memory as its run-time system writes it, seconds, bytes of its answer."""

    heap: str = "2G"
    seconds: float = 120
    answer: int = 500_000_000


ARTICLE = Allowance(limits.PANDOC_HEAP, limits.PANDOC_SECONDS, limits.PANDOC_BYTES)
"""For an article; a manuscript of 800 pages, which is read once, gets the ordinary one."""


def run_pandoc(arguments: list[str], text: str | bytes, heap: str = "2G", allowance: Allowance | None = None) -> str:
    """Run pandoc on `text` (a document's bytes, or its characters) in its sandbox, with a fixed locale and at most
    `heap` of memory, or within an `allowance`. Raises PandocError when it fails or asks for more.
    """
    return make_document(arguments, text, allowance or Allowance(heap)).decode()


def make_document(arguments: list[str], text: str | bytes, allowance: Allowance | None = None) -> bytes:
    """The same for an output that is not text, such as a Word file."""
    # A Word file holds the time at which it was made, unless this says which.
    environment = {"SOURCE_DATE_EPOCH": "315532800"}
    # GHC takes the encoding of its messages from the locale, and pandoc looks for templates of its own below HOME.
    environment |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": os.defpath, "HOME": "/nonexistent"}
    allowance = allowance or Allowance()
    # GHC's run-time system can hold a Haskell program to an amount of memory; pandoc's --sandbox keeps readers from
    # files and network.
    command = [_program(), "+RTS", f"-M{allowance.heap}", "-RTS", "--sandbox", *arguments]
    given = text.encode() if isinstance(text, str) else text
    try:
        child = start_bound(command, environment)
    except OSError as fault:
        raise PandocError(f"pandoc cannot be started: {fault}", hint="run `plainleaf doctor`") from None
    with child:
        answer, said, ended = _talk(child, given, allowance)
    if ended:
        raise PandocError(
            ended, hint="look for thousands of brackets, quotes or notes, and for notes that call each other"
        )
    if child.returncode == HEAP_EXHAUSTED:
        raise PandocError(
            f"pandoc needs more than {allowance.heap} of memory for it",
            hint="look for a note that calls itself, and for thousands of brackets or quotes",
        )
    if child.returncode:
        first = said.decode("utf-8", "replace").strip().split("\n")[0][:300] or f"exit code {child.returncode}"
        raise PandocError(f"pandoc cannot read the text: {first}", hint="run `plainleaf doctor`")
    return answer


@cache
def _program() -> str:
    """The pandoc that came with us. pypandoc itself would ask every pandoc that lies on this machine for its version,
    and take the newest: another one gives another tree, and may be anybody's.
    """
    import pypandoc

    bundled = Path(pypandoc.__file__).parent / "files" / "pandoc"
    return str(bundled) if bundled.is_file() else str(pypandoc.get_pandoc_path())


def start_bound(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A program with pipes, in a process group of its own, so that it can be ended with whatever it has started; on
    Linux it ends when the process that asked is killed. Raises OSError when it cannot be started.
    """
    binder = _binder()
    return subprocess.Popen(
        [*binder, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
        # Python copies its process, hundreds of MB, before it can do anything in the child: 20 to 50 ms (measured).
        preexec_fn=None if binder else _die_with_parent,  # noqa: PLW1509 (one call of a C function found before)
    )


SETPRIV = "/usr/bin/setpriv"


@cache
def _binder() -> tuple[str, ...]:
    """The command of util-linux that binds the one behind it to its parent and becomes it (setpriv(1), since 2.33); ()
    where there is none, as on macOS and with BusyBox.
    """
    command = (SETPRIV, "--pdeathsig", "KILL")
    if sys.platform != "linux" or not os.access(SETPRIV, os.X_OK):
        return ()
    try:
        tried = subprocess.run([*command, SETPRIV, "--version"], capture_output=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return () if tried.returncode else command


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """In the child, before pandoc starts: it ends when the process that asked is killed (prctl(2), Linux only)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _talk(child: subprocess.Popen[bytes], given: bytes, allowance: Allowance) -> tuple[bytes, bytes, str]:
    """What the child answers and says, and why it was ended early ("" when it was not)."""
    assert child.stdin and child.stdout and child.stderr  # noqa: S101 (all three are pipes)
    stdin, stdout, stderr = child.stdin, child.stdout, child.stderr
    ended: list[str] = []
    said: list[bytes] = []

    def end(reason: str) -> None:
        ended.append(reason)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)

    def feed() -> None:
        with contextlib.suppress(BrokenPipeError), stdin:
            # Pipes hold 64 kB: who writes all before reading waits for a child that waits to be read.
            stdin.write(given)

    def listen() -> None:
        said.append(stderr.read(100_000))
        while stderr.read(100_000):
            pass

    timer = threading.Timer(allowance.seconds, end, (f"pandoc took longer than {allowance.seconds:.0f} seconds",))
    helpers = [threading.Thread(target=feed, daemon=True), threading.Thread(target=listen, daemon=True)]
    for helper in (timer, *helpers):
        helper.start()
    answer = bytearray()
    try:
        while chunk := stdout.read(1_000_000):
            answer += chunk
            if len(answer) > allowance.answer:
                end(f"it becomes a document of more than {allowance.answer:,} bytes")
                break
        child.wait()
    finally:
        timer.cancel()
        if child.poll() is None:
            end("stopped")
        for helper in helpers:
            helper.join()
    return bytes(answer), b"".join(said), ended[0] if ended else ""


def read_tree(markdown: str) -> list[Any]:
    """The blocks of pandoc's JSON tree for `markdown` (elements are {"t": kind, "c": content}).

    Raises PandocError when the text asks for more than an article may, or is nested more deeply than a program can
    follow.
    """
    output = run_pandoc(["-f", READER, "-t", "json"], markdown, allowance=ARTICLE)
    # The tree of a long book is millions of objects and no garbage: looking for some takes a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        tree: dict[str, Any] = json.loads(output)
    except RecursionError:
        raise PandocError("it is nested too deeply", hint="look for hundreds of > or - signs in a row") from None
    finally:
        if collecting:
            gc.enable()
    blocks: list[Any] = tree["blocks"]
    return blocks


_POSITION = re.compile(r"(\d+):\d+-(\d+):(\d+)")


def position(attributes: Mapping[str, str]) -> tuple[int, int] | None:
    """First and last line (1-based, inclusive) out of a data-pos attribute, or None."""
    spans = _POSITION.findall(attributes.get("data-pos", ""))
    if not spans:
        return None
    # A table gives the line below its head first, then the whole of it.
    first = min(int(start) for start, _, _ in spans)
    last = max(int(end) - 1 if int(column) == 1 else int(end) for _, end, column in spans)
    return first, max(first, last)


_SPAN = re.compile(r"(\d+):(\d+)-")


def start(attributes: Mapping[str, str]) -> tuple[int, int] | None:
    """Line and column (1-based, a tab filled up to the next multiple of four) where an element begins, or None."""
    return min(
        ((int(line), int(column)) for line, column in _SPAN.findall(attributes.get("data-pos", ""))), default=None
    )


def attributes(attr: list[Any]) -> tuple[str, list[str], dict[str, str]]:
    """Identifier, classes and key-value pairs of a pandoc Attr."""
    identifier, classes, pairs = attr
    return identifier, list(classes), dict(pairs)


def own_attributes(element: Mapping[str, Any]) -> dict[str, str]:
    """The key-value pairs of a block that has some; a list or paragraph has them on the wrapper round it."""
    if element["t"] in {"Div", "CodeBlock", "Table"}:
        return attributes(element["c"][0])[2]
    return attributes(element["c"][1])[2] if element["t"] == "Header" else {}


def is_wrapper(element: Mapping[str, Any]) -> bool:
    """Whether a Div or Span only carries a source position."""
    return element["t"] in {"Div", "Span"} and ["wrapper", "1"] in element["c"][0][2]
