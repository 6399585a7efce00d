"""The front matter of an article as text comes in; the same text with one value set, added or taken out goes out.

Comments, the order of keys, quotes, indents and line ends outside the value that changes stay to the byte. ruamel's own
round trip folds long lines, moves comments and indents lists anew, so the text is edited where the marks of its parser
point to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.article.front.head import read_head, split_head
from pipeline.editing.sheet import Sheet
from pipeline.errors import PlainleafError

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a value stands: from the line of its key or dash (`first`) to the line behind it (`behind`), 1-based; its
    own characters from `start` to `end`; `column` is that of its key or dash, `flow` a value within [ ] or { }.
    """

    first: int
    behind: int
    start: int
    end: int
    column: int
    node: Any
    flow: bool


@lru_cache(maxsize=16)
def entries_of(sheet: Sheet) -> Mapping[Path, Entry]:
    """Every key path of the front matter with its place. Raises PlainleafError for one that cannot be read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    text = sheet.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    yaml_text, _ = split_head(text)
    _, faults = read_head(yaml_text, sheet.file)
    if faults:
        raise _unreadable(sheet, faults[0].message, faults[0].hint, faults[0].where.first)
    try:
        root = YAML(typ="safe", pure=True).compose(yaml_text)
    except (YAMLError, RecursionError, ValueError):
        raise _unreadable(sheet, "the front matter cannot be read", "mend it in the text first", 1) from None
    found: dict[Path, Entry] = {}
    if root is not None and root.id == "mapping":
        _walk(sheet, root, (), found)
    return found


def _unreadable(sheet: Sheet, message: str, hint: str, line: int) -> PlainleafError:
    return PlainleafError(message, place=f"{sheet.file}:{line}", hint=hint)


def _at(sheet: Sheet, mark: Any) -> int:
    """The offset of a mark of the parser's; a mark of order before the first line is in no column of it."""
    return sheet.offset(int(mark.line) + 1) + int(mark.column) + (mark.line == 0 and sheet.text.startswith("\ufeff"))


def _walk(sheet: Sheet, node: Any, path: Path, found: dict[Path, Entry]) -> int:
    """Takes in the entries below a node; gives the offset at which its own characters end."""
    if node.id == "scalar":
        return _end_of_scalar(sheet, node)
    if node.flow_style:
        for key, value in _children(node):
            found[*path, key] = Entry(
                value.start_mark.line + 1,
                value.end_mark.line + 2,
                _at(sheet, value.start_mark),
                _at(sheet, value.end_mark),
                0,
                value,
                True,
            )
        return _at(sheet, node.end_mark)
    end = _at(sheet, node.start_mark)
    pairs = node.value if node.id == "mapping" else [(None, value) for value in node.value]
    for index, (key_node, value) in enumerate(pairs):
        inner = (*path, str(key_node.value) if key_node is not None else index)
        mark = key_node.start_mark if key_node is not None else node.start_mark
        # An empty value has the place where a value could be, which may be lines below.
        empty = value.id == "scalar" and value.value == "" and value.style is None
        if empty and key_node is not None:
            end = sheet.text.index(":", _at(sheet, key_node.end_mark)) + 1
            start = end
        else:
            start = _at(sheet, value.start_mark)
            end = max(start, _walk(sheet, value, inner, found))
        first = mark.line + 1 if key_node is not None else _dash_line(sheet, start, mark.column)
        found[inner] = Entry(first, sheet.line_at(max(end - 1, start - 1)) + 1, start, end, mark.column, value, False)
    return end


def _children(node: Any) -> Iterable[tuple[str | int, Any]]:
    if node.id == "mapping":
        return [(str(key.value), value) for key, value in node.value]
    return list(enumerate(node.value))


def _dash_line(sheet: Sheet, start: int, column: int) -> int:
    """The line of the dash before a value: its own, or one above it."""
    number = sheet.line_at(start)
    while number > 1 and sheet.line(number)[column : column + 1] != "-":
        number -= 1
    return number


def _end_of_scalar(sheet: Sheet, node: Any) -> int:
    """Where a value's own characters end; the parser lets a block of text reach over the empty lines behind it."""
    end = _at(sheet, node.end_mark)
    if node.style in {"|", ">"}:
        start = _at(sheet, node.start_mark)
        return start + len(sheet.text[start:end].rstrip())
    return end


# writing


def set_value(sheet: Sheet, path: Path, value: object, order: Sequence[str] = ()) -> str:
    """The text with the value at `path` set. A key that is missing is added behind the nearest one before it in
    `order`; an index one behind the last adds an item. `value` is text, a number, true or false, a list or a
    table of these.

    Raises PlainleafError when that cannot be done without changing another value.
    """
    entries = entries_of(sheet)
    text = _set(sheet, entries, path, value, order)
    _compare(sheet, text, _with(_values(sheet), path, value))
    return text


