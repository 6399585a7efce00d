"""The one door to a workspace: what lies in it comes in; what could be published, and the editions, go out."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.article.front.status import Status
from pipeline.article.neighbours import neighbours
from pipeline.article.pictures.proving import consents_of
from pipeline.building.digests import Digests, digest_styles, source_digest
from pipeline.building.entries import ArticleEntry, BrandEntry
from pipeline.building.inputs import PublicationInput
from pipeline.building.jobs import ReadArticle
from pipeline.building.keys import with_keys
from pipeline.building.shared import Shared, held
from pipeline.building.survey import Knowledge, Survey, Target, orphans, survey
from pipeline.edition.approvals import APPROVALS_FILE, Approvals, read_approvals
from pipeline.edition.binding import COLLECTION, EVALUATION_FILE, Evaluation, read_evaluation
from pipeline.edition.name import EditionName
from pipeline.edition.publication import Collection as ArticleCollection
from pipeline.edition.publication import Sibling, read_collection
from pipeline.errors import PlainleafError, UsageError
from pipeline.finding import Findings, Place
from pipeline.house.policy import Policy, read_policies, waivers_of
from pipeline.house.review import Review, read_reviews
from pipeline.naming import choose
from pipeline.workspace import storage
from pipeline.workspace.disk import digest
from pipeline.workspace.shelf import Shelf

if TYPE_CHECKING:
    from pipeline.article.model import Article
    from pipeline.article.source import Source
    from pipeline.edition.edition import Edition
    from pipeline.workspace.folder import Workspace


@dataclass
class Library:
    """Everything that a workspace could publish, as of one day.

    `open` looks at all of it and reads no article; `learn` takes in what reading them gave, with `recall` from an
    earlier run. Everything else is a question, which changes nothing: asked twice it is answered alike.
    """

    today: date
    style_files: Mapping[str, bytes] = field(repr=False)
    sources: Mapping[str, Source] = field(repr=False)
    collections: Mapping[str, ArticleCollection]
    digests: Digests
    source_digests: Mapping[str, str] = field(repr=False)
    faults: Findings = field(default_factory=Findings)
    entries: dict[str, tuple[ArticleEntry, ...]] = field(default_factory=dict)
    brands: dict[str, BrandEntry] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    reviews: Mapping[str, Review] = field(default_factory=dict)
    articles: dict[tuple[str, str], Shared[Article]] = field(default_factory=dict, repr=False)
    present: frozenset[str] = frozenset()
    collection_files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    signers: bytes = field(default=b"", repr=False)
    keys: dict[str, str] = field(default_factory=dict, repr=False)
    _told: dict[str, tuple[tuple[ArticleEntry, ...], Any]] = field(default_factory=dict, init=False, repr=False)
    _surveyed: list[tuple[object, Survey]] = field(default_factory=list, init=False, repr=False, compare=False)

    @staticmethod
    def open(workspace: Workspace, today: date, seen: Mapping[str, tuple[str, str]] | None = None) -> Library:
        """The library of a workspace. Articles stay unread until somebody needs them; `seen` is what an earlier run
        saw of their folders, which are not read to know that they are what they were.
        """
        style_files = storage.read_style_files(workspace)
        sources = Shelf(workspace, source_digest, seen or {})
        contents = storage.read_collections(workspace)
        collections, faults = _read_collections(contents, sources)
        evaluated = {slug: sources[slug] for slug in sources.holding(EVALUATION_FILE)}
        faults += _evaluation_faults(evaluated) + storage.strays(workspace, sources) + storage.unread_brands(workspace)
        digests = dict(sources.digests)
        digests |= {slug: digest(content) for slug, content in contents.items() if slug not in sources}
        engine = storage.code_digest()
        styles = digest_styles(style_files, engine)
        present = storage.entry_names(workspace)
        signers = storage.read_signers(workspace)
        found = Library(today, style_files, sources, collections, styles, digests, faults=faults, present=present)
        return replace(found, signers=signers, collection_files=contents)

    def with_source(self, source: Source) -> Library:
        """This library with one source in another state, of which nothing is known yet."""
        library = replace(self, entries={}, articles={}, sources=ChainMap({}, *self._layers))
        library.put(source)
        return library

    def put(self, source: Source) -> None:
        """Take a source in its state now for that of its article, whatever lies on disk later."""
        if not isinstance(self.sources, ChainMap):
            self.sources = ChainMap({}, *self._layers)
        self.sources.maps[0][source.slug] = source

    @property
    def _layers(self) -> Sequence[Any]:
        """The sources that were put in, if any, and those on disk."""
        return self.sources.maps if isinstance(self.sources, ChainMap) else [self.sources]

    @property
    def seen(self) -> Mapping[str, tuple[str, str]]:
        """What the next run should know of the folders of articles, to `open` with."""
        if not isinstance(self.sources, Shelf):
            return {}
        return {slug: own for slug, own in self.sources.seen.items() if own[1] == self.source_digests[slug]}

    def source(self, slug: str) -> Source | None:
        """The files of an article as they are now; None when they have changed since the article was learnt."""
        source = self.sources[slug]
        now = source_digest(source)
        if now != self.source_digests[slug]:
            if slug in self.entries:
                return None
            self.source_digests = {**self.source_digests, slug: now}
        return source

    @property
    def slugs(self) -> frozenset[str]:
        """The names of all articles and collections, which a link may lead to."""
        return frozenset(self.source_digests)

    # learning

    def recall(self, memory: Mapping[str, Any] | None) -> None:
        """Take over what an earlier run learnt (`memory` of it) of the same bytes with the same tools; read the brands
        that changed.
        """
        try:
            table = memory or {}
            self.keys.update({str(known): str(key) for known, key in table.get("keys", {}).items()})
            if (table.get("engine"), table.get("tools")) == (self.digests.engine, self.digests.tools):
                known = table["sources"]
                entries = {
                    slug: tuple(ArticleEntry.from_json(values) for values in known[self.source_digests[slug]])
                    for slug in self.sources
                    if self.source_digests[slug] in known
                }
                brands = {
                    brand: BrandEntry.from_json(table["brands"][value])
                    for brand, value in self.digests.brands.items()
                    if value in table["brands"]
                }
                self.entries.update({slug: own for slug, own in entries.items() if own and own[0].slug == slug})
                self._told = {slug: (own, known[self.source_digests[slug]]) for slug, own in entries.items()}
                self.brands.update({brand: own for brand, own in brands.items() if own.id == brand})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            # Written by another version or by hand: it is read anew.
            pass
        self._read_brands()

    def memory(self) -> dict[str, object]:
        """What to keep for the next run; what died or crashed is tried again."""
        kept = {slug: own for slug, own in self.entries.items() if not any(e.ended or e.findings.faults for e in own)}
        return {
            "engine": self.digests.engine,
            "tools": self.digests.tools,
            "sources": {self.source_digests[slug]: self._tell(slug, own) for slug, own in kept.items()},
            "keys": self.keys,
            "brands": {self.digests.brands[brand]: entry.to_json() for brand, entry in self.brands.items()},
        }

    def _tell(self, slug: str, entries: tuple[ArticleEntry, ...]) -> Any:
        """The entries of an article as JSON values; as they were recalled, while they are these."""
        recalled, values = self._told.get(slug, (None, None))
        return values if recalled is entries else [entry.to_json() for entry in entries]

    def _read_brands(self) -> None:
        missing = [brand for brand in self.digests.brands if brand not in self.brands]
        if missing:
            self.brands.update(_brand_entries(self.style_files, missing))
        brands = {brand: self.brands[brand] for brand in self.digests.brands}
        self.policies, faults = read_policies(self.style_files, brands)
        self.reviews, wrong = read_reviews(self.style_files, self._defaults(), brands)
        self.brands = {
            brand: replace(entry, findings=entry.findings + Findings((*faults.get(brand, ()), *wrong)))
            for brand, entry in brands.items()
        }

    def learn(self, slug: str, readings: Sequence[ReadArticle], share: Callable[[Article], Shared[Article]]) -> None:
        """Take in what reading one source gave; `share` puts an article where every process finds it."""
        files = self.sources[slug].files
        self.entries[slug] = tuple(_entry(slug, each, files) for each in readings)
        for each in readings:
            if each.article is not None:
                self.articles[slug, each.article.lang] = share(each.article)

    def unread(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """Those of the slugs that are articles of which nothing is known yet."""
        return tuple(slug for slug in slugs if slug in self.sources and slug not in self.entries)

    def members(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """The articles behind slugs: a collection's are those it is made of."""
        found: dict[str, None] = {}
        for slug in slugs:
            collection = self.collections.get(slug)
            found |= dict.fromkeys(collection.articles if collection else (slug,))
        return tuple(slug for slug in found if slug in self.sources)

    # asking

    def digests_of(self, slug: str) -> tuple[str, ...]:
        """The digests of everything that an article or a collection is read from, as `Target.sources` has them."""
        collection = self.collections.get(slug)
        own = (self.source_digests[slug],) if slug in self.source_digests else ()
        if collection is None:
            return own
        return (*(self.source_digests[member] for member in collection.articles if member in self.sources), *own)

    def _with(self, name: str) -> Iterable[str]:
        """The slugs of the articles that have a file of this name."""
        *above, last = self._layers
        put = {slug: source for layer in reversed(above) for slug, source in layer.items()}
        below = last.holding(name) if isinstance(last, Shelf) else [slug for slug in last if name in last[slug].files]
        return sorted(
            {slug for slug in below if slug not in put} | {s for s, each in put.items() if name in each.files}
        )

    def survey(self) -> Survey:
        """Every edition that could be published, as far as its articles are known."""
        known = self._knowledge()
        seen = _state(known)
        # A run asks four times, and a library of thousands takes a second to look over.
        if not self._surveyed or self._surveyed[0][0] != seen:
            found = survey(known)
            self._surveyed[:] = [(seen, Survey(found.targets, self.faults + found.findings))]
        return self._surveyed[0][1]

    def orphans(self, published: Iterable[EditionName]) -> dict[EditionName, str]:
        """The published editions that nothing stands for any more, with the reason."""
        return orphans(self._knowledge(), self.survey(), published)

    def _knowledge(self) -> Knowledge:
        return Knowledge(
            self.today,
            self.entries,
            self.collections,
            self.brands,
            self.policies,
            self.source_digests,
            self.slugs,
            {
                slug: _document_id(self.sources[slug].files.get("article.md", b""))
                for slug in self.sources
                if slug not in self.entries
            },
            self.present,
            self.reviews,
            {slug: self.approvals(slug) for slug in self._with(APPROVALS_FILE)},
        )

    def approvals(self, slug: str) -> Approvals:
        """Who approved an article, in every language, and what is wrong with the file that says so."""
        content = self.sources[slug].files.get(APPROVALS_FILE)
        if content is None:
            return Approvals()
        roles = {role for review in self.reviews.values() for role in review.needs}
        file = f"source/{slug}/{APPROVALS_FILE}"
        return with_keys(read_approvals(content, file, self.today, sorted(roles)), file, self.signers, self.keys)

    def _defaults(self) -> Mapping[str, bytes]:
        """What all articles share of their front matter, by file."""
        return next((self.sources[slug].defaults for slug in self.sources), {})

    def editions(self, slug: str, brands: Collection[str] = (), langs: Collection[str] = ()) -> tuple[EditionName, ...]:
        """The editions of an article or collection, of these brands and languages if any are named.

        Raises UsageError for a name that does not exist.
        """
        if slug not in self.slugs:
            raise UsageError(f'there is no article "{slug}" under source/', hint=choose(slug, self.slugs))
        for brand in brands:
            if brand not in self.digests.brands:
                raise UsageError(f'there is no brand "{brand}"', hint=choose(brand, self.digests.brands))
        self.read(self.members((slug,)))
        names = [target.name for target in self.survey().targets if target.name.slug == slug]
        for lang in langs:
            if lang not in {name.lang for name in names}:
                hint = choose(lang, {name.lang for name in names})
                raise UsageError(f'there is no edition of "{slug}" in "{lang}"', hint=hint)
        return tuple(
            name for name in names if (not brands or name.brand in brands) and (not langs or name.lang in langs)
        )

    def only(self, slug: str, brand: str | None, lang: str | None) -> EditionName:
        """The one edition that is meant by a slug and perhaps a brand and a language; the original's by default.

        Raises UsageError when none is, or several are.
        """
        names = self.editions(slug, (brand,) if brand else ())
        entries = [entry for member in self.members((slug,)) for entry in self.entries[member]]
        broken = next((each for each in entries if not each.readable and each.file.endswith("/article.md")), None)
        if broken is not None and broken.findings.errors:
            fault = broken.findings.errors[0]
            raise PlainleafError(fault.message, place=str(fault.where), hint=fault.hint)
        wanted = lang or next((entry.lang for entry in entries if entry.original), "")
        found = [name for name in names if name.lang == wanted]
        if len(found) == 1:
            return found[0]
        there = ", ".join(str(name) for name in names) or "none"
        if not found:
            raise UsageError(f'there is no edition of "{slug}" in "{wanted}"', hint=f"there is: {there}")
        brands = ", ".join(name.brand for name in found)
        raise UsageError("there are several brands", hint=f"add --brand with one of {brands}")

    def target(self, name: EditionName) -> Target:
        """The edition of this name as the survey has it; its articles are read if they were not.

        Raises UsageError when there is none, with the nearest that there is.
        """
        self.read(self.members((name.slug,)))
        found = {target.name: target for target in self.survey().targets}
        if name not in found:
            raise UsageError(f'there is no edition "{name}"', hint=choose(str(name), [str(each) for each in found]))
        return found[name]

    def against(self, name: EditionName, manifest: Mapping[str, Any]) -> Findings:
        """What stands against using a published edition as it is: that it is refused now, or says something else."""
        from pipeline.building.manifest import edition_from_json
        from pipeline.building.planning import is_true, parts_of, says_nothing_still
        from pipeline.building.refusing import outdated, refusal
        from pipeline.building.report import Fate

        target = self.target(name)
        earlier = edition_from_json(manifest, name, Fate.UP_TO_DATE)
        products = earlier.products if earlier else ()
        true = all(is_true(each, parts_of(self.digests, target, each.format, False)) for each in products)
        if earlier and not products:
            true = says_nothing_still(earlier, target, self.digests)
        return refusal(target) + (Findings() if true and earlier else outdated(target))

    def edition(self, name: EditionName, *, draft: bool = False) -> Edition | Findings:
        """The edition of this name with what its articles and values say, or the findings that keep it back.

        What a build would not publish is not given either, unless as a `draft`. Raises UsageError when there is none,
        PlainleafError when there are no interface words or fonts for its language.
        """
        from pipeline.building.refusing import refusal
        from pipeline.edition.edition import make_edition
        from pipeline.house.styles import read_styles

        target = self.target(name)
        against = refusal(target)
        if against.errors and not draft:
            return against
        self.read(target.articles, with_articles=True)
        styles = read_styles(self.style_files)
        brand = styles.brands.get(name.brand)
        if brand is None:
            return target.findings
        edition, filled = make_edition(self.inputs(target).publication(), name.lang, brand, styles, target.state, draft)
        return filled if filled.errors and not draft else edition

    def read(self, slugs: Iterable[str], with_articles: bool = False) -> None:
        """Read these sources in this process unless they are known, their articles too if they are wanted."""
        from pipeline.building.jobs import ReadJob, read

        if not self.brands:
            self.recall(None)
        for slug in slugs:
            known = slug in self.entries and not (with_articles and not self.has_articles(slug))
            if slug in self.sources and not known:
                self.learn(slug, read(ReadJob(self.sources[slug])), held)

    def has_articles(self, slug: str) -> bool:
        """Whether the articles of a source were read in this run."""
        return any(known == slug for known, _ in self.articles)

    def inputs(self, target: Target) -> PublicationInput:
        """What a target is made of; its articles are read."""
        articles = tuple(self.articles[slug, target.name.lang] for slug in target.articles)
        evaluation = None if target.collection else self._evaluation(target.name.slug)
        siblings = () if target.collection else self._siblings(target.name)
        return PublicationInput(target.name.lang, target.file, articles, target.collection, evaluation, siblings)

    def _siblings(self, name: EditionName) -> tuple[Sibling, ...]:
        """The other languages in which the brand publishes an article that nobody parked or withdrew. What the calendar
        or a rule keeps back counts: its page says so, and comes back.
        """
        brand, shown = self.brands[name.brand], {Status.CURRENT.value, Status.SUPERSEDED.value}
        return tuple(
            Sibling(entry.lang, entry.canonical, entry.original)
            for entry in self.entries.get(name.slug, ())
            if entry.readable and entry.lang != name.lang and entry.status in shown
            if brand.publishes(entry.lang) and (not entry.brands or brand.id in entry.brands)
        )

    def _evaluation(self, slug: str) -> Evaluation | None:
        content = self.sources[slug].files.get(EVALUATION_FILE)
        return read_evaluation(content, f"source/{slug}/{EVALUATION_FILE}")[0] if content else None


