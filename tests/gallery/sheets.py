"""Pages as pictures with what was counted on them come in; one contact sheet as PNG goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw

ACROSS, GAP, HEAD = 5, 12, 26


@dataclass(frozen=True)
class Leaf:
    """A page, card or screen: its picture, a name, what is wrong with it; `broken` values or words parted over lines,
    `cut` words lost, `covered` pairs of words of which one stands on the other, `white` the empty share of the page
    below its last line, None where that means nothing.
    """

    name: str
    picture: Image.Image = field(repr=False)
    broken: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    white: float | None = None
    covered: tuple[str, ...] = ()

    @property
    def is_faulty(self) -> bool:
        return bool(self.broken or self.cut or self.covered)

    @property
    def caption(self) -> str:
        white = f" white {self.white:.0%}" if self.white is not None else ""
        counted = {"BROKEN": self.broken, "CUT": self.cut, "COVERED": self.covered}
        faults = "".join(f" {fault} {len(words)}" for fault, words in counted.items() if words)
        return f"{self.name}{white}{faults}"


def contact_sheet(leaves: Sequence[Leaf], file: Path) -> None:
    """Write the pages in rows of five, each under its caption."""
    width = max(leaf.picture.width for leaf in leaves) + GAP
    height = max(leaf.picture.height for leaf in leaves) + HEAD
    across = min(ACROSS, len(leaves))
    rows = -(-len(leaves) // across)
    sheet = Image.new("RGB", (across * width + GAP, rows * height + GAP), "#8d9396")
    pen = ImageDraw.Draw(sheet)
    for number, leaf in enumerate(leaves):
        x, y = GAP + number % across * width, GAP + number // across * height
        ink = "#7a0000" if leaf.is_faulty else "#000000"
        pen.text((x, y - 4), leaf.caption.encode("latin-1", "replace").decode("latin-1"), fill=ink)
        sheet.paste(leaf.picture, (x, y + 10))
    file.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(file)
