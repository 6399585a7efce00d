"""Editions that somebody looks at come in; what becomes of each goes out, product by product, renewed at every change.

Proofs before they are made up into pages are galleys in the trade. The bytes are those that a build would publish.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipeline.building.jobs import Outcome, Rendered, RenderJob, draw, render, sketch
from pipeline.building.keeping.printed import printed_before
from pipeline.building.manifest import edition_from_json
from pipeline.building.processes.running import RENDER_SECONDS, EndedError
from pipeline.building.refusing import refusal
from pipeline.building.report import Fate
from pipeline.building.settling import ended
from pipeline.desk.camera import Page, SurveyJob, survey
from pipeline.desk.galley import Copy, Errand, Galley, Proof
from pipeline.desk.printing import Contents, ContentsJob, contents
from pipeline.edition.artifact import Artifact, Extent, Product
from pipeline.errors import PlainleafError
from pipeline.finding import Findings
from pipeline.workspace.archive import Archive
from pipeline.workspace.disk import digest

if TYPE_CHECKING:
    from pipeline.building.library import Library
    from pipeline.desk.events import Events
    from pipeline.desk.lines import Line
    from pipeline.edition.copies import Copy as PrintedCopy
    from pipeline.edition.name import EditionName
    from pipeline.workspace.folder import Workspace
    from pipeline.workspace.output import Output

Answer = TypeVar("Answer")
Job = TypeVar("Job")
Result = TypeVar("Result")

MOST = 6
"""So many editions are kept with their proofs: each takes some 5 MB (house)."""

SOON = 0.4
"""Seconds after which a drawing that somebody looks at is finished although its text has changed: whoever types on
and on would otherwise see nothing new (house)."""


class Hands(Protocol):
    """What galleys need of the room: who reads, renders and photographs, and who is told."""

    events: Events
    output: Output
    workspace: Workspace

    @property
    def width(self) -> int: ...

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]: ...

    async def ask(self, question: Callable[[Library], Answer]) -> Answer: ...

    async def work(self, function: Callable[[Job], Result], job: Job, seconds: int) -> Result: ...

    async def look(self, function: Callable[[Job], Result], job: Job) -> Result: ...

    def lane_of(self, job: object, idle: Collection[int]) -> int: ...

    async def photograph(self, function: Callable[[Job], Result], job: Job) -> Result: ...

    async def read_for(self, name: EditionName, question: Callable[[Library], Answer]) -> Answer: ...


class Galleys:
    """The editions that somebody looks at, the one looked at last kept longest."""

    def __init__(self, room: Hands) -> None:
        self._room = room
        self._open: dict[EditionName, Galley] = {}

    def __iter__(self) -> Iterator[Galley]:
        return iter(tuple(self._open.values()))

    def get(self, name: EditionName) -> Galley:
        """The galley of an edition; what is to be made of it begins to be made."""
        galley = self._open.pop(name, None) or Galley(name)
        self._open[name] = galley
        while len(self._open) > MOST:
            oldest = next(iter(self._open))
            self._stop(self._open.pop(oldest))
        self._go_on(galley)
        return galley

    def renew(self, slugs: set[str] | None = None) -> None:
        """The sources of these articles changed, or everything may have (None)."""
        for galley in self:
            made_of = galley.copy.target.articles if galley.copy else (galley.name.slug,)
            if slugs is None or slugs & {galley.name.slug, *made_of}:
                galley.renew()
                self._tell(galley)
                self._go_on(galley)

    def choose(self, galley: Galley, product: str) -> None:
        """Make a product that is not published, for whoever asked to see it."""
        galley.chosen.add(product)
        galley.news.set()
        self._go_on(galley)

    def see(self, galley: Galley, products: Collection[str]) -> None:
        """These products stand before somebody's eyes: they are made before all others."""
        galley.seen = frozenset(products)
        galley.news.set()

    def try_again(self, galley: Galley) -> None:
        """Make everything anew, for instance after a process died."""
        galley.renew()
        self._go_on(galley)

    def _stop(self, galley: Galley) -> None:
        if galley.task is not None:
            galley.task.cancel()

    def _go_on(self, galley: Galley) -> None:
        if galley.task is None or galley.task.done():
            if not galley.checking and galley.read:
                return
            galley.task = self._room.begin(self._work(galley))

    def _tell(self, galley: Galley) -> None:
        self._room.events.tell("galley", edition=str(galley.name))

    # working

    async def _work(self, galley: Galley) -> None:
        """Read and render until all that is wanted is of the text's last turn."""
        running: dict[asyncio.Task[None], Errand] = {}
        try:
            while True:
                galley.news.clear()
                self._call_off(galley, running)
                if galley.read < galley.turn:
                    await self._read(galley)
                while (errand := self._next(galley, running.values())) is not None:
                    running[asyncio.create_task(self._do(galley, errand))] = errand
                if not running:
                    if galley.read < galley.turn:
                        continue
                    break
                await self._wait(galley, running)
        finally:
            for task in running:
                task.cancel()
        self._tell(galley)

    async def _wait(self, galley: Galley, running: dict[asyncio.Task[None], Errand]) -> None:
        """Until something is done, or the text has another turn."""
        news = asyncio.create_task(galley.news.wait())
        try:
            done, _ = await asyncio.wait({news, *running}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
        for task in done - {news}:
            del running[task]  # type: ignore[arg-type]
            if not task.cancelled():
                task.result()

    def _call_off(self, galley: Galley, running: Mapping[asyncio.Task[None], Errand]) -> None:
        """End what is of an older text, unless somebody looks at it and it will soon be there."""
        now = asyncio.get_running_loop().time()
        for task, errand in running.items():
            seen = any(str(proof.product) in galley.seen for proof in self._same(galley, errand.job))
            if errand.turn < galley.turn and not (seen and errand.drawing and now - errand.since > SOON):
                task.cancel()

    async def _read(self, galley: Galley) -> None:
        turn, room = galley.turn, self._room
        try:
            printed = await asyncio.to_thread(_printed, room, galley.name)
            galley.copy = copy = await room.read_for(galley.name, lambda library: _copy(library, galley.name, printed))
            galley.texts = copy.texts
            self._tell(galley)
            job = ContentsJob(galley.name, copy.made_of, copy.target.state, copy.draft)
            galley.held = await room.look(contents, job)
            galley.why = ""
            known = galley.proofs
            galley.proofs = {
                str(product): replace(known[str(product)], product=product) if str(product) in known else Proof(product)
                for product in galley.held.products
            }
        except (PlainleafError, EndedError, OSError) as fault:
            # A full disk takes nothing that processes share either: the desk says so, and tries again when asked.
            galley.why = fault.message if isinstance(fault, PlainleafError) else _reason(fault)
            await self._fall_back(galley)
            for proof in galley.proofs.values():
                proof.turn, proof.drawn, proof.why = turn, turn, galley.why
        galley.read = turn
        self._tell(galley)

    async def _fall_back(self, galley: Galley) -> None:
        """An edition that cannot be made now is told with the findings that say why; its old proofs stay."""
        found, galley.texts = await self._room.ask(
            lambda library: (_findings_of(library, galley.name), texts_of(library, galley.name))
        )
        if galley.copy is not None:
            galley.copy = replace(galley.copy, findings=found)
        elif galley.held is None:
            galley.held = Contents((), (), found)

    def _next(self, galley: Galley, running: Collection[Errand]) -> Errand | None:
        """What an idle process is to do next: what somebody looks at is drawn, then checked; then all else is
        made whose page numbers are known.
        """
        if galley.copy is None or galley.held is None or galley.read < galley.turn:
            return None
        idle = set(range(self._room.width)) - {errand.lane for errand in running}
        busy = {_job_of_job(errand.job) for errand in running}
        stale = [proof for proof in galley.wanted if proof.turn < galley.turn]
        making = {_job_of(proof.product) for proof in stale if proof.drawn < galley.turn}
        seen = [proof for proof in stale if str(proof.product) in galley.seen]
        undrawn = [proof for proof in seen if proof.tried < galley.turn]
        unset = [proof for proof in undrawn if _is_fitted(proof) and proof.sketched < galley.turn]
        # A sheet of which somebody sees a first look can wait until the other formats are there.
        waiting = [proof for proof in undrawn if proof.sketched == galley.turn and not proof.fitted]
        first = [proof for proof in undrawn if proof not in waiting]
        for proof, sketching, drawing in (
            *((each, True, True) for each in unset),
            *((each, False, True) for each in (*first, *waiting)),
            *((each, False, False) for each in (*seen, *stale)),
        ):
            if not idle:
                return None
            own = _job_of(proof.product)
            waits = any(f"{used}/full" in making for used in galley.copy.uses.get(proof.product.format, ()))
            if own in busy or waits:
                continue
            job = self._job(galley, galley.copy, proof.product)
            lane = self._room.lane_of(job, idle)
            if lane in idle:
                since = asyncio.get_running_loop().time()
                return Errand(job, galley.turn, lane, drawing, since, sketching)
        return None

    def _job(self, galley: Galley, copy: Copy, product: Product) -> RenderJob:
        return RenderJob(
            galley.name,
            copy.made_of,
            product.format,
            copy.target.state,
            copy.draft,
            (product.variant,),
            page_map=_page_map(galley, product),
            copies=copy.printed,
        )

    def _same(self, galley: Galley, job: RenderJob) -> list[Proof]:
        """The proofs that a job makes: products of one variant, whatever their papers."""
        return [proof for proof in galley.proofs.values() if _job_of(proof.product) == _job_of_job(job)]

    async def _do(self, galley: Galley, errand: Errand) -> None:
        if errand.sketching:
            await self._sketch(galley, errand)
        elif errand.drawing:
            await self._draw(galley, errand)
        else:
            await self._render(galley, errand)

    async def _sketch(self, galley: Galley, errand: Errand) -> None:
        """Show a sheet that somebody looks at before it is fitted to its pages, which takes many times as long; the
        page says so.
        """
        held = galley.held
        assert held is not None  # noqa: S101 (it was read)
        try:
            made = await self._room.work(sketch, errand.job, RENDER_SECONDS)
        except (PlainleafError, EndedError):
            made = ()
        artifacts = {str(artifact.product): artifact for artifact in made}
        for proof in self._same(galley, errand.job):
            artifact = artifacts.get(str(proof.product))
            # A check may have come before it, of a text that was changed back.
            if artifact is not None and proof.drawn < errand.turn:
                with contextlib.suppress(EndedError):
                    await self._show(proof, artifact, held)
                    proof.fitted = False
            proof.sketched = errand.turn
        self._tell(galley)

    async def _draw(self, galley: Galley, errand: Errand) -> None:
        """Show what somebody looks at before anything of it is checked."""
        held = galley.held
        assert held is not None  # noqa: S101 (it was read)
        try:
            made = await self._room.work(draw, errand.job, RENDER_SECONDS)
        except (PlainleafError, EndedError):
            made = ()
        artifacts = {str(artifact.product): artifact for artifact in made}
        for proof in self._same(galley, errand.job):
            artifact = artifacts.get(str(proof.product))
            if artifact is not None:
                with contextlib.suppress(EndedError):
                    await self._show(proof, artifact, held)
                    proof.drawn, proof.fitted = errand.turn, True
            # What could not be drawn is not drawn again: why, the check says.
            proof.tried = errand.turn
        self._tell(galley)

    async def _render(self, galley: Galley, errand: Errand) -> None:
        copy, job = galley.copy, errand.job
        assert copy is not None  # noqa: S101 (it was read)
        try:
            outcome = await self._room.work(render, job, RENDER_SECONDS)
        except (PlainleafError, EndedError) as fault:
            found = ended(copy.target.file, f"{job.format}/{(job.variants or ('',))[0]}", str(fault))
            outcome = Outcome(findings=found, ended=str(fault))
        made = {str(each.product): each for each in outcome.products}
        for proof in self._same(galley, job):
            await self._take(galley, proof, made.get(str(proof.product)), outcome, errand.turn)

    async def _take(self, galley: Galley, proof: Proof, rendered: Rendered | None, outcome: Outcome, turn: int) -> None:
        """Show what came of a product, or keep what was shown and say why there is nothing new."""
        held, copy = galley.held, galley.copy
        assert held is not None and copy is not None  # noqa: S101 (it was read)
        found = copy.target.weighing.of_product(rendered.findings) if rendered else Findings()
        proof.findings = outcome.findings + found
        artifact = rendered.artifact if rendered else None
        if artifact is None:
            told = proof.findings.errors
            proof.why = outcome.ended or (told[0].message if told else "it was not made")
        else:
            try:
                await self._show(proof, artifact, held)
            except EndedError as why:
                proof.why = str(why)
            else:
                proof.why, proof.fitted = "", True
                proof.trace = rendered.trace.content if rendered and rendered.trace else b""
        proof.turn = proof.drawn = turn
        self._tell(galley)

    async def _show(self, proof: Proof, artifact: Artifact, held: Contents) -> None:
        """From now on, this is what is shown of a product. Raises EndedError when its pages cannot be looked at."""
        now = _digest(artifact)
        if now != proof.digest or held.lines != proof.lines:
            proof.pages = await self._survey(artifact, held.lines)
        proof.lines, proof.places, proof.artifact, proof.digest = held.lines, held.places, artifact, now

    async def _survey(self, artifact: Artifact, lines: tuple[Line, ...]) -> tuple[Page, ...]:
        """The pages of a PDF; none of anything else."""
        if artifact.main.media_type != "application/pdf":
            return ()
        known = lines if artifact.product.extent is not Extent.NONE else ()
        return await self._room.photograph(survey, SurveyJob(artifact.main.content, known))


def _reason(fault: Exception) -> str:
    return (fault.strerror or str(fault)).lower() if isinstance(fault, OSError) else str(fault)


def _job_of_job(job: RenderJob) -> str:
    return f"{job.format}/{(job.variants or ('',))[0]}"


def _is_fitted(proof: Proof) -> bool:
    """Whether it was made before, and takes several layouts until its text fits its pages."""
    return proof.digest != "" and (proof.product.format, proof.product.variant) == ("handout", "sheet")


def _job_of(product: Product) -> str:
    """Products of one variant are made by one job, whatever their papers."""
    return f"{product.format}/{product.variant}"


def _digest(artifact: Artifact) -> str:
    """Of all files of a product, since a mail shows its pictures too."""
    return digest("".join(file.sha256 for file in artifact.files).encode())[:24]


def _page_map(galley: Galley, product: Product) -> dict[str, int] | None:
    """The pages of the full handout, where a format prints them, as a build gives them to the job."""
    uses = galley.copy.uses if galley.copy else {}
    for used in uses.get(product.format, ()):
        for proof in galley.proofs.values():
            if proof.product.format == used and proof.product.variant == "full" and proof.artifact is not None:
                return {place.key: place.page for place in proof.artifact.placements if place.page}
    return None


def _printed(room: Hands, name: EditionName) -> tuple[PrintedCopy, ...]:
    """What a build would find printed before of an edition; the page tells of it."""
    earlier = edition_from_json(room.output.manifest(name), name, Fate.UP_TO_DATE)
    return printed_before(name, earlier, room.output, Archive.of(room.workspace))


def _copy(library: Library, name: EditionName, printed: tuple[PrintedCopy, ...]) -> Copy:
    target, uses = library.target(name), library.brands[name.brand].uses
    return Copy(target, library.inputs(target), refusal(target), uses, texts_of(library, name), printed)


def texts_of(library: Library, name: EditionName) -> Mapping[str, str]:
    """The digest of each text that an edition is read from: by it a page knows whether its own text was looked at."""
    found: dict[str, str] = {}
    for slug in library.members((name.slug,)) if name.slug in library.slugs else ():
        source = library.sources[slug]
        files = {f"{source.folder}/{file}": content for file, content in source.files.items() if file in source.texts}
        files |= {f"source/_snippets/{file}": content for file, content in source.snippets.items()}
        found |= {file: digest(content) for file, content in files.items()}
    return found


def _findings_of(library: Library, name: EditionName) -> Findings:
    """Everything that is said of an article in a language that cannot be made into an edition."""
    found = Findings()
    for slug in library.members((name.slug,)) if name.slug in library.slugs else ():
        for entry in library.entries.get(slug, ()):
            found += entry.findings
    return found + (library.brands[name.brand].findings if name.brand in library.brands else Findings())
