"""A Word file that plainleaf exported comes in; its parts go out by the bookmark that they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pipeline.article.model import Prose
from pipeline.manuscript.admission import damaged
from pipeline.manuscript.pieces import Part
from pipeline.manuscript.returning.exporting import BOOKMARK
from pipeline.manuscript.tree import read_tree
from pipeline.manuscript.word.package import Package, W
from pipeline.manuscript.word.preparing import prepare
from pipeline.manuscript.word.settling import settle
from pipeline.manuscript.wording import plain

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"^{_OPEN}(/?)({BOOKMARK}\\w+){_CLOSE}$")


@dataclass
class Region:
    """The parts of one bookmark, and loose parts that stand after it."""

    name: str
    parts: list[Part] = field(default_factory=list)
    loose: list[Part] = field(default_factory=list)


def read_regions(package: Package, keep: frozenset[str]) -> list[Region]:
    """One region for each of our bookmarks, in reading order, behind one without a name for what stands before them.

    Raises PlainleafError for a package without a main part.
    """
    settled = settle(package, keep, ours=True)
    if settled is None:
        raise damaged(package.file)
    _mark_bookmarks(settled.root)
    prepared, signals = prepare(settled, keep, ours=True)
    options = ["--track-changes=all"] if keep & {"changes", "comments"} else []
    tree = read_tree(
        prepared, "docx+styles", package.file, lambda target: target, options, styles=True, signals=signals
    )
    found = [Region("")]
    inside = ""
    for part in (*tree.apart, *tree.parts):
        mark = _MARK.match(plain(part.inlines)) if isinstance(part, Prose) else None
        if mark and mark[1]:
            inside = "" if inside == mark[2] else inside
        elif mark:
            inside = mark[2]
            found.append(Region(inside))
        elif inside:
            found[-1].parts.append(part)
        else:
            found[-1].loose.append(part)
    return found


def _mark_bookmarks(root: Any) -> None:
    """Put a paragraph with a private sign before and after the blocks of each of our bookmarks."""
    body = root.find(f"{W}body")
    names: dict[str, str] = {}
    for start in list(body.iter(f"{W}bookmarkStart")):
        name = str(start.get(f"{W}name", ""))
        if name.startswith(BOOKMARK):
            names[str(start.get(f"{W}id"))] = name
            _child_of(body, start).addprevious(_marker(body, f"{_OPEN}{name}{_CLOSE}"))
    for end in list(body.iter(f"{W}bookmarkEnd")):
        name = names.get(str(end.get(f"{W}id")), "")
        if not name:
            continue
        top = _child_of(body, end)
        marker = _marker(body, f"{_OPEN}/{name}{_CLOSE}")
        # Word moves the end of a bookmark over whole paragraphs to the front of the paragraph behind it.
        if top is end or not _words_before(top, end):
            top.addprevious(marker)
        else:
            top.addnext(marker)


def _child_of(body: Any, element: Any) -> Any:
    while element.getparent() is not body:
        element = element.getparent()
    return element


def _words_before(top: Any, end: Any) -> bool:
    for element in top.iter():
        if element is end:
            return False
        if element.tag in {f"{W}t", f"{W}delText", f"{W}drawing"}:
            return True
    return False


def _marker(body: Any, text: str) -> Any:
    paragraph = body.makeelement(f"{W}p")
    run = paragraph.makeelement(f"{W}r")
    words = run.makeelement(f"{W}t")
    words.text = text
    run.append(words)
    paragraph.append(run)
    return paragraph
