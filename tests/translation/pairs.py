"""Bodies of an article and its translation come in; what is found between them goes out."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.article.model import Article
from pipeline.article.reading import read_articles
from pipeline.finding import Finding
from pipeline.translation.checking import check_translations
from tests.workspace import source_of

HEAD = """---
lang: es
title: Las mareas y cómo leerlas
summary: Cuándo viene y se va el agua, y qué llevar.
main_message: Mire la tabla de mareas antes de salir.
funding: none
conflicts: none
{more}---

"""


def spanish(body: str, more: str = "") -> str:
    """A Spanish body under a head of its own, unless it brings one."""
    return body if body.startswith("---") else HEAD.format(more=more) + body


def articles_of(files: Mapping[str, bytes]) -> tuple[Article, ...]:
    """The articles of a folder, the original first."""
    return tuple(reading.article for reading in read_articles(source_of(files)) if reading.article is not None)


def findings_in(files: Mapping[str, bytes], more: str = "") -> list[Finding]:
    """What is found between the original and its Spanish translation."""
    files = {**files, "article.es.md": spanish(files["article.es.md"].decode(), more).encode()}
    checked = check_translations(articles_of(files), files, "source/tides")
    return list(checked["es"][1].found)


def between(original: str, twin: str) -> list[str]:
    """The names of the rules that find something between two bodies."""
    found = findings_in({"article.md": original.encode(), "article.es.md": twin.encode()})
    return [finding.rule.removeprefix("translation/") for finding in found]
