"""The chunks of a text come in; what each of them would be as a heading, and what belongs to no text, go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.finding import Place
from pipeline.manuscript.pieces import Heading, Part, Query
from pipeline.manuscript.plaintext.chunks import Chunk, Form, Line
from pipeline.manuscript.recognition import outline, vocabulary
from pipeline.manuscript.recognition.siblings import Lead

LONGEST_ROW = 200
"""Characters (house): no line of a table of contents has more."""

LISTED = frozenset({Form.BULLET, Form.EMOJI, Form.NUMBER})
"""The forms of lines that stand in lists."""


def setting_of(chunks: Sequence[Chunk], index: int) -> outline.Setting:
    """What surrounds the chunk at `index`."""
    chunk = chunks[index]
    following = chunks[index + 1] if index + 1 < len(chunks) else None
    listed = following is not None and following.form in LISTED
    text = following.text if following is not None and not listed else ""
    in_run = vocabulary.names_medicine(chunk.text) and any(
        vocabulary.names_medicine(beside.text)
        for beside in (*chunks[max(0, index - 1) : index], *chunks[index + 1 : index + 2])
    )
    return outline.Setting(chunk.blank_before, chunk.blank_after, text, followed_by_list=listed, in_run=in_run)


def outlined(chunk: Chunk, known: frozenset[str] = frozenset()) -> tuple[int, str]:
    """The level that a typed number says (0 for none), and the words behind it; a bare one ("2 Food") says one where
    it is `known` to count headings.
    """
    if chunk.form is Form.NUMBER:
        return 2, chunk.text
    typed = vocabulary.OUTLINE.match(chunk.text)
    if typed and ("." in typed["number"] or typed["number"] in known):
        return 2 + typed["number"].count("."), typed["text"]
    return 0, chunk.text


def outline_of(chunks: Sequence[Chunk]) -> frozenset[str]:
    """The bare numbers that count the headings of a text: each stands once before a short line without a full stop, and
    the one before or after it does too.
    """
    shown = [
        typed["number"]
        for chunk in chunks
        if chunk.form is Form.TEXT and chunk.blank_before and chunk.blank_after
        if (typed := vocabulary.OUTLINE.match(chunk.text)) and "." not in typed["number"]
        if chunk.text[-1] not in ".,;:" and len(chunk.text.split()) <= 10 and typed["text"][0].isupper()
        if typed["mark"] == typed["number"]
    ]
    once = {int(number) for number in shown if shown.count(number) == 1}
    return frozenset(str(number) for number in once if {number - 1, number + 1} & once)


def _is_counted_line(chunks: Sequence[Chunk], index: int) -> bool:
    """Whether a line with a number of two parts stands beside one like it, no text between: "1.1 Sit", "1.2 Lie"."""
    numbers = []
    for chunk in (*chunks[max(0, index - 1) : index], *chunks[index : index + 2]):
        typed = vocabulary.OUTLINE.match(chunk.text) if chunk.form is Form.TEXT else None
        numbers.append(typed["number"] if typed and "." in typed["number"] else "")
    own = numbers[1 if index else 0]
    beside = [*numbers[:1], *numbers[2:]] if index else numbers[1:]
    return bool(own) and any(other and other.count(".") == own.count(".") for other in beside)


def lead_of(chunks: Sequence[Chunk], index: int, known: frozenset[str] = frozenset()) -> Lead | None:
    """What a line would be as a heading; None for a list, a table and whatever else has a form of its own. `known` are
    the bare numbers that count headings.
    """
    chunk, setting = chunks[index], setting_of(chunks, index)
    if chunk.form is Form.MARKED_HEADING:
        return Lead(chunk.text, 0.99, "marked", opens=True, body=True, told="marked", marked=True)
    if chunk.form not in {Form.TEXT, Form.NUMBER} or setting.in_run or _is_counted_line(chunks, index):
        return None
    level, text = outlined(chunk, known)
    score, why = outline.likelihood(text, setting)
    if not score or chunk.text.endswith(("~~", ".~~")):
        return None
    if level:
        score, why = min(0.99, score + 0.15), f"{why}, numbered"
    following = setting.following
    body = setting.followed_by_list or following[-1:] in {*".!?؟。:"} or len(following.split()) > 7
    told = "apart" if setting.blank_before and setting.blank_after else "above" if setting.blank_before else "in a row"
    return Lead(text, score, why, opens=bool(following) or setting.followed_by_list, body=body, told=told)


def one_of_several(chunks: Sequence[Chunk]) -> bool:
    """Whether the first line names one medicine and a later one another: then it is the title of neither."""
    named = [n for n, c in enumerate(chunks) if c.form is Form.TEXT and vocabulary.names_medicine(c.text)]
    return len(named) > 1 and named[0] == 0 and any(lead_of(chunks, n) for n in named[1:])


def number_queries(parts: Sequence[Part], chunks: Sequence[Chunk], file: str) -> Iterator[Query]:
    """A question for each heading that lost a typed number to which the text refers."""
    headings = {part.node.place.first for part in parts if isinstance(part, Heading)}
    words = " ".join(chunk.text for chunk in chunks)
    for chunk in chunks:
        if chunk.first not in headings:
            continue
        typed = vocabulary.OUTLINE.match(f"{chunk.mark} {chunk.text}".strip())
        number = chunk.mark.strip(" .)(") if chunk.form is Form.NUMBER else typed["number"] if typed else ""
        if number and vocabulary.refers_to(number, words):
            asks = f'what does "{number}" mean to a reader: the heading "{chunk.text[:60]}" had that number in the file'
            hint = "headings of an article carry no numbers; refer to it by its words"
            yield Query("heading-number", asks, hint, place=Place(file, chunk.first, chunk.last))


def contents_of(lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines of a typed table of contents, two or more in a row, and of its heading."""
    said = [line for line in lines if not line.blank]
    short = (index for index, line in enumerate(said) if len(line.text) <= LONGEST_ROW)
    rows = [index for index in short if vocabulary.CONTENTS_LINE.match(said[index].text)]
    found = {index for index in rows if index - 1 in rows or index + 1 in rows}
    heads = {index - 1 for index in found if index and vocabulary.CONTENTS.match(said[index - 1].text)}
    return {said[index].number for index in found | heads}
