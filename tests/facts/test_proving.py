"""A product says what the article says: whatever is lost, changed, torn or out of order is named at its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from pipeline.edition.artifact import Artifact, Extent, File, Product
from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import single
from pipeline.edition.review import state_of
from pipeline.facts.adding import added_promises
from pipeline.facts.ledger import Kind, Weight, ledger_of
from pipeline.facts.proving import proven, proven_whole
from pipeline.formats.passages import Passage, Role
from pipeline.house.brand import read_brand
from tests.test_edition import BRAND
from tests.workspace import ROOT, bundled_typefaces, folder_files, reading_of, with_head

BODY = """## Taking it

Take **5 mg** twice a day.[@table] Do not take more than 8 tablets in 24 hours.

1. Wash your hands.
2. Open the pack.

Then wait.

3. Take one tablet.

::: {.table .doses caption="Doses"}
| Age | Dose |
|:----|:-----|
| Adult | 10 ml |
| Child | 5 ml |
:::

::: {.callout .warning}
Do not drive.

- Your face swells.
- You cannot breathe.
:::

::: {.callout .when-to-call}
Call {{phone}} if you bleed for 10 minutes.
:::
"""

FULL = Product("leaf", "full", extent=Extent.ALL)
SHORT = Product("leaf", "short", extent=Extent.PART)
MESSAGES = Product("leaf", "posts", extent=Extent.MESSAGES)


@dataclass(frozen=True)
class Read:
    """What a receiver gets."""

    passages: tuple[Passage, ...]

    @property
    def copies(self) -> dict[str, tuple[Passage, ...]]:
        return {"": self.passages}


def edition(body: str = BODY) -> Edition:
    from pipeline.house.styles import Styles

    article = reading_of(with_head(body)).article
    brand, _ = read_brand("tide", {"brand.toml": BRAND})
    assert article and brand
    words = {"en": folder_files(ROOT / "styles/words")["en.po"]}
    styles = Styles({}, words, bundled_typefaces(), {"tide": brand}, reading_of("").findings)
    made, _ = make_edition(single(article), "en", brand, styles, state_of(date(2030, 1, 1), date(2026, 11, 1)), False)
    return made


MADE = edition()


def item(text: str, label: str = "") -> Passage:
    return Passage("page 1", Role.ITEM, text, label=label)


def para(text: str) -> Passage:
    return Passage("page 1", Role.PARAGRAPH, text)


SAID = (
    para(MADE.article.front.title),
    para(MADE.article.front.main_message),
    para("Taking it"),
    para("Take 5 mg twice a day.1 Do not take more than 8 tablets in 24 hours."),
    item("Wash your hands.", "1."),
    item("Open the pack.", "2."),
    para("Then wait."),
    item("Take one tablet.", "3."),
    para("Doses"),
    *(para(cell) for cell in ("Age", "Dose", "Adult", "10 ml", "Child", "5 ml")),
    para("Warning"),
    para("Do not drive."),
    item("Your face swells.", "•"),
    item("You cannot breathe.", "•"),
    para("Call +44 20 7946 0999 if you bleed for 10 minutes."),
    para("Page 1 of 2"),
)

Change = Callable[[tuple[Passage, ...]], tuple[Passage, ...]]


def text(old: str, new: str) -> Change:
    """Plant another text in the passages."""

    def change(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
        assert any(old in passage.text for passage in passages)
        return tuple(Passage(p.where, p.role, p.text.replace(old, new), label=p.label) for p in passages)

    return change


def without(*texts: str) -> Change:
    return lambda passages: tuple(passage for passage in passages if passage.text not in texts)


def swap(one: str, other: str) -> Change:
    """Let two passages change places."""

    def change(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
        by_text = {passage.text: passage for passage in passages}
        turned = {one: by_text[other], other: by_text[one]}
        return tuple(turned.get(passage.text, passage) for passage in passages)

    return change


def relabel(old: str, new: str) -> Change:
    return lambda passages: tuple(
        Passage(p.where, p.role, p.text, label=new if p.label == old else p.label) for p in passages
    )


def rules(change: Change, product: Product = FULL) -> set[str]:
    return {finding.rule for finding in proven(MADE, product, Read(change(SAID))).found}


def test_a_product_that_says_everything_raises_nothing() -> None:
    assert rules(lambda passages: passages) == set()


@pytest.mark.parametrize(
    "harmless",
    [
        text("Do not", "Do\u00a0not"),
        text("5 mg", "5\u202fmg"),
        text("breathe", "brea\u00adthe"),
        text("day.1", "day.[1]"),
        text("Take one tablet.", "TAKE ONE TABLET."),
        text("+44 20 7946 0999", "\u2066+44\u00a020\u00a07946\u00a00999\u2069"),
        swap("Warning", "Page 1 of 2"),
        without("Warning", "Page 1 of 2"),
    ],
)
def test_another_dress_is_no_other_meaning(harmless: Change) -> None:
    assert rules(harmless) == set()


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        (text("5 mg", "50 mg"), "facts/changed"),
        (text("5 mg", "5 g"), "facts/changed"),
        (text("twice a day", "once a day"), "facts/changed"),
        (text("Do not take", "Do take"), "facts/changed"),
        (text("Do not drive", "Do drive"), "facts/changed"),
        (text("24 hours", "48 hours"), "facts/changed"),
        (text("8 tablets", "8 of the tablets"), "facts/changed"),
        (text("0999", "0998"), "facts/changed"),
        (text("10 minutes", "10 hours"), "facts/changed"),
        (text("cannot breathe", "can breathe"), "facts/changed"),
        (without("Do not drive."), "facts/missing"),
        (without("Your face swells."), "facts/missing"),
        (without("Child", "5 ml"), "facts/missing"),
        (without("Then wait."), "facts/missing"),
        (without(MADE.article.front.title), "facts/missing"),
        (swap("Wash your hands.", "Open the pack."), "facts/out-of-order"),
        (relabel("3.", "1."), "facts/out-of-order"),
    ],
)
def test_what_is_planted_is_named(planted: Change, rule: str) -> None:
    assert rule in rules(planted)


@pytest.mark.parametrize("planted", [swap("10 ml", "5 ml"), swap("Adult", "Child")])
def test_a_dose_in_another_row_is_another_dose(planted: Change) -> None:
    assert rules(planted)


def test_a_finding_says_where_and_what() -> None:
    (found,) = proven(MADE, FULL, Read(text("5 mg", "50 mg")(SAID))).found
    assert (found.where.file, found.where.part) == ("source/tides/article.md", "leaf/full, page 1")
    assert found.message == '"Take 5 mg twice a day." differs in leaf/full: "50" stands for "5"'


def test_a_short_product_may_leave_out_whole_blocks() -> None:
    assert rules(without("Do not drive.", "Your face swells.", "You cannot breathe."), SHORT) == set()


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        (without("Your face swells."), "facts/torn"),
        (without("Child", "5 ml"), "facts/torn"),
        (without("Open the pack."), "facts/torn"),
        (text("not take more than 8", "take more than 8"), "facts/changed"),
        (text("0999", "0998"), "facts/changed"),
    ],
)
def test_a_short_product_tears_nothing_and_changes_nothing(planted: Change, rule: str) -> None:
    assert rules(planted, SHORT) == {rule}


def test_a_message_that_says_a_step_again_is_no_part_of_the_steps() -> None:
    again = "Do not put cotton buds into your ear."
    made = edition(f"{again}\n\n## Before\n\n1. Put 2 drops into the ear.\n2. {again}\n")
    head = (para(made.article.front.title), para(made.article.front.main_message), para(again))
    assert proven(made, SHORT, Read(head)).found == ()
    among = "Take one tablet every day and keep taking it, even when you feel well."
    made = edition(f"{among}\n\n1. Take one tablet a day.\n2. Keep taking it, even when you feel well.\n")
    assert proven(made, SHORT, Read((*head[:2], para(among)))).found == ()
    part = (*head, para("Before"), item("Lie down for 5 minutes.", "2."))
    made = edition(f"{again}\n\n## Before\n\n1. Put 2 drops into the ear.\n2. Lie down for 5 minutes.\n")
    assert {finding.rule for finding in proven(made, SHORT, Read(part)).found} == {"facts/torn"}


def test_what_nobody_reads_is_not_proven() -> None:
    assert rules(without(*(passage.text for passage in SAID)), Product("leaf", "imposed", extent=Extent.NONE)) == set()


def test_the_ledger_knows_doses_warnings_steps_and_negations() -> None:
    ledger = ledger_of(MADE.article.blocks, "en")
    found = {(fact.kind, fact.said) for fact in ledger.facts if fact.weight is Weight.GRAVE}
    assert {(Kind.DOSE, "5 mg"), (Kind.FREQUENCY, "twice a day"), (Kind.NEGATION, "not")} <= found
    assert {(Kind.PHONE, "+44 20 7946 0999"), (Kind.WARNING, "Your face swells.")} <= found
    assert {(Kind.ROW, "Child | 5 ml")} <= found
    steps = [statement.label for statement in ledger.statements if statement.kind is Kind.STEP]
    assert steps == ["1.", "2.", "3."]


@pytest.mark.parametrize("block", ["about", "glossary", "related"])
def test_a_format_may_head_what_it_gathers_in_its_own_words(block: str) -> None:
    """Books put these into chapters of their own, under the interface's words."""
    bodies = {
        "about": "::: {.about}\n## About what we do\n\nWe wrote this.\n:::",
        "glossary": "::: {.glossary}\n## Hard words\n\nSwab\n\n: A stick with cotton.\n:::",
        "related": "::: {.related}\n## Read on\n\n- [Tides](tides): when they come\n:::",
    }
    article = reading_of(with_head(bodies[block])).article
    assert article
    title = bodies[block].split("\n")[1].removeprefix("## ")
    headings = [said.block for said in ledger_of(article.blocks, "en").statements if said.text == title]
    assert headings == [""]


