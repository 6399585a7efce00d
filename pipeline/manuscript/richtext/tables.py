"""The bytes of an RTF file come in; its fonts, styles and lists, from the tables at its head, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.manuscript.word.numbers import Level, Numbers

_CONTROL = re.compile(r"\\([a-zA-Z]+)(-?\d+)? ?|\\'[0-9a-fA-F]{2}|\\.")
_COUNTS = {
    0: "decimal",
    1: "upper-roman",
    2: "lower-roman",
    3: "upper-alpha",
    4: "lower-alpha",
    5: "ordinal",
    6: "cardinal-text",
    22: "decimal-zero",
    23: "bullet",
    45: "hebrew",
    46: "arabic-alpha",
    47: "hebrew-alpha",
    48: "abjad",
    255: "none",
}
"""How a level counts, by \\levelnfc (RTF 1.9.1, List Levels)."""


def group_of(content: bytes, word: bytes) -> str:
    """The inside of the first group that begins with a control word, as Latin-1; empty when there is none."""
    start = re.search(rb"\{\\(?:\*\\)?" + word + rb"(?![a-zA-Z])", content)
    if not start:
        return ""
    end = _end(content, start.start())
    return content[start.end() : end - 1].decode("latin-1")


def _end(content: bytes, start: int) -> int:
    depth = 0
    for match in re.finditer(rb"\\[\\{}]|([{}])", content[start:]):
        if match[1]:
            depth += 1 if match[1] == b"{" else -1
            if not depth:
                return start + match.end()
    return len(content)


def _groups(text: str) -> Iterator[str]:
    """The groups that stand directly inside a text."""
    depth, start = 0, 0
    for match in re.finditer(r"\\[\\{}]|([{}])", text):
        if match[1] == "{":
            start = match.end() if depth == 0 else start
            depth += 1
        elif match[1] == "}":
            depth -= 1
            if depth == 0:
                yield text[start : match.start()]


def _without_groups(text: str) -> str:
    for inner in _groups(text):
        text = text.replace("{" + inner + "}", "")
    return text


def _number(text: str, word: str, default: int = 0) -> int:
    match = re.search(rf"\\{word}(-?\d+)", text)
    return int(match[1]) if match else default


def _said(text: str) -> str:
    return _CONTROL.sub("", text).replace("\r", "").replace("\n", "").strip().rstrip(";").strip()


def read_fonts(content: bytes) -> dict[int, tuple[str, int, int | None]]:
    """Name, character set and code page (None: that of the set) of each font by its number."""
    table = group_of(content, b"fonttbl")
    fonts: dict[int, tuple[str, int, int | None]] = {}
    # Old writers put one font straight into the table, without a group round it.
    grouped = list(_groups(table)) if "{" in table else [part for part in table.split(";") if part.strip()]
    for entry in grouped:
        number = re.search(r"\\f(\d+)(?![a-zA-Z])", entry)
        if number:
            page = re.search(r"\\cpg(\d+)", entry)
            name = _said(_without_groups(entry))
            # Character set 1 is "the default of the system": then the file's own code page holds.
            fonts[int(number[1])] = (name, _number(entry, "fcharset", 1), int(page[1]) if page else None)
    return fonts


def read_styles(content: bytes) -> dict[int, tuple[str, int]]:
    """Name in lower case and outline level (9: none) of each paragraph style by its number."""
    styles: dict[int, tuple[str, int]] = {}
    for entry in _groups(group_of(content, b"stylesheet")):
        if re.search(r"\\\*?\\?(?:cs|ds|ts)\d", entry[:12]):
            continue
        name = _said(_without_groups(entry)).casefold()
        styles[_number(entry, "s", 0)] = (name, _number(entry, "outlinelevel", 9))
    return styles


def read_lists(content: bytes) -> Numbers:
    """The lists of the file: instances by the number of \\ls, levels by list id."""
    lists = Numbers()
    for entry in _groups(group_of(content, b"listtable")):
        if not entry.lstrip().startswith("\\list\\") and not re.match(r"\s*\\list(?![a-zA-Z])", entry):
            continue
        levels = [group for group in _groups(entry) if re.match(r"\s*\\listlevel(?![a-zA-Z])", group)]
        lists.abstract[str(_number(entry, "listid"))] = {depth: _level(level) for depth, level in enumerate(levels)}
    for entry in _groups(group_of(content, b"listoverridetable")):
        starts: dict[int, int] = {}
        own: dict[int, Level] = {}
        for depth, level in enumerate(g for g in _groups(entry) if re.match(r"\s*\\lfolevel", g)):
            if "\\listoverridestartat" in level:
                starts[depth] = _number(level, "levelstartat", 1)
            if "\\listoverrideformat" in level:
                own[depth] = _level(level)
        lists.instances[str(_number(entry, "ls"))] = (str(_number(entry, "listid")), starts, own)
    return lists


def _level(text: str) -> Level:
    # RTF 1.9.1: \levelnfcn goes before \levelnfc where both stand.
    code = _number(text, "levelnfcn", _number(text, "levelnfc"))
    shown = next((group for group in _groups(text) if re.match(r"\s*\\leveltext", group)), "")
    template = re.sub(r"^\s*\\leveltext\s*(?:\\leveltemplateid-?\d+ ?)?", "", shown).rstrip().rstrip(";")
    signs: list[str] = []
    for match in re.finditer(r"\\'([0-9a-fA-F]{2})|\\u(-?\d+) ?\??|\\[a-zA-Z]+-?\d* ?|([^\\{}])", template):
        if match[1]:
            value = int(match[1], 16)
            signs.append(f"%{value + 1}" if value < 9 else bytes([value]).decode("cp1252", "replace"))
        elif match[2]:
            signs.append(chr(int(match[2]) % 65536))
        elif match[3]:
            signs.append(match[3])
    # The first sign is the length of the text, not a level.
    return Level(
        _number(text, "levelstartat", 1),
        _COUNTS.get(code, "decimal"),
        "".join(signs[1:]),
        0 if _number(text, "levelnorestart") else None,
        bool(_number(text, "levellegal")),
        _number(text, "li", -1) if "\\li" in text else None,
    )
