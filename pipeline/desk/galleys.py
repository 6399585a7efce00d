"""Editions that somebody looks at come in; what becomes of each goes out, product by product, renewed at every change.

Proofs before they are made up into pages are galleys in the trade. The bytes are those that a build would publish.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipeline.building.jobs import Outcome, Rendered, RenderJob, render
from pipeline.building.refusing import refusal
from pipeline.building.running import READ_SECONDS, RENDER_SECONDS, EndedError
from pipeline.building.settling import ended
from pipeline.building.survey import Target, Verdict
from pipeline.desk.camera import Page, SurveyJob, survey
from pipeline.desk.printing import Contents, ContentsJob, contents
from pipeline.edition.artifact import Artifact, Extent, Product
from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Findings

if TYPE_CHECKING:
    from pipeline.building.inputs import PublicationInput
    from pipeline.building.library import Library
    from pipeline.desk.events import Events
    from pipeline.desk.lines import Line
    from pipeline.edition.name import EditionName

Answer = TypeVar("Answer")
Job = TypeVar("Job")
Result = TypeVar("Result")

MOST = 6
"""So many editions are kept with their proofs: each takes some 5 MB (house)."""

FIRST = ("handout/sheet", "newsletter/single", "social/posts", "page/web", "handout/full", "booklet/epub")
"""What is shown first when the desk opens is made first."""


@dataclass
class Proof:
    """One product as it is shown: what it was last, and of which turn of the text; `why` it could not be made anew."""

    product: Product
    turn: int = 0
    rendering: bool = False
    why: str = ""
    digest: str = ""
    artifact: Artifact | None = None
    findings: Findings = field(default_factory=Findings)
    trace: bytes = b""
    lines: tuple[Line, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True)
class Copy:
    """What a turn is made of: the target with its verdict, its articles, and what stands against it."""

    target: Target
    made_of: PublicationInput
    findings: Findings
    uses: Mapping[str, tuple[str, ...]]

    @property
    def draft(self) -> bool:
        """Whether its proofs bear the DRAFT mark, as what is not published does."""
        return self.target.verdict is not Verdict.SOUND


@dataclass
class Galley:
    """An edition that somebody looks at. `turn` counts the states of its text; what is of an earlier one is stale."""

    name: EditionName
    turn: int = 1
    read: int = 0
    why: str = ""
    copy: Copy | None = None
    held: Contents | None = None
    proofs: dict[str, Proof] = field(default_factory=dict)
    chosen: set[str] = field(default_factory=set)
    task: asyncio.Task[None] | None = None

    @property
    def wanted(self) -> list[Proof]:
        """What is published, and what somebody chose besides; what is shown first comes first."""
        own = [proof for proof in self.proofs.values() if _is_wanted(proof.product, self.chosen)]
        return sorted(own, key=lambda proof: _rank(proof.product))

    @property
    def checking(self) -> bool:
        """Whether anything is still being read, rendered or checked."""
        return self.read < self.turn or any(proof.turn < self.turn for proof in self.wanted)

    def to_json(self) -> dict[str, Any]:
        copy, wanted = self.copy, self.wanted
        return {
            "edition": str(self.name),
            "turn": self.turn,
            "checking": self.checking,
            "why": self.why,
            "title": copy.target.title if copy else self.name.slug,
            "draft": copy.draft if copy else False,
            "verdict": copy.target.verdict.value if copy else "",
            "state": copy.target.state.value if copy else "",
            "file": copy.target.file if copy else "",
            "products": [_shown(proof, self.turn) for proof in wanted],
            "others": [str(proof.product) for proof in self.proofs.values() if proof not in wanted],
            "findings": [finding_to_json(finding) for finding in self.findings()],
        }

    def findings(self) -> list[Finding]:
        """Everything that is known to be wrong, worst first, then in reading order."""
        total = self.copy.findings if self.copy else Findings()
        total += self.held.findings if self.held else Findings()
        for proof in self.wanted:
            total += proof.findings
        return sorted(total.found, key=lambda finding: (finding.severity.weight, finding.order))


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding as pages of the desk take it."""
    where = finding.where
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "file": where.file,
        "first": where.first,
        "last": where.last or where.first,
        "part": where.part,
        "message": finding.message,
        "hint": finding.hint,
    }


def _is_wanted(product: Product, chosen: set[str]) -> bool:
    return not product.on_request or str(product) in chosen


def _rank(product: Product) -> int:
    name = f"{product.format}/{product.variant}"
    return FIRST.index(name) if name in FIRST else len(FIRST)


def _shown(proof: Proof, turn: int) -> dict[str, Any]:
    artifact = proof.artifact
    state = "failed" if proof.why and proof.turn == turn else "shown" if proof.turn == turn else "rendering"
    return {
        "name": str(proof.product),
        "state": state,
        "why": proof.why,
        "digest": proof.digest,
        "files": [{"name": file.name, "size": len(file.content)} for file in artifact.files] if artifact else [],
        "decisions": list(artifact.decisions) if artifact else [],
    }


