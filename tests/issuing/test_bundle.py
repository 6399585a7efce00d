"""A bundle is the same for the same editions, says what was done to it, and a hostile one is refused in words."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.bundle import bundle
from pipeline.errors import PlainleafError
from pipeline.finding import Finding
from pipeline.issuing.bundle import Packed, Part, write_bundle
from pipeline.issuing.opening import check_bundle
from pipeline.issuing.rules import BUNDLE
from pipeline.workspace.folder import Workspace
from tests.building.leaf import build, retitle, workspace, write
from tests.workspace import with_head

__all__ = ["workspace"]

EDITION = Packed("tide/en/tides", "Tides", "PL-TIDES-001", "2028-10-01", "current")
FILES = {
    "editions/tide/en/tides/handout/sheet-a4.pdf": b"%PDF-1.7 take 5 mg",
    "editions/tide/en/tides/social/posts.json": b'{"posts": []}' * 40,
    "editions/tide/en/tides/manifest.json": b"{}",
}


def packed(files: Mapping[str, bytes] = FILES) -> bytes:
    out = io.BytesIO()
    write_bundle(out, [EDITION], [Part(path, content) for path, content in files.items()])
    return out.getvalue()


Change = Callable[[dict[str, bytes], list[zipfile.ZipInfo]], None]


def repacked(change: Callable[[dict[str, bytes]], None], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A bundle that somebody unpacked, changed and packed again with a program of his own."""
    with zipfile.ZipFile(io.BytesIO(packed())) as given:
        files = {name: given.read(name) for name in given.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as again:
        for name, content in files.items():
            again.writestr(name, content)
    return out.getvalue()


def with_entry(name: str, content: bytes = b"x", mode: int = 0o100644, **more: int) -> bytes:
    """A bundle with one more entry, of any name and kind."""
    out = io.BytesIO(packed())
    with zipfile.ZipFile(out, "a") as given:
        info = zipfile.ZipInfo("x" * len(name.encode()))
        info.external_attr = mode << 16
        info.filename = name
        for key, value in more.items():
            setattr(info, key, value)
        given.writestr(info, content)
    return out.getvalue()


def found(content: bytes, tmp_path: Path) -> tuple[Finding, ...]:
    path = tmp_path / "handover.zip"
    path.write_bytes(content)
    return check_bundle(path).findings.found


PDF = "editions/tide/en/tides/handout/sheet-a4.pdf"
CASES: dict[str, tuple[bytes, str]] = {
    "bundle/changed": (repacked(lambda files: files.update({PDF: b"%PDF-1.7 take 50 mg"})), "its bytes are not"),
    "bundle/added": (repacked(lambda files: files.update({"editions/offer.pdf": b"%PDF"})), "does not name it"),
    "bundle/missing": (repacked(lambda files: files.__delitem__(PDF)), "it is not in the bundle"),
    "bundle/unreadable": (repacked(lambda files: files.__delitem__("manifest.json")), "there is no manifest.json"),
    "bundle/unsafe": (with_entry("../../.profile"), "leads out of the folder"),
}


def test_every_rule_on_bundles_has_its_case() -> None:
    """The one on what goes in is broken below, in a workspace."""
    assert {*CASES, "bundle/not-as-published"} == {rule.name for rule in BUNDLE}


@pytest.mark.parametrize("name", CASES)
def test_the_broken_bundle_raises_its_rule_alone(name: str, tmp_path: Path) -> None:
    content, says = CASES[name]
    said = found(content, tmp_path)
    assert {finding.rule for finding in said} == {name}
    assert any(says in finding.message for finding in said), said


def test_a_bundle_as_it_was_packed_or_packed_again_raises_nothing(tmp_path: Path) -> None:
    assert found(packed(), tmp_path) == ()
    assert found(repacked(lambda files: None), tmp_path) == ()


def test_the_same_files_give_the_same_bytes_and_other_programs_can_check_them(tmp_path: Path) -> None:
    assert packed() == packed()
    with zipfile.ZipFile(io.BytesIO(packed())) as given:
        assert {entry.date_time for entry in given.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert given.namelist()[0] == "README.txt"
        assert given.namelist()[-2:] == ["manifest.json", "SHA256SUMS"]
        given.extractall(tmp_path)
        readme = given.read("README.txt").decode()
    assert "- Tides\n  tide/en/tides (PL-TIDES-001, next review 2028-10-01)" in readme
    ran = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=False, capture_output=True
    )
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (with_entry("/etc/passwd"), "leads out"),
        (with_entry("C:/autoexec.bat"), "leads out"),
        (with_entry("editions\\..\\..\\x"), "leads out"),
        (with_entry("editions/./x"), "none that a file can have"),
        (with_entry("editions//x"), "none that a file can have"),
        (with_entry("aux.txt"), "on every computer"),
        (with_entry("sheet.pdf:stream"), "on every computer"),
        (with_entry("sheet-\u202efdp.exe"), "nobody can see"),
        (with_entry("editions/a\nb"), "nobody can see"),
        (with_entry("link", b"/etc/passwd", stat.S_IFLNK | 0o777), "it is a link"),
        (with_entry("pipe", b"", stat.S_IFIFO | 0o644), "no plain file"),
        (with_entry("folder/", b"", stat.S_IFDIR | 0o755), "no plain file"),
        (with_entry("readme.TXT"), 'that of "README.txt" too'),
        (with_entry("packed", compress_type=zipfile.ZIP_LZMA), "does not use"),
    ],
)
def test_what_plainleaf_never_packs_is_refused(content: bytes, says: str, tmp_path: Path) -> None:
    said = found(content, tmp_path)
    assert {finding.rule for finding in said} == {"bundle/unsafe"}
    assert any(says in finding.message for finding in said), said


