"""Jobs come in, values only; what became of them goes out. This is what runs in a worker process."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.edition.review import State
from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Findings, Place, Rule, Severity, Standing
from pipeline.workspace.source import Source

if TYPE_CHECKING:
    # Loaded by the jobs that need them: a run without changes starts none.
    from pipeline.article.model import Article
    from pipeline.edition.artifact import Artifact, File
    from pipeline.edition.edition import Edition
    from pipeline.edition.publication import Publication
    from pipeline.house.styles import Styles

CANNOT_RENDER = Rule(
    "build/cannot-render",
    Severity.ERROR,
    "each format of an edition can be rendered",
    (),
    "house",
    Standing.HOUSE,
    reason="an edition that lacks a format is not published",
)
WORKER_DIED = Rule(
    "build/worker-died",
    Severity.ERROR,
    "rendering ends by itself",
    (),
    "house",
    Standing.HOUSE,
    reason="a library that brings its process down must not take the other editions with it",
)
RULES = (CANNOT_RENDER, WORKER_DIED)


@dataclass(frozen=True)
class ReadJob:
    """Read and check the articles of a source."""

    source: Source


@dataclass(frozen=True)
class ReadArticle:
    """One article file: the article unless its form forbids it, and everything found in it."""

    file: str
    article: Article | None
    findings: Findings


@dataclass(frozen=True)
class RenderJob:
    """Render one format of one edition; `variants` empty means the usual ones."""

    publication: Publication
    lang: str
    brand: str
    format: str
    state: State
    draft: bool
    variants: tuple[str, ...] = ()
    page_map: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Rendered:
    """One product with what was found in its bytes and small pictures of it (PNG) for the report."""

    artifact: Artifact
    findings: Findings
    previews: tuple[File, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Outcome:
    """What became of a render job. `crash` is the traceback of a bug of ours."""

    products: tuple[Rendered, ...] = ()
    findings: Findings = field(default_factory=Findings)
    crash: str = ""


_styles: list[Styles] = []


def prepare(style_files: Mapping[str, bytes]) -> None:
    """Give this process the styles that its jobs share; called once a process."""
    from pipeline.house.styles import read_styles

    _styles[:] = [read_styles(style_files)]


def read(job: ReadJob) -> tuple[ReadArticle, ...]:
    """Read a source's articles, the original first, and run the article rules on each."""
    from pipeline.article.reading import read_articles
    from pipeline.article.rules import check_article

    results = []
    for reading in read_articles(job.source):
        findings = reading.findings
        if reading.article is not None:
            findings += check_article(reading.article)
        results.append(ReadArticle(reading.file, reading.article, findings))
    return tuple(results)


def _page_map(edition: Edition, format_name: str) -> Mapping[str, int] | None:
    """The page of each block in the full handout, when the brand asks for a page list in its booklets:
    `page_list = true` under [booklet] in brand.toml. No format looks at another's output; it is an input here.
    """
    if format_name != "booklet" or not edition.brand.settings.booklet.page_list:
        return None
    from pipeline.formats import format_named

    handout = format_named("handout")
    product = next((each for each in handout.products(edition) if each.variant == "full"), None)
    if product is None:
        return None
    return {placement.key: placement.page for placement in handout.render(edition, product).placements}


def render(job: RenderJob) -> Outcome:
    """Render and check the products of a job. Faults in content are findings; a bug is kept as a traceback."""
    from dataclasses import replace

    from pipeline.edition.edition import make_edition
    from pipeline.formats import format_named
    from pipeline.press.preview import previews

    styles = _styles[0]
    where = Place(job.publication.file, part=job.format)
    try:
        edition, findings = make_edition(
            job.publication, job.lang, styles.brands[job.brand], styles, job.state, job.draft
        )
        edition = replace(edition, page_map=job.page_map or _page_map(edition, job.format))
        form = format_named(job.format)
        done = []
        for product in form.products(edition):
            if product.variant not in job.variants if job.variants else product.on_request:
                continue
            artifact = form.render(edition, product)
            done.append(Rendered(artifact, form.check(artifact, edition), previews(artifact)))
    except PlainleafError as error:
        place = Place(error.place) if error.place else where
        fault: Finding = CANNOT_RENDER.finding(place, error.message, error.hint or "mend the article or its styles")
        return Outcome(findings=Findings((fault,)))
    except Exception:
        return Outcome(crash=traceback.format_exc())
    return Outcome(tuple(done), findings)


def warm_up() -> None:
    """Import what every render job needs, while this process has nothing else to do."""
    import pydantic  # noqa: F401

    import pipeline.press.press  # noqa: F401
