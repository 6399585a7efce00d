"""Building renders what is stale, publishes what is sound, and leaves the rest of the output alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from pipeline.building.planning import Request
from pipeline.building.report import Fate
from pipeline.errors import UsageError
from pipeline.workspace.folder import Workspace
from tests.building.leaf import ARTICLE, ARTICULO, DAY, RENDERED, build, check, planned, steps, the_edition, write
from tests.workspace import with_head


def test_first_build_publishes_every_format(workspace: Workspace) -> None:
    edition = the_edition(build(workspace))
    assert (str(edition.name), edition.fate) == ("tide/en/tides", Fate.BUILT)
    assert (workspace.output / "tide/en/tides/leaf/full.json").is_file()
    assert (workspace.output / "tide/en/tides/twig/full.json").is_file()


def test_second_build_renders_nothing(workspace: Workspace) -> None:
    build(workspace)
    RENDERED.clear()
    edition = the_edition(build(workspace))
    assert (edition.fate, RENDERED) == (Fate.UP_TO_DATE, [])


def test_another_day_in_the_same_state_renders_nothing(workspace: Workspace) -> None:
    build(workspace)
    RENDERED.clear()
    build(workspace, replace(DAY, today=date(2027, 3, 1)))
    assert RENDERED == []


@pytest.mark.parametrize(
    ("path", "why", "formats"),
    [
        ("source/tides/article.md", "source changed", {"leaf", "twig"}),
        ("styles/brands/tide/brand.toml", "brand changed", {"leaf", "twig"}),
        ("styles/words/en.po", "words changed", {"leaf", "twig"}),
        ("styles/words/es.po", "", set()),
        ("styles/leaf/leaf.html", "styles changed", {"leaf"}),
    ],
)
def test_plan_says_what_is_stale_and_why(workspace: Workspace, path: str, why: str, formats: set[str]) -> None:
    """A change of a format's style makes that format stale, and those that print its page numbers."""
    build(workspace)
    file = workspace.root / path
    file.write_bytes(
        file.read_bytes() + b"\n\n# more\n" if path.endswith((".po", ".toml")) else file.read_bytes() + b"\n"
    )
    found = steps(workspace)
    assert {step.format for step in found if step.why == why} == formats
    assert {step.format for step in found if step.why != why} == ({"twig"} if formats == {"leaf"} else set())


def test_plan_names_a_deleted_file(workspace: Workspace) -> None:
    build(workspace)
    (workspace.output / "tide/en/tides/leaf/full.json").unlink()
    found = steps(workspace)
    assert {step.why for step in found} == {"files are missing from the output folder"}


def test_page_numbers_reach_the_format_that_prints_them(workspace: Workspace) -> None:
    build(workspace)
    said = json.loads((workspace.output / "tide/en/tides/twig/full.json").read_bytes())
    assert said["pages"] == {"walk": 3}


def test_page_numbers_come_from_the_published_edition_too(workspace: Workspace) -> None:
    build(workspace)
    (workspace.styles / "twig").mkdir()
    (workspace.styles / "twig/new.css").write_text("x")
    RENDERED.clear()
    build(workspace)
    assert RENDERED == ["tide/en/tides/twig/full"]
    said = json.loads((workspace.output / "tide/en/tides/twig/full.json").read_bytes())
    assert said["pages"] == {"walk": 3}


def test_variant_on_request_is_added_and_stays(workspace: Workspace) -> None:
    build(workspace)
    build(workspace, replace(DAY, formats=("leaf",), variants=("small",)))
    build(workspace)
    folder = workspace.output / "tide/en/tides/leaf"
    assert sorted(path.name for path in folder.iterdir()) == ["full.json", "small.json"]


def test_edition_with_errors_replaces_nothing(workspace: Workspace) -> None:
    build(workspace)
    before = (workspace.output / "tide/en/tides/leaf/full.json").read_bytes()
    write(workspace.root, with_head(ARTICLE).replace("Tides and", "Tides! And"))
    report = build(workspace)
    assert the_edition(report).fate is Fate.FAILED
    assert not report.passed()
    assert (workspace.output / "tide/en/tides/leaf/full.json").read_bytes() == before


def test_draft_saves_with_a_mark(workspace: Workspace) -> None:
    write(workspace.root, with_head(ARTICLE).replace("Tides and", "Tides! And"))
    edition = the_edition(build(workspace, replace(DAY, draft=True)))
    assert (edition.fate, edition.draft) == (Fate.BUILT, True)
    assert json.loads((workspace.output / "_drafts/tide/en/tides/leaf/full.json").read_bytes())["draft"] is True


@pytest.mark.parametrize("word", ["refuses", "crashes"])
def test_bad_article_does_not_stop_the_others(workspace: Workspace, word: str) -> None:
    write(workspace.root, with_head(ARTICLE).replace("Tides and", word), slug="waves")
    report = build(workspace)
    fates = {edition.name.slug: edition.fate for edition in report.editions}
    assert fates == {"tides": Fate.BUILT, "waves": Fate.FAILED}
    assert bool(report.tracebacks) == (word == "crashes")
    assert not (workspace.output / "tide/en/waves").exists()


def test_unreadable_article_is_reported_and_does_not_stop_the_others(workspace: Workspace) -> None:
    (workspace.source / "waves").mkdir()
    (workspace.source / "waves/article.md").write_bytes(b"")
    report = build(workspace)
    assert [finding.rule for finding in report.findings.found] == ["article/empty"]
    assert the_edition(report).fate is Fate.BUILT


