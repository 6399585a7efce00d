"""Raw text comes in as lines; lines whose words, columns and marks are whole again go out, with what has to be asked.

Text that was copied from a page keeps what the page needed: heads and feet, hyphens, columns, bullets apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.finding import Place
from pipeline.manuscript.pieces import Kind, Piece, Query
from pipeline.manuscript.plaintext.brokenlines import with_whole_words
from pipeline.manuscript.plaintext.chunks import Line, lines_of, with_tables
from pipeline.manuscript.plaintext.columns import with_columns
from pipeline.manuscript.plaintext.itemmarks import with_items
from pipeline.manuscript.plaintext.printedpages import FRAME, find_frame
from pipeline.manuscript.plaintext.rejoining import Joined, with_marks
from pipeline.manuscript.plaintext.wrappedcells import with_wrapped_cells


@dataclass(frozen=True, slots=True)
class Copied:
    """The lines as the file shows them, the same with their marks joined, the frame of printed pages, and questions."""

    seen: tuple[Line, ...]
    joined: Joined
    frame: tuple[Piece, ...]
    queries: tuple[Query, ...]


def read_copied(text: str, pages: frozenset[int], file: str) -> Copied:
    """The lines of a text; `pages` are the numbers of lines that begin a page."""
    printed = lines_of(text)
    frame = find_frame(printed, pages, file)
    whole, hyphens = with_whole_words([line for line in printed if line.number not in frame.lines], file)
    parted, columns = with_columns(with_items(whole), file)
    rows, tables = with_wrapped_cells(parted, file)
    seen = with_tables(rows)
    joined = with_marks(seen, file)
    left_out = tuple(
        Piece(Kind.RUNNING_HEAD, line.text, Place(file, line.number, line.number), FRAME)
        for line in printed
        if line.number in frame.lines
    )
    return Copied(seen, joined, left_out, (*frame.queries, *hyphens, *columns, *tables, *joined.queries))
