"""A finished EPUB and its ONIX record come in; what each store would refuse or grumble about goes out."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.finding import Standing
from pipeline.formats.booklet.opening import XHTML, OpenBook, open_book

STORES = ("kdp", "apple", "kobo", "library")

KINDLE_GUIDELINES = "Amazon Kindle Publishing Guidelines 2019.2"
APPLE_GUIDE = "Apple Books Asset Guide, images and covers"
APPLE_PREPARE = "Apple, Prepare your book"
KOBO = "Kobo EPUB guidelines, 2025-08-25"


@dataclass(frozen=True)
class Demand:
    """One thing a store asks for. `refuses` tells a refusal from advice; `look` yields what breaks it."""

    store: str
    refuses: bool
    says: str
    source: str
    standing: Standing
    look: Callable[[OpenBook, int], Iterator[str]]


def _size(most: int) -> Callable[[OpenBook, int], Iterator[str]]:
    def look(book: OpenBook, size: int) -> Iterator[str]:
        if size > most:
            yield f"the file weighs {size:,} bytes"

    return look


def _pictures(most_pixels: int, most_bytes: int) -> Callable[[OpenBook, int], Iterator[str]]:
    def look(book: OpenBook, size: int) -> Iterator[str]:
        from PIL import Image

        for item, content in book.images():
            # The cover has demands of its own, a drawing has no pixels.
            if "cover-image" in item.properties or item.media_type == "image/svg+xml":
                continue
            with Image.open(io.BytesIO(content)) as picture:
                if picture.width * picture.height > most_pixels:
                    yield f"{item.path} has {picture.width * picture.height:,} pixels"
            if len(content) > most_bytes:
                yield f"{item.path} weighs {len(content):,} bytes"

    return look


def _kinds(allowed: frozenset[str]) -> Callable[[OpenBook, int], Iterator[str]]:
    def look(book: OpenBook, size: int) -> Iterator[str]:
        for item, _ in book.images():
            if item.media_type not in allowed:
                yield f"{item.path} is {item.media_type}"

    return look


def _cover(short: int, long: int) -> Callable[[OpenBook, int], Iterator[str]]:
    def look(book: OpenBook, size: int) -> Iterator[str]:
        from PIL import Image

        content = book.files.get(book.cover.path) if book.cover else None
        if not content:
            yield "there is no cover"
            return
        with Image.open(io.BytesIO(content)) as picture:
            sides = sorted(picture.size)
            if sides[0] < short or sides[1] < long:
                yield f"the cover has {picture.width} × {picture.height} px"
            # Printers' covers come in CMYK; shops show them in false colours or refuse them.
            if picture.mode != "RGB":
                yield f"the cover is in {picture.mode}"

    return look


def _contents(book: OpenBook, size: int) -> Iterator[str]:
    if book.nav is None or not book.nav.find('//h:nav[@epub:type="toc"]'):
        yield "there is no table of contents"
    # Amazon's converter makes the Kindle's own menu of the NCX.
    if not any(item.media_type == "application/x-dtbncx+xml" for item in book.manifest):
        yield "there is no NCX"


def _depth(book: OpenBook, size: int) -> Iterator[str]:
    if book.nav is not None and book.nav.find('//h:nav[@epub:type="toc"]//h:ol//h:ol//h:ol'):
        yield "the table of contents has more than two levels"


def _isbn(book: OpenBook, size: int) -> Iterator[str]:
    if not any(identifier.startswith("urn:isbn:") for identifier in book.dublin("identifier")):
        yield "the book has no ISBN"


def _conformance(book: OpenBook, size: int) -> Iterator[str]:
    if not book.meta("dcterms:conformsTo"):
        yield "nobody has evaluated how accessible the book is"


def _described(book: OpenBook, size: int) -> Iterator[str]:
    for page in book.pages:
        for image in page.find("//h:img[not(normalize-space(@alt))]"):
            yield f"{image.get('src')} has no description"


def _metadata(book: OpenBook, size: int) -> Iterator[str]:
    for name in ("accessMode", "accessibilityFeature", "accessibilityHazard", "accessibilitySummary"):
        if not book.meta(f"schema:{name}"):
            yield f"schema:{name} is missing"


def _page_size(most: int) -> Callable[[OpenBook, int], Iterator[str]]:
    def look(book: OpenBook, size: int) -> Iterator[str]:
        for item in book.manifest:
            content = book.files.get(item.path, b"")
            if item.media_type == XHTML and len(content) > most:
                yield f"{item.path} weighs {len(content):,} bytes"

    return look


def _css(pattern: str, what: str) -> Callable[[OpenBook, int], Iterator[str]]:
    def look(book: OpenBook, size: int) -> Iterator[str]:
        for item in book.manifest:
            if item.media_type == "text/css":
                css = re.sub(r"/\*.*?\*/", "", book.files.get(item.path, b"").decode("utf-8", "replace"), flags=re.S)
                if re.search(pattern, css):
                    yield f"{item.path} uses {what}"

    return look


_COMPETITORS = {
    "apple": r"amazon\.|kindle|kobo\.|play\.google\.|barnesandnoble\.",
    "kdp": r"books\.apple\.|kobo\.|play\.google\.|barnesandnoble\.",
}


def _other_stores(store: str) -> Callable[[OpenBook, int], Iterator[str]]:
    def look(book: OpenBook, size: int) -> Iterator[str]:
        for page in book.pages:
            for href in page.find("//h:a/@href"):
                if re.search(_COMPETITORS[store], str(href), re.I):
                    yield f'there is a link to "{href}"'

    return look


KDP_LANGUAGES = frozenset(
    """af ar br bn ca co cy da de en es eu fi fo fr fy ga gd gl gu gv he hi is it ja kw la lb ml mr nb nl nn no oc pt rm
    sco sv ta yi zh""".split()
)


def _kdp_language(book: OpenBook, size: int) -> Iterator[str]:
    for lang in book.dublin("language"):
        if lang.split("-")[0].lower() not in KDP_LANGUAGES:
            yield f'"{lang}" is not among the languages'


RASTER = frozenset({"image/jpeg", "image/png", "image/gif"})
STANDARD, UNVERIFIED, PRACTICE = Standing.STANDARD, Standing.UNVERIFIED, Standing.PRACTICE

DEMANDS: tuple[Demand, ...] = (
    Demand("kdp", True, "cover of at least 625 × 1000 px in RGB", "KDP cover guidelines", STANDARD, _cover(625, 1000)),
    Demand("kdp", False, "cover of 1600 × 2560 px", "KDP cover guidelines", STANDARD, _cover(1600, 2560)),
    Demand("kdp", True, "table of contents and NCX", f"{KINDLE_GUIDELINES}, 5", STANDARD, _contents),
    Demand("kdp", False, "at most two levels of contents", f"{KINDLE_GUIDELINES}, 5.2", STANDARD, _depth),
    Demand("kdp", True, "a supported language", "KDP help, supported languages", UNVERIFIED, _kdp_language),
    Demand("kdp", True, "pictures as JPEG, PNG or GIF", f"{KINDLE_GUIDELINES}, 10.4", PRACTICE, _kinds(RASTER)),
    Demand("kdp", True, "pictures of at most 5 MB", "KDP, 2014", UNVERIFIED, _pictures(10**9, 5_000_000)),
    Demand("kdp", True, "a file of at most 650 MB", "KDP help", UNVERIFIED, _size(650_000_000)),
    Demand(
        "kdp",
        True,
        "styles without variables",
        "known pain: rejected without a word",
        PRACTICE,
        _css(r"var\(|(?:^|[{;\s])--[a-z]", "CSS variables"),
    ),
    Demand("kdp", False, "no links to other stores", f"{KINDLE_GUIDELINES}, 7.2", PRACTICE, _other_stores("kdp")),
    Demand("apple", True, "cover with a short side of 1400 px in RGB", APPLE_GUIDE, UNVERIFIED, _cover(1400, 1400)),
    Demand("apple", True, "pictures of at most 5.6 megapixels", APPLE_GUIDE, STANDARD, _pictures(5_600_000, 10**9)),
    Demand("apple", False, "pictures of at most 4 megapixels", APPLE_PREPARE, STANDARD, _pictures(4_000_000, 10**9)),
    Demand("apple", True, "a file of at most 2 GB", APPLE_PREPARE, STANDARD, _size(2_000_000_000)),
    Demand("apple", True, "table of contents", APPLE_GUIDE, STANDARD, _contents),
    Demand("apple", False, "pictures with descriptions", APPLE_PREPARE, STANDARD, _described),
    Demand(
        "apple", True, "no links to other stores", "Apple Books formatting guidelines", PRACTICE, _other_stores("apple")
    ),
    Demand("kobo", True, "cover that is no GIF", KOBO, STANDARD, _kinds(frozenset({*RASTER, "image/svg+xml"}))),
    Demand("kobo", False, "pages of at most 250,000 bytes", KOBO, UNVERIFIED, _page_size(250_000)),
    Demand(
        "kobo",
        False,
        "styles without fixed or absolute positions",
        KOBO,
        STANDARD,
        _css(r"position:\s*(fixed|absolute)", "fixed positions"),
    ),
    Demand("kobo", True, "a file of at most 100 MB", KOBO, UNVERIFIED, _size(100_000_000)),
    Demand("library", True, "an ISBN", "library distributors", PRACTICE, _isbn),
    Demand(
        "library",
        True,
        "accessibility metadata",
        "European Accessibility Act; EPUB Accessibility 1.1",
        STANDARD,
        _metadata,
    ),
    Demand("library", False, "an evaluation by a person", "EPUB Accessibility 1.1, 5.3", STANDARD, _conformance),
    Demand("library", True, "pictures with descriptions", "WCAG 2.2, 1.1.1", STANDARD, _described),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one store says of one demand that is not met."""

    demand: Demand
    faults: tuple[str, ...]


