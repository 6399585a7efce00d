"""The day of the next review and today come in; where an article stands in its review cycle goes out."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

DUE_DAYS = 90
"""An article is due for review this many days before its next review (house)."""


class State(StrEnum):
    """Where an edition stands in its review cycle; the only thing that the clock decides."""

    CURRENT = "current"
    DUE = "due"
    EXPIRED = "expired"


def state_of(next_review: date, today: date) -> State:
    """Where an article with this next review stands on `today`; the day itself still belongs to it."""
    if today > next_review:
        return State.EXPIRED
    return State.DUE if today >= next_review - timedelta(days=DUE_DAYS) else State.CURRENT
