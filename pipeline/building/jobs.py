"""Jobs come in, values only; what became of them goes out. This is what runs in a worker process."""

from __future__ import annotations

import contextlib
import ctypes
import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.building.inputs import PublicationInput
from pipeline.building.rules import CANNOT_RENDER
from pipeline.building.shared import Shared
from pipeline.edition.name import EditionName
from pipeline.edition.review import State
from pipeline.errors import PlainleafError
from pipeline.fault import faults_of
from pipeline.finding import Findings, Place
from pipeline.press.keeping import Kept
from pipeline.press.wanting import go_on

if TYPE_CHECKING:
    # Loaded by the jobs that need them: a run without changes starts none.
    from pipeline.article.model import Article
    from pipeline.article.reading import Reading
    from pipeline.article.source import Source
    from pipeline.edition.artifact import Artifact, File, Product
    from pipeline.edition.copies import Copy
    from pipeline.edition.edition import Edition
    from pipeline.edition.publication import Publication
    from pipeline.formats.protocol import Format
    from pipeline.formats.protocol import Reading as FormatReading
    from pipeline.house.styles import Styles


@dataclass(frozen=True)
class ReadJob:
    """Read and check the articles of a source."""

    source: Source

    def __str__(self) -> str:
        return f"reading {self.source.folder}"


@dataclass(frozen=True)
class ReadArticle:
    """One article file: the article unless its form forbids it, and everything found in it.

    `ended` says that the process that read it was ended or died.
    """

    file: str
    article: Article | None
    findings: Findings
    ended: bool = False


@dataclass(frozen=True)
class RenderJob:
    """Render one format of one edition.

    `variants` None means all that the edition consists of, otherwise just these; `added` are variants that it consists
    of although neither brand nor article lists them. `page_map` is the page of each block in the full handout, `copies`
    what was printed before. `part` is which of how many jobs this is that share the products between them.
    """

    name: EditionName
    made_of: PublicationInput
    format: str
    state: State
    draft: bool
    variants: tuple[str, ...] | None = None
    added: tuple[str, ...] = ()
    page_map: Mapping[str, int] | None = None
    part: tuple[int, int] = (0, 1)
    copies: tuple[Copy, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.format}"


@dataclass(frozen=True)
class Rendered:
    """One product with what was found in its bytes, small pictures of it (PNG) and where its facts went.

    `added` says that neither brand nor article lists it. `artifact` is None when it could not be rendered, `trace` when
    nobody reads it in this form.
    """

    product: Product
    artifact: Artifact | None
    findings: Findings
    previews: tuple[File, ...] = field(default=(), repr=False)
    added: bool = False
    trace: File | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Outcome:
    """What became of a render job.

    `findings` are on the edition as a whole, and hold all of it back if they are errors; `consists_of` names all
    products of the format that the edition consists of, None when that could not be found out; `ended` says why the
    job gave no result; `copy` is what is printed now, told by the format that answers for it.
    """

    products: tuple[Rendered, ...] = ()
    findings: Findings = field(default_factory=Findings)
    consists_of: tuple[str, ...] | None = None
    ended: str = ""
    copy: Copy | None = None


GARBAGE = 100_000
_styles: list[Styles | PlainleafError] = []


def prepare(style_files: Shared[Mapping[str, bytes]]) -> None:
    """Give this process the styles that its jobs share; called once a process.

    What is wrong with the styles is told by the first job, since nobody hears what ends the start of a process.
    """
    from pipeline.house.styles import read_styles

    # A page is hundreds of thousands of small objects that live as long as it does: looking for circles among them
    # after every 700 new ones, as Python does, costs a tenth of a layout (measured).
    gc.set_threshold(GARBAGE, 20, 50)
    try:
        _styles[:] = [read_styles(style_files.value())]
    except PlainleafError as error:
        _styles[:] = [error]


def shared_styles() -> Styles:
    """The styles of this process. Raises PlainleafError when they cannot be read."""
    styles = _styles[0]
    if isinstance(styles, PlainleafError):
        raise styles
    return styles


_read: Kept[Reading] = Kept()
_checked: Kept[Findings] = Kept()
_read_back: Kept[tuple[FormatReading, tuple[File, ...]]] = Kept()
_drawn: Kept[Artifact] = Kept()

KEPT_ARTICLES, KEPT_LAYOUTS, KEPT_CARDS, KEPT_READINGS = 24, 16, 60, 8
"""How much a process keeps that stays: a library's worth of articles, the tries of two sheets, the cards of three
campaigns, the products of two editions; 300 to 400 MB with all else (measured)."""


