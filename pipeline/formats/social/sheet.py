"""The listed posts come in; a page that shows each as its readers would see it goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pipeline.edition.artifact import File
from pipeline.edition.edition import Edition
from pipeline.formats.social.counting import TAG
from pipeline.formats.social.links import find_web_addresses
from pipeline.formats.social.networks import LinkPlace, networks


def write_sheet(edition: Edition, listed: Mapping[str, Any]) -> File:
    """sheet.html: one file that needs nothing but the cards beside it, for a person to approve the posts."""
    return File("sheet.html", "text/html", fill_sheet(_templates(edition.styles), listed, edition.direction))


def fill_sheet(templates: Mapping[str, str], listed: Mapping[str, Any], direction: str) -> bytes:
    """The page from the templates "sheet.html" and "sheet.css" of styles/social/."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    css = templates["sheet.css"].replace("</", "<\\/")
    page = environment.from_string(templates["sheet.html"]).render(
        article=listed["article"],
        direction=direction,
        css=Markup(css),  # noqa: S704 (our own style sheet)
        not_after=listed["not_after"],
        time_zone=listed.get("time_zone", ""),
        messages=list(_messages(listed)),
        omitted=listed["omitted"],
    )
    return page.encode("utf-8")


def _templates(styles: Mapping[str, bytes]) -> dict[str, str]:
    return {name: styles[f"social/{name}"].decode("utf-8") for name in ("sheet.html", "sheet.css")}


def _messages(listed: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for message in dict.fromkeys(post["message"] for post in listed["posts"]):
        posts = [post for post in listed["posts"] if post["message"] == message]
        yield {"id": message, "kind": posts[0]["kind"], "posts": [_post(post, listed["article"]) for post in posts]}


def _post(post: Mapping[str, Any], article: Mapping[str, Any]) -> dict[str, Any]:
    network = networks()[post["network"]]
    moment = datetime.fromisoformat(post["scheduled_at"]) if "scheduled_at" in post else None
    return {
        "id": post["id"],
        "network": network.name,
        "key": network.key,
        "account": post["account"] or article["publisher"],
        "texts": [{"lines": list(_lines(text["text"])), "counts": text["counts"]} for text in post["texts"]],
        "warning": post["content_warning"],
        "media": post["media"],
        "link": post["link"] if network.link in (LinkPlace.FIELD, LinkPlace.BUTTON) else "",
        "time": f"{moment:%Y-%m-%d %H:%M}" if moment else "",
    }


def _lines(text: str) -> Iterator[list[tuple[str, bool]]]:
    """Each line as runs of text, with whether the network makes the run live (an address, a hashtag)."""
    for line in text.split("\n"):
        spans = [(a.start, a.end) for a in find_web_addresses(line, protocol_required=True)]
        tags = ((match.start(), match.end()) for match in TAG.finditer(line))
        spans += [tag for tag in tags if not any(start <= tag[0] < end for start, end in spans)]
        runs, at = [], 0
        for start, end in sorted(spans):
            runs += [(line[at:start], False), (line[start:end], True)]
            at = end
        yield [run for run in (*runs, (line[at:], False)) if run[0]]
