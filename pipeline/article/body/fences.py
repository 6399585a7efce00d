"""The lines of an article come in; what is wrong with the fences of its blocks goes out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from pipeline.article import syntax
from pipeline.article.model import CalloutKind
from pipeline.finding import Finding, Place
from pipeline.naming import nearest

FENCE = re.compile(r"^(?:[\s>]|[-*+]\s|\w{1,9}[.)]\s)*(:{3,}+)\s*+(.*?)\s*:*\s*$")
CODE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")


def outside_code(markdown: str) -> Iterator[tuple[int, str]]:
    """The lines that stand in no fenced block of code, each with its number from 1."""
    code = ""
    for number, line in enumerate(markdown.split("\n"), start=1):
        fence = CODE.match(line)
        if fence and (not code or line.strip().startswith(code)):
            code = "" if code else fence[1]
        if not code:
            yield number, line


def check_fences(lines: Sequence[str], file: str, code: Collection[int], printed: Collection[int]) -> Iterator[Finding]:
    """What is wrong with the fenced blocks in `lines`: nobody closes them, or nothing opens.

    `code` are the numbers of lines that stand in code, `printed` those whose ::: stands in the text that pandoc read.
    An open block would swallow the rest without a word, and a fence that is none would be printed with its text.
    """
    opened: list[tuple[int, str]] = []
    excused: set[int] = set()
    for number, line in enumerate(lines, start=1):
        if number in code or not (match := FENCE.match(line)):
            continue
        if match[2]:
            opened.append((number, match[2]))
        elif opened:
            if opened.pop()[0] in printed:
                excused.add(number)
        elif number not in printed:
            yield _finding(file, number, "this ::: closes nothing", "take it out or add the opening line")
    for number, name in opened:
        if number not in printed:
            said = f'the block "{name}" is never closed'
            yield _finding(file, number, said, "add a line ::: after its last line")
    for number in sorted(set(printed) - excused):
        match = FENCE.match(lines[number - 1])
        if match and match[2]:
            said = f'"{match[0].strip()[:60]}" opens no block and is printed as it stands'
            yield _finding(file, number, said, f"write ::: {_suggestion(match[2])}")
        else:
            hint = "let ::: stand alone in its line, as far to the left as the line that opens the block"
            yield _finding(file, number, "this ::: belongs to no block and is printed as it stands", hint)


def _finding(file: str, number: int, message: str, hint: str) -> Finding:
    return syntax.UNCLOSED_BLOCK.finding(Place(file, number, number), message, hint)


_ATTRIBUTE = re.compile(r"([\w-]+)=(?:[\"“”„«]([^\"“”„«»]*)[\"“”»]|([^\s}]+(?:\s+[^\s=}.#]+(?![^\s}]*=))*))")


def _known(word: str, words: Sequence[str]) -> str:
    """The kind of a callout that a word beside "callout" stands for; every other word as it is."""
    if "callout" not in words or word == "callout":
        return word
    return nearest(word, CalloutKind) or word


def _suggestion(written: str) -> str:
    """What the author of an opening line will have meant, in the form that is read."""
    pairs = [(match[1], (match[2] or match[3] or "").strip()) for match in _ATTRIBUTE.finditer(written)]
    words = re.findall(r"#?[A-Za-z][\w-]*", re.sub(r"\s:+$", "", _ATTRIBUTE.sub(" ", written)))
    names = [word if word.startswith("#") else f".{_known(word, words)}" for word in words]
    if len(names) == 1 and not pairs:
        return names[0].lstrip(".")
    return "{" + " ".join([*names, *(f'{key}="{value}"' for key, value in pairs)]) + "}"
