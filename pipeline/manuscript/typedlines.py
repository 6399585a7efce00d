"""Paragraphs as people type them come in; the lists, questions and headings that they meant go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.article.model import Break, Bullets, Inlines, Item, Node, Prose, Question, Questions, Steps, Strong, Text
from pipeline.manuscript import outline, vocabulary
from pipeline.manuscript.guesses import Recognised, span
from pipeline.manuscript.pieces import Heading, Part
from pipeline.manuscript.typednumbers import read_numbers
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


def find_headings(found: Recognised) -> None:
    """A short paragraph that is bold all over is a heading that somebody made by hand."""
    for index, part in enumerate(found.parts):
        if not isinstance(part, Prose) or not _all_bold(part.inlines):
            continue
        following = found.parts[index + 1] if index + 1 < len(found.parts) else None
        text = plain(part.inlines)
        after = plain(following.inlines) if isinstance(following, Prose) else ""
        setting = outline.Setting(True, True, after, bold=True, followed_by_list=isinstance(following, Bullets | Steps))
        score, why = outline.likelihood(text, setting)
        if score >= 0.4 and found.infer("heading", part.node.place, text, score, why):
            found.parts[index] = Heading(part.node, 0, _strip(_unbold(part.inlines)))


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
    return tuple(i for i in inlines if not (isinstance(i, Text) and not i.text.strip()))
