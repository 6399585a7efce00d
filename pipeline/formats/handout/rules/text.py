"""Rules that compare a PDF with its source, in every script; a handout read back comes in, findings go out."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from pipeline.article.model import Comparison, Figure, KeyPoints, Note
from pipeline.article.plaintext import paragraphs
from pipeline.article.selecting import select
from pipeline.article.walking import of_kind, walk
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.handout.pages import TextRun
from pipeline.formats.handout.reading import Subject, first, letters
from pipeline.language.isolation import runs

MINE = "this is a fault of the template or of plainleaf, not of the article: report it"

DIFFERS = Rule(
    "handout/text-differs",
    Severity.ERROR,
    "what a reader can copy and hear is what the author wrote, in every script",
    ("PDF-UA-11",),
    "ISO 14289-1 (PDF/UA-1), 7.21.7; house",
    Standing.HOUSE,
    reason="Arabic and Devanagari glyphs look right and extract as garbage unless the file says what they stand for",
)
ORDER = Rule(
    "handout/order-differs",
    Severity.ERROR,
    "the tags are in the order of the source",
    ("PDF-UA-16",),
    "ISO 14289-1 (PDF/UA-1), 7.1; house",
    Standing.HOUSE,
    reason="validators cannot see the order of reading",
)


TURNED = Rule(
    "handout/number-turned",
    Severity.ERROR,
    "on right-to-left pages phone numbers, ranges and doses are printed from left to right",
    ("PDF-UA-16",),
    "Unicode UAX 9; house",
    Standing.HOUSE,
    reason="the copied text is right and the printed number is wrong: only the place of the glyphs shows it",
)
PARTS = regex.compile(r"\d+|[^\W\d]+|[^\w\s]")


def _source(read: Subject) -> list[str]:
    """The paragraphs that must be there, in order: all of a full handout; message and key points of a sheet."""
    article = read.edition.article
    blocks = select(article.blocks, "handout", read.product.variant)
    if not read.variant.fitted:
        return [article.front.title, article.front.main_message, *paragraphs(blocks)]
    points = next(of_kind(blocks, KeyPoints), None)
    again = paragraphs((points,)) if points is not None and tuple(of_kind(blocks, Comparison)) else ()
    return [article.front.title, article.front.main_message, *again]


def _wanted(read: Subject) -> list[tuple[str, str]]:
    """Each paragraph of the source with its letters, without those that have none."""
    return [(paragraph, wanted) for paragraph in _source(read) if (wanted := letters(paragraph))]


def check_differs(read: Subject) -> Iterator[Finding]:
    # The label of a kind stands for a title that says the same in capitals ("NOTE").
    said = read.spoken.casefold()
    faults = (paragraph for paragraph, wanted in _wanted(read) if wanted.casefold() not in said)
    yield from first(
        read.report(DIFFERS, f'"{paragraph[:50]}" cannot be copied as it is written', MINE) for paragraph in faults
    )


def check_order(read: Subject) -> Iterator[Finding]:
    said = read.spoken
    notes = {
        paragraph
        for note in walk(read.edition.article.blocks)
        if isinstance(note, Note)
        for paragraph in paragraphs(note.blocks)
    }
    # A figure that does not fit its page stands after the text that follows it.
    notes |= {
        paragraph for figure in of_kind(read.edition.article.blocks, Figure) for paragraph in paragraphs((figure,))
    }

    def faults() -> Iterator[Finding]:
        where = 0
        for paragraph, wanted in _wanted(read):
            if paragraph in notes or wanted not in said:
                continue  # a note stands at the end and is called before; what is missing is another rule's
            found = said.find(wanted, where)
            if found < 0:
                yield read.report(ORDER, f'"{paragraph[:50]}" is read too early', MINE)
            else:
                where = found + len(wanted)

    yield from first(faults())


def check_turned(read: Subject) -> Iterator[Finding]:
    if read.edition.direction != "rtl":
        return
    article = read.edition.article
    words = [article.front.title, article.front.main_message, *paragraphs(article.blocks)]
    words += [reference.text for reference in article.references.values()]
    numbers = {run for text in words for run, own in runs(text) if own}
    numbers |= {read.edition.brand.contact.phone} - {""}
    known = "\n".join(_solid(text) for text in words)
    turned = {run: _turned(run) for run in sorted(numbers)}

    def faults() -> Iterator[Finding]:
        for page, line in _lines(read):
            for number, wrong in turned.items():
                if any(each not in known and _stands(each, line) for each in wrong):
                    yield read.report(TURNED, f'"{number}" is printed the wrong way round', MINE, page)

    yield from first(faults())


def _turned(number: str) -> set[str]:
    """How a number looks in a line that runs the other way: its groups reversed, or its plus sign at the other end.

    No-break spaces hold groups of digits in their order (bidirectional class CS, UAX 9), a plus sign before them not.
    """
    solid = _solid(number)
    looks = {"".join(reversed(PARTS.findall(number)))}
    if solid.startswith("+"):
        looks.add(f"{solid[1:]}+")
    return looks - {solid}


def _solid(text: str) -> str:
    return "".join(PARTS.findall(text))


def _stands(wrong: str, line: str) -> bool:
    return regex.search(rf"(?<![\d.,]){regex.escape(wrong)}(?![\d.,])", line) is not None


def _lines(read: Subject) -> Iterator[tuple[int, str]]:
    """Page (from 1) and glyphs of each printed line from left to right, as they stand on the paper.

    Running heads and feet have no number of the article; a page number ("1 / 2") rightly runs from right to left there.
    """
    for page in read.document.pages:
        lines: dict[int, list[TextRun]] = {}
        for run in page.content():
            lines.setdefault(round(run.baseline), []).append(run)
        for line in lines.values():
            yield page.number, _solid("".join(run.text for run in sorted(line, key=lambda run: run.box[0])))


CHECKS = (Check(DIFFERS, check_differs), Check(ORDER, check_order), Check(TURNED, check_turned))
