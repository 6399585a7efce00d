"""Two files of records, JSON or CSV, come in; the values that differ go out, each with its place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from pipeline.facts.differing import Differing, short, told

SHOWN_OF_MANY = 5
"""So many values are told; a spreadsheet changes every date of a column (house)."""


def objects_differ(one: bytes, other: bytes, where: str) -> Iterator[Differing]:
    """Where two files of JSON hold other values; indentation, escapes and the order of keys are dress."""
    try:
        before, after = json.loads(one), json.loads(other)
    except (ValueError, RecursionError) as error:
        yield Differing(where, f"it is no JSON any more: {short(str(error))}")
        return
    yield from _values(before, after, where, "")


def _values(one: Any, other: Any, where: str, path: str) -> Iterator[Differing]:
    if isinstance(one, dict) and isinstance(other, dict):
        name = str(one.get("id") or path)
        for key in [*one, *(key for key in other if key not in one)]:
            if one.get(key) != other.get(key):
                yield from _values(one.get(key), other.get(key), where, f"{name} {key}".strip())
    elif isinstance(one, list) and isinstance(other, list):
        for number in range(max(len(one), len(other))):
            pair = [each[number] if number < len(each) else None for each in (one, other)]
            if pair[0] != pair[1]:
                yield from _values(pair[0], pair[1], where, path)
    elif one != other:
        yield Differing(f"{where} {path}".strip(), told(_shown(one), _shown(other)))


def _shown(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def tables_differ(one: bytes, other: bytes, where: str) -> Iterator[Differing]:
    """Where two files of CSV hold other values; quoting, line ends and a byte order mark are dress.

    What a spreadsheet makes of it is none: other signs between values, another encoding. A scheduler reads neither.
    """
    before = _rows(one.decode("utf-8-sig"), ",")
    try:
        text, told_of = _decoded(other)
    except UnicodeDecodeError:
        yield Differing(where, "it is in no encoding that can be told: neither UTF-8 nor UTF-16")
        return
    if told_of:
        yield Differing(where, f"it is saved as {told_of}, and schedulers read UTF-8")
    sign = _between(text, len(before[0]) if before else 1)
    if sign != ",":
        name = {";": "semicolons", "\t": "tabs", "|": "bars"}[sign]
        yield Differing(where, f"its values are parted by {name}, and schedulers read commas")
    after = _rows(text, sign)
    if len(before) != len(after):
        yield Differing(where, f"it has {len(after)} rows and not {len(before)}")
    cells = list(_cells(before, after, where))
    yield from cells[:SHOWN_OF_MANY]
    if len(cells) > SHOWN_OF_MANY:
        yield Differing(where, f"{len(cells) - SHOWN_OF_MANY} more values differ")


def _decoded(content: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding when it is not UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        if b"\0" in content:
            raise
        return content.decode("cp1252", "replace"), "Windows-1252"


def _between(text: str, columns: int) -> str:
    """The sign between the values of the first row: the one that gives as many as there should be, else a comma."""
    first = text.partition("\n")[0]
    for sign in (",", ";", "\t", "|"):
        if len(next(csv.reader([first], delimiter=sign), [])) == columns:
            return sign
    return ","


def _rows(text: str, sign: str) -> list[list[str]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    return [[cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in rows if row]


def _cells(before: list[list[str]], after: list[list[str]], where: str) -> Iterator[Differing]:
    head = before[0] if before else []
    for number, (one, other) in enumerate(zip(before, after, strict=False), start=1):
        for at in range(max(len(one), len(other))):
            pair = [row[at] if at < len(row) else "" for row in (one, other)]
            if pair[0] != pair[1]:
                name = head[at] if at < len(head) else f"column {at + 1}"
                yield Differing(f"{where} row {number} {name}", told(*pair))
