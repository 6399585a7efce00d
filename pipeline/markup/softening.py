"""Finished HTML comes in; the same HTML goes out with places to part the words that are wider than their line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from pipeline.language.hyphens import soften
from pipeline.language.wholes import wholes
from pipeline.markup.holding import TOKENS

IsWide = Callable[[str, str], bool]
"""Whether a word, in the block with this tag ("h1", "td"), is wider than a line."""

PartAddress = Callable[[list[str]], str]
"""The parts of an address, each but the last with its sign, as one piece of HTML that a line may end in."""

LEAST_LETTERS = 12
"""No word of fewer letters is looked at: it finds room on a line of 272 px even as a title (measured)."""

LINE, INDENTED = "line", frozenset(("li", "dd", "td", "th"))
"""What `is_wide` is asked of an address of mail in a paragraph that stands in no list and no table, and what those are:
nobody can write it shorter, and parted it is copied wrongly."""

_BLOCK = re.compile(r"<(/?)(h[1-6]|p|li|td|th|dt|dd|caption|div|figcaption)\b")
_WORD = re.compile(rf"[^\s<>&;\u00ad]{{{LEAST_LETTERS},}}")


def nothing_is_wide(word: str, tag: str) -> bool:
    """No word is, whatever its block."""
    del word, tag
    return False


def soften_wide(html: str, lang: str, is_wide: IsWide, address: PartAddress | None = None) -> str:
    """The HTML with soft hyphens in each word for which `is_wide` says so, and such addresses as `address` writes them:
    better on two lines than cut. Values stay whole.

    Attributes, comments, style sheets and the title stay as they are. A word in a passage of another language than
    `lang` is parted by the habits of `lang`.
    """
    parts = TOKENS.split(html)
    blocks: list[str] = []
    for at, part in enumerate(parts):
        if at % 2:
            block = _BLOCK.match(part)
            if block and not block[1]:
                blocks.append(block[2])
            elif block and block[2] in blocks:
                while blocks.pop() != block[2]:
                    pass
            continue
        if len(part) >= LEAST_LETTERS:
            tag = blocks[-1] if blocks else "p"
            tag = LINE if tag == "p" and not INDENTED & set(blocks) else tag
            parts[at] = "".join(
                _identified(piece, tag, is_wide, address) if number % 2 else _worded(piece, lang, tag, is_wide, address)
                for number, piece in enumerate(_IDENTIFIER.split(part))
            )
    return "".join(parts)


_CHARACTER = r"(?:&#?\w+;|[^\s<>&])"
_IDENTIFIER = re.compile(rf"((?:doi:|https?://|www\.|(?<![\d.])10\.\d{{4,9}}/){_CHARACTER}{{{LEAST_LETTERS},}})")
"""Web addresses and DOIs, which nobody can write shorter (DOI Handbook, 2.2: any sign may stand in one)."""

_IN_IDENTIFIER = re.compile(r"(?<=[/.:_()=?#%-])(?=[\w(])|(?<=&lt;|&gt;)")


def _identified(text: str, tag: str, is_wide: IsWide, address: PartAddress | None) -> str:
    if address is None or not is_wide(text, "p" if tag == LINE else tag):
        return text
    return address([part for part in _IN_IDENTIFIER.split(text) if part])


def _worded(text: str, lang: str, tag: str, is_wide: IsWide, address: PartAddress | None) -> str:
    return "".join(
        run if whole and "@" not in run and "." not in run else _softened(run, lang, tag, is_wide, address)
        for run, whole in _with_hosts(wholes(text))
    )


def _with_hosts(runs: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The runs with the host of a long mail address behind its name: whether it is too wide, both tell."""
    found: list[tuple[str, bool]] = []
    for run, whole in runs:
        if whole and run.startswith("@") and found:
            found.append((found.pop()[0] + run, True))
        else:
            found.append((run, whole))
    return found


_SIGN = re.compile(r"(?<=\w[@./])(?=\w)")


def _softened(text: str, lang: str, tag: str, is_wide: IsWide, address: PartAddress | None) -> str:
    def part(match: re.Match[str]) -> str:
        word = match[0]
        block = "p" if tag == LINE and "@" not in word else tag
        if word[0].isdigit() or not is_wide(word, block):
            return word
        if _SIGN.search(word):
            return address(_SIGN.split(word)) if address else word
        return soften(word, lang)

    return _WORD.sub(part, text)
