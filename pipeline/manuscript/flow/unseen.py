"""The flow of a word processor's file comes in; questions about words that are shown and that nobody sees go out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pipeline.finding import Place
from pipeline.manuscript.faint import one_for_all, unseen_query
from pipeline.manuscript.flow.content import Flow, Words, all_paragraphs
from pipeline.manuscript.pieces import Query


def unseen_queries(flow: Flow) -> list[Query]:
    """A question for each run of words that is white on white, or smaller than anybody can read."""
    return one_for_all(list(_asked(flow)))


def _asked(flow: Flow) -> Iterator[Query]:
    file = flow.file
    for paragraph in all_paragraphs(flow.blocks):
        filled = flow.filled_cells if paragraph.properties.table else flow.filled
        words = [w for w in paragraph.content if isinstance(w, Words) and not w.look.hidden and not w.look.deleted]
        whole = " ".join("".join(w.text for w in words).split())
        for how, run in groupby(words, key=_why):
            said = " ".join("".join(w.text for w in run).split())
            if how and not (filled and how == "white") and any(c.isalnum() for c in said):
                yield unseen_query(said, how, Place(file, part=f'near "{whole[:40]}"'))


def _why(words: Words) -> str:
    return "" if words.look.backed and words.look.unseen == "white" else words.look.unseen
