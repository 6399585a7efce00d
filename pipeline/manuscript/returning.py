"""A Word file that plainleaf exported comes back edited; the article with the edits, and a list of them, goes out.

What was not touched keeps its lines to the letter: front matter, attributes, citations, notes and shared snippets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.article.inlines import CITATION, VALUE
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
from pipeline.article.source import ARTICLE_NAME
from pipeline.article.walking import change_inlines, kind_of, with_nodes
from pipeline.manuscript.admission import damaged, parse_xml, unpack
from pipeline.manuscript.exporting import BOOKMARK, HEAD_STYLES, NAMESPACE, Sourced, export_word, read_sourced
from pipeline.manuscript.markdown import Writer
from pipeline.manuscript.pieces import Heading, Kind, Part, Piece
from pipeline.manuscript.skeleton import write_scalar
from pipeline.manuscript.tree import STYLE, read_tree
from pipeline.manuscript.word.package import Package, W, open_package
from pipeline.manuscript.word.preparing import prepare
from pipeline.manuscript.word.settling import settle
from pipeline.manuscript.wording import plain

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"^{_OPEN}(/?)({BOOKMARK}\\w+){_CLOSE}$")
_STAND_IN = re.compile(r"^\[picture [^\]]*\]$")


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: "changed", "added" or "removed"; the kind of block, its line before, its words before and after."""

    what: str
    kind: str
    line: int
    before: str
    after: str


@dataclass(frozen=True)
class Returned:
    """The article's text with the edits in it, and the edits."""

    text: str
    changes: tuple[Change, ...]


@dataclass
class _Region:
    """The parts of one bookmark, and loose parts that stand after it."""

    name: str
    parts: list[Part] = field(default_factory=list)
    loose: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Origin:
    """The article that a Word file was exported from: its folder, the name of its text in there, and the text."""

    slug: str
    name: str
    text: str


def source_of(parts: Mapping[str, bytes], file: str) -> Origin | None:
    """The article that a Word file was exported from, None for any other file."""
    for part, content in parts.items():
        if part.startswith("customXml/") and part.endswith(".xml") and NAMESPACE.encode() in content:
            root: Any = parse_xml(content, file, part)
            if root.tag == f"{{{NAMESPACE}}}source":
                name = str(root.get("name", ""))
                text = "".join(root.itertext())
                return Origin(str(root.get("slug", "")), name if ARTICLE_NAME.match(name) else "article.md", text)
    return None


def read_returned(package: Package, keep: frozenset[str], origin: Origin) -> Returned:
    """The article with the edits. Raises PlainleafError when the file cannot be read."""
    file = package.file
    sourced = read_sourced(origin.text, f"source/{origin.slug}/{origin.name}")
    fresh = open_package(unpack(export_word(origin.text, origin.slug, {}), file), file)
    before = {region.name: region for region in _regions(fresh, frozenset())}
    after = _regions(package, keep)
    patch = _Patch(sourced)
    patch.front(after, before)
    patch.body(after, before)
    return Returned(patch.text(), tuple(sorted(patch.changes, key=lambda c: c.line)))


