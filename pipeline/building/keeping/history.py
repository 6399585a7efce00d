"""Editions that are published or withdrawn come in; a record of each goes into the archive, and comes out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pipeline.article.source import Source
from pipeline.building.digests import BESIDE
from pipeline.building.report import EditionReport
from pipeline.building.survey import Target
from pipeline.edition.approvals import APPROVALS_FILE
from pipeline.edition.copies import Copy, with_copy
from pipeline.edition.name import EditionName
from pipeline.workspace.archive import Archive, Torn

if TYPE_CHECKING:
    from pipeline.building.library import Library


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history: an edition was published, or withdrawn (`why`).

    `at` is an instant (UTC); `version` and `content` (a digest of all its parts) are the article's, `engine` is the
    digest of plainleaf; `signed` who had approved it; `files` its files by path with their SHA-256; `inputs` by product
    the digest of all that it was made of; `added` the products that somebody had asked for by name; `copy` what is
    printed of it, with its check code.
    """

    at: datetime
    published: bool
    why: str = ""
    version: str = ""
    content: str = ""
    engine: str = ""
    title: str = ""
    signed: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    copy: Copy | None = None

    def to_json(self) -> dict[str, Any]:
        """The event as the archive keeps it."""
        values: dict[str, Any] = {"at": self.at.strftime("%Y-%m-%dT%H:%M:%SZ"), "published": self.published}
        for name in ("why", "version", "content", "engine", "title"):
            if getattr(self, name):
                values[name] = getattr(self, name)
        for name in ("signed", "added"):
            if getattr(self, name):
                values[name] = list(getattr(self, name))
        for name in ("files", "inputs"):
            if getattr(self, name):
                values[name] = dict(getattr(self, name))
        if self.copy is not None:
            values["copy"] = self.copy.to_json()
        return values

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> Event:
        """The event out of a line. KeyError, TypeError, ValueError or AttributeError when it is of another form."""
        texts = {name: str(values.get(name, "")) for name in ("why", "version", "content", "engine", "title")}
        maps = {
            name: {str(key): str(each) for key, each in values.get(name, {}).items()} for name in ("files", "inputs")
        }
        lists = {name: tuple(str(each) for each in values.get(name, ())) for name in ("signed", "added")}
        at = datetime.strptime(values["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        copy = Copy.from_json(values["copy"]) if "copy" in values else None
        return Event(at, bool(values["published"]), **texts, **maps, **lists, copy=copy)  # type: ignore[arg-type]


def events(archive: Archive, name: EditionName) -> tuple[list[Event], list[Torn]]:
    """The history of an edition in the order in which it happened, and the lines that nobody can read."""
    records, torn = archive.records(name)
    found = []
    for number, record in enumerate(records, start=1):
        try:
            found.append(Event.from_json(record))
        except (KeyError, TypeError, ValueError, AttributeError):
            torn.append(Torn(f"{name}, record", number))
    return sorted(found, key=lambda event: event.at), torn


def copies_of(archive: Archive, name: EditionName) -> tuple[Copy, ...]:
    """What was ever printed of an edition, the latest last: what its manifest says too while that is there."""
    copies: tuple[Copy, ...] = ()
    for event in events(archive, name)[0]:
        if event.published and event.copy is not None:
            copies = with_copy(copies, event.copy)
    return copies


def standing_on(found: Sequence[Event], day: date) -> Event | None:
    """What stood published at the end of a day; None when nothing did."""
    before = [event for event in found if event.at.date() <= day]
    return before[-1] if before and before[-1].published else None


def own_source(source: Source) -> Source:
    """The folder of an article without what lies beside it and is no part of what is published."""
    kept = {n: content for n, content in source.files.items() if n == APPROVALS_FILE or not BESIDE.fullmatch(n)}
    return replace(source, files=kept)


class Recorder:
    """Keeps what editions are made of, and writes into their histories what became of them."""

    def __init__(self, archive: Archive, library: Library, now: datetime) -> None:
        self.archive = archive
        self._library = library
        self._now = now
        self._styles: dict[str, str] = {}
        self._slugs = ""

    def keep(self, target: Target) -> str:
        """Put all that an edition is made of into the archive, and give the digest under which it lies there;
        "" when an article has changed since it was read.
        """
        library, name = self._library, target.name
        if name.brand not in self._styles:
            others = tuple(f"brands/{brand}/" for brand in library.digests.brands if brand != name.brand)
            own = {file: content for file, content in library.style_files.items() if not file.startswith(others)}
            self._styles[name.brand] = self.archive.keep_files(own)
        sources = {}
        for slug in target.articles:
            source = library.source(slug)
            if source is None:
                return ""  # changed while it was rendered: what lies there now is not what it is made of
            sources[slug] = self.archive.keep_source(own_source(source))
        collection = ""
        if target.collection:
            collection = self.archive.keep(library.collection_files[target.collection.slug])
        self._slugs = self._slugs or self.archive.keep("\n".join(sorted(library.slugs)).encode())
        value = {
            "edition": str(name),
            "day": library.today.isoformat(),
            "sources": sources,
            "collection": collection,
            "styles": self._styles[name.brand],
            "slugs": self._slugs,
            "engine": library.digests.engine,
            "tools": library.digests.tools,
        }
        return self.archive.keep_value(value)

    def published(self, report: EditionReport) -> str:
        """Write down that an edition stands in its place now; what is to be said of a clock that was set back."""
        products, at = report.products, self._at(report.name)
        self.archive.append(
            report.name,
            Event(
                at,
                True,
                version=report.version,
                content=report.content,
                engine=self._library.digests.engine,
                title=report.title,
                signed=tuple(each.words for each in report.signed if each.name),
                files={file.name: file.sha256 for product in products for file in product.files},
                inputs={product.name: product.inputs for product in products if product.inputs},
                added=tuple(product.name for product in products if product.added),
                copy=report.copies[-1] if report.copies else None,
            ).to_json(),
        )
        if at.date() <= self._now.date():
            return ""
        day, now = at.date().isoformat(), self._now.date().isoformat()
        return f"its history ends on {day}, and the clock says {now}: it was written down for {day}; look at the clock"

    def _at(self, name: EditionName) -> datetime:
        """The instant of a new record: never before the last one, or a clock that was set back would turn round what
        happened first.
        """
        found, _ = events(self.archive, name)
        return max([self._now, *(event.at for event in found[-1:])])

    def withdrawn(self, name: EditionName, why: str) -> None:
        """Write down that an edition left its place."""
        self.archive.append(name, Event(self._at(name), False, why).to_json())

    def lacks(self, name: EditionName, published_at: int) -> bool:
        """Whether what stands published may have no record. `published_at` is when its manifest was written, in ns: a
        history younger than that has it.
        """
        return self.archive.written_at(name) < published_at

    def mend(self, report: EditionReport, published_at: int) -> None:
        """Write down what stands published and has no record: a build was killed before it could, or an older plainleaf
        published it.
        """
        if not self.lacks(report.name, published_at):
            return
        found, _ = events(self.archive, report.name)
        files = {file.name: file.sha256 for product in report.products for file in product.files}
        if not found or not found[-1].published or dict(found[-1].files) != files:
            self.published(report)

    def mend_withdrawn(self, name: EditionName, reasons: Mapping[str, str]) -> None:
        """Write down that an edition left its place when a build was killed before it could; `reasons` by file."""
        found, _ = events(self.archive, name)
        if not found or found[-1].published:
            self.withdrawn(name, next(iter(reasons.values()), ""))
