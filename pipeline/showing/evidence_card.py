"""An evidence card comes in; the card as words, JSON or one HTML page that needs nothing else goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from pipeline.article.rules.sheets import Answer, Card, Item, Sheet


def statement(sheet: Sheet, part: str = "") -> str:
    """What may be said of a sheet or a part of it: points of what is answered, and how many items wait for a person."""
    points, answered, waiting = sheet.score(part)
    share = f" ({round(100 * points / answered)} %)" if answered else ""
    still = f", {waiting} for a person to answer" if waiting else ""
    return f"{points} of {answered} answered{share}{still}"


def card_lines(card: Card) -> Iterator[str]:
    """The card as lines of words: each sheet with its parts, each item with its answer and what decides it."""
    yield f'evidence card: "{card.title}" ({card.file})'
    for sheet in card.sheets:
        yield ""
        yield f"{sheet.name} ({sheet.source})"
        for part in sheet.parts:
            yield f"  {part}: {statement(sheet, part)}"
            for item in sheet.items:
                if item.part == part:
                    yield from _item_lines(item)
        yield f"  {sheet.cut_off_note}; open items are never counted as yes"


def _item_lines(item: Item) -> Iterator[str]:
    yield f"    {item.number:>2}. {item.asks}? {said(item)}"
    if item.why:
        where = f" (line {item.line})" if item.line else ""
        yield f"        {item.why}{where}"


def said(item: Item) -> str:
    """The answer in words; of an open item, what speaks for which answer."""
    if item.answer is Answer.OPEN:
        return f"open, a person answers; this speaks for {item.leans}" if item.leans else "open, a person answers"
    return item.answer.value


def card_json(card: Card) -> str:
    """The card as one JSON object."""
    sheets = [
        {
            "key": sheet.key,
            "name": sheet.name,
            "source": sheet.source,
            "cut_off": sheet.cut_off,
            "cut_off_note": sheet.cut_off_note,
            "scores": {
                part: dict(zip(("points", "answered", "open"), sheet.score(part), strict=True)) for part in sheet.parts
            },
            "items": [_values(item) for item in sheet.items],
        }
        for sheet in card.sheets
    ]
    values = {"slug": card.slug, "lang": card.lang, "title": card.title, "file": card.file, "sheets": sheets}
    return json.dumps(values, ensure_ascii=False, indent=2)


def _values(item: Item) -> dict[str, Any]:
    return {
        "number": item.number,
        "part": item.part,
        "asks": item.asks,
        "by": item.by,
        "answer": item.answer.value,
        "speaks_for": item.leans.value if item.leans else None,
        "why": item.why,
        "line": item.line or None,
        "point": item.point,
    }


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    text = resources.files(__package__).joinpath("evidence_card.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        text
    )


def card_html(card: Card) -> str:
    """The card as an HTML page with its style inside, for a screen or for paper to answer on."""
    page: str = _template().render(card=card, statement=statement, said=said, Answer=Answer)
    return page
