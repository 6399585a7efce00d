"""What is to be rendered, and why, follows from what was published, what it was made of, and what is asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pytest

from pipeline.building.planning import (
    EditionPlan,
    Request,
    Work,
    is_true,
    parts_of,
    plan_edition,
    stale_parts,
    stale_unread,
)
from pipeline.building.report import EditionReport
from pipeline.edition.name import EditionName
from pipeline.edition.review import State
from tests.building.values import DIGESTS, NAME, edition, parts, product, request, target, two_formats

__all__ = ["two_formats"]

pytestmark = pytest.mark.usefixtures("two_formats")

USES: Mapping[str, Collection[str]] = {"twig": ("leaf",)}
ALL = {"leaf": ("leaf/full",), "twig": ("twig/full",)}


def plan(
    earlier: EditionReport | None,
    wish: Request | None = None,
    *,
    whole: bool = True,
    uses: Mapping[str, Collection[str]] | None = None,
) -> EditionPlan:
    return plan_edition(target(), earlier, DIGESTS, wish or request(), whole=whole, uses=uses or {})


def work(earlier: EditionReport | None, wish: Request | None = None, **more: Any) -> dict[str, Work]:
    return dict(plan(earlier, wish, **more).work)


def published(*products: Any, **more: Any) -> EditionReport:
    return edition(*(products or (product("leaf/full"), product("twig/full"))), consists_of=ALL, **more)


def leaf_alone(looked_at: Mapping[str, str]) -> EditionReport:
    """An edition of which twig makes nothing."""
    return edition(product("leaf/full"), consists_of={"leaf": ("leaf/full",), "twig": ()}, idle={"twig": looked_at})


# what a run works on


@pytest.mark.parametrize(
    ("wish", "works"),
    [
        ({}, True),
        ({"articles": ("tides",)}, True),
        ({"articles": ("waves",)}, False),
        ({"brands": ("tide",)}, True),
        ({"brands": ("wave",)}, False),
        ({"langs": ("en",)}, True),
        ({"langs": ("es",)}, False),
        ({"articles": ("tides",), "brands": ("wave",)}, False),
        ({"brands": ("tide",), "langs": ("es",)}, False),
        ({"articles": ("waves",), "langs": ("en",)}, False),
    ],
)
def test_a_run_works_on_editions_that_fit_every_name_that_was_given(wish: dict[str, Any], works: bool) -> None:
    assert request(**wish).works_on(NAME) is works


def test_a_request_by_default_works_on_all_that_is_published_and_saves_it() -> None:
    assert (request().save, request().draft) == (True, False)


# what is rendered


def test_what_was_never_published_is_rendered_whole() -> None:
    found = plan(None)
    assert found.work == {"leaf": Work("not built yet"), "twig": Work("not built yet")}
    assert found.changes and found.left_alone == {} and found.taken_out == () and found.not_taken_out == ()


def test_what_is_published_and_true_is_left_as_it_is() -> None:
    found = plan(published())
    assert found.work == {} and not found.changes and found.left_alone == {}
    assert found.parts == {"leaf": parts("leaf"), "twig": parts("twig")}
    assert (found.target, found.earlier) == (target(), published())


@pytest.mark.parametrize("part", ["source", "brand", "words", "review", "draft", "engine", "styles", "waivers"])
def test_a_plain_run_makes_anew_all_variants_of_what_was_made_of_other_parts(part: str) -> None:
    old = product("leaf/full", parts("leaf", **{part: "other"}))
    assert work(published(old, product("twig/full"))) == {"leaf": Work(f"{part} changed")}


def test_all_that_changed_is_named_in_the_order_of_the_alphabet() -> None:
    old = product("leaf/full", parts("leaf", tools="other", engine="other", pages="3"))
    assert work(published(old, product("twig/full")))["leaf"].why == "engine changed, tools changed"


def test_a_part_that_was_not_looked_at_before_counts_as_changed() -> None:
    made_of = {name: value for name, value in parts("leaf").items() if name != "waivers"}
    assert work(published(product("leaf/full", made_of), product("twig/full")))["leaf"].why == "waivers changed"


def test_one_product_of_another_source_makes_its_format_stale() -> None:
    old = product("leaf/small", parts("leaf", source="other"))
    earlier = published(product("leaf/full"), old, product("twig/full"))
    assert work(earlier) == {"leaf": Work("source changed")}


def test_missing_files_make_anew_every_format_that_was_published() -> None:
    assert work(leaf_alone(parts("twig")), whole=False) == {"leaf": Work("files are missing from the output folder")}


def test_missing_files_are_the_reason_even_when_something_changed_too() -> None:
    old = product("leaf/full", parts("leaf", source="other"))
    assert work(published(old, product("twig/full")), whole=False)["leaf"].why == (
        "files are missing from the output folder"
    )


def test_a_product_that_was_held_back_is_tried_again_when_its_source_changes() -> None:
    held = product("leaf/full", parts("leaf", source="other"))
    assert work(edition(product("twig/full"), held=(held,), consists_of=ALL)) == {"leaf": Work("source changed")}
    assert work(edition(product("twig/full"), held=(product("leaf/full"),), consists_of=ALL)) == {}


def test_a_variant_that_the_edition_consists_of_and_that_is_not_there_is_rendered_alone() -> None:
    consists_of = {"leaf": ("leaf/full/A4", "leaf/full/A5", "leaf/small/A4"), "twig": ("twig/full",)}
    earlier = edition(product("leaf/full/A4"), product("leaf/full/A5"), product("twig/full"), consists_of=consists_of)
    assert work(earlier) == {"leaf": Work("small not built yet", ("small",))}
    assert work(edition(product("twig/full"), consists_of=consists_of))["leaf"] == Work("not built yet")


def test_a_format_that_makes_nothing_of_the_edition_waits_for_a_change() -> None:
    assert work(leaf_alone(parts("twig"))) == {}
    assert work(leaf_alone(parts("twig", styles="other"))) == {"twig": Work("styles changed")}


# runs that work on a part


def test_a_run_on_one_format_leaves_alone_and_names_what_only_looks_otherwise() -> None:
    old = product("twig/full", parts("twig", styles="other", engine="other"))
    found = plan(published(product("leaf/full"), old), request(formats=("leaf",)))
    assert found.work == {} and found.left_alone == {"twig": "engine changed, styles changed"}


def test_a_run_on_one_format_makes_anew_what_would_speak_from_an_older_source() -> None:
    """Just what was published of it: what was not there waits for a run that works on all."""
    many = (product("twig/full/A4"), product("twig/full/A5"), product("twig/bent"))
    old = tuple(product(each.name, parts("twig", source="other")) for each in many)
    found = plan(published(product("leaf/full"), *old), request(formats=("leaf",)))
    assert found.work == {"twig": Work("source changed", ("full", "bent"))} and found.left_alone == {}


def test_a_run_on_one_format_does_not_make_what_was_never_published_of_another() -> None:
    assert work(None, request(formats=("leaf",))) == {"leaf": Work("not built yet")}


def test_a_variant_asked_for_by_name_is_rendered_where_there_is_such_a_variant() -> None:
    assert work(None, request(variants=("bent",))) == {"twig": Work("bent not built yet", ("bent",), ("bent",))}
    assert work(published(), request(variants=("small",))) == {
        "leaf": Work("small not built yet", ("small",), ("small",)),
        "twig": Work("small not built yet", ("small",), ("small",)),
    }
    assert work(published(), request(variants=("small",), formats=("leaf",))) == {
        "leaf": Work("small not built yet", ("small",), ("small",))
    }


def test_variants_that_are_missing_are_named_together() -> None:
    assert work(None, request(variants=("full", "small"), formats=("leaf",)))["leaf"] == Work(
        "full, small not built yet", ("full", "small"), ("full", "small")
    )


def test_a_variant_asked_for_by_name_that_is_there_and_true_is_not_rendered() -> None:
    assert work(published(), request(variants=("full",))) == {}


def test_a_variant_asked_for_by_name_is_made_anew_when_its_looks_changed_and_the_others_are_not() -> None:
    old = [product(f"leaf/{variant}", parts("leaf", styles="other")) for variant in ("full", "small")]
    found = plan(published(*old, product("twig/full")), request(variants=("small",)))
    assert found.work["leaf"] == Work("styles changed", ("small",), ("small",))
    assert found.work["twig"] == Work("small not built yet", ("small",), ("small",))


def test_a_variant_asked_for_by_name_comes_beside_all_others_when_the_source_changed() -> None:
    old = product("leaf/full", parts("leaf", source="other"))
    assert work(published(old, product("twig/full")), request(variants=("small",)))["leaf"] == Work(
        "source changed", ("full", "small"), ("small",)
    )


def test_an_added_variant_stays_one_and_is_made_anew_with_the_others() -> None:
    """What somebody added by name is published until it is taken out: a stale one is never kept."""
    old = [
        product(f"leaf/{variant}", parts("leaf", source="other"), added=variant == "small")
        for variant in ("full", "small")
    ]
    assert work(published(*old, product("twig/full")))["leaf"] == Work("source changed", None, ("small",))
    assert work(published(*old, product("twig/full")), request(formats=("twig",)))["leaf"] == Work(
        "source changed", ("full", "small"), ("small",)
    )
    assert work(published(*old[1:], product("twig/full")), request(variants=("bent",)))["leaf"] == Work(
        "source changed", ("small",), ("small",)
    )


# page numbers


def test_a_format_that_prints_the_pages_of_another_is_made_anew_with_it() -> None:
    old = product("leaf/full", parts("leaf", styles="other"))
    twigs = (product("twig/full/A4"), product("twig/full/A5"), product("twig/bent", added=True))
    assert work(published(old, *twigs), uses=USES) == {
        "leaf": Work("styles changed"),
        "twig": Work("pages changed", ("full", "bent"), ("bent",)),
    }
    assert work(published(old, *twigs), uses={"leaf": ("twig",)}) == {"leaf": Work("styles changed")}


def test_a_format_that_prints_pages_is_not_left_alone_when_they_are_made_anew() -> None:
    old = [product(f"{form}/full", parts(form, styles="other")) for form in ("leaf", "twig")]
    found = plan(published(*old), request(formats=("leaf",)), uses=USES)
    assert found.work == {"leaf": Work("styles changed"), "twig": Work("pages changed", ("full",))}
    assert found.left_alone == {}


def test_a_format_that_was_never_published_does_not_follow_the_pages_of_another() -> None:
    old = product("leaf/full", parts("leaf", styles="other"))
    assert work(published(old), request(formats=("leaf",)), uses=USES) == {"leaf": Work("styles changed")}


def test_a_format_that_is_rendered_for_its_own_reason_keeps_that_reason() -> None:
    old = [product(f"{form}/full", parts(form, source="other")) for form in ("leaf", "twig")]
    assert work(published(*old), uses=USES)["twig"] == Work("source changed")


# taking out


def test_an_added_product_is_taken_out_by_name_and_the_others_stay() -> None:
    added, held = product("leaf/small", added=True), product("twig/small", added=True)
    earlier = published(product("leaf/full"), added, product("twig/full"), held=(held,))
    found = plan(earlier, request(without=("small",)))
    assert found.taken_out == (added, held) and found.not_taken_out == ()
    assert found.work == {} and found.changes
    assert plan(earlier, request(without=("small",), formats=("twig",))).taken_out == (held,)


def test_what_is_taken_out_is_not_made_anew_with_the_others() -> None:
    old = product("leaf/small", parts("leaf", source="other"), added=True)
    found = plan(published(product("leaf/full"), old, product("twig/full")), request(without=("small",)))
    assert found.work == {} and found.taken_out == (old,)


def test_a_product_that_a_setting_lists_cannot_be_taken_out_by_name() -> None:
    found = plan(published(), request(without=("full",)))
    assert found.taken_out == () and found.not_taken_out == ("leaf/full", "twig/full") and not found.changes
    assert plan(None, request(without=("full",))).not_taken_out == ()


def test_what_is_to_be_taken_out_is_not_built_because_it_is_not_there() -> None:
    earlier = edition(product("leaf/full"), product("twig/full"), consists_of={"leaf": ("leaf/full", "leaf/small")})
    assert work(earlier, request(without=("small",))) == {}
    assert work(earlier) == {"leaf": Work("small not built yet", ("small",))}


# what products depend on


def test_a_format_depends_on_the_edition_it_is_made_of() -> None:
    due = target(state=State.DUE, sources=("a", "b"), name=EditionName("wave", "es", "sea"))
    found = parts_of(DIGESTS, due, "twig", True)
    assert found == DIGESTS.parts(
        brand="wave", lang="es", sources=("a", "b"), state=State.DUE, waivers="", draft=True, form="twig"
    )
    assert (found["review"], found["draft"], found["brand"], found["words"]) == ("due", "yes", "", "")


def test_a_plan_of_drafts_depends_on_being_drafts() -> None:
    assert plan(None, request(draft=True)).parts["leaf"]["draft"] == "yes"


@pytest.mark.parametrize("part", ["source", "brand", "words", "review", "draft"])
def test_a_product_is_not_true_when_what_it_says_changed(part: str) -> None:
    assert not is_true(product("leaf/full", parts("leaf", **{part: "other"})), parts("leaf"))


@pytest.mark.parametrize("part", ["engine", "tools", "fonts", "styles", "waivers"])
def test_a_product_is_true_however_it_looks(part: str) -> None:
    assert is_true(product("leaf/full", parts("leaf", **{part: "other"})), parts("leaf"))


def test_what_is_stale_in_an_edition_is_named_once_over_all_formats() -> None:
    old = [product(f"{form}/full", parts(form, source="other", styles="other")) for form in ("leaf", "twig")]
    assert stale_parts(published(*old), target(), DIGESTS) == "source changed, styles changed"
    assert stale_parts(published(), target(), DIGESTS) == ""
    assert stale_parts(published(old[0], product("twig/full")), target(), DIGESTS) == "source changed, styles changed"


def test_formats_that_make_nothing_of_an_edition_can_be_stale_too() -> None:
    idle = {"twig": parts("twig", source="other")}
    assert stale_parts(published(product("leaf/full"), idle=idle), target(), DIGESTS) == "source changed"
    assert stale_parts(published(product("leaf/full")), target(), DIGESTS) == ""


def test_an_edition_of_articles_that_were_not_read_is_held_against_what_can_be_known() -> None:
    sources = target().sources
    for kept in ("review", "waivers"):
        old = [product(f"{form}/full", parts(form, **{kept: "other"})) for form in ("leaf", "twig")]
        assert stale_unread(published(*old), sources, DIGESTS) == ""
    old = [product(f"{form}/full", parts(form, source="other", brand="other")) for form in ("leaf", "twig")]
    assert stale_unread(published(*old), sources, DIGESTS) == "brand changed, source changed"
    assert stale_unread(published(), ("another",), DIGESTS) == "source changed"
    idle = {"twig": parts("twig", words="other")}
    assert stale_unread(published(product("leaf/full"), idle=idle), sources, DIGESTS) == "words changed"
    draft = [product(f"{form}/full", parts(form, draft="yes")) for form in ("leaf", "twig")]
    assert stale_unread(published(*draft, draft=True), sources, DIGESTS) == ""


def test_drafts_are_compared_with_drafts() -> None:
    draft = [product(f"{form}/full", parts(form, draft="yes")) for form in ("leaf", "twig")]
    assert stale_parts(published(*draft, draft=True), target(), DIGESTS) == ""
    assert stale_parts(published(*draft), target(), DIGESTS) == "draft changed"


def test_a_variant_that_an_edition_does_not_have_is_tried_again_only_when_something_changed() -> None:
    leaf = published(product("leaf/full"), product("twig/full"), idle={"leaf/small": parts("leaf")})
    assert plan(leaf, request(variants=("small",), formats=("leaf",))).work == {}
    leaf = published(product("leaf/full"), product("twig/full"), idle={"leaf/small": parts("leaf", styles="other")})
    assert set(plan(leaf, request(variants=("small",), formats=("leaf",))).work) == {"leaf"}


def test_whoever_prints_the_page_numbers_of_what_is_taken_out_is_made_again_without_what_is_taken_out_too() -> None:
    small = product("twig/small", added=True)
    leaf = published(product("leaf/full", added=True), product("twig/full"), small)
    found = plan(leaf, request(without=("full", "small")), uses={"twig": ("leaf",)})
    assert [each.name for each in found.taken_out] == ["leaf/full", "twig/small"]
    assert found.work["twig"].why == "pages changed" and found.work["twig"].variants == ("full",)


def test_what_was_published_with_the_page_numbers_of_another_is_made_again_beside_what_is_new() -> None:
    """A part of a handout is there first, and the whole one comes later: a booklet of the part has its pages then."""
    small = product("leaf/small", added=True), product("twig/small", added=True)
    found = plan(published(*small), uses={"twig": ("leaf",)})
    assert found.work["leaf"].variants == ("full",)
    assert found.work["twig"] == Work("full not built yet", ("full", "small"), ("small",))
    changed = product("twig/full", parts("twig", styles="other"))
    whole = plan(published(product("leaf/full", parts("leaf", styles="other")), changed), uses={"twig": ("leaf",)})
    assert whole.work["twig"] == Work("styles changed")
