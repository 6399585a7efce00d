"""The words of a page by how they are set come in; small fonts with the characters they need, and their CSS, go out."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from pipeline.edition.artifact import File
from pipeline.edition.edition import Edition
from pipeline.press.cutting import cut
from pipeline.press.typeface import Role, Typeface, family_stack, script_of

Set = Literal["text", "strong", "slanted", "title"]
"""How words are set on a page: the reading face upright, bold or italic, the title face."""

FACES: Mapping[Set, tuple[Role, int, str]] = {
    "text": ("text", 400, "normal"),
    "strong": ("text", 700, "normal"),
    "slanted": ("text", 400, "italic"),
    "title": ("title", 600, "normal"),
}
"""What each is set in: role, weight, style."""

USUAL = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0–—‘’“”•…°½×·«»£€§©µ→\u202f"
"""What any page may hold besides its language's letters: pages of one language share one file so, and a browser that
has read one has the fonts of all (house).
"""

ARABIC = "".join(map(chr, (0x60C, 0x61B, 0x61F, *range(0x621, 0x63B), *range(0x640, 0x653), *range(0x660, 0x66D))))
"""Letters join within one font only: a missing one would break the word in two."""

RARE = "#$&*+<=>@[\\]^_`{|}~"
"""Signs that titles do not hold."""

FEATURES = (
    "ccmp locl kern liga mark mkmk calt rlig init medi fina isol rclt"
    " nukt akhn rphf blwf half pstf vatu cjct pres abvs blws psts haln abvm blwm"
).split()
"""The layout features without which a script is set wrongly or unevenly; small capitals and old figures stay out."""


@dataclass(frozen=True)
class Fonts:
    """The font files of a page, the @font-face rules for them, and the families of words and of titles."""

    files: tuple[File, ...] = field(repr=False)
    css: str
    text: str
    title: str


@dataclass(frozen=True)
class _Cut:
    face: Typeface
    characters: frozenset[str]
    extra: bool


def fonts_of(edition: Edition, words: Mapping[Set, str]) -> Fonts:
    """Fonts for what a page says: the first face of the house that has a character sets it. Emoji are left to the
    reader's system, which has them in colour.
    """
    cuts = _joined(cut for name, said in words.items() if said for cut in _cuts(edition, name, said))
    files: dict[str, File] = {}
    css = []
    for each in cuts:
        content = _subset(each.face.file, edition.typefaces.files[each.face.file], each.characters)
        family = re.sub(r"[^a-z0-9]+", "-", each.face.family.lower()).strip("-")
        slanted = "-italic" if each.face.style == "italic" else ""
        name = f"fonts/{family}-{each.face.weight}{slanted}-{hashlib.sha256(content).hexdigest()[:8]}.woff2"
        files[name] = File(name, "font/woff2", content)
        ranged = f"unicode-range:{_ranges(each.characters)};" if each.extra else ""
        css.append(
            f'@font-face{{font-family:"{each.face.family}";font-weight:{each.face.weight};font-style:{each.face.style};'
            f'font-display:swap;{ranged}src:url("{name}") format("woff2")}}'
        )
    stacks = [_stack(edition, role, [each.face.family for each in cuts]) for role in ("text", "title")]
    return Fonts(tuple(files.values()), "\n".join(dict.fromkeys(css)), *stacks)


def _joined(cuts: Iterable[_Cut]) -> list[_Cut]:
    """One cut for each face: where a family has no italic, stressed words are set upright, in the same file."""
    found: dict[tuple[str, int, str, bool], _Cut] = {}
    for each in cuts:
        key = each.face.file, each.face.weight, each.face.style, each.extra
        known = found.get(key, each)
        found[key] = replace(each, characters=known.characters | each.characters)
    return list(found.values())


def _stack(edition: Edition, role: Role, shipped: list[str]) -> str:
    families = [family for family in _families(edition, role) if family in shipped]
    # Named by systems, so that a reader without our fonts gets a face made for screens.
    system = "system-ui, sans-serif" if role == "text" else "Georgia, serif"
    return ", ".join([*(f'"{family}"' for family in families), system])


def _families(edition: Edition, role: Role) -> list[str]:
    """The families of a role in the order in which they are asked for a character; the designer's own first."""
    named = re.search(rf"--font-{role}\s*:\s*([^;]+);", edition.brand.tokens)
    known = {face.family for face in edition.typefaces.faces}
    own = [family for family in re.findall(r'"([^"]+)"', named[1] if named else "") if family in known]
    usual = re.findall(r'"([^"]+)"', family_stack(edition.typefaces, role, edition.lang))
    # A designer names a face for each script; the language's own script comes first.
    fit = [family for family in own if _sets(edition, family)]
    return list(dict.fromkeys([*fit, *usual, *own]))


def _sets(edition: Edition, family: str) -> bool:
    script = script_of(edition.lang)
    return any(face.family == family and script in face.scripts for face in edition.typefaces.faces)


def _cuts(edition: Edition, name: Set, said: str) -> Iterator[_Cut]:
    role, weight, style = FACES[name]
    left = {character for character in said if character not in "\n\t\r"}
    for number, family in enumerate(_families(edition, role)):
        face = _face(edition, family, weight, style)
        if face is None or face.role == "emoji":
            continue
        held = {character for character in left if face.holds(character)}
        if number == 0:
            usual = frozenset(character for character in _usual(edition, name) if face.holds(character))
            yield _Cut(face, usual | held, extra=False)
        elif held and not all(character.isspace() for character in held):
            yield _Cut(face, frozenset(held), extra=True)
        left -= held


def _usual(edition: Edition, name: Set) -> frozenset[str]:
    letters, script = "".join(edition.words.messages.values()), script_of(edition.lang)
    if script == "Arab" and name in ("strong", "title"):
        # Each letter has up to four forms: three faces with all letters weigh 46 kB (measured).
        return frozenset()
    usual = frozenset(USUAL + letters + (ARABIC if script == "Arab" else ""))
    if name == "title" and script != "Latn":
        # Few titles in other scripts hold a Latin letter; the few get a font of their own.
        return frozenset(
            sign for sign in usual if not (sign.isascii() and (sign.isalpha() or sign in "#$&*+<=>@[\\]^_`{|}~"))
        )
    return usual


def _face(edition: Edition, family: str, weight: int, style: str) -> Typeface | None:
    """The face of a family that is nearest in weight; upright where the family has no italic."""
    faces = [face for face in edition.typefaces.faces if face.family == family]
    fitting = [face for face in faces if face.style == style] or faces
    return min(fitting, key=lambda face: abs(face.weight - weight), default=None)


@lru_cache(maxsize=256)
def _subset(file: str, content: bytes, characters: frozenset[str]) -> bytes:
    """The font with these characters only, as WOFF2."""
    from fontTools.ttLib import TTFont

    # The time of today in the head would give other bytes every day; boxes are those that HarfBuzz measured.
    font = TTFont(io.BytesIO(cut(content, characters, FEATURES)), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _ranges(characters: frozenset[str]) -> str:
    return ",".join(f"U+{ord(character):X}" for character in sorted(characters))
