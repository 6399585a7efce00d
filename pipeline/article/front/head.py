"""The text of an article comes in; its YAML head as plain values with lines, and its body, go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline import limits
from pipeline.article.front import slips
from pipeline.article.syntax import FRONT_MATTER, TOO_LARGE
from pipeline.finding import Finding, Place


@dataclass(frozen=True, slots=True)
class Head:
    """The YAML head as read: plain values, and the line of every key path ("authors.0.name" → 7)."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]

    def line(self, path: str) -> int:
        """The line of a key path, or of the nearest key above it that has one; 1 if none has."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path.rpartition(".")[0]
        return 1


def split_head(text: str) -> tuple[str, str]:
    """The YAML between the first two `---` lines, and the body with as many empty lines in front, so that the
    line numbers of both are those of the file. Without a head the YAML is empty.
    """
    lines = text.split("\n")
    if not lines or lines[0].strip() != "---":
        return "", text
    for number, line in enumerate(lines[1:], start=1):
        # YAML 1.2, 9.1.2: three dots end a document as well.
        if line.strip() in {"---", "..."}:
            return "\n" + "\n".join(lines[1:number]), "\n" * (number + 1) + "\n".join(lines[number + 1 :])
    return "\n" + "\n".join(lines[1:]), "\n" * len(lines)


def read_head(yaml_text: str, file: str, begins: str = "") -> tuple[Head, list[Finding]]:
    """Parse the YAML (1.2: `no` stays text) into plain values with the line of each key. `begins` is how the text
    begins, by which somebody is told why it has no head.

    Duplicate keys, aliases (they can grow without bound) and broken YAML are findings; what could be read stays.
    """
    if len(yaml_text) > limits.HEAD_BYTES:
        hint = f"take references and pictures out that nobody needs; {limits.HEAD_BYTES:,} is the most"
        message = f"the front matter has {len(yaml_text):,} characters"
        return Head({}, {}), [TOO_LARGE.finding(Place(file, 1, 1), message, hint)]
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        # The C parser knows YAML 1.1 only, in which "no" is false and 12:30 a number of minutes.
        root = YAML(typ="safe", pure=True).compose(yaml_text)
    except (YAMLError, RecursionError, ValueError) as fault:
        mark = getattr(fault, "problem_mark", None)
        what, hint = str(getattr(fault, "problem", None) or "it is nested too deeply").split("\n")[0], slips.UNKNOWN
        at = 0
        if mark is not None:
            at, what, hint = slips.slip_of(yaml_text.split("\n"), mark.line, what)
        message = f"the front matter cannot be read: {what}"
        return Head({}, {}), [FRONT_MATTER.finding(Place(file, at + 1), message, hint)]
    if root is None:
        hint = slips.beginning_hint(begins)
        return Head({}, {}), [FRONT_MATTER.finding(Place(file, 1), "the article has no front matter", hint)]
    reader = _NodeReader(file)
    values = reader.value(root, "")
    if not isinstance(values, dict):
        hint = 'write "key: value" lines between the two --- lines'
        reader.findings.append(
            FRONT_MATTER.finding(Place(file, 1), "the front matter is not a list of keys and values", hint)
        )
        values = {}
    return Head(values, reader.lines), reader.findings


class _NodeReader:
    """Turns composed YAML nodes into plain values and remembers lines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[str, int] = {}
        self.findings: list[Finding] = []
        self._seen: set[int] = set()

    def value(self, node: Any, path: str) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if id(node) in self._seen:
            hint = "write the value out instead of referring to it with *"
            self._fault(line, "aliases are not used in front matter", hint)
            return None
        self._seen.add(id(node))
        if node.id == "mapping":
            return self._mapping(node, path)
        if node.id == "sequence":
            return [self.value(child, f"{path}.{index}") for index, child in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: Any, path: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            inner = f"{path}.{key}" if path else key
            line = key_node.start_mark.line + 1
            if key in result and result[key] is not None:
                value = self.value(value_node, f"{inner}.again")
                if value is not None:
                    hint = f"keep one of the two; the other is on line {self.lines[inner]}"
                    self._fault(line, f'"{inner}" is given twice', hint)
                continue
            # A key that waits for words ("summary:") and was filled in on a line of its own is given once.
            self.lines[inner] = line
            result[key] = self.value(value_node, inner)
        return result

    def _fault(self, line: int, message: str, hint: str) -> None:
        self.findings.append(FRONT_MATTER.finding(Place(self.file, line), message, hint))


def _scalar(node: Any) -> object:
    """Text unless YAML 1.2 says true, false, null or a whole number; decimals stay as written ("1.0")."""
    kind = str(node.tag).rpartition(":")[2]
    if kind == "bool":
        return str(node.value).lower() == "true"
    if kind == "null":
        return None
    if kind == "int":
        try:
            return int(str(node.value).replace("_", ""), 0)
        except ValueError:
            return str(node.value)
    return str(node.value)
