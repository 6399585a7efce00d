"""What was published stays known: when, what it said, who had approved it, and the same bytes come out again."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.article.body.pandoc import run_pandoc
from pipeline.building.answers import comparing
from pipeline.building.answers.comparing import Comparer
from pipeline.building.build import Build
from pipeline.building.keeping.history import Event, Recorder, events, own_source, standing_on
from pipeline.building.keeping.reprinting import reprint
from pipeline.building.library import Library
from pipeline.building.planning import Request
from pipeline.building.report import Report
from pipeline.building.sealing import sealed, sign_editions
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError, UsageError
from pipeline.manuscript.returning.tracking import tracked_word
from pipeline.showing.differences import page
from pipeline.workspace.archive import Archive
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.building.leaf import DAY, TIDES, retitle, runner
from tests.building.test_approving import article, leaflet, sign

__all__ = ["leaflet"]

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def build(workspace: Workspace, at: datetime = NOON, request: Request = DAY, out: str = "output") -> Report:
    """A build that keeps its history, as the command line's does."""
    output = Output(workspace.root / out)
    library = Library.open(workspace, request.today)
    recorder = Recorder(Archive.of(workspace), library, at)
    with output.locked(), runner(library) as running:
        return Build(library, output, request, recorder=recorder).run(running)


def told(workspace: Workspace) -> list[Event]:
    return events(Archive.of(workspace), TIDES)[0]


def test_each_edition_that_is_published_has_a_record(leaflet: Workspace) -> None:
    sign(leaflet)
    build(leaflet)
    build(leaflet, NOON.replace(hour=13))
    (event,) = told(leaflet)
    assert (event.at, event.published, event.version) == (NOON, True, "1.0")
    assert event.signed == ("clinician: Example Clinician, 2026-11-01",)
    manifest = json.loads((leaflet.output / "tide/en/tides/manifest.json").read_bytes())
    files = {name: each["sha256"] for product in manifest["products"] for name, each in product["files"].items()}
    assert dict(event.files) == files and set(event.inputs) == {"leaf/full", "twig/full"}


def test_what_was_handed_out_on_a_day(leaflet: Workspace) -> None:
    build(leaflet, datetime(2026, 3, 1, 9, tzinfo=UTC))
    retitle(leaflet, "Tides, again")
    build(leaflet, datetime(2026, 3, 5, 9, tzinfo=UTC))
    (leaflet.source / "tides/article.md").write_text(
        article(leaflet).read_text().replace("lang: en", "lang: en\nstatus: withdrawn")
    )
    build(leaflet, datetime(2026, 3, 9, 9, tzinfo=UTC))
    found = told(leaflet)
    assert [event.published for event in found] == [True, True, False]
    titles = [event.title if (event := standing_on(found, date(2026, 3, day))) else "" for day in (1, 3, 5, 8, 9, 20)]
    first = "Tides and how to read them"
    assert titles == [first, first, "Tides, again", "Tides, again", "", ""]
    assert standing_on(found, date(2026, 2, 28)) is None


def test_drafts_and_checks_leave_no_record(leaflet: Workspace) -> None:
    build(leaflet, request=replace(DAY, draft=True))
    build(leaflet, request=replace(DAY, save=False))
    assert not told(leaflet) and not (leaflet.root / "archive").exists()


