"""Tasks come in and a PO file goes out; one that came back comes in, and its answers or its faults go out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import polib

from pipeline import limits
from pipeline.finding import Finding, Place
from pipeline.translation import rules
from pipeline.translation.tasks import Answer, Task


def write_po(tasks: Iterable[Task], source: str, target: str, project: str) -> bytes:
    """A PO file of GNU gettext: the id as context, Markdown as text, what stands there now as a fuzzy translation."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": project,
        "Language": target,
        "X-Source-Language": source,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for task in tasks:
        kept = ", ".join(part for part, is_kept in _parts(task.source) if is_kept)
        note = task.note + (f"\nleave as it is: {kept}" if kept else "") + f"\n{_WHY[task.why]}"
        flags = ["fuzzy"] if task.target else []
        file.append(polib.POEntry(msgctxt=task.id, msgid=task.source, msgstr=task.target, comment=note, flags=flags))
    return (str(file).rstrip("\n") + "\n").encode()


def _parts(text: str) -> tuple[tuple[str, bool], ...]:
    from pipeline.translation.segments import parts_of

    return parts_of(text)


_WHY = {
    "new": "new: there is no translation yet",
    "changed": "changed: what stands here was made from an earlier text",
    "compare": "compare: see whether what stands here is still right",
}
_LINE = re.compile(r'^(?:#.*|\s*|(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)?\s*"(?:[^"\\]|\\.)*"\s*)$')


def read_po(content: bytes, file: str) -> tuple[tuple[Answer, ...], tuple[Finding, ...]]:
    """The answers in a PO file. polib forgives an unclosed text, which it takes for an empty one, and an id that comes
    twice: both are looked for first.
    """
    found = list(_form(content, file))
    if found:
        return (), tuple(found)
    try:
        entries = polib.pofile(content.decode("utf-8-sig"), encoding="utf-8", klass=polib.POFile)
    except (OSError, ValueError, UnicodeError) as fault:
        said = " ".join(str(fault).split())[:120]
        found.append(rules.BUREAU.finding(Place(file), f"it is no PO file: {said}", _AGAIN))
        return (), tuple(found)
    answers = []
    for entry in entries:
        if entry.obsolete or not entry.msgctxt:
            continue
        if entry.fuzzy:
            place = Place(file, entry.linenum, entry.linenum)
            message = f'"{entry.msgctxt}" is marked as fuzzy, and was not taken'
            found.append(rules.BUREAU.finding(place, message, "take the mark off when the passage is right"))
            continue
        answers.append(Answer(entry.msgctxt, entry.msgstr, entry.linenum))
    return tuple(answers), tuple(found)


_AGAIN = "ask for the file again as the tool saved it, PO in UTF-8"


def _form(content: bytes, file: str) -> Iterator[Finding]:
    if len(content) > limits.BUREAU_BYTES:
        yield rules.BUREAU.finding(Place(file), f"it weighs {len(content):,} bytes", "send articles one by one")
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        message = f"byte 0x{content[fault.start]:02x} is not UTF-8"
        yield rules.BUREAU.finding(Place(file, line, line), message, "save the file as UTF-8")
        return
    charset = re.search(r"charset=([\w-]+)", text[:4000])
    if charset and charset[1].lower() not in {"utf-8", "utf8", "ascii", "us-ascii"}:
        yield rules.BUREAU.finding(Place(file), f'it says that it is "{charset[1]}"', "save the file as UTF-8")
    if "msgid" not in text:
        yield rules.BUREAU.finding(Place(file), "it holds no msgid, so that it is no PO file", _AGAIN)
        return
    for number, written in enumerate(text.splitlines(), start=1):
        if not _LINE.match(written):
            message = f'a text is not closed, or something else stands there: "{written.strip()[:50]}"'
            yield rules.BUREAU.finding(Place(file, number, number), message, _AGAIN)
            return
