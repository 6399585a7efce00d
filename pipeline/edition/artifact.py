"""Rendered bytes come in; an artifact goes out: files, where each block went, and what was decided."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum


class Extent(StrEnum):
    """How much of what an edition says to its readers a product says."""

    ALL = "all"
    PART = "part"
    MESSAGES = "messages"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Product:
    """One thing a format makes of an edition, for instance handout, "sheet", "A4".

    A product `on_request` is not published: it is made only when its variant is asked for by name. `extent` MESSAGES
    means that it says single statements, some of them more than once, and NONE that people read it in another form: an
    imposed sheet, a file for a sending service. `file` is the name of the file that is offered to readers as a
    download, where the product is one; "" else.
    """

    format: str
    variant: str
    paper: str = ""
    on_request: bool = False
    extent: Extent = Extent.ALL
    file: str = field(default="", compare=False)

    def __str__(self) -> str:
        return "/".join(part for part in (self.format, self.variant, self.paper) if part)


@dataclass(frozen=True, slots=True)
class File:
    """One file: a name relative to the format's output folder, its media type and its bytes."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the block with `key` went: `where` in the format's words ("page 2", "ch01.xhtml#risks", "x-3"); `whole`
    when the format says that nothing of it is left out.
    """

    key: str
    where: str
    page: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Artifact:
    """What one product became. `decisions` are sentences for the report (what a solver left out and why)."""

    product: Product
    files: tuple[File, ...]
    placements: tuple[Placement, ...] = ()
    decisions: tuple[str, ...] = ()

    @property
    def main(self) -> File:
        """The file a person opens first: the PDF, the EPUB, the HTML, the posts."""
        return self.files[0]

    def file(self, name: str) -> File:
        """The file called `name`; KeyError if there is none."""
        for file in self.files:
            if file.name == name:
                return file
        raise KeyError(name)
