"""Posts with their times come in; the files that schedulers and calendars import go out."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.edition.artifact import File
from pipeline.finding import Finding, Place
from pipeline.formats.social.rules.timing import IMPORTER_UNVERIFIED, TOO_MANY_ROWS
from pipeline.formats.social.settings import WEEK
from pipeline.formats.social.view import write_json
from pipeline.markup.calendars import calendar_of, escaped
from pipeline.markup.spreadsheets import csv_bytes

# Importers take times to the minute; two posts of one minute go out in whatever order.
MINUTE = timedelta(minutes=1)
POSTIZ = {
    "x": "x",
    "bluesky": "bluesky",
    "mastodon": "mastodon",
    "threads": "threads",
    "linkedin": "linkedin-page",
    "facebook": "facebook",
    "instagram": "instagram",
    "pinterest": "pinterest",
    "google-business": "gmb",
}
"""What Postiz calls each network (its providers, 2026-08-21); it has none for the others."""


@cache
def importers() -> Mapping[str, Mapping[str, Any]]:
    """What each importer asks for, from importers.toml."""
    return tomllib.loads(files(__package__).joinpath("importers.toml").read_text(encoding="utf-8"))


def export(listed: Mapping[str, Any]) -> tuple[tuple[File, ...], tuple[Finding, ...]]:
    """Every export of a scheduled campaign, and what its readers must know.

    Buffer, Hootsuite and Sprout Social take one channel a file; a file with more rows than the importer takes is cut
    into several.
    """
    found: list[File] = []
    findings: list[Finding] = []
    for name, rows_of in (("buffer", buffer_rows), ("hootsuite", hootsuite_rows), ("sprout", sprout_rows)):
        importer = importers()[name]
        for network in dict.fromkeys(post["network"] for post in listed["posts"]):
            posts = [post for post in listed["posts"] if post["network"] == network]
            rows = list(rows_of(posts, importer))
            parts = [rows[at : at + importer["rows"]] for at in range(0, len(rows), importer["rows"])]
            if len(parts) > 1:
                says = f"{len(rows)} rows, {importer['name']} takes {importer['rows']} at a time"
                findings.append(TOO_MANY_ROWS.finding(Place(f"{name}-{network}.csv"), says, "import the parts in turn"))
            head = [importer["columns"]] if importer["columns"] else []
            for number, part in enumerate(parts, start=1):
                ending = f"-{number}" if len(parts) > 1 else ""
                found.append(File(f"{name}-{network}{ending}.csv", "text/csv", csv_bytes([*head, *part])))
    findings += _unverified()
    found.append(File("calendar.csv", "text/csv", csv_bytes(list(calendar_rows(listed)), byte_order_mark=True)))
    postiz = json.dumps(list(postiz_posts(listed)), ensure_ascii=False, indent=2) + "\n"
    found.append(File("postiz.json", "application/json", postiz.encode("utf-8")))
    found.append(File("campaign.ics", "text/calendar", calendar(listed)))
    found.append(write_json(listed))
    return tuple(found), tuple(findings)


def _unverified() -> Iterator[Finding]:
    for name, importer in importers().items():
        if importer["status"] != "verified":
            says = f"the columns for {importer['name']} are {importer['status']}, as of {importer['as_of']}"
            yield IMPORTER_UNVERIFIED.finding(Place(f"{name}-*"), says, "import one row and look before you import all")


def _parts(posts: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], str, datetime]]:
    """Each text with its post and time; the parts of a thread follow each other by a minute."""
    for post in posts:
        begin = datetime.fromisoformat(post["scheduled_at"])
        for number, text in enumerate(post["texts"]):
            yield post, text["text"], begin + number * MINUTE


CALENDAR = (*"day date time zone network account what text link picture description".split(), "not after")
"""The columns of calendar.csv."""


def _by_time(post: Mapping[str, Any]) -> tuple[datetime, str]:
    return datetime.fromisoformat(post["scheduled_at"]), str(post["network"])


def calendar_rows(listed: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    """What goes out when, for people with a spreadsheet: a row a post, in the order of time."""
    yield CALENDAR
    for post in sorted(listed["posts"], key=_by_time):
        moment = datetime.fromisoformat(post["scheduled_at"])
        media = post["media"][0] if post["media"] else {"file": "", "alt": ""}
        text = "\n\n".join(each["text"] for each in post["texts"])
        day, clock = WEEK[moment.weekday()], f"{moment:%H:%M}"
        # A spreadsheet runs what begins with "@", and a space before it would be pasted with the name.
        account = post["account"].removeprefix("@")
        shown = (post["network"], account, post["message"], text, post["link"], media["file"], media["alt"])
        yield day, moment.date().isoformat(), clock, listed["time_zone"], *shown, post["not_after"]


def _picture(post: Mapping[str, Any]) -> str:
    return str(post["media"][0].get("url", "")) if post["media"] else ""


def buffer_rows(posts: Sequence[Mapping[str, Any]], importer: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    """Text, Image URL, Tags, Posting Time (24 h, in the channel's own time zone)."""
    for post, text, moment in _parts(posts):
        # Buffer's tags sort posts inside Buffer; a sign would become part of the name.
        tags = ",".join(tag.lstrip("#") for tag in post["tags"])
        yield text, _picture(post), tags, moment.strftime(importer["time"])


def hootsuite_rows(posts: Sequence[Mapping[str, Any]], importer: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    """Date and time, message, link; no header. The link stays empty when it stands in the message."""
    for post, text, moment in _parts(posts):
        yield moment.strftime(importer["time"]), text, "" if post["link_place"] == "text" else post["link"]


def sprout_rows(posts: Sequence[Mapping[str, Any]], importer: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    """date, time_24hr, message_text; the parts of a thread are ten minutes apart, as the importer asks."""
    for post in posts:
        begin = datetime.fromisoformat(post["scheduled_at"])
        for number, text in enumerate(post["texts"]):
            moment = begin + number * importer["minutes_apart"] * MINUTE
            yield moment.strftime(importer["time"]), moment.strftime("%H:%M"), text["text"]


def postiz_posts(listed: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A request for the public API a message and time: all its networks that post at it. `integration.id` is for you to
    fill in unless brand.toml gives it in [social.postiz].
    """
    for message, moment_of in dict.fromkeys((post["message"], post["scheduled_at"]) for post in listed["posts"]):
        posts = [
            post
            for post in listed["posts"]
            if (post["message"], post["scheduled_at"]) == (message, moment_of) and post["network"] in POSTIZ
        ]
        if posts:
            moment = datetime.fromisoformat(posts[0]["scheduled_at"]).astimezone(UTC)
            yield {
                "type": "schedule",
                "date": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                # Shorteners hide where a link leads, and Mastodon discourages them.
                "shortLink": False,
                "tags": [],
                "posts": [_postiz(post) for post in posts],
            }


def _postiz(post: Mapping[str, Any]) -> dict[str, Any]:
    images = [{"id": "", "path": media.get("url", ""), "alt": media["alt"]} for media in post["media"]]
    settings: dict[str, Any] = {"__type": POSTIZ[post["network"]]}
    if post["network"] == "google-business":
        settings |= {"topicType": "STANDARD", "callToActionType": "LEARN_MORE", "callToActionUrl": post["link"]}
    if post["network"] == "pinterest":
        settings |= {"title": post["title"], "link": post["link"], "board": ""}
    values = [{"content": text["text"], "image": images if n == 0 else []} for n, text in enumerate(post["texts"])]
    return {"integration": {"id": post.get("postiz", "")}, "value": values, "settings": settings}


def calendar(listed: Mapping[str, Any]) -> bytes:
    """The campaign as iCalendar (RFC 5545): an event a post, of no length, in UTC."""
    article = listed["article"]
    stamp = f"{date.fromisoformat(article['reviewed']):%Y%m%d}T000000Z"
    lines: list[str] = []
    for post in listed["posts"]:
        moment = datetime.fromisoformat(post["scheduled_at"]).astimezone(UTC)
        texts = "\n\n".join(text["text"] for text in post["texts"])
        lines += [
            "BEGIN:VEVENT",
            # The same post has the same UID, so that a second import moves it and does not double it (RFC 5545,
            # 3.8.4.7).
            f"UID:{post['id']}.{article['lang']}.{article['slug']}.{article['brand']}@plainleaf",
            # RFC 5545 wants the time of making; the day of the review, so that the same campaign gives the same bytes.
            f"DTSTAMP:{stamp}",
            f"DTSTART:{moment:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{escaped(post['network'] + ': ' + post['kind'])}",
            f"DESCRIPTION:{escaped(texts)}",
            f"URL:{post['link']}",
            f"COMMENT:{escaped('not after ' + post['not_after'])}",
            # A post to come must not show its owner as busy.
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return calendar_of(article["title"], "posts", lines)