def stay() -> None:
    """Let this process keep what it reads and draws, each under all that it was made of, for the next run."""
    from pipeline.formats.handout import rendering
    from pipeline.formats.social import cards
    from pipeline.press import press

    _read.most = _checked.most = KEPT_ARTICLES
    press.LAID_OUT.most, cards.DRAWN.most = KEPT_LAYOUTS, KEPT_CARDS
    rendering.FOUND.most = KEPT_CARDS
    _read_back.most = _drawn.most = KEPT_READINGS


_frozen: list[bool] = []


def tidy() -> None:
    """Give back what this process needs no more.

    Pages are circles of objects that only a look at all of them finds, which Python puts off (`GARBAGE`), and glibc
    keeps what is freed between what is not: without this a process grows by 3 MB at each edit (measured).
    """
    gc.collect()
    if not _frozen:
        # What was loaded stays: it is not looked at again, which takes a third of the time.
        gc.freeze()
        _frozen.append(True)
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    # Of glibc only: other systems give back by themselves.
    if trim is not None:
        trim(0)


def read(job: ReadJob) -> tuple[ReadArticle, ...]:
    """Read a source's articles, the original first, and run the article rules on each."""
    from pipeline.article.reading import read_from
    from pipeline.article.rules import check_article
    from pipeline.translation.checking import check_translations

    source = job.source
    readings = _readings(source)
    there = [reading.article for reading in readings if reading.article is not None]
    twins = check_translations(there, source.files, source.folder)
    found = []
    for name, reading in zip(source.texts, readings, strict=True):
        if reading.article is None:
            found.append(ReadArticle(reading.file, None, reading.findings))
            continue
        article, findings = twins.get(reading.article.lang, (reading.article, Findings()))
        if article is reading.article and _checked.most:
            checked = _checked.made(read_from(source, name), partial(check_article, article))
        else:
            checked = check_article(article)
        found.append(ReadArticle(reading.file, article, reading.findings + checked + findings))
    return tuple(found)


def _readings(source: Source) -> tuple[Reading, ...]:
    from pipeline.article.reading import read_articles, read_from

    if not _read.most:
        return read_articles(source)
    return tuple(
        _read.made(read_from(source, name), lambda name=name: read_articles(source, (name,))[0])  # type: ignore[misc]
        for name in source.texts
    )


def render(job: RenderJob) -> Outcome:
    """Render and check the products of a job. Faults in content are findings; a bug is kept as a traceback.

    Raises PlainleafError when the styles themselves cannot be read.
    """
    from pipeline.facts.copies import printed_copy

    publication = job.made_of.publication()
    try:
        edition, findings, form, own = _prepared(job, publication)
    except PlainleafError as error:
        return Outcome(findings=_cannot(error, Place(publication.file, part=job.format)))
    except Exception as error:
        where = Place(publication.file, part=job.format)
        return Outcome(findings=faults_of(error, where, f"preparing the {job.format}"))
    if findings.errors and not job.draft:
        return Outcome(findings=findings)
    consists_of = tuple(str(product) for product in own)
    done = tuple(_make(form, edition, product, job) for product in _wanted(own, job))
    return Outcome(done, findings, consists_of, copy=printed_copy(edition) if job.format == "page" else None)


def draw(job: RenderJob) -> tuple[Artifact, ...]:
    """The products of a job as bytes that nobody has looked at. What cannot be made is left out: `render` says why.

    Where a process stays, `render` of the same job takes these and goes on with reading them back.
    """
    with contextlib.suppress(Exception):
        edition, findings, form, own = _prepared(job, job.made_of.publication())
        if not findings.errors or job.draft:
            return tuple(artifact for product in _wanted(own, job) if (artifact := _tried(form, edition, product, job)))
    return ()


def sketch(job: RenderJob) -> tuple[Artifact, ...]:
    """A first look at the products of a job, set as they were last in this process and not fitted to their pages; none
    of a format that has no such way, or that was not made here before.
    """
    with contextlib.suppress(Exception):
        edition, findings, form, own = _prepared(job, job.made_of.publication())
        quickly = getattr(form, "sketch", None)
        if quickly is not None and (not findings.errors or job.draft):
            return tuple(made for product in _wanted(own, job) if (made := quickly(edition, product)) is not None)
    return ()


def _tried(form: Format, edition: Edition, product: Product, job: RenderJob) -> Artifact | None:
    try:
        return _artifact(form, edition, product, job)
    except Exception:
        return None


