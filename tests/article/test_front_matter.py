"""An article with every key of the front matter comes in; each is understood, and none is forgotten here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel

from pipeline.article.front.fields import FrontMatter
from pipeline.article.front.head import read_head
from tests.manuscript.documents import png
from tests.workspace import reading_of

HEAD = """---
id: PL-EVERY-001
version: "1.2"
lang: en
title: Tides
subtitle: And how to read them
summary: When the water comes and goes.
main_message: Look at the table before you walk out.
status: current
brands: [harbour-clinic]
authors: [{name: Example Author, credentials: MSc, organisation: Example House, orcid: 0000-0002-1825-0097}]
reviewers: [{name: Example Reviewer, credentials: MD, organisation: Example House, orcid: 0000-0002-1825-0097}]
translators: [{name: Example Translator, credentials: BA, organisation: Example House, orcid: 0000-0002-1825-0097}]
published: 2026-10-01
reviewed: 2026-10-01
evidence_checked: 2026-10-01
next_review: 2028-10-01
keywords: [tides]
codes: {icd-10: [W65]}
topic: exosomes
kind: lifestyle
audience: children
approval_status: Nobody approves tides.
funding: none
conflicts: none
advertisement: false
contact: tides@example.org
canonical: https://example.org/tides
claims_reviewed_by: Example Reviewer
pictures:
  bay.png: {credit: Example Photographer, licence: CC BY 4.0, consent_until: 2028-10-01}
references:
  - {id: table, type: webpage, title: Tide tables, URL: "https://example.org/table"}
publish: {handout: [sheet], booklet: no}
owner: Example Owner
stale: allow
newsletter: {subject: The tide comes back, subject_b: When the tide comes back, preheader: Two times a day}
social:
  plan: [message]
  texts: {mastodon: Walk out with the tide table.}
  hashtags: [tides]
  content_warning: Deep water
withdrawn_because: The table is out of date.
withdrawn_on: 2026-11-20
read_instead: tides
waivers:
  - {rule: article/hype, reason: It is a name, by: Example Editor, until: 2027-01-01, words: great tide}
---

The water comes back.[@table]

::: figure
![A bay at night.](images/bay.png)

The bay.
:::
"""


def models_in(kind: object) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from models_in(part)


def unset(value: BaseModel) -> Iterator[str]:
    """The keys of a part of the front matter that the text above does not write, with those of its parts."""
    for name, field in type(value).model_fields.items():
        if name not in value.model_fields_set:
            yield f"{type(value).__name__}.{name}"
        held = getattr(value, name)
        parts = held.values() if isinstance(held, dict) else held if isinstance(held, tuple) else (held,)
        for part in [part for part in parts if isinstance(part, BaseModel)][:1]:
            yield from unset(part)
        if list(models_in(field.annotation)) and not any(isinstance(part, BaseModel) for part in parts):
            yield f"{type(value).__name__}.{name} has no parts"


def test_every_key_that_there_is_can_be_written() -> None:
    reading = reading_of(HEAD, {"bay.png": png()})
    told = [each.message for each in reading.findings.found if each.rule == "article/front-matter"]
    assert told == []
    assert reading.article is not None and isinstance(reading.article.front, FrontMatter)
    assert list(unset(reading.article.front)) == []


def test_a_key_that_waits_for_words_may_be_filled_in_on_another_line() -> None:
    head, found = read_head("summary:   # to do\nfunding: none\nsummary: What to do.\nfunding:\n", "a.md")
    assert (head.values, found) == ({"summary": "What to do.", "funding": "none"}, [])
    assert head.line("summary") == 3
    _, twice = read_head("summary: One.\n\nsummary: Two.\n", "a.md")
    assert [(str(each.where), each.hint) for each in twice] == [
        ("a.md:3", "keep one of the two; the other is on line 1")
    ]
