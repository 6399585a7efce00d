"""Elements of a page come in; the same page goes out with one of them taken out, renamed or put around others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul".split()
)
"""Elements that stand on lines of their own (HTML, 15.3)."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def parts_of(element: Any) -> Iterator[Any]:
    """The children that are elements; comments are none."""
    yield from (child for child in element if isinstance(child.tag, str))


def is_block(element: Any) -> bool:
    """Whether an element is a block or holds one."""
    return element.tag in BLOCKS or any(isinstance(e.tag, str) and e.tag in BLOCKS for e in element.iter())


def words_of(element: Any) -> str:
    """The words of an element on one line."""
    return " ".join(element.text_content().split())


def take_out(element: Any) -> None:
    """Remove an element and keep the words that follow it."""
    parent = element.getparent()
    if parent is None:
        return
    _append_before(element, element.tail or "")
    parent.remove(element)


def unwrap(element: Any) -> None:
    """Remove an element and keep what stands in it."""
    parent = element.getparent()
    if parent is None:
        return
    _append_before(element, element.text or "")
    index = parent.index(element)
    children = list(element)
    for offset, child in enumerate(children):
        parent.insert(index + offset, child)
    take_out(element)


def _append_before(element: Any, words: str) -> None:
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + words
    else:
        parent = element.getparent()
        parent.text = (parent.text or "") + words


def rename(element: Any, tag: str) -> None:
    """Another tag without the style of the one before."""
    element.tag = tag
    element.attrib.pop("style", None)


def wrap_runs(element: Any, tag: str) -> list[Any]:
    """Put each run of words in an element, block by block, into a new element of its own; these are given back."""
    made: list[Any] = []
    children = list(element)
    run: Any = None

    def opened(at: int) -> Any:
        wrapper = element.makeelement(tag, {})
        element.insert(at, wrapper)
        made.append(wrapper)
        return wrapper

    if (element.text or "").strip():
        words, element.text = element.text, None
        run = opened(0)
        run.text = words
    for child in children:
        tail, child.tail = child.tail, None
        if isinstance(child.tag, str) and is_block(child):
            run = None
            made += wrap_runs(child, tag)
        elif run is not None:
            run.append(child)
        else:
            run = opened(element.index(child))
            run.append(child)
        if tail and (tail.strip() or run is not None):
            if run is None:
                run = opened(element.index(child) + 1)
                run.text = tail
            elif len(run):
                run[-1].tail = (run[-1].tail or "") + tail
            else:
                run.text = (run.text or "") + tail
    return made
