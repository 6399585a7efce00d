"""A paragraph comes in; the passages that may stand alone, and the longest safe beginning of it, go out.

What qualifies a claim can be worded in endless ways, so that no list of words finds it all. Two things have to hold
before a text ends early: what stays makes no claim (it only says what something is, by a closed pattern), and what
goes does not lean on it (no "but", "not", "may", "only if", number, warning …). A language without lists is never cut.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from pipeline.language.sentences import split_sentences
from pipeline.tags import primary_of


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties a sentence to the one before it, as patterns.

    `first`: words at its head that point back or turn the sense ("but", "this"); `anywhere`: words that limit, deny,
    make conditional or warn, so that the claim before them must not travel without them.
    """

    first: str
    anywhere: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences that belong together, and what parts them from the passage before: a space or an empty line."""

    text: str
    joint: str


PARAGRAPH = "\n\n"
FEW_WORDS = 3
"""A sentence of so few words says nothing without its neighbours (house)."""

NUMBER = regex.compile(r"\p{Nd}")
CLAUSE_END = regex.compile(r"(?<=[^\s;]);\s+|(?<=\S)\s+[–—]\s+(?=\S)")
BRACKETS = {"(": ")", "[": "]", "“": "”", "«": "»", "‘": "’", "„": "“"}


@cache
def _table() -> dict[str, dict[str, str]]:
    """The lists of ties.toml by primary language tag."""
    return tomllib.loads(resources.files(__package__).joinpath("ties.toml").read_text(encoding="utf-8"))


@cache
def _definition(primary: str) -> tuple[regex.Pattern[str], regex.Pattern[str]] | None:
    """The shape of a definition and the words that make a sentence more than one; None without lists."""
    table = _table().get(primary, {})
    if "copula" not in table:
        return None
    copula, noun, claim = (_alternatives(table[key]) for key in ("copula", "noun", "claim"))
    shape = rf"[^\s,;:]+(?: [^\s,;:]+){{0,5}}? (?:{copula})(?: [^\s,;:]+){{1,5}} (?:{noun}) "
    edges = r"(?<![\p{L}\p{M}\p{N}])", r"(?![\p{L}\p{M}\p{N}])"
    return (
        regex.compile(shape, regex.IGNORECASE),
        regex.compile(f"{edges[0]}(?:{claim}){edges[1]}", regex.IGNORECASE),
    )


@cache
def _patterns(primary: str) -> tuple[regex.Pattern[str], regex.Pattern[str]] | None:
    table = _table().get(primary)
    if table is None:
        return None
    ties = Ties(table["first"], table["anywhere"])
    before, after = r"(?<![\p{L}\p{M}\p{N}])", r"(?![\p{L}\p{M}\p{N}])"
    first = regex.compile(rf"\P{{L}}*{before}(?:{_alternatives(ties.first)}){after}", regex.IGNORECASE)
    anywhere = regex.compile(f"{before}(?:{_alternatives(ties.anywhere)}){after}", regex.IGNORECASE)
    return first, anywhere


def _alternatives(words: str) -> str:
    return "|".join(word.replace("_", r"\s+") for word in words.split())


def _plain(text: str) -> str:
    """The text as the word lists spell it: straight apostrophes, no Arabic vowel signs."""
    plain: str = regex.sub(r"[\u064b-\u0652\u0670\u0640]", "", text.replace("’", "'"))
    return plain


def _leans_back(sentence: str, primary: str) -> bool:
    """Whether the claim before this sentence may not travel without it."""
    patterns = _patterns(primary)
    if patterns is None:
        return True
    if len(sentence.split()) <= FEW_WORDS:
        return True
    first, anywhere = patterns
    plain = _plain(sentence)
    return bool(first.match(plain) or anywhere.search(plain) or NUMBER.search(plain))


def _leans_forward(sentence: str) -> bool:
    """Whether a sentence asks for the next one: a question, an announcement with a colon, a single word."""
    return sentence.endswith((":", "?", "؟", "¿", "…", ",")) or len(sentence.split()) < FEW_WORDS


def passages(paragraphs: Sequence[str], lang: str) -> tuple[Passage, ...]:
    """Paragraphs as passages that may each stand alone and be left out from the end.

    `lang` is a BCP 47 tag; a language without a list of ties gives a single passage.
    """
    primary = primary_of(lang)
    found: list[Passage] = []
    for paragraph in paragraphs:
        for number, sentence in enumerate(each.text for each in split_sentences(paragraph, lang)):
            joint = " " if number else PARAGRAPH
            if found and (_leans_forward(found[-1].text) or _leans_back(sentence, primary)):
                found[-1] = Passage(f"{found[-1].text}{joint}{sentence}", found[-1].joint)
            else:
                found.append(Passage(sentence, joint if found else ""))
    return tuple(found)


def defines(passage: str, lang: str) -> bool:
    """Whether each sentence of a passage only says what something is ("Exosomes are tiny bubbles that …")."""
    return all(_is_definition(each.text, primary_of(lang)) for each in split_sentences(passage, lang))


def _is_definition(sentence: str, primary: str) -> bool:
    pattern = _definition(primary)
    if pattern is None or NUMBER.search(sentence):
        return False
    shape, claim = pattern
    plain = _plain(sentence)
    return bool(shape.match(plain)) and not claim.search(plain)


def beginnings(paragraphs: Sequence[str], lang: str) -> Iterator[str]:
    """The safe beginnings of a text, longest first: all of it, then definitions only, whole or up to a clause."""
    parts = passages(paragraphs, lang)
    if parts:
        yield "".join(part.joint + part.text for part in parts)
    last = next((n for n, part in enumerate(parts) if not defines(part.text, lang)), len(parts))
    for count in range(min(last, len(parts) - 1), 0, -1):
        yield "".join(part.joint + part.text for part in parts[:count])
    if parts:
        yield from _clauses(parts[0].text, lang)


def shorten(paragraphs: Sequence[str], lang: str, fits: Callable[[str], bool]) -> str | None:
    """The longest safe beginning that `fits`. None when there is none: then the author has to write the short text."""
    return next((text for text in beginnings(paragraphs, lang) if fits(text)), None)


def _clauses(passage: str, lang: str) -> Iterator[str]:
    """The passage without its last clause or clauses, longest first, each ended with a full stop."""
    primary = primary_of(lang)
    borders = [match for match in CLAUSE_END.finditer(passage) if _is_level(passage[: match.start()])]
    for border in reversed(borders):
        rest, kept = passage[border.end() :], passage[: border.start()]
        clauses = [clause for clause in CLAUSE_END.split(rest) if clause]
        if any(_leans_back(clause, primary) for clause in clauses) or not defines(kept, lang):
            return
        yield f"{kept}."


def _is_level(text: str) -> bool:
    """Whether every bracket and quotation mark that the text opens is closed again."""
    opened: list[str] = []
    for character in text:
        if opened and character == opened[-1]:
            opened.pop()
        elif character in BRACKETS:
            opened.append(BRACKETS[character])
    return not opened and text.count('"') % 2 == 0


def _detachable(parts: Sequence[Passage], lang: str) -> Iterator[Passage]:
    """Passages joined where the left one claims something and the right one stands in the same paragraph."""
    held: Passage | None = None
    for part in parts:
        if held is None:
            held = part
        elif part.joint == PARAGRAPH or defines(held.text, lang):
            yield held
            held = part
        else:
            held = Passage(held.text + part.joint + part.text, held.joint)
    if held:
        yield held


def thread(paragraphs: Sequence[str], lang: str, fits: Callable[[str], bool]) -> tuple[str, ...] | None:
    """The paragraphs as the fewest texts that each `fits`; None when one is too long.

    They part at a new paragraph or behind a definition, and only where the next text does not lean on the one before.
    """
    texts: list[str] = []
    for passage in _detachable(passages(paragraphs, lang), lang):
        if texts and fits(texts[-1] + passage.joint + passage.text):
            texts[-1] += passage.joint + passage.text
        elif fits(passage.text):
            texts.append(passage.text)
        else:
            return None
    return tuple(texts)
