"""A published file that says something else than its article is found; one that was only packed anew is not."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from pipeline.building.answers.verifying import Verifier
from pipeline.building.build import Build
from pipeline.building.library import Library
from pipeline.building.planning import Request
from pipeline.building.processes.running import InProcess, Runner
from pipeline.cli import plainleaf
from pipeline.facts.origins import ImportLedger, Origin, ledger_to_json
from pipeline.finding import Finding
from pipeline.showing.facts_table import facts_page
from pipeline.showing.tables import table
from pipeline.workspace.folder import Workspace, find_workspace
from pipeline.workspace.output import Output
from pipeline.workspace.starter import lay_out

DAY = date(2026, 11, 2)
EDITION = "harbour-clinic/en/your-appointment"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The starter's book, letters and posts as the example clinic publishes them."""
    folder = tmp_path_factory.mktemp("leaflets")
    lay_out(folder, DAY)
    workspace = find_workspace(folder)
    library, output = Library.open(workspace, DAY), Output(workspace.output)
    wish = Request(DAY, brands=("harbour-clinic",), formats=("booklet", "newsletter", "social"))
    with output.locked(), Runner(lambda: InProcess(library.style_files)) as runner:
        assert Build(library, output, wish).run(runner).passed()
    return workspace


@pytest.fixture
def workspace(published: Workspace) -> Iterator[Workspace]:
    """The same, whatever a test does to it."""
    kept = published.root / "kept"
    shutil.copytree(published.output / EDITION, kept)
    yield published
    shutil.rmtree(published.output / EDITION)
    kept.rename(published.output / EDITION)


def verify(workspace: Workspace) -> tuple[Finding, ...]:
    output = Output(workspace.output)
    return Verifier(Library.open(workspace, DAY), output).report(output.editions()).all_findings.found


def files(workspace: Workspace, pattern: str) -> list[Path]:
    found = sorted((workspace.output / EDITION).glob(pattern))
    assert found, pattern
    return found


def repack(path: Path, change: Callable[[str], str], level: int = 1) -> None:
    """Pack a book anew, as another tool would, with its chapters changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(out, "w") as packed:
        for name in book.namelist():
            content = book.read(name)
            if name.endswith(".xhtml"):
                content = change(content.decode()).encode()
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, kind, level)
    path.write_bytes(out.getvalue())


def replace(workspace: Workspace, pattern: str, old: str, new: str) -> None:
    changed = [path for path in files(workspace, pattern) if old in path.read_text(encoding="utf-8")]
    assert changed, old
    for path in changed:
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_what_was_published_is_proven_and_then_costs_its_hashing(workspace: Workspace) -> None:
    assert verify(workspace) == ()
    assert verify(workspace) == ()
    assert list((workspace.output / ".cache/verified").iterdir())


def test_the_table_of_facts_says_what_lies_there_now(workspace: Workspace) -> None:
    """A fault that somebody put into a file stands in the table, in its cell; every other cell leads to its place."""
    repack(files(workspace, "booklet/*.epub")[0], lambda text: text.replace("you are not sure how", "you are sure how"))
    output = Output(workspace.output)
    (report,) = Verifier(Library.open(workspace, DAY), output).report(output.editions()).editions
    made = table(output, report)
    assert {column.product for column in made.columns} >= {"booklet/epub", "newsletter/single", "social/posts"}
    assert {(column.product, mark.why) for _, column, mark in made.faults} == {("booklet/epub", "changed")}
    assert made.faults and made.faults[0][2].instead == '"not" is not there'
    for line in made.lines:
        assert any(mark.places for mark in line.marks), line.row.text
    page = facts_page(made, "index.html")
    for address in re.findall(r'href="\.\./\.\./\.\./([^"#]+)', page):
        assert (workspace.output / address).is_file(), address


def test_verify_follows_facts_from_a_manuscript_on_request(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article that was written here has none; one that was imported shows the way of each fact."""
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2026, 11, 2, tzinfo=UTC).timestamp())))
    result = CliRunner().invoke(plainleaf, ["verify", "--from-manuscript"], catch_exceptions=False)
    assert result.exit_code == 0 and "it is not there: the article was written here" in result.output
    article = workspace.source / "your-appointment/article.md"
    text = article.read_text(encoding="utf-8")
    said = "you are not sure how to take a medicine"
    ledger = ImportLedger("visit.docx", "Word file", "", "article.md", text.replace("are not sure", "are unsure"), ())
    piece = Origin("list item", "you are unsure how to take a medicine", "paragraph 40", 0)
    beside = article.with_name("import.json")
    beside.write_bytes(ledger_to_json(dataclasses.replace(ledger, pieces=(piece,))))
    try:
        result = CliRunner().invoke(plainleaf, ["verify", "--from-manuscript"], catch_exceptions=False)
        (page,) = (workspace.output / "_facts").rglob("*.html")
        assert "paragraph 40 says:" in page.read_text(encoding="utf-8")
        values = json.loads(CliRunner().invoke(plainleaf, ["verify", "--from-manuscript", "--json"]).output)
    finally:
        beside.unlink()
    assert result.exit_code == 0, result.output
    assert "1 changed by an editor" in result.output
    line = text[: text.index(said)].count("\n") + 1
    assert f"paragraph 40 → article.md:{line} → booklet/epub" in result.output
    (told,) = values["manuscripts"][EDITION]
    (fact,) = [each for each in told["facts"] if each["course"] == "changed by an editor"]
    assert (fact["line"], fact["before"]) == (line, "you are unsure how to take a medicine")


