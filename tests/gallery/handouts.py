"""An edition comes in; the pages of its handouts with what was counted on them go out, variant by variant.

What is counted here does not rest on the handout's own rules: values are those that the gallery's texts are made of.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from pipeline.edition.edition import Edition
from pipeline.finding import Severity
from pipeline.formats import handout
from pipeline.formats.handout.document import read_pdf
from pipeline.formats.handout.pages import DocumentRead, PageRead, Tag, TextRun
from pipeline.formats.handout.variants import VARIANTS, variant_named
from pipeline.press.press import rasterise
from tests.gallery.articles import counted
from tests.gallery.sheets import Leaf
from tests.gallery.standing import covered, runs
from tests.handout.sample import printed

NAMES = tuple(variant.name for variant in VARIANTS)
DPI = 50
END = "\ue000"
"""The end of a line, where lines are joined to find what stands on two of them."""


def leaves(edition: Edition, variants: tuple[str, ...] = ()) -> Iterator[tuple[str, list[Leaf]]]:
    """Each variant with its pages; "sheet/A5" is one on another paper."""
    for name in variants or (*NAMES, "full/A5", "sheet/A5"):
        variant, _, paper = name.partition("/")
        artifact = printed(edition, variant, paper)
        findings = handout.check(handout.read(artifact), edition).found
        document = read_pdf(artifact.main.content)
        said = tuple(f"{each.rule}: {each.message}" for each in findings if each.severity is not Severity.INFO)
        parted = broken(document, edition, panels=variant == "tri-fold", pages=variant == "booklet-a5")
        pictures, standing = rasterise(artifact.main.content, DPI), runs(artifact.main.content)
        found = []
        for page, picture in zip(document.pages, pictures, strict=True):
            lost = () if variant_named(variant).press else tuple(outside(page))
            mine = tuple(words for number, words in parted if number == page.number)
            white = None if variant_named(variant).press else empty(page)
            over = tuple(covered(standing[page.number - 1]))
            here = said if page.number == 1 else ()
            found.append(Leaf(f"{name} {page.number}", picture, mine, lost, here, white, over))
        yield name, found


def empty(page: PageRead) -> float:
    """The share of the page between its lowest line and its foot."""
    runs = [run.box[1] for run in page.content() if run.text.strip()]
    runs += [each.box[1] for each in page.pictures if each.artifact is None]
    runs += [each.box[1] for each in page.paints if each.mcid is not None]
    feet = [run.box[3] for run in page.runs if run.artifact == "Footer"]
    return max(0.0, (min(runs, default=page.height) - max(feet, default=0.0)) / page.height)


def outside(page: PageRead) -> Iterator[str]:
    """Words beyond the area of the running foot, which is as wide as the text's."""
    foot = [run.box for run in page.runs if run.artifact == "Footer"]
    if not foot:
        return
    left = min(box[0] for box in foot) - 12
    right = page.width - left
    for run in page.content():
        if run.text.strip() and (run.box[2] > right + 2 or run.box[0] < left - 2):
            yield run.text[:30]


def broken(document: DocumentRead, edition: Edition, *, panels: bool, pages: bool) -> list[tuple[int, str]]:
    """Page and value of each value that stands on two lines."""
    values = counted(edition.lang)
    known = regex.compile("|".join(sorted({_pattern(value) for value in values}, key=len, reverse=True)))
    found = []
    for page, text in _blocks(document) if document.root else _columns(document, 3 if panels else 1 + pages):
        found += [(page, match[0].replace(END, " / ")) for match in known.finditer(text) if END in match[0]]
    return found


def _pattern(value: str) -> str:
    """The value with the end of a line or a space anywhere between its letters."""
    between = rf"[\s{END}]*"
    return r"(?<![\d.,])" + between.join(map(regex.escape, value.replace(" ", "")))


def _blocks(document: DocumentRead) -> Iterator[tuple[int, str]]:
    """Page and lines of each tag that holds text of its own."""
    assert document.root is not None
    for tag in document.root.tags():
        if tag.role not in ("P", "LBody", "TD", "TH", "Caption", "H1", "H2", "H3", "H4", "Lbl"):
            continue
        leaves = list(_own(tag))
        text, last, first = "", None, 0
        for page, mcid in leaves:
            runs = document.runs_of((page, mcid))
            if not runs:
                continue
            line = (page, round(runs[0].baseline / 4), runs[0].box[0])
            said = runs[0].actual if runs[0].actual is not None else "".join(run.text for run in runs)
            parted = last is not None and (last[0] != page or abs(last[1] - line[1]) > 2)
            text += END * parted + said
            last, first = line, first or page + 1
        if text:
            yield first, text


def _own(tag: Tag) -> Iterator[tuple[int, int]]:
    for kid in tag.kids:
        if not isinstance(kid, Tag):
            yield kid
        elif kid.role in ("Span", "Link", "Reference", "Note", "Em", "Strong", "Quote"):
            yield from kid.leaves()


def _columns(document: DocumentRead, count: int) -> Iterator[tuple[int, str]]:
    """Page and lines of each panel of a printer's sheet, from top to bottom."""
    for page in document.pages:
        panels: list[list[TextRun]] = [[] for _ in range(count)]
        for run in page.runs:
            panels[min(count - 1, max(0, int(run.box[0] * count / page.width)))].append(run)
        for panel in panels:
            lines: dict[int, list[TextRun]] = {}
            for run in panel:
                lines.setdefault(round(run.baseline), []).append(run)
            ordered = sorted(lines.items(), reverse=True)
            yield (
                page.number,
                END.join("".join(run.text for run in sorted(line, key=lambda run: run.box[0])) for _, line in ordered),
            )
