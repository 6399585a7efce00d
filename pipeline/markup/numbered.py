"""Steps come in; the attributes that give an ol and its items their numbers go out, and the other way round."""

from __future__ import annotations

import re
from typing import Any

from pipeline.article.model import Delimiter, Item, NumberStyle, Steps
from pipeline.article.numbering import label, numbers, written

TYPES = {
    NumberStyle.LOWER_ALPHA: "a",
    NumberStyle.UPPER_ALPHA: "A",
    NumberStyle.LOWER_ROMAN: "i",
    NumberStyle.UPPER_ROMAN: "I",
}
"""The `type` of an ol (HTML, 4.4.5); readers that drop style sheets, Outlook and old e-readers, still show it."""

WIDE = 3
"""A list with a label of so many characters, "(4)" or "aa)", needs a wider margin; "10." does not (house)."""


def classes_of(steps: Steps) -> str:
    """The classes of the ol: its style and delimiter where they are not those of 1. 2. 3., and whether it is wide."""
    names = ["steps"]
    if steps.style is not NumberStyle.DECIMAL:
        names.append(steps.style.value)
    if steps.delimiter is not Delimiter.PERIOD:
        names.append(steps.delimiter.name.lower())
    longest = max((len(label(number, steps.style, steps.delimiter)) for number in numbers(steps)), default=0)
    if longest > WIDE or (longest == WIDE and len(names) > 1):
        # Markers hang in the margin: one that is wider runs off the page or over what stands beside it.
        names.append("wide")
    return " ".join(names)


def list_attributes(steps: Steps, counters: bool) -> str:
    """The attributes of the ol besides its classes. `counters` says the start as a CSS counter too: WeasyPrint reads
    it from HTML only together with every other presentational attribute.
    """
    kind = f' type="{TYPES[steps.style]}"' if steps.style in TYPES else ""
    start = f' start="{steps.start}"' if steps.start != 1 else ""
    reset = f' style="counter-reset: list-item {steps.start - 1}"' if counters and start else ""
    return kind + start + reset


def item_attributes(steps: Steps, item: Item, number: int, counters: bool) -> str:
    """The attributes of one li: its own number, and its label in full where HTML has no word for the delimiter.

    A reader that does not know a string as list-style-type (CSS Lists 3, 3.4) shows the number of `type`, with a
    full stop. WeasyPrint has counter styles for that, with the room that its design wants.
    """
    value = "" if item.number is None else f' value="{number}"'
    if counters:
        # WeasyPrint 70 counts on after it has set a counter, the standard (CSS Lists 3, 4.4) before.
        return value and f'{value} style="counter-set: list-item {number}; counter-increment: none"'
    if steps.delimiter is Delimiter.PERIOD:
        return value
    return f"{value} style=\"list-style-type: '{label(number, steps.style, steps.delimiter)} '\""


_STYLES = {name: style for style, name in TYPES.items()}
_STRING = re.compile(r"""list-style-type:\s*(?:'([^']*)'|"([^"]*)")""")


def labels_of(element: Any) -> list[str]:
    """What a reader sees before each li of an ol as read back (an lxml element, with a namespace or without)."""
    style = _STYLES.get(element.get("type", ""), NumberStyle.DECIMAL)
    items = [child for child in element if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == "li"]
    # HTML, 4.4.5: a reversed list begins with the number of its items.
    step = -1 if element.get("reversed") is not None else 1
    number = _integer(element.get("start"), len(items) if step < 0 else 1) - step
    found = []
    for item in items:
        number = _integer(item.get("value"), number + step)
        own = _STRING.search(item.get("style") or "")
        found.append((own[1] or own[2] or "").strip() if own else f"{written(number, style)}.")
    return found


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text.strip()) else default
