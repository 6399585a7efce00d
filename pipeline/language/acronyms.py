"""Plain text and its language come in; the acronyms in it, and which are written out, go out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline.language.syllables import is_word
from pipeline.tags import primary_of

_LETTERS = re.compile(r"(?<![\w#@/.+–-])([A-ZÁÉÍÓÚÑ](?:[A-Z0-9ÁÉÍÓÚÑ&]{1,6}))s?(?![\w@]|\.\w|-\d)")
_SIZE = re.compile(r"[XSML]{1,5}|\d?X{1,4}[SL]|[IVXLC]+")
_CREDENTIALS = frozenset(
    "MA BA BS MS MD PHD MSC BSC RN RGN RMN FRCS FRCP FRCGP MRCP MRCGP MBBS MBCHB MBE OBE CBE DO DDS DMD DPT PA"
    " NP MPH LPN"
    " CNM CNS MBA JD RPH PHARMD OD RD SLT OT PT ACNP FNP DNP BN MN MRCS FRACP FRACS DCH DRCOG FACP FACS FAAD"
    " LCSW PSYD"
    " BDS MFDS MRPHARMS FFPH DCLINPSY ARNP CRNA EDD JR SR".split()
)
_SHORT_WORDS = frozenset(
    "NO NOT DO ALL ANY OR AND IF THE YOU ASK DAY OFF ON END TIP TIPS TOP YES NEW SEE USE DRY EAT ONE TWO IT IS"
    " IN OF TO AT"
    " AM PM BE BY GO SO UP US WE MY HOW WHO WHY OUT OUR YOUR TEA RED ICE LOW HIGH FAQ MAY JUN JUL AUG SEP OCT"
    " NOV DEC JAN"
    " NOW ADD FEB MAR APR MON TUE WED THU FRI SAT SUN EL LA LOS LAS UN UNA SI NO DE EN Y O SE SU DEL AL CON POR"
    " QUE NI"
    " LO ES DIA"
    " SUS TUS UNO DOS TRES NUNCA".split()
)
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Acronym:
    """Letters that stand for words, where, and whether the words stand beside them."""

    letters: str
    start: int
    expanded: bool


def acronyms_in(text: str, lang: str, allowed: Collection[str] = ()) -> Iterator[Acronym]:
    """Every acronym of `text`, in reading order.

    None of these is one: a word in capitals (STOP, NOTE), a line of them, letters behind a person's name (MA), a size
    (XXL), a Roman number, a postcode, what is in `allowed`.
    """
    postcodes = [match.span() for match in _POSTCODE.finditer(text)]
    shouted = _is_shouted(text)
    for match in _LETTERS.finditer(text):
        letters = match[1]
        if letters in allowed or letters.isdigit() or _SIZE.fullmatch(letters) or letters in _SHORT_WORDS:
            continue
        if re.match(r"['’](?:Ts?|RE|LL|VE)\b", text[match.end() :]):
            continue  # DON'T, YOU'LL
        if re.match(r" \d{5}\b", text[match.end() :]) or re.search(r"\d[- ]$", text[: match.start()]):
            continue  # a state before its ZIP code, letters of a telephone number
        if any(start <= match.start() < end for start, end in postcodes) or re.fullmatch(r"[A-Z]\d+", letters):
            continue
        if _is_credential(text, match) or _is_spoken(letters, text, match, lang, shouted):
            continue
        yield Acronym(letters, match.start(), _is_expanded(text, match))


def _is_shouted(text: str) -> bool:
    """Whether the text is set in capitals as a whole, so that capitals tell nothing."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 12 and sum(character.isupper() for character in letters) > 0.8 * len(letters)


def _is_credential(text: str, match: re.Match[str]) -> bool:
    if match[1] not in _CREDENTIALS:
        return False
    return bool(re.search(r"(?:[A-Z][\w.'’-]+,? |[A-Z]{2,8},? )$", text[: match.start()]))


def _is_spoken(letters: str, text: str, match: re.Match[str], lang: str, shouted: bool) -> bool:
    """Whether the letters are a word that somebody set in capitals for weight."""
    word = letters.lower()
    if len(letters) < 4 or not letters.isalpha():
        return shouted
    if re.search(r"(?<!\w)[A-Z]{2,} $", text[max(0, match.start() - 14) : match.start()]) and is_word(word):
        return True  # a run of words in capitals: "TAKE CARE"
    if re.search(rf"(?<!\w)(?:{re.escape(word)}|{re.escape(letters.capitalize())})(?!\w)", text):
        return True
    if primary_of(lang) == "en":
        return is_word(word) and word not in _NAMED_LIKE_WORDS
    # Spanish syllables end in a vowel or a soft consonant, and acronyms seldom do so throughout.
    return (
        bool(re.fullmatch(r"(?:[^aeiouáéíóú]{0,2}[aeiouáéíóú]{1,2}[nrslmz]?)+d?", word))
        and word not in _NAMED_LIKE_WORDS
    )


_NAMED_LIKE_WORDS = frozenset(
    "aids care cast fast pets pace sids cats scan ards vats nice sars iced tens picc ovid".split()
)
"""Acronyms that are said and spelt as a word is."""


def _is_expanded(text: str, match: re.Match[str]) -> bool:
    """ "Long Form (ABC)", "ABC (long form)", "ABC, the long form", "ABC stands for"."""
    before, after = text[max(0, match.start() - 200) : match.start()], text[match.end() : match.end() + 200]
    if (
        before.endswith(("(", "(the ", "[", "“", "called ", "or "))
        and len(before.split()) > 1
        and _fits(before, match[1])
    ):
        return True
    if (
        before.endswith(("(", ", or ", "known as ", "called ", "conocida como ", "conocido como "))
        and len(before.split()) > 1
    ):
        return True
    if re.search(rf"(?<!\w){re.escape(match[1])},? (?:stands for|is short for|significa|quiere decir)\b", text):
        return True
    if before.rstrip().endswith((",", "/", " –", " -")) and _fits(before, match[1]):
        return True
    return bool(
        re.match(
            r"\s*(?:scans?|tests?)?\s*(?:\([^)]*[a-z]{3}|, (?:the|an?|el|la|or|which|short for) [a-z]"
            r"|,? (?:stands for|means|is short for|significa|quiere decir)\b"
            r"|: [A-Za-z][a-z]+ )",
            after,
        )
    )


def _fits(before: str, letters: str) -> bool:
    """Whether words right before the letters begin with them: "deep vein thrombosis or DVT"."""
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", before)[-len(letters) - 3 :]).upper()
    return letters[: len(initials)] in initials or letters in initials
