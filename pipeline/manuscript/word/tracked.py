"""A story with tracked deletions comes in; it goes out without the rows, cells and paragraphs that are deleted."""

from __future__ import annotations

from typing import Any

from pipeline.finding import Place
from pipeline.manuscript.pieces import Kind, Piece
from pipeline.manuscript.word.package import W, drop, owner
from pipeline.manuscript.word.settled import Settled
from pipeline.manuscript.word.structure import is_deleted

DELETED_REASON = "deleted under tracked changes; --keep changes takes it in"
MOVED_REASON = "moved under tracked changes; it is in the article where it was moved to"


def settle_changes(settled: Settled, story: Any) -> None:
    """Take deleted rows, cells and paragraphs out as wholes; deleted words inside a paragraph stay marked."""
    for row in list(story.iter(f"{W}tr")):
        properties = row.find(f"{W}trPr")
        if properties is not None and (properties.find(f"{W}del") is not None):
            _leave_out(settled, row, DELETED_REASON, "table row")
            table = row.getparent()
            drop(row)
            if table is not None and next(table.iter(f"{W}tr"), None) is None:
                drop(table)
    for cell in list(story.iter(f"{W}tc")):
        if cell.find(f"{W}tcPr/{W}cellDel") is not None:
            _leave_out(settled, cell, DELETED_REASON, "table cell")
            for block in [child for child in cell if child.tag in {f"{W}p", f"{W}tbl"}]:
                drop(block)
            cell.append(cell.makeelement(f"{W}p", {}))
    for paragraph in list(story.iter(f"{W}p")):
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        if mark is None:
            continue
        if mark.find(f"{W}del") is None and mark.find(f"{W}moveFrom") is None:
            continue
        _join_next(settled, paragraph)


def _join_next(settled: Settled, paragraph: Any) -> None:
    """A paragraph whose end is deleted: without words left it goes, else the next paragraph joins it."""
    kept = [child for child in paragraph if child.tag != f"{W}pPr"]
    lasting = [run for child in kept for run in child.iter(f"{W}r") if not is_deleted(run)]
    following = paragraph.getnext()
    if not any(_holds(run) for run in lasting):
        for child in kept:
            reason = MOVED_REASON if child.tag == f"{W}moveFrom" else DELETED_REASON
            _leave_out(settled, child, reason, "paragraph")
        if following is None and owner(paragraph, f"{W}tc") is not None:
            for child in kept:
                drop(child)
        else:
            drop(paragraph)
    elif following is not None and following.tag == f"{W}p":
        properties = following.find(f"{W}pPr")
        index = 0 if properties is None else 1
        for offset, child in enumerate(kept):
            following.insert(index + offset, child)
        drop(paragraph)


def _holds(run: Any) -> bool:
    return any(child.tag != f"{W}rPr" and not (child.tag == f"{W}t" and not child.text) for child in run)


def _leave_out(settled: Settled, element: Any, reason: str, what: str) -> None:
    tags = {f"{W}t", f"{W}delText"}
    words = " ".join("".join(t.text or "" for t in p.iter() if t.tag in tags) for p in _paragraphs(element))
    text = " ".join(words.split())
    if text:
        settled.pieces.append(Piece(Kind.DELETION, text, Place(settled.package.file, part=what), reason))


def _paragraphs(element: Any) -> list[Any]:
    return list(element.iter(f"{W}p")) or [element]
