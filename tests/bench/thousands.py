"""Workspaces of thousands of tiny articles: what a run costs that changes nothing, plans, or changes one word.

    python -m tests.bench.thousands FOLDER COUNT [FORMAT...]

makes one. One article is read and built; the others are its copies, with what an earlier run would have left of them:
building ten thousand would take a day.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.building.build import Build
from pipeline.building.library import Library
from pipeline.building.manifest import edition_from_json, edition_to_json
from pipeline.building.planning import Request, parts_of
from pipeline.building.processes.running import InProcess, Runner
from pipeline.building.report import EditionReport, Fate
from pipeline.channels import FORMATS
from pipeline.edition.name import EditionName
from pipeline.workspace.disk import to_json
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.workspace import ROOT, with_head

BRAND = "harbour-clinic"
TEXT = "## What to do\n\nRest for a day. Drink water.\n\n::: action\nCall us when it is not better.\n:::\n"


def make(folder: Path, count: int, formats: Sequence[str] = FORMATS) -> Workspace:
    """A workspace of so many articles of one brand, all published in these formats."""
    workspace = Workspace(folder, folder / "source", folder / "styles", folder / "output")
    shutil.copytree(ROOT / "styles", workspace.styles, ignore=shutil.ignore_patterns("fieldnote-press"))
    _write(workspace, 0)
    today = datetime.now(UTC).date()
    request = Request(today, formats=tuple(formats), draft=False)
    library, output = Library.open(workspace, today), Output(workspace.output)
    with output.locked(), Runner(lambda: InProcess(library.style_files)) as runner:
        report = Build(library, output, request).run(runner)
    if report.editions[0].fate is not Fate.BUILT:
        raise SystemExit("\n".join(map(str, report.editions[0].findings.found)))
    for number in range(1, count):
        _write(workspace, number)
    _publish_copies(workspace, output, library, count)
    return workspace


def slug_of(number: int) -> str:
    return f"leaf-{number:05}"


def _write(workspace: Workspace, number: int) -> None:
    path = workspace.source / slug_of(number) / "article.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = with_head("").replace("title: ", f"title: {number} ", 1)
    lines = [f"id: PL-{number}" if line.startswith("id:") else line for line in (head + TEXT).split("\n")]
    path.write_text("\n".join(lines), encoding="utf-8")


def _publish_copies(workspace: Workspace, output: Output, first: Library, count: int) -> None:
    """Give every article the edition of the first one, under its own name, as if it had been built."""
    name = EditionName(BRAND, "en", slug_of(0))
    made = edition_from_json(output.manifest(name), name, Fate.UP_TO_DATE)
    assert made is not None
    library = Library.open(workspace, first.today)
    library.recall(output.memory.recall())
    (entry,) = library.entries[slug_of(0)]
    for number in range(1, count):
        slug = slug_of(number)
        file = f"source/{slug}/article.md"
        title = f"{number} {entry.title}"
        library.entries[slug] = (replace(entry, slug=slug, file=file, title=title, document=f"PL-{number}"),)
    targets = {target.name.slug: target for target in library.survey().targets}
    for number in range(1, count):
        target = targets[slug_of(number)]
        products = tuple(replace(p, parts=parts_of(library.digests, target, p.format, False)) for p in made.products)
        copy = replace(made, name=target.name, title=target.title, file=target.file, products=products)
        _copy(workspace.output, made, copy)
    output.memory.remember(library.memory())


def _copy(root: Path, made: EditionReport, copy: EditionReport) -> None:
    for product in made.products:
        for file in product.files:
            path = root / str(copy.name) / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            os.link(root / str(made.name) / file.name, path)
    (root / str(copy.name) / "manifest.json").write_bytes(to_json(edition_to_json(copy)))


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), tuple(sys.argv[3:]) or FORMATS)