def remove_value(sheet: Sheet, path: Path) -> str:
    """The text without the key or item at `path`, and without what it alone was in. A path that is not there is none
    to remove.
    """
    entries = entries_of(sheet)
    if path not in entries:
        return sheet.text
    while (
        len(path) > 1 and sum(other[: len(path) - 1] == path[:-1] and len(other) == len(path) for other in entries) == 1
    ):
        path = path[:-1]
    entry = entries[path]
    if entry.flow:
        outer = _values(sheet)
        kept = _without(outer, path)
        return set_value(sheet, path[:1], kept[path[0]] if isinstance(kept, dict) else kept)
    start, behind = sheet.offset(entry.first), sheet.offset(entry.behind)
    text = sheet.text[:start] + sheet.text[behind:]
    if isinstance(path[-1], str) and len(path) > 1 and _shares_line(sheet, entry):
        # The first key of an item stands behind its dash, which the next key takes over.
        dash = sheet.text[start : start + entry.column]
        text = sheet.text[:start] + dash + sheet.text[behind + entry.column :]
    _compare(sheet, text, _without(_values(sheet), path))
    return text


def _shares_line(sheet: Sheet, entry: Entry) -> bool:
    return "-" in sheet.line(entry.first)[: entry.column]


def _set(sheet: Sheet, entries: Mapping[Path, Entry], path: Path, value: object, order: Sequence[str]) -> str:
    entry = entries.get(path)
    if entry is None:
        return _added(sheet, entries, path, value, order)
    text = sheet.text
    if entry.flow:
        return text[: entry.start] + _in_flow(value) + text[entry.end :]
    is_open = entry.node.id != "scalar" and entry.node.flow_style and not entry.node.value
    if is_open and isinstance(value, list | dict) and value and isinstance(path[-1], str):
        # "references: []   # a note" gets its items below the line, note and all.
        behind = sheet.offset(sheet.line_at(entry.end) + 1)
        line = text[entry.end : behind].rstrip("\r\n")
        lines = [line, *_block(value, entry.column + 2)]
        return text[: entry.start].rstrip(" \t") + "".join(each + sheet.end_of_line for each in lines) + text[behind:]
    written = _written(sheet, entry, path, value)
    gap = " " if entry.start == entry.end and not written.startswith(sheet.end_of_line) else ""
    start = entry.start
    if written.startswith(sheet.end_of_line):
        start = len(text[:start].rstrip(" \t")) if sheet.line_at(start) == entry.first else _end_of_key(sheet, entry)
    elif sheet.line_at(start) != entry.first and isinstance(path[-1], str):
        start, gap = _end_of_key(sheet, entry), " "
    return text[:start] + gap + written + text[entry.end :]


def _end_of_key(sheet: Sheet, entry: Entry) -> int:
    """The offset behind the colon of the key whose value begins in a line below."""
    return sheet.text.index(":", sheet.offset(entry.first) + entry.column) + 1


def _written(sheet: Sheet, entry: Entry, path: Path, value: object) -> str:
    """A value as YAML in the place of another, in its manner: its quotes, its block of text, its brackets."""
    node = entry.node
    if isinstance(value, list | dict):
        if node.id != "scalar" and node.flow_style:
            return _flow(value)
        if not value:
            return "[]" if isinstance(value, list) else "{}"
        item = isinstance(path[-1], int)
        indent = entry.column + 2
        dashes = _indent_of_items(node, entry)
        lines = _block(value, indent if isinstance(value, dict) else dashes)
        if item:
            return sheet.end_of_line.join(lines).lstrip()
        return sheet.end_of_line + sheet.end_of_line.join(lines)
    if node.id == "scalar" and node.style in {"|", ">"} and isinstance(value, str) and value:
        header = re.match(r"[|>][-+0-9]*[^\r\n]*", sheet.text[entry.start :])
        pad = " " * (entry.column + 2)
        lines = value.rstrip("\n").split("\n")
        if not lines[0].startswith(" ") and header:
            return header[0] + sheet.end_of_line + sheet.end_of_line.join(pad + line if line else "" for line in lines)
    return scalar(value, node.style if node.id == "scalar" else None)


def _indent_of_items(node: Any, entry: Entry) -> int:
    """The column of the dashes of a list that stands there, else two behind that of its key."""
    is_list = node.id == "sequence" and not node.flow_style
    return node.start_mark.column if is_list else entry.column + 2


