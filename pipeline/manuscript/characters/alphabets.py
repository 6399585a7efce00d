"""Bytes in an unnamed 8-bit code page come in; the reading whose letters stand together in a language goes out.

Any bytes are text in most of these code pages, so that only the letters tell: "dospìlé" is no word of any language, and
"dospělé", the same bytes in another code page, is.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice

MOST = 200_000
"""House: so many bytes tell in which language a text is, and so many words in which code page."""

_SIGNS = frozenset("–—‘’“”„‚«»‹›…•·€£¥§°µ²³±×÷½¼¾®©™\u00a0\u00ad¿¡№′″†‡¹º≥≤≠π√▪●◦→✓،؛؟´")
_BETWEEN = frozenset("’‘·–—\u00ad\u00a0•…®™´")
"""Signs that may stand between two letters; the others in such a place are letters that were read otherwise."""
_BEFORE = frozenset("≥≤≠√±÷¿¡£¥„‚")
"""Signs that stand before something, and behind no letter."""
_TOKEN = re.compile(rb"[^\x00-\x20]*[\x80-\xff][^\x00-\x20]*")
_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f](?:[^\W_]|[^\x00-\x7f]|['-](?=[^\W\d_]))*")
_PLAIN = re.compile(r"[^\W\d_]+")
# What no language writes and a wrong code page does: ń before a vowel, a final sigma amid a word, a raised digit that
# nothing carries, an opening mark before nothing, a letter right behind a digit that is no unit.
_ODD = re.compile(
    r"(?i:ń[aeiouy])|ς[^\W\d_]|(?<![^\W_)\]°])[²³¹]|[¿¡](?![^\W\d_¿¡\"“«‘])|(?<!\d)(?<!\d\.)º|\d(?![A-Za-zµμªº])[^\W\d_]"
)


# Right behind a letter a sign is more often a letter that was read otherwise.
_STUCK = re.compile(r"[^\W\d_][†‡–—•…·°§€]")


@dataclass(frozen=True)
class Reading:
    """Bytes read in one code page, and how far that is a text.

    `words` are those with other letters than a to z, the same ones in every reading; `bad` counts, by their places,
    those of no language that is written in this code page, `odd` those of another than `main`, the language of the
    text ("" where nothing tells). `single` when one language has all of them.
    """

    codec: str
    words: tuple[str, ...]
    main: str
    bad: tuple[int, ...]
    odd: tuple[int, ...]
    single: bool

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        """How far it is from a text; the smallest is the best."""
        return len(self.bad), not self.single, len(self.odd), sum(map(bool, map(_STUCK.search, self.words)))


@cache
def _tables() -> dict[str, dict[str, str]]:
    text = (resources.files(__package__) / "alphabets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def name_of(codec: str) -> str:
    """A code page as people call it ("Windows-1250 (Central European)")."""
    return _tables()["names"][codec]


def readings(content: bytes) -> list[Reading]:
    """Every reading of the bytes, the best first; as good ones in the order of how common the code pages are."""
    tokens = list(islice(dict.fromkeys(_TOKEN.findall(content)), MOST // 20))
    around = content[:MOST]
    found: list[Reading] = []
    for codec, languages in _tables()["codecs"].items():
        try:
            content.decode(codec)
        except UnicodeDecodeError:
            continue
        words = tuple(token.decode(codec) for token in tokens)
        found.append(_judged(codec, words, _main_language(around.decode(codec), languages.split()), languages.split()))
    return sorted(found, key=lambda reading: reading.rank)


def _judged(codec: str, words: tuple[str, ...], main: str, languages: Sequence[str]) -> Reading:
    bad: list[int] = []
    odd: list[int] = []
    shared = set(languages)
    for index, word in enumerate(words):
        spelt = [part for part in _WORD.findall(word) if any(map(_is_letter, part))]
        fitting = {tag for tag in languages if all(_fits(part, tag) for part in spelt)}
        if not fitting or _strange(word):
            bad.append(index)
        if spelt and main not in fitting:
            odd.append(index)
            shared &= fitting
    return Reading(codec, words, main, tuple(bad), tuple(odd), single=not bad and (not odd or bool(shared)))


def _main_language(text: str, languages: Sequence[str]) -> str:
    counted = Counter(_PLAIN.findall(text.casefold()))
    hits = {tag: sum(counted[word] for word in _words(tag)) for tag in _tables()["words"]}
    best = max(hits, key=lambda tag: (hits[tag], tag in languages))
    return best if hits[best] >= max(2, counted.total() // 12) else ""


@cache
def _words(tag: str) -> frozenset[str]:
    return frozenset(_tables()["words"][tag].split())


@cache
def _letters(tag: str) -> frozenset[str]:
    letters = _tables()["letters"][tag]
    return frozenset(letters + letters.upper() + ("İ" if tag == "tr" else ""))


@cache
def _loans(tag: str) -> frozenset[str]:
    return frozenset(_tables()["loans"].get(tag, "").split())


def _fits(word: str, tag: str) -> bool:
    """Whether a word with other letters than a to z is one that a language may write."""
    if word.casefold() in _loans(tag):
        return True
    letters = [c for c in word if _is_letter(c) and c != "μ"]
    foreign = [c for c in letters if not c.isascii()]
    if not all(c in _letters(tag) for c in foreign):
        return False
    if foreign and len(foreign) < len(letters) and not unicodedata.name(foreign[0]).startswith("LATIN"):
        return False
    return not _torn(word)


def _is_letter(character: str) -> bool:
    """Whether a character spells words; units and ordinals (µ, ª, º) stand in every language."""
    return character not in "µªº" and (character.isalpha() or unicodedata.category(character)[0] == "M")


def _torn(word: str) -> bool:
    """A capital behind a small letter, or a sign between two letters that stands there in no language."""
    for before, sign, after in zip(" " + word, word, word[1:] + " ", strict=False):
        if before.isalpha() and before.islower() and sign.isupper() and not sign.isascii():
            return True
        if not sign.isascii() and not _is_letter(sign):
            if sign not in _SIGNS and not sign.isalnum():
                return True
            if sign in "µªº":
                if (before if sign == "µ" else after).isalpha():
                    return True
                continue
            if before.isalpha() and (sign in _BEFORE or (after.isalpha() and sign not in _BETWEEN)):
                return True
    return False


def _strange(word: str) -> bool:
    """Whether signs stand in a word, or beside it, that texts do not hold there."""
    signs = (c for c in word if not c.isascii() and not c.isalnum() and unicodedata.category(c)[0] != "M")
    return any(sign not in _SIGNS for sign in signs) or bool(_ODD.search(word))
