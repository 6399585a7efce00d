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


def guess_language(text: str) -> tuple[str, float]:
    """BCP 47 primary tag and confidence 0 to 1; ("", 0) for a text too short to tell."""
    letters = sum(c.isalpha() for c in text)
    if not letters:
        return "", 0.0
    for tag, pattern in _SCRIPTS:
        share = len(pattern.findall(text)) / letters
        if share > 0.4:
            return tag, round(min(0.95, 0.5 + share / 2), 2)
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    scores = {tag: sum(words[w] for w in common.split()) for tag, common in _COMMON.items()}
    ranked = sorted(scores, key=lambda tag: -scores[tag])
    best, second = ranked[0], ranked[1]
    if scores[best] < 4:
        return "", 0.0
    return best, round(min(0.95, 0.5 + 0.5 * (scores[best] - scores[second]) / scores[best]), 2)
