"""A block and the paragraphs that it came back as come in; the block with their words goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from pipeline.article.body.inlines import CITATION, VALUE
from pipeline.article.model import (
    About,
    Action,
    Block,
    Blocks,
    Bullets,
    Callout,
    Card,
    CardKind,
    Cite,
    Comparison,
    Evidence,
    Figure,
    Glossary,
    Image,
    Inline,
    Inlines,
    Invitation,
    Item,
    KeyPoints,
    Link,
    MythFact,
    Note,
    Prose,
    Question,
    Questions,
    Quotation,
    Recap,
    Related,
    RelatedItem,
    Steps,
    Table,
    Term,
    Text,
    Value,
)
from pipeline.article.walking import change_inlines, with_nodes
from pipeline.manuscript.pieces import Heading, Part
from pipeline.manuscript.tree import STYLE
from pipeline.manuscript.wording import plain

STAND_IN = re.compile(r"^\[picture [^\]]*\]$")
"""The words that an exported file shows where it has no copy of a picture."""


def without_pictures(parts: Iterable[Part]) -> Iterator[Part]:
    """Parts without bare pictures and their stand-ins, which are copies of the article's own."""
    for part in parts:
        if isinstance(part, Figure) and not part.caption:
            continue
        if isinstance(part, Prose) and STAND_IN.match(plain(part.inlines)):
            continue
        yield part


def rebuild(original: Part, parts: Sequence[Part]) -> list[Part]:
    """The block that `original` was, from its edited paragraphs; what has no place in it follows as plain blocks."""
    made = _rebuilt(original, list(without_pictures(parts)))
    return [with_values(without_styles(part)) for part in made]


def _rebuilt(original: Part, parts: list[Part]) -> list[Part]:
    if isinstance(original, Heading):
        return [replace(p, node=original.node) if isinstance(p, Heading) and not i else p for i, p in enumerate(parts)]
    if isinstance(original, Prose | Bullets | Steps):
        first, *rest = parts
        if isinstance(first, Prose | Bullets | Steps):
            return [replace(first, node=original.node), *rest]
        return parts
    heading, blocks = _headed(parts)
    match original:
        case KeyPoints():
            return [replace(original, heading=heading, items=_items(blocks))]
        case Callout() | Action() | Invitation() | Recap() | About():
            return [replace(original, heading=heading, blocks=_blocks(blocks))]
        case Comparison():
            return [_comparison(original, heading, blocks)]
        case Questions():
            return [_questions(original, heading, blocks)]
        case Figure():
            return [_figure(original, parts)]
        case Table():
            return _table(original, parts)
        case Quotation():
            by = " ".join(plain(p.inlines) for p in parts if isinstance(p, Prose) and _style(p) == "Leaf Quotation By")
            said = [p for p in parts if _style(p) != "Leaf Quotation By"]
            return [replace(original, blocks=_blocks(said), by=by or original.by)]
        case MythFact():
            fact = [p for p in parts if _style(p) == "Leaf Fact"]
            return [replace(original, myth=_blocks(p for p in parts if p not in fact), fact=_blocks(fact))]
        case Evidence():
            unknown = [p for p in blocks if _style(p) == "Leaf Not Known"]
            known = _blocks(p for p in blocks if p not in unknown)
            return [replace(original, heading=heading, known=known, unknown=_blocks(unknown))]
        case Glossary():
            return [_glossary(original, heading, blocks)]
        case Related():
            return [_related(original, heading, blocks)]
    return parts


def _style(part: Part) -> str:
    """The Word style of a part: its own, or that of the first paragraph in a list."""
    inner: Any = part
    while isinstance(inner, Bullets | Steps) and inner.items and inner.items[0].blocks:
        inner = inner.items[0].blocks[0]
    return next((c.removeprefix(STYLE) for c in inner.node.classes if c.startswith(STYLE)), "")


def _headed(parts: Sequence[Part]) -> tuple[Inlines, list[Part]]:
    """The heading of a block, if its first paragraph has the style of one, and the rest."""
    first = parts[0] if parts else None
    if isinstance(first, Prose) and re.fullmatch(r"Leaf (?!Card)[\w -]+ Heading", _style(first)):
        return first.inlines, list(parts[1:])
    return (), list(parts)


def _blocks(parts: Iterable[Part]) -> Blocks:
    return tuple(Prose(p.node, p.inlines) if isinstance(p, Heading) else p for p in parts)


def _items(parts: Iterable[Part]) -> tuple[Item, ...]:
    items: list[Item] = []
    for part in _blocks(parts):
        if isinstance(part, Bullets | Steps):
            items.extend(part.items)
        else:
            items.append(Item(part.node, (part,)))
    return tuple(items)


def _groups(parts: Sequence[Part], opens: re.Pattern[str]) -> tuple[list[Part], list[tuple[Prose, list[Part]]]]:
    """What stands before the first paragraph of an opening style, and each such paragraph with what follows."""
    before: list[Part] = []
    groups: list[tuple[Prose, list[Part]]] = []
    for part in parts:
        if isinstance(part, Prose) and opens.fullmatch(_style(part)):
            groups.append((part, []))
        elif groups:
            groups[-1][1].append(part)
        else:
            before.append(part)
    return before, groups


