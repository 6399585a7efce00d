"""The posts of campaigns and a timetable come in; the posts with their times, and what is wrong with them, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.channels import NETWORKS
from pipeline.errors import UsageError
from pipeline.finding import Finding, Place
from pipeline.formats.social.rules.timing import (
    AFTER_REVIEW,
    PAST_THE_END,
    QUIET_HOURS,
    REPEATED,
    TIME_MISSING,
    TIME_PAST,
)
from pipeline.formats.social.settings import WEEK
from pipeline.naming import choose

SCHEDULE = "social/schedule"
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
LONGEST_CADENCE = 366
USUAL_TIME = "09:00"
"""Where times are given for some days or networks only (house)."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """When messages go out: from `start` on, at `times` of each day that is `every` days after the last one.

    `quiet` are two times between which nothing may go out (they may span midnight); `zone` is an IANA name; `days` are
    the days of the week on which something goes out, 0 for Monday; `until` the last day, if there is one. `by_day` are
    the times of a day of the week that has its own, `by_network` those of a network, the first for the first message
    of a day.
    """

    start: date
    times: tuple[time, ...]
    every: int
    quiet: tuple[time, time] | None
    zone: str
    days: frozenset[int] = frozenset(range(7))
    until: date | None = None
    by_day: Mapping[int, tuple[time, ...]] = field(default_factory=dict)
    by_network: Mapping[str, tuple[time, ...]] = field(default_factory=dict)


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

    A time may be that of a day of the week ("sat=11:00") or of a network ("linkedin=08:00").
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
    times, by_day, by_network = _times(at)
    span = (bounds[0], bounds[1]) if bounds else None
    return Timetable(first, times, every, span, zone, frozenset(map(_weekday, days or WEEK)), last, by_day, by_network)


def _times(
    at: Sequence[str],
) -> tuple[tuple[time, ...], dict[int, tuple[time, ...]], dict[str, tuple[time, ...]]]:
    """The times of any day, of days of the week, and of networks."""
    usual: set[time] = set()
    by_day: dict[int, tuple[time, ...]] = {}
    by_network: dict[str, tuple[time, ...]] = {}
    for words in at:
        name, equals, clock = words.rpartition("=")
        named = name.strip().casefold()
        moment = _clock(clock)
        if not equals:
            usual.add(moment)
        elif named in NETWORKS:
            by_network[named] = tuple(sorted({*by_network.get(named, ()), moment}))
        elif named[:3] in WEEK:
            day = WEEK.index(named[:3])
            by_day[day] = tuple(sorted({*by_day.get(day, ()), moment}))
        else:
            raise UsageError(f'"{name}" is neither a day nor a network', hint=choose(named, (*WEEK, *NETWORKS)))
    return tuple(sorted(usual or {_clock(USUAL_TIME)})), by_day, by_network


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
    times: list[dict[tuple[str, str], datetime]] = [{} for _ in campaigns]
    for turn in range(max(map(len, queues), default=0)):
        for number, queue in enumerate(queues):
            if turn < len(queue):
                (slot, nth), listed, message = next(slots), campaigns[number], queue[turn]
                part = f"{listed['article']['slug']}/{message}" if len(campaigns) > 1 else str(message)
                place = Place(SCHEDULE, part=part)
                walls = {post["network"]: slot for post in listed["posts"] if post["message"] == message}
                for network, own in timetable.by_network.items():
                    if network in walls and nth < len(own):
                        walls[network] = datetime.combine(slot.date(), own[nth], slot.tzinfo)
                last = date.fromisoformat(listed["not_after"])
                for wall in sorted(set(walls.values())):
                    findings += _faults(wall, _existing(wall), timetable, now, last, place)
                times[number] |= {(message, network): _existing(wall) for network, wall in walls.items()}
    findings += _too_many(timetable, times)
    scheduled = []
    for listed, moments in zip(campaigns, times, strict=True):
        posts = [
            {**post, "scheduled_at": moments[post["message"], post["network"]].isoformat()} for post in listed["posts"]
        ]
        scheduled.append({**listed, "time_zone": timetable.zone, "posts": posts})
    return tuple(scheduled), tuple(findings)


def _too_many(timetable: Timetable, times: Sequence[Mapping[tuple[str, str], datetime]]) -> Iterator[Finding]:
    """That more messages are to go out than there are times until the last day, and what each way out would be."""
    begun: dict[tuple[int, str], date] = {}
    for number, moments in enumerate(times):
        for (message, _), moment in moments.items():
            key = number, message
            begun[key] = max(moment.date(), begun.get(key, moment.date()))
    late = {key: day for key, day in begun.items() if timetable.until and day > timetable.until}
    if not late or timetable.until is None:
        return
    left = "1 of them would go" if len(late) == 1 else f"{len(late)} of them would go"
    says = f"{len(begun)} messages, and times for {len(begun) - len(late)} until {timetable.until}: {left} out later"
    daily = " ".join(f"--at {each:%H:%M}" for each in (*timetable.times, time(16)))
    hint = (
        f"write --to {max(late.values())}, or {daily} for more in a day, or leave messages out: social: {{plan: […]}}"
    )
    message = next(iter(late))[1]
    yield PAST_THE_END.finding(Place(SCHEDULE, part=message), says, f"{hint} in the article")


def find_repeats(
    posts: Sequence[Mapping[str, Any]], earlier: Sequence[tuple[str, Mapping[str, Any]]], apart: int
) -> Iterator[Finding]:
    """Posts in whose words something goes out on the same network within `apart` days: in the same calendar, or in an
    `earlier` one (its folder, its posts.json).
    """
    told: dict[tuple[str, str], list[tuple[date, str]]] = {}
    for folder, listed in earlier:
        for post in listed["posts"]:
            if "scheduled_at" in post:
                told.setdefault(_words(post), []).append((_date_of(post), folder))
    for post in posts:
        day = _date_of(post)
        for other, folder in told.get(_words(post), []):
            if abs((day - other).days) < apart:
                where = f" by {folder}" if folder else ""
                says = f"on {day.isoformat()} it goes out again within {apart} days, after {other.isoformat()}{where}"
                hint = "begin later, or say fewer days with --apart"
                hint += f"; delete {folder} if that calendar is not used" if folder else ""
                yield REPEATED.finding(Place(SCHEDULE, part=str(post["id"])), says, hint)
                break
        told.setdefault(_words(post), []).append((day, ""))


def _words(post: Mapping[str, Any]) -> tuple[str, str]:
    return str(post["network"]), "\n".join(text["text"] for text in post["texts"])


def _date_of(post: Mapping[str, Any]) -> date:
    return datetime.fromisoformat(post["scheduled_at"]).date()


def _slots(timetable: Timetable) -> Iterator[tuple[datetime, int]]:
    """Times at which a message may go out, each with how many of that day are before it."""
    day = timetable.start
    while True:
        # A week has a day on which something may go out, so this ends.
        while day.weekday() not in timetable.days:
            day += timedelta(days=1)
        for nth, each in enumerate(timetable.by_day.get(day.weekday(), timetable.times)):
            yield datetime.combine(day, each, ZoneInfo(timetable.zone)), nth
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
