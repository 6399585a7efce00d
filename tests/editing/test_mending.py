"""Each mend takes its finding away, adds none, and changes no other byte."""

from __future__ import annotations

import re
from functools import cache

import pytest

from pipeline.article.reading import read_articles
from pipeline.article.rules import check_article
from pipeline.article.source import Source
from pipeline.editing.mend import Mend, Offer, apply_mend
from pipeline.editing.mending import MENDERS, SAMPLE_ANSWER, added, offer_for, sheet_of, with_text
from pipeline.finding import Findings
from tests.test_article_rules import CASES
from tests.workspace import folder_files, source_of, with_head


def check(source: Source) -> Findings:
    found = Findings()
    for reading in read_articles(source):
        found += reading.findings
        if reading.article:
            found += check_article(reading.article)
    return found


@cache
def offered(text: str) -> tuple[Source, Findings, tuple[Offer, ...]]:
    source = source_of({"article.md": with_head(text).encode()})
    found = check(source)
    rules = {each.rule for each in found.found} & set(MENDERS)
    offers = (offer_for(source, each, found, check) for each in found.found if each.rule in rules)
    return source, found, tuple(offer for offer in offers if offer.mends)


def body_after(text: str, mend: Mend, answer: str = "") -> str:
    whole = with_head(text)
    return apply_mend(whole, mend, answer).removeprefix(with_head(""))


LEAFLET = """::: action
1. Look at the tide table.
:::

::: {.callout .when-to-call}
Call {{phone}} if:

- you feel faint
- you feel sick
:::

"""

ONE_ANSWER = [
    ("Take .5 mg of folic acid.", "Take 0.5 mg of folic acid."),
    ("Take ·25 mg of it, then ·25 mg more.", "Take 0·25 mg of it, then 0·25 mg more."),
    ("Take 5.0 mg with food.", "Take 5 mg with food."),
    ("Take 2.0 to 4 mg with food.", "Take 2 to 4 mg with food."),
    ("Take 12.50 mg with food.", "Take 12.5 mg with food."),
    ("Inject 10000 units at night.", "Inject 10,000 units at night."),
    ("Take 50 µg in the morning.", "Take 50 micrograms in the morning."),
    ("Take **50µg** in the morning.", "Take **50 micrograms** in the morning."),
    ("Take 1 mcg in the morning.", "Take 1 microgram in the morning."),
    ("Inject 6 IU at night.", "Inject 6 international units at night."),
    ("Drink 20 cc of it.", "Drink 20 ml of it."),
    ("Take 1 tablet QD.", "Take 1 tablet once a day."),
    ("Take 1 tablet\nt.i.d. with water.", "Take 1 tablet\n3 times a day with water."),
    ("Take paracetamol500 mg with water.", "Take paracetamol 500 mg with water."),
    ("Drink 5–10 ml at night.", "Drink 5 to 10 ml at night."),
    ("Take less than < 10 mg of it.", "Take less than less than 10 mg of it."),
    ("Look at the the table.", "Look at the table."),
    ("Look at\nat the table.", "Look at\nthe table."),
    ("## First\n\n#### Third\n\nLook at it.", "## First\n\n### Third\n\nLook at it."),
    ("# Second title\n\nLook at it.", "## Second title\n\nLook at it."),
    ("You need\n• boots\n• a map", "You need\n\n- boots\n- a map"),
    ("::: key-point\n- Look at the table.\n:::", "::: key-points\n- Look at the table.\n:::"),
    ("Walk 5\u200b0 metres.", "Walk 50 metres."),
    ("Take pаracetamol with water.", "Take paracetamol with water."),
    ("Take 𝟓 tablets.", "Take 5 tablets."),
    ("##Walking\n\nLook at it.", "## Walking\n\nLook at it."),
    ("Look at it ** now **, please.", "Look at it **now**, please."),
]


