"""Published posts, a plan and the styles come in; the files for schedulers, and what is wrong, go out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pipeline.edition.artifact import File
from pipeline.finding import Findings
from pipeline.formats.social.exporting import export
from pipeline.formats.social.schedule import find_repeats, read_timetable, schedule_in_turn
from pipeline.formats.social.sheet import fill_sheet
from pipeline.press.typeface import direction_of


def schedule_campaigns(
    contents: Sequence[bytes],
    plan: Mapping[str, Any],
    now: datetime,
    styles: Mapping[str, bytes],
    earlier: Mapping[str, bytes],
) -> tuple[tuple[File, ...], Findings]:
    """Every export of the posts in one or several posts.json of one brand and language, with their times in turn.

    `plan` has start, at, every, quiet, zone, days, until and apart in words; `earlier` are the posts.json of other
    calendars by folder. Raises UsageError for a plan that cannot be.
    """
    timetable = read_timetable(
        plan["start"],
        plan["at"],
        plan["every"],
        plan["quiet"],
        plan["zone"],
        days=plan["days"],
        until=plan["until"],
    )
    campaigns = [json.loads(content) for content in contents]
    scheduled, findings = schedule_in_turn(campaigns, timetable, now)
    listed = scheduled[0] if len(scheduled) == 1 else together(scheduled)
    files, more = export(listed)
    others = [(folder, listed_in(content)) for folder, content in sorted(earlier.items())]
    more = (*find_repeats(listed["posts"], others, plan["apart"]), *more)
    shown = together([_with_pictures_at(each) for each in scheduled]) if len(scheduled) > 1 else None
    shown = shown or _with_pictures_at(scheduled[0])
    templates = {name: styles[f"social/{name}"].decode("utf-8") for name in ("sheet.html", "sheet.css")}
    direction = direction_of(listed["article"]["lang"])
    sheet = File("sheet.html", "text/html", fill_sheet(templates, shown, direction))
    return (sheet, *files), Findings((*findings, *more))


def listed_in(content: bytes) -> Mapping[str, Any]:
    """The posts of a calendar; none where somebody broke the file."""
    try:
        listed = json.loads(content)
        return listed if all({"network", "texts", "scheduled_at"} <= set(post) for post in listed["posts"]) else EMPTY
    except (ValueError, TypeError, KeyError, RecursionError):
        return EMPTY


EMPTY: Mapping[str, Any] = {"posts": []}


def together(scheduled: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several campaigns with their times as one, in the order of time; messages and posts are named after their
    articles, and nothing goes out after the first review that is due.
    """
    articles = [listed["article"] for listed in scheduled]
    joined = {key: ", ".join(str(article[key]) for article in articles) for key in ("id", "version", "title")}
    joined["reviewed"] = min(article["reviewed"] for article in articles)
    posts = []
    for listed in scheduled:
        slug = listed["article"]["slug"]
        for post in listed["posts"]:
            posts.append({**post, "message": f"{slug}/{post['message']}", "id": f"{slug}-{post['id']}"})
    posts.sort(key=lambda post: datetime.fromisoformat(post["scheduled_at"]))
    return {
        **scheduled[0],
        "article": {**articles[0], **joined},
        "not_after": min(listed["not_after"] for listed in scheduled),
        "posts": posts,
        "omitted": [omitted for listed in scheduled for omitted in listed["omitted"]],
    }


def _with_pictures_at(listed: Mapping[str, Any]) -> dict[str, Any]:
    """The posts with their pictures named from the folder of the schedule."""
    article = listed["article"]
    folder = f"../../../../{article['brand']}/{article['lang']}/{article['slug']}/social/"
    posts = [
        {**post, "media": [{**media, "file": folder + media["file"]} for media in post["media"]]}
        for post in listed["posts"]
    ]
    return {**listed, "posts": posts}
