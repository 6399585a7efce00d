"""A cell of a table comes in; a cell that no spreadsheet runs as a formula goes out."""

from __future__ import annotations


def disarm(cell: str) -> str:
    """The cell with a space before a first character that starts a formula (OWASP, CSV injection).

    Networks trim spaces at the head of a post, so that its readers see it unchanged; it is counted nevertheless.
    """
    return f" {cell}" if cell[:1] in tuple("=+-@\t\r＝＋－＠") else cell
