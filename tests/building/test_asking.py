"""The whole library answers: which reviews are due, where a fact is told, what two articles tell differently."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from pipeline.building.answers import asking
from pipeline.building.answers.asking import FILE, contradictions, due, opened, where
from pipeline.building.keeping.history import Event
from pipeline.building.manifest import edition_to_json
from pipeline.building.report import EditionReport, Fate, ProductReport
from pipeline.cli.asking import due as due_command
from pipeline.cli.asking import where as where_command
from pipeline.edition.name import EditionName
from pipeline.edition.review import State
from pipeline.facts.tracing import Cell, Standing, Trace, to_json
from pipeline.facts.tracing import Row as Traced
from pipeline.finding import Findings
from pipeline.workspace.archive import Archive
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from pipeline.workspace.storage import read_source
from tests.building.leaf import workspace, write
from tests.workspace import with_head

__all__ = ["workspace"]

TODAY = date(2026, 11, 27)
PAIN = "## Pain\n\nTake paracetamol 1 g [@table]. Do not take more than {most} of paracetamol in 24 hours.\n\n{more}\n"


def article(workspace: Workspace, slug: str, body: str, review: str = "2028-10-01", owner: str = "") -> None:
    text = with_head(body).replace("next_review: 2028-10-01", f"next_review: {review}")
    text = text.replace("id: PL-TEST-001", f"id: PL-{slug}")
    write(workspace.root, text.replace("lang: en", f"lang: en\nowner: {owner}") if owner else text, slug)


@pytest.fixture
def library(workspace: Workspace) -> Workspace:
    dry = "Keep the wound dry and clean for {} hours."
    article(workspace, "waves", PAIN.format(most="4 g", more="Call us on 020 7946 0123."), "2026-11-01", "Skin ward")
    article(workspace, "shells", PAIN.format(most="3 g", more=dry.format(48)), "2026-12-24")
    article(workspace, "sand", f"## Sand\n\n{dry.format(24)} Call 0207 946 0123.\n", "2029-01-01")
    return workspace


def test_reviews_are_listed_with_the_most_overdue_first(library: Workspace) -> None:
    index = opened(library, Output(library.output))
    found = due(index, TODAY, 90)
    assert [(each.slug, each.state, each.owner) for each in found] == [
        ("waves", State.EXPIRED, "Skin ward"),
        ("shells", State.DUE, ""),
    ]
    assert [each.slug for each in due(index, TODAY, 90, "Skin ward")] == ["waves"]
    assert len(due(index, TODAY, 90, everything=True)) == 4


def test_a_phone_number_is_found_however_it_is_written(library: Workspace) -> None:
    index = opened(library, Output(library.output))
    for written in ("020 7946 0123", "+44 20 7946 0123", "02079460123"):
        assert {each.slug for each in where(index, text=written)} == {"waves", "sand"}
    assert where(index, text="020 7946 0124") == ()


def test_doses_references_and_words_are_found(library: Workspace) -> None:
    index = opened(library, Output(library.output))
    assert {each.slug for each in where(index, dose="acetaminophen")} == {"waves", "shells"}
    assert {each.slug for each in where(index, reference="table")} >= {"waves", "shells"}
    assert {each.slug for each in where(index, text="the WOUND, dry")} == {"shells", "sand"}
    assert where(index, text="the wounds dry") == ()


def test_what_two_articles_tell_differently_is_found(library: Workspace) -> None:
    index = opened(library, Output(library.output))
    found = {(each.about, each.one[0], each.other[0]) for each in contradictions(index)}
    assert found == {
        ("paracetamol, most in 24 hours, adult", "3000 mg", "4000 mg"),
        ("the same words", "24", "48"),
    }


def test_a_change_is_seen_and_what_left_is_forgotten(library: Workspace) -> None:
    opened(library, Output(library.output)).close()
    article(library, "sand", "## Sand\n\nCall us on 020 7946 0999 now.\n")
    os.utime(library.source / "sand/article.md", ns=(1, 1))
    (library.source / "waves/article.md").unlink()
    index = opened(library, Output(library.output))
    assert {each.slug for each in where(index, text="020 7946 0999")} == {"sand"}
    assert where(index, text="020 7946 0123") == ()


def test_a_damaged_index_is_made_anew(library: Workspace) -> None:
    path = library.output / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no data base" * 100)
    assert len(opened(library, Output(library.output)).articles()) == 4


def test_what_was_handed_out_is_found_after_it_was_mended(library: Workspace) -> None:
    article(library, "tides", "## Walking\n\nCall {{phone}} if you wait more than 6 hours.\n")
    archive = Archive.of(library)
    styles = archive.keep_files({"brands/tide/brand.toml": b'[values]\nphone = "020 7946 0555"\n'})
    made_of = {"sources": {"tides": archive.keep_source(read_source(library, "tides"))}, "styles": styles}
    inputs = {"leaf": archive.keep_value(made_of)}
    event = Event(datetime(2026, 3, 3, tzinfo=UTC), True, version="1.3", content="x", inputs=inputs)
    archive.append(EditionName("tide", "en", "tides"), event.to_json())
    article(library, "tides", "## Walking\n\nCall {{phone}} if you wait more than 7 hours.\n")
    index = opened(library, Output(library.output))
    for text in ("more than 6 hours", "020 7946 0555"):
        found = [(each.edition, each.product) for each in where(index, text=text)]
        assert found == [("tide/en/tides", "version 1.3 of 2026-03-03")]


def test_the_commands_print_tables_and_calendars(
    library: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(library.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795737600")
    said = CliRunner().invoke(due_command, [])
    assert "2026-11-01  overdue Skin ward               waves (en)" in said.output
    assert said.output.endswith("2 reviews, 1 overdue\n")
    table = CliRunner().invoke(due_command, ["--csv"]).output.splitlines()
    assert table[0] == '\ufeff"next_review","state","owner","article","title","languages"' and len(table) == 3
    CliRunner().invoke(due_command, ["--ics", str(tmp_path / "due.ics")])
    events = Calendar.from_ical((tmp_path / "due.ics").read_bytes()).walk("VEVENT")
    assert [str(event["UID"]) for event in events] == ["review.waves@plainleaf", "review.shells@plainleaf"]
    assert events[0].decoded("DTSTART") == date(2026, 11, 1) and len(events[0].walk("VALARM")) == 1
    told = CliRunner().invoke(where_command, ["020 7946 0123"]).output
    assert "source/waves/article.md:" in told and told.endswith("published in 0 editions, 0 products\n")


# what stands behind an answer


def facts(text: str, only: set[str] | None = None) -> set[tuple[object, ...]]:
    return {each for each in asking._facts(text, "en", only or set()) if each[0] != "told"}


def test_what_a_statement_says_of_a_medicine() -> None:
    assert facts("Take ibuprofen 400 mg.") == {("medicine", "ibuprofen"), ("dose", "ibuprofen")}
    assert facts("Ask about ibuprofen.") == {("medicine", "ibuprofen")}
    most = "Children take at most 600 mg of ibuprofen in 24 hours."
    assert ("limit", "ibuprofen\tmost in 24 hours, child\t600 mg") in facts(most)
    assert ("limit", "ibuprofen\tmost in 24 hours, adult\t600 mg") in facts(most.replace("Children", "Adults"))
    assert ("dose", "ibuprofen") in facts("Take 400 mg.", {"ibuprofen"})
    assert facts("Take 400 mg.") == set()
    gap = facts("Take ibuprofen every 6 hours.")
    assert ("limit", "ibuprofen\thours between doses, adult\t6") in gap


def test_rows_of_a_table_are_about_the_one_medicine_of_the_article(workspace: Workspace) -> None:
    article(workspace, "waves", "## Pain\n\nTake paracetamol.\n\nTake 1 g at night.\n")
    article(workspace, "sand", "## Pain\n\nTake paracetamol, or ibuprofen.\n\nTake 1 g at night.\n")
    index = opened(workspace, Output(workspace.output))
    assert {(each.slug, each.text) for each in where(index, dose="paracetamol")} == {("waves", "Take 1 g at night.")}
    (cited,) = {each for each in where(index, reference="table") if each.slug == "tides"}
    assert (cited.text, cited.edition, cited.product, cited.places) == ("", "", "", "")
    (told,) = where(index, text="at night", dose="")[:1]
    assert (told.edition, told.product, told.places) == ("", "", "")


def test_what_a_published_product_says_is_found_with_its_version_and_places(workspace: Workspace) -> None:
    output = Output(workspace.output)
    name = EditionName("tide", "en", "waves")
    rows = (Traced("", "source/waves/article.md", 5, "en", "Take ibuprofen 400 mg.", (), (), False),) * 2
    cells = (
        Cell(Standing.FOUND, ("page 1", "page 1", "page 2")),
        Cell(Standing.MISSING),
    )
    output.cache("traces/a.json", to_json(Trace(rows, cells)))
    product = ProductReport("leaf", "full", "A4", (), Findings(), trace="traces/a.json")
    other = replace(product, variant="small", trace="")
    report = EditionReport(
        name, "Waves", "a.md", "current", False, Fate.BUILT, Findings(), products=(product, other), version="1.3"
    )
    output.publish(name, {"leaf/full.json": b"{}"}, (), edition_to_json(report))
    index = opened(workspace, output)
    (found,) = where(index, dose="ibuprofen")
    assert (found.edition, found.product, found.places) == (
        "tide/en/waves",
        "leaf/full/A4 (version 1.3)",
        "page 1; page 2",
    )
    assert (found.file, found.line, found.slug, found.lang) == ("source/waves/article.md", 5, "waves", "en")


def test_two_values_in_one_article_are_no_contradiction_of_two(workspace: Workspace) -> None:
    article(
        workspace,
        "waves",
        "## Pain\n\nAt most 4 g of paracetamol in 24 hours.\n\nAt most 3 g of paracetamol in 24 hours.\n",
    )
    index = opened(workspace, Output(workspace.output))
    assert contradictions(index) == ()
    article(workspace, "sand", "## Pain\n\nAt most 4 g of paracetamol in 24 hours.\n")
    index = opened(workspace, Output(workspace.output))
    assert all(
        {each.one[1], each.other[1]} <= {f"source/{s}/article.md" for s in ("waves", "sand")}
        for each in contradictions(index)
    )


def test_the_values_of_a_brand_are_its_contact_and_its_own(workspace: Workspace) -> None:
    styles = {"brands/tide/brand.toml": b'[contact]\nphone = "1"\nlist = ["x"]\n[values]\nward = "2"\nphone = "3"\n'}
    assert asking._values(styles, "tide") == {"phone": "3", "ward": "2"}
    assert asking._values(styles, "wave") == {} == asking._values({"brands/tide/brand.toml": b"["}, "tide")
