"""A PDF as read comes in; what is said in it, tag by tag in the order of a screen reader, goes out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from pipeline.formats.handout.pages import DocumentRead, Tag
from pipeline.formats.handout.structure import INLINE_ROLES
from pipeline.formats.passages import Passage, Role

ROLES = {
    "TH": Role.HEAD_CELL,
    "TD": Role.CELL,
    "Caption": Role.CAPTION,
    "Note": Role.NOTE,
    "TOCI": Role.LINK,
}
"""What a tag is to its reader; a numbered H is a heading, and all else a paragraph."""


def passages_of(document: DocumentRead) -> tuple[Passage, ...]:
    """The passages of a tagged PDF: one for each block that holds text, for each description and each form field."""
    if document.root is None:
        return ()
    fields = (Passage("", Role.FIELD, _folded(str(each["label"])), lang=document.lang) for each in document.fields)
    return (*_Walk(document).below(document.root, document.lang, "", ""), *fields)


class _Walk:
    def __init__(self, document: DocumentRead) -> None:
        self._document = document

    def below(self, tag: Tag, lang: str, role: str, label: str) -> Iterator[Passage]:
        """What is said in a tag; `role` is that of the cell, item or caption around it."""
        lang = tag.lang or lang
        if tag.alt:
            yield self._passage(tag, Role.ALT, tag.alt, lang)
        if tag.role == "LI":
            yield from self._item(tag, lang)
            return
        if tag.role in ROLES:
            role = tag.role
        if tag.role == "Figure" or not self._is_block(tag):
            for kid in tag.kids:
                if isinstance(kid, Tag):
                    yield from self.below(kid, lang, role, label)
                    label = ""
            return
        # An entry of a table of contents is a Reference as a whole (ISO 32000-1, table 334).
        marks, rest = ([], tag) if role == "TOCI" else self._parted(tag)
        text = self._document.text_of(rest)
        if text.strip() or marks:
            said = tuple(_folded(self._document.text_of(mark)) for mark in marks)
            yield replace(self._passage(rest, _role(tag, role, label), text, lang, label), marks=said)
        for part in tag.tags():
            if part is not tag and part.alt:
                yield self._passage(part, Role.ALT, part.alt, part.lang or lang)

    def _item(self, tag: Tag, lang: str) -> Iterator[Passage]:
        marks = [kid for kid in tag.kids if isinstance(kid, Tag) and kid.role == "Lbl"]
        label = " ".join(" ".join(self._document.text_of(mark) for mark in marks).split())
        if len(label) > 2 and label[-1].isalpha():  # a term in a list of terms
            yield self._passage(marks[0], Role.TERM, label, lang)
            label, around = "", ""
        else:
            around = "LBody"
        for kid in tag.kids:
            if isinstance(kid, Tag) and kid.role != "Lbl":
                yield from self.below(kid, lang, around, label)
                label = ""
        if label:  # a mark beside which nothing is said
            yield self._passage(marks[0], Role.ITEM, "", lang, label)

    def _is_block(self, tag: Tag) -> bool:
        """Whether a tag holds text, and beside it nothing but what stands in a line of text."""
        if not tag.kids or all(isinstance(kid, Tag) and kid.role not in INLINE_ROLES for kid in tag.kids):
            return False
        return all(not isinstance(kid, Tag) or kid.role in INLINE_ROLES for kid in tag.kids)

    def _passage(self, tag: Tag, role: Role, text: str, lang: str, label: str = "") -> Passage:
        page = next((page + 1 for page, _ in tag.leaves()), 0)
        heard, painted = _folded(text), "" if role is Role.ALT else _folded(self._painted(tag))
        level = int(tag.role[1]) if role is Role.HEADING else 0
        return Passage(
            f"page {page}" if page else "",
            role,
            heard,
            "" if "".join(painted.split()) == "".join(heard.split()) else painted,
            lang,
            label,
            level,
        )

    def _parted(self, tag: Tag) -> tuple[list[Tag], Tag]:
        """The marks of notes and references in a tag, and the tag without them and the commas between them."""
        marks: list[Tag] = []
        kids: list[Tag | tuple[int, int]] = []
        after_mark = False
        for number, kid in enumerate(tag.kids):
            if isinstance(kid, Tag) and kid.role == "Reference":
                marks.append(kid)
                after_mark = True
                continue
            following = tag.kids[number + 1] if number + 1 < len(tag.kids) else None
            before_mark = isinstance(following, Tag) and following.role == "Reference"
            if after_mark and before_mark and self._document.text_of(Tag("Span", [kid])).strip() in {",", "–", "-"}:
                continue
            after_mark = False
            if isinstance(kid, Tag):
                inner, rest = self._parted(kid)
                marks += inner
                kids.append(rest)
            else:
                kids.append(kid)
        return marks, replace(tag, kids=kids)

    def _painted(self, tag: Tag) -> str:
        """The characters that the glyphs stand for by themselves, in painting order, without what is said instead."""
        painted = ""
        for leaf in tag.leaves():
            text = "".join(run.text for run in self._document.runs_of(leaf))
            # A hyphen that only parts a word at the end of a line is nothing that is read.
            painted = painted[:-1] + text if painted.endswith("\u2010") else f"{painted} {text}"
        return painted


def _role(tag: Tag, around: str, label: str) -> Role:
    if len(tag.role) == 2 and tag.role[0] == "H" and tag.role[1].isdecimal():
        return Role.HEADING
    if around == "LBody":
        # The first block of an item is the item, what follows in it is a paragraph.
        return Role.ITEM if label else Role.PARAGRAPH
    return ROLES.get(around, Role.PARAGRAPH)


def _folded(text: str) -> str:
    return " ".join("".join(c for c in text if unicodedata.category(c) != "Cf").split())