def _state(known: Knowledge) -> object:
    """All that a survey looks at, in values that nobody changes."""
    return tuple(
        (tuple(value), tuple(value.values())) if isinstance(value, Mapping) else value
        for value in (getattr(known, each.name) for each in fields(known))
    )


def _evaluation_faults(sources: Mapping[str, Source]) -> Findings:
    found = Findings()
    for slug, source in sources.items():
        if EVALUATION_FILE in source.files:
            found += read_evaluation(source.files[EVALUATION_FILE], f"source/{slug}/{EVALUATION_FILE}")[1]
    return found


def _read_collections(
    contents: Mapping[str, bytes], sources: Mapping[str, Source]
) -> tuple[dict[str, ArticleCollection], Findings]:
    collections: dict[str, ArticleCollection] = {}
    faults = Findings()
    for slug, content in contents.items():
        if slug in sources:
            place = Place(f"source/{slug}.collection.toml")
            message = f'there is an article "{slug}" too, and both would be written to one folder'
            faults += Findings((COLLECTION.finding(place, message, "rename one of the two"),))
            continue
        collection, found = read_collection(slug, content)
        if collection:
            collections[slug] = collection
        else:
            faults += found
    return collections, faults


def _entry(slug: str, reading: ReadArticle, files: Mapping[str, bytes]) -> ArticleEntry:
    from pipeline.facts.content import parts_of

    article = reading.article
    if article is None:
        return ArticleEntry(
            slug,
            reading.file,
            "",
            slug,
            False,
            False,
            findings=reading.findings,
            ended=reading.ended,
        )
    front = article.front
    return ArticleEntry(
        slug,
        reading.file,
        article.lang,
        front.title,
        True,
        article.original,
        front.status.value,
        front.next_review.isoformat(),
        front.id,
        front.brands,
        reading.findings,
        neighbours(article),
        waivers_of(article),
        version=front.version,
        parts=tuple((part.digest, part.name, part.place.first) for part in parts_of(article, files)),
        canonical=front.canonical or "",
        consents=tuple((name, day.isoformat()) for name, day in consents_of(article)),
    )


def _brand_entries(style_files: Mapping[str, bytes], names: Sequence[str]) -> dict[str, BrandEntry]:
    from pipeline.channels import FORMATS
    from pipeline.formats import format_named
    from pipeline.house.brand import unmade_pages
    from pipeline.house.styles import read_brands

    readable, findings = read_brands(style_files, names)
    entries = {}
    for name in names:
        said = tuple(found for found in findings.found if found.where.file.startswith(f"styles/brands/{name}/"))
        own = Findings(said, faults=findings.faults if said else ())
        brand = readable.get(name)
        languages = brand.languages if brand else ()
        uses = {form: tuple(sorted(format_named(form).uses(brand))) for form in FORMATS} if brand else {}
        note = unmade_pages(brand) if brand else ""
        entries[name] = BrandEntry(name, languages, own, {form: used for form, used in uses.items() if used}, note)
    return entries


@lru_cache(maxsize=4096)
def _document_id(content: bytes) -> str:
    """The document id of an article that nobody has read yet, from its head alone; "" when it has none."""
    from pipeline.article.front.head import read_head, split_head

    head, _ = read_head(split_head(content.decode("utf-8", "replace"))[0], "article.md")
    return str(head.values.get("id", ""))
