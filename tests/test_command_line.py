"""The command line answers bad input with a clear message and the right exit code, and loses nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.edition.name import EditionName
from pipeline.workspace.output import Output
from tests.test_edition import BRAND
from tests.workspace import ROOT, with_head

BODY = "## Walking out\n\nThe sand is firm.[@table]\n\n::: action\nLook at the table first.\n:::\n"
FIGURE = "\n::: figure\n![a map](images/{name})\n\nThe bay.\n:::\n"
SIX_FAULTS = (
    "---\nid: 1\ntitle: ''\nlang: english\npublished: soon\nadvertisement: perhaps\nstatus: gone\n---\n\ntext\n"
)

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one published edition, which no bad input may touch."""
    (tmp_path / "source/tides/images").mkdir(parents=True)
    shutil.copytree(ROOT / "styles", tmp_path / "styles", ignore=shutil.ignore_patterns("brands", "fonts"))
    (tmp_path / "styles/fonts").mkdir()
    (tmp_path / "styles/fonts/fonts.toml").write_text("family = []\n[stacks]\n")
    (tmp_path / "styles/brands/tide").mkdir(parents=True)
    (tmp_path / "styles/brands/tide/brand.toml").write_bytes(BRAND)
    Output(tmp_path / "output").publish(
        EditionName("tide", "en", "tides"), {"handout/full.pdf": b"%PDF-"}, [], {"edition": "old"}
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["plainleaf", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err + printed.out
        return int(left.value.code or 0), printed.out + printed.err

    return call


def write(workspace: Path, content: str | bytes, name: str = "article.md") -> None:
    path = workspace / "source/tides" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str) and name.endswith(".md"):
        content = with_head(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


BAD: dict[str, tuple[str | bytes, dict[str, bytes], list[str]]] = {
    "missing image": (
        BODY + FIGURE.format(name="map.svg"),
        {},
        ["article.md:35", 'the image "images/map.svg" is missing'],
    ),
    "six faults": (SIX_FAULTS, {}, ['"lang"', '"published" is not a date', '"summary" is missing', '"advertisement"']),
    "broken yaml": ("---\ntitle: [a\nlang: en\n---\n\ntext\n", {}, ["the front matter cannot be read"]),
    "unknown block": (
        BODY + "\n::: key-point\n- a\n:::\n",
        {},
        ['"key-point" is not a kind of block', 'write "key-points"'],
    ),
    "no picture": (
        BODY + FIGURE.format(name="map.png"),
        {"images/map.png": b"PK\x03\x04"},
        ['"images/map.png" cannot be used'],
    ),
    "unclosed block": (BODY + "\n::: recap\n- a\n", {}, ["article.md:35", 'the block "recap" is never closed']),
    "script": (BODY + "\n<script>alert(1)</script>\n", {}, ["raw markup was dropped"]),
    "path out of the folder": (
        BODY + FIGURE.format(name="../../../etc/passwd"),
        {},
        ["outside the article's images folder"],
    ),
    "remote image": (
        BODY + FIGURE.replace("images/{name}", "http://pictures.example.org/a.png"),
        {},
        ["outside the article's images folder"],
    ),
    "empty": (b"", {}, ["the file is empty"]),
    "not UTF-8": (
        with_head(BODY).replace("firm", "f\xefrm").encode("latin-1"),
        {},
        ["article.md:29", "0xef is not UTF-8"],
    ),
    "fifty megabytes": (b"x" * 50_000_000, {}, ["the article weighs 50,000,000 bytes"]),
    "no head": (b"## Walking out\n\nThe sand is firm.\n", {}, ["the article has no front matter"]),
    "alias bomb": (b"---\na: &a [x]\nb: [*a, *a]\n---\n\ntext\n", {}, ["aliases are not used in front matter"]),
    "deep nesting": (("> " * 3000 + "x\n").encode(), {}, ["nested too deeply"]),
    "entity bomb": (
        BODY + FIGURE.format(name="map.svg"),
        {"images/map.svg": b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'},
        ["it declares entities"],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_article_is_named_and_nothing_is_lost(name: str, workspace: Path, run: Run) -> None:
    content, files, said = BAD[name]
    write(workspace, content)
    for path, picture in files.items():
        write(workspace, picture, path)
    code, printed = run("build", "--jobs", "1")
    assert code == 1, printed
    for words in said:
        assert words in printed
    assert "hint: " in printed
    assert (workspace / "output/tide/en/tides/handout/full.pdf").read_bytes() == b"%PDF-"
    assert Output(workspace / "output").manifest(EditionName("tide", "en", "tides")) == {"edition": "old"}
    assert not list((workspace / "output/.staging").glob("*"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("build", "waves"), 2, 'there is no article "waves" under source/'),
        (("build", "--brand", "tyde"), 2, 'there is no brand "tyde"'),
        (("build", "--format", "poster"), 2, 'there is no format "poster"'),
        (("build", "--variant", "huge"), 2, 'has a variant "huge"'),
        (("build", "--jobs", "0"), 2, "--jobs"),
        (("bild",), 2, "bild"),
        (("rules", "newsletter/to-heavy"), 2, 'there is no rule "newsletter/to-heavy"'),
        (("certify", "--out", "empty"), 2, "nothing is published yet"),
    ],
)
def test_wrong_command_line_exits_with_2(
    arguments: tuple[str, ...], code: int, said: str, workspace: Path, run: Run
) -> None:
    write(workspace, BODY)
    exit_code, printed = run(*arguments)
    assert (exit_code, said in printed) == (code, True), printed


def test_no_workspace_exits_with_3(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, printed = run("build")
    assert code == 3
    assert "hint: " in printed


def test_words_that_are_no_seconds_are_refused(workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    assert run("build")[0] == 2


def test_check_prints_json(workspace: Path, run: Run) -> None:
    write(workspace, BODY + "\n::: key-point\n- a\n:::\n")
    code, printed = run("check", "--json", "--jobs", "1")
    report = json.loads(printed)
    assert (code, report["passed"], report["errors"]) == (1, False, 1)


def test_check_prints_sarif(workspace: Path, run: Run) -> None:
    write(workspace, BODY + "\n::: key-point\n- a\n:::\n")
    _, printed = run("check", "--sarif", "--jobs", "1")
    (result,) = json.loads(printed)["runs"][0]["results"]
    assert result["ruleId"] == "article/unknown-block"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 35


def test_rule_is_explained(run: Run) -> None:
    code, printed = run("rules", "article/image-undescribed")
    assert code == 0
    assert "WCAG 2.2 SC 1.1.1" in printed and "HC-FIG-01" in printed


def test_every_rule_name_is_unique() -> None:
    from pipeline.building.rulebook import RULES

    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))


def test_help_imports_nothing_heavy() -> None:
    """`plainleaf --help` answers at once because WeasyPrint, pydantic and lxml stay asleep."""
    code = "import sys; from pipeline.cli import plainleaf; plainleaf.main(['--help'], standalone_mode=False); "
    code += "print(sorted({'weasyprint', 'pydantic', 'lxml', 'jinja2', 'babel', 'PIL'} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert printed.rstrip().endswith("[]")
