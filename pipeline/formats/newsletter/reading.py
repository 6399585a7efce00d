"""The bytes of a finished message come in; what a mail client makes of them goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import regex

from pipeline.edition.artifact import Artifact, File
from pipeline.edition.edition import Edition
from pipeline.finding import Place
from pipeline.formats.passages import Passage, Role, passages_of, transcribe
from pipeline.markup.concealing import concealed

if TYPE_CHECKING:
    from email.message import Message as Mail

Element: TypeAlias = Any
"""An lxml element; lxml carries no types."""


HTML_PART, TEXT_PART = "HTML part", "text part"
"""How findings name the two forms in which a message says the same."""


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


class Display:
    """A document as a mail client displays it. lxml makes an element anew at each walk unless someone holds it: this
    holds them all, so that every rule walks the same ones.
    """

    html: str

    @cached_property
    def page(self) -> Element:
        """The HTML as a tree; an empty document when there is none."""
        import lxml.html

        page = lxml.html.document_fromstring(self.html or "<html><body></body></html>")
        if page.find("body") is None:
            page.append(page.makeelement("body"))
        return page

    @cached_property
    def elements(self) -> tuple[tuple[Element, str], ...]:
        """Every element with its style, as `style_of` gives it, in document order."""
        return tuple((node, style_of(node)) for node in self._nodes if isinstance(node.tag, str))

    @cached_property
    def comments(self) -> tuple[str, ...]:
        """The comments, where Outlook's conditionals stand."""
        return tuple(node.text or "" for node in self._nodes if not isinstance(node.tag, str))

    @cached_property
    def _nodes(self) -> tuple[Element, ...]:
        return tuple(self.page.iter())

    @cached_property
    def hidden(self) -> frozenset[Element]:
        """The elements that are not displayed, because of their own style or of one around them."""
        hidden: set[Element] = set()
        for element, style in self.elements:
            if "display:none" in style or element.getparent() in hidden:
                hidden.add(element)
        return frozenset(hidden)

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """(address, words) of every link of the HTML that is shown, in order; words as a screen reader says them."""
        return tuple(
            (link.get("href"), link.get("aria-label") or " ".join(link.text_content().split()))
            for link, _ in self.elements
            if link.tag == "a" and link.get("href") and link not in self.hidden
        )

    @cached_property
    def _pieces(self) -> tuple[tuple[str, bool], ...]:
        """The pieces of text that are displayed, and whether each is raised or not."""
        return tuple(_gathered(self.page.find("body"), raised=False))

    @cached_property
    def visible(self) -> str:
        """The words a reader of the HTML sees, blocks parted by line ends; alt texts and the preheader are not in."""
        return re.sub(r"[ \t]*\n\s*", "\n", "".join(words for words, _ in self._pieces)).strip()

    @cached_property
    def seen(self) -> str:
        """The visible words without joiners and isolates, white space folded."""
        return strip_invisible(self.visible)

    @cached_property
    def seen_level(self) -> str:
        """The same without superscripts: the text part writes a note's number with raised digits."""
        return strip_invisible("".join(words for words, raised in self._pieces if not raised))

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


@dataclass(frozen=True)
class Message(Display):
    """A message as a mail client gets it. `file` names it in findings."""

    file: str
    raw: bytes = field(repr=False)

    @cached_property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Name and decoded value of every header, in order."""
        from email import message_from_bytes, policy

        message = message_from_bytes(self.head + b"\r\n\r\n", policy=policy.default)
        return tuple((name, str(value)) for name, value in message.items())

    @cached_property
    def tree(self) -> Mail:
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
        return next((value for own, value in self.headers if own.lower() == name.lower()), "")

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
    def html(self) -> str:  # type: ignore[override]
        return self._words_of("text/html")

    @cached_property
    def text(self) -> str:
        return self._words_of("text/plain")

    @cached_property
    def pictures(self) -> Mapping[str, Part]:
        """Pictures that travel inside, by Content-ID."""
        return {part.cid: part for part in self.parts if part.cid}

    @cached_property
    def said(self) -> str:
        """The text part without joiners and isolates, white space folded."""
        return strip_invisible(self.text)

    @cached_property
    def wordings(self) -> tuple[tuple[str, str], ...]:
        """What each of the two parts says, by media type, as `letters` writes it."""
        return ("text/html", "".join(self.seen.split())), ("text/plain", "".join(self.said.split()))

    def at(self, part: str) -> Place:
        return Place(self.file, part=part)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Subject and preheader, then the HTML block by block, then the text part paragraph by paragraph."""
        lang = self.page.get("lang") or ""
        shown = Passage("subject", Role.TITLE, strip_invisible(self.header("Subject")), lang=lang)
        below = Passage("preheader", Role.PARAGRAPH, self.preheader, lang=lang)
        hidden = concealed(self.page, self.sheets, in_html=True)
        body = passages_of(self.page.find("body"), HTML_PART, lang, hidden)
        links = frozenset(re.findall(r"(?m)^\[(\d+)\] \S", self.text))
        text = (_line_of_text(_unnumbered(line, links), lang) for line in _unwrapped(self.text))
        return (shown, *([below] if below.text else []), *body, *text)


