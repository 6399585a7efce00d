"""Typefaces: the words of `styles/fonts/fonts.toml` and the font bytes come in, CSS and coverage answers go out.

Nothing here opens a file: the loader asks `font_files` for the names, reads them and calls `read_typefaces`.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any, Literal, get_args

Role = Literal["text", "title", "symbols", "emoji"]
Direction = Literal["ltr", "rtl"]
Ranges = tuple[tuple[int, int], ...]

FONT_URL = "fonts:///"
"""Where a style sheet looks for fonts: an address that only the renderer's own fetcher answers."""

# ISO 15924 codes of the scripts that run right to left (Unicode 17, Bidi_Class R or AL).
_RIGHT_TO_LEFT = frozenset(
    ("Adlm", "Arab", "Aran", "Gara", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi")
)
# Asked first, since Babel costs a no-change run more than it takes.
_SCRIPTS = {
    "Arab": ("ar", "fa", "ur", "ps"),
    "Cyrl": ("bg", "mk", "ru", "uk"),
    "Deva": ("hi", "mr", "ne"),
    "Grek": ("el",),
    "Hebr": ("he", "yi"),
    "Latn": ("cs", "da", "de", "en", "es", "fi", "fr", "it", "nl", "no", "pl", "pt", "ro", "sv", "tr", "vi"),
}
_SCRIPT_BY_LANGUAGE = {language: script for script, languages in _SCRIPTS.items() for language in languages}
# Scripts that are written with the letters of another one.
_WRITTEN_AS = {"Aran": "Arab", "Cyrs": "Cyrl", "Latf": "Latn", "Latg": "Latn"}
_GENERIC: dict[Role, str] = {
    "text": "sans-serif",
    "title": "serif",
    "symbols": "sans-serif",
    "emoji": "sans-serif",
}
# Characters that take no glyph of their own: controls, joiners, bidi marks, soft hyphen, variation selectors, tags.
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp"})
_VARIATION_SELECTORS: Ranges = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))


@dataclass(frozen=True, slots=True)
class Typeface:
    """One font file: the family, weight and style it is called by, and the characters it holds."""

    family: str
    file: str
    weight: int
    style: str
    unicode_range: Ranges
    role: Role
    scripts: tuple[str, ...] = ()
    pack: str | None = None

    def holds(self, character: str) -> bool:
        """Tell whether the file has a glyph for `character`."""
        return _within(ord(character), self.unicode_range)


@dataclass(frozen=True, slots=True)
class Pack:
    """Families that are not bundled: the scripts they are for, the files they need, and how to get them."""

    name: str
    scripts: tuple[str, ...]
    files: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class AbsentPack:
    """A language that needs a font pack which is not there: the words for an error and its hint."""

    pack: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Typefaces:
    """All typefaces at hand, their bytes by file name, and the order of families for each role and script."""

    faces: tuple[Typeface, ...]
    files: Mapping[str, bytes] = field(repr=False)
    stacks: Mapping[tuple[Role, str], tuple[str, ...]]
    packs: tuple[Pack, ...] = ()


def faces_of(typefaces: Typefaces) -> tuple[tuple[Typeface, bytes], ...]:
    """Each typeface with the bytes of its file: what a page's look depends on, and nothing else of them does."""
    return tuple((face, typefaces.files[face.file]) for face in typefaces.faces)


