"""One edition that somebody looks at: its proofs, of which turn of the text each is, and how all of it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.building.jobs import RenderJob
from pipeline.building.survey import Target, Verdict
from pipeline.desk.camera import Page
from pipeline.desk.hints import for_a_page
from pipeline.desk.printing import Contents
from pipeline.edition.artifact import Artifact, Product
from pipeline.finding import Finding, Findings

if TYPE_CHECKING:
    from pipeline.building.inputs import PublicationInput
    from pipeline.desk.lines import Line
    from pipeline.edition.copies import Copy as PrintedCopy
    from pipeline.edition.name import EditionName

FIRST = ("handout/sheet", "newsletter/single", "social/posts", "page/web", "handout/full", "booklet/epub")
"""What is shown first when the desk opens is made first."""


@dataclass
class Proof:
    """One product as it is shown: what it was last, `drawn` in which turn of the text and checked in which `turn`, when
    drawing was last `tried`, and `why` it could not be made anew. `sketched` is the turn in which it was last set
    without being fitted, `fitted` whether what is shown was.
    """

    product: Product
    turn: int = 0
    drawn: int = 0
    tried: int = 0
    sketched: int = 0
    fitted: bool = True
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
    """What a turn is made of: the target with its verdict, its articles, and what stands against it; `texts` are the
    digests of the files that were read, `printed` what was printed before, of which the page tells.
    """

    target: Target
    made_of: PublicationInput
    findings: Findings
    uses: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str]
    printed: tuple[PrintedCopy, ...] = ()

    @property
    def draft(self) -> bool:
        """Whether its proofs bear the DRAFT mark, as what is not published does."""
        return self.target.verdict is not Verdict.SOUND


@dataclass(frozen=True)
class Errand:
    """A job under way: of which turn of the text, in which process, whether it only draws, or even sketches, and since
    when (seconds).
    """

    job: RenderJob
    turn: int
    lane: int
    drawing: bool
    since: float
    sketching: bool = False


@dataclass
class Galley:
    """An edition that somebody looks at. `turn` counts the states of its text; what is of an earlier one is stale."""

    name: EditionName
    turn: int = 1
    read: int = 0
    why: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    copy: Copy | None = None
    held: Contents | None = None
    proofs: dict[str, Proof] = field(default_factory=dict)
    chosen: set[str] = field(default_factory=set)
    seen: frozenset[str] = frozenset()
    task: asyncio.Task[None] | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def wanted(self) -> list[Proof]:
        """What is published, and what somebody chose besides; what stands before somebody's eyes comes first."""
        own = [proof for proof in self.proofs.values() if _is_wanted(proof.product, self.chosen)]
        return sorted(own, key=lambda proof: (str(proof.product) not in self.seen, _rank(proof.product)))

    def renew(self) -> None:
        """The text has another turn; whoever works on it is told."""
        self.turn += 1
        self.news.set()

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
            "texts": dict(self.texts),
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
        "hint": for_a_page(finding.hint),
    }


def _is_wanted(product: Product, chosen: set[str]) -> bool:
    return not product.on_request or str(product) in chosen


def _rank(product: Product) -> int:
    name = f"{product.format}/{product.variant}"
    return FIRST.index(name) if name in FIRST else len(FIRST)


def _shown(proof: Proof, turn: int) -> dict[str, Any]:
    artifact = proof.artifact
    state = "failed" if proof.why and proof.turn == turn else "shown" if proof.drawn == turn else "rendering"
    if state == "rendering" and not proof.fitted:
        state = "sketched"
    return {
        "name": str(proof.product),
        "state": state,
        "checked": proof.turn == turn,
        "why": proof.why,
        "digest": proof.digest,
        "files": [{"name": file.name, "size": len(file.content)} for file in artifact.files] if artifact else [],
        "decisions": list(artifact.decisions) if artifact else [],
    }