@dataclass(frozen=True)
class Subject(Message):
    """A message as read back, beside the edition it was made of for what it promised."""

    edition: Edition = field(repr=False)

    @classmethod
    def of(cls, message: Message, edition: Edition) -> Subject:
        """The message beside its edition, taken apart once for both."""
        subject = cls(message.file, message.raw, edition)
        vars(subject).update({name: getattr(message, name) for name in ("tree", "parts", "html", "text", "page")})
        return subject


@dataclass(frozen=True)
class Reading:
    """An issue as read back: its messages, and what lies beside them as files."""

    artifact: Artifact
    messages: tuple[Message, ...] = field(repr=False)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """What each message says, one after the other; of exports, what their pages say."""
        pages = (file for file in self.artifact.files if file.media_type == "text/html" and not self.messages)
        return (*(passage for message in self.messages for passage in message.passages), *chain(*map(_page, pages)))

    @cached_property
    def copies(self) -> Mapping[str, tuple[Passage, ...]]:
        """What the HTML says, and what the text says: a mail client shows one of them (RFC 2046, 5.1.4)."""
        if not self.messages:
            return {"": self.passages}
        text = tuple(passage for passage in self.passages if passage.where == TEXT_PART)
        return {HTML_PART: tuple(p for p in self.passages if p.where != TEXT_PART), TEXT_PART: text}

    @property
    def previews(self) -> tuple[File, ...]:
        """None: its pages and pictures can be opened as they are."""
        return ()

    @property
    def transcript(self) -> str:
        """What is said of each passage, one a line."""
        return transcribe(self.passages)


def read(artifact: Artifact) -> Reading:
    """Read every message of an issue back."""
    mails = (file for file in artifact.files if file.media_type == "message/rfc822")
    return Reading(artifact, tuple(Message(f"newsletter/{file.name}", file.content) for file in mails))


_ITEM = re.compile(
    r"(?P<label>[-*•]|\(?(?:(?P<number>\d{1,3})|[^\W\d_]|[ivxlcdm]{2,6}|[IVXLCDM]{2,6})[.)])\s+(?P<text>.*)", re.DOTALL
)
"""An item of a list in plain text. "No. Take it after a meal" is none."""

COLUMNS = 78
"""Lines of a text part are at most so long (RFC 5322, 2.1.1)."""


def _unwrapped(text: str) -> Iterator[str]:
    """The paragraphs and items of a text part, without the line ends at which it was wrapped (RFC 5322, 2.1.1 asks
    for 78 characters) and without the rulings under its headings.
    """
    for block in re.split(r"\n\s*\n", text):
        lines: list[str] = []
        before, number = "", 0
        for raw in block.split("\n"):
            line = strip_invisible(raw)
            if not line:
                continue
            if re.fullmatch(r"([=*-])\1{2,}", line):
                before = ""  # a heading ends at its ruling
                continue
            item = _ITEM.match(line)
            if lines and not (item and _begins(item, before, raw, lines[0], number)):
                lines[-1] += f" {line}"
            else:
                lines.append(line)
                number = int(item["number"] or 0) if item else 0
            before = raw
        yield from lines


