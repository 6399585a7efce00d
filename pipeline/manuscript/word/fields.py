"""The fields of a Word document come in; their results stay as words and links, and what shows nothing is named.

A field is an instruction with the result that Word computed last (ECMA-376 part 1, 17.16). Readers see the result:
here it becomes ordinary text, so that no reader can lose it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.manuscript.characters.symbols import UNREADABLE, sign
from pipeline.manuscript.word.package import SPACE, W, drop, owner, value

CONTENTS = "plainleaf-contents"
"""The attribute of a paragraph that belongs to a table of contents."""

SEQUENCE = "plainleaf-sequence"
"""The attribute of a run that is the number of a caption."""

TARGET = "plainleaf-target"
"""The attribute of a hyperlink that holds its address itself."""

_UNSEEN = frozenset(
    "XE TC TA RD SET ASK PAGE NUMPAGES SECTIONPAGES ADVANCE PRIVATE BIDIOUTLINE SECTION REVNUM FILLIN NEXT NEXTIF "
    "COMMENTS GOTOBUTTON".split()
)
"""Fields that show nothing in the text, or what only a page has."""

_WORDS = re.compile(r'"((?:[^"\\]|\\.)*)"|(\\[a-zA-Z@#*!])|(\S+)')


@dataclass(slots=True)
class _Field:
    begin: Any
    instruction: list[str] = field(default_factory=list)
    result: list[Any] = field(default_factory=list)
    reached: bool = False


Ask = Callable[[str, str, str, Any], None]
"""Takes a question: its name, what it asks, a hint, and the element in which it stands."""


def settle_fields(root: Any, ask: Ask) -> None:
    """Replace every field below `root` by its result; what shows no result, and is not known to, is asked about."""
    for simple in list(root.iter(f"{W}fldSimple")):
        _unwrap_simple(simple, ask)
    runs = [
        run
        for run in root.iter(f"{W}r")
        if run.find(f"{W}fldChar") is not None or run.find(f"{W}instrText") is not None
    ]
    if not runs:
        return
    for run in runs:
        _split(run)
    stack: list[_Field] = []
    for run in list(root.iter(f"{W}r")):
        stack = _follow(run, stack, ask)


def _split(run: Any) -> None:
    """One run for each thing in it, so that a field begins and ends between runs."""
    content = [child for child in run if child.tag != f"{W}rPr"]
    properties = run.find(f"{W}rPr")
    for child in reversed(content[1:]):
        single = run.makeelement(run.tag, dict(run.attrib))
        if properties is not None:
            single.append(copy.deepcopy(properties))
        single.append(child)
        run.addnext(single)


def _follow(run: Any, stack: list[_Field], ask: Ask) -> list[_Field]:
    step = run.find(f"{W}fldChar")
    if step is not None:
        kind = step.get(f"{W}fldCharType", "")
        if kind == "begin":
            return [*stack, _Field(run)]
        if kind == "separate" and stack:
            stack[-1].reached = True
            drop(run)
        elif kind == "end" and stack:
            ended = stack.pop()
            _end(ended, ask, inside=bool(stack) and not stack[-1].reached)
            for around in stack:
                around.result.extend(ended.result)
            drop(run)
        return stack
    # Word splits an instruction over several runs as somebody types or checks the spelling.
    if run.find(f"{W}instrText") is not None:
        if stack and not stack[-1].reached:
            stack[-1].instruction.append(run.findtext(f"{W}instrText") or "")
        drop(run)
        return stack
    if not stack:
        return stack
    if not all(around.reached for around in stack):
        # The result of a field inside an instruction is part of that instruction.
        waiting = next(around for around in reversed(stack) if not around.reached)
        waiting.instruction.append("".join(t.text or "" for t in run.iter(f"{W}t")))
        if any(child.tag in {f"{W}t", f"{W}tab"} for child in run):
            drop(run)
        return stack
    stack[-1].result.append(run)
    return stack


def _unwrap_simple(simple: Any, ask: Ask) -> None:
    runs = [child for child in simple if child.tag == f"{W}r"]
    ended = _Field(simple, [simple.get(f"{W}instr", "")], list(simple.iter(f"{W}r")), reached=True)
    for child in list(simple):
        simple.addprevious(child)
    _end(ended, ask, inside=False, simple=bool(runs) or True)


def _end(ended: _Field, ask: Ask, *, inside: bool, simple: bool = False) -> None:
    """Turn a finished field into what a reader sees of it; its first run is taken out."""
    words = list(_parsed("".join(ended.instruction)))
    name = words[0].upper() if words else ""
    seen = any(_shows(run) for run in ended.result)
    match name:
        case "HYPERLINK" if seen:
            _link(ended.result, words)
        case "SYMBOL":
            _symbol(ended, words, ask)
        case "FORMCHECKBOX" if not seen:
            _say(ended, "☒" if _is_checked(ended.begin) else "☐")
        case "FORMDROPDOWN" if not seen:
            _say(ended, _choice(ended.begin))
        case "MACROBUTTON" if not seen:
            _say(ended, " ".join(words[2:]))
        case "QUOTE" if not seen:
            _say(ended, " ".join(words[1:]))
        case "EQ" if not seen:
            _equation(ended, "".join(ended.instruction), ask)
        case "TOC" | "INDEX":
            _mark_contents(ended)
        case "SEQ":
            for run in ended.result:
                run.set(SEQUENCE, "1")
        case "PAGEREF" if seen:
            _ask_page(ended, ask)
        case _ if name and not seen and not inside and name not in _UNSEEN and not _has_own_look(name, ended):
            _say(ended, UNREADABLE)
            asks = f'what does the field "{" ".join(words)[:60]}" show'
            ask("field", asks, f'write it over "{UNREADABLE}"; Word kept no result of it', ended.begin)
    drop(ended.begin)


def _has_own_look(name: str, ended: _Field) -> bool:
    return name in {"FORMTEXT", "REF", "NOTEREF", "HYPERLINK", "PAGEREF", "INCLUDEPICTURE", "ADDIN", "CITATION", "IF"}


def _parsed(instruction: str) -> Iterator[str]:
    for quoted, switch, word in _WORDS.findall(instruction):
        yield quoted.replace('\\"', '"').replace("\\\\", "\\") if quoted else switch or word


def _shows(run: Any) -> bool:
    return any(
        (child.tag == f"{W}t" and child.text) or child.tag in {f"{W}drawing", f"{W}pict", f"{W}object", f"{W}sym"}
        for child in run
    )


def words_of(instruction: str) -> list[str]:
    """The words of a field's instruction, quoted ones without their quotes."""
    return list(_parsed(instruction))


