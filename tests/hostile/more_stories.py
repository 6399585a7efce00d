"""Further commands that write: approvals, signatures, translations, mends, the desk, and what is handed on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from tests.hostile.stories import (
    _LEAVES,
    BUILD,
    STORIES,
    Story,
    Typed,
    articles,
    built,
    changed,
    come_back,
    small_formats,
    three_leaves,
    write_article,
)
from tests.workspace import ROOT

_MENDABLE = "## One\n\nTake 5mg of the the salt, not 50mg.\n\n::: action\nLook first.\n:::\n"


def pages() -> None:
    """The small formats, and web pages that are as small."""
    import pipeline.channels
    from pipeline.edition.artifact import Artifact, File, Product
    from pipeline.edition.edition import Edition
    from pipeline.finding import Findings
    from tests.building.leaf import Leaf, LeafReading
    from tests.issuing.pages import finished

    small_formats()

    class PageLeaf(Leaf):
        def __init__(self) -> None:
            super().__init__("page", frozenset())
            self.VARIANTS = ("full",)  # type: ignore[assignment]

        def render(self, edition: Edition, product: Product) -> Artifact:
            title, slug = edition.article.front.title, edition.article.slug
            made = finished(slug, title=title, address=f"{edition.brand.contact.web}{slug}")
            return Artifact(product, (File("index.html", "text/html", made),))

        def check(self, reading: LeafReading, edition: Edition) -> Findings:
            return Findings()

    sys.modules["pipeline.formats.page"] = PageLeaf()
    small: Any = pipeline.channels
    small.FORMATS = ("leaf", "page")


def watching() -> None:
    """`build --watch` that looks twice and ends, its jobs in this process."""
    from pipeline.building import warm
    from pipeline.building.processes.running import InProcess
    from pipeline.cli import watching as module

    small_formats()
    patched: Any = warm
    patched.Lanes = lambda width, styles: InProcess(styles)
    watch: Any = module

    def rounds(workspace: object) -> Iterator[bool]:
        yield True
        yield False

    watch._rounds = rounds


def storing() -> None:
    """The small formats, and a store that lies in the folder itself, wherever that is."""
    from pipeline.workspace import store

    small_formats()
    patched: Any = store
    patched.open_store = lambda address: store.FolderStore(Path.cwd() / "store")


def at_the_desk() -> None:
    """What the desk writes when somebody saves a text or puts a picture in, as commands."""
    from pipeline import cli

    cli.COMMANDS["save"] = ("tests.hostile.more_stories:save", "Save a text.")
    cli.COMMANDS["add"] = ("tests.hostile.more_stories:add", "Put a picture in.")


@click.command()
@click.argument("file")
@click.argument("text")
def save(file: str, text: str) -> None:
    """Save a text over whatever stands there."""
    from pipeline.workspace.disk import digest
    from pipeline.workspace.folder import find_workspace
    from pipeline.workspace.saving import save_text

    workspace = find_workspace(Path.cwd())
    there = workspace.root / file
    save_text(workspace, file, text.encode() * 500, digest(there.read_bytes()) if there.exists() else "")


@click.command()
@click.argument("name")
def add(name: str) -> None:
    """Put a picture in."""
    from pipeline.workspace.folder import find_workspace
    from pipeline.workspace.saving import add_picture

    add_picture(find_workspace(Path.cwd()), "tides", name, b"<svg/>" * 500)


def with_key(folder: Path, typed: Typed) -> None:
    """Everything built, and a key to sign it with; Ed25519 gives the same signature each time (RFC 8032, 5.1.6)."""
    built(folder, typed)
    make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "a@example.org", "-f", str(folder / "key")]
    subprocess.run(make, check=True)


def approved(folder: Path, typed: Typed) -> None:
    """An article that a clinician has approved, and that somebody changed since."""
    articles(folder)
    assert typed("approve", "tides", "--as", "clinician", "--name", "Example Clinician") == 0
    article = folder / "source/tides/article.md"
    article.write_text(article.read_text().replace("not 50", "not 60"))


def translated(folder: Path, typed: Typed) -> None:
    """A language that has begun, and a bureau's file that came back."""
    articles(folder)
    (folder / "source/tides/article.es.md").unlink()
    assert typed("translate", "tides", "--to", "es", "--po", "back.po") == 0
    file = folder / "back.po"
    text = re.sub(r'(?m)^msgid "([^"\n]+)"\nmsgstr ""$', r'msgid "\1"\nmsgstr "es \1"', file.read_text())
    assert 'msgstr "es ' in text
    file.write_text(text.replace("#, fuzzy\n", ""))


