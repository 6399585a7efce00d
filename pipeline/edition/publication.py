"""Articles come in; a publication goes out: one article, or a collection that is published as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.edition.binding import check_binding
from pipeline.fault import faults_of
from pipeline.finding import Finding, Findings, Place, Rule, Severity, Standing
from pipeline.language.characters import find_suspects
from pipeline.tables import TableError, place_of, read_table, texts_of

if TYPE_CHECKING:
    from pipeline.article.front_matter import PublishWords
    from pipeline.article.model import Article


@dataclass(frozen=True)
class Publication:
    """What is published in one language: `slug` names its output folder, `articles` are in reading order.

    `title`, `subtitle` and `settings` (foreword, series, ISBN, contributors, …) come from the collection file; for
    a single article they are the article's own and empty.
    """

    slug: str
    title: str
    subtitle: str
    articles: tuple[Article, ...]
    file: str
    is_collection: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def publish(self) -> PublishWords:
        """What of a brand's choice is published of it."""
        if not self.is_collection:
            return self.lead.front.publish
        from pipeline.article.front_matter import PublishWords

        # What is wrong with the table was said when the file was read; then nothing is published.
        return PublishWords.model_validate(self.settings.get("publish", {}))

    def place(self, key: str) -> Place:
        """Where the front matter of an article says `key`; of a collection, the file."""
        return Place(self.file) if self.is_collection else self.lead.place(key)

    @property
    def lead(self) -> Article:
        """The article that stands first; the only one unless this is a collection."""
        return self.articles[0]


COLLECTION = Rule(
    "collection/file",
    Severity.ERROR,
    "a collection file is TOML with a title and a list of articles that exist",
    (),
    "house",
    Standing.HOUSE,
    reason="a book that lacks a chapter must not be printed",
)


def single(article: Article, settings: Mapping[str, object] | None = None) -> Publication:
    """The publication of one article by itself; `settings` may hold its accessibility "evaluation"."""
    front = article.front
    return Publication(
        article.slug, front.title, front.subtitle or "", (article,), article.file, settings=settings or {}
    )


@dataclass(frozen=True)
class Collection:
    """A collection file as read: which articles, in which order, and the titles by language ("" for any)."""

    slug: str
    file: str
    articles: tuple[str, ...]
    titles: Mapping[str, str]
    subtitles: Mapping[str, str]
    brands: tuple[str, ...]
    settings: Mapping[str, object] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def place(self, article: str) -> Place:
        """Where the file names an article."""
        line = self.lines.get(article, 0)
        return Place(self.file, line, line)


def read_collection(slug: str, content: bytes) -> tuple[Collection | None, Findings]:
    """The collection in `source/<slug>.collection.toml`, or None with all its faults, our own among them."""
    place = Place(f"source/{slug}.collection.toml")
    try:
        return _read_collection(slug, content, place)
    except Exception as error:
        return None, faults_of(error, place, "reading it")


def _read_collection(slug: str, content: bytes, place: Place) -> tuple[Collection | None, Findings]:
    try:
        table = read_table(content)
    except TableError as fault:
        where = Place(place.file, fault.line, fault.line)
        return None, Findings((COLLECTION.finding(where, str(fault), "mend the line"),))
    found = _disguises(table, content, place.file)
    articles, brands = table.pop("articles", None), table.pop("brands", [])
    if not isinstance(articles, list) or not articles or not all(isinstance(name, str) for name in articles):
        found.append(COLLECTION.finding(place, '"articles" is not a list of article folders', 'write ["slug", "slug"]'))
        articles = []
    for name in sorted({name for name in articles if articles.count(name) > 1}):
        found.append(COLLECTION.finding(place, f'the article "{name}" stands twice', "name it once"))
    written, under = table.pop("title", None), table.pop("subtitle", "")
    titles, subtitles = _by_language(written), _by_language(under)
    for key, said in (("title", written), ("subtitle", under)):
        if not _is_text(said):
            hint = f'write {key} = "…", or [{key}] with languages'
            found.append(COLLECTION.finding(place, f'"{key}" is neither a text nor texts by language', hint))
    if not any(titles.values()):
        found.append(COLLECTION.finding(place, '"title" is missing', 'write title = "…", or [title] with languages'))
    if found:
        return None, Findings(tuple(found))
    brand_ids = tuple(str(name) for name in brands) if isinstance(brands, list) else (str(brands),)
    faults = check_binding(table, content, str(place))
    lines = {name: place_of(content, str(place), name).first for name in articles}
    collection = Collection(slug, str(place), tuple(articles), titles, subtitles, brand_ids, table, lines)
    return collection, Findings(faults)


def _disguises(table: Mapping[str, object], content: bytes, file: str) -> list[Finding]:
    """What reads otherwise than it looks, in titles, forewords and names."""
    return [
        COLLECTION.finding(place_of(content, file, path.split(".")[0]), f'"{path}": {suspect.message}', suspect.hint)
        for path, text in texts_of(table)
        for suspect in find_suspects(text)
    ]


def _is_text(value: object) -> bool:
    """Whether a title is a text, texts by language, or not there."""
    if isinstance(value, Mapping):
        return all(isinstance(text, str) for text in value.values())
    return value is None or isinstance(value, str)


def _by_language(value: object) -> dict[str, str]:
    if isinstance(value, dict):
        return {str(lang): " ".join(str(text).split()) for lang, text in value.items()}
    return {"": " ".join(str(value or "").split())}


def collect(collection: Collection, lang: str, articles: Mapping[str, Article]) -> Publication:
    """The publication of a collection in one language; `articles` are that language's, by slug."""

    def pick(by_language: Mapping[str, str]) -> str:
        return by_language.get(lang) or by_language.get("") or next(iter(by_language.values()), "")

    chosen = tuple(articles[slug] for slug in collection.articles)
    return Publication(
        collection.slug,
        pick(collection.titles),
        pick(collection.subtitles),
        chosen,
        collection.file,
        is_collection=True,
        settings=collection.settings,
    )
