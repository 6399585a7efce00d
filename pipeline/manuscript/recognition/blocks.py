"""Headings, paragraphs and lists in reading order come in; cards, questions, callouts, recaps and the like go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.article.model import (
    Bullets,
    Callout,
    CalloutKind,
    Card,
    Comparison,
    MythFact,
    Node,
    Prose,
    Question,
    Questions,
    Steps,
    Text,
)
from pipeline.manuscript.colophon import is_colophon
from pipeline.manuscript.pieces import Heading, Part
from pipeline.manuscript.recognition import outline, vocabulary
from pipeline.manuscript.recognition.guesses import Recognised, span
from pipeline.manuscript.recognition.sections import find_sections
from pipeline.manuscript.recognition.typedlines import find_headings, find_lists, find_questions
from pipeline.manuscript.wording import plain, words_after


def recognise(parts: Sequence[Part], title: str, *, styled: bool) -> Recognised:
    """Recognise typed blocks in `parts`; nothing is dropped, words only change their place inside a block.

    `styled` is True for a format with markup of its own (Word, HTML), in which people type bullets, labels and bold
    lines that only look like lists, questions and headings.
    """
    found = Recognised(list(parts))
    if styled:
        find_lists(found)
        find_questions(found)
        find_headings(found, title)
        leveled, inferences = outline.level_headings(found.parts, title)
        found.parts, found.inferences = leveled, found.inferences + inferences
    for step in (_comparison, _questions, find_sections, _callouts, _myths, _calls):
        step(found)
    return found


def level_up(parts: Sequence[Part]) -> list[Part]:
    """Headings moved so that the outermost are of level 2 and no level is skipped."""
    kept = list(parts)
    levels = sorted({p.level for p in kept if isinstance(p, Heading)})
    shift = 2 - levels[0] if levels else 0
    result: list[Part] = []
    stack: list[int] = []
    for part in kept:
        if not isinstance(part, Heading):
            result.append(part)
            continue
        wanted = part.level + shift
        while stack and stack[-1] >= wanted:
            stack.pop()
        stack.append(wanted)
        result.append(replace(part, level=min(6, len(stack) + 1)))
    return result


def _comparison(found: Recognised) -> None:
    """Cards that stand side by side become one comparison, with the paragraphs between it and its heading before."""
    parts = found.parts
    for run in reversed(outline.card_runs(parts)):
        cards: list[Card] = []
        for index in range(run.start, run.stop, 2):
            heading, content = parts[index], parts[index + 1]
            if not isinstance(heading, Heading) or isinstance(content, Heading):
                continue
            kind = outline.card_kind(plain(heading.inlines))
            if kind is not None:
                cards.append(Card(heading.node, kind, heading.inlines, (content,)))
        node = Node(span(cards[0].node, parts[run.stop - 1].node))
        names = ", ".join(card.kind.value for card in cards)
        text = plain(cards[0].heading)
        if found.infer(
            "cards", node.place, text, 0.95 if len(cards) > 2 else 0.85, f"{names}: a heading and a list each"
        ):
            parts[run.start : run.stop] = [Comparison(node, (), (), tuple(cards))]


def _questions(found: Recognised) -> None:
    """Headings that all ask, under a heading that promises questions (or three in a row), become questions."""
    parts = found.parts
    index = 0
    while index < len(parts):
        if not isinstance(parts[index], Heading):
            index += 1
            continue
        run_end = _question_run(parts, index)
        count = sum(isinstance(p, Heading) for p in parts[index:run_end])
        before = next((p for p in reversed(parts[:index]) if isinstance(p, Heading)), None)
        named = before is not None and vocabulary.QUESTIONS.search(plain(before.inlines)) is not None
        first = parts[index]
        nested = isinstance(first, Heading) and before is not None and before.level < first.level
        if count >= 2 and named and nested and isinstance(first, Heading):
            confidence, why = 0.95, f"{count} headings that ask, under a heading that says so"
        elif count >= 3 and isinstance(first, Heading):
            confidence, why = 0.5, f"{count} headings in a row that ask"
        else:
            index += 1
            continue
        text = plain(first.inlines)
        if found.infer("questions", first.node.place, text, confidence, why):
            parts[index:run_end] = [_as_questions(parts[index:run_end])]
            index += 1
        else:
            index = run_end


def _question_run(parts: Sequence[Part], start: int) -> int:
    """The end of a run of headings of one level that all end with a question mark, with what stands below them."""
    first = parts[start]
    if not _asks(first):
        return start
    end = start
    while end < len(parts):
        part = parts[end]
        if isinstance(part, Heading) and not (_asks(part) and isinstance(first, Heading) and part.level == first.level):
            break
        end += 1
    answered = all(
        not isinstance(parts[i + 1], Heading) if i + 1 < end else False
        for i in range(start, end)
        if isinstance(parts[i], Heading)
    )
    return end if answered else start


def _asks(part: Part) -> bool:
    return isinstance(part, Heading) and plain(part.inlines).rstrip().endswith(("?", "؟", "？"))


def _as_questions(parts: Sequence[Part]) -> Questions:
    asked: list[Question] = []
    for part in parts:
        if isinstance(part, Heading):
            asked.append(Question(part.node, part.inlines, ()))
        else:
            asked[-1] = replace(asked[-1], answer=(*asked[-1].answer, part))
    return Questions(Node(span(parts[0].node, parts[-1].node)), (), (), tuple(asked))


def _callouts(found: Recognised) -> None:
    """A paragraph that begins "Warning:", "Tip:" or "Note:" is a callout."""
    for index, part in enumerate(found.parts):
        if not isinstance(part, Prose):
            continue
        text = plain(part.inlines)
        for kind, pattern in vocabulary.CALLOUTS.items():
            match = pattern.match(text)
            if match and match.end() < len(text):
                label = _as_title(match[0].strip(" :!⚠️💡🚨❗"))
                # The label stays as the callout's title, so that no word of the manuscript is lost.
                body = replace(part, inlines=words_after(part.inlines, len(match[0])))
                if found.infer("callout", part.node.place, text, 0.9, f'begins with "{label}"'):
                    found.parts[index] = Callout(part.node, kind, (Text(label),), (body,))
                break
        else:
            if text[:1] in {"⚠", "🚨"}:
                found.infer("callout", part.node.place, text, 0.5, "begins with a warning sign")


def _as_title(label: str) -> str:
    """A label in capitals as a word: a title in capitals reads as an acronym, and is checked as one."""
    return label.capitalize() if label.isupper() else label


def _myths(found: Recognised) -> None:
    """ "Myth: …" followed by "Fact: …" is a myth with its fact."""
    index = 0
    while index + 1 < len(found.parts):
        one, other = found.parts[index], found.parts[index + 1]
        if isinstance(one, Prose) and isinstance(other, Prose):
            myth, fact = vocabulary.MYTH.match(plain(one.inlines)), vocabulary.FACT.match(plain(other.inlines))
            if (
                myth
                and fact
                and found.infer("myth and fact", one.node.place, plain(one.inlines), 0.95, "both labelled")
            ):
                said = replace(one, inlines=words_after(one.inlines, myth.end()))
                true = replace(other, inlines=words_after(other.inlines, fact.end()))
                found.parts[index : index + 2] = [MythFact(Node(span(one.node, other.node)), (said,), (true,))]
        index += 1


def _calls(found: Recognised) -> None:
    """A heading "When to call your doctor" with a list below it is a when-to-call callout under that heading."""
    parts = found.parts
    for index, heading in enumerate(parts[:-1]):
        if not isinstance(heading, Heading) or not vocabulary.CALL.search(plain(heading.inlines)):
            continue
        end = index + 1
        while end < len(parts) and not isinstance(parts[end], Heading):
            end += 1
        while isinstance(last := parts[end - 1], Prose) and is_colophon(plain(last.inlines).strip()):
            end -= 1
        content = tuple(p for p in parts[index + 1 : end] if not isinstance(p, Heading))
        simple = content and all(isinstance(b, Prose | Bullets | Steps) for b in content)
        listed = any(isinstance(b, Bullets | Steps) for b in content)
        if simple and listed:
            node = Node(span(content[0].node, content[-1].node))
            text = plain(heading.inlines)
            if found.infer(
                "callout", heading.node.place, text, 0.8, "the heading says when to call, and a list follows"
            ):
                parts[index + 1 : end] = [Callout(node, CalloutKind.WHEN_TO_CALL, (), content)]
