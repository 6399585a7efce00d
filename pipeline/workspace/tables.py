"""TOML as bytes comes in; its table, or what is wrong with it and at which line, goes out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any


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
