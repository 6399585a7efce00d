"""Preflight: what a printer's eye would see on the finished pages; a handout read back comes in, findings go out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from statistics import median

import regex

from pipeline.edition.check_codes import scan_address
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.handout.pages import Box, PageRead, Tag, TextRun, said_by
from pipeline.formats.handout.reading import MM, Subject, first
from pipeline.formats.handout.structure import INLINE_ROLES
from pipeline.press.colour import Shares, contrast_of
from pipeline.press.typeface import script_of

UNSAFE_MM = 6.0
LEAST_LEADING = 1.2
LONGEST_LINE, LONGEST_LINE_CJK = 80, 40
CJK = frozenset({"Hans", "Hant", "Hani", "Jpan", "Hrkt", "Kore"})
GOOD_DPI, LEAST_DPI = 200, 150
CODE_MM = 20.0
CODE_DPI = 300
LARGE_PT, LARGE_BOLD_PT, LARGE_CONTRAST = 18.0, 14.0, 3.0


def _rule(
    name: str,
    says: str,
    encodes: tuple[str, ...],
    source: str = "house",
    severity: Severity = Severity.ERROR,
    standing: Standing | None = None,
) -> Rule:
    usual = Standing.HOUSE if source == "house" else Standing.PRACTICE
    return Rule(f"handout/{name}", severity, says, encodes, source, standing or usual)


MARGIN = _rule("margin-unsafe", f"nothing is printed within {UNSAFE_MM:g} mm of the paper's edge", ("PDF-PR-01",))
CUT = _rule("text-cut", "no text runs out of its box or off the page", ("PDF-PR-01",))
OVERLAP = _rule("text-overlaps", "no text stands on other text", ("PDF-PR-01",))
LEADING = _rule(
    "leading-tight", f"lines are at least {LEAST_LEADING} times the type size apart", ("PDF-TY-02",),
    "RNIB Clear Print", Severity.WARNING,
)  # fmt: skip
LINE = _rule(
    "line-too-long",
    f"a line of running text has at most {LONGEST_LINE} characters, {LONGEST_LINE_CJK} in Chinese, Japanese and Korean",
    ("PDF-TY-03",),
    "WCAG 2.2 SC 1.4.8", Severity.WARNING, Standing.STANDARD,
)  # fmt: skip
CONTRAST = _rule(
    "contrast-low", "text has a contrast of 4.5:1 (large text 3:1; large and easy print 7:1), in grey too",
    ("PDF-CO-01", "PDF-CO-03"), "WCAG 2.2 SC 1.4.3 and 1.4.6", standing=Standing.STANDARD,
)  # fmt: skip
COARSE = _rule(
    "picture-coarse", f"pictures have at least {LEAST_DPI} dpi where they stand, better {GOOD_DPI}", ("PDF-IM-01",),
    "printers' guides",
)  # fmt: skip
UNDECLARED = _rule("font-undeclared", "only the bundled typefaces are used", ("PDF-UA-11",))
STRANDED = _rule(
    "heading-stranded", "a heading, or a table's caption, stands on the page of what follows it", ("PDF-TY-04",)
)
ALONE = _rule(
    "line-alone", "no paragraph leaves a single line at the foot or head of a page", ("PDF-TY-04",), "house",
    Severity.WARNING,
)  # fmt: skip
ROW = _rule("row-split", "a row of a table stands on one page", ("PDF-UA-08",))
CODE = _rule("code-unreadable", f"the QR code is {CODE_MM:g} mm or more and leads to the article", ("PDF-PR-06",))
NO_PAGE = _rule(
    "code-without-page", "the QR code leads to a page that is made, or to the address in canonical", ("PDF-PR-06",),
    "house", Severity.WARNING,
)  # fmt: skip


def check_margin(read: Subject) -> Iterator[Finding]:
    yield from first((each for page in read.document.pages for each in _margin_faults(read, page)), 3)


def _margin_faults(read: Subject, page: PageRead) -> Iterator[Finding]:
    least = UNSAFE_MM * MM - 0.5
    hint = "keep it in the margins of the template, or make the page's margins wider"
    for run in page.runs:
        edge = _edge(run.box, page)
        if run.text.strip() and edge < least:
            yield read.report(MARGIN, f'"{run.text[:40]}" stands {edge / MM:.1f} mm from the edge', hint, page.number)
    for placed in page.pictures:
        if _edge(placed.box, page) < least:
            yield read.report(
                MARGIN, f"a picture stands {_edge(placed.box, page) / MM:.1f} mm from the edge", hint, page.number
            )
    for paint in page.paints:
        if _edge(paint.box, page) < least and not _covers(paint.box, page):
            yield read.report(
                MARGIN, f"a line or area reaches {_edge(paint.box, page) / MM:.1f} mm from the edge", hint, page.number
            )


def _edge(box: Box, page: PageRead) -> float:
    return min(box[0], box[1], page.width - box[2], page.height - box[3])


def _covers(box: Box, page: PageRead) -> bool:
    return box[0] <= 1 and box[1] <= 1 and box[2] >= page.width - 1 and box[3] >= page.height - 1


def check_cut(read: Subject) -> Iterator[Finding]:
    def faults() -> Iterator[Finding]:
        for page, run in read.pages_with_runs():
            outside = run.box[0] < -1 or run.box[2] > page.width + 1 or run.box[1] < -1 or run.box[3] > page.height + 1
            if run.text.strip() and (outside or (run.clipped and not _is_drawn(read, page, run))):
                hint = "shorten it, or give it more room in the style sheet"
                yield read.report(CUT, f'"{said_by([run])[:40]}" is cut off', hint, page.number)

    yield from first(faults())


def _is_drawn(read: Subject, page: PageRead, run: TextRun) -> bool:
    return any((page.number - 1, run.mcid) in figure.kids for figure in read.by_role("Figure"))


def check_overlap(read: Subject) -> Iterator[Finding]:
    for page in read.document.pages:
        yield from first(_overlaps(read, page), 2)


def _overlaps(read: Subject, page: PageRead) -> Iterator[Finding]:
    drawn = {leaf for tag in read.by_role("Figure") for leaf in tag.kids if not isinstance(leaf, Tag)}
    lines = sorted(
        _lines(run for run in page.runs if (page.number - 1, run.mcid) not in drawn), key=lambda each: each[1][1]
    )
    for index, (run, box) in enumerate(lines):
        for other, above in lines[index + 1 :]:
            if above[1] > box[3]:
                break
            width = min(box[2], above[2]) - max(box[0], above[0])
            height = min(box[3], above[3]) - max(box[1], above[1])
            least = min(box[3] - box[1], above[3] - above[1])
            same = abs(run.baseline - other.baseline) < 0.1 * run.size
            if width > 2 and height > 0.35 * least and not (same and width < 0.5 * run.size):
                message = f'"{said_by([other])[:30]}" stands on "{said_by([run])[:30]}"'
                yield read.report(OVERLAP, message, "give the blocks room in the style sheet", page.number)


def _lines(runs: Iterable[TextRun]) -> Iterator[tuple[TextRun, Box]]:
    """The first run and the box of each marked sequence: a line's piece of one text.

    Dots and joined letters of Arabic stand above or below the line they belong to; its middle is where the line is.
    """
    filled = (run for run in runs if run.text.strip())
    for _, each in groupby(
        filled, key=lambda run: (run.mcid, run.actual) if run.mcid is not None or run.actual else id(run)
    ):
        found = list(each)
        bottom, top = (median(run.box[side] for run in found) for side in (1, 3))
        yield found[0], (min(run.box[0] for run in found), bottom, max(run.box[2] for run in found), top)


def check_leading(read: Subject) -> Iterator[Finding]:
    ratios: list[float] = []
    for tag in read.by_role("P", "LBody"):
        lines = [
            (leaf[0], run) for leaf in tag.kids if not isinstance(leaf, Tag) for run in read.document.runs_of(leaf)
        ]
        for (page, run), (after, lower) in pairwise(lines):
            gap = run.baseline - lower.baseline
            if page == after and abs(run.size - lower.size) < 0.1 and 0.8 * run.size < gap < 3 * run.size:
                ratios.append(gap / run.size)
    if ratios and median(ratios) < LEAST_LEADING - 0.005:
        message = f"lines are {median(ratios):.2f} times the type size apart"
        yield read.report(LEADING, message, "raise --leading in the style sheet")


def check_line(read: Subject) -> Iterator[Finding]:
    lengths: list[int] = []
    for tag in read.by_role("P", "LBody"):
        by_line: dict[tuple[int, int], int] = {}
        for leaf in tag.kids:
            runs = [] if isinstance(leaf, Tag) else read.document.runs_of(leaf)
            if runs and not isinstance(leaf, Tag):
                line = (leaf[0], round(runs[0].baseline / 3))
                said = said_by(runs)
                by_line[line] = by_line.get(line, 0) + _count(said)
        lengths.extend(list(by_line.values())[:-1])  # a paragraph's last line is as long as it happens to be
    longest = LONGEST_LINE_CJK if script_of(read.edition.lang) in CJK else LONGEST_LINE
    if len(lengths) >= 5 and median(lengths) > longest:
        message = f"lines have {median(lengths):.0f} characters"
        # A sheet's lines run over its whole width when nothing else fits any more: less text is what mends that.
        hint = "make the measure narrower (--measure) or the type larger"
        hint = "shorten the longest answers" if read.variant.fitted else hint
        yield read.report(LINE, message, hint)


def _count(text: str) -> int:
    """How many characters a reader sees: letters with their marks (UAX 29), without joiners and controls."""
    return len(regex.findall(r"\X", regex.sub(r"\p{Cf}", "", text)))


def _grey(colour: Shares) -> Shares:
    value = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
    return (value, value, value)


def check_contrast(read: Subject) -> Iterator[Finding]:
    seen: set[tuple[object, ...]] = set()
    for page, run in read.pages_with_runs():
        if not run.text.strip() or _is_emoji(run):
            continue
        ground = _ground(page, run)
        large = run.size >= LARGE_PT or (run.size >= LARGE_BOLD_PT and run.bold)
        wanted = LARGE_CONTRAST if large and read.variant.contrast < 7 else read.variant.contrast
        ratio = min(contrast_of(run.colour, ground), contrast_of(_grey(run.colour), _grey(ground)))
        key = (run.colour, ground, wanted)
        if ratio < wanted - 0.005 and key not in seen:
            seen.add(key)
            message = f'"{run.text[:30]}" has a contrast of {ratio:.2f}:1, {wanted:g}:1 is needed'
            yield read.report(CONTRAST, message, "darken the colour or lighten its ground", page.number)


def _is_emoji(run: TextRun) -> bool:
    return "Emoji" in run.font


def _ground(page: PageRead, run: TextRun) -> Shares:
    """The colour behind a run: the last area painted under its middle before it, else white paper."""
    x, y = (run.box[0] + run.box[2]) / 2, (run.box[1] + run.box[3]) / 2
    under = [paint for paint in page.paints if paint.order < run.order and paint.covers(x, y)]
    return under[-1].colour if under else (1, 1, 1)


def check_coarse(read: Subject) -> Iterator[Finding]:
    for page in read.document.pages:
        for placed in page.pictures:
            inches = max((placed.box[2] - placed.box[0]) / 72, 0.01)
            dpi = placed.width / inches
            if dpi < GOOD_DPI and inches > 0.3:
                severity = Severity.ERROR if dpi < LEAST_DPI else Severity.WARNING
                message = f"a picture of {placed.width} px has {dpi:.0f} dpi at {inches * 25.4:.0f} mm"
                hint = f"use a picture of {round(GOOD_DPI * inches)} px or more, or an SVG drawing"
                yield COARSE.finding(read.place(page.number), message, hint, severity)


def check_undeclared(read: Subject) -> Iterator[Finding]:
    known = {_plain(face.family) for face in read.edition.typefaces.faces}
    for font in read.document.fonts:
        name = _plain(font.name.partition("+")[2] or font.name)
        if not any(name.startswith(family) for family in known):
            yield read.report(
                UNDECLARED, f'the font "{font.name}" is not one of ours', "use the families of fonts.toml"
            )


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def check_stranded(read: Subject) -> Iterator[Finding]:
    leaves = [(tag, leaf) for tag in read.tags for leaf in tag.kids if not isinstance(leaf, Tag)]
    captions = [kid for table in read.by_role("Table") for kid in table.kids if isinstance(kid, Tag)]
    heads = [*read.by_role("H1", "H2", "H3", "H4", "H5", "H6"), *(tag for tag in captions if tag.role == "Caption")]
    inside = {id(tag): each for each in heads for tag in each.tags()}
    for (tag, leaf), (after, next_leaf) in pairwise(leaves):
        heading = inside.get(id(tag))
        if heading is not None and inside.get(id(after)) is not heading and next_leaf[0] > leaf[0]:
            text = read.document.text_of(heading)[:50]
            hint = "keep it with break-after: avoid, or cut a line above"
            yield read.report(STRANDED, f'"{text}" stands alone at the foot', hint, leaf[0] + 1)


def check_alone(read: Subject) -> Iterator[Finding]:
    for tag in read.by_role("P", "LBody"):
        lines: dict[int, set[int]] = {}
        for leaf in _own_leaves(tag):
            for run in read.document.runs_of(leaf):
                lines.setdefault(leaf[0], set()).add(round(run.baseline / 3))
        if len(lines) > 1:
            pages = sorted(lines)
            for page in (pages[0], pages[-1]):
                if len(lines[page]) == 1 and sum(map(len, lines.values())) > 2:
                    text = read.document.text_of(tag)[:40]
                    message = f'one line of "{text}" stands alone'
                    yield read.report(ALONE, message, "set orphans and widows to 2", page + 1)


def _own_leaves(tag: Tag) -> Iterator[tuple[int, int]]:
    """What stands in the lines of a tag itself: text, links and citations, and nothing of the blocks in it."""
    for kid in tag.kids:
        if not isinstance(kid, Tag):
            yield kid
        elif kid.role in INLINE_ROLES:
            yield from kid.leaves()


def check_row(read: Subject) -> Iterator[Finding]:
    for table in read.by_role("Table"):
        for row in (tag for tag in table.tags() if tag.role == "TR"):
            if len({page for page, _ in row.leaves()}) > 1:
                named = next((kid for kid in table.kids if isinstance(kid, Tag) and kid.role == "Caption"), None)
                where = f' of "{read.document.text_of(named)[:40]}"' if named else ""
                message = f'the row "{read.document.text_of(row)[:40]}"{where} stands on two pages'
                hint = "shorten what stands in the row, or cut it into two rows"
                yield read.report(ROW, message, hint, read.page_of(row))


def check_code(read: Subject) -> Iterator[Finding]:
    wanted = read.edition.words("scan-alt", url=read.edition.canonical)
    codes = [tag for tag in read.by_role("Figure") if tag.alt == wanted]
    if not codes:
        yield read.report(CODE, "there is no QR code", "show qr.svg in the template")
    for code in codes:
        left, bottom, right, top = code.attributes.get("BBox", (0, 0, 0, 0))
        page = read.page_of(code)
        side = min(right - left, top - bottom) / MM
        if side < CODE_MM:
            yield read.report(CODE, f"the QR code is {side:.0f} mm wide", f"make it {CODE_MM:g} mm or more", page)
            continue
        said = decode(read.content, page, (left, bottom, right, top))
        leads = scan_address(read.edition)
        if said != leads:
            yield read.report(CODE, f'the QR code reads "{said}", not "{leads}"', "print it larger", page)


def check_page(read: Subject) -> Iterator[Finding]:
    """A brand without pages is told of once in a build; one whose articles have theirs has this one left out."""
    edition = read.edition
    publication, made = edition.publication, edition.brand.settings.variants("page")
    if publication.is_collection or publication.publish.variants("page") != () or publication.lead.front.canonical:
        return
    if made and "page" in edition.brand.settings.tables:
        message = f"readers are told to scan the code for {edition.canonical}, and the article says page: no"
        hint = 'take page: no out of "publish", or write the address where they find it: canonical: https://…'
        yield read.report(NO_PAGE, message, hint)


def decode(pdf: bytes, page: int, box: Box) -> str:
    """What a scanner reads in a box (pt from the lower left) of a page rasterised at 300 dpi; "" for nothing."""
    import pypdfium2
    import zxingcpp

    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page - 1]
        width, height = sheet.get_size()
        room = 2 * MM
        crop = (
            max(0, box[0] - room),
            max(0, box[1] - room),
            max(0, width - box[2] - room),
            max(0, height - box[3] - room),
        )
        picture = sheet.render(scale=CODE_DPI / 72, crop=crop, grayscale=True).to_pil().convert("L")
        found = zxingcpp.read_barcodes(picture)
        return str(found[0].text) if found else ""
    finally:
        document.close()


CHECKS = (
    Check(MARGIN, check_margin),
    Check(CUT, check_cut),
    Check(OVERLAP, check_overlap),
    Check(LEADING, check_leading),
    Check(LINE, check_line),
    Check(CONTRAST, check_contrast),
    Check(COARSE, check_coarse),
    Check(UNDECLARED, check_undeclared),
    Check(STRANDED, check_stranded),
    Check(ALONE, check_alone),
    Check(ROW, check_row),
    Check(CODE, check_code),
    Check(NO_PAGE, check_page),
)
