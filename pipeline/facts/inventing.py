"""An edition and what a receiver gets of it come in; what stands there and comes from nowhere goes out.

Whatever a reader gets is said by an article, its front matter, the brand or the catalogue of interface words. A
template may put such pieces together, "Phone: 020 7946 0123. Email: …"; it says nothing of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from pipeline.article.model import Article, Link
from pipeline.article.rules.statements import statements
from pipeline.article.walking import of_kind
from pipeline.edition.artifact import Product
from pipeline.edition.check_codes import code_of, shown
from pipeline.edition.companions import own_name
from pipeline.edition.edition import Edition
from pipeline.facts.ledger import is_negated, ledger_of
from pipeline.facts.proving import Read
from pipeline.facts.rules import INVENTED
from pipeline.facts.tokens import RAISED, SLOT, tokens_of
from pipeline.finding import Finding, Findings, Place, Severity
from pipeline.language.amounts import Frequency, Phone, Quantity
from pipeline.language.quantities import read_quantities
from pipeline.language.sentences import split_sentences

FILL = 12
"""So many tokens may fill a placeholder of the catalogue: a name with a title and an organisation (house)."""

DIGITS = 4
"""A bare number of so many digits is a page, a step or a year that a format counts by itself."""

FACTS = frozenset({"mass", "volume", "activity", "form", "household", "percent", "temperature", "pressure"})
"""The kinds of amounts that harm a reader when nobody has reviewed them."""

_URL = re.compile(r"https?://\S+")
_ORDINAL = re.compile(r"(?<=\d)\.[ \u00a0]")
_HOLE = re.compile(r"\{[^{}]*\}")
_RAISED = frozenset(chr(sign) if isinstance(sign, int) else sign for sign in RAISED.values())


class Sources:
    """Everything that an edition may say, as tokens: running text, and pieces that a template may put side by side."""

    def __init__(self, edition: Edition) -> None:
        self._running: list[str] = []
        self._pieces: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._addresses: list[str] = []
        for article in edition.publication.articles:
            self._take_article(article, edition)
        self._take(_strings(edition.brand), edition.lang)
        said = edition.publication
        self._take((said.title, said.subtitle, *_strings(said.words)), edition.lang)
        self._take((edition.canonical, _bare(edition.canonical)), edition.lang)
        self._take(_beside(edition), edition.lang)
        self._messages: list[tuple[tuple[str, ...], ...]] = []
        for message in edition.words.messages.values():
            for sentence in split_sentences(message, edition.lang):
                parts = tuple(_tokens(part) for part in _HOLE.split(sentence.text))
                if any(parts):
                    self._messages.append(parts)
        self._text = "\n".join(self._running)
        self._unbroken = self._text.replace(" ", "")
        addresses = (edition.canonical, edition.brand.contact.web, *self._addresses)
        # A letter shows "clinic.org › leaflets", with no slash between its parts.
        shown = [tuple(token for token in _tokens(address) if token != "/") for address in addresses]  # noqa: S105
        self._ways = "\n".join(f" {' '.join(each)} " for each in (*map(_tokens, addresses), *shown))
        self._known: dict[str, bool] = {}

    def _take_article(self, article: Article, edition: Edition) -> None:
        told = ledger_of(article.blocks, edition.lang).statements
        for statement in told:
            self._add(statement.tokens)
            self._take((statement.label,), edition.lang)
        self._take((each.text for each in statements(article)), edition.lang)
        for each in article.references.values():
            bare = _URL.sub(" ", each.text)
            # "20. November 2026" is parted behind its day where a no-break space hides that it is one.
            self._take((each.text, bare, *_ORDINAL.split(bare)), edition.lang)
        self._addresses += [each.url for each in article.references.values()]
        self._addresses += [link.target for link in of_kind(article.blocks, Link)]
        front = article.front.model_dump()
        self._take((each for text in _strings(front) for each in (text, _URL.sub(" ", text))), edition.lang)
        self._take((edition.words.date(day) for day in _days(front)), edition.lang)

    def _take(self, texts: Iterable[str], lang: str) -> None:
        for text in texts:
            self._add(tokens_of(text))
            for said in split_sentences(text, lang):
                self._add(tokens_of(said.text))

    def _add(self, tokens: tuple[str, ...]) -> None:
        piece: list[str] = []
        for token in (*tokens, SLOT):
            if token != SLOT:
                piece.append(token)
            elif piece:
                self._pieces[piece[0]].add(tuple(piece))
                piece = []
        self._running.append(f" {' '.join(token for token in tokens if token != SLOT)} ")

    def hold(self, text: str) -> bool:
        """Whether all of a sentence comes from here."""
        tokens = _tokens(text)
        line = " ".join(tokens)
        if line not in self._known:
            # A long word of a reference is parted at the end of its line.
            unbroken = "".join(tokens) in self._unbroken and len(tokens) > 1
            self._known[line] = f" {line} " in self._text or unbroken or self._composed(tokens)
        return self._known[line]

    def _composed(self, tokens: tuple[str, ...], inside: bool = False) -> bool:
        """Whether pieces side by side make up the tokens; `inside` a placeholder no message of the catalogue stands."""
        reached = [True] + [False] * len(tokens)
        for at in range(len(tokens)):
            if reached[at]:
                for end in self._ends(tokens, at, inside):
                    reached[end] = True
        return reached[-1]

    def _ends(self, tokens: tuple[str, ...], at: int, inside: bool) -> Iterator[int]:
        token = tokens[at]
        if (token.isdigit() and len(token) <= DIGITS) or not set(token) - _RAISED or not token.isalnum():
            yield at + 1
        if at == 0 and len(token) == 1:  # the letter of a note
            yield 1
        if token == "#" and at + 1 < len(tokens):  # noqa: S105 (a hashtag)
            yield at + 2
        for piece in self._pieces.get(token, ()):
            if tokens[at : at + len(piece)] == piece:
                yield at + len(piece)
        yield from self._on_a_way(tokens, at)
        if not inside:
            for parts in self._messages:
                yield from self._filled(tokens, at, parts)

    def _filled(self, tokens: tuple[str, ...], at: int, parts: tuple[tuple[str, ...], ...]) -> Iterator[int]:
        """Where a message of the catalogue ends that begins at a token, its placeholders filled with pieces."""
        ends = {at + len(parts[0])} if tokens[at : at + len(parts[0])] == parts[0] else set()
        for part in parts[1:]:
            following: set[int] = set()
            for end in ends:
                for start in range(end, min(len(tokens), end + FILL) + 1):
                    stands = tokens[start : start + len(part)] == part
                    if stands and self._composed(tokens[end:start], inside=True):
                        following.add(start + len(part))
            ends = following
        yield from (end for end in ends if end > at)

    def _on_a_way(self, tokens: tuple[str, ...], at: int) -> Iterator[int]:
        """Where a part of a web address ends: on paper and in letters it is shown short, and over lines."""
        for end in range(at + 1, len(tokens) + 1):
            if f" {' '.join(tokens[at:end])} " not in self._ways:
                return
            if end > at + 1 or len(tokens[at]) > 10 or any(sign.isdigit() for sign in tokens[at]):
                yield end


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(token for token in tokens_of(text) if token != SLOT)


def _bare(address: str) -> str:
    return address.partition("://")[2]


def _beside(edition: Edition) -> Iterator[str]:
    """What a page says of what stands beside it: kinds of files, papers, other languages, codes of printed copies."""
    yield from ("PDF", "EPUB", edition.brand.paper)
    code = code_of(edition)
    yield from (code, shown(code))
    for copy in edition.copies:
        day = edition.words.date(date.fromisoformat(copy.reviewed))
        yield from (copy.code, shown(copy.code), copy.document, copy.version, day, *copy.grave)
    for sibling in edition.publication.siblings:
        yield own_name(sibling.lang)


def _strings(value: Any) -> Iterator[str]:
    """Every text in a value, and numbers as they are written."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _strings(key)
            yield from _strings(each)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from _strings(each)
    elif hasattr(value, "model_dump"):
        yield from _strings(value.model_dump(mode="json"))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))


