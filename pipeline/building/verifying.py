"""A library and an output folder come in; whether each published file still says what its article says goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.building.library import Library
from pipeline.building.manifest import edition_from_json
from pipeline.building.report import EditionReport, Fate, ProductReport, Report
from pipeline.building.settling import trace_name
from pipeline.edition.artifact import Artifact, Extent, File, Product
from pipeline.edition.edition import Edition
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
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
from pipeline.workspace.output import Output

UNTRACED = "traces/unknown.json"
"""The trace of a product that cannot be read back; nothing lies there."""


@dataclass(frozen=True)
class Original:
    """A product made anew, and what it says: what a published one is held against."""

    edition: Edition
    made: Artifact
    said: tuple[Passage, ...]

    @classmethod
    def make(cls, edition: Edition, product: Product) -> Original:
        form = format_named(product.format)
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
    order = [each.name for each in original.made.files]
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


@dataclass(frozen=True)
class Verifier:
    """Verifies the editions of one output folder; what was verified before and has not changed costs its hashing."""

    library: Library
    output: Output
    through_sender: bool = False

    def report(self, names: Sequence[EditionName]) -> Report:
        """The report on these published editions."""
        return Report(tuple(self._edition(name) for name in names))

    def _edition(self, name: EditionName) -> EditionReport:
        published = edition_from_json(self.output.manifest(name), name, Fate.CHECKED)
        if published is None:
            place = Place(f"{name}/manifest.json")
            fault = UNREADABLE.finding(place, "the manifest of this edition cannot be read", "run plainleaf build")
            return EditionReport(name, name.slug, "", "current", False, Fate.FAILED, Findings((fault,)))
        against = self.library.against(name, self.output.manifest(name))
        if against.errors:
            return EditionReport(
                name, published.title, published.file, published.state, published.draft, Fate.FAILED, against
            )
        findings = Findings()
        edition: Edition | None = None
        products: list[ProductReport] = []
        for product in published.products:
            key = self._key(name, product)
            known = not product.trace or self.output.cached(product.trace) is not None
            if self.output.cached(key) is None or not known:
                edition = edition or self._made(name)
                found, trace = self._product(edition, name, product)
                findings += found
                products.append(replace(product, trace=trace))
                if not found.found:
                    self.output.cache(key, b"")
            else:
                products.append(product)
        fate = Fate.FAILED if findings.errors else Fate.CHECKED
        return EditionReport(
            name, published.title, published.file, published.state, published.draft, fate, findings, tuple(products)
        )

    def _key(self, name: EditionName, product: ProductReport) -> str:
        """The name under which a proof is kept: of the bytes that lie there and of all that they are made of."""
        total = hashlib.sha256(repr((product.name, sorted(product.parts.items()), self.through_sender)).encode())
        for file in product.files:
            try:
                total.update(self.output.read(name, file.name))
            except PlainleafError:
                total.update(b"missing")
        return f"verified/{total.hexdigest()}"

    def _made(self, name: EditionName) -> Edition:
        edition = self.library.edition(name)
        if isinstance(edition, Findings):
            raise PlainleafError(edition.found[0].message, place=str(name), hint=edition.found[0].hint)
        return edition

    def _product(self, edition: Edition, name: EditionName, published: ProductReport) -> tuple[Findings, str]:
        """What is wrong with a product as it lies there, and where in the cache it is told where its facts went."""
        form = format_named(published.format)
        place = Place(f"{name}/{published.files[0].name}" if published.files else str(name))
        wanted = {str(product): product for product in form.products(edition)}
        product = wanted.get(published.name)
        if product is None:
            message = f"{published.name} is published, and the edition does not consist of it"
            return Findings((UNREADABLE.finding(place, message, "run plainleaf build"),)), UNTRACED
        original = Original.make(edition, product)
        try:
            files = tuple(self._files(name, published, product))
        except PlainleafError as error:
            message = f"{published.name} cannot be read back: {' '.join(str(error).split())[:120]}"
            hint = "build it again, or look who changed the file"
            return Findings((UNREADABLE.finding(place, message, hint),)), UNTRACED
        file = f"{name}/{product.format}/{original.made.main.name}"
        findings, trace = compare(original, files, file, through_sender=self.through_sender)
        if trace is not None:
            self.output.cache(trace_name(trace), trace.content)
            return findings, trace_name(trace)
        return findings, UNTRACED if product.extent is not Extent.NONE else ""

    def _files(self, name: EditionName, published: ProductReport, product: Product) -> Iterator[File]:
        for file in published.files:
            content = self.output.read(name, file.name)
            yield File(file.name.removeprefix(f"{product.format}/"), file.media_type, content)


def _rank(order: Sequence[str], name: str) -> int:
    """Where a file stands among those of its product; the first is the one that people open."""
    return order.index(name) if name in order else len(order)
