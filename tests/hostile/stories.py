"""The commands that write, each with a small workspace before it and the command that comes after."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.workspace import ROOT, with_head

Typed = Callable[..., int]
"""Types a command in the workspace; gives its exit code."""

ARTICLE = with_head("## One\n\nTake 5 mg, not 50.\n\n::: action\nLook first.\n:::\n")
MANUSCRIPT = "# A new title\n\nTake 5 mg, not 50.\n\n## More\n\nRest well, and drink.\n" * 20


def _as_it_is() -> None:
    """The command as it is."""


@dataclass(frozen=True)
class Story:
    """A command, how its workspace is made, which folders are wholly old or wholly new at every moment (every other
    file is so by itself), and the command that comes next: the same when it is empty. A page in `twice` is written more
    than once on the way: between old and new it has whole states of its own.
    """

    arguments: tuple[str, ...]
    prepare: Callable[[Path, Typed], object]
    units: tuple[str, ...] = ()
    following: tuple[str, ...] = ()
    stage: Callable[[], None] = _as_it_is
    exchanges: bool = True
    twice: tuple[str, ...] = ()


def workspace(parent: Path) -> Path:
    """A workspace with one article, its translation and a picture, manuscripts beside it."""
    folder = parent / "place"
    folder.mkdir(parents=True, exist_ok=True)
    articles(folder)
    return folder


def articles(folder: Path, _: Typed | None = None) -> None:
    (folder / "source/tides/images").mkdir(parents=True)
    (folder / "styles/brands").mkdir(parents=True)
    (folder / "source/tides/article.md").write_text(ARTICLE)
    (folder / "source/tides/article.es.md").write_text("---\nlang: es\n---\n\nHola.\n")
    (folder / "source/tides/images/a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / "manuscript.txt").write_text(MANUSCRIPT)
    (folder / "another.txt").write_text(MANUSCRIPT.replace("A new", "Another"))
    (folder / "tides.docx").write_bytes(b"the old file")
    (folder / "card.html").write_bytes(b"the old card")


def small_formats() -> None:
    """Two small formats in the place of the real ones, so that an edition costs milliseconds."""
    import pipeline.channels
    import pipeline.workspace.storage
    from tests.building.leaf import Leaf

    for name, uses in (("leaf", frozenset[str]()), ("twig", frozenset({"leaf"}))):
        sys.modules[f"pipeline.formats.{name}"] = Leaf(name, uses)
    small: Any = pipeline.channels
    small.FORMATS = ("leaf", "twig")
    storage: Any = pipeline.workspace.storage
    storage.code_digest = lambda: "engine"


def certifying() -> None:
    """The small formats, and a validator that passes everything at once."""
    from pipeline import certifying
    from pipeline.certifying.machine import JavaWorker
    from pipeline.certifying.profile import CERTIFIED, Profile, profiles
    from pipeline.edition.artifact import File

    small_formats()
    CERTIFIED.add("application/json")
    known: tuple[Profile, ...] = tuple(profiles(File("a.epub", "application/epub+zip", b"")))
    patched: Any = certifying
    patched.profiles = lambda file, ace: known
    worker: Any = JavaWorker
    worker.ask = lambda self, file, profile: {"version": "1", "passed": True, "messages": []}


def proving() -> None:
    """The small formats, and a proof that always holds."""
    from pipeline.building.answers.verifying import Verifier
    from pipeline.finding import Findings

    small_formats()
    patched: Any = Verifier
    patched._product = lambda *_: (Findings(), "")


def write_article(folder: Path, slug: str, title: str, more: str = "") -> None:
    head = re.sub(r"(?m)^title: .*$", f"title: {title}{more}", ARTICLE, count=1)
    path = folder / "source" / slug / "article.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(re.sub(r"(?m)^id: .*$", f"id: PL-{slug}", head, count=1))


def three_leaves(folder: Path, _: Typed | None = None) -> None:
    """A workspace of three articles and one brand, nothing built."""
    from tests.test_edition import BRAND

    for name in ("brands/tide", "words", "fonts", "leaf"):
        (folder / "styles" / name).mkdir(parents=True)
    (folder / "styles/fonts/fonts.toml").write_text("family = []\n[stacks]\n")
    for lang in ("en", "es"):
        (folder / f"styles/words/{lang}.po").write_bytes((ROOT / f"styles/words/{lang}.po").read_bytes())
    (folder / "styles/leaf/leaf.html").write_text("x")
    (folder / "styles/brands/tide/brand.toml").write_bytes(
        BRAND.replace(b"[values]", b'[values]\nleaves = "full small"')
    )
    for slug in ("tides", "waves", "shells"):
        write_article(folder, slug, slug.title())


def built(folder: Path, typed: Typed) -> None:
    three_leaves(folder)
    assert typed(*BUILD) == 0


def changed(folder: Path, typed: Typed) -> None:
    """Everything built; then one title changes, one article is parked and one is gone."""
    built(folder, typed)
    write_article(folder, "tides", "New tides")
    write_article(folder, "waves", "Waves", more="\nstatus: draft")
    (folder / "source/shells/article.md").unlink()
    (folder / "source/shells").rmdir()


def come_back(folder: Path, typed: Typed) -> None:
    """What was parked and withdrawn comes back, with a variant fewer."""
    changed(folder, typed)
    assert typed(*BUILD) == 0
    for slug in ("tides", "waves", "shells"):
        write_article(folder, slug, f"{slug.title()} once more")
    brand = folder / "styles/brands/tide/brand.toml"
    brand.write_text(brand.read_text().replace("full small", "full"))


def gone_again(folder: Path, typed: Typed) -> None:
    """What left a variant in _withdrawn/ is withdrawn as a whole."""
    come_back(folder, typed)
    assert typed(*BUILD) == 0
    write_article(folder, "tides", "Tides", more="\nstatus: withdrawn")


def drafted(folder: Path, typed: Typed) -> None:
    built(folder, typed)
    write_article(folder, "tides", "New tides!")
    assert typed(*BUILD, "--draft") == 1
    write_article(folder, "tides", "Newer tides!")


_QUAY = "--name Quay --region GB --phone 02079460999 --email a@example.org --web https://quay.example.org/"
_QUAY += " --accent #0b4f5c --warning #8f2d0e --address London"
BUILD = ("build", "--jobs", "1")
_LEAVES = tuple(f"output/tide/en/{slug}" for slug in ("tides", "waves", "shells"))

STORIES = {
    "build": Story(BUILD, changed, _LEAVES, stage=small_formats),
    "first build": Story(BUILD, three_leaves, _LEAVES, stage=small_formats),
    "build of what comes back": Story(BUILD, come_back, _LEAVES, stage=small_formats),
    "build that withdraws": Story(BUILD, gone_again, _LEAVES, stage=small_formats),
    "build of drafts": Story(
        (*BUILD, "--draft"),
        drafted,
        (*_LEAVES, *(leaf.replace("output/", "output/_drafts/") for leaf in _LEAVES)),
        stage=small_formats,
    ),
    "certify": Story(("certify",), built, _LEAVES, stage=certifying),
    "verify": Story(("verify",), built, _LEAVES, stage=proving),
    "import": Story(("import", "manuscript.txt", "--to", "tides", "--force"), articles, ("source/tides",)),
    "import of two": Story(
        ("import", "manuscript.txt", "another.txt", "--force"), articles, ("source/manuscript", "source/another")
    ),
    "new": Story(("new", "fresh"), articles, ("source/fresh",), ("new", "other")),
    "export": Story(("export", "tides", "--force"), articles),
    "card": Story(("card", "tides", "--html", "-o", "card.html"), articles),
    "init": Story(("init", "made"), articles),
    "brand": Story(("brand", "new", "quay", *_QUAY.split()), articles, ("styles/brands/quay",), ("new", "other")),
}
