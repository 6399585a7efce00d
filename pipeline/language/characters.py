"""Text comes in; the characters by which it reads otherwise than it looks go out, each with its place and reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from pipeline.tags import primary_of


class Kind(StrEnum):
    """By what a text deceives."""

    OVERRIDE = "override"
    ISOLATE = "isolate"
    INVISIBLE = "invisible"
    CONTROL = "control"
    UNREADABLE = "unreadable"
    LOOK_ALIKE = "look-alike"


@dataclass(frozen=True, slots=True)
class Suspect:
    """Characters from `start` to `end` (offsets into the text) that are seen and read as two different things.

    `message` shows them in their surroundings, `hint` says what to write instead.
    """

    kind: Kind
    start: int
    end: int
    message: str
    hint: str


# CVE-2021-42574: what stands between such a sign and its end is painted in another order than it is stored, copied and
# spoken.
_OVERRIDES = "\u202a-\u202e"
# Tab, line feed and return are the only ones that XML 1.0, 2.2 allows; U+2028 ends a line in JavaScript and in few
# editors.
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"
# Blank letters, invisible operators, deprecated format characters (Unicode 17, 23.3), musical and shorthand controls.
_BLANKS = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180e\u2061-\u2064\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000\U000e0001\U000e0002-\U000e001f"
    "\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
_JOINERS = "\u00ad\u200b-\u200f\u061c\u2060"
# Mongolian has selectors of its own; those of plane 14 choose between forms of a Han character (UTS 37).
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Tag characters spell the flags of England, Scotland and Wales, and elsewhere hide a text from the eye but not from a
# program.
_TAGS = "\U000e0020-\U000e007f"
_LAST_OF_PLANE = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
# U+FFFC is where Word had a picture, U+FFFD a byte that no decoder understood, U+E000 on what a font alone can name.
_UNREADABLE = "\ufffc\ufffd\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff\ud800-\udfff" + _LAST_OF_PLANE
# Strokes laid over a character: a 5 that is struck through on one screen is a plain 5 on another.
_STROKES = "\u0334-\u0338\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb"
_FOREIGN = "\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f\u1c80-\u1c8f\u0530-\u058f"
_FOREIGN += "\u13a0-\u13ff\uab70-\uabbf\u2c80-\u2cff\ua4d0-\ua4ff"
# Networks have no bold: people type mathematical letters instead, which screen readers spell or skip.
_DRESSED = "\u2160-\u217f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\U0001fbf0-\U0001fbf9"
# Latin alpha and script g of the phonetic alphabet look like a and g in most faces.
_PHONETIC = "\u0251\u0261"

_HIDDEN = re.compile(
    f"[{_OVERRIDES}\u2066-\u2069{_CONTROLS}{_BLANKS}{_JOINERS}{_SELECTORS}{_TAGS}{_UNREADABLE}{_STROKES}]"
)
_IS_STROKE, _IS_UNREADABLE = re.compile(f"[{_STROKES}]"), re.compile(f"[{_UNREADABLE}]")
_IS_JOINER, _IS_SELECTOR = re.compile(f"[{_JOINERS}]"), re.compile(f"[{_SELECTORS}]")
_FLAG = re.compile(f"\U0001f3f4[{_TAGS}]*\\Z")
_UNCARRIED = re.compile(f"[{_OVERRIDES}{_CONTROLS}\r\ufdd0-\ufdef{_LAST_OF_PLANE}\ud800-\udfff]")
_ACTING = re.compile(f"[{_OVERRIDES}\u2066-\u2069{_CONTROLS}\r]")
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_ODD_WORD = re.compile(f"[{_FOREIGN}{_DRESSED}{_PHONETIC}]")
_NUMBER = re.compile(r"\d+(?:[.,:/\u00b7\u066b\u066c\u201a\u2024\ua789\u2044\u2215-]\d+)*")
# Marks that pass for a decimal comma or point between the digits 0 to 9 (UTS 39, confusables); U+00B7 is how Britain
# wrote decimals, and stays.
_FALSE_POINT = re.compile("(?<=[0-9])[\u066b\u066c\u201a\u2024\ua789\u05c3\u0589\uff0c\uff0e](?=[0-9])")
_STACK = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0]{5,}")

_EAST_ASIAN = re.compile("[\u2e80-\u30ff\u3100-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_BREAKS_BY_ZERO_WIDTH_SPACE = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1a20-\u1aaf\u2e80-\u9fff]"
)
# Scripts whose letters join and change each other, which a joiner asks for or forbids (Unicode 17, 9.2 and 12.1).
_JOINING = re.compile(
    "[\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\ua800-\ua82f\ua8e0-\ua8ff\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufeff\u0700-\u074f\u1800-\u18af]"
)
_ADDRESS = re.compile(r"://|www\.|@[\w-]+\.|\w\.(?:com|org|net|gov|edu|uk|eu|example)\b")

# Letters of Cyrillic that no eye tells from Latin ones (UTS 39, confusables).
_CYRILLIC_LANGUAGES = frozenset("ab av ba be bg ce cv kk kv ky mk mn os ru sah sr tg tt udm uk".split())
_TWINS = frozenset("аеорсухіјѕԁһԛԝӏАВЕКМНОРСТХУІЈЅԌԚԜӀ")
# Greek letters that pass for Latin ones in a word; β, δ, λ, μ, π and their like do not, and name things in science.
_GREEK_TWINS = frozenset("αγηικνορστυχωϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ")
# Chuvash is typed with Latin letters where its Cyrillic ones are on no keyboard.
_CHUVASH = re.compile("[ăĕçÿӑӗҫӳ]", re.IGNORECASE)
_GREEK_CAPITAL_TWINS = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ")


_MOST = 100


def find_suspects(text: str, lang: str = "", *, name: bool = False) -> tuple[Suspect, ...]:
    """The suspects of `text`, in reading order, the first hundred of each kind (house: nobody reads more of them).

    Isolates must close before the next empty line.

    `lang` is its language where that is known: in one that is written in Cyrillic, Cyrillic words are no disguise.

    What scripts and emoji need may stand: joiners in Arabic and Indic script and in emoji, zero-width spaces
    where Thai and its neighbours break lines, marks of direction beside a word, selectors behind a picture sign,
    Greek letters that name things (β2, TNFα, μg). In a `name` or an address nothing invisible may stand between two
    letters, the soft hyphen neither.
    """
    if text.isascii() and not _HIDDEN.search(text):
        return ()
    searches = (_hidden(text, name), _open_isolates(text), _look_alikes(text, lang), _numbers(text))
    found = [suspect for search in searches for suspect in islice(search, _MOST)]
    return tuple(sorted(dict.fromkeys(found), key=lambda suspect: (suspect.start, suspect.end)))


def visible(text: str) -> str:
    """The text with every character that cannot be seen, or that acts on a terminal, shown as ⟨U+202E⟩.

    For messages: what is said about an override must not be turned around by it.
    """
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def printable(text: str) -> str:
    """The text as a terminal may print it: what moves its cursor or turns the rest of its line around is shown."""
    return _ACTING.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def cleared(text: str) -> str:
    """The text without controls, overrides and noncharacters, which XML, mail and PDF cannot carry."""
    return text if text.isprintable() else _UNCARRIED.sub("", text)


def _suspect(text: str, kind: Kind, start: int, end: int, what: str, hint: str) -> Suspect:
    before = text[max(0, start - 14) : start].rpartition("\n")[2]
    after = text[end : end + 14].partition("\n")[0]
    around = " ".join(visible(before + text[start:end] + after).split())
    return Suspect(kind, start, end, f'{what}: "{around}"', hint)


def _called(character: str) -> str:
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


# hidden characters


def _hidden(text: str, name: bool) -> Iterator[Suspect]:
    for match in _HIDDEN.finditer(text):
        at, character = match.start(), match[0]
        said = _judge(text, at, character, name)
        if said:
            kind, what, hint = said
            yield _suspect(text, kind, at, at + 1, what.format(_called(character)), hint)
    for match in _STACK.finditer(text):
        hint = "write the letter as it is spelt, with one or two marks at most"
        yield _suspect(text, Kind.INVISIBLE, *match.span(), f"{len(match[0])} marks stand on one letter", hint)


_Said = tuple[Kind, str, str]
_DELETE = "delete it; in many editors it shows only when invisible characters are switched on"


def _judge(text: str, at: int, character: str, name: bool) -> _Said | None:
    code = ord(character)
    if 0x202A <= code <= 0x202E:
        hint = "delete it; numbers, telephone numbers and addresses keep their direction without it"
        return Kind.OVERRIDE, "the character {} turns text around, so that it reads otherwise than it looks", hint
    if 0x2066 <= code <= 0x2069:
        return (Kind.INVISIBLE, "the invisible character {} stands in a name", _DELETE) if name else None
    if code < 0x20 or 0x7F <= code <= 0x9F or code in {0x2028, 0x2029}:
        hint = "delete it" if code not in {0x85, 0x2028, 0x2029} else "put an ordinary line break in its place"
        return Kind.CONTROL, "there is a control character {}", hint
    if _IS_STROKE.match(character):
        return Kind.INVISIBLE, "the mark {} strikes a character through", "write the character without it"
    if _IS_UNREADABLE.match(character):
        return Kind.UNREADABLE, "the character {} means nothing outside one font or program", _UNREADABLE_HINT
    if _IS_JOINER.match(character):
        return _judge_joiner(text, at, character, name)
    if _IS_SELECTOR.match(character):
        return _judge_selector(text, at, character)
    if "\U000e0020" <= character <= "\U000e007f" and _FLAG.search(text[max(0, at - 8) : at]):
        return None
    return Kind.INVISIBLE, "there is an invisible character {}", _DELETE


_UNREADABLE_HINT = "write the letter or sign that belongs here; it was lost when the text was copied or converted"


def _judge_joiner(text: str, at: int, character: str, name: bool) -> _Said | None:
    """A character without width between two others: fine at the edge of a word, and where a script needs it."""
    before, after = _neighbours(text, at)
    if not before or not after or not _is_inside(before, after, character):
        return _judge_edge(text, at, character)
    left, right = before[-1], after[0]
    needed = {
        # Thai, Lao, Khmer and Burmese write no spaces; U+200B is how their typists say where a line may break.
        "\u200b": _breaks(left) or _breaks(right),
        # Persian parts a prefix from its word with it, Indic scripts keep two letters from joining with it.
        "\u200c": bool(_JOINING.match(left)),
        "\u200d": bool(_JOINING.match(left)) or _joins_emoji(left, right),
        # A word joiner keeps a number with its letter, as in "B12"; within a word it does nothing.
        "\u2060": left.isdigit() != right.isdigit() and left.isalnum() and right.isalnum(),
        "\u00ad": left.isalpha() and right.isalpha() and not name and not _in_address(text, at),
    }
    # Between letters of opposite directions a mark of direction keeps them apart; within one it only hides.
    apart = unicodedata.bidirectional(left) != unicodedata.bidirectional(right)
    if needed.get(character, apart):
        return None
    return Kind.INVISIBLE, "the invisible character {} stands inside a word or number", _DELETE


def _judge_edge(text: str, at: int, character: str) -> _Said | None:
    """A character without width at the edge of a word does no harm, but for one between a number and its unit or before
    a number: no search and no check finds "5 mg" any more.
    """
    before = _INVISIBLE.sub("", text[max(0, at - 12) : at]).rstrip(" \u00a0\u202f\t")[-1:]
    after = _INVISIBLE.sub("", text[at + 1 : at + 13])[:1]
    if character not in "\u200b\u200c\u200d" or not (before.isdigit() or after.isdigit()):
        return None
    beside = before + _INVISIBLE.sub("", text[at + 1 : at + 13]).lstrip()[:1]
    if any(_breaks(each) or _JOINING.match(each) or not (each.isascii() or each.isalnum()) for each in beside):
        return None
    return Kind.INVISIBLE, "the invisible character {} stands beside a number", _DELETE


def _neighbours(text: str, at: int) -> tuple[str, str]:
    """Up to two characters on either side, further invisible ones left out."""
    return _INVISIBLE.sub("", text[max(0, at - 12) : at])[-2:], _INVISIBLE.sub("", text[at + 1 : at + 13])[:2]


_INVISIBLE = re.compile(f"[{_JOINERS}{_SELECTORS}{_BLANKS}\u2066-\u2069]+")
_HALF_NUMBER = re.compile(r"\d[.,:/]\Z")


def _is_inside(before: str, after: str, character: str) -> bool:
    """Whether the place between the two lies inside a word, a number ("1.|5") or an emoji."""
    if character == "\u200d":
        return not (before[-1].isspace() or after[0].isspace())
    if _is_word(before[-1]) and _is_word(after[0]):
        return True
    number = after[0].isdigit() and _HALF_NUMBER.search(before)
    return bool(number) or (before[-1].isdigit() and bool(re.match(r"[.,:/]\d", after)))


def _is_word(character: str) -> bool:
    return character.isalnum() or bool(unicodedata.combining(character))


def _breaks(character: str) -> bool:
    return bool(_BREAKS_BY_ZERO_WIDTH_SPACE.match(character))


def _joins_emoji(left: str, right: str) -> bool:
    return unicodedata.category(left) in {"So", "Sk", "Cn"} and unicodedata.category(right) in {"So", "Sm", "Cn"}


def _in_address(text: str, at: int) -> bool:
    before, after = text[max(0, at - 200) : at].split()[-1:], text[at : at + 200].split()[:1]
    return bool(_ADDRESS.search("".join(before + after).replace("\u00ad", "")))


def _judge_selector(text: str, at: int, character: str) -> _Said | None:
    said = Kind.INVISIBLE, "there is an invisible character {}", _DELETE
    before = text[at - 1 : at]
    if not before or before.isspace() or _IS_SELECTOR.match(before):
        return said
    if "\u180b" <= character <= "\u180f":
        return None if "\u1800" <= before <= "\u18af" else said
    if character >= "\U000e0100":
        return None if _EAST_ASIAN.match(before) else said
    if before in "0123456789#*":
        return None if text[at + 1 : at + 2] == "\u20e3" else said
    return said if _script(before) in {"LATIN", "GREEK", "CYRILLIC", "DIGIT"} else None


def _open_isolates(text: str) -> Iterator[Suspect]:
    """Isolates that do not close within their paragraph, and ends that close nothing (UAX 9, 3.3.2)."""
    if not re.search("[\u2066-\u2069]", text):
        return
    open_at: list[int] = []
    hint = "put U+2069 behind the phrase, or delete both"
    for match in re.finditer("[\u2066-\u2069]|\n[ \t]*(?=\n)|\\Z", text):
        if not match[0] or match[0][0] == "\n":
            for at in open_at:
                what = f"the isolate {_called(text[at])} is not closed in its paragraph"
                yield _suspect(text, Kind.ISOLATE, at, at + 1, what, hint)
            open_at.clear()
        elif match[0] != "\u2069":
            open_at.append(match.start())
        elif open_at:
            open_at.pop()
        else:
            what = f"{_called(match[0])} closes nothing"
            yield _suspect(text, Kind.ISOLATE, *match.span(), what, "delete it, or open the isolate before the phrase")


# look-alikes


def _look_alikes(text: str, lang: str) -> Iterator[Suspect]:
    east_asian = bool(_EAST_ASIAN.search(text))
    lone: list[re.Match[str]] = []
    latin, foreign = False, primary_of(lang) in _CYRILLIC_LANGUAGES
    for word in _WORD.finditer(text):
        latin = latin or word[0].isascii()
        if word[0].isascii() or not _ODD_WORD.search(word[0]):
            continue
        said = _mixed(word[0]) or _dressed(text, word, east_asian)
        if said:
            yield _suspect(text, Kind.LOOK_ALIKE, *word.span(), said, "type the word again on one keyboard")
        elif _scripts(word[0]) == {"CYRILLIC"}:
            lone.append(word)
            foreign = foreign or not _TWINS.issuperset(word[0])
    if latin and not foreign:
        for word in lone:
            said = f'"{word[0]}" is written in Cyrillic letters that look like Latin ones'
            yield _suspect(text, Kind.LOOK_ALIKE, *word.span(), said, "type the word again on a Latin keyboard")


_CONFUSED_WITH_LATIN = {
    "CYRILLIC": "Cyrillic",
    "ARMENIAN": "Armenian",
    "CHEROKEE": "Cherokee",
    "COPTIC": "Coptic",
    "LISU": "Lisu",
}


def _mixed(word: str) -> str:
    """What is wrong with a word whose letters come from two alphabets that look alike; "" when nothing is."""
    scripts = _scripts(_CHUVASH.sub("", word))
    if len(scripts & {"LATIN", "GREEK", *_CONFUSED_WITH_LATIN}) < 2:
        return ""
    for script, called in _CONFUSED_WITH_LATIN.items():
        if script in scripts and not _is_declined(word, script):
            other = "Latin" if "LATIN" in scripts else "Greek" if "GREEK" in scripts else "other"
            odd = [c for c in word if _script(c) == (script if word.count("") / 2 > _count(word, script) else "LATIN")]
            shown = ", ".join(dict.fromkeys(f'"{c}" is U+{ord(c):04X}' for c in odd[:3]))
            return (
                f"one word mixes {other} and {called} letters ({shown})"
                if shown
                else f"one word mixes {other} and {called} letters"
            )
    return _mixed_greek(word) if scripts == {"LATIN", "GREEK"} else ""


def _count(word: str, script: str) -> int:
    return sum(_script(character) == script for character in word)


def _is_declined(word: str, script: str) -> bool:
    """A Latin acronym with a Cyrillic ending ("SMSка"), whose letters cannot all be taken for Latin ones."""
    match = re.fullmatch(r"[A-Z]{2,}([^\W\dA-Za-z_]+)", word)
    return bool(match and script == "CYRILLIC" and match[1].islower() and not _TWINS.issuperset(match[1]))


def _mixed_greek(word: str) -> str:
    """Greek letters name things in Latin words: μg, TNFα, β2, κB, βhCG. They spell none: pαracetamol."""
    letters = [character for character in word if character.isalpha()]
    greek = [character for character in letters if _script(character) == "GREEK"]
    latin = "".join(character for character in letters if _script(character) == "LATIN")
    suspicious = [c for c in greek if c in _GREEK_TWINS]
    names = len(greek) == 1 and (
        (letters[-1] in greek and latin[-1:].isupper())
        or (letters[0] in greek and (len(latin) <= 3 or not latin.islower()))
    )
    if not suspicious or (names and greek[0] not in _GREEK_CAPITAL_TWINS):
        return ""
    shown = ", ".join(dict.fromkeys(f'"{c}" is U+{ord(c):04X}' for c in suspicious[:3]))
    return f"one word mixes Latin and Greek letters ({shown})"


def _dressed(text: str, word: re.Match[str], east_asian: bool) -> str:
    """Letters and digits made for formulas, full-width columns, roman numerals or sounds, inside ordinary words."""
    for character in word[0]:
        code = ord(character)
        if 0x1D400 <= code <= 0x1D7FF or 0x1FBF0 <= code <= 0x1FBF9:
            return f"{_called(character)} is a sign of formulas, no letter or digit"
        if 0xFF10 <= code <= 0xFF5A and not east_asian:
            return f"{_called(character)} is a letter or digit of full width"
        if 0x2160 <= code <= 0x217F and _count(word[0], "LATIN") > 1:
            return f"{_called(character)} stands for a letter"
    spelt = word[0].replace("\u0251", "a").replace("\u0261", "g")
    sounds = text[max(0, word.start() - 1) : word.start()] + text[word.end() : word.end() + 1]
    if spelt != word[0] and spelt.isascii() and not re.search("[/\\[\\]\u02b0-\u02ff]", sounds):
        return "a sign of the phonetic alphabet stands for a letter"
    return ""


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    """The first word of the character's Unicode name: its script, for letters."""
    return unicodedata.name(character, "").partition(" ")[0]


def _scripts(word: str) -> set[str]:
    """The scripts of a word's letters; μ before a unit is a sign, whichever of its two codes it has."""
    letters = [character for index, character in enumerate(word) if not (character == "μ" and index == 0)]
    return {_script(character) for character in letters if character.isalpha()}


# numbers


def _numbers(text: str) -> Iterator[Suspect]:
    for match in _NUMBER.finditer(text):
        if not match[0].isascii() and len({ord(c) - unicodedata.decimal(c) for c in match[0] if c.isdecimal()}) > 1:
            what = f'the number "{match[0]}" mixes the digits of two scripts'
            yield _suspect(text, Kind.LOOK_ALIKE, *match.span(), what, "write all its digits in one script")
    for match in _FALSE_POINT.finditer(text):
        what = f"{_called(match[0])} stands for a decimal point or comma"
        yield _suspect(text, Kind.LOOK_ALIKE, *match.span(), what, "write the point or comma of the keyboard")
