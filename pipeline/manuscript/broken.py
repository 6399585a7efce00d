"""The parts of a manuscript come in; a question for each medicine's name or amount that a space breaks goes out.

Text that was copied out of a PDF or typed in haste has "para cetamol" and "0. 5 mg": a reader, and every check that
knows medicines and amounts, takes them for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article.medicine_names import known_names
from pipeline.article.model import Prose
from pipeline.article.walking import walk
from pipeline.manuscript.pieces import Heading, Part, Query
from pipeline.manuscript.recognition.vocabulary import COMPOUNDS
from pipeline.manuscript.wording import plain

SHORTEST = 6
"""Letters (house) of a name that is looked for in pieces; a shorter one may be two words."""

# Endings of WHO's international names (The use of stems, 2024) that are no words by themselves.
_ENDINGS = (
    "azepam|cetamol|cillin|conazole|cycline|dipine|floxacin|formin|gliflozin|gliptin|mycin|oxetine|parin|prazole|profen|"
    "semide|setron|thiazide|tidine|xaban"
)
_ENDING = re.compile(rf"[^\W\d_]{{0,3}}(?:{_ENDINGS})s?", re.IGNORECASE)
_SPACED = r"(?:\s+[-‐‑]?\s*|[-‐‑]\s+)"
_GAP = rf"(?:{_SPACED}|[-‐‑])"
_RUN = re.compile(rf"(?=(?<!\w)([^\W\d_]{{2,}}(?:{_GAP}[^\W\d_]{{2,}}){{1,2}})(?!\w))")
_COMPOUND = re.compile(rf"(?<!\w)co{_SPACED}([^\W\d_]+)(?!\w)", re.IGNORECASE)
_UNIT = r"(?:mg|g|kg|mcg|[µμ]g|micrograms?|ml|l|units?|tablets?|%)(?!\w)"
_AMOUNTS = (
    re.compile(r"(?<![\d.,])\d+\s+[.,]\d+"),
    re.compile(rf"(?<![\d.,])\d{{1,3}}\.\s+\d{{1,3}}\s?{_UNIT}"),
    re.compile(rf"(?<![\d.,])\d+ 0(?!\d\d(?!\d))\d*\s?{_UNIT}"),
    re.compile(r"(?<!\w)\d[\d.,]*\s?(?:m\s+[gl]|m\s+c\s*g|mc\s+g)(?!\w)"),
)

_HANGING = r"(?:and|or|to|versus|vs|und|oder|bis|sowie|y|o|e|et|ou|en|of|och|eller|i|ja|tai)\b"
_PARTED = re.compile(rf"(?<![\w-])[^\W\d_]{{2,}}[-‐] (?!{_HANGING})(?=[a-zà-öø-ÿα-ωа-я])[^\W\d_]{{2,}}")


def broken_queries(parts: Sequence[Part]) -> list[Query]:
    """A question for each broken name, word or amount, at the block in which it stands."""
    found: list[Query] = []
    for block in walk(tuple(parts)):
        if not isinstance(block, Prose | Heading):
            continue
        text = plain(block.inlines)
        named = dict.fromkeys((*_names(text), *_compounds(text)))
        for said, whole in named:
            asks = f'is "{said}" one word, "{whole}"'
            found.append(Query("broken-name", asks, "join it in article.md if it is", place=block.node.place))
        shown = " ".join(said for said, _ in named)
        for said in dict.fromkeys(match[0] for match in _PARTED.finditer(text) if match[0] not in shown):
            asks = f'is "{said}" one word, which the end of a line parts'
            found.append(Query("hyphen", asks, "join it in article.md if it is", place=block.node.place))
        for said in dict.fromkeys(_amounts(text)):
            asks = f'which amount is "{said}"; a space stands in it'
            found.append(Query("broken-amount", asks, "write it in article.md as one number", place=block.node.place))
    return found


def _names(text: str) -> Iterator[tuple[str, str]]:
    end = 0
    for run in _RUN.finditer(text):
        words = re.split(_GAP, run[1])
        for count in (3, 2):
            pieces = [word.casefold() for word in words[:count]]
            if len(pieces) == count and run.start() >= end and _is_name(pieces):
                said = re.match(rf"[^\W\d_]+(?:{_GAP}[^\W\d_]+){{{count - 1}}}", run[1])
                shown = said[0] if said else run[1]
                end = run.start() + len(shown)
                yield " ".join(shown.split()), "".join(words[:count])
                break


def _is_name(pieces: Sequence[str]) -> bool:
    whole, names = "".join(pieces), known_names()
    if len(whole) < SHORTEST or any(piece in names for piece in pieces):
        return False
    known = whole in names or whole.removesuffix("s") in names
    return known or (len(pieces) == 2 and bool(_ENDING.fullmatch(pieces[-1])))


def _compounds(text: str) -> Iterator[tuple[str, str]]:
    for match in _COMPOUND.finditer(text):
        if match[1].casefold() in COMPOUNDS:
            yield " ".join(match[0].split()), f"{match[0][:2]}-{match[1]}"


def _amounts(text: str) -> Iterator[str]:
    for pattern in _AMOUNTS:
        yield from (" ".join(match[0].split()) for match in pattern.finditer(text))