def _added(sheet: Sheet, entries: Mapping[Path, Entry], path: Path, value: object, order: Sequence[str]) -> str:
    outer = path[:-1]
    if outer and outer not in entries:
        inner: object = [value] if isinstance(path[-1], int) else {path[-1]: value}
        return _set(sheet, entries, outer, inner, order)
    holder = entries.get(outer)
    siblings = [other for other in entries if len(other) == len(path) and other[:-1] == outer]
    if holder is not None and (not siblings or entries[siblings[0]].flow):
        whole = _at_path(_with(_values(sheet), path, value), outer)
        return _set(sheet, entries, outer, whole, order)
    before = _before(siblings, path[-1], order)
    if before is not None:
        last = entries[before]
        at, column = sheet.offset(last.behind), last.column
    elif siblings:
        first = min(entries[each].first for each in siblings)
        at, column = sheet.offset(first), min(entries[each].column for each in siblings)
    else:
        at, column = sheet.offset(2), 0
    lines = _block([value] if isinstance(path[-1], int) else {path[-1]: value}, column)
    ending = "" if at == 0 or sheet.text[at - 1] in "\r\n" else sheet.end_of_line
    if (
        before is None
        and siblings
        and outer
        and isinstance(path[-1], str)
        and _shares_line(sheet, entries[siblings[0]])
    ):
        at = sheet.offset(entries[siblings[0]].behind)
    return sheet.text[:at] + ending + "".join(line + sheet.end_of_line for line in lines) + sheet.text[at:]


def _before(siblings: Sequence[Path], name: str | int, order: Sequence[str]) -> Path | None:
    """The sibling behind which a new one goes: the last, or the nearest before it in `order`."""
    if not siblings or name not in order:
        return siblings[-1] if siblings else None
    ahead = order[: list(order).index(str(name))]
    known = {str(path[-1]): path for path in siblings}
    return next((known[key] for key in reversed(ahead) if key in known), None)


def _block(value: object, column: int) -> list[str]:
    """A list or table as lines of YAML, indented to `column`."""
    pad = " " * column
    lines: list[str] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, list | dict) and inner:
                lines += [f"{pad}{scalar(str(key))}:", *_block(inner, column + 2)]
            else:
                lines.append(f"{pad}{scalar(str(key))}: {_flow(inner)}")
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict) and inner:
                block = _block(inner, column + 2)
                lines += [f"{pad}- {block[0].lstrip()}", *block[1:]]
            else:
                lines.append(f"{pad}- {_flow(inner)}")
    return lines


def _flow(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_in_flow(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(key))}: {_in_flow(each)}" for key, each in value.items()) + "}"
    return scalar(value)


def _in_flow(value: object) -> str:
    written = _flow(value)
    return (
        scalar(value, '"')
        if isinstance(value, str) and re.search(r"[,\[\]{}]", written) and written[:1] not in "\"'"
        else written
    )


def scalar(value: object, style: str | None = None) -> str:
    """One value as YAML on one line, plain where YAML 1.1 and 1.2 read it as the same text, else in quotes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    words = str(value)
    if style == "'" and words.isprintable():
        return "'" + words.replace("'", "''") + "'"
    if style == '"' or not _is_plain(words):
        return _double(words)
    return words


# What some reader of YAML, 1.1 or 1.2, takes for something else than text.
_OTHER = re.compile(
    r"(?i)(?:y|n|yes|no|true|false|on|off|null|~|\.inf|\.nan|[-+]?[\d_.,:]+(?:e[-+]?\d+)?|0[xob][\da-f_]+)"
)


def _is_plain(words: str) -> bool:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
        return True
    return (
        bool(words)
        and words == words.strip()
        and words.isprintable()
        and not _OTHER.fullmatch(words)
        and words[0] not in "-?:,[]{}#&*!|>'\"%@`="
        and not re.search(r":(?:\s|$)|\s#", words)
    )


def _double(words: str) -> str:
    named = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(named.get(c) or (c if c.isprintable() else _escaped(c)) for c in words) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# comparing


def _values(sheet: Sheet) -> Any:
    return _read(sheet.text[: sheet.body])


@lru_cache(maxsize=16)
def _read(text: str) -> Any:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return dict(read_head(split_head(text)[0], "article.md")[0].values)


def _at_path(values: Any, path: Path) -> Any:
    for part in path:
        values = values[part]
    return values


def _with(values: Any, path: Path, value: object) -> Any:
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        items = list(values) if isinstance(values, list) else []
        items[part:] = [_with(items[part] if part < len(items) else None, rest, value), *items[part + 1 :]]
        return items
    table = dict(values) if isinstance(values, Mapping) else {}
    table[part] = _with(table.get(part), rest, value)
    return table


def _without(values: Any, path: Path) -> Any:
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        return (
            [_without(v, rest) if rest else v for i, v in enumerate(values) if rest or i != part]
            if not rest
            else [_without(v, rest) if i == part else v for i, v in enumerate(values)]
        )
    if rest:
        return {**values, part: _without(values[part], rest)}
    return {key: value for key, value in values.items() if key != part}


def _compare(sheet: Sheet, text: str, wanted: Any) -> None:
    """Read back what was written: nothing but the one value may have changed. Raises PlainleafError."""
    after = Sheet(sheet.file, text)
    if _plain(_values(after)) != _plain(wanted) or text[after.body :] != sheet.text[sheet.body :]:
        hint = "write it in the text itself, where the key stands"
        raise PlainleafError("this value cannot be written without changing another", place=sheet.file, hint=hint)


def _plain(value: Any) -> Any:
    """A value as the reader of front matter tells it: decimals are text, and text has no line break at its end."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.rstrip("\n") if isinstance(value, str) else value
