"""Raw text comes in; a manuscript goes out whose parts are inferred from line shapes and whose pieces are the lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.article.model import (
    Alignment,
    Break,
    Bullets,
    Cell,
    Divider,
    Figure,
    Image,
    Item,
    Node,
    NumberStyle,
    Prose,
    Question,
    Questions,
    Related,
    RelatedItem,
    Row,
    Span,
    Steps,
    Strong,
    Table,
    Text,
)
from pipeline.finding import Place
from pipeline.manuscript.pieces import SURE, Heading, Inference, Kind, Manuscript, Part, Piece
from pipeline.manuscript.plaintext.chunks import Chunk, Form, chunks_of
from pipeline.manuscript.plaintext.columns import find_cells
from pipeline.manuscript.plaintext.copied import Copied, read_copied
from pipeline.manuscript.plaintext.leads import (
    LISTED,
    contents_of,
    lead_of,
    number_queries,
    one_of_several,
    outline_of,
    outlined,
    setting_of,
)
from pipeline.manuscript.plaintext.tildes import settle_tildes
from pipeline.manuscript.recognition import outline, vocabulary
from pipeline.manuscript.recognition.siblings import WORTH_ASKING, Lead, judge
from pipeline.manuscript.recognition.typednumbers import Typed, delimiter_of, goes_on, read_numbers
from pipeline.manuscript.wording import ADDRESS, inlines_of

_TICKS = frozenset("✓✔")
_HOLLOW = frozenset("◦○▫□◇-–*+·o")
INCOMPLETE = frozenset({"incomplete"})
"""The class of a passage whose end was cut off in the manuscript."""


def read_plaintext(text: str, file: str, pages: frozenset[int] = frozenset()) -> Manuscript:
    """The manuscript of a text without markup; `pages` are the numbers of lines that begin a page.

    Every line that is not blank and does not only draw is a piece.
    """
    copied = read_copied(text, pages, file)
    lines = copied.joined.lines
    contents = contents_of(lines)
    residue = {line.number for line in lines if vocabulary.RESIDUE.match(line.text) and len(line.text) < 120} | contents
    reading = _Reading(file, unsorted=copied.joined.unsorted)
    chunks = chunks_of([replace(line, text="") if line.number in residue else line for line in lines])
    cells, held = find_cells(chunks, file)
    reading.unsorted |= held
    parts = reading.read(reading.read_title(chunks))
    leveled, inferences = outline.level_headings(parts, reading.title)
    settled, pieces = settle_tildes(leveled, tuple(reading.pieces(copied, residue, contents)))
    return Manuscript(
        parts=settled,
        pieces=pieces,
        title=inlines_of(reading.title),
        inferences=(*reading.inferences, *inferences),
        properties={"subtitle": reading.subtitle} if reading.subtitle else {},
        queries=(*copied.queries, *cells, *number_queries(parts, chunks, file)),
    )


@dataclass
class _Reading:
    """What has been inferred so far, while one text is read."""

    file: str
    title: str = ""
    subtitle: str = ""
    inferences: list[Inference] = field(default_factory=list)
    kinds: dict[int, Kind] = field(default_factory=dict)
    leads: dict[int, Lead] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()
    unsorted: frozenset[int] = frozenset()

    def node(self, first: Chunk, last: Chunk | None = None) -> Node:
        return Node(Place(self.file, first.first, (last or first).last))

    def infer(self, what: str, chunk: Chunk, confidence: float, why: str) -> None:
        place = Place(self.file, chunk.first, chunk.last)
        self.inferences.append(Inference(what, place, chunk.text, round(confidence, 2), why))

    def mark(self, chunk: Chunk, kind: Kind) -> None:
        for number in range(chunk.first, chunk.last + 1):
            self.kinds[number] = kind

    def read_title(self, chunks: Sequence[Chunk]) -> Sequence[Chunk]:
        """Take title and subtitle off the front, when the text begins with them."""
        if not chunks or chunks[0].form not in {Form.TEXT, Form.MARKED_HEADING}:
            return chunks
        first, rest = chunks[0], chunks[1:]
        if first.form is Form.TEXT and one_of_several(chunks):
            return chunks
        score, why = outline.likelihood(first.text, setting_of(chunks, 0))
        if first.form is Form.TEXT and score < 0.5:
            return chunks
        self.title = first.text
        self.mark(first, Kind.HEADING)
        sure = max(score, 0.95) if first.form is Form.MARKED_HEADING else min(0.99, score + 0.1)
        self.infer("title", first, sure, f"first line; {why}")
        if len(rest) > 1 and rest[0].form is Form.TEXT:
            score, why = outline.likelihood(rest[0].text, setting_of(rest, 0))
            after = outline.likelihood(rest[1].text, setting_of(rest, 1))[0]
            prose_follows = rest[1].form is Form.TEXT and after < 0.5
            if score >= 0.6 and prose_follows and outline.repeats_title(rest[0].text, self.title):
                self.subtitle = rest[0].text
                self.mark(rest[0], Kind.HEADING)
                self.infer("subtitle", rest[0], 0.85, "says the title again, and text follows")
                rest = rest[1:]
        return rest

    def read(self, chunks: Sequence[Chunk]) -> list[Part]:
        """The parts of chunks in order; headings have level 0 when nothing marks their level."""
        teasers = _teaser_runs(chunks)
        self.counted = outline_of(chunks)
        leads = [None if c.first in self.unsorted else lead_of(chunks, n, self.counted) for n, c in enumerate(chunks)]
        judged = judge(leads) if len(chunks) > 1 else []
        self.leads = {chunk.first: lead for chunk, lead in zip(chunks, judged, strict=False) if lead}
        parts: list[Part] = []
        index = 0
        while index < len(chunks):
            chunk = chunks[index]
            if index in teasers:
                end = teasers[index][-1][-1] + 1
                parts.append(self._related(chunks, teasers[index]))
            elif chunk.form in LISTED and (end := _list_end(chunks, index)) > index:
                parts.extend(self._lists(chunks[index:end]))
            elif chunk.form is Form.QUESTION:
                end = _answers_end(chunks, index)
                parts.append(self._questions(chunks[index:end]))
            elif chunk.form is Form.ROW and (end := _rows_end(chunks, index)) > index + 1:
                parts.append(self._table(chunks[index:end]))
            else:
                end = index + 1
                parts.extend(self._single(chunks, index))
            index = end
        return parts

    def _single(self, chunks: Sequence[Chunk], index: int) -> list[Part]:
        chunk = chunks[index]
        if chunk.form is Form.RULE:
            inside = 0 < index < len(chunks) - 1 and chunk.blank_before and chunk.blank_after
            return [Divider(self.node(chunk))] if inside else []
        if chunk.form is Form.MARKED_HEADING:
            self.mark(chunk, Kind.HEADING)
            return [Heading(self.node(chunk), max(2, chunk.level), inlines_of(chunk.text))]
        if figure := self._figure(chunks, index):
            return [figure]
        heading = self._heading(chunks, index)
        if heading:
            return [heading]
        if chunk.form is Form.LINES:
            self.mark(chunk, Kind.PARAGRAPH)
            return [_lines(self.node(chunk), chunk.text)]
        text = f"{chunk.mark} {chunk.text}" if chunk.form is Form.NUMBER else _whole(chunk)
        self.mark(chunk, Kind.PARAGRAPH)
        return [Prose(self.node(chunk), inlines_of(re.sub(r"\t+", " ", text)))]

    def _heading(self, chunks: Sequence[Chunk], index: int) -> Heading | None:
        chunk = chunks[index]
        lead = self.leads.get(chunk.first)
        if lead is None or lead.score < WORTH_ASKING:
            return None
        self.infer("heading", chunk, lead.score, lead.why)
        if lead.score < SURE:
            return None
        self.mark(chunk, Kind.HEADING)
        level, text = outlined(chunk, self.counted)
        return Heading(self.node(chunk), level, inlines_of(text))

    def _figure(self, chunks: Sequence[Chunk], index: int) -> Figure | None:
        chunk = chunks[index]
        if chunk.form is not Form.TEXT:
            return None
        labelled = vocabulary.PICTURE_LABEL.match(chunk.text)
        cues = {m.casefold() for m in vocabulary.PICTURE_CUES.findall(chunk.text)}
        words = chunk.text.split()
        open_end = chunk.text[-1] not in ".?!:;"
        score, why = 0.0, ""
        if labelled:
            score, why = 0.95, "labelled as a picture"
        elif open_end and cues and 6 <= len(words) <= 60 and not vocabulary.is_title_case(chunk.text):
            commas = chunk.text.count(",")
            score = min(0.95, 0.35 + 0.2 * len(cues) + 0.1 * min(commas, 3))
            why = "no full stop, words of a picture order: " + ", ".join(sorted(cues))
        if not score:
            return None
        self.infer("picture description", chunk, score, why)
        if score < 0.6:
            return None
        text = chunk.text[labelled.end() :].rstrip("] ") if labelled else chunk.text
        self.mark(chunk, Kind.PARAGRAPH)
        return Figure(self.node(chunk), Image(to_do_name(text), text), (), ())

    def _lists(self, chunks: Sequence[Chunk]) -> list[Part]:
        for chunk in chunks:
            self.mark(chunk, Kind.LIST_ITEM)
        self.infer("list", chunks[0], 0.97 if len(chunks) > 1 else 0.8, f"{len(chunks)} marked lines")
        return list(_nest(self.file, chunks, 0, len(chunks)))

    def _questions(self, chunks: Sequence[Chunk]) -> Questions:
        starts = [i for i, chunk in enumerate(chunks) if chunk.form is Form.QUESTION]
        asked: list[Question] = []
        for start, end in zip(starts, [*starts[1:], len(chunks)], strict=True):
            body = [
                replace(c, form=Form.TEXT, mark="") if c.form is Form.ANSWER else c for c in chunks[start + 1 : end]
            ]
            answer = tuple(part for part in self._plain_parts(body) if not isinstance(part, Heading))
            question = chunks[start]
            self.mark(question, Kind.PARAGRAPH)
            node = self.node(question, chunks[end - 1])
            asked.append(Question(node, inlines_of(question.text), answer))
        answered = all(question.answer for question in asked)
        why = f"{len(asked)} labelled questions" + ("" if answered else ", not all with an answer")
        self.infer("questions", chunks[0], 0.97 if answered else 0.7, why)
        return Questions(self.node(chunks[0], chunks[-1]), (), (), tuple(asked))

    def _plain_parts(self, chunks: Sequence[Chunk]) -> list[Part]:
        parts: list[Part] = []
        index = 0
        while index < len(chunks):
            end = _list_end(chunks, index) if chunks[index].form in LISTED else index
            if end > index:
                parts.extend(self._lists(chunks[index:end]))
                index = end
                continue
            self.mark(chunks[index], Kind.PARAGRAPH)
            parts.append(_lines(self.node(chunks[index]), _whole(chunks[index])))
            index += 1
        return parts

    def _table(self, chunks: Sequence[Chunk]) -> Table:
        grid = [_cells(chunk.text) for chunk in chunks]
        width = max(len(row) for row in grid)
        for chunk in chunks:
            self.mark(chunk, Kind.TABLE_CELL)
        even = len({len(row) for row in grid}) == 1
        self.infer("table", chunks[0], 0.9 if even else 0.65, f"{len(grid)} lines of up to {width} columns")

        def cell(chunk: Chunk, text: str) -> Cell:
            return Cell((Prose(self.node(chunk), inlines_of(text)),) if text else ())

        rows = [
            tuple(cell(chunk, text) for text in row + [""] * (width - len(row)))
            for chunk, row in zip(chunks, grid, strict=True)
        ]
        body = tuple(Row(self.node(c), cells) for c, cells in zip(chunks[1:], rows[1:], strict=True))
        return Table(self.node(chunks[0], chunks[-1]), (), (Alignment.START,) * width, rows[0], body)

    def _related(self, chunks: Sequence[Chunk], run: Sequence[range]) -> Related:
        items: list[RelatedItem] = []
        for group in run:
            members = [chunks[i] for i in group]
            for chunk in members:
                self.mark(chunk, Kind.PARAGRAPH)
            title, *between, last = [c for c in members if not vocabulary.LEAD_ON.match(c.text)]
            cut = vocabulary.is_unfinished(last.text)
            ending = Span((Text(last.text),), None, INCOMPLETE) if cut else Text(last.text)
            kicker = [part for c in between for part in (Strong((Text(c.text),)), Text(" "))]
            node = self.node(members[0], members[-1])
            items.append(RelatedItem(node, "", (Text(title.text),), (*kicker, ending)))
            for chunk in members:
                if vocabulary.LEAD_ON.match(chunk.text):
                    self.mark(chunk, Kind.NAVIGATION)
            confidence = 0.9 if len(run) > 1 else 0.65
            why = "a title, then a text that breaks off" if cut else "a title and a short text"
            self.infer("related article", members[0], confidence, why)
        return Related(self.node(chunks[run[0][0]], chunks[run[-1][-1]]), (), tuple(items))

    def pieces(self, copied: Copied, residue: set[int], contents: set[int]) -> list[Piece]:
        """One piece a line of the file, and one a web address; its kind is what the line was taken for."""
        found: list[Piece] = [*copied.frame]
        for line in copied.seen:
            if line.blank or line.wordless:
                continue
            place = Place(self.file, line.number, line.number)
            kind = self.kinds.get(line.number, Kind.PARAGRAPH)
            if line.number in copied.joined.marks:
                found.append(Piece(Kind.LIST_ITEM, line.text, place, MARK))
                continue
            if line.number in residue or kind is Kind.NAVIGATION:
                page = "belongs to the web page around the article"
                found.append(Piece(Kind.NAVIGATION, line.text, place, CONTENTS if line.number in contents else page))
                continue
            cells = _cells(line.text) if kind is Kind.TABLE_CELL else [line.text]
            label = copied.joined.labels.get(line.number, "")
            found.extend(Piece(kind, cell, place, label=label) for cell in cells if cell)
            found.extend(Piece(Kind.LINK, match[0], place) for match in ADDRESS.finditer(line.text))
        return sorted(found, key=lambda piece: piece.place.first) if copied.frame else found


MARK = "the mark of the words below it"
CONTENTS = "a line of the table of contents, which every format makes anew"


def to_do_name(description: str) -> str:
    """The file name under which a described picture is expected: its first words, "to-do-" before them."""
    words = [re.sub(r"[^a-z0-9]", "", word) for word in vocabulary.words(description)]
    return "to-do-" + "-".join([word for word in words if word][:6]) + ".png"


def _whole(chunk: Chunk) -> str:
    keeps = chunk.form in {Form.EMOJI, Form.TEXT, Form.ROW, Form.RULE}
    return chunk.text if keeps or not chunk.mark else f"{chunk.mark} {chunk.text}"


def _lines(node: Node, text: str) -> Prose:
    """A paragraph, its lines kept where it has several."""
    first, *more = (inlines_of(re.sub(r"\s+", " ", line)) for line in text.split("\n"))
    return Prose(node, (*first, *(inline for line in more for inline in (Break(), *line))))


def _list_end(chunks: Sequence[Chunk], index: int) -> int:
    """The end of the run of marked lines from `index`; `index` itself when the line is no list."""
    end = index + 1
    while end < len(chunks) and (
        chunks[end].form in LISTED
        or (chunks[end].form is Form.TEXT and chunks[index].indent < chunks[end].indent and end > index)
    ):
        if chunks[end].form in LISTED and not _same_list(chunks[index], chunks[end]):
            break
        end += 1
    first = chunks[index]
    if end == index + 1 and first.form is not Form.BULLET:
        return index
    return end


def _same_list(first: Chunk, other: Chunk) -> bool:
    if other.indent > first.indent:
        return True
    return (first.form is Form.NUMBER) == (other.form is Form.NUMBER)


def _nest(file: str, chunks: Sequence[Chunk], start: int, end: int) -> list[Bullets | Steps]:
    """Lists from marked lines: deeper indent, or a hollow sign under a solid one, opens a nested list."""
    found: list[Bullets | Steps] = []
    crossed = any(chunk.mark[:1] in vocabulary.CROSSES for chunk in chunks if chunk.mark)
    index = start
    while index < end:
        head = chunks[index]
        items: list[Item] = []
        marks: list[str] = []
        while index < end and not _deeper(head, chunks[index]) and _in_one_list(head, marks, chunks[index]):
            chunk = chunks[index]
            marks.append(chunk.mark)
            inner = index + 1
            while inner < end and _deeper(chunk, chunks[inner]):
                inner += 1
            node = Node(Place(file, chunk.first, chunks[inner - 1].last))
            said = f"{chunk.mark} {chunk.text}" if chunk.mark in _TICKS and crossed else chunk.text
            own = Prose(Node(Place(file, chunk.first, chunk.last)), inlines_of(said))
            more: list[Prose | Bullets | Steps] = []
            nested = index + 1
            while nested < inner and chunks[nested].form is Form.TEXT:
                place = Place(file, chunks[nested].first, chunks[nested].last)
                more.append(Prose(Node(place), inlines_of(chunks[nested].text)))
                nested += 1
            items.append(Item(node, (own, *more, *_nest(file, chunks, nested, inner))))
            index = inner
        node = Node(Place(file, head.first, chunks[index - 1].last))
        if head.form is Form.NUMBER:
            typed = read_numbers(marks) or Typed(head.number, NumberStyle.DECIMAL, delimiter_of(head.mark))
            found.append(Steps(node, tuple(items), typed.start, typed.style, typed.delimiter))
        else:
            found.append(Bullets(node, tuple(items)))
    return found


def _in_one_list(head: Chunk, marks: Sequence[str], chunk: Chunk) -> bool:
    """Whether a line goes on with the list: a bullet behind bullets, or the number that follows."""
    if head.form is not Form.NUMBER or chunk.form is not Form.NUMBER:
        return (head.form is Form.NUMBER) == (chunk.form is Form.NUMBER)
    return not marks or (read_numbers((*marks, chunk.mark)) is not None and goes_on(marks[-1], chunk.mark))


def _deeper(outer: Chunk, inner: Chunk) -> bool:
    if inner.form is Form.TEXT:
        return True
    if inner.indent != outer.indent:
        return inner.indent > outer.indent
    return outer.mark not in _HOLLOW and inner.mark in _HOLLOW and outer.form is Form.BULLET


def _answers_end(chunks: Sequence[Chunk], index: int) -> int:
    """The end of the questions from `index`: what stands between two questions belongs to the answer of the first."""
    last = index
    for ahead in range(index + 1, len(chunks)):
        if chunks[ahead].form in {Form.QUESTION, Form.ANSWER}:
            last = ahead
        elif chunks[ahead].form is Form.MARKED_HEADING:
            break
    end = last + 1
    while end < len(chunks) and not chunks[end].blank_before and chunks[end].form is not Form.MARKED_HEADING:
        end += 1
    if end == index + 1 and end < len(chunks):
        end += 1
    return end


def _rows_end(chunks: Sequence[Chunk], index: int) -> int:
    end = index + 1
    while end < len(chunks) and chunks[end].form in {Form.ROW, Form.RULE} and not chunks[end].blank_before:
        end += 1
    return end


def _cells(text: str) -> list[str]:
    if "\t" in text:
        return [cell.strip() for cell in re.split(r"\t", text)]
    return [cell.strip() for cell in text.strip("|").split("|")]


def _teaser_runs(chunks: Sequence[Chunk]) -> dict[int, list[range]]:
    """Runs of teasers by their first chunk: each a title, perhaps a second line, and a text that breaks off."""
    runs: dict[int, list[range]] = {}
    index = 0
    while index < len(chunks):
        groups: list[range] = []
        start = index
        while group := _teaser(chunks, start):
            groups.append(group)
            start = group[-1] + 1
        named = index > 0 and vocabulary.RELATED.search(chunks[index - 1].text) is not None
        if len(groups) >= 2 or (groups and named):
            runs[index] = groups
            index = start
        else:
            index += 1
    return runs


def _teaser(chunks: Sequence[Chunk], start: int) -> range | None:
    for length in (2, 3):
        end = start + length
        members = chunks[start:end]
        if len(members) < length or any(c.form is not Form.TEXT for c in members):
            return None
        *heads, last = members
        titled = all(len(c.text.split()) <= 25 and c.text[-1] not in ".,;:" for c in heads)
        if titled and vocabulary.has_case(heads[0].text):
            titled = vocabulary.is_title_case(heads[0].text)
        cut = (
            vocabulary.is_unfinished(last.text)
            and not vocabulary.is_title_case(last.text)
            and len(last.text.split()) >= 6
            and not (vocabulary.PICTURE_CUES.search(last.text) and "," in last.text)
        )
        if titled and cut:
            more = end < len(chunks) and vocabulary.LEAD_ON.match(chunks[end].text) is not None
            return range(start, end + more)
    return None
