"""What somebody types wrongly in the first hour leads to what this person can type, and never to a traceback."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.article.source import slug_from
from pipeline.tags import tag_hint

Typed = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as `init` makes it, with a Word file beside it; no test here writes into it."""
    from datetime import date

    from pipeline.workspace.starter import lay_out

    folder = tmp_path_factory.mktemp("first") / "leaflets"
    lay_out(folder, date(2026, 11, 2))
    (folder / "letter.docx").write_bytes(b"x")
    return folder


@pytest.fixture
def typed(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Types a command in the workspace, and gives its exit code with what it prints."""

    def call(words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["plainleaf", *re.findall(r"'[^']*'|\S+", words)])
        sys.argv[1:] = [word.strip("'") for word in sys.argv[1:]]
        with pytest.raises(SystemExit) as left:
            cli.main()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err + printed.out
        return int(left.value.code or 0), printed.out + printed.err

    monkeypatch.chdir(workspace)
    return call


WRONG = {
    # commands
    "biuld": 'did you mean "build"?',
    "shedule": 'did you mean "schedule"?',
    "lint": "type: plainleaf check",
    "publish": "type: plainleaf build",
    "preview": "type: plainleaf desk",
    "create leaflet": "type: plainleaf new ARTICLE",
    "help build": "type: plainleaf --help",
    "delete your-appointment": "status: withdrawn",
    "frobnicate": "plainleaf --help lists the commands",
    "brand list": "type: plainleaf brand check",
    "brand chekc": 'did you mean "check"?',
    # options
    "build --brnad harbour-clinic": 'did you mean "--brand"?',
    "build -b harbour-clinic": "plainleaf build --help",
    "build --jobs many": "write a whole number",
    "new wound-care --kind medication": 'did you mean "medicine"?',
    "schedule your-appointment": "add --start DAY, the first day",
    # what is missing, and what is too much
    "new": "type: plainleaf new wound-care",
    "init": "type: plainleaf init leaflets",
    "import": "type: plainleaf import leaflet.docx",
    "new wound care": "write the name as one word: wound-care",
    # names
    "new 'Wound Care'": "at most 60: wound-care",
    "new WoundCare": "at most 60: wound-care",
    "brand new 'Hill Clinic'": "at most 60: hill-clinic",
    "build your-apointment": 'did you mean "your-appointment"?',
    "build 'Your Appointment'": 'did you mean "your-appointment"?',
    "build harbour-clinic": 'it is a brand: type --brand "harbour-clinic"',
    "build letter.docx": 'plainleaf import "letter.docx"',
    "build --brand harbor-clinic": 'did you mean "harbour-clinic"?',
    "build --format pdf": "type: --format handout",
    "build --format epub": "type: --format booklet",
    "build --format newsleter": 'did you mean "newsletter"?',
    "build --variant largeprint": 'did you mean "large-print"?',
    "build --lang English": 'did you mean "en"?',
    "new herida --lang spanish": 'write "es"',
    "rules hard-to-raed": '"article/hard-to-read"',
    # files
    "import your-appointment": "it is an article already: change source/your-appointment/article.md",
    "import leter.docx": 'did you mean "letter.docx"?',
    "read output": "give a PDF or an EPUB",
}


@pytest.mark.parametrize("words", WRONG)
def test_a_mistake_leads_to_what_to_type(words: str, typed: Typed) -> None:
    code, printed = typed(words)
    assert code in {2, 3}
    assert WRONG[words] in printed
    assert "error: " in printed.splitlines()[0]


def test_a_name_is_made_of_the_words_that_were_typed() -> None:
    assert [slug_from(words) for words in ("Pié de atleta", "wound_care", "CastCare", "¿?")] == [
        "pie-de-atleta",
        "wound-care",
        "cast-care",
        "",
    ]


@pytest.mark.parametrize(
    ("words", "tag"), [("Spanish", "es"), ("español", "es"), ("ES", "es"), ("Deutsch", "de"), ("arabic", "ar")]
)
def test_a_language_written_out_leads_to_its_tag(words: str, tag: str) -> None:
    assert tag_hint(words) == f'write "{tag}"'
    assert tag_hint("klingon").startswith("write a tag")
