"""Where a word that is too wide may be parted, and what is never parted."""

from __future__ import annotations

import pytest

from pipeline.language.hyphens import SOFT_HYPHEN, soften
from pipeline.markup.softening import soften_wide


@pytest.mark.parametrize(
    ("lang", "word", "parts"),
    [
        ("de", "Blutgerinnungshemmer", ["Blut", "ge", "rin", "nungs", "hem", "mer"]),
        ("de-AT", "Verbandwechsel", ["Ver", "band", "wech", "sel"]),
        ("ar", "Esophagogastroduodenoscopy", ["Esoph", "a", "gogas", "tro", "duo", "denoscopy"]),
        ("ar", "والالتهاباتوالاحمرار", ["والالتهاباتوالاحمرار"]),
        ("de", "kurz", ["kurz"]),
        ("en", "info@example.org", ["info@example.org"]),
    ],
)
def test_a_word_parts_by_the_patterns_of_its_language(lang: str, word: str, parts: list[str]) -> None:
    assert soften(word, lang).split(SOFT_HYPHEN) == parts


def test_only_words_that_are_wider_than_their_line_are_softened() -> None:
    html = "<title>Blutgerinnungshemmer</title><h1>Blutgerinnungshemmer</h1><p>Blutgerinnungshemmer 1000 mg/kg</p>"
    made = soften_wide(html, "de", lambda word, tag: tag == "h1" and len(word) > 12)
    assert made.replace(SOFT_HYPHEN, "") == html
    assert made.count(SOFT_HYPHEN) == 5 and made.endswith("<p>Blutgerinnungshemmer 1000 mg/kg</p>")
