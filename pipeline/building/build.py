"""A library and a request come in; editions are read, rendered, checked and published, and a report goes out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.building.jobs import Outcome, ReadArticle, ReadJob, RenderJob, joined, parts_of_job, read, render
from pipeline.building.keeping.history import Recorder
from pipeline.building.keeping.printed import printed_before
from pipeline.building.library import Library
from pipeline.building.manifest import edition_from_json, edition_to_json
from pipeline.building.planning import EditionPlan, Request, Step, plan_edition, stale_parts, stale_unread
from pipeline.building.processes.running import READ_SECONDS, RENDER_SECONDS, Ended, Runner
from pipeline.building.refusing import expired, why_expired, why_withdrawn
from pipeline.building.report import EditionReport, Fate, ProductReport, Report
from pipeline.building.rules import MANIFEST_UNREADABLE
from pipeline.building.settling import ended, settle
from pipeline.building.shared import held
from pipeline.building.standing import Register, made_of
from pipeline.building.survey import Target, Verdict
from pipeline.building.wishing import check_languages, check_request, nothing_found
from pipeline.edition.name import EditionName
from pipeline.finding import Findings, Place, together
from pipeline.workspace.output import Output


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

    plan: EditionPlan
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    parts: dict[str, dict[int, Outcome]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)

    @property
    def target(self) -> Target:
        return self.plan.target


class Build:
    """One run over a library. Make it, then call `plan` or `run` once.

    Drafts are built into an output folder of their own, below the one that is given. With a `register` of what is known
    of it, the report says of what is up to date no more than that keeps. Raises UsageError when the
    request names an article, brand, language, format or variant that does not exist.
    """

    def __init__(
        self,
        library: Library,
        output: Output,
        request: Request,
        progress: Progress | None = None,
        recorder: Recorder | None = None,
        register: Register | None = None,
    ) -> None:
        self.library = library
        self.output = output.drafts() if request.draft else output
        self.request = request
        self.progress = progress or Progress()
        # What is made for eyes in the house only is nothing that was handed out.
        self._recorder = recorder if request.save and not request.draft else None
        self._register = register
        self._findings = Findings()
        check_request(request, library, published=bool(self.output.editions()))

    def plan(self, runner: Runner) -> list[Step]:
        """What a run would render and take away, and why; writes nothing."""
        self._learn(runner)
        targets = self._targets()
        plans = [self._plan(target) for target in targets if self._is_worked_on(target)]
        steps = [Step(each.target.name, form, work.why) for each in plans for form, work in each.work.items()]
        if self.request.draft:
            return steps
        leaving = {
            each.name: why for each in targets if (why := self._why_leaving(each)) and self.output.has(each.name)
        }
        leaving |= self._orphans()
        return steps + [Step(name, "", f"{why}; its output leaves for _withdrawn/") for name, why in leaving.items()]

    def run(self, runner: Runner) -> Report:
        """Render what is stale, publish what is sound, and report on all that was asked for."""
        self._learn(runner)
        targets = self._targets()
        reports = {target.name: self._refuse(target) for target in targets if not self._is_worked_on(target)}
        editions = [_Edition(self._plan(target)) for target in targets if self._is_worked_on(target)]
        needed = {slug for each in editions if each.plan.work for slug in each.target.articles}
        self._read(runner, sorted(slug for slug in needed if not self.library.has_articles(slug)))
        lost = {slug for slug in needed if not self.library.has_articles(slug)}
        reports |= {each.target.name: self._give_up(each.target) for each in editions if lost & {*each.target.articles}}
        reports |= self._render(runner, [each for each in editions if not lost & {*each.target.articles}])
        gone = self._take_away_orphans()
        if self.request.save:
            self._remember()
        ordered = [reports[target.name] for target in targets if target.name in reports]
        told = {each.name for each in (*ordered, *gone)} | {target.name for target in self.library.survey().targets}
        found = (*ordered, *gone, *self._stuck(told))
        return Report(found, self._apart() + self._findings, self._stale_others(), self._unmade(ordered))

    def _unmade(self, editions: Sequence[EditionReport]) -> tuple[str, ...]:
        """What is said of brands whose readers are led to pages that nobody makes."""
        named = sorted({each.name.brand for each in editions if each.products})
        return tuple(each.note for name in named if (each := self.library.brands.get(name)) and each.note)

    # what there is

    def _learn(self, runner: Runner) -> None:
        """Read the articles that the request needs, unless an earlier run knows them."""
        library, wanted = self.library, self.request.articles
        library.recall(self.output.memory.recall())
        slugs = library.members(wanted or library.slugs)
        self._read(runner, library.unread(slugs))

    def _read(self, runner: Runner, slugs: Sequence[str]) -> None:
        if not slugs:
            return
        library = self.library

        def done(job: ReadJob, result: tuple[ReadArticle, ...] | Ended) -> list[ReadJob]:
            source = job.source
            if isinstance(result, Ended):
                findings = ended(f"{source.folder}/article.md", "reading", result.why)
                result = (ReadArticle(f"{source.folder}/article.md", None, findings, ended=True),)
            library.learn(source.slug, result, runner.executor.share)
            return []

        def todo() -> Iterator[ReadJob]:
            for slug in slugs:
                source = library.source(slug)
                if source is not None:
                    yield ReadJob(source)
                else:
                    file = f"source/{slug}/article.md"
                    why = "it was changed while the library was built"
                    library.learn(slug, (ReadArticle(file, None, ended(file, "reading", why), ended=True),), held)

        runner.executor.warm_up()
        runner.run(read, todo(), done, READ_SECONDS)

    def _remember(self) -> None:
        memory = self.output.memory
        memory.remember(self.library.memory())
        memory.saw(self.library.seen)
        if self._register is not None:
            standing = {str(target.name) for target in self.library.survey().targets}
            memory.stands({name: row for name, row in self._register.rows.items() if name in standing})

    def _targets(self) -> list[Target]:
        """The editions that this run works on. Raises UsageError when the request leaves none."""
        found = self.library.survey()
        check_languages(self.request, self.library, found)
        targets = [target for target in found.targets if self.request.works_on(target.name)]
        if not targets:
            nothing_found(self.request, found)
        return targets

    def _apart(self) -> Findings:
        """The findings that belong to no edition: of what was asked for, or all."""
        found = self.library.survey().findings
        if not self.request.articles:
            return found
        names = {f"source/{slug}" for slug in self.library.members(self.request.articles)}
        names |= {f"source/{slug}.collection.toml" for slug in self.request.articles}
        own = [each for each in found.found if each.where.file in names or each.where.file.rpartition("/")[0] in names]
        return Findings(tuple(own), found.not_run)

    def _is_worked_on(self, target: Target) -> bool:
        return self.request.draft or target.verdict is Verdict.SOUND

    def _earlier(self, name: EditionName) -> EditionReport | None:
        return edition_from_json(self.output.manifest(name), name, Fate.UP_TO_DATE)

    def _plan(self, target: Target) -> EditionPlan:
        if self._register is None:
            return self._plan_anew(target)[0]
        name, uses = target.name, self.library.brands[target.name.brand].uses
        mark, wanted = self.output.mark(name), made_of(target, self.library.digests, self.request, uses)
        known = self._register.standing(name, mark, wanted)
        if known is not None and self.output.holds(name, known.sizes):
            return EditionPlan(target, known.report, {}, {})
        plan, sizes = self._plan_anew(target)
        self._register.note(plan, mark, wanted, sizes)
        return plan

    def _plan_anew(self, target: Target) -> tuple[EditionPlan, dict[str, int]]:
        """The plan as the manifest says, and the sizes of the edition's files."""
        earlier = self._earlier(target.name)
        if earlier is None and self.output.has(target.name):
            place = Place(f"{target.name}/manifest.json")
            message = "the manifest of this edition cannot be read, and all of it is made anew"
            hint = "leave manifests to plainleaf; ask for variants that you had added with --variant again"
            self._findings += Findings((MANIFEST_UNREADABLE.finding(place, message, hint),))
        sizes = {file.name: file.size for product in (earlier.products if earlier else ()) for file in product.files}
        brand = self.library.brands[target.name.brand]
        plan = plan_edition(
            target,
            earlier,
            self.library.digests,
            self.request,
            whole=self.output.holds(target.name, sizes),
            uses=brand.uses,
        )
        archive = self._recorder.archive if self._recorder else None
        return replace(plan, copies=printed_before(target.name, earlier, self.output, archive)), sizes

    # what is not rendered

    def _why_withdrawn(self, target: Target) -> str:
        sources = self.library.sources
        files = [sources[slug].files for slug in target.articles if slug in sources]
        return why_withdrawn(files, target.name.lang)

    def _why_leaving(self, target: Target) -> str:
        """Why an edition that was published is taken away; "" for one that is rendered, or that only has errors."""
        match target.verdict:
            case Verdict.WITHDRAWN:
                return self._why_withdrawn(target)
            case Verdict.PARKED:
                return "it is parked (status: draft)"
            case Verdict.EXPIRED:
                return why_expired(target)
            case _:
                return ""

    def _refuse(self, target: Target) -> EditionReport:
        """The report on an edition that is not rendered: withdrawn, parked, expired, or with errors in its article."""
        verdict, findings = target.verdict, target.findings
        fate = Fate.FAILED
        notes: tuple[str, ...] = ()
        if verdict is not Verdict.FAULTY:
            why = self._why_leaving(target)
            moved = self.output.withdraw(target.name, why) if self.request.save else False
            if moved and self._recorder:
                self._recorder.withdrawn(target.name, why)
            if verdict is Verdict.EXPIRED:
                findings += Findings((expired(target, moved),))
            else:
                fate = Fate.WITHDRAWN if verdict is Verdict.WITHDRAWN else Fate.PARKED
                findings = Findings()
                notes = ("its output lies in _withdrawn/",) if moved else ()
        report = EditionReport(
            target.name,
            target.title,
            target.file,
            target.state.value,
            self.request.draft,
            fate,
            findings,
            notes=notes,
            signed=target.signed,
            version=target.version,
        )
        self.progress.finished(report)
        return report

    def _give_up(self, target: Target) -> EditionReport:
        """The report on an edition of which an article could not be read a second time; the next run makes it."""
        entries = [entry for slug in target.articles for entry in self.library.entries[slug]]
        findings = together(entry.findings for entry in entries if entry.ended)
        state = target.state.value
        report = EditionReport(target.name, target.title, target.file, state, self.request.draft, Fate.FAILED, findings)
        self.progress.finished(report)
        return report

    def _orphans(self) -> dict[EditionName, str]:
        """What is published and nothing stands for any more, with the reason; a collection is called one."""
        found = self.library.orphans(self.output.editions())
        # Only the manifest tells what a name stood for once its file is gone.
        bound = {name for name in found if str(self.output.manifest(name).get("file")).endswith(".collection.toml")}
        return {
            name: why.replace("there is no article", "there is no collection") if name in bound else why
            for name, why in found.items()
        }

    def _take_away_orphans(self) -> list[EditionReport]:
        """Move what nothing in the workspace stands for any more out of reach, each named with its reason."""
        if not self.request.save:
            return []
        reports = []
        for name, why in self._orphans().items():
            earlier = edition_from_json(self.output.manifest(name), name, Fate.WITHDRAWN)
            if self.request.draft:
                self.output.remove(name)
                continue
            self.output.withdraw(name, why)
            if self._recorder:
                self._recorder.withdrawn(name, why)
            title, file = (earlier.title, earlier.file) if earlier else (name.slug, "")
            notes = (f"{why}; its output lies in _withdrawn/",)
            report = EditionReport(name, title, file, "current", False, Fate.WITHDRAWN, Findings(), notes=notes)
            self.progress.finished(report)
            reports.append(report)
        if self._recorder:
            for name in self.output.withdrawn_editions():
                if not self.output.has(name):
                    self._recorder.mend_withdrawn(name, self.output.withdrawn(name))
        return reports

    def _stuck(self, told: Collection[EditionName]) -> list[EditionReport]:
        """The published editions that this run was to work on and could not: nothing can be made of their sources now,
        and nothing says that they are gone.
        """
        if self.request.draft or not self.request.save:
            return []
        reports = []
        for name in self.output.editions():
            if name in told or not self.request.works_on(name):
                continue
            earlier = self._earlier(name)
            if earlier is None:
                continue
            notes = ("nothing can be made of its source; what is published of it stays until that is mended",)
            report = replace(earlier, fate=Fate.FAILED, findings=Findings(), products=(), held=(), notes=notes)
            self.progress.finished(report)
            reports.append(report)
        return reports

    def _stale_others(self) -> tuple[tuple[EditionName, str], ...]:
        """The published editions that this run did not work on and that are not up to date."""
        if self.request.draft:
            return ()
        targets = {target.name: target for target in self.library.survey().targets}
        others = []
        for name in self.output.editions():
            if self.request.works_on(name):
                continue
            earlier, target = self._earlier(name), targets.get(name)
            if target is None:
                # Unread, or nothing can be made of it; what is gone is no other edition.
                gone, sources = self.library.orphans((name,)), self.library.digests_of(name.slug)
                why = stale_unread(earlier, sources, self.library.digests) if earlier and not gone else ""
            elif target.verdict is Verdict.EXPIRED:
                why = why_expired(target)
            else:
                why = stale_parts(earlier, target, self.library.digests) if earlier else "its manifest is broken"
            if why:
                others.append((name, why))
        return tuple(others)

    # what is rendered

    def _render(self, runner: Runner, editions: Sequence[_Edition]) -> dict[EditionName, EditionReport]:
        by_name = {edition.target.name: edition for edition in editions}
        reports: dict[EditionName, EditionReport] = {}
        for edition in editions:
            edition.waiting = set(edition.plan.work)
            if not edition.plan.work:
                reports[edition.target.name] = self._settle_without_work(edition)
        self.progress.started(sum(len(edition.waiting) for edition in editions))

        def first() -> Iterator[RenderJob]:
            for edition in editions:
                if edition.waiting:
                    yield from self._ready(edition)

        def done(job: RenderJob, outcome: Outcome | Ended) -> list[RenderJob]:
            edition = by_name[job.name]
            if isinstance(outcome, Ended):
                outcome = Outcome(ended=outcome.why)
            first, of = job.part
            parts = edition.parts.setdefault(job.format, {})
            parts[first] = outcome
            if len(parts) < of:
                return []
            edition.outcomes[job.format] = joined([parts[number] for number in range(of)])
            self.progress.rendered(f"{edition.target.name} {job.format}")
            edition.waiting.discard(job.format)
            if edition.waiting:
                return self._ready(edition, after=job.format)
            reports[edition.target.name] = self._finish(edition)
            return []

        runner.run(render, first(), done, RENDER_SECONDS)
        return reports

    def _ready(self, edition: _Edition, after: str = "") -> list[RenderJob]:
        """The jobs of an edition that can run now: those whose page numbers are known, once each."""
        uses = self.library.brands[edition.target.name.brand].uses
        ready = []
        for form in edition.plan.work:
            needs = set(uses.get(form, ()))
            if form in edition.waiting and not needs & edition.waiting and (not after or after in needs):
                ready += self._jobs(edition, form, needs)
        return ready

    def _jobs(self, edition: _Edition, form: str, needs: set[str]) -> list[RenderJob]:
        target, work = edition.target, edition.plan.work[form]
        pages: Mapping[str, int] | None = None
        for used in sorted(needs):
            pages = _pages(edition, used)
        job = RenderJob(
            target.name,
            self.library.inputs(target),
            form,
            target.state,
            self.request.draft,
            work.variants,
            work.added,
            pages,
            copies=edition.plan.copies,
        )
        return parts_of_job(job)

    def _settle_without_work(self, edition: _Edition) -> EditionReport:
        """An edition of which nothing is rendered: it is up to date, but for what is taken out by name."""
        plan = edition.plan
        if plan.taken_out:
            return self._finish(edition)
        assert plan.earlier is not None  # noqa: S101 (what needs no work was built before)
        published_at = self.output.published_at(plan.target.name)
        if self._recorder and self._recorder.lacks(plan.target.name, published_at):
            earlier = self._earlier(plan.target.name)
            if earlier is not None:
                self._recorder.mend(earlier, published_at)
        findings = plan.target.findings + plan.earlier.findings
        report = replace(plan.earlier, findings=findings, notes=_left(plan), signed=plan.target.signed)
        self.progress.finished(report)
        return report

    def _finish(self, edition: _Edition) -> EditionReport:
        """Publish what is sound of an edition whose jobs are done."""
        settled = settle(edition.plan, edition.outcomes, draft=self.request.draft, saving=self.request.save)
        report = replace(settled.report, notes=(*settled.report.notes, *_left(edition.plan)))
        if report.fate is Fate.BUILT and not self.request.save:
            report = replace(report, fate=Fate.CHECKED)
        elif settled.publish:
            for name, preview in settled.previews.items():
                self.output.cache(name, preview.content)
            if self._recorder:
                # First what it is made of, then the edition, then its record: a kill loses none that stands there.
                report = replace(report, products=self._with_inputs(edition, report.products))
            manifest = edition_to_json(report)
            unknown = self.output.publish(
                report.name, settled.files, settled.kept, manifest, settled.former, settled.leaving
            )
            strange = [f"{path} is not of this edition; it lies in _withdrawn/" for path in unknown]
            if self._recorder and (clock := self._recorder.published(report)):
                strange.append(clock)
            report = replace(report, notes=(*report.notes, *strange))
        # A library of thousands must not be held in memory until the last edition is done.
        edition.outcomes.clear()
        edition.parts.clear()
        self.progress.finished(report)
        return report

    def _with_inputs(self, edition: _Edition, products: Sequence[ProductReport]) -> tuple[ProductReport, ...]:
        """The products, those that were made now with where the archive keeps what they are made of."""
        assert self._recorder is not None  # noqa: S101 (who asks has one)
        inputs = self._recorder.keep(edition.target)
        fresh = {str(rendered.product) for outcome in edition.outcomes.values() for rendered in outcome.products}
        return tuple(replace(each, inputs=inputs) if each.name in fresh else each for each in products)


def _left(plan: EditionPlan) -> tuple[str, ...]:
    """What this run did not work on although it is out of date, and what cannot be taken out by name."""
    left = [f"the {form} was left alone, and is out of date: {why}" for form, why in plan.left_alone.items()]
    if plan.not_taken_out:
        left.append(f"{', '.join(plan.not_taken_out)}: the brand or the article lists it; take it out there")
    return tuple(left)


def _pages(edition: _Edition, used: str) -> dict[str, int] | None:
    """Key → page of the format that another one prints page numbers of: just rendered, else as published."""
    outcome = edition.outcomes.get(used)
    for rendered in outcome.products if outcome else ():
        if rendered.product.variant == "full" and rendered.artifact is not None:
            return {placement.key: placement.page for placement in rendered.artifact.placements if placement.page}
    listed = outcome.consists_of if outcome else None
    for product in edition.plan.earlier.products if edition.plan.earlier else ():
        stays = product not in edition.plan.taken_out and (listed is None or product.name in listed)
        if product.format == used and product.variant == "full" and stays:
            return dict(product.placements)
    return None
