"""What an edition says comes in; the short code that its printed copies carry goes out, and what was typed by hand.

A code has six characters and a check character. Of signs that look alike (2 Z, 5 S, 6 G, 8 B, 1 I L, 0 O Q, U V) the
alphabet has one at most, and it has no vowel, so that no code is a word. It has 23, a prime: so the last one tells
every single mistake and every two characters that changed places, as that of ISBN-10 does with 11 (ISO 2108).
"""

from __future__ import annotations

import hashlib
import re

from pipeline.article.digest import digest_of_block
from pipeline.article.model import Article
from pipeline.edition.edition import Edition

ALPHABET = "2346789CDFHJKLMNPRTVWXY"
LENGTH = 6
"""Characters before the check character: 148 million codes, so that two of 5,000 editions seldom share one (house)."""

_READ_AS = str.maketrans({"Z": "2", "G": "6", "B": "8", "U": "V", "I": "L", "1": "L"})
"""What people type for what they see; the characters that were read so are not in the alphabet."""


def code_of(edition: Edition) -> str:
    """The check code of an edition: the same as long as it says the same to its readers, however it looks.

    It covers document, version, language and brand, title, main message, subtitle, summary, every block with its
    pictures, the references, and where to call or write; not the days of review, so that a review which changes nothing
    keeps every copy true. "" for a draft and for an edition without a page that could answer.
    """
    if edition.draft or not has_page(edition):
        return ""
    article, brand = edition.article, edition.brand
    front = article.front
    words = (front.title, front.subtitle, front.summary, front.main_message)
    said = (
        brand.id,
        edition.lang,
        front.id.casefold(),
        front.version,
        *(" ".join((each or "").split()) for each in words),
        _digest(article),
        *(reference.text for _, reference in sorted(article.references.items())),
        brand.contact.phone,
        brand.contact.email,
    )
    number = int.from_bytes(hashlib.sha256("\0".join(said).encode()).digest(), "big")
    letters = ""
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return letters + _check_character(letters)


_told: list[tuple[Article, str]] = []
"""The digest of the article that was asked for last: each try of a sheet and each rule asks for the same one."""


def _digest(article: Article) -> str:
    if not (_told and _told[0][0] is article):
        _told[:] = [(article, digest_of_block(article.blocks, article.pictures))]
    return _told[0][1]


def has_page(edition: Edition) -> bool:
    """Whether the edition publishes a web page, which answers for its printed copies."""
    published = [variant for variant, on_request in edition.variants("page", ("web",)) if not on_request]
    return "page" in edition.brand.settings.tables and bool(published) and not edition.publication.is_collection


def scan_address(edition: Edition) -> str:
    """Where the QR code of a printed copy leads: the page, with the copy's code as its fragment.

    A fragment needs nothing of the host, stays in the reader's browser (RFC 3986, 3.5), and a page without that code is
    the page all the same.
    """
    code = code_of(edition)
    return f"{edition.canonical}#{code}" if code else edition.canonical


def _check_character(letters: str) -> str:
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(letters, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def is_code(code: str) -> bool:
    """Whether a code can be right: of the right length and letters, with the right check character."""
    return len(code) == LENGTH + 1 and set(code) <= set(ALPHABET) and code[-1] == _check_character(code[:-1])


def shown(code: str) -> str:
    """A code as it is printed: "K7M-4P2X"."""
    return f"{code[:3]}-{code[3:]}" if code else ""


def typed(text: str) -> str:
    """What was typed or read aloud as a code: capitals, without spaces, look-alikes as what they look like."""
    return re.sub(r"[^0-9A-Z]", "", text.upper()).translate(_READ_AS)
