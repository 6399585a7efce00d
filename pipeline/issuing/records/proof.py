"""The bytes of a FHIR document and its edition come in; what the record says otherwise than the article goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipeline.edition.edition import Edition
from pipeline.facts.proving import proven_whole
from pipeline.finding import Findings
from pipeline.formats.passages import Passage, Role, passages_of
from pipeline.issuing.records.document import PRODUCT


@dataclass(frozen=True)
class Heard:
    """What a portal shows of a record, passage by passage."""

    passages: tuple[Passage, ...]
    copies: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)


def check_said(content: bytes, edition: Edition) -> Findings:
    """Whether every statement of the article stands in the document, unchanged and in order."""
    composition = json.loads(content)["entry"][0]["resource"]
    title = Passage("title", Role.TITLE, composition["title"], lang=edition.lang)
    passages = (title, *_passages(composition["section"], edition.lang))
    return proven_whole(edition, PRODUCT, Heard(passages, {"": passages}))[0]


def _passages(sections: Sequence[dict[str, Any]], lang: str) -> Iterator[Passage]:
    for section in sections:
        title = section.get("title", "")
        if title:
            yield Passage(title, Role.HEADING, title, lang=lang, level=2)
        if "text" in section:
            yield from passages_of(etree.fromstring(section["text"]["div"]), title, lang)
        yield from _passages(section.get("section", ()), lang)
