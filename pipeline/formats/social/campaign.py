"""An edition comes in; the messages of its campaign go out: what to post, in the article's own sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from pipeline.article.balance import Balance, balance_of, repeats
from pipeline.article.model import Blocks, Card, CardKind, Comparison, KeyPoints, MythFact, Question, Quotation, Table
from pipeline.article.plaintext import paragraphs, plain
from pipeline.article.selecting import select
from pipeline.article.walking import of_kind, walk
from pipeline.edition.edition import Edition
from pipeline.language.shortening import beginnings, passages

T = TypeVar("T")


class Kind(StrEnum):
    """What a message is for; each has a template for its card."""

    ANNOUNCEMENT = "announcement"
    KEY_POINT = "key-point"
    QUESTION = "question"
    COMPARISON = "comparison"
    MYTH_FACT = "myth-fact"
    QUOTATION = "quotation"
    REMINDER = "reminder"


TEMPLATES: Mapping[Kind, str] = {
    Kind.ANNOUNCEMENT: "announcement",
    Kind.KEY_POINT: "key-point",
    Kind.QUESTION: "question",
    Kind.COMPARISON: "comparison",
    Kind.MYTH_FACT: "comparison",
    Kind.QUOTATION: "quote",
    Kind.REMINDER: "quote",
}

DEFAULT_PLAN = ("announcement", "key-points:3", "questions:3", "comparison", "myth-facts:2", "quotations:1", "reminder")
"""The order and number of messages unless the front matter has a plan (house)."""

ENTRY = re.compile(r"(?P<kind>[a-z-]+?)s?(?::(?P<count>\d+))?")


@dataclass(frozen=True, slots=True)
class CardBlock:
    """A part of a card with its label ("Benefits"; may be empty) and its kind for the icon."""

    label: str
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CardText:
    """All the words of a card: template, kicker, the large blocks, a smaller second text, the status, the source, and
    the risk that must stand beside a benefit.

    `tighter` says the same in fewer words, for a card that cannot hold these.
    """

    template: str
    kicker: str
    blocks: tuple[CardBlock, ...]
    second: str
    status: str
    source: str
    tighter: CardText | None = None
    risk: str = ""

    def lines(self) -> Iterator[str]:
        """The words in reading order, as an alt text says them."""
        if self.kicker:
            yield self.kicker
        for block in self.blocks:
            yield f"{block.label}: {block.text}" if block.label else block.text
        yield from (line for line in (self.second, self.risk, self.status, self.source) if line)


@dataclass(frozen=True, slots=True)
class Message:
    """What one post says on whatever network: `bodies` from the fullest to the shortest, each safe to stand alone.

    `key` is the block it comes from, `paragraphs` its full text for a thread, `leads` what a link post says instead.
    """

    id: str
    kind: Kind
    key: str
    bodies: tuple[str, ...]
    paragraphs: tuple[str, ...]
    card: CardText
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """A post that was not made: the network ("" for all), the message, a reason in words, what the author can do."""

    network: str
    message: str
    reason: str
    says: str
    hint: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """The messages in the order of posting, and what could not be said."""

    messages: tuple[Message, ...]
    omissions: tuple[Omission, ...]


def plan_campaign(edition: Edition) -> Campaign:
    """The messages that the plan asks for (front matter `social: {plan: …}`, else the default plan)."""
    return _Planner(edition).plan()


def message_names(edition: Edition) -> tuple[str, ...]:
    """What a text for a network may name: the kinds of message that the article has, then the key of each message,
    planned or not; one that cannot be posted is among them.
    """
    made = {kind: tuple(make()) for kind, make in _Planner(edition).makers.items()}
    kinds = [str(kind) for kind, messages in made.items() if messages]
    return tuple(dict.fromkeys((*kinds, *(_key(message) for messages in made.values() for message in messages))))


def post_balance(edition: Edition) -> Balance:
    """What the posts of an edition weigh beside a benefit."""
    label = edition.words("risks-label")
    return balance_of(edition.publication.articles, edition.lang, "social", "posts", label)


class _Planner:
    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.words = edition.words
        self.front = edition.article.front
        blocks: Blocks = select(edition.article.blocks, "social", "posts")
        self.parts = tuple(walk(blocks))
        self.status = self.front.approval_status or ""
        self.balance = post_balance(edition)
        self.messages: list[Message] = []
        self.omissions: list[Omission] = []
        self.makers: dict[str, Callable[[], Iterable[Message | Omission]]] = {
            Kind.ANNOUNCEMENT: self._announcement,
            Kind.KEY_POINT: self._key_points,
            Kind.QUESTION: self._questions,
            Kind.COMPARISON: self._comparisons,
            Kind.MYTH_FACT: self._myths,
            Kind.QUOTATION: self._quotations,
            Kind.REMINDER: self._reminder,
        }

    def _of(self, kind: type[T]) -> Iterator[T]:
        """Every part of one kind, in reading order."""
        return (part for part in self.parts if isinstance(part, kind))

    def plan(self) -> Campaign:
        for entry in self.front.social.plan or DEFAULT_PLAN:
            self._enter(entry)
        return Campaign(tuple(self.messages), tuple(self.omissions))

    def _enter(self, entry: str) -> None:
        if entry.startswith("#"):
            made = [m for m in chain.from_iterable(make() for make in self.makers.values()) if _key(m) == entry[1:]]
            count = 1
        else:
            match = ENTRY.fullmatch(entry)
            made = list(self.makers[match["kind"]]()) if match and match["kind"] in self.makers else []
            count = int(match["count"]) if match and match["count"] else len(made)
            if match and match["kind"] in self.makers and not made:
                return
        if not made:
            hint = f"use {', '.join(Kind)}, a number after a colon, or the #key of a block"
            self._omit("", entry, "unknown-plan-entry", f'the plan asks for "{entry}", which does not exist', hint)
        for message in made:
            if isinstance(message, Omission):
                self.omissions.append(message)
            elif count > 0 and all(message.key != other.key or message.kind != other.kind for other in self.messages):
                number = len(self.messages) + 1
                self.messages.append(replace(message, id=f"{number:02d}-{message.kind}"))
                count -= 1

    def _omit(self, network: str, message: str, reason: str, says: str, hint: str) -> None:
        self.omissions.append(Omission(network, message, reason, says, hint))

    def _message(
        self,
        kind: Kind,
        key: str,
        paragraphs: tuple[str, ...],
        card: CardText,
        bodies: Iterable[str] = (),
        lead: str = "",
    ) -> Message:
        safe = tuple(bodies) or tuple(beginnings(paragraphs, self.edition.lang))
        leads = self._balanced((lead or self.front.title,))
        own = self._own_texts(kind, key)
        if any(map(self.balance.benefit_in, (*safe, *leads, *own, " ".join(card.lines())))):
            card = self._carrying(card)
        if self.balance.lacks("\n".join(paragraphs)):
            paragraphs = (*paragraphs, self.balance.line)
        return Message("", kind, key, self._balanced(safe), paragraphs, card, leads)

    def _own_texts(self, kind: Kind, key: str) -> Iterator[str]:
        """What the author wrote for networks in place of this message."""
        for name, text in self.front.social.texts.items():
            wanted = name.partition("/")[2]
            if wanted in {str(kind), key} or (kind is Kind.ANNOUNCEMENT and not wanted):
                yield text

    def _balanced(self, bodies: tuple[str, ...]) -> tuple[str, ...]:
        """The bodies, each that names a benefit with the gravest risk below it; then as they are, for a network with
        too little room, where the card has to carry it.
        """
        carrying = (f"{body}\n\n{self.balance.line}" if self.balance.lacks(body) else body for body in bodies)
        return tuple(dict.fromkeys((*carrying, *bodies)))

    def _carrying(self, card: CardText) -> CardText:
        """The card, and its tighter form, with the gravest risk on it."""
        tighter = self._carrying(card.tighter) if card.tighter else None
        risk = "" if self.balance.carries("\n".join(card.lines())) else self.balance.line
        return replace(card, risk=risk, tighter=tighter)

    def _card(self, kind: Kind, kicker: str, *blocks: CardBlock, second: str = "") -> CardText:
        said = " ".join((*(block.text for block in blocks), second))
        status = "" if repeats(self.status, said) else self.status
        source = self.words(
            "card-source-dated", publisher=self.edition.brand.name, date=self.words.date(self.front.reviewed)
        )
        return CardText(TEMPLATES[kind], kicker, blocks, second, status, source)

    # The makers: each gives its messages in the order of the article.

    def _announcement(self) -> Iterator[Message | Omission]:
        if not re.search(r"\w", self.front.title):
            yield Omission(
                "",
                Kind.ANNOUNCEMENT,
                "no-words",
                f'the title "{self.front.title}" has no words, a post cannot announce it',
                "write a title in words; emoji may stand beside them",
            )
            return
        title, second = self.front.title, self.front.subtitle or ""
        card = self._card(Kind.ANNOUNCEMENT, self._document_kind(), CardBlock("", title), second=second)
        safe = beginnings((self.front.summary,), self.edition.lang)
        bodies = [f"{title}\n\n{body}" for body in safe] + [title]
        yield self._message(Kind.ANNOUNCEMENT, "title", (title, self.front.summary), card, bodies)

    def _document_kind(self) -> str:
        return self.words("document-kind-publisher" if self.edition.brand.kind == "publisher" else "document-kind")

    def _key_points(self) -> Iterator[Message | Omission]:
        for points in self._of(KeyPoints):
            for item in points.items:
                text = tuple(paragraphs(item.blocks, numbered=True))
                if not text or next(of_kind(item.blocks, Table), None):
                    yield Omission(
                        "",
                        f"#{item.node.key}",
                        "not-a-sentence",
                        "a key point is a table, which no post can show",
                        "say in one sentence what the table shows",
                    )
                elif self.status and repeats(text[0], self.status):
                    continue
                else:
                    card = self._card(Kind.KEY_POINT, self.front.title, CardBlock("", " ".join(text)))
                    yield self._message(Kind.KEY_POINT, item.node.key, text, card)

    def _questions(self) -> Iterator[Message | Omission]:
        found = list(self._of(Question))
        for question in sorted(found, key=lambda q: q.node.audience.priority or 99):
            asked, answer = plain(question.question).strip(), tuple(paragraphs(question.answer, numbered=True))
            if not answer or next(of_kind(question.answer, Table), None):
                continue
            first = passages(answer, self.edition.lang)[0].text
            short = min(beginnings(answer, self.edition.lang), key=len, default=first)
            block, title = CardBlock("", asked), self.front.title
            card, tighter = (self._card(Kind.QUESTION, title, block, second=said) for said in (first, short))
            card = replace(card, tighter=tighter) if len(short) < len(first) else card
            bodies = [
                f"{lead}\n\n{body}"
                for body in beginnings(answer, self.edition.lang)
                for lead in (f"{title}\n\n{asked}", asked)
            ]
            yield self._message(Kind.QUESTION, question.node.key, (asked, *answer), card, bodies, asked)

    def _comparisons(self) -> Iterator[Message | Omission]:
        for comparison in self._of(Comparison):
            cards = {card.kind: card for card in comparison.cards}
            benefits, risks = _items(cards.get(CardKind.BENEFITS)), _items(cards.get(CardKind.RISKS))
            if benefits and not risks:
                yield Omission(
                    "",
                    f"#{comparison.node.key}",
                    "benefit-without-risk",
                    "the article names a benefit and no risk beside it",
                    "add a card ### Risks {.risks} that says what can go wrong or what is not known",
                )
            elif benefits:
                yield self._comparison(comparison, benefits, risks)

    def _comparison(self, comparison: Comparison, benefits: tuple[str, ...], risks: tuple[str, ...]) -> Message:
        labels = self.words("benefits-label"), self.words("risks-label")
        bodies = []
        graver = self._gravest_first(risks)
        for count in range(max(len(benefits), len(risks)), 0, -1):
            shown = tuple(risk for risk in risks if risk in graver[:count])
            parts = [
                f"{label}: {items[0]}" if count == 1 else "\n".join((f"{label}:", *(f"– {item}" for item in items)))
                for label, items in zip(labels, (benefits[:count], shown), strict=True)
            ]
            bodies.append("\n\n".join(parts))
        gravest = self.balance.gravest
        risk = gravest.text if gravest else graver[0]
        first, shortest = (
            self._card(
                Kind.COMPARISON,
                self.front.title,
                CardBlock(labels[0], benefit, "benefits"),
                CardBlock(labels[1], risk, "risks"),
            )
            for benefit in (benefits[0], min(benefits, key=len))
        )
        card = replace(first, tighter=shortest if shortest != first else None)
        return self._message(Kind.COMPARISON, comparison.node.key, (bodies[0],), card, bodies)

    def _gravest_first(self, risks: tuple[str, ...]) -> tuple[str, ...]:
        """The items of a risks card as the article ranks them; in the author's order where it does not."""
        ranks = {risk.core: number for number, risk in reversed([*enumerate(self.balance.risks)])}
        return tuple(sorted(risks, key=lambda said: ranks.get(said, len(ranks))))

    def _myths(self) -> Iterator[Message | Omission]:
        for pair in self._of(MythFact):
            myth, fact = (" ".join(paragraphs(blocks, numbered=True)) for blocks in (pair.myth, pair.fact))
            labels = self.words("myth-label"), self.words("fact-label")
            body = f"{labels[0]}: {myth}\n\n{labels[1]}: {fact}"
            card = self._card(
                Kind.MYTH_FACT, self.front.title, CardBlock(labels[0], myth, "myth"), CardBlock(labels[1], fact, "fact")
            )
            yield self._message(Kind.MYTH_FACT, pair.node.key, (body,), card, (body,))

    def _quotations(self) -> Iterator[Message | Omission]:
        for quotation in self._of(Quotation):
            text = " ".join(paragraphs(quotation.blocks, numbered=True))
            body = f"“{text}”\n— {quotation.by}" if quotation.by else f"“{text}”"
            card = self._card(Kind.QUOTATION, self.front.title, CardBlock("", f"“{text}”"), second=quotation.by)
            yield self._message(Kind.QUOTATION, quotation.node.key, (body,), card, (body,))

    def _reminder(self) -> Iterator[Message | Omission]:
        text = self.front.main_message
        first = next(iter(beginnings((text,), self.edition.lang)))
        card = self._card(Kind.REMINDER, self.front.title, CardBlock("", first))
        yield self._message(Kind.REMINDER, "main-message", (text,), card)


def _items(card: Card | None) -> tuple[str, ...]:
    return tuple(paragraphs(card.blocks, numbered=True)) if card else ()


def _key(message: Message | Omission) -> str:
    return message.key if isinstance(message, Message) else message.message.removeprefix("#")
