"""A page's finished bytes come in; what a browser, a screen reader and a search engine get of it goes out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipeline.edition.artifact import Artifact, File
from pipeline.edition.edition import Edition
from pipeline.finding import Place
from pipeline.formats.passages import Passage, passages_of, transcribe
from pipeline.markup.concealing import concealed

HTML = "text/html"


@dataclass(frozen=True)
class Document:
    """An HTML file as read back."""

    name: str
    content: bytes = field(repr=False)

    @cached_property
    def html(self) -> str:
        """The text as a browser decodes it."""
        return self.content.decode("utf-8", "replace")

    @cached_property
    def root(self) -> Any:
        """The root element as HTML is read (lxml): of a fragment, one around it."""
        import lxml.html

        parser = lxml.html.HTMLParser(encoding="utf-8")
        return lxml.html.document_fromstring(self.html.encode() or b"<html></html>", parser=parser)

    @cached_property
    def elements(self) -> tuple[Any, ...]:
        """Every element in reading order."""
        return tuple(element for element in self.root.iter() if isinstance(element.tag, str))

    def named(self, *tags: str) -> Iterator[Any]:
        """The elements with one of these names."""
        return (element for element in self.elements if element.tag in tags)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every id, as often as it stands."""
        return tuple(element.get("id") for element in self.elements if element.get("id") is not None)

    @cached_property
    def css(self) -> str:
        """The style sheets inside."""
        return "\n".join(element.text or "" for element in self.named("style"))

    @cached_property
    def lang(self) -> str:
        """The language that it states for all of it; "" for none."""
        return next((lang for element in self.elements if (lang := element.get("lang"))), "")

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Everything that is said in it, but for what its style sheets hide from every reader."""
        body = self.root.find("body")
        hidden = concealed(self.root, (self.css,), in_html=True)
        return tuple(passages_of(self.root if body is None else body, self.name, self.lang, hidden))

    def meta(self, name: str) -> str | None:
        """What a meta element of that name or property says; None when there is none."""
        for element in self.named("meta"):
            if name in (element.get("name"), element.get("property")):
                return element.get("content") or ""
        return None

    def linked(self, relation: str) -> tuple[Any, ...]:
        """The link elements of a relation."""
        return tuple(element for element in self.named("link") if element.get("rel") == relation)

    @cached_property
    def records(self) -> tuple[Any, ...]:
        """What its JSON-LD says; the text itself where it cannot be read."""
        return tuple(
            _json(element.text or "")
            for element in self.named("script")
            if element.get("type") == "application/ld+json"
        )


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


@dataclass(frozen=True)
class Reading:
    """A page as its readers get it: the documents in it, and the files beside them."""

    artifact: Artifact
    documents: tuple[Document, ...] = field(repr=False)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """What each document says, one after the other; of blocks as JSON, what their HTML says."""
        return tuple(passage for document in self.documents for passage in document.passages)

    @cached_property
    def copies(self) -> Mapping[str, tuple[Passage, ...]]:
        """Each document says all of it by itself."""
        if len(self.documents) < 2:
            return {"": self.passages}
        return {document.name: document.passages for document in self.documents}

    @property
    def transcript(self) -> str:
        """What is said of each passage, one a line."""
        return transcribe(self.passages)

    @property
    def previews(self) -> tuple[File, ...]:
        """None: it can be opened as it is."""
        return ()


def read(artifact: Artifact) -> Reading:
    """Read the documents of a page back."""
    found = [Document(file.name, file.content) for file in artifact.files if file.media_type == HTML]
    for file in artifact.files:
        if file.media_type == "application/json":
            found.append(Document(file.name, _html_of(file.content).encode()))
    return Reading(artifact, tuple(found))


def _html_of(content: bytes) -> str:
    """The HTML in a file of blocks, put together in their order."""
    said = _json(content.decode("utf-8", "replace"))
    if not isinstance(said, dict):
        return ""
    lang = re.sub(r"[^A-Za-z0-9-]", "", str(said.get("lang", "")))
    head = "".join(
        f"<p>{said.get(name, '')}</p>" for name in ("title_html", "subtitle_html", "message_html", "summary_html")
    )
    blocks = said.get("blocks", [])
    body = "".join(_html_of_blocks(blocks))
    end = "".join(f"<p>{line}</p>" for line in (*said.get("notes_html", ()), *said.get("references_html", ())))
    foot = f"<p>{said.get('publisher', '')}</p><p>{said.get('disclaimer', '')}</p>"
    return f'<html lang="{lang}"><body>{head}{body}{end}{foot}</body></html>'


def _html_of_blocks(blocks: Any) -> Iterator[str]:
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict):
            yield str(block.get("html", ""))
            yield from _html_of_blocks(block.get("blocks"))


@dataclass(frozen=True)
class Subject(Reading):
    """A page as read back, beside the edition that it should say the same as."""

    edition: Edition = field(repr=False)

    @property
    def page(self) -> Document:
        """The document that a person opens first."""
        return self.documents[0]

    def at(self, part: str = "", document: Document | None = None) -> Place:
        """A place in a document of it, the first if none is named."""
        return Place(f"page/{(document or self.page).name}", part=part)
