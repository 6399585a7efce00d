"""What a product says when it is made, and what the published file says, come in; where they differ goes out."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from pipeline.edition.artifact import Artifact, File, Product
from pipeline.facts.proving import Said
from pipeline.facts.rules import ALTERED
from pipeline.facts.tokens import tokens_of
from pipeline.finding import Finding, Findings, Place

SCALE = 1.5
"""Pages are compared at 108 dpi: a full stop of 9 pt is two pixels wide there (house)."""

PIXEL = 40
"""So much darker or lighter, of 255, a pixel must be to count: another encoder of JPEG differs by less (house)."""

PIXELS = 12
"""So many such pixels on a page or picture are another drawing: less than a digit of 9 pt has (house)."""


def altered(made: Artifact, said: Sequence[Said], found: Artifact, says: Sequence[Said], file: str) -> Findings:
    """How a published product differs from the same product made anew: in what is heard, then in what is painted.

    Other bytes that say and show the same are no difference: recompressed, packed or encoded anew.
    """
    product = made.product
    differences = list(_heard(said, says, product, file))
    if not differences:
        differences = list(_painted(made, found, file))
    return Findings(tuple(differences))


def _heard(said: Sequence[Said], says: Sequence[Said], product: Product, file: str) -> Iterator[Finding]:
    before = [(tokens_of(passage.text), _label(passage)) for passage in said]
    after = [(tokens_of(passage.text), _label(passage)) for passage in says]
    for name, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if name == "equal":
            continue
        expected = " ".join(f"{_shown(passage)}" for passage in said[i1:i2])
        actual = " ".join(f"{_shown(passage)}" for passage in says[j1:j2])
        if tokens_of(expected) == tokens_of(actual):
            continue  # the same words, in other passages
        where = (says[j1].where if j1 < j2 else said[i1].where if i1 < i2 else "") or ""
        yield _finding(product, file, where, _told(expected, actual))


def _label(passage: Said) -> str:
    return passage.label.strip(" .()[]")


def _shown(passage: Said) -> str:
    return f"{passage.label} {passage.text}".strip()


def _told(expected: str, actual: str) -> str:
    if not actual:
        return f'"{_short(expected)}" is not there any more'
    if not expected:
        return f'"{_short(actual)}" was added'
    one, other = expected.split(), actual.split()
    codes = [c for c in SequenceMatcher(None, one, other, autojunk=False).get_opcodes() if c[0] != "equal"]
    parts = [f'"{" ".join(other[j1:j2])}" stands for "{" ".join(one[i1:i2])}"' for _, i1, i2, j1, j2 in codes[:3]]
    return f'{"; ".join(parts)} in "{_short(expected)}"'


def _painted(made: Artifact, found: Artifact, file: str) -> Iterator[Finding]:
    """Pages and pictures that show something else than they say: text that is covered, white or drawn as outlines."""
    names = {each.name: each for each in found.files}
    for each in made.files:
        other = names.get(each.name)
        if other is None:
            yield _finding(made.product, file, "", f'the file "{each.name}" is not there any more')
        elif each.sha256 != other.sha256:
            if _is_text(each) and _words_of(each) != _words_of(other):
                yield _finding(made.product, file, each.name, _told(_text_of(each), _text_of(other)))
            for number, same in enumerate(_compared(each, other), start=1):
                if not same:
                    where = f"page {number}" if each.media_type == "application/pdf" else each.name
                    yield _finding(made.product, file, where, "it shows something else than it says")


def _is_text(file: File) -> bool:
    return file.media_type.startswith("text/") or file.media_type == "application/json"


def _text_of(file: File) -> str:
    """What people read in a text file; of a page also where its links lead and what describes its pictures."""
    text = file.content.decode("utf-8-sig", "replace")
    if file.media_type != "text/html":
        return text
    told = re.sub(r"<(style|script)\b.*?</\1\s*>|<!--.*?-->", " ", text, flags=re.DOTALL | re.IGNORECASE)
    attributes = " ".join(re.findall(r"""(?:href|alt|title|content)\s*=\s*["']([^"']*)["']""", told))
    return html.unescape(f"{re.sub('<[^>]+>', ' ', told)} {attributes}")


def _words_of(file: File) -> tuple[str, ...]:
    return tokens_of(_text_of(file))


def _compared(one: File, other: File) -> Iterator[bool]:
    """Whether each page or picture of two files looks alike; nothing for files without a look."""
    if one.media_type == "application/pdf":
        import pypdfium2

        first, second = pypdfium2.PdfDocument(one.content), pypdfium2.PdfDocument(other.content)
        for number in range(max(len(first), len(second))):
            if number >= min(len(first), len(second)):
                yield False
            else:
                yield _alike(*(document[number].render(scale=SCALE).to_pil() for document in (first, second)))
    elif one.media_type in {"image/png", "image/jpeg"}:
        from PIL import Image

        with (
            Image.open(io.BytesIO(one.content)) as first_picture,
            Image.open(io.BytesIO(other.content)) as second_picture,
        ):
            yield _alike(first_picture, second_picture)


def _alike(one: object, other: object) -> bool:
    from PIL import Image, ImageChops

    assert isinstance(one, Image.Image) and isinstance(other, Image.Image)  # noqa: S101 (narrows the type)
    if one.size != other.size:
        return False
    strength = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(strength[PIXEL:]) < PIXELS


def _finding(product: Product, file: str, where: str, message: str) -> Finding:
    place = Place(file, part=", ".join(part for part in (str(product), where) if part))
    hint = "build it again; if somebody changed the file on purpose, change the article instead"
    return ALTERED.finding(place, message, hint)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 90 else f"{words[:88]}…"
