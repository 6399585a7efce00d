"""Two documents in HTML, XHTML or XML, or two style sheets, come in; how they differ but for their dress goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, TypeAlias

from pipeline.facts.differing import Differing, short, tight, told

Event: TypeAlias = tuple[str, ...]
"""An element that begins ("<", name, attribute, value, …) or ends (">", name), or a text ("", text)."""

INLINE = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i img ins kbd label mark q s samp small span strike strong sub sup"
    " time tt u var wbr ruby rb rt rp math mi mn mo mrow mtext mfrac msup msub msubsup mroot msqrt input button".split()
)
"""Elements beside which white space is seen; beside all others it is not (CSS Text 3, 4.1.1)."""

SHOWN_OF_MANY = 5
"""So many differences of one document are told; more say nothing new (house)."""


def documents_differ(one: bytes, other: bytes, where: str, *, xml: bool) -> Iterator[Differing]:
    """How a document says, marks up, links, hides or styles otherwise.

    Quotes, order of attributes, indentation, line ends, references for letters and comments are its dress.
    """
    try:
        before, after = (_events(content, xml=xml) for content in (one, other))
    except (ValueError, SyntaxError) as error:
        yield Differing(where, f"it is not well formed any more: {short(str(error))}")
        return
    if before == after or _tight(before) == _tight(after):
        return
    codes = [code for code in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if code[0] != "equal"]
    for _, i1, i2, j1, j2 in codes[:SHOWN_OF_MANY]:
        yield Differing(where, _difference(before, after, i1, i2, j1, j2))


def _tight(events: Sequence[Event]) -> list[Event]:
    """The events without white space at the edges of elements in a line, and the words of each block in a row."""
    marks = [event for event in events if event[0]]
    blocks: list[str] = [""]
    for event in events:
        if not event[0]:
            blocks[-1] += event[1]
        elif event[1] not in INLINE:
            blocks.append("")
    return [*marks, *(("", tight(block).strip()) for block in blocks)]


def _difference(before: Sequence[Event], after: Sequence[Event], i1: int, i2: int, j1: int, j2: int) -> str:
    expected, actual = _text(before[i1:i2]), _text(after[j1:j2])
    if expected != actual:
        return told(expected, actual)
    about = _about(after, j1) or _about(before, i1)
    gone, come = _attributes(before[i1:i2]), _attributes(after[j1:j2])
    for name, value in come.items():
        if gone.get(name) != value:
            was = f' and was "{short(gone[name])}"' if name in gone else ""
            return f'{name} is "{short(value)}"{was} at "{about}"'
    for name, value in gone.items():
        if name not in come:
            return f'{name} "{short(value)}" is lost at "{about}"'
    return f'it is marked up otherwise at "{about}"'


def _text(events: Iterable[Event]) -> str:
    return " ".join(event[1] for event in events if not event[0]).strip()


def _about(events: Sequence[Event], at: int) -> str:
    """The words at a place, for people to find it."""
    return short(next((event[1] for event in events[at:] if not event[0]), ""))


def _attributes(events: Iterable[Event]) -> dict[str, str]:
    return {
        f"{event[1]} {event[n]}": event[n + 1] for event in events if event[0] == "<" for n in range(2, len(event), 2)
    }


def _events(content: bytes, *, xml: bool) -> list[Event]:
    import lxml.etree
    import lxml.html

    if xml:
        parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = lxml.etree.fromstring(content, parser)
    else:
        text = content.decode("utf-8-sig", "replace")
        root = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    return _trimmed(list(_walked(root)))


def _walked(element: Any) -> Iterator[Event]:
    """The events of an element. Comments are no part of a document, but for those that Outlook reads."""
    if not isinstance(element.tag, str):
        if "[if" in (element.text or "") or "<![" in (element.text or ""):
            yield "<", "comment for Outlook", "text", _folded(element.text)
        return
    name = element.tag.rpartition("}")[2]
    attributes = sorted((str(key), _value(str(key), value)) for key, value in element.attrib.items())
    yield ("<", name, *(part for attribute in attributes for part in attribute))
    yield "", style_sheet(element.text or "") if name == "style" else element.text or ""
    children = [*element]
    if name in {"manifest", "metadata"}:  # their order means nothing (EPUB 3.3, 5.5 and 5.6)
        children = sorted(filter(_counts, children), key=lambda child: repr(list(_walked(child))))
    for child in children:
        yield from _walked(child)
        yield "", child.tail or ""
    yield ">", name


def _counts(element: Any) -> bool:
    """Whether a line of a book's package says something about it: the time of packing does not."""
    return isinstance(element.tag, str) and element.get("property") != "dcterms:modified"


def _value(name: str, value: str) -> str:
    if name == "style":
        return re.sub(r"\s*([:;,])\s*", r"\1", _folded(value)).strip("; ")
    return _folded(value)


def _folded(text: str) -> str:
    return " ".join(re.split(r"[ \t\r\n\f]+", text)).strip(" ")


def _trimmed(events: list[Event]) -> list[Event]:
    """White space folded, and none where it is not seen."""
    joined: list[Event] = []
    for event in events:
        if not event[0] and joined and not joined[-1][0]:
            joined[-1] = ("", joined[-1][1] + event[1])
        else:
            joined.append(event)
    trimmed: list[Event] = []
    for number, event in enumerate(joined):
        if event[0]:
            trimmed.append(event)
            continue
        text = re.sub(r"[ \t\r\n\f]+", " ", event[1])
        if number == 0 or joined[number - 1][1] not in INLINE:
            text = text.lstrip(" ")
        if number + 1 == len(joined) or joined[number + 1][1] not in INLINE:
            text = text.rstrip(" ")
        if text:
            trimmed.append(("", text))
    return trimmed


def style_sheet(text: str) -> str:
    """A style sheet without comments and without the white space that means nothing."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)
    text = re.sub(r"\s*([{};,>])\s*", r"\1", _folded(text))
    return re.sub(r"([\w-])\s*:\s+", r"\1:", text).replace(";}", "}")


def style_sheets_differ(one: bytes, other: bytes, where: str) -> Iterator[Differing]:
    """How a style sheet styles otherwise, rule by rule."""
    before, after = (style_sheet(content.decode("utf-8-sig", "replace")).split("}") for content in (one, other))
    if before == after:
        return
    for name, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if name != "equal":
            rule = "}".join(after[j1:j2]) or "}".join(before[i1:i2])
            verb = "is lost" if j1 == j2 else "was added" if i1 == i2 else "is another one"
            yield Differing(where, f'the rule "{short(rule)}" of the style sheet {verb}')
            return
