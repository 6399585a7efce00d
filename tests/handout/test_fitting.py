"""The one-sheet solver: levers in their order, floors that hold, reasons that say what to cut."""

from __future__ import annotations

from itertools import pairwise

from pipeline.article.body.inlines import plain
from pipeline.article.model import Callout, Comparison, Section
from pipeline.article.plaintext import text
from pipeline.article.walking import of_kind
from pipeline.edition.artifact import Product
from pipeline.formats import handout
from pipeline.formats.handout import rendering
from pipeline.formats.handout.boxes import page_height, used_height
from pipeline.formats.handout.choosing import choose, optional_blocks, sheet_of
from pipeline.formats.handout.document import read_pdf
from pipeline.formats.handout.fitting import illegible_figures
from pipeline.formats.handout.levers import FOLD_LEVELS, LEVELS, Settings
from pipeline.formats.handout.rendering import set_pages
from tests.handout.sample import LAYERS, edition, library_edition, printed

QUESTION = "### Question {number}? {{#q{number} priority={priority}}}\n\n{text}\n\n"


def questions(count: int, words: int) -> str:
    inner = "".join(
        QUESTION.format(number=number, priority=number, text="Wash your hands well. " * words)
        for number in range(1, count + 1)
    )
    return f"::: questions\n{inner}:::\n"


def test_the_levels_only_get_tighter_and_end_at_the_floors() -> None:
    for levels in (LEVELS, FOLD_LEVELS):
        for one, next_ in pairwise(levels):
            assert (one.leading_pt, one.margin_mm, one.figure_mm) >= (
                next_.leading_pt,
                next_.margin_mm,
                next_.figure_mm,
            )
        assert levels[-1].leading_pt / 12 >= 1.3
        assert levels[-1].margin_mm >= 7
        assert levels[-1].figure_mm == 48


def test_blocks_go_in_the_authors_order_and_the_last_of_equals_first() -> None:
    made = edition("## A {#a priority=2}\n\nText.\n\n## B {#b priority=5}\n\nText.\n\n## C {#c priority=2}\n\nText.\n")
    assert [each.key for each in optional_blocks(sheet_of(made))] == ["b", "c", "a"]


def test_what_fills_room_goes_first_and_key_points_never_before_tips() -> None:
    tip = "::: {.callout .tip}\nDrink water.\n:::\n\n"
    figure = "::: figure\n![Layers.](images/layers.svg)\n\nThe layers.\n:::\n\n"
    points = "::: key-points\n- Keep it dry.\n:::\n\n"
    part = "## Rest {#rest priority=2}\n\nRest.\n\n"
    whole = optional_blocks(sheet_of(edition(points + figure + tip + part)))
    assert [each.words for each in whole] == [
        'the section "Rest"', 'the figure "The layers."', "the tip", "the key points",
    ]  # fmt: skip
    parted = optional_blocks(sheet_of(edition(points + figure + tip + questions(2, 3))))
    assert [each.key for each in parted][2:] == ["q2", "q1"]
    assert [each.words for each in parted][:2] == ['the figure "The layers."', "the tip"]


def test_warnings_doses_and_cards_never_go() -> None:
    body = (
        "::: {.callout .warning}\nStop.\n:::\n\n"
        "::: comparison\n### Good {.benefits}\n\nA.\n\n### Bad {.risks}\n\nB.\n:::\n\n"
        '::: {.table .doses caption="Pain relief" header-column=true}\n| A | B |\n|---|---|\n| C | 5 mg |\n:::\n'
    )
    assert optional_blocks(sheet_of(edition(body))) == ()


def test_headings_of_the_author_stay() -> None:
    cards = "::: comparison\n### Good {.benefits}\n\nA.\n\n### Bad {.risks}\n\nB.\n:::\n\n"
    sheet = sheet_of(edition(f"## Surgery\n\n{cards}## Physiotherapy\n\n{cards}"))
    said = [text((block,)).splitlines()[0] for block in of_kind(sheet.blocks, Comparison)]
    assert said == ["Surgery", "Physiotherapy"]


def test_an_author_sends_a_block_to_the_sheet() -> None:
    note = '::: {.callout .note only="handout/sheet"}\nBring your card.\n:::\n\n'
    body = note + '## Sent {only="handout/sheet"}\n\nWords.\n\n'
    sheet = choose(edition(body + questions(1, 3)).article.blocks)
    assert "Words." in text(sheet.back)
    assert "Bring your card." in text(sheet.back)
    assert not sheet.extras


def test_steps_and_text_stand_where_there_is_room_and_text_goes_first() -> None:
    body = (
        "## What it is {#what}\n\nWords.\n\n"
        "## Before {#before}\n\nCome early.\n\n::: steps\n1. Eat nothing.\n2. Drink water.\n:::\n\n"
        "## Risks {#risks}\n\nIntro.\n\n::: comparison\n### Good {.benefits}\n\nA.\n\n### Bad {.risks}\n\nB.\n:::\n\n"
    )
    sheet = sheet_of(edition(body + questions(1, 3)))
    said = text(sheet.blocks)
    assert said.index("Words.") < said.index("Eat nothing.") < said.index("Wash your hands")
    # The heading of cards is theirs; a text that leads to them does not get it a second time.
    assert (said.count("Risks"), "Intro." in said) == (1, False)
    assert [each.key for each in optional_blocks(sheet)][:2] == ["what", "before"]
    assert "Words." not in text(sheet.without(frozenset({"what"})).blocks)


