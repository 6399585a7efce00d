"""Lines come in; the marks of lists that stand alone on theirs go out, each with the lines of words that it belongs to.

Text copied from a PDF, a slide or a mail has the bullet, the number or the box on a line of its own above its words, or
all marks first and all words after. Which words a mark belongs to is a matter of their order, and of nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.manuscript.characters.symbols import sign as sign_of
from pipeline.manuscript.plaintext.chunks import WRAPPED
from pipeline.manuscript.recognition import vocabulary
from pipeline.manuscript.recognition.typednumbers import goes_on

_PLAIN = frozenset("•◦▪▫‣⁃●○■□◆◇►▶➤➢➔➜➙❖∙→⇒☐☑☒✓✔✗✘✖")
_UNSURE = frozenset("-–—*+·o§Øüvq»>")
"""Signs that are bullets only where several of them do the same: some rule off a text, the letters are what the fonts
of Word leave of their signs.
"""
_HOLLOW = frozenset("o◦○▫□◇-–—·")
_BOXES = {"[]": "☐", "[ ]": "☐", "[x]": "☒", "[X]": "☒"}
"""Boxes as people type them."""
_TICKED = frozenset("☐☑☒✓✔✗✘✖")
_NUMBER = re.compile(r"\(?(?:(?!0\d)\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})[.):]\)?")
_BARE = re.compile(r"\d{1,2}")
_QUESTION = re.compile(r"(?:q(?:uestion)?|pregunta|frage|question)\s*\d*\s*[:.)]", re.IGNORECASE)
_ANSWER = re.compile(r"(?:a(?:nswer)?|respuesta|antwort|réponse)\s*\d*\s*[:.)]", re.IGNORECASE)
_ENDED = frozenset(".!?:؟。！？：")
MOST_WORDS = 40
"""House: a number without a full stop above more words than these counts pages, not steps."""
MOST_MARKS = 60
"""House: nobody counts off more marks than these above their words, or looks further for the next number."""
_LINES = 3
"""House: so many lines between two marks are one item; more may hold a heading."""

Lines = Sequence[str | None]
"""Lines without their white space: "" is a blank one, None something that is no text (a heading, a table)."""


@dataclass(frozen=True, slots=True)
class Lone:
    """A mark on a line of its own: the index of that line, the mark as it is to be written, the indexes of the lines
    that are its words, and how deep its item stands, from 0.
    `bare` for a number without a full stop or bracket, `asks` for a label such as "Q:".
    """

    line: int
    mark: str
    words: tuple[int, ...]
    depth: int = 0
    bare: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks with their words, in order, list by list; `unsure` are indexes of marks that stand alone together, whose
    words nobody can tell; `numbers` those of bare numbers that count something else than the lines below them.
    """

    lists: tuple[tuple[Lone, ...], ...] = ()
    unsure: tuple[tuple[int, ...], ...] = ()
    numbers: tuple[int, ...] = ()


def find_marks(lines: Lines) -> Marks:
    """The lone marks of a text. Marks above their words have those up to the next mark; several marks above as many
    lines have one each; several above more or fewer lines are unsure.
    """
    lists: list[tuple[Lone, ...]] = []
    unsure: list[tuple[int, ...]] = []
    bare: list[int] = []
    index = 0
    while index < len(lines):
        if not _is_mark(lines[index]):
            index += 1
            continue
        index, found, left = _region(lines, index)
        valid = _valid(found, lines)
        taken = {lone.line for lone in valid}
        left += [(lone.line,) for lone in found if lone.line not in taken and _is_sure(lines[lone.line])]
        if valid:
            lists.append(tuple(_with_depths(valid)))
        bare += [lone.line for lone in found if lone.bare and lone.line not in taken]
        # A sign below the last words of a text closes it.
        ends = index >= len(lines) and not lists and not valid
        for group in left:
            if all(_BARE.fullmatch(lines[at] or "") for at in group):
                bare += group
            elif len(group) > 1 or (_is_sure(lines[group[0]]) and not ends):
                unsure.append(group)
    values = [int(lines[at] or "") for at in bare]
    counted = len(values) > 1 and all(b == a + 1 for a, b in pairwise(values))
    return Marks(tuple(lists), tuple(unsure), tuple(bare) if counted else ())


def _is_mark(line: str | None) -> bool:
    if not line or len(line) > 12:
        return False
    if len(line) == 1:
        return line in _PLAIN or line in _UNSURE or _is_private(line) or line.isdigit()
    return line in _BOXES or any(p.fullmatch(line) for p in (_NUMBER, _BARE, _QUESTION, _ANSWER))


