"""Texts and typefaces come in; the widths of words and the lines they need go out, measured on the bundled fonts."""

from __future__ import annotations

import io
from functools import cache, cached_property
from typing import Any

from pipeline.language.hyphens import SOFT_HYPHEN
from pipeline.press.typeface import Typeface, Typefaces, script_of

JOINED = 0.8
"""Share of the width of unjoined Arabic letters that joined ones take, where they cannot be shaped (measured on the
sample library: 0.76 of all text, but 1.05 of some words).
"""

AVERAGE_WIDTH = 0.56
"""Width of a character in em where no font can be measured (house)."""


_MOST_RULERS, _MOST_WIDTHS = 8, 50_000
"""Languages that a process measures in turn, and words of each that it knows: some 8 MB a language (house)."""


class Ruler:
    """Measures text with the bundled fonts."""

    def __init__(self, typefaces: Typefaces, lang: str) -> None:
        self.typefaces = typefaces
        self.lang = lang
        self.script = script_of(lang)
        self._fonts: dict[tuple[str, bool], Any] = {}
        self._upright = [f for f in typefaces.faces if f.style == "normal" and f.file.endswith(".ttf")]
        self._widths: dict[tuple[str, int, str], float] = {}

    def width(self, text: str, role: str, weight: int, size: float) -> float:
        """Width of `text` on one line, in the unit of `size`."""
        return self._width(text, role, weight) * size

    def lines(self, text: str, role: str, weight: int, size: float, width: float) -> int:
        """Lines that `text` needs at `size` px in `width` px; a word wider than a line counts as a hundred."""
        if not text:
            return 0
        space = self._width(" ", role, weight) * size
        count, used = 1, 0.0
        for word in text.split(" "):
            gap = space if used else 0.0
            for part in self._parts(word, role, weight, size, width - used - gap):
                needed = self._width(part, role, weight) * size
                if needed > width:
                    return 100
                if used and used + gap + needed > width:
                    count, used = count + 1, needed
                else:
                    used += needed + gap
                gap = 0.0
        return count

    def _parts(self, word: str, role: str, weight: int, size: float, room: float) -> list[str]:
        """The word, or its parts with hyphens where it has soft ones and does not fit the room."""
        whole = word.replace(SOFT_HYPHEN, "")
        if whole == word or self._width(whole, role, weight) * size <= room:
            return [whole]
        *parts, last = word.split(SOFT_HYPHEN)
        return [*(f"{part}-" for part in parts), last]

    def even_width(self, text: str, role: str, weight: int, size: float, width: float) -> float:
        """The narrowest width in px that needs no more lines than `width` does."""
        lines = self.lines(text, role, weight, size, width)
        low, high = width * 0.4, width
        while high - low > 6:
            between = (low + high) / 2
            if self.lines(text, role, weight, size, between) > lines:
                low = between
            else:
                high = between
        return min(high * 1.02, width)

    def _width(self, word: str, role: str, weight: int) -> float:
        """Width in em."""
        key = (role, weight, word)
        if key not in self._widths:
            if len(self._widths) >= _MOST_WIDTHS:
                self._widths.clear()
            face = self._face(word, role, weight)
            if face is None:
                wide = sum(1 for character in word if ord(character) > 0x2E80)
                self._widths[key] = AVERAGE_WIDTH * len(word) + wide / 2
            else:
                arabic = any("\u0600" <= letter <= "\u06ff" for letter in word)
                unshaped = JOINED if arabic and not _shapes() else 1
                self._widths[key] = self._font(face, arabic).getlength(word) / 100 * unshaped
        return self._widths[key]

    def _face(self, word: str, role: str, weight: int) -> Typeface | None:
        """The face that sets the word: the first family of the stack that holds its letters, nearest in weight."""
        letters = [character for character in word if character.isalnum()]
        for family in self._stacks[role]:
            faces = [face for face in self._upright if face.family == family]
            best = min(faces, key=lambda face: abs(face.weight - weight), default=None)
            if best and all(best.holds(letter) for letter in letters):
                return best
        return None

    @cached_property
    def _stacks(self) -> dict[str, list[str]]:
        """The families of each role: those of the script first, then all others of the role."""
        stacks = {}
        for role in ("text", "title"):
            own = [
                f
                for (r, script), stack in self.typefaces.stacks.items()
                if (r, script) == (role, self.script)
                for f in stack
            ]
            stacks[role] = list(dict.fromkeys([*own, *(face.family for face in self._upright if face.role == role)]))
        return stacks

    def _font(self, face: Typeface, joined: bool) -> Any:
        from PIL import ImageFont

        if (face.file, joined) not in self._fonts:
            content = io.BytesIO(self.typefaces.files[face.file])
            engine = ImageFont.Layout.RAQM if joined and _shapes() else ImageFont.Layout.BASIC
            self._fonts[face.file, joined] = ImageFont.truetype(content, 100, layout_engine=engine)
        return self._fonts[face.file, joined]


_rulers: list[Ruler] = []


def ruler_of(typefaces: Typefaces, lang: str) -> Ruler:
    """The ruler of this process for these typefaces and this language: fonts are opened and words measured once."""
    for at, ruler in enumerate(_rulers):
        if ruler.typefaces is typefaces and ruler.lang == lang:
            _rulers.append(_rulers.pop(at))
            return ruler
    _rulers[:] = [*_rulers[1 - _MOST_RULERS :], Ruler(typefaces, lang)]
    return _rulers[-1]


@cache
def _shapes() -> bool:
    """Whether Pillow joins letters: it needs the FriBidi that comes with Pango, without which nothing is set at all."""
    from PIL import features

    return bool(features.check("raqm") and features.check("fribidi"))
