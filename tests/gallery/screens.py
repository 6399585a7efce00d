"""An edition comes in; its messages and books as a browser shows them, with what was counted, go out.

What is counted here does not rest on the formats' own rules: values are those that the gallery's texts are made of.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from pipeline.edition.artifact import Product
from pipeline.edition.edition import Edition
from pipeline.finding import Severity
from pipeline.formats import booklet, newsletter, social
from pipeline.formats.newsletter.reading import Subject
from tests.gallery.articles import counted
from tests.gallery.sheets import Leaf
from tests.judges import lines

MAIL_WIDTHS, BOOK_WIDTHS = (320, 640), (320, 390, 600)
TALLEST = 3600
"""Rows of px of a screen that a contact sheet shows; the rest is counted and not shown."""


def messages(edition: Edition, variants: tuple[str, ...] = ()) -> Iterator[tuple[str, list[Leaf]]]:
    """Each variant at 320 and 640 px, the narrow one in dark colours too."""
    for name in variants or ("single", "whole"):
        artifact = newsletter.render(edition, Product("newsletter", name))
        findings = newsletter.check(newsletter.read(artifact), edition).found
        said = tuple(f"{each.rule}: {each.message}" for each in findings if each.severity is not Severity.INFO)
        with tempfile.TemporaryDirectory() as folder:
            page = unpacked(artifact.file(f"{name}.eml").content, edition, Path(folder))
            found = list(_screens(page, name, MAIL_WIDTHS, edition, said))
            found += list(_screens(page, f"{name} dark", MAIL_WIDTHS[:1], edition, (), dark=True))
        yield name, found


def unpacked(message: bytes, edition: Edition, folder: Path) -> Path:
    """The HTML part of a message with its pictures beside it."""
    reading = Subject("a.eml", message, edition)
    html = reading.html
    for cid, part in reading.pictures.items():
        (folder / part.name).write_bytes(part.content)
        html = html.replace(f"cid:{cid}", part.name)
    page = folder / "message.html"
    page.write_text(html, encoding="utf-8")
    return page


def books(edition: Edition, variants: tuple[str, ...] = ()) -> Iterator[tuple[str, list[Leaf]]]:
    """The pages of the EPUB at 320, 390 and 600 px."""
    artifact = booklet.render(edition, Product("booklet", ""))
    findings = booklet.check(booklet.read(artifact), edition).found
    said = tuple(f"{each.rule}: {each.message}" for each in findings if each.severity is not Severity.INFO)
    del variants
    found: list[Leaf] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(io.BytesIO(artifact.main.content)) as book:
            book.extractall(folder)
        for page in sorted(folder.rglob("*.xhtml")):
            found += _screens(page, page.stem, BOOK_WIDTHS, edition, said)
            said = ()
    yield "epub", found


def cards(edition: Edition, variants: tuple[str, ...] = ()) -> Iterator[tuple[str, list[Leaf]]]:
    """The cards of the posts, once each; their words are drawn, so that only findings speak of them."""
    del variants
    artifact = social.render(edition, social.products(edition)[0])
    findings = social.check(social.read(artifact), edition).found
    said = tuple(f"{each.rule}: {each.message}" for each in findings if each.severity is not Severity.INFO)
    found: dict[str, Leaf] = {}
    for file in artifact.files:
        name = file.name.rpartition("/")[2].rpartition(".")[0]
        if file.media_type.startswith("image/") and name not in found:
            with Image.open(io.BytesIO(file.content)) as picture:
                shown = picture.convert("RGB")
                shown.thumbnail((420, 420))
            found[name] = Leaf(name, shown, (), (), said if not found else ())
    yield "cards", list(found.values())


def _screens(
    page: Path, name: str, widths: tuple[int, ...], edition: Edition, said: tuple[str, ...], *, dark: bool = False
) -> Iterator[Leaf]:
    values = counted(edition.lang)
    shots = [page.parent / f"{page.stem}-{width}{'-dark' * dark}.png" for width in widths]
    for width, shot, seen in zip(widths, shots, lines(page, widths, values, shots, dark=dark), strict=True):
        with Image.open(shot) as picture:
            shown = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
        cut = (*seen.over, *(f"{seen.width} px wide" for _ in range(seen.width > width)))
        yield Leaf(f"{name} {width}", shown, (*seen.values, *seen.words), cut, said, covered=seen.covered)
        said = ()
