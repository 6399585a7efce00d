"""Headings, paragraphs and lists in reading order come in; cards, questions, callouts, recaps and the like go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.article.model import (
    About,
    Action,
    Block,
    Break,
    Bullets,
    Callout,
    CalloutKind,
    Card,
    Comparison,
    Emphasis,
    Glossary,
    Inline,
    Inlines,
    Invitation,
    Item,
    KeyPoints,
    Link,
    MythFact,
    Node,
    Prose,
    Question,
    Questions,
    Recap,
    Span,
    Steps,
    Strong,
    Term,
    Text,
)
from pipeline.finding import Place
from pipeline.manuscript import outline, vocabulary
from pipeline.manuscript.pieces import Heading, Inference, Part
from pipeline.manuscript.typednumbers import read_numbers
from pipeline.manuscript.wording import plain


@dataclass(slots=True)
class Recognised:
    """Parts in which typed blocks stand for what was recognised, and how sure each recognition is."""

    parts: list[Part]
    inferences: list[Inference] = field(default_factory=list)

    def infer(self, what: str, place: Place, text: str, confidence: float, why: str) -> bool:
        """Note a guess; True when it is sure enough to act on."""
        guess = Inference(what, place, " ".join(text.split())[:120], round(confidence, 2), why)
        self.inferences.append(guess)
        return guess.sure


def recognise(parts: Sequence[Part], title: str, *, styled: bool) -> Recognised:
    """Recognise typed blocks in `parts`; nothing is dropped, words only change their place inside a block.

    `styled` is True for a format with markup of its own (Word, HTML), in which people type bullets, labels and bold
    lines that only look like lists, questions and headings.
    """
    found = Recognised(list(parts))
    if styled:
        for step in (_typed_lists, _labelled_questions, _bold_headings):
            step(found)
        leveled, inferences = outline.level_headings(found.parts, title)
        found.parts, found.inferences = leveled, found.inferences + inferences
    for step in (_comparison, _questions, _sections, _callouts, _myths, _calls):
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


# what people type instead of using a style


def _typed_lists(found: Recognised) -> None:
    """Paragraphs that begin with a typed bullet or number, two or more in a row, are a list."""
    parts: list[Part] = []
    index = 0
    while index < len(found.parts):
        for pattern, ordered in ((vocabulary.BULLET, False), (vocabulary.NUMBERED, True)):
            run = _run(found.parts, index, pattern)
            typed = read_numbers([mark for _, mark in run]) if ordered and len(run) >= 2 else None
            if len(run) >= 2 and (not ordered or typed):
                items = tuple(Item(p.node, (replace(p, inlines=_after(p.inlines, len(mark))),)) for p, mark in run)
                node = Node(_span(run[0][0].node, run[-1][0].node))
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


def _after(inlines: Inlines, length: int) -> Inlines:
    """Inlines without their first `length` characters."""
    rest: list[Inline] = []
    left = length
    for inline in inlines:
        if left <= 0:
            rest.append(inline)
        elif isinstance(inline, Text):
            cut = inline.text[left:] if len(inline.text) > left else ""
            left -= len(inline.text)
            if cut:
                rest.append(Text(cut.lstrip()))
        elif isinstance(inline, Strong | Emphasis | Link | Span):
            inner = _after(inline.children, left)
            left -= len("".join(plain((child,)) for child in inline.children))
            if inner:
                rest.append(replace(inline, children=inner))
        else:
            rest.append(inline)
    return tuple(rest)


def _labelled_questions(found: Recognised) -> None:
    """Paragraphs labelled Q: and A: become questions with answers."""
    parts: list[Part] = []
    asked: list[Question] = []
    start: Node | None = None

    def close() -> None:
        nonlocal asked, start
        if asked and start:
            node = Node(_span(start, asked[-1].node))
            parts.append(Questions(node, (), (), tuple(asked)))
            found.infer("questions", node.place, plain(asked[0].question), 0.95, f"{len(asked)} labelled questions")
        asked, start = [], None

    for part in _split_labels(found.parts):
        lead = plain(part.inlines) if isinstance(part, Prose) else ""
        question, answer = vocabulary.QUESTION.match(lead), vocabulary.ANSWER.match(lead)
        if isinstance(part, Prose) and question:
            start = start or part.node
            asked.append(Question(part.node, _unbold(_after(part.inlines, question.start("text"))), ()))
        elif isinstance(part, Prose) and answer and asked:
            body = replace(part, inlines=_after(part.inlines, answer.start("text")))
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


def _bold_headings(found: Recognised) -> None:
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


# blocks


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
        node = Node(_span(cards[0].node, parts[run.stop - 1].node))
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
    return Questions(Node(_span(parts[0].node, parts[-1].node)), (), (), tuple(asked))


def _sections(found: Recognised) -> None:
    """A heading that names a usual part of an article, with the content that this part has, makes its block."""
    parts = found.parts
    index = 0
    while index < len(parts):
        heading = parts[index]
        end = index + 1
        while end < len(parts) and not isinstance(parts[end], Heading):
            end += 1
        if isinstance(heading, Heading) and end > index + 1:
            content = tuple(p for p in parts[index + 1 : end] if not isinstance(p, Heading))
            usual = _Usual(heading, content, index == 0 or _first(parts, index), _late(parts, index))
            parts[index:end] = _section(found, usual)
            end = index + 1
            while end < len(parts) and not isinstance(parts[end], Heading):
                end += 1
        index = end


def _first(parts: Sequence[Part], index: int) -> bool:
    return not any(isinstance(p, Heading) for p in parts[:index])


def _late(parts: Sequence[Part], index: int) -> bool:
    """Whether a heading stands in the second half of the headings."""
    headings = [i for i, p in enumerate(parts) if isinstance(p, Heading)]
    return headings.index(index) >= len(headings) / 2


@dataclass(frozen=True, slots=True)
class _Usual:
    """A heading with what stands below it, and where among the headings of the manuscript it stands."""

    heading: Heading
    content: tuple[Block, ...]
    first: bool
    late: bool

    @property
    def text(self) -> str:
        return plain(self.heading.inlines)

    @property
    def node(self) -> Node:
        return Node(_span(self.content[0].node, self.content[-1].node))

    @property
    def proses(self) -> list[Prose]:
        return [block for block in self.content if isinstance(block, Prose)]

    @property
    def lists(self) -> list[Bullets | Steps]:
        return [block for block in self.content if isinstance(block, Bullets | Steps)]


_Proposal = tuple[str, float, str, list[Part]]
"""What a section is taken for, how sure, why, and the parts that would stand for it."""


def _section(found: Recognised, usual: _Usual) -> list[Part]:
    for propose in (_key_points, _recap, _invitation, _about, _glossary_section, _action):
        proposal = propose(usual)
        if proposal:
            what, confidence, why, parts = proposal
            if found.infer(what, usual.heading.node.place, usual.text, confidence, why):
                return parts
            break
    return [usual.heading, *usual.content]


def _key_points(usual: _Usual) -> _Proposal | None:
    last = usual.content[-1]
    if not vocabulary.KEY_POINTS.search(usual.text) or usual.late or len(usual.lists) != 1:
        return None
    if not isinstance(last, Bullets):
        return None
    own = usual.heading.inlines if usual.first and len(usual.content) == 1 else ()
    block = KeyPoints(last.node, own, last.items)
    confidence = 0.95 if 2 <= len(last.items) <= 7 else 0.7
    why = f"the heading says so, {len(last.items)} points below it"
    return "key points", confidence, why, [*([] if own else [usual.heading]), *usual.content[:-1], block]


def _recap(usual: _Usual) -> _Proposal | None:
    named = vocabulary.RECAP.search(usual.text) or (usual.late and vocabulary.KEY_POINTS.search(usual.text))
    if not named or len(usual.lists) != 1 or len(usual.proses) + 1 != len(usual.content):
        return None
    why = "the heading says so, and a list of points follows"
    return "recap", 0.95, why, [usual.heading, Recap(usual.node, (), usual.content)]


def _invitation(usual: _Usual) -> _Proposal | None:
    if not vocabulary.INVITATION.search(usual.text) or len(usual.proses) != len(usual.content):
        return None
    block = Invitation(usual.node, (), usual.content)
    return "invitation", 0.95, "the heading invites to respond", [usual.heading, block]


def _about(usual: _Usual) -> _Proposal | None:
    if not vocabulary.ABOUT.search(usual.text) or not usual.late or len(usual.proses) != len(usual.content):
        return None
    name = re.sub(vocabulary.ABOUT, "", usual.text).strip(" :")
    body = " ".join(plain(prose.inlines) for prose in usual.proses)
    ours = re.search(r"\b(we|our|us|nosotros|wir|nous|نحن)\b", body, re.IGNORECASE)
    named = bool(name) and name.casefold() in body.casefold()
    why = "near the end, speaks of a publisher" if ours or named else "near the end"
    score = 0.4 + 0.25 * bool(ours) + 0.3 * named
    return "about box", score, why, [usual.heading, About(usual.node, (), usual.content)]


def _glossary_section(usual: _Usual) -> _Proposal | None:
    glossary = _glossary(usual.content, usual.node) if vocabulary.GLOSSARY.search(usual.text) else None
    if glossary is None:
        return None
    return "glossary", 0.85, "the heading says so, terms and meanings follow", [usual.heading, glossary]


def _action(usual: _Usual) -> _Proposal | None:
    if not vocabulary.ACTION.search(usual.text) or not any(isinstance(block, Steps) for block in usual.content):
        return None
    why = "the heading says what to do, and numbered steps follow"
    return "action", 0.85, why, [usual.heading, Action(usual.node, (), usual.content)]


def _glossary(content: tuple[Block, ...], node: Node) -> Glossary | None:
    """Terms from a list or paragraphs "Term: meaning" or "Term – meaning"; None when one of them is not like that."""
    rows: list[tuple[Node, Prose]] = []
    for block in content:
        if isinstance(block, Prose):
            rows.append((block.node, block))
        elif isinstance(block, Bullets) and all(
            len(i.blocks) == 1 and isinstance(i.blocks[0], Prose) for i in block.items
        ):
            rows.extend((i.node, b) for i in block.items if isinstance(b := i.blocks[0], Prose))
        else:
            return None
    terms: list[Term] = []
    for own, prose in rows:
        match = re.match(r"^(?P<term>[^:–—]{2,60}?)\s*(?::|–|—|\s-)\s+(?=\S)", plain(prose.inlines))
        if not match:
            return None
        meaning = replace(prose, inlines=_after(prose.inlines, match.end()))
        terms.append(Term(own, (Text(match["term"].strip()),), (meaning,)))
    return Glossary(node, (), tuple(terms)) if terms else None


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
                body = replace(part, inlines=_after(part.inlines, len(match[0])))
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
                said = replace(one, inlines=_after(one.inlines, myth.end()))
                true = replace(other, inlines=_after(other.inlines, fact.end()))
                found.parts[index : index + 2] = [MythFact(Node(_span(one.node, other.node)), (said,), (true,))]
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
        content = tuple(p for p in parts[index + 1 : end] if not isinstance(p, Heading))
        simple = content and all(isinstance(b, Prose | Bullets | Steps) for b in content)
        listed = any(isinstance(b, Bullets | Steps) for b in content)
        if simple and listed:
            node = Node(_span(content[0].node, content[-1].node))
            text = plain(heading.inlines)
            if found.infer(
                "callout", heading.node.place, text, 0.8, "the heading says when to call, and a list follows"
            ):
                parts[index + 1 : end] = [Callout(node, CalloutKind.WHEN_TO_CALL, (), content)]


def _span(first: Node, last: Node) -> Place:
    """From the first line of one node to the last line of another."""
    return replace(first.place, last=max(first.place.last, last.place.last))