def verdicts(epub: bytes) -> tuple[Verdict, ...]:
    """Every demand of every store that the finished EPUB does not meet."""
    book = open_book(epub)
    found = ((demand, tuple(demand.look(book, len(epub)))) for demand in DEMANDS)
    return tuple(Verdict(demand, faults) for demand, faults in found if faults)


def store_report(epub: bytes) -> bytes:
    """The verdicts as JSON: for each store what it would refuse, what it advises, and by whose word."""
    told = verdicts(epub)
    report: dict[str, dict[str, list[dict[str, object]]]] = {
        store: {
            kind: [
                {
                    "asks": verdict.demand.says,
                    "faults": list(verdict.faults),
                    "source": verdict.demand.source,
                    "standing": str(verdict.demand.standing),
                }
                for verdict in told
                if verdict.demand.store == store and verdict.demand.refuses is (kind == "refuses")
            ]
            for kind in ("refuses", "advises")
        }
        for store in STORES
    }
    return (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def sentences(epub: bytes) -> tuple[str, ...]:
    """One sentence for each refusal, for the report."""
    names = {"kdp": "KDP", "apple": "Apple Books", "kobo": "Kobo", "library": "a library"}
    return tuple(
        f"{names[verdict.demand.store]} would refuse the book: {'; '.join(verdict.faults[:3])}"
        for verdict in verdicts(epub)
        if verdict.demand.refuses
    )
