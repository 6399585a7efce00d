"""Ace as a certifier: what it finds becomes messages, what it lacks is "not run", and nothing is judged twice."""

from __future__ import annotations

import pytest

from pipeline.certifying import Certificate, JavaWorker, certify
from pipeline.certifying import ace as certifier
from pipeline.edition.artifact import File
from pipeline.formats import booklet
from tests.booklet.library import article, edition
from tests.certifying.test_certifying import Shelf, an_epub, epub
from tests.rules.booklet.faults import broken, change


@pytest.fixture(autouse=True)
def _nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """EPUBCheck takes longer to start than Ace to judge, and is not asked about here."""
    monkeypatch.setattr(JavaWorker, "ask", lambda *_: {"reason": "it was not asked"})


def by_ace(file: File, shelf: Shelf | None = None) -> Certificate:
    return next(c for c in certify([file], shelf, ace=True) if c.validator == "ace")


@pytest.mark.needs_node
@pytest.mark.needs_chromium
def test_a_booklet_passes_and_is_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    made = edition(article("Tides."))
    shelf = Shelf()
    file = booklet.render(made, booklet.products(made)[0]).main
    certificate = by_ace(file, shelf)
    assert (certificate.passed, certificate.messages) == (True, ())
    assert certificate.version.startswith("1.")
    assert certificate.statement == "passes the machine checks of Ace by DAISY"
    monkeypatch.setattr("pipeline.certifying.ask_ace", lambda _: pytest.fail("Ace was asked again"))
    assert by_ace(file, shelf).passed is True


@pytest.mark.needs_node
@pytest.mark.needs_chromium
def test_what_it_finds_becomes_messages() -> None:
    made = edition(article("Tides."))
    artifact = booklet.render(made, booklet.products(made)[0])
    certificate = by_ace(broken(artifact, change("EPUB/cover.xhtml", r' alt="[^"]*"', "")).main)
    assert certificate.passed is False
    assert "image-alt" in {message.rule for message in certificate.messages}


def test_where_it_is_not_installed_it_did_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certifier, "command", lambda: None)
    shelf = Shelf()
    certificate = by_ace(an_epub(epub()), shelf)
    assert certificate.passed is None
    assert "npm install" in certificate.statement
    assert not any("-ACE-" in key for key in shelf)


def test_without_a_browser_it_did_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certifier, "command", lambda: ["ace-puppeteer"])
    monkeypatch.setattr(certifier, "browser", lambda: None)
    assert "Chromium" in by_ace(an_epub(epub())).reason


def test_it_runs_only_when_asked() -> None:
    assert {c.validator for c in certify([an_epub(epub(mimetype="no"))])} == {"epubcheck"}
