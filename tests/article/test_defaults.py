"""What a house says in every leaflet is written once; an article's own words go before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.article.reading import Reading, read_articles
from pipeline.building.digests import source_digest
from pipeline.workspace.folder import Workspace
from pipeline.workspace.storage import read_source
from tests.building.leaf import ARTICLE, build, check, workspace, write
from tests.workspace import HEAD, source_of

__all__ = ["workspace"]

PEOPLE = b"""authors:
  - name: Example Writing Group
    credentials: health writers (example)
funding: the house
advertisement: false
"""
WITHOUT = "\n".join(line for line in HEAD.splitlines() if not line.startswith(("funding:", "advertisement:")))
SPANISH = "---\nlang: es\ntitle: Mareas\nsummary: Un resumen.\nmain_message: Mire la tabla.\n---\n\nMire la tabla.\n"


def readings(defaults: dict[str, bytes], head: str = WITHOUT, **more: str) -> dict[str, Reading]:
    files = {
        "article.md": f"---\n{head}\n---\n\nThe sand is firm.\n",
        **{f"article.{tag}.md": t for tag, t in more.items()},
    }
    source = replace(source_of({name: text.encode() for name, text in files.items()}), defaults=defaults)
    return {reading.file.removeprefix("source/tides/"): reading for reading in read_articles(source)}


def messages(reading: Reading) -> list[str]:
    return [finding.message for finding in reading.findings.found]


def test_what_an_article_leaves_out_is_taken_from_the_defaults() -> None:
    reading = readings({"defaults.yml": PEOPLE})["article.md"]
    assert reading.article is not None
    assert messages(reading) == []
    front = reading.article.front
    assert (front.funding, front.advertisement) == ("the house", False)
    assert str(reading.article.place("funding")) == "source/defaults.yml:4"
    # The head has authors of its own.
    assert reading.article.place("authors").file == "source/tides/article.md"


def test_an_empty_key_takes_the_default_and_a_filled_one_does_not() -> None:
    head = f"{WITHOUT}\nfunding:\nadvertisement: true"
    article = readings({"defaults.yml": PEOPLE}, head)["article.md"].article
    assert article is not None
    assert (article.front.funding, article.front.advertisement) == ("the house", True)


def test_a_translation_takes_words_from_the_file_of_its_language_only() -> None:
    defaults = {"defaults.yml": PEOPLE + b"conflicts: none\n"}
    head = "\n".join(line for line in WITHOUT.splitlines() if not line.startswith("conflicts:"))
    spanish = readings(defaults, head, es=SPANISH)["article.es.md"]
    assert '"funding" is missing' in messages(spanish)
    spanish = readings(defaults | {"defaults.es.yml": b"funding: la casa\nconflicts: ninguno\n"}, head, es=SPANISH)[
        "article.es.md"
    ]
    assert spanish.article is not None
    assert (spanish.article.front.funding, spanish.article.front.conflicts) == ("la casa", "ninguno")


@pytest.mark.parametrize(
    ("content", "place", "message", "hint"),
    [
        (
            b"author: Someone\n",
            "source/defaults.yml:1",
            '"author" cannot be the same for all articles',
            'write "authors"',
        ),
        (
            b"title: One\n",
            "source/defaults.yml:1",
            '"title" cannot be the same',
            "these may stand here: brands, authors",
        ),
        (b"funding: a: b\n", "source/defaults.yml:1", "cannot be read", "put it in quotes"),
        (b"funding: one\nfunding: two\n", "source/defaults.yml:2", '"funding" is given twice', "keep one of the two"),
        (b"\xff\xfe", "source/defaults.yml", "it is not UTF-8 text", "save it as UTF-8"),
        ("funding: a\u202eb\n".encode(), "source/defaults.yml:1", "", ""),
        (b"funding: &a [1]\nconflicts: *a\n", "source/defaults.yml:1", "aliases are not used", "write the value out"),
    ],
)
def test_a_fault_in_the_defaults_is_told_at_its_line(content: bytes, place: str, message: str, hint: str) -> None:
    found = readings({"defaults.yml": content}, HEAD)["article.md"].findings.found
    at_place = [finding for finding in found if str(finding.where) == place]
    assert any(message in finding.message and finding.hint.startswith(hint) for finding in at_place), found


def test_a_change_of_the_defaults_is_a_change_of_every_article(workspace: Workspace) -> None:
    write(workspace.root, ARTICLE)
    before = source_digest(read_source(workspace, "tides"))
    (workspace.source / "defaults.yml").write_bytes(PEOPLE)
    assert source_digest(read_source(workspace, "tides")) != before


def test_defaults_that_nobody_reads_are_named(workspace: Workspace) -> None:
    (workspace.source / "defaults.yaml").write_bytes(PEOPLE)
    (finding,) = (each for each in check(workspace).all_findings.found if "defaults" in each.where.file)
    assert (finding.rule, finding.hint[:20]) == ("source/stray", "name it defaults.yml")
    (workspace.source / "defaults.yaml").unlink()
    (workspace.source / "defaults.yml").mkdir()
    (finding,) = (each for each in check(workspace).all_findings.found if "defaults" in each.where.file)
    assert finding.rule == "source/unreadable"


def test_an_edition_is_published_with_its_defaults(workspace: Workspace) -> None:
    (workspace.source / "defaults.yml").write_bytes(PEOPLE)
    assert build(workspace).passed()
