"""An edition comes in; it is published and certified as `plainleaf build --certify` does, and what became of it goes
out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.building.build import Build
from pipeline.building.keeping.history import Recorder
from pipeline.building.library import Library
from pipeline.building.manifest import edition_from_json
from pipeline.building.planning import Request
from pipeline.building.processes.running import Processes, Runner
from pipeline.building.report import EditionReport, Fate
from pipeline.showing.publishing import finish
from pipeline.workspace.archive import Archive
from pipeline.workspace.output import Output

if TYPE_CHECKING:
    from datetime import date, datetime

    from pipeline.edition.name import EditionName
    from pipeline.workspace.folder import Workspace


@dataclass(frozen=True)
class Publishing:
    """What is to be published, on which day and at which moment, with how many processes."""

    name: EditionName
    workspace: Workspace
    today: date
    moment: datetime
    width: int


def publish(asked: Publishing) -> EditionReport | None:
    """What became of the edition, with its certificates; None where there is none of that name any more.

    The files of the workspace are read anew: what is published is what a build would publish now. Raises PlainleafError
    when another build is writing, or the disk refuses.
    """
    name, output = asked.name, Output(asked.workspace.output)
    library = Library.open(asked.workspace, asked.today, output.memory.seen())
    recorder = Recorder(Archive.of(asked.workspace), library, asked.moment)
    request = Request(asked.today, articles=(name.slug,), brands=(name.brand,), langs=(name.lang,))
    build = Build(library, output, request, recorder=recorder)
    with output.locked(), Runner(lambda: Processes(asked.width, library.style_files)) as runner:
        report = finish(build.output, build.run(runner), certifying=True)
    return next((edition for edition in report.editions if edition.name == name), None)


def published(output: Output, name: EditionName) -> EditionReport | None:
    """What stands published of an edition; None when nothing does."""
    return edition_from_json(output.manifest(name), name, Fate.UP_TO_DATE)


def stands(edition: EditionReport | None, files: dict[str, str]) -> str:
    """Whether what is published is what is on the desk, whose `files` come by name with their digests: "same", "older"
    (it differs), or "none". What somebody had added by name is on no desk, and is made with all else.
    """
    if edition is None:
        return "none"
    products = (product for product in edition.products if not product.added)
    there = {file.name: file.sha256 for product in products for file in product.files}
    return "same" if all(files.get(name) == sha256 for name, sha256 in there.items()) else "older"
