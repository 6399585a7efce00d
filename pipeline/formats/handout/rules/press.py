"""Rules on files for a printer: boxes, colours, order, size; a file read back comes in, findings go out."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article.model import Section
from pipeline.article.plaintext import plain, text
from pipeline.article.selecting import select
from pipeline.article.walking import of_kind
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.handout.prepress import BLEED_MM, SHEET_MM
from pipeline.formats.handout.reading import MM, Subject, first
from pipeline.formats.handout.rules.layout import PAPERS_MM

TOLERANCE_MM = 0.1
SIDES = 2
MINE = "this is a fault of plainleaf, not of the article: report it"


def _rule(name: str, says: str, encodes: tuple[str, ...], source: str = "house") -> Rule:
    standing = Standing.HOUSE if source == "house" else Standing.STANDARD
    return Rule(f"handout/{name}", Severity.ERROR, says, encodes, source, standing)


BOXES = _rule(
    "press-boxes", f"trim and bleed box are right to {TOLERANCE_MM} mm, the bleed is {BLEED_MM:g} mm", ("PDF-PR-02",),
    "ISO 15930-7 (PDF/X-4)",
)  # fmt: skip
COLOURS = _rule(
    "press-colour", "every colour is CMYK or has a profile, and body text is black alone", ("PDF-CO-03",),
    "ISO 15930-7 (PDF/X-4)",
)  # fmt: skip
INTENT = _rule(
    "press-intent", "the file says for which press condition it is made", ("PDF-A-01",), "ISO 15930-7 (PDF/X-4)"
)
SHEET = _rule("sheet-size", "an imposed sheet lies on its long side and has two sides", ("PDF-PR-03", "PDF-PR-05"))
PRINTER = _rule("printer-unmarked", "a file without tags says that it is for the printer only", ("PDF-UA-02",))


LONG = _rule(
    "press-too-long", "a leaflet fits its six panels, a sheet for the press its two sides", ("PDF-PR-03", "PDF-PR-04")
)


def check_boxes(read: Subject) -> Iterator[Finding]:
    if not read.variant.in_inks:
        return
    width, height = (SHEET_MM if read.variant.is_stitched else PAPERS_MM)[read.product.paper]
    for page in read.document.pages:
        trim, bleed = page.boxes.get("trim"), page.boxes.get("bleed")
        if trim is None or bleed is None:
            yield read.report(BOXES, "there is no trim or bleed box", MINE, page.number)
            continue
        size = (trim[2] - trim[0]) / MM, (trim[3] - trim[1]) / MM
        if abs(size[0] - width) > TOLERANCE_MM or abs(size[1] - height) > TOLERANCE_MM:
            message = f"the trim box is {size[0]:.1f} × {size[1]:.1f} mm, the paper {width:g} × {height:g}"
            yield read.report(BOXES, message, MINE, page.number)
        gaps = [trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]]
        if any(abs(gap / MM - BLEED_MM) > TOLERANCE_MM for gap in gaps):
            yield read.report(BOXES, f"the bleed is {min(gaps) / MM:.1f} mm", MINE, page.number)


def check_colours(read: Subject) -> Iterator[Finding]:
    if not read.variant.in_inks:
        return
    for page in read.document.pages:
        for space in sorted(page.spaces & {"DeviceRGB", "DeviceGray", "CalRGB", "Lab"}):
            yield read.report(COLOURS, f"colours are in {space}", MINE, page.number)
    sizes: dict[float, int] = {}
    for _, run in read.pages_with_runs():
        sizes[round(run.size, 1)] = sizes.get(round(run.size, 1), 0) + len(run.text)
    body = max(sizes, key=lambda size: sizes[size], default=0)

    def faults() -> Iterator[Finding]:
        for page, run in read.pages_with_runs():
            black = max(run.colour) - min(run.colour) < 0.01
            if round(run.size, 1) == body and not run.bold and len(run.text.strip()) > 20 and not black:
                yield read.report(COLOURS, f'"{run.text[:30]}" is not black alone', MINE, page.number)

    yield from first(faults())


def check_intent(read: Subject) -> Iterator[Finding]:
    if read.variant.in_inks:
        if read.document.intents != ("/GTS_PDFX",):
            yield read.report(INTENT, "there is no output intent of PDF/X", MINE)
        if read.document.claims.get("x") != "PDF/X-4":
            yield read.report(INTENT, "the metadata do not name PDF/X-4", MINE)


def check_sheet(read: Subject) -> Iterator[Finding]:
    if read.variant.press == "press":
        return
    width, height = SHEET_MM[read.product.paper]
    for page in read.document.pages if not read.variant.in_inks else ():
        if abs(page.width / MM - width) > TOLERANCE_MM or abs(page.height / MM - height) > TOLERANCE_MM:
            message = f"the sheet is {page.width / MM:.0f} × {page.height / MM:.0f} mm"
            yield read.report(SHEET, message, MINE, page.number)
    if len(read.document.pages) % 2:
        yield read.report(SHEET, "the last sheet has one side", MINE)


def check_long(read: Subject) -> Iterator[Finding]:
    """What has no panel stands on a further sheet (three panels a side), what has no side on a further page."""
    if not read.variant.fitted:
        return
    sides = SIDES
    columns = 3 if read.variant.press == "fold" else 1
    over: set[tuple[int, int, int]] = set()
    for page in read.document.pages[sides:]:
        for run in page.content():
            if run.text.strip():
                over.add((page.number, int(run.box[0] * columns / page.width), round(run.baseline / 4)))
    if not over:
        return
    taken = sides * columns + len({(page, column) for page, column, _ in over})
    where = f"the leaflet takes {taken} panels" if columns > 1 else f"the sheet takes {taken} pages"
    message = f"{where} instead of {sides * columns}, {len(over)} lines too many"
    costs = _longest_sections(read)
    hint = f"cut {len(over)} lines" + (f": {costs}" if costs else "")
    yield read.report(LONG, message, f"{hint}; or give blocks a priority so that they may be left out ({{priority=2}})")


def _longest_sections(read: Subject) -> str:
    """The three sections of the article with the most words, longest first."""
    sections = {
        plain(section.heading).strip(): len(text((section,)).split())
        for section in of_kind(select(read.edition.article.blocks, "handout", "sheet"), Section)
        if section.level == 2
    }
    longest = sorted(sections.items(), key=lambda each: -each[1])[:3]
    return ", ".join(f'"{heading}" has {words} words' for heading, words in longest)


def check_printer(read: Subject) -> Iterator[Finding]:
    if "for the printer only" not in read.document.title:
        yield read.report(PRINTER, "the title does not say so", MINE)


CHECKS = (
    Check(BOXES, check_boxes),
    Check(COLOURS, check_colours),
    Check(INTENT, check_intent),
    Check(SHEET, check_sheet),
    Check(LONG, check_long),
    Check(PRINTER, check_printer),
)
