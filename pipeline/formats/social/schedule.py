"""The posts of a campaign and a timetable come in; the posts with their times, and what is wrong with them, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.errors import UsageError
from pipeline.finding import Finding, Place
from pipeline.formats.social.rules.timing import AFTER_REVIEW, QUIET_HOURS, TIME_MISSING, TIME_PAST

SCHEDULE = "social/schedule"
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
LONGEST_CADENCE = 366


@dataclass(frozen=True, slots=True)
class Timetable:
    """When messages go out: from `start` on, at `times` of each day that is `every` days after the last one.

    `quiet` are two times between which nothing may go out (they may span midnight); `zone` is an IANA name.
    """

    start: date
    times: tuple[time, ...]
    every: int
    quiet: tuple[time, time] | None
    zone: str


def read_timetable(start: str, at: tuple[str, ...], every: int, quiet: str, zone: str) -> Timetable:
    """The timetable in words ("2026-12-01", ("09:00", "17:30"), 1, "21:00-08:00", "Europe/London").

    Raises UsageError for a day, a time, a cadence or a zone that does not exist.
    """
    try:
        day = date.fromisoformat(start)
    except ValueError:
        raise UsageError(f'there is no day "{start}"', hint="write it as 2026-12-01") from None
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f'there is no time zone "{zone}"', hint="use an IANA name such as Europe/London") from None
    if not 1 <= every <= LONGEST_CADENCE:
        raise UsageError(f"{every} days is no cadence", hint=f"use 1 to {LONGEST_CADENCE}")
    bounds = tuple(_clock(part) for part in quiet.split("-")) if quiet else ()
    if quiet and len(bounds) != 2:
        raise UsageError(f'"{quiet}" are no quiet hours', hint="write them as 21:00-08:00")
    times = tuple(sorted({_clock(each) for each in at}))
    return Timetable(day, times, every, (bounds[0], bounds[1]) if bounds else None, zone)


def _clock(words: str) -> time:
    match = CLOCK.fullmatch(words.strip())
    if match is None:
        raise UsageError(f'there is no time "{words}"', hint="write it as 09:00")
    return time(int(match[1]), int(match[2]))


def schedule(
    listed: Mapping[str, Any], timetable: Timetable, now: datetime
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The posts with "scheduled_at" (ISO 8601 with offset), a message at a time on all its networks; `now` is aware.

    A time that the clocks skip is moved to the next one that exists; each such move is a finding.
    """
    findings: list[Finding] = []
    slots = _slots(timetable)
    times: dict[str, datetime] = {}
    for message in dict.fromkeys(post["message"] for post in listed["posts"]):
        wall = next(slots)
        moment = _existing(wall)
        place = Place(SCHEDULE, part=str(message))
        findings += _faults(wall, moment, timetable, now, date.fromisoformat(listed["not_after"]), place)
        times[message] = moment
    posts = [{**post, "scheduled_at": times[post["message"]].isoformat()} for post in listed["posts"]]
    zoned = {**listed, "time_zone": timetable.zone, "posts": posts}
    return zoned, tuple(findings)


def _slots(timetable: Timetable) -> Iterator[datetime]:
    day = timetable.start
    while True:
        for each in timetable.times:
            yield datetime.combine(day, each, ZoneInfo(timetable.zone))
        day += timedelta(days=timetable.every)


def _existing(wall: datetime) -> datetime:
    """The same time of the clock, or the time that it shows instead when it is set forward over it."""
    return wall.astimezone(UTC).astimezone(wall.tzinfo)


def _faults(
    wall: datetime, moment: datetime, timetable: Timetable, now: datetime, last: date, place: Place
) -> Iterator[Finding]:
    shown = f"{wall:%Y-%m-%d %H:%M}"
    if wall.replace(tzinfo=None) != moment.replace(tzinfo=None):
        says = f"{shown} does not exist in {timetable.zone}, the clocks are set forward; it goes out at {moment:%H:%M}"
        yield TIME_MISSING.finding(place, says, "choose another time with --at, or another day")
    if moment <= now:
        yield TIME_PAST.finding(place, f"{shown} has passed", "begin later: --start with a day to come")
    if moment.date() > last:
        says = f"{shown} is after the article's next review on {last.isoformat()}"
        yield AFTER_REVIEW.finding(place, says, "review the article first, or post more often with --every")
    if timetable.quiet and _within(moment.time(), *timetable.quiet):
        first, end = timetable.quiet
        says = f"{shown} lies in the quiet hours from {first:%H:%M} to {end:%H:%M}"
        yield QUIET_HOURS.finding(place, says, "choose another time with --at, or other quiet hours")


def _within(moment: time, first: time, end: time) -> bool:
    return first <= moment < end if first <= end else moment >= first or moment < end
