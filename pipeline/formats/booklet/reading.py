"""An artifact and its edition come in; the opened book that the rules look at goes out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipeline.edition.artifact import Artifact
from pipeline.edition.edition import Edition
from pipeline.finding import Place
from pipeline.formats.booklet.opening import OpenBook, open_book


@dataclass(frozen=True)
class Reading:
    """One artifact with its edition; the bytes are opened once for all rules."""

    artifact: Artifact
    edition: Edition

    @cached_property
    def book(self) -> OpenBook:
        """The EPUB as opened. Raises UnreadableError."""
        return open_book(self.artifact.main.content)

    @property
    def source(self) -> Place:
        """Where the publication is described: its article or collection file."""
        return Place(self.edition.publication.file)

    def place(self, part: str = "") -> Place:
        """A place in the EPUB; `part` is a path in the archive."""
        return Place(self.artifact.main.name, part=part.removeprefix("EPUB/"))
