"""The finished page of an article comes in; what the library says of it, and where its links lead, goes out."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

_RECORD = re.compile(r'<script type="application/ld\+json">\s*(.*?)\s*</script>', re.S)
_ID = re.compile(r'<[a-zA-Z][^<>]*? id="([^"]+)"')
_DIRECTION = re.compile(r'<html [^>]*\bdir="(ltr|rtl)"')
_BELOW = re.compile(r'(?:href|src)="\.\./([^"#?]+)"')
_OWN_FILE = re.compile(r"""(?:href|src|srcset)="([^"#:?]+)"|url\("?([^")#:]+)"?\)""")


class PageError(Exception):
    """A page is none that a library can be made of; the message says why."""


@dataclass(frozen=True)
class Guide:
    """One article in one language: what a list shows of it. `address` is the page's own, `path` where it lies in the
    site; `ids` are the places a link may lead to.
    """

    name: str
    slug: str
    lang: str
    direction: str
    title: str
    description: str
    address: str
    path: str
    document: str
    version: str
    published: date
    reviewed: date
    keywords: tuple[str, ...]
    marked: bool
    html: str = field(repr=False)
    ids: frozenset[str] = field(repr=False)

    @property
    def changed(self) -> date:
        """The day of what a reader notices: that it was published or looked at again."""
        return max(self.published, self.reviewed)

    def files_below(self) -> tuple[str, ...]:
        """The files of other formats that the page offers, by their path in the edition's folder."""
        return tuple(dict.fromkeys(html.unescape(each) for each in _BELOW.findall(self.html)))

    def own_files(self) -> tuple[str, ...]:
        """The files beside the page that it shows: fonts and pictures, by their path from it."""
        found = [
            part.split(" ")[0] for each in _OWN_FILE.findall(self.html) for part in (each[0] or each[1]).split(", ")
        ]
        named = (html.unescape(each) for each in found if "." in each)
        return tuple(dict.fromkeys(each for each in named if not each.startswith(("../", "/"))))


def read_guide(content: bytes, name: str, slug: str) -> Guide:
    """What a finished page says of itself, by its record for search engines. Raises PageError when it has none."""
    text = content.decode("utf-8", "replace")
    found = _RECORD.search(text)
    try:
        if found is None:
            raise PageError("it holds no record of itself")
        record: dict[str, Any] = json.loads(found[1])
        direction = _DIRECTION.search(text)
        return Guide(
            name=name,
            slug=slug,
            lang=str(record["inLanguage"]),
            direction=direction[1] if direction else "ltr",
            title=str(record["name"]),
            description=str(record.get("description", "")),
            address=str(record["url"]),
            path="",
            document=str(record["identifier"]),
            version=str(record["version"]),
            published=date.fromisoformat(record["datePublished"]),
            reviewed=date.fromisoformat(record["lastReviewed"]),
            keywords=tuple(str(each) for each in record.get("keywords", ())),
            marked='<meta name="robots" content="noindex">' in text,
            html=text,
            ids=frozenset(html.unescape(each) for each in _ID.findall(text)),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise PageError(f"its record of itself cannot be read: {fault}") from None