def test_a_name_twice_is_refused(tmp_path: Path) -> None:
    """Some programs unpack the first, others the last."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = with_entry(PDF, b"%PDF-1.7 take 50 mg")
    assert {finding.rule for finding in found(content, tmp_path)} == {"bundle/unsafe"}


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    content = repacked(lambda files: files.update({"editions/bomb.pdf": bytes(60_000_000)}))
    assert len(content) < 100_000
    (said,) = found(content, tmp_path)
    assert "says that it unpacks to 60," in said.message


def test_a_bundle_that_lost_its_first_bytes_is_damaged(tmp_path: Path) -> None:
    assert {finding.rule for finding in found(packed()[200:], tmp_path)} == {"bundle/changed"}


def test_a_file_that_lies_about_its_size_is_read_no_further(tmp_path: Path) -> None:
    """The central directory says little, the packed bytes go on."""
    content = repacked(lambda files: files.update({PDF: b"%PDF-1.7 take 50 mg" * 100}))
    with zipfile.ZipFile(io.BytesIO(content)) as given:
        entry = given.getinfo(PDF)
        size, crc = entry.file_size.to_bytes(4, "little"), entry.CRC.to_bytes(4, "little")
    lying = content.replace(
        crc + entry.compress_size.to_bytes(4, "little") + size,
        crc + entry.compress_size.to_bytes(4, "little") + (18).to_bytes(4, "little"),
    )
    assert lying != content
    assert {finding.rule for finding in found(lying, tmp_path)} == {"bundle/changed"}


def _with_manifest(text: bytes) -> bytes:
    return repacked(lambda files: files.update({"manifest.json": text}))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x05\x06" + bytes(18) + b"junk",
        b"%PDF-1.7",
        packed()[:-40],
        _with_manifest(b"{"),
        _with_manifest(b"[]"),
        _with_manifest(b"[" * 100_000),
        _with_manifest(b'{"bundle": 2, "editions": [], "files": {}}'),
        _with_manifest(b'{"bundle": 1, "editions": [], "files": {"a": {"bytes": 1, "sha256": "x"}}}'),
        _with_manifest(b'{"bundle": 1, "editions": [[]], "files": {}}'),
    ],
)
def test_what_is_no_bundle_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    assert {finding.rule for finding in found(content, tmp_path)} == {"bundle/unreadable"}


@pytest.mark.parametrize("at", range(0, len(packed()), 97))
def test_a_damaged_bundle_never_passes_and_never_crashes(at: int, tmp_path: Path) -> None:
    """One bit is turned; what only the times or the readme's system tell may stay unnoticed, files may not."""
    content = bytearray(packed())
    content[at] ^= 0x10
    path = tmp_path / "handover.zip"
    path.write_bytes(content)
    opened = check_bundle(path)
    if not opened.findings.errors:
        with zipfile.ZipFile(path) as given:
            assert {name: given.read(name) for name in FILES} == FILES


# the command


