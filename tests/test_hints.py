"""What people mistype most, and the words that lead them right: each hint can be done as it stands."""

from __future__ import annotations

import pytest

from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.edition.edition import make_edition
from pipeline.edition.publication import single
from pipeline.edition.review import State
from pipeline.errors import UsageError
from pipeline.house.brand import read_brand
from pipeline.house.styles import read_styles
from pipeline.workspace.folder import Workspace
from pipeline.workspace.starter import start_article
from tests.building.leaf import DAY, workspace
from tests.test_edition import BRAND, brand_of
from tests.workspace import HEAD, ROOT, folder_files, reading_of, with_head

__all__ = ["workspace"]


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("::: callout .tips\nRest.\n:::\n", "write ::: {.callout .tip}"),
        (
            "::: {.callout .warnings}\nRest.\n:::\n",
            "write ::: {.callout .warning}; the kinds are warning, tip, note, when-to-call",
        ),
        ("::: {.callout .when-call}\nRest.\n:::\n", "write ::: {.callout .when-to-call}; the kinds are"),
        ("::: key-points\n- Rest.\n\nGo on.\n", "add a line ::: after its last line"),
    ],
)
def test_a_block_that_is_wrong_is_told_once_and_how_it_is_written(body: str, hint: str) -> None:
    (finding,) = reading_of(body).findings.found
    assert finding.hint.startswith(hint)


def test_what_stands_before_a_block_that_is_not_closed_is_still_told() -> None:
    found = reading_of("::: key-points\nRest.\n:::\n\n::: steps\n- Go on.\n").findings.found
    assert [finding.message for finding in found] == [
        "key points are a list and nothing else",
        'the block "steps" is never closed',
    ]


def test_a_colon_in_a_title_is_put_in_quotes() -> None:
    text = with_head("Rest.\n").replace("title: ", "title: Wounds: ", 1)
    (reading,) = read_articles(Source("tides", "source/tides", {"article.md": text.encode()}, {}))
    (finding,) = reading.findings.found
    title = next(line for line in HEAD.splitlines() if line.startswith("title: ")).removeprefix("title: ")
    assert finding.hint == f'put it in quotes: title: "Wounds: {title}"'
    mended = text.replace(f"title: Wounds: {title}", finding.hint.removeprefix("put it in quotes: "))
    (reading,) = read_articles(Source("tides", "source/tides", {"article.md": mended.encode()}, {}))
    assert reading.article is not None
    assert reading.article.front.title == f"Wounds: {title}"


def test_a_value_that_is_nearly_right_is_named() -> None:
    article = reading_of("Call {{phon}}.\n").article
    assert article is not None
    styles = read_styles(folder_files(ROOT / "styles"))
    _, findings = make_edition(single(article), "en", brand_of(), styles, State.CURRENT, draft=False)
    assert findings.found[0].hint.startswith("write {{phone}}, or add phon to [values]")


@pytest.mark.parametrize("tag", ["2026", "skin health", "#"])
def test_what_no_network_takes_for_a_hashtag_is_refused_with_how_one_is_written(tag: str) -> None:
    _, findings = read_brand("tide", {"brand.toml": BRAND + f'[social]\nhashtags = ["{tag}"]\n'.encode()})
    assert findings.found[0].hint.startswith("write each as one word of letters and digits")


def test_a_new_article_of_a_name_that_there_is_leads_to_its_translation(workspace: Workspace) -> None:
    with pytest.raises(UsageError) as same:
        start_article(workspace, "tides", "en", None, today=DAY.today)
    with pytest.raises(UsageError) as other:
        start_article(workspace, "tides", "es", None, today=DAY.today)
    assert "article.es.md" not in str(same.value.hint)
    assert other.value.hint == ("to translate it, copy article.md to article.es.md and write lang: es in its head")
