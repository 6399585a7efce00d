"""The body of a page or book comes in; the same body goes out with its footnotes as marked blocks, each at its word.

Pages write notes as a raised number that leads to an item of a list. Where such a list holds more than notes (sources
with numbers that the text repeats, an item that nothing leads to), it stays a list, and every number stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.manuscript.tree import NOTE, is_safe_link
from pipeline.manuscript.webpage.elements import HEADINGS, parts_of, take_out, words_of

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
NOTES_REASON = "the heading of the notes, each of which stands at its word"
_NO_NOTES = frozenset({"a", "body", "main", "article", *HEADINGS})
_HOLDERS = frozenset({"ol", "ul", "dl", "section", "div", "aside", "footer"})
_SOURCES = re.compile(
    r"^\W*(?:references|sources|bibliography|citations|works cited|literature|referencias|fuentes|quellen|"
    r"literatur|bibliographie|références|المراجع)\W*$",
    re.IGNORECASE,
)
_NOTES_HEADING = re.compile(
    r"^\W*(?:foot|end)?notes?\W*$|^\W*(?:notas|anmerkungen|fußnoten|remarques)\W*$", re.IGNORECASE
)
_BACK = re.compile(
    r"[\[(]?\s*(?:[↩↑^⏎↵⤴←⇑▲\ufe0e\ufe0f\s]+|(?:[↩↑←⤴]\ufe0e?\s*)?(?:(?:go |jump |return |back )*(?:back|return|up)"
    r"(?: to (?:the )?(?:text|top|content|main text|reference|note|page|passage|article))?|zurück(?: zum text)?|"
    r"retour(?: au texte)?|volver(?: al texto)?|torna al testo|terug(?: naar de tekst)?|voltar(?: ao texto)?))"
    r"\s*(?:[↩↑←⤴]\ufe0e?)?\s*[\])]?\.?",
    re.IGNORECASE,
)
"""All that a link says which leads from a note back to its word."""
_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§¶]{1,3}|[a-z])[\])]?")


def settle_notes(body: Any) -> list[tuple[str, int]]:
    """The reference becomes a mark, the note a marked block at the end of the body; what held only notes goes.

    Gives the headings that went with their line.
    """
    targets = {str(e.get("id")): e for e in body.iter() if isinstance(e.tag, str) and e.get("id")}
    targets.update({str(e.get("name")): e for e in body.iter("a") if e.get("name") and e.get("name") not in targets})
    marks: list[tuple[Any, str, Any]] = []
    others: set[Any] = set()
    for link in list(body.iter("a")):
        target = str(link.get("href") or "")
        key = target.rpartition("#")[2]
        note = _block_of(targets.get(key)) if "#" in target and not is_safe_link(target) else None
        if note is None or note.tag in _NO_NOTES or any(around is note for around in link.iterancestors()):
            continue
        if _refers(link):
            marks.append((link, key, note))
        elif not _leads_back(link):
            others.add(note)
    kept = _lists_that_stay(marks, others)
    origins = {str(e.get("id")) for link, _, _ in marks for e in (link, link.getparent()) if e.get("id")}
    moved: dict[Any, tuple[str, Any]] = {}
    for link, key, note in marks:
        if note.getparent() is None and note not in moved:
            continue
        if note not in moved and (note.getparent() in kept or note in others):
            continue
        if note not in moved:
            moved[note] = (key, _as_note(note, key, origins))
        _replace(link, moved[note][0])
    for _, block in moved.values():
        body.append(block)
    return list(_clear(body, {block for _, block in moved.values()})) if moved else []


def _block_of(target: Any) -> Any:
    """The note that an id means: the block itself, or the one that an empty anchor begins; None for none."""
    if target is None:
        return None
    found: Any = target
    while found.tag in {"a", "span", "sup", "b", "strong"} and found.getparent() is not None:
        before = (found.getparent().text or "").strip()
        if before or found.getprevious() is not None:
            break
        found = found.getparent()
    around = found.getparent()
    if found.tag == "p" and around is not None and around.tag == "li" and next(parts_of(around), None) is found:
        return around
    return found


def _lists_that_stay(marks: Iterable[tuple[Any, str, Any]], others: set[Any]) -> set[Any]:
    """The lists out of which no note is taken, so that the numbers that are left still say what they said."""
    order: dict[Any, set[Any]] = {}
    again: set[Any] = set()
    for _, _, note in marks:
        holder = note.getparent()
        if holder is None or holder.tag not in {"ol", "ul"}:
            continue
        seen = order.setdefault(holder, set())
        if note in seen:
            again.add(holder)
        seen.add(note)
    stay: set[Any] = set()
    for holder, notes in order.items():
        items = [child for child in parts_of(holder) if child.tag == "li"]
        heading = _heading_before(holder)
        sources = heading is not None and _SOURCES.match(words_of(heading))
        declared = any(_is_declared(item) for item in items[:3])
        whole = len(notes) == len(items)
        if sources or (not declared and (not whole or holder in again)) or others & set(items):
            stay.add(holder)
    return stay


def _is_declared(item: Any) -> bool:
    """Whether a page says outright that this is a note."""
    said = f"{item.get('role', '')} {item.get('class', '')} {item.get(EPUB_TYPE, '')} {item.get('epub:type', '')}"
    around = item.getparent()
    if around is not None:
        outer = around.getparent()
        for one in (around, outer) if outer is not None else (around,):
            said += f" {one.get('class', '')} {one.get('role', '')} {one.get(EPUB_TYPE, '')} {one.get('epub:type', '')}"
    return re.search(r"footnote|endnote|rearnote", said) is not None or str(item.get("id", "")).startswith("fn")


def _heading_before(holder: Any) -> Any:
    for _ in range(3):
        before = holder.getprevious()
        while before is not None and not isinstance(before.tag, str):
            before = before.getprevious()
        if before is not None:
            return before if before.tag in HEADINGS or len(words_of(before)) < 40 else None
        holder = holder.getparent()
        if holder is None:
            return None
    return None


def _replace(link: Any, key: str) -> None:
    raised = link.getparent()
    alone = raised.tag == "sup" and len(raised) == 1 and not (raised.text or "").strip() + (link.tail or "").strip()
    replaced = raised if alone and raised.getparent() is not None else link
    mark = link.makeelement("span", {"class": f"{NOTE}-{key}"})
    mark.tail = replaced.tail
    replaced.getparent().replace(replaced, mark)


def _as_note(note: Any, key: str, origins: set[str]) -> Any:
    """The content of a footnote in a block of its own, taken out of where it stood; what leads back to it goes."""
    for back in [a for a in note.iter("a") if _leads_back(a) or _returns(a, origins)]:
        around = back.getparent()
        take_out(back)
        if around is not None and around.tag == "sup" and not words_of(around):
            take_out(around)
    block = note.makeelement("div", {"class": NOTE, "id": key, "role": "doc-footnote"})
    if note.tag in {"p", "dd"}:
        inner = note.makeelement("p", {})
        inner.text = note.text
        inner.extend(list(note))
        block.append(inner)
    else:
        block.text = note.text
        block.extend(list(note))
    _drop_typed_mark(block)
    holder = note.getparent()
    take_out(note)
    if holder is not None:
        holder.set("data-emptied", "")
    return block


def _returns(link: Any, origins: set[str]) -> bool:
    words = link.text_content().strip()
    short = not words or _MARK.fullmatch(words) is not None or len(words.split()) <= 2
    return short and str(link.get("href") or "").rpartition("#")[2] in origins


_TYPED_MARK = re.compile(r"^\s*(?:\[\d{1,3}\]|\^|\d{1,3}[.):](?=\s))\s*")


def _drop_typed_mark(block: Any) -> None:
    """The number that stands at the beginning of a note: every format writes its own."""
    holder = next((p for p in parts_of(block) if p.tag == "p"), block) if not (block.text or "").strip() else block
    if (holder.text or "").strip():
        holder.text = _TYPED_MARK.sub("", holder.text)
        return
    first = next(parts_of(holder), None)
    if first is not None and first.tag in {"a", "span", "sup"} and not words_of(first) and first.tail:
        first.tail = _TYPED_MARK.sub("", first.tail)


def _clear(body: Any, notes: set[Any]) -> Iterator[tuple[str, int]]:
    """Take away what held nothing but notes: lists, sections, and the heading above them, which are given back."""
    for holder in list(body.xpath(".//*[@data-emptied]")):
        holder.attrib.pop("data-emptied", None)
        outer = holder
        while outer.tag in _HOLDERS and outer is not body and outer not in notes:
            inside = outer.xpath(".//img|.//table|.//math")
            headings = list(outer.iter(*HEADINGS))
            said = words_of(outer)
            only = said == " ".join(words_of(h) for h in headings) and all(_is_notes_heading(h) for h in headings)
            if inside or (said and not only):
                break
            yield from ((words_of(h), int(h.sourceline or 0)) for h in headings)
            empty, outer = outer, outer.getparent()
            take_out(empty)
            if outer is None:
                break
        for heading in list(body.iter(*HEADINGS)):
            following = heading.getnext()
            last = following is None or following in notes or following.tag in HEADINGS
            if last and not (heading.tail or "").strip() and _is_notes_heading(heading):
                yield words_of(heading), int(heading.sourceline or 0)
                take_out(heading)
                break


def _is_notes_heading(heading: Any) -> bool:
    return _NOTES_HEADING.match(words_of(heading)) is not None


def _refers(link: Any) -> bool:
    """Whether a link is the mark of a footnote: it says so, or is a raised number or sign."""
    said = f"{link.get('role', '')} {link.get('class', '')} {link.get(EPUB_TYPE, '')} {link.get('epub:type', '')}"
    if re.search(r"noteref|footnote-?ref|doc-noteref", said):
        return True
    raised = next(link.iter("sup"), None) is not None or link.getparent().tag == "sup"
    return raised and _MARK.fullmatch(link.text_content().strip()) is not None


def _leads_back(link: Any) -> bool:
    said = f"{link.get('role', '')} {link.get('class', '')}"
    words = link.text_content().strip()
    target = str(link.get("href") or "")
    numbered = target.startswith("#") and re.search(r"ref", target) is not None and _MARK.fullmatch(words) is not None
    return "back" in said or bool(_BACK.fullmatch(words)) or numbered


def is_note(element: Any) -> bool:
    """Whether an element is the block of a footnote, or says that it is a note."""
    return element.get("role") in {"doc-footnote", "doc-endnote"} or (
        element.tag == "li" and str(element.get("id", "")).startswith("fn")
    )
