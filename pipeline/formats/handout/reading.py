"""A handout's finished bytes come in; what its reader gets goes out, for the rules beside the edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import regex

from pipeline.edition.artifact import Artifact, File, Product
from pipeline.edition.edition import Edition
from pipeline.finding import Finding, Place, Rule
from pipeline.formats.handout.document import read_pdf
from pipeline.formats.handout.pages import DocumentRead, PageRead, Tag, TextRun, said_by
from pipeline.formats.handout.passages import passages_of
from pipeline.formats.handout.variants import Variant, variant_named
from pipeline.formats.passages import Passage

MM = 72 / 25.4
"""Points in a millimetre."""

# U+FE0F says that the sign before it is a picture: without the sign it says nothing.
NOT_TEXT = regex.compile(r"[\p{P}\p{Z}\p{C}\p{S}\ufe0f]+")


def letters(text: str) -> str:
    """Letters, marks and digits alone: line breaks, isolates and typographic spaces make no difference."""
    return str(NOT_TEXT.sub("", text))


@dataclass(frozen=True)
class Reading:
    """A handout as its reader gets it."""

    artifact: Artifact
    document: DocumentRead = field(repr=False)

    @property
    def content(self) -> bytes:
        return self.artifact.main.content

    @property
    def product(self) -> Product:
        return self.artifact.product

    @property
    def file(self) -> str:
        return self.artifact.main.name

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every block of the tags, in their order; of a printer's file without tags, nothing."""
        return passages_of(self.document)

    @property
    def copies(self) -> Mapping[str, tuple[Passage, ...]]:
        """A handout says everything once."""
        return {"": self.passages}

    @property
    def transcript(self) -> str:
        """What a screen reader would say, one announcement a line."""
        from pipeline.formats.handout.transcript import transcribe

        return transcribe(self.document)

    @property
    def previews(self) -> tuple[File, ...]:
        """A picture of each page."""
        from pipeline.formats.preview import pages

        return pages(self.file, self.content)

    @property
    def variant(self) -> Variant:
        return variant_named(self.product.variant)

    def place(self, page: int = 0, part: str = "") -> Place:
        """A place in the file; `page` counts from 1, 0 is the whole file."""
        return Place(self.file, part=part or (f"page {page}" if page else ""))

    def report(self, rule: Rule, message: str, hint: str, page: int = 0) -> Finding:
        return rule.finding(self.place(page), message, hint)

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """Every tag in reading order."""
        return tuple(self.document.root.tags()) if self.document.root else ()

    def by_role(self, *roles: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.role in roles]

    def page_of(self, tag: Tag) -> int:
        """The page (from 1) on which a tag starts; 0 when nothing stands in it."""
        return next((page + 1 for page, _ in tag.leaves()), 0)

    @cached_property
    def text(self) -> str:
        """Everything in the tags, one block a line."""
        blocks = [tag for tag in self.tags if any(not isinstance(kid, Tag) for kid in tag.kids)]
        return "\n".join(self.document.text_of(tag) for tag in blocks)

    @cached_property
    def spoken(self) -> str:
        """Letters of everything in the tags, without citation numbers and note marks."""

        def leaves(tag: Tag, listing: str = "") -> Iterator[tuple[int, int]]:
            if tag.role == "Reference":
                return
            if tag.role == "Lbl" and listing not in ("", "/None"):
                return  # a bullet or a number; a term in a list of terms is text
            if tag.role != "LI":
                listing = str(tag.attributes.get("ListNumbering", "")) if tag.role == "L" else ""
            for kid in tag.kids:
                if isinstance(kid, Tag):
                    yield from leaves(kid, listing)
                else:
                    yield kid

        said = []
        for leaf in leaves(self.document.root) if self.document.root else ():
            runs = self.document.runs_of(leaf)
            if runs:
                said.append(said_by(runs))
        return letters("".join(said))

    def pages_with_runs(self) -> Iterator[tuple[PageRead, TextRun]]:
        for page in self.document.pages:
            for run in page.runs:
                yield page, run


@dataclass(frozen=True)
class Subject(Reading):
    """A handout as read back, beside the edition that it should say the same as."""

    edition: Edition = field(repr=False)


def read(artifact: Artifact) -> Reading:
    """Read the artifact's PDF back."""
    return Reading(artifact, read_pdf(artifact.main.content))


def first(findings: Iterable[Finding], count: int = 5) -> Iterator[Finding]:
    """At most `count` of them: a fault of the design shows on every line, and one line says it."""
    for number, finding in enumerate(findings):
        if number >= count:
            return
        yield finding
