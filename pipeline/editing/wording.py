"""Findings on words come in; the words that belong there go out, as edits, or a question to the author."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from pipeline.editing.mend import Edit, Mend
from pipeline.editing.sheet import Sheet
from pipeline.finding import Finding
from pipeline.language.characters import Kind, find_suspects
from pipeline.tags import primary_of


def quoted(words: str) -> list[str]:
    """What a message or a hint quotes, in its order."""
    return re.findall(r'"((?:[^"]|"(?=\w))+)"(?=[\s,.:;)?]|$)', words)


def replacing(sheet: Sheet, finding: Finding, old: str, new: str, *, first: bool = False) -> Iterator[Mend]:
    """One mend that writes `new` wherever the finding's place says `old`, or only where it says so first."""
    found = list(sheet.find(old, finding.where))
    if found:
        kept = found[:1] if first else found
        yield Mend(f'write "{new}"', tuple(Edit(match.start(), match.end(), new) for match in kept))


def as_told(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """What the hint says to write (write "…") for what the message quotes last."""
    told, shown = re.fullmatch(r'write "(.+)"', finding.hint), quoted(finding.message)
    if told and shown:
        yield from replacing(sheet, finding, shown[-1], told[1])


def doubled(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A word that stands twice, once; where a line ends between the two, the next one begins with what follows."""
    words = quoted(finding.message)[0].split() if quoted(finding.message) else []
    if len(words) == 2:
        pattern = re.compile(rf"(?<!\w)({re.escape(words[0])})(\s+(?:> ?)*)({re.escape(words[1])})(?!\w)")
        found = list(pattern.finditer(sheet.text, *sheet.span(finding.where)))
        edits = [
            Edit(
                match.start(3),
                min(match.end() + (sheet.text[match.end() : match.end() + 1] == " "), len(sheet.text)),
                "",
            )
            if "\n" in match[2] or "\r" in match[2]
            else Edit(match.end(1), match.end(), "")
            for match in found
        ]
        if edits:
            yield Mend(f'write "{words[0]}" once', tuple(edits))


@cache
def _long_forms() -> Mapping[str, Mapping[str, list[str]]]:
    table = tomllib.loads((resources.files(__package__) / "acronyms.toml").read_text(encoding="utf-8"))
    return {lang: table[lang] for lang in ("en", "es")}


def acronym(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """The long form before the letters where they first stand: the known ones to choose from, else asked for."""
    letters = next(iter(quoted(finding.message)), "")
    match = next(sheet.find(letters, finding.where), None) if letters else None
    if match is None:
        return
    known = _long_forms().get(primary_of(sheet.lang), {}).get(letters, [])
    for words in known:
        # Only the author knows whether "MS" is the disease or the medicine.
        start, before, written = _fitted(sheet, match.start(), words)
        edit = Edit(start, match.end(), f"{before}{written} ({letters})")
        yield Mend(f'write "{written} ({letters})"', (edit,), sure=len(known) == 1)
    if not known:
        asks = f'what does "{letters}" stand for'
        edit = Edit(match.start(), match.end(), "", f" ({letters})")
        yield Mend(f'write "{letters}" out', (edit,), question=asks, hint="write the words in small letters")


def _fitted(sheet: Sheet, start: int, words: str) -> tuple[int, str, str]:
    """Where the long form begins, what stands before it anew, and the form as it stands there: "an STI" becomes "a
    sexually …", and a sentence begins with a capital.
    """
    line = sheet.text[sheet.offset(sheet.line_at(start)) : start]
    article = re.search(r"(?i)(?<![\w-])(an?)(\s+)$", line) if sheet.lang.startswith("en") else None
    if article:
        right = ("an" if words[0] in "aeio" else "a") if article[1].islower() else "An" if words[0] in "aeio" else "A"
        return start - len(article[0]), f"{right}{article[2]}", words
    begins = start >= sheet.body and re.search(r"(?:^\s*(?:[-*+>]|\d+[.)]|#+)?\s*|[.!?:]\s+[\"“(]?)$", line)
    return start, "", words[0].upper() + words[1:] if begins and not line.rstrip().endswith(":") else words


def term(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """The plain meaning behind a term where it first stands; the author has to read whether it fits there."""
    shown, told = quoted(finding.message), quoted(finding.hint)
    if shown and told and told[0].startswith(shown[0]):
        for mend in replacing(sheet, finding, shown[0], told[0], first=True):
            yield Mend(mend.says, mend.edits, sure=False)


def picture(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """Words for a picture that has none, or none that tell anything."""
    name = next(iter(quoted(finding.message)), "")
    pattern = re.compile(rf"!\[([^\]]*)\]\(\s*<?(?:\./)?(?:images/)?{re.escape(name)}>?(?:\s+[^)]*)?\)")
    found = list(pattern.finditer(sheet.text, *sheet.span(finding.where))) or list(pattern.finditer(sheet.text))
    if name and found:
        edits = tuple(Edit(match.start(1), match.end(1), "") for match in found[:1])
        asks = f'what does someone who cannot see "{name}" need to know'
        hint = "say what it shows that the text does not say, in one sentence"
        yield Mend("describe the picture", edits, question=asks, hint=hint)


_TWINS = str.maketrans(
    "аеорсухіјѕԁһԛԝӏАВЕКМНОРСТХУІЈЅԌԚԜӀαικνορτυχϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹɑɡ",
    "aeopcyxijsdhqwlABEKMHOPCTXYIJSGQWIaikvoptuxcjABEZHIKMNOPTYXCag",
)
_POINTS = str.maketrans("\u066b\u066c\u201a\u2024\ua789\u05c3\u0589\uff0c\uff0e", ".,,.:::,.")


def character(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A character that deceives: taken out when it is hidden, written with the keyboard's letters when it looks like
    another.
    """
    import unicodedata

    shift = int(sheet.text.startswith("\ufeff"))
    start, end = sheet.span(finding.where)
    for suspect in find_suspects(sheet.text[shift:], sheet.lang):
        at, behind = suspect.start + shift, suspect.end + shift
        if suspect.message != finding.message or not start <= at < end:
            continue
        said = sheet.text[at:behind]
        if suspect.kind is Kind.LOOK_ALIKE:
            plain = unicodedata.normalize("NFKC", said).translate(_TWINS)
            ascii_only = plain.translate(_POINTS)
            if ascii_only.isascii() and ascii_only != said:
                # Whether such a mark parts thousands or decimals, its writer knows.
                yield Mend(
                    f'write "{ascii_only}" in ordinary letters', (Edit(at, behind, ascii_only),), plain.isascii()
                )
        elif suspect.kind is Kind.CONTROL and said in "\x85\u2028\u2029":
            yield Mend("put an ordinary line break in its place", (Edit(at, behind, sheet.end_of_line),))
        elif suspect.kind is not Kind.UNREADABLE and behind - at == 1:
            # What is seen stays when something without width goes; what turned text around, or struck it, decided
            # what was read.
            sure = suspect.kind is Kind.INVISIBLE and not unicodedata.combining(said)
            yield Mend(f"delete the character U+{ord(said):04X}", (Edit(at, behind, ""),), sure)
        return
