"""The Nu HTML Checker as a certifier of pages: what it finds becomes messages, and without it nothing passes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.building.report import EditionReport, Fate, FileReport, ProductReport, Report
from pipeline.certifying import Certificate, JavaWorker, certify, is_certified, nu, profiles
from pipeline.cli.certify import _say_unread
from pipeline.edition.artifact import File
from pipeline.edition.name import EditionName
from pipeline.finding import Findings, Severity
from tests.certifying.test_certifying import Shelf
from tests.page.sample import rendered, tides

PAGE = '<!doctype html><html lang="en"><head><title>Tides</title></head><body><p>Twice a day.</p></body></html>'


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    nu.jar.cache_clear()
    nu.version.cache_clear()
    yield
    nu.jar.cache_clear()
    nu.version.cache_clear()


def page(html: str, name: str = "index.html") -> File:
    return File(f"harbour-clinic/en/tides/page/{name}", "text/html", html.encode())


def judged(file: File, worker: JavaWorker, shelf: Shelf | None = None) -> Certificate:
    (certificate,) = certify([file], shelf, worker)
    return certificate


@pytest.mark.needs_node
def test_pages_and_fragments_pass_and_are_not_read_twice(worker: JavaWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    whole, embed = rendered(tides()), rendered(tides(), "embed")
    made = [file for each in (whole, embed) for file in each.files if file.media_type == "text/html"]
    files = [page(file.content.decode(), file.name) for file in made]
    assert [file.name.rpartition("/")[2] for file in files] == ["index.html", "embed.html", "plain.html"]
    for certificate in certify(files, shelf, worker):
        assert (certificate.passed, certificate.messages) == (True, ()), certificate
        assert re.fullmatch(r"\d+\.\d+\.\d+", certificate.version)
        assert certificate.statement == "passes the machine checks of the Nu HTML Checker"
    monkeypatch.setattr(JavaWorker, "ask", lambda *_: pytest.fail("it was asked again"))
    assert judged(files[0], worker, shelf).passed is True


@pytest.mark.needs_node
def test_what_it_finds_becomes_messages(worker: JavaWorker) -> None:
    broken = PAGE.replace("<p>", "\n<p><b>").replace("<head>", "<head><style>p { colour: red }</style>")
    certificate = judged(page(broken), worker)
    assert certificate.passed is False
    assert {message.rule for message in certificate.messages} == {"html", "css"}
    assert "line 2" in {message.where for message in certificate.messages}
    warned = judged(page(PAGE.replace("<p>", "<section><p>").replace("</p>", "</p></section>")), worker)
    assert warned.passed is True
    assert {message.severity for message in warned.messages} == {Severity.WARNING}
    fragment = judged(
        page('<div class="pl" lang="es"><style>p{margin:0}</style><p><i>Dos</p></div>', "embed.html"), worker
    )
    assert fragment.passed is False
    assert not any("style" in message.text for message in fragment.messages)


@pytest.mark.needs_node
def test_the_html_of_a_mail_is_none_of_the_web() -> None:
    assert is_certified("harbour-clinic/en/tides/page/index.html", "text/html")
    assert not is_certified("harbour-clinic/en/tides/newsletter/letter.html", "text/html")
    assert not is_certified("page/blocks.json", "application/json")


def test_where_it_is_absent_nothing_passes_and_the_pages_are_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(nu, "jar", lambda: None)
    nu.version.cache_clear()
    assert profiles(page(PAGE)) == ()
    assert certify([page(PAGE)]) == []
    file = FileReport("page/index.html", "text/html", 1, "x")
    product = ProductReport("page", "web", "", (file,), Findings(()))
    name, none = EditionName("harbour-clinic", "en", "tides"), Findings(())
    _say_unread(Report((EditionReport(name, "Tides", "", "current", False, Fate.UP_TO_DATE, none, (product,)),)))
    assert "1 web page not read: the Nu HTML Checker is not installed" in capsys.readouterr().out


def test_it_is_found_where_people_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By npm, by Homebrew, and by name; its version is what the jar says of itself."""
    for way, command, jar in (
        ("npm", "lib/node_modules/vnu-jar/vnu-jar.js", "lib/node_modules/vnu-jar/build/dist/vnu.jar"),
        ("brew", "Cellar/vnu/26.1/bin/vnu", "Cellar/vnu/26.1/libexec/vnu.jar"),
        ("name", "", "downloads/vnu.jar"),
    ):
        root = tmp_path / way
        place = root / jar
        place.parent.mkdir(parents=True)
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nImplementation-Version: 26.1.2 (abc)\n")
        (root / "bin").mkdir()
        if command:
            (root / command).parent.mkdir(parents=True, exist_ok=True)
            (root / command).write_text("#!/bin/sh\n")
            (root / command).chmod(0o755)
            (root / "bin/vnu").symlink_to(root / command)
        monkeypatch.setenv("PATH", str(root / "bin"))
        monkeypatch.setenv("VNU", "" if command else str(place))
        nu.jar.cache_clear()
        nu.version.cache_clear()
        assert nu.jar() == place, way
        assert nu.version() == "26.1.2"