def _days(value: Any) -> Iterator[date]:
    if isinstance(value, date):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _days(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _days(each)


_asked: list[tuple[Edition, Sources]] = []
"""What the edition that was asked for last may say: all products of a format ask for the same."""


def invented(edition: Edition, product: Product, reading: Read) -> Findings:
    """A finding for each sentence of a product that no article, brand or catalogue says: an error where it holds an
    amount, a share, a phone number or a "not".
    """
    if not (_asked and _asked[0][0] is edition):
        _asked[:] = [(edition, Sources(edition))]
    sources = _asked[0][1]
    found: dict[str, Finding] = {}
    for name, passages in reading.copies.items():
        for passage in passages:
            for said in split_sentences(_URL.sub(" ", passage.text), passage.lang or edition.lang):
                if said.text not in found and not sources.hold(said.text):
                    found[said.text] = _finding(said.text, passage.where or name, edition, product)
    return Findings(tuple(found.values()))


def _finding(text: str, where: str, edition: Edition, product: Product) -> Finding:
    place = Place(edition.publication.file, part=f"{product}, {where}" if where else str(product))
    words = " ".join(text.split())
    shown = words if len(words) <= 90 else f"{words[:88]}…"
    message = f'"{shown}" stands in no article, brand or catalogue of words'
    hint = "look for it in styles/; say it in the article, or write interface words into styles/words"
    return INVENTED.finding(place, message, hint, None if _tells(text, edition.lang) else Severity.WARNING)


def _tells(text: str, lang: str) -> bool:
    """Whether a sentence tells what a reader may act on."""
    values = read_quantities(text, lang)
    told = any(isinstance(v, Frequency | Phone) or (isinstance(v, Quantity) and v.kind in FACTS) for v in values)
    return told or is_negated(_tokens(text), lang)
