"""An edition and what a receiver gets of it come in; the findings on what it says otherwise go out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from pipeline.article.model import Article
from pipeline.article.selecting import select
from pipeline.edition.artifact import Extent, Product
from pipeline.facts.comparing import NEAR, Match, State, Stream, match_all
from pipeline.facts.ledger import Kind, Ledger, Statement, Weight, ledger_of
from pipeline.facts.rules import CHANGED, MISSING, ORDER, TORN
from pipeline.facts.tokens import tokens_of
from pipeline.finding import Finding, Findings, Rule, Severity
from pipeline.language.sentences import split_sentences

if TYPE_CHECKING:
    from pipeline.edition.edition import Edition
    from pipeline.edition.publication import Publication

CHANCE = 2
"""A statement of so few tokens may stand somewhere by chance (house)."""

NEAR_IN_PART = 0.85
"""As `NEAR`, for a product that says a part only: what is not there is mostly like something that is (house)."""


class Said(Protocol):
    """What proving needs of a passage: where it stands, what is said, what its glyphs show, and its marks."""

    @property
    def where(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def painted(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def marks(self) -> Sequence[str]: ...


class Read(Protocol):
    """What a receiver gets of a product, as a format reads it back: each form that says all of it, by its name."""

    @property
    def passages(self) -> Sequence[Said]: ...
    @property
    def copies(self) -> Mapping[str, Sequence[Said]]: ...


_MARK = re.compile(r"\W*|\(?(?:\d+|[^\W\d_]{1,2}|[ivxlcdmIVXLCDM]+)[.)]*")
"""The mark of a list item: a bullet, "3.", "b)", "(iv)"."""


@dataclass(frozen=True)
class Proof:
    """The statements of an edition and what became of each in one product; `passages` are where they stand."""

    ledger: Ledger
    matches: tuple[Match, ...]
    passages: tuple[str, ...]

    def where(self, number: int) -> str:
        """Where a statement stands in the product, in the format's words; "" when it does not."""
        passage = self.matches[number].passage
        return self.passages[passage] if passage >= 0 else ""


def prove(edition: Edition, product: Product, passages: Sequence[Said], ledger: Ledger | None = None) -> Proof:
    """Look for every statement that the product's readers are meant to get; one that says a part leaves out blocks.

    `ledger` are these statements where they are known.
    """
    ledger = ledger or ledger_of_edition(edition, product)
    texts = [f"{_words(passage.label)}{passage.text}" for passage in passages]
    stream = Stream(texts, [passage.label for passage in passages])
    near = NEAR if product.extent is Extent.ALL else NEAR_IN_PART
    matches = zip(
        ledger.statements, match_all(ledger, stream, near, repeated=product.extent is Extent.MESSAGES), strict=True
    )
    numbered = tuple(_numbered(statement, match, stream) for statement, match in matches)
    return Proof(ledger, numbered, tuple(passage.where for passage in passages))


def _words(label: str) -> str:
    """A label that is no mark of a list but words, such as the term of a glossary, is part of what is said."""
    return "" if _MARK.fullmatch(label) else f"{label} "


def ledger_of_edition(edition: Edition, product: Product) -> Ledger:
    """What a product of the edition is meant to say: title and main message, then the blocks that are meant for it."""
    statements: list[Statement] = []
    facts = []
    for article in edition.publication.articles:
        blocks = select(article.blocks, product.format, product.variant)
        own = ledger_of(blocks, edition.lang)
        front = front_statements(article, edition.lang, _title(edition.publication))
        offset = len(statements) + len(front)
        statements += [*front, *own.statements]
        facts += [replace(fact, statement=fact.statement + offset) for fact in own.facts]
    return Ledger(tuple(statements), tuple(facts))


def _title(publication: Publication) -> str:
    """The title that stands for an article's own: a book of one article has the name that its collection gives it."""
    return publication.title if publication.is_collection and len(publication.articles) == 1 else ""


def front_statements(article: Article, lang: str, named: str = "") -> tuple[Statement, ...]:
    """What lives in the front matter only: title and main message, which every whole product shows, and words that some
    products show. `named` is a title that stands in the place of the article's own.
    """
    front, title, message = article.front, article.place("title"), article.place("main_message")
    own = named or front.title
    found = [Statement("title", title, lang, own, tokens_of(own), Weight.TELLING)]
    for said in split_sentences(front.main_message, lang):
        tokens = tokens_of(said.text)
        found.append(Statement("main-message", message, lang, said.text, tokens, Weight.GRAVE, Kind.WARNING))
    for name in ("subtitle", "summary", "approval_status", "funding", "conflicts"):
        for said in split_sentences(getattr(front, name) or "", lang):
            place = article.place(name)
            found.append(Statement("", place, lang, said.text, tokens_of(said.text), Weight.PASSING))
    return tuple(found)


def _numbered(statement: Statement, match: Match, stream: Stream) -> Match:
    """The match of a step whose number is another one in the product, as a changed one."""
    if match.state is not State.FOUND or not statement.label:
        return match
    shown = _number(stream.labels.get(match.start, ""))
    if not shown or shown == _number(statement.label):
        return match
    return replace(match, state=State.CHANGED, differences=())


def _number(label: str) -> str:
    """The number or letter of a label, without what stands beside it; "" for a bullet."""
    return "".join(re.findall(r"\w+", label)).casefold()


def proven(edition: Edition, product: Product, reading: Read) -> Findings:
    """What a product says otherwise than the article, at the lines of the article; nothing of one that nobody reads."""
    if product.extent is Extent.NONE:
        return Findings()
    return proven_whole(edition, product, reading)[0]


