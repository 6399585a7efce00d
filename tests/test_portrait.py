"""What is said of an article is shown with the file that says it, and with what is published of it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from pipeline.building.library import Library
from pipeline.cli import plainleaf
from pipeline.errors import PlainleafError, UsageError
from pipeline.showing.portrait import portrait_lines, portray
from pipeline.workspace.folder import Workspace
from tests.building.leaf import ARTICLE, DAY, workspace, write
from tests.workspace import with_head

__all__ = ["workspace"]

SPANISH = """---
lang: es
title: Mareas
summary: Un resumen.
main_message: Mire la tabla.
funding: la casa
conflicts: ninguno
---

Mire la tabla.
"""


def shown(given: Workspace, slug: str = "tides") -> list[str]:
    return [line for portrait in portray(Library.open(given, DAY.today), slug) for line in portrait_lines(portrait)]


def test_each_value_is_shown_with_the_file_that_says_it(workspace: Workspace) -> None:
    text = with_head(ARTICLE)
    funding = next(line for line in text.splitlines() if line.startswith("funding:"))
    write(workspace.root, text.replace(f"{funding}\n", ""))
    (workspace.source / "tides/article.es.md").write_text(SPANISH, encoding="utf-8")
    (workspace.source / "defaults.yml").write_text("# ours\nfunding: the house\n", encoding="utf-8")
    lines = shown(workspace)
    english, spanish = lines[: lines.index(next(line for line in lines if "(es)" in line))], lines
    assert "  funding            the house  [source/defaults.yml:2]" in english
    assert any(line.startswith("  id ") and "[" not in line for line in english)
    assert "  funding            la casa" in spanish
    assert sum(line.endswith("  [the original]") for line in spanish) > 5
    assert lines[0].startswith("source/tides/article.md (en): ")


def test_what_is_published_is_named_and_what_stands_against_it(workspace: Workspace) -> None:
    assert shown(workspace)[-1].startswith("  tide/en/tides: ")
    assert "/" in shown(workspace)[-1].rpartition(": ")[2]
    write(workspace.root, with_head(ARTICLE).replace("lang: en\n", "lang: en\nstatus: draft\n"))
    assert shown(workspace)[-1] == "  tide/en/tides: parked"


def test_a_name_with_a_slip_and_an_article_that_cannot_be_read_are_told(workspace: Workspace) -> None:
    with pytest.raises(UsageError) as wrong:
        shown(workspace, "tide")
    assert wrong.value.hint == 'did you mean "tides"?'
    write(workspace.root, "---\ntitle: a: b\n---\n\nWords.\n")
    with pytest.raises(PlainleafError, match="its value has a colon"):
        shown(workspace)


def test_the_command_prints_the_same_as_json(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace.root)
    (portrait,) = json.loads(CliRunner().invoke(plainleaf, ["show", "source/tides/article.md", "--json"]).output)
    assert portrait["lang"] == "en"
    assert {"key": "version", "value": "1.0", "place": ""} in portrait["said"]
