"""An edition that could be published comes in; the findings that keep it back go out."""

from __future__ import annotations

from pipeline.building.rules import EXPIRED, REFUSED
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


def expired(target: Target, moved: bool = False) -> Finding:
    """The finding on an article past its next review; `moved` says that its output was moved out of reach."""
    message = f'"{target.title}" was due for review, and is not published any more'
    message += "; its output was moved to output/_withdrawn/" if moved else ""
    hint = "review the article and set next_review, or build with --draft"
    return EXPIRED.finding(Place(target.file, 1), message, hint)