def test_what_fits_is_left_as_it_is() -> None:
    artifact = printed(edition(questions(2, 3)), "sheet")
    assert artifact.decisions == ()


def test_only_as_much_is_left_out_as_has_to_be() -> None:
    made = edition(questions(14, 40))
    artifact = printed(made, "sheet")
    gone = len([words for words in artifact.decisions if words.startswith("left out")])
    assert 0 < gone < 14
    said = "".join(run.text for page in read_pdf(artifact.main.content).pages for run in page.runs)
    assert "Question 1?" in said
    assert "Question 14?" not in said
    assert artifact.decisions[0] == 'left out the question "Question 14?" (priority 14) to fit one sheet'
    one_more = {f"q{number}" for number in range(14 - gone + 2, 15)}
    lay_out = rendering.setter(made, Product("handout", "sheet", "A4"))
    assert len(lay_out(Settings(dropped=frozenset(one_more), level=LEVELS[-1])).document.pages) > 2


def test_no_page_is_white_while_something_was_left_out() -> None:
    made = edition(questions(20, 12))
    layout, said = set_pages(made, Product("handout", "sheet", "A4"))
    assert any(words.startswith("left out") for words in said)
    for page in layout.document.pages:
        assert page_height(page) - used_height(page) < 0.12 * page.height


def test_an_article_too_long_for_a5_takes_one_folded_a4() -> None:
    made = edition(questions(8, 30))
    artifact = printed(made, "sheet", "A5")
    assert 2 < len(read_pdf(artifact.main.content).pages) <= 4
    assert any("folded in the middle" in words for words in artifact.decisions)
    assert not handout.check(handout.read(artifact), made).errors


def test_cutting_as_many_lines_as_said_is_enough() -> None:
    def sheet(count: int) -> tuple[int, int]:
        given = edition("".join(f"- Wash hands number {number}.\n" for number in range(count)))
        artifact = printed(given, "sheet")
        found = [each for each in handout.check(handout.read(artifact), given).found if "too-long" in each.rule]
        return len(read_pdf(artifact.main.content).pages), int(found[0].message.split()[5]) if found else 0

    pages, over = sheet(190)
    assert pages == 3
    assert 0 < over < 120
    assert sheet(190 - over)[0] == 2
    assert sheet(190 - over + 12)[0] == 3


def test_the_type_is_never_smaller_and_what_to_cut_is_said() -> None:
    body = "".join(f"## Part {number}\n\n{'Wash your hands well. ' * 80}\n\n" for number in range(8))
    made = edition(body)
    artifact = printed(made, "sheet")
    assert artifact.decisions[-1].startswith("nothing more may be changed: the sheet still takes ")
    (finding,) = handout.check(handout.read(artifact), made).found
    assert finding.rule == "handout/sheet-too-long"
    assert '"Part 0" takes ' in finding.message
    assert finding.hint.startswith("cut ")
    sizes = {round(run.size) for page in read_pdf(artifact.main.content).pages for run in page.content()}
    assert 12 in sizes


def test_when_to_call_stays_though_its_section_goes() -> None:
    body = (
        "## Long {#long priority=1}\n\n" + "Wash your hands well. " * 900 + "\n\n"
        "::: {.callout .when-to-call}\nCall {{phone}} at once.\n:::\n"
    )
    artifact = printed(edition(body), "sheet")
    said = "".join(run.text for page in read_pdf(artifact.main.content).pages for run in page.runs)
    assert "at once." in said
    assert len(read_pdf(artifact.main.content).pages) <= 2


def test_a_figure_whose_words_would_be_too_small_is_left_out() -> None:
    words = LAYERS.replace(b"</svg>", b'<text x="5" y="150" font-size="14">Gauze</text></svg>')
    body = "::: figure\n![Layers.](images/words.svg)\n\nThe layers.\n:::\n"
    made = edition(body, pictures={"words.svg": words})
    assert illegible_figures(made.article.blocks, made.article.pictures, 60)
    assert not illegible_figures(made.article.blocks, made.article.pictures, 150)


def test_the_sample_sheets_fit() -> None:
    for lang in ("en", "es", "ar"):
        made = library_edition("exosomes-hair-loss", lang, "harbour-clinic")
        artifact = printed(made, "sheet")
        assert handout.check(handout.read(artifact), made).errors == (), lang


def test_a_section_of_when_to_call_alone_leaves_no_bare_heading_and_gives_the_box_its_words() -> None:
    call = "::: {.callout .when-to-call}\nCall us if it bleeds.\n:::\n\n"
    shown = sheet_of(edition(f"## Care\n\nRest it.\n\n## Call us at once\n\n{call}## Later\n\nCome back.\n\n{call}"))
    assert [plain(block.heading) for block in shown.front if isinstance(block, Section)] == ["Care", "Later"]
    assert [plain(block.heading) for block in shown.call if isinstance(block, Callout)] == ["Call us at once", ""]
    again = sheet_of(edition(f"## Care\n\nRest it.\n\n## When to call us\n\n{call}"))
    assert [plain(block.heading) for block in again.call if isinstance(block, Callout)] == [""]
