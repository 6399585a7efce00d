"""TOML as bytes comes in; its table with the line of each key, or what is wrong with it, goes out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.finding import Place


class TableError(Exception):
    """The bytes are no table; the message says why, `line` is 1-based, 0 where none is known."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def read_table(content: bytes) -> dict[str, Any]:
    """The table in a TOML file. Raises TableError for whatever is none, nested without end included."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise TableError(f"byte 0x{content[fault.start]:02x} is not UTF-8", line) from None
    except RecursionError:
        raise TableError("it is nested too deeply to be TOML") from None
    except ValueError as fault:
        # Besides its own error, tomllib lets the one for numbers of thousands of digits through.
        said = str(fault)
        at = re.search(r"at line (\d+)", said)
        if "integer string conversion" in said:
            raise TableError("it holds a number of thousands of digits") from None
        raise TableError(f"it is not TOML: {said}", int(at[1]) if at else 0) from None


def texts_of(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in nested tables and lists with its dotted path, keys included: a key can hide something too."""
    waiting: list[tuple[str, Any]] = [(path, value)]
    while waiting:
        at, part = waiting.pop()
        if isinstance(part, str):
            yield at, part
        elif isinstance(part, list | tuple):
            waiting.extend((f"{at}.{index}", child) for index, child in reversed(list(enumerate(part))))
        elif isinstance(part, Mapping):
            for key, child in reversed(list(part.items())):
                inner = f"{at}.{key}" if at else str(key)
                waiting += [(inner, child), (inner, str(key))]


def place_in(lines: Mapping[str, int], file: str, path: str) -> Place:
    """Where a key path stands, or the nearest key above it that has a line; the whole file if none has."""
    while path and path not in lines:
        path = path.rpartition(".")[0]
    line = lines.get(path, 0)
    return Place(file, line, line)


def place_of(content: bytes, file: str, word: str) -> Place:
    """The first line that holds `word`; the whole file when none does."""
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        if word and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line):
            return Place(file, number, number)
    return Place(file)


_STRING = r"""(?:\"\"\"[\s\S]*?(?<!\\)\"\"\"+|'''[\s\S]*?'''+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_TOKEN = re.compile(rf"(?P<string>{_STRING})|(?P<comment>\#[^\n]*)|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<end>\n)")
_PART = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_KEY = re.compile(rf"[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*=")
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*\]")


def lines_of(content: bytes) -> dict[str, int]:
    """The line of each key path ("social.plan.every" → 61) of a file that `read_table` has read; tomllib knows, but
    does not tell.
    """
    text = content.decode("utf-8-sig")
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table, position, number = "", 0, 1
    while position < len(text):
        header, key = _HEADER.match(text, position), _KEY.match(text, position)
        if header:
            table = _path(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                found.setdefault(table, number)
                table = f"{table}.{counts[table]}"
            found.setdefault(table, number)
        elif key:
            path = ".".join(part for part in (table, _path(key[1])) if part)
            found.setdefault(path, number)
        end = _end(text, (header or key).end() if header or key else position)  # type: ignore[union-attr]
        number += text.count("\n", position, end)
        position = end
    return found


def _path(written: str) -> str:
    return ".".join(part[1:-1] if part[0] in "\"'" else part for part in re.findall(_PART, written))


def _end(text: str, position: int) -> int:
    """Where the value that begins here has ended, with its line: lists and texts may go over several lines."""
    depth = 0
    for token in _TOKEN.finditer(text, position):
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if token.lastgroup == "end" and depth <= 0:
            return token.end()
    return len(text)
