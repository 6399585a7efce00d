"""Every variant of the handout is what its name promises, on every paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.article.front.status import Status
from pipeline.edition.review import State
from pipeline.formats import handout
from pipeline.formats.handout.document import read_pdf
from pipeline.formats.handout.rendering import greyed
from pipeline.formats.handout.variants import VARIANTS
from pipeline.house.brand import read_brand
from pipeline.house.founding import Answers, found
from tests.deciding import deciding
from tests.handout.sample import edition, library_edition, printed


@pytest.mark.parametrize("paper", ["A4", "Letter", "A5"])
@pytest.mark.parametrize("variant", [variant.name for variant in VARIANTS if variant.for_reader])
def test_a_variant_on_a_paper_has_no_findings(variant: str, paper: str) -> None:
    made = edition()
    artifact = printed(made, variant, paper)
    assert artifact.main.name == f"{variant}-{paper.lower()}.pdf"
    assert handout.check(handout.read(artifact), made).found == ()


@pytest.mark.parametrize("variant", ["full", "large-print", "easy-print"])
def test_a_house_whose_colour_is_pale_and_that_has_no_logo_prints_every_variant(variant: str) -> None:
    """What `brand new` makes of a pale colour can be read in boxes too, and in large print."""
    said = Answers(
        "hill", "Hill", "GB", "a@hill.nhs.uk", "https://hill.nhs.uk/", ("1 Hill", "Hill"), "+44 161 234 5678"
    )
    brand, _ = read_brand("hill", found(replace(said, accent="#ffcc00", warning="#ff8800")).files)
    assert brand is not None
    body = "::: {.callout .when-to-call}\nCall us on {{phone}} if it bleeds.\n:::\n\n## Care\n\nRest it well.\n"
    made = edition(body)
    made = replace(made, brand=replace(made.brand, logo=b"", colours=brand.colours, tokens=brand.tokens))
    found_faults = handout.check(handout.read(printed(made, variant)), made).found
    assert [fault for fault in found_faults if "contrast" in fault.rule] == []


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert printed(edition()).main.content == printed(edition()).main.content


def test_usual_variants_are_made_unasked_and_more_papers_on_the_brands_word() -> None:
    made = edition()
    usual = [str(product) for product in handout.products(made) if not product.on_request]
    assert usual == ["handout/sheet/A4", "handout/full/A4"]
    brand = deciding(made.brand, handout={"papers": ["A5", "A4"]})
    papers = {product.paper for product in handout.products(replace(made, brand=brand))}
    assert papers == {"A4", "A5"}


def test_a_collection_has_no_handout_of_its_own() -> None:
    """Its first article would have two, and the others none."""
    made = edition()
    assert handout.products(replace(made, publication=replace(made.publication, is_collection=True))) == ()


def test_large_print_has_no_italics_and_nothing_below_16_points() -> None:
    made = edition("This is *very* important[^n].\n\n[^n]: A note.\n")
    document = read_pdf(printed(made, "large-print").main.content)
    runs = [run for page in document.pages for run in page.runs if run.text.strip()]
    assert min(run.size for run in runs) >= 15.9
    assert not any("Italic" in font.name for font in document.fonts)


def test_easy_print_uses_no_colour() -> None:
    document = read_pdf(printed(edition(), "easy-print").main.content)
    painted = [run.colour for page in document.pages for run in page.runs]
    painted += [paint.colour for page in document.pages for paint in page.paints]
    assert all(max(colour) - min(colour) < 0.01 for colour in painted)


def test_greying_keeps_the_lightness_of_a_colour() -> None:
    assert greyed(b'<svg><path fill="#0b4f5c" stroke="#fff"/></svg>') == (
        b'<svg><path fill="#3c3c3c" stroke="#ffffff"/></svg>'
    )


@pytest.mark.parametrize(
    ("state", "draft", "status", "words"),
    [
        (State.CURRENT, True, Status.CURRENT, "draft"),
        (State.EXPIRED, False, Status.CURRENT, "expired"),
        (State.EXPIRED, True, Status.CURRENT, "draft"),
        (State.CURRENT, False, Status.SUPERSEDED, "superseded"),
        (State.CURRENT, False, Status.WITHDRAWN, "withdrawn"),
    ],
)
def test_what_is_not_current_says_so_on_every_page_and_in_the_tags(
    state: State, draft: bool, status: Status, words: str
) -> None:
    made = edition(f"## One\n\n{'Wash your hands. ' * 400}\n", state=state, draft=draft)
    front = made.article.front.model_copy(update={"status": status})
    publication = replace(made.publication, articles=(replace(made.article, front=front),))
    made = replace(made, publication=publication)
    document = read_pdf(printed(made).main.content)
    mark, sentence = made.words(f"{words}-mark"), made.words(f"{words}-sentence")
    assert len(document.pages) > 1
    for page in document.pages:
        assert mark in "".join(run.text for run in page.runs)
    assert document.root is not None
    said = [document.text_of(tag) for tag in document.root.tags() if tag.role == "P"]
    assert f"{mark} {sentence}" in said


def test_a_current_edition_carries_no_mark() -> None:
    document = read_pdf(printed(edition(state=State.DUE)).main.content)
    said = "".join(run.text for page in document.pages for run in page.runs)
    for name in ("draft", "expired", "superseded", "withdrawn"):
        assert edition().words(f"{name}-mark") not in said


def test_joined_letters_above_the_line_are_not_text_on_other_text() -> None:
    """Noto Naskh draws dots and rising letters apart; a tight Arabic title is no overlap."""
    made = library_edition("exosomes-hair-loss", "ar", "harbour-clinic")
    said = {finding.rule for finding in handout.check(handout.read(printed(made, "sheet", "A5")), made).found}
    assert said <= {"handout/sheet-too-long"}


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_the_drawings_of_the_library_stay_readable_on_a5(lang: str) -> None:
    made = library_edition("exosomes-hair-loss", lang, "harbour-clinic")
    assert handout.check(handout.read(printed(made, "full", "A5")), made).found == ()


def test_the_foot_of_large_print_on_a5_keeps_off_the_edge() -> None:
    made = library_edition("wound-aftercare", "es", "harbour-clinic")
    assert handout.check(handout.read(printed(made, "large-print", "A5")), made).found == ()


def test_the_page_number_of_a_right_to_left_foot_is_no_fraction_turned_round() -> None:
    """ "1 / 2" runs from right to left there, and an article may say "1/2" as well."""
    body = "## العناية {#care}\n\nخذ 1/2 قرص عند 16:00 يوميا.\n\n" + "غيّر الضمادة كل صباح واسترح.\n\n" * 40
    made = edition(body, lang="ar")
    found = handout.check(handout.read(printed(made, "full")), made).found
    assert not [each for each in found if each.rule == "handout/number-turned"]
