"""Words and sentences that lines of print break come in; whole ones go out, with what has to be asked.

A copied text keeps the line ends of its page: "medi-" above "cine", and paragraphs that are a line each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.article.model import Break, Prose, Text
from pipeline.finding import Place
from pipeline.manuscript.pieces import Part, Query
from pipeline.manuscript.plaintext.chunks import WRAPPED, Line
from pipeline.manuscript.recognition import vocabulary
from pipeline.manuscript.recognition.guesses import span
from pipeline.manuscript.wording import plain

_PARTED = re.compile(r"(?P<head>[^\W\d_]{2,})[-‐¬\u00ad]$")
_TAIL = re.compile(r"(?P<tail>[^\W\d_]+)(?P<rest>\S*)(?:\s+|$)")
_RANGE = re.compile(r"(?<![\w.,-])\d[\d.,]*[-‐‑–]$")
"""The first half of a range or telephone number, its mark the last of the line: "2-" above "3 days"."""
_ONWARD = re.compile(r"(?P<tail>\d\S*)(?:\s+|$)")
"""What its second half may be."""
_ENUMERATED = re.compile(r"\d{1,3}[-.):]$")
"""A number that more likely counts the next item of a list."""
_BEFORE = frozenset(
    "well self non low high long short over half follow check co pre post anti one two three four five six seven eight "
    "nine ten first second third once twice sugar salt fat gluten lactose alcohol day year week month hour full part "
    "up side cross ex re by in out on off to".split()
)
"""House: what often stands before a hyphen that belongs to the word."""
_BEHIND = frozenset(
    "free based term to up day days year years hour hours week weeks month months old like related known acting "
    "release strength dose fat counter line in on off out by".split()
)
_SUSPENDED = frozenset("and or to und oder bis y o e et ou en of och og eller i".split())
"""What stands behind a hyphen that is left hanging: "short- and long-term"."""
MOST_NAMED = 6
"""House: more words or places of one kind are counted, not named."""
_SHORTEST = 4
"""House: fewer words without a mark at their end may be anything: a name, an item."""
MOST_JOINED = 100
"""House: no sentence is broken into more passages."""


def with_whole_words(lines: Sequence[Line], file: str) -> tuple[tuple[Line, ...], list[Query]]:
    """The lines, words whole that the end of a line parts, with one question for those of which nobody knows whether
    the hyphen belongs to them.
    """
    done = list(lines)
    known = {word for line in lines for word in _spelled(line.text)}
    unsure: list[tuple[str, int]] = []
    gone: set[int] = set()
    for at, line in enumerate(lines[:-1]):
        if (onward := _goes_on(done[at].text, done[at + 1].text)) is not None:
            done[at] = replace(line, text=done[at].text + onward["tail"], broken=True)
            rest = done[at + 1].text[onward.end() :]
            done[at + 1] = replace(lines[at + 1], text=rest)
            gone |= set() if rest else {at + 1}
            continue
        head, below = _PARTED.search(done[at].text), _TAIL.match(done[at + 1].text)
        if not head or not below or not below["tail"][0].islower():
            continue
        one, other = head["head"], below["tail"]
        whole, parted = (one + other).casefold(), f"{one}-{other}".casefold()
        if other in _SUSPENDED:
            joined = f"{done[at].text} {other}"
        elif whole not in known and (parted in known or one.casefold() in _BEFORE or other.casefold() in _BEHIND):
            joined = f"{done[at].text[:-1]}-{other}"
        else:
            joined = done[at].text[:-1] + other
            if whole not in known:
                unsure.append((one + other, line.number))
        done[at] = replace(line, text=joined + below["rest"], broken=True)
        rest = done[at + 1].text[below.end() :]
        done[at + 1] = replace(lines[at + 1], text=rest)
        gone |= set() if rest else {at + 1}
    whole_lines = tuple(line for at, line in enumerate(done) if at not in gone)
    if not unsure:
        return whole_lines, []
    words = ", ".join(f'"{word}"' for word, _ in unsure[:MOST_NAMED])
    more = f" and {len(unsure) - MOST_NAMED} more" if len(unsure) > MOST_NAMED else ""
    asks = f"is each of these one word without a hyphen; the file parts it at a line's end: {words}{more}"
    place = Place(file, unsure[0][1], unsure[0][1])
    return whole_lines, [Query("hyphen", asks, "put the hyphen back where it belongs to the word", place=place)]


def _goes_on(above: str, below: str) -> re.Match[str] | None:
    """The number that a line begins with, if the line above ends in the first half of its range."""
    opened, onward = _RANGE.search(above), _ONWARD.match(below)
    if not opened or not opened.start() or not onward or _ENUMERATED.match(onward["tail"]):
        return None
    return onward


def _spelled(text: str) -> list[str]:
    """The words of a line, also those with hyphens as a whole; what the end of the line parts is none."""
    return [word.casefold() for word in re.findall(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*(?![-‐¬\u00ad]|\w)", text)]


def with_whole_sentences(parts: Sequence[Part]) -> tuple[list[Part], list[Query]]:
    """The parts, paragraphs that break off inside a sentence joined with the next, and questions about them."""
    done: list[Part] = []
    asked: list[Query] = []
    joined: list[tuple[str, Place]] = []
    before: Prose | None = None
    for index, part in enumerate(parts):
        above, before = before, part if isinstance(part, Prose) else None
        last = done[-1] if done else None
        done.append(part)
        if not isinstance(last, Prose) or not isinstance(part, Prose) or not above or not _may_go_on(above, part):
            continue
        first, below = plain(above.inlines).strip(), plain(part.inlines).strip()
        following = parts[index + 1] if index + 1 < len(parts) else None
        if _is_listed(below, following) or len(last.inlines) > MOST_JOINED:
            continue
        if first[-1] == "," or vocabulary.is_open(first) or len(first) >= WRAPPED:
            node = replace(last.node, place=span(last.node, part.node))
            done[-2:] = [replace(last, node=node, inlines=(*last.inlines, Text(" "), *part.inlines))]
            joined.append((below, part.node.place))
        else:
            asks = f'does "{below[:60]}" go on with the sentence above it'
            hint = "join the two paragraphs in article.md if it does"
            asked.append(Query("sentence", asks, hint, place=part.node.place))
    if joined:
        first, place = joined[0]
        many = "a paragraph goes" if len(joined) == 1 else f"{len(joined)} paragraphs go"
        asks = f'is it right that {many} on with the sentence above; the first is "{first[:60]}"'
        asked.insert(0, Query("sentence", asks, "part them again in article.md where it is not", place=place))
    return done, asked[:MOST_NAMED]


def _may_go_on(above: Prose, below: Prose) -> bool:
    """Whether a paragraph begins small below one of several words that no mark ends."""
    first, second = plain(above.inlines).strip(), plain(below.inlines).strip()
    whole = Break() not in above.inlines and Break() not in below.inlines
    alike = above.node.lang == below.node.lang and above.node.classes == below.node.classes
    if not first or not second or not whole or not alike or not second[0].islower():
        return False
    if re.match(r"\w+://|www\.", second) or any(p.match(second) for p in (vocabulary.NUMBERED, vocabulary.BULLET)):
        return False
    said = len(second.split()) >= _SHORTEST or second[-1] in ".!?,;:"
    return said and len(first.split()) >= 4 and (first[-1].isalnum() or first[-1] in ",")


_ALTERNATIVE = re.compile(r"(?:or|and|o|y|oder|und|ou|et)\s+\(?(?:\d{1,2}|[a-zA-Z])[.)]\s")
"""The mark of an item behind a word: "or 2. Take one tablet"."""


def _is_listed(below: str, following: Part | None) -> bool:
    """Whether a line is the first of several that begin small, a list without marks, or has a mark of its own behind
    an "or"; and no broken sentence.
    """
    if _ALTERNATIVE.match(below):
        return True
    if not isinstance(following, Prose) or below[-1] in ".!?":
        return False
    after = plain(following.inlines).strip()
    return after[:1].islower() and len(below.split()) <= 4 and below[-1] != "," and not vocabulary.is_open(below)
