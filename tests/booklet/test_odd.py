"""Odd articles become booklets that EPUBCheck has nothing to say about; Ace reads some of them.

A twentieth of three hundred is read each time; `ODD=all` in the environment reads them all.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.certifying import JavaWorker, certify
from pipeline.edition.artifact import File, Product
from pipeline.edition.edition import Edition
from pipeline.formats import booklet
from pipeline.formats.booklet import rendering
from pipeline.formats.booklet.cover import paint_cover
from pipeline.formats.booklet.view import view_of
from tests.booklet.library import edition
from tests.booklet.odd import odd_article
from tests.judges import ace

NUMBERS = range(1, 301, 1 if os.environ.get("ODD") == "all" else 20)
BATCH = 25
COVERED = 12
"""How many of them are painted a cover of their own; the others share one, since covers are not what is odd here."""


def book(number: int, monkeypatch: pytest.MonkeyPatch) -> tuple[File, list[str]]:
    if number % (max(1, len(NUMBERS) // COVERED)):
        painted = paint_cover(_job(1)[0], view_of(*_job(1)))
        monkeypatch.setattr(rendering, "paint_cover", lambda *_: painted)
    made, product = _job(number)
    artifact = booklet.render(made, product)
    # What an author is told of (a picture without words, a table without head, a word of 60 letters) is not our fault.
    told = {"booklet/image-undescribed", "booklet/table-headers", "booklet/too-wide"}
    faults = [str(f) for f in booklet.check(booklet.read(artifact), made).found if f.rule not in told]
    return artifact.main, faults


def _job(number: int) -> tuple[Edition, Product]:
    made = edition(odd_article(number))
    return made, booklet.products(made)[0]


@pytest.mark.parametrize("start", range(0, len(NUMBERS), BATCH))
def test_odd_articles_become_books_without_fault(
    start: int, worker: JavaWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {}
    for number in NUMBERS[start : start + BATCH]:
        file, faults = book(number, monkeypatch)
        (certificate,) = certify([file], worker=worker)
        if faults or certificate.passed is not True or certificate.messages:
            said[number] = (faults, certificate.messages)
    assert said == {}


@pytest.mark.needs_node
@pytest.mark.needs_chromium
@pytest.mark.parametrize("number", [20, 53])
def test_ace_has_nothing_to_say_of_odd_articles(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, _ = book(number, monkeypatch)
    path = tmp_path / file.name
    path.write_bytes(file.content)
    assert ace(path, tmp_path / "ace") == []
