"""Rules that compare a PDF with its source, in every script; a handout read back comes in, findings go out."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article.model import Comparison, KeyPoints, Note
from pipeline.article.selecting import select
from pipeline.article.walking import of_kind, walk
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.handout.reading import HandoutRead, first, letters
from pipeline.markup.plaintext import paragraphs

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


def _source(read: HandoutRead) -> list[str]:
    """The paragraphs that must be there, in order: all of a full handout; message and key points of a sheet."""
    article = read.edition.article
    blocks = select(article.blocks, "handout", read.product.variant)
    if not read.variant.fitted:
        return [article.front.title, article.front.main_message, *paragraphs(blocks)]
    points = next(of_kind(blocks, KeyPoints), None)
    again = paragraphs((points,)) if points is not None and tuple(of_kind(blocks, Comparison)) else ()
    return [article.front.title, article.front.main_message, *again]


def _wanted(read: HandoutRead) -> list[tuple[str, str]]:
    """Each paragraph of the source with its letters, without those that have none."""
    return [(paragraph, wanted) for paragraph in _source(read) if (wanted := letters(paragraph))]


def check_differs(read: HandoutRead) -> Iterator[Finding]:
    said = read.spoken
    faults = (paragraph for paragraph, wanted in _wanted(read) if wanted not in said)
    yield from first(
        read.report(DIFFERS, f'"{paragraph[:50]}" cannot be copied as it is written', MINE) for paragraph in faults
    )


def check_order(read: HandoutRead) -> Iterator[Finding]:
    said = read.spoken
    notes = {
        paragraph
        for note in walk(read.edition.article.blocks)
        if isinstance(note, Note)
        for paragraph in paragraphs(note.blocks)
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


CHECKS = (Check(DIFFERS, check_differs), Check(ORDER, check_order))
