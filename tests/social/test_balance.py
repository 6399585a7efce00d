"""A post or card that names a benefit carries the gravest risk of its article."""

from __future__ import annotations

import json
from functools import cache

import pytest

from pipeline.article.body.parsing import parse_body
from pipeline.article.gravity import risks_of, says_benefit
from pipeline.article.plaintext import paragraphs
from pipeline.edition.artifact import Artifact, Extent, Product
from pipeline.edition.edition import Edition
from pipeline.facts.proving import proven
from pipeline.finding import Severity
from pipeline.formats import social
from pipeline.formats.handout.choosing import optional_blocks, sheet_of
from pipeline.formats.social.campaign import plan_campaign, post_balance
from tests.social.sample import campaign_of, edition, findings, listed

FLU = """\
::: key-points
- The vaccine protects most people from bad flu this winter.
- You can have the vaccine at a pharmacy.
:::

::: comparison
### Benefits {.benefits}

- In a study of 900 people, half as many had the flu.

### Risks {.risks}

- Sore arm.
- {gravest}
- You may feel tired for a day.
:::

::: questions
### Does the vaccine work? {{#q-work}}

In a study of 900 people, half as many had the flu. It does not stop every infection.
:::
"""
PRODUCT = Product("social", "posts", extent=Extent.PART)
SYNDROME = "Very rarely, a nerve illness called Guillain-Barré syndrome begins in the weeks after it."
TIGHT = "Your chest, neck or jaw may feel tight: call us."
MIGRAINE = """\
::: key-points
- The tablet stops a migraine attack within 2 hours in 3 of 10 people.
:::

::: comparison
### Benefits {.benefits}

- The tablet stops an attack within 2 hours in 3 of 10 people.

### Risks {.risks}

- You may feel sleepy.
- You may feel sick.
:::

"""


def flu(gravest: str = SYNDROME, **more: str) -> Edition:
    return edition(FLU.replace("{gravest}", gravest).replace("{{", "{").replace("}}", "}"), status="", **more)  # type: ignore[arg-type]


@cache
def flu_campaign() -> Artifact:
    return social.render(flu(), Product("social", "posts"))


def gravest(body: str) -> str:
    risk = post_balance(edition(body)).gravest
    return risk.text if risk else ""


def test_every_post_and_card_of_a_flu_article_that_names_a_benefit_tells_the_gravest_risk() -> None:
    posts = listed(flu_campaign())["posts"]
    balance = post_balance(flu())
    named = 0
    for post in posts:
        text = "\n".join(each["text"] for each in post["texts"])
        card = "\n".join(line for media in post["media"] for line in media["words"])
        if balance.benefit_in(text):
            named += 1
            assert "Guillain" in text + card, post["id"]
        if balance.benefit_in(card):
            assert "Guillain" in card, post["id"]
    assert named >= 20
    assert findings(flu_campaign(), flu()) == ()


def test_a_post_takes_the_risk_into_its_text_where_there_is_room() -> None:
    said = {post["id"]: post["texts"][0]["text"] for post in listed(flu_campaign())["posts"]}
    carried = [name for name, text in said.items() if "protects most people" in text and "Guillain" in text]
    assert len(carried) >= 6


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(MIGRAINE.replace("- You may feel sick.", f"- You may feel sick.\n- {TIGHT}"), id="item"),
        pytest.param(MIGRAINE + f"::: {{.callout .warning}}\n{TIGHT}\n:::\n", id="warning"),
        pytest.param(MIGRAINE + f"::: {{.callout .when-to-call}}\n{TIGHT}\n:::\n", id="when-to-call"),
        pytest.param(MIGRAINE + f"## Side effects\n\n- You may yawn.\n- {TIGHT}\n", id="section"),
        pytest.param(MIGRAINE + f"::: questions\n### What are the risks?\n\n{TIGHT}\n:::\n", id="question"),
        pytest.param(MIGRAINE + f"Some say so. [{TIGHT}]{{.grave}}\n", id="marked"),
    ],
)
def test_posts_on_migraine_keep_the_tight_chest_wherever_the_article_names_it(body: str) -> None:
    given = edition(body, status="")
    assert gravest(body) == TIGHT
    values, found = campaign_of(given)
    assert not [each for each in found if each.rule == "social/benefit-alone"]
    claiming = [
        message for message in plan_campaign(given).messages if post_balance(given).benefit_in(message.bodies[-1])
    ]
    assert claiming and all(TIGHT in " ".join(message.card.lines()) for message in claiming)
    assert TIGHT in json.dumps(values, ensure_ascii=False)


