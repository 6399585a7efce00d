"""A newsletter of the sample article, compiled, corrected and checked, beside npm mjml, which only compiles."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.edition.artifact import Product
from pipeline.formats import newsletter
from pipeline.formats.newsletter.rendering import filled_template
from pipeline.formats.newsletter.view import view_of
from tests.bench.measure import Measure, seconds
from tests.judges import node_path, run_node
from tests.newsletter.sample import library_edition

ARTICLE = "exosomes-hair-loss"
AIM = 60.0
"""Milliseconds for compiling and checking together, warm (the issue's aim)."""


def measures() -> Iterator[Measure]:
    edition = library_edition(ARTICLE, "en", "harbour-clinic")
    for variant in ("single", "whole"):
        product = Product("newsletter", variant)
        artifact = newsletter.render(edition, product)
        newsletter.check(newsletter.read(artifact), edition)
        compiled = 1000 * seconds(lambda product=product: newsletter.render(edition, product), 15)  # type: ignore[misc]
        checked = 1000 * seconds(lambda artifact=artifact: newsletter.check(newsletter.read(artifact), edition), 15)  # type: ignore[misc]
        size = len(artifact.main.content)
        yield Measure(
            f"{variant}: compiled, corrected, text part, message", compiled, "ms", note=f"{size:,} bytes of HTML"
        )
        yield Measure(f"{variant}: read back and checked by {len(newsletter.RULES)} rules", checked, "ms")
        yield Measure(f"{variant}: both", compiled + checked, "ms", AIM)
        if node_path() is None:
            yield Measure(f"{variant}: npm mjml did not run, there is no Node", 0.0, "ms")
            continue
        source = filled_template(edition, view_of(edition, variant))
        yield Measure(f"{variant}: npm mjml, warm, compiling only", float(run_node("mjml_time.js", text=source)), "ms")
