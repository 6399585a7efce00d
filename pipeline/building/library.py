"""The bytes of a workspace come in; what can be published, and what is wrong with the rest, goes out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline.article.neighbours import lost, neighbours
from pipeline.building.jobs import WORKER_DIED, ReadArticle, ReadJob, read
from pipeline.building.planning import ArticleEntry, BrandEntry, Digests, source_digest
from pipeline.building.running import Runner
from pipeline.building.weighing import Weighing
from pipeline.edition.binding import EVALUATION_FILE, read_evaluation
from pipeline.edition.publication import COLLECTION, Collection, Publication, collect, read_collection, single
from pipeline.edition.review import State
from pipeline.finding import Findings, Place
from pipeline.house.policy import Policy, read_policies, waivers_of
from pipeline.workspace.source import Source

if TYPE_CHECKING:
    from pipeline.article.model import Article


@dataclass(frozen=True)
class Target:
    """One edition that could be published: a publication's slug in one language as one brand publishes it.

    `articles` are the slugs it is made of, `sources` the digests of everything it is read from.
    """

    slug: str
    lang: str
    brand: str
    title: str
    file: str
    articles: tuple[str, ...]
    sources: tuple[str, ...]
    state: State
    withdrawn: bool
    findings: Findings
    weighing: Weighing
    collection: Collection | None = None

    @property
    def edition(self) -> str:
        return f"{self.brand}/{self.lang}/{self.slug}"


@dataclass
class Library:
    """Sources, collections and brands of one workspace; articles are read when somebody needs them.

    `slugs` are those of all articles and collections, which a link may lead to; `sources` may be fewer. `only` are the
    slugs asked for, empty for all. What earlier runs learnt of the same bytes with the same engine is taken from
    `memory` and given back by `remember`, so that a run without changes reads no article.
    """

    sources: Mapping[str, Source]
    collections: Mapping[str, bytes]
    style_files: Mapping[str, bytes]
    digests: Digests
    slugs: frozenset[str]
    only: frozenset[str] = frozenset()
    findings: Findings = field(default_factory=Findings)
    entries: dict[str, list[ArticleEntry]] = field(default_factory=dict)
    brands: dict[str, BrandEntry] = field(default_factory=dict)
    articles: dict[tuple[str, str], Article] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.source_digests = {slug: source_digest(source) for slug, source in self.sources.items()}
        self._collections: dict[str, Collection] = {}
        self._policies: Mapping[str, Policy] = {}
        for slug, content in self.collections.items():
            if slug in self.sources:
                place = Place(f"source/{slug}.collection.toml")
                message = f'there is an article "{slug}" too, and both would be written to one folder'
                self.findings += Findings((COLLECTION.finding(place, message, "rename one of the two"),))
                continue
            collection, findings = read_collection(slug, content)
            self.findings += findings
            if collection:
                self._collections[slug] = collection

    # memory

    def recall(self, memory: bytes | None) -> None:
        """Take over what is known from earlier runs; a memory of another engine or form is ignored."""
        try:
            table = json.loads(memory) if memory else {}
            if table.get("engine") == self.digests.engine:
                for slug, digest in self.source_digests.items():
                    if digest in table["sources"]:
                        self.entries[slug] = [ArticleEntry.from_json(v) for v in table["sources"][digest]]
                for brand, digest in self.digests.brands.items():
                    if digest in table["brands"]:
                        self.brands[brand] = BrandEntry.from_json(table["brands"][digest])
        except (ValueError, KeyError, TypeError, AttributeError):
            self.entries.clear()
            self.brands.clear()
        self._read_brands([brand for brand in self.digests.brands if brand not in self.brands])
        self._policies, faults = read_policies(self.style_files, self.brands)
        for brand, found in faults.items():
            entry = self.brands[brand]
            self.brands[brand] = replace(entry, findings=entry.findings + Findings(found))

    def remember(self, memory: bytes | None) -> dict[str, object]:
        """What to keep for the next run, on top of what `memory` knows of sources that this run did not touch."""
        sources: dict[str, object] = {}
        try:
            table = json.loads(memory) if memory else {}
            if self.only and table.get("engine") == self.digests.engine:
                sources = table["sources"]
        except (ValueError, KeyError, TypeError, AttributeError):
            pass
        for slug, entries in self.entries.items():
            sources[self.source_digests[slug]] = [entry.to_json() for entry in entries]
        brands = {self.digests.brands[brand]: entry.to_json() for brand, entry in self.brands.items()}
        return {"engine": self.digests.engine, "sources": sources, "brands": brands}

    def _read_brands(self, names: Sequence[str]) -> None:
        if not names:
            return
        from pipeline.house.styles import read_brands

        readable, findings = read_brands(self.style_files, names)
        for name in names:
            own = tuple(f for f in findings.found if f.where.file == f"styles/brands/{name}/brand.toml")
            languages = readable[name].languages if name in readable else ()
            self.brands[name] = BrandEntry(name, languages, Findings(own, faults=findings.faults if own else ()))

    # reading

    @property
    def unread(self) -> list[str]:
        """The slugs of which nothing is known yet."""
        return [slug for slug in self.sources if slug not in self.entries]

    def read(self, runner: Runner, slugs: Iterable[str]) -> None:
        """Read sources in the runner's processes."""

        def done(job: ReadJob, result: tuple[ReadArticle, ...] | None) -> list[ReadJob]:
            slug = job.source.slug
            if result is None:
                place = Place(job.source.folder)
                hint = "look for a huge or hostile picture in its folder"
                died = WORKER_DIED.finding(place, "the process that read it died", hint)
                self.entries[slug] = [ArticleEntry(slug, str(place), "", slug, False, True, findings=Findings((died,)))]
                return []
            self.entries[slug] = [_entry(slug, article) for article in result]
            for article in result:
                if article.article is not None:
                    self.articles[slug, article.article.lang] = article.article
            return []

        runner.run(read, [ReadJob(self.sources[slug]) for slug in slugs], done)

    def publication(self, target: Target) -> Publication:
        """The publication of a target whose articles are read."""
        if target.collection is None:
            return single(self.articles[target.slug, target.lang], self._settings(target.slug))
        articles = {slug: self.articles[slug, target.lang] for slug in target.articles}
        return collect(target.collection, target.lang, articles)

    def _settings(self, slug: str) -> dict[str, object]:
        """What lies beside an article and is not prose: its accessibility evaluation."""
        content = self.sources[slug].files.get(EVALUATION_FILE)
        if content is None:
            return {}
        record, found = read_evaluation(content, f"source/{slug}/{EVALUATION_FILE}")
        self.findings += found
        return {"evaluation": record} if record else {}

    # targets

    def targets(self, today: date, brands: Sequence[str], langs: Sequence[str]) -> list[Target]:
        """Every edition that could be published, once all entries are known; `brands` and `langs` limit them."""
        wanted = [brand for brand in self.brands.values() if not brands or brand.id in brands]
        found: list[Target] = []
        for slug in self.sources:
            if not self.only or slug in self.only:
                for entry in self.entries[slug]:
                    found += self._targets_of(entry, wanted, today)
        for slug, collection in self._collections.items():
            if not self.only or slug in self.only:
                found += self._collection_targets(collection, wanted, today)
        return [target for target in found if not langs or target.lang in langs]

    def _targets_of(self, entry: ArticleEntry, brands: Sequence[BrandEntry], today: date) -> list[Target]:
        if not entry.readable:
            self.findings += entry.findings
            return []
        findings = entry.findings + self._unknown_brands(entry) + lost(entry.neighbours, self.slugs)
        weighings = {brand.id: Weighing(self._policies[brand.id], entry.waivers, today, brand.id) for brand in brands}
        return [
            Target(
                entry.slug,
                entry.lang,
                brand.id,
                entry.title,
                entry.file,
                (entry.slug,),
                (self.source_digests[entry.slug],),
                entry.state(today),
                entry.withdrawn,
                weighings[brand.id].of_article(findings) + brand.findings,
                weighings[brand.id],
            )
            for brand in brands
            if (not entry.brands or brand.id in entry.brands) and brand.publishes(entry.lang)
        ]

    def _unknown_brands(self, entry: ArticleEntry) -> Findings:
        from pipeline.article.syntax import FRONT_MATTER

        unknown = [brand for brand in entry.brands if brand not in self.brands]
        hint = f"write one of {', '.join(self.brands)}"
        found = Findings()
        for brand in unknown:
            message = f'there is no brand "{brand}" under styles/brands/'
            found += Findings((FRONT_MATTER.finding(Place(entry.file, 1), message, hint),))
        if unknown and len(unknown) == len(entry.brands):
            self.findings += found
        return found

    def _collection_targets(self, collection: Collection, brands: Sequence[BrandEntry], today: date) -> list[Target]:
        missing = [slug for slug in collection.articles if slug not in self.entries]
        for slug in missing:
            message = f'the collection names "{slug}", and there is no such article'
            finding = COLLECTION.finding(collection.place(slug), message, "mend the name, or take it out of the list")
            self.findings += Findings((finding,))
        if missing:
            return []
        by_lang: dict[str, list[ArticleEntry]] = {}
        for slug in collection.articles:
            for entry in self.entries[slug]:
                if entry.readable:
                    by_lang.setdefault(entry.lang, []).append(entry)
        return [
            self._collection_target(collection, lang, brand, entries, today)
            for lang, entries in sorted(by_lang.items())
            if len(entries) == len(collection.articles)
            for brand in brands
            if (not collection.brands or brand.id in collection.brands) and brand.publishes(lang)
        ]

    def _collection_target(
        self, collection: Collection, lang: str, brand: BrandEntry, entries: Sequence[ArticleEntry], today: date
    ) -> Target:
        from pipeline.workspace.storage import digest

        findings = brand.findings
        for entry in entries:
            findings += entry.findings + lost(entry.neighbours, self.slugs)
        waivers = tuple(waiver for entry in entries for waiver in entry.waivers)
        weighing = Weighing(self._policies[brand.id], waivers, today, brand.id)
        sources = (
            *(self.source_digests[slug] for slug in collection.articles),
            digest(self.collections[collection.slug]),
        )
        return Target(
            collection.slug,
            lang,
            brand.id,
            collection.titles.get(lang) or collection.titles.get("") or collection.slug,
            collection.file,
            collection.articles,
            sources,
            max((entry.state(today) for entry in entries), key=list(State).index),
            any(entry.withdrawn for entry in entries),
            weighing.of_article(findings),
            weighing,
            collection,
        )


def _entry(slug: str, reading: ReadArticle) -> ArticleEntry:
    article = reading.article
    if article is None:
        return ArticleEntry(slug, reading.file, "", slug, False, False, findings=reading.findings)
    front = article.front
    return ArticleEntry(
        slug,
        reading.file,
        article.lang,
        front.title,
        True,
        article.original,
        front.status == "withdrawn",
        front.next_review.isoformat(),
        front.brands,
        reading.findings,
        neighbours(article),
        waivers_of(article),
    )
