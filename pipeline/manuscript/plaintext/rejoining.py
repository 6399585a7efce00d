"""Marks with the lines that they belong to come in; the lines, paragraphs and pieces of a manuscript, each mark before
its words, go out with what has to be asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.article.model import Break, Inline, Inlines, Prose, Text
from pipeline.article.numbering import number_of
from pipeline.finding import Place
from pipeline.manuscript.items import ItemMark, nest
from pipeline.manuscript.pieces import Kind, Manuscript, Mark, Part, Piece, Query, Runs, fold
from pipeline.manuscript.plaintext.chunks import Line
from pipeline.manuscript.plaintext.lonemarks import Lone, Marks, find_marks
from pipeline.manuscript.recognition.guesses import span
from pipeline.manuscript.recognition.typednumbers import read_numbers
from pipeline.manuscript.wording import plain

_SAID = frozenset("☐☑☒✗✘✖")
"""Signs that say something about the words behind them; they stay words."""
_CROSSED = frozenset("☒✗✘✖")
_TICKS = frozenset("✓✔")
MOST_ASKED = 8
"""House: more places of one file are one question."""


# raw text and Markdown: lines


@dataclass(frozen=True, slots=True)
class Joined:
    """The lines of a raw text, each lone mark before its words, and questions. `marks` are the numbers of the lines
    that held a mark, `labels` the numbers before words by their line, `unsorted` the lines that somebody has to sort:
    they are nothing else until then.
    """

    lines: tuple[Line, ...]
    queries: tuple[Query, ...]
    marks: frozenset[int]
    labels: dict[int, str]
    unsorted: frozenset[int]


def with_marks(lines: Sequence[Line], file: str) -> Joined:
    """Join the lone marks of a raw text with their words. Lines keep their numbers."""
    marks = find_marks([line.text for line in lines])
    done = list(lines)
    gone: set[int] = set()
    labels: dict[int, str] = {}
    for lone, shown in _shown(marks):
        first = lines[lone.words[0]]
        words = " ".join(lines[at].text for at in lone.words)
        gone |= {lone.line, *lone.words[1:]}
        gone |= {at for at in range(lone.line, lone.words[0]) if not lines[at].text}
        sign = "o " if shown == "o" else shown
        done[lone.words[0]] = replace(first, text=f"{sign} {words}", indent=4 * lone.depth)
        if shown[-1] in ".):" and not lone.asks:
            labels[first.number] = shown
    places = [Place(file, line.number, line.number) for line in lines]
    return Joined(
        tuple(line for at, line in enumerate(done) if at not in gone),
        tuple(_queries(marks, [line.text for line in lines], places)),
        frozenset(lines[lone.line].number for lone, _ in _shown(marks)),
        labels,
        frozenset(line.number for group in marks.unsure for line in lines[group[0] : group[-1] + 2 + 2 * len(group)]),
    )


def with_marked_lines(lines: Sequence[str], words: Sequence[str | None], file: str) -> tuple[list[str], list[Query]]:
    """The lines of a Markdown text, each lone mark before its words; `words` are the lines without white space, None
    where one is code, a heading or other markup. No line changes its number.
    """
    marks = find_marks(words)
    done = list(lines)
    for lone, shown in _shown(marks):
        said = " ".join(lines[at].strip() for at in lone.words)
        for at in (lone.line, *lone.words):
            done[at] = ""
        listed = (
            shown
            if lone.asks or shown[:1] == "(" or shown[-1:] in ".):"
            else f"- {shown}"
            if shown in _SAID | _TICKS
            else "-"
        )
        done[lone.line] = f"{' ' * 4 * lone.depth}{listed} {said}"
    return done, _queries(marks, words, [Place(file, at + 1, at + 1) for at in range(len(lines))])


def _shown(marks: Marks) -> Iterator[tuple[Lone, str]]:
    """Each mark with what is shown of it: a tick is a bullet, unless crosses stand beside it."""
    for group in marks.lists:
        crossed = any(lone.mark in _CROSSED for lone in group)
        for lone in group:
            yield lone, "•" if lone.mark in _TICKS and not crossed else lone.mark


def _queries(marks: Marks, lines: Sequence[str | None], places: Sequence[Place]) -> list[Query]:
    found: list[Query] = []
    for group in marks.unsure:
        signs = " ".join(dict.fromkeys(lines[at] or "" for at in group))
        below = next((line for line in lines[group[-1] + 1 : group[-1] + 4] if line), "")
        above = next((line for line in reversed(lines[: group[0]]) if line), "")
        stands = f'above "{below[:60]}"' if below else f'below "{above[:60]}"'
        many = f"{len(group)} marks" if len(group) > 1 else "mark"
        asks = f'which words belong to the {many} "{signs[:20]}" alone {stands}'
        found.append(Query("marks", asks, "write each before its words: - words", place=places[group[0]]))
    if len(found) > MOST_ASKED:
        asks = f"which words belong to the marks that stand alone in {len(found)} places"
        found = [Query("marks", asks, "write each before its words: - words", place=found[0].place)]
    if marks.numbers:
        first, last = (lines[marks.numbers[at]] for at in (0, -1))
        asks = f"what do the numbers {first} to {last} say, each alone on its line: pages, steps or amounts"
        hint = "delete them in article.md, or write each before its words"
        found.append(Query("numbers", asks, hint, place=places[marks.numbers[0]]))
    for lones in marks.lists:
        bare = [lone for lone in lones if lone.bare]
        if bare:
            first = " ".join(lines[at] or "" for at in bare[0].words)
            asks = (
                f'do the numbers 1 to {len(bare)}, alone on their lines, count what stands below them ("{first[:40]}")'
            )
            hint = "they are steps now; take the numbers away if they are something else"
            found.append(Query("numbers", asks, hint, place=places[bare[0].line]))
    return found


# files with styles: paragraphs and pieces


def rejoin(manuscript: Manuscript) -> Manuscript:
    """The manuscript, each lone mark at the paragraph of its words, in its parts and in its pieces alike.

    Where parts and pieces do not show the same marks nothing is joined, and everything is asked.
    """
    parts = list(_parted(manuscript.parts))
    said = [_words(part) for part in parts]
    marks = find_marks(said)
    if marks == Marks():
        return manuscript
    pieces = _parted_pieces(manuscript.pieces, manuscript.parts)
    indexes = [at for at, piece in enumerate(pieces) if _is_text(piece)]
    seen = [pieces[at].text.strip() if pieces[at].kind is Kind.PARAGRAPH else None for at in indexes]
    there = find_marks(seen)
    places = [part.node.place for part in parts]
    if _told(marks, said) != _told(there, seen):
        every = Marks((), tuple((lone.line,) for group in marks.lists for lone in group) + marks.unsure)
        return replace(manuscript, queries=(*manuscript.queries, *_queries(every, said, places)))
    for lone, shown in _shown(there):
        _mark_pieces(pieces, [indexes[lone.line], *(indexes[at] for at in lone.words)], lone, shown)
    return replace(
        manuscript,
        parts=tuple(_listed(parts, marks)),
        pieces=tuple(pieces),
        queries=(*manuscript.queries, *_queries(marks, said, places)),
    )


def _words(part: Part) -> str | None:
    return plain(part.inlines).strip() if isinstance(part, Prose) else None


def _is_text(piece: Piece) -> bool:
    kinds = {Kind.PARAGRAPH, Kind.HEADING, Kind.LIST_ITEM, Kind.TABLE_CELL, Kind.CAPTION, Kind.TEXT_BOX, Kind.FORMULA}
    return piece.kind in kinds and not piece.left_out


def _told(marks: Marks, lines: Sequence[str | None]) -> list[tuple[str, str]]:
    return [
        (lone.mark, fold(" ".join(lines[at] or "" for at in lone.words))) for group in marks.lists for lone in group
    ]


def _mark_pieces(pieces: list[Piece], at: Sequence[int], lone: Lone, shown: str) -> None:
    """The piece of a mark left out for its reason; those of its words as pieces of an item."""
    mark, *words = at
    if shown not in _SAID | _TICKS and not lone.asks:
        reason = "the mark of the words below it, which are an item of a list"
        pieces[mark] = replace(pieces[mark], left_out=reason)
    if lone.asks:
        return
    for index in words:
        number = shown if index == words[0] and shown[-1] in ".):" else ""
        pieces[index] = replace(pieces[index], kind=Kind.LIST_ITEM, label=number, depth=lone.depth + 1)


def _listed(parts: Sequence[Part], marks: Marks) -> Iterator[Part]:
    """The parts with the lists that lone marks make."""
    start = 0
    for group in marks.lists:
        yield from parts[start : group[0].line]
        start = max(lone.words[-1] for lone in group) + 1
        yield from nest(_marked(parts[group[0].line : start], group, dict(_shown(Marks((group,))))))
    yield from parts[start:]


def _marked(
    parts: Sequence[Part], group: Sequence[Lone], shown: dict[Lone, str]
) -> Iterator[tuple[Part, ItemMark | None]]:
    offset = group[0].line
    heads = {lone.words[0] - offset: lone for lone in group}
    gone = {lone.line - offset for lone in group} | {at - offset for lone in group for at in lone.words[1:]}
    for index, part in enumerate(parts):
        lone = heads.get(index)
        if lone is None:
            if index not in gone:
                yield part, None
            continue
        said = [p for at in lone.words if isinstance(p := parts[at - offset], Prose)]
        inlines: Inlines = tuple(i for p in said for i in (Text(" "), *p.inlines))[1:]
        sign = shown[lone]
        kept = sign in _SAID | _TICKS or lone.asks
        whole = Prose(
            replace(said[0].node, place=span(said[0].node, said[-1].node)),
            (Text(f"{sign} "), *inlines) if kept else inlines,
        )
        yield whole, None if lone.asks else _item_mark(lone, sign, group)


def _item_mark(lone: Lone, sign: str, group: Sequence[Lone]) -> ItemMark:
    if sign[-1] not in ".):":
        return ItemMark("bullet", lone.depth, group="box" if sign in _SAID | _TICKS else sign)
    beside = [other.mark for other in group if other.depth == lone.depth]
    at = [other.line for other in group if other.depth == lone.depth].index(lone.line)
    pairs = [(lone.mark, after) for after in beside[at + 1 : at + 2]] + [(b, lone.mark) for b in beside[:at][-1:]]
    typed = next((read for pair in pairs if (read := read_numbers(pair))), None) or read_numbers((lone.mark,))
    bare = lone.mark.strip("().:")
    count = number_of(bare, typed.style) if typed else None
    if typed is None or count is None:
        return ItemMark("typed", lone.depth, label=lone.mark)
    return ItemMark("number", lone.depth, count, typed.style.value, typed.delimiter.value, lone.mark)


# paragraphs that line breaks part


def _parted(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts; a paragraph in which a mark stands alone between two line breaks is one paragraph a line."""
    for part in parts:
        lines = _lines(part)
        if lines and isinstance(part, Prose):
            yield from (replace(part, inlines=line) for line in lines)
        else:
            yield part


