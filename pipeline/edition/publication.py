"""Articles come in; a publication goes out: one article, or a collection that is published as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.article.front.fields import PublishWords
from pipeline.article.model import Article
from pipeline.edition.binding import BindingWords, CollectionFile, Evaluation, in_language, read_collection_file
from pipeline.fault import faults_of
from pipeline.finding import Findings, Place
from pipeline.tables import place_of


@dataclass(frozen=True, slots=True)
class Sibling:
    """The same article in another language: its tag, the address it gives itself ("" for none), and whether it is the
    original.
    """

    lang: str
    canonical: str
    original: bool


@dataclass(frozen=True)
class Publication:
    """What is published in one language: `slug` names its output folder, `articles` are in reading order.

    `title`, `subtitle` and `words` (foreword, series, ISBN, contributors, …) come from the collection file; for a
    single article they are the article's own, and no words but its evaluation. `siblings` are the languages that its
    brand publishes it in besides its own.
    """

    slug: str
    title: str
    subtitle: str
    articles: tuple[Article, ...]
    file: str
    is_collection: bool = False
    words: BindingWords = field(default_factory=BindingWords)
    siblings: tuple[Sibling, ...] = ()

    @property
    def publish(self) -> PublishWords:
        """What of a brand's choice is published of it."""
        return self.words.publish if self.is_collection else self.lead.front.publish

    def place(self, key: str) -> Place:
        """Where the front matter of an article says `key`; of a collection, the file."""
        return Place(self.file) if self.is_collection else self.lead.place(key)

    @property
    def lead(self) -> Article:
        """The article that stands first; the only one unless this is a collection."""
        return self.articles[0]


def single(article: Article, evaluation: Evaluation | None = None, siblings: tuple[Sibling, ...] = ()) -> Publication:
    """The publication of one article by itself, with the evaluation of its accessibility that lies beside it."""
    front, words = article.front, BindingWords(evaluation=evaluation)
    title, subtitle = front.title, front.subtitle or ""
    return Publication(article.slug, title, subtitle, (article,), article.file, words=words, siblings=siblings)


@dataclass(frozen=True)
class Collection:
    """A collection file as read, the line that names each article, and what is wrong in it: nothing of it is published
    with an error.
    """

    slug: str
    file: str
    words: CollectionFile
    lines: Mapping[str, int] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)

    @property
    def articles(self) -> tuple[str, ...]:
        """The slugs of its articles in reading order."""
        return self.words.articles

    @property
    def brands(self) -> tuple[str, ...]:
        """The brands that publish it; empty when all do."""
        return self.words.brands

    def place(self, article: str) -> Place:
        """Where the file names an article."""
        line = self.lines.get(article, 0)
        return Place(self.file, line, line)


def read_collection(slug: str, content: bytes) -> tuple[Collection | None, Findings]:
    """The collection in `source/<slug>.collection.toml`, None when it can be none, and its faults, ours among them."""
    file = f"source/{slug}.collection.toml"
    try:
        said, findings = read_collection_file(content, file)
    except Exception as error:
        return None, faults_of(error, Place(file), "reading it")
    if said is None:
        return None, findings
    lines = {name: place_of(content, file, name).first for name in said.articles}
    return Collection(slug, file, said, lines, findings), findings


def collect(collection: Collection, lang: str, articles: Mapping[str, Article]) -> Publication:
    """The publication of a collection in one language; `articles` are that language's, by slug."""

    def title(texts: Mapping[str, str]) -> str:
        return in_language(texts, lang) or next(iter(texts.values()), "")

    words = collection.words
    chosen = tuple(articles[slug] for slug in collection.articles)
    return Publication(collection.slug, title(words.title), title(words.subtitle), chosen, collection.file, True, words)
