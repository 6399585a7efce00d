"""Paragraphs and headings of unknown level come in; which are headings, and of which level, goes out, with reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.article.model import Bullets, CardKind, Prose, Steps
from pipeline.manuscript.pieces import Heading, Inference, Part
from pipeline.manuscript.recognition import vocabulary
from pipeline.manuscript.wording import plain

_END_MARKS = ".,;،。"
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_ANNOUNCED = re.compile(
    r"\b(?P<count>two|three|four|five|six)\b(?: \w+){0,2} (?:areas?|ways|parts|types|kinds|steps|factors|groups|things|"
    r"reasons|mechanisms|forms|stages|points|topics|questions)\b\s*[:—–-]\s*(?P<list>.+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a line that may be a heading: blank lines, bold type, and the words that follow.

    `in_run` when a neighbour is a line of the same kind: a row of medicines is a list, and none of them a heading.
    """

    blank_before: bool
    blank_after: bool
    following: str
    bold: bool = False
    followed_by_list: bool = False
    in_run: bool = False


def likelihood(text: str, setting: Setting) -> tuple[float, str]:
    """How likely a line is a heading, 0 to 0.99, and what spoke for it (weights: house)."""
    words = text.split()
    if not words or len(words) > 18 or len(text) > 130 or not any(c.isalpha() for c in text):
        return 0.0, "too long for a heading"
    if text[-1] in _END_MARKS:
        return 0.05, "ends like a sentence"
    if text[-1] == ":" and len(words) > 6:
        return 0.1, "leads to what follows"
    score, reasons = 0.3, ["short line without a full stop"]

    def add(weight: float, reason: str) -> None:
        nonlocal score
        score += weight
        if weight > 0:
            reasons.append(reason)

    if text[-1] == ":":
        add(-0.3 if setting.followed_by_list and len(words) > 4 else -0.05, "")
    if vocabulary.is_title_case(text):
        add(0.35, "title case")
    elif len(words) == 1 and text[0].isupper():
        add(0.2, "one word")
    elif not vocabulary.has_case(text) and len(words) <= 10:
        add(0.2, "short")
    elif text[0].islower():
        add(-0.3, "")
    elif len(words) <= 7 and not any(c.isdigit() for c in text):
        add(0.1, "few words")
    if setting.blank_before and setting.blank_after:
        add(0.15, "blank lines around it")
    elif setting.blank_before:
        add(0.05, "blank line before it")
    if len(setting.following) > 1.5 * len(text):
        add(0.1, "longer text follows")
    elif setting.followed_by_list:
        add(0.1, "a list follows")
    if any(pattern.search(text) for pattern in (*vocabulary.STANDING, vocabulary.INVITATION)):
        add(0.15, "names a usual section")
    if vocabulary.is_product(text) and not setting.in_run:
        add(0.2, "names a medicine and its strength")
    if setting.bold:
        add(0.3, "all bold")
    if text.isupper() and len(text) > 3:
        add(0.15, "all capitals")
    if text[-1] in "?؟!":
        add(0.1, "a question" if text[-1] != "!" else "an exclamation")
    if not setting.following and not setting.followed_by_list:
        add(-0.35, "")
    last = vocabulary.words(text)[-1:]
    if vocabulary.is_unfinished(text) and last and not vocabulary.is_title_case(text):
        add(-0.3, "")
    return max(0.0, min(score, 0.99)), ", ".join(reasons)


def words_of(text: str) -> str:
    """The words of a line without what differs between lines of one kind: capitals, digits, marks at its end."""
    return re.sub(r"\d+", "0", " ".join(vocabulary.words(text)))


def kin(text: str) -> str:
    """What lines have in common that name the same kind of thing; empty for a line that is like no other."""
    if vocabulary.is_medicine(text):
        return NAMED
    return "a medicine and its strength" if vocabulary.is_product(text) else ""


NAMED = "a medicine's name"
"""What lines have in common that are the name of a medicine each."""


def title_terms(title: str) -> set[str]:
    """The content words of a title, without what follows a colon or dash."""
    return vocabulary.content_words(re.split(r"[:–—|]\s", title, maxsplit=1)[0])


def repeats_title(text: str, title: str) -> bool:
    """Whether a line says the title again in other words: half of the title's terms and two of them at least."""
    terms = title_terms(title)
    shared = terms & vocabulary.content_words(text)
    return len(shared) >= 2 and 2 * len(shared) >= len(terms)


def card_kind(text: str) -> CardKind | None:
    """The kind of card a heading names, None when it names none or several."""
    kinds = [kind for kind, pattern in vocabulary.CARDS.items() if pattern.search(text)]
    return kinds[0] if len(kinds) == 1 else None


def card_runs(parts: Sequence[Part]) -> list[range]:
    """The indexes of headings with one list each that stand side by side and name at least two kinds of card."""
    runs: list[range] = []
    index = 0
    while index < len(parts):
        end = index
        kinds: set[CardKind] = set()
        while _is_card(parts, end):
            heading = parts[end]
            kind = card_kind(plain(heading.inlines)) if isinstance(heading, Heading) else None
            if kind is None or kind in kinds:
                break
            kinds.add(kind)
            end += 2
        if len(kinds) >= 2:
            runs.append(range(index, end))
        index = max(end, index + 1)
    return runs


