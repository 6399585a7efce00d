"""A small article, its edition and its finished campaign: what the tests of posts start from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.edition.artifact import Artifact, Product
from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import Publication
from pipeline.edition.review import State
from pipeline.finding import Finding
from pipeline.formats import social
from pipeline.formats.social.view import write_csv
from pipeline.house.styles import Styles, read_styles
from tests.deciding import deciding

ROOT = Path(__file__).parents[2]

HEAD = """\
id: PL-CRM-001
version: "1.2"
lang: en
title: {title}
subtitle: What to ask before you buy
summary: >-
  Shops now sell a cream for dry scalps. This guide says what two small studies found and what nobody knows yet.
main_message: >-
  The cream is not approved as a medicine. Ask your pharmacist before you use it.
authors: [{{name: Example Author, credentials: RN (example), organisation: Example Organisation}}]
reviewers: [{{name: Example Reviewer, credentials: MD (example), organisation: Example Organisation}}]
published: 2026-10-01
reviewed: 2026-10-05
evidence_checked: 2026-10-05
next_review: 2028-10-05
keywords: [scalp, cream]
funding: none
conflicts: none
advertisement: false
"""

STATUS = "As of October 2026, no authority has approved the cream as a medicine."

BODY = """\
::: key-points
- The cream is put on once a day for 4 weeks.
- Stop and call us on {{phone}} if your skin bleeds.
:::

::: comparison
### Benefits {.benefits}

- In two small studies, itching went down in 12 of 20 people.

### Risks {.risks}

- In the same studies, 3 of 20 people had a rash.
:::

::: questions
### Does the cream help? {#q-help}

Itching went down in two small studies. We do not know if it helps for longer than 4 weeks.
:::

::: myth-fact
:::: myth
"It comes from plants, so it cannot harm."
::::

:::: fact
Plants can harm: 3 of 20 people had a rash.
::::
:::
"""


@cache
def styles() -> Styles:
    """Everything under styles/ of this checkout."""
    folder = ROOT / "styles"
    return read_styles({p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()})


def edition(
    body: str = BODY,
    *,
    title: str = "A new cream for dry scalps",
    head: str = "",
    status: str = STATUS,
    settings: Mapping[str, Any] | None = None,
    brand: str = "harbour-clinic",
    state: State = State.CURRENT,
) -> Edition:
    """The small article as a brand publishes it; `head` adds lines to the front matter."""
    approval = f"approval_status: {status}\n" if status else ""
    text = f"---\n{HEAD.format(title=json.dumps(title, ensure_ascii=False))}{approval}{head}---\n\n{body}"
    (reading,) = read_articles(Source("cream", "source/cream", {"article.md": text.encode()}))
    assert reading.article is not None, reading.findings
    article = reading.article
    publication = Publication("cream", article.front.title, article.front.subtitle or "", (article,), article.file)
    made, _ = make_edition(publication, "en", styles().brands[brand], styles(), state, False)
    return with_settings(made, **(settings or {}))


def with_settings(given: Edition, **changes: Any) -> Edition:
    """The edition of a brand with other [social] settings; None takes one away."""
    return replace(given, brand=deciding(given.brand, social=changes))


@cache
def sound_edition() -> Edition:
    """The edition of the sound campaign: four networks that differ most, few messages."""
    plan = "social:\n  plan: [announcement, comparison, question, '#item-1-1']\n"
    networks: Sequence[str] = ("x", "bluesky", "instagram", "google-business")
    return edition(head=plan, settings={"networks": networks})


@cache
def sound_campaign() -> Artifact:
    """The finished files of the sound campaign."""
    made = sound_edition()
    return social.render(made, Product("social", "posts"))


def listed(artifact: Artifact) -> dict[str, Any]:
    """What posts.json holds."""
    read: dict[str, Any] = json.loads(artifact.file("posts.json").content)
    return read


def with_file(artifact: Artifact, name: str, content: bytes) -> Artifact:
    """The artifact with one file's bytes replaced."""
    return replace(
        artifact,
        files=tuple(replace(file, content=content) if file.name == name else file for file in artifact.files),
    )


def changed(artifact: Artifact, change: Callable[[dict[str, Any]], None]) -> Artifact:
    """The artifact with posts.json changed, and posts.csv written anew from it."""
    values = listed(artifact)
    change(values)
    content = json.dumps(values, ensure_ascii=False).encode()
    return with_file(with_file(artifact, "posts.json", content), "posts.csv", write_csv(values).content)


def findings(artifact: Artifact, given: Edition | None = None) -> tuple[Finding, ...]:
    """What the checks on the finished files say."""
    return social.check(social.read(artifact), given or sound_edition()).found


def campaign_of(given: Edition) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The listed posts of an edition, without pictures, and what is found in them."""
    from pipeline.formats.social.composing import compose
    from pipeline.formats.social.view import view_of, write_json

    values = view_of(given, compose(given), {}).to_json()
    artifact = Artifact(Product("social", "posts"), (write_json(values), write_csv(values)))
    return values, findings(artifact, given)
