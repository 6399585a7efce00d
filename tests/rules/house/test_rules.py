"""Each rule on what is no article and no format: the broken library raises it alone, the repaired one nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from pipeline.article import rules as article
from pipeline.building.build import Build
from pipeline.building.library import Library
from pipeline.building.processes.running import Runner
from pipeline.building.rulebook import RULES
from pipeline.channels import FORMATS
from pipeline.edition.approvals import RULES as APPROVALS
from pipeline.facts.rules import RULES as FACTS
from pipeline.finding import Finding
from pipeline.formats import format_named
from pipeline.issuing.rules import RULES as ISSUING
from pipeline.translation.rules import RULES as TRANSLATION
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.building.leaf import ARTICLE, DAY, TIDES, build, check, retitle, workspace, write
from tests.building.test_build import Executor, is_rendering
from tests.manuscript.documents import png
from tests.test_edition import BRAND
from tests.workspace import ROOT, with_head

__all__ = ["workspace"]

Change = Callable[[Workspace], None]
Found = Callable[[Workspace], tuple[Finding, ...]]
COLLECTION = 'title = "The sea"\narticles = ["tides"]\n'
EVALUATION = """conforms_to = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
evaluator = "Example Evaluation Desk"
signed_by = "Example Reviewer"
version = "1"
date = 2026-11-05
"""
PHOTOGRAPH = "::: figure\n![A bay at night.](images/bay.png)\n\nThe bay.\n:::\n"
WAIVER = "waivers:\n  - rule: {rule}\n    reason: its name\n    by: Example Editor\n    until: {until}\n"


def checked(given: Workspace) -> tuple[Finding, ...]:
    """What a check says, of every edition and of what belongs to none."""
    return check(given).all_findings.found


@dataclass(frozen=True)
class Case:
    """How a library is broken and how it is repaired, who looks, and words of what is said."""

    broken: Change
    repaired: Change
    says: str
    found: Found = checked


def brand(old: bytes = b"", new: bytes = b"", more: bytes = b"") -> Change:
    """The brand's file with something else in it."""

    def change(given: Workspace) -> None:
        assert old in BRAND, old
        (given.styles / "brands/tide/brand.toml").write_bytes(BRAND.replace(old, new) + more)

    return change


def head(more: str) -> Change:
    """The article with more in its front matter."""
    return lambda given: write(given.root, with_head(ARTICLE).replace("lang: en\n", f"lang: en\n{more}"))


def photographed(day: str) -> Change:
    """The article with a photograph that may be shown until a day."""

    def change(given: Workspace) -> None:
        rights = f"lang: en\npictures:\n  bay.png:\n    consent_until: {day}\n"
        write(given.root, with_head(f"{ARTICLE}\n{PHOTOGRAPH}").replace("lang: en\n", rights))
        file = given.root / "source/tides/images/bay.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png())

    return change


def put(path: str, content: str) -> Change:
    def change(given: Workspace) -> None:
        file = given.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")

    return change


def move(old: str, new: str) -> Change:
    def change(given: Workspace) -> None:
        (given.root / old).rename(given.root / new)

    return change


def remove(path: str) -> Change:
    return lambda given: (given.root / path).unlink()


def copy(document: str) -> Change:
    """A second article, with a document id."""

    def change(given: Workspace) -> None:
        write(given.root, ARTICLE, "waves")
        file = given.source / "waves/article.md"
        file.write_text(file.read_text(encoding="utf-8").replace("PL-waves", document), encoding="utf-8")

    return change


def linked(given: Workspace) -> None:
    """A translation that is a link to a file elsewhere."""
    (given.root / "secret.md").write_text("key", encoding="utf-8")
    (given.source / "tides/article.es.md").symlink_to(given.root / "secret.md")


def used(given: Workspace) -> tuple[Finding, ...]:
    """What stands against sending what was published before the change."""
    return Library.open(given, DAY.today).against(TIDES, Output(given.output).manifest(TIDES)).found


def again(given: Workspace) -> None:
    """The article as it was, published."""
    write(given.root, ARTICLE)
    build(given)


def published_then(change: Change) -> Change:
    def changed(given: Workspace) -> None:
        build(given)
        change(given)

    return changed


def with_dying_process(dies: bool) -> Found:
    def found(given: Workspace) -> tuple[Finding, ...]:
        library = Library.open(given, DAY.today)
        executor = Executor(library, lambda job: "its process died" if dies and is_rendering(job, "leaf") else "")
        request = replace(DAY, save=False)
        with Runner(lambda: executor) as running:
            return Build(library, Output(given.output), request).run(running).all_findings.found

    return found


def nothing(_: Workspace) -> None:
    """The library as it is."""


