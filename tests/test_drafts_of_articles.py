"""A new article says what is to do, and nothing that the house has said already; its kind brings its sections."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from pipeline.article.front.fields import FrontMatter
from pipeline.article.reading import Reading, read_articles
from pipeline.article.rules import check_article
from pipeline.article.source import Source
from pipeline.errors import UsageError
from pipeline.workspace.folder import Workspace
from pipeline.workspace.starter import start_article
from pipeline.workspace.starter.drafts import KINDS, Wish, draft, next_id
from tests.building.leaf import ARTICLE, DAY, workspace, write
from tests.workspace import with_head

__all__ = ["workspace"]

WISH = Wish("wound-care", "en", "Caring: a wound", date(2024, 2, 29))
LIKE = with_head(
    """::: key-points
- Bring a bag.
- Bring a friend.
:::

## Before you come

Eat nothing.

Drink water.

### The evening before

Sleep.

::: {.callout .warning}
Stop at once.
:::

## Questions people ask

::: questions
### Does it hurt?

No.
:::
"""
)


def reading_of(text: str) -> Reading:
    return read_articles(Source("wound-care", "source/wound-care", {"article.md": text.encode()}, {}))[0]


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_every_draft_is_well_formed_and_only_asks(kind: str) -> None:
    found = reading_of(draft(replace(WISH, kind=kind))).findings.found
    assert {finding.rule for finding in found} <= {"article/front-matter", "article/citation-unknown"}
    assert all("missing" in finding.message or "key" in finding.message for finding in found), found


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_a_draft_that_nobody_filled_in_is_never_published(kind: str) -> None:
    """What its front matter lacks is there: the words between its headings are not, and each line says so."""
    body = draft(replace(WISH, kind=kind)).partition("\n---\n")[2].replace("[@key]", "")
    article = reading_of(with_head(body)).article
    assert article is not None
    found = check_article(article).found
    assert sum(finding.rule == "article/placeholder" for finding in found) >= body.casefold().count("to do: ") - 1
    assert not {"article/benefit-unbalanced", "article/advice-reversed"} & {finding.rule for finding in found}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_said_in_the_head_and_has_sections_of_its_own(kind: str) -> None:
    text = draft(replace(WISH, kind=kind))
    assert f"\nkind: {kind}\n" in text
    assert text.partition("\n---\n\n")[2] != draft(WISH).partition("\n---\n\n")[2]
    assert text.count("## ") >= 4
    assert "{.callout .when-to-call}" in text


def test_the_kinds_are_those_of_the_front_matter() -> None:
    known = FrontMatter.model_fields["kind"].annotation
    assert set(KINDS) == set(re.findall(r"'(\w+)'", str(known)))


def test_days_are_proposed_and_never_filled_in() -> None:
    text = draft(WISH)
    assert "published:            # to do: year-month-day, for instance 2024-02-29" in text
    assert "reviewed again, for instance 2026-02-28" in text
    assert '"published" is missing' in [finding.message for finding in reading_of(text).findings.found]


def test_what_the_house_says_for_all_is_not_asked() -> None:
    text = draft(replace(WISH, shared={"authors", "funding"}))
    assert "# authors: as source/defaults.yml says" in text
    assert not re.search(r"(?m)^(authors|funding):", text)
    assert "health writers" not in text
    assert re.search(r"(?m)^reviewers:", text)


@pytest.mark.parametrize(
    ("ids", "number"),
    [
        ((), "wound-care"),
        (("CL-001",), "wound-care"),
        (("CL-001", "CL-014", "X-9"), "CL-015"),
        (("PL-SKN-001", "PL-SKN-099"), "PL-SKN-100"),
        (("a", "b"), "wound-care"),
    ],
)
def test_a_number_follows_those_of_the_house(ids: tuple[str, ...], number: str) -> None:
    assert next_id("wound-care", ids) == number


def test_an_article_like_another_has_its_people_and_sections_and_none_of_its_words() -> None:
    text = draft(replace(WISH, like=LIKE))
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    people = LIKE.partition("authors:")[2].partition("reviewers:")[0].strip()
    assert people in head
    assert 'title: "Caring: a wound"' in head
    assert '"published" is missing' in [finding.message for finding in reading_of(text).findings.found]
    assert re.findall(r"(?m)^(?:#+ .*|:::.*)$", body) == re.findall(
        r"(?m)^(?:#+ .*|:::.*)$", LIKE.partition("\n---\n")[2]
    )
    for words in ("Bring", "Eat", "Sleep", "Stop", "No."):
        assert words not in body
    assert body.count("To do:") == 5


def test_an_article_like_one_that_is_not_there_is_refused(workspace: Workspace) -> None:
    write(workspace.root, ARTICLE)
    with pytest.raises(UsageError) as refused:
        start_article(workspace, "waves", "en", None, like="tide", today=DAY.today)
    assert refused.value.hint == 'did you mean "tides"?'
    assert not (workspace.source / "waves").exists()
    path = start_article(workspace, "waves", "en", None, like="tides", today=DAY.today)
    assert "To do: what is to be said here." in path.read_text(encoding="utf-8")
