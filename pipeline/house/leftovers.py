"""A text of a brand or an article comes in; what in it was only ever an example goes out.

Whoever starts from an example brand forgets a line of it, and a patient then writes to an address that nobody reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.rules.calling import is_reserved
from pipeline.finding import Rule, Severity, Standing

EXAMPLE_LEFT = Rule(
    "brand/example-left",
    Severity.ERROR,
    "a brand that is no example publishes no address, number, name or logo that is one",
    (),
    "RFC 2606 for addresses; the numbers that Ofcom, NANPA and others keep for drama",
    Standing.HOUSE,
    reason="a patient who rings an example's number or writes to its address reaches nobody",
)

MARK = "(example)"
"""Stands in the name of a brand that is an example, as those that come with plainleaf are; it may say what it likes."""

_SHORTEST_NUMBER = 7
"""Digits; a shorter one lacks its area."""

_HOSTS = re.compile(r"(?i)(?<![\w-])(?:[\w-]+\.)*(?:example\.(?:com|net|org|edu)|[\w-]+\.(?:example|invalid))(?![\w-])")
_WORDS = re.compile(r"(?i)\(example\)|\bexample (?:town|quay|street|road)\b")


LOGOS = frozenset(
    {
        "0b807a6f544edc986a2c3104da4635a18fd892e87fec6c3da24a9fb7f75caeb6",
        "9077db878ffdbda638f871a9becf0a079bc6a36f851d3d7a7a1eb8f215c7f443",
        "95d41eb5feb467815eb98f7e0b4d92cd364207cb63392e5721471968a1d95d8e",
        "9a0347554f24afdac8081144e88b6fbf66193267d002b48a4c53245bf6c728f7",
    }
)
"""SHA-256 of the logos of the brands that come with plainleaf."""


def is_example(name: str) -> bool:
    """Whether a brand says of itself that it is an example."""
    return MARK in name.casefold()


def leftovers(text: str, region: str) -> Iterator[str]:
    """Every piece of `text` that is kept for examples, as it stands there: addresses, marks, and phone numbers as
    they are written in `region` (ISO 3166-1 alpha-2).
    """
    for pattern in (_HOSTS, _WORDS):
        for match in pattern.finditer(text):
            yield match[0]
    if sum(character.isdigit() for character in text) < _SHORTEST_NUMBER:
        return
    import phonenumbers

    # Numbers for fiction are possible and, for the library, not valid: nobody has them.
    found = phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE)
    for number in found:
        if is_reserved(number.number, region):
            yield number.raw_string