@pytest.mark.parametrize(("text", "mended"), ONE_ANSWER, ids=[text[:30] for text, _ in ONE_ANSWER])
def test_where_there_is_one_right_answer_one_mend_gives_it(text: str, mended: str) -> None:
    _, _, offers = offered(LEAFLET + text)
    assert offers, "nothing is offered"
    assert [mend.says for mend in offers[0].mends][1:] == []
    assert body_after(LEAFLET + text, offers[0].mends[0]) == LEAFLET + mended


CHOICES = [
    ("Come on 03/04/2027.", ["Come on 3 April 2027.", "Come on 4 March 2027."]),
    ("Take 1 tablet od.", ["Take 1 tablet once a day.", "Take 1 tablet in the right eye."]),
    ("It is an MS clinic, called PE here.", None),
    ("Take 5 gr of it.", ["Take 5 g of it."]),
    ("Come on 26-04-25.", ["Come on 26 April 2025.", "Come on 25 April 2026."]),
    ("Walk ~~20~~ 30 minutes.", ["Walk 30 minutes.", "Walk 20 30 minutes."]),
    ("Take \u202e05\u202c mg of it.", ["Take 05\u202c mg of it."]),
    ("See [the tide](#tids).\n\n## Tide {#tides}\n\nLook.", ["See [the tide](#tides).\n\n## Tide {#tides}\n\nLook."]),
    ("It rises.[@tabel]", ["It rises.[@table]"]),
    ("See [them](http://tides.example.org/).", ["See [them](https://tides.example.org/)."]),
]


@pytest.mark.parametrize(("text", "mended"), CHOICES, ids=[text[:30] for text, _ in CHOICES])
def test_where_only_the_author_knows_nothing_is_sure(text: str, mended: list[str] | None) -> None:
    _, _, offers = offered(LEAFLET + text)
    assert not any(offer.sure for offer in offers)
    if mended is not None:
        assert [body_after(LEAFLET + text, mend) for mend in offers[0].mends] == [LEAFLET + each for each in mended]


def test_an_acronym_is_written_out_by_its_author_or_from_the_list() -> None:
    _, _, offers = offered(LEAFLET + "Ask the RNLI about it. The RNLI is near.")
    mend = offers[0].mends[0]
    assert mend.question == 'what does "RNLI" stand for'
    after = body_after(LEAFLET + "Ask the RNLI about it. The RNLI is near.", mend, "royal [boat]  men")
    assert after.endswith(r"Ask the royal \[boat\] men (RNLI) about it. The RNLI is near.")
    _, _, offers = offered(LEAFLET + "An ECG looks at the heart.")
    after = body_after(LEAFLET + "An ECG looks at the heart.", offers[0].mends[0])
    assert after.endswith("An electrocardiogram (ECG) looks at the heart.")


@pytest.mark.parametrize("text", ["Call 020 7946 012.", "Call 07946 0123 4567 8."])
def test_a_number_that_lost_a_digit_is_not_grouped_as_another_countrys(text: str) -> None:
    _, found, offers = offered(LEAFLET + text)
    assert any(each.rule == "article/phone-malformed" for each in found.found)
    assert offers == ()


@pytest.mark.parametrize(
    "name", sorted(each.removeprefix("article/") for each in MENDERS if (CASES / each[8:]).is_dir())
)
def test_a_mend_takes_its_finding_away_and_leaves_the_rest(name: str) -> None:
    """On the broken article of its rule, with Windows' ends of line and a mark of order before the text."""
    source = source_of(folder_files(CASES / name / "broken"))
    text = source.files["article.md"].decode("utf-8-sig").replace("\r\n", "\n").replace("\n", "\r\n")
    source = with_text(source, "source/tides/article.md", "\ufeff" + text)
    mended = False
    found = check(source)
    for finding in found.found:
        offer = offer_for(source, finding, found, check)
        for mend in offer.mends:
            sheet = sheet_of(source, finding.where.file)
            assert sheet is not None
            after = apply_mend(sheet.text, mend, SAMPLE_ANSWER if mend.question else "")
            assert added(finding, found, check(with_text(source, sheet.file, after))) is not None
            assert after.count("\n") == after.count("\r\n")
            mended = mended or finding.rule == f"article/{name}"
            first, last = min(mend.edits).start, len(sheet.text) - max(edit.end for edit in mend.edits)
            assert after[:first] == sheet.text[:first]
            assert after[len(after) - last :] == sheet.text[len(sheet.text) - last :]
    assert mended or name in NOT_OFFERED


