"""A library and an output folder come in; whether each published file still says what its article says goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.building.library import Library
from pipeline.building.manifest import edition_from_json
from pipeline.building.report import EditionReport, Fate, ProductReport, Report
from pipeline.building.settling import trace_name
from pipeline.edition.artifact import Extent, File, Product
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.facts.rules import UNNAMED, UNREADABLE
from pipeline.finding import Findings, Place
from pipeline.workspace.output import MANIFEST, SIGNATURE, Output

if TYPE_CHECKING:
    # Loaded when something is to be compared: a run over what has not changed only hashes it.
    from pipeline.edition.edition import Edition

LEFT_BY_DESKTOPS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".directory"})
"""Files that a file manager leaves in every folder that somebody looks into (Finder, Explorer, Dolphin)."""

UNTRACED = "traces/unknown.json"
"""The trace of a product that cannot be read back; nothing lies there."""


@dataclass(frozen=True)
class Verifier:
    """Verifies the editions of one output folder; what was verified before and has not changed costs its hashing."""

    library: Library
    output: Output
    through_sender: bool = False

    def report(self, names: Sequence[EditionName]) -> Report:
        """The report on these published editions; articles that an earlier run knows are not read again."""
        self.library.recall(self.output.memory.recall())
        known = len(self.library.entries)
        report = Report(tuple(self._edition(name) for name in names))
        if len(self.library.entries) > known:
            self.output.memory.remember(self.library.memory())
        return report

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
        findings = self._unnamed(name, published.products)
        edition: Edition | None = None
        products: list[ProductReport] = []
        for product in published.products:
            key = self._key(name, product)
            known = not product.trace or self.output.cached(product.trace) is not None
            if self.output.cached(key) is None or not known:
                edition = edition or replace(self._made(name), copies=published.copies)
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

    def _unnamed(self, name: EditionName, products: Sequence[ProductReport]) -> Findings:
        """Files that somebody put beside those of the edition."""
        known = {MANIFEST, SIGNATURE, *(file.name for product in products for file in product.files)}
        lying = (path.removeprefix(f"{name}/") for path in self.output.files_below(str(name)))
        hint = "take the file out, or move it to where you keep your own"
        return Findings(
            tuple(
                UNNAMED.finding(Place(f"{name}/{path}"), "no build made this file", hint)
                for path in sorted(lying)
                if path not in known and path.rpartition("/")[2] not in LEFT_BY_DESKTOPS
            )
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
        from pipeline.building.holding import Original, compare
        from pipeline.formats import format_named

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
            lost = next((file.name for file in published.files if not self.output.has_file(f"{name}/{file.name}")), "")
            why = f'"{lost}" is not there' if lost else " ".join(str(error).split())[:120]
            message = f"{published.name} cannot be read back: {why}"
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