def address_of(words: list[str]) -> str:
    """The address of a HYPERLINK instruction with its anchor; "#anchor" for a jump inside the document."""
    target = anchor = ""
    position = 1
    while position < len(words):
        word = words[position]
        if word.lower() == "\\l" and position + 1 < len(words):
            anchor = words[position + 1]
            position += 1
        elif word.lower() in {"\\o", "\\t"}:
            position += 1
        elif not word.startswith("\\") and not target:
            target = word
        position += 1
    return f"{target}#{anchor}" if anchor else target


def _link(result: list[Any], words: list[str]) -> None:
    """Put the result of a HYPERLINK field into hyperlink elements, one for each paragraph."""
    target = address_of(words)
    wrapper: Any = None
    for run in result:
        parent = run.getparent()
        if parent is None or owner(run, f"{W}hyperlink") is not None:
            wrapper = None
            continue
        if wrapper is None or run.getprevious() is not wrapper:
            wrapper = run.makeelement(f"{W}hyperlink", {})
            if target.startswith("#"):
                wrapper.set(f"{W}anchor", target[1:])
            else:
                wrapper.set(TARGET, target)
            run.addprevious(wrapper)
        wrapper.append(run)


def symbol_of(words: list[str]) -> tuple[str | None, str]:
    """The sign of a SYMBOL instruction (None when no table names it), and what it is in words: its code and font."""
    code = next((w for w in words[1:] if re.fullmatch(r"(?:0x[0-9A-Fa-f]+|\d+)", w)), "")
    lowered = [w.lower() for w in words]
    # ECMA-376 part 1, 17.16.5: \f names the font, \u says that the code is Unicode.
    font = words[lowered.index("\\f") + 1] if "\\f" in lowered[:-1] else ""
    number = int(code, 16 if code.lower().startswith("0x") else 10) if code else 0
    plain = "\\u" in lowered or not font
    found = chr(number) if plain and 0x20 <= number < 0xD800 else sign(font, number) if number and not plain else None
    return found, f'code {code or "?"} of the font "{font}"'


