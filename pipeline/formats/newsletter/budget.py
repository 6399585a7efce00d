"""Finished HTML comes in; its bytes block by block, and what a sending service will make of them, go out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Element: TypeAlias = Any

WARNING_BYTES = 90_000
ERROR_BYTES = 102_400
"""Where Gmail clips, in bytes of the decoded HTML ("102 KB"; 102,400 is the careful reading)."""

TRACKED_LINK = 260
"""Bytes of an address that a service writes in place of ours: host, campaign, recipient and signature (house, the
longest of Mailchimp, Brevo and listmonk samples)."""
ADDED_FOOTER = 1_800
"""Bytes of the footer and the counting pixel that services add (house, same samples)."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One block of the message: its tag, its first words, its bytes as HTML."""

    tag: str
    words: str
    size: int


def after_sending(html: str) -> int:
    """Bytes of the HTML after a service rewrote every https link and added its footer and pixel."""
    grown = 0
    for href in re.findall(r'<a\s[^>]*href="(https?://[^"]*)"', html):
        grown += max(0, TRACKED_LINK - len(href.encode("utf-8")))
    return len(html.encode("utf-8")) + grown + ADDED_FOOTER


def blocks(page: Element) -> tuple[Weight, ...]:
    """Every block of the message's text in order, then the head and the frame of layout around them."""
    from lxml import etree

    def size(element: Element) -> int:
        written: bytes = etree.tostring(element, encoding="utf-8", method="html", with_tail=False)
        return len(written)

    found = []
    for element in _content(page.find("body")):
        words = " ".join(element.text_content().split())[:48] or element.get("alt", "")[:48] or element.tag
        found.append(Weight(element.tag, words, size(element)))
    head = sum(size(element) for element in page.findall("head"))
    rest = size(page) - head - sum(block.size for block in found)
    return (*found, Weight("head", "head and style sheet", head), Weight("frame", "layout around the blocks", rest))


_TEXT = frozenset("p ul ol dl h1 h2 h3 h4 h5 h6 blockquote pre img hr".split())


def _content(element: Element) -> list[Element]:
    found: list[Element] = []
    for child in element:
        if not isinstance(child.tag, str):
            continue
        own_table = child.tag == "table" and {"data", "box"} & set((child.get("class") or "").split())
        if child.tag in _TEXT or own_table or (child.tag == "a" and element.tag == "td"):
            found.append(child)
        else:
            found.extend(_content(child))
    return found


def sections(blocks: Sequence[Weight]) -> tuple[Weight, ...]:
    """The same bytes by section: what stands below each heading of level 1 or 2, then head and frame."""
    found: list[Weight] = []
    for block in blocks:
        opens = block.tag in {"h1", "h2", "head", "frame"}
        if opens or not found:
            found.append(Weight(block.tag, block.words if opens else "before the title", block.size))
        else:
            found[-1] = Weight(found[-1].tag, found[-1].words, found[-1].size + block.size)
    return tuple(found)


def heaviest(blocks: Sequence[Weight], count: int) -> tuple[Weight, ...]:
    """The blocks that weigh most, the worst first; head and frame are not blocks anyone can leave out."""
    return tuple(sorted(blocks[:-2], key=lambda block: -block.size)[:count])
