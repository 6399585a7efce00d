"""Guides come in; what programs read of a library goes out: RSS, JSON Feed, sitemap, robots.txt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from email.utils import format_datetime

from lxml import etree

from pipeline.issuing.site.addresses import Base, address_of
from pipeline.issuing.site.guide import Guide

MOST = 50
"""So many guides stand in a feed: readers keep what they saw (house)."""

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ADDRESSES = 50_000
"""Addresses in one sitemap (sitemaps.org, protocol)."""


def rss(guides: Sequence[Guide], base: Base, title: str, lang: str, start: str, own: str) -> bytes:
    """The latest guides as RSS 2.0; the day of the feed is that of its latest guide. `own` is where it lies."""
    root = etree.Element("rss", version="2.0", nsmap={"atom": _ATOM})
    channel = etree.SubElement(root, "channel")
    for name, text in (("title", title), ("link", address_of(base, start)), ("description", title), ("language", lang)):
        etree.SubElement(channel, name).text = text
    reading = {"href": address_of(base, own), "rel": "self", "type": "application/rss+xml"}
    etree.SubElement(channel, f"{{{_ATOM}}}link", reading)
    if guides:
        etree.SubElement(channel, "lastBuildDate").text = _day(guides[0].changed)
    for guide in guides[:MOST]:
        item = etree.SubElement(channel, "item")
        address = address_of(base, guide.path)
        for name, text in (
            ("title", guide.title),
            ("link", address),
            ("description", guide.description),
            ("pubDate", _day(guide.changed)),
        ):
            etree.SubElement(item, name).text = text
        # A guide that was reviewed anew is new to its readers.
        etree.SubElement(item, "guid", isPermaLink="false").text = f"{address}#{guide.changed.isoformat()}"
    etree.indent(root)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def _day(day: date) -> str:
    return format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC), usegmt=True)


def json_feed(guides: Sequence[Guide], base: Base, title: str, lang: str, start: str, own: str) -> bytes:
    """The same as JSON Feed 1.1."""
    values = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": address_of(base, start),
        "feed_url": address_of(base, own),
        "language": lang,
        "items": [
            {
                "id": f"{address_of(base, guide.path)}#{guide.changed.isoformat()}",
                "url": address_of(base, guide.path),
                "title": guide.title,
                "content_text": guide.description,
                "date_published": f"{guide.published.isoformat()}T00:00:00Z",
                "date_modified": f"{guide.changed.isoformat()}T00:00:00Z",
                "tags": list(guide.keywords),
            }
            for guide in guides[:MOST]
        ],
    }
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


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
