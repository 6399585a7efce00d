"""A library comes in; what its house finds in a source as it would be after an edit goes out."""

from __future__ import annotations

from pipeline.article.source import Source
from pipeline.building.jobs import ReadJob, read
from pipeline.building.library import Library
from pipeline.building.shared import held
from pipeline.editing.mending import Checker
from pipeline.finding import Findings


def checker(library: Library) -> Checker:
    """Looks at one source as the library's brands weigh it: form, text, waivers, links to neighbours; nothing is
    rendered, nothing is written, and the library stays as it is.
    """
    if not library.brands:
        library.recall(None)

    def check(source: Source) -> Findings:
        own = library.with_source(source)
        readings = read(ReadJob(source))
        own.learn(source.slug, readings, held)
        survey = own.survey()
        found = Findings()
        for target in survey.targets:
            found += target.findings
        for reading in readings:
            # An article that no brand publishes, or that cannot be read, has no edition that would tell.
            if reading.article is None or not survey.targets:
                found += reading.findings
        folder = f"{source.folder}/"
        kept = [each for each in found.found if each.where.file.startswith((folder, "source/_snippets/"))]
        return Findings(tuple(sorted(dict.fromkeys(kept), key=lambda each: each.order)), found.not_run)

    return check
