"""The finished files come in; what they hold, read back as a network or a scheduler would, goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import regex

from pipeline.article.balance import Balance, fold, unmarked
from pipeline.article.model import Card, CardKind, MythFact
from pipeline.article.plaintext import paragraphs
from pipeline.article.walking import of_kind
from pipeline.edition.artifact import Artifact, File
from pipeline.edition.edition import Edition
from pipeline.finding import Place
from pipeline.formats.passages import Passage, Role, transcribe
from pipeline.formats.social.campaign import post_balance
from pipeline.formats.social.counting import TAG
from pipeline.formats.social.emoji import count_emoji
from pipeline.formats.social.links import find_web_addresses
from pipeline.formats.social.networks import Network, networks
from pipeline.formats.social.seeing import Gallery
from pipeline.language.sentences import split_sentences
from pipeline.language.shortening import beginnings

FILE = "social/posts.json"
NUMBER = regex.compile(r"\p{Nd}+(?:[.,:/]\p{Nd}+)*")
COUNT = regex.compile(r"\s\d/\d$")
LETTER = regex.compile(r"\p{L}")
UNSEEN = regex.compile(r"\p{Cf}")
END = " .!?…:;؟。\"“”'«»–-"


@dataclass(frozen=True, slots=True)
class ReadPost:
    """One post of posts.json."""

    listed: Mapping[str, Any]
    network: Network | None

    @property
    def id(self) -> str:
        return str(self.listed["id"])

    @property
    def place(self) -> Place:
        return Place(FILE, part=self.id)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(str(text["text"]) for text in self.listed["texts"])

    @property
    def media(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(self.listed["media"])

    @property
    def card_words(self) -> tuple[str, ...]:
        return tuple(str(line) for media in self.media for line in media["words"])

    @property
    def alts(self) -> tuple[str, ...]:
        return tuple(str(media["alt"]) for media in self.media)

    @property
    def parts(self) -> tuple[tuple[Role, tuple[str, ...]], ...]:
        """Everything that the post says, by what it is."""
        lines = tuple(line for text in self.texts for line in text.split("\n"))
        return (
            (Role.TITLE, (str(self.listed.get("title", "")), str(self.listed.get("content_warning", "")))),
            (Role.PARAGRAPH, lines),
            (Role.CAPTION, self.card_words),
            (Role.ALT, self.alts),
        )


@dataclass(frozen=True)
class Reading:
    """The files of a campaign read back once."""

    artifact: Artifact

    @cached_property
    def files(self) -> Mapping[str, File]:
        return {file.name: file for file in self.artifact.files}

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Of each post its lines, its content warning, and the words and the description of its card; of a library of
        cards, nothing: they are pictures.
        """
        if "posts.json" not in self.files:
            return ()
        lang = str(self.listed["article"]["lang"])
        return tuple(
            Passage(post.id, role, heard, "" if heard == text else text, lang)
            for post in self.posts
            for role, texts in post.parts
            for text in texts
            if (heard := _heard(text))
        )

    @property
    def copies(self) -> Mapping[str, tuple[Passage, ...]]:
        """What no post of a campaign says, no other form of it says either."""
        return {"": self.passages}

    @property
    def previews(self) -> tuple[File, ...]:
        """None: its pages and pictures can be opened as they are."""
        return ()

    @property
    def transcript(self) -> str:
        """What is said of each passage, one a line."""
        return transcribe(self.passages)

    @cached_property
    def listed(self) -> Mapping[str, Any]:
        read: Mapping[str, Any] = json.loads(self.files["posts.json"].content)
        return read

    @cached_property
    def posts(self) -> tuple[ReadPost, ...]:
        known = networks()
        return tuple(ReadPost(post, known.get(post["network"])) for post in self.listed["posts"])

    @cached_property
    def gallery(self) -> Gallery:
        """Its pictures, each looked at once."""
        return Gallery(self.files)


