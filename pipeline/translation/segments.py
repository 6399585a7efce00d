"""The text of an article comes in; its passages go out as a translator gets them, and the text with others in.

A passage is what Markdown writes in one place: a paragraph, an item, a heading, a cell, a title in a fence, a field of
the front matter. Everything between two passages (list signs, fences, keys, code) is kept as it stands, so that a
text with all passages exchanged has the shape of the first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.article.front.head import split_head

_PROTECTED = re.compile(
    r"\{\{[^}]*\}\}"  # a value of the brand
    r"|\[(?:-?@[^\]]+)\]"  # a citation
    r"|\[\^[^\]]+\]"  # a note
    r"|!\[|\]\([^()\s]*(?:\s\"[^\"]*\")?\)(?:\{[^}]*\})?"  # a picture, where a link leads
    r"|\]\{[^}]*\}|\{\.[^}]*\}"  # classes
    r"|`[^`]+`|\$[^$\s][^$]*\$"  # code, a formula
    r"|https?://[^\s)\]]+|\[(?=[^\]]*\][({])"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """One passage: where it stands below which key, as what, its lines in the file and its Markdown."""

    anchor: str
    role: str
    first: int
    last: int
    text: str

    @property
    def digest(self) -> str:
        """Tells whether a passage is the one that a bureau got."""
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()[:12]

    @property
    def parts(self) -> tuple[tuple[str, bool], ...]:
        """Its text in parts, each with whether a translator must leave it as it is."""
        return parts_of(self.text)


def parts_of(text: str) -> tuple[tuple[str, bool], ...]:
    """A Markdown text in parts: words, and what stands for itself (True)."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for match in _PROTECTED.finditer(text):
        if match.start() > at:
            parts.append((text[at : match.start()], False))
        parts.append((match[0], True))
        at = match.end()
    if at < len(text):
        parts.append((text[at:], False))
    return tuple(parts)


def protected(text: str) -> tuple[str, ...]:
    """What stands for itself in a text, in order."""
    return tuple(part for part, kept in parts_of(text) if kept)


@dataclass
class Skeleton:
    """A body as what is kept and what is a passage, in order: strings and numbers of passages."""

    pieces: list[str | int] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    def text(self, instead: Mapping[int, str]) -> str:
        """The body with other passages; those that `instead` lacks stay."""
        return "".join(
            piece if isinstance(piece, str) else instead.get(piece, self.segments[piece].text) for piece in self.pieces
        )


