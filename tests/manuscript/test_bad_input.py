"""What cannot or must not be imported is refused by name, quickly, and nothing is written."""

import errno
import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import PlainleafError
from pipeline.manuscript import filing
from pipeline.manuscript.importing import Wishes, import_manuscript
from tests.manuscript.documents import BODY, changed, epub, odt, pack, png, word

GOOD = word(lambda d: d.add_paragraph(BODY))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)
)


def zipped_zeros(part: str, size: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(part, "w", force_zip64=True) as entry:
            for _ in range(size // 1_000_000):
                entry.write(b" " * 1_000_000)
    return buffer.getvalue()


def entity_document(part: str) -> bytes:
    text = BOMB + "]><x>&j;</x>"
    return changed(GOOD, part, lambda _: text.encode())


def many_elements() -> bytes:
    return changed(GOOD, "word/document.xml", lambda _: b"<a>" + b"<b/>" * 6_000_000 + b"</a>")


def deep() -> bytes:
    return changed(GOOD, "word/document.xml", lambda _: b"<a>" * 100_000 + b"</a>" * 100_000)


def spreadsheet() -> bytes:
    return pack({"[Content_Types].xml": "<Types/>", "xl/w.xml": "x"})


def rename(package: bytes) -> bytes:
    return package.replace(b"c0.x", b"c9.x")


XML_IN_ODT = (BOMB + "]><x>&j;</x>").encode()

REFUSED: tuple[tuple[str, str, Callable[[], bytes], str], ...] = (
    ("empty", "a.txt", lambda: b"", "empty"),
    ("blank", "a.txt", lambda: b" \n\n\t", "empty"),
    ("empty docx", "a.docx", lambda: b"", "empty"),
    ("password", "a.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("doc", "a.doc", lambda: OLE + "WordDocument".encode("utf-16-le"), "old Word format"),
    ("xls", "a.docx", lambda: OLE + "Workbook".encode("utf-16-le"), "old Office file"),
    ("pdf", "a.pdf", lambda: b"%PDF-1.7\n", "PDF"),
    ("pdf as docx", "a.docx", lambda: b"%PDF-1.7\n", "PDF"),
    ("picture as docx", "a.docx", png, "PNG picture"),
    ("jpeg as txt", "a.txt", lambda: b"\xff\xd8\xff\xe0" + b"\x00" * 100, "JPEG picture"),
    ("webp as odt", "a.odt", lambda: b"RIFF\x00\x00\x00\x00WEBPVP8 ", "WebP picture"),
    ("gzip", "a.docx", lambda: b"\x1f\x8b\x08\x00rest", "gzip archive"),
    ("words as docx", "a.docx", lambda: b"just words", 'named ".docx" but is none'),
    ("truncated docx", "a.docx", lambda: GOOD[: len(GOOD) // 2], "cut off or damaged"),
    ("truncated odt", "a.odt", lambda: odt("<text:p>x</text:p>")[:-40], "cut off or damaged"),
    ("truncated rtf", "a.rtf", lambda: rb"{\rtf1 words {\b more", "cut off or damaged"),
    ("a character that is none", "a.rtf", lambda: rb"{\rtf1 words \'zz}", "signs that are no number"),
    ("truncated part", "a.docx", lambda: changed(GOOD, "word/document.xml", lambda c: c[:-60]), "cut off or damaged"),
    ("damaged part", "a.docx", lambda: GOOD.replace(b"word/document.xml", b"word/docXment.xml"), "cut off or damaged"),
    ("a zip of files", "a.docx", lambda: pack({"readme.txt": "x"}), "archive without a document"),
    ("a spreadsheet", "a.docx", spreadsheet, "not a Word"),
    ("macros", "a.docm", lambda: changed(GOOD, "word/vbaProject.bin", lambda _: b"x"), "macros"),
    ("odt macros", "a.odt", lambda: odt("", more={"Basic/Standard/m.xml": "<x/>"}), "macros"),
    ("odt password", "a.odt", lambda: odt("", more={"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "password"),
    ("locked book", "a.epub", lambda: epub(["<p>x</p>"], {"META-INF/rights.xml": "<r/>"}), "digital rights"),
    ("missing chapter", "a.epub", lambda: changed(epub(["x"]), "EPUB/p.opf", rename), "missing"),
    ("path traversal", "a.docx", lambda: changed(GOOD, "../../etc/passwd", lambda _: b"x"), "wants to leave"),
    ("absolute path", "a.odt", lambda: odt("", more={"/etc/passwd": "x"}), "wants to leave"),
    ("zip bomb", "a.docx", lambda: zipped_zeros("word/document.xml", 300_000_000), "zip bomb"),
    ("zip of many", "a.docx", lambda: pack({f"word/{i}.xml": "" for i in range(5000)} | {"mimetype": ""}), "zip bomb"),
    ("entity bomb", "a.docx", lambda: entity_document("word/document.xml"), "XML bomb"),
    ("entity bomb in styles", "a.docx", lambda: entity_document("word/styles.xml"), "XML bomb"),
    ("entity bomb in odt", "a.odt", lambda: changed(odt(""), "content.xml", lambda _: XML_IN_ODT), "XML bomb"),
    ("element bomb", "a.docx", many_elements, "zip bomb"),
    ("deep nesting", "a.docx", deep, "cut off or damaged"),
    ("tag bomb", "a.html", lambda: b"<html>" + b"<p>" * 600_000, "tags"),
    ("rtf nesting", "a.rtf", lambda: rb"{\rtf1 " + b"{" * 100_000, "nested without end"),
    ("binary as txt", "a.txt", lambda: bytes(range(256)) * 40, "not text"),
    ("cut utf-16", "a.txt", lambda: b"\xff\xfeS\x00k\x00\x00\xd8", "breaks off"),
    ("no words", "a.docx", lambda: word(lambda d: None), "no text"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "make", "says"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_bad_files_are_refused_by_name(name: str, make: Callable[[], bytes], says: str) -> None:
    content = make()
    start = time.monotonic()
    with pytest.raises(PlainleafError) as caught:
        import_manuscript(content, name, Wishes())
    assert says in caught.value.message
    assert caught.value.hint
    assert (caught.value.place or "").startswith("a.")
    assert time.monotonic() - start < 10


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux counts it")
@pytest.mark.parametrize("make", [many_elements, deep, lambda: zipped_zeros("word/document.xml", 300_000_000)])
def test_bombs_stay_below_a_gibibyte(make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / "bomb.docx").write_bytes(make())
    code = (
        "import re, sys\n"
        "from pipeline.manuscript.importing import Wishes, import_manuscript\n"
        "try: import_manuscript(open(sys.argv[1], 'rb').read(), 'a.docx', Wishes())\n"
        "except Exception as e: print(type(e).__name__)\n"
        # What getrusage counts a child inherits from whoever started it, and that is a test run with all its caches.
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "bomb.docx")],
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    )
    name, kilobytes = done.stdout.split()
    assert name == "PlainleafError"
    assert int(kilobytes) < 1_048_576


PATIENTS = (
    "NHS number 943 476 5919 was seen on Monday.",
    "Her number is 943 476 5919.",
    "The number 9434765919 belongs to her.",
    "Call us with your NHS number 943 476 5919 at hand.",
    "Ring the ward about patient 943-476-5919.",
    "To reach the desk say your NHS number: 943 476 5919.",
    "Phone for the results. CHI no. 943 476 5919.",
    "Call and say that your MRN is 00123456.",
    "The patient's number is 4812345.",
    "SSN 123-45-6789 is on file.",
    "Social Security Number: 123456789",
    "MRN: 00123456",
    "Medical record number AB-1234567",
    "Jane Example, DOB 01/02/1980, came in.",
    "Date of birth: 1 February 1980, Patient Jane Example",
)
NO_PATIENTS = (
    "Call 020 7946 0123 or (212) 555-0147 today.",
    "The NHS number 943 476 5918 has a wrong check digit.",
    "You can reach Ward 4 under 202 555 0146 on any day of the week.",
    "202 555 0146 is on the card.",
    "After the visit: 943 476 5919 is our helpline.",
    "Contact the nurse, also at night, in the week after your treatment, under 943 476 5919.",
    "ISBN 0306406152 is a book.",
    "Born in 1980, it has grown since.",
    "The study ran 2019-12-06 with 1,234 people, doi:10.1000/9434765919.",
    "SSN 000-12-3456 and 666-12-3456 were never issued.",
    "Its record: 12 of 30 healed.",
)


@pytest.mark.parametrize("sentence", PATIENTS)
def test_a_patient_stops_the_import_and_is_not_repeated(sentence: str) -> None:
    with pytest.raises(PlainleafError) as caught:
        import_manuscript(f"Skin at Night\n\n{BODY}\n\n{sentence}\n".encode(), "a.txt", Wishes())
    assert "may name a patient" in caught.value.message
    digits = [word for word in sentence.split() if sum(c.isdigit() for c in word) >= 6]
    assert all(word not in caught.value.message for word in digits)


@pytest.mark.parametrize("sentence", NO_PATIENTS)
def test_other_numbers_do_not_stop_it(sentence: str) -> None:
    assert import_manuscript(f"Skin at Night\n\n{BODY}\n\n{sentence}\n".encode(), "a.txt", Wishes())


def test_a_patient_in_a_comment_or_hidden_text_stops_it_too() -> None:
    def write(d: object) -> None:
        p = d.add_paragraph(BODY)  # type: ignore[attr-defined]
        d.add_comment(runs=p.runs, text="MRN: 00123456", author="E", initials="E")  # type: ignore[attr-defined]

    with pytest.raises(PlainleafError, match="medical record number"):
        import_manuscript(word(write), "a.docx", Wishes())


def test_a_number_that_is_nobodys_can_be_named() -> None:
    wishes = Wishes(no_patients=frozenset({"943 476 5919"}))
    assert import_manuscript(f"Skin\n\n{BODY}\n\nSo 943 476 5919 is an example.".encode(), "a.txt", wishes)


def test_two_files_of_one_slug_stop_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(PlainleafError, match="two files would become"):
        filing.refuse_taken(tmp_path, {"a.txt": "skin", "b.docx": "skin"}, force=True)


def test_an_article_is_not_overwritten_without_force(tmp_path: Path) -> None:
    done = import_manuscript(f"Skin at Night\n\n{BODY}".encode(), "a.txt", Wishes())
    filing.write_import(tmp_path, done, force=False)
    (tmp_path / done.slug / "article.es.md").write_text("traducción")
    with pytest.raises(PlainleafError, match="already"):
        filing.write_import(tmp_path, done, force=False)
    filing.write_import(tmp_path, done, force=True)
    assert (tmp_path / done.slug / "article.es.md").read_text() == "traducción"
    assert [p.name for p in tmp_path.iterdir()] == [done.slug]


@pytest.mark.parametrize(("number", "says"), [(errno.ENOSPC, "disk is full"), (errno.EACCES, "no permission")])
def test_a_disk_that_refuses_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    done = import_manuscript(f"Skin at Night\n\n{BODY}".encode(), "a.txt", Wishes())
    written = Path.write_text

    def refuse(self: Path, *args: object, **options: object) -> int:
        if self.name == filing.REPORT_TEXT:
            raise OSError(number, os.strerror(number))
        return written(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(PlainleafError, match=says):
        filing.write_import(tmp_path, done, force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_between_two_articles_leaves_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (
        import_manuscript(f"{title}\n\n{BODY}".encode(), "a.txt", Wishes())
        for title in ("Skin at Night", "Skin by Day")
    )
    written = Path.write_text

    def refuse(self: Path, *args: object, **options: object) -> int:
        if "skin-by-day" in str(self):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return written(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(PlainleafError, match="disk is full"):
        filing.write_imports(tmp_path, [first, second], force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(PlainleafError, match="no such file"):
        filing.find_manuscripts([str(tmp_path / "gone.docx")])
    with pytest.raises(PlainleafError, match="no manuscript in this folder"):
        filing.find_manuscripts([str(tmp_path)])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(PlainleafError, match="no permission"):
        filing.read_file(str(tmp_path / "a.txt"))


def test_pictures_beside_a_page_are_found_and_nothing_above_it(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "secret.png").write_bytes(png())
    (tmp_path / "page" / "x y.png").write_bytes(png())
    beside = filing.files_beside(str(tmp_path / "page" / "a.html"))
    assert beside("x%20y.png") == png()
    assert beside("../secret.png") is None
    assert beside(str(tmp_path / "secret.png")) is None


LONG_LINE = "The skin keeps water in and mends itself while you sleep. " * 17_500


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", f"Skin\n\n{LONG_LINE}", "1,015,000 characters"),
        ("a.md", f"# Skin\n\n{LONG_LINE}", "1,015,000 characters"),
        ("a.html", f"<h1>Skin</h1><p>{LONG_LINE}", "characters"),
        (
            "a.md",
            "# Skin\n\n" + "".join(f"Word[^{n}].\n\n[^{n}]: Note.\n\n" for n in range(10_000)),
            "10,000 footnotes",
        ),
        (
            "a.html",
            "".join(f"<p>Word<sup><a href='#n{n}'>{n}</a></sup>.</p>" for n in range(10_000))
            + "<ol>" + "".join(f"<li id=n{n}>Note {n}.</li>" for n in range(10_000)) + "</ol>",
            "10,000 footnotes",
        ),
        ("a.html", "<table>" + "<tr><th>a<td>b<td>c</tr>" * 4_000 + "</table>", "12,000 table cells"),
        ("a.html", "<p>For adults.<table>" + "<tr><th>a<td>b</tr>" * 1_600 + "</table>", "1,500 rows of tables"),
    ],
    ids=("text line", "markdown line", "page line", "markdown notes", "page notes", "page of one table", "rows"),
)  # fmt: skip
def test_what_no_article_can_hold_is_refused_at_once(name: str, content: str, says: str) -> None:
    started = time.process_time()
    with pytest.raises(PlainleafError, match=says) as caught:
        import_manuscript(content.encode(), name, Wishes())
    assert caught.value.hint
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<h1>Skin</h1><p>For all.</p>" + "<ul><li>level" * 50 + "</ul>" * 50),
        ("a.md", "# Skin\n\nFor all.\n\n" + "\n".join("  " * n + f"- level {n}" for n in range(50))),
        ("a.txt", f"Skin at Night\n\n{BODY}\n\n" + "\n".join("  " * n + f"- level {n}" for n in range(50))),
        ("a.html", "<table><tr><td>words" * 60 + "</td></tr></table>" * 60),
        ("a.html", "<table>" + "".join(f"<tr><td>a {n}<td>b {n}</tr>" for n in range(300)) + "</table>"),
        ("a.html", "<h1>Skin</h1>" + "<p><s>Do not wash.</s></p>" * 300),
    ],
    ids=("page lists", "markdown lists", "text lists", "tables in tables", "one table", "all struck"),
)
def test_strange_files_come_in_whole(name: str, content: str) -> None:
    started = time.process_time()
    done = import_manuscript(content.encode(), name, Wishes())
    assert done.ledger.balanced
    assert time.process_time() - started < 10
