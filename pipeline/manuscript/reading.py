"""Admitted bytes come in; the manuscript, as the reader of its format sees it, goes out."""

from __future__ import annotations

from dataclasses import replace

from pipeline.manuscript.admission import Origin
from pipeline.manuscript.decoding import decode
from pipeline.manuscript.pieces import Manuscript
from pipeline.manuscript.plaintext import read_plaintext


def read_manuscript(content: bytes, name: str, origin: Origin, keep: frozenset[str]) -> Manuscript:
    """Read `content` as `origin`; `keep` names what is kept besides the text (comments, changes, hidden)."""
    if origin is Origin.TEXT:
        decoded = decode(content, name)
        manuscript = read_plaintext(decoded.text, _shown(name))
        return replace(manuscript, notices=(f"the text is in {decoded.encoding}", *manuscript.notices))
    raise NotImplementedError(origin)


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name.replace("\\", "/").rpartition("/")[2]
