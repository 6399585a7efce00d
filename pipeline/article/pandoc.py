"""Markdown text comes in; pandoc's document tree goes out as plain values, with source positions unwrapped."""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
from collections.abc import Mapping
from typing import Any

from pipeline.errors import PlainleafError

READER = "commonmark_x+sourcepos-gfm_auto_identifiers"
SECONDS = 120
"""How long one call may take; a 1,500-line article takes 0.2 s."""


def run_pandoc(arguments: list[str], text: str | bytes, heap: str = "2G") -> str:
    """Run pandoc on `text` (a document's bytes, or its characters) in its sandbox, with a fixed locale and at most
    `heap` of memory. Raises PlainleafError when it fails or hangs.
    """
    return make_document(arguments, text, heap).decode()


def make_document(arguments: list[str], text: str | bytes, heap: str = "2G") -> bytes:
    """The same for an output that is not text, such as a Word file."""
    import pypandoc

    # A Word file holds the time at which it was made, unless this says which.
    environment = {"SOURCE_DATE_EPOCH": "315532800"}
    environment |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": os.defpath, "HOME": "/nonexistent"}
    command = [pypandoc.get_pandoc_path(), "+RTS", f"-M{heap}", "-RTS", "--sandbox", *arguments]
    given = text.encode() if isinstance(text, str) else text
    try:
        done = subprocess.run(command, input=given, capture_output=True, env=environment, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise PlainleafError(
            f"pandoc took longer than {SECONDS} seconds", hint="look for thousands of nested quotes or brackets"
        ) from None
    except OSError as fault:
        raise PlainleafError(f"pandoc cannot be started: {fault}", hint="run `plainleaf doctor`") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0][:300]
        raise PlainleafError(f"pandoc cannot read the text: {said}", hint="run `plainleaf doctor`")
    return done.stdout


def read_tree(markdown: str) -> list[Any]:
    """The blocks of pandoc's JSON tree for `markdown` (elements are {"t": kind, "c": content}).

    Raises PlainleafError when the text is nested more deeply than a program can follow.
    """
    output = run_pandoc(["-f", READER, "-t", "json"], markdown)
    # The tree of a long book is millions of objects and no garbage: looking for some takes a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        tree: dict[str, Any] = json.loads(output)
    except RecursionError:
        raise PlainleafError("it is nested too deeply", hint="look for hundreds of > or - signs in a row") from None
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