def taken_back(folder: Path, typed: Typed) -> None:
    translated(folder, typed)
    typed("translate", "tides", "--to", "es", "--from", "back.po")
    article = folder / "source/tides/article.md"
    article.write_text(article.read_text().replace("not 50", "not 60"))


def mendable(folder: Path, _: Typed) -> None:
    articles(folder)
    article = folder / "source/tides/article.md"
    article.write_text(article.read_text().partition("## One")[0] + _MENDABLE)


def sites(folder: Path, typed: Typed) -> None:
    """Pages built of three articles."""
    three_leaves(folder)
    for name in ("site", "page"):
        for path in (ROOT / "styles" / name).rglob("*"):
            if path.is_file():
                place = folder / path.relative_to(ROOT)
                place.parent.mkdir(parents=True, exist_ok=True)
                os.link(path, place)
    assert typed(*BUILD) == 0


def site_changed(folder: Path, typed: Typed) -> None:
    """A site; then one title changes, and one article is gone."""
    sites(folder, typed)
    assert typed("site") == 0
    write_article(folder, "tides", "New tides")
    (folder / "source/shells/article.md").unlink()
    (folder / "source/shells").rmdir()
    assert typed(*BUILD) == 0


def handed_on(folder: Path, typed: Typed) -> None:
    """What was handed on once, before one title changed."""
    built(folder, typed)
    for name in ("bundle", "records"):
        assert typed(*_HANDED_ON[name]) == 0, name
    write_article(folder, "tides", "New tides")
    assert typed(*BUILD) == 0


def stored(folder: Path, typed: Typed) -> None:
    """What stands in a store, before one title changed and one article went."""
    changed(folder, typed)
    write_article(folder, "shells", "Shells")
    assert typed(*_HANDED_ON["store"]) == 0
    (folder / "source/shells/article.md").unlink()
    (folder / "source/shells").rmdir()
    write_article(folder, "tides", "Newer tides")


def compared(folder: Path, typed: Typed) -> None:
    built(folder, typed)
    article = folder / "source/tides/article.md"
    article.write_text(article.read_text().replace("not 50", "not 60"))
    for name in ("old.html", "old.docx"):
        (folder / name).write_bytes(b"the old file")


_HANDED_ON = {
    "bundle": ("bundle", "--to", "handover.zip"),
    "records": ("records", "--to", "records"),
    "store": (*BUILD, "--to", "file:///store"),
}
INDEX = ("output/index.html",)
_APPROVE = ("approve", "tides", "--as", "clinician", "--name", "Example Clinician")
_BACK = ("translate", "tides", "--to", "es", "--from", "back.po")

EVERY = STORIES | {
    "approve": Story(_APPROVE, approved),
    "approve first": Story(_APPROVE, articles),
    "sign": Story(("sign", "--key", "key"), with_key, _LEAVES, stage=small_formats),
    "translate start": Story(
        ("translate", "tides", "--start", "de"), articles, ("source/tides/article.de.md",), ("new", "other")
    ),
    "translate out": Story(("translate", "tides", "--to", "de", "--xliff", "out.xlf"), articles),
    "translate back": Story(_BACK, translated),
    "translate confirm": Story(("translate", "tides", "--to", "es", "--confirm"), taken_back),
    "mend": Story(("check", "--mend", "--yes"), mendable),
    "save": Story(("save", "source/tides/article.md", "Words. "), articles, stage=at_the_desk),
    "save of a snippet": Story(("save", "source/_snippets/new.md", "Words."), articles, stage=at_the_desk),
    "add a picture": Story(
        ("add", "b.svg"), articles, ("source/tides/images/b.svg",), ("new", "other"), stage=at_the_desk
    ),
    "watch": Story(("build", "--watch", "--jobs", "1"), changed, _LEAVES, BUILD, stage=watching, twice=INDEX),
    "watch what comes back": Story(
        ("build", "--watch", "--jobs", "1"), come_back, _LEAVES, BUILD, stage=watching, twice=INDEX
    ),
    "site": Story(("site",), site_changed, stage=pages),
    "first site": Story(("site",), sites, stage=pages),
    "bundle": Story(_HANDED_ON["bundle"], handed_on, stage=small_formats),
    "records": Story(_HANDED_ON["records"], handed_on, stage=small_formats),
    "store": Story(_HANDED_ON["store"], stored, stage=storing),
    "reprint": Story(("reprint", "tides"), handed_on, stage=small_formats),
    "diff as a page": Story(("diff", "tides", "--published", "--html", "old.html"), compared, stage=small_formats),
    "diff as Word": Story(("diff", "tides", "--published", "--docx", "old.docx"), compared, stage=small_formats),
}