@pytest.fixture
def published(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    build(workspace)
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793491200")
    yield workspace


def run(*words: str) -> Result:
    return CliRunner().invoke(bundle, words)


def test_published_editions_are_packed_the_same_on_every_day(published: Workspace) -> None:
    first = run("--to", "one.zip")
    assert first.exit_code == 0, first.output
    assert "one.zip: 1 edition, " in first.output
    run("tides", "--brand", "tide", "--lang", "en", "--to", "two.zip")
    one, two = ((published.root / name).read_bytes() for name in ("one.zip", "two.zip"))
    assert one == two
    with zipfile.ZipFile(io.BytesIO(one)) as given:
        manifest = given.read("manifest.json")
        assert "editions/tide/en/tides/leaf/full.json" in given.namelist()
    (edition,) = json.loads(manifest)["editions"]
    assert (edition["document"], edition["next_review"]) == ("PL-tides", "2028-10-01")
    checked = run("--verify", "one.zip")
    assert checked.exit_code == 0
    assert "every file is as it was packed" in checked.output
    assert hashlib.sha256(manifest).hexdigest() in first.output
    assert hashlib.sha256(manifest).hexdigest() in checked.output


def test_a_certificate_goes_with_its_file(published: Workspace) -> None:
    """Leaves have none; what lies in the cache for a file of that hash is packed."""
    from pipeline.certifying import key
    from pipeline.certifying.profile import EPUB
    from pipeline.cli.bundle import _certificates
    from pipeline.edition.artifact import File
    from pipeline.edition.name import EditionName
    from pipeline.showing.publishing import published as published_in
    from pipeline.workspace.output import Output

    output = Output(published.output)
    (edition,) = published_in(output).editions
    manifest = published.output / "tide/en/tides/manifest.json"
    said = json.loads(manifest.read_bytes().replace(b"application/json", b"application/epub+zip"))
    # As versions before the seal wrote it.
    manifest.write_text(json.dumps({name: value for name, value in said.items() if name != "seal"}))
    (edition,) = published_in(output).editions
    content = output.read(EditionName("tide", "en", "tides"), "leaf/full.json")
    output.certificates().write(key(File("x", "application/epub+zip", content), EPUB), b'{"passed": true}')
    assert next(iter(_certificates(output, edition))) == ("leaf/full.json.epub.json", b'{"passed": true}')


def test_approvals_go_with_their_article(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace.source / "tides/approvals.toml").write_text("# Who approved what\n", encoding="utf-8")
    build(workspace)
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793491200")
    assert run("--to", "one.zip").exit_code == 0
    with zipfile.ZipFile(workspace.root / "one.zip") as given:
        assert given.read("approvals/tides/approvals.toml") == b"# Who approved what\n"


def test_a_file_that_was_changed_after_its_build_is_not_packed(published: Workspace) -> None:
    (published.output / "tide/en/tides/leaf/full.json").write_bytes(b'{"title": "take 50 mg"}')
    result = run("--to", "one.zip")
    assert result.exit_code == 1
    assert "somebody changed it after it was published  [bundle/not-as-published]" in result.output
    assert not (published.root / "one.zip").exists()
    build(published)


def test_an_edition_that_no_format_makes_anything_of_stops_no_bundle(published: Workspace) -> None:
    """A chapter that is given out only in a collection."""
    folder = published.styles / "brands/wave"
    folder.mkdir()
    brand = (published.styles / "brands/tide/brand.toml").read_text()
    (folder / "brand.toml").write_text(brand.replace("[values]", '[values]\nleaves = "none"'))
    build(published)
    assert (published.output / "wave/en/tides/manifest.json").is_file()
    said = run("--to", "one.zip")
    assert said.exit_code == 0, said.output
    assert "one.zip: 1 edition, " in said.output


def test_what_was_withdrawn_or_changed_since_is_not_packed(published: Workspace) -> None:
    retitle(published, "Tides and moons")
    assert "is not what the article says now  [build/refused]" in run("--to", "one.zip").output
    write(published.root, with_head("Text.").replace("lang: en\n", "lang: en\nstatus: withdrawn\n"))
    assert "is withdrawn  [build/refused]" in run("--to", "one.zip").output
    assert not (published.root / "one.zip").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--to is missing"),
        (("waves", "--to", "x.zip"), 'nothing is published of the article "waves"'),
        (("--brand", "tid", "--to", "x.zip"), 'nothing is published of the brand "tid"'),
        (("--lang", "es", "--to", "x.zip"), 'nothing is published of the language "es"'),
        (("tides", "--verify", "source/tides/article.md"), "--verify takes a bundle and nothing else"),
    ],
)
def test_what_is_asked_wrongly_is_said(published: Workspace, words: tuple[str, ...], says: str) -> None:
    fault = run(*words).exception
    assert isinstance(fault, PlainleafError)
    assert says in fault.message