def _lines(part: Part) -> list[Inlines]:
    """The lines of a paragraph in which lone marks were found; empty for any other."""
    if not isinstance(part, Prose) or Break() not in part.inlines:
        return []
    lines: list[list[Inline]] = [[]]
    for inline in part.inlines:
        if inline == Break():
            lines.append([])
        else:
            lines[-1].append(inline)
    whole = [tuple(line) for line in lines if plain(tuple(line)).strip()]
    marks = find_marks([plain(line).strip() for line in whole])
    return whole if marks.lists or marks.unsure else []


def _parted_pieces(pieces: Sequence[Piece], parts: Sequence[Part]) -> list[Piece]:
    """The pieces; that of a paragraph which is parted is one piece a line, cut where its lines end."""
    cut: dict[str, list[list[str]]] = {}
    for part in parts:
        if (lines := _lines(part)) and isinstance(part, Prose):
            cut.setdefault(_solid(plain(part.inlines)), []).append([_solid(plain(line)) for line in lines])
    found: list[Piece] = []
    for piece in pieces:
        known = cut.get(_solid(piece.text)) if cut and piece.kind is Kind.PARAGRAPH and not piece.left_out else None
        found += _cut(piece, known.pop(0)) if known else [piece]
    return found


def _solid(text: str) -> str:
    return "".join(text.split())


def _cut(piece: Piece, lines: Sequence[str]) -> list[Piece]:
    """A piece as one piece a line; whole when its marked passages do not say the same as its text."""
    runs = piece.runs or ((piece.text, frozenset()),)
    if _solid("".join(text for text, _ in runs)) != _solid(piece.text):
        return [piece]
    flow = [(character, marks) for text, marks in runs for character in text]
    done: list[Piece] = []
    at = 0
    for line in lines:
        said: list[_Run] = []
        left = len(line)
        while left and at < len(flow):
            character, marks = flow[at]
            at += 1
            left -= not character.isspace()
            if not said or said[-1].marks != marks:
                said.append(_Run(marks))
            said[-1].text += character
        text = "".join(run.text for run in said).strip()
        shown: Runs = tuple((run.text, run.marks) for run in said) if piece.runs else ()
        done.append(replace(piece, text=text, runs=shown))
    return done


@dataclass(slots=True)
class _Run:
    marks: frozenset[Mark]
    text: str = ""
