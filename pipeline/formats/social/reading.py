"""The finished files come in; what they hold, read back as a network or a scheduler would, goes out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import regex

from pipeline.article.model import Card, CardKind
from pipeline.article.plaintext import paragraphs
from pipeline.article.walking import of_kind
from pipeline.edition.artifact import Artifact
from pipeline.edition.edition import Edition
from pipeline.finding import Place
from pipeline.formats.social.balance import fold
from pipeline.formats.social.counting import TAG
from pipeline.formats.social.links import find_web_addresses
from pipeline.formats.social.networks import Network, networks
from pipeline.language.sentences import split_sentences

if TYPE_CHECKING:
    from PIL.Image import Image

FILE = "social/posts.json"
NUMBER = regex.compile(r"\p{Nd}+(?:[.,:/]\p{Nd}+)*")
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


class Reading:
    """The files of a campaign read back once, beside the edition they should say."""

    def __init__(self, artifact: Artifact, edition: Edition) -> None:
        self.artifact = artifact
        self.edition = edition
        self.files = {file.name: file for file in artifact.files}

    @cached_property
    def listed(self) -> Mapping[str, Any]:
        read: Mapping[str, Any] = json.loads(self.files["posts.json"].content)
        return read

    @cached_property
    def posts(self) -> tuple[ReadPost, ...]:
        known = networks()
        return tuple(ReadPost(post, known.get(post["network"])) for post in self.listed["posts"])

    def picture(self, name: str) -> Image | None:
        """The picture in a file; None when there is no such file or it is none."""
        from PIL import Image, UnidentifiedImageError

        if name not in self.files:
            return None
        try:
            picture = Image.open(io.BytesIO(self.files[name].content))
            picture.load()
        except (UnidentifiedImageError, OSError):
            return None
        return picture

    @cached_property
    def corpus(self) -> str:
        """Everything that the author wrote, folded: front matter, body, texts for networks."""
        front = self.edition.article.front
        written = [front.title, front.subtitle or "", front.summary, front.main_message, front.approval_status or ""]
        written += [*front.social.texts.values(), front.social.content_warning or ""]
        written += [without_links(text) for text in front.social.texts.values()]
        for article in self.edition.publication.articles:
            written += paragraphs(article.blocks, numbered=True)
        return "\n".join(fold(text) for text in written)

    @cached_property
    def masked_corpus(self) -> str:
        """The corpus with every number as 0, so that a wrong number is told apart from a foreign sentence."""
        return str(NUMBER.sub("0", self.corpus))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number in the article, and those of its own edition line."""
        return frozenset(NUMBER.findall(self.corpus))

    @cached_property
    def frames(self) -> tuple[str, ...]:
        """The interface words that stand in posts and on cards, longest first."""
        words, front, brand = self.edition.words, self.edition.article.front, self.edition.brand
        date = words.date(front.reviewed)
        labels = ("benefits-label", "risks-label", "myth-label", "fact-label")
        frames = [f"{words(label)}:" for label in labels]
        frames += [words("card-source-dated", publisher=brand.name, date=date), words("link-in-profile")]
        frames += [words("edition-line", id=front.id, version=front.version), words("details-link", url="").strip()]
        frames += [words("document-kind"), words("document-kind-publisher"), words("draft-mark")]
        frames += [words("question-label"), words("main-message-heading")]
        return tuple(sorted((fold(frame) for frame in frames), key=len, reverse=True))

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
        plain = without_links(text)
        for line in plain.split("\n"):
            rest = fold(TAG.sub("", line)).lstrip("–—- ")
            for frame in self.frames:
                rest = rest.removeprefix(frame).strip() if rest.startswith(frame) else rest.removesuffix(frame).strip()
            for sentence in split_sentences(regex.sub(r"\s\d/\d$", "", rest), self.edition.lang):
                said = sentence.text.strip(END)
                if regex.search(r"\p{L}", said) and said not in self.frames:
                    yield said


def without_links(text: str) -> str:
    """The text without its web addresses."""
    parts, at = [], 0
    for address in find_web_addresses(text, protocol_required=True):
        parts.append(text[at : address.start])
        at = address.end
    return "".join((*parts, text[at:]))
