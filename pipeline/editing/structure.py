"""Findings on the form of a text come in; headings, lists, names and markup put right go out, as edits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.editing.mend import Edit, Mend
from pipeline.editing.sheet import Sheet
from pipeline.editing.wording import quoted, replacing
from pipeline.finding import Finding
from pipeline.naming import nearest


def heading(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A heading that goes down by several levels, by one."""
    told = re.fullmatch(r"begin it with (#+)", finding.hint)
    if told:
        yield from _signs(sheet, finding, told[1])


def second_title(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A second title, as the section that it is."""
    yield from _signs(sheet, finding, "##")


def _signs(sheet: Sheet, finding: Finding, signs: str) -> Iterator[Mend]:
    match = re.compile(r"[ \t]*(#+)(?=[ \t])").match(sheet.text, sheet.offset(finding.where.first))
    if match:
        yield Mend(f"begin it with {signs}", (Edit(match.start(1), match.end(1), signs),))


def list_in_text(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """An empty line above a list that is printed as running text."""
    shown = next(iter(quoted(finding.message)), "")
    for number in range(finding.where.first, max(finding.where.last, finding.where.first) + 1):
        line = sheet.line(number)
        if shown and line.strip().startswith(shown.rstrip("…").strip()):
            quote = re.match(r"[ \t]*(?:> ?)*", line)
            at = sheet.offset(number)
            edit = Edit(at, at, (quote[0].rstrip() if quote else "") + sheet.end_of_line)
            yield Mend("leave an empty line above the list", (edit, *_dots(sheet, number)))
            return


def _dots(sheet: Sheet, number: int) -> Iterator[Edit]:
    """The dots of a list that was pasted from Word, as dashes, from a line on to the first that has none."""
    while match := re.match(r"[ \t]*([•·▪◦‣])[ \t]+", sheet.line(number)):
        yield Edit(sheet.offset(number) + match.start(1), sheet.offset(number) + match.end(1), "-")
        number += 1


def closes_nothing(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A ::: that closes nothing, taken out; perhaps the line that opens its block is what is missing."""
    number = finding.where.first
    if "closes nothing" in finding.message and re.fullmatch(r"\s*:{3,}\s*", sheet.line(number)):
        edit = Edit(sheet.offset(number), sheet.offset(number + 1), "")
        yield Mend("take the line out", (edit,), sure=False)


def printed(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """Markup that misses its form by a space or a capital."""
    shown, (start, end) = next(iter(quoted(finding.message)), ""), sheet.span(finding.where)
    if "to be a heading" in finding.message:
        found = re.compile(r"(?m)^[ \t]*(#{1,6})(?=[^#\s])").finditer(sheet.text, start, end)
        yield from _first("leave a space behind the #", (Edit(m.end(1), m.end(1), " ") for m in found))
    elif "a brand value" in finding.message and re.fullmatch(r"\{\{[^{}]+\}\}", shown):
        name = re.sub(r"[^a-z0-9]+", "-", shown.strip("{} ").casefold()).strip("-")
        yield from replacing(sheet, finding, shown, f"{{{{{name}}}}}")
    elif "bold text" in finding.message:
        found = re.compile(r"\*\*[ \t]*([^*\n]*[^*\s])[ \t]*\*\*").finditer(sheet.text, start, end)
        yield from _first(
            "let the stars touch the words",
            (Edit(m.start(), m.end(), f"**{m[1].strip()}**") for m in found if " " in (m[0][2], m[0][-3])),
        )
    elif "a picture" in finding.message or "a link" in finding.message:
        found = re.compile(r"!?\[[^\]\n]*\]\(([^()<>\n\"]*[^()<>\n\"\s])\)").finditer(sheet.text, start, end)
        edits = (Edit(m.start(1), m.end(1), f"<{m[1]}>") for m in found if m[0].startswith(shown[:20]) and " " in m[1])
        yield from _first("put the address in angle brackets", edits)


def _first(says: str, edits: Iterable[Edit]) -> Iterator[Mend]:
    edit = next(iter(edits), None)
    if edit:
        yield Mend(says, (edit,))


def struck(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """Words that are struck through, without them or without the stroke: the author says which."""
    shown = quoted(finding.message)[-1].strip("~ ") if quoted(finding.message) else ""
    for match in re.compile(r"~~[ \t]*([^~\n]+?)[ \t]*~~[ \t]?").finditer(sheet.text, *sheet.span(finding.where)):
        if match[1].startswith(shown.rstrip("…")):
            gap = " " if match[0].endswith(" ") else ""
            yield Mend(f'take "{match[1]}" out', (Edit(match.start(), match.end(), ""),), sure=False)
            yield Mend(f'keep "{match[1]}"', (Edit(match.start(), match.end(), match[1] + gap),), sure=False)
            return


def _near(sheet: Sheet, finding: Finding, old: str, known: Iterable[str], around: str = "{}") -> Iterator[Mend]:
    """A name that nothing has, as the nearest that there is."""
    near = nearest(old, known)
    if old and near and near != old:
        for mend in replacing(sheet, finding, around.format(old), around.format(near)):
            yield Mend(f'write "{near}"', mend.edits, sure=False)


def link(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A link to a #key that is misspelt."""
    keys = re.findall(r"\{[^}\n]*#([\w-]+)", sheet.text)
    if "has the key" in finding.message:
        yield from _near(sheet, finding, quoted(finding.message)[0], keys, "#{}")


def citation(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A citation of a reference whose id is misspelt."""
    ids = re.findall(r"(?m)^\s*(?:- )?\s*id:\s*[\"']?([\w.:-]+)", sheet.text[: sheet.body])
    yield from _near(sheet, finding, quoted(finding.message)[0], ids, "@{}")


def picture_name(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A picture whose name is misspelt."""
    path = quoted(finding.message)[0]
    folder, _, name = path.rpartition("/")
    yield from _near(sheet, finding, name, sheet.pictures, f"{folder}/{{}}" if folder else "{}")


def snippet(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A snippet whose name is misspelt."""
    yield from _near(sheet, finding, quoted(finding.message)[0], sheet.snippets)


def secure(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """An http address as https; whether the page opens so, somebody has to try."""
    address = next(iter(quoted(finding.message)), "")
    for match in re.compile(re.escape(address)).finditer(sheet.text, *sheet.span(finding.where)):
        edit = Edit(match.start(), match.start() + 4, "https")
        yield Mend(f"write https://{address.removeprefix('http://')}", (edit,), sure=False)
        return
