"""What a reader saw in a file comes in piece by piece; a ledger that names every piece once goes out."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache

from pipeline.article.model import Block, Inlines, Node
from pipeline.finding import Place


class Kind(StrEnum):
    """What a piece of a manuscript is. The first ten are content, the others are reported when left out."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    TABLE_CELL = "table cell"
    IMAGE = "image"
    FOOTNOTE = "footnote"
    CAPTION = "caption"
    LINK = "link"
    TEXT_BOX = "text box"
    FORMULA = "formula"
    PROPERTY = "document property"
    COMMENT = "comment"
    DELETION = "tracked deletion"
    INSERTION = "tracked insertion"
    HIDDEN = "hidden text"
    RUNNING_HEAD = "running head or foot"
    NUMBERING = "automatic number"
    DRAWING = "chart or diagram"
    OBJECT = "embedded object"
    NAVIGATION = "navigation"
    SCRIPT = "script or form"
    MARKUP = "raw markup"


class Mark(StrEnum):
    """What a passage is besides its words; a passage may carry several."""

    STRUCK = "struck out"
    SUPERSCRIPT = "superscript"
    SUBSCRIPT = "subscript"
    STRONG = "bold"
    EMPHASIS = "italic"
    CODE = "code"


Runs = tuple[tuple[str, frozenset[Mark]], ...]
"""Words with the marks that they carry, in reading order; joined, they say the same as the text of the piece."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the input: its words (for an image its file name, for a link its address) and where it stands.

    `left_out` is the reason why the reader itself leaves the piece out; empty for everything that belongs into
    the article. The rest is what the piece means besides its words, and empty where a reader does not know it:
    `runs` its words by their marks, `label` its number or letter as it is shown ("4.", "b)"), `depth` in how many
    lists an item stands, `cell` the row and column of a table cell, both from 0; `lang` the language of its words when
    it is another than that of the file, `said` the words of a link, `hangs` the words before the mark of a note.
    `again` when a merged cell said the words already: an article's head of two rows joins them.
    """

    kind: Kind
    text: str
    place: Place
    left_out: str = ""
    runs: Runs = ()
    label: str = ""
    depth: int = 0
    cell: tuple[int, int] | None = None
    lang: str = ""
    said: str = ""
    hangs: str = ""
    again: bool = False

    @property
    def excerpt(self) -> str:
        """The words on one line, at most 80 characters."""
        line = " ".join(self.text.split())
        return line if len(line) <= 80 else line[:79] + "…"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the stream of parts, before sections nest; `level` 1 is the title, 0 not known yet."""

    node: Node
    level: int
    inlines: Inlines


Part = Heading | Block


@dataclass(frozen=True, slots=True)
class Inference:
    """One guess at structure: what was taken for what, how sure (0 to 1), and what spoke for it."""

    what: str
    place: Place
    text: str
    confidence: float
    why: str

    @property
    def sure(self) -> bool:
        """Sure enough to act on; everything below is asked, not guessed."""
        return self.confidence >= SURE


SURE = 0.6
"""House: below this an inferred structure is left as plain paragraphs and becomes a question."""


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the author. `key` is the front matter key that the answer fills, empty when it fills none."""

    name: str
    asks: str
    hint: str
    key: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A file as read: its parts in reading order, its pieces, its pictures (name → bytes) and what it says of itself.

    `pieces` come from the second reader and are never made from `parts`, so that comparing them means something.
    `notices` are sentences for the report: the encoding found, a picture turned upright. `front` holds front matter
    values that the file states as such; `queries` ask what the reader could not settle, each in its place.
    """

    parts: tuple[Part, ...]
    pieces: tuple[Piece, ...]
    pictures: dict[str, bytes] = field(default_factory=dict)
    title: Inlines = ()
    lang: str = ""
    inferences: tuple[Inference, ...] = ()
    notices: tuple[str, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    front: dict[str, object] = field(default_factory=dict)
    queries: tuple[Query, ...] = ()


def fold(text: str) -> str:
    """The letters, digits and symbols of a text, without case, punctuation, space and typographic variants.

    Two readers agree on a piece when these agree: quotes may be curled, spaces folded and lines rejoined, but no
    letter, number or sign such as ≥, < or ⚠ may differ.
    """
    return "".join(map(_folded, text.split()))


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    if word.isascii() and word.isalnum():
        return word.lower()
    plain = unicodedata.normalize("NFKC", word).casefold()
    return "".join(c for c in unicodedata.normalize("NFKC", plain) if _counts(c))


@cache
def _counts(character: str) -> bool:
    if character in _NEVER:
        return False
    category = unicodedata.category(character)
    return character.isalnum() or category[0] == "M" or category in {"Sm", "Sc", "So"}


_NEVER = frozenset("|`^\ufe0f\u200d")
"""Table lines and code marks (structure by the time they are compared), emoji variation and joiners."""
