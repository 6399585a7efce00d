"""The manual's sessions are typed; pictures of what they publish go into docs/: `python -m tests.gallery manual`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

from tests.transcript import run_session
from tests.typist import ROOT

HEIGHT, WIDEST = 560, 1400
"""Pixels; as much as a page of the manual has room for, and few bytes in the repository (house)."""
GAP, GROUND, EDGE = 16, "#e9ecec", "#c4cccc"


def clinic(output: Path) -> Iterator[Image.Image]:
    """The sheet, page by page."""
    yield from _pages(output / "hill-practice/en/wound-care/handout/sheet-a4.pdf")


def marketing(output: Path) -> Iterator[Image.Image]:
    """The cards of the first three messages."""
    cards = sorted((output / "still-trust/en/sun-care/social/cards").glob("*.*"))
    for card in [each for each in cards if each.suffix in {".png", ".jpg"}][:3]:
        yield Image.open(card).convert("RGB")


def publisher(output: Path) -> Iterator[Image.Image]:
    """The cover of the book."""
    yield Image.open(output / "lantern-books/en/skin-and-hair/booklet/cover.jpg").convert("RGB")


PAGES: dict[str, tuple[str, Callable[[Path], Iterator[Image.Image]]]] = {
    "clinic": ("our-leaflets", clinic),
    "marketing": ("letters", marketing),
    "publisher": ("guides", publisher),
}
"""Page of the manual → the folder that its session starts, and what is shown of what comes out there."""


def main() -> int:
    """Type the sessions of the three pages, and write a picture for each. 1 where a session goes otherwise, else 0."""
    wrong = 0
    for name, (folder, shown) in PAGES.items():
        with tempfile.TemporaryDirectory() as made:
            for step, words, code in run_session(ROOT / "docs" / f"{name}.md", Path(made)):
                if code != step.exit_code:
                    print(f"{name}.md:{step.line}: {words}")
                    wrong = 1
            pictures = list(shown(Path(made) / folder / "output"))
        target = ROOT / "docs" / f"{name}.webp"
        _side_by_side(pictures).save(target, quality=72, method=6)
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")
    return wrong


def _pages(file: Path) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(file)
    for page in document:
        yield page.render(scale=2 * HEIGHT / page.get_height()).to_pil().convert("RGB")


def _side_by_side(pictures: list[Image.Image]) -> Image.Image:
    small = [picture.resize((round(picture.width * HEIGHT / picture.height), HEIGHT)) for picture in pictures]
    width = sum(each.width + GAP for each in small) + GAP
    sheet = Image.new("RGB", (width, HEIGHT + 2 * GAP), GROUND)
    at = GAP
    for each in small:
        sheet.paste(Image.new("RGB", (each.width + 2, each.height + 2), EDGE), (at - 1, GAP - 1))
        sheet.paste(each, (at, GAP))
        at += each.width + GAP
    sheet.thumbnail((WIDEST, HEIGHT + 2 * GAP))
    return sheet