class Hands(Protocol):
    """What galleys need of the room: who reads, renders and photographs, and who is told."""

    events: Events

    @property
    def width(self) -> int: ...

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]: ...

    async def ask(self, question: Callable[[Library], Answer]) -> Answer: ...

    async def work(self, function: Callable[[Job], Result], job: Job, seconds: int) -> Result: ...

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
                galley.turn += 1
                self._tell(galley)
                self._go_on(galley)

    def choose(self, galley: Galley, product: str) -> None:
        """Make a product that is not published, for whoever asked to see it."""
        galley.chosen.add(product)
        self._go_on(galley)

    def try_again(self, galley: Galley) -> None:
        """Make everything anew, for instance after a process died."""
        galley.turn += 1
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
        running: dict[asyncio.Task[None], str] = {}
        try:
            while True:
                if galley.read < galley.turn:
                    await self._read(galley)
                # One more than run at once, so that no process waits for the next; more would be of an older text when
                # somebody types.
                while len(running) <= self._room.width and (proof := self._next(galley, set(running.values()))):
                    running[asyncio.create_task(self._render(galley, proof.product))] = _job_of(proof.product)
                if not running:
                    if galley.read < galley.turn:
                        continue
                    break
                done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    del running[task]
                    task.result()
        finally:
            for task in running:
                task.cancel()
        self._tell(galley)

    async def _read(self, galley: Galley) -> None:
        turn, room = galley.turn, self._room
        try:
            galley.copy = copy = await room.read_for(galley.name, lambda library: _copy(library, galley.name))
            self._tell(galley)
            job = ContentsJob(galley.name, copy.made_of, copy.target.state, copy.draft)
            galley.held = await room.work(contents, job, READ_SECONDS)
            galley.why = ""
            known = galley.proofs
            galley.proofs = {
                str(product): replace(known[str(product)], product=product) if str(product) in known else Proof(product)
                for product in galley.held.products
            }
        except (PlainleafError, EndedError) as fault:
            galley.why = fault.message if isinstance(fault, PlainleafError) else str(fault)
            await self._fall_back(galley)
            for proof in galley.proofs.values():
                proof.turn, proof.why = turn, galley.why
        galley.read = turn
        self._tell(galley)

    async def _fall_back(self, galley: Galley) -> None:
        """An edition that cannot be made now is told with the findings that say why; its old proofs stay."""
        found = await self._room.ask(lambda library: _findings_of(library, galley.name))
        if galley.copy is not None:
            galley.copy = replace(galley.copy, findings=found)
        elif galley.held is None:
            galley.held = Contents((), (), found)

    def _next(self, galley: Galley, running: set[str]) -> Proof | None:
        """The first product that is stale and whose page numbers are known."""
        stale = [proof for proof in galley.wanted if proof.turn < galley.turn]
        uses = galley.copy.uses if galley.copy else {}
        making = {_job_of(proof.product) for proof in stale} | running
        for proof in stale:
            needs = uses.get(proof.product.format, ())
            waits = any(f"{used}/full" in making for used in needs)
            if _job_of(proof.product) not in running and not waits:
                return proof
        return None

    async def _render(self, galley: Galley, product: Product) -> None:
        turn, copy, held = galley.turn, galley.copy, galley.held
        assert copy is not None and held is not None  # noqa: S101 (it was read)
        same = [proof for proof in galley.proofs.values() if _job_of(proof.product) == _job_of(product)]
        for proof in same:
            proof.rendering = True
        job = RenderJob(
            galley.name,
            copy.made_of,
            product.format,
            copy.target.state,
            copy.draft,
            (product.variant,),
            page_map=_page_map(galley, product),
        )
        try:
            outcome = await self._room.work(render, job, RENDER_SECONDS)
        except (PlainleafError, EndedError) as fault:
            found = ended(copy.target.file, str(product), str(fault))
            outcome = Outcome(findings=found, ended=str(fault))
        made = {str(each.product): each for each in outcome.products}
        for proof in same:
            rendered = made.get(str(proof.product))
            await self._take(galley, proof, rendered, outcome, turn)

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
                pages = await self._survey(artifact, held.lines)
            except EndedError as why:
                proof.turn, proof.rendering, proof.why = turn, False, str(why)
                self._tell(galley)
                return
            proof.pages, proof.lines, proof.places, proof.artifact = pages, held.lines, held.places, artifact
            proof.why, proof.digest = "", _digest(artifact)
            proof.trace = rendered.trace.content if rendered and rendered.trace else b""
        proof.turn, proof.rendering = turn, False
        self._tell(galley)

    async def _survey(self, artifact: Artifact, lines: tuple[Line, ...]) -> tuple[Page, ...]:
        """The pages of a PDF; none of anything else."""
        if artifact.main.media_type != "application/pdf":
            return ()
        known = lines if artifact.product.extent is not Extent.NONE else ()
        return await self._room.photograph(survey, SurveyJob(artifact.main.content, known))


def _job_of(product: Product) -> str:
    """Products of one variant are made by one job, whatever their papers."""
    return f"{product.format}/{product.variant}"


def _digest(artifact: Artifact) -> str:
    """Of all files of a product, since a mail shows its pictures too."""
    from pipeline.workspace.disk import digest

    return digest("".join(file.sha256 for file in artifact.files).encode())[:24]


def _page_map(galley: Galley, product: Product) -> dict[str, int] | None:
    """The pages of the full handout, where a format prints them, as a build gives them to the job."""
    uses = galley.copy.uses if galley.copy else {}
    for used in uses.get(product.format, ()):
        for proof in galley.proofs.values():
            if proof.product.format == used and proof.product.variant == "full" and proof.artifact is not None:
                return {place.key: place.page for place in proof.artifact.placements if place.page}
    return None


def _copy(library: Library, name: EditionName) -> Copy:
    target = library.target(name)
    return Copy(target, library.inputs(target), refusal(target), library.brands[name.brand].uses)


def _findings_of(library: Library, name: EditionName) -> Findings:
    """Everything that is said of an article in a language that cannot be made into an edition."""
    found = Findings()
    for slug in library.members((name.slug,)) if name.slug in library.slugs else ():
        for entry in library.entries.get(slug, ()):
            found += entry.findings
    return found + (library.brands[name.brand].findings if name.brand in library.brands else Findings())