def test_a_book_packed_anew_is_no_other_book(workspace: Workspace) -> None:
    repack(files(workspace, "booklet/*.epub")[0], lambda text: text)
    assert verify(workspace) == ()


def test_a_picture_encoded_anew_is_no_other_picture(workspace: Workspace) -> None:
    (card, *_) = files(workspace, "social/cards/*.png")
    with Image.open(card) as picture:
        picture.save(card, optimize=True)
    assert verify(workspace) == ()


@pytest.mark.parametrize(
    "plant",
    [
        lambda w: repack(files(w, "booklet/*.epub")[0], lambda text: text.replace("three", "four")),
        lambda w: repack(files(w, "booklet/*.epub")[0], lambda text: text.replace("<li>", "<li>Do not: ", 1)),
        lambda w: replace(w, "newsletter/*.html", "three", "four"),
        lambda w: replace(w, "newsletter/*.txt", "three", "four"),
        lambda w: replace(w, "newsletter/*.eml", "three", "four"),
        lambda w: replace(w, "social/posts.json", "three", "four"),
        lambda w: replace(w, "social/posts.csv", "three", "four"),
        lambda w: files(w, "newsletter/*.eml")[0].write_bytes(files(w, "newsletter/*.eml")[-1].read_bytes()),
        lambda w: files(w, "booklet/*.epub")[0].write_bytes(files(w, "booklet/*.epub")[0].read_bytes()[:4000]),
        lambda w: files(w, "social/cards/*.png")[0].unlink(),
    ],
)
def test_what_is_planted_is_found(workspace: Workspace, plant: Callable[[Workspace], object]) -> None:
    plant(workspace)
    found = verify(workspace)
    assert found and all(finding.rule.startswith("facts/") for finding in found)


def test_a_card_that_is_drawn_over_is_found(workspace: Workspace) -> None:
    (card, *_) = files(workspace, "social/cards/*.png")
    with Image.open(card) as picture:
        drawn = picture.convert("RGB")
    ImageDraw.Draw(drawn).rectangle((100, 100, 160, 130), fill="black")
    drawn.save(card)
    (finding,) = verify(workspace)
    assert (finding.rule, finding.message) == (
        "facts/altered",
        "it shows something else than it says, 100 to 161 px from the left, 100 to 131 px from the top",
    )


def test_a_file_of_another_article_state_is_no_proof(workspace: Workspace) -> None:
    """The article was changed since: what is published is not what it says now."""
    article = workspace.source / "your-appointment/article.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("three main", "four main"), encoding="utf-8")
    found = verify(workspace)
    article.write_text(text, encoding="utf-8")
    assert [finding.rule for finding in found] == ["build/refused"]


def test_a_book_that_is_cut_off_is_never_passed(workspace: Workspace) -> None:
    (book,) = files(workspace, "booklet/*.epub")
    book.write_bytes(book.read_bytes()[:4000])
    assert verify(workspace)


def test_a_file_that_no_build_made_is_named(workspace: Workspace) -> None:
    """What a file manager leaves is none; a second handout beside the first is."""
    (letter, *_) = files(workspace, "newsletter/*.html")
    (letter.parent / ".DS_Store").write_bytes(b"x")
    letter.with_name("letter of May.html").write_bytes(letter.read_bytes())
    (found,) = verify(workspace)
    assert (found.rule, found.where.file) == ("facts/unnamed", f"{EDITION}/newsletter/letter of May.html")


def test_a_file_that_is_gone_is_named(workspace: Workspace) -> None:
    (book,) = files(workspace, "booklet/*.epub")
    book.unlink()
    (found,) = verify(workspace)
    assert found.message == f'booklet/epub cannot be read back: "booklet/{book.name}" is not there'


def test_an_edition_without_its_manifest_is_no_proof(workspace: Workspace) -> None:
    (manifest,) = files(workspace, "manifest.json")
    manifest.write_text("{", encoding="utf-8")
    assert [finding.rule for finding in verify(workspace)] == ["facts/unreadable"]
