"""A PDF comes in; its runs of text with the boxes of their ink go out, and pairs of which one stands on the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

LEAST_PT = 1.0
"""Ink that meets by less is how letters of one line or of two tight ones touch."""

SHARE = 0.3
"""Two runs of which the lower one has so much of its height in the other: descenders reach less far."""

BESIDE = 0.7
"""Arabic letters reach below and above their neighbours, also those of another run of the line."""

DOT_PT = 3.0
"""The dots of an Arabic letter are glyphs of their own, and stand where the letter does."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Run:
    """What one operator shows, with the box of its ink: left, bottom, right, top in pt from the lower left corner."""

    text: str
    box: Box


def runs(content: bytes) -> list[list[Run]]:
    """The runs of each page, as pdfium reads them: it knows neither our tags nor our reading."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    found = []
    for page in document:
        text = page.get_textpage()
        shown = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=text)
        found.append([Run(each.extract().strip(), _box(each)) for each in shown])
        text.close()
        page.close()
    document.close()
    return found


def _box(shown: Any) -> Box:
    """The box on the page, whatever forms the text stands in."""
    left, bottom, right, top = shown.get_bounds()
    corners = [(left, bottom), (right, bottom), (left, top), (right, top)]
    form = shown.container
    while form is not None:
        matrix = form.get_matrix()
        corners = [matrix.on_point(x, y) for x, y in corners]
        form = form.container
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(up), max(across), max(up)


def _is_beside(one: Run, other: Run) -> bool:
    """Whether two runs stand in one line."""
    middle = (one.box[1] + one.box[3]) / 2, (other.box[1] + other.box[3]) / 2
    return one.box[1] < middle[1] < one.box[3] and other.box[1] < middle[0] < other.box[3]


def covered(page: Sequence[Run]) -> Iterator[str]:
    """Each pair of runs whose ink stands in one place: "10 mg / Notes"."""
    inked = (run for run in page if run.text and run.box[3] - run.box[1] > DOT_PT)
    ordered = sorted(inked, key=lambda run: run.box[1])
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.box[1] >= one.box[3]:
                break
            wide = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
            if wide < BESIDE * min(one.box[2] - one.box[0], other.box[2] - other.box[0]) and _is_beside(one, other):
                continue
            high = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
            least = min(one.box[3] - one.box[1], other.box[3] - other.box[1])
            if wide > LEAST_PT and high > max(LEAST_PT, SHARE * least):
                yield f"{one.text[:40]} / {other.text[:40]}"
