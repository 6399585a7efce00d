"""Articles, languages, brands and collections come and go: no crash, and nothing looks current that is not."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace

import pytest

from pipeline.building.report import EditionReport, Fate, Report
from pipeline.errors import PlainleafError, UsageError
from pipeline.showing.publishing import finish
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.building.leaf import ARTICULO, DAY, TIDES, build, planned, retitle, said, the_edition, write
from tests.test_edition import BRAND

SPANISH = "---\nlang: es\ntitle: Mareas\nsummary: Van.\nmain_message: Mire.\nfunding: no\nconflicts: no\n---\n"


def withdrawn(report: Report) -> dict[str, tuple[str, ...]]:
    """The editions that left, with what is said of them."""
    return {str(edition.name): edition.notes for edition in report.editions if edition.fate is Fate.WITHDRAWN}


def built(report: Report) -> set[str]:
    return {str(edition.name) for edition in report.editions if edition.fate is Fate.BUILT}


def test_a_renamed_folder_takes_its_edition_along_and_the_old_one_leaves(workspace: Workspace) -> None:
    build(workspace)
    (workspace.source / "tides").rename(workspace.source / "high-water")
    report = build(workspace)
    assert built(report) == {"tide/en/high-water"}
    assert withdrawn(report) == {
        "tide/en/tides": ('there is no article "tides" any more; its output lies in _withdrawn/',)
    }
    assert report.passed()
    assert not (workspace.output / "tide/en/tides").exists()
    assert (workspace.output / "_withdrawn/tide/en/tides/leaf/full.json").is_file()
    assert {str(e.name): e.fate for e in build(workspace).editions} == {"tide/en/high-water": Fate.UP_TO_DATE}


def test_the_index_shows_only_what_is_current(workspace: Workspace) -> None:
    build(workspace)
    (workspace.source / "tides").rename(workspace.source / "high-water")
    output = Output(workspace.output)
    finish(output, build(workspace), certifying=False)
    page = (workspace.output / "index.html").read_text()
    assert "tide/en/high-water.html" in page and "tide/en/tides.html" not in page
    assert "tide/en/high-water/leaf/full.json" in (workspace.output / "_index/tide/en/high-water.html").read_text()
    assert not (workspace.output / "_index/tide/en/tides.html").exists()


def test_a_restored_article_leaves_the_withdrawn_ones(workspace: Workspace) -> None:
    build(workspace)
    (workspace.source / "tides").rename(workspace.root / "aside")
    retitle(workspace, "Waves", "waves")
    build(workspace)
    (workspace.root / "aside").rename(workspace.source / "tides")
    assert "tide/en/tides" in built(build(workspace))
    assert not (workspace.output / "_withdrawn").exists()


def test_a_removed_translation_leaves_alone(workspace: Workspace) -> None:
    write(workspace.root, SPANISH + ARTICULO, name="article.es.md")
    build(workspace)
    (workspace.source / "tides/article.es.md").unlink()
    assert withdrawn(build(workspace)) == {
        "tide/es/tides": ('"tides" is not there in "es" any more; its output lies in _withdrawn/',)
    }
    assert set(said(workspace)) == {"tide/en/tides/leaf/full.json", "tide/en/tides/twig/full.json"}


def test_a_removed_brand_leaves_with_all_its_editions(workspace: Workspace) -> None:
    shutil.copytree(workspace.styles / "brands/tide", workspace.styles / "brands/wave")
    build(workspace)
    shutil.rmtree(workspace.styles / "brands/wave")
    assert withdrawn(build(workspace)) == {
        "wave/en/tides": ('there is no brand "wave" any more; its output lies in _withdrawn/',)
    }


def test_a_brand_that_gives_up_a_language_leaves_it(workspace: Workspace) -> None:
    write(workspace.root, SPANISH + ARTICULO, name="article.es.md")
    build(workspace)
    brand = workspace.styles / "brands/tide/brand.toml"
    brand.write_bytes(BRAND.replace(b'region = "GB"', b'region = "GB"\nlanguages = ["en"]'))
    report = build(workspace)
    assert withdrawn(report) == {
        "tide/es/tides": ('the brand "tide" does not publish "es" any more; its output lies in _withdrawn/',)
    }
    assert [finding.rule for finding in report.findings.found] == ["article/unpublished"]


def test_a_removed_collection_leaves(workspace: Workspace) -> None:
    file = workspace.source / "sea.collection.toml"
    file.write_text('title = "The sea"\narticles = ["tides"]\n')
    build(workspace)
    file.unlink()
    assert withdrawn(build(workspace)) == {
        "tide/en/sea": ('there is no collection "sea" any more; its output lies in _withdrawn/',)
    }


def test_an_article_that_cannot_be_read_keeps_what_is_published(workspace: Workspace) -> None:
    """It may be half edited: nobody has said that the leaflet is to go."""
    build(workspace)
    (workspace.source / "tides/article.md").write_bytes(b"---\nlang: [\n---\n")
    before = said(workspace)
    report = build(workspace)
    assert withdrawn(report) == {} and not report.passed()
    assert said(workspace) == before


def test_a_check_moves_nothing(workspace: Workspace) -> None:
    from tests.building.leaf import check

    build(workspace)
    retitle(workspace, "Waves", "waves")
    shutil.rmtree(workspace.source / "tides")
    check(workspace)
    assert (workspace.output / "tide/en/tides").is_dir()


@pytest.mark.parametrize("narrow", [False, True])
def test_a_copied_article_with_the_same_document_id_is_an_error_that_names_both(
    workspace: Workspace, narrow: bool
) -> None:
    shutil.copytree(workspace.source / "tides", workspace.source / "waves")
    report = build(workspace, replace(DAY, articles=("waves",)) if narrow else DAY)
    said_of = {str(edition.name): edition.all_findings.errors for edition in report.editions}
    assert [error.message for error in said_of["tide/en/waves"]] == [
        'the document id "PL-tides" is that of "tides" too'
    ]
    if not narrow:
        assert [e.message for e in said_of["tide/en/tides"]] == ['the document id "PL-tides" is that of "waves" too']


def test_translations_share_the_document_id(workspace: Workspace) -> None:
    write(workspace.root, SPANISH + ARTICULO, name="article.es.md")
    assert build(workspace).passed()


# manifests


def the_manifest(workspace: Workspace) -> dict[str, object]:
    value: dict[str, object] = json.loads((workspace.output / "tide/en/tides/manifest.json").read_bytes())
    return value


def put(workspace: Workspace, content: object) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    (workspace.output / "tide/en/tides/manifest.json").write_text(text)


@pytest.mark.parametrize("cut", [0, 1, 40, 400])
def test_a_manifest_cut_off_in_the_middle_is_named_and_made_anew(workspace: Workspace, cut: int) -> None:
    build(workspace)
    put(workspace, json.dumps(the_manifest(workspace))[:cut])
    report = build(workspace)
    assert [finding.rule for finding in report.findings.found] == ["build/manifest-unreadable"]
    assert the_edition(report).fate is Fate.BUILT
    assert set(said(workspace)) == {"tide/en/tides/leaf/full.json", "tide/en/tides/twig/full.json"}
    assert the_edition(build(workspace)).fate is Fate.UP_TO_DATE


def test_a_manifest_that_was_changed_by_hand_is_not_believed(workspace: Workspace) -> None:
    """A wrong hash in it would be handed on with the edition, and an old name or day believed."""
    build(workspace)
    manifest = json.dumps(the_manifest(workspace))
    digest = re.findall(r"[0-9a-f]{64}", manifest)[0]
    put(workspace, manifest.replace(digest, "0" * 64))
    report = build(workspace)
    assert [finding.rule for finding in report.findings.found] == ["build/manifest-unreadable"]
    assert the_edition(report).fate is Fate.BUILT
    assert json.dumps(the_manifest(workspace)) == manifest
    # As the versions before wrote it.
    put(workspace, {key: value for key, value in the_manifest(workspace).items() if key != "seal"})
    assert the_edition(build(workspace)).fate is Fate.UP_TO_DATE


def test_a_manifest_that_names_files_elsewhere_is_not_believed(workspace: Workspace) -> None:
    build(workspace)
    (workspace.output / "secret").write_text("key")
    manifest = json.dumps(the_manifest(workspace)).replace('"leaf/full.json"', '"../../../secret"')
    put(workspace, manifest)
    report = build(workspace)
    assert [finding.rule for finding in report.findings.found] == ["build/manifest-unreadable"]
    assert (workspace.output / "secret").read_text() == "key"


def test_a_folder_renamed_in_the_output_is_not_taken_for_an_edition(workspace: Workspace) -> None:
    build(workspace)
    (workspace.output / "tide/en/tides").rename(workspace.output / "tide/en/waves")
    report = build(workspace)
    assert built(report) == {"tide/en/tides"} and set(withdrawn(report)) == {"tide/en/waves"}


def test_an_output_folder_of_an_older_version_is_understood(workspace: Workspace) -> None:
    """Manifests had no number before, and did not say what an edition consists of."""
    build(workspace, replace(DAY, variants=("small",), formats=("leaf",)))
    build(workspace)
    old = {
        key: value
        for key, value in the_manifest(workspace).items()
        if key not in {"manifest", "held", "consists_of", "seal"}
    }
    put(workspace, old)
    retitle(workspace, "New words")
    build(workspace)
    assert set(said(workspace).values()) == {"New words"} and len(said(workspace)) == 3


def test_a_manifest_of_a_newer_version_is_refused_with_a_hint(workspace: Workspace) -> None:
    build(workspace)
    put(workspace, the_manifest(workspace) | {"manifest": 99, "seal": None})
    with pytest.raises(PlainleafError, match="newer plainleaf") as caught:
        build(workspace)
    assert caught.value.hint and "--out" in caught.value.hint


def test_a_file_that_nobody_knows_leaves_by_name(workspace: Workspace) -> None:
    build(workspace)
    (workspace.output / "tide/en/tides/leaf/notes.txt").write_text("mine")
    retitle(workspace, "New words")
    edition: EditionReport = the_edition(build(workspace))
    assert edition.notes == ("leaf/notes.txt is not of this edition; it lies in _withdrawn/",)
    assert (workspace.output / "_withdrawn/tide/en/tides/leaf/notes.txt").read_text() == "mine"


def test_an_empty_library_is_an_error_with_the_next_step(workspace: Workspace) -> None:
    shutil.rmtree(workspace.source / "tides")
    with pytest.raises(PlainleafError, match="no article") as caught:
        build(workspace)
    assert caught.value.hint == "start one: plainleaf new my-first-leaflet"


@pytest.mark.parametrize(
    ("wish", "message", "hint"),
    [
        ({"langs": ("eng",)}, 'no article in "eng"', 'did you mean "en"?'),
        ({"articles": ("tdies",)}, 'no article "tdies"', 'did you mean "tides"?'),
        ({"articles": ("Tides",)}, 'no article "Tides"', 'did you mean "tides"?'),
        ({"brands": ("tyde",)}, 'no brand "tyde"', 'did you mean "tide"?'),
        ({"variants": ("smal",)}, 'variant "smal"', 'did you mean "small"?'),
        ({"formats": ("leave",)}, 'no format "leave"', 'did you mean "leaf"?'),
    ],
)
def test_a_name_that_does_not_exist_is_said_with_the_nearest_right_one(
    workspace: Workspace, wish: dict[str, tuple[str, ...]], message: str, hint: str
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        build(workspace, replace(DAY, **wish))  # type: ignore[arg-type]
    assert caught.value.hint == hint


def test_names_that_exist_but_not_together_are_said(workspace: Workspace) -> None:
    write(workspace.root, SPANISH + ARTICULO, name="article.es.md")
    retitle(workspace, "Waves", "waves")
    with pytest.raises(UsageError, match='no edition of "waves" in es') as caught:
        build(workspace, replace(DAY, articles=("waves",), langs=("es",)))
    assert caught.value.hint == "there is: tide/en/waves"


def test_an_article_in_a_language_that_no_brand_publishes_is_named(workspace: Workspace) -> None:
    brand = workspace.styles / "brands/tide/brand.toml"
    brand.write_bytes(BRAND.replace(b'region = "GB"', b'region = "GB"\nlanguages = ["es"]'))
    report = build(workspace)
    assert [finding.message for finding in report.findings.found] == [
        'it is in "en", which no brand publishes ("tide")'
    ]
    assert report.editions == () and not report.passed()


def test_plans_of_what_left_are_empty(workspace: Workspace) -> None:
    build(workspace)
    assert planned(workspace) == {} and Output(workspace.output).editions() == [TIDES]