def _is_card(parts: Sequence[Part], index: int) -> bool:
    if index + 1 >= len(parts):
        return False
    heading, content = parts[index], parts[index + 1]
    after = parts[index + 2] if index + 2 < len(parts) else None
    alone = after is None or isinstance(after, Heading)
    return isinstance(heading, Heading) and isinstance(content, Bullets | Steps) and alone


def level_headings(parts: Sequence[Part], title: str) -> tuple[list[Part], list[Inference]]:
    """The same parts with every unknown heading level settled (2 = section), and an inference for each of them."""
    levels, reasons = _unknown_levels(parts, title)
    settled: list[Part] = []
    inferences: list[Inference] = []
    for index, part in enumerate(parts):
        if isinstance(part, Heading) and part.level == 0:
            confidence, why = reasons[index]
            settled.append(replace(part, level=levels[index]))
            what = f"level {levels[index]}"
            inferences.append(Inference(what, part.node.place, plain(part.inlines), confidence, why))
        else:
            settled.append(part)
    return settled, inferences


def _unknown_levels(parts: Sequence[Part], title: str) -> tuple[dict[int, int], dict[int, tuple[float, str]]]:
    levels: dict[int, int] = {}
    reasons: dict[int, tuple[float, str]] = {}
    in_cards = {index for run in card_runs(parts) for index in run}
    announced = _announced(parts)
    named = _named_alike(parts)
    container = False
    base = 2
    for index, part in enumerate(parts):
        if not isinstance(part, Heading):
            continue
        if part.level:
            base, container = part.level, True
            continue
        text = plain(part.inlines)
        if index in in_cards:
            levels[index], reasons[index] = 3, (0.9, "a card beside others")
            container = False
            continue
        if index in announced and container:
            levels[index], reasons[index] = base + 2, (0.85, "announced by the paragraph above")
            continue
        if index in named:
            levels[index] = base = levels.get(named[0], base)
            reasons[index], container = (0.85, f"{kin(text)}, like others"), True
            continue
        opens, why, confidence = _opens(parts, index, text, title, in_cards)
        if container and not opens and _strays(parts, named, index):
            levels[index], reasons[index] = base + 1, (ASKED, "no other section of the kind has such a heading")
        elif opens == "container":
            levels[index], reasons[index] = base, (confidence, why)
            container = True
        elif opens == "leaf":
            levels[index], reasons[index] = base, (confidence, why)
            container = False
        elif container:
            levels[index], reasons[index] = base + 1, (0.7, "stands under a section that covers the whole subject")
        else:
            levels[index], reasons[index] = base, (0.75, "no section is open above it")
    return levels, reasons


ASKED = 0.5
"""House: how sure it is that a heading belongs under the last of several medicines when under the others it does not
stand; it becomes a question.
"""


def _named_alike(parts: Sequence[Part]) -> list[int]:
    """The headings of no known level that name a medicine each, when there are several: each opens a section."""
    found = [i for i, p in enumerate(parts) if isinstance(p, Heading) and not p.level and kin(plain(p.inlines))]
    return found if len(found) > 1 else []


def _strays(parts: Sequence[Part], named: Sequence[int], index: int) -> bool:
    """Whether a heading stands after the last medicine, and none of the same words under one of the others."""
    if not named or index < named[-1]:
        return False
    others = {words_of(plain(p.inlines)) for p in parts[named[0] : named[-1]] if isinstance(p, Heading)}
    return words_of(plain(p.inlines) if isinstance(p := parts[index], Heading) else "") not in others


def _opens(parts: Sequence[Part], index: int, text: str, title: str, in_cards: set[int]) -> tuple[str, str, float]:
    """Whether a heading opens a section with subsections ("container"), one without ("leaf"), or neither ("")."""
    following = parts[index + 1] if index + 1 < len(parts) else None
    invites = vocabulary.INVITATION.search(text) is not None
    terms = title_terms(title)
    covers = len(terms) >= 2 and terms <= vocabulary.content_words(text)
    if _cards_follow(parts, index, in_cards):
        return "leaf", "cards follow", 0.9
    if isinstance(following, Heading) and index + 1 not in in_cards:
        return "container", "another heading follows at once", 0.9
    if covers:
        return "container", "says the words of the title again", 0.75
    if not invites and any(pattern.search(text) for pattern in vocabulary.STANDING):
        return "leaf", "names a section that stands for itself", 0.85
    return "", "", 0.0


def _cards_follow(parts: Sequence[Part], index: int, in_cards: set[int]) -> bool:
    ahead = index + 1
    while ahead < len(parts) and isinstance(parts[ahead], Prose):
        ahead += 1
    return ahead in in_cards and index not in in_cards


def _announced(parts: Sequence[Part]) -> set[int]:
    """The headings that a paragraph names beforehand: "into two main areas: X and Y", then a heading on X, one on Y."""
    found: set[int] = set()
    for index, part in enumerate(parts):
        if not isinstance(part, Prose):
            continue
        match = _ANNOUNCED.search(plain(part.inlines))
        if not match:
            continue
        wanted = vocabulary.stems(match["list"])
        following = [i for i in range(index + 1, len(parts)) if isinstance(parts[i], Heading)]
        named = following[: _COUNTS[match["count"].casefold()]]
        texts = [plain(p.inlines) for i in named if isinstance(p := parts[i], Heading)]
        if len(named) == _COUNTS[match["count"].casefold()] and all(vocabulary.stems(t) & wanted for t in texts):
            found.update(named)
    return found
