"""The interface words are the same set in every language: same keys, same placeholders, nothing empty or doubled."""

from __future__ import annotations

import re
import string
from datetime import date
from pathlib import Path

import pytest

from pipeline.house.words import read_words

ROOT = Path(__file__).parent.parent
CATALOGUES = sorted((ROOT / "styles" / "words").glob("*.po"))
REFERENCE = ROOT / "styles" / "words" / "en.po"
MSGID = re.compile(r'^msgid "(.+)"$', re.MULTILINE)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def entries(path: Path) -> dict[str, str]:
    return dict(read_words(path.stem, path.read_bytes()).messages)


def test_english_is_there_and_others_with_it() -> None:
    assert REFERENCE in CATALOGUES
    assert {"en", "es", "ar"} <= {path.stem for path in CATALOGUES}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.stem)
def test_no_key_stands_twice(path: Path) -> None:
    """A gettext reader keeps one of two entries without a word: the other would be lost."""
    keys = MSGID.findall(path.read_text(encoding="utf-8"))
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.stem)
def test_every_language_holds_the_same_keys(path: Path) -> None:
    asked = MSGID.findall(REFERENCE.read_text(encoding="utf-8"))
    held = MSGID.findall(path.read_text(encoding="utf-8"))
    assert sorted(set(asked) - set(held)) == [], "translate these"
    assert sorted(set(held) - set(asked)) == [], "these are not in en.po"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.stem)
def test_nothing_is_empty(path: Path) -> None:
    """An entry with empty words is dropped on reading, so a count tells."""
    assert set(entries(path)) == set(MSGID.findall(path.read_text(encoding="utf-8")))
    assert all(words.strip() == words for words in entries(path).values())


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.stem)
def test_placeholders_are_those_of_english(path: Path) -> None:
    words, reference = entries(path), entries(REFERENCE)
    differing = [key for key in reference if placeholders(words.get(key, "")) != placeholders(reference[key])]
    assert differing == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.stem)
def test_the_header_names_the_language_and_its_plurals(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert f'"Language: {path.stem}\\n"' in text
    assert '"Plural-Forms: nplurals=' in text
    assert '"Content-Type: text/plain; charset=UTF-8\\n"' in text


@pytest.mark.parametrize("path", [p for p in CATALOGUES if p != REFERENCE], ids=lambda p: p.stem)
def test_a_translation_says_whether_a_native_speaker_has_read_it(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\nmsgid", 1)[0]
    assert re.search(r"^# Status: (not yet )?reviewed by a native speaker\.$", first, re.MULTILINE)


@pytest.mark.parametrize("path", [p for p in CATALOGUES if p != REFERENCE], ids=lambda p: p.stem)
def test_a_translation_is_translated(path: Path) -> None:
    """Some words are the same in two languages ("Web"), but never many."""
    words, reference = entries(path), entries(REFERENCE)
    same = [key for key in reference if words[key] == reference[key]]
    assert len(same) <= len(reference) * 0.05, same


def test_every_key_that_the_engine_or_a_template_asks_for_exists() -> None:
    """Keys spelled out in a call: words("call-us"), edition.words("disclaimer"); composed keys are not seen here."""
    call = re.compile(r"""(?:\.words\(\s*["']([a-z0-9-]+)|\bwords\(\s*["']([a-z0-9]+-[a-z0-9-]+))["']""")
    held = entries(REFERENCE)
    asked: dict[str, str] = {}
    folders = [(ROOT / "pipeline", {".py"}), (ROOT / "styles", {".html", ".xhtml", ".mjml", ".txt", ".j2"})]
    for folder, suffixes in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in suffixes):
            for attribute, plain in call.findall(path.read_text(encoding="utf-8", errors="replace")):
                asked[attribute or plain] = path.name
    assert len(asked) > 3
    assert {key: where for key, where in asked.items() if key not in held} == {}


@pytest.mark.parametrize(
    ("lang", "region", "written"),
    [
        ("en", "GB", "2 November 2026"),
        ("en", "US", "November 2, 2026"),
        ("en-GB", "US", "2 November 2026"),
        ("en", "", "November 2, 2026"),
        ("es", "GB", "2 de noviembre de 2026"),
        ("ar", "GB", "2 نوفمبر 2026"),
        ("uk", "US", "2 листопада 2026\u202fр."),
    ],
)
def test_a_date_is_written_as_readers_of_the_region_write_it(lang: str, region: str, written: str) -> None:
    """The article's own region comes before the brand's; a region that the language is not at home in is left out."""
    content = (ROOT / "styles" / "words" / f"{lang.split('-', maxsplit=1)[0]}.po").read_bytes()
    assert read_words(lang, content, region).date(date(2026, 11, 2)) == written