def _symbol(ended: _Field, words: list[str], ask: Ask) -> None:
    """SYMBOL 179 \\f "Symbol": the code of a sign in a font; the result only draws it."""
    found, named = symbol_of(words)
    for run in ended.result:
        drop(run)
    ended.result.clear()
    _say(ended, found or UNREADABLE)
    if found is None:
        ask("sign", f"which sign is {named}", f'write it over "{UNREADABLE}"', ended.begin)


def _say(ended: _Field, text: str) -> None:
    """Put words where the field began."""
    if not text:
        return
    made = ended.begin.makeelement(f"{W}r", {})
    properties = ended.begin.find(f"{W}rPr")
    if properties is not None:
        made.append(copy.deepcopy(properties))
        # The field's font may be Symbol, in which an ordinary letter would become Greek.
        for font in made.iter(f"{W}rFonts"):
            drop(font)
    words = made.makeelement(f"{W}t", {SPACE: "preserve"})
    words.text = text
    made.append(words)
    ended.begin.addnext(made)
    ended.result.append(made)


def _is_checked(begin: Any) -> bool:
    box = begin.find(f"{W}fldChar/{W}ffData/{W}checkBox")
    if box is None:
        return False
    # A box that nobody has touched has its default alone.
    state = box.find(f"{W}checked")
    state = state if state is not None else box.find(f"{W}default")
    return state is not None and value(state) not in {"0", "false"}


def _choice(begin: Any) -> str:
    listed = begin.find(f"{W}fldChar/{W}ffData/{W}ddList")
    if listed is None:
        return ""
    entries = [value(entry) for entry in listed.findall(f"{W}listEntry")]
    chosen = value(listed.find(f"{W}result")) or value(listed.find(f"{W}default")) or "0"
    return entries[int(chosen)] if chosen.isdigit() and int(chosen) < len(entries) else ""


def _equation(ended: _Field, instruction: str, ask: Ask) -> None:
    """EQ \\f(a,b) is a fraction; every other equation field is named."""
    fraction = re.search(r"\\f\s*\(([^(),;]+)[,;]([^(),;]+)\)", instruction, re.IGNORECASE)
    root = re.search(r"\\r\s*\(([^(),;]*)[,;]?([^(),;]*)\)", instruction, re.IGNORECASE)
    if fraction:
        _say(ended, f"{fraction[1].strip()}/{fraction[2].strip()}")
    elif root and not root[1].strip():
        _say(ended, f"√{root[2].strip()}")
    else:
        _say(ended, UNREADABLE)
        asks = f'what does the equation field "{" ".join(instruction.split())[:60]}" say'
        ask("field", asks, f'write it over "{UNREADABLE}"', ended.begin)


def _mark_contents(ended: _Field) -> None:
    start = owner(ended.begin, f"{W}p")
    if start is not None:
        start.set(CONTENTS, "1")
    for run in ended.result:
        paragraph = owner(run, f"{W}p")
        if paragraph is not None:
            paragraph.set(CONTENTS, "1")


def _ask_page(ended: _Field, ask: Ask) -> None:
    paragraph = owner(ended.result[0], f"{W}p")
    if paragraph is None or paragraph.get(CONTENTS):
        return
    number = "".join(t.text or "" for run in ended.result for t in run.iter(f"{W}t"))
    asks = f'what does "page {number.strip()}" mean for a reader of the article'
    ask("page", asks, "the number is a page of the file; say the name of the section instead", ended.begin)
