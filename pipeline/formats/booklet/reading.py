"""A booklet's finished bytes come in; the opened book that its rules look at goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.edition.artifact import Artifact, File
from pipeline.edition.edition import Edition
from pipeline.finding import Place
from pipeline.formats.booklet.opening import LANG, OpenBook, UnreadableError, open_book
from pipeline.formats.passages import Passage, passages_of
from pipeline.markup.concealing import concealed


@dataclass(frozen=True)
class Reading:
    """A booklet as its reader gets it; `opened` is the reason why no reading system can open it, if it is none."""

    artifact: Artifact
    opened: OpenBook | UnreadableError = field(repr=False)

    @property
    def book(self) -> OpenBook:
        """The EPUB as opened. Raises UnreadableError."""
        if isinstance(self.opened, UnreadableError):
            raise self.opened
        return self.opened

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every block of every page, in the order of the spine; nothing of a book that cannot be opened."""
        if isinstance(self.opened, UnreadableError):
            return ()
        lang = next(iter(self.opened.dublin("language")), "")
        files = self.opened.files
        sheets = [files[name].decode("utf-8", "replace") for name in sorted(files) if name.endswith(".css")]
        said: list[Passage] = []
        for page in self.opened.spine:
            for body in page.find("//h:body"):
                root = body.getparent()
                hidden = concealed(root, sheets, in_html=False)
                said += passages_of(body, page.path.removeprefix("EPUB/"), root.get(LANG) or lang, hidden)
        return tuple(said)

    @property
    def copies(self) -> Mapping[str, tuple[Passage, ...]]:
        """A booklet says everything once."""
        return {"": self.passages}

    @property
    def transcript(self) -> str:
        """What a reading system would read aloud, one announcement a line. Raises UnreadableError."""
        from pipeline.formats.booklet.transcript import transcribe

        return transcribe(self.book)

    @property
    def previews(self) -> tuple[File, ...]:
        """A picture of the cover; none of a book that cannot be opened or has no cover."""
        from pipeline.formats.preview import cover

        if isinstance(self.opened, UnreadableError):
            return ()
        shown = self.opened.cover
        return cover(self.artifact.main.name, self.opened.files.get(shown.path, b"")) if shown else ()


def read(artifact: Artifact) -> Reading:
    """Open the artifact's EPUB."""
    try:
        return Reading(artifact, open_book(artifact.main.content))
    except UnreadableError as fault:
        return Reading(artifact, fault)


@dataclass(frozen=True)
class Subject(Reading):
    """A booklet as read back, beside the edition that it should say the same as."""

    edition: Edition = field(repr=False)

    @property
    def source(self) -> Place:
        """Where the publication is described: its article or collection file."""
        return Place(self.edition.publication.file)

    def place(self, part: str = "") -> Place:
        """A place in the EPUB; `part` is a path in the archive."""
        return Place(self.artifact.main.name, part=part.removeprefix("EPUB/"))