def without_stand_ins(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces of a returned file: its pictures are copies of the article's own."""
    for piece in pieces:
        if piece.kind is Kind.IMAGE and not piece.left_out:
            yield replace(piece, left_out="a copy of the article's own picture, which stays")
        elif _STAND_IN.match(piece.text):
            yield replace(piece, left_out="stands for the article's own picture, which stays")
        else:
            yield piece


# reading the bookmarks


def _regions(package: Package, keep: frozenset[str]) -> list[_Region]:
    settled = settle(package, keep, ours=True)
    if settled is None:
        raise damaged(package.file)
    _mark_bookmarks(settled.root)
    prepared, signals = prepare(settled, keep, ours=True)
    options = ["--track-changes=all"] if keep & {"changes", "comments"} else []
    tree = read_tree(
        prepared, "docx+styles", package.file, lambda target: target, options, styles=True, signals=signals
    )
    found = [_Region("")]
    inside = ""
    for part in (*tree.apart, *tree.parts):
        mark = _MARK.match(plain(part.inlines)) if isinstance(part, Prose) else None
        if mark and mark[1]:
            inside = "" if inside == mark[2] else inside
        elif mark:
            inside = mark[2]
            found.append(_Region(inside))
        elif inside:
            found[-1].parts.append(part)
        else:
            found[-1].loose.append(part)
    return found


def _mark_bookmarks(root: Any) -> None:
    """Put a paragraph with a private sign before and after the blocks of each of our bookmarks."""
    body = root.find(f"{W}body")
    names: dict[str, str] = {}
    for start in list(body.iter(f"{W}bookmarkStart")):
        name = str(start.get(f"{W}name", ""))
        if name.startswith(BOOKMARK):
            names[str(start.get(f"{W}id"))] = name
            _child_of(body, start).addprevious(_marker(body, f"{_OPEN}{name}{_CLOSE}"))
    for end in list(body.iter(f"{W}bookmarkEnd")):
        name = names.get(str(end.get(f"{W}id")), "")
        if not name:
            continue
        top = _child_of(body, end)
        marker = _marker(body, f"{_OPEN}/{name}{_CLOSE}")
        # Word moves the end of a bookmark over whole paragraphs to the front of the paragraph behind it.
        if top is end or not _words_before(top, end):
            top.addprevious(marker)
        else:
            top.addnext(marker)


def _child_of(body: Any, element: Any) -> Any:
    while element.getparent() is not body:
        element = element.getparent()
    return element


def _words_before(top: Any, end: Any) -> bool:
    for element in top.iter():
        if element is end:
            return False
        if element.tag in {f"{W}t", f"{W}delText", f"{W}drawing"}:
            return True
    return False


def _marker(body: Any, text: str) -> Any:
    paragraph = body.makeelement(f"{W}p")
    run = paragraph.makeelement(f"{W}r")
    words = run.makeelement(f"{W}t")
    words.text = text
    run.append(words)
    paragraph.append(run)
    return paragraph


# comparing and patching


def _signature(parts: Sequence[Part]) -> str:
    """What a person would see of parts: words, stress, lists, links; not pictures, styles and places."""
    seen = [_unstyled(part) for part in _without_pictures(parts)]
    return re.sub(r"[ \t]+", " ", Writer().body(seen)).replace("’", "'").replace("“", '"').replace("”", '"').strip()


def _without_pictures(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Figure) and not part.caption:
            continue
        if isinstance(part, Prose) and _STAND_IN.match(plain(part.inlines)):
            continue
        yield part


def _words_of(parts: Sequence[Part]) -> str:
    return " ".join(re.sub(r"[#>*|]|^\s*[-\d.]+ ", " ", _signature(parts)).split())


class _Patch:
    """Collects edits of lines and of front matter, and makes the new text of them."""

    def __init__(self, sourced: Sourced) -> None:
        self._sourced = sourced
        self._lines = sourced.text.split("\n")
        self._edits: list[tuple[int, int, list[str]]] = []
        self._notes = 0
        self.changes: list[Change] = []

    def front(self, after: Sequence[_Region], before: Mapping[str, _Region]) -> None:
        """Edits of title, subtitle, summary and main message."""
        edited = {region.name: region for region in after}
        for key in HEAD_STYLES:
            name = f"{BOOKMARK}{key}"
            if name not in before or name not in edited:
                continue
            old, new = (
                " ".join(plain(p.inlines) for p in r.parts if isinstance(p, Prose | Heading))
                for r in (before[name], edited[name])
            )
            if new.strip() and " ".join(old.split()) != " ".join(new.split()):
                first = self._sourced.lines[key]
                self.changes.append(Change("changed", key.replace("_", " "), first, old, new))
                self._edits.append((first, self._last_line(key), [f"{key}: {write_scalar(' '.join(new.split()))}"]))

    def _last_line(self, key: str) -> int:
        first = self._sourced.lines[key]
        tops = sorted(line for path, line in self._sourced.lines.items() if path and "." not in path)
        following = [line for line in tops if line > first]
        end = following[0] - 1 if following else self._lines.index("---", 1)
        return max(first, end)

    def body(self, after: Sequence[_Region], before: Mapping[str, _Region]) -> None:
        """Edits of blocks: changed, added after another, removed."""
        edited = {region.name: region for region in after}
        level = 1
        for number, part in enumerate(self._sourced.parts, start=1):
            name = f"{BOOKMARK}{number}"
            if isinstance(part, Heading):
                level = part.level
            self._block(part, before.get(name), edited.get(name), level)
        for region in after:
            if region.loose:
                self._added(region, level)

    def _block(self, part: Part, old: _Region | None, new: _Region | None, level: int) -> None:
        if old is None:
            return
        place = part.node.place
        kind = "heading" if isinstance(part, Heading) else kind_of(part).replace("-", " ")
        if new is None or (not new.parts and old.parts):
            self.changes.append(Change("removed", kind, place.first, _words_of(old.parts), ""))
            self._edits.append((place.first, place.last, []))
        elif _signature(old.parts) != _signature(new.parts):
            self.changes.append(Change("changed", kind, place.first, _words_of(old.parts), _words_of(new.parts)))
            self._edits.append((place.first, place.last, self._written(rebuild(part, new.parts), level)))

    def _added(self, region: _Region, level: int) -> None:
        number = region.name.removeprefix(BOOKMARK)
        if number.isdigit() and 0 < int(number) <= len(self._sourced.parts):
            line = self._sourced.parts[int(number) - 1].node.place.last
        else:
            line = self._lines.index("---", 1) + 1 if "---" in self._lines[1:] else 0
        parts = [_recognised(_unstyled(part)) for part in _without_pictures(region.loose)]
        if parts:
            kinds = ", ".join(dict.fromkeys("heading" if isinstance(p, Heading) else kind_of(p) for p in parts))
            self.changes.append(Change("added", kinds, line, "", _words_of(region.loose)))
            self._edits.append((line + 1, line, ["", *self._written(parts, level)]))

    def _written(self, parts: Sequence[Part], level: int) -> list[str]:
        self._notes += 1
        return Writer(prefix=f"edit-{self._notes}-", level=level).body(parts).rstrip("\n").split("\n")

    def text(self) -> str:
        """The text with all edits; blank lines around what was removed are one."""
        lines = list(self._lines)
        for first, last, new in sorted(self._edits, key=lambda e: (e[0], e[1]), reverse=True):
            lines[first - 1 : last] = new
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
        for label in re.findall(r"^\[\^([^\]]+)\]:", text, re.MULTILINE):
            if text.count(f"[^{label}]") == 1:
                text = re.sub(rf"^\[\^{re.escape(label)}\]:.*\n?", "", text, flags=re.MULTILINE)
        return text


# from Word's paragraphs to blocks


def rebuild(original: Part, parts: Sequence[Part]) -> list[Part]:
    """The block that `original` was, from its edited paragraphs; what has no place in it follows as plain blocks."""
    made = _rebuilt(original, list(_without_pictures(parts)))
    return [_recognised(_unstyled(part)) for part in made]


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


def _unstyled(part: Part) -> Part:
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


def _recognised(part: Part) -> Part:
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
