"""The brand.toml of a house and what it says of itself now come in; the text with what changed in it goes out.

Comments, order and all that no question asks for stay as they are.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.errors import PlainleafError
from pipeline.house.founding import ACCENT, PATHS, WARNING, Answers, Founded, found

Value = str | tuple[str, ...]

_TABLE = re.compile(r"\s*\[\s*([A-Za-z0-9_.\-\s]+?)\s*\]\s*(#.*)?$")


def answers_of(slug: str, text: str) -> Answers:
    """What a brand.toml answers to the questions that are asked of a new brand; its logo is not among it.

    Raises PlainleafError when the file cannot be read.
    """
    values = _values(text)

    def said(path: str, usual: str = "") -> str:
        value = values.get(path, usual)
        return value if isinstance(value, str) else usual

    def listed(path: str) -> tuple[str, ...]:
        value = values.get(path, ())
        return value if isinstance(value, tuple) else ()

    plain: dict[str, Any] = {what: said(path) for what, path in PATHS.items() if what not in {"address", "languages"}}
    handles = {path.rpartition(".")[2]: value for path, value in values.items() if path.startswith("social.handles.")}
    return Answers(
        slug=slug,
        kind=said("kind", "clinic"),
        paper=said("paper"),
        address=listed(PATHS["address"]),
        languages=listed(PATHS["languages"]) or ("en",),
        page="web" in listed("page.variants"),
        handles={network: handle for network, handle in handles.items() if isinstance(handle, str)},
        **(plain | {"accent": plain["accent"] or ACCENT, "warning": plain["warning"] or WARNING}),
    )


def refound(text: str, answers: Answers, files: Mapping[str, bytes]) -> Founded:
    """The files of a brand that change when these are its answers: `text` is its brand.toml, `files` its folder.

    What was written by hand beside the answers stays. Raises PlainleafError where a value is written in a way that
    only somebody who reads the text can change.
    """
    before = found(answers_of(answers.slug, text))
    after = found(answers)
    notes, told = (
        tuple(note for note in now if note not in was)
        for was, now in ((before.notes, after.notes), (before.told, after.told))
    )
    new = {"brand.toml": _changed(text, before, after, answers.logo is not None).encode()}
    for name, content in after.files.items():
        # A design that somebody changed is theirs.
        theirs = files.get(name) not in {None, before.files.get(name)}
        if name != "brand.toml" and (not theirs or (answers.logo is not None and name in answers.logo.files)):
            new[name] = content
    return Founded({name: content for name, content in new.items() if files.get(name) != content}, notes, told)


def _changed(text: str, before: Founded, after: Founded, logo: bool) -> str:
    was, now, here = (_values(each) for each in (_toml(before), _toml(after), text))
    asked = {*PATHS.values(), "kind", "page.variants"} | ({"logo.file", "logo.dark"} if logo else set())
    for path in dict.fromkeys((*now, *was)):
        if was.get(path) == now.get(path):
            continue
        if path in asked or path.startswith("social.handles.") or here.get(path) == was.get(path):
            text = set_value(text, path, now.get(path))
    return text


def _toml(founded: Founded) -> str:
    return founded.files["brand.toml"].decode()


def set_value(text: str, path: str, value: Value | None) -> str:
    """The text with another value at "table.key", or without it (None); every other line stays to the letter."""
    wanted = _values(text)
    if value is None:
        wanted.pop(path, None)
    else:
        wanted[path] = value
    table, _, key = path.rpartition(".")
    lines = text.splitlines(keepends=True)
    ends = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    own = [] if value is None else [f"{key} = {_written(value)}"]
    start, end = _region(lines, table)
    span = _span(lines, start, end, key)
    if span is not None:
        note = _note(lines[span[0] : span[1]], key) if own else ""
        lines[span[0] : span[1]] = [f"{each}{note}{ends}" for each in own]
    elif own:
        _add(lines, table, end, own[0] + ends, ends)
    changed = "".join(lines)
    if _values(changed) != wanted:
        raise PlainleafError(f'"{path}" is written in a way that only the text can show', hint="change it in the text")
    return changed


def _add(lines: list[str], table: str, end: int, line: str, ends: str) -> None:
    """Put a line at the end of its table, or begin the table at the end of the text."""
    if end < 0:
        lines.extend((ends, f"[{table}]{ends}", line))
        return
    while end and not lines[end - 1].strip():
        end -= 1
    if end and not lines[end - 1].endswith("\n"):
        lines[end - 1] += ends
    lines.insert(end, line)


def _region(lines: list[str], table: str) -> tuple[int, int]:
    """The lines of a table, its head left out; (0, -1) when there is none. Keys of no table stand before all heads."""
    heads = [(number, found[1]) for number, line in enumerate(lines) if (found := _TABLE.match(line))]
    starts = [(0, ""), *((number + 1, name) for number, name in heads)]
    stops = [number for number, _ in heads] + [len(lines)]
    for (start, name), stop in zip(starts, stops, strict=True):
        if re.sub(r"\s", "", name) == table:
            return start, stop
    return 0, -1


def _span(lines: list[str], start: int, end: int, key: str) -> tuple[int, int] | None:
    """The lines that a key's value takes; a list may take several."""
    begins = re.compile(rf"\s*{re.escape(key)}\s*=")
    for first in range(start, end):
        if begins.match(lines[first]):
            for last in range(first + 1, end + 1):
                if _parses("".join(lines[first:last])):
                    return first, last
    return None


def _note(lines: list[str], key: str) -> str:
    """The comment behind a value, with the room before it."""
    line = lines[-1].rstrip("\r\n")
    if len(lines) > 1:
        return ""
    for mark in re.finditer(r"\s*#", line):
        if _parses(line[: mark.start()]) and tomllib.loads(line[: mark.start()]) == tomllib.loads(line):
            return line[mark.start() :]
    return ""


def _parses(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _values(text: str) -> dict[str, Any]:
    """Every value by its path; lists of texts as tuples."""
    try:
        return dict(_leaves(tomllib.loads(text.replace("\r\n", "\n"))))
    except tomllib.TOMLDecodeError as fault:
        raise PlainleafError(
            f"the file cannot be read: {str(fault).lower()}", place="brand.toml", hint="mend it in the text"
        ) from None


def _leaves(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", tuple(value) if isinstance(value, list) else value


def _written(value: Value) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"[{', '.join(json.dumps(each, ensure_ascii=False) for each in value)}]"
