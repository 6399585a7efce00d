"""What becomes of an edition follows from what its jobs gave, what was published before, and what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from pipeline.building.jobs import Outcome, Rendered
from pipeline.building.planning import EditionPlan
from pipeline.building.report import EditionReport, Fate, FileReport, ProductReport
from pipeline.building.settling import Settlement, ended, preview_name, settle
from pipeline.building.survey import Target
from pipeline.building.weighing import Weighing
from pipeline.edition.artifact import Artifact, File, Product
from pipeline.edition.review import State
from pipeline.finding import Finding, Findings, Place, Severity
from pipeline.house.policy import Policy, Setting
from tests.building.values import NAME, artifact, edition, finding, findings, parts, product, target, two_formats

__all__ = ["two_formats"]

pytestmark = pytest.mark.usefixtures("two_formats")

PREVIEW = File("full.png", "image/png", b"picture")
LEAF, SMALL, TWIG = Product("leaf", "full"), Product("leaf", "small"), Product("twig", "full")


def plan(
    earlier: EditionReport | None = None, of: Target | None = None, taken_out: tuple[ProductReport, ...] = ()
) -> EditionPlan:
    now = {form: parts(form) for form in ("leaf", "twig")}
    return EditionPlan(of or target(), earlier, now, {}, taken_out)


def made(of: Product, content: bytes = b"new", *said: str, **more: Any) -> Rendered:
    """A product with its bytes and what was found in them."""
    return Rendered(of, artifact(of, content, ("walk", 3), ("nowhere", 0)), findings(*said), (PREVIEW,), **more)


def outcome(*products: Rendered, **more: Any) -> Outcome:
    return Outcome(products, **{"consists_of": tuple(str(each.product) for each in products), **more})


def settled(before: EditionReport | None, outcomes: Mapping[str, Outcome], **more: Any) -> Settlement:
    return settle(plan(before, **more), outcomes, draft=False)


def names(products: tuple[ProductReport, ...]) -> list[str]:
    return [each.name for each in products]


# all is well


def test_what_is_sound_is_published_with_all_that_is_known_of_it() -> None:
    drawn = Artifact(TWIG, (File("full.txt", "text/plain", b"12345"),), decisions=("the map was left out",))
    found = settled(None, {"leaf": outcome(made(LEAF)), "twig": outcome(Rendered(TWIG, drawn, Findings(), added=True))})
    assert found.publish
    assert found.files == {"leaf/full.json": b"new", "twig/full.txt": b"12345"}
    assert found.previews == {preview_name(PREVIEW): PREVIEW}
    assert (found.kept, found.former, found.leaving) == ((), (), {})
    report = found.report
    assert (report.name, report.title, report.file) == (NAME, "Tides", "source/tides/article.md")
    assert (report.state, report.draft, report.fate) == ("current", False, Fate.BUILT)
    assert (report.findings, report.held, report.idle) == (Findings(), (), {})
    assert report.consists_of == {"leaf": ("leaf/full",), "twig": ("twig/full",)}
    leaf, twig = report.products
    assert leaf == ProductReport(
        "leaf",
        "full",
        "",
        (FileReport("leaf/full.json", "application/json", 3, artifact(LEAF).main.sha256),),
        Findings(),
        (),
        (preview_name(PREVIEW),),
        parts("leaf"),
        {"walk": 3},
    )
    assert (twig.decisions, twig.added, twig.placements, twig.previews) == (("the map was left out",), True, {}, ())
    assert report.notes == ("twig/full is published from now on, although no setting lists it",)


def test_a_preview_is_named_by_what_it_shows() -> None:
    assert preview_name(PREVIEW) == f"previews/{PREVIEW.sha256[:20]}.png"


def test_an_added_product_that_was_published_before_is_not_announced_again() -> None:
    before = edition(product("leaf/full", added=True))
    assert settled(before, {"leaf": outcome(made(LEAF, added=True))}).report.notes == ()


def test_findings_that_are_no_errors_stay_with_what_is_published() -> None:
    warned = Rendered(LEAF, artifact(LEAF), Findings((finding("it is loud", Severity.WARNING),)))
    found = settled(None, {"leaf": outcome(warned)})
    assert found.publish and found.report.products[0].findings == warned.findings
    shared = Findings((finding("a value is old", Severity.WARNING),))
    found = settled(None, {"leaf": outcome(made(LEAF), findings=shared)})
    assert found.publish and found.report.findings == shared


def test_products_stand_in_the_order_of_formats() -> None:
    before = edition(product("leaf/full"), product("gone/full", {}))
    found = settled(before, {"twig": outcome(made(TWIG)), "leaf": outcome(made(SMALL), consists_of=None)})
    assert names(found.report.products) == ["leaf/small", "leaf/full", "twig/full", "gone/full"]


def test_the_state_of_the_edition_is_reported() -> None:
    due = target(state=State.DUE, findings=Findings((finding("read it again", Severity.WARNING),)))
    report = settled(None, {"leaf": outcome(made(LEAF))}, of=due).report
    assert report.state == "due" and report.findings == due.findings


# what was published before


def test_what_was_not_worked_on_stays_and_what_was_is_replaced() -> None:
    before = edition(product("leaf/full"), product("twig/full"), product("twig/small"))
    found = settled(before, {"leaf": outcome(made(LEAF))})
    assert found.publish and found.leaving == {}
    assert found.kept == ("twig/full.json", "twig/small.json")
    assert found.former == ("leaf/full.json",)
    assert names(found.report.products) == ["leaf/full", "twig/full", "twig/small"]
    assert found.report.notes == ()


@pytest.mark.parametrize("source", ["as it was", None])
def test_what_no_setting_lists_any_more_leaves_its_place_and_is_named(source: str | None) -> None:
    """A product that was added by name and is not made any more is never kept, stale or not."""
    made_of = parts("leaf", source=source) if source else None
    before = edition(product("leaf/full"), product("leaf/small", made_of, added=True))
    found = settled(before, {"leaf": outcome(made(LEAF))})
    why = "neither the brand nor the article lists it"
    assert found.leaving == {"leaf/small.json": why} and found.kept == ()
    assert found.report.notes == (f"leaf/small is not published any more: {why}; it lies in _withdrawn/",)
    assert names(found.report.products) == ["leaf/full"]


def test_all_that_leaves_is_named() -> None:
    before = edition(product("leaf/full"), product("leaf/small/A4"), product("leaf/small/A5"))
    found = settled(before, {"leaf": outcome(made(LEAF))})
    assert list(found.leaving) == ["leaf/smallA4.json", "leaf/smallA5.json"] and len(found.report.notes) == 2


def test_what_says_the_same_as_the_source_stays_beside_what_was_made_anew() -> None:
    before = edition(product("leaf/full"), product("leaf/small", parts("leaf", styles="other")))
    found = settled(before, {"leaf": outcome(made(LEAF), consists_of=("leaf/full", "leaf/small"))})
    assert found.kept == ("leaf/small.json",) and found.leaving == {}


@pytest.mark.parametrize("added", [False, True])
def test_what_could_not_be_made_and_says_something_else_leaves_its_place(added: bool) -> None:
    """Also what somebody added by name: a stale copy is never kept."""
    before = edition(product("leaf/full"), product("leaf/small", parts("leaf", source="other"), added=added))
    found = settled(before, {"leaf": outcome(made(LEAF), consists_of=("leaf/full", "leaf/small"))})
    why = "its new version could not be made"
    assert found.leaving == {"leaf/small.json": why}
    assert found.report.notes == (f"leaf/small is not published any more: {why}; it lies in _withdrawn/",)


def test_what_is_taken_out_by_name_leaves_although_nothing_is_made() -> None:
    added = product("leaf/small", added=True)
    held = product("twig/small", added=True)
    before = edition(
        product("leaf/full"), added, held=(held,), consists_of={"leaf": ("leaf/full", "leaf/small"), "twig": ()}
    )
    found = settled(before, {}, taken_out=(added, held))
    assert found.publish and found.files == {} and found.kept == ("leaf/full.json",)
    assert found.leaving == {"leaf/small.json": "it was taken out by name"}
    assert found.report.consists_of == {"leaf": ("leaf/full",), "twig": ()}
    assert found.report.held == () and found.report.fate is Fate.BUILT


def test_what_is_taken_out_leaves_even_when_nothing_sound_was_made() -> None:
    added = product("leaf/small", added=True)
    before = edition(product("leaf/full"), added)
    found = settled(before, {"leaf": outcome(made(LEAF, b"new", "it shouts"))}, taken_out=(added,))
    assert found.publish and "leaf/small.json" in found.leaving


# errors


def test_an_error_in_one_product_holds_back_that_one() -> None:
    found = settled(None, {"leaf": outcome(made(LEAF, b"loud", "it shouts"), made(SMALL))})
    assert found.publish and found.files == {"leaf/small.json": b"new"}
    assert names(found.report.products) == ["leaf/small"] and found.report.findings == Findings()
    (held,) = found.report.held
    assert (held.name, held.findings, held.files, held.previews, held.placements) == (
        "leaf/full",
        findings("it shouts"),
        (),
        (),
        {},
    )
    assert held.parts == parts("leaf")


@pytest.mark.parametrize(("source", "leaves"), [("as it was", True), (None, False)])
def test_the_older_copy_of_a_product_with_errors_leaves_when_it_says_something_else(
    source: str | None, leaves: bool
) -> None:
    made_of = parts("leaf", source=source) if source else None
    before = edition(product("leaf/full", made_of), product("leaf/small", made_of))
    found = settled(before, {"leaf": outcome(made(LEAF, b"loud", "it shouts"), made(SMALL))})
    assert found.publish and found.former == ("leaf/small.json",)
    assert found.leaving == ({"leaf/full.json": "its new version has errors"} if leaves else {})
    assert found.kept == (() if leaves else ("leaf/full.json",))
    note = "leaf/full is not published any more: its new version has errors; it lies in _withdrawn/"
    assert found.report.notes == ((note,) if leaves else ())


def test_when_nothing_sound_was_made_what_is_published_stays_whole() -> None:
    before = edition(product("leaf/full", parts("leaf", source="as it was")))
    found = settled(before, {"leaf": outcome(made(LEAF, b"loud", "it shouts"))})
    assert found.publish is False and found.files == {} and found.leaving == {}
    assert found.report.fate is Fate.FAILED and names(found.report.held) == ["leaf/full"]
    assert found.report.products == ()


def test_a_format_that_makes_nothing_of_an_edition_is_no_failure() -> None:
    found = settled(edition(), {"leaf": outcome()})
    assert found.publish and found.report.idle == {"leaf": parts("leaf")}
    assert found.report.consists_of == {"leaf": ()}


def test_a_product_that_could_not_be_rendered_is_held_back() -> None:
    refused = Rendered(LEAF, None, findings("it refuses"), added=True)
    found = settled(None, {"leaf": outcome(refused, made(SMALL))})
    (held,) = found.report.held
    assert (held.name, held.files, held.decisions, held.added) == ("leaf/full", (), (), True)
    silent = settled(None, {"leaf": outcome(Rendered(LEAF, None, Findings()), made(SMALL))})
    assert names(silent.report.held) == ["leaf/full"] and silent.files == {"leaf/small.json": b"new"}


@pytest.mark.parametrize("where", ["article", "values"])
def test_an_error_in_the_article_or_a_value_holds_back_all(where: str) -> None:
    faults = findings("the dose is missing")
    of = target(findings=faults) if where == "article" else target()
    jobs = {
        "leaf": outcome(
            made(LEAF), made(SMALL, b"x", "it shouts"), findings=Findings() if where == "article" else faults
        )
    }
    found = settled(edition(product("leaf/full")), jobs, of=of)
    assert found.publish is False and found.report.fate is Fate.FAILED and found.report.findings == faults
    (held,) = found.report.held
    assert (held.name, held.files, held.findings) == ("leaf/small", (), findings("it shouts"))
    assert found.report.products == ()


def test_an_error_that_all_formats_report_is_said_once() -> None:
    faults = findings("the phone is missing")
    jobs = {form: Outcome(findings=faults) for form in ("leaf", "twig")}
    assert settled(None, jobs).report.findings == faults
    jobs["twig"] = Outcome(findings=findings("the address is missing"))
    said = [each.message for each in settled(None, jobs).report.findings.found]
    assert said == ["the phone is missing", "the address is missing"]


def test_a_house_that_lowered_a_rule_lowers_it_in_products_and_values(monkeypatch: pytest.MonkeyPatch) -> None:
    # A rule that no list names is core; that of the made-up format stands for an editorial one.
    monkeypatch.setattr("pipeline.house.policy.is_core", lambda _: False)
    policy = Policy(settings={"leaf/shouting": Setting(Severity.WARNING, "birds are deaf", "Example Editor", "here")})
    of = target(weighing=Weighing(policy, (), date(2026, 11, 1), "tide"))
    jobs = {"leaf": outcome(made(LEAF, b"loud", "it shouts"), findings=findings("a value shouts"))}
    found = settled(None, jobs, of=of)
    assert found.publish and [each.severity for each in found.report.all_findings.found] == [Severity.WARNING] * 2


def test_a_draft_is_saved_with_its_errors() -> None:
    of = target(findings=findings("the dose is missing"))
    found = settle(plan(None, of), {"leaf": outcome(made(LEAF, b"loud", "it shouts"))}, draft=True)
    assert found.publish and found.files == {"leaf/full.json": b"loud"} and found.report.draft
    assert found.report.fate is Fate.BUILT and found.report.held == ()
    assert [each.message for each in found.report.all_findings.found] == ["the dose is missing", "it shouts"]
    unmade = settle(plan(), {"leaf": outcome(Rendered(LEAF, None, Findings()), made(SMALL))}, draft=True)
    assert names(unmade.report.held) == ["leaf/full"]


# jobs that were ended


def test_a_job_that_was_ended_is_named_and_the_rest_is_published() -> None:
    before = edition(product("leaf/full"), product("twig/full", parts("twig", source="as it was")))
    found = settled(before, {"leaf": outcome(made(LEAF)), "twig": Outcome(ended="its process died")})
    assert found.publish and found.files == {"leaf/full.json": b"new"}
    assert found.leaving == {"twig/full.json": "its new version could not be made"}
    (said,) = found.report.findings.found
    assert str(said.where) == "source/tides/article.md (the twig)"
    assert (said.rule, said.message) == ("build/ended", "the twig could not be finished: its process died")


def test_when_all_jobs_were_ended_what_is_published_stays_whole() -> None:
    before = edition(product("leaf/full", parts("leaf", source="as it was")))
    found = settled(before, {"leaf": Outcome(ended="its process died")})
    assert found.publish is False and found.report.fate is Fate.FAILED and found.report.findings.errors


def test_an_ended_job_is_named_beside_an_error_in_the_article() -> None:
    of = target(findings=findings("the dose is missing"))
    found = settled(None, {"leaf": Outcome(ended="its process died"), "twig": outcome()}, of=of)
    assert [each.message for each in found.report.findings.found] == [
        "the dose is missing",
        "the leaf could not be finished: its process died",
    ]


def test_the_finding_on_an_ended_job_says_what_to_look_for() -> None:
    assert ended("source/tides/article.md", "reading", "it took too long").found == (
        Finding(
            "build/ended",
            Severity.ERROR,
            Place("source/tides/article.md", part="reading"),
            "reading could not be finished: it took too long",
            "look for a huge or damaged picture, or a very long line, in this article; then try again",
        ),
    )


# what earlier runs held back


def test_what_an_earlier_run_held_back_stays_held_until_it_is_tried_again() -> None:
    before = edition(product("leaf/full"), held=(product("twig/full"), product("leaf/small")))
    found = settled(before, {"leaf": outcome(made(LEAF), consists_of=("leaf/full", "leaf/small"))})
    assert names(found.report.held) == ["leaf/small", "twig/full"]
    found = settled(before, {"leaf": outcome(made(LEAF), made(SMALL))})
    assert names(found.report.held) == ["twig/full"]
    assert names(found.report.products) == ["leaf/full", "leaf/small"]


def test_what_was_held_back_and_is_not_listed_any_more_is_forgotten() -> None:
    before = edition(product("leaf/full"), held=(product("leaf/small"),))
    assert settled(before, {"leaf": outcome(made(LEAF))}).report.held == ()
    unknown = settled(before, {"leaf": outcome(made(LEAF), consists_of=None)})
    assert names(unknown.report.held) == ["leaf/small"]


# what an edition consists of


def test_what_an_edition_consists_of_is_kept_for_formats_that_were_not_worked_on() -> None:
    before = edition(
        product("leaf/full"),
        consists_of={"leaf": ("leaf/full",), "twig": ()},
        idle={"twig": {"source": "x"}, "leaf": {"source": "y"}},
    )
    report = settled(before, {"leaf": outcome(made(LEAF), made(SMALL))}).report
    assert report.consists_of == {"leaf": ("leaf/full", "leaf/small"), "twig": ()}
    assert report.idle == {"twig": {"source": "x"}}
    report = settled(before, {"leaf": outcome(made(LEAF)), "twig": outcome(consists_of=None)}).report
    assert report.consists_of == {"leaf": ("leaf/full",), "twig": ()} and report.idle == {}


def test_files_of_a_product_that_is_held_back_are_not_published() -> None:
    found = settled(None, {"leaf": outcome(made(SMALL), made(LEAF, b"loud", "it shouts")), "twig": outcome(made(TWIG))})
    assert found.files == {"leaf/small.json": b"new", "twig/full.json": b"new"}
