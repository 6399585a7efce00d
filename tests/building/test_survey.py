"""Every edition that could be published follows from articles, collections and brands, with what stands against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.article.front.fields import NO_ID
from pipeline.article.front.status import Status
from pipeline.article.neighbours import Neighbour
from pipeline.building.entries import ArticleEntry, BrandEntry
from pipeline.building.survey import Knowledge, Survey, Verdict, orphans, survey, worst_status
from pipeline.edition.binding import CollectionFile
from pipeline.edition.name import EditionName
from pipeline.edition.publication import Collection
from pipeline.edition.review import State
from pipeline.finding import Finding, Findings, Place, Severity
from pipeline.house.policy import Policy, Setting, Waiver
from tests.building.values import TODAY, finding, findings


def article(slug: str = "tides", lang: str = "en", **changes: Any) -> ArticleEntry:
    ending = "" if changes.get("original", True) else f".{lang}"
    values: dict[str, Any] = {
        "file": f"source/{slug}/article{ending}.md",
        "title": slug.title(),
        "readable": True,
        "original": True,
        "next_review": "2028-10-01",
        "document": f"PL-{slug}",
    }
    return ArticleEntry(slug, lang=lang, **{**values, **changes})


def brand(name: str = "tide", *languages: str, faults: Findings | None = None) -> BrandEntry:
    return BrandEntry(name, languages, faults or Findings())


def book(*articles: str, **changes: Any) -> Collection:
    table = {"title": "The sea", "articles": articles, **changes}
    lines = table.pop("lines", {})
    return Collection("sea", "source/sea.collection.toml", CollectionFile.model_validate(table), lines)


def known(
    *entries: ArticleEntry,
    brands: tuple[BrandEntry, ...] = (brand(),),
    collections: tuple[Collection, ...] = (),
    unread: tuple[str, ...] = (),
    **changes: Any,
) -> Knowledge:
    by_slug: dict[str, list[ArticleEntry]] = {}
    for entry in entries:
        by_slug.setdefault(entry.slug, []).append(entry)
    slugs = frozenset({*by_slug, *unread, *(each.slug for each in collections)})
    values: dict[str, Any] = {
        "today": TODAY,
        "entries": by_slug,
        "collections": {each.slug: each for each in collections},
        "brands": {each.id: each for each in brands},
        "policies": {each.id: Policy() for each in brands},
        "digests": {slug: f"digest of {slug}" for slug in slugs},
        "slugs": slugs,
        "present": slugs,
    }
    return Knowledge(**{**values, **changes})


def names(found: Survey) -> list[str]:
    return [str(each.name) for each in found.targets]


def said(found: Findings) -> list[str]:
    return [each.message for each in found.found]


# articles


def test_an_article_is_an_edition_of_each_brand_that_publishes_its_language() -> None:
    brands = (brand("tide"), brand("wave", "es"), brand("foam", "en", "es"))
    found = survey(known(article(), article(lang="es", original=False), brands=brands))
    assert names(found) == ["tide/en/tides", "foam/en/tides", "tide/es/tides", "wave/es/tides", "foam/es/tides"]
    assert found.findings == Findings()


def test_an_edition_says_what_it_is_made_of() -> None:
    (made,) = survey(known(article(status="superseded", next_review="2026-12-01"))).targets
    assert (made.title, made.file, made.articles) == ("Tides", "source/tides/article.md", ("tides",))
    assert (made.sources, made.state, made.status) == (("digest of tides",), State.DUE, Status.SUPERSEDED)
    assert (made.findings, made.collection) == (Findings(), None)


def test_editions_stand_in_the_order_of_slugs_and_collections_behind_articles() -> None:
    alpha = replace(book("waves"), slug="alpha")
    found = survey(known(article("waves"), article("tides"), collections=(book("tides"), alpha)))
    assert names(found) == ["tide/en/tides", "tide/en/waves", "tide/en/alpha", "tide/en/sea"]


def test_an_article_that_names_its_brands_is_for_these_only() -> None:
    found = survey(known(article(brands=("wave",)), brands=(brand(), brand("wave"))))
    assert names(found) == ["wave/en/tides"] and found.findings == Findings()


def test_findings_on_the_article_stand_before_those_on_the_brand() -> None:
    own, faults = findings("the dose is missing"), findings("the phone is missing")
    (made,) = survey(known(article(findings=own), brands=(brand(faults=faults),))).targets
    assert said(made.findings) == ["the dose is missing", "the phone is missing"]
    assert made.verdict is Verdict.FAULTY


def test_a_link_to_an_article_that_is_not_there_stands_against_the_edition() -> None:
    links = (Neighbour("waves", "the waves", "source/tides/article.md", 9), Neighbour("tides", "the tides", "a.md", 3))
    (made,) = survey(known(article(neighbours=links))).targets
    assert said(made.findings) == ['the link "the waves" leads to "waves", and there is no such article']
    assert survey(known(article(neighbours=links), unread=("waves",))).targets[0].findings == Findings()


def test_an_article_that_cannot_be_read_is_no_edition_and_its_faults_are_told_apart() -> None:
    broken = article("waves", "", readable=False, findings=findings("it is empty"))
    found = survey(known(article(), broken))
    assert names(found) == ["tide/en/tides"] and said(found.findings) == ["it is empty"]


def test_an_article_in_a_language_that_no_brand_publishes_is_named_with_the_nearest() -> None:
    brands = (brand("tide", "en", "es"), brand("wave", "el"))
    found = survey(known(article(lang="eng"), brands=brands))
    assert names(found) == []
    assert found.findings.found == (
        Finding(
            "article/unpublished",
            Severity.WARNING,
            Place("source/tides/article.md", 1),
            'it is in "eng", which no brand publishes ("tide", "wave")',
            'correct "lang", perhaps "en", or add "eng" to languages in a brand.toml',
        ),
    )


def test_without_brands_nothing_is_published_and_nothing_is_said() -> None:
    assert survey(known(article(), brands=())) == Survey((), Findings())


def test_a_brand_that_nobody_has_is_named_with_the_nearest() -> None:
    brands = (brand("tide"), brand("wave"))
    found = survey(known(article(brands=("wavee", "tide")), brands=brands))
    (made,) = found.targets
    assert str(made.name) == "tide/en/tides" and found.findings == Findings()
    expected = Finding(
        "article/front-matter",
        Severity.ERROR,
        Place("source/tides/article.md", 1),
        'there is no brand "wavee" under styles/brands/',
        'write one of tide, wave, perhaps "wave"',
    )
    assert made.findings.found == (expected,)
    alone = survey(known(article(brands=("wavee",)), brands=brands))
    assert alone.targets == () and alone.findings.found == (expected,)
    both = survey(known(article(brands=("wavee", "tyde")), brands=brands))
    assert both.targets == () and len(both.findings.found) == 2


# what stands against an edition


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, Verdict.SOUND),
        ({"status": "superseded"}, Verdict.SOUND),
        ({"next_review": "2026-11-01"}, Verdict.SOUND),
        ({"next_review": ""}, Verdict.SOUND),
        ({"next_review": "2026-10-31"}, Verdict.EXPIRED),
        ({"status": "draft"}, Verdict.PARKED),
        ({"status": "withdrawn"}, Verdict.WITHDRAWN),
        ({"status": "withdrawn", "next_review": "2026-10-31"}, Verdict.WITHDRAWN),
        ({"status": "draft", "next_review": "2026-10-31"}, Verdict.PARKED),
        ({"status": "draft", "findings": findings("the dose is missing")}, Verdict.PARKED),
        ({"next_review": "2026-10-31", "findings": findings("the dose is missing")}, Verdict.EXPIRED),
        ({"findings": findings("the dose is missing")}, Verdict.FAULTY),
        ({"findings": Findings((finding("it is loud", Severity.WARNING),))}, Verdict.SOUND),
    ],
)
def test_the_strongest_reason_against_an_edition_is_its_verdict(changes: dict[str, Any], verdict: Verdict) -> None:
    (made,) = survey(known(article(**changes))).targets
    assert made.verdict is verdict


def test_a_house_weighs_the_findings_of_its_own_editions(monkeypatch: pytest.MonkeyPatch) -> None:
    # A rule that no list names is core; that of the made-up format stands for an editorial one.
    monkeypatch.setattr("pipeline.house.policy.is_core", lambda _: False)
    policy = Policy(settings={"leaf/shouting": Setting(Severity.WARNING, "birds are deaf", "Editor", "profile x")})
    brands = (brand("tide"), brand("wave"))
    policies = {"tide": policy, "wave": Policy()}
    found = survey(known(article(findings=findings("it shouts")), brands=brands, policies=policies))
    assert [each.verdict for each in found.targets] == [Verdict.SOUND, Verdict.FAULTY]
    assert [each.weighing.policy for each in found.targets] == [policy, Policy()]
    assert [each.weighing.brand for each in found.targets] == ["tide", "wave"]


def test_a_waiver_of_the_article_holds_until_its_last_day() -> None:
    waiver = Waiver("article/hype", "its name", "Editor", TODAY, Place("source/tides/article.md", 4))
    praise = Finding("article/hype", Severity.ERROR, Place("source/tides/article.md", 9), "praise", "cut it")
    entry = article(waivers=(waiver,), findings=Findings((praise,)))
    (made,) = survey(known(entry)).targets
    assert made.verdict is Verdict.SOUND and made.weighing.waivers == (waiver,)
    (late,) = survey(known(entry, today=date(2026, 11, 2))).targets
    assert late.verdict is Verdict.FAULTY and "article/waiver-expired" in {each.rule for each in late.findings.found}


# document ids


def test_a_document_id_that_two_articles_have_is_an_error_that_names_the_others() -> None:
    three = [article(slug, document="PL-1") for slug in ("waves", "tides", "foam")]
    found = survey(known(*three))
    by_slug = {each.name.slug: each.findings.found for each in found.targets}
    assert by_slug["waves"] == (
        Finding(
            "article/id-twice",
            Severity.ERROR,
            Place("source/waves/article.md", 1),
            'the document id "PL-1" is that of "foam", "tides" too',
            "give the copy an id of its own; the one that was published first keeps its id",
        ),
    )
    assert [each.message for each in by_slug["foam"]] == ['the document id "PL-1" is that of "tides", "waves" too']


def test_document_ids_that_differ_in_case_only_are_the_same() -> None:
    found = survey(known(article("tides", document="PL-a"), article("waves", document="pl-A")))
    assert [said(each.findings) for each in found.targets] == [
        ['the document id "PL-a" is that of "waves" too'],
        ['the document id "pl-A" is that of "tides" too'],
    ]


def test_translations_share_a_document_id_and_no_id_is_none() -> None:
    translation = article(lang="es", original=False)
    assert all(not each.findings.found for each in survey(known(article(), translation)).targets)
    nameless = [article(slug, document="") for slug in ("tides", "waves")]
    assert all(not each.findings.found for each in survey(known(*nameless)).targets)
    inherited = article("waves", "es", original=False, document="PL-tides")
    assert all(not each.findings.found for each in survey(known(article(), article("waves"), inherited)).targets)


def test_two_articles_that_wait_for_their_ids_do_not_have_the_same() -> None:
    waiting = (article("tides", document=NO_ID), article("waves", document=NO_ID))
    assert "article/id-twice" not in {each.rule for each in survey(known(*waiting)).findings.found}
    targets = survey(known(*waiting)).targets
    assert all("article/id-twice" not in {each.rule for each in target.findings.found} for target in targets)


def test_an_article_that_nobody_has_read_yet_holds_its_document_id_too() -> None:
    documents = {"waves": "pl-tides", "tides": "PL-tides"}
    (made,) = survey(known(article(), unread=("waves",), documents=documents)).targets
    assert said(made.findings) == ['the document id "PL-tides" is that of "waves" too']
    assert survey(known(unread=("waves",), documents={"waves": "PL-waves"})) == Survey((), Findings())


def test_another_two_ids_that_are_twice_are_told_of_their_own_articles() -> None:
    many = [article(slug, document="one") for slug in "ab"] + [article(slug, document="two") for slug in "cd"]
    many.insert(2, article("z", document="three"))
    found = {each.name.slug: said(each.findings) for each in survey(known(*many)).targets}
    assert {slug: len(messages) for slug, messages in found.items()} == {"a": 1, "b": 1, "c": 1, "d": 1, "z": 0}


# collections


def test_a_collection_is_an_edition_in_each_language_that_has_all_its_articles() -> None:
    many = (article(), article("waves"), article(lang="es", original=False))
    found = survey(known(*many, collections=(book("tides", "waves"),), brands=(brand(), brand("wave", "es"))))
    assert [name for name in names(found) if name.endswith("sea")] == ["tide/en/sea"]
    more = (*many, article("waves", "es", original=False))
    found = survey(known(*more, collections=(book("tides", "waves"),), brands=(brand(), brand("wave", "es"))))
    assert [name for name in names(found) if name.endswith("sea")] == ["tide/en/sea", "tide/es/sea", "wave/es/sea"]
    assert found.findings == Findings()


def test_a_collection_says_what_it_is_made_of() -> None:
    made = survey(known(article(), article("waves"), collections=(book("waves", "tides"),))).targets[-1]
    assert (made.title, made.file, made.articles) == ("The sea", "source/sea.collection.toml", ("waves", "tides"))
    assert made.sources == ("digest of waves", "digest of tides", "digest of sea")
    assert made.collection == book("waves", "tides") and made.weighing.brand == "tide"


@pytest.mark.parametrize(
    ("titles", "title"),
    [
        ({"en": "The sea", "": "Sea"}, "The sea"),
        ({"es": "El mar", "": "Sea"}, "Sea"),
        ({"es": "El mar"}, "sea"),
        ({"en": "", "": "Sea"}, "Sea"),
    ],
)
def test_a_collection_has_the_title_of_its_language(titles: dict[str, str], title: str) -> None:
    assert survey(known(article(), collections=(book("tides", title=titles),))).targets[-1].title == title


@pytest.mark.parametrize("days", [("2026-12-01", "2028-10-01"), ("2028-10-01", "2026-12-01")])
def test_a_collection_has_the_state_of_its_worst_article(days: tuple[str, str]) -> None:
    entries = [article(slug, next_review=day) for slug, day in zip(("tides", "waves"), days, strict=True)]
    assert survey(known(*entries, collections=(book("tides", "waves"),))).targets[-1].state is State.DUE
    entries.append(article("foam", next_review="2026-01-01"))
    assert survey(known(*entries, collections=(book("tides", "foam", "waves"),))).targets[-1].state is State.EXPIRED


def test_of_several_statuses_the_strongest_decides() -> None:
    order = (Status.CURRENT, Status.SUPERSEDED, Status.DRAFT, Status.WITHDRAWN)
    for index, status in enumerate(order):
        assert worst_status(order[: index + 1]) is worst_status(reversed(order[: index + 1])) is status
    entries = (article(), article("waves", status="withdrawn"))
    assert survey(known(*entries, collections=(book("tides", "waves"),))).targets[-1].status is Status.WITHDRAWN


def test_findings_on_its_articles_stand_against_a_collection() -> None:
    link = Neighbour("foam", "the foam", "source/waves/article.md", 9)
    entries = (article(findings=findings("the dose is missing")), article("waves", neighbours=(link,)))
    faults = findings("the phone is missing")
    made = survey(known(*entries, collections=(book("tides", "waves"),), brands=(brand(faults=faults),))).targets[-1]
    assert said(made.findings) == [
        "the dose is missing",
        'the link "the foam" leads to "foam", and there is no such article',
        "the phone is missing",
    ]


def test_waivers_of_its_articles_hold_in_a_collection() -> None:
    waivers = [Waiver("article/hype", "its name", "Editor", TODAY, Place(f"source/{slug}/article.md")) for slug in "ab"]
    entries = [article(slug, waivers=(waiver,)) for slug, waiver in zip("ab", waivers, strict=True)]
    assert survey(known(*entries, collections=(book("a", "b"),))).targets[-1].weighing.waivers == tuple(waivers)


def test_a_collection_may_name_its_brands() -> None:
    brands = (brand("tide"), brand("wave"))
    found = survey(known(article(), collections=(book("tides", brands=("wave",)),), brands=brands))
    assert [name for name in names(found) if name.endswith("sea")] == ["wave/en/sea"]
    unknown = survey(known(article(), collections=(book("tides", brands=("wavee", "tide")),), brands=brands))
    assert [name for name in names(unknown) if name.endswith("sea")] == ["tide/en/sea"]
    assert unknown.findings.found == (
        Finding(
            "collection/file",
            Severity.ERROR,
            Place("source/sea.collection.toml"),
            'there is no brand "wavee" under styles/brands/',
            'write one of tide, wave, perhaps "wave"',
        ),
    )


def test_all_that_is_wrong_with_a_collection_is_told() -> None:
    odd = book("tides", "waves", brands=("wavee", "tyde"))
    found = survey(known(article(), article("waves", "es"), collections=(odd,)))
    assert said(found.findings) == [
        'there is no brand "wavee" under styles/brands/',
        'there is no brand "tyde" under styles/brands/',
        "no language has all of its articles, so that it is published in none",
    ]


def test_a_collection_that_names_a_missing_article_is_no_edition() -> None:
    gap = book("tides", "wave", "wind", lines={"wave": 3})
    found = survey(known(article(), article("waves"), collections=(gap,)))
    assert [name for name in names(found) if name.endswith("sea")] == []
    assert found.findings.found == (
        Finding(
            "collection/file",
            Severity.ERROR,
            Place("source/sea.collection.toml", 3, 3),
            'the collection names "wave", and there is no such article',
            'mend the name, perhaps "waves", or take it out of the list',
        ),
        Finding(
            "collection/file",
            Severity.ERROR,
            Place("source/sea.collection.toml"),
            'the collection names "wind", and there is no such article',
            "mend the name, or take it out of the list",
        ),
    )


def test_what_belongs_to_no_edition_is_told_of_all_articles_and_collections() -> None:
    broken = [article(slug, "", readable=False, findings=findings(f"{slug} is empty")) for slug in ("foam", "reef")]
    gaps = [replace(book("wind"), slug=slug) for slug in ("bay", "sea")]
    found = survey(known(*broken, collections=tuple(gaps)))
    gap = 'the collection names "wind", and there is no such article'
    assert said(found.findings)[:2] == ["foam is empty", "reef is empty"]
    assert [each.message for each in found.findings.found if each.message == gap] == [gap]
    elsewhere = replace(gaps[1], file="source/bay.collection.toml")
    assert len(survey(known(*broken, collections=(gaps[0], elsewhere))).findings.found) == 4


def test_a_collection_waits_until_all_its_articles_are_read() -> None:
    found = survey(known(article(), unread=("waves",), collections=(book("tides", "waves"),)))
    assert names(found) == ["tide/en/tides"] and found.findings == Findings()


def test_a_collection_that_no_language_has_whole_is_named() -> None:
    found = survey(known(article(), article("waves", "es"), collections=(book("tides", "waves"),)))
    assert names(found) == ["tide/en/tides", "tide/es/waves"]
    assert found.findings.found == (
        Finding(
            "collection/file",
            Severity.ERROR,
            Place("source/sea.collection.toml"),
            "no language has all of its articles, so that it is published in none",
            "translate what is missing, or take it out of the list",
        ),
    )


def test_a_collection_with_an_article_that_cannot_be_read_says_no_more_than_the_article() -> None:
    broken = article("waves", "", readable=False, findings=findings("it is empty"))
    found = survey(known(article(), broken, collections=(book("tides", "waves"),)))
    assert names(found) == ["tide/en/tides"] and said(found.findings) == ["it is empty"]


# orphans


def gone(of: Knowledge, name: str = "tide/en/tides") -> dict[EditionName, str]:
    brand_id, lang, slug = name.split("/")
    return orphans(of, survey(of), [EditionName(brand_id, lang, slug)])


def why(of: Knowledge, name: str = "tide/en/tides") -> str:
    (reason,) = gone(of, name).values()
    return reason


def test_what_stands_for_an_edition_keeps_it() -> None:
    assert gone(known(article())) == {}
    assert gone(known(article(), collections=(book("tides"),)), "tide/en/sea") == {}


def test_each_reason_why_an_edition_is_gone_is_named() -> None:
    assert why(known(article("waves"))) == 'there is no article "tides" any more'
    assert why(known(article()), "wave/en/tides") == 'there is no brand "wave" any more'
    spanish = brand("tide", "es")
    assert why(known(article(), brands=(spanish,))) == 'the brand "tide" does not publish "en" any more'
    other = known(article(brands=("wave",)), brands=(brand(), brand("wave")))
    assert why(other) == '"tides" is not for the brand "tide" any more'
    assert why(known(article()), "tide/es/tides") == '"tides" is not there in "es" any more'


def test_each_reason_why_a_collection_is_gone_is_named() -> None:
    both = (article(), article("waves"))
    other = known(*both, collections=(book("tides", brands=("wave",)),), brands=(brand(), brand("wave")))
    assert why(other, "tide/en/sea") == '"sea" is not for the brand "tide" any more'
    half = known(*both, article(lang="es", original=False), collections=(book("tides", "waves"),))
    assert why(half, "tide/es/sea") == '"sea" is not there in "es" any more'
    own = known(article(brands=("wave",)), collections=(book("tides"),), brands=(brand(), brand("wave")))
    assert gone(own, "tide/en/sea") == {}


def test_an_edition_stays_while_nobody_can_know() -> None:
    assert gone(known(unread=("tides",))) == {}
    assert gone(known(article("waves"), present=frozenset({"waves", "tides"}))) == {}
    broken = article(readable=False, findings=findings("it is empty"))
    assert gone(known(broken)) == {}
    faulty = brand("tide", "es", faults=findings("the phone is missing"))
    assert gone(known(article(lang="en"), brands=(faulty,))) == {}
    half = known(article(), unread=("waves",), collections=(book("tides", "waves"),))
    assert gone(half, "tide/en/sea") == {}
    one_broken = known(article(), article("waves", "", readable=False), collections=(book("tides", "waves"),))
    assert gone(one_broken, "tide/en/sea") == {}


def test_only_translations_in_its_own_language_say_for_whom_an_edition_is() -> None:
    brands = (brand(), brand("wave"))
    entries = (article(brands=("tide",)), article(lang="es", original=False, brands=("wave",)))
    assert why(known(*entries, brands=brands), "tide/es/tides") == '"tides" is not for the brand "tide" any more'
    assert why(known(*entries, brands=brands), "wave/en/tides") == '"tides" is not for the brand "wave" any more'
