"""Lines that may be headings come in, each with how likely it is one; the same lines go out, alike what is alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.manuscript.pieces import SURE
from pipeline.manuscript.recognition.outline import NAMED, kin, words_of

ASKED = 0.45
"""House: what a line gets for which nothing speaks but headings that look like it; it becomes a question."""

CAPPED = 0.55
"""House: the most for a line that is set apart otherwise than the heading it is like (not bold, no blank lines)."""

WORTH_ASKING = 0.4
"""House: below this a line is a plain paragraph, and nobody is asked."""

_LONGEST = 7
"""Words (house) of a line that looks like a heading whatever its words are."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A line that may be a heading: its words, how likely it is one and why.

    `opens` when something follows above which it may stand (text, a list, another such line); `body` when that is a
    list or whole sentences. `told` is how it is set apart: lines that are told otherwise are no look-alikes. `marked`
    when the file itself says that it is a heading.
    """

    text: str
    score: float
    why: str
    opens: bool
    body: bool
    told: str = ""
    marked: bool = False


def judge(leads: Sequence[Lead | None]) -> list[Lead | None]:
    """The lines in the order of the text, alike what is alike; None is no such line.

    A dose under another medicine's name harms somebody: beside a heading no look-alike stays plain without a question.
    """
    judged = list(leads)
    _agree(judged, words_of)
    for number, lead in enumerate(judged[:-1]):
        below = judged[number + 1]
        if lead and below and kin(lead.text) and lead.score < SURE <= below.score and not below.marked:
            judged[number] = replace(lead, score=SURE + 0.05, why=f"{lead.why}, a heading follows")
    _agree(judged, kin)
    _doubt(judged)
    looks = {_look(lead) for lead in judged if lead and lead.score >= SURE}
    for number, lead in enumerate(judged):
        if lead and lead.score < WORTH_ASKING and lead.body and _look(lead) in looks and _is_bare(lead.text):
            judged[number] = replace(lead, score=ASKED, why=f"{lead.why}, and looks like the headings")
    return judged


def _agree(judged: list[Lead | None], key: Callable[[str], str]) -> None:
    """Give lines of one key one judgement: the surest, and a question for those that are told otherwise."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, lead in enumerate(judged):
        if lead and (name := key(lead.text)):
            groups[name].append(number)
    for members in groups.values():
        group = [(number, lead) for number in members if (lead := judged[number])]
        best = max((lead for _, lead in group), key=lambda lead: lead.score)
        for number, lead in group:
            if best.score < WORTH_ASKING or lead.marked or lead.score >= best.score:
                continue
            alike = lead.opens and lead.told == best.told and not best.marked
            score = best.score if alike else max(lead.score, min(best.score, CAPPED))
            judged[number] = replace(lead, score=score, why=f'{lead.why}, like "{best.text[:40]}"')


def _doubt(judged: list[Lead | None]) -> None:
    """A name that stands alone in a file is asked about: it may head what follows, or be a part of what came before."""
    named = [number for number, lead in enumerate(judged) if lead and kin(lead.text) == NAMED]
    for number in named if len(named) == 1 else ():
        lead = judged[number]
        if lead and not lead.marked and lead.score > CAPPED:
            judged[number] = replace(lead, score=CAPPED, why=f"{lead.why}, but no other medicine stands so")


def _look(lead: Lead) -> tuple[str, bool]:
    return lead.told, len(lead.text.split()) <= _LONGEST


def _is_bare(text: str) -> bool:
    return len(text.split()) <= _LONGEST and text[-1].isalnum() and not text[0].islower()
