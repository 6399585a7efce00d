"""An edition and its book come in; the cover as a JPEG of 1600 × 2560 px goes out."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.edition.edition import Edition
from pipeline.formats.booklet.colours import legible_on
from pipeline.formats.booklet.pictures import SameFaces
from pipeline.formats.booklet.templates import template
from pipeline.language.hyphens import SOFT_HYPHEN, soften
from pipeline.language.isolation import isolate
from pipeline.press.colour import mixed
from pipeline.press.press import print_image
from pipeline.press.typeface import family_stack

if TYPE_CHECKING:
    from pipeline.formats.booklet.book import View

WIDTH, HEIGHT = 1600, 2560
"""The ideal cover of KDP in px (EP-CV-02); its short side satisfies Apple's 1400 (EP-CV-03)."""

MARGIN = 140
LARGEST, SMALLEST = 228, 118
"""Size of the title in px; the smallest is 12 px high on a thumbnail of 160 px width (house)."""

TITLE_HEIGHT = 880
"""How much height the title may take, in px."""

MOST_AUTHORS = 3
"""A cover names so many authors at most; a longer list stands on the title page (house)."""

MOTIF_STRENGTH = 0.42
"""How much of the ink is in the motif's lines; the rest is the field, so that the title stays in front."""

JPEG_QUALITY = 90


@dataclass(frozen=True, slots=True)
class SetTitle:
    """A title broken into lines, its size in px, and what follows its colon in smaller type."""

    lines: tuple[str, ...]
    size: int
    rest: str = ""


def paint_cover(edition: Edition, book: View) -> bytes:
    """The cover's JPEG bytes: one field in the brand's accent, the title, a motif drawn from the subject."""
    colours, words, brand = edition.brand.colours, edition.words, edition.brand
    kind = "document-kind-publisher" if brand.kind == "publisher" else "document-kind"
    ink = legible_on(colours.accent, "#ffffff", colours.paper, colours.ink, "#000000")
    own = isolate if book.direction == "rtl" else str
    title = set_title(book.title, book.lang)
    authors = [person.name for person in book.contributors if person.code == "aut"]
    html = template(edition, "cover.html").render(
        lang=book.lang,
        direction=book.direction,
        title=replace(title, lines=tuple(own(line) for line in title.lines)),
        subtitle=own(title.rest or book.subtitle),
        kind=words("collection-kind" if len(edition.publication.articles) > 1 else kind),
        publisher=book.publisher,
        authors=own(", ".join(authors)) if len(authors) <= MOST_AUTHORS else "",
        field=colours.accent,
        ink=ink,
        motif=_motif(edition).replace("currentColor", mixed(ink, colours.accent, MOTIF_STRENGTH)),
        title_faces=family_stack(edition.typefaces, "title", book.lang),
        text_faces=family_stack(edition.typefaces, "text", book.lang),
        draft=words("draft-mark") if edition.draft else "",
        margin=MARGIN,
    )
    return _painted(html, SameFaces(edition.typefaces))


@lru_cache(maxsize=16)
def _painted(html: str, faces: SameFaces) -> bytes:
    out = io.BytesIO()
    # KDP asks for 300 dots per inch, though a screen has no inches.
    painted = print_image(html, {}, faces.typefaces, WIDTH, HEIGHT)
    painted.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, subsampling=0, dpi=(300, 300))
    return out.getvalue()


def _motif(edition: Edition) -> str:
    """The drawing whose words (styles/booklet/motifs/motifs.toml) meet the subject first, else the last one."""
    import tomllib

    table = tomllib.loads(edition.style("booklet/motifs/motifs.toml"))
    subject = " ".join(
        " ".join((article.slug, article.front.topic or "", *article.front.keywords, article.front.title))
        for article in edition.publication.articles
    ).casefold()
    drawing = next(
        (name for name, words in table["motifs"].items() if any(word.casefold() in subject for word in words)),
        str(table["otherwise"]),
    )
    return edition.style(f"booklet/motifs/{drawing}.svg")