def _comparison(original: Comparison, heading: Inlines, parts: Sequence[Part]) -> Block:
    before, groups = _groups(parts, re.compile(r"Leaf Card \w+ Heading"))
    cards: list[Card] = []
    for index, (title, content) in enumerate(groups):
        kind = CardKind(_style(title).split()[2].lower())
        same = [card for card in original.cards if card.kind is kind]
        node = same[0].node if same else original.cards[min(index, len(original.cards) - 1)].node
        cards.append(Card(replace(node, classes=node.classes - set(CardKind)), kind, title.inlines, _blocks(content)))
    return replace(original, heading=heading, intro=_blocks(before), cards=tuple(cards))


def _questions(original: Questions, heading: Inlines, parts: Sequence[Part]) -> Block:
    before, groups = _groups(parts, re.compile("Leaf Question"))
    known = {plain(question.question): question.node for question in original.questions}
    asked: list[Question] = []
    for index, (title, content) in enumerate(groups):
        kept = len(groups) == len(original.questions)
        node = original.questions[index].node if kept else known.get(plain(title.inlines), title.node)
        asked.append(Question(node, title.inlines, _blocks(content)))
    return replace(original, heading=heading, intro=_blocks(before), questions=tuple(asked))


def _figure(original: Figure, parts: Sequence[Part]) -> Block:
    alt = original.image.alt
    caption: Inlines = ()
    description: list[Part] = []
    captions: list[Inlines] = []
    for part in parts:
        style = _style(part)
        if isinstance(part, Prose) and style == "Leaf Picture Description":
            alt = plain(part.inlines)
        elif style == "Leaf Long Description":
            description.append(part)
        elif isinstance(part, Prose):
            captions.append(part.inlines)
    for said in captions:
        caption = (*caption, Text(" "), *said) if caption else said
    name = original.image.name.removeprefix("images/")
    return replace(original, image=Image(name, alt), caption=caption, description=_blocks(description))


def _table(original: Table, parts: Sequence[Part]) -> list[Part]:
    caption: Inlines = ()
    rest: list[Part] = []
    made: list[Part] = []
    for part in parts:
        if isinstance(part, Prose) and _style(part) == "Leaf Table Caption":
            caption = part.inlines
        elif isinstance(part, Table) and not made:
            same = len(part.alignments) == len(original.alignments)
            aligned = original.alignments if same else part.alignments
            made.append(replace(original, alignments=aligned, head=part.head, rows=part.rows))
        else:
            rest.append(part)
    made = [replace(t, caption=caption) if isinstance(t, Table) else t for t in made]
    return [*made, *rest]


def _glossary(original: Glossary, heading: Inlines, parts: Sequence[Part]) -> Block:
    _, groups = _groups(parts, re.compile("Leaf Term"))
    known = {plain(term.term): term.node for term in original.terms}
    terms = tuple(Term(known.get(plain(t.inlines), t.node), t.inlines, _blocks(content)) for t, content in groups)
    return replace(original, heading=heading, terms=terms)


def _related(original: Related, heading: Inlines, parts: Sequence[Part]) -> Block:
    _, groups = _groups(parts, re.compile("Leaf Related Title"))
    items: list[RelatedItem] = []
    for title, content in groups:
        links = [i for i in title.inlines if isinstance(i, Link)]
        known = next((i for i in original.items if plain(i.title) == plain(title.inlines)), None)
        target = links[0].target if links else known.target if known else ""
        words: Inlines = tuple(c for i in title.inlines for c in (i.children if isinstance(i, Link) else (i,)))
        teaser: Inlines = ()
        for part in content:
            if isinstance(part, Prose):
                teaser = (*teaser, Text(" "), *part.inlines) if teaser else part.inlines
        node = known.node if known else title.node
        items.append(RelatedItem(node, target, words, teaser))
    return replace(original, heading=heading, items=tuple(items))


def without_styles(part: Part) -> Part:
    """A part without the classes that name Word styles."""

    def clean(node: Any, _: str, __: tuple[int, ...]) -> Any:
        return replace(node, classes=frozenset(c for c in node.classes if not c.startswith(STYLE)))

    def clean_note(inline: Inline) -> Inlines:
        return (Note(with_nodes(inline.blocks, clean)),) if isinstance(inline, Note) else (inline,)

    noted = change_inlines(part, clean_note)
    if isinstance(noted, Heading):
        return replace(noted, node=clean(noted.node, "", ()))
    return with_nodes((noted,), clean)[0]


_WRITTEN = re.compile(f"{CITATION.pattern}|{VALUE.pattern}")


def with_values(part: Part) -> Part:
    """Citations and brand values that stand in the words as their author writes them."""

    def read(inline: Inline) -> Inlines:
        if not isinstance(inline, Text) or not _WRITTEN.search(inline.text):
            return (inline,)
        found: list[Inline] = []
        rest = 0
        for match in _WRITTEN.finditer(inline.text):
            if match.start() > rest:
                found.append(Text(inline.text[rest : match.start()]))
            keys = match[1]
            found.append(Cite(tuple(k.strip().lstrip("@") for k in keys.split(";"))) if keys else Value(match[2]))
            rest = match.end()
        return (*found, Text(inline.text[rest:])) if rest < len(inline.text) else tuple(found)

    return change_inlines(part, read)
