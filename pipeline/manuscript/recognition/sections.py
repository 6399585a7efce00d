"""Headings with what stands below them come in; key points, recaps, glossaries and other usual sections go out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.article.model import (
    About,
    Action,
    Block,
    Bullets,
    Glossary,
    Invitation,
    KeyPoints,
    Node,
    Prose,
    Recap,
    Steps,
    Term,
    Text,
)
from pipeline.manuscript.pieces import Heading, Part
from pipeline.manuscript.recognition import vocabulary
from pipeline.manuscript.recognition.guesses import Recognised, span
from pipeline.manuscript.wording import plain, words_after


def find_sections(found: Recognised) -> None:
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
        return Node(span(self.content[0].node, self.content[-1].node))

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
        meaning = replace(prose, inlines=words_after(prose.inlines, match.end()))
        terms.append(Term(own, (Text(match["term"].strip()),), (meaning,)))
    return Glossary(node, (), tuple(terms)) if terms else None