def set_title(title: str, lang: str = "en") -> SetTitle:
    """The title's lines, balanced and broken by sense, in the largest size that fits the cover; a word that is wider
    than the cover is parted by the patterns of its language.

    What follows a colon or dash goes below in smaller type when the first part can stand alone.
    """
    head, rest = _parted(title)
    best = SetTitle((head,), 0, rest)
    words = [part for word in head.split() for part in _parts(word, lang)]
    for count in range(1, min(len(words), 7) + 1):
        lines = break_lines(words, count)
        lines = tuple(line.replace(f"{OURS} ", "").replace(OURS, "-") for line in lines)
        widest = max(width_of(line) for line in lines)
        size = min(LARGEST, int((WIDTH - 2 * MARGIN) / widest), int(TITLE_HEIGHT / (1.14 * count)))
        if size > best.size * 1.12:
            best = SetTitle(lines, size, rest)
    if best.size < SMALLEST:
        joined = " ".join(words).replace(f"{OURS} ", "\u00ad").replace(OURS, "\u00ad")
        return SetTitle((joined,), SMALLEST if len(head) < 160 else SMALLEST // 2 + 20, rest)
    return best


OURS = "\u2010"
"""The hyphen of a word that we part, told from the author's own until its lines are known."""


def _parts(word: str, lang: str) -> list[str]:
    """The word, or what it is parted into when it is wider than the cover in the smallest size; all parts but the last
    end with our hyphen.
    """
    room = (WIDTH - 2 * MARGIN) / SMALLEST * 0.95
    if width_of(word) <= room:
        return [word]
    parts, line = [], ""
    for piece in soften(word, lang).split(SOFT_HYPHEN):
        if line and width_of(f"{line}{piece}-") > room:
            parts.append(line + OURS)
            line = ""
        line += piece
    return [*parts, line]


def _parted(title: str) -> tuple[str, str]:
    match = re.match(r"(.{6,60}?)(?::| [–—-])\s+(\S.*)$", title)
    return (match[1].strip(), match[2].strip()) if match else (title, "")


def break_lines(words: list[str], count: int) -> tuple[str, ...]:
    """The words in `count` lines whose widths differ least, not broken after a short word that needs the next."""
    ideal = width_of(" ".join(words)) / count

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[int, ...]]:
        if left == 1:
            return _badness(words[start:], ideal, last=True), (len(words),)
        options = []
        for end in range(start + 1, len(words) - left + 2):
            later, ends = best(end, left - 1)
            options.append((_badness(words[start:end], ideal) + later, (end, *ends)))
        return min(options)

    _, ends = best(0, count)
    starts = (0, *ends[:-1])
    return tuple(" ".join(words[start:end]) for start, end in zip(starts, ends, strict=True))


def _badness(words: list[str], ideal: float, *, last: bool = False) -> float:
    line = " ".join(words)
    cost = ((width_of(line) - ideal) / ideal) ** 2
    if not last:
        final = words[-1]
        # Articles, prepositions and conjunctions are short and lower case in every language with letter case.
        if len(final) <= 3 and final.islower():
            cost += 0.35
        if final.endswith((",", ";", ":", "–", "—", "،", "؛")):
            cost -= 0.15
    return cost


_ADVANCES = {
    character: width
    for width, characters in {
        0.23: " \u00a0'’",
        0.33: ".,:;!|-il",
        0.38: "ftjIJ()[]",
        0.48: "rsz?",
        0.56: "aceg0123456789S",
        0.6: "vxyoqkFZ",
        0.65: "bdhnpuELPT",
        0.72: "AGKDROQVXBCYNU&",
        0.82: "HwNU",
        0.97: "mM—…@%",
        1.02: "W",
    }.items()
    for character in characters
}
"""Advance widths in em, read from Source Serif 4 SemiBold and rounded up."""


def width_of(text: str) -> float:
    """About how wide the text is in em, set in a semibold serif (averages of the Noto faces where not Latin)."""
    width = 0.0
    for character in text:
        if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
            continue
        if unicodedata.east_asian_width(character) in {"W", "F"}:
            width += 1.05
        elif unicodedata.normalize("NFD", character)[0] in _ADVANCES:
            width += _ADVANCES[unicodedata.normalize("NFD", character)[0]]
        elif "\u0590" <= character <= "\u06ff":
            width += 0.5
        elif "\u0900" <= character <= "\u097f":
            width += 0.62
        else:
            width += 0.72 if character.isupper() else 0.62
    return max(width, 0.5)