def _prepared(job: RenderJob, publication: Publication) -> tuple[Edition, Findings, Format, list[Product]]:
    """The edition of a job, what filling in its values found, its format, and all products that it consists of."""
    from pipeline.edition.edition import make_edition
    from pipeline.formats import format_named

    styles = shared_styles()
    brand = styles.brands[job.name.brand]
    edition, findings = make_edition(publication, job.name.lang, brand, styles, job.state, job.draft)
    form = format_named(job.format)
    if findings.errors and not job.draft:
        return edition, findings, form, []
    edition = replace(edition, page_map=job.page_map or page_map_of(edition, job.format), copies=job.copies)
    added = {*job.added, *(job.variants or ())}
    own = [each for each in form.products(edition) if not each.on_request or each.variant in added]
    return edition, findings, form, own


def _wanted(own: list[Product], job: RenderJob) -> list[Product]:
    first, of = job.part
    return [product for product in own if job.variants is None or product.variant in job.variants][first::of]


APART = {"handout": 2}
"""Into how many jobs the products of a format are parted: a sheet is fitted while the whole handout is set."""


def parts_of_job(job: RenderJob) -> list[RenderJob]:
    """The jobs that share the products of one between them, that with the last products first: it takes longest."""
    of = APART.get(job.format, 1)
    return [replace(job, part=(first, of)) for first in reversed(range(of))]


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    """What became of a format whose products several jobs shared, in the order of their parts."""
    whole = next((each for each in outcomes if not each.ended), outcomes[0])
    made = {str(rendered.product): rendered for outcome in outcomes for rendered in outcome.products}
    ordered = [name for name in whole.consists_of or () if name in made]
    names = dict.fromkeys((*ordered, *made))
    ended = next((each.ended for each in outcomes if each.ended), "")
    return replace(whole, products=tuple(made[name] for name in names), ended=ended)


def _artifact(form: Format, edition: Edition, product: Product, job: RenderJob) -> Artifact:
    """The product, which a process that stays may have drawn for the same job already."""
    go_on()
    # Handles of this process only have no digest to tell them by.
    if not all(shared.digest for shared in job.made_of.articles):
        return form.render(edition, product)
    made_of = repr(replace(job, variants=None, added=(), part=(0, 1))), str(product)
    return _drawn.made(made_of, lambda: form.render(edition, product))


def _make(form: Format, edition: Edition, product: Product, job: RenderJob) -> Rendered:
    """One product: what is wrong with it, or a fault of ours that it brings out, holds back no other."""
    from pipeline.edition.artifact import Extent, File
    from pipeline.facts.adding import added_promises
    from pipeline.facts.inventing import invented
    from pipeline.facts.proving import proven_whole
    from pipeline.facts.tracing import to_json, trace_of

    added, where = product.on_request, Place(edition.publication.file, part=str(product))
    try:
        artifact = _artifact(form, edition, product, job)
        # A reading is of the bytes and of nothing else; what it is held against may have changed.
        reading, previews = _read_back.made(artifact, partial(_look_at, form, artifact))
        findings = form.check(reading, edition) + added_promises(edition, product, reading, artifact)
        trace: File | None = None
        if product.extent is not Extent.NONE:
            placed = frozenset(placement.key for placement in artifact.placements if placement.whole)
            said, proof = proven_whole(edition, product, reading, placed)
            findings += said + invented(edition, product, reading)
            traced = to_json(trace_of(edition, product, proof, reading.passages))
            trace = File("trace.json", "application/json", traced)
        return Rendered(product, artifact, findings, previews, added, trace)
    except PlainleafError as error:
        return Rendered(product, None, _cannot(error, where), added=added)
    except Exception as error:
        return Rendered(product, None, faults_of(error, where, f"making {product}"), added=added)


def _look_at(form: Format, artifact: Artifact) -> tuple[FormatReading, tuple[File, ...]]:
    reading = form.read(artifact)
    return reading, reading.previews


def _cannot(error: PlainleafError, where: Place) -> Findings:
    place = Place(error.place) if error.place else where
    return Findings((CANNOT_RENDER.finding(place, error.message, error.hint or "mend the article or its styles"),))


def page_map_of(edition: Edition, format_name: str) -> Mapping[str, int] | None:
    """The page of each block in the full handout, when a format prints these. No format looks at another's output; it
    is an input here.
    """
    from pipeline.formats import format_named

    if "handout" not in format_named(format_name).uses(edition.brand):
        return None
    handout = format_named("handout")
    product = next((each for each in handout.products(edition) if each.variant == "full"), None)
    if product is None:
        return None
    return {placement.key: placement.page for placement in handout.render(edition, product).placements}


def warm_up() -> None:
    """Import what every render job needs, while this process has nothing else to do."""
    import pydantic  # noqa: F401

    import pipeline.press.press  # noqa: F401
