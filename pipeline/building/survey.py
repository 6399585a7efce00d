"""What is known of articles, collections and brands comes in; every edition that could be published goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from pipeline.article.front.fields import NO_ID
from pipeline.article.front.status import Status
from pipeline.article.neighbours import lost
from pipeline.article.syntax import FRONT_MATTER
from pipeline.building.entries import ArticleEntry, BrandEntry
from pipeline.building.rules import CONSENT_ENDING, ID_TWICE, UNPUBLISHED
from pipeline.building.weighing import Weighing
from pipeline.edition.approvals import Approvals, Signed, content_digest, standing, unsigned
from pipeline.edition.binding import COLLECTION, in_language
from pipeline.edition.isbn import digits_of
from pipeline.edition.name import EditionName
from pipeline.edition.publication import Collection
from pipeline.edition.review import DUE_DAYS, State
from pipeline.finding import Finding, Findings, Place, together
from pipeline.house.policy import Policy
from pipeline.house.review import Review
from pipeline.naming import near


class Verdict(StrEnum):
    """What stands against publishing an edition, or nothing."""

    SOUND = "sound"
    FAULTY = "faulty"
    EXPIRED = "expired"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Target:
    """One edition that could be published.

    `articles` are the slugs it is made of, `sources` the digests of everything it is read from, `state` and `status`
    the worst of its articles'; `signed` where each role stands that must approve it or did; `consent` the day on which
    the consent for a picture ended, and the picture.
    """

    name: EditionName
    title: str
    file: str
    articles: tuple[str, ...]
    sources: tuple[str, ...]
    state: State
    status: Status
    findings: Findings
    weighing: Weighing
    collection: Collection | None = None
    signed: tuple[Signed, ...] = ()
    version: str = ""
    content: str = ""
    consent: tuple[str, str] | None = None

    @property
    def verdict(self) -> Verdict:
        """What stands against it, the strongest reason first; a draft is made in spite of all of them."""
        if self.status is Status.WITHDRAWN:
            return Verdict.WITHDRAWN
        if self.status is Status.DRAFT:
            return Verdict.PARKED
        if self.state is State.EXPIRED:
            return Verdict.EXPIRED
        return Verdict.FAULTY if self.findings.errors else Verdict.SOUND


@dataclass(frozen=True)
class Knowledge:
    """What a library knows on one day. `entries` lack the articles of which nothing is known yet.

    `digests` are those of the sources by slug, those of collections under the collections' slugs; `slugs` are all
    articles and collections that there are, `present` all names under source/, of whatever is there but cannot be read
    too; `documents` are the document ids of articles without an entry; `reviews` what each brand asks for, `approvals`
    who approved an article, of those with such a file.
    """

    today: date
    entries: Mapping[str, Sequence[ArticleEntry]]
    collections: Mapping[str, Collection]
    brands: Mapping[str, BrandEntry]
    policies: Mapping[str, Policy]
    digests: Mapping[str, str]
    slugs: frozenset[str]
    documents: Mapping[str, str] = field(default_factory=dict)
    present: frozenset[str] = frozenset()
    reviews: Mapping[str, Review] = field(default_factory=dict)
    approvals: Mapping[str, Approvals] = field(default_factory=dict)


@dataclass(frozen=True)
class Survey:
    """Every edition that could be published, in the order of slugs, and the findings that belong to none of them."""

    targets: tuple[Target, ...]
    findings: Findings


def survey(known: Knowledge) -> Survey:
    """Look over everything that is known."""
    targets: list[Target] = []
    findings: list[Findings] = []
    twice = _twice(known)
    for slug in sorted(known.entries):
        for entry in known.entries[slug]:
            found, apart = _article_targets(known, entry, twice.get(entry.slug, Findings()))
            targets += found
            findings.append(apart)
    for _, collection in sorted(known.collections.items()):
        found, apart = _collection_targets(known, collection)
        targets += found
        findings.append(apart)
    return Survey(tuple(targets), together(findings))


def _article_targets(known: Knowledge, entry: ArticleEntry, twice: Findings) -> tuple[list[Target], Findings]:
    if not entry.readable:
        return [], entry.findings
    unknown, nobody = _unknown_brands(known, entry)
    findings = entry.findings + unknown + lost(entry.neighbours, known.slugs) + twice + _ending(entry, known.today)
    asked = [brand for brand in known.brands.values() if not entry.brands or brand.id in entry.brands]
    weighings = {b.id: Weighing(known.policies[b.id], entry.waivers, known.today, b.id) for b in asked}
    signed = {brand.id: _signed(known, entry, brand.id) for brand in asked}
    targets = [
        Target(
            EditionName(brand.id, entry.lang, entry.slug),
            entry.title,
            entry.file,
            (entry.slug,),
            (known.digests[entry.slug],),
            entry.state(known.today),
            Status(entry.status),
            weighings[brand.id].of_article(findings + _approved(known, entry, signed[brand.id])) + brand.findings,
            weighings[brand.id],
            signed=signed[brand.id],
            version=entry.version,
            content=content_digest(entry.parts),
            consent=entry.consent_ended(known.today),
        )
        for brand in asked
        if brand.publishes(entry.lang)
    ]
    if targets or nobody:
        return targets, unknown if nobody else Findings()
    return [], Findings((_unpublished(entry, asked),)) if asked else Findings()


def _signed(known: Knowledge, entry: ArticleEntry, brand: str) -> tuple[Signed, ...]:
    """Where each role stands on an article that this brand publishes."""
    review = known.reviews.get(brand, Review())
    entries = known.approvals.get(entry.slug, Approvals()).of(entry.lang)
    return standing([each for each in entries if each.key or not review.signatures], entry.parts, review.needs)


def _approved(known: Knowledge, entry: ArticleEntry, signed: Sequence[Signed]) -> Findings:
    """What is wrong with the approvals of an article, and whose is missing."""
    own = known.approvals.get(entry.slug, Approvals()).findings if entry.original else ()
    return Findings((*own, *unsigned(signed, entry.file, entry.slug, entry.lang)))


def _ending(entry: ArticleEntry, today: date) -> Findings:
    """The finding on each picture that may be shown for some weeks only."""
    last = (today + timedelta(days=DUE_DAYS)).isoformat()
    return Findings(
        tuple(
            CONSENT_ENDING.finding(
                Place(entry.file, 1),
                f'the consent for "{name}" ends on {day}',
                "ask the person again and write the new consent_until, or show another picture",
            )
            for name, day in entry.consents
            if today.isoformat() <= day <= last
        )
    )


def _unpublished(entry: ArticleEntry, brands: Sequence[BrandEntry]) -> Finding:
    names = ", ".join(f'"{brand.id}"' for brand in brands)
    told = {lang for brand in brands for lang in brand.languages}
    hint = f'correct "lang"{near(entry.lang, told)}, or add "{entry.lang}" to languages in a brand.toml'
    message = f'it is in "{entry.lang}", which no brand publishes ({names})'
    return UNPUBLISHED.finding(Place(entry.file, 1), message, hint)


def _unknown_brands(known: Knowledge, entry: ArticleEntry) -> tuple[Findings, bool]:
    """Findings on the brands that an article names and nobody has, and whether it names no other."""
    unknown = [brand for brand in entry.brands if brand not in known.brands]
    found = []
    for brand in unknown:
        message = f'there is no brand "{brand}" under styles/brands/'
        hint = f"write one of {', '.join(known.brands)}{near(brand, known.brands)}"
        found.append(FRONT_MATTER.finding(Place(entry.file, 1), message, hint))
    return Findings(tuple(found)), bool(unknown) and len(unknown) == len(entry.brands)


def _twice(known: Knowledge) -> dict[str, Findings]:
    """By slug: the finding on a document id that another article has too. It names both."""
    holders: dict[str, list[tuple[str, str, str]]] = {}
    for slug, entries in known.entries.items():
        for entry in entries:
            if entry.document not in {"", NO_ID} and entry.original:
                # People type an id from paper into a search or say it on the telephone: case must not tell two apart.
                holders.setdefault(entry.document.casefold(), []).append((slug, entry.file, entry.document))
    for slug, document in known.documents.items():
        if slug not in known.entries:
            holders.setdefault(document.casefold(), []).append((slug, f"source/{slug}/article.md", document))
    found: dict[str, Findings] = {}
    for many in holders.values():
        if len({slug for slug, _, _ in many}) < 2:
            continue
        for slug, file, document in many:
            others = ", ".join(f'"{other}"' for other, _, _ in sorted(many) if other != slug)
            message = f'the document id "{document}" is that of {others} too'
            hint = "give the copy an id of its own; the one that was published first keeps its id"
            found[slug] = Findings((ID_TWICE.finding(Place(file, 1), message, hint),))
    return found


def _collection_targets(known: Knowledge, collection: Collection) -> tuple[list[Target], Findings]:
    apart = Findings()
    for brand in collection.brands:
        if brand not in known.brands:
            message = f'there is no brand "{brand}" under styles/brands/'
            hint = f"write one of {', '.join(known.brands)}{near(brand, known.brands)}"
            apart += Findings((COLLECTION.finding(Place(collection.file), message, hint),))
    missing = [slug for slug in collection.articles if slug not in known.slugs or slug in known.collections]
    for slug in missing:
        what = "which is a collection" if slug in known.collections else "and there is no such article"
        message = f'the collection names "{slug}", {what}'
        hint = f"mend the name{near(slug, known.slugs)}, or take it out of the list"
        apart += Findings((COLLECTION.finding(collection.place(slug), message, hint),))
    if missing or any(slug not in known.entries for slug in collection.articles):
        return [], apart
    by_lang: dict[str, list[ArticleEntry]] = {}
    for slug in collection.articles:
        for entry in known.entries[slug]:
            if entry.readable:
                by_lang.setdefault(entry.lang, []).append(entry)
    whole = {lang: entries for lang, entries in sorted(by_lang.items()) if len(entries) == len(collection.articles)}
    if not whole and all(entry.readable for slug in collection.articles for entry in known.entries[slug]):
        message = "no language has all of its articles, so that it is published in none"
        hint = "translate what is missing, or take it out of the list"
        apart += Findings((COLLECTION.finding(Place(collection.file), message, hint),))
    targets = [
        _collection_target(known, collection, lang, brand, entries)
        for lang, entries in whole.items()
        for brand in known.brands.values()
        if (not collection.brands or brand.id in collection.brands) and brand.publishes(lang)
    ]
    return targets, apart if targets else apart + collection.findings


def _numbers_twice(known: Knowledge, collection: Collection) -> Findings:
    """An ISBN that another collection or another language of this one has too: stores would take one for the other."""
    found = Findings()
    taken = {
        digits_of(isbn): f'"{slug}" ({lang})' if lang else f'"{slug}"'
        for slug, other in sorted(known.collections.items(), reverse=True)
        if slug != collection.slug
        for lang, isbn in other.words.isbn.items()
    }
    own: dict[str, str] = {}
    for lang, isbn in collection.words.isbn.items():
        digits = digits_of(isbn)
        who = taken.get(digits) or own.get(digits)
        if who:
            message = f'the ISBN "{isbn}" is that of {who} too'
            hint = "give each book, and each language of it, an ISBN of its own"
            found += Findings((COLLECTION.finding(Place(collection.file), message, hint),))
        own[digits] = f'the language "{lang}" of this collection'
    return found


def _collection_target(
    known: Knowledge, collection: Collection, lang: str, brand: BrandEntry, entries: Sequence[ArticleEntry]
) -> Target:
    findings = Findings()
    signed: list[Signed] = []
    for entry in entries:
        own = _signed(known, entry, brand.id)
        findings += entry.findings + lost(entry.neighbours, known.slugs) + _approved(known, entry, own)
        findings += _ending(entry, known.today)
        signed += [replace(each, role=f"{each.role} of {entry.slug}") for each in own]
    waivers = tuple(waiver for entry in entries for waiver in entry.waivers)
    weighing = Weighing(known.policies[brand.id], waivers, known.today, brand.id)
    return Target(
        EditionName(brand.id, lang, collection.slug),
        in_language(collection.words.title, lang) or collection.slug,
        collection.file,
        collection.articles,
        (*(known.digests[slug] for slug in collection.articles), known.digests[collection.slug]),
        max((entry.state(known.today) for entry in entries), key=list(State).index),
        worst_status(Status(entry.status) for entry in entries),
        weighing.of_article(findings) + brand.findings + collection.findings + _numbers_twice(known, collection),
        weighing,
        collection,
        tuple(signed),
        content=content_digest([part for entry in entries for part in entry.parts]),
        consent=min(filter(None, (entry.consent_ended(known.today) for entry in entries)), default=None),
    )


_WEIGHTS = (Status.CURRENT, Status.SUPERSEDED, Status.DRAFT, Status.WITHDRAWN)


def worst_status(statuses: Iterable[Status]) -> Status:
    """The status that decides for articles published together: one that is withdrawn withdraws the book."""
    return max(statuses, key=_WEIGHTS.index)


def orphans(known: Knowledge, found: Survey, published: Iterable[EditionName]) -> dict[EditionName, str]:
    """The published editions that nothing in the workspace stands for any more, each with the reason.

    What cannot be known (an article that was not read, or cannot be) is left alone.
    """
    standing = {target.name for target in found.targets}
    gone = {name: _why_gone(known, name) for name in published if name not in standing}
    return {name: why for name, why in gone.items() if why}


def _why_gone(known: Knowledge, name: EditionName) -> str:
    # A folder that nobody may read just now is not gone, nor is one called "Tides" now: disks of macOS and Windows take
    # both names for one.
    if name.slug not in known.slugs and name.slug not in {each.casefold() for each in known.present}:
        return f'there is no article "{name.slug}" any more'
    if name.brand not in known.brands:
        return f'there is no brand "{name.brand}" any more'
    brand = known.brands[name.brand]
    if not brand.findings.errors and not brand.publishes(name.lang):
        return f'the brand "{name.brand}" does not publish "{name.lang}" any more'
    if name.slug not in known.slugs:
        return ""
    collection = known.collections.get(name.slug)
    members = collection.articles if collection else (name.slug,)
    missing = next((slug for slug in members if slug not in known.slugs and slug not in known.present), "")
    if missing:
        return f'its article "{missing}" is not there any more'
    entries = [entry for slug in members for entry in known.entries.get(slug, ())]
    if any(slug not in known.entries for slug in members) or not all(entry.readable for entry in entries):
        return ""
    allowed = [collection.brands] if collection else [entry.brands for entry in entries if entry.lang == name.lang]
    if allowed and all(brands and name.brand not in brands for brands in allowed):
        return f'"{name.slug}" is not for the brand "{name.brand}" any more'
    if sum(entry.lang == name.lang for entry in entries) < len(members):
        return f'"{name.slug}" is not there in "{name.lang}" any more'
    return ""