def font_files(fonts_toml: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the font files that must be there and those that may be (the packs'), in the order of the data file."""
    required: list[str] = []
    optional: list[str] = []
    for face in _faces(tomllib.loads(fonts_toml)):
        (optional if face.pack else required).append(face.file)
    return tuple(required), tuple(optional)


def read_typefaces(fonts_toml: str, files: Mapping[str, bytes]) -> Typefaces:
    """Read the data file; a typeface whose file is not among `files` is left out.

    Raises ValueError when a bundled file is absent or a role is unknown.
    """
    table = tomllib.loads(fonts_toml)
    faces = _faces(table)
    absent = sorted({face.file for face in faces if face.pack is None} - set(files))
    if absent:
        raise ValueError(f"fonts.toml names files that are not there: {', '.join(absent)}")
    packs = tuple(
        Pack(
            name=pack["name"],
            scripts=tuple(pack["scripts"]),
            files=tuple(face.file for face in faces if face.pack == pack["name"]),
            how=pack["how"],
        )
        for pack in table.get("pack", [])
    )
    present = tuple(face for face in faces if face.file in files)
    return Typefaces(
        faces=present,
        files={face.file: files[face.file] for face in present},
        stacks={
            (_role(role), script): tuple(families)
            for role, scripts in table["stacks"].items()
            for script, families in scripts.items()
        },
        packs=packs,
    )


def font_face_css(typefaces: Typefaces, url_prefix: str = FONT_URL) -> str:
    """Write one @font-face rule per typeface, with the file's address under `url_prefix`."""
    return "".join(
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};'
        f'src:url("{url_prefix}{face.file}") format("{_css_format(face.file)}");'
        f"{_css_range(face)}}}\n"
        for face in typefaces.faces
    )


def family_stack(typefaces: Typefaces, role: Role, lang: str) -> str:
    """Give the CSS font-family list for `role` in the language or script `lang` (BCP 47 tag or ISO 15924 code).

    The families named for the script come first, then every other family that could have the character: of the
    same role, of the text role, symbols, emoji; a generic family closes the list.
    """
    names = [f'"{family}"' for family in _families(typefaces, role, lang)]
    return ", ".join([*names, _GENERIC[role]])


def select_typefaces(typefaces: Typefaces, text: str, langs: Iterable[str]) -> Typefaces:
    """Keep the families that set `text` in the languages `langs`, in text and in titles, and nothing else.

    Fewer fonts are less to embed in a booklet and faster to render: an emoji slice costs up to a second. The first
    family of each stack always stays, since a renderer cannot run with no typeface at all.
    """
    kept: set[str] = set()
    roles: tuple[Role, ...] = ("text", "title")
    for lang in langs:
        for role in roles:
            stack = _families(typefaces, role, lang)
            kept.update(stack[:1])
            kept.update(_setting(typefaces, stack, text))
    kept.update(_drawing(typefaces, text))
    faces = tuple(face for face in typefaces.faces if face.family in kept)
    return replace(typefaces, faces=faces, files={face.file: typefaces.files[face.file] for face in faces})


def absent_pack(typefaces: Typefaces, lang: str) -> AbsentPack | None:
    """Say which optional font pack the language needs and how to get it; None when nothing is missing."""
    script = script_of(lang)
    present = {face.file for face in typefaces.faces}
    for pack in typefaces.packs:
        if script in pack.scripts and not present.issuperset(pack.files):
            absent = [file for file in pack.files if file not in present]
            return AbsentPack(
                pack=pack.name,
                message=f'no bundled typeface can set "{lang}"; the font pack "{pack.name}" is not installed',
                hint=f"{pack.how} (missing: {', '.join(absent)})",
            )
    return None


@cache
def script_of(lang: str) -> str:
    """Give the ISO 15924 code of the script that the BCP 47 tag `lang` is written in; "Latn" when unknown."""
    subtags = lang.replace("_", "-").split("-")
    for subtag in subtags[1:]:
        # RFC 5646, 2.2.6: a single letter begins an extension, whose subtags of four letters are no scripts.
        if len(subtag) == 1:
            break
        # RFC 5646, 2.2.3: a script has four letters; a variant of four begins with a digit ("1996" in de-1996).
        if len(subtag) == 4 and subtag.isalpha():
            return subtag.title()
    language = subtags[0].lower()
    if language in _SCRIPT_BY_LANGUAGE:
        return _SCRIPT_BY_LANGUAGE[language]
    # Private use and the tags of RFC 3066 that were kept: what follows is no language code.
    if language in ("x", "i"):
        return "Latn"
    from babel.core import get_global

    # CLDR's table: a region can decide the script, as in zh-TW or pa-PK.
    likely = get_global("likely_subtags")
    regions = [subtag.upper() for subtag in subtags[1:2] if len(subtag) in (2, 3)]
    for key in [f"{language}_{region}" for region in regions] + [language]:
        if key in likely:
            script = str(likely[key]).split("_")[1]
            return script if len(script) == 4 else "Latn"
    return "Latn"


def direction_of(lang: str) -> Direction:
    """Tell which way the language `lang` (BCP 47) runs, by its script."""
    return "rtl" if script_of(lang) in _RIGHT_TO_LEFT else "ltr"


def read_range(unicode_range: str) -> Ranges:
    """Read CSS unicode-range syntax (CSS Fonts 4, 4.5; no wildcards) into pairs of first and last code point.

    Raises ValueError on anything else.
    """
    pairs = []
    for part in unicode_range.split(","):
        first, _, last = part.strip().upper().removeprefix("U+").partition("-")
        pair = int(first, 16), int(last or first, 16)
        if not 0 <= pair[0] <= pair[1] <= 0x10FFFF:
            raise ValueError(f'"{part.strip()}" is not a range of code points')
        pairs.append(pair)
    return tuple(pairs)


def _faces(table: Mapping[str, Any]) -> tuple[Typeface, ...]:
    return tuple(
        Typeface(
            family=family["name"],
            file=file["file"],
            weight=int(file["weight"]),
            style=file["style"],
            unicode_range=read_range(family["range"]),
            role=_role(family["role"]),
            scripts=tuple(family["scripts"]),
            pack=family.get("pack"),
        )
        for family in table["family"]
        for file in family["files"]
    )


def _role(word: str) -> Role:
    for role in get_args(Role):
        if role == word:
            found: Role = role
            return found
    raise ValueError(f'"{word}" is not a role of a typeface: {", ".join(get_args(Role))}')


def _families(typefaces: Typefaces, role: Role, lang: str) -> tuple[str, ...]:
    script = lang if len(lang) == 4 and lang.istitle() else script_of(lang)
    script = _WRITTEN_AS.get(script, script)
    stack = list(typefaces.stacks.get((role, script), ()))
    stack += [face.family for face in typefaces.faces if script in face.scripts and face.role == role]
    stack += [face.family for face in typefaces.faces if script in face.scripts and face.role == "text"]
    # Every text has Latin in it: units, names of medicines, addresses.
    stack += typefaces.stacks.get((role, "Latn"), ())
    # Symbols before emoji: a tick in an emoji font is a coloured picture in the middle of black text.
    roles: tuple[Role, ...] = (role, "text", "symbols", "emoji")
    for each in roles:
        stack += [face.family for face in typefaces.faces if face.role == each]
    present = {face.family for face in typefaces.faces}
    return tuple(family for family in dict.fromkeys(stack) if family in present)


def _setting(typefaces: Typefaces, stack: Iterable[str], text: str) -> Iterator[str]:
    """Yield the families that a renderer takes for the characters of `text`: the first that has each."""
    ranges = {face.family: face.unicode_range for face in typefaces.faces}
    points = {ord(character) for character in set(text) if not _is_invisible(character)}
    for family in stack:
        found = points & _points(ranges[family])
        if found:
            yield family
        points -= found


def _drawing(typefaces: Typefaces, text: str) -> Iterator[str]:
    """Yield the emoji families that draw the emoji of `text`: for each the lightest that holds the whole sequence."""
    import regex

    shown = regex.compile(r"[\p{Emoji_Presentation}\uFE0F]")
    emoji = [face for face in typefaces.faces if face.role == "emoji"]
    # Emoji come in slices, each of which costs up to a second to subset: the lightest that does is taken.
    emoji.sort(key=lambda face: len(typefaces.files[face.file]))
    clusters = {
        cluster for line in set(text.splitlines()) if shown.search(line) for cluster in regex.findall(r"\X", line)
    }
    for cluster in clusters:
        if not shown.search(cluster):
            continue
        characters = [character for character in cluster if not _is_invisible(character)]
        for face in emoji:
            # A sequence whose parts come from two fonts is drawn as its members: a family becomes four people (UTS 51).
            if all(face.holds(character) for character in characters):
                yield face.family
                break


@lru_cache(maxsize=64)
def _points(ranges: Ranges) -> frozenset[int]:
    return frozenset(point for first, last in ranges for point in range(first, last + 1))


def _within(point: int, ranges: Ranges) -> bool:
    return any(first <= point <= last for first, last in ranges)


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE_CATEGORIES or _within(ord(character), _VARIATION_SELECTORS)


def _css_range(face: Typeface) -> str:
    if face.role in ("text", "title"):
        return ""
    pairs = (f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in face.unicode_range)
    return f"unicode-range:{','.join(f'U+{pair}' for pair in pairs)}"


def _css_format(file: str) -> str:
    # CSS Fonts 4, 4.3.1 has these words; "ttf" is none of them and the face would be skipped.
    return {"woff2": "woff2", "woff": "woff", "ttf": "truetype", "otf": "opentype"}[file.rpartition(".")[2]]
