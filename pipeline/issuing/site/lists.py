"""Guides come in; the lists of a library go out: by letter, by topic, by day; and what its search looks in."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.issuing.site.addresses import way
from pipeline.issuing.site.guide import Guide
from pipeline.tags import primary_of

_KEPT = {"es": "ñ", "uk": "ґєії"}
"""Letters of their own in an alphabet, which folding would take for others; Spanish Ñ stands behind N (RAE)."""

_ARTICLE = re.compile(r"^ال(?=\w{2})")
"""The Arabic article: lists of titles are in the order of the word behind it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A headed part of a list; `id` is where a link to it leads."""

    heading: str
    id: str
    guides: tuple[Guide, ...]


def fold(text: str) -> str:
    """Text as it is compared: without marks on letters, tatweel and case, in any script. The search in the browser
    folds alike.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    kept = (letter for letter in decomposed if letter != "\u0640" and unicodedata.category(letter) != "Mn")
    return "".join(kept).lower()


def _order(title: str, lang: str) -> tuple[tuple[str, bool], ...]:
    """Where a title stands in an alphabet: letter by letter, signs left out."""
    title = re.sub(r"^\W+", "", title.strip())
    if lang == "ar":
        title = _ARTICLE.sub("", title)
    kept = _KEPT.get(primary_of(lang), "")
    letters: list[tuple[str, bool]] = []
    for letter in unicodedata.normalize("NFC", title.lower()):
        own = letter in kept
        plain = fold(letter)
        if plain.strip() and (plain[0].isalnum() or letters):
            letters.append((plain, own))
    return tuple(letters)


def by_letter(guides: Iterable[Guide], lang: str) -> list[Part]:
    """The guides in the order of the alphabet, by first letter; in scripts without one they stand in one part."""
    ordered = sorted(guides, key=lambda guide: (_order(guide.title, lang), guide.path))
    found: dict[str, list[Guide]] = {}
    for guide in ordered:
        found.setdefault(_letter(guide.title, lang), []).append(guide)
    return [Part(letter, f"letter-{_named(letter.lower())}", tuple(group)) for letter, group in found.items()]


def _letter(title: str, lang: str) -> str:
    order = _order(title, lang)
    if not order:
        return "#"
    first, own = order[0]
    if own:
        return re.sub(r"^\W+", "", title)[0].upper()
    if not first[0].isalpha():
        return "0–9"
    name = unicodedata.name(first[0], "")
    # Han, kana and hangul have more signs than a list of letters has use for.
    return "" if name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL")) else first[0].upper()


def by_topic(guides: Iterable[Guide], lang: str) -> list[Part]:
    """The guides by their key words, in the order of the alphabet; a guide stands under each of its own."""
    named: dict[str, str] = {}
    found: dict[str, list[Guide]] = {}
    for guide in sorted(guides, key=lambda guide: (_order(guide.title, lang), guide.path)):
        for keyword in dict.fromkeys(guide.keywords):
            key = " ".join(fold(keyword).split())
            if key and guide not in found.setdefault(key, []):
                named.setdefault(key, keyword[:1].upper() + keyword[1:])
                found[key].append(guide)
    ordered = sorted(found, key=lambda key: (_order(named[key], lang), key))
    return [Part(named[key], f"topic-{_named(key)}", tuple(found[key])) for key in ordered]


def _named(key: str) -> str:
    """A key as it may stand in an id and in the name of a file, the same whatever else there is."""
    plain = re.sub(r"[^a-z0-9]+", "-", key).strip("-")
    return plain if plain and key.isascii() and len(plain) <= 60 else hashlib.sha256(key.encode()).hexdigest()[:10]


def newest(guides: Iterable[Guide]) -> list[Guide]:
    """The guides by the day of what changed, the latest first."""
    return sorted(guides, key=lambda guide: (-guide.changed.toordinal(), fold(guide.title), guide.path))


def search_data(guides: Sequence[Guide], lang: str, here: str) -> str:
    """What the search of one language looks in, as a script: a page opened from a folder may fetch no other file.

    Each guide is [title, description, key words, address]. A word of the key words that the rest says already is left
    out, so that 5,000 guides stay below 2 MB.
    """
    rows = []
    for guide in sorted(guides, key=lambda guide: guide.path):
        said = set(re.findall(r"\w+", fold(f"{guide.title} {guide.description}")))
        more = [word for word in " ".join(guide.keywords).split() if fold(word) not in said]
        rows.append([guide.title, guide.description, " ".join(dict.fromkeys(more)), way(here, guide.path)])
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    # U+2028 ended a line of older scripts (ECMAScript before 2019).
    lines = lines.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"plainleafSearch.take({json.dumps(lang)},[\n{lines}\n]);\n"
