"""A fifth format is a package, its styles and a name in FORMATS: everything that people write and see knows it then."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from types import ModuleType
from typing import Annotated, Any

import pytest

from pipeline import channels
from pipeline.article.front.schema import List, one_of
from pipeline.article.plaintext import paragraphs
from pipeline.article.selecting import select
from pipeline.building.build import Build
from pipeline.building.library import Library
from pipeline.edition.artifact import Artifact, File, Product
from pipeline.edition.edition import Edition
from pipeline.finding import Findings, Place, Rule, Severity
from pipeline.formats.passages import Passage, Role
from pipeline.house.brand import read_brand
from pipeline.house.settings import FormatSettings
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.building.leaf import ARTICLE, DAY, TIDES, runner, write
from tests.test_edition import BRAND
from tests.workspace import with_head

FORMATS = (*channels.FORMATS, "notice")
WHISPERING = Rule("notice/whispering", Severity.WARNING, "a notice can be read from afar", (), "house", reason="walls")


class NoticeSettings(FormatSettings):
    """`[notice]`: what hangs where, in which size."""

    variants: Annotated[tuple[Annotated[str, one_of(("wall", "door"))], ...], List] = ("wall",)
    size: int = 20


def settings_of(edition: Edition) -> NoticeSettings:
    return edition.brand.settings.table(NoticeSettings) or NoticeSettings()


class Reading:
    def __init__(self, artifact: Artifact) -> None:
        self.artifact = artifact
        self.said: dict[str, Any] = json.loads(artifact.main.content)
        self.passages = tuple(Passage("", Role.PARAGRAPH, text, lang="en") for text in self.said["text"])
        self.copies = {"": self.passages}
        self.transcript = "\n".join(self.said["text"])
        self.previews = (File("wall.png", "image/png", b"a small wall"),)


class Notice(ModuleType):
    """The whole package: nine names."""

    NAME = "notice"
    VARIANTS = ("wall", "door")
    Settings = NoticeSettings
    RULES = (WHISPERING,)

    def uses(self, brand: object) -> frozenset[str]:
        return frozenset()

    def products(self, edition: Edition) -> tuple[Product, ...]:
        return tuple(
            Product("notice", name, on_request=asked) for name, asked in edition.variants("notice", self.VARIANTS)
        )

    def render(self, edition: Edition, product: Product) -> Artifact:
        front = edition.article.front
        kept = paragraphs(select(edition.article.blocks, "notice", product.variant))
        text = [front.title, front.main_message, *kept]
        said = {"size": settings_of(edition).size, "look": edition.style("notice/notice.css"), "text": text}
        return Artifact(product, (File(f"{product.variant}.json", "application/json", json.dumps(said).encode()),))

    def read(self, artifact: Artifact) -> Reading:
        return Reading(artifact)

    def check(self, reading: Reading, edition: Edition) -> Findings:
        if reading.said["size"] >= 20:
            return Findings()
        return Findings((WHISPERING.finding(Place("wall.json"), "nobody can read it", "take a larger size"),))


@pytest.fixture
def with_notice(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setitem(sys.modules, "pipeline.formats.notice", Notice("pipeline.formats.notice"))
    monkeypatch.setattr("pipeline.channels.FORMATS", FORMATS)
    (workspace.styles / "notice").mkdir()
    (workspace.styles / "notice/notice.css").write_text("big")
    return workspace


def decide(workspace: Workspace, more: str) -> None:
    (workspace.styles / "brands/tide/brand.toml").write_bytes(BRAND + more.encode())


def choose(workspace: Workspace, publish: str, more: str = "") -> None:
    write(workspace.root, re.sub(r"(?m)^title:", f"publish: {publish}\ntitle:", with_head(ARTICLE + more), count=1))


def said(workspace: Workspace, variant: str = "wall") -> dict[str, Any]:
    content: dict[str, Any] = json.loads((workspace.output / f"tide/en/tides/notice/{variant}.json").read_bytes())
    return content


def run(workspace: Workspace, **changes: Any) -> list[str]:
    """What a run of this format says."""
    request = replace(DAY, formats=("notice",), **changes)
    library, output = Library.open(workspace, DAY.today), Output(workspace.output)
    with output.locked(), runner(library) as running:
        report = Build(library, output, request).run(running)
    (edition,) = report.editions
    return [finding.message for product in edition.products for finding in product.findings.found] + [
        finding.message for finding in edition.findings.found
    ]


def test_it_is_built_with_its_own_styles_and_its_own_table_of_the_brand(with_notice: Workspace) -> None:
    decide(with_notice, '[notice]\nsize = 12\nvariants = ["door", "wall"]\n')
    assert run(with_notice) == ["nobody can read it"] * 2
    assert said(with_notice)["size"] == said(with_notice, "door")["size"] == 12
    assert said(with_notice)["look"] == "big"


def test_a_brand_that_says_nothing_of_it_publishes_what_is_usual(with_notice: Workspace) -> None:
    assert run(with_notice) == []
    folder = with_notice.output / "tide/en/tides/notice"
    assert [path.name for path in folder.iterdir()] == ["wall.json"]


@pytest.mark.usefixtures("with_notice")
def test_a_slip_in_its_table_is_told_with_the_right_name() -> None:
    _, findings = read_brand("tide", {"brand.toml": BRAND + b'[notice]\nsiez = 12\nvariants = ["wal"]\n'})
    told = {(finding.message, finding.hint) for finding in findings.found}
    assert ('"notice.siez" is not a key of brand.toml', 'write "size"') in told
    assert ('"notice.variants" knows no "wal"', 'write "wall"') in told


def test_an_article_chooses_its_variants_and_gives_it_blocks_of_its_own(with_notice: Workspace) -> None:
    more = '\n::: {only="notice/door"}\nKnock twice.\n:::\n\n::: {not="notice"}\nSee the table on page 2.\n:::\n'
    choose(with_notice, "{notice: [door]}", more)
    decide(with_notice, '[notice]\nvariants = ["wall", "door"]\n')
    assert run(with_notice) == []
    assert not (with_notice.output / "tide/en/tides/notice/wall.json").exists()
    assert "Knock twice." in said(with_notice, "door")["text"]
    assert "See the table on page 2." not in said(with_notice, "door")["text"]


def test_a_slip_in_what_an_article_says_of_it_is_told_with_the_right_name(with_notice: Workspace) -> None:
    choose(with_notice, "{notice: [dor]}", '\n::: {only="notise/wall"}\nKnock twice.\n:::\n')
    told = run(with_notice)
    assert '"publish.notice" knows no "dor"' in told
    assert 'there is no format or variant "notise/wall"' in told


def test_a_changed_style_of_it_makes_it_stale_and_nothing_else(with_notice: Workspace) -> None:
    run(with_notice)
    (with_notice.styles / "notice/notice.css").write_text("bigger")
    library, output = Library.open(with_notice, DAY.today), Output(with_notice.output)
    with runner(library) as running:
        steps = Build(library, output, replace(DAY, formats=("notice",))).plan(running)
    assert [(step.edition, step.format) for step in steps if step.why] == [(TIDES, "notice")]
    run(with_notice)
    assert said(with_notice)["look"] == "bigger"
