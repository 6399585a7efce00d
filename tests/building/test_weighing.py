"""What a house's policy and an article's waivers make of findings, and what is wrong with themselves."""

from __future__ import annotations

from datetime import date

from pipeline.building.weighing import Weighing, known_rules
from pipeline.finding import Finding, Findings, Place, Severity
from pipeline.house.policy import Policy, Setting, Waiver

TODAY = date(2026, 11, 1)
ARTICLE = Place("source/tides/article.md", 9)
PRAISE = Finding("article/hype", Severity.ERROR, ARTICLE, "praise", "cut it")
HAPPY = Setting(Severity.WARNING, "it is a name", "Editor", "styles/brands/tide/brand.toml")


def waiver(rule: str = "article/hype", until: date = TODAY, line: int = 4) -> Waiver:
    return Waiver(rule, "its name", "Editor", until, Place("source/tides/article.md", line))


def weighing(*waivers: Waiver, policy: Policy | None = None, today: date = TODAY) -> Weighing:
    return Weighing(policy or Policy(), waivers, today, "tide")


def said(findings: Findings) -> list[tuple[str, Severity]]:
    return [(finding.rule, finding.severity) for finding in findings.found]


def test_findings_stand_as_they_are_where_nobody_says_otherwise() -> None:
    given = Findings((PRAISE,))
    assert weighing().of_article(given) == weighing().of_product(given) == given


def test_a_house_lowers_what_it_may_in_articles_and_products() -> None:
    policy = Policy(settings={"article/hype": HAPPY})
    lowered = [("article/hype", Severity.WARNING)]
    assert said(weighing(policy=policy).of_article(Findings((PRAISE,)))) == lowered
    assert said(weighing(policy=policy).of_product(Findings((PRAISE,)))) == lowered


def test_a_waiver_holds_on_its_last_day_and_is_told_when_it_is_over() -> None:
    given = Findings((PRAISE,))
    assert ("article/hype", Severity.ERROR) not in said(weighing(waiver()).of_article(given))
    assert ("article/hype", Severity.ERROR) not in said(weighing(waiver()).of_product(given))
    late = weighing(waiver(), today=date(2026, 11, 2))
    assert said(late.of_article(given)) == [
        ("article/hype", Severity.ERROR),
        ("article/waiver-expired", Severity.WARNING),
    ]
    assert said(late.of_product(given)) == [("article/hype", Severity.ERROR)]


def test_a_waiver_of_an_unknown_rule_and_one_that_covers_nothing_are_told() -> None:
    (unknown,) = weighing(waiver("article/hpye")).of_article(Findings()).found
    assert (unknown.rule, unknown.hint) == ("article/waiver-unknown", 'write "article/hype"')
    (unused,) = weighing(waiver()).of_article(Findings()).found
    assert unused.rule == "article/waiver-unused"


def test_a_setting_of_an_unknown_rule_is_told_at_the_brand_and_one_of_a_profile_is_not() -> None:
    (told,) = weighing(policy=Policy(settings={"article/hpye": HAPPY})).of_article(Findings()).found
    assert str(told.where) == "styles/brands/tide/brand.toml" and told.hint == 'write "article/hype"'
    taken = Setting(Severity.WARNING, "it is a name", "", "profile publisher")
    assert weighing(policy=Policy(settings={"article/hpye": taken})).of_article(Findings()) == Findings()


def test_what_stands_in_a_manifest_changes_when_a_waiver_ends() -> None:
    long = waiver("article/fear", date(2026, 12, 1), 7)
    assert weighing().standing == ""
    ending, staying = (
        "source/tides/article.md:4 article/hype until 2026-11-01",
        "source/tides/article.md:7 article/fear",
    )
    assert weighing(waiver(), long).standing == f"{ending}; {staying} until 2026-12-01"
    assert weighing(waiver(), long, today=date(2026, 11, 2)).standing == f"{staying} until 2026-12-01"


def test_the_known_rules_are_those_of_articles_formats_and_houses() -> None:
    assert {"article/hype", "social/too-long", "brand/file"} <= known_rules()
