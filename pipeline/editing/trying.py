"""A finding and a text as it is typed come in; the mends that hold go out. This runs in a worker process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.article.source import Source
from pipeline.building.library import Library
from pipeline.editing.house import checker
from pipeline.editing.mend import Edit, Mend, Offer, apply_mend, show_change
from pipeline.editing.mending import offer_for, propose, sheet_of, with_text
from pipeline.errors import PlainleafError
from pipeline.finding import Finding


@dataclass(frozen=True)
class TryJob:
    """Try the mends of a finding on a source. `library` is what `small` gave of its library."""

    library: Library
    source: Source
    finding: Finding


def small(library: Library, slug: str) -> Library:
    """As much of a library as one source is weighed with: quick to send to another process."""
    if not library.brands:
        library.recall(None)
    return replace(
        library, style_files={}, sources={slug: library.sources[slug]}, collections={}, entries={}, articles={}
    )


def source_as_typed(library: Library, slug: str, file: str, text: str) -> Source:
    """The source with a text as it stands in an editor. Raises PlainleafError for a text that it does not have."""
    source = library.sources.get(slug)
    if source is None or sheet_of(source, file) is None:
        raise PlainleafError("this is no text of an article", place=file[:200], hint="go back to the shelf")
    return with_text(source, file, text)


def labels(source: Source, findings: Sequence[Finding]) -> list[list[str]]:
    """For each finding the names of its mends, untried: what stands on buttons."""
    found = []
    for finding in findings:
        sheet = sheet_of(source, finding.where.file)
        found.append([mend.says for mend in propose(sheet, finding)] if sheet else [])
    return found


def try_mends(job: TryJob) -> Offer:
    """The mends of a finding that hold. One that a rendered format told of is looked for in the text by its rule and
    words; where the text does not say so, nothing holds.
    """
    check = checker(job.library)
    found = check(job.source)
    mine = [each for each in found.found if (each.rule, each.message) == (job.finding.rule, job.finding.message)]
    near = sorted(mine, key=lambda each: abs(each.where.first - job.finding.where.first))
    return offer_for(job.source, near[0], found, check) if near else Offer(job.finding)


def offer_values(offer: Offer, text: str) -> dict[str, Any]:
    """An offer as JSON values. Offsets count as JavaScript does, in UTF-16 units of `text`."""
    file = offer.finding.where.file
    return {"sure": offer.sure, "mends": [_values(mend, text, file) for mend in offer.mends]}


def _values(mend: Mend, text: str, file: str) -> Mapping[str, Any]:
    shown = apply_mend(text, mend, "…")
    return {
        "says": mend.says,
        "sure": mend.sure,
        "question": mend.question,
        "hint": mend.hint,
        "change": show_change(text, shown, file),
        "edits": [_edit(edit, text) for edit in sorted(mend.edits)],
    }


def _edit(edit: Edit, text: str) -> Mapping[str, Any]:
    return {"from": units(text, edit.start), "to": units(text, edit.end), "insert": edit.new, "behind": edit.behind}


def units(text: str, offset: int) -> int:
    """An offset in characters as one in UTF-16 units (ECMA-262, 6.1.4)."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
