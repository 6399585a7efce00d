"""The rule that no value is parted by the end of a line; a handout read back comes in, findings go out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from pipeline.article.plaintext import paragraphs
from pipeline.article.selecting import select
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.handout.pages import Tag, TextRun, said_by
from pipeline.formats.handout.reading import Subject, first
from pipeline.formats.handout.structure import INLINE_ROLES
from pipeline.language.wholes import spans

PARTED = Rule(
    "handout/value-parted",
    Severity.ERROR,
    "no line, column or page ends inside a dose, range, time, date, phone number or address",
    ("PDF-TY-04",),
    "house",
    Standing.HOUSE,
    reason='a "5" at the end of a line and "mg" below it is read as another dose, half a phone number as a whole one',
)
HINT = "give it more room, or write it shorter; a value longer than its line cannot be kept whole"
WEB = re.compile(r"(?:https?://)?(?:[\w-]+\.)+\w{2,}(?:/\s?\S*)+")
"""An address of the web with a path, which is typed in pieces and may go on after a slash."""

APART = "\ue000"
"""What stands for a raised number, which belongs to no value."""


def check_parted(read: Subject) -> Iterator[Finding]:
    def faults() -> Iterator[Finding]:
        for page, lines in _blocks(read):
            text, ends = "", set()
            for line in lines:
                text = text.rstrip(" ") + " " * bool(text)
                ends.add(len(text))
                text += line.strip(" ")
            for start, end in spans(text):
                if any(start < at < end for at in ends) and not WEB.fullmatch(text[start:end]):
                    yield read.report(PARTED, f'"{text[start:end]}" stands on two lines', HINT, page)

    yield from first(faults())


def _blocks(read: Subject) -> Iterator[tuple[int, list[str]]]:
    """Page and lines of each tag that holds text of its own, as heard."""
    for tag in read.tags:
        if tag.role in INLINE_ROLES or not any(not isinstance(kid, Tag) for kid in tag.kids):
            continue
        lines: list[str] = []
        place: tuple[int, float] | None = None
        for leaf in _leaves(tag):
            if leaf is None:
                lines[-1:] = [f"{lines[-1]}{APART}"] if lines else []
                continue
            runs = read.document.runs_of(leaf)
            if not runs:
                continue
            said = said_by(runs)
            line = (leaf[0], runs[0].baseline)
            if place is not None and place[0] == line[0] and abs(place[1] - line[1]) < runs[0].size * 0.9:
                lines[-1] += said
            else:
                lines.append(said)
            place = line
        if len(lines) > 1:
            yield read.page_of(tag), lines


def _leaves(tag: Tag) -> Iterator[tuple[int, int] | None]:
    """What stands in the lines of a tag itself; None for a raised number."""
    for kid in tag.kids:
        if not isinstance(kid, Tag):
            yield kid
        elif kid.role in ("Reference", "Note", "Figure"):
            yield None
        elif kid.role in INLINE_ROLES:
            yield from _leaves(kid)


PANELS = {"fold": 3, "booklet": 2, "press-booklet": 2}


def check_printed(read: Subject) -> Iterator[Finding]:
    """The same on a printer's file, which has no tags: the article's own values are looked for over the ends of lines.

    Glyphs alone do not tell the order of a right-to-left line: there the tagged variants speak for it.
    """
    if read.edition.direction == "rtl":
        return
    article = read.edition.article
    words = [article.front.title, article.front.main_message]
    words += paragraphs(select(article.blocks, "handout", read.product.variant))
    known = {_solid(text[start:end]) for text in words for start, end in spans(text)}

    def faults() -> Iterator[Finding]:
        for page, lines in _panels(read):
            for line, below in itertools.pairwise(lines):
                text, at = f"{line.strip()} {below.strip()}", len(line.strip())
                for start, end in spans(text):
                    if start < at < end - 1 and not WEB.fullmatch(text[start:end]) and _solid(text[start:end]) in known:
                        yield read.report(PARTED, f'"{text[start:end]}" stands on two lines', HINT, page)

    yield from first(faults())


def _solid(text: str) -> str:
    return "".join(text.split())


def _panels(read: Subject) -> Iterator[tuple[int, list[str]]]:
    """Page and lines of each panel of a sheet, from top to bottom."""
    count = PANELS.get(read.variant.press, 1)
    for page in read.document.pages:
        panels: list[dict[int, list[TextRun]]] = [{} for _ in range(count)]
        for run in page.runs:
            panel = panels[min(count - 1, max(0, int(run.box[0] * count / page.width)))]
            panel.setdefault(round(run.baseline), []).append(run)
        for panel in panels:
            ordered = sorted(panel.items(), reverse=True)
            yield page.number, ["".join(r.text for r in sorted(line, key=lambda r: r.box[0])) for _, line in ordered]


CHECKS = (Check(PARTED, check_parted),)
PRESS = (Check(PARTED, check_printed),)
