"""What people mistype most, and the words that lead them right: each hint can be done as it stands."""

from __future__ import annotations

import pytest

from pipeline.article.front.head import read_head
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
        ("::: tips\nRest.\n:::\n", 'write "::: {.callout .tip}"'),
        ("::: danger\nStop.\n:::\n", 'write "::: {.callout .warning}"'),
        ("::: FAQ\nStop.\n:::\n", 'write "questions"'),
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


SLIPS = {
    "title:\tCare": ("there is a tab in it", "write spaces instead of the tab"),
    'title: "Care': ("the quote that opens in it is not closed", 'put it in quotes: title: "Care"'),
    "title: 'Don't worry'": ("an apostrophe within its quotes ends them", 'put it in quotes: title: "Don\'t worry"'),
    "title: @home": ('a value cannot begin with "@"', 'put it in quotes: title: "@home"'),
    "title: {{publisher}} guide": (
        'a value cannot begin with "{"',
        'put it in quotes: title: "{{publisher}} guide"',
    ),
    "title:Care": ("there is no space behind the colon", "write title: Care"),
    "title = Care": ("it has = where a colon is meant", "write title: Care"),
}


@pytest.mark.parametrize("line", SLIPS)
def test_a_slip_in_the_front_matter_is_told_in_words_with_the_line_as_it_should_be(line: str) -> None:
    head, faults = read_head(f"\nid: X-1\n{line}\nlang: en\n", "source/a/article.md")
    message, hint = SLIPS[line]
    assert [(f.where.first, f.message, f.hint) for f in faults] == [
        (3, f"the front matter cannot be read: {message}", hint)
    ]
    assert head.values == {}


@pytest.mark.parametrize(
    ("begins", "hint"),
    [
        ("\n---\nid: X-1\n---\n", "take the empty lines above the first --- out"),
        ("———\nid: X-1\n———\n", 'write three hyphens (---) in the first line, where "———" stands'),
        ("+++\nid = 1\n+++\n", "write it in YAML"),
        ("Words.\n", "begin the file with --- and the keys"),
    ],
)
def test_a_text_without_front_matter_is_told_how_it_begins(begins: str, hint: str) -> None:
    (reading,) = read_articles(Source("tides", "source/tides", {"article.md": begins.encode()}, {}))
    assert any(finding.hint.startswith(hint) for finding in reading.findings.found)


def test_a_front_matter_without_an_end_is_told_where_it_ends() -> None:
    text = with_head("::: key-points\n- Rest.\n:::\n").replace("\n---\n", "\n", 1)
    (reading,) = read_articles(Source("tides", "source/tides", {"article.md": text.encode()}, {}))
    found = next(finding for finding in reading.findings.found if "it has no end" in finding.message)
    assert text.splitlines()[found.where.first - 1] == HEAD.rstrip().splitlines()[-1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (with_head("Rest.\n").encode("utf-16"), "the file is in UTF-16"),
        (with_head("Rest.\n").encode("utf-16-be"), "the file is in UTF-16"),
        (b"PK\x03\x04" + bytes(40), "it is a file of another program, and no text"),
        (b"---\nid: X\x00\n---\n", "it holds bytes that no text has"),
    ],
)
def test_what_is_no_text_is_told_once(content: bytes, message: str) -> None:
    (reading,) = read_articles(Source("tides", "source/tides", {"article.md": content}, {}))
    assert [finding.message for finding in reading.findings.found] == [message]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("3 May 2026", "2026-05-03"),
        ("4.12.2026", "2026-12-04"),
        ("2 de enero de 2027", "2027-01-02"),
        ("soon", "2026-11-02"),
    ],
)
def test_a_day_in_words_leads_to_the_day(written: str, day: str) -> None:
    text = with_head("Rest.\n").replace("reviewed: ", f"reviewed: {written}  # ", 1)
    (reading,) = read_articles(Source("tides", "source/tides", {"article.md": text.encode()}, {}))
    (found,) = [finding for finding in reading.findings.found if "is not a date" in finding.message]
    assert found.hint == f"write year-month-day, for instance {day}"


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


@pytest.mark.parametrize("line", ['isbn: "978-3-16-148410-0"', "price: 4.99 GBP", "trim: 5x8", "licence: CC BY 4.0"])
def test_what_is_said_of_a_book_belongs_into_a_collection(line: str) -> None:
    text = with_head("Rest.\n").replace("title: ", f"{line}\ntitle: ", 1)
    (reading,) = read_articles(Source("tides", "source/tides", {"article.md": text.encode()}, {}))
    (finding,) = reading.findings.found
    assert "source/NAME.collection.toml" in finding.hint and "pictures" not in finding.hint
