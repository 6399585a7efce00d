"""A finished page and the places of all others come in; the page with its links led to them, and those that lead
nowhere, go out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pipeline.issuing.site.addresses import Base, way
from pipeline.issuing.site.guide import Guide

FONTS = "library/fonts"
"""Where the fonts of all pages lie: their names hold their hashes, and a browser asks for each once."""

_ANCHOR = re.compile(r'<a\b([^<>]*?)\bhref="([^"]*)"([^<>]*)>(.*?)</a>', re.S)
_BAND_END = re.compile(r'(<header class="band">.*?)(<nav class="row languages"|</header>)', re.S)


@dataclass(frozen=True)
class Places:
    """Where pages lie: by their own address, and the ids of each by path; `web` is the brand's own address."""

    web: str
    base: Base
    by_address: Mapping[str, str]
    ids: Mapping[str, frozenset[str]]
    start: Mapping[str, str]
    lists: Mapping[str, str]


@dataclass(frozen=True)
class Led:
    """A page as the site has it, and the addresses in it that lead nowhere, with the words of their links."""

    html: str = field(repr=False)
    lost: tuple[tuple[str, str], ...]


def lead(guide: Guide, places: Places, labels: tuple[str, str, str], published: Collection[str]) -> Led:
    """The page with links that work on any host and from a folder. A link to what the site lacks becomes its words.

    `labels` are the words for the library, its start and its list; `published` the files of the edition that there are.
    """
    lost: list[tuple[str, str]] = []

    def anchor(match: re.Match[str]) -> str:
        before, href, after, words = match.groups()
        target = html.unescape(href)
        if target.startswith("../"):
            if target.removeprefix("../") not in published:
                lost.append((target.removeprefix("../"), _plain(words)))
                return words
            return match[0].replace(f'href="{href}"', f'href="{href.removeprefix("../")}"')
        address, _, key = target.partition("#")
        if not address.startswith(places.web):
            return match[0]
        there = _there(address, places, guide.lang)
        if not there:
            lost.append((target, _plain(words)))
            return words
        # A key that the other page lacks leads to its beginning, which is what a browser does too.
        known = key and (there not in places.ids or key in places.ids[there])
        if key and not known:
            lost.append((target, _plain(words)))
        to = html.escape(way(guide.path, there)) + (f"#{html.escape(key)}" if known else "")
        return f'<a{before}href="{to}"{after}>{words}</a>'

    head, body_tag, body = guide.html.partition("<body")
    body = _ANCHOR.sub(anchor, body)
    head = _head(head, guide, places)
    body = _BAND_END.sub(lambda found: f"{found[1]}{_navigation(guide, places, labels)}{found[2]}", body, count=1)
    return Led(f"{head}{body_tag}{body}", tuple(dict.fromkeys(lost)))


def _there(address: str, places: Places, lang: str) -> str:
    if address.rstrip("/") == places.web.rstrip("/"):
        return places.start[lang]
    return places.by_address.get(address.rstrip("/"), "")


def _head(head: str, guide: Guide, places: Places) -> str:
    """Fonts are shared; addresses are those of the place where the site stands."""
    fonts = way(guide.path, f"{FONTS}/x").removesuffix("x")
    head = head.replace('url("fonts/', f'url("{fonts}').replace("url(fonts/", f"url({fonts}")
    return head if places.base.url == places.web else head.replace(places.web, places.base.url)


def _navigation(guide: Guide, places: Places, labels: tuple[str, str, str]) -> str:
    """The way back to the library, which a page by itself does not know of."""
    name, start, everything = (html.escape(label) for label in labels)
    first, second = (html.escape(way(guide.path, of[guide.lang])) for of in (places.start, places.lists))
    return (
        f'<nav class="row languages library" aria-label="{name}"><ul><li><a href="{first}">{start}</a></li>'
        f'<li><a href="{second}">{everything}</a></li></ul></nav>\n'
    )


def _plain(words: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", words)).split())


_NAVIGATION = re.compile(r'<nav class="row languages library".*?</nav>\n', re.S)


def same_words(finished: str, led: str) -> bool:
    """Whether a page of the site says what the finished page says: leading links changes no word of it."""
    return _said(finished) == _said(_NAVIGATION.sub("", led, count=1))


def _said(page: str) -> str:
    return re.sub(r"<[^>]+>", "\0", page.partition("<body")[2]).replace("\0\0", "\0").replace("\0", "")