NOT_OFFERED = {
    "citation-unknown",
    "image-missing",
    "link-broken",
    "snippet-missing",
    "unclosed-block",
    "phone-malformed",
    "front-matter",
}
"""Their broken articles have no name near the wrong one, or one that only the author can find."""


def test_names_are_mended_to_the_nearest_that_there_is() -> None:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    text = with_head("![The way to the sea](images/mpa.svg)\n\n::: {include=opening-hour}\n:::\n").encode()
    source = source_of({"article.md": text, "images/map.svg": picture}, snippets={"opening-hours.md": b"Open.\n"})
    found = check(source)
    says = [m.says for f in found.found for m in offer_for(source, f, found, check).mends]
    assert says == ['write "map.svg"', 'write "opening-hours"']


HEADS = [
    ("sumary:", "summary:", "summary:"),
    ("advertisement: no", "advertisement: false", "advertisement: false"),
    ("next_review: 1 October 2028", "next_review: 2028-10-01", "next_review: 2028-10-01"),
    ("title: Tides: what to know", 'title: "Tides: what to know"', "title: "),
    ("publish:\n  handout: shet\nfunding: none", "publish:\n  handout: sheet\nfunding: none", "funding: none"),
]


@pytest.mark.parametrize(("wrong", "right", "instead"), HEADS)
def test_the_front_matter_is_mended_in_its_line(wrong: str, right: str, instead: str) -> None:
    head = with_head("")
    old = (
        re.search(rf"(?m)^{re.escape(instead)}.*$", head)
        if instead == "title: "
        else re.search(re.escape(instead), head)
    )
    assert old
    text = head.replace(old[0], wrong) + LEAFLET
    source, found, _ = offered(text)
    offers = [offer_for(source, each, found, check) for each in found.found]
    mends = [offer.mends[0] for offer in offers if offer.mends and offer.sure]
    assert [apply_mend(text, mend) for mend in mends[:1]] == [text.replace(wrong, right)]


def test_a_mend_that_brings_a_warning_is_not_sure() -> None:
    """The long form of "DVT" is a term that has to be explained."""
    _, _, offers = offered(LEAFLET + "Walking helps against DVT.")
    assert [mend.says for mend in offers[0].mends] == ['write "deep vein thrombosis (DVT)"']
    assert not offers[0].sure


def test_what_needs_no_mend_gets_none() -> None:
    assert offered(LEAFLET + "Take 0.5 mg once a day, 5 to 10 ml, on 3 April 2027.")[2] == ()


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("It may be an STI.", "It may be a sexually transmitted infection (STI)."),
        ("ECG pads feel cold.", "Electrocardiogram (ECG) pads feel cold."),
        ("- ECG pads feel cold.", "- Electrocardiogram (ECG) pads feel cold."),
        ("Lie still. An ECG is made.", "Lie still. An electrocardiogram (ECG) is made."),
        ("Ask about your CPAP mask.", "Ask about your continuous positive airway pressure (CPAP) mask."),
    ],
)
def test_a_long_form_fits_into_its_sentence(text: str, mended: str) -> None:
    _, _, offers = offered(LEAFLET + text)
    mend = next(o.mends[0] for o in offers if o.finding.rule == "article/acronym-unexpanded")
    assert body_after(LEAFLET + text, mend) == LEAFLET + mended
