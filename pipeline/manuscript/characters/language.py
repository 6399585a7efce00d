"""A text comes in; the language it is probably written in goes out, by its script and its commonest words."""

from __future__ import annotations

import re
from collections import Counter

_COMMON = {
    "en": "the and of to in is you your that for it are with this can be on not or as have",
    "es": "el la de que y en los se un por con una para las su no es al del como más",
    "fr": "le la de et les des en un une du que est pour dans qui vous pas sur au avec ce",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine sie werden",
    "it": "il di che la e un per in una sono non si con le dei del da al è come più",
    "pt": "o a de que e do da em um para com não uma os no se na por mais as dos",
    "nl": "de het een en van in is dat op te voor zijn met niet aan er om ook als bij",
    "pl": "w i na z do nie się jest że to dla po od przez oraz jak są przy ma lub",
}
_SCRIPTS = (
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)


def script_language(text: str) -> str:
    """The language of a text that is written in an alphabet of its own; empty for one in Latin letters."""
    return _by_script(text)[0]


def _by_script(text: str) -> tuple[str, float]:
    letters = sum(c.isalpha() for c in text)
    for tag, pattern in _SCRIPTS if letters else ():
        share = len(pattern.findall(text)) / letters
        if share > 0.4:
            return tag, share
    return "", 0.0


def guess_language(text: str) -> tuple[str, float]:
    """BCP 47 primary tag and confidence 0 to 1; ("", 0) for a text too short to tell."""
    tag, share = _by_script(text)
    if tag:
        return tag, round(min(0.95, 0.5 + share / 2), 2)
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    scores = {tag: sum(words[w] for w in common.split()) for tag, common in _COMMON.items()}
    ranked = sorted(scores, key=lambda tag: -scores[tag])
    best, second = ranked[0], ranked[1]
    if scores[best] < 4:
        return "", 0.0
    return best, round(min(0.95, 0.5 + 0.5 * (scores[best] - scores[second]) / scores[best]), 2)


_SAME_SCRIPT = {
    "ar": frozenset({"ar", "fa", "ur", "ps", "ckb", "ug", "sd"}),
    "he": frozenset({"he", "yi"}),
    "hi": frozenset({"hi", "mr", "ne", "sa"}),
    "el": frozenset({"el"}),
    "ru": frozenset({"ru", "uk", "bg", "sr", "be", "mk", "kk", "mn"}),
    "zh": frozenset({"zh", "ja", "ko", "yue"}),
}
"""Languages that are written in the script by which one of them is recognised."""


def language_kept(declared: str, words: str, own: str) -> str:
    """The language to mark on words of an article in the language `own`; empty for none.

    `declared` is what the file says of them. Word processors guess it and guess wrong, so a script that decides, and
    commoner words of another language, go before it.
    """
    letters = sum(c.isalpha() for c in words)
    if not letters:
        return ""
    for tag, pattern in _SCRIPTS:
        family = _SAME_SCRIPT[tag]
        found_letters = len(pattern.findall(words))
        # One Greek letter in an English sentence is a unit or a name of a drug.
        if found_letters > 0.5 * letters and (found_letters >= 4 or declared in family):
            found = declared if declared in family else tag
            return "" if own in family and found in {own, tag} else found
    if not declared or not own or declared == own:
        return ""
    if declared in set().union(*_SAME_SCRIPT.values()):
        return ""
    if len(re.findall(r"[^\W\d_]{2,}", words)) < 2:
        return ""
    guessed, _ = guess_language(words)
    return "" if guessed and guessed != declared else declared


def language_of(words: str, declared: str) -> str:
    """The language of a whole text: by its words, else what the file says of it."""
    return guess_language(words)[0] or declared
