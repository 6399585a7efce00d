"""A small format, a workspace that has two of it, and the runs that tests of building begin with."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Annotated, ClassVar

import pytest

from pipeline.article.front.schema import List
from pipeline.building import rulebook
from pipeline.building.build import Build
from pipeline.building.library import Library
from pipeline.building.planning import Request, Step
from pipeline.building.processes.running import InProcess, Runner
from pipeline.building.report import EditionReport, Report
from pipeline.edition.artifact import Artifact, Extent, File, Placement, Product
from pipeline.edition.edition import Edition
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.finding import Findings, Place, Rule, Severity
from pipeline.formats.passages import Passage
from pipeline.house.brand import Brand
from pipeline.house.settings import FormatSettings
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.test_edition import BRAND
from tests.workspace import ROOT, with_head

HOUSE_RULES = rulebook.RULES
"""Read here, while the formats are those of the house: the book is written once, and a leaf's rules are not in it."""

TIDES = EditionName("tide", "en", "tides")
ARTICLE = "## Walking out\n\nThe sand is firm.[@table] Call {{phone}}.\n\n::: action\nLook at the table first.\n:::\n"
ARTICULO = "## Paseo\n\nLa arena es firme.[@table] Llame al {{phone}}.\n\n::: action\nMire primero la tabla.\n:::\n"
"""ARTICLE in Spanish."""
SHOUTING = Rule("leaf/shouting", Severity.ERROR, "a leaf does not shout", (), "house", reason="it scares birds")
RENDERED: list[str] = []


class LeafSettings(FormatSettings):
    """The table of either format; which variants are published the brand's value `leaves` says instead."""

    variants: Annotated[tuple[str, ...], List] = ("full",)


@dataclass(frozen=True)
class LeafReading:
    """A leaf says nothing that could be held against its article."""

    artifact: Artifact
    passages: tuple[Passage, ...] = ()
    transcript: str = ""
    previews: tuple[File, ...] = ()
    copies: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)


class Leaf(ModuleType):
    """A format that writes the title and the rendered pages of another; it stands in for the real ones.

    A brand's value `leaves` lists the variants that it publishes. A title with "!" is an error in every product, one
    with "?" in "full" only; "refuses" and "crashes" do what they say.
    """

    RULES = (SHOUTING,)
    Settings = LeafSettings
    too_long: ClassVar[set[str]] = set()
    extent = Extent.NONE

    def __init__(self, name: str, uses: frozenset[str]) -> None:
        super().__init__(f"pipeline.formats.{name}")
        self.NAME = name
        self._uses = uses
        self.VARIANTS = ("full", "small")

    def uses(self, brand: Brand) -> frozenset[str]:
        return self._uses

    def products(self, edition: Edition) -> tuple[Product, ...]:
        if self.NAME == "leaf" and edition.publication.is_collection:
            return ()
        listed = edition.brand.values.get("leaves", "full").split(" ")
        return tuple(
            Product(self.NAME, variant, on_request=variant not in listed, extent=self.extent)
            for variant in self.VARIANTS
        )

    def render(self, edition: Edition, product: Product) -> Artifact:
        if "refuses" in edition.article.front.title:
            raise PlainleafError("it refuses", hint="ask it kindly")
        if "crashes" in edition.article.front.title:
            raise ZeroDivisionError
        RENDERED.append(f"{edition.brand.id}/{edition.lang}/{edition.article.slug}/{product}")
        said = {"title": edition.article.front.title, "draft": edition.draft, "pages": edition.page_map}
        file = File(f"{product.variant}.json", "application/json", json.dumps(said, sort_keys=True).encode())
        return Artifact(product, (file,), (Placement("walk", "page 3", 3),))

    def read(self, artifact: Artifact) -> LeafReading:
        return LeafReading(artifact)

    def check(self, reading: LeafReading, edition: Edition) -> Findings:
        artifact = reading.artifact
        if artifact.product.variant in self.too_long:
            return Findings((SHOUTING.finding(Place("leaf"), "it is too long", "cut it"),))
        asking = b"?" in artifact.main.content and artifact.product.variant == "full"
        if b"!" not in artifact.main.content and not asking:
            return Findings()
        return Findings((SHOUTING.finding(Place("leaf"), "it shouts", "lower your voice"),))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    for name, uses in (("leaf", frozenset()), ("twig", frozenset({"leaf"}))):
        monkeypatch.setitem(sys.modules, f"pipeline.formats.{name}", Leaf(name, uses))
    monkeypatch.setattr("pipeline.channels.FORMATS", ("leaf", "twig"))
    monkeypatch.setattr("pipeline.workspace.storage.code_digest", lambda: "engine")
    (tmp_path / "source/tides").mkdir(parents=True)
    (tmp_path / "styles/brands/tide").mkdir(parents=True)
    (tmp_path / "styles/words").mkdir()
    (tmp_path / "styles/fonts").mkdir()
    (tmp_path / "styles/fonts/fonts.toml").write_text("family = []\n[stacks]\n")
    (tmp_path / "styles/words/en.po").write_bytes((ROOT / "styles/words/en.po").read_bytes())
    (tmp_path / "styles/words/es.po").write_bytes((ROOT / "styles/words/es.po").read_bytes())
    (tmp_path / "styles/leaf").mkdir()
    (tmp_path / "styles/leaf/leaf.html").write_text("x")
    (tmp_path / "styles/brands/tide/brand.toml").write_bytes(BRAND)
    write(tmp_path, ARTICLE)
    RENDERED.clear()
    yield Workspace(tmp_path, tmp_path / "source", tmp_path / "styles", tmp_path / "output")


