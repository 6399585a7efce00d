"""A published posts.json, a plan and the styles come in; the files for schedulers, and what is wrong, go out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipeline.edition.artifact import File
from pipeline.finding import Findings
from pipeline.formats.social.exporting import export
from pipeline.formats.social.schedule import read_timetable, schedule
from pipeline.formats.social.sheet import fill_sheet
from pipeline.press.typeface import direction_of


def schedule_edition(
    content: bytes, plan: Mapping[str, Any], now: datetime, styles: Mapping[str, bytes]
) -> tuple[tuple[File, ...], Findings]:
    """Every export of the posts with their times; `plan` has start, at, every, quiet and zone in words.

    Raises UsageError for a plan that cannot be.
    """
    listed = json.loads(content)
    timetable = read_timetable(plan["start"], plan["at"], plan["every"], plan["quiet"], plan["zone"])
    scheduled, findings = schedule(listed, timetable, now)
    files, more = export(scheduled)
    article = scheduled["article"]
    shown = _with_pictures_at(scheduled, f"../../../../{article['brand']}/{article['lang']}/{article['slug']}/social/")
    templates = {name: styles[f"social/{name}"].decode("utf-8") for name in ("sheet.html", "sheet.css")}
    sheet = File("sheet.html", "text/html", fill_sheet(templates, shown, direction_of(article["lang"])))
    return (sheet, *files), Findings((*findings, *more))


def _with_pictures_at(listed: Mapping[str, Any], folder: str) -> dict[str, Any]:
    """The posts with their pictures named from the folder of the schedule."""
    posts = [
        {**post, "media": [{**media, "file": folder + media["file"]} for media in post["media"]]}
        for post in listed["posts"]
    ]
    return {**listed, "posts": posts}