def opens_item(mark: str) -> bool:
    """Whether what stands before a TAB or several spaces is a mark of a list: a sign, a box, "1.", "b)", "Q:"."""
    if mark in _PLAIN or mark in _UNSURE or mark in _BOXES or _is_private(mark):
        return True
    labelled = bool(_QUESTION.fullmatch(mark) or _ANSWER.fullmatch(mark))
    return labelled or (bool(_NUMBER.fullmatch(mark)) and mark[-1] != ":")


def _is_private(line: str) -> bool:
    return len(line) == 1 and 0xE000 <= ord(line) <= 0xF8FF


def _is_sure(line: str | None) -> bool:
    """Whether a mark is one wherever it stands alone: nobody writes "•" or "2)" as a paragraph."""
    return bool(line) and (line in _PLAIN or _is_private(line or "") or bool(_NUMBER.fullmatch(line or "")))


def _region(lines: Lines, index: int) -> tuple[int, list[Lone], list[tuple[int, ...]]]:
    """Marks and words by turns from `index` on: where they end, what belongs together, and marks left over."""
    found: list[Lone] = []
    unsure: list[tuple[int, ...]] = []
    while True:
        marks: list[int] = []
        while index < len(lines) and (lines[index] == "" or _is_mark(lines[index])):
            if lines[index]:
                marks.append(index)
            index += 1
        bare = bool(marks) and bool(_BARE.fullmatch(lines[marks[0]] or ""))
        words = _words(lines, index, len(marks), sentences=not bare)
        if len(words) != len(marks):
            return index, found, [*unsure, tuple(marks)]
        for at, own in zip(marks, words, strict=True):
            text = lines[at] or ""
            found.append(Lone(at, written(text), own, bare=bool(_BARE.fullmatch(text))))
        index = words[-1][-1] + 1
        following = index
        while following < len(lines) and lines[following] == "":
            following += 1
        if following >= len(lines) or not _is_mark(lines[following]):
            return index, found, unsure
        index = following


def _words(lines: Lines, index: int, marks: int, *, sentences: bool) -> list[tuple[int, ...]]:
    """The lines of words of so many marks from `index` on; fewer or none when they do not come out even."""
    block = _block(lines, index)
    closed = bool(block) and block[-1] + 1 < len(lines) and _is_mark(lines[block[-1] + 1])
    if marks == 1:
        return [_item(lines, block, closed=closed, sentences=sentences)] if block else []
    if marks > MOST_MARKS:
        return []
    for read in (_each, _broken, _sentences):
        if len(said := read(lines, block)) == marks:
            return said
    return _apart(lines, block, marks) if len(block) == 1 else []


def _apart(lines: Lines, block: list[int], marks: int) -> list[tuple[int, ...]]:
    """So many lines of words with blank lines between them; none when a further one follows as they did."""
    said: list[tuple[int, ...]] = []
    while len(block) == 1 and len(said) <= marks:
        said.append((block[0],))
        block = _block(lines, _after_blank(lines, block[0] + 1))
    return said if len(said) == marks and not block else []


def _after_blank(lines: Lines, index: int) -> int:
    while index < len(lines) and lines[index] == "":
        index += 1
    return index


def _block(lines: Lines, index: int) -> list[int]:
    """The lines of words below each other from `index` on."""
    found: list[int] = []
    while index < len(lines) and lines[index] and not _is_mark(lines[index]):
        found.append(index)
        index += 1
    return found


def _item(lines: Lines, block: Sequence[int], *, closed: bool, sentences: bool) -> tuple[int, ...]:
    """The first lines of a block that are one item; `closed` when the next mark stands right below it, `sentences`
    when it may hold several.
    """
    taken = [block[0]]
    further = _block(lines, _after_blank(lines, block[-1] + 1))
    if len(block) == 1 and further and _goes_on(lines, block[0], further):
        return (*block, *further)
    for at in block[1:]:
        line = lines[at] or ""
        ended = sentences and line[-1] not in ":：" and (line[-1] in _ENDED or not vocabulary.has_case(line))
        second = closed and len(block) <= _LINES and ended
        if not (second or runs_on(lines[taken[-1]] or "", line)):
            break
        taken.append(at)
    return tuple(taken)


def _goes_on(lines: Lines, above: int, further: Sequence[int]) -> bool:
    """Whether a line goes on below a blank one, between two marks."""
    following = _after_blank(lines, further[-1] + 1)
    between = following < len(lines) and _is_mark(lines[following])
    return between and (lines[further[0]] or "")[0].islower() and runs_on(lines[above] or "", lines[further[0]] or "")


def _each(lines: Lines, block: Sequence[int]) -> list[tuple[int, ...]]:
    return [(at,) for at in block]


