"""Times come from a timetable; what cannot be is said, and every export reads back as its importer reads it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import icalendar
import pytest

from pipeline.errors import UsageError
from pipeline.finding import Finding
from pipeline.formats.social.exporting import export, importers
from pipeline.formats.social.schedule import find_repeats, read_timetable, schedule, schedule_in_turn
from pipeline.formats.social.scheduling import listed_in, together
from tests.social.sample import listed, sound_campaign

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def scheduled(
    start: str = "2026-12-01",
    at: tuple[str, ...] = ("09:00",),
    every: int = 1,
    quiet: str = "21:00-08:00",
    zone: str = "Europe/London",
    until: str = "",
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    return schedule(listed(sound_campaign()), read_timetable(start, at, every, quiet, zone, until=until), NOW)


def earlier() -> tuple[str, dict[str, Any]]:
    return "output/_schedule/house/en/tides/", scheduled()[0]


SCHEDULED: dict[str, Callable[[], tuple[Finding, ...]]] = {
    "time-past": lambda: scheduled(start="2026-11-01")[1],
    "time-missing": lambda: scheduled(start="2027-03-28", at=("01:30",), quiet="")[1],
    "after-review": lambda: scheduled(start="2028-10-04")[1],
    "past-the-end": lambda: scheduled(until="2026-12-02")[1],
    "quiet-hours": lambda: scheduled(at=("07:30",))[1],
    "repeated": lambda: tuple(find_repeats(scheduled(start="2026-12-10")[0]["posts"], [earlier()], 14)),
    "too-many-rows": lambda: export(many(101))[1],
    "importer-unverified": lambda: export(scheduled()[0])[1],
}
BESIDE = {"too-many-rows": {"social/importer-unverified"}}
"""What is said of every export."""


@cache
def exported() -> dict[str, bytes]:
    return {file.name: file.content for file in export(scheduled()[0])[0]}


def many(count: int) -> dict[str, Any]:
    values, _ = scheduled()
    post = next(post for post in values["posts"] if post["network"] == "x")
    return {**values, "posts": [{**post, "id": f"{n}"} for n in range(count)]}


def rows(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(exported()[name].decode("utf-8"), newline="")))


@pytest.mark.parametrize("name", SCHEDULED)
def test_a_rule_on_times_speaks_when_it_is_broken(name: str) -> None:
    assert {finding.rule for finding in SCHEDULED[name]()} - BESIDE.get(name, set()) == {f"social/{name}"}


def test_a_good_timetable_raises_nothing() -> None:
    assert scheduled()[1] == ()


def test_a_message_goes_out_on_all_its_networks_at_once() -> None:
    values, _ = scheduled(at=("09:00", "17:30"), every=2)
    times: dict[str, set[str]] = {}
    for post in values["posts"]:
        times.setdefault(post["message"], set()).add(post["scheduled_at"])
    assert [sorted(each) for each in times.values()] == [
        ["2026-12-01T09:00:00+00:00"],
        ["2026-12-01T17:30:00+00:00"],
        ["2026-12-03T09:00:00+00:00"],
        ["2026-12-03T17:30:00+00:00"],
    ]


def test_an_hour_that_the_clocks_skip_is_moved_and_said() -> None:
    values, findings = scheduled(start="2027-03-28", at=("01:30",), quiet="")
    assert values["posts"][0]["scheduled_at"] == "2027-03-28T02:30:00+01:00"
    assert findings[0].message == (
        "2027-03-28 01:30 does not exist in Europe/London, the clocks are set forward; it goes out at 02:30"
    )


def test_an_hour_that_comes_twice_is_the_first_one() -> None:
    values, findings = scheduled(start="2027-10-31", at=("01:30",), quiet="")
    assert values["posts"][0]["scheduled_at"] == "2027-10-31T01:30:00+01:00"
    assert findings == ()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"start": "2026-13-01"}, 'there is no day "2026-13-01"'),
        ({"at": ("25:00",)}, 'there is no time "25:00"'),
        ({"every": 0}, "0 days is no cadence"),
        ({"quiet": "21:00"}, '"21:00" are no quiet hours'),
        ({"zone": "Europe/Atlantis"}, 'there is no time zone "Europe/Atlantis"'),
        ({"zone": "../etc/passwd"}, 'there is no time zone "../etc/passwd"'),
    ],
)
def test_a_timetable_that_cannot_be_is_refused(words: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as refused:
        scheduled(**words)
    assert refused.value.message == message
    assert refused.value.hint


def test_buffer_reads_its_columns() -> None:
    head, *posts = rows("buffer-x.csv")
    assert head == ["Text", "Image URL", "Tags", "Posting Time"]
    texts = [post for post in listed(sound_campaign())["posts"] if post["network"] == "x"]
    assert [row[0] for row in posts] == [post["texts"][0]["text"] for post in texts]
    assert posts[0][1] == "https://harbour.example.org/pictures/cream/en/cards/01-announcement-1200x630.png"
    assert posts[0][3] == "2026-12-01 09:00"


def test_hootsuite_reads_rows_without_a_header() -> None:
    first = rows("hootsuite-google-business.csv")[0]
    assert first[0] == "12/01/2026 09:00"
    assert first[2].startswith("https://harbour.example.org/leaflets/cream")


def test_sprout_reads_its_columns() -> None:
    head, *posts = rows("sprout-bluesky.csv")
    assert head == ["date", "time_24hr", "message_text"]
    assert [row[:2] for row in posts[:2]] == [["12/01/2026", "09:00"], ["12/02/2026", "09:00"]]


def test_a_file_never_has_more_rows_than_its_importer_takes() -> None:
    files, _ = export(many(351))
    sizes = {file.name: file.content.count(b'\r\n"') for file in files if file.name.endswith(".csv")}
    assert {name for name in sizes if name.startswith("buffer")} == {f"buffer-x-{n}.csv" for n in range(1, 5)}
    assert {name for name in sizes if name.startswith("hootsuite")} == {"hootsuite-x-1.csv", "hootsuite-x-2.csv"}
    for name, importer in importers().items():
        for file in files:
            if file.name.startswith(f"{name}-"):
                read = list(csv.reader(io.StringIO(file.content.decode(), newline="")))
                assert len(read) - bool(importer["columns"]) <= importer["rows"]


def test_postiz_reads_one_request_a_message() -> None:
    requests = json.loads(exported()["postiz.json"])
    assert [request["date"] for request in requests][:2] == ["2026-12-01T09:00:00.000Z", "2026-12-02T09:00:00.000Z"]
    first = requests[0]
    assert (first["type"], first["shortLink"], first["tags"]) == ("schedule", False, [])
    assert {post["settings"]["__type"] for post in first["posts"]} == {"x", "bluesky", "instagram", "gmb"}
    for post in first["posts"]:
        assert set(post) == {"integration", "value", "settings"}
        assert all(image["alt"] for value in post["value"] for image in value["image"])


def test_a_calendar_program_reads_the_campaign() -> None:
    """icalendar, a parser that is not ours, reads the events back."""
    content = exported()["campaign.ics"]
    events: list[Any] = list(icalendar.Calendar.from_ical(content).walk("VEVENT"))
    values, _ = scheduled()
    assert [str(event["DESCRIPTION"]) for event in events] == [
        "\n\n".join(text["text"] for text in post["texts"]) for post in values["posts"]
    ]
    assert [event["DTSTART"].dt for event in events] == [
        datetime.fromisoformat(post["scheduled_at"]).astimezone(UTC) for post in values["posts"]
    ]
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_a_cell_that_would_run_as_a_formula_is_disarmed() -> None:
    values = many(1)
    values["posts"][0]["texts"] = [{**values["posts"][0]["texts"][0], "text": '=HYPERLINK("https://example.org")'}]
    files, _ = export(values)
    for file in files:
        if file.name.endswith(".csv"):
            read = csv.reader(io.StringIO(file.content.decode(), newline=""))
            assert not any(cell[:1] in tuple("=+-@\t\r") for row in read for cell in row if cell)


def test_the_same_posts_give_the_same_files() -> None:
    assert exported() == {file.name: file.content for file in export(scheduled()[0])[0]}


def campaigns() -> tuple[dict[str, Any], ...]:
    one = listed(sound_campaign())
    other = {**one, "article": {**one["article"], "slug": "waves", "title": "Waves"}, "not_after": "2027-06-01"}
    return one, other


def test_several_campaigns_take_turns_on_one_timetable() -> None:
    timetable = read_timetable("2026-12-01", ("09:00",), 1, "", "UTC", days=("tue", "Friday"))
    (one, other), findings = schedule_in_turn(campaigns(), timetable, NOW)
    assert findings == ()
    joined = together((one, other))
    days = list(dict.fromkeys((post["message"].split("/")[0], post["scheduled_at"][:10]) for post in joined["posts"]))
    slug = one["article"]["slug"]
    assert days[:4] == [(slug, "2026-12-01"), ("waves", "2026-12-04"), (slug, "2026-12-08"), ("waves", "2026-12-11")]
    assert joined["not_after"] == "2027-06-01"
    assert len({post["id"] for post in joined["posts"]}) == len(joined["posts"])
    assert "Waves" in joined["article"]["title"]


def test_a_review_that_is_due_stops_its_own_article_only() -> None:
    one, other = campaigns()
    timetable = read_timetable("2026-12-01", ("09:00",), 1, "", "UTC")
    _, findings = schedule_in_turn((one, {**other, "not_after": "2026-12-01"}), timetable, NOW)
    assert {finding.rule for finding in findings} == {"social/after-review"}
    assert all("waves/" in finding.where.part for finding in findings)


def test_a_day_and_a_network_may_have_times_of_their_own() -> None:
    values, found = scheduled(at=("09:00", "wed=11:30", "x=12:15"))
    assert found == ()
    times = {(post["scheduled_at"][:10], post["network"]): post["scheduled_at"][11:16] for post in values["posts"]}
    assert times["2026-12-01", "bluesky"] == "09:00"
    assert times["2026-12-02", "bluesky"] == "11:30"
    assert {clock for (_, network), clock in times.items() if network == "x"} == {"12:15"}
    with pytest.raises(UsageError, match='"linkdin" is neither a day nor a network') as refused:
        scheduled(at=("linkdin=08:00",))
    assert refused.value.hint == 'did you mean "linkedin"?'


def test_a_network_s_own_time_in_the_quiet_hours_is_an_error_too() -> None:
    assert {finding.rule for finding in scheduled(at=("09:00", "x=22:30"))[1]} == {"social/quiet-hours"}


def test_the_same_post_goes_out_again_when_enough_days_lie_between() -> None:
    later = scheduled(start="2027-02-01")[0]["posts"]
    assert list(find_repeats(later, [earlier()], 14)) == []
    assert list(find_repeats(scheduled(start="2026-12-10")[0]["posts"], [earlier()], 0)) == []
    (first, *_) = find_repeats(scheduled(start="2026-12-02")[0]["posts"], [earlier()], 14)
    assert "output/_schedule/house/en/tides/" in first.message
    assert "output/_schedule/house/en/tides/" in first.hint
    assert listed_in(b"{broken")["posts"] == []


def test_what_goes_out_when_is_a_table_that_spreadsheets_open() -> None:
    content = exported()["calendar.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    head, *others = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert head[:5] == ["day", "date", "time", "zone", "network"]
    assert others[0][:4] == ["tue", "2026-12-01", "09:00", "Europe/London"]
    assert [row[1] for row in others] == sorted(row[1] for row in others)
    assert len(others) == len(scheduled()[0]["posts"])


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"days": ("mon", "noday")}, 'there is no day of the week "noday"'),
        ({"until": "2026-11-30"}, "2026-11-30 is before 2026-12-01"),
        ({"until": "next week"}, 'there is no day "next week"'),
    ],
)
def test_a_week_that_cannot_be_is_refused(more: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_timetable("2026-12-01", ("09:00",), 1, "", "UTC", **more)