_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^(#{1,6}[ \t]+)(.*?)((?:[ \t]*\{[^}]*\})?[ \t]*)$")
_ITEM = re.compile(r"^([ \t]*(?:[-*+]|\(?(?:\d{1,9}|[A-Za-z])[.)])[ \t]+)(?=\S)(.*)$")
_NOTE = re.compile(r"^(\[\^[^\]]+\]:[ \t]*)(.*)$")
_QUOTE = re.compile(r"^([ \t]*>[ \t]?|:[ \t]+)(.*)$")
_RULE = re.compile(r"^\s{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$")
_TITLED = re.compile(r'\b(title|caption|by)="((?:[^"\\]|\\.)*)"')
_KEY = re.compile(r"\{[^}]*#([\w-]+)")
_DEFINED = re.compile(r"^\[[^\]^]+\]:\s")


class _Scanner:
    """Goes through the lines of a body once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.made = Skeleton()
        self.anchor = ""
        self.open: list[str] = []
        self.began = 0
        self.role = "text"

    def scan(self) -> Skeleton:
        code = ""
        for number, line in enumerate(self.lines, start=1):
            fence = _FENCE.match(line)
            if code or fence:
                self.close()
                if fence and (not code or (fence[1].startswith(code) and not line.strip(" `~"))):
                    code = "" if code else fence[1]
                self.keep(line + "\n")
                continue
            self.line(number, line)
        self.close()
        return self.made

    def keep(self, text: str) -> None:
        self.made.pieces.append(text)

    def add(self, role: str, first: int, last: int, text: str) -> None:
        if not text.strip() or not any(character.isalnum() for character in text):
            self.keep(text)
            return
        self.made.pieces.append(len(self.made.segments))
        self.made.segments.append(Segment(self.anchor, role, first, last, text))

    def close(self) -> None:
        """End the paragraph that is open."""
        if self.open:
            text, last = _joined(self.open), self.began + len(self.open) - 1
            self.open = []
            self.add(self.role, self.began, last, text)
            self.keep("\n")

    def begin(self, role: str, number: int, text: str) -> None:
        self.role, self.began, self.open = role, number, [text]

    def line(self, number: int, line: str) -> None:
        stripped = line.strip()
        if not stripped or stripped.startswith(":::") or _RULE.match(line) or _DEFINED.match(line):
            self.close()
            self.fence(number, line) if stripped.startswith(":::") else self.keep(line + "\n")
        elif heading := _HEADING.match(line):
            self.close()
            self.key(line)
            self.keep(heading[1])
            self.add("heading", number, number, heading[2])
            self.keep(heading[3] + "\n")
        elif _ROW.match(line):
            self.close()
            self.row(number, line)
        elif start := _ITEM.match(line) or _NOTE.match(line) or _QUOTE.match(line):
            self.close()
            self.keep(start[1])
            self.begin("item" if _ITEM.match(line) else "note", number, start[2])
        elif self.open:
            self.open.append(line.strip() if not line.endswith("  ") else line.lstrip())
        else:
            indent = line[: len(line) - len(line.lstrip())]
            self.keep(indent)
            self.begin("text", number, line.lstrip())

    def key(self, line: str) -> None:
        if found := _KEY.search(line):
            self.anchor = found[1]

    def fence(self, number: int, line: str) -> None:
        self.key(line)
        at = 0
        for match in _TITLED.finditer(line):
            self.keep(line[at : match.start(2)])
            self.add(match[1], number, number, match[2])
            at = match.end(2)
        self.keep(line[at:] + "\n")

    def row(self, number: int, line: str) -> None:
        if re.fullmatch(r"[\s|:\-]+", line):
            self.keep(line + "\n")
            return
        for cell in re.split(r"(?<!\\)(\|)", line):
            if cell == "|" or not cell.strip():
                self.keep(cell)
            else:
                left = cell[: len(cell) - len(cell.lstrip())]
                right = cell[len(cell.rstrip()) :]
                self.keep(left)
                self.add("cell", number, number, cell.strip())
                self.keep(right)
        self.keep("\n")


def _joined(lines: Sequence[str]) -> str:
    """Lines of a paragraph in one, but for hard breaks, which Markdown writes at the end of a line."""
    text = lines[0]
    for line in lines[1:]:
        text += ("\n" if text.endswith(("\\", "  ")) else " ") + line
    return text.rstrip() if not text.endswith("\\") else text


def skeleton_of(text: str) -> tuple[str, Skeleton]:
    """The YAML head of an article's text, and the skeleton of its body; lines are those of the file."""
    head, body = split_head(text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = body.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    return head, _Scanner(lines).scan()


def aligned(one: Skeleton, other: Skeleton, lines: Mapping[int, int]) -> tuple[dict[int, int], list[int]]:
    """Which passage of `other` stands for which of `one`, and those of `other` that stand for none.

    `lines` says which line of `one` begins what begins in which line of `other`; passages on lines that it lacks are
    told by key and role.
    """
    import difflib

    pairs = _on_lines(one, other, lines)
    rest_left = [at for at in range(len(one.segments)) if at not in pairs]
    taken = set(pairs.values())
    rest_right = [at for at in range(len(other.segments)) if at not in taken]
    left = [(one.segments[at].anchor, one.segments[at].role) for at in rest_left]
    right = [(other.segments[at].anchor, other.segments[at].role) for at in rest_right]
    if [role for _, role in left] == [role for _, role in right]:
        return {**pairs, **dict(zip(rest_left, rest_right, strict=True))}, []
    for block in difflib.SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        pairs.update({rest_left[block.a + step]: rest_right[block.b + step] for step in range(block.size)})
    used = set(pairs.values())
    return pairs, [at for at in range(len(other.segments)) if at not in used]


def _on_lines(one: Skeleton, other: Skeleton, lines: Mapping[int, int]) -> dict[int, int]:
    by_line: dict[int, list[int]] = {}
    for at, segment in enumerate(other.segments):
        by_line.setdefault(segment.first, []).append(at)
    pairs: dict[int, int] = {}
    counts: dict[int, int] = {}
    for at, segment in enumerate(one.segments):
        nth = counts.get(segment.first, 0)
        counts[segment.first] = nth + 1
        there = by_line.get(lines.get(segment.first, 0), [])
        if nth < len(there) and other.segments[there[nth]].role == segment.role and there[nth] not in pairs.values():
            pairs[at] = there[nth]
    return pairs


def names_of(skeleton: Skeleton) -> Iterator[str]:
    """A name for each passage of a body that no other has: its key, role and number below that key."""
    counts: dict[tuple[str, str], int] = {}
    for segment in skeleton.segments:
        place = (segment.anchor, segment.role)
        counts[place] = counts.get(place, 0) + 1
        yield f"{segment.anchor or 'start'}.{segment.role}.{counts[place]}"
