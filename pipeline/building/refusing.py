"""An edition that could be published comes in; the findings that keep it back go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.article.front.withdrawal import withdrawal_of
from pipeline.building.rules import CONSENT_ENDED, EXPIRED, REFUSED
from pipeline.building.survey import Target, Verdict
from pipeline.finding import Finding, Findings, Place


def refusal(target: Target) -> Findings:
    """Everything that stands against publishing an edition, with the findings on its articles and brand."""
    place = Place(target.file, 1)
    match target.verdict:
        case Verdict.EXPIRED:
            return target.findings + Findings((expired(target),))
        case Verdict.WITHDRAWN:
            found = REFUSED.finding(place, f'"{target.title}" is withdrawn', "set status: current to publish it")
            return Findings((found,))
        case Verdict.PARKED:
            hint = "set status: current to publish it, or use --draft"
            found = REFUSED.finding(place, f'"{target.title}" is parked (status: draft)', hint)
            return target.findings + Findings((found,))
        case _:
            return target.findings


def outdated(target: Target) -> Findings:
    """The finding on an edition whose published files say something else than its article says now."""
    message = f'what is published of "{target.title}" is not what the article says now'
    hint = f"run plainleaf build {target.name.slug} first"
    return Findings((REFUSED.finding(Place(target.file, 1), message, hint),))


WITHDREW = "its author withdrew it"
"""How the reason begins that is kept of what was withdrawn."""


def why_withdrawn(files: Sequence[Mapping[str, bytes]], lang: str) -> str:
    """Why an edition is withdrawn, with the reason of the first of its articles that gives one in its language."""
    because = next((said.because for each in files if (said := withdrawal_of(each, lang)).because), "")
    return f"{WITHDREW}: {because}" if because else WITHDREW


def why_expired(target: Target) -> str:
    """Why an article past its day is not published, in the words of the list of what was withdrawn."""
    return "the consent for a picture ended" if target.consent else "it was due for review"


def expired(target: Target, moved: bool = False) -> Finding:
    """The finding on an article past its day; `moved` says that its output was moved out of reach."""
    away = "; its output was moved to output/_withdrawn/" if moved else ""
    if target.consent:
        day, picture = target.consent
        message = f'the consent for "{picture}" ended on {day}, and "{target.title}" is not published any more{away}'
        hint = "take the picture out, or write the new consent_until when the person agrees again"
        return CONSENT_ENDED.finding(Place(target.file, 1), message, hint)
    message = f'"{target.title}" was due for review, and is not published any more{away}'
    hint = "review the article and set next_review, or build with --draft"
    return EXPIRED.finding(Place(target.file, 1), message, hint)
