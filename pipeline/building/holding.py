"""A product made anew and the files that lie in its place come in; how they differ, and where facts stand, goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.building.jobs import page_map_of
from pipeline.edition.artifact import Artifact, Extent, File, Product
from pipeline.edition.edition import Edition
from pipeline.facts.altering import altered, other_document
from pipeline.facts.carrying import carried
from pipeline.facts.containers import why_damaged
from pipeline.facts.proving import proven_whole
from pipeline.facts.rules import UNREADABLE
from pipeline.facts.tracing import to_json, trace_of
from pipeline.finding import Findings, Place
from pipeline.formats import format_named
from pipeline.formats.passages import Passage
from pipeline.formats.protocol import Reading


@dataclass(frozen=True)
class Original:
    """A product made anew, and what it says: what a published one is held against."""

    edition: Edition
    made: Artifact
    said: tuple[Passage, ...]

    @classmethod
    def make(cls, edition: Edition, product: Product) -> Original:
        form = format_named(product.format)
        edition = replace(edition, page_map=page_map_of(edition, product.format))
        made = form.render(edition, product)
        return cls(edition, made, form.read(made).passages)


def held_against(original: Original, files: Sequence[File], file: str, *, through_sender: bool = False) -> Findings:
    """How published files of a product differ from the article and from the original; `file` names them in findings.

    `through_sender` expects of letters what sending services and lists do to them.
    """
    return compare(original, files, file, through_sender=through_sender)[0]


def compare(
    original: Original, files: Sequence[File], file: str, *, through_sender: bool = False
) -> tuple[Findings, File | None]:
    """As `held_against`, with where each fact of the article stands in the files; None when nobody can say."""
    edition, product = original.edition, original.made.product
    kinds = {each.name: each.media_type for each in original.made.files}
    order = list(kinds)
    # What kind of file it is the product says: a manifest can be written by anybody.
    files = tuple(replace(each, media_type=kinds.get(each.name, each.media_type)) for each in files)
    hint = "build it again, or look who changed the file"
    for each in files:
        if why := why_damaged(each):
            return Findings((UNREADABLE.finding(Place(file), f"{product} is no proof: {why}", hint),)), None
    try:
        found = Artifact(product, tuple(sorted(files, key=lambda each: _rank(order, each.name))))
        reading = format_named(product.format).read(found)
        says = reading.passages
        if original.said and not says:
            return _silent(original, found, file), None
        another = other_document(original.made, original.said, says, file)
        if another.found:
            return another, None
        findings, trace = Findings(), None
        if product.extent is not Extent.NONE:
            findings, proof = proven_whole(edition, product, reading)
            trace = File("trace.json", "application/json", to_json(trace_of(edition, product, proof, says)))
        if through_sender and product.format == "newsletter":
            return findings + _carried(original, found, reading, file), trace
        return findings + altered(original.made, original.said, found, says, file), trace
    except Exception as error:
        # Damaged, encrypted or cut off: whatever a reader of files says of it, it is no proof.
        message = f"{product} cannot be read back: {' '.join(str(error).split())[:120]}"
        return Findings((UNREADABLE.finding(Place(file), message, hint),)), None


def _carried(original: Original, found: Artifact, reading: Reading, file: str) -> Findings:
    """What a sender made of the messages, and how the files beside them differ."""
    ours = format_named("newsletter").read(original.made).copies
    copies = tuple((name, ours.get(name, ()), says) for name, says in reading.copies.items())
    made, lying = (_without_mail(artifact) for artifact in (original.made, found))
    return carried(original.made, found, copies) + altered(made, (), lying, (), file)


def _without_mail(artifact: Artifact) -> Artifact:
    return replace(artifact, files=tuple(file for file in artifact.files if file.media_type != "message/rfc822"))


def _silent(original: Original, found: Artifact, file: str) -> Findings:
    """A file of which nothing can be read: its pages are all that can be compared, or it cannot be opened."""
    if found.main.media_type == "application/pdf":
        return altered(original.made, (), found, (), file)
    message = f"{original.made.product} says nothing: no reader can open what is in it"
    return Findings((UNREADABLE.finding(Place(file), message, "build it again, or look who changed the file"),))


def _rank(order: Sequence[str], name: str) -> int:
    """Where a file stands among those of its product; the first is the one that people open."""
    return order.index(name) if name in order else len(order)
