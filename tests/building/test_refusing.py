"""What a build would not publish is kept back with its reason and the way out."""

from __future__ import annotations

from pipeline.article.front.status import Status
from pipeline.building.refusing import expired, outdated, refusal
from pipeline.building.survey import Target
from pipeline.edition.review import State
from pipeline.finding import Findings
from tests.building.values import findings, target


def test_a_sound_edition_is_not_refused_and_a_faulty_one_with_its_own_faults() -> None:
    assert refusal(target()) == Findings()
    faulty = target(findings=findings("the dose is missing"))
    assert refusal(faulty) == faulty.findings


def refused(of: Target) -> list[tuple[str, str, str, str]]:
    return [(each.rule, str(each.where), each.message, each.hint) for each in refusal(of).found]


def test_an_expired_edition_is_refused_with_the_way_out() -> None:
    late = target(state=State.EXPIRED, findings=findings("the dose is missing"))
    assert refused(late)[0][2] == "the dose is missing"
    assert refused(late)[1] == (
        "article/expired",
        "source/tides/article.md:1",
        '"Tides" was due for review, and is not published any more',
        "review the article and set next_review, or build with --draft",
    )
    assert expired(late, moved=True).message == (
        '"Tides" was due for review, and is not published any more; its output was moved to output/_withdrawn/'
    )


def test_a_withdrawn_edition_is_refused_and_its_other_faults_do_not_matter() -> None:
    back = target(status=Status.WITHDRAWN, findings=findings("the dose is missing"))
    assert refused(back) == [
        (
            "build/refused",
            "source/tides/article.md:1",
            '"Tides" is withdrawn',
            "set status: current to publish it",
        )
    ]


def test_a_parked_edition_is_refused_with_its_faults() -> None:
    parked = target(status=Status.DRAFT, findings=findings("the dose is missing"))
    assert refused(parked)[0][2] == "the dose is missing"
    assert refused(parked)[1] == (
        "build/refused",
        "source/tides/article.md:1",
        '"Tides" is parked (status: draft)',
        "set status: current to publish it, or use --draft",
    )


def test_an_edition_that_says_something_else_than_its_article_is_refused() -> None:
    (found,) = outdated(target()).found
    assert (found.rule, str(found.where)) == ("build/refused", "source/tides/article.md:1")
    assert found.message == 'what is published of "Tides" is not what the article says now'
    assert found.hint == "run plainleaf build tides first"
