"""A house may make editorial rules lighter, by name and with a reason; the core stays, and nothing is hidden."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.building.rulebook import RULES
from pipeline.channels import FORMATS
from pipeline.finding import Finding, Findings, Lowered, NotRun, Place, Severity, decode, encode
from pipeline.house.policy import (
    Policy,
    Waiver,
    apply,
    check_waivers,
    in_force,
    is_core,
    is_fact,
    listed_rules,
    profiles,
    read_library_rules,
    read_policies,
    read_policy,
    unknown_rules,
    unused_waivers,
    waivers_of,
)
from tests.workspace import HEAD, ROOT, reading_of

TODAY = date(2026, 11, 27)
ARTICLE = "source/tides/article.md"
SETTINGS = Place("styles/brands/press/brand.toml")


def finding(rule: str, severity: Severity = Severity.ERROR, message: str = "it is so", line: int = 9) -> Finding:
    return Finding(rule, severity, Place(ARTICLE, line), message, "mend it")


def waiver(rule: str = "article/hype", until: date = date(2027, 5, 1), words: str = "", file: str = ARTICLE) -> Waiver:
    return Waiver(rule, "the trial is called so", "Example Editor", until, Place(file, 20), words)


def test_the_usual_house_changes_nothing() -> None:
    """Patients get every rule as it is."""
    said = Findings((finding("article/no-action"), finding("article/hype", Severity.WARNING)))
    assert apply(said, Policy(), (), TODAY) == said
    assert read_policy([]) == (Policy(), ())


def test_a_publisher_publishes_what_an_editor_weighs() -> None:
    policy, found = read_policy([({"profile": "publisher", "by": "Example Editor"}, SETTINGS)])
    weighed = apply(Findings((finding("article/no-action"), finding("article/claim"))), policy, (), TODAY)
    assert not found
    assert [(each.rule, each.severity) for each in weighed.found] == [
        ("article/claim", Severity.ERROR),
        ("article/no-action", Severity.WARNING),
    ]
    (lowered,) = weighed.lowered
    assert (lowered.rule, lowered.was, lowered.now, lowered.times) == ("article/no-action", "error", "warning", 1)
    assert (lowered.by, lowered.source) == ("Example Editor", "profile publisher")
    assert lowered.reason


def test_marketing_makes_praise_an_error() -> None:
    policy, _ = read_policy([({"profile": "marketing"}, SETTINGS)])
    weighed = apply(Findings((finding("article/hype", Severity.WARNING),)), policy, (), TODAY)
    assert weighed.errors and "raised from warning to error" in str(weighed.lowered[0])


def test_a_setting_needs_a_reason_and_a_name() -> None:
    tables: tuple[dict[str, object], ...] = (
        {"article/no-action": "warning"},
        {"article/no-action": "warning", "by": "Example Editor"},
        {"article/no-action": {"severity": "warning", "reason": "news only"}},
    )
    for table in tables:
        policy, found = read_policy([(table, SETTINGS)])
        assert "article/no-action" not in policy.settings
        assert "is lowered without" in found[0].message
    by_name = {"article/no-action": {"severity": "warning", "reason": "news only"}, "by": "Example Editor"}
    policy, found = read_policy([(by_name, SETTINGS)])
    assert not found and policy.settings["article/no-action"].reason == "news only"


@pytest.mark.parametrize("rule", ["article/link-unsafe", "article/expired", "handout/untagged", "newsletter/link"])
def test_the_core_cannot_be_lowered(rule: str) -> None:
    _, found = read_policy([({rule: "info", "reason": "haste", "by": "Example Editor"}, SETTINGS)])
    assert f'"{rule}" cannot be lowered' in found[0].message
    assert check_waivers((waiver(rule),), {rule}, TODAY)[0].message == f'"{rule}" cannot be waived'
    weighed = apply(Findings((finding(rule),)), Policy(), (waiver(rule),), TODAY)
    assert weighed.errors and not weighed.lowered


def test_a_dose_is_waived_word_by_word_only() -> None:
    assert is_fact("article/dose-notation") and not is_core("article/dose-notation")
    _, found = read_policy([({"article/dose-notation": "info", "reason": "r", "by": "b"}, SETTINGS)])
    assert "cannot be lowered" in found[0].message
    assert (
        "does not say for which words"
        in check_waivers((waiver("article/dose-notation"),), ("article/dose-notation",), TODAY)[0].message
    )
    said = Findings((finding("article/dose-notation", message='"1.0 mg" …'), finding("article/dose-notation")))
    weighed = apply(said, Policy(), (waiver("article/dose-notation", words="1.0 mg"),), TODAY)
    assert sorted(each.severity for each in weighed.found) == ["error", "info"]


def test_the_brand_has_the_last_word() -> None:
    library = (
        {"profile": "marketing", "article/fear": "warning", "by": "a", "reason": "b"},
        Place("styles/rules.toml"),
    )
    policy, found = read_policy([library, ({"profile": "publisher", "article/fear": "error"}, SETTINGS)])
    assert not found and policy.profile == "publisher"
    assert policy.settings["article/fear"].severity is Severity.ERROR


def test_what_does_not_exist_is_said() -> None:
    policy, found = read_policy([({"profile": "glossy", "article/hipe": "error", "article/fear": "off"}, SETTINGS)])
    assert [each.message for each in found] == ['there is no profile "glossy"', '"article/fear" is set to "off"']
    assert unknown_rules(policy, {"article/hype"}, SETTINGS)[0].hint == 'write "article/hype"'
    assert read_library_rules(b"[rules\n")[1] and read_library_rules(b"[rule]\n")[1] and read_library_rules(b"\xff")[1]
    assert read_library_rules(b'[rules]\nprofile = "publisher"\n') == ({"profile": "publisher"}, ())


def test_a_waiver_holds_to_its_last_day() -> None:
    said = Findings((finding("article/hype", Severity.WARNING, '"miracle" …'),))
    for day, severity in ((date(2027, 5, 1), Severity.INFO), (date(2027, 5, 2), Severity.WARNING)):
        weighed = apply(said, Policy(), (waiver(),), day)
        assert weighed.found[0].severity is severity
    assert "waived from warning to info by Example Editor until 2027-05-01" in str(
        apply(said, Policy(), (waiver(),), TODAY).lowered[0]
    )
    assert "ended on 2027-05-01" in check_waivers((waiver(),), ("article/hype",), date(2027, 5, 2))[0].message
    assert check_waivers((waiver(),), ("article/hype",), TODAY) == () and in_force(waiver(), TODAY)


def test_a_waiver_for_an_unknown_rule_is_a_finding() -> None:
    (found,) = check_waivers((waiver("article/hipe"),), ("article/hype",), TODAY)
    assert (found.rule, found.hint) == ("article/waiver-unknown", 'write "article/hype"')


def test_a_waiver_that_nothing_needs_is_a_finding() -> None:
    said = Findings((finding("article/hype"),))
    assert unused_waivers((waiver(),), said, TODAY) == ()
    (left,) = unused_waivers((waiver(words="another word"),), said, TODAY)
    assert left.rule == "article/waiver-unused" and 'that speaks of "another word"' in left.message
    assert unused_waivers((waiver("newsletter/one-sided"),), said, TODAY) == ()
    idle = Findings((), (NotRun("article/hype", "no rules for this language"),))
    assert unused_waivers((waiver(),), idle, TODAY) == ()


def test_a_waiver_covers_its_own_article_and_what_is_made_of_it() -> None:
    here, there = waiver("newsletter/one-sided"), waiver("newsletter/one-sided", file="source/moon/article.md")
    letter = Finding("newsletter/one-sided", Severity.WARNING, Place("newsletter.html"), "m", "h")
    assert here.covers(letter) and there.covers(letter)
    assert not there.covers(finding("newsletter/one-sided"))


def test_weighing_twice_is_weighing_once() -> None:
    policy, _ = read_policy([({"profile": "publisher"}, SETTINGS)])
    once = apply(Findings((finding("article/no-action"),)), policy, (), TODAY)
    assert apply(once, policy, (), TODAY) == once


def test_policy_waivers_and_what_was_lowered_survive_a_manifest() -> None:
    policy, _ = read_policy([({"profile": "publisher"}, SETTINGS)])
    assert Policy.from_json(policy.to_json()) == policy
    assert Waiver.from_json(waiver().to_json()) == waiver()
    lowered = Lowered("article/hype", Severity.ERROR, Severity.INFO, 2, "why", "who", "where", "2027-01-01")
    assert decode(encode(Findings((), (), (lowered,)))).lowered == (lowered,)


def test_policies_are_read_out_of_the_styles() -> None:
    files = {
        "rules.toml": b'[rules]\nprofile = "publisher"\n',
        "brands/a/brand.toml": b'[rules]\nprofile = "marketing"\n',
        "brands/b/brand.toml": b"name = 1\n",
        "brands/c/brand.toml": b"[",
    }
    policies, faults = read_policies(files, "abcd")
    assert [policies[brand].profile for brand in "abcd"] == ["marketing", "publisher", "publisher", "publisher"]
    assert not any(faults.values())


def test_every_profile_leaves_core_and_facts_alone_and_gives_a_reason() -> None:
    for profile in profiles().values():
        assert profile.says
        for rule, setting in profile.settings.items():
            assert setting.reason
            assert setting.severity is Severity.ERROR or not (is_core(rule) or is_fact(rule)), rule


def test_waivers_stand_in_the_front_matter() -> None:
    words = "waivers:\n  - {rule: article/hype, reason: a name, by: Example Editor, until: 2027-05-01, words: Wonder}\n"
    article = reading_of(f"---\n{HEAD}{words}---\n\nWalk.\n").article
    assert article
    (read,) = waivers_of(article)
    assert (read.rule, read.until, read.words, read.where.file) == ("article/hype", date(2027, 5, 1), "Wonder", ARTICLE)
    broken = reading_of(f"---\n{HEAD}waivers:\n  - {{rule: hype, reason: a, by: b}}\n---\n\nWalk.\n")
    assert {each.message for each in broken.findings.found} == {
        '"waivers.0.rule" has a form that cannot be used: "hype"',
        '"waivers.0.until" is missing',
    }


def test_the_manual_lists_what_each_profile_changes() -> None:
    page = (ROOT / "docs" / "house-rules.md").read_text(encoding="utf-8")
    known = profiles()
    for name in dict.fromkeys(rule for profile in known.values() for rule in profile.settings):
        shown = [known[profile].settings.get(name) for profile in ("publisher", "marketing")]
        cells = [setting.severity.value if setting else "–" for setting in shown]
        assert f"| `{name}` | {' | '.join(cells)} |\n" in page
    for profile in known.values():
        assert f"| `{profile.name}` | {profile.says} |\n" in page


def test_every_rule_is_core_fact_or_editorial() -> None:
    """A rule on an article, a house or a build is named in one list; rules on finished files are core unless named."""
    names = {rule.name for rule in RULES}
    lists = listed_rules()
    assert set().union(*lists.values()) <= names
    assert sum(map(len, lists.values())) == len(set().union(*lists.values()))
    of_files = {name for name in names if name.partition("/")[0] in FORMATS}
    assert names - of_files - set().union(*lists.values()) == set(), "name them in pipeline/house/profiles.toml"
    assert {name for name in names if is_core(name)} == lists["core"] | of_files - lists["editorial"]


@pytest.mark.parametrize(
    "rule",
    [
        "article/expired",
        "article/link-unsafe",
        "article/hidden-character",
        "article/control-character",
        "handout/tagged",
    ],
)
def test_the_core_is_never_lowered(rule: str) -> None:
    table = {"by": "Example Editor", "reason": "it is late", rule: "warning"}
    policy, found = read_policy([(table, SETTINGS)])
    assert found and not policy.settings
    assert not apply(Findings((finding(rule),)), policy, (waiver(rule),), TODAY).lowered


def test_a_profile_lowers_editorial_rules_only() -> None:
    """Promises, doses and the core stand in every profile."""
    for profile in profiles().values():
        lowered = {rule for rule, each in profile.settings.items() if each.severity is not Severity.ERROR}
        assert lowered <= listed_rules()["editorial"]
        assert not lowered & {"article/claim", "article/false-approval", "article/fear"}
