"""The table of facts: a mark leads to the place where a statement stands, a gap says why there is none."""

from __future__ import annotations

import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.building.report import EditionReport, Fate, FileReport, ProductReport
from pipeline.edition.name import EditionName
from pipeline.facts.tracing import Cell, Row, Standing, Trace, from_json, to_json
from pipeline.finding import Findings
from pipeline.showing.facts_table import facts_page, table_of
from pipeline.showing.facts_table import to_json as table_to_json
from pipeline.showing.tables import page_of, prune_tables, write_tables
from pipeline.workspace.output import Output
from tests.judges import axe, page_size

DOSE = Row("Taking it", "source/tides/article.md", 42, "en", "Take 5 mg <twice> a day .", ((5, 9),), ("dose",), True)
CALL = replace(
    DOSE, section="When to call", line=50, text="اتصل على 020 7946 0000.", lang="ar", marks=(), kinds=("phone number",)
)
NAME = EditionName("tide", "en", "tides")


def product(name: str, *files: str) -> ProductReport:
    form, variant = name.split("/")
    made = tuple(FileReport(f"{form}/{file}", "", 1, "0") for file in files)
    return ProductReport(
        form, variant, "", made, Findings(), ("left out the walk (priority 3)",), trace=f"traces/{variant}.json"
    )


PDF = product("handout/full", "data.xml", "tides.pdf")
BOOK = product("booklet/epub", "tides.epub")
MAIL = product("newsletter/single", "single.eml", "single.html", "single.txt")
POSTS = product("social/posts", "posts.json", "sheet.html")
CELLS = {
    "full": (Cell(Standing.FOUND, ("page 2", "page 5")), Cell(Standing.FOUND, ("page 6",))),
    "epub": (Cell(Standing.CHANGED, ("text/ch02.xhtml",), '"50" for "5"'), Cell(Standing.MISSING)),
    "single": (Cell(Standing.FOUND, ("HTML part", "text part")), Cell(Standing.LEFT_OUT)),
    "posts": (Cell(Standing.FOUND, tuple(f"0{n}-key-point-x" for n in range(1, 6))), Cell(Standing.NOT_MEANT)),
}
TRACES = {name: Trace((DOSE, CALL), cells) for name, cells in CELLS.items()}


def edition(*products: ProductReport) -> EditionReport:
    return EditionReport(NAME, "Tides", "source/tides/article.md", "current", False, Fate.BUILT, Findings(), products)


WHOLE = edition(PDF, BOOK, MAIL, POSTS)


def page(report: EditionReport = WHOLE, traces: dict[str, Trace] = TRACES) -> str:
    return facts_page(table_of(report, lambda each: traces.get(each.variant), "../../../"), "../../../index.html")


