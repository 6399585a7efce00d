"""The pairs of twins with a drift or a harmless change planted come in; what is found of each goes out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.article.model import Article
from pipeline.article.reading import read_articles
from pipeline.finding import Finding
from pipeline.translation.twins import check_twin
from tests.workspace import source_of

FOLDER = Path(__file__).parent
PAIRS = ("es", "ar", "de")
FRESH = ("fresh/es", "fresh/fr", "fresh/ar")
"""Pairs written after the rules had been tuned on the others."""
SECOND_FRESH = ("second_fresh/es", "second_fresh/de", "second_fresh/ar")
"""Pairs written after those, of harder kinds and in freer translations: 63 % were found at first sight."""
THIRD_FRESH = ("third_fresh/es", "third_fresh/fr", "third_fresh/ar")
"""Pairs written after those: 76 % were found at first sight."""
FOURTH_FRESH = ("fourth_fresh/es", "fourth_fresh/de", "fourth_fresh/ar")
"""Pairs written after those: 71 % were found at first sight, and ten true translations flagged."""
FIFTH_FRESH = ("fifth_fresh/es", "fifth_fresh/ar", "fifth_fresh/pt")
"""Pairs with front matter, pictures and questions: 79 % were found at first sight in Spanish and Arabic, and 20 % in
Portuguese, which had no words then; sixteen true translations of 45 were flagged."""
SIXTH_FRESH = ("sixth_fresh/es", "sixth_fresh/ar", "sixth_fresh/pl")
"""Pairs written after those: 82 % were found at first sight, and 14 of 62 true translations flagged."""
HEADS = {
    "es": {"title": "El título", "summary": "Un resumen.", "main_message": "El mensaje."},
    "ar": {"title": "العنوان", "summary": "ملخص.", "main_message": "الرسالة."},
    "de": {"title": "Der Titel", "summary": "Eine Übersicht.", "main_message": "Die Botschaft."},
    "fr": {"title": "Le titre", "summary": "Un résumé.", "main_message": "Le message."},
}


@dataclass(frozen=True)
class Planted:
    """One change in a twin, and what was found of it."""

    pair: str
    part: str
    kind: str
    new: str
    found: tuple[Finding, ...]


def _head(lang: str) -> str:
    words = HEADS[lang]
    return f"---\nlang: {lang}\n" + "".join(f'{key}: "{value}"\n' for key, value in words.items()) + HEAD_REST


HEAD_REST = "funding: none\nconflicts: none\n---\n\n"


def _lang(pair: str) -> str:
    return pair.rsplit("/", 1)[-1]


@cache
def original(pair: str) -> Article:
    article = read_articles(source_of({"article.md": (FOLDER / pair / "article.md").read_bytes()}))[0].article
    assert article is not None
    return article


def twin(pair: str, body: str) -> Article:
    headed = body if body.startswith("---") else _head(_lang(pair)) + body
    files = {"article.md": (FOLDER / pair / "article.md").read_bytes(), f"article.{_lang(pair)}.md": headed.encode()}
    reading = read_articles(source_of(files))[1]
    assert reading.article is not None, reading.findings
    return reading.article


def body_of(pair: str) -> str:
    return (FOLDER / pair / f"article.{_lang(pair)}.md").read_text(encoding="utf-8")


def found_in(pair: str, body: str) -> tuple[Finding, ...]:
    """What is found in a body, or in a text with its own head; never in the standard head."""
    found = check_twin(original(pair), twin(pair, body)).found
    if body.startswith("---"):
        return found
    return tuple(each for each in found if "front matter" not in each.message and each.where.first > HEAD_LINES)


HEAD_LINES = 8


def planted(part: str, pairs: tuple[str, ...] = PAIRS, step: int = 1) -> Iterator[Planted]:
    """Each `step`th change of a part ("open", "held_out", "harmless", "drift"), each alone in its twin."""
    for pair in pairs:
        body = body_of(pair)
        cases = tomllib.loads((FOLDER / pair / f"{part}.toml").read_text(encoding="utf-8"))
        for case in next(iter(cases.values()))[::step]:
            assert case["old"] in body, case
            yield Planted(
                pair, part, case["kind"], case["new"], found_in(pair, body.replace(case["old"], case["new"], 1))
            )
