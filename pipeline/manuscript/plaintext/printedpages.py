"""The lines of a text that was copied from printed pages come in; the running heads, feet and page numbers among them
go out, with what has to be asked.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.article.model import Prose
from pipeline.finding import Place
from pipeline.manuscript.pieces import Part, Query
from pipeline.manuscript.plaintext.chunks import Line
from pipeline.manuscript.wording import plain

FRAME = "a running head, foot or page number of the printed page"
"""Why such a line is no part of the article."""

_NUMBERED = re.compile(
    r"(?:.{0,40}?[|·•–-]\s*)?(?:page|pg\.?|p\.|seite|página|pág\.|pagina|strona|sida|side|صفحة|стр\.?)\s*"
    r"(?P<page>\d{1,3})(?:\s*(?:of|/|von|de|sur|di|z|av|من|из)\s*\d{1,3})?(?:\s*[|·•–-].{0,40})?",
    re.IGNORECASE,
)
_OF = re.compile(r"(?P<page>\d{1,3})\s*(?:/|of|von|de|sur|di)\s*(?P<all>\d{1,3})")
_TRAILED = re.compile(r"(?P<all>\S.{2,60}?)\s*[|·•]\s*(?P<page>\d{1,3})")
_BARE = re.compile(r"[-–—|\[(]?\s*(?P<page>\d{1,3})\s*[-–—|\])]?")
_EDGE = 3
"""House: so many lines at the edges of a page are its running head and foot."""
_LONGEST = 15
"""House: words of a running head."""
_PAGE = 8
"""House: pages have at least so many lines of text; numbers that stand closer count something else."""
_SAYS = re.compile(r"\d\s*(?:mg|mcg|µg|μg|g|ml|%|°)|\b(?:not|never|no|nicht|kein|ne|pas|nunca|لا)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frame:
    """The numbers of the lines that frame printed pages, and questions about lines that may."""

    lines: frozenset[int] = frozenset()
    queries: tuple[Query, ...] = ()


def find_frame(lines: Sequence[Line], pages: frozenset[int], file: str) -> Frame:
    """The frame of the pages of a text; `pages` are the numbers of lines before which the file begins a page.

    Page numbers are lines that count in order; a running head or foot is the same but for its digits at the same edge
    of at least two pages. One that is a sentence, or says an amount or a "not", is asked and stays.
    """
    said = [line for line in lines if not line.blank]
    numbers = _page_numbers(said, pages)
    if not pages and not numbers:
        return Frame()
    starts = [0, *_starts(said, pages)]
    # Without form feeds the number of a page is its edge, whichever page it belongs to.
    below = starts if pages else [0, *(at + 1 for at in sorted(numbers))]
    above = (
        [*(at - 1 for at in starts[1:]), len(said) - 1]
        if pages
        else [*(at - 1 for at in sorted(numbers)), len(said) - 1]
    )
    frame = numbers | _running(said, below, numbers, 1) | _running(said, above, numbers, -1)
    frame.discard(0)
    asked = {at for at in frame - numbers if _SAYS.search(said[at].text) or said[at].text[-1] in ".!?"}
    queries = [
        Query(
            "running-head",
            f'is "{said[at].text[:60]}" part of the text; it stands at the edge of several pages',
            "delete it in article.md where it is not",
            place=Place(file, said[at].number, said[at].number),
        )
        for at in sorted(asked)[:1]
    ]
    return Frame(frozenset(said[at].number for at in frame - asked), tuple(queries))


def _starts(said: Sequence[Line], pages: frozenset[int]) -> list[int]:
    """The indexes of the lines that begin a page, the first apart."""
    numbers = [line.number for line in said]
    return sorted({at for page in pages if 0 < (at := bisect_left(numbers, page)) < len(said)})


def _page_numbers(said: Sequence[Line], pages: frozenset[int]) -> set[int]:
    """The indexes of lines that are page numbers: they name themselves so, or count the pages in order."""
    found: set[int] = set()
    for pattern, apart in ((_NUMBERED, 1), (_OF, 2), (_TRAILED, 2), (_BARE, _PAGE)):
        if found:
            break
        hits = [(at, match) for at, line in enumerate(said) if (match := pattern.fullmatch(line.text))]
        values = [int(match["page"]) for _, match in hits]
        counted = len(values) > 1 and all(b == a + 1 for a, b in pairwise(values))
        far = all(b - a > apart for (a, _), (b, _) in pairwise(hits))
        total = len({match["all"] for _, match in hits}) == 1 if "all" in pattern.groupindex else True
        edged = pattern is not _BARE or _at_edges(said, [at for at, _ in hits], pages)
        if counted and far and total and edged:
            found = {at for at, _ in hits}
    return found


def _at_edges(said: Sequence[Line], hits: Sequence[int], pages: frozenset[int]) -> bool:
    """Whether bare numbers stand at the edges of pages; without page breaks, whether three or more pages have one."""
    if not pages:
        return len(hits) > 2
    edges = [0, *_starts(said, pages), len(said)]
    return all(
        any(-_EDGE <= at - edge < _EDGE for edge in edges[max(0, near - 2) : near + 2])
        for at in hits
        for near in (bisect_left(edges, at),)
    )


def _running(said: Sequence[Line], edges: Sequence[int], numbers: set[int], step: int) -> set[int]:
    """The lines from each edge on, in one direction, that stand at two edges or more, as far as they follow on it."""
    rows = [_row(said, edge, numbers, step) for edge in edges]
    counts = Counter(_key(said[at].text) for at in {at for row in rows for at in row})
    found: set[int] = set()
    for row in rows:
        for at in row:
            repeated = counts[_key(said[at].text)] > 1 and len(said[at].text.split()) <= _LONGEST
            if repeated:
                found.add(at)
            elif at:  # the title may stand above the first running head
                break
    return found


def _row(said: Sequence[Line], edge: int, numbers: set[int], step: int) -> list[int]:
    row: list[int] = []
    at = edge
    while 0 <= at < len(said) and len(row) < _EDGE:
        if at not in numbers:
            row.append(at)
        elif row:
            break
        at += step
    return row


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.casefold().split()))


def page_queries(parts: Sequence[Part]) -> list[Query]:
    """A question when paragraphs of a file with styles are page numbers that count in order."""
    said = [part for part in parts if isinstance(part, Prose)]
    hits = [(part, match) for part in said if (match := _NUMBERED.fullmatch(plain(part.inlines).strip()))]
    values = [int(match["page"]) for _, match in hits]
    if len(values) < 2 or any(b != a + 1 for a, b in pairwise(values)):
        return []
    asks = f'are "{hits[0][1][0]}" to "{hits[-1][1][0]}" page numbers among the words of the text'
    hint = "delete them in article.md, with the running heads beside them, if they are"
    return [Query("running-head", asks, hint, place=hits[0][0].node.place)]