class Cells(HTMLParser):
    """The links of a page, and its header cells with their scope."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.scopes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag == "th":
            self.scopes.append(given.get("scope") or "")


def test_a_mark_leads_to_the_page_the_words_or_the_post() -> None:
    links = Cells(page()).links
    base = "../../../tide/en/tides"
    assert f"{base}/handout/tides.pdf#page=5" in links
    assert f"{base}/newsletter/single.html#:~:text=Take%205%20mg%20%3Ctwice%3E%20a%20day" in links
    assert f"{base}/newsletter/single.txt" in links
    assert f"{base}/social/sheet.html#03-key-point-x" in links
    assert f"{base}/booklet/tides.epub#text/ch02.xhtml" in links
    assert not [link for link in links if link.startswith(("/", "http", "file"))]


def test_a_gap_says_why_and_a_fault_stands_on_top() -> None:
    text = page()
    assert "– </span>left out</span>" in text
    assert "– </span>not for it</span>" in text and "changed" in text and "missing" in text
    assert "2 facts are not there as the article says" in text
    assert text.index("booklet/epub: changed") < text.index("The article says")
    assert "&#34;50&#34; for &#34;5&#34;" in text


def test_words_of_the_article_are_escaped_and_keep_their_direction() -> None:
    text = page()
    assert "&lt;twice&gt;" in text and "<b>5 mg</b>" in text and "a day." in text
    assert 'lang="ar" dir="rtl"' in text


def test_every_header_cell_says_what_it_heads() -> None:
    scopes = Cells(page()).scopes
    assert set(scopes) == {"col", "colgroup", "row"} and scopes.count("row") == 2


def test_what_is_not_known_is_said() -> None:
    printer = replace(PDF, variant="imposed", trace="")
    text = page(edition(PDF, BOOK, printer), {"full": TRACES["full"]})
    assert "people read them in another form or an older plainleaf made them: handout/imposed." in text
    assert "Nobody knows where the facts went</strong> in booklet/epub: plainleaf verify" in text


def test_an_artifact_of_an_older_text_says_so() -> None:
    older = Trace((replace(DOSE, text="Take 4 mg."),), (Cell(Standing.FOUND, ("page 1",)),))
    text = page(edition(PDF, BOOK), {"full": TRACES["full"], "epub": older})
    assert text.count("other version") == 3


def test_json_says_what_the_page_says() -> None:
    values = table_to_json(table_of(WHOLE, lambda each: TRACES.get(each.variant), ""))
    assert values["artifacts"] == ["handout/full", "booklet/epub", "newsletter/single", "social/posts"]
    dose, call = values["facts"]
    assert dose["facts"] == ["5 mg"] and dose["line"] == 42 and dose["grave"] is True
    assert dose["in"]["handout/full"] == {"standing": "found", "places": ["page 2", "page 5"], "instead": ""}
    assert call["in"]["booklet/epub"]["standing"] == "missing"


def test_a_trace_is_kept_and_read_again() -> None:
    assert from_json(to_json(TRACES["posts"])) == TRACES["posts"]
    for broken in (b"", b"[]", b"{", b'{"rows": [], "cells": [["found", [], ""]]}', b'{"rows": 1, "cells": 2}'):
        assert from_json(broken) is None


def test_pages_are_written_once_and_go_with_their_editions(tmp_path: Path) -> None:
    output = Output(tmp_path)
    for name, trace in TRACES.items():
        output.cache(f"traces/{name}.json", to_json(trace))
    (summary,) = write_tables(output, [WHOLE]).values()
    assert (summary.statements, summary.artifacts, summary.faults) == (2, 4, 2)
    written = tmp_path / page_of(NAME)
    before = written.stat().st_mtime_ns
    assert write_tables(output, [WHOLE]) == {NAME: summary} and written.stat().st_mtime_ns == before
    prune_tables(output, [NAME])
    assert written.is_file()
    prune_tables(output, [])
    assert not (tmp_path / "_facts").exists()


def test_a_table_of_sixty_facts_in_sixty_artifacts_is_made_in_seconds_and_stays_small() -> None:
    rows = tuple(replace(DOSE, line=number, section=f"Part {number // 10}") for number in range(60))
    trace = Trace(rows, tuple(Cell(Standing.FOUND, ("page 2",)) for _ in rows))
    many = edition(*(replace(PDF, variant=f"v{number:02d}") for number in range(60)))
    begun = time.process_time()
    text = facts_page(table_of(many, lambda _: trace, "../../../"), "index.html")
    assert time.process_time() - begun < 3
    assert len(text) < 1_500_000
    assert Cells(text).scopes.count("row") == 60 * 5  # twelve artifacts a table, so that each fits a sheet of paper


@pytest.mark.needs_node
@pytest.mark.needs_chromium
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_the_page_and_a_phone_scrolls_it_down_only(tmp_path: Path, width: int) -> None:
    made = tmp_path / "facts.html"
    made.write_text(page(), encoding="utf-8")
    assert axe(made, width=width) == []
    assert page_size(made, width=width)[0] <= width
