"""A workspace and a request come in; editions are read, rendered, checked and published, and a report goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline import formats
from pipeline.building.jobs import WORKER_DIED, Outcome, Rendered, RenderJob, render
from pipeline.building.library import Library, Target
from pipeline.building.planning import Digests, Step, digest_styles, parts_of, why_stale
from pipeline.building.report import (
    EditionReport,
    Fate,
    FileReport,
    ProductReport,
    Report,
    edition_from_json,
    edition_to_json,
)
from pipeline.building.running import Runner
from pipeline.edition.review import State
from pipeline.errors import UsageError
from pipeline.finding import Findings, Place, Rule, Severity, Standing
from pipeline.formats import format_named
from pipeline.workspace import storage
from pipeline.workspace.folder import Workspace
from pipeline.workspace.storage import Output

if TYPE_CHECKING:
    pass

EXPIRED = Rule(
    "article/expired",
    Severity.ERROR,
    "an article is published only until its next review",
    ("HC-META-03",),
    "NHS content standard",
    Standing.PRACTICE,
    reason="nobody has looked whether it is still true",
)
RULES = (EXPIRED,)

LIBRARY = "library.json"


@dataclass(frozen=True)
class Request:
    """What is to be built; empty tuples mean everything. `today` decides review states and nothing else."""

    today: date
    articles: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    draft: bool = False
    jobs: int = 1
    save: bool = True


def _silent(_: str) -> None:
    pass


@dataclass(frozen=True)
class Progress:
    """Who is told while a build runs: how many formats are to be rendered, and each edition as it ends."""

    started: Callable[[int], None] = lambda _: None
    rendered: Callable[[str], None] = _silent
    finished: Callable[[EditionReport], None] = lambda _: None


@dataclass
class _Edition:
    """An edition while it is being made."""

    target: Target
    earlier: EditionReport | None
    stale: dict[str, str]
    parts: dict[str, dict[str, str]]
    rendered: dict[str, tuple[Rendered, ...]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    crashes: list[str] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    idle: dict[str, dict[str, str]] = field(default_factory=dict)


class Build:
    """One run over a workspace. Make it, then call `plan` or `run` once.

    Raises UsageError when the request names an article, brand, format or variant that does not exist.
    """

    def __init__(
        self, workspace: Workspace, output: Output, request: Request, progress: Progress | None = None
    ) -> None:
        self.output = output
        self.request = request
        self.progress = progress or Progress()
        self._style_files = storage.read_style_files(workspace)
        digests = digest_styles(self._style_files, storage.code_digest())
        self._library = _open_library(workspace, request, self._style_files, digests)
        _check_request(request, digests)

    def _formats(self) -> list[str]:
        return [name for name in formats.FORMATS if not self.request.formats or name in self.request.formats]

    def _edition(self, target: Target) -> _Edition:
        earlier = edition_from_json(self.output.manifest(target.edition), Fate.UP_TO_DATE)
        sizes = {file.name: file.size for p in earlier.products for file in p.files} if earlier else {}
        whole = self.output.holds(target.edition, sizes)
        stale: dict[str, str] = {}
        parts: dict[str, dict[str, str]] = {}
        for name in self._formats():
            parts[name] = parts_of(self._library.digests, target, name, self.request.draft)
            why = why_stale(earlier, name, parts[name], self.request.variants, whole)
            if why:
                stale[name] = why
        for name in parts if stale else ():
            if name not in stale and format_named(name).USES & set(stale):
                stale[name] = "pages changed"
        return _Edition(target, earlier, stale, parts)

    def _targets(self) -> list[Target]:
        return self._library.targets(self.request.today, self.request.brands, self.request.langs)

    def plan(self) -> list[Step]:
        """What a run would render, and why; writes nothing."""
        self._library.recall(self.output.cached(LIBRARY))
        with Runner(1, self._style_files) as runner:
            self._library.read(runner, self._library.unread)
        editions = [self._edition(target) for target in self._targets() if self._publishable(target)]
        return [Step(e.target.edition, name, why) for e in editions for name, why in e.stale.items()]

    def _publishable(self, target: Target) -> bool:
        if self.request.draft:
            return True
        return not target.withdrawn and target.state is not State.EXPIRED and not target.findings.errors

    # doing it

    def run(self) -> Report:
        """Render what is stale, publish the editions without errors, and report on all that was asked for."""
        library = self._library
        library.recall(self.output.cached(LIBRARY))
        with Runner(self.request.jobs, self._style_files) as runner:
            self._read(runner, library.unread)
            targets = self._targets()
            editions = [self._edition(target) for target in targets if self._publishable(target)]
            reports = [self._refuse(target) for target in targets if not self._publishable(target)]
            needed = {slug for e in editions if e.stale for slug in e.target.articles}
            self._read(runner, sorted(needed - {slug for slug, _ in library.articles}))
            reports += self._render(runner, editions)
        if self.request.save:
            kept = library.remember(self.output.cached(LIBRARY))
            self.output.cache(LIBRARY, storage.to_json(kept))
        order = {target.edition: index for index, target in enumerate(targets)}
        reports.sort(key=lambda report: order[report.edition])
        crashes = tuple(dict.fromkeys(crash for edition in editions for crash in edition.crashes))
        return Report(tuple(reports), library.findings, crashes)

    def _read(self, runner: Runner, slugs: Sequence[str]) -> None:
        if slugs:
            runner.warm_up()
            self._library.read(runner, slugs)

    def _refuse(self, target: Target) -> EditionReport:
        """The report on an edition that is not rendered: withdrawn, expired, or with errors in its article."""
        findings = target.findings
        fate = Fate.FAILED
        if target.withdrawn or target.state is State.EXPIRED:
            moved = self.output.withdraw(target.edition) if self.request.save else False
            fate = Fate.WITHDRAWN if target.withdrawn else Fate.FAILED
            if not target.withdrawn:
                hint = "review the article and set next_review, or build with --draft"
                message = f'"{target.title}" was due for review, and is not published any more'
                message += "; its output was moved to output/_withdrawn/" if moved else ""
                findings += Findings((EXPIRED.finding(Place(target.file, 1), message, hint),))
        report = EditionReport(
            target.edition, target.title, target.file, target.state, self.request.draft, fate, findings
        )
        self.progress.finished(report)
        return report

    def _render(self, runner: Runner, editions: Sequence[_Edition]) -> list[EditionReport]:
        by_name = {edition.target.edition: edition for edition in editions}
        reports: dict[str, EditionReport] = {}
        first: list[RenderJob] = []
        for edition in editions:
            edition.waiting = set(edition.stale)
            if edition.stale:
                first += self._ready(edition)
            else:
                reports[edition.target.edition] = self._up_to_date(edition)
        self.progress.started(sum(len(edition.stale) for edition in editions))

        def done(job: RenderJob, outcome: Outcome | None) -> list[RenderJob]:
            edition = by_name[f"{job.brand}/{job.lang}/{job.publication.slug}"]
            self._note(edition, job, outcome)
            self.progress.rendered(f"{edition.target.edition} {job.format}")
            edition.waiting.discard(job.format)
            if not edition.waiting:
                reports[edition.target.edition] = self._finish(edition)
                return []
            return self._ready(edition, after=job.format)

        runner.run(render, first, done)
        return list(reports.values())

    def _ready(self, edition: _Edition, after: str = "") -> list[RenderJob]:
        """The jobs of an edition that can run now: those whose page numbers are known, once each."""
        jobs = []
        for name in self._formats():
            if name not in edition.waiting:
                continue
            uses = format_named(name).USES
            if uses & edition.waiting or (after and after not in uses):
                continue
            jobs.append(self._job(edition, name))
        return jobs

    def _job(self, edition: _Edition, name: str) -> RenderJob:
        target = edition.target
        pages: Mapping[str, int] | None = None
        for used in format_named(name).USES:
            pages = _pages(edition, used)
        return RenderJob(
            self._library.publication(target),
            target.lang,
            target.brand,
            name,
            target.state,
            self.request.draft,
            self.request.variants,
            pages,
        )

    def _note(self, edition: _Edition, job: RenderJob, outcome: Outcome | None) -> None:
        if outcome is None:
            place = Place(edition.target.file, part=job.format)
            message = f"the process that rendered the {job.format} died"
            finding = WORKER_DIED.finding(place, message, "look for a huge or hostile picture, then build again")
            outcome = Outcome(findings=Findings((finding,)))
        if outcome.crash:
            edition.crashes.append(outcome.crash)
        edition.findings += outcome.findings
        edition.rendered[job.format] = outcome.products
        if not (outcome.products or outcome.crash or outcome.findings.errors or self.request.variants):
            edition.idle[job.format] = edition.parts[job.format]

    def _up_to_date(self, edition: _Edition) -> EditionReport:
        assert edition.earlier is not None  # noqa: S101 (what is not stale was built before)
        report = replace(edition.earlier, findings=edition.target.findings + edition.earlier.findings)
        self.progress.finished(report)
        return report

    def _finish(self, edition: _Edition) -> EditionReport:
        """Publish an edition whose formats are all rendered, unless something stands against it."""
        target = edition.target
        products = [
            _product_report(rendered, target.weighing.of_product(rendered.findings), edition.parts[name])
            for name, many in edition.rendered.items()
            for rendered in many
        ]
        fresh = {product.name for product in products}
        earlier = edition.earlier.products if edition.earlier else ()
        kept = [p for p in earlier if p.name not in fresh and self._still_true(edition, p)]
        order = {name: index for index, name in enumerate(formats.FORMATS)}
        products = sorted([*products, *kept], key=lambda product: order.get(product.format, 9))
        idle = {
            name: parts
            for name, parts in (edition.earlier.idle if edition.earlier else {}).items()
            if name not in edition.rendered
        }
        report = EditionReport(
            target.edition,
            target.title,
            target.file,
            target.state.value,
            self.request.draft,
            Fate.BUILT if self.request.save else Fate.CHECKED,
            target.findings + target.weighing.of_product(edition.findings),
            tuple(products),
            idle=idle | edition.idle,
        )
        if edition.crashes or (report.all_findings.errors and not self.request.draft):
            report = replace(report, fate=Fate.FAILED)
        elif self.request.save:
            self._publish(edition, report, kept)
        self.progress.finished(report)
        return report

    def _still_true(self, edition: _Edition, product: ProductReport) -> bool:
        """Whether an earlier product that this run did not render may stay: it was not asked for, or is the same."""
        if product.format not in edition.parts:
            return True
        own = edition.parts[product.format]
        return all(product.parts.get(name) == value for name, value in own.items() if name != "pages")

    def _publish(self, edition: _Edition, report: EditionReport, kept: Sequence[ProductReport]) -> None:
        files: dict[str, bytes] = {}
        for name, many in edition.rendered.items():
            for rendered in many:
                files |= {f"{name}/{file.name}": file.content for file in rendered.artifact.files}
                for preview in rendered.previews:
                    self.output.cache(f"previews/{preview.sha256[:20]}.png", preview.content)
        stay = [file.name for product in kept for file in product.files]
        self.output.publish(report.edition, files, stay, edition_to_json(report))


def _pages(edition: _Edition, used: str) -> dict[str, int] | None:
    """Key → page of the format that another one prints page numbers of: just rendered, else as published."""
    for rendered in edition.rendered.get(used, ()):
        if rendered.artifact.product.variant == "full":
            return {placement.key: placement.page for placement in rendered.artifact.placements if placement.page}
    for product in edition.earlier.products if edition.earlier else ():
        if product.format == used and product.variant == "full":
            return dict(product.placements)
    return None


def _product_report(rendered: Rendered, findings: Findings, parts: Mapping[str, str]) -> ProductReport:
    artifact = rendered.artifact
    product = artifact.product
    return ProductReport(
        product.format,
        product.variant,
        product.paper,
        tuple(
            FileReport(f"{product.format}/{file.name}", file.media_type, len(file.content), file.sha256)
            for file in artifact.files
        ),
        findings,
        artifact.decisions,
        tuple(f"previews/{preview.sha256[:20]}.png" for preview in rendered.previews),
        parts,
        {placement.key: placement.page for placement in artifact.placements if placement.page},
    )


def _open_library(
    workspace: Workspace, request: Request, style_files: Mapping[str, bytes], digests: Digests
) -> Library:
    """The library with the sources that the request needs: those named, the members of collections, or all."""
    known, wanted = storage.article_slugs(workspace), frozenset(request.articles)
    collections = storage.read_collections(workspace)
    unknown = sorted(wanted - set(known) - set(collections))
    if unknown:
        hint = f"choose one of {', '.join(known[:12])}" if known else "start one with plainleaf new"
        raise UsageError(f'there is no article "{unknown[0]}" under source/', hint=hint)
    asked = {slug: content for slug, content in collections.items() if not wanted or slug in wanted}
    # Which articles a collection holds is known only once it is read, so a named collection loads all of them.
    slugs = [slug for slug in known if not wanted or slug in wanted or wanted & set(collections)]
    sources = {slug: storage.read_source(workspace, slug) for slug in slugs}
    return Library(sources, asked, style_files, digests, frozenset(known) | set(collections), wanted)


def _check_request(request: Request, digests: Digests) -> None:
    for brand in request.brands:
        if brand not in digests.brands:
            known = ", ".join(digests.brands) or "none"
            raise UsageError(f'there is no brand "{brand}" under styles/brands/', hint=f"choose one of {known}")
    for name in request.formats:
        if name not in formats.FORMATS:
            raise UsageError(f'there is no format "{name}"', hint=f"choose one of {', '.join(formats.FORMATS)}")
    asked = request.formats or formats.FORMATS
    variants = [variant for name in asked for variant in format_named(name).VARIANTS] if request.variants else []
    for variant in request.variants:
        if variant not in variants:
            hint = f"choose one of {', '.join(variants)}"
            raise UsageError(f'no format that was asked for has a variant "{variant}"', hint=hint)
