"""Typed blocks come in; XHTML with numbered citations and notes, and what was numbered on the way, go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import assert_never

from pipeline.article.body.inlines import joined, plain
from pipeline.article.material import Picture, Reference
from pipeline.article.model import (
    SAFE_SCHEMES,
    About,
    Action,
    Block,
    Blocks,
    Break,
    Bullets,
    Callout,
    Card,
    CardKind,
    Cell,
    Cite,
    Code,
    Comparison,
    Divider,
    Emphasis,
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
    Math,
    MythFact,
    Node,
    Note,
    Preformatted,
    Prose,
    Question,
    Questions,
    Quotation,
    Recap,
    Related,
    Section,
    Span,
    Steps,
    Strong,
    Struck,
    Subscript,
    Superscript,
    Table,
    Text,
    Value,
)
from pipeline.article.numbering import numbers
from pipeline.article.plaintext import text
from pipeline.article.walking import kind_of
from pipeline.house.words import Words
from pipeline.language.isolation import direction_of_text, phrases
from pipeline.language.typography import bind
from pipeline.markup.escaping import anchor_of, escape, escape_attribute, mark_of
from pipeline.markup.manner import Heading, Manner, WrittenNote
from pipeline.markup.numbered import classes_of, item_attributes, list_attributes
from pipeline.markup.signs import Sign, signed
from pipeline.markup.tables import AS_IT_IS, Pen, write_table
from pipeline.press.typeface import direction_of

MAX_LEVEL = 6


@dataclass
class Writer:
    """Writes blocks of one edition and product; numbers run through everything that one writer writes.

    After writing, `headings`, `notes`, `cited` (reference keys in the order of their numbers) and `figures` (id and
    caption) tell what was met.
    """

    lang: str
    words: Words
    pictures: Mapping[str, Picture]
    references: Mapping[str, Reference]
    manner: Manner = field(default_factory=Manner)
    headings: list[Heading] = field(default_factory=list)
    notes: list[WrittenNote] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    figures: list[tuple[str, str]] = field(default_factory=list)
    _tables: int = 0
    _citations: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rtl = direction_of(self.lang) == "rtl"

    # blocks

    def blocks(self, blocks: Blocks, level: int | None = None, *, follows_heading: bool = False) -> str:
        """The blocks as XHTML. `level` is the level of headings in them; the first block that is not prose
        below its section's heading (`follows_heading`) needs no heading of its own from the interface words.
        """
        depth = self.manner.level if level is None else level
        written = []
        for block in blocks:
            written.append(self.block(block, depth, follows_heading=follows_heading))
            follows_heading = follows_heading and isinstance(block, Prose)
        return "\n".join(written)

    def block(self, block: Block, level: int, *, follows_heading: bool = False) -> str:
        match block:
            case Section():
                shift = self.manner.level - 2
                depth = block.level + shift
                head = self._heading(block.heading, depth, self.id(block.node))
                inner = self.blocks(block.blocks, depth + 1, follows_heading=True)
                return f"<section{self._attributes(block.node, f'section level-{depth}')}>\n{head}\n{inner}\n</section>"
            case Prose():
                return f"<p{self._attributes(block.node)}>{self.inlines(block.inlines)}</p>"
            case Bullets():
                return f"<ul{self._attributes(block.node)}>\n{self._items(block.items, level)}\n</ul>"
            case Steps():
                return self._steps(block, level)
            case KeyPoints():
                items = f"<ul>\n{self._items(block.items, level)}\n</ul>"
                return self._headed(block, block.heading, "key-points-heading", items, level, follows_heading)
            case Comparison():
                return self._comparison(block, level, follows_heading)
            case Questions():
                return self._questions(block, level, follows_heading)
            case Callout():
                return self._callout(block, level)
            case Figure():
                return self._figure(block, level)
            case Table():
                return self._table(block, level)
            case Quotation():
                return self._quotation(block, level)
            case MythFact():
                return self._myth_fact(block, level)
            case Evidence():
                return self._evidence(block, level, follows_heading)
            case Glossary():
                return self._glossary(block, level, follows_heading)
            case Related():
                return self._related(block, level, follows_heading)
            case Action() | Invitation() | Recap() | About():
                kind = kind_of(block)
                return self._headed(block, block.heading, f"{kind}-heading", None, level, follows_heading)
            case Preformatted():
                return f"<pre{self._attributes(block.node)}><code>{escape(block.text)}</code></pre>"
            case Divider():
                return f"<hr{self._attributes(block.node)} />"
            case _:
                assert_never(block)

    def _headed(
        self,
        block: KeyPoints | Comparison | Questions | Evidence | Glossary | Related | Action | Invitation | Recap | About,
        heading: Inlines,
        default: str,
        inner: str | None,
        level: int,
        follows_heading: bool,
    ) -> str:
        """A section of a kind, headed by the author's words, else by the interface's unless a heading precedes."""
        identity = self.id(block.node)
        head = ""
        if heading:
            head = self._heading(heading, level, identity) + "\n"
        elif not follows_heading and not self._just_said(self.words(default)):
            head = self._heading((Text(self.words(default)),), level, identity) + "\n"
        if inner is None:
            inner = self.blocks(getattr(block, "blocks"), level + 1 if head else level)  # noqa: B009 (union)
        return f"<section{self._attributes(block.node, kind_of(block))}>\n{head}{inner}\n</section>"

    def _just_said(self, words: str) -> bool:
        """Whether the last heading says the same, so that saying it again would help nobody."""
        return bool(self.headings) and self.headings[-1].text.casefold() == words.casefold()

    def _comparison(self, block: Comparison, level: int, follows_heading: bool) -> str:
        inside = level if follows_heading and not block.heading else level + 1
        identity = self.id(block.node)
        head = ""
        if block.heading or not follows_heading:
            title = block.heading or (Text(self.words("comparison-heading")),)
            head = self._heading(title, level, identity) + "\n"
        intro = self.blocks(block.intro, inside)
        cards = "\n".join(self._card(card, inside) for card in block.cards)
        body = f'{intro}\n<div class="cards cards-{len(block.cards)}">\n{cards}\n</div>'
        return f"<section{self._attributes(block.node, 'comparison')}>\n{head}{body}\n</section>"

    def _card(self, card: Card, level: int) -> str:
        head = self._heading(card.heading or (Text(self._card_label(card.kind)),), level, self.id(card.node))
        return (
            f"<section{self._attributes(card.node, f'card {card.kind}')}>\n{head}\n"
            f"{self.blocks(card.blocks, level + 1)}\n</section>"
        )

    def _card_label(self, kind: CardKind) -> str:
        return "" if kind is CardKind.OTHER else self.words(f"{kind}-label")

    def _questions(self, block: Questions, level: int, follows_heading: bool) -> str:
        inside = level if follows_heading and not block.heading else level + 1
        identity = self.id(block.node)
        head = ""
        if block.heading or not follows_heading:
            title = block.heading or (Text(self.words("questions-heading")),)
            head = self._heading(title, level, identity) + "\n"
        intro = self.blocks(block.intro, inside)
        questions = "\n".join(self._question(question, inside) for question in block.questions)
        return f"<section{self._attributes(block.node, 'questions')}>\n{head}{intro}\n{questions}\n</section>"

    def _question(self, question: Question, level: int) -> str:
        head = self._heading(question.question, level, self.id(question.node))
        return (
            f'<section{self._attributes(question.node, "question")}>\n{head}\n<div class="answer">\n'
            f"{self.blocks(question.answer, level + 1)}\n</div>\n</section>"
        )

    def _callout(self, block: Callout, level: int) -> str:
        label = self.words(f"{block.kind}-label")
        said = plain(block.heading).strip()
        if block.heading and _opening(said) == _opening(label):
            # "When to call us" and "When to get help" say what kind of box it is.
            marked = f'<span class="label">{self.inlines(block.heading)}</span>'
        elif block.heading:
            marked = f'<span class="label">{escape(label)}</span> {self.inlines(block.heading)}'
        else:
            marked = f'<span class="label">{escape(label)}</span>'
        # A paragraph and no heading: callouts would fill the list of headings by which screen readers move.
        head = f'<p class="callout-heading">{marked}</p>'
        inner = self.blocks(block.blocks, level)
        return f'<div{self._attributes(block.node, f"callout {block.kind}")} role="note">\n{head}\n{inner}\n</div>'

    def _figure(self, block: Figure, level: int) -> str:
        identity = self.id(block.node)
        caption = self.inlines(block.caption)
        self.figures.append((identity, plain(block.caption)))
        number = self.words("figure-label", number=len(self.figures))
        label = f'<span class="figure-label">{escape(number)}</span> ' if self.manner.numbered_captions else ""
        picture = self.pictures.get(block.image.name)
        credit = ""
        if picture and picture.credit:
            parts = ", ".join(part for part in (picture.credit, picture.licence) if part)
            # A credit in English would have its full stop and brackets at the wrong end (UAX 9).
            way = f' dir="{direction_of_text(parts)}"' if self._rtl else ""
            credit = f' <span class="credit"{way}>{self._text(parts)}</span>'
        described = f' aria-describedby="{identity}-description"' if block.description and self.manner.epub else ""
        said = f"<figcaption>{label}{caption}{credit}</figcaption>" if caption or credit else ""
        image = self._image(block.image, described)
        description = ""
        spelled = block.node.key in self.manner.spelled and bool(block.image.alt)
        if self.manner.descriptions and (block.description or spelled):
            inner = self.blocks(block.description, level) or f"<p>{self._text(block.image.alt)}</p>"
            head = f'<p class="label">{escape(self.words("long-description-label"))}</p>'
            description = f'\n<div class="long-description" id="{identity}-description">\n{head}\n{inner}\n</div>'
        return f"<figure{self._attributes(block.node)}>\n{image}\n{said}\n</figure>{description}"

    def _image(self, image: Image, more: str = "") -> str:
        picture = self.pictures.get(image.name)
        size = f' width="{picture.width}" height="{picture.height}"' if picture else ""
        source = escape_attribute(self.manner.image_url(image.name))
        return f'<img src="{source}" alt="{escape_attribute(image.alt)}"{size}{more} />'

    def _table(self, block: Table, level: int) -> str:
        self._tables += 1
        label = self.words("table-label", number=self._tables)
        caption = ""
        if block.caption:
            marked = f'<span class="table-label">{escape(label)}</span> ' if self.manner.numbered_captions else ""
            caption = f"<caption>{marked}{self.inlines(block.caption)}</caption>\n"
        tabulation = self.manner.tabulate(block) if self.manner.tabulate else AS_IT_IS
        pen = Pen(partial(self._cell, level=level), self._text, partial(self._attributes, block.node))
        return write_table(block, tabulation, caption, self._cell_labels(block), pen)

    def _cell_labels(self, block: Table) -> list[str]:
        """The data-label attribute of each column; empty where there is no heading."""
        if not (self.manner.cell_labels and block.head):
            return [""] * len(block.alignments)
        said = (" ".join(text(cell.blocks).split()) for cell in block.head)
        return [f' data-label="{escape_attribute(bind(label))}"' if label else "" for label in said]

    def _cell(self, cell: Cell, level: int) -> str:
        return self._tight(cell.blocks, level)

    def _quotation(self, block: Quotation, level: int) -> str:
        by = self._text(block.by) if block.by else ""
        if by and block.source.startswith("https://"):
            by = f'<a href="{escape_attribute(block.source)}">{by}</a>'
        attribution = f'\n<p class="attribution">{by}</p>' if by else ""
        inner = self.blocks(block.blocks, level)
        return f"<blockquote{self._attributes(block.node)}>\n{inner}{attribution}\n</blockquote>"

    def _labelled(self, kind: str, blocks: Blocks, level: int) -> str:
        label = f'<p class="label">{escape(self.words(f"{kind}-label"))}</p>'
        return f'<div class="{kind}">\n{label}\n{self.blocks(blocks, level)}\n</div>'

    def _myth_fact(self, block: MythFact, level: int) -> str:
        inner = self._labelled("myth", block.myth, level) + "\n" + self._labelled("fact", block.fact, level)
        return f"<div{self._attributes(block.node, 'myth-fact')}>\n{inner}\n</div>"

    def _evidence(self, block: Evidence, level: int, follows_heading: bool) -> str:
        inner = self._labelled("known", block.known, level) + "\n" + self._labelled("unknown", block.unknown, level)
        return self._headed(block, block.heading, "evidence-heading", inner, level, follows_heading)

    def _glossary(self, block: Glossary, level: int, follows_heading: bool) -> str:
        entries = []
        for term in block.terms:
            definition = self._tight(term.definition, level)
            entries.append(f'<dt id="{self.id(term.node)}">{self.inlines(term.term)}</dt>\n<dd>{definition}</dd>')
        inner = "<dl>\n" + "\n".join(entries) + "\n</dl>"
        # A plain definition list in the text is not the glossary and gets no heading of its own.
        plain_list = not block.heading and block.node.key.startswith("glossary-") and not block.node.explicit
        return self._headed(block, block.heading, "glossary-heading", inner, level, follows_heading or plain_list)

    def _related(self, block: Related, level: int, follows_heading: bool) -> str:
        items = []
        for item in block.items:
            title = self._link(item.target, item.title) if item.target else self.inlines(item.title)
            teaser = f' <span class="teaser">{self.inlines(item.teaser)}</span>' if item.teaser else ""
            items.append(f"<li>{title}{teaser}</li>")
        inner = "<ul>\n" + "\n".join(items) + "\n</ul>"
        return self._headed(block, block.heading, "related-heading", inner, level, follows_heading)

    def _steps(self, block: Steps, level: int) -> str:
        counters = self.manner.counters
        items = "\n".join(
            f"<li{item_attributes(block, item, number, counters)}>{self._tight(item.blocks, level)}</li>"
            for item, number in zip(block.items, numbers(block), strict=True)
        )
        own = self._attributes(block.node, classes_of(block)) + list_attributes(block, counters)
        return f"<ol{own}>\n{items}\n</ol>"

    def _items(self, items: tuple[Item, ...], level: int) -> str:
        return "\n".join(self._item(item, level) for item in items)

    def _item(self, item: Item, level: int) -> str:
        found = signed(item)
        if found is None:
            return f"<li>{self._tight(item.blocks, level)}</li>"
        sign, bare = found
        return f'<li class="signed">{self._sign(sign)}{self._tight(bare.blocks, level)}</li>'

    def _sign(self, sign: Sign) -> str:
        """A sign in the place of a bullet: drawn in the house's hand where the format has drawings."""
        if not self.manner.sign_url:
            return f'<span class="sign">{sign.typed}</span> '
        said = escape_attribute(self.words(f"{sign.kind}-label"))
        return f'<img class="sign" src="{escape_attribute(self.manner.sign_url(sign.kind))}" alt="{said}" />'

    def _tight(self, blocks: Blocks, level: int) -> str:
        """Blocks of an item or cell; a first paragraph alone or before a list is written without <p>."""
        if not blocks:
            return ""
        first, rest = blocks[0], blocks[1:]
        if isinstance(first, Prose) and all(isinstance(block, Bullets | Steps) for block in rest):
            inner = self.inlines(first.inlines)
            return inner if not rest else f"{inner}\n{self.blocks(rest, level)}"
        return self.blocks(blocks, level)

    def _heading(self, inlines: Inlines, level: int, identity: str) -> str:
        text = plain(inlines).strip()
        if not text:
            # An empty heading is announced as nothing by screen readers (WCAG 2.2, 2.4.6).
            return ""
        # HTML and PDF 1.7 have six levels of headings.
        depth = min(level, MAX_LEVEL)
        self.headings.append(Heading(identity, depth, text))
        return f"<h{depth}>{self.inlines(inlines)}</h{depth}>"

    # inlines

    def inlines(self, inlines: Inlines) -> str:
        parts: list[str] = []
        for inline in joined(inlines):
            # A citation or note hangs on the word before it, without the author's space.
            if isinstance(inline, Cite | Note) and parts:
                parts[-1] = parts[-1].rstrip(" ")
            parts.append(self.inline(inline))
        return "".join(parts)

    def inline(self, inline: Inline) -> str:
        match inline:
            case Text(words):
                return self._text(words)
            case Break():
                return "<br />"
            case Emphasis(children):
                return f"<em>{self.inlines(children)}</em>"
            case Strong(children):
                return f"<strong>{self.inlines(children)}</strong>"
            case Superscript(children):
                return f"<sup>{self.inlines(children)}</sup>"
            case Subscript(children):
                return f"<sub>{self.inlines(children)}</sub>"
            case Struck(children):
                return f"<s>{self.inlines(children)}</s>"
            case Code(code):
                return f"<code>{escape(code)}</code>"
            case Math():
                return self.manner.math(inline) if self.manner.math else self.formula(inline)
            case Span(children, lang, classes):
                named = f' class="{escape_attribute(" ".join(sorted(classes)))}"' if classes else ""
                return f"<span{named}{self._language(lang)}>{self.inlines(children)}</span>"
            case Link(target, children):
                return self._link(target, children)
            case Image():
                return self._image(inline)
            case Cite(keys):
                return self._cite(keys)
            case Note(blocks):
                return self._note(blocks)
            case Value(name):
                return escape("{{" + name + "}}")
            case _:
                assert_never(inline)

    def formula(self, formula: Math) -> str:
        """A formula in a line, as it is copied and heard; in a right-to-left text it runs from left to right, as
        mathematics does there.
        """
        kind, way = "math display" if formula.display else "math", ' dir="ltr"' if self._rtl else ""
        return f'<span class="{kind}"{way}>{escape(plain((formula,)))}</span>'

    def _text(self, text: str) -> str:
        bound = bind(text)
        if not self._rtl:
            return escape(bound)
        return "".join(f'<bdi dir="ltr">{escape(run)}</bdi>' if own else escape(run) for run, own in phrases(bound))

    def _link(self, target: str, children: Inlines) -> str:
        inner = self.inlines(children)
        if target.startswith("#"):
            return f'<a href="#{self.manner.prefix}{escape_attribute(anchor_of(target[1:]))}">{inner}</a>'
        scheme, colon, _ = target.partition(":")
        url = self.manner.link_url(target) if not colon or scheme.lower() in SAFE_SCHEMES else ""
        return f'<a href="{escape_attribute(url)}">{inner}</a>' if url else inner

    def _cite(self, keys: tuple[str, ...]) -> str:
        links = []
        for key in keys:
            if key not in self.references:
                continue
            if key not in self.cited:
                self.cited.append(key)
            number = self.cited.index(key) + 1
            self._citations[key] = self._citations.get(key, 0) + 1
            identity = f"{self.manner.prefix}cite-{number}-{self._citations[key]}"
            kind = ' epub:type="biblioref"' if self.manner.epub else ""
            links.append(
                f'<a id="{identity}" href="#{self.manner.prefix}ref-{number}" role="doc-biblioref"{kind}>{number}</a>'
            )
        return f'<sup class="cite">{",".join(links)}</sup>' if links else ""

    def _note(self, blocks: Blocks) -> str:
        number = len(self.notes) + 1
        self.notes.append(WrittenNote(number, mark_of(number), ""))
        content = self._tight(blocks, self.manner.level)
        self.notes[number - 1] = WrittenNote(number, mark_of(number), content)
        prefix, mark = self.manner.prefix, mark_of(number)
        # Apple Books and others open a note in a window by epub:type, screen readers know it by the DPUB-ARIA role.
        kind = ' epub:type="noteref"' if self.manner.epub else ""
        return (
            f'<sup class="noteref"><a id="{prefix}noteref-{number}" href="#{prefix}note-{number}" '
            f'role="doc-noteref"{kind}>{mark}</a></sup>'
        )

    # attributes

    def id(self, node: Node) -> str:
        """The id of a block in this document."""
        return self.manner.prefix + anchor_of(node.key)

    def _attributes(self, node: Node, kind: str = "") -> str:
        classes = " ".join(dict.fromkeys([*kind.split(), *sorted(node.classes)]))
        named = f' class="{escape_attribute(classes)}"' if classes else ""
        # Blocks inside a footnote have no key.
        identity = f' id="{escape_attribute(self.id(node))}"' if node.key else ""
        return f"{identity}{named}{self._language(node.lang)}"

    def _language(self, lang: str | None) -> str:
        if not lang:
            return ""
        tag = escape_attribute(lang)
        # XHTML is XML: some reading systems heed xml:lang alone, browsers lang.
        own = f' xml:lang="{tag}"' if self.manner.epub else ""
        turned = direction_of(lang)
        # lang chooses the voice and never the direction (HTML, 3.2.6.4).
        direction = f' dir="{turned}"' if (turned == "rtl") != self._rtl else ""
        return f' lang="{tag}"{own}{direction}'


def _opening(words: str) -> str:
    """The first word of a title, as it is compared."""
    return words.partition(" ")[0].rstrip(":").casefold()
