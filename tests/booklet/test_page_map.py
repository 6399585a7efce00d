"""A brand that asks for a page list gets booklets whose page numbers are those of its full handout."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from pipeline.building import jobs
from pipeline.building.inputs import PublicationInput
from pipeline.building.shared import held
from pipeline.edition.edition import make_edition
from pipeline.edition.name import EditionName
from pipeline.edition.publication import single
from pipeline.edition.review import State
from pipeline.formats import booklet, handout
from pipeline.formats.booklet.opening import open_book
from tests.booklet.library import sample, styles
from tests.deciding import deciding


@pytest.mark.parametrize("wanted", [True, False])
def test_page_numbers_are_those_of_the_printed_handout(wanted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    known = styles()
    brand = known.brands["harbour-clinic"]
    asked = deciding(brand, booklet={"page_list": wanted})
    monkeypatch.setattr(jobs, "_styles", [replace(known, brands={**known.brands, brand.id: asked})])
    made = sample("exosomes-hair-loss")
    name = EditionName(brand.id, "en", made.slug)
    outcome = jobs.render(
        jobs.RenderJob(name, PublicationInput("en", made.file, (held(made),)), "booklet", State.CURRENT, draft=False)
    )
    assert outcome.findings.errors == ()
    (rendered,) = outcome.products
    assert rendered.findings.found == () and rendered.artifact is not None
    book = open_book(rendered.artifact.main.content)
    assert book.nav is not None
    listed = [int("".join(link.itertext())) for link in book.nav.find('//h:nav[@epub:type="page-list"]//h:a')]
    if not wanted:
        assert listed == []
        return
    edition, _ = make_edition(single(made), "en", asked, known, State.CURRENT, False)
    (full, *_) = [product for product in handout.products(edition) if product.variant == "full"]
    with pikepdf.open(io.BytesIO(handout.render(edition, full).main.content)) as document:
        pages = len(document.pages)
    assert listed == sorted(set(listed))
    assert set(listed) <= set(range(1, pages + 1))
    assert len(listed) >= pages // 2
    assert rendered.artifact.product.format == booklet.NAME