RISKS = "::: comparison\n### Benefits {.benefits}\n\n- It may help.\n\n### Risks {.risks}\n\n"


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("- A rash.\n- [Fever.]{.grave}\n- Stroke.\n:::\n", "Fever."),
        ("- A rash.\n- Odd dreams. [Loss of hair.]{.grave} Both pass.\n:::\n", "Loss of hair."),
        (
            "- A rash.\n- Loss of hair, for a year or more. {.grave}\n- Stroke.\n:::\n",
            "Loss of hair, for a year or more.",
        ),
        ("- A rash.\n- **Fever** [@x] {.grave}\n- Stroke.\n:::\n", "Fever"),
        ("- A mild rash.\n- Strange dreams.\n:::\n", "Strange dreams."),
        ("- Headaches are not serious.\n- Strange dreams.\n:::\n", "Strange dreams."),
        (
            "- Your arm is sore for a day. Call us if it lasts.\n- In rare cases, a stroke.\n:::\n",
            "In rare cases, a stroke.",
        ),
        ("- Odd dreams.\n- Long dreams.\n:::\n", "Odd dreams."),
        ("Often:\n\n- a rash\n\nVery rarely:\n\n- blindness\n:::\n", "Very rarely: blindness"),
        (
            "- A rash.\n:::\n\n::: {.callout .warning}\nStop the cream if:\n\n- it burns\n- it stings\n:::\n\n"
            "::: {.callout .warning}\nKeep it away from children.\n:::\n",
            "Stop the cream if: it burns; it stings",
        ),
        (
            "- Stroke.\n:::\n\n::: {.callout .warning .grave}\nStop the cream if:\n\n- it burns\n- it stings\n:::\n",
            "Stop the cream if: it burns; it stings",
        ),
    ],
)
def test_the_gravest_risk_is_what_the_author_marked_then_what_words_and_callouts_tell(rest: str, said: str) -> None:
    assert gravest(RISKS + rest) == said


def test_a_long_list_of_signs_is_demanded_of_no_post() -> None:
    """It cannot be cut, and nobody said that it is a risk of the treatment."""
    signs = "\n".join(f"- your skin burns on day {number} or later" for number in range(1, 12))
    assert gravest(f"::: {{.callout .when-to-call}}\nCall us if:\n\n{signs}\n:::\n") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Does the vaccine protect you from flu?",
        "We do not know if half as many people had the flu.",
        "It does not protect you from colds.",
        "You can have the vaccine at a pharmacy.",
    ],
)
def test_what_names_no_benefit_asks_for_no_risk(text: str) -> None:
    assert post_balance(flu()).benefit_in(text) == ""


def test_one_sentence_of_a_callout_in_a_post_is_no_torn_warning() -> None:
    """The author said that it may stand alone; half of a list that nobody marked may not."""
    warning = "::: {{.callout .warning}}\n{}\n\nKeep it dry.\n:::\n"
    for marked in (f"[{TIGHT}]{{.grave}}", TIGHT):
        given = edition(MIGRAINE + warning.format(marked), status="")
        artifact = social.render(given, PRODUCT)
        assert proven(given, PRODUCT, social.read(artifact)).found == ()


def test_an_item_of_a_risks_card_with_a_key_is_no_torn_warning() -> None:
    given = edition(MIGRAINE.replace("{.risks}", "{.risks #harms}"), status="")
    assert proven(given, PRODUCT, social.read(social.render(given, PRODUCT))).found == ()


def test_the_two_page_handout_never_leaves_out_a_marked_risk() -> None:
    body = "## Harms {#harms priority=4}\n\n[A stroke.]{.grave}\n\n## Walks {#walks priority=2}\n\nWalk.\n"
    assert [each.key for each in optional_blocks(sheet_of(edition(body)))] == ["walks"]


