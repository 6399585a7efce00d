"""The text of an article or snippet comes in; what would cost more work than any reader is worth goes out as findings.

pandoc's own limits end such a text as well, but seconds later and without saying which line was to blame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline import limits
from pipeline.article.body.fences import FENCE, outside_code
from pipeline.fault import TOO_MUCH
from pipeline.finding import Finding, Place

_NOTE = re.compile(r"(?m)^ {0,3}\[\^([^\]\s]+)\]:")
_CALL = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_CODE_SPAN = re.compile(r"`[^`\n]*`")
# Thai, Lao, Burmese, Khmer, Chinese, Japanese and Korean are written without spaces, or with few.
_UNSPACED = "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_WORD = re.compile(rf"[^\s{_UNSPACED}]{{{limits.WORD_CHARACTERS},}}")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\s^][^\]]*\]:")


def check_bounds(markdown: str, file: str) -> list[Finding]:
    """Everything in the text that no article needs, at its line."""
    return [*_lines(markdown, file), *_blocks(markdown, file), *_fences(markdown, file), *_notes(markdown, file)]


def _much(file: str, line: int, message: str, hint: str) -> Finding:
    return TOO_MUCH.finding(Place(file, line, line), message, hint)


def _lines(markdown: str, file: str) -> Iterator[Finding]:
    """Lines without end, brackets and marks of emphasis by the thousand, link addresses by the thousand."""
    brackets = definitions = 0
    for number, line in enumerate(markdown.split("\n"), start=1):
        if len(line) > limits.LINE_CHARACTERS:
            message = f"the line has {len(line):,} characters, {limits.LINE_CHARACTERS:,} is the most"
            yield _much(file, number, message, "break it into paragraphs")
        elif len(line) > limits.WORD_CHARACTERS and (word := _WORD.search(line)):
            message = f'there are {len(word[0]):,} characters without a space: "{word[0][:20]}…"'
            yield _much(file, number, message, "put spaces between the words, or take out what a program left behind")
        definitions += bool(_DEFINITION.match(line))
        if definitions > limits.LINK_DEFINITIONS:
            message = f"there are more than {limits.LINK_DEFINITIONS:,} link definitions"
            yield _much(file, number, message, "write the address where the link stands")
            return
        brackets = brackets + line.count("[") if line.strip() else 0
        if brackets > limits.BRACKETS_IN_PARAGRAPH:
            message = f"the paragraph has more than {limits.BRACKETS_IN_PARAGRAPH:,} opening brackets"
            yield _much(file, number, message, "look for a run of [ that a program left behind")
            return


_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_TERM = re.compile(r" {0,3}[:~][ \t]")
_ROW = re.compile(r"[ \t>]*\|")


def _blocks(markdown: str, file: str) -> Iterator[Finding]:
    """Headings, terms and rows by the thousand."""
    headings = terms = rows = 0
    above = ""
    for number, line in outside_code(markdown):
        headings += bool(_HEADING.match(line) or (above.strip() and _UNDERLINE.match(line)))
        above = line
        terms += bool(_TERM.match(line))
        rows += bool(_ROW.match(line))
        counted = (
            (headings, limits.HEADINGS, "headings"),
            (terms, limits.TERMS, "definitions"),
            (rows, limits.TABLE_ROWS, "rows of tables"),
        )
        for count, most, what in counted:
            if count > most:
                message = f"the article has more than {most:,} {what}"
                yield _much(file, number, message, "make several articles of it, and a collection of them")
                return


def _fences(markdown: str, file: str) -> Iterator[Finding]:
    depth = 0
    for number, line in outside_code(markdown):
        if len(line) > limits.FENCE_CHARACTERS and ":::" in line[:200]:
            message = f"a ::: line has {len(line):,} characters, {limits.FENCE_CHARACTERS:,} is the most"
            yield _much(file, number, message, "write long captions as a paragraph inside the block")
            return
        if match := FENCE.match(line):
            depth = depth + 1 if match[2] else max(0, depth - 1)
        if depth > limits.FENCE_DEPTH:
            message = f"more than {limits.FENCE_DEPTH} ::: blocks stand in each other"
            yield _much(file, number, message, "close each block with a line ::: behind its last line")
            return


def _notes(markdown: str, file: str) -> Iterator[Finding]:
    """Notes are printed where they are called; one that calls itself has no end, and calls of calls multiply."""
    calls, lines, first = _note_calls(markdown)
    printed: dict[str, int] = {}
    waiting = [(name, False) for name in calls]
    within: set[str] = set()
    while waiting:
        name, done = waiting.pop()
        if done:
            within.discard(name)
            printed[name] = 1 + sum(printed.get(inner, 0) for inner in calls[name])
        elif name not in printed:
            if name in within:
                continue
            within.add(name)
            waiting.append((name, True))
            for inner in calls[name]:
                if inner in within:
                    message = f'the note "[^{name}]" leads back to itself'
                    yield _much(file, lines[name], message, "write out in words what it refers to")
                    return
                if inner in calls and inner not in printed:
                    waiting.append((inner, False))
    total = sum(printed.get(name, 0) for name in first)
    if total > limits.NOTE_EXPANSIONS:
        message = f"{total:,} notes would be printed, {limits.NOTE_EXPANSIONS:,} is the most"
        yield _much(file, min(lines.values(), default=0), message, "call notes from the text, not from each other")


def _note_calls(markdown: str) -> tuple[Mapping[str, list[str]], Mapping[str, int], list[str]]:
    """Which notes each note calls, the line of each note, and what the body itself calls. Names are case-folded."""
    calls: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    body: list[str] = []
    current, after_empty = body, True
    for number, line in enumerate(markdown.split("\n"), start=1):
        start = _NOTE.match(line)
        if start:
            name = start[1].casefold()
            current = calls.setdefault(name, [])
            lines.setdefault(name, number)
        elif line.strip() and not line.startswith((" ", "\t")) and after_empty:
            current = body
        after_empty = not line.strip()
        rest = line[start.end() :] if start else line
        if "[^" in rest:
            current += [match[1].casefold() for match in _CALL.finditer(_CODE_SPAN.sub("", rest))]
    return calls, lines, body