@dataclass(frozen=True)
class Subject(Reading):
    """A campaign as read back, beside the edition whose words it should say."""

    edition: Edition = field(repr=False)

    @cached_property
    def balance(self) -> Balance:
        """What stands beside a benefit in this edition."""
        return post_balance(self.edition)

    @cached_property
    def _written(self) -> tuple[str, ...]:
        """Everything that the author wrote, a paragraph each: front matter, body, texts for networks."""
        front = self.edition.article.front
        written = [front.title, front.subtitle or "", front.summary, front.main_message, front.approval_status or ""]
        written += [*front.social.texts.values(), front.social.content_warning or ""]
        written += [without_links(text) for text in front.social.texts.values()]
        written += [risk.text for risk in self.balance.risks[:1]]
        for article in self.edition.publication.articles:
            written += paragraphs(article.blocks, numbered=True)
            written += paragraphs(article.blocks)
        return tuple(dict.fromkeys(written))

    @cached_property
    def emoji(self) -> int:
        """How many emoji the author wrote in all."""
        return count_emoji(" ".join(self._written))

    @cached_property
    def _units(self) -> tuple[str, ...]:
        """The sentences that the author wrote, in order, folded and masked: whole, because half of one may say the
        reverse ("We do not know if …").
        """
        found = (split_sentences(unmarked(text), self.edition.lang) for text in self._written)
        return tuple(masked(fold(sentence.text).strip(END)) for sentences in found for sentence in sentences)

    @cached_property
    def _known(self) -> frozenset[str]:
        """The units, and the beginnings of them at which a text may safely end."""
        cut = (beginnings((text,), self.edition.lang) for text in self._written)
        ends = (split_sentences(unmarked(text), self.edition.lang)[-1:] for texts in cut for text in texts)
        return frozenset((*self._units, *(masked(fold(each.text).strip(END)) for last in ends for each in last)))

    def is_written(self, said: str) -> bool:
        """Whether the author wrote this sentence, or neighbours in the article that stand joined in the post: the
        items of a list have no full stop that would part them.
        """
        wanted = masked(said)
        return wanted in self._known or any(
            unit and wanted.startswith(unit) and self._joins(wanted, first) for first, unit in enumerate(self._units)
        )

    def _joins(self, wanted: str, first: int) -> bool:
        rest = wanted
        for unit in self._units[first:]:
            if not rest.startswith(unit):
                return False
            rest = rest.removeprefix(unit)
            if not rest:
                return True
            if rest[0].isalnum():
                return False
            rest = rest.lstrip(END)
        return False

    @cached_property
    def myths(self) -> tuple[tuple[str, str], ...]:
        """Each sentence that the article calls a myth and says nowhere else, with the first words of its fact, both
        folded.
        """
        pairs = [pair for article in self.edition.publication.articles for pair in of_kind(article.blocks, MythFact)]
        return tuple(
            (fold(sentence.text).strip(END), fact)
            for pair in pairs
            for fact in [fold(next(paragraphs(pair.fact), "")).strip(END)]
            for text in paragraphs(pair.myth)
            for sentence in split_sentences(unmarked(text), self.edition.lang)
            if self._units.count(masked(fold(sentence.text).strip(END))) == 1
        )

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number in the article, and those of its own edition line."""
        return frozenset(number for text in self._written for number in NUMBER.findall(fold(text)))

    @cached_property
    def frames(self) -> tuple[str, ...]:
        """The interface words that stand in posts and on cards, longest first."""
        words, front, brand = self.edition.words, self.edition.article.front, self.edition.brand
        date = words.date(front.reviewed)
        labels = ("benefits-label", "risks-label", "myth-label", "fact-label")
        frames = [f"{words(label)}:" for label in labels]
        frames += [words("card-source-dated", publisher=brand.name, date=date), words("link-in-profile")]
        frames += [words("edition-line", id=front.id, version=front.version), words("details-link", url="").strip()]
        frames += [
            words("document-kind"),
            words("document-kind-publisher"),
            words("draft-mark"),
            *filter(None, self.edition.newer),
        ]
        frames += [words("question-label"), words("main-message-heading")]
        return tuple(sorted((unmarked(frame) for frame in frames), key=len, reverse=True))

    @cached_property
    def _folded_frames(self) -> tuple[tuple[str, str], ...]:
        return tuple((frame, fold(frame)) for frame in self.frames)

    @cached_property
    def benefits(self) -> tuple[str, ...]:
        """The sentences of the article's benefits cards, folded."""
        return tuple(self._card_sentences(CardKind.BENEFITS))

    @cached_property
    def risks(self) -> tuple[str, ...]:
        """The sentences of the article's risks cards, folded."""
        return tuple(self._card_sentences(CardKind.RISKS))

    def _card_sentences(self, kind: CardKind) -> Iterator[str]:
        for article in self.edition.publication.articles:
            for card in of_kind(article.blocks, Card):
                if card.kind is kind:
                    for text in paragraphs(card.blocks, numbered=True):
                        yield fold(text).strip(END)

    def sentences(self, text: str) -> Iterator[str]:
        """The sentences that a post says of its own: without addresses, tags, numbering and interface words."""
        # An address with an ending that networks do not know is no link to them, and no sentence either.
        plain = regex.sub(r"https://\S+", "", without_links(text))
        for line in plain.split("\n"):
            # Sentences are parted before they are folded: in small letters nothing tells where the next one begins.
            rest = COUNT.sub("", unmarked(TAG.sub("", line)).lstrip("–—- "))
            for frame, folded in self._folded_frames:
                if fold(rest).startswith(folded):
                    rest = rest[len(frame) :].strip()
                elif fold(rest).endswith(folded):
                    rest = rest[: -len(frame)].strip()
            for sentence in split_sentences(rest, self.edition.lang):
                said = fold(sentence.text).strip(END)
                if LETTER.search(said):
                    yield said


def _heard(text: str) -> str:
    """The text without direction marks and joiners, white space folded."""
    return " ".join(UNSEEN.sub("", text).split())


def masked(text: str) -> str:
    """The text with every number as 0, so that a wrong number is told apart from a foreign sentence."""
    return str(NUMBER.sub("0", text))


def without_links(text: str) -> str:
    """The text without its web addresses."""
    parts, at = [], 0
    for address in find_web_addresses(text, protocol_required=True):
        parts.append(text[at : address.start])
        at = address.end
    return "".join((*parts, text[at:]))
