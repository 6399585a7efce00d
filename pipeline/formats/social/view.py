"""A composition and its cards come in; the plain values that posts.json, posts.csv and the sheet show go out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.edition.artifact import File
from pipeline.edition.edition import Edition
from pipeline.formats.social.cards import Picture
from pipeline.formats.social.composing import Composition, Post
from pipeline.formats.social.counting import find_facets
from pipeline.formats.social.disarming import disarm

SCHEMA = "posts.schema.json"
VERSION = 1
COLUMNS = (
    "id",
    "network",
    "kind",
    "text",
    "link",
    "media",
    "alt_text",
    "tags",
    "language",
    "count",
    "limit",
    "not_after",
)


def list_posts(edition: Edition, composition: Composition, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    """The posts as plain values: what posts.json holds. `pictures` are the finished cards by file name."""
    front, publication = edition.article.front, edition.publication
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "article": {
            "slug": publication.slug,
            "id": front.id,
            "version": front.version,
            "title": front.title,
            "lang": edition.lang,
            "brand": edition.brand.id,
            "publisher": edition.brand.name,
            "link": edition.canonical,
            "reviewed": front.reviewed.isoformat(),
            "approval_status": front.approval_status or "",
            "draft": edition.draft,
        },
        "not_after": front.next_review.isoformat(),
        "posts": [_post(edition, post, pictures) for post in composition.posts],
        "omitted": [
            {"network": o.network, "message": o.message, "reason": o.reason, "says": o.says, "hint": o.hint}
            for o in composition.omissions
        ],
    }


def _post(edition: Edition, post: Post, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    picture = pictures.get(post.card.name)
    return {
        "id": post.id,
        "network": post.network.key,
        "account": edition.brand.settings.social.handles.get(post.network.key, ""),
        "postiz": edition.brand.settings.social.postiz.get(post.network.key, ""),
        "kind": post.kind.value,
        "message": post.message,
        "source": post.key,
        "texts": [_text(post, text) for text in post.texts],
        "title": post.title,
        "link": post.link,
        "link_place": post.network.link.value,
        "tags": list(post.tags),
        "content_warning": post.content_warning,
        "status_on_card": post.status_on_card,
        "media": [_media(edition, post, picture)] if picture else [],
        "not_after": edition.article.front.next_review.isoformat(),
    }


def _text(post: Post, text: str) -> dict[str, Any]:
    listed: dict[str, Any] = {
        "text": text,
        "counts": [
            {"method": limit.counting, "unit": limit.unit, "value": length, "limit": limit.value}
            for limit, length in post.network.lengths(post.content_warning + text)
        ],
    }
    if post.network.key == "bluesky":
        listed["facets"] = [
            {"byteStart": f.start, "byteEnd": f.end, f.kind: post.link if f.value == post.shown_link else f.value}
            for f in find_facets(text)
        ]
    return listed


def _media(edition: Edition, post: Post, picture: Picture) -> dict[str, Any]:
    card = post.card
    return {
        "file": card.name,
        "media_type": card.media_type,
        "width": card.width,
        "height": card.height,
        "bytes": len(picture.content),
        "template": card.text.template,
        "text_px": round(picture.size, 1),
        "words": list(picture.text.lines()),
        "alt": alt_text(edition, picture),
        "url": picture_address(edition, card.name),
    }


def picture_address(edition: Edition, name: str) -> str:
    """Where the brand puts a picture on the web: below [social] pictures; "" when brand.toml does not say."""
    base = edition.brand.settings.social.pictures or ""
    return f"{base.rstrip('/')}/{edition.publication.slug}/{edition.lang}/{name}" if base else ""


def alt_text(edition: Edition, picture: Picture) -> str:
    """What the card says, as its alt text: each line ended like a sentence, so that a screen reader pauses."""
    ends = (".", "!", "?", "؟", "…", ".”", "!”", "?”")
    lines = (line if line.endswith(ends) else f"{line}." for line in picture.text.lines())
    return edition.words("card-alt", text=" ".join(lines))


def write_json(listed: Mapping[str, Any]) -> File:
    """posts.json: UTF-8, two spaces, keys in a fixed order."""
    text = json.dumps(listed, ensure_ascii=False, indent=2) + "\n"
    return File("posts.json", "application/json", text.encode("utf-8"))


def write_csv(listed: Mapping[str, Any]) -> File:
    """posts.csv (RFC 4180, UTF-8), a row a post, for people with a spreadsheet; a thread is one row a part."""
    rows: list[Sequence[object]] = [COLUMNS]
    for post in listed["posts"]:
        media = post["media"][0] if post["media"] else {"file": "", "alt": ""}
        for text in post["texts"]:
            count = text["counts"][0]
            rows.append(
                (
                    post["id"],
                    post["network"],
                    post["kind"],
                    text["text"],
                    post["link"],
                    media["file"],
                    media["alt"],
                    " ".join(post["tags"]),
                    listed["article"]["lang"],
                    count["value"],
                    count["limit"],
                    post["not_after"],
                )
            )
    return File("posts.csv", "text/csv", csv_bytes(rows))


def csv_bytes(rows: Sequence[Sequence[object]]) -> bytes:
    """Rows as RFC 4180: quoted throughout, CRLF, and no cell that a spreadsheet would run as a formula."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [disarm(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8")
