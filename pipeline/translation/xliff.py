"""Tasks come in and an XLIFF file goes out (1.2 or 2.0); one that came back comes in and its answers go out.

What stands for itself (a citation, a value, where a link leads) is an inline element, which tools show as one piece;
what comes back is put together from our own pieces by their numbers, never from what the file says they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from pipeline import limits
from pipeline.finding import Finding, Place
from pipeline.translation import rules
from pipeline.translation.segments import parts_of
from pipeline.translation.tasks import Answer, Task

NAMESPACES = {
    "1.2": "urn:oasis:names:tc:xliff:document:1.2",
    "2.0": "urn:oasis:names:tc:xliff:document:2.0",
}
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write_xliff(tasks: Iterable[Task], source: str, target: str, file: str, version: str = "1.2") -> bytes:
    """An XLIFF file of a version with a unit a task."""
    return _write_2(tasks, source, target, file) if version == "2.0" else _write_1(tasks, source, target, file)


def _write_1(tasks: Iterable[Task], source: str, target: str, file: str) -> bytes:
    root = etree.Element("xliff", nsmap={None: NAMESPACES["1.2"]}, version="1.2")
    about = {"original": file, "source-language": source, "target-language": target, "datatype": "x-markdown"}
    body = etree.SubElement(etree.SubElement(root, "file", about), "body")
    for task in tasks:
        unit = etree.SubElement(body, "trans-unit", id=task.id)
        unit.set(_XML_SPACE, "preserve")
        _fill(etree.SubElement(unit, "source"), task.source, "x", "equiv-text")
        state = "needs-translation" if not task.target else "needs-review-translation"
        goal = etree.SubElement(unit, "target", state=state)
        _fill(goal, task.target, "x", "equiv-text", like=task.source)
        etree.SubElement(unit, "note").text = f"{task.note}; {task.why}"
    return _bytes(root)


def _write_2(tasks: Iterable[Task], source: str, target: str, file: str) -> bytes:
    root = etree.Element("xliff", nsmap={None: NAMESPACES["2.0"]}, version="2.0", srcLang=source, trgLang=target)
    body = etree.SubElement(root, "file", id="article", original=file)
    for task in tasks:
        unit = etree.SubElement(body, "unit", id=task.id)
        unit.set(_XML_SPACE, "preserve")
        notes = etree.SubElement(unit, "notes")
        etree.SubElement(notes, "note", category="context").text = f"{task.note}; {task.why}"
        segment = etree.SubElement(unit, "segment", state="initial")
        _fill(etree.SubElement(segment, "source"), task.source, "ph", "disp")
        if task.target:
            _fill(etree.SubElement(segment, "target"), task.target, "ph", "disp", like=task.source)
    return _bytes(root)


def _bytes(root: Any) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _fill(element: Any, text: str, tag: str, shown: str, like: str = "") -> None:
    """Words and placeholders; those of a translation have the numbers that the original gives to the same ones."""
    numbers = [part for part, kept in parts_of(like or text) if kept]
    free = dict(enumerate(numbers, start=1))
    last = None
    for part, kept in parts_of(text):
        if not kept:
            clean = "".join(c for c in part if c in "\t\n" or c >= " ")
            if last is None:
                element.text = (element.text or "") + clean
            else:
                last.tail = (last.tail or "") + clean
            continue
        number = next((at for at, each in free.items() if each == part), None)
        if number is None and part.startswith(PICTURE):
            # A picture that was drawn anew for the language stands for that of the original.
            number = next((at for at, each in free.items() if each.startswith(PICTURE)), None)
        if number is None:
            number = len(numbers) + 1
            numbers.append(part)
        free.pop(number, None)
        last = etree.SubElement(element, tag, {"id": str(number), shown: part})


PICTURE = "](images/"
"""How the placeholder of a picture in the article's folder begins."""
_AGAIN = "ask for the file again as the tool saved it, XLIFF 1.2 or 2.0"


def read_xliff(content: bytes, file: str, sources: Mapping[str, str]) -> tuple[tuple[Answer, ...], tuple[Finding, ...]]:
    """The answers in an XLIFF file; `sources` are the passages of the original as they stand, by id."""
    if len(content) > limits.BUREAU_BYTES:
        found = rules.BUREAU.finding(Place(file), f"it weighs {len(content):,} bytes", "send articles one by one")
        return (), (found,)
    # A document type could read files of this computer or grow without end; XLIFF has none.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", 0) or 0
        said = " ".join(str(fault).split())[:120]
        return (), (rules.BUREAU.finding(Place(file, line, line), f"it is no XML: {said}", _AGAIN),)
    if root.getroottree().docinfo.doctype:
        return (), (rules.BUREAU.finding(Place(file, 1, 1), "it has a document type, and XLIFF has none", _AGAIN),)
    name = etree.QName(root)
    version = next((v for v, space in NAMESPACES.items() if space == name.namespace), "")
    if name.localname != "xliff" or not version:
        said = f'version "{root.get("version", "")}"' if name.localname == "xliff" else f'"{name.localname}"'
        return (), (
            rules.BUREAU.finding(Place(file, root.sourceline or 1), f"it is {said}, no XLIFF 1.2 or 2.0", _AGAIN),
        )
    answers: list[Answer] = []
    faults: list[Finding] = []
    space = f"{{{NAMESPACES[version]}}}"
    for unit in root.iter(f"{space}trans-unit", f"{space}unit"):
        answer, wrong = _answer(unit, space, version, file, sources)
        if wrong is not None:
            faults.append(wrong)
        elif answer is not None:
            answers.append(answer)
    if not answers and not faults:
        faults.append(rules.BUREAU.finding(Place(file), "it holds no unit", _AGAIN))
    return tuple(answers), tuple(faults)


def _answer(
    unit: Any, space: str, version: str, file: str, sources: Mapping[str, str]
) -> tuple[Answer | None, Finding | None]:
    name, line = unit.get("id", ""), unit.sourceline or 0
    where = f"{space}segment/{space}target" if version == "2.0" else f"{space}target"
    targets = unit.findall(where)
    kept = [part for part, is_kept in parts_of(sources.get(name, "")) if is_kept]
    words: list[str] = []
    for target in targets:
        for piece in _pieces(target, kept):
            if piece is None:
                message = f'"{name}" has a placeholder that the original has not'
                hint = "put placeholders where they belong; they are no words to translate"
                return None, rules.BUREAU.finding(Place(file, line, line), message, hint)
            words.append(piece)
        if target is not targets[-1]:
            words.append(" ")
    return Answer(name, "".join(words).strip(), line), None


_CONTAINERS = frozenset({"mrk", "g", "pc", "bpt", "ept", "it", "sub"})


def _pieces(element: Any, kept: list[str]) -> Iterator[str | None]:
    """The text of a target with our own pieces in it; None for a placeholder that is none of ours."""
    yield element.text or ""
    for child in element:
        tag = etree.QName(child).localname if isinstance(child.tag, str) else ""
        number = child.get("id", "")
        if tag in {"x", "ph", "bx", "ex", "sc", "ec"}:
            # int() refuses numbers of thousands of digits.
            known = bool(re.fullmatch(r"[0-9]{1,6}", number)) and 1 <= int(number) <= len(kept)
            yield kept[int(number) - 1] if known else None
        elif tag in _CONTAINERS:
            yield from _pieces(child, kept)
        elif tag:
            yield None
        else:
            yield None  # an entity that was not resolved
        yield child.tail or ""
