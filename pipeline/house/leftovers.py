"""A text of a brand or an article comes in; what in it was only ever an example goes out.

Whoever starts from an example brand forgets a line of it, and a patient then writes to an address that nobody reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.finding import Rule, Severity, Standing

EXAMPLE_LEFT = Rule(
    "brand/example-left",
    Severity.ERROR,
    "a brand that is no example publishes no address, number, name or logo that is one",
    (),
    "RFC 2606 for addresses; the numbers that Ofcom and the NANPA keep for drama",
    Standing.HOUSE,
    reason="a patient who rings an example's number or writes to its address reaches nobody",
)

MARK = "(example)"
"""Stands in the name of a brand that is an example, as those that come with plainleaf are; it may say what it likes."""

_HOSTS = re.compile(r"(?i)(?<![\w-])(?:[\w-]+\.)*(?:example\.(?:com|net|org|edu)|[\w-]+\.(?:example|invalid))(?![\w-])")
# Spaces, dashes and brackets stand anywhere in a number as people write it.
_GAP = r"[\s().–‑-]*"


def _number(digits: str) -> str:
    return _GAP.join(digits)


_NUMBERS = re.compile(
    r"(?<!\d)(?:(?:\+|00)?"
    + _number("44")
    + _GAP
    + r"|0)"
    + _GAP
    # Ofcom, "Telephone numbers for use in TV and radio drama programmes": of each range a thousand numbers.
    + "(?:"
    + "|".join(
        _number(start) + rf"(?:{_GAP}\d){{{10 - len(start)}}}"
        for start in (
            *("2079460", "1134960", "1144960", "1154960", "1164960", "1174960", "1184960", "1214960", "1314960"),
            *("1414960", "1514960", "1614960", "1914980", "2896496", "2920180", "1632960", "7700900", "8081570"),
            *("9098790", "3069990"),
        )
    )
    + r")(?!\d)"
    # NANPA: 555-0100 to 555-0199 of every area.
    + rf"|(?<!\d)(?:\+?1{_GAP})?(?:[2-9]\d\d{_GAP})?555[\s.–‑-]{{1,2}}01\d\d(?!\d)"
)
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


def leftovers(text: str) -> Iterator[str]:
    """Every piece of `text` that is kept for examples, as it stands there: addresses, phone numbers, marks."""
    for pattern in (_HOSTS, _NUMBERS, _WORDS):
        for match in pattern.finditer(text):
            yield match[0].strip()
