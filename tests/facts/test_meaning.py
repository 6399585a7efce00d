"""What changed between two versions is told in the right words, and what says the same is called harmless."""

from __future__ import annotations

import re
from functools import cache
from types import ModuleType

import pytest

from pipeline.article.model import Article
from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.facts.meaning import Difference, difference
from pipeline.facts.spelling import same_words
from tests.facts import edits_bowel, edits_fresh, edits_medicine, edits_thinner
from tests.facts.edits import BODY, HARMLESS, MEANING, edited
from tests.workspace import ROOT, folder_files, reading_of, with_head


@cache
def article(body: str) -> Article:
    made = reading_of(with_head(body)).article
    assert made
    return made


def between(old: str, new: str) -> Difference:
    return difference(article(old), article(new), {}, {})


@pytest.mark.parametrize("name", MEANING)
def test_a_change_of_meaning_is_named(name: str) -> None:
    old, new, pattern = MEANING[name]
    found = between(BODY, edited(name, old, new))
    said = [change.words for change in found.meaning]
    assert any(re.search(pattern, words) for words in said), (said, found.harmless)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_says_the_same_is_harmless(name: str) -> None:
    old, new, pattern = HARMLESS[name]
    found = between(BODY, edited(name, old, new))
    assert not found.meaning, [change.words for change in found.meaning]
    assert not pattern or any(pattern in change.words for change in found.harmless), found.harmless


@cache
def leaflet(lang: str, text: str = "") -> Article:
    """One language of the sample library's wound leaflet, with another text if one is given."""
    files = folder_files(ROOT / "source/wound-aftercare")
    name = "article.md" if lang == "en" else f"article.{lang}.md"
    source = Source("wound-aftercare", "source/wound-aftercare", files | ({name: text.encode()} if text else {}))
    return next(each.article for each in read_articles(source) if each.file.endswith(f"/{name}") and each.article)


def fresh(edit: edits_fresh.Edit, name: str) -> Difference:
    lang, old, new, _ = edit
    file = ROOT / "source/wound-aftercare" / ("article.md" if lang == "en" else f"article.{lang}.md")
    text = edits_fresh.edited(file.read_text(encoding="utf-8"), name, old, new)
    return difference(leaflet(lang), leaflet(lang, text), {}, {})


@pytest.mark.parametrize("name", edits_fresh.MEANING)
def test_a_change_of_the_sample_library_is_named(name: str) -> None:
    found = fresh(edits_fresh.MEANING[name], name)
    said = [change.words for change in found.meaning]
    assert any(re.search(edits_fresh.MEANING[name][3], words) for words in said), (said, found.harmless)


@pytest.mark.parametrize("name", edits_fresh.HARMLESS)
def test_an_edit_of_the_sample_library_is_harmless(name: str) -> None:
    found = fresh(edits_fresh.HARMLESS[name], name)
    assert not found.meaning, [change.words for change in found.meaning]
    pattern = edits_fresh.HARMLESS[name][3]
    assert not pattern or any(pattern in change.words for change in found.harmless), found.harmless


LEAFLETS = (edits_medicine, edits_bowel, edits_thinner)


@pytest.mark.parametrize(("leaflet", "name"), [(each, name) for each in LEAFLETS for name in each.MEANING])
def test_a_change_of_a_leaflet_is_named(leaflet: ModuleType, name: str) -> None:
    old, new, pattern = leaflet.MEANING[name]
    said = [change.words for change in between(leaflet.BODY, leaflet.edited(name, old, new)).meaning]
    assert any(re.search(pattern, words) for words in said), said


@pytest.mark.parametrize(("leaflet", "name"), [(each, name) for each in LEAFLETS for name in each.HARMLESS])
def test_an_edit_of_a_leaflet_is_harmless(leaflet: ModuleType, name: str) -> None:
    old, new, pattern = leaflet.HARMLESS[name]
    found = between(leaflet.BODY, leaflet.edited(name, old, new))
    assert not found.meaning, [change.words for change in found.meaning]
    assert not pattern or any(pattern in change.words for change in found.harmless), found.harmless


def test_no_change_is_none() -> None:
    assert not between(BODY, BODY).changes


@pytest.mark.parametrize(
    "pair",
    "nitrate/nitrite afebrile/febrile hypotension/hypertension ileum/ilium now/not form/from safe/unsafe "
    "warfarin/warferol interval/intraval prednisone/prednisolone mucus/mucous hand/hands".split(),
)
def test_words_that_are_near_each_other_are_no_spelling(pair: str) -> None:
    one, other = pair.split("/")
    assert not same_words([one], [other], "en", ())
    assert not same_words([other], [one], "en", ())


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("en", "oedema", "edema"),
        ("en", "diarrhoea", "diarrhea"),
        ("en", "anaesthetic", "anesthetic"),
        ("en", "stabilise", "stabilize"),
        ("en", "litre", "liter"),
        ("en", "tabelts", "tablets"),
        ("en", "recieve", "receive"),
        ("es", "despues", "después"),
        ("ar", "أكثر", "اكثر"),
    ],
)
def test_the_same_word_is_known_in_another_spelling(lang: str, one: str, other: str) -> None:
    assert same_words([one], [other], lang, ()) and same_words([other], [one], lang, ())


def test_an_accent_at_the_end_of_a_spanish_word_tells_a_time() -> None:
    assert not same_words(["tomo"], ["tomó"], "es", ())
    assert not same_words(["llame"], ["llamé"], "es", ())
