"""Markdown comes in; the fenced blocks that nobody closes go out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article import syntax
from pipeline.finding import Finding, Place

_FENCE = re.compile(r"^\s{0,3}(:{3,})\s*(.*?)\s*:*\s*$")
_CODE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")


def find_unclosed(markdown: str, file: str) -> Iterator[Finding]:
    """Fenced blocks that nobody closes; pandoc would let them swallow the rest without a word."""
    opened: list[tuple[int, str]] = []
    code = ""
    for number, line in enumerate(markdown.split("\n"), start=1):
        fence = _CODE.match(line)
        if fence and (not code or line.strip().startswith(code)):
            code = "" if code else fence[1]
        if code or not (match := _FENCE.match(line)):
            continue
        if match[2]:
            opened.append((number, match[2]))
        elif opened:
            opened.pop()
        else:
            yield syntax.UNCLOSED_BLOCK.finding(
                Place(file, number, number), "this ::: closes nothing", "take it out or add the opening line"
            )
    for number, name in opened:
        yield syntax.UNCLOSED_BLOCK.finding(
            Place(file, number, number),
            f'the block "{name}" is never closed',
            "add a line ::: after its last line",
        )
