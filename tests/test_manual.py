"""What the manual shows is what happens: its console sessions are typed, its lists compared with the code."""

import re
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.building.rulebook import RULES
from pipeline.cli import COMMANDS
from pipeline.cli.brand import brand
from pipeline.finding import Rule
from tests.transcript import EMPTY, fits, rewritten, run_session, steps_of
from tests.typist import ROOT

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("**/*.md")])
REFERENCE = ROOT / "docs" / "reference.md"
TABLE_OF_RULES = ROOT / "docs" / "rules.md"
WITH_SESSIONS = [page for page in PAGES if any(steps_of(page))]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A copy of the sample library's source and styles."""
    workspace = tmp_path / "leaflets"
    workspace.mkdir()
    yield workspace


@pytest.mark.golden
@pytest.mark.parametrize("page", WITH_SESSIONS, ids=lambda page: page.name)
def test_the_sessions_of_the_manual_happen_as_shown(page: Path, folder: Path, rewrite_golden: bool) -> None:
    if EMPTY not in page.read_text(encoding="utf-8"):
        shutil.copytree(ROOT / "source", folder / "source")
        (folder / "styles").symlink_to(ROOT / "styles", target_is_directory=True)
    printed = {}
    for step, words, exit_code in run_session(page, folder):
        place = f"{page.name}:{step.line}: $ {step.command}"
        assert exit_code == step.exit_code, f"{place}\nleft with {exit_code}:\n{words}"
        assert rewrite_golden or fits(step.printed, words), f"{place}\nprints:\n{words}"
        printed[step.line] = words
    if rewrite_golden:
        page.write_text(rewritten(page, printed), encoding="utf-8")


@pytest.mark.parametrize(
    ("expected", "printed", "fit"),
    [
        ("one\n…\nthree", "one\ntwo\nand a half\nthree", True),
        ("one\n…\nthree", "one\nthree", True),
        ("one\n…\nthree", "one\ntwo", False),
        ("took … s", "took 0.4 s", True),
        ("took … s", "took 0.4 ms", False),
        ("a.b", "axb", False),
        ("", "", True),
        ("", "words", False),
        ("words", "", False),
    ],
)
def test_an_ellipsis_stands_for_anything_and_nothing_else_does(expected: str, printed: str, fit: bool) -> None:
    assert fits(expected, printed) is fit


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_manual_leads_somewhere(page: Path) -> None:
    text = re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))
    text = re.sub(r"`[^`]*`", "", text)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, heading = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), f"{page.name}: {target}"
        if heading:
            assert heading in _anchors(file), f"{page.name}: {target}"


def _anchors(page: Path) -> set[str]:
    """The names under which a repository's web page and most viewers find headings."""
    text = re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))
    headings = re.findall(r"(?m)^#+ +(.+)$", text)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_reference_shows_the_help_of_every_command() -> None:
    shown = {step.command for step in steps_of(REFERENCE) if step.command.endswith("--help")}
    there = {name for name, (target, _) in COMMANDS.items() if find_spec(target.partition(":")[0])}
    below = {f"plainleaf brand {name} --help" for name in brand.commands}
    assert shown == {"plainleaf --help", *(f"plainleaf {name} --help" for name in there), *below}


@pytest.mark.golden
def test_the_manual_lists_every_rule(rewrite_golden: bool) -> None:
    table = _table_of_rules()
    if rewrite_golden:
        TABLE_OF_RULES.write_text(table, encoding="utf-8")
    assert TABLE_OF_RULES.read_text(encoding="utf-8") == table, "make golden writes docs/rules.md anew"


def _table_of_rules() -> str:
    count = len(RULES)
    return f"""# Rules

Every rule of plainleaf, {count} at present. *Encodes* gives the marks by which comments name what a rule asks for: HC
is content about health, PDF the handout, EP the booklet, EM the newsletter, SO the posts, WB pages of the web; what a
mark asks for stands in this table, with its source. *House* is our own choice and is never shown as a standard. A rule
bound to languages says so; in others it is reported as not run. `plainleaf rules NAME` gives the reason for one.

| Rule | Severity | What it asks for | Encodes | Source |
|:--|:--|:--|:--|:--|
{"".join(map(_row, RULES))}"""


def _row(rule: Rule) -> str:
    says = rule.says if rule.languages is None else f"{rule.says} ({', '.join(sorted(rule.languages))} only)"
    cells = (f"`{rule.name}`", str(rule.severity), says, " ".join(rule.encodes) or "–", rule.source)
    return "".join(f"| {cell.replace('|', chr(92) + '|')} " for cell in cells) + "|\n"
