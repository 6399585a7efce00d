"""A seed comes in; strings that are hard to count go out: addresses of every kind, emoji, scripts, odd characters."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator

from pipeline.formats.social import vendored

FRESH_EMOJI = [
    *"🫠🫡🩷🪿🫨🧑☺©®™🇩🏽\ue50a",
    *(
        "🧑‍🚀",
        "👩‍🦽",
        "🏳️‍⚧️",
        "🧑🏻‍🤝‍🧑🏿",
        "❤️‍🔥",
        "☺\ufe0e",
        "☺\ufe0f",
        "©\ufe0f",
        "™\ufe0f",
        "1\u20e3",
        "1\ufe0f\u20e3",
    ),
    *(
        "#\u20e3",
        "*\ufe0f\u20e3",
        "👨\u200d",
        "\u200d",
        "\ufe0f",
        "\ufe0e",
        "🇩🇪",
        "🇪🇩🇪",
        "👩🏽",
        "☝🏽",
        "☝\ufe0e🏽",
        "⛹🏻\u200d♀\ufe0f",
    ),
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
]
COMBINING = [
    *"\u0301\u0308\u0345\u0327\u20dd\u0653\u094d\u200d\u200c",
    "e\u0301",
    "a\u0308\u0304",
    "가",
    "각",
    "ﾊﾟ",
    "ガ",
]
TEXT_TOO = "☺☹☎✂✈✉✏✒✔✖✳✴❄❇❣❤♀♂♠♣♥♦♨♻⚓⚕⚖⚛⚜⚠☀☁☂☃☄☑☕☘☝☠☢☣☦☪☮☯‼⁉ℹ↔↩⏏Ⓜ▪◻⤴⬅⬛〰㊗🈂🌡🅰"
"""Emoji that U+FE0E turns into text."""
SCRIPTS = "日本語中国人民한국어ไทยعربية中文。、！？：；「」ｈｔｔｐ＠＃．ａ"
ODD = (
    "…•€™≥→—’µ½\u2028\u2029\u3000\u00a0\u200b\u200e\u200f\u202a\u2066\u2069\u061c\ufeff\uffff\ufffe\x00\x01\x1f"
    "\x7f\x85ſKıİßŉÿÅΩιΙͅµǅǆ𝕳𝓮𐍈𠮷"
)
PUNCTUATION = "!'#%&()*+,-./:;<=>?@[]^_{|}~$\"`\\ \t\n "
ALPHABET = "abcxyzABCXYZ0123456789"
WORDS = "the may not only if dose 5 mg Ask your clinic example test www http https t co com".split()
PROTOCOLS = ["http://", "https://", "HTTP://", "Https://", "httpſ://", "ftp://", "//", "www.", "http:/", "http://u:p@"]
PROTOCOLS += [""] * 4
LABELS = ["www", "WWW", "t", "twitter", "en.wikipedia", "sub_domain", "-a", "a-", "_a", "a_"]
ENDINGS = ["com", "org", "com", "co", "jp", "invalid", "example", "test", "c", "xn--p1ai", "Com", "COM", "ᴄom"]
PATHS = ["/@user/", "(a(b)c)", "(x)", "((", ")", "@", "%20", "!"]


class Strings:
    """Strings from one seed: the same seed, the same strings."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 (no secret)
        self.emoji = sorted({*vendored.emoji(), *TEXT_TOO})
        self.domains = [*vendored.generic_domains(), *vendored.country_domains(), *ENDINGS * 20]

    def make(self, count: int) -> Iterator[str]:
        for _ in range(count):
            pieces = self.random.randint(1, self.random.choice([3, 6, 12, 60]))
            yield "".join(self._piece() for _ in range(pieces))

    def _some(self, alphabet: object, least: int, most: int) -> str:
        choices = list(alphabet)  # type: ignore[call-overload]
        return "".join(self.random.choice(choices) for _ in range(self.random.randint(least, most)))

    def _piece(self) -> str:
        kinds: list[tuple[int, Callable[[], str]]] = [
            (25, self._address),
            (15, lambda: self.random.choice(self.emoji)),
            (6, lambda: self.random.choice(FRESH_EMOJI)),
            (6, lambda: self.random.choice(COMBINING)),
            (8, lambda: self.random.choice(SCRIPTS)),
            (6, lambda: self.random.choice(ODD)),
            (8, lambda: self.random.choice(PUNCTUATION)),
            (6, self._any_character),
            (6, lambda: self.random.choice(ALPHABET)),
            (14, lambda: f"{self._some(' ', 0, 1)}{self.random.choice(WORDS)}{self._some(' ', 0, 1)}"),
        ]
        return self._one_of(kinds)

    def _one_of(self, kinds: list[tuple[int, Callable[[], str]]]) -> str:
        (kind,) = self.random.choices([make for _, make in kinds], [weight for weight, _ in kinds])
        return kind()

    def _any_character(self) -> str:
        while True:
            last = self.random.choice([0x2FFF, 0xFFFF, 0x1FAFF, 0x10FFFF])
            character = chr(self.random.randint(0, last))
            if unicodedata.category(character) not in ("Cn", "Cs"):
                return character

    def _label(self) -> str:
        kinds: list[tuple[int, Callable[[], str]]] = [
            (50, lambda: self._some("abcdefghij0123456789-_", 1, 8)),
            (10, lambda: self._some(SCRIPTS, 1, 4)),
            (8, lambda: self.random.choice(self.emoji)),
            (7, lambda: self._some("éüøñÅŸßſKжя", 1, 4)),
            (5, lambda: "x" * self.random.randint(55, 68)),
            (4, lambda: "ü" + "x" * self.random.randint(50, 62)),
            (3, lambda: "日" * self.random.randint(10, 40)),
            (3, lambda: "xn--" + self._some("abc0-9", 4, 4)),
            (3, lambda: self.random.choice(ODD)),
            (7, lambda: self.random.choice(LABELS)),
        ]
        return self._one_of(kinds)

    def _address(self) -> str:
        chance = self.random.random
        labels = ".".join(self._label() for _ in range(self.random.randint(1, 3)))
        domain = f"{labels}.{self.random.choice(self.domains)}"
        if chance() < 0.07:
            size = self.random.choice([3, 10, 39, 40, 41, 60])
            domain = self.random.choice(["t.co", "T.co"]) + "/" + self._some("abcXYZ019", size, size)
        text = self.random.choice(PROTOCOLS) + domain
        if chance() < 0.15:
            text += ":" + self.random.choice(["80", "8080", "", "x"])
        if chance() < 0.5:
            kinds = [ALPHABET, ALPHABET, PUNCTUATION, "()", "éяжü–—", SCRIPTS, ODD, PATHS]
            text += "/" + "".join(
                self._some(self.random.choice(kinds), 0, 2) for _ in range(self.random.randint(0, 12))
            )
        if chance() < 0.3:
            kinds = [ALPHABET, ALPHABET, PUNCTUATION, SCRIPTS]
            text += "?" + "".join(
                self._some(self.random.choice(kinds), 0, 2) for _ in range(self.random.randint(0, 10))
            )
        if chance() < 0.2:
            text += "#" + self._some(ALPHABET + PUNCTUATION, 0, 5)
        return text