def write(root: Path, text: str, slug: str = "tides", name: str = "article.md") -> None:
    path = root / "source" / slug / name
    path.parent.mkdir(exist_ok=True)
    document = re.sub(r"(?m)^id: .*$", f"id: PL-{slug}", with_head(text), count=1)
    path.write_text(document, encoding="utf-8")


def said(workspace: Workspace, path: str = "tide/en/tides") -> dict[str, str]:
    """The titles that the published leaves say, by path below the output folder."""
    found = sorted((workspace.output / path).rglob("*.json"))
    return {
        file.relative_to(workspace.output).as_posix(): json.loads(file.read_bytes())["title"]
        for file in found
        if file.name not in {"manifest.json", "withdrawn.json"} and ".cache" not in file.parts
    }


def retitle(workspace: Workspace, title: str, slug: str = "tides") -> None:
    """Give an article another title, and so another source."""
    write(workspace.root, re.sub(r"(?m)^title: .*$", f"title: {title}", with_head(ARTICLE), count=1), slug)


def list_variants(workspace: Workspace, variants: str) -> None:
    """Change what the brand publishes of each format."""
    file = workspace.styles / "brands/tide/brand.toml"
    lines = [line for line in BRAND.decode().splitlines() if not line.startswith("leaves")]
    lines.insert(lines.index("[values]") + 1, f'leaves = "{variants}"')
    file.write_text("\n".join(lines))


DAY = Request(date(2026, 11, 1))


def build(workspace: Workspace, request: Request = DAY) -> Report:
    output = Output(workspace.output)
    library = Library.open(workspace, request.today)
    with output.locked(), runner(library) as running:
        return Build(library, output, request).run(running)


def runner(library: Library) -> Runner:
    return Runner(lambda: InProcess(library.style_files))


def steps(workspace: Workspace, request: Request | None = None) -> list[Step]:
    """What a plan says."""
    wish = request or DAY
    library = Library.open(workspace, wish.today)
    with runner(library) as running:
        return Build(library, Output(workspace.output), wish).plan(running)


def planned(workspace: Workspace, request: Request = DAY) -> dict[str, str]:
    """Why each format would be rendered."""
    return {step.format: step.why for step in steps(workspace, request)}


def check(workspace: Workspace, request: Request | None = None) -> Report:
    """What a check says, which saves nothing."""
    wish = replace(request or DAY, save=False)
    library = Library.open(workspace, wish.today)
    with runner(library) as running:
        return Build(library, Output(workspace.output), wish).run(running)


def the_edition(report: Report) -> EditionReport:
    (edition,) = report.editions
    return edition
