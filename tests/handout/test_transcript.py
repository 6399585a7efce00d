"""What `plainleaf read` says of a PDF is what a screen reader would say, in tag order."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.read import read
from pipeline.errors import PlainleafError
from pipeline.formats import handout
from tests.handout.sample import edition, printed

GOLDEN = Path(__file__).parent / "transcript.txt"


@pytest.mark.golden
def test_the_sample_is_read_as_it_stands(request: pytest.FixtureRequest) -> None:
    said = handout.read(printed(edition())).transcript
    if request.config.getoption("--golden-rewrite"):
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")


def test_a_line_that_ends_before_or_after_a_link_parts_words() -> None:
    words = "[dressing](https://www.example.org/1) **tablets.** towel " * 12
    said = handout.read(printed(edition(words + "\n"), "large-print", "A5")).transcript
    (line,) = (line for line in said.splitlines() if line.startswith("[link: dressing]"))
    assert line == " ".join(["[link: dressing] tablets. towel"] * 12)


def test_a_table_of_contents_is_one_in_however_many_columns() -> None:
    sections = "".join(f"## Part {name}\n\nText.\n\n### More {name}\n\nText.\n\n" for name in "ABCD")
    said = handout.read(printed(edition(sections))).transcript.splitlines()
    tops = [line for line in said if line == "table of contents"]
    assert len(tops) == 1
    assert "" not in said
    assert sum(line.startswith("  [link: Part ") for line in said) == 4


def test_a_term_is_told_from_its_definition() -> None:
    said = handout.read(printed(edition("::: glossary\nGauze\n: A thin cloth.\n:::\n"))).transcript
    assert "  Gauze: A thin cloth.\n" in said


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
