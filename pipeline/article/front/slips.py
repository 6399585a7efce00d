"""Front matter that cannot be read comes in; the line of the slip, what it is, and the line as it should be, go out."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ENTRY = re.compile(r"(?P<before>\s*(?:- +)?)(?P<key>[\w -]+?):[ \t]+(?P<value>\S.*?)\s*")
_DASHES = re.compile(r"[-—–―‒\u2212*_]{1,12}")

UNKNOWN = "look for a missing quote, a tab or a wrong indent in this line or the one above"


def slip_of(lines: Sequence[str], at: int, problem: str) -> tuple[int, str, str]:
    """Line (from 0), message and hint for what a YAML parser stumbled over at line `at` and calls `problem`."""
    at = min(at, len(lines) - 1)
    here = lines[at]
    for number in (at, at - 1):
        if number >= 0 and "\t" in lines[number]:
            return number, "there is a tab in it", "write spaces instead of the tab"
    if (end := _end_missing(lines)) is not None:
        return end, "it has no end", "write a line --- below its last key"
    for number, line in enumerate(lines[: at + 1]):
        if (quote := _quote(line)) is not None:
            return number, *quote
    entry = _ENTRY.fullmatch(here)
    if entry and "mapping values" in problem and ": " in entry["value"]:
        return at, "its value has a colon", _quoted_line(entry)
    if entry and entry["value"][0] in "@`%*&!|>{[]},?-":
        return at, f'a value cannot begin with "{entry["value"][0]}"', _quoted_line(entry)
    for number in (at, at - 1):
        if number >= 0 and (near := _no_entry(lines[number])) is not None:
            return number, *near
    above = re.match(r"(\s*)- \S", lines[at - 1]) if at else None
    if above and "mapping start" in problem:
        hint = f"begin it with {len(above[1]) + 2} spaces, right below the words of the line above"
        return at, "it does not begin where the line above does", hint
    return at, problem, UNKNOWN


def _end_missing(lines: Sequence[str]) -> int | None:
    """The line of the last key, where the text of the article follows without a line of dashes."""
    marks = re.compile(r":::[^:]|#{2,6} \S")
    body = next((n for n, line in enumerate(lines) if n and marks.match(line) and not lines[n - 1].strip()), None)
    if body is None:
        return None
    return next((n for n in range(body - 1, 0, -1) if re.match(r"\s*\S+.*$", lines[n])), body)


def _quote(line: str) -> tuple[str, str] | None:
    """What is wrong with the quotes round a value."""
    entry = _ENTRY.fullmatch(line)
    if entry is None or entry["value"][0] not in "\"'":
        return None
    value, quote = entry["value"], entry["value"][0]
    inner = value[1:-1] if value.endswith(quote) and len(value) > 1 else value[1:]
    if not (value.endswith(quote) and len(value) > 1):
        # A comment may stand behind a quote that is closed; a quote may be closed on a later line, which is rare.
        if re.fullmatch(rf"{quote}[^{quote}]*{quote}\s+#.*", value):
            return None
        return "the quote that opens in it is not closed", _quoted_line(entry)
    if quote == '"' and re.search(r'(?<!\\)"', inner):
        return "a quote within its quotes ends them", _quoted_line(entry)
    if quote == "'" and re.search(r"(?<!')'(?!')", inner):
        return "an apostrophe within its quotes ends them", _quoted_line(entry)
    return None


def _no_entry(line: str) -> tuple[str, str] | None:
    """What is wrong with a line that is no "key: value"."""
    if match := re.fullmatch(r"(\s*(?:- )?)([A-Za-z_]+):([^\s/].*)", line):
        return "there is no space behind the colon", f"write {match[2]}: {match[3].strip()}"
    if match := re.fullmatch(r"(\s*(?:- )?)([A-Za-z_]+)\s*=\s*(\S.*)", line):
        return "it has = where a colon is meant", f"write {match[2]}: {match[3].strip()}"
    return None


def _quoted_line(entry: re.Match[str]) -> str:
    return f"put it in quotes: {entry['key'].strip()}: {in_quotes(entry['value'])}"


def in_quotes(value: str) -> str:
    """A value as YAML reads it whatever stands in it."""
    return '"' + value.strip().strip("\"'").replace("\\", "\\\\").replace('"', '\\"') + '"'


def beginning_hint(text: str) -> str:
    """How a text begins that has no front matter where one is meant."""
    lines = text.lstrip("\ufeff").split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if first == "---":
        return "take the empty lines above the first --- out"
    if first.startswith("+++"):
        return 'write it in YAML: lines "key: value" between two lines of ---'
    if first and _DASHES.fullmatch(first):
        return f'write three hyphens (---) in the first line, where "{first}" stands, and below the last key'
    return "begin the file with --- and the keys that `plainleaf new` writes"


def no_text(content: bytes) -> tuple[str, str] | None:
    """Message and hint for bytes that are no text in UTF-8, by what they look like; None for others."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[1:8:2] == b"\0\0\0\0" or content[:8:2] == b"\0\0\0\0":
        return "the file is in UTF-16", 'save it as UTF-8; editors call it "encoding"'
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%PDF-")):
        return "it is a file of another program, and no text", "move it out of source/, then: plainleaf import FILE"
    if b"\0" in content:
        return "it holds bytes that no text has", "write its text anew into a file of a text editor"
    return None
