"""A composition and its cards come in; the plain values that posts.json, posts.csv and the sheet show go out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from pipeline.edition.artifact import File
from pipeline.edition.edition import Edition
from pipeline.formats.social.campaign import Omission
from pipeline.formats.social.cards import Picture
from pipeline.formats.social.composing import Composition, Post
from pipeline.formats.social.counting import find_facets
from pipeline.formats.social.settings import settings_of
from pipeline.markup.spreadsheets import csv_bytes

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


@dataclass(frozen=True, slots=True)
class ArticleView:
    """The article that the posts speak of; `reviewed` is a day in ISO form."""

    slug: str
    id: str
    version: str
    title: str
    lang: str
    brand: str
    publisher: str
    link: str
    reviewed: str
    approval_status: str
    draft: bool


@dataclass(frozen=True, slots=True)
class CountView:
    """How long a text is, counted as one limit of its network counts."""

    method: str
    unit: str
    value: int
    limit: int


@dataclass(frozen=True, slots=True)
class TextView:
    """One text with its counts; `facets` are Bluesky's, None on other networks."""

    text: str
    counts: tuple[CountView, ...]
    facets: tuple[Mapping[str, Any], ...] | None = None


@dataclass(frozen=True, slots=True)
class MediaView:
    """A card of a post: its file, size in px and bytes, its words, its description, its address on the web or ""."""

    file: str
    media_type: str
    width: int
    height: int
    bytes: int
    template: str
    text_px: float
    words: tuple[str, ...]
    alt: str
    url: str


@dataclass(frozen=True, slots=True)
class PostView:
    """One post as a scheduler takes it; a thread has several texts. `source` is the key of the block it comes from."""

    id: str
    network: str
    account: str
    postiz: str
    kind: str
    message: str
    source: str
    texts: tuple[TextView, ...]
    title: str
    link: str
    link_place: str
    tags: tuple[str, ...]
    content_warning: str
    status_on_card: bool
    media: tuple[MediaView, ...]
    not_after: str


@dataclass(frozen=True, slots=True)
class View:
    """What posts.json, posts.csv and the sheet show; no post goes out after the day `not_after`."""

    article: ArticleView
    not_after: str
    posts: tuple[PostView, ...]
    omitted: tuple[Omission, ...]

    def to_json(self) -> dict[str, Any]:
        """The view as posts.json holds it, keys in their order."""
        return {"$schema": SCHEMA, "version": VERSION, **_plain(self)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        pairs = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: _plain(own) for name, own in pairs if own is not None}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def view_of(edition: Edition, composition: Composition, pictures: Mapping[str, Picture]) -> View:
    """The posts as plain values. `pictures` are the finished cards by file name."""
    front, publication = edition.article.front, edition.publication
    article = ArticleView(
        publication.slug,
        front.id,
        front.version,
        front.title,
        edition.lang,
        edition.brand.id,
        edition.brand.name,
        edition.canonical,
        front.reviewed.isoformat(),
        front.approval_status or "",
        edition.draft,
    )
    posts = tuple(_post(edition, post, pictures) for post in composition.posts)
    return View(article, edition.last_day.isoformat(), posts, composition.omissions)


def _post(edition: Edition, post: Post, pictures: Mapping[str, Picture]) -> PostView:
    picture, settings = pictures.get(post.card.name), settings_of(edition.brand)
    return PostView(
        id=post.id,
        network=post.network.key,
        account=settings.handles.get(post.network.key, ""),
        postiz=settings.postiz.get(post.network.key, ""),
        kind=post.kind.value,
        message=post.message,
        source=post.key,
        texts=tuple(_text(post, text) for text in post.texts),
        title=post.title,
        link=post.link,
        link_place=post.network.link.value,
        tags=post.tags,
        content_warning=post.content_warning,
        status_on_card=post.status_on_card,
        media=(_media(edition, post, picture),) if picture else (),
        not_after=edition.last_day.isoformat(),
    )


def _text(post: Post, text: str) -> TextView:
    lengths = post.network.lengths(post.content_warning + text)
    counts = tuple(CountView(limit.counting, limit.unit, length, limit.value) for limit, length in lengths)
    if post.network.key != "bluesky":
        return TextView(text, counts)
    facets = (
        {"byteStart": f.start, "byteEnd": f.end, f.kind: post.link if f.value == post.shown_link else f.value}
        for f in find_facets(text)
    )
    return TextView(text, counts, tuple(facets))


def _media(edition: Edition, post: Post, picture: Picture) -> MediaView:
    card = post.card
    return MediaView(
        card.name,
        card.media_type,
        card.width,
        card.height,
        len(picture.content),
        card.text.template,
        round(picture.size, 1),
        tuple(picture.text.lines()),
        alt_text(edition, picture),
        picture_address(edition, card.name),
    )


def picture_address(edition: Edition, name: str) -> str:
    """Where the brand puts a picture on the web: below [social] pictures; "" when brand.toml does not say."""
    base = settings_of(edition.brand).pictures or ""
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


def write_csv(listed: Mapping[str, Any], *, byte_order_mark: bool = True) -> File:
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
    return File("posts.csv", "text/csv", csv_bytes(rows, byte_order_mark=byte_order_mark))
