"""Each rule on posts: the sound campaign raises nothing, the broken one raises that rule and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from PIL import Image, ImageDraw

from pipeline.edition.artifact import Artifact
from pipeline.edition.edition import Edition
from pipeline.formats import social
from pipeline.formats.social.rules import RULES
from tests.social.sample import changed, edition, findings, listed, sound_campaign, sound_edition, with_file
from tests.social.test_balance import SYNDROME, flu, flu_campaign
from tests.social.test_schedule import SCHEDULED

Break = Callable[[], Artifact]
Values = dict[str, Any]


def post(values: Values, network: str, kind: str = "announcement") -> Values:
    found: Values = next(p for p in values["posts"] if p["network"] == network and p["kind"] == kind)
    return found


def text(network: str, change: Callable[[str], str], kind: str = "announcement") -> Break:
    """A campaign in which one text was changed after it was rendered."""

    def edit(values: Values) -> None:
        said = post(values, network, kind)["texts"][0]
        said["text"] = change(said["text"])

    return lambda: changed(sound_campaign(), edit)


def value(network: str, change: Callable[[Values], None], kind: str = "announcement") -> Break:
    return lambda: changed(sound_campaign(), lambda values: change(post(values, network, kind)))


def picture(change: Callable[[Image.Image], Image.Image]) -> Break:
    """A campaign in which the pixels of one card were changed."""

    def broken() -> Artifact:
        name = post(listed(sound_campaign()), "x", "question")["media"][0]["file"]
        out = io.BytesIO()
        change(Image.open(io.BytesIO(sound_campaign().file(name).content)).convert("RGB")).save(out, "PNG")
        return with_file(sound_campaign(), name, out.getvalue())

    return broken


def template(name: str, old: str, new: str) -> Break:
    """A campaign whose cards were drawn with another template or style sheet."""

    def drawn() -> Artifact:
        made = sound_edition()
        assert old in made.style(name)
        styles = {**made.styles, name: made.style(name).replace(old, new).encode()}
        made = replace(made, styles=styles)
        (product, *_) = social.products(made)
        return social.render(made, product)

    return drawn


def no_picture() -> Artifact:
    name = post(listed(sound_campaign()), "x", "question")["media"][0]["file"]
    return with_file(sound_campaign(), name, b"no picture")


def pale(image: Image.Image) -> Image.Image:
    """The card with grey bars on white where its foot was: ink without contrast."""
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 440, image.width, image.height), fill="#ffffff")
    for left in range(100, 1100, 12):
        draw.rectangle((left, 500, left + 5, 540), fill="#b4b4b4")
    return image


def without_status(given: Values) -> None:
    said = "The cream is put on once a day for 4 weeks."
    given["texts"][0]["text"] = said
    given["media"][0]["words"] = [said]


def benefit_only(values: Values) -> None:
    given = post(values, "google-business", "comparison")
    values["posts"] = [given]
    given["texts"][0]["text"] = "In two small studies, itching went down in 12 of 20 people."
    given["media"][0]["words"] = []


def mildest(where: str) -> Break:
    """The campaign on a vaccine with another risk in place of the gravest: in texts and on cards, or on cards only."""

    def change(values: Values) -> None:
        for each in values["posts"]:
            # Other words would shift the facets of Bluesky.
            for said in each["texts"] if where == "everywhere" and each["network"] != "bluesky" else ():
                said["text"] = said["text"].replace(SYNDROME, "Sore arm.")
            for media in each["media"]:
                media["words"] = [line.replace(SYNDROME, "Sore arm.") for line in media["words"]]

    return lambda: changed(flu_campaign(), change)


def thread_of(*texts: str) -> Break:
    def change(given: Values) -> None:
        first = given["texts"][0]
        given["texts"] = [
            {**first, "text": each.replace("LINK", given["link"]).replace("SOURCE", source_line())} for each in texts
        ]

    return value("x", change, "question")


def omission(reason: str) -> Break:
    entry = {"network": "x", "message": "q-help", "reason": reason, "says": "it cannot be posted", "hint": "write it"}
    return lambda: changed(sound_campaign(), lambda values: values["omitted"].append(entry))


def csv(change: Callable[[bytes], bytes]) -> Break:
    def broken() -> Artifact:
        return with_file(sound_campaign(), "posts.csv", change(sound_campaign().file("posts.csv").content))

    return broken


def to_the_edge(image: Image.Image) -> Image.Image:
    ImageDraw.Draw(image).rectangle((2, 300, 30, 330), fill="#16211f")
    return image


def without_handle(values: Values) -> None:
    for each in values["posts"]:
        if each["network"] == "x":
            each["account"] = ""


def tags(change: Callable[[bytes], bytes]) -> Break:
    def broken() -> Artifact:
        return with_file(sound_campaign(), "open-graph.html", change(sound_campaign().file("open-graph.html").content))

    return broken


def source_line() -> str:
    """What the last post of a thread says of its source and edition."""
    words, front = sound_edition().words, sound_edition().article.front
    source = words("card-source-dated", publisher=sound_edition().brand.name, date=words.date(front.reviewed))
    return f"{source}. {words('edition-line', id=front.id, version=front.version)}"


UNKNOWN_FACET = {"byteStart": 9, "byteEnd": 9999, "tag": "a"}

BROKEN: dict[str, list[Break]] = {
    "too-long": [text("x", lambda given: given + "\n\n" + "\u200d" * 200)],
    "foreign-sentence": [
        text("google-business", lambda given: f"{given}\n\nEverybody loves it."),
        text("google-business", lambda given: f"{given}\n\nIt helps for longer than 4 weeks."),
        text("google-business", lambda given: f"{given}\n\nit helps for longer than 4 weeks"),
        text("google-business", lambda given: f"{given}\n\nWe do not know if it helps."),
        text("google-business", lambda given: f"{given}\n\nPlants can harm: 3 of 20 people."),
        text("google-business", lambda given: f"{given}\n\nThe cream is put on once a day. It helps for longer"),
    ],
    "myth-alone": [
        text("google-business", lambda given: f"{given}\n\nIt comes from plants, so it cannot harm."),
        text("google-business", lambda given: f"{given}\n\nMyth: It comes from plants, so it cannot harm."),
    ],
    "number-unknown": [text("google-business", lambda given: given.replace("4 weeks", "6 weeks"), "key-point")],
    "status-missing": [value("google-business", without_status, "key-point")],
    "benefit-alone": [lambda: changed(sound_campaign(), benefit_only)],
    "gravest-risk": [mildest("everywhere"), mildest("cards")],
    "overclaim": [value("x", lambda given: given["tags"].append("#MiracleCream"))],
    "alt-text": [
        value("x", lambda given: given["media"][0].update(alt=" ")),
        value("x", lambda given: given["media"][0].update(alt="Image of a card.")),
        value("x", lambda given: given["media"][0].update(alt="a" * 1001)),
    ],
    "picture": [
        picture(lambda image: image.resize((1000, 525))),
        value("instagram", lambda given: given.update(media=[])),
        no_picture,
        value("x", lambda given: given.update(media=given["media"] * 5)),
    ],
    "contrast": [picture(pale)],
    "card-words": [
        template("social/key-point.html", "</p>", " 8 a day</p>"),
        template("social/card.css", ".risk {", ".risk { visibility: hidden;"),
    ],
    "small-text": [value("x", lambda given: given["media"][0].update(text_px=28.0))],
    "hashtags": [text("instagram", lambda given: given + " #DryScalp #Itching #Pharmacy #Cream #Skin #Rash")],
    "hashtag-case": [text("instagram", lambda given: given + " #scalphealth")],
    "link": [
        text("x", lambda given: given.split("\n\nDetails")[0]),
        text("instagram", lambda given: given + "\n\nhttps://harbour.example.org/leaflets/cream"),
        text("x", lambda given: given.replace("https://harbour.example.org", "https://bit.ly")),
        value("google-business", lambda given: given.update(link="http://harbour.example.org/leaflets/cream")),
    ],
    "phone-number": [text("google-business", lambda given: given + "\n\n+44 20 7946 0123")],
    "facets": [
        value("bluesky", lambda given: given["texts"][0].update(facets=given["texts"][0]["facets"][1:])),
        value("bluesky", lambda given: given["texts"][0]["facets"].append(UNKNOWN_FACET)),
    ],
    "thread": [
        thread_of("Does the cream help? LINK 1/2", "SOURCE\n\nLINK 2/3"),
        thread_of("Does the cream help? LINK 1/2", "Ask your pharmacist before you use it. LINK 2/2"),
    ],
    "listing": [
        csv(lambda content: content.replace(b'"text"', b'"Text"', 1)),
        csv(lambda content: content.replace(b"new cream", b"old cream", 1)),
        csv(lambda content: content.replace(b'"google-business"', b'"=cmd()"', 1)),
    ],
    "safe-area": [picture(to_the_edge)],
    "handle-missing": [lambda: changed(sound_campaign(), without_handle)],
    "open-graph": [
        tags(lambda content: content.replace(b"og:title", b"og:name")),
        tags(lambda content: content.replace(b"https://harbour.example.org/pictures", b"/pictures")),
        tags(lambda content: content.replace(b"1200x630", b"1080x1080")),
    ],
    "not-posted": [omission("unknown-plan-entry")],
    "text-unknown": [sound_campaign],
    "no-safe-cut": [omission("no-safe-cut")],
}


def with_text(key: str) -> Edition:
    """The edition of an article that has a text of its own for X."""
    return edition(head=f"social: {{texts: {{'{key}': Nobody knows.}}}}\n")


UNLIKE: dict[str, Callable[[], Edition]] = {
    "benefit-alone": partial(edition, status=""),
    "gravest-risk": flu,
    "text-unknown": partial(with_text, "x/nosuch"),
}
"""Rules whose broken campaign belongs to another edition: without an approval status, with a text for no message."""

ALSO = {"myth-alone": {"social/overclaim"}}
"""What a broken campaign cannot help raising too: a myth that stands alone promises what it says."""

CASES = [
    pytest.param(name, change, id=f"{name}-{number}")
    for name, changes in BROKEN.items()
    for number, change in enumerate(changes)
]


def test_every_rule_has_a_case() -> None:
    """The rules on times are broken in tests/social/test_schedule.py: a campaign has none until it is scheduled."""
    assert {rule.name for rule in RULES} == {f"social/{name}" for name in (*BROKEN, *SCHEDULED)}


def test_the_sound_campaign_raises_nothing() -> None:
    assert findings(sound_campaign()) == ()


@pytest.mark.parametrize(("name", "change"), CASES)
def test_a_broken_campaign_raises_its_rule_alone(name: str, change: Break) -> None:
    found = findings(change(), UNLIKE.get(name, sound_edition)())
    assert {finding.rule for finding in found} - ALSO.get(name, set()) == {f"social/{name}"}
    for finding in found:
        assert not finding.message[0].isupper(), finding.message
        assert finding.hint and not finding.message.endswith(".") and not finding.hint.endswith(".")


def test_every_rule_is_explained() -> None:
    for rule in RULES:
        assert rule.says and rule.source and rule.reason, rule.name


def test_language_bound_rules_say_that_they_did_not_run() -> None:
    said = social.check(social.read(sound_campaign()), replace(sound_edition(), lang="ar"))
    assert [each.rule for each in said.not_run] == ["social/overclaim"]


def test_sentences_are_looked_up_in_the_article_at_hand() -> None:
    """An article that says something else has not said what these posts say."""
    other = edition(body="::: key-points\n- Drink water.\n:::\n")
    assert "social/foreign-sentence" in {finding.rule for finding in findings(sound_campaign(), other)}


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("x/q-halp", 'write "x/q-help"'),
        ("x/#q-help", 'write "x/q-help"'),
        ("x/Question", 'write "x/question"'),
        ("x/myth", 'write "x/myth-fact"'),
        ("x/quotation", 'write "x/question"'),
        ("x/", 'name a message that there is, for instance "x/announcement" or "x/key-point" or "x/question"'),
    ],
)
def test_a_text_for_no_message_is_told_its_line_and_the_nearest_name(key: str, hint: str) -> None:
    given = with_text(key)
    (finding,) = findings(sound_campaign(), given)
    assert finding.message == f'"social.texts" holds "{key}", which is no message of the article'
    assert (finding.hint, finding.where) == (hint, given.article.place("social.texts"))


@pytest.mark.parametrize("key", ["x", "x/question", "x/q-help", "x/item-1-2", "x/main-message", "x/title"])
def test_a_text_for_a_message_planned_or_not_is_no_finding(key: str) -> None:
    assert findings(sound_campaign(), with_text(key)) == ()


def test_an_ending_that_networks_do_not_know_is_named_and_is_no_sentence() -> None:
    """A brand that is tried under ".example", or a house network's ".internal"."""

    def change(given: Values) -> None:
        own = str(given["link"])
        given["link"] = own.replace("harbour.example.org", "harbour.example")
        for each in given["texts"]:
            each["text"] = each["text"].replace(own, given["link"])

    said = [
        finding
        for finding in findings(value("x", change)())
        if "ending" in finding.message or "not say" in finding.message
    ]
    assert [finding.rule for finding in said] == ["social/link"]
    assert 'networks know no ending ".example"' in said[0].message
