"""A text and edits come in, with an answer where one is asked for; the text as edited goes out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.errors import PlainleafError
from pipeline.finding import Finding


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """What stands from `start` to `end` (offsets into the text) becomes `new`; the answer to the question of its mend,
    if that has one, and then `behind` follow it.
    """

    start: int
    end: int
    new: str
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """One way to mend what a finding tells of.

    `says` is the button ('write "50 micrograms"'); `sure` that it is the one right answer, which needs no thought. With
    a `question` it needs words of the author's first, of which `hint` says how they are written.
    """

    says: str
    edits: tuple[Edit, ...]
    sure: bool = True
    question: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A finding with the ways to mend it: one, or several of which somebody has to choose one."""

    finding: Finding
    mends: tuple[Mend, ...] = field(default=())

    @property
    def sure(self) -> bool:
        """Whether there is one right answer, and no question."""
        return len(self.mends) == 1 and self.mends[0].sure and not self.mends[0].question


def apply_mend(text: str, mend: Mend, answer: str = "") -> str:
    """The text after a mend. Raises PlainleafError for a question without an answer."""
    words = " ".join(answer.split())
    if mend.question and not words:
        raise PlainleafError(f"there is no answer to: {mend.question}", hint=mend.hint or "write a few words")
    return apply_edits(text, mend.edits, words if mend.question else "")


def apply_edits(text: str, edits: Sequence[Edit], answer: str = "") -> str:
    """The text after edits that do not overlap."""
    body = text.find("\n---") if text.lstrip("\ufeff").startswith("---") else 0
    for edit in sorted(edits, reverse=True):
        words = answer if edit.start < body else in_markdown(answer)
        text = text[: edit.start] + edit.new + words + edit.behind + text[edit.end :]
    return text


def in_markdown(words: str) -> str:
    """Words so that Markdown prints them as they are."""
    return re.sub(r"([\\`*_\[\]<>{}~])", r"\\\1", words)


def show_change(before: str, after: str, file: str) -> str:
    """A unified diff of two texts, with one line around each change; invisible characters are shown."""
    from pipeline.language.characters import visible

    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), file, file, lineterm="", n=1)
    return "\n".join(visible(line) for line in lines)
