"""Paragraphs as people type them come in; the lists, questions and headings that they meant go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.article.model import Break, Bullets, Inlines, Item, Node, Prose, Question, Questions, Steps, Strong, Text
from pipeline.manuscript.pieces import Heading, Part
from pipeline.manuscript.recognition import outline, vocabulary
from pipeline.manuscript.recognition.guesses import Recognised, span
from pipeline.manuscript.recognition.siblings import CAPPED, WORTH_ASKING, Lead, judge
from pipeline.manuscript.recognition.typednumbers import read_numbers
from pipeline.manuscript.wording import plain, words_after


def find_lists(found: Recognised) -> None:
    """Paragraphs that begin with a typed bullet or number, two or more in a row, are a list."""
    parts: list[Part] = []
    index = 0
    while index < len(found.parts):
        for pattern, ordered in ((vocabulary.BULLET, False), (vocabulary.NUMBERED, True)):
            run = _run(found.parts, index, pattern)
            typed = read_numbers([mark for _, mark in run]) if ordered and len(run) >= 2 else None
            if len(run) >= 2 and (not ordered or typed):
                items = tuple(Item(p.node, (replace(p, inlines=words_after(p.inlines, len(mark))),)) for p, mark in run)
                node = Node(span(run[0][0].node, run[-1][0].node))
                if typed:
                    parts.append(Steps(node, items, typed.start, typed.style, typed.delimiter))
                else:
                    parts.append(Bullets(node, items))
                found.infer("list", node.place, plain(run[0][0].inlines), 0.9, f"{len(run)} typed marks in a row")
                index += len(run)
                break
        else:
            parts.append(found.parts[index])
            index += 1
    found.parts = parts


def _run(parts: Sequence[Part], index: int, pattern: re.Pattern[str]) -> list[tuple[Prose, str]]:
    run: list[tuple[Prose, str]] = []
    for part in parts[index:]:
        match = pattern.match(_lead(part)) if isinstance(part, Prose) else None
        if not match or not isinstance(part, Prose):
            break
        run.append((part, _lead(part)[: match.start("text")]))
    return run


def _lead(part: Prose) -> str:
    """The words up to the first markup: where a typed mark or label would stand."""
    first = part.inlines[0] if part.inlines else None
    return first.text if isinstance(first, Text) and len(first.text.strip()) > 1 else plain(part.inlines)


def find_questions(found: Recognised) -> None:
    """Paragraphs labelled Q: and A: become questions with answers."""
    parts: list[Part] = []
    asked: list[Question] = []
    start: Node | None = None

    def close() -> None:
        nonlocal asked, start
        if asked and start:
            node = Node(span(start, asked[-1].node))
            parts.append(Questions(node, (), (), tuple(asked)))
            found.infer("questions", node.place, plain(asked[0].question), 0.95, f"{len(asked)} labelled questions")
        asked, start = [], None

    for part in _split_labels(found.parts):
        lead = plain(part.inlines) if isinstance(part, Prose) else ""
        question, answer = vocabulary.QUESTION.match(lead), vocabulary.ANSWER.match(lead)
        if isinstance(part, Prose) and question:
            start = start or part.node
            asked.append(Question(part.node, _unbold(words_after(part.inlines, question.start("text"))), ()))
        elif isinstance(part, Prose) and answer and asked:
            body = replace(part, inlines=words_after(part.inlines, answer.start("text")))
            asked[-1] = replace(asked[-1], answer=(*asked[-1].answer, body))
        elif isinstance(part, Bullets | Steps) and asked and asked[-1].answer:
            asked[-1] = replace(asked[-1], answer=(*asked[-1].answer, part))
        else:
            close()
            parts.append(part)
    close()
    found.parts = parts


def _split_labels(parts: Sequence[Part]) -> Iterator[Part]:
    """A paragraph in which a line break separates question and answer counts as two."""
    for part in parts:
        if isinstance(part, Prose) and Break() in part.inlines and vocabulary.QUESTION.match(plain(part.inlines)):
            at = part.inlines.index(Break())
            if vocabulary.ANSWER.match(plain(part.inlines[at + 1 :])):
                yield replace(part, inlines=part.inlines[:at])
                yield replace(part, inlines=part.inlines[at + 1 :])
                continue
        yield part


def _unbold(inlines: Inlines) -> Inlines:
    if len(inlines) == 1 and isinstance(inlines[0], Strong):
        return inlines[0].children
    return inlines


def find_headings(found: Recognised, title: str) -> None:
    """A short paragraph that is bold all over is a heading that somebody made by hand; one that looks like a heading
    and is not bold, or stands bold above a line break, is asked about.
    """
    above = Lead(title, 0.99, "the title", opens=True, body=True, told="marked", marked=True) if title else None
    styled = any(isinstance(part, Heading) for part in found.parts)
    lines = [_heading_like(found.parts, index, styled=styled) for index in range(len(found.parts))]
    judged = judge([above, *lines])[1:]
    for index, (part, lead) in enumerate(zip(found.parts, judged, strict=True)):
        if lead is None or lead.marked or not isinstance(part, Prose):
            continue
        score = lead.score if lead.told == "bold" else min(lead.score, CAPPED)
        if score >= WORTH_ASKING and found.infer("heading", part.node.place, lead.text, score, lead.why):
            found.parts[index] = Heading(part.node, 0, _strip(_unbold(part.inlines)))


PLAINLY = 0.65
"""House: how likely a line without bold type is a heading before anybody is asked; none becomes one by itself.
Where the file has headings of its own, a plain line is none: it may be an address.
"""


def _above_break(inlines: Inlines) -> Inlines:
    """What stands above the first line break of a paragraph, when something stands below it."""
    for index, inline in enumerate(inlines):
        if inline == Break():
            return inlines[:index]
        if isinstance(inline, Strong) and inline.children[-1:] == (Break(),) and index + 1 < len(inlines):
            return (*inlines[:index], Strong(inline.children[:-1]))
    return ()


def _is_short(text: str) -> bool:
    return len(text.split()) <= 7 and text[-1:] not in {*".!?؟。:"}


def _heading_like(parts: Sequence[Part], index: int, *, styled: bool) -> Lead | None:
    part = parts[index]
    if isinstance(part, Heading):
        return Lead(plain(part.inlines), 0.99, "marked", opens=True, body=True, told="marked", marked=True)
    if not isinstance(part, Prose):
        return None
    above = _above_break(part.inlines)
    own = above if above and _all_bold(above) and not _all_bold(part.inlines) else part.inlines
    bold, text = _all_bold(own), plain(own).strip()
    if not text or (Break() in own and not bold):
        return None
    beside = (*parts[max(0, index - 1) : index], *parts[index + 1 : index + 2])
    in_run = vocabulary.names_medicine(text) and any(
        isinstance(p, Prose) and vocabulary.names_medicine(plain(p.inlines)) for p in beside
    )
    following = parts[index + 1] if index + 1 < len(parts) else None
    listed = isinstance(following, Bullets | Steps)
    after = plain(following.inlines) if isinstance(following, Prose) else ""
    after = plain(part.inlines[len(above) :]) if own is above else after
    score, why = outline.likelihood(text, outline.Setting(True, True, after, bold, listed, in_run))
    if in_run or not score:
        return None
    body = listed or after[-1:] in {*".!?؟。:"} or len(after.split()) > 7
    before = parts[index - 1] if index else None
    alone = body and not (isinstance(before, Prose) and _is_short(plain(before.inlines)))
    if not bold:
        score = (
            CAPPED
            if score >= PLAINLY and alone and text[-1] not in "!！:" and not styled
            else min(score, WORTH_ASKING - 0.05)
        )
    told = "broken" if own is above else "bold" if bold else "plain"
    return Lead(text, score, why, opens=bool(after) or listed or isinstance(following, Heading), body=body, told=told)


def is_bold_line(part: Prose) -> bool:
    """Whether a paragraph is a short line in bold that does not end like a sentence: somebody's own title."""
    text = plain(part.inlines)
    return (
        _all_bold(part.inlines) and len(text.split()) <= 14 and text[-1:] not in ".,;:!" and Break() not in part.inlines
    )


def _all_bold(inlines: Inlines) -> bool:
    solid = [i for i in inlines if not (isinstance(i, Text) and not i.text.strip())]
    return bool(solid) and all(isinstance(i, Strong) for i in solid)


def _strip(inlines: Inlines) -> Inlines:
    """Inlines without white space at their ends."""
    solid = [at for at, i in enumerate(inlines) if not (isinstance(i, Text) and not i.text.strip())]
    return inlines[solid[0] : solid[-1] + 1] if solid else ()
