"""A text comes in; its length goes out as each network counts it, with the links and tags it would find."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

import regex

from pipeline.formats.social import vendored
from pipeline.formats.social.links import FORBIDDEN, code_units, find_spans, find_web_addresses

GRAPHEME = regex.compile(r"\X")
JOINING = regex.compile(
    r"[\p{M}\p{Grapheme_Extend}\p{Emoji_Modifier}\p{RI}\p{Hangul}\p{GCB=Prepend}\p{GCB=SpacingMark}\u200d\r]"
)
"""What may share a grapheme with its neighbour (UAX 29, table 2); without it each character is one."""

EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\uFE0F?\u20E3")
MENTION = regex.compile(
    r"(?<![=/\p{Alnum}_])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)"
    r"@\p{Alnum}(?:[\p{Alnum}.-]*\p{Alnum})?(?::[0-9]+)?",
    regex.IGNORECASE,
)
"""A Mastodon handle on another server: only the part before the second @ is counted."""
TAG = regex.compile(r"(?<![\p{Alnum}_&/#])#(?P<tag>[\p{L}\p{M}\p{N}_]*[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*)")
"""A hashtag: letters, marks, digits and underscore, not digits only (as all networks here agree)."""
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
KEYCAP = "\u20e3"
# UTS 51: the only plain characters that a keycap turns into emoji.
KEYCAP_STARTS = frozenset("0123456789#*")
URL_LENGTH_ON_MASTODON = 23
REMEMBERED = 1024
"""Texts whose count is kept: each is counted when it is composed, listed and checked."""


def count_characters(text: str) -> int:
    """Code points."""
    return len(text)


def count_bytes(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8"))


def graphemes(text: str) -> list[str]:
    """What a reader sees as characters: extended grapheme clusters (UAX 29)."""
    found: list[str] = GRAPHEME.findall(text)
    return found


@lru_cache(REMEMBERED)
def count_graphemes(text: str) -> int:
    """Extended grapheme clusters (UAX 29), as Bluesky counts."""
    return len(graphemes(text)) if JOINING.search(text) else len(text)


@lru_cache(REMEMBERED)
def count_mastodon(text: str) -> int:
    """Graphemes, but 23 for an http(s) address, and a handle without its server (Mastodon user manual, "posting")."""
    # Without an address or a handle Mastodon counts as Bluesky does.
    if "http" not in text.lower() and "@" not in text:
        return count_graphemes(text)
    total, at = 0, 0
    for address in find_web_addresses(text, protocol_required=True):
        total += _without_servers(text[at : address.start]) + URL_LENGTH_ON_MASTODON
        at = address.end
    return total + _without_servers(text[at:])


def _without_servers(text: str) -> int:
    return count_graphemes(MENTION.sub(r"@\1", text))


@lru_cache(REMEMBERED)
def count_threads(text: str) -> int:
    """Code points, but the UTF-8 bytes of an emoji (Meta, Threads API, "Posts")."""
    if not EMOJI.search(text):
        return len(text)
    return sum(count_bytes(g) if EMOJI.search(g) else len(g) for g in graphemes(text))


@dataclass(frozen=True, slots=True)
class Weight:
    """What X says of a post: its weighted length, and whether it may be posted."""

    length: int
    valid: bool


@cache
def _emoji_sizes() -> Mapping[str, tuple[int, ...]]:
    """First character → lengths of the emoji sequences that start with it, longest first."""
    sizes: dict[str, set[int]] = {}
    for sequence in vendored.emoji():
        sizes.setdefault(sequence[0], set()).add(len(sequence))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in sizes.items()}


@cache
def _emoji_starts() -> re.Pattern[str]:
    """Where an emoji may start; a digit, # or * only when a keycap follows."""
    firsts = "".join(re.escape(first) for first in _emoji_sizes() if not first.isascii())
    return re.compile(f"[{firsts}]|[0-9#*](?=\ufe0f?\u20e3)")


def _emoji_at(text: str, at: int) -> int:
    """How many characters the emoji at this place has, 0 if there is none.

    Emoji that U+FE0E turns into text are none here: each is one character, which weighs as much as an emoji by itself.
    """
    # The emoji that X knows are those of its own picture set, not of the newest Unicode.
    always = vendored.emoji()
    sizes = _emoji_sizes()[text[at]]
    return next((size for size in sizes if text[at : at + size] in always), 0)


@cache
def _heavy() -> re.Pattern[str]:
    """The code units that weigh the default; all others weigh one character (true of configuration 3)."""
    weights = vendored.weights()
    light = "".join(f"{chr(first)}-{chr(last)}" for first, last, weight in weights.ranges if weight == weights.scale)
    return re.compile(f"[^{light}]")


