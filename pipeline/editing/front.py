"""Findings on the front matter come in; keys, values and waivers put right go out, as edits."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import datetime

from pipeline.editing.keys import entries_of, remove_value, scalar, set_value
from pipeline.editing.mend import Edit, Mend
from pipeline.editing.sheet import Sheet
from pipeline.editing.wording import quoted
from pipeline.errors import PlainleafError
from pipeline.finding import Finding


def front_matter(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """Names that are misspelt, days in words, yes for true, a value with a colon."""
    told, shown = re.fullmatch(r'write "(.+)"', finding.hint), quoted(finding.message)
    if "is not a key of" in finding.message and told:
        old = re.escape(shown[0].rpartition(".")[2])
        yield from _in_line(sheet, finding, rf"(?<![\w-])[\"']?({old})[\"']?(?=\s*:)", told[1])
    elif "knows no" in finding.message and told:
        yield from _in_line(sheet, finding, rf"(?<![\w/-])({re.escape(shown[-1])})(?![\w/-])", told[1], below=8)
    elif "neither true nor false" in finding.message:
        yield from _truth(sheet, finding)
    elif "is not a date" in finding.message:
        yield from _day(sheet, finding)
    elif "its value has a colon" in finding.message:
        key, _, value = finding.hint.removeprefix("put it in quotes: ").partition(": ")
        pattern = rf"^[\s-]*{re.escape(key.removeprefix('- '))}:[ \t]+([^\r\n]*\S)"
        yield from _in_line(sheet, finding, pattern, value, "put it in quotes")


def _in_line(
    sheet: Sheet, finding: Finding, pattern: str, new: str, says: str = "", *, below: int = 0
) -> Iterator[Mend]:
    """What a pattern's group finds in the line of a finding, or else in one of the lines `below` it."""
    for number in range(finding.where.first, finding.where.first + below + 1):
        match = re.search(pattern, sheet.line(number))
        if match:
            at = sheet.offset(number)
            yield Mend(says or f'write "{new}"', (Edit(at + match.start(1), at + match.end(1), new),))
            return


_TRUE = {"yes", "y", "on", "1", "sí", "si", "ja", "oui"}
_FALSE = {"no", "n", "off", "0", "none", "nein", "non"}


def _truth(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    match = re.search(r":[ \t]*([^\s#][^#]*?)?[ \t]*(?:#.*)?$", sheet.line(finding.where.first))
    if match and match[1]:
        said = match[1].strip("\"'").casefold()
        meant = ["true"] if said in _TRUE else ["false"] if said in _FALSE else []
        meant = meant or (["true"] if said == "true" else ["false"] if said == "false" else ["true", "false"])
        at = sheet.offset(finding.where.first)
        for new in meant:
            yield Mend(f"write {new}", (Edit(at + match.start(1), at + match.end(1), new),))


def _day(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    said = quoted(finding.message)[-1]
    for form in ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%B %d %Y", "%b %d, %Y", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d"):
        try:
            day = datetime.strptime(said, form).date().isoformat()  # noqa: DTZ007 - a day of the calendar
        except ValueError:
            continue
        yield from _in_line(sheet, finding, rf"([\"']?{re.escape(said)}[\"']?)", day, below=2)
        return


def waiver(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A waiver that is not needed, or names nothing, taken out; one that names a rule wrongly, with the right name."""
    told, shown = re.fullmatch(r'write "(.+)"', finding.hint), quoted(finding.message)
    if told and shown:
        yield from _in_line(sheet, finding, rf"(?<![\w/-])({re.escape(shown[0])})(?![\w/-])", told[1], below=8)
    elif finding.hint == "take the waiver out":
        for path, entry in entries_of(sheet).items():
            if path[0] == "waivers" and len(path) == 2 and entry.first == finding.where.first:
                yield changing(sheet, remove_value(sheet, path), "take the waiver out")


_KINDS = ("medicine", "procedure", "condition", "test", "lifestyle")


def kind(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """The kind of an article, of which the author says which it is."""
    from pipeline.article.front.fields import FrontMatter

    for name in _KINDS:
        text = set_value(sheet, ("kind",), name, tuple(FrontMatter.model_fields))
        yield Mend(f"write kind: {scalar(name)}", changing(sheet, text, "").edits, sure=False)


def advertisement(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """An article that sells, as one that says so; the author may take the offer out instead."""
    from pipeline.article.front.fields import FrontMatter

    text = set_value(sheet, ("advertisement",), True, tuple(FrontMatter.model_fields))
    yield Mend("write advertisement: true", changing(sheet, text, "").edits, sure=False)


def changing(sheet: Sheet, text: str, says: str) -> Mend:
    """A mend that makes `text` of a sheet's, as edits of the lines that differ."""
    before, after = sheet.text.splitlines(keepends=True), text.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    edits = [
        Edit(starts[i], starts[j], "".join(after[k:m]))
        for what, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if what != "equal"
    ]
    return Mend(says, tuple(edits))


def readable(sheet: Sheet) -> bool:
    """Whether the front matter can be read at all."""
    try:
        entries_of(sheet)
    except PlainleafError:
        return False
    return True
