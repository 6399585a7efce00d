"""Rules on what a reader holds: length, paper, type, furniture; a handout read back comes in, findings go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from pipeline.article.body.inlines import plain
from pipeline.article.model import Block, Callout
from pipeline.article.plaintext import paragraphs
from pipeline.article.selecting import select
from pipeline.article.walking import kind_of
from pipeline.edition.check_codes import code_of, shown
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.handout.choosing import choose
from pipeline.formats.handout.fitting import PAGES, SMALLEST_PT
from pipeline.formats.handout.pages import PageRead, Tag, said_by
from pipeline.formats.handout.reading import MM, Subject, letters

PAPERS_MM = {"A4": (210, 297), "A5": (148, 210), "Letter": (215.9, 279.4)}
BODY_PT = 12.0
WARNING_BYTES, ERROR_BYTES = 2_000_000, 5_000_000


def _rule(
    name: str, says: str, encodes: tuple[str, ...], source: str = "house", severity: Severity = Severity.ERROR
) -> Rule:
    standing = Standing.HOUSE if source == "house" else Standing.PRACTICE
    return Rule(f"handout/{name}", severity, says, encodes, source, standing)


TOO_LONG = _rule(
    "sheet-too-long", f"a sheet has at most {PAGES} pages, on A5 four, which are one folded A4", ("PDF-PR-04",)
)
PAPER = _rule("paper-wrong", "every page has the size of the paper it is made for, to 1 mm", ("PDF-PR-05",))
SMALL = _rule(
    "type-too-small", f"text is at least {SMALLEST_PT:g} pt, body text {BODY_PT:g} pt", ("PDF-TY-01",),
    "RNIB Clear Print; UKAAF G003",
)  # fmt: skip
EDITION = _rule("edition-line", "every page names document, version, review and page", ("HC-META-01", "HC-META-02"))
DISCLAIMER = _rule("disclaimer-missing", "the last page carries the disclaimer word for word", ("HC-DISC-01",))
HEAVY = _rule("file-too-heavy", "the file weighs at most 2 MB", ("PDF-SZ-01",), severity=Severity.WARNING)


def folded(text: str) -> str:
    """Text with every run of white space as one space and without characters that only direct the line."""
    return re.sub(r"\s+", " ", re.sub("[\u200b-\u200f\u2060\u2066-\u2069\u00ad]", "", text)).strip()


def check_too_long(read: Subject) -> Iterator[Finding]:
    pages, allowed = len(read.document.pages), read.variant.pages_on(read.product.paper)
    if not read.variant.fitted or pages <= allowed:
        return
    over = _lines_over(read, allowed)
    found = block_lines(read)
    costs = ", ".join(f'"{words}" takes {lines}' for words, lines in found)
    message = f"the sheet takes {pages} pages, {over} lines too many" + (f": {costs}" if costs else "")
    hint = f"cut {over} lines, or give blocks a priority so that they may be left out ({{priority=2}})"
    call = read.edition.words("when-to-call-label")
    if found and found[0][0] == call and found[0][1] > over:
        # No priority helps: what tells a reader when to call is on every sheet.
        hint = f'cut {over} lines of "{call}", which no sheet leaves out: name the gravest signs, in fewer points'
    if read.product.paper == "A5":
        hint += "; A4 has room for twice as many"
    yield read.report(TOO_LONG, message, hint)


UNEVEN = 1.05
"""What stays whole leaves some room at the foot of each column: so much more than the excess has to go (house)."""


def _lines_over(read: Subject, allowed: int) -> int:
    """How many lines would have to go for the pages too many to be empty."""
    more = sum(_height(page) for page in read.document.pages[allowed:])
    return round(more / _leading(read) * UNEVEN) + 1


def _leading(read: Subject) -> float:
    """The distance in pt of most lines from the one above."""
    gaps: dict[float, int] = {}
    for page in read.document.pages:
        lines = sorted({round(run.baseline, 1) for run in page.content() if run.size >= BODY_PT - 0.1})
        for lower, upper in pairwise(lines):
            gaps[round(upper - lower, 1)] = gaps.get(round(upper - lower, 1), 0) + 1
    fitting = {gap: count for gap, count in gaps.items() if BODY_PT * 1.2 <= gap <= BODY_PT * 1.6}
    return max(fitting, key=lambda gap: fitting[gap], default=BODY_PT * 1.4)


def _height(page: PageRead) -> float:
    """The height in pt that text takes on a page; of two columns both together."""
    runs = [run for run in page.content() if run.text.strip()]
    middle = page.width / 2
    halves = [[run for run in runs if run.box[2] <= middle], [run for run in runs if run.box[0] >= middle]]
    parted = len(halves[0]) + len(halves[1]) == len(runs)
    top = max((run.box[3] for run in runs), default=0.0)
    return sum(top - min(run.box[1] for run in half) for half in (halves if parted else [runs]) if half)


def block_lines(read: Subject) -> list[tuple[str, int]]:
    """Each block of a sheet with the lines it takes, longest first: what there is to cut, and what it would bring."""
    names: dict[str, list[str]] = {}
    for block in choose(
        select(read.edition.article.blocks, "handout", read.product.variant), read.product.variant
    ).blocks:
        for paragraph in paragraphs((block,)):
            names.setdefault(letters(paragraph), []).append(_named(read, block))
    found: dict[str, set[tuple[int, int, int]]] = {}
    for tag in read.tags:
        waiting = names.get(letters(read.document.text_of(tag))) if tag.role in TEXT_ROLES else None
        if not waiting:
            continue
        name = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        for page, mcid in tag.leaves():
            for run in read.document.runs_of((page, mcid)):
                column = int(2 * run.box[0] / read.document.pages[page].width)
                found.setdefault(name, set()).add((page, column, round(run.baseline / 4)))
    return sorted(((name, len(lines)) for name, lines in found.items()), key=lambda each: -each[1])


TEXT_ROLES = frozenset({"P", "LBody", "LI", "TD", "TH", "Caption", "H2", "H3", "H4", "H5", "H6"})


def _named(read: Subject, block: Block) -> str:
    """What a block is called on the page: its heading, else the interface's word for its kind."""
    heading = plain(getattr(block, "heading", ()) or getattr(block, "caption", ())).strip()
    if heading:
        return heading
    if isinstance(block, Callout):
        return read.edition.words(f"{block.kind}-label")
    name = f"{kind_of(block)}-heading"
    return read.edition.words(name) if name in read.edition.words.messages else kind_of(block).replace("-", " ")


