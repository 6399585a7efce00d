"""Guides and withdrawals come in; what programs read of a library goes out: RSS, JSON Feed, sitemap, robots.txt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

from pipeline.issuing.site.addresses import Base, address_of
from pipeline.issuing.site.gone import Notice
from pipeline.issuing.site.guide import Guide

MOST = 50
"""So many guides stand in a feed: readers keep what they saw (house)."""

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ADDRESSES = 50_000
"""Addresses in one sitemap (sitemaps.org, protocol)."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry of a feed: `day` is that of what changed, None where nobody said it."""

    title: str
    path: str
    text: str
    day: date | None
    published: date | None
    tags: tuple[str, ...]
    key: str


def _items(guides: Iterable[Guide], withdrawn: Iterable[Notice]) -> list[_Item]:
    """The latest guides, and what was withdrawn: who follows a library must hear of that first of all."""
    found = [
        _Item(
            guide.title,
            guide.path,
            guide.description,
            guide.changed,
            guide.published,
            guide.keywords,
            # A guide that was reviewed anew is new to its readers.
            guide.changed.isoformat(),
        )
        for guide in guides
    ]
    for notice in withdrawn:
        day = date.fromisoformat(notice.iso_day) if notice.iso_day else None
        key = f"withdrawn-{notice.iso_day}".rstrip("-")
        found.append(_Item(f"{notice.mark}: {notice.title}", notice.path, notice.told, day, day, (), key))
    # Sorting is stable: guides come in the order of the list of new ones.
    return sorted(found, key=lambda item: item.day or date.max, reverse=True)[:MOST]


def rss(
    guides: Sequence[Guide], withdrawn: Sequence[Notice], base: Base, title: str, lang: str, start: str, own: str
) -> bytes:
    """The latest guides and withdrawals as RSS 2.0, dated by the latest of them. `own` is where it lies."""
    items = _items(guides, withdrawn)
    root = etree.Element("rss", version="2.0", nsmap={"atom": _ATOM})
    channel = etree.SubElement(root, "channel")
    for name, text in (("title", title), ("link", address_of(base, start)), ("description", title), ("language", lang)):
        etree.SubElement(channel, name).text = text
    reading = {"href": address_of(base, own), "rel": "self", "type": "application/rss+xml"}
    etree.SubElement(channel, f"{{{_ATOM}}}link", reading)
    latest = max((item.day for item in items if item.day), default=None)
    if latest:
        etree.SubElement(channel, "lastBuildDate").text = _day(latest)
    for each in items:
        item = etree.SubElement(channel, "item")
        address = address_of(base, each.path)
        said = [("title", each.title), ("link", address), ("description", each.text)]
        for name, text in said + ([("pubDate", _day(each.day))] if each.day else []):
            etree.SubElement(item, name).text = text
        etree.SubElement(item, "guid", isPermaLink="false").text = f"{address}#{each.key}"
    etree.indent(root)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def _day(day: date) -> str:
    return format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC), usegmt=True)


def json_feed(
    guides: Sequence[Guide], withdrawn: Sequence[Notice], base: Base, title: str, lang: str, start: str, own: str
) -> bytes:
    """The same as JSON Feed 1.1."""
    values = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": address_of(base, start),
        "feed_url": address_of(base, own),
        "language": lang,
        "items": [_json_item(item, base) for item in _items(guides, withdrawn)],
    }
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(item: _Item, base: Base) -> dict[str, Any]:
    address = address_of(base, item.path)
    days = {"date_published": item.published, "date_modified": item.day}
    return {
        "id": f"{address}#{item.key}",
        "url": address,
        "title": item.title,
        "content_text": item.text,
        **{name: f"{day.isoformat()}T00:00:00Z" for name, day in days.items() if day},
        "tags": list(item.tags),
    }


def sitemap(pages: Mapping[str, date | None], base: Base) -> bytes:
    """The pages by path with the day on which each changed; those of guides that are gone are left out."""
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP})
    for path, day in list(pages.items())[:MOST_ADDRESSES]:
        url = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        etree.SubElement(url, f"{{{_SITEMAP}}}loc").text = address_of(base, path)
        if day is not None:
            etree.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = day.isoformat()
    etree.indent(root)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def robots(base: Base, kept_out: Iterable[str] = ()) -> bytes:
    """What search engines are told: all may be read, and where the sitemap is. It counts at a host's top only."""
    lines = ["User-agent: *", *(f"Disallow: {base.path}{path}" for path in kept_out)]
    lines += [] if len(lines) > 1 else ["Disallow:"]
    return ("\n".join([*lines, "", f"Sitemap: {base.url}sitemap.xml"]) + "\n").encode()