def test_a_long_warning_that_is_all_there_is_asks_for_a_mark() -> None:
    long = "::: {.callout .warning}\n" + "Do not take it with wine or beer. " * 10 + "\n:::\n"
    given = edition("::: key-points\n- The tablet relieves the pain.\n:::\n\n" + long, status="")
    _, found = campaign_of(given)
    (finding,) = [each for each in found if each.rule == "social/gravest-risk"]
    assert finding.severity is Severity.WARNING and "cannot carry a warning of" in finding.message
    assert finding.where.file == given.article.file and finding.where.first > 1


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("This leaflet shows how to ease the pain and when to call us.", "en"),
        ("Each follicle works in turns.", "en"),
        ("No tome aspirina ni ibuprofeno: no alivian el dolor.", "es"),
        ("تبيّن لك هذه النشرة كيف تخفف الألم.", "ar"),
    ],
)
def test_what_only_sounds_like_a_benefit_is_none(text: str, lang: str) -> None:
    assert not says_benefit(text, lang)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The vaccine protects you from flu.", "en"),
        ("Fewer people went to hospital.", "en"),
        ("It cuts your risk of a stroke by half.", "en"),
        ("The tablets eased the pain within an hour.", "en"),
        ("La vacuna reduce el riesgo de gripe.", "es"),
        ("El comprimido alivia el dolor.", "es"),
        ("يقلل اللقاح من خطر الإنفلونزا.", "ar"),
    ],
)
def test_what_says_that_a_treatment_does_good_names_a_benefit(text: str, lang: str) -> None:
    assert says_benefit(text, lang)


@pytest.mark.parametrize(
    ("lang", "items", "at"),
    [
        ("en", ("Aching muscles are common.", "Call us the same day if your urine turns dark.", "Wind."), 1),
        ("en", ("Tender breasts.", "A clot in the leg or lung: 5 to 12 in 10,000 women.", "Spotting."), 1),
        ("en", ("Bloating.", "The bowel is pierced in 1 of 1,000 people and needs an operation."), 1),
        ("en", ("A headache.", "Heavy legs for some hours.", "In 1 of 250,000 women nerves are damaged for good."), 2),
        ("en", ("Dry lips.", "It harms a baby in the womb.", "Nosebleeds."), 1),
        ("en", ("A fever for 2 or 3 days.", "A convulsion: 1 in 1,000 children.", "A faint rash."), 1),
        ("en", ("Heartburn.", "Black stools or vomiting blood: a bleeding ulcer.", "Dizziness."), 1),
        ("en", ("An upset stomach.", "A metal taste.", "Acid builds up in the blood, which can be fatal."), 2),
        ("en", ("A dry cough.", "Your lips and tongue swell.", "Tiredness."), 1),
        ("es", ("Dolor en el brazo.", "Muy rara vez, el síndrome de Guillain-Barré.", "Cansancio un día."), 1),
        ("es", ("Sueño.", "Opresión en el pecho, el cuello o la mandíbula: llámenos."), 1),
        ("ar", ("ألم في الذراع.", "في حالات نادرة جدًا، متلازمة غيلان باريه."), 1),
        ("ar", ("نعاس.", "ضيق في الصدر أو الرقبة أو الفك: اتصل بنا.", "غثيان."), 1),
        ("de", ("Ein Schlaganfall.", "Ein schwerer Arm."), 0),
    ],
)
def test_where_nothing_is_marked_words_tell_the_gravest_risk_and_else_the_author(
    lang: str, items: tuple[str, ...], at: int
) -> None:
    body = RISKS + "\n".join(f"- {item}" for item in items) + "\n:::\n"
    assert risks_of(parse_body(body, "article.md", {}).blocks, lang)[0].core == items[at]


def test_risks_that_nothing_tells_apart_ask_for_a_mark_and_hold_nothing_back() -> None:
    body = RISKS.replace("It may help.", "It eases the pain.") + "- Strange dreams.\n- Long dreams.\n:::\n"
    _, found = campaign_of(edition(body, status=""))
    (finding,) = [each for each in found if each.rule == "social/gravest-risk"]
    assert (
        finding.severity is Severity.INFO
        and "which of 2 risks is the gravest; posts carry the first" in finding.message
    )


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("A stroke. {.grave}", []),
        ("[A stroke.]{.grave}", []),
        ("[A stroke.]{.own}", []),
        ("A **stroke** {.grave}", []),
        ("[A stroke.]{.grav}", ['"grav" marks nothing']),
        ("[A stroke.]{.Grave}", ['"Grave" marks nothing']),
    ],
)
def test_a_mark_that_is_misspelt_is_said(said: str, found: list[str]) -> None:
    parsed = parse_body(f"Hands.\n\n- Walk.\n- {said}\n", "article.md", {})
    assert [each.message for each in parsed.findings] == found
    assert all(each.where.first == 4 for each in parsed.findings)
    assert "{" not in "".join(paragraphs(parsed.blocks))