def check_paper(read: Subject) -> Iterator[Finding]:
    width, height = PAPERS_MM[read.product.paper]
    for page in read.document.pages:
        if abs(page.width / MM - width) > 1 or abs(page.height / MM - height) > 1:
            message = f"the page is {page.width / MM:.0f} × {page.height / MM:.0f} mm, not {read.product.paper}"
            yield read.report(PAPER, message, "leave @page size to the product", page.number)


def check_small(read: Subject) -> Iterator[Finding]:
    sizes: dict[float, int] = {}
    least = read.variant.smallest_pt
    for page in read.document.pages:
        runs = [run for run in page.runs if run.text.strip()]
        drawn = {leaf for tag in read.by_role("Figure") for leaf in tag.kids if not isinstance(leaf, Tag)}
        tiny = [
            run
            for run in runs
            if run.size < (SMALLEST_PT if (page.number - 1, run.mcid) in drawn else least) - 0.05
            and not _is_raised(run.text)
        ]
        if tiny:
            message = f'"{tiny[0].text[:40]}" is set in {tiny[0].size:.1f} pt'
            yield read.report(SMALL, message, f"set it in {least:g} pt or more", page.number)
    apart = {leaf for tag in _apart(read) for leaf in tag.leaves()}
    for leaf in read.document.root.leaves() if read.document.root else ():
        for run in read.document.runs_of(leaf) if leaf not in apart else ():
            sizes[round(run.size, 1)] = sizes.get(round(run.size, 1), 0) + len(run.text)
    body = max(sizes, key=lambda size: sizes[size], default=BODY_PT)
    wanted = read.variant.body_pt
    if body < wanted - 0.05:
        yield read.report(SMALL, f"body text is set in {body:g} pt", f"set it in {wanted:g} pt or more")


def _apart(read: Subject) -> Iterator[Tag]:
    """What is looked up rather than read: captions, references, notes, the edition's data with the disclaimer."""
    yield from read.by_role("Caption")
    disclaimer = folded(read.edition.words("disclaimer"))
    names = {read.edition.words(f"{name}-heading") for name in ("references", "notes", "edition")}
    for tag in read.by_role("Sect"):
        heading = next((kid for kid in tag.kids if isinstance(kid, Tag) and kid.role == "H2"), None)
        named = heading is not None and folded(read.document.text_of(heading)) in names
        if named or disclaimer in folded(read.document.text_of(tag)):
            yield tag


def _is_raised(text: str) -> bool:
    """A citation number or note mark: raised figures stand at 8 pt in 12 pt text, as every printed book has them."""
    return bool(re.fullmatch(r"[\d,a-z⁰-⁹–-]{1,4}", text.strip()))


def check_edition_line(read: Subject) -> Iterator[Finding]:
    front, words = read.edition.article.front, read.edition.words
    days = words.date(front.reviewed), words.date(front.next_review)
    wanted = (front.id, front.version, shown(code_of(read.edition)), *days)
    for page in read.document.pages:
        said = _solid("".join(_beside_text(page)))
        absent = [value for value in wanted if _solid(value) not in said]
        if absent:
            hint = "show view.facts in the template's running foot"
            yield read.report(EDITION, f'the foot does not say "{absent[0]}"', hint, page.number)


def _beside_text(page: PageRead) -> Iterator[str]:
    """What running heads and feet say, line by line."""
    beside = sorted((run for run in page.runs if run.artifact is not None), key=lambda run: (run.baseline, run.box[0]))
    for _, line in groupby(beside, key=lambda run: (run.actual, run.baseline)):
        yield said_by(list(line))


def _solid(text: str) -> str:
    """Text without any white space, so that a broken line makes no difference."""
    return re.sub(r"\s+", "", folded(text))


def check_disclaimer(read: Subject) -> Iterator[Finding]:
    last = len(read.document.pages)
    said = folded(" ".join(read.document.text_of(tag) for tag in read.by_role("P") if read.page_of(tag) >= last - 1))
    if folded(read.edition.words("disclaimer")) not in said:
        yield read.report(DISCLAIMER, "the disclaimer is not there", "show view.disclaimer in the template", last)


def check_heavy(read: Subject) -> Iterator[Finding]:
    size = read.document.size
    if size > WARNING_BYTES:
        severity = Severity.ERROR if size > ERROR_BYTES else Severity.WARNING
        hint = "save photographs at 300 dpi for the size they are printed in"
        yield HEAVY.finding(read.place(), f"the file weighs {size / 1e6:.1f} MB", hint, severity)


CHECKS = (
    Check(TOO_LONG, check_too_long),
    Check(PAPER, check_paper),
    Check(SMALL, check_small),
    Check(EDITION, check_edition_line),
    Check(DISCLAIMER, check_disclaimer),
    Check(HEAVY, check_heavy),
)
