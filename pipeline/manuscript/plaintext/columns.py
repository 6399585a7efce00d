"""The lines of a copied text come in; two columns of text that share their lines go out one below the other, and cells
of a table that stand a line each go out as a question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.finding import Place
from pipeline.manuscript.pieces import Query
from pipeline.manuscript.plaintext.chunks import Chunk, Form, Line

_LEAST = 4
"""House: fewer lines with a gap are a table or a chance."""
_RUN_ON = 0.35
"""House: the share of lines that go on below in their column, from which on a column holds sentences and no cells."""


def with_columns(lines: Sequence[Line], file: str) -> tuple[tuple[Line, ...], list[Query]]:
    """The lines; where two columns of sentences stand beside each other, first the left ones, then the right ones."""
    done: list[Line] = []
    queries: list[Query] = []
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and not lines[end].blank:
            end += 1
        block = lines[start:end]
        parted = _columns(block)
        if parted:
            left, right = parted
            done += [*left, Line(right[0].number, "", 0), *right]
            words = f'"{left[0].text[:40]}" and "{right[0].text[:40]}"'
            asks = f"were {words} two columns of text side by side"
            hint = "the left one stands above the right one now; compare them with the file"
            queries.append(Query("columns", asks, hint, place=Place(file, block[0].number, block[-1].number)))
        else:
            done += block
        done += lines[end : end + 1]
        start = end + 1
    return tuple(done), queries


def _columns(block: Sequence[Line]) -> tuple[list[Line], list[Line]] | None:
    """The left and the right column of lines that all keep a gap free, and both of which hold sentences."""
    if len(block) < _LEAST or any("\t" in line.text or "|" in line.text for line in block):
        return None
    starts = Counter(line.indent + match.end() for line in block for match in re.finditer(r"\S {2,}(?=\S)", line.text))
    if not starts:
        return None
    column, often = starts.most_common(1)[0]
    if often < max(_LEAST - 1, 0.5 * len(block)):
        return None
    left: list[Line] = []
    right: list[Line] = []
    for line in block:
        at = column - line.indent
        before, after = line.text[: max(0, at)], line.text[max(0, at) :]
        if after and before and not before.endswith("  "):
            return None
        if "  " in before.strip() or "  " in after.strip():
            return None
        if before.strip():
            left.append(replace(line, text=before.strip(), indent=0))
        if after.strip():
            right.append(replace(line, text=after.strip(), indent=0))
    return (_joined(left), _joined(right)) if _says(left) and _says(right) else None


def _says(lines: Sequence[Line]) -> bool:
    """Whether the lines of a column go on below each other, as sentences do and cells do not."""
    pairs = [(above.text, below.text) for above, below in pairwise(lines)]
    going = sum(_goes_on(above, below) for above, below in pairs)
    return going >= 2 and going >= _RUN_ON * len(pairs)


def _goes_on(above: str, below: str) -> bool:
    return above[-1] not in ".!?:;" and below[0].islower()


def _joined(lines: Sequence[Line]) -> list[Line]:
    done: list[Line] = []
    for line in lines:
        if done and _goes_on(done[-1].text, line.text):
            done[-1] = replace(done[-1], text=f"{done[-1].text} {line.text}")
        else:
            done.append(line)
    return done


# cells that stand a line each

_CELLS = 6
"""House: fewer short lines below each other are no table."""
_WORDS = 6
_MEASURE = re.compile(
    r"\d\s*(?:mg|mcg|µg|μg|g|kg|ml|l|%|°|mmol|iu|ie|units?|drops?|puffs?|tablets?|tabletten|comprimidos|comprimés|gotas|"
    r"times|mal|veces|fois|x|hours?|days?|weeks?|months?|years?|stunden|tage|jahre|horas|días|años|heures|jours|ans)\b",
    re.IGNORECASE,
)
_WIDEST = 6


def find_cells(chunks: Sequence[Chunk], file: str) -> tuple[list[Query], frozenset[int]]:
    """A question for each run of short lines in which amounts come round again as in the rows of a table, and the
    numbers of their lines.
    """
    queries: list[Query] = []
    held: set[int] = set()
    start = 1
    while start < len(chunks):
        end = start
        while end < len(chunks) and _is_cell(chunks[end]):
            end += 1
        run = chunks[start:end]
        for skip in range(min(3, len(run))):
            width = _width([chunk.text for chunk in run[skip:]])
            if not width:
                continue
            cells = run[skip:]
            lines = f'{len(cells)} lines from "{cells[0].text[:40]}" to "{cells[-1].text[:40]}"'
            asks = f"are the {lines} the cells of a table of {width} columns"
            hint = "write them as rows between bars (|), each amount beside what it is for"
            queries.append(Query("cells", asks, hint, place=Place(file, cells[0].first, cells[-1].last)))
            held |= {number for chunk in cells for number in range(chunk.first, chunk.last + 1)}
            break
        start = max(end, start + 1)
    return queries, frozenset(held)


def _is_cell(chunk: Chunk) -> bool:
    short = len(chunk.text.split()) <= _WORDS and chunk.text[-1] not in ".!?:;,"
    return chunk.form is Form.TEXT and short


def _width(texts: Sequence[str]) -> int:
    """How many columns a table has whose cells are these lines; 0 for none."""
    if len(texts) < _CELLS:
        return 0
    shapes = [_shape(text) for text in texts]
    for width in range(2, min(_WIDEST, len(texts) // 3) + 1):
        if len(texts) % width:
            continue
        rows = [tuple(shapes[at : at + width]) for at in range(0, len(shapes), width)]
        body = rows[1:]
        measured = any(all(_MEASURE.search(text) for text in texts[width + at :: width]) for at in range(width))
        if len(set(body)) == 1 and measured and len(set(texts[width:])) > 1:
            return width
    return 0


def _shape(text: str) -> str:
    return "amount" if any(character.isdigit() for character in text) else "words"
