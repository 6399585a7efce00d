"""What a campaign says, on which network, and what it says when it cannot."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.edition.edition import Edition
from pipeline.finding import Finding
from pipeline.formats.social.campaign import plan_campaign
from pipeline.formats.social.composing import compose
from pipeline.formats.social.counting import find_tags
from pipeline.formats.social.networks import networks
from tests.social.sample import BODY, STATUS, campaign_of, edition, listed, sound_campaign, with_settings

ALL = tuple(networks())
ANSWER = "Itching went down in two small studies. We do not know if it helps for longer than 4 weeks."
LONG = "The cream " + "and the lotion " * 40 + "calm the skin."


def texts(given: Edition, network: str, kind: str) -> list[str]:
    values, _ = campaign_of(given)
    (post,) = [post for post in values["posts"] if post["network"] == network and post["kind"] == kind]
    return [text["text"] for text in post["texts"]]


def said(given: Edition) -> dict[str, list[Finding]]:
    """What the checks say of an edition's campaign without pictures, by rule."""
    found: dict[str, list[Finding]] = {}
    for finding in campaign_of(given)[1]:
        found.setdefault(finding.rule.removeprefix("social/"), []).append(finding)
    return found


def test_the_default_plan_tells_the_whole_article() -> None:
    kinds = [message.kind.value for message in plan_campaign(edition()).messages]
    assert kinds == ["announcement", "key-point", "key-point", "question", "comparison", "myth-fact", "reminder"]


def test_the_plan_of_the_front_matter_orders_and_limits() -> None:
    given = edition(head="social: {plan: ['#q-help', 'key-points:1', reminder]}\n")
    assert [message.kind.value for message in plan_campaign(given).messages] == ["question", "key-point", "reminder"]


@pytest.mark.parametrize("network", ALL)
def test_no_post_is_over_a_limit(network: str) -> None:
    given = with_settings(edition(), networks=[network])
    for post in compose(given).posts:
        for text in post.texts:
            for limit, length in post.network.lengths(post.content_warning + text):
                assert length <= limit.value, (post.id, text)


def test_every_network_gets_every_message_or_says_why_not() -> None:
    given = with_settings(edition(), networks=list(ALL))
    composition = compose(given)
    posted = {(post.network.key, post.message) for post in composition.posts}
    refused = {(omission.network, omission.message) for omission in composition.omissions}
    for message in plan_campaign(given).messages:
        for network in ALL:
            assert (network, message.id) in posted or (network, message.key) in refused


def test_a_benefit_travels_with_its_risk() -> None:
    for network in ("x", "bluesky", "linkedin"):
        (text,) = texts(with_settings(edition(), networks=[network]), network, "comparison")
        assert "itching went down in 12 of 20 people" in text
        assert "3 of 20 people had a rash" in text


def test_the_approval_status_stands_in_each_post_or_on_its_card() -> None:
    for post in compose(edition()).posts:
        assert post.status_on_card or any(STATUS in text or "not approved as a medicine" in text for text in post.texts)


def test_an_answer_too_long_for_one_post_becomes_a_thread() -> None:
    told = [f"Shops stock {colour} tubes in {'tin boxes and ' * 13}bags." for colour in ("white", "grey", "green")]
    body = BODY.replace(ANSWER, "\n\n".join(told))
    posts = texts(with_settings(edition(body), networks=["x"]), "x", "question")
    assert [post[-4:] for post in posts] == [f" {n}/{len(posts)}" for n in range(1, len(posts) + 1)]
    assert len(posts) > 2
    assert "Document PL-CRM-001, version 1.2" in posts[-1]
    assert "https://harbour.example.org/" in posts[-1]


def test_a_text_of_the_author_goes_to_its_network_only() -> None:
    own = "social: {texts: {x: 'Two small studies, no answer yet.', x/question: 'Nobody knows.'}}\n"
    given = with_settings(edition(head=own), networks=["x", "mastodon"])
    assert texts(given, "x", "announcement")[0].startswith("Two small studies, no answer yet.\n\n" + STATUS)
    assert texts(given, "x", "question")[0].startswith("Nobody knows.")
    assert texts(given, "mastodon", "announcement")[0].startswith("A new cream for dry scalps")
    assert said(given).keys() <= {"no-safe-cut"}


def test_a_content_warning_is_counted_with_the_post() -> None:
    given = with_settings(edition(head="social: {content_warning: Skin}\n"), networks=["mastodon"])
    values, _ = campaign_of(given)
    for post in values["posts"]:
        assert post["content_warning"] == "Skin"
        assert post["texts"][0]["counts"][0]["value"] >= len("Skin")