@lru_cache(REMEMBERED)
def weigh(text: str) -> Weight:
    """The weight of a post as twitter-text 3 finds it: NFC, an address 23, an emoji 2, most scripts 1, others 2."""
    weights = vendored.weights()
    # X counts after NFC, so "é" is one character however it was typed.
    text = unicodedata.normalize("NFC", text)
    # twitter-text is JavaScript: its borders are UTF-16 code units, and an emoji has two.
    units = code_units(text)
    entities = [(start, end, weights.default) for start, end in _emoji_spans(text).items()]
    entities += [(start, end, weights.address * weights.scale) for start, end, _ in find_spans(units)]
    total, at, valid = 0, 0, True
    for start, end, weight in sorted(entities, key=lambda entity: (entity[0], -entity[2])):
        if start >= at:
            rest = units[at:start]
            total += _weight(rest) + weight
            valid = valid and not any(mark in rest for mark in FORBIDDEN)
            at = end
    rest = units[at:]
    total += _weight(rest)
    valid = valid and not any(mark in rest for mark in FORBIDDEN)
    # X refuses a post without any text.
    return Weight(total // weights.scale, valid and 0 < total <= weights.longest * weights.scale)


def _weight(units: str) -> int:
    """Hundredths of a character; a surrogate pair is one character, a surrogate alone too."""
    weights = vendored.weights()
    # A surrogate pair is one character to X, though two code units to its patterns.
    units = PAIR.sub("\ud800", units)
    # X gives scripts that say more in a character, such as Han, half of the room.
    heavy = len(_heavy().findall(units))
    return weights.scale * (len(units) - heavy) + weights.default * heavy


def _emoji_spans(text: str) -> dict[int, int]:
    """Start and end of each emoji in UTF-16 code units."""
    spans: dict[int, int] = {}
    if KEYCAP not in text and _emoji_sizes().keys().isdisjoint(set(text) - KEYCAP_STARTS):
        return spans
    end, last, unit = 0, 0, 0
    for match in _emoji_starts().finditer(text):
        at = match.start()
        if at < end:
            continue
        size = _emoji_at(text, at)
        if size:
            unit += len(code_units(text[last:at]))
            width = len(code_units(text[at : at + size]))
            spans[unit] = unit + width
            end = last = at + size
            unit += width
    return spans


def count_weighted(text: str) -> int:
    """The weighted length on X, in characters."""
    return weigh(text).length


COUNTERS: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        "weighted": count_weighted,
        "graphemes": count_graphemes,
        "bytes": count_bytes,
        "mastodon": count_mastodon,
        "threads": count_threads,
        "characters": count_characters,
    }
)
"""The counting methods that limits.toml names."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A live part of a Bluesky post: bytes `start` (included) to `end` (excluded) of its UTF-8 text.

    `kind` is "link" (value: the address) or "tag" (value: the tag without #).
    """

    start: int
    end: int
    kind: str
    value: str


def find_facets(text: str) -> tuple[Facet, ...]:
    """Links and tags of a Bluesky post; without facets they are dead text (lexicon app.bsky.richtext.facet)."""
    facets = [
        # AT Protocol counts bytes of UTF-8, which neither Python nor JavaScript does by itself.
        Facet(count_bytes(text[: a.start]), count_bytes(text[: a.end]), "link", a.text)
        for a in find_web_addresses(text, protocol_required=True)
    ]
    for match in TAG.finditer(text):
        start, end = count_bytes(text[: match.start()]), count_bytes(text[: match.end()])
        if not any(start < f.end and f.start < end for f in facets):
            # Bluesky keeps a tag without its sign; the span covers the sign.
            facets.append(Facet(start, end, "tag", match["tag"]))
    return tuple(sorted(facets, key=lambda facet: facet.start))


def find_tags(text: str) -> tuple[str, ...]:
    """The hashtags of a text without their #, in order."""
    urls = find_web_addresses(text, protocol_required=True)
    return tuple(
        match["tag"] for match in TAG.finditer(text) if not any(u.start <= match.start() < u.end for u in urls)
    )


PHONE = regex.compile(
    r"(?<![\p{N}\p{L}/.:?=&-])\+?\(?\p{Nd}(?:(?:[\s\u2066-\u2069().-]|\)[\s-])?\p{Nd}){6,14}(?![\p{N}\p{L}/-])"
)
"""Seven to fifteen digits (ITU-T E.164) with the usual marks between them."""

DATE = regex.compile(r"\p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2}")
SPAN = regex.compile(r"(\p{Nd}{4})\s*[-–]\s*(\p{Nd}{4})")
YEARS = range(1500, 2200)
"""Numbers that are taken for years: many phone numbers end in four digits, a hyphen and four digits (house)."""


def find_phones(text: str) -> tuple[str, ...]:
    """The phone numbers in a text; addresses of the web, dates and spans of years are none."""
    masked = list(text)
    for address in find_web_addresses(text):
        masked[address.start : address.end] = "x" * (address.end - address.start)
    # "2019-2024" has as many digits as a phone number, and health articles are full of such spans.
    clean = SPAN.sub(_without_years, DATE.sub("x", "".join(masked)))
    return tuple(match[0] for match in PHONE.finditer(clean))


def _without_years(span: regex.Match[str]) -> str:
    return "x" if int(span[1]) in YEARS and int(span[2]) in YEARS else str(span[0])
