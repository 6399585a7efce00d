"""What `plainleaf read` says of a PDF is what a screen reader would say, in tag order."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.read import read
from pipeline.errors import PlainleafError
from pipeline.formats.handout.transcript import transcribe
from tests.handout.sample import edition, printed

GOLDEN = Path(__file__).parent / "transcript.txt"


@pytest.mark.golden
def test_the_sample_is_read_as_it_stands(request: pytest.FixtureRequest) -> None:
    said = transcribe(printed(edition()).main.content)
    if request.config.getoption("--golden-rewrite"):
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")


def test_the_command_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(printed(edition(), "sheet").main.content)
    said = CliRunner().invoke(read, [str(file)], catch_exceptions=False).output
    assert said.startswith("document: Care for a small wound [en]\n")
    assert "\nheading level 1: Care for a small wound\n" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"plain text", "neither a PDF nor an EPUB"), (b"%PDF-1.7\nnothing more", "damaged")],
)
def test_what_is_no_pdf_is_refused_in_words(content: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(PlainleafError, match=words):
        CliRunner().invoke(read, [str(file)], catch_exceptions=False)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PlainleafError, match="cannot be read"):
        CliRunner().invoke(read, [str(tmp_path / "absent.pdf")], catch_exceptions=False)
