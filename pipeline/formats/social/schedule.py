"""The posts of campaigns and a timetable come in; the posts with their times, and what is wrong with them, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.errors import UsageError
from pipeline.finding import Finding, Place
from pipeline.formats.social.rules.timing import AFTER_REVIEW, PAST_THE_END, QUIET_HOURS, TIME_MISSING, TIME_PAST
from pipeline.formats.social.settings import WEEK

SCHEDULE = "social/schedule"
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
LONGEST_CADENCE = 366


@dataclass(frozen=True, slots=True)
class Timetable:
    """When messages go out: from `start` on, at `times` of each day that is `every` days after the last one.

    `quiet` are two times between which nothing may go out (they may span midnight); `zone` is an IANA name; `days` are
    the days of the week on which something goes out, 0 for Monday; `until` the last day, if there is one.
    """

    start: date
    times: tuple[time, ...]
    every: int
    quiet: tuple[time, time] | None
    zone: str
    days: frozenset[int] = frozenset(range(7))
    until: date | None = None


def read_timetable(
    start: str,
    at: tuple[str, ...],
    every: int,
    quiet: str,
    zone: str,
    *,
    days: tuple[str, ...] = (),
    until: str = "",
) -> Timetable:
    """The timetable in words ("2026-12-01", ("09:00", "17:30"), 1, "21:00-08:00", "Europe/London", ("mon", "thu")).

    Raises UsageError for a day, a time, a cadence or a zone that does not exist.
    """
    first, last = _day(start), _day(until) if until else None
    if last is not None and last < first:
        raise UsageError(f"{until} is before {start}", hint="let --until be the later day")
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
    span = (bounds[0], bounds[1]) if bounds else None
    return Timetable(first, times, every, span, zone, frozenset(map(_weekday, days or WEEK)), last)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise UsageError(f'there is no day "{words}"', hint="write it as 2026-12-01") from None


def _weekday(words: str) -> int:
    name = words.strip().casefold()[:3]
    if name not in WEEK:
        raise UsageError(f'there is no day of the week "{words}"', hint=f"write one of {', '.join(WEEK)}")
    return WEEK.index(name)


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
    (scheduled,), findings = schedule_in_turn((listed,), timetable, now)
    return scheduled, findings


def schedule_in_turn(
    campaigns: Sequence[Mapping[str, Any]], timetable: Timetable, now: datetime
) -> tuple[tuple[dict[str, Any], ...], tuple[Finding, ...]]:
    """Several campaigns on one timetable: a message of each in turn, so that nobody reads of one thing for a week."""
    findings: list[Finding] = []
    slots = _slots(timetable)
    queues = [list(dict.fromkeys(post["message"] for post in listed["posts"])) for listed in campaigns]
    times: list[dict[str, datetime]] = [{} for _ in campaigns]
    for turn in range(max(map(len, queues), default=0)):
        for number, queue in enumerate(queues):
            if turn < len(queue):
                wall, listed, message = next(slots), campaigns[number], queue[turn]
                moment = _existing(wall)
                part = f"{listed['article']['slug']}/{message}" if len(campaigns) > 1 else str(message)
                place = Place(SCHEDULE, part=part)
                findings += _faults(wall, moment, timetable, now, date.fromisoformat(listed["not_after"]), place)
                times[number][message] = moment
    scheduled = []
    for listed, moments in zip(campaigns, times, strict=True):
        posts = [{**post, "scheduled_at": moments[post["message"]].isoformat()} for post in listed["posts"]]
        scheduled.append({**listed, "time_zone": timetable.zone, "posts": posts})
    return tuple(scheduled), tuple(findings)


def _slots(timetable: Timetable) -> Iterator[datetime]:
    day = timetable.start
    while True:
        # A week has a day on which something may go out, so this ends.
        while day.weekday() not in timetable.days:
            day += timedelta(days=1)
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
    if timetable.until and moment.date() > timetable.until:
        says = f"{shown} is after {timetable.until.isoformat()}, the last day that was asked for"
        yield PAST_THE_END.finding(place, says, "add a time with --at or a day of the week, or leave an article out")
    if timetable.quiet and _within(moment.time(), *timetable.quiet):
        first, end = timetable.quiet
        says = f"{shown} lies in the quiet hours from {first:%H:%M} to {end:%H:%M}"
        yield QUIET_HOURS.finding(place, says, "choose another time with --at, or other quiet hours")


def _within(moment: time, first: time, end: time) -> bool:
    return first <= moment < end if first <= end else moment >= first or moment < end
