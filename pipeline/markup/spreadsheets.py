"""Rows come in; CSV that spreadsheets open as it is meant, and run nothing of, goes out."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence


def disarm(cell: str) -> str:
    """The cell with a space before a first character that starts a formula (OWASP, CSV injection).

    Networks trim spaces at the head of a post, so that its readers see it unchanged; it is counted nevertheless.
    """
    return f" {cell}" if cell[:1] in tuple("=+-@\t\r＝＋－＠") else cell


def csv_bytes(rows: Sequence[Sequence[object]], *, byte_order_mark: bool = False) -> bytes:
    """Rows as RFC 4180 in UTF-8: quoted throughout, CRLF, and no cell that a spreadsheet would run as a formula.

    With `byte_order_mark` for people: Excel reads a file without one as the code page of its Windows. Importers take
    the mark for a part of the first cell.
    """
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [disarm(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return codecs.BOM_UTF8 * byte_order_mark + out.getvalue().encode("utf-8")
