"""A library and what to compare it with come in; what changed in each language of an article goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline import channels
from pipeline.article.model import Article
from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.building.approving import article_entry
from pipeline.building.keeping.history import events
from pipeline.building.library import Library
from pipeline.building.manifest import edition_from_json
from pipeline.building.report import Fate
from pipeline.building.survey import Target
from pipeline.edition.approvals import Approval
from pipeline.errors import PlainleafError
from pipeline.facts.content import parts_of
from pipeline.facts.meaning import Change, Difference, difference
from pipeline.finding import Place
from pipeline.workspace.archive import Archive
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from pipeline.workspace.revisions import changed_files, revisions_of, source_at, touched

TRIED = 200
"""So many commits are looked at for the text that somebody approved (house)."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a change touches: formats, languages and brands that the article has, and printed editions that are out."""

    formats: int
    languages: int
    brands: int
    printed: int

    @property
    def words(self) -> str:
        """ "4 formats, 2 languages, 2 brands, 3 printed editions"."""
        counts = (("format", self.formats), ("language", self.languages), ("brand", self.brands))
        told = [f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts]
        return ", ".join([*told, f"{self.printed} printed edition{'' if self.printed == 1 else 's'}"])


@dataclass(frozen=True)
class Compared:
    """One language of an article held against an earlier version of it, which `against` names in words."""

    file: str
    slug: str
    lang: str
    title: str
    against: str
    difference: Difference
    reach: Reach
    old: Article | None = field(default=None, repr=False)
    new: Article | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier version of an article: its folder then, None when it was not there, and what people call it."""

    source: Source | None
    name: str


Ask = Callable[[str, str], Before]
"""Gives the earlier version of one language of an article, by slug and language."""


class Comparer:
    """Holds articles of a library against earlier versions of them."""

    def __init__(self, workspace: Workspace, library: Library, output: Output) -> None:
        self._workspace, self._library, self._output = workspace, library, output
        self._archive = Archive.of(workspace)
        self._surveyed: tuple[Target, ...] = ()
        self._sources: dict[tuple[str, str], Source | None] = {}

    # what to compare with

    def revision(self, name: str) -> Ask:
        """A revision of git."""

        def ask(slug: str, _: str) -> Before:
            key = (slug, name)
            if key not in self._sources:
                self._sources[key] = source_at(self._workspace, slug, name)
            return Before(self._sources[key], name)

        return ask

    def published(self, slug: str, lang: str) -> Before:
        """What was published last of a language, whichever brand did."""
        latest = None
        for name in self._archive.editions():
            if (name.slug, name.lang) == (slug, lang):
                own = [e for e in events(self._archive, name)[0] if e.published and e.inputs]
                if own and (latest is None or own[-1].at > latest.at):
                    latest = own[-1]
        if latest is None:
            return Before(None, "")
        inputs = self._archive.value(next(iter(latest.inputs.values())))
        version = f"version {latest.version}, " if latest.version else ""
        source = self._archive.source(str(inputs["sources"][slug]))
        return Before(source, f"what was published ({version}{latest.at:%Y-%m-%d})")

    def approved(self, role: str | None) -> Ask:
        """What was approved last of a language, in this role or in any."""

        def ask(slug: str, lang: str) -> Before:
            entries = [e for e in self._library.approvals(slug).of(lang) if role in (None, e.role)]
            if not entries:
                return Before(None, "")
            entry = max(entries, key=lambda each: each.on)
            words = f"what {entry.role} approved ({entry.name}, {entry.on.isoformat()})"
            return Before(self._approved_source(slug, entry), words)

        return ask

    def _approved_source(self, slug: str, entry: Approval) -> Source:
        if entry.kept:
            try:
                return self._archive.source(entry.kept)
            except PlainleafError:
                pass  # another computer keeps that archive; git may know the text too
        for commit in self._commits(slug):
            source = source_at(self._workspace, slug, commit)
            article = _article(source, entry.lang) if source else None
            if source and article:
                parts = [(part.digest, part.name) for part in parts_of(article, source.files)]
                if not entry.missing(parts) and not entry.gone(parts):
                    return source
        hint = "fetch archive/ from the computer on which it was approved, or commit the article before it is approved"
        raise PlainleafError(
            f"the text that {entry.role} approved is not to be found", place=f"source/{slug}", hint=hint
        )

    def _commits(self, slug: str) -> list[str]:
        try:
            return revisions_of(self._workspace, slug, TRIED)
        except PlainleafError:
            return []

    # comparing

    def article(self, slug: str, lang: str | None, ask: Ask) -> list[Compared]:
        """Each language of an article (or the one that is named) held against its earlier version.

        Raises UsageError for what there is not, PlainleafError for what cannot be read or was never there.
        """
        article_entry(self._library, slug, lang)
        langs = [lang] if lang else [entry.lang for entry in self._library.entries[slug] if entry.readable]
        found, absent = [], []
        for each in langs:
            before = ask(slug, each)
            if before.source is None:
                absent.append((each, before.name))
            else:
                found.append(self._compare(slug, each, before))
        if not found:
            named = absent[0][1]
            what = (
                f'"{slug}" was not there at {named}'
                if named
                else f'there is no earlier version of "{slug}" to compare with'
            )
            hint = "name another revision" if named else "compare with a revision: plainleaf diff ARTICLE REVISION"
            raise PlainleafError(what, hint=hint)
        return found

    def library(self, ask: Ask, changed: frozenset[str] | None = None) -> list[Compared]:
        """Every language of every article that says something else than before, of those in `changed` if given."""
        found: list[Compared] = []
        for slug in sorted(self._library.sources):
            if changed is not None and slug not in changed:
                continue
            self._library.read((slug,))
            for entry in self._library.entries[slug]:
                before = ask(slug, entry.lang) if entry.readable else Before(None, "")
                if before.source is not None:
                    compared = self._compare(slug, entry.lang, before)
                    found += [compared] if compared.difference.changes else []
        return found

    def changed(self, revision: str) -> frozenset[str] | None:
        """The articles whose files differ from a revision; None when that may be any."""
        return touched(changed_files(self._workspace, revision), {})

    def stale(self, published: bool, role: str | None = None) -> frozenset[str]:
        """The articles of which a language is not what was published, or approved, by digests alone."""
        found: set[str] = set()
        self._library.read(self._library.unread(self._library.sources))
        contents = self._published_contents() if published else {}
        for target in self._targets():
            slug = target.name.slug
            if target.collection:
                continue
            if published:
                known = contents.get((slug, target.name.lang))
                if known and target.content not in known:
                    found.add(slug)
            elif any(not each.holds and each.name and role in (None, each.role) for each in target.signed):
                found.add(slug)
        return frozenset(found)

    def _published_contents(self) -> dict[tuple[str, str], set[str]]:
        """By slug and language: the digests of what stands published."""
        found: dict[tuple[str, str], set[str]] = {}
        for name in self._output.editions():
            edition = edition_from_json(self._output.manifest(name), name, Fate.UP_TO_DATE)
            if edition and edition.content:
                found.setdefault((name.slug, name.lang), set()).add(edition.content)
        return found

    def _compare(self, slug: str, lang: str, before: Before) -> Compared:
        source = self._library.sources[slug]
        assert before.source is not None  # noqa: S101 (asked by the caller)
        new, old = _article(source, lang), _article(before.source, lang)
        if new is None:
            raise PlainleafError("it cannot be read", place=f"source/{slug}", hint=f"see plainleaf check {slug}")
        if old is None:
            change = Change("language", True, f'the language "{lang}" is new', Place(new.file, 1))
            said = Difference((change,), ())
        elif before.source == source:
            said = Difference((), ())
        else:
            said = difference(old, new, before.source.files, source.files)
        return Compared(new.file, slug, lang, new.front.title, before.name, said, self.reach(slug), old, new)

    def _targets(self) -> tuple[Target, ...]:
        """Every edition that could be published; of a large library the survey is made once."""
        if not self._surveyed:
            self._surveyed = self._library.survey().targets
        return self._surveyed

    def reach(self, slug: str) -> Reach:
        """Whom a change of an article touches: itself and the collections that it is in."""
        targets = [target for target in self._targets() if slug in target.articles]
        printed = formats = 0
        made: set[str] = set()
        for target in targets:
            edition = edition_from_json(self._output.manifest(target.name), target.name, Fate.UP_TO_DATE)
            products = edition.products if edition else ()
            made |= {product.format for product in products}
            printed += any(product.format == "handout" for product in products)
        formats = len(made) or len(channels.FORMATS)
        return Reach(formats, len({t.name.lang for t in targets}), len({t.name.brand for t in targets}), printed)


def _article(source: Source, lang: str) -> Article | None:
    readings = read_articles(source)
    return next((each.article for each in readings if each.article is not None and each.article.lang == lang), None)


def to_json(compared: Compared) -> dict[str, Any]:
    """A comparison as values of JSON."""
    said = compared.difference
    return {
        "file": compared.file,
        "lang": compared.lang,
        "against": compared.against,
        "changes": [_change_to_json(change) for change in said.changes],
        "meaning": len(said.meaning),
        "harmless": len(said.harmless),
        "reading_grade": list(said.grades),
        "affects": {name: getattr(compared.reach, name) for name in ("formats", "languages", "brands", "printed")},
    }


def _change_to_json(change: Change) -> Mapping[str, Any]:
    return {
        "kind": change.kind,
        "meaning": change.meaning,
        "words": change.words,
        "file": change.place.file,
        "line": change.place.first,
        "old": change.old,
        "new": change.new,
    }


def lines(compared: Compared) -> Iterator[str]:
    """A comparison in words: what says something else first, then what says the same."""
    said = compared.difference
    yield f"{compared.file} ({compared.lang}) against {compared.against}"
    for sort, changes in (("meaning", said.meaning), ("harmless", said.harmless)):
        for words, line in dict.fromkeys((change.words, _line(change, compared)) for change in changes):
            yield f"  {sort}: {words}{line}"
    if not said.changes:
        yield "  nothing changed"
        return
    one, other = said.grades
    if one is not None and other is not None and one != other:
        yield f"  reading {'index' if compared.lang.startswith('es') else 'grade'} {one} → {other}"
    counts = f"{_count(len(said.meaning), 'change')} of meaning, {len(said.harmless)} harmless"
    yield f"  {counts}; affects {compared.reach.words}"


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _line(change: Change, compared: Compared) -> str:
    """Where a change stands; what is gone, where it stood."""
    if not change.place.first:
        return ""
    was = "was " if change.old and not change.new else ""
    file = f"{change.place.file}:" if change.place.file != compared.file else "line "
    return f" ({was}{file}{change.place.first})"
