"""A workspace comes in, again and again; its editions go out from processes that stay and keep what has not changed.

What is kept lies under all that it was made of: an article under its files, a card under the words, sizes, colours,
pictures and typefaces that are drawn, pages under their whole HTML, styles and pictures. An edit in a block that a card
or a sheet does not show leaves these alone; every product is read back and checked anew all the same.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline import channels
from pipeline.building.jobs import (
    Outcome,
    ReadArticle,
    ReadJob,
    Rendered,
    RenderJob,
    joined,
    parts_of_job,
    read,
    render,
    stay,
    tidy,
)
from pipeline.building.library import Library
from pipeline.building.processes.running import (
    NO_PROCESS,
    READ_SECONDS,
    RENDER_SECONDS,
    Ended,
    EndedError,
    Executor,
    Processes,
    Runner,
    processor_count,
)
from pipeline.building.refusing import refusal
from pipeline.building.settling import ended
from pipeline.building.shared import Shared
from pipeline.edition.name import EditionName
from pipeline.finding import Findings
from pipeline.press import wanting

if TYPE_CHECKING:
    from pipeline.building.survey import Target
    from pipeline.workspace.folder import Workspace

Job = TypeVar("Job")
Result = TypeVar("Result")
Value = TypeVar("Value")


JOBS = 200
"""After so many jobs a process gives way to a new one: what the libraries below WeasyPrint keep, outside of
Python, would fill a small computer on a week of writing (measured)."""


class Lanes:
    """Processes that each keep what they made: a job goes to the one that did the like of it before.

    Each is a pool of one, since a pool of several gives a job to whichever is idle.
    """

    def __init__(self, width: int, style_files: Mapping[str, bytes]) -> None:
        self.width = width
        self._style_files = style_files
        self._lanes = [Processes(1, style_files) for _ in range(width)]
        self._spool = self._lanes[0]
        self._gone: list[Processes] = []
        self._chosen: dict[object, int] = {}
        self._signs: dict[Future[Any], Path] = {}
        self._numbers = count()
        self._jobs = [0] * width
        self._under_way: dict[Future[Any], int] = {}

    def share(self, value: Value) -> Shared[Value]:
        return self._spool.share(value)

    @property
    def whole(self) -> bool:
        """Whether the styles still lie where a process that is started anew reads them."""
        return self._spool.whole

    def submit(self, function: Callable[[Job], Result], job: Job, seconds: int) -> Future[Result]:
        # pebble starts a process anew when its job died; each job therefore says that the process stays.
        number = self.lane_of(job)
        if self._jobs[number] >= JOBS and number not in self._under_way.values():
            self._retire(number)
        self._jobs[number] += 1
        pool = self._lanes[number]
        sign = self._spool.sign(next(self._numbers))
        future = pool.submit(_staying, (function, job, sign), seconds)
        self._signs[future], self._under_way[future] = sign, number
        future.add_done_callback(lambda done: self._replace(number, pool, done))
        future.add_done_callback(self._forget)
        return future

    def call_off(self, future: Future[Any]) -> None:
        """Nobody waits for a job any more: it ends at its next step, with EndedError. Its process stays."""
        sign = self._signs.get(future)
        if sign is not None:
            with contextlib.suppress(OSError):
                sign.touch()

    def _forget(self, future: Future[Any]) -> None:
        self._under_way.pop(future, None)
        sign = self._signs.pop(future, None)
        if sign is not None:
            sign.unlink(missing_ok=True)

    def _retire(self, number: int) -> None:
        """Another process takes the place of one that has done much; what it shared stays."""
        former = self._lanes[number]
        former.retire()
        self._gone.append(former)
        self._lanes[number], self._jobs[number] = Processes(1, self._style_files), 0

    def _replace(self, number: int, pool: Processes, done: Future[Any]) -> None:
        """Open another lane for one whose pool was given up. What it shared stays until all is closed."""
        told = None if done.cancelled() else done.exception()
        if isinstance(told, EndedError) and str(told) == NO_PROCESS and self._lanes[number] is pool:
            self._gone.append(pool)
            self._lanes[number], self._jobs[number] = Processes(1, self._style_files), 0

    def lane_of(self, job: object, idle: Collection[int] = ()) -> int:
        """Which process does a job: that which did the like of it, otherwise an idle one or the next."""
        alike: object = type(job)
        if isinstance(job, RenderJob):
            alike = job.name, job.format, job.variants, job.part
        elif isinstance(job, ReadJob):
            alike = job.source.slug
        # In turn: the jobs of an edition come with the longest first.
        return self._chosen.setdefault(alike, min(idle, default=len(self._chosen) % self.width))

    def warm_up(self) -> None:
        for lane in self._lanes:
            lane.warm_up()

    def close(self) -> None:
        for lane in dict.fromkeys((self._spool, *self._gone, *self._lanes)):
            lane.close()


TIDY: Mapping[Callable[..., object], int] = {render: 4, read: 16}
"""After so many jobs a process that stays looks for what it can give back: 0.1 s of each edit's 8 (measured). Never
after a drawing, for which somebody waits."""

_done = count()
CALLED_OFF = "nobody waits for it any more"


def _staying(asked: tuple[Callable[[Any], Any], Any, Path]) -> Any:
    function, job, sign = asked
    stay()
    wanting.until(sign)
    try:
        wanting.go_on()
        result = function(job)
        every = TIDY.get(function)
        if every and next(_done) % every == every - 1:
            tidy()
        return result
    except wanting.CalledOffError:
        raise EndedError(CALLED_OFF) from None
    finally:
        wanting.until(None)


@dataclass(frozen=True)
class Made:
    """An edition as it is now: what stands against it, its products, and which of them differ from the last time.

    `findings` are on article, brand and values; each product has its own, weighed as its house does. A product that
    has no artifact could not be made. `state` and `draft` are as in a build.
    """

    target: Target
    findings: Findings
    products: tuple[Rendered, ...] = ()
    changed: frozenset[str] = frozenset()


@dataclass
class Warm:
    """Processes that stay, for one workspace after the other; close it, or use it in a `with`.

    `library` looks at the workspace, `runner` runs a Build of it, `make` makes one edition and publishes nothing.
    """

    width: int = field(default_factory=processor_count)
    start: Callable[[int, Mapping[str, bytes]], Executor] = field(default_factory=lambda: Lanes)
    _executor: Executor | None = None
    _styles: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    _library: Library | None = None
    _bytes: dict[EditionName, dict[str, tuple[str, ...]]] = field(default_factory=dict, repr=False)

    def __enter__(self) -> Warm:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        if self._executor is not None:
            self._executor.close()
            self._executor = None

    def library(self, workspace: Workspace, today: date) -> Library:
        """The library as it lies there now; articles whose files have not changed are known from before."""
        before = self._library
        library = Library.open(workspace, today, before.seen if before else None)
        if dict(library.style_files) != self._styles:
            # Processes read the styles when they start.
            self.close()
            self._styles = dict(library.style_files)
        elif before is not None:
            same = {
                slug for slug, digest in library.source_digests.items() if before.source_digests.get(slug) == digest
            }
            library.entries.update({slug: own for slug, own in before.entries.items() if slug in same})
            library.articles.update({key: held for key, held in before.articles.items() if key[0] in same})
        self._library = library
        return library

    def runner(self) -> Runner:
        """A runner on the processes that stay; it is not closed with a run."""
        return Runner(lambda: _Open(self._running()))

    def _running(self) -> Executor:
        if self._executor is None:
            self._executor = self.start(self.width, self._styles)
            self._executor.warm_up()
        return self._executor

    def make(self, library: Library, name: EditionName, *, draft: bool = False) -> Made:
        """One edition with all its products, as bytes; nothing is published.

        `library` is the last one that `library` gave. What a build would not publish has no products unless as a
        `draft`. Raises UsageError when there is no such edition, PlainleafError when its styles cannot be read.
        """
        self._read(library, name)
        target = library.target(name)
        against = refusal(target)
        if against.errors and not draft:
            return Made(target, against)
        uses = library.brands[name.brand].uses
        outcomes = self._render(library, target, [form for form in channels.FORMATS if not uses.get(form)], draft, None)
        for form, used in uses.items():
            outcomes |= self._render(library, target, [form], draft, _pages(outcomes, used))
        found = against
        for form, outcome in outcomes.items():
            found += target.weighing.of_product(outcome.findings)
            found += ended(target.file, f"the {form}", outcome.ended) if outcome.ended else Findings()
        products = tuple(
            _weighed(rendered, target) for form in channels.FORMATS for rendered in outcomes[form].products
        )
        now = {str(made.product): _digests(made) for made in products}
        before = self._bytes.get(name, {})
        self._bytes[name] = now
        changed = {product for product in {*now, *before} if now.get(product) != before.get(product)}
        return Made(target, Findings(tuple(dict.fromkeys(found.found)), found.not_run), products, frozenset(changed))

    def _read(self, library: Library, name: EditionName) -> None:
        if not library.brands:
            library.recall(None)
        slugs = [slug for slug in library.members((name.slug,)) if not library.has_articles(slug)]

        def done(job: ReadJob, result: tuple[ReadArticle, ...] | Ended) -> list[ReadJob]:
            file = f"{job.source.folder}/article.md"
            if isinstance(result, Ended):
                result = (ReadArticle(file, None, ended(file, "reading", result.why), ended=True),)
            library.learn(job.source.slug, result, self._running().share)
            return []

        self.runner().run(read, (ReadJob(library.sources[slug]) for slug in slugs), done, READ_SECONDS)

    def _render(
        self, library: Library, target: Target, forms: list[str], draft: bool, pages: Mapping[str, int] | None
    ) -> dict[str, Outcome]:
        parts: dict[str, dict[int, Outcome]] = {form: {} for form in forms}

        def done(job: RenderJob, outcome: Outcome | Ended) -> list[RenderJob]:
            parts[job.format][job.part[0]] = Outcome(ended=outcome.why) if isinstance(outcome, Ended) else outcome
            return []

        inputs = library.inputs(target)
        wanted = [RenderJob(target.name, inputs, form, target.state, draft, page_map=pages) for form in forms]
        self.runner().run(render, (part for job in wanted for part in parts_of_job(job)), done, RENDER_SECONDS)
        return {form: joined([those[number] for number in sorted(those)]) for form, those in parts.items()}


class _Open:
    """An executor that stays open when a run ends."""

    def __init__(self, executor: Executor) -> None:
        self.width = executor.width
        self.share, self.submit = executor.share, executor.submit

    def warm_up(self) -> None:
        pass

    def close(self) -> None:
        pass


def _weighed(rendered: Rendered, target: Target) -> Rendered:
    return replace(rendered, findings=target.weighing.of_product(rendered.findings))


def _pages(outcomes: Mapping[str, Outcome], used: Collection[str]) -> Mapping[str, int] | None:
    """Key → page in the whole product of a format that another one prints page numbers of."""
    for rendered in (product for form in used if form in outcomes for product in outcomes[form].products):
        if rendered.product.variant == "full" and rendered.artifact is not None:
            return {place.key: place.page for place in rendered.artifact.placements if place.page}
    return None


def _digests(rendered: Rendered) -> tuple[str, ...]:
    return tuple(f"{file.name} {file.sha256}" for file in rendered.artifact.files) if rendered.artifact else ()
