"""A record of what was published comes in; the same files, made anew from the archive, go out, or why they cannot."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.building.digests import digest_styles, source_digest, tool_digest
from pipeline.building.jobs import RenderJob, prepare, render
from pipeline.building.keeping.history import Event
from pipeline.building.library import Library
from pipeline.building.shared import held
from pipeline.edition.name import EditionName
from pipeline.edition.publication import read_collection
from pipeline.errors import PlainleafError
from pipeline.facts.lines import lines_of
from pipeline.finding import Findings
from pipeline.workspace.archive import Archive
from pipeline.workspace.disk import digest


@dataclass
class Reprint:
    """Files by path, each with the bytes that the record tells of, and by product why one cannot be made."""

    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    reasons: dict[str, str] = field(default_factory=dict)


def reprint(archive: Archive, name: EditionName, event: Event, engine: str) -> Reprint:
    """Make what a record tells of anew, from the inputs that the archive keeps; `engine` is this plainleaf's digest.

    A file counts only when its SHA-256 is the one that was recorded.
    """
    made = Reprint()
    missing = sorted({file.partition("/")[0] for file in event.files} - {p.partition("/")[0] for p in event.inputs})
    for form in missing:
        made.reasons[form] = "it was published before plainleaf kept what it is made of"
    by_inputs: dict[str, list[str]] = {}
    for product, inputs in event.inputs.items():
        by_inputs.setdefault(inputs, []).append(product)
    for inputs, products in by_inputs.items():
        try:
            _from_inputs(archive, name, inputs, products, event, engine, made)
        except PlainleafError as fault:
            place = f" ({fault.place})" if fault.place else ""
            made.reasons |= dict.fromkeys(products, f"{fault.message}{place}")
    for file in event.files:
        if file not in made.files and not made.reasons:
            made.reasons[file] = "nothing that is made now has this name"
    return made


def library_of(archive: Archive, inputs: str) -> Library:
    """The library as it stood when an edition was made, as far as that edition goes.

    Raises PlainleafError when the archive lacks a part of it.
    """
    value = archive.value(inputs)
    try:
        day, styles = date.fromisoformat(value["day"]), archive.files(value["styles"])
        sources = {str(slug): archive.source(str(each)) for slug, each in value["sources"].items()}
        slugs = archive.read(str(value["slugs"])).decode().split("\n")
        bound, slug = str(value.get("collection") or ""), str(value["edition"]).rpartition("/")[2]
    except (KeyError, ValueError, TypeError, AttributeError):
        raise PlainleafError("the archive's list of what it was made of is not whole") from None
    contents = {slug: archive.read(bound)} if bound else {}
    collections = {name: found for name, content in contents.items() if (found := read_collection(name, content)[0])}
    digests = dict.fromkeys(slugs, "") | {name: source_digest(source) for name, source in sources.items()}
    digests |= {name: digest(content) for name, content in contents.items()}
    library = Library(day, styles, sources, collections, digest_styles(styles, ""), digests, present=frozenset(slugs))
    library.recall(None)
    return library


def said_in(archive: Archive, name: EditionName, event: Event) -> tuple[str, ...]:
    """What an edition said, line by line, with the brand's values filled in, out of what the archive keeps of it.

    Raises PlainleafError when it keeps too little.
    """
    inputs = next(iter(event.inputs.values()), "")
    if not inputs:
        hint = "look into the files themselves, if somebody kept them"
        raise PlainleafError("it was published before plainleaf kept what it is made of", place=str(name), hint=hint)
    library = library_of(archive, inputs)
    library.read(library.members((name.slug,)), with_articles=True)
    edition = library.edition(name, draft=True)
    if isinstance(edition, Findings):
        first = edition.errors[0]
        raise PlainleafError(f"it cannot be read now: {first.message}", place=str(name))
    told = []
    for article in edition.publication.articles:
        for line in lines_of(article, {}):
            sign = f"{line.number}. " if line.role == "step" else "- " if line.role in {"item", "key point"} else ""
            mark = "## " if line.role == "heading" else "# " if line.role == "title" else sign
            told.append(f"{mark}{line.text}")
    return tuple(told)


def _from_inputs(
    archive: Archive, name: EditionName, inputs: str, products: Sequence[str], event: Event, engine: str, made: Reprint
) -> None:
    """Make the products that were made of one set of inputs."""
    library, value = library_of(archive, inputs), archive.value(inputs)
    library.read(library.members((name.slug,)), with_articles=True)
    target = library.target(name)
    prepare(held(library.style_files))
    others = [
        words
        for words, then, now in (
            ("plainleaf", value.get("engine"), engine),
            ("a library that renders", value.get("tools"), tool_digest()),
        )
        if then != now
    ]
    because = f"{' and '.join(others)} changed since" if others else "nothing that is known changed since"
    for form in dict.fromkeys(product.partition("/")[0] for product in products):
        added = tuple(p.split("/")[1] for p in event.added if p.startswith(f"{form}/"))
        pages: Mapping[str, int] | None = None
        for used in library.brands[name.brand].uses.get(form, ()):
            pages = _pages(RenderJob(name, library.inputs(target), used, target.state, False))
        outcome = render(RenderJob(name, library.inputs(target), form, target.state, False, None, added, pages))
        if outcome.findings.errors:
            made.reasons[form] = f"this plainleaf finds an error in it: {outcome.findings.errors[0].message}"
        artifacts = {str(each.product): each.artifact for each in outcome.products}
        for product in (each for each in products if each.startswith(f"{form}/")):
            artifact = artifacts.get(product)
            if artifact is None:
                made.reasons.setdefault(product, f"it cannot be made now; {because}")
                continue
            files = {f"{form}/{file.name}": file.content for file in artifact.files}
            wrong = sorted(n for n, c in files.items() if event.files.get(n) != hashlib.sha256(c).hexdigest())
            if wrong:
                made.reasons[product] = f'"{wrong[0]}" comes out otherwise; {because}'
            else:
                made.files |= files


def _pages(job: RenderJob) -> dict[str, int] | None:
    """Key → page of the format whose pages another one prints."""
    for rendered in render(job).products:
        if rendered.product.variant == "full" and rendered.artifact is not None:
            return {placement.key: placement.page for placement in rendered.artifact.placements if placement.page}
    return None
