"""A seed, a kind of file and a writer come in; the silent differences after the import go out."""

from __future__ import annotations

from dataclasses import replace

from pipeline.errors import PlainleafError
from pipeline.manuscript.importing import Wishes, import_manuscript
from tests.manuscript.generated import own_writer, pandoc_writer
from tests.manuscript.generated.document import Cell, Document, List, Table, facts, make
from tests.manuscript.generated.reading import silent

KINDS = ("docx", "odt", "rtf", "html")
WRITERS = ("pandoc", "own")


def differences(seed: int, kind: str, writer: str) -> list[str]:
    """What `kind`, as `writer` writes the document of `seed`, changes on its way into an article without a word.

    A refusal that names a place is no silent difference, but is told, since nothing here should be refused.
    """
    poor = (kind, writer) == ("rtf", "pandoc")
    document = make(seed, plain=poor)
    if poor:
        # pandoc writes no merged cells into Rich Text.
        document = _unmerged(document)
    if (kind, writer) == ("odt", "pandoc"):
        document = _shallow(document)
    if kind == "html":
        document = _dotted(document)
    content = (pandoc_writer if writer == "pandoc" else own_writer).write(document, kind)
    try:
        done = import_manuscript(content, f"a.{kind}", Wishes())
    except PlainleafError as fault:
        return [f"refused: {fault.message} ({fault.place})"]
    return silent(facts(document), done)


def _shallow(document: Document) -> Document:
    """The document without lists in lists: pandoc writes one number style for all of a depth into OpenDocument."""

    def shallow(made: List) -> List:
        return replace(made, items=tuple(replace(item, lists=()) for item in made.items))

    return replace(document, blocks=tuple(shallow(b) if isinstance(b, List) else b for b in document.blocks))


def _dotted(document: Document) -> Document:
    """The document with a full stop behind each number: HTML has no other."""

    def dotted(made: List) -> List:
        items = tuple(replace(item, lists=tuple(map(dotted, item.lists))) for item in made.items)
        return replace(made, delimiter=".", items=items)

    return replace(document, blocks=tuple(dotted(b) if isinstance(b, List) else b for b in document.blocks))


def _unmerged(document: Document) -> Document:
    def single(table: Table) -> Table:
        rows = tuple(
            tuple(replace(cell, high=1, wide=1) if cell else Cell((("gap", frozenset()),)) for cell in row)
            for row in table.rows
        )
        return Table(rows)

    return replace(document, blocks=tuple(single(b) if isinstance(b, Table) else b for b in document.blocks))