CASES: dict[str, Case] = {
    "source/name": Case(
        lambda given: write(given.root, ARTICLE, "High_Waves"),
        move("source/High_Waves", "source/high-waves"),
        '"High_Waves" cannot be the name of an article',
    ),
    "source/unreadable": Case(linked, remove("source/tides/article.es.md"), "leads out of"),
    "source/stray": Case(
        put("source/notes.md", "# Notes\n"), remove("source/notes.md"), "it lies beside the articles, and is none"
    ),
    "article/id-twice": Case(copy("PL-tides"), copy("PL-waves"), 'the document id "PL-tides" is that of'),
    "article/unpublished": Case(
        brand(b'region = "GB"', b'region = "GB"\nlanguages = ["es"]'),
        brand(b'region = "GB"', b'region = "GB"\nlanguages = ["es", "en"]'),
        'it is in "en", which no brand publishes',
    ),
    "article/expired": Case(
        lambda given: expire(given, "2026-10-31"), lambda given: expire(given, "2026-11-01"), "was due for review"
    ),
    "article/consent-ended": Case(
        photographed("2026-10-31"), photographed("2028-11-01"), 'the consent for "bay.png" ended on 2026-10-31'
    ),
    "article/consent-ending": Case(
        photographed("2027-01-30"), photographed("2027-01-31"), 'the consent for "bay.png" ends on 2027-01-30'
    ),
    "build/refused": Case(published_then(head("status: withdrawn\n")), again, "is withdrawn", used),
    "build/cannot-render": Case(
        lambda given: retitle(given, "It refuses"), lambda given: retitle(given, "It agrees"), "it refuses"
    ),
    "build/ended": Case(nothing, nothing, "its process died", with_dying_process(dies=True)),
    "build/manifest-unreadable": Case(
        published_then(put("output/tide/en/tides/manifest.json", "{")),
        again,
        "the manifest of this edition cannot be read",
    ),
    "brand/rules": Case(
        brand(more=b'[rules]\nprofile = "pubisher"\n'),
        brand(more=b'[rules]\nprofile = "publisher"\nby = "Example Editor"\n'),
        'there is no profile "pubisher"',
    ),
    "article/waiver-expired": Case(
        head(WAIVER.format(rule="newsletter/one-sided", until="2026-10-31")),
        head(WAIVER.format(rule="newsletter/one-sided", until="2026-11-01")),
        'the waiver of "newsletter/one-sided" ended on 2026-10-31',
    ),
    "article/waiver-unknown": Case(
        head(WAIVER.format(rule="newsletter/onesided", until="2027-01-01")),
        head(WAIVER.format(rule="newsletter/one-sided", until="2027-01-01")),
        'the waiver names "newsletter/onesided", and there is no such rule',
    ),
    "article/waiver-unused": Case(
        head(WAIVER.format(rule="article/hype", until="2027-01-01")),
        head(WAIVER.format(rule="newsletter/one-sided", until="2027-01-01")),
        'the waiver of "article/hype" is not needed',
    ),
    "brand/file": Case(brand(b'email = "care@tides.example.org"\n', b""), brand(), '"contact.email" is missing'),
    "brand/example-left": Case(
        brand(b'name = "Tide Clinic (example)"', b'name = "Tide Clinic"'),
        brand(),
        '"contact.phone" still says "+44 20 7946 0999"',
    ),
    "brand/contrast": Case(brand(b'accent = "#0b4f5c"', b'accent = "#8fb7c0"'), brand(), "4.5"),
    "collection/file": Case(
        put("source/sea.collection.toml", 'title = "The sea"\narticles = ["tides", "waves"]\n'),
        put("source/sea.collection.toml", COLLECTION),
        'the collection names "waves"',
    ),
    "collection/binding": Case(
        put("source/sea.collection.toml", f'{COLLECTION}summary = "All."\nisbn = "978-3-16-148410-1"\n'),
        put("source/sea.collection.toml", f'{COLLECTION}summary = "All."\nisbn = "978-3-16-148410-0"\n'),
        "its check digit is 0",
    ),
    "collection/summary": Case(
        put("source/sea.collection.toml", f'{COLLECTION}price = "4.99 GBP"\n'),
        put("source/sea.collection.toml", f'{COLLECTION}summary = "Tides."\nprice = "4.99 GBP"\n'),
        "stores would show that of its first article",
    ),
    "collection/evaluation": Case(
        put("source/tides/evaluation.toml", EVALUATION.replace("signed_by", "# signed_by")),
        put("source/tides/evaluation.toml", EVALUATION),
        '"signed_by" is missing',
    ),
    "plainleaf/fault": Case(
        lambda given: retitle(given, "It crashes"), lambda given: retitle(given, "It holds"), "which is a fault of ours"
    ),
    "plainleaf/too-much": Case(
        lambda given: write(given.root, f"{ARTICLE}\n{'> ' * 3000}x\n"),
        lambda given: write(given.root, f"{ARTICLE}\n> x\n"),
        "nested too deeply",
    ),
}


def expire(given: Workspace, day: str) -> None:
    text = with_head(ARTICLE).replace("next_review: 2028-10-01", f"next_review: {day}")
    write(given.root, text)


def test_every_rule_on_no_article_and_no_format_has_its_case() -> None:
    others = {rule.name for rule in article.RULES}
    others |= {rule.name for name in FORMATS for rule in format_named(name).RULES}
    # What is said of facts needs an article and its products: those cases lie beside the comparison.
    others |= {rule.name for rule in FACTS}
    # What is handed on of published editions has its cases in tests/issuing.
    others |= {rule.name for rule in ISSUING}
    # What is said of translations needs two articles; tests/translation/test_rules.py has those cases.
    others |= {rule.name for rule in TRANSLATION}
    # What is said of approvals needs a signed article; tests/building/test_approving.py has those cases.
    others |= {rule.name for rule in APPROVALS}
    assert set(CASES) == {rule.name for rule in RULES} - others


def test_every_rule_on_facts_is_broken_by_a_case_of_the_comparison() -> None:
    cases = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/facts").glob("test_*.py"))
    assert [rule.name for rule in FACTS if f'"{rule.name}"' not in cases] == []


@pytest.mark.parametrize("name", CASES)
def test_the_broken_library_raises_its_rule_alone_and_the_repaired_none(workspace: Workspace, name: str) -> None:
    case = CASES[name]
    case.broken(workspace)
    found = case.found(workspace)
    assert {finding.rule for finding in found} == {name}
    assert any(case.says in finding.message for finding in found), found
    shutil.rmtree(workspace.output, ignore_errors=True)
    case.repaired(workspace)
    repaired = with_dying_process(dies=False) if name == "build/ended" else case.found
    assert repaired(workspace) == ()