def _broken(lines: Lines, block: Sequence[int]) -> list[tuple[int, ...]]:
    """The lines of a block, each with those below it where it plainly breaks off."""
    said: list[tuple[int, ...]] = []
    for at in block:
        above = (lines[said[-1][-1]] or "") if said else ""
        if above and (above[-1] in ",-–" or vocabulary.is_open(above)):
            said[-1] = (*said[-1], at)
        else:
            said.append((at,))
    return said


def _sentences(lines: Lines, block: Sequence[int]) -> list[tuple[int, ...]]:
    """The lines of a block, each with those below it in which it goes on."""
    said: list[tuple[int, ...]] = []
    for at in block:
        if said and runs_on(lines[said[-1][-1]] or "", lines[at] or ""):
            said[-1] = (*said[-1], at)
        else:
            said.append((at,))
    return said


def runs_on(above: str, below: str) -> bool:
    """Whether a line of a list goes on in the line below it: that begins small, or this one breaks off."""
    if above[-1] in _ENDED:
        return False
    if vocabulary.has_case(below[0]) and below[0].islower() and above[-1] != ";":
        return True
    return above[-1] in ",-–" or vocabulary.is_open(above) or len(above) >= WRAPPED


def written(mark: str) -> str:
    """A mark as an article's reader knows it: what a font of Word left as a letter is a bullet."""
    if _is_private(mark):
        return sign_of("", ord(mark)) or "•"
    return "•" if mark in "§Øüvq»>·" else _BOXES.get(mark, mark)


def _valid(found: Sequence[Lone], lines: Lines) -> list[Lone]:
    """The marks that are what they look like: numbers that count, signs that repeat, questions with answers."""
    labels = [bool(p.fullmatch(lone.mark)) for p in (_QUESTION, _ANSWER) for lone in found]
    answered = any(labels[: len(found)]) and any(labels[len(found) :])
    counting = _counting([lone for lone in found if _NUMBER.fullmatch(lone.mark)])
    paged = [lone for lone in found if lone.bare]
    steps = {lone.line for lone in paged} if _is_counted(paged, lines) else set()
    alike = Counter(lone.mark for lone in found)
    long = {lone.mark for lone in found if len(_said(lone, lines).split()) > MOST_WORDS}
    valid: list[Lone] = []
    for lone in found:
        text = lines[lone.line] or ""
        if answered and (_QUESTION.fullmatch(text) or _ANSWER.fullmatch(text)):
            valid.append(replace(lone, asks=True))
        elif lone.bare:
            valid += [replace(lone, mark=f"{text}.")] if lone.line in steps else []
        elif _NUMBER.fullmatch(text):
            valid += [lone] if lone.line in counting else []
        elif text in _UNSURE:
            valid += [lone] if alike[lone.mark] > 1 and lone.mark not in long else []
        elif text in _BOXES or (len(text) == 1 and not text.isdigit()):
            valid.append(lone)
    return valid


def _said(lone: Lone, lines: Lines) -> str:
    return " ".join(lines[at] or "" for at in lone.words)


def _counting(numbers: Sequence[Lone]) -> set[int]:
    """The lines of numbers that follow one on another, whatever stands between them."""
    return {
        lone.line
        for index, one in enumerate(numbers)
        for other in numbers[index + 1 : index + MOST_MARKS]
        if goes_on(one.mark, other.mark)
        for lone in (one, other)
    }


def _is_counted(numbers: Sequence[Lone], lines: Lines) -> bool:
    """Whether numbers without a full stop count from 1 what stands below them, and no amounts or pages."""
    words = [_said(lone, lines) for lone in numbers]
    values = [int(lone.mark) for lone in numbers]
    rising = len(values) > 1 and values[0] == 1 and all(b == a + 1 for a, b in pairwise(values))
    return rising and all(len(said.split()) <= MOST_WORDS and not said[0].isdigit() for said in words)


def _with_depths(found: Sequence[Lone]) -> Iterable[Lone]:
    """The marks with their depths: a hollow sign below a solid one, and what stands between two of one list."""
    open_: list[str] = []
    for index, lone in enumerate(found):
        at = next((n for n, mark in enumerate(open_) if _alike(mark, lone.mark)), None)
        if at is not None:
            del open_[at:]
        elif open_:
            solid = open_[-1] not in _HOLLOW and lone.mark in _HOLLOW and not _NUMBER.fullmatch(open_[-1])
            resumes = any(_alike(open_[-1], other.mark) for other in found[index + 1 : index + MOST_MARKS])
            if not (solid or resumes):
                open_.pop()
        open_.append(lone.mark)
        yield replace(lone, depth=len(open_) - 1)


def _alike(mark: str, other: str) -> bool:
    if _NUMBER.fullmatch(mark) and _NUMBER.fullmatch(other):
        return goes_on(mark, other)
    return mark == other or {mark, other} <= _TICKED