def test_expired_article_is_moved_away(workspace: Workspace) -> None:
    build(workspace)
    report = build(workspace, replace(DAY, today=date(2028, 10, 2)))
    edition = the_edition(report)
    assert edition.fate is Fate.FAILED
    assert [finding.rule for finding in edition.findings.found] == ["article/expired"]
    assert (workspace.output / "_withdrawn/tide/en/tides/leaf/full.json").is_file()
    assert not (workspace.output / "tide/en/tides").exists()


def test_withdrawn_article_is_moved_away(workspace: Workspace) -> None:
    build(workspace)
    write(workspace.root, with_head(ARTICLE).replace("lang: en", "lang: en\nstatus: withdrawn"))
    assert the_edition(build(workspace)).fate is Fate.WITHDRAWN
    assert not (workspace.output / "tide/en/tides").exists()


def test_translation_inherits_what_carries_no_language(workspace: Workspace) -> None:
    head = "lang: es\ntitle: Mareas\nsummary: Van.\nmain_message: Mire la tabla.\nfunding: no\nconflicts: no\n"
    write(workspace.root, f"---\n{head}---\n{ARTICULO}", name="article.es.md")
    report = build(workspace)
    assert {str(edition.name): edition.fate for edition in report.editions} == {
        "tide/en/tides": Fate.BUILT,
        "tide/es/tides": Fate.BUILT,
    }


def test_check_saves_nothing(workspace: Workspace) -> None:
    report = check(workspace)
    assert the_edition(report).fate is Fate.CHECKED
    assert not workspace.output.exists()


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (replace(DAY, articles=("wave",)), 'no article "wave"'),
        (replace(DAY, brands=("tyde",)), 'no brand "tyde"'),
        (replace(DAY, formats=("poster",)), 'no format "poster"'),
        (replace(DAY, variants=("huge",)), 'variant "huge"'),
    ],
)
def test_what_does_not_exist_cannot_be_asked_for(workspace: Workspace, request_: Request, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        build(workspace, request_)


def test_brand_that_an_article_names_and_nobody_has_is_an_error(workspace: Workspace) -> None:
    write(workspace.root, with_head(ARTICLE).replace("lang: en", "lang: en\nbrands: [tyde]"))
    report = build(workspace)
    assert report.editions == ()
    assert 'no brand "tyde"' in report.findings.found[0].message


def test_broken_brand_fails_its_own_editions_only(workspace: Workspace) -> None:
    (workspace.styles / "brands/wave").mkdir()
    (workspace.styles / "brands/wave/brand.toml").write_text("name = ")
    report = build(workspace)
    fates = {edition.name.brand: edition.fate for edition in report.editions}
    assert fates == {
        "tide": Fate.BUILT,
        "wave": Fate.FAILED,
    }


def test_collection_is_an_edition_of_its_own(workspace: Workspace) -> None:
    write(workspace.root, with_head(ARTICLE).replace("Tides and", "Waves and"), slug="waves")
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides", "waves"]\n')
    report = build(workspace)
    assert sorted(edition.name.slug for edition in report.editions) == ["sea", "tides", "waves"]
    assert all(edition.fate is Fate.BUILT for edition in report.editions)
    RENDERED.clear()
    again = build(workspace)
    assert RENDERED == [] and {edition.fate for edition in again.editions} == {Fate.UP_TO_DATE}


def test_a_format_that_makes_nothing_of_an_edition_is_up_to_date_until_what_it_looked_at_changes(
    workspace: Workspace,
) -> None:
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides"]\n')
    build(workspace, replace(DAY, articles=("sea",)))
    assert planned(workspace, replace(DAY, articles=("sea",))) == {}
    (workspace.styles / "leaf/leaf.html").write_text("y")
    assert planned(workspace, replace(DAY, articles=("sea",))) == {"leaf": "styles changed", "twig": "pages changed"}
    build(workspace, replace(DAY, articles=("sea",), formats=("leaf",)))
    assert planned(workspace, replace(DAY, articles=("sea",), formats=("leaf",))) == {}
    build(workspace, replace(DAY, articles=("sea",), formats=("twig",)))
    assert planned(workspace, replace(DAY, articles=("sea",))) == {}


def test_a_format_without_the_variant_asked_for_is_not_taken_for_one_that_makes_nothing(workspace: Workspace) -> None:
    build(workspace, replace(DAY, formats=("leaf",), variants=("small",)))
    assert planned(workspace, replace(DAY, formats=("twig",))) == {"twig": "not built yet"}


@pytest.mark.parametrize("target", ["waves", "waves#foam", "sea", "../waves", "//waves", "waves.html"])
def test_a_link_to_another_article_finds_it(workspace: Workspace, target: str) -> None:
    write(workspace.root, f"{ARTICLE}\nSee [the waves]({target}).\n")
    (finding,) = the_edition(build(workspace)).all_findings.errors
    assert finding.rule == "article/link-broken" and str(finding.where).startswith("source/tides/article.md:")
    assert finding.message == f'the link "the waves" leads to "{target}", and there is no such article'
    write(workspace.root, with_head(ARTICLE).replace("Tides and", "Waves and"), slug="waves")
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides", "waves"]\n')
    report = build(workspace, replace(DAY, articles=("tides",)))
    assert bool(report.all_findings.errors) == target.startswith((".", "/", "waves."))


def test_collection_that_names_a_missing_article_is_reported(workspace: Workspace) -> None:
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides", "wind"]\n')
    report = build(workspace)
    assert [finding.message for finding in report.findings.found] == [
        'the collection names "wind", and there is no such article'
    ]
    assert the_edition(report).name.slug == "tides"