def _begins(item: re.Match[str], before: str, line: str, first: str, number: int) -> bool:
    """Whether a line that looks like an item of a list is one, and no sentence that was broken before "11."."""
    follows = number > 0 and int(item["number"]) == number + 1 if item["number"] else first[:1] == item["label"][:1]
    # Another program may have broken the lines anew, at 60 or 72: a sentence goes on in "on day" and "2. After that".
    if not follows and item["number"] not in {None, "1"} and re.search(r"^.{40}.*\w$", before.rstrip()):
        return False
    # Where the first word had room on the line before, the line ended on purpose.
    return follows or len(before.rstrip()) + 3 + len(line.split(maxsplit=1)[0]) <= COLUMNS


_RAISED = regex.compile(r"(?:(?<=[\p{L}\p{M}]{3})|(?<=[^\w\s⁰¹²³⁴-⁹˒]))(?:[⁰¹²³⁴-⁹˒⁻]+|\^[a-z]{1,2}(?!\w))")
"""Raised digits behind a word or a full stop, and letters behind "^": so the text part writes the mark of a note or
reference; m² is none.
"""


def _unnumbered(line: str, links: frozenset[str]) -> str:
    """A line without the numbers of the links in it, which stand under the text with their addresses."""
    if re.match(r"\[\d+\] ", line):
        return line
    return re.sub(r"(?<=\S) \[(\d+)\](?!\w)", lambda number: "" if number[1] in links else number[0], line)


def _line_of_text(line: str, lang: str) -> Passage:
    marks, line = tuple(_RAISED.findall(line)), _RAISED.sub("", line)
    item = _ITEM.match(line)
    if item:
        return Passage(TEXT_PART, Role.ITEM, item["text"], lang=lang, label=item["label"], marks=marks)
    return Passage(TEXT_PART, Role.PARAGRAPH, line, lang=lang, marks=marks)


def _page(file: File) -> Iterator[Passage]:
    import lxml.html

    root = lxml.html.document_fromstring(file.content.decode("utf-8", "replace"))
    body = root.find("body")
    sheets = [style.text_content() for style in root.iter("style")]
    hidden = concealed(root, sheets, in_html=True)
    return passages_of(root if body is None else body, file.name, root.get("lang") or "", hidden)


_BLOCKS = frozenset("p div table tr td th ul ol li dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre hr caption br".split())


def _content(part: Mail) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def visible_words(element: Element) -> str:
    """The text below `element` that is displayed, line ends around blocks."""
    return "".join(words for words, _ in _gathered(element, raised=False))


def _gathered(element: Element, *, raised: bool) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    _gather(element, raised, pieces)
    return pieces


def _gather(element: Element, raised: bool, pieces: list[tuple[str, bool]]) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in {"style", "script"} or "display:none" in style_of(element):
        return
    raised = raised or tag == "sup"
    block = tag in _BLOCKS
    if block:
        pieces.append(("\n", raised))
    if text := element.text:
        pieces.append((text, raised))
    for child in element:
        _gather(child, raised, pieces)
        if tail := child.tail:
            pieces.append((tail, raised))
    if block:
        pieces.append(("\n", raised))


def style_of(element: Element) -> str:
    """The style attribute without spaces around its marks."""
    style = element.get("style")
    return _tidy(style) if style else ""


@lru_cache(maxsize=2_000)
def _tidy(style: str) -> str:
    return re.sub(r"\s*([:;,])\s*", r"\1", style)


_INVISIBLE = re.compile(r"[\u034f\u200b-\u200f\u2066-\u2069\u202a-\u202e\ufeff\u00ad]")


def strip_invisible(text: str) -> str:
    """The text without joiners, invisible spaces and isolates, white space folded."""
    return " ".join(_INVISIBLE.sub("", text).split())


def letters(text: str) -> str:
    """The text as `strip_invisible` gives it, without any white space: what two parts that break their lines in
    other places have in common."""
    return "".join(strip_invisible(text).split())


def describe(element: Element) -> str:
    """An element in words for a message: its tag and the first words in it."""
    words = " ".join(element.text_content().split())[:40]
    return f"<{element.tag}>" + (f' "{words}…"' if words else "")
