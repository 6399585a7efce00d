"""Finished files come in; pictures of pages and framed copies for the desk's own view go out. This runs in a worker
process: pdfium is not safe in threads.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.desk.lines import Finder, Line

QUALITY = 85
"""WebP at this quality is told from the page by nobody, and weighs a third of a PNG (house)."""

WIDEST = 2_400
"""Width of a picture of a page in px: a window of 1,200 px on a dense screen (house)."""


@dataclass(frozen=True)
class PageJob:
    """Take a picture of a page of a PDF, 0-based, so many px wide."""

    pdf: bytes
    number: int
    width: int


@dataclass(frozen=True)
class SurveyJob:
    """Say how large the pages of a PDF are and where the statements stand on them."""

    pdf: bytes
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a page in thousandths of its width and height, from the top left, and the source place it shows."""

    x: int
    y: int
    width: int
    height: int
    place: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size in points, and the boxes of what is said on it."""

    width: float
    height: float
    boxes: tuple[Box, ...]


def photograph(job: PageJob) -> bytes:
    """The page as a WebP picture."""
    document = _opened(job.pdf)
    page = document[job.number]
    scale = min(job.width, WIDEST) / page.get_width()
    picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    out = io.BytesIO()
    # Method 2 of 6 takes half the time of the default, and 5 % more bytes, which go to this computer only.
    picture.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()


def survey(job: SurveyJob) -> tuple[Page, ...]:
    """Every page with what is said on it."""
    document, finder = _opened(job.pdf), Finder(job.lines)
    return tuple(_page(document[number], finder) for number in range(len(document)))


@lru_cache(maxsize=8)
def _opened(pdf: bytes) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return document


def _page(page: Any, finder: Finder) -> Page:
    width, height = page.get_size()
    text = page.get_textpage()
    letters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text.get_text_range()):
        for folded in character.casefold():
            if folded.isalnum():
                letters.append(folded)
                places.append(at)
    boxes = []
    for first, end, line in finder.all_in("".join(letters)):
        start, count = places[first], places[end - 1] - places[first] + 1
        for number in range(text.count_rects(start, count)):
            left, bottom, right, top = text.get_rect(number)
            boxes.append(
                Box(
                    _thousandths(left, width),
                    _thousandths(height - top, height),
                    _thousandths(right - left, width),
                    _thousandths(top - bottom, height),
                    line.place,
                )
            )
    return Page(width, height, tuple(boxes))


def _thousandths(length: float, whole: float) -> int:
    return max(0, min(1000, round(1000 * length / whole)))
