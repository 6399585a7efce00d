"""One grammar of names for every door, and nothing under source/ is left out without a word."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from pipeline.article.reading import read_articles
from pipeline.article.source import is_slug
from pipeline.building.library import Library
from pipeline.errors import UsageError
from pipeline.house.brand import read_brand
from pipeline.workspace import storage
from pipeline.workspace.folder import Workspace, find_workspace
from pipeline.workspace.starter import start_article
from tests.hostile.stories import workspace as filled
from tests.workspace import ROOT, with_head

GOOD = with_head("## One\n\nTwo.\n\n::: action\nLook first.\n:::\n")

NO_NAMES = [
    "a~b",
    "<b>",
    "{{phone}}",
    "a" * 61,
    "a" * 250,
    "Tides",
    "TIDES",
    "ca\u0301fe",
    "café",
    "two words",
    "a_b",
    "a--b",
    "-a",
    "a-",
    "a.b",
    "con\u202e",
    "a\nb",
    "a\x1b[2J",
    "\u2066",
    "%2e%2e",
    "a'b",
    'a"b',
    "a;b",
    "$(a)",
    "a&b",
]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for name in ("source/tides", "styles", "output"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "source/tides/article.md").write_text(GOOD)
    return Workspace(tmp_path, tmp_path / "source", tmp_path / "styles", tmp_path / "output")


def found(workspace: Workspace) -> dict[str, str]:
    """The rules of what is left out, by file."""
    return {f.where.file: f.rule for f in storage.strays(workspace).found}


@pytest.mark.parametrize("name", NO_NAMES, ids=ascii)
def test_a_name_that_is_none_is_a_finding_at_every_door(workspace: Workspace, name: str) -> None:
    assert not is_slug(name)
    folder = workspace.source / name
    folder.mkdir()
    (folder / "article.md").write_text(GOOD)
    (workspace.source / f"{name[:200]}.collection.toml").write_text('articles = ["tides"]\ntitle = "T"\n')
    assert storage.article_slugs(workspace) == ["tides"]
    assert storage.read_collections(workspace) == {}
    assert found(workspace) == {
        f"source/{name}": "source/name",
        f"source/{name[:200]}.collection.toml": "source/name",
    }
    with pytest.raises(UsageError):
        start_article(workspace, name, "en", None, today=date(2026, 11, 2))
    toml = (ROOT / "styles/brands/harbour-clinic/brand.toml").read_bytes()
    assert [f.rule for f in read_brand(name, {"brand.toml": toml})[1].errors] == ["source/name"]


@pytest.mark.parametrize("name", ["tides", "a", "a" * 60, "wound-care-2", "2-a"])
def test_an_honest_name_is_taken(name: str) -> None:
    assert is_slug(name)


def test_a_folder_that_is_a_link_out_is_not_followed(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/article.md").write_text(GOOD)
    (workspace.source / "far").symlink_to(tmp_path / "elsewhere")
    (workspace.source / "near").symlink_to(workspace.source / "_kept/near")
    (workspace.source / "_kept/near").mkdir(parents=True)
    (workspace.source / "_kept/near/article.md").write_text(GOOD)
    (workspace.source / "twin").symlink_to("tides")
    (workspace.source / "loop").symlink_to(workspace.source / "loop")
    (workspace.source / "gone").symlink_to(tmp_path / "nowhere")
    assert storage.article_slugs(workspace) == ["near", "tides"]
    assert found(workspace) == dict.fromkeys(
        ("source/far", "source/loop", "source/gone", "source/twin"), "source/unreadable"
    )


def test_a_file_in_the_place_of_an_article_is_named(workspace: Workspace) -> None:
    for name in ("odd", "leaflet of May.docx", "README", "Makefile", "prices.csv", "hair.collection.toml"):
        (workspace.source / name).write_text('articles = ["tides"]\n')
    assert found(workspace) == dict.fromkeys(("source/odd", "source/leaflet of May.docx"), "source/stray")


@pytest.mark.parametrize("kind", ["link", "pipe", "device", "folder", "nowhere"])
def test_an_article_that_is_no_file_costs_its_article(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    (workspace.source / "odd").mkdir()
    article = workspace.source / "odd/article.md"
    make_odd(article, kind, tmp_path)
    assert storage.article_slugs(workspace) == ["odd", "tides"]
    [reading] = read_articles(storage.read_source(workspace, "odd"))
    assert [(f.rule, f.where.file) for f in reading.findings.errors] == [("source/unreadable", "source/odd/article.md")]
    assert read_articles(storage.read_source(workspace, "tides"))[0].article is not None


@pytest.mark.parametrize("kind", ["link", "pipe", "device", "folder", "nowhere"])
def test_a_collection_that_is_no_file_is_a_finding(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    make_odd(workspace.source / "book.collection.toml", kind, tmp_path)
    assert storage.read_collections(workspace) == {}
    assert found(workspace) == {"source/book.collection.toml": "source/unreadable"}


@pytest.mark.parametrize("kind", ["link", "pipe", "device", "folder", "nowhere"])
def test_a_picture_that_is_no_file_is_named(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    (workspace.source / "tides/images").mkdir()
    make_odd(workspace.source / "tides/images/a.png", kind, tmp_path)
    text = with_head("::: figure\n![a map](images/a.png)\n\nThe bay.\n:::\n\n::: action\nLook.\n:::\n")
    (workspace.source / "tides/article.md").write_text(text)
    [reading] = read_articles(storage.read_source(workspace, "tides"))
    rules = {f.rule for f in reading.findings.errors}
    assert rules == {"article/image-missing" if kind == "folder" else "source/unreadable"}


def make_odd(path: Path, kind: str, outside: Path) -> None:
    match kind:
        case "link":
            (outside / "secret").write_text(GOOD)
            path.symlink_to(outside / "secret")
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "folder":
            path.mkdir()
            (path / "x").write_text("x")
        case "nowhere":
            path.symlink_to(outside / "nowhere")


def test_a_file_that_may_not_be_read_costs_its_article(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace.source / "shut").mkdir()
    (workspace.source / "shut/article.md").write_text(GOOD)
    (workspace.source / "locked").mkdir()
    opened, listed = os.open, os.scandir

    def refuse_file(path: str, *rest: int) -> int:
        if str(path).endswith("shut/article.md"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest)

    def refuse_folder(path: Path) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "open", refuse_file)
    monkeypatch.setattr(os, "scandir", refuse_folder)
    assert storage.article_slugs(workspace) == ["shut", "tides"]
    assert found(workspace) == {"source/locked": "source/unreadable"}
    [reading] = read_articles(storage.read_source(workspace, "shut"))
    assert [f.message for f in reading.findings.errors] == ["it cannot be read: permission denied"]


def test_texts_that_nobody_publishes_are_named(workspace: Workspace) -> None:
    (workspace.source / "loose.md").write_text(GOOD)
    (workspace.source / "README.md").write_text("Notes.")
    (workspace.source / "old").mkdir()
    (workspace.source / "old/Article.md").write_text(GOOD)
    (workspace.source / "empty").mkdir()
    (workspace.source / "_snippets").mkdir()
    assert found(workspace) == {"source/loose.md": "source/stray", "source/old": "source/stray"}


def test_a_language_that_no_brand_has_is_named() -> None:
    """ "no" is Norwegian, and not the answer of YAML 1.1 to a question."""
    from pipeline.article.front.head import read_head

    assert read_head("\nlang: no\n", "a")[0].values["lang"] == "no"


def test_the_library_tells_what_it_leaves_out(workspace: Workspace) -> None:
    (workspace.source / "A~b").mkdir()
    (workspace.source / "A~b/article.md").write_text(GOOD)
    library = Library.open(workspace, date(2026, 11, 27))
    assert [f.where.file for f in library.survey().findings.errors] == ["source/A~b"]


def test_a_folder_without_end_is_read_up_to_its_limit(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline import limits

    monkeypatch.setattr(limits, "FOLDER_FILES", 5)
    for number in range(20):
        (workspace.source / f"tides/b{number:02}.txt").write_text("x")
    source = storage.read_source(workspace, "tides")
    assert len(source.files) == 5
    assert list(source.unread.values()) == ["the folder holds more than 5 files or 500,000,000 bytes"]


def test_a_collection_that_is_too_large_is_named(workspace: Workspace) -> None:
    (workspace.source / "book.collection.toml").write_bytes(b'title = "' + b"T" * 600_000 + b'"')
    assert found(workspace) == {"source/book.collection.toml": "source/unreadable"}


def test_a_collection_of_itself_is_named(workspace: Workspace) -> None:
    (workspace.source / "book.collection.toml").write_text('title = "T"\narticles = ["book"]\n')
    library = Library.open(workspace, date(2026, 11, 27))
    assert [f.message for f in library.survey().findings.errors] == [
        'the collection names "book", which is a collection'
    ]


@pytest.mark.parametrize("content", [b"a = " + b"[" * 100_000, b"a = " + b"9" * 9_000, b"\xff", b"[rules]\na = 1"])
def test_a_brand_that_is_no_table_costs_its_editions(workspace: Workspace, content: bytes) -> None:
    """The rules of a house are read from the same file as its name."""
    (workspace.styles / "brands/odd").mkdir(parents=True)
    (workspace.styles / "brands/odd/brand.toml").write_bytes(content)
    library = Library.open(workspace, date(2026, 11, 27))
    library.recall(None)
    assert library.brands["odd"].findings.errors and not library.brands["odd"].findings.faults


def test_a_brand_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A folder that is a link, a file that is a pipe: nobody publishes in their name, and nobody may wonder why."""
    workspace = find_workspace(filled(tmp_path))
    (workspace.styles / "brands/away").symlink_to("/etc")
    (workspace.styles / "brands/quay").mkdir()
    os.mkfifo(workspace.styles / "brands/quay/brand.toml")
    found = {finding.where.file: finding.message for finding in storage.unread_brands(workspace).found}
    assert found == {
        "styles/brands/away": "it is a link that leads out of its folder",
        "styles/brands/quay/brand.toml": "it is a pipe, no file",
    }
