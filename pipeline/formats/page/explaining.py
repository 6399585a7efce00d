"""Written text and its glossary come in; the text with each term explained where it first stands goes out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.markup.escaping import escape


@dataclass(frozen=True, slots=True)
class Explained:
    """A term of the glossary: its id on the page, its words, and what it means as HTML."""

    id: str
    term: str
    meaning_html: str


_TAG = re.compile(r"(<[^>]*>)")
_APART = frozenset("a button h1 h2 h3 h4 h5 h6 dl sup code pre figcaption caption th summary svg math".split())
"""Elements in which no term is marked: links, headings, the glossary itself, marks."""


def explain(html: str, terms: Sequence[Explained]) -> tuple[str, tuple[Explained, ...]]:
    """The HTML with a button on the first mention of each term, and the terms that are mentioned.

    The button opens the meaning by `popovertarget` (HTML, 6.12), which needs no script.
    """
    parts = _TAG.split(html)
    found: list[Explained] = []
    waiting = sorted((term for term in terms if term.term), key=lambda term: -len(term.term))
    depth = 0
    for at, part in enumerate(parts):
        if at % 2:
            name = re.match(r"</?([a-zA-Z0-9]+)", part)
            if name and name[1].lower() in _APART and not part.endswith("/>"):
                depth += -1 if part.startswith("</") else 1
        elif not depth and waiting:
            parts[at], met = _mark(part, waiting)
            found += met
            waiting = [term for term in waiting if term not in met]
    return "".join(parts), tuple(term for term in terms if term in found)


def _mark(text: str, waiting: Sequence[Explained]) -> tuple[str, list[Explained]]:
    """A run of text with its terms marked, the longest that begins at a place first."""
    alternatives = {_folded(term.term): term for term in waiting}
    words = "|".join(rf"{_pattern(term.term)}" for term in waiting)
    met: list[Explained] = []

    def button(match: re.Match[str]) -> str:
        term = alternatives.get(_folded(match["term"]))
        if term is None or term in met:
            return match[0]
        met.append(term)
        return f'<button type="button" class="term" popovertarget="{term.id}">{match[0]}</button>'

    # The plural of English and Spanish words is the word as well.
    return re.sub(rf"(?<![\w&-])(?P<term>{words})(?:e?s)?(?![\w-])", button, text, flags=re.IGNORECASE), met


def _pattern(term: str) -> str:
    return r"[\s\u00a0]+".join(re.escape(escape(word)) for word in term.split())


def _folded(words: str) -> str:
    return " ".join(words.replace("\u00a0", " ").split()).casefold()
