"""The text of a file as it is stored comes in; places, lines and passages in it, as offsets, go out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.finding import Place

_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTES = {'"': '["“”„«»]', "“": '["“”]', "”": '["“”]', "'": "['’‘]", "’": "['’‘]", "‘": "['’‘]"}
_DASHES = "[-‐‑–—]|---?"


@dataclass(frozen=True)
class Sheet:
    """One text file of an article: `text` is decoded and otherwise as stored, mark of order and line ends included.

    `file` is its path in the workspace; `pictures` and `snippets` are the names that it may use.
    """

    file: str
    text: str
    pictures: tuple[str, ...] = ()
    snippets: tuple[str, ...] = ()

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset at which each line begins; the reader of articles counts lines alike."""
        return (0, *(match.end() for match in _LINE_END.finditer(self.text)))

    @cached_property
    def end_of_line(self) -> str:
        """What ends the lines of this file: that of the first line, else a line feed."""
        match = _LINE_END.search(self.text)
        return match[0] if match else "\n"

    @cached_property
    def body(self) -> int:
        """The offset at which the front matter has ended; 0 without one."""
        lines = _LINE_END.split(self.text.removeprefix("\ufeff"))
        if lines[0].strip() != "---":
            return 0
        for number, line in enumerate(lines[1:], start=1):
            if line.strip() in {"---", "..."}:
                return self.offset(number + 2)
        return len(self.text)

    @cached_property
    def lang(self) -> str:
        """The language that the front matter names, "en" when it names none."""
        match = re.search(r"(?m)^lang:\s*[\"']?([A-Za-z-]+)", self.text[: self.body])
        return match[1] if match else "en"

    def offset(self, line: int) -> int:
        """Where a line (1-based) begins; the end of the text for a line behind the last."""
        return self.starts[line - 1] if line - 1 < len(self.starts) else len(self.text)

    def line_at(self, offset: int) -> int:
        """The line (1-based) in which an offset lies."""
        return bisect_right(self.starts, offset)

    def line(self, number: int) -> str:
        """The words of a line, without what ends it."""
        return self.text[self.offset(number) : self.offset(number + 1)].rstrip("\r\n")

    def span(self, place: Place) -> tuple[int, int]:
        """From where to where a place reaches; the whole text for a place without lines."""
        if not place.first:
            return 0, len(self.text)
        return self.offset(place.first), self.offset(max(place.first, place.last) + 1)

    def find(self, words: str, place: Place) -> Iterator[re.Match[str]]:
        """Where words stand in a place, as the source may write them: other spaces, quotes, dashes, line breaks."""
        start, end = self.span(place)
        # A value of the head may begin in the line of its key and go on below it.
        if place.first and start < self.body:
            end = max(end, self.body) if place.last <= place.first else end
        return pattern_of(words).finditer(self.text, start, end)


def pattern_of(words: str) -> re.Pattern[str]:
    """What finds words however the source writes their spaces, quotes and dashes, and never a part of a longer one."""
    tokens = re.findall(r"\s+|\d+|[^\W\d]+|.", words)
    parts = []
    for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        if token.isspace():
            # "50 mg" of a statement may be "50mg" in its source.
            parts.append(r"\s*" if before.isdigit() and after[:1].isalpha() else r"\s+")
        elif token in _QUOTES:
            parts.append(_QUOTES[token])
        elif re.fullmatch("[-‐‑–—]", token):
            parts.append(f"(?:{_DASHES})")
        else:
            # A source may keep a sign from being markup with a stroke before it.
            parts.append(re.escape(token) if token.isalnum() else r"\\?" + re.escape(token))
    left = r"(?<!\w)(?<!\d[.,])" if words[:1].isalnum() else r"(?<!\d)" if words[:1] in ".,·" else ""
    right = r"(?!\w)" if words[-1:].isalnum() else ""
    return re.compile(left + "".join(parts) + right)
