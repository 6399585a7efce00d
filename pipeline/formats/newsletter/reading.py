"""The bytes of a finished message come in; what a mail client makes of them goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from pipeline.edition import Edition
from pipeline.finding import Place

if TYPE_CHECKING:
    from email.message import EmailMessage, Message

Element: TypeAlias = Any
"""An lxml element; lxml carries no types."""


@dataclass(frozen=True)
class Part:
    """One leaf of the message: type, charset ("" when none is named), transfer encoding, decoded content, and the
    lines as they travel."""

    media_type: str
    charset: str
    encoding: str
    content: bytes = field(repr=False)
    cid: str = ""
    name: str = ""


@dataclass(frozen=True)
class Reading:
    """A message as read back, with the edition it was made of for what it promised. `file` names it in findings."""

    file: str
    raw: bytes = field(repr=False)
    edition: Edition = field(repr=False)

    @cached_property
    def message(self) -> EmailMessage:
        """The headers, decoded; its body is left to `parts`."""
        from email import message_from_bytes, policy

        return message_from_bytes(self.head + b"\r\n\r\n", policy=policy.default)

    @cached_property
    def tree(self) -> Message:
        """The message with all its parts; headers as they stand."""
        from email import message_from_bytes, policy

        return message_from_bytes(self.raw, policy=policy.compat32)

    @cached_property
    def head(self) -> bytes:
        """The header lines as they travel."""
        return self.raw.partition(b"\r\n\r\n")[0]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                part.get_content_type(),
                str(part.get_content_charset("")),
                str(part.get("Content-Transfer-Encoding", "7bit")).lower(),
                _content(part),
                str(part.get("Content-ID", "")).strip("<> "),
                part.get_filename("") or "",
            )
            for part in self.tree.walk()
            if not part.is_multipart()
        )

    def header(self, name: str) -> str:
        """A header as a reader sees it, "" when there is none."""
        return str(self.message.get(name, ""))

    def _words_of(self, media_type: str) -> str:
        for part in self.parts:
            if part.media_type == media_type:
                try:
                    words = part.content.decode(part.charset or "ascii", "replace")
                except LookupError:  # a charset that nobody knows is read as ASCII (RFC 2046, 4.1.2)
                    words = part.content.decode("ascii", "replace")
                return words.replace("\r\n", "\n")
        return ""

    @cached_property
    def html(self) -> str:
        return self._words_of("text/html")

    @cached_property
    def text(self) -> str:
        return self._words_of("text/plain")

    @cached_property
    def page(self) -> Element:
        """The HTML as a tree; an empty document when there is none."""
        import lxml.html

        return lxml.html.document_fromstring(self.html or "<html><body></body></html>")

    @cached_property
    def pictures(self) -> Mapping[str, Part]:
        """Pictures that travel inside, by Content-ID."""
        return {part.cid: part for part in self.parts if part.cid}

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """(address, words) of every link of the HTML that is shown, in order."""
        return tuple(
            (link.get("href"), " ".join(link.text_content().split()))
            for link in self.page.iter("a")
            if link.get("href") and not is_hidden(link)
        )

    @cached_property
    def visible(self) -> str:
        """The words a reader of the HTML sees, blocks parted by line ends; alt texts and the preheader are not in."""
        return re.sub(r"[ \t]*\n\s*", "\n", "".join(visible_words(self.page.find("body")))).strip()

    @cached_property
    def preheader(self) -> str:
        """What the list of messages shows after the subject: the hidden text that stands first."""
        for element in self.page.find("body"):
            if isinstance(element.tag, str):
                hidden = "display:none" in style_of(element)
                return strip_invisible(element.text_content()) if hidden else ""
        return ""

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The style sheets in the head, comments for Outlook aside."""
        return tuple(style.text or "" for style in self.page.iter("style"))

    def at(self, part: str) -> Place:
        return Place(self.file, part=part)


_BLOCKS = frozenset("p div table tr td th ul ol li dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre hr caption br".split())


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def visible_words(element: Element, left_out: frozenset[str] = frozenset()) -> list[str]:
    """The text below `element` that is displayed, line ends around blocks; elements named in `left_out` are not in."""
    words: list[str] = []
    _gather(element, left_out | {"style", "script"}, words)
    return words


def _gather(element: Element, left_out: frozenset[str], words: list[str]) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in left_out or "display:none" in style_of(element):
        return
    block = tag in _BLOCKS
    if block:
        words.append("\n")
    if element.text:
        words.append(element.text)
    for child in element:
        _gather(child, left_out, words)
        if child.tail:
            words.append(child.tail)
    if block:
        words.append("\n")


def style_of(element: Element) -> str:
    """The style attribute without spaces around its marks."""
    style = element.get("style")
    return _tidy(style) if style else ""


@lru_cache(maxsize=2_000)
def _tidy(style: str) -> str:
    return re.sub(r"\s*([:;,])\s*", r"\1", style)


def is_hidden(element: Element) -> bool:
    """Whether the element or one around it is not displayed."""
    return any("display:none" in style_of(each) for each in (element, *element.iterancestors()))


def strip_invisible(text: str) -> str:
    """The text without joiners, invisible spaces and isolates, white space folded."""
    return " ".join(re.sub(r"[\u034f\u200b-\u200f\u2066-\u2069\u202a-\u202e\ufeff\u00ad]", "", text).split())


def describe(element: Element) -> str:
    """An element in words for a message: its tag and the first words in it."""
    words = " ".join(element.text_content().split())[:40]
    return f"<{element.tag}>" + (f' "{words}…"' if words else "")