def test_a_kill_before_the_record_loses_none(leaflet: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(Archive, "append", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            build(leaflet)
    assert (leaflet.output / "tide/en/tides/manifest.json").exists() and not told(leaflet)
    build(leaflet, NOON.replace(hour=13))
    (event,) = told(leaflet)
    assert event.inputs and event.content


def test_a_collection_is_kept_with_all_that_it_is_made_of(leaflet: Workspace) -> None:
    retitle(leaflet, "Waves", "waves")
    content = b'title = "The sea"\narticles = ["tides", "waves"]\n'
    (leaflet.source / "sea.collection.toml").write_bytes(content)
    library = Library.open(leaflet, DAY.today)
    target = library.target(EditionName("tide", "en", "sea"))
    recorder = Recorder(Archive.of(leaflet), library, NOON)
    value = recorder.archive.value(recorder.keep(target))
    assert recorder.archive.read(value["collection"]) == content
    assert list(value["sources"]) == ["tides", "waves"] and value["edition"] == "tide/en/sea"
    assert (value["day"], value["engine"]) == (DAY.today.isoformat(), library.digests.engine)
    source = library.sources["waves"]
    library.put(replace(source, files={**source.files, "article.md": source.files["article.md"] + b"\n"}))
    assert Recorder(recorder.archive, library, NOON).keep(target) == ""


def test_what_left_its_place_without_a_record_gets_one_and_only_one(leaflet: Workspace) -> None:
    recorder = Recorder(Archive.of(leaflet), Library.open(leaflet, DAY.today), NOON)
    for reasons in ({"a.pdf": "its article is gone", "b.pdf": "another"}, {"a.pdf": "it is told again"}):
        recorder.mend_withdrawn(TIDES, reasons)
    gone = EditionName("tide", "en", "waves")
    recorder.mend_withdrawn(gone, {})
    assert [(event.published, event.why) for event in told(leaflet)] == [(False, "its article is gone")]
    assert [event.why for event in events(recorder.archive, gone)[0]] == [""]


def test_a_record_is_mended_only_where_the_last_one_tells_of_other_files(leaflet: Workspace) -> None:
    library = Library.open(leaflet, DAY.today)
    report = next(each for each in build(leaflet).editions if each.name == TIDES)
    later = (1 << 62) * 2
    for hour, known in ((13, 1), (14, 1)):
        Recorder(Archive.of(leaflet), library, NOON.replace(hour=hour)).mend(report, later)
        assert len(told(leaflet)) == known
    first = report.products[0]
    other = replace(first, files=tuple(replace(file, sha256="0" * 64) for file in first.files))
    Recorder(Archive.of(leaflet), library, NOON.replace(hour=15)).mend(
        replace(report, products=(other, *report.products[1:])), later
    )
    Recorder(Archive.of(leaflet), library, NOON.replace(hour=16)).mend(report, 0)
    assert len(told(leaflet)) == 2
    Recorder(Archive.of(leaflet), library, NOON.replace(hour=17)).mend(report, later)
    assert [event.at.hour for event in told(leaflet)] == [12, 15, 17]


def test_a_line_that_was_cut_off_hides_no_other(leaflet: Workspace) -> None:
    build(leaflet)
    path = leaflet.root / "archive/history/tide/en/tides.jsonl"
    path.write_bytes(path.read_bytes() + b'{"at": "2026-11-01T1')
    retitle(leaflet, "Tides, again")
    build(leaflet, NOON.replace(hour=14))
    found, torn = events(Archive.of(leaflet), TIDES)
    assert [event.title for event in found] == ["Tides and how to read them", "Tides, again"]
    assert [each.line for each in torn] == [2]


def test_two_output_folders_share_one_history(leaflet: Workspace) -> None:
    build(leaflet)
    build(leaflet, NOON.replace(hour=13), out="elsewhere")
    assert len(told(leaflet)) == 2


def test_the_archive_holds_each_content_once(leaflet: Workspace) -> None:
    build(leaflet)
    before = {path for path in (leaflet.root / "archive/objects").rglob("*") if path.is_file()}
    retitle(leaflet, "Tides, again")
    build(leaflet)
    after = {path for path in (leaflet.root / "archive/objects").rglob("*") if path.is_file()}
    assert before < after and len(after - before) <= 4, "the article, its folder, its list of inputs"


def test_a_reprint_is_the_same_to_the_last_byte(leaflet: Workspace) -> None:
    build(leaflet)
    (event,) = told(leaflet)
    files = {name: (leaflet.output / "tide/en/tides" / name).read_bytes() for name in event.files}
    retitle(leaflet, "Tides, again")
    (leaflet.styles / "brands/tide/brand.toml").write_text("name = 'gone'")
    made = reprint(Archive.of(leaflet), TIDES, event, "engine")
    assert made.files == files and not made.reasons


def typed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[str, int]:
    from click.testing import CliRunner

    from pipeline.cli import plainleaf

    monkeypatch.chdir(workspace.root)
    result = CliRunner().invoke(plainleaf, list(words))
    if isinstance(result.exception, PlainleafError):
        return f"{result.exception.message}; {result.exception.hint}", result.exception.exit_code
    return result.output, result.exit_code


def test_what_the_leaflet_said_on_a_day_is_typed_and_printed_again(
    leaflet: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(leaflet, datetime(2026, 3, 1, 9, tzinfo=UTC))
    first = {path.name: path.read_bytes() for path in (leaflet.output / "tide/en/tides/leaf").iterdir()}
    change(leaflet)
    build(leaflet, datetime(2026, 3, 5, 9, tzinfo=UTC))
    told, code = typed(leaflet, monkeypatch, "history", "tides", "--on", "2026-03-03", "--text")
    assert code == 0 and "2026-03-01 09:00 UTC  version 1.0" in told and "2026-03-05" not in told
    assert "    | Take 5 mg at night." in told and "    | - Do not drive." in told and "10 mg" not in told
    assert "{{" not in told, "values of the brand are those of that day"
    later = json.loads(typed(leaflet, monkeypatch, "history", "tides", "--on", "2026-03-06", "--text", "--json")[0])
    assert "Take 10 mg at night." in later["tide/en/tides"][0]["text"]
    said, code = typed(leaflet, monkeypatch, "reprint", "tides", "--on", "2026-03-03")
    assert code == 0 and "2 of 2 files, the same bytes" in said
    again = {path.name: path.read_bytes() for path in (leaflet.root / "reprints/tide/en/tides/leaf").iterdir()}
    assert again == first
    assert typed(leaflet, monkeypatch, "reprint", "tides", "--version", "7")[0].startswith('of "tides", no version "7"')
    assert "nothing stood published on" in typed(leaflet, monkeypatch, "history", "tides", "--on", "2026-02-01")[0]
    for path in (leaflet.root / "archive/objects").rglob("*.z"):
        path.unlink()
    said, code = typed(leaflet, monkeypatch, "history", "tides", "--on", "2026-03-03", "--text")
    assert code == 3 and "the archive lacks a part" in said


def test_a_reprint_says_why_it_cannot(leaflet: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    build(leaflet)
    (event,) = told(leaflet)
    archive = Archive.of(leaflet)
    other = replace(event, files=dict.fromkeys(event.files, "0" * 64))
    reasons = reprint(archive, TIDES, other, "another engine").reasons
    assert reasons == {
        "leaf/full": '"leaf/full.json" comes out otherwise; plainleaf changed since',
        "twig/full": '"twig/full.json" comes out otherwise; plainleaf changed since',
    }
    assert "before plainleaf kept" in reprint(archive, TIDES, replace(event, inputs={}), "engine").reasons["leaf"]
    for path in (leaflet.root / "archive/objects").rglob("*.z"):
        path.unlink()
    assert "the archive lacks a part" in reprint(archive, TIDES, event, "engine").reasons["leaf/full"]


def test_a_content_that_was_changed_is_refused(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    name = archive.keep(b"what was said" * 9)
    (path,) = (tmp_path / "objects").rglob("*.z")
    path.write_bytes(b"x")
    with pytest.raises(PlainleafError, match="the archive lacks a part"):
        archive.read(name)
    with pytest.raises(PlainleafError, match="no digest of the archive"):
        archive.read("../../etc/passwd")


# signing


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
def test_a_published_edition_is_signed_whole(leaflet: Workspace, tmp_path: Path) -> None:
    build(leaflet)
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    signers = f'press@example.org namespaces="publisher@plainleaf" {key.with_suffix(".pub").read_text()}'.encode()
    output = Output(leaflet.output)

    def words(signers: bytes = signers) -> str:
        (found,) = sealed(output, [TIDES], signers, DAY.today)
        return found.words

    assert words() == "not signed"
    sign_editions(output, [TIDES], key)
    assert words() == "signed by press@example.org, 2 files whole"
    assert "no key that counts" in words(signers.replace(b"publisher@", b"clinician@"))
    file = leaflet.output / "tide/en/tides/leaf/full.json"
    before = file.read_bytes()
    file.write_bytes(b"{}")
    assert words() == '"leaf/full.json" is not what was signed'
    file.write_bytes(before)
    retitle(leaflet, "Tides, again")
    build(leaflet)
    assert words() == "not signed" and not list((leaflet.output / "_withdrawn").rglob("*.sig"))


# comparing


def git(workspace: Workspace, *words: str) -> None:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *who, *words], cwd=workspace.root, check=True, capture_output=True)


def comparer(workspace: Workspace) -> Comparer:
    return Comparer(workspace, Library.open(workspace, DAY.today), Output(workspace.output))


@pytest.fixture
def versioned(leaflet: Workspace) -> Workspace:
    git(leaflet, "init", "-q")
    git(leaflet, "add", "-A")
    git(leaflet, "commit", "-qm", "one")
    return leaflet


def change(workspace: Workspace) -> None:
    article(workspace).write_text(article(workspace).read_text().replace("**5 mg**", "**10 mg**"))


def test_against_a_revision(versioned: Workspace) -> None:
    change(versioned)
    asked = comparer(versioned)
    (found,) = asked.article("tides", None, asked.revision("HEAD"))
    lines = list(comparing.lines(found))
    assert lines[0] == "source/tides/article.md (en) against HEAD"
    assert re.fullmatch(r"  meaning: dose 5 mg → 10 mg \(line \d+\)", lines[1])
    assert lines[-1] == (
        "  1 change of meaning, 0 harmless; affects 2 formats, 1 language, 1 brand, 0 printed editions"
    )
    assert [each.slug for each in asked.library(asked.revision("HEAD"), asked.changed("HEAD"))] == ["tides"]


def test_against_what_was_published_and_approved(leaflet: Workspace) -> None:
    """Neither needs git."""
    library = Library.open(leaflet, DAY.today)
    Archive.of(leaflet).keep_source(own_source(library.sources["tides"]))
    build(leaflet)
    change(leaflet)
    asked = comparer(leaflet)
    (found,) = asked.article("tides", "en", asked.published)
    assert found.against == "what was published (version 1.0, 2026-11-01)"
    assert [each.words for each in found.difference.meaning] == ["dose 5 mg → 10 mg"]
    assert asked.stale(published=True) == {"tides"}


def test_what_was_approved_is_found_in_git_where_the_archive_lacks_it(versioned: Workspace) -> None:
    sign(versioned)
    git(versioned, "add", "-A")
    git(versioned, "commit", "-qm", "approved")
    change(versioned)
    git(versioned, "commit", "-qam", "two")
    asked = comparer(versioned)
    (found,) = asked.article("tides", None, asked.approved(None))
    assert found.against == "what clinician approved (Example Clinician, 2026-11-01)"
    assert [each.words for each in found.difference.meaning] == ["dose 5 mg → 10 mg"]


def test_what_there_is_not_is_said(leaflet: Workspace, versioned: Workspace) -> None:
    asked = comparer(versioned)
    with pytest.raises(PlainleafError, match='there is no revision "nope"'):
        asked.article("tides", None, asked.revision("nope"))
    with pytest.raises(PlainleafError, match="there is no earlier version"):
        asked.article("tides", None, asked.published)
    with pytest.raises(PlainleafError, match="there is no earlier version"):
        asked.article("tides", None, asked.approved("clinician"))
    with pytest.raises(UsageError, match="is not there"):
        asked.article("tidse", None, asked.revision("HEAD"))


def test_no_git_is_said(leaflet: Workspace) -> None:
    asked = comparer(leaflet)
    with pytest.raises(PlainleafError, match="no version control"):
        asked.article("tides", None, asked.revision("HEAD"))


def test_a_page_and_a_word_file_show_the_changes(versioned: Workspace) -> None:
    change(versioned)
    text = article(versioned).read_text()
    article(versioned).write_text(text.replace("- Rest for 2 days.\n", "").replace("Do not drive", "Drive <b>"))
    asked = comparer(versioned)
    (found,) = asked.article("tides", None, asked.revision("HEAD"))
    html = page([found])
    assert "<del>5</del> mg" in html and "<ins>10</ins> mg" in html and "<script" not in html
    made = tracked_word(found, DAY.today)
    assert made == tracked_word(found, DAY.today)
    document = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode()
    assert "<w:del " in document and "<w:ins " in document and 'w:date="2026-11-01T00:00:00Z"' in document
    assert re.search(r"<w:rPr>\s*<w:del [^>]*/>\s*</w:rPr>\s*</w:pPr>", document), "the item goes with its paragraph"
    read = run_pandoc(["-f", "docx", "-t", "markdown", "--track-changes=all", "--wrap=none"], made)
    assert '[5]{.deletion author="plainleaf"' in read and '[10]{.insertion author="plainleaf"' in read
    assert "dose 5 mg → 10 mg]{.comment-start" in read


def test_what_is_packed_already_is_kept_as_it_is(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    dense = b"".join(sha256(bytes([first, second])).digest() for first in range(16) for second in range(256))
    for content, least, most in ((dense, len(dense), len(dense)), (b"leaf " * 30_000, 0, 5_000)):
        name = archive.keep(content)
        assert archive.read(name) == content
        (kept,) = (path for path in tmp_path.rglob(f"{name[2:]}*") if path.is_file())
        assert least <= kept.stat().st_size <= most