def promised(said: tuple[Passage, ...], *files: File) -> list[tuple[str, str]]:
    """The rule and part of each promise that is in the passages or files and not in the article."""
    found = added_promises(MADE, FULL, Read(said), Artifact(FULL, files))
    return [(finding.rule, finding.where.part) for finding in found.found]


def test_a_promise_around_the_article_is_named() -> None:
    """A slogan of the brand, a word of a template: what the article's own rules never see."""
    assert promised(SAID) == []
    assert promised((*SAID, para("We cure your pain, guaranteed."))) == [("facts/promised", "leaf/full, page 1")] * 2
    assert promised((*SAID, para("There is no cure."))) == []


def test_a_promise_in_a_record_for_search_engines_is_named() -> None:
    record = b'{"@type": "Book", "about": {"name": "A miracle for your back"}, "url": "https://miracle.example.org"}'
    page = b'<html><script type="application/ld+json">' + record + b"</script></html>"
    for file in (File("a.jsonld", "application/ld+json", record), File("a.html", "text/html", page)):
        assert promised(SAID, file) == [("facts/promised", "leaf/full, JSON-LD")]
    assert promised(SAID, File("a.jsonld", "application/ld+json", b"{")) == []


def test_a_block_that_a_short_product_shows_is_there_whole() -> None:
    """A style may hide what the letter says it shows: then it is missing, and not left out."""
    call = next(said for said in ledger_of(MADE.article.blocks, "en").statements if said.text.startswith("Call"))
    left = without("Call +44 20 7946 0999 if you bleed for 10 minutes.")(SAID)
    assert proven(MADE, SHORT, Read(left)).found == ()
    found, _ = proven_whole(MADE, SHORT, Read(left), frozenset({call.block}))
    assert [finding.rule for finding in found.found] == ["facts/missing"]
    assert proven_whole(MADE, SHORT, Read(SAID), frozenset({call.block}))[0].found == ()


def test_a_message_that_is_said_again_is_no_changed_form_of_another_statement() -> None:
    """Posts say a key point once for each network; each of them is held against what else the article says."""
    point = "Call 999 if you have numbness around your bottom, or cannot pass water."
    made = edition(f"{point}\n\n## Help\n\n- Call 999 if you have numbness or tingling around your bottom.\n- Rest.\n")
    posts = Read((para(point), para(point), para("Rest.")))
    assert proven(made, MESSAGES, posts).found == ()
    changed = para(point.replace("999", "998"))
    planted = Read((changed, changed, para("Rest.")))
    assert {each.rule for each in proven(made, MESSAGES, planted).found} == {"facts/changed"}
