"""The values that tests of planning, settling and surveying begin with, each with as little in it as will do."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from pipeline.article.front.status import Status
from pipeline.building.digests import Digests
from pipeline.building.planning import Request
from pipeline.building.report import EditionReport, Fate, FileReport, ProductReport
from pipeline.building.survey import Target
from pipeline.building.weighing import Weighing
from pipeline.edition.artifact import Artifact, File, Placement, Product
from pipeline.edition.name import EditionName
from pipeline.edition.review import State
from pipeline.finding import Finding, Findings, Place, Rule, Severity
from pipeline.house.policy import Policy

NAME = EditionName("tide", "en", "tides")
TODAY = date(2026, 11, 1)
DIGESTS = Digests(
    "engine", "tools", "fonts", {"leaf": "leaf-css", "twig": "twig-css"}, {"en": "words"}, {"tide": "brand"}
)
RULE = Rule("leaf/shouting", Severity.ERROR, "a leaf does not shout", (), "house")


@pytest.fixture
def two_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two formats, leaf before twig, with the variants full and small; twig has one more."""
    for name, variants in (("leaf", ("full", "small")), ("twig", ("full", "small", "bent"))):
        module: Any = ModuleType(f"pipeline.formats.{name}")
        module.VARIANTS = variants
        monkeypatch.setitem(sys.modules, f"pipeline.formats.{name}", module)
    monkeypatch.setattr("pipeline.channels.FORMATS", ("leaf", "twig"))


def request(**changes: Any) -> Request:
    return Request(TODAY, **changes)


def finding(message: str, severity: Severity = Severity.ERROR, file: str = "leaf") -> Finding:
    return RULE.finding(Place(file), message, "mend it", severity)


def findings(*messages: str) -> Findings:
    """Errors with these messages."""
    return Findings(tuple(finding(message) for message in messages))


def target(**changes: Any) -> Target:
    values: dict[str, Any] = {
        "name": NAME,
        "title": "Tides",
        "file": "source/tides/article.md",
        "articles": ("tides",),
        "sources": ("words as they are",),
        "state": State.CURRENT,
        "status": Status.CURRENT,
        "findings": Findings(),
        "weighing": Weighing(Policy(), (), TODAY, "tide"),
    }
    return Target(**{**values, **changes})


def parts(form: str, **changes: str) -> dict[str, str]:
    """What a format's products depend on now, but for `changes`."""
    seen = target()
    now = DIGESTS.parts(
        brand=seen.name.brand,
        lang=seen.name.lang,
        sources=seen.sources,
        state=seen.state,
        waivers=seen.weighing.standing,
        draft=False,
        form=form,
    )
    return now | changes


def product(name: str, made_of: Mapping[str, str] | None = None, **changes: Any) -> ProductReport:
    """A published product, named "leaf/full" or "leaf/full/A4", up to date unless it was made of something else."""
    form, variant, paper = (*name.split("/"), "")[:3]
    files = (FileReport(f"{form}/{variant}{paper}.json", "application/json", 3, "abc"),)
    values: dict[str, Any] = {"parts": parts(form) if made_of is None else made_of, **changes}
    return ProductReport(form, variant, paper, files, values.pop("findings", Findings()), **values)


def edition(*products: ProductReport, **changes: Any) -> EditionReport:
    """What was published of the edition before."""
    values: dict[str, Any] = {"findings": Findings(), "draft": False, "fate": Fate.UP_TO_DATE, **changes}
    return EditionReport(NAME, "Tides", "source/tides/article.md", "current", products=products, **values)


def artifact(made: Product, content: bytes = b"new", *pages: tuple[str, int]) -> Artifact:
    """One file that says `content`, with the page of each key."""
    file = File(f"{made.variant}{made.paper}.json", "application/json", content)
    return Artifact(made, (file,), tuple(Placement(key, f"page {page}", page) for key, page in pages))