def test_hashtags_are_the_articles_then_the_brands_as_many_as_the_network_takes() -> None:
    given = edition(
        head="social: {hashtags: [DryScalp]}\n", settings={"hashtags": ["SkinHealth", "#dryscalp", "Cream"]}
    )
    tags = {post.network.key: post.tags for post in compose(given).posts if post.kind == "announcement"}
    assert tags["x"] == ("#DryScalp", "#SkinHealth")
    assert tags["threads"] == ("#DryScalp",)
    assert tags["google-business"] == ()
    assert tags["linkedin"] == ("#DryScalp", "#SkinHealth", "#Cream")


def test_instagram_shows_no_address_and_google_none_in_the_text() -> None:
    for network in ("instagram", "google-business", "pinterest"):
        (text,) = texts(with_settings(edition(), networks=[network]), network, "announcement")
        assert "http" not in text


def test_bluesky_shows_the_plain_address_and_leads_to_the_tracked_one() -> None:
    values = listed(sound_campaign())
    post = next(post for post in values["posts"] if post["network"] == "bluesky")
    (link, *tags) = post["texts"][0]["facets"]
    content = post["texts"][0]["text"].encode()
    assert content[link["byteStart"] : link["byteEnd"]].decode() == "https://harbour.example.org/leaflets/cream"
    assert link["link"] == post["link"]
    assert "utm_source=bluesky" in post["link"]
    assert [tag["tag"] for tag in tags] == list(find_tags(post["texts"][0]["text"]))


def test_posts_for_google_name_no_phone_number() -> None:
    given = with_settings(edition(), networks=["google-business"])
    values, findings = campaign_of(given)
    assert all("7946" not in text["text"] for post in values["posts"] for text in post["texts"])
    assert "no picture" not in " ".join(finding.message for finding in findings)


# What authors and brands get wrong: each is a finding that says what to write.


def test_a_sentence_without_an_end_is_linked_and_named() -> None:
    given = edition(f"::: key-points\n- {LONG}\n:::\n")
    (finding, *_) = said(with_settings(given, networks=["x"]))["no-safe-cut"]
    assert finding.message.startswith("no safe cut of this key-point fits X (280 weighted characters)")
    assert 'social: {texts: {"x/' in finding.hint
    (text,) = texts(with_settings(given, networks=["x"]), "x", "key-point")
    assert text.startswith("A new cream for dry scalps\n\n" + STATUS)


def test_a_title_of_emoji_is_no_announcement() -> None:
    (finding,) = said(edition(title="🧴✨", settings={"networks": ["x"]}))["not-posted"]
    assert finding.message == 'the title "🧴✨" has no words, a post cannot announce it'
    assert finding.hint.startswith("write a title in words")


def test_a_key_point_that_is_a_table_is_named() -> None:
    table = "- Doses\n\n  | Day | Dose |\n  |---|---|\n  | 1 | 5 mg |\n"
    (finding,) = said(edition(f"::: key-points\n{table}- The cream is put on once a day for 4 weeks.\n:::\n"))[
        "not-posted"
    ]
    assert finding.message == "a key point is a table, which no post can show"
    assert finding.hint == "say in one sentence what the table shows"


def test_a_benefit_without_a_risk_is_not_posted() -> None:
    body = "::: comparison\n### Benefits {.benefits}\n\n- Itching went down in 12 of 20 people.\n:::\n"
    (finding,) = said(edition(body))["not-posted"]
    assert finding.message == "the article names a benefit and no risk beside it"
    assert finding.hint == "add a card ### Risks {.risks} that says what can go wrong or what is not known"
    assert not [post for post in compose(edition(body)).posts if post.kind == "comparison"]


def test_an_unknown_plan_entry_is_named() -> None:
    given = edition(head="social: {plan: [announcement, interview, '#nowhere']}\n")
    assert {finding.message for finding in said(given)["not-posted"]} == {
        'the plan asks for "#nowhere", which does not exist',
        'the plan asks for "interview", which does not exist',
    }


def test_a_brand_without_handles_is_told() -> None:
    found = said(edition(settings={"handles": None}))["handle-missing"]
    assert len(found) == 7
    assert found[0].where.file == "styles/brands/harbour-clinic/brand.toml"
    assert "[social.handles]" in found[0].hint


def test_a_text_of_the_author_that_is_too_long_is_told() -> None:
    given = edition(head=f"social: {{texts: {{x: {'word ' * 80}}}}}\n", settings={"networks": ["x"]})
    (finding,) = said(given)["not-posted"]
    assert finding.message.startswith("the text written for X is longer than 280")


def test_a_post_that_begins_like_a_formula_keeps_room_for_its_disarming() -> None:
    given: Any = edition("::: key-points\n- \\=2 creams a day are too many.\n:::\n")
    values, findings = campaign_of(given)
    assert "listing" not in {finding.rule.removeprefix("social/") for finding in findings}
    assert any(text["text"].startswith("=2") for post in values["posts"] for text in post["texts"])