def proven_whole(
    edition: Edition, product: Product, reading: Read, placed: frozenset[str] = frozenset()
) -> tuple[Findings, Proof]:
    """The same, each form of the product by itself; and the proof of all of it, which says where facts stand.

    `placed` are the keys of blocks that a short product says it shows whole.
    """
    proof = prove(edition, product, reading.passages)
    found = Findings()
    for name, passages in reading.copies.items():
        own = proof if len(reading.copies) == 1 else prove(edition, product, passages, proof.ledger)
        found += findings_of(own, product, name, placed)
    return Findings(tuple(sorted(found.found, key=lambda finding: finding.order))), proof


def findings_of(proof: Proof, product: Product, copy: str = "", placed: frozenset[str] = frozenset()) -> Findings:
    """What is wrong with a product, or with the form of it that `copy` names, at the lines of the article."""
    whole = product.extent is Extent.ALL
    found = list(_differences(proof, product, whole, placed))
    found += _order(proof, product)
    if not whole:
        found += _torn(proof, product)
    return Findings(tuple(_in_copy(finding, product, copy) for finding in found))


def _in_copy(finding: Finding, product: Product, copy: str) -> Finding:
    """A finding on what is in no place of a form names the form."""
    if not copy or finding.where.part != str(product):
        return finding
    return replace(finding, where=replace(finding.where, part=f"{product}, {copy}"))


def _differences(proof: Proof, product: Product, whole: bool, placed: frozenset[str]) -> Iterator[Finding]:
    for number, (statement, match) in enumerate(zip(proof.ledger.statements, proof.matches, strict=True)):
        if match.state is State.CHANGED and statement.block:
            yield _changed(statement, match, product, proof.where(number))
        elif match.state is State.MISSING and statement.block and (whole or statement.block in placed):
            message = f'"{_short(statement.text)}" is missing from {product}'
            yield _finding(MISSING, statement, product, "", message)


def _changed(statement: Statement, match: Match, product: Product, where: str) -> Finding:
    if not match.differences:
        message = f'"{_short(statement.text)}" is number {statement.label} in the article, and another one in {product}'
        return _finding(ORDER, statement, product, where, message)
    told = "; ".join(_difference(one.expected, one.found) for one in match.differences[:3])
    return _finding(CHANGED, statement, product, where, f'"{_short(statement.text)}" differs in {product}: {told}')


def _difference(expected: str, found: str) -> str:
    if not found:
        return f'"{expected}" is lost'
    return f'"{found}" stands for "{expected}"' if expected else f'"{found}" is added'


def _order(proof: Proof, product: Product) -> Iterator[Finding]:
    """Steps and rows that do not stand in the author's order."""
    last: dict[tuple[str, str], int] = {}
    counts = Counter(each.tokens for each in proof.ledger.statements)
    for number, (statement, match) in enumerate(zip(proof.ledger.statements, proof.matches, strict=True)):
        if match.state is State.FOUND and counts[statement.tokens] == 1 and statement.kind in {Kind.STEP, Kind.ROW}:
            group = (statement.place.file, statement.group)
            if match.start < last.get(group, -1):
                message = f'"{_short(statement.text)}" stands before what the article says first, in {product}'
                yield _finding(ORDER, statement, product, proof.where(number), message)
            last[group] = max(match.start, last.get(group, -1))


def _torn(proof: Proof, product: Product) -> Iterator[Finding]:
    """Warnings, lists of signs, steps and tables of which a short product shows a part only."""
    groups: dict[tuple[str, str], list[int]] = {}
    for number, statement in enumerate(proof.ledger.statements):
        if statement.group and not statement.group.startswith("card"):
            groups.setdefault((statement.place.file, statement.group), []).append(number)
    words = [tuple(statement.tokens) for statement in proof.ledger.statements]
    for numbers in groups.values():
        lost = [number for number in numbers if proof.matches[number].state is State.MISSING]
        if not lost:
            continue
        grave = any(proof.ledger.statements[number].weight is Weight.GRAVE for number in numbers)
        # A main message that says a step again, alone or among other words, shows itself, and no part of the steps.
        beside = [
            (n, match) for n, match in enumerate(proof.matches) if n not in numbers and match.state is State.FOUND
        ]
        again, ranges = {words[n] for n, _ in beside}, [each for _, match in beside for each in match.ranges]
        # Two words stand somewhere by chance; they do not make a part of a list.
        own = [n for n in numbers if words[n] not in again and not _inside(proof.matches[n], ranges)]
        said = [n for n in own if n not in lost and len(words[n]) > CHANCE]
        if said:
            first = proof.ledger.statements[lost[0]]
            message = f'{product} shows a part of a list and leaves out "{_short(first.text)}"'
            finding = _finding(TORN, first, product, "", message)
            yield finding if grave else replace(finding, severity=Severity.WARNING)


def _inside(match: Match, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether every place that says a statement lies in what another statement says there."""
    return bool(match.ranges) and all(any(one <= start and end <= other for one, other in ranges)
                                      for start, end in match.ranges)  # fmt: skip


def _finding(rule: Rule, statement: Statement, product: Product, where: str, message: str) -> Finding:
    hints = {
        MISSING.name: "say what the block is and where it stands when you report it; it is not your article's fault",
        CHANGED.name: "compare the file with the article; if plainleaf made it so, report it with these two lines",
        ORDER.name: "compare the file with the article; if plainleaf made it so, report it with these two lines",
        TORN.name: "shorten the list until this format shows all of it; not=… leaves the whole block out of a format",
    }
    part = ", ".join(part for part in (str(product), where) if part)
    return rule.finding(replace(statement.place, part=part), message, hints[rule.name])


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 90 else f"{words[:88]}…"
