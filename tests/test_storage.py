"""Storage reads what belongs to the workspace only, and publishes an edition whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.article.reading import read_articles
from pipeline.errors import PlainleafError
from pipeline.workspace import storage
from pipeline.workspace.folder import Workspace
from pipeline.workspace.source import MAX_PICTURE_BYTES
from pipeline.workspace.storage import Output


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for name in ("source/tides/images", "styles", "output"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "source/tides/article.md").write_text("water")
    return Workspace(tmp_path, tmp_path / "source", tmp_path / "styles", tmp_path / "output")


def test_link_out_of_the_folder_is_not_followed(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("key")
    (workspace.source / "tides/images/map.png").symlink_to(tmp_path / "secret")
    assert set(storage.read_source(workspace, "tides").files) == {"article.md"}


def test_fifty_megabytes_are_a_finding_and_stay_unread(workspace: Workspace) -> None:
    with (workspace.source / "tides/article.md").open("wb") as file:
        file.truncate(50_000_000)
    source = storage.read_source(workspace, "tides")
    assert source.files == {}
    (reading,) = read_articles(source)
    (finding,) = reading.findings.found
    assert (finding.rule, finding.message) == ("article/too-large", "the article weighs 50,000,000 bytes")


def test_oversized_picture_is_a_finding(workspace: Workspace) -> None:
    from tests.workspace import with_head

    figure = "::: figure\n![a map](images/map.png)\n\nThe bay.\n:::\n"
    (workspace.source / "tides/article.md").write_text(with_head(figure))
    with (workspace.source / "tides/images/map.png").open("wb") as file:
        file.truncate(MAX_PICTURE_BYTES + 1)
    (reading,) = read_articles(storage.read_source(workspace, "tides"))
    assert [finding.rule for finding in reading.findings.found] == ["article/too-large"]


def test_edition_is_replaced_whole(tmp_path: Path) -> None:
    """Files of the earlier edition that are not kept are gone; kept ones stay."""
    output = Output(tmp_path)
    output.publish("b/en/tides", {"handout/a.pdf": b"1", "social/x.json": b"2"}, [], {"n": 1})
    output.publish("b/en/tides", {"handout/b.pdf": b"3"}, ["social/x.json"], {"n": 2})
    names = sorted(p.relative_to(tmp_path).as_posix() for p in (tmp_path / "b").rglob("*") if p.is_file())
    assert names == ["b/en/tides/handout/b.pdf", "b/en/tides/manifest.json", "b/en/tides/social/x.json"]
    assert output.manifest("b/en/tides") == {"n": 2}


def test_failed_publication_leaves_the_earlier_edition(tmp_path: Path) -> None:
    output = Output(tmp_path)
    output.publish("b/en/tides", {"handout/a.pdf": b"1"}, [], {"n": 1})
    with pytest.raises(PlainleafError):
        output.publish("b/en/tides", {"handout/b.pdf": b"2"}, ["no/such/file"], {"n": 2})
    assert output.manifest("b/en/tides") == {"n": 1}
    assert output.read("b/en/tides", "handout/a.pdf") == b"1"


def test_edition_that_a_dead_build_moved_aside_comes_back(tmp_path: Path) -> None:
    output = Output(tmp_path)
    output.publish("b/en/tides", {"handout/a.pdf": b"1"}, [], {"n": 1})
    (tmp_path / ".staging").mkdir(exist_ok=True)
    (tmp_path / "b/en/tides").rename(tmp_path / ".staging/old~b~en~tides")
    with output.locked():
        assert output.manifest("b/en/tides") == {"n": 1}


def test_second_build_is_told(tmp_path: Path) -> None:
    with Output(tmp_path).locked(), pytest.raises(PlainleafError, match="another build"), Output(tmp_path).locked():
        pass


def test_folder_without_permission_is_an_error_with_a_hint() -> None:
    """Not even the superuser may make folders among the processes, or at the root of a Mac's system volume."""
    with pytest.raises(PlainleafError) as caught, Output(Path("/proc/plainleaf")).locked():
        pass
    assert caught.value.hint


def test_output_that_is_a_file_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(PlainleafError) as caught, Output(tmp_path / "out").locked():
        pass
    assert caught.value.hint


def test_withdrawn_edition_is_moved_away(tmp_path: Path) -> None:
    output = Output(tmp_path)
    output.publish("b/en/tides", {"handout/a.pdf": b"1"}, [], {"n": 1})
    assert output.withdraw("b/en/tides")
    assert (tmp_path / "_withdrawn/b/en/tides/handout/a.pdf").read_bytes() == b"1"
    assert output.editions() == []


def test_broken_manifest_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "b/en/tides").mkdir(parents=True)
    (tmp_path / "b/en/tides/manifest.json").write_text("{")
    assert Output(tmp_path).manifest("b/en/tides") == {}
