"""The one-sheet solver: levers in their order, floors that hold, reasons that say what to cut."""

from __future__ import annotations

from pipeline.formats import handout
from pipeline.formats.handout.document import read_pdf
from pipeline.formats.handout.fitting import (
    LEADING_PT,
    MARGIN_MM,
    Optional,
    Settings,
    illegible_figures,
    optional_blocks,
    steps,
)
from tests.handout.sample import LAYERS, edition, library_edition, printed

QUESTION = "### Question {number}? {{#q{number} priority={priority}}}\n\n{text}\n\n"


def questions(count: int, words: int) -> str:
    inner = "".join(
        QUESTION.format(number=number, priority=number, text="Wash your hands well. " * words)
        for number in range(1, count + 1)
    )
    return f"::: questions\n{inner}:::\n"


def test_the_levers_stand_in_their_order_and_end_at_the_floors() -> None:
    optional = (Optional("b", 3, "b"), Optional("a", 1, "a"))
    tried = steps(optional, figures=True)
    assert [len(each.dropped) for each in tried[:3]] == [0, 1, 2]
    assert tried[1].dropped == {"b"}
    assert all(each.dropped == {"a", "b"} for each in tried[3:])
    assert [each.figure_mm for each in tried[2:6]] == [90, 75, 60, 48]
    assert [each.margin_mm for each in tried[5:8]] == list(MARGIN_MM)
    assert [each.leading_pt for each in tried[7:]] == list(LEADING_PT)
    assert tried[-1].leading_pt / 12 >= 1.3


def test_blocks_go_in_the_authors_order_and_the_last_of_equals_first() -> None:
    made = edition("## A {#a priority=2}\n\nText.\n\n## B {#b priority=5}\n\nText.\n\n## C {#c priority=2}\n\nText.\n")
    assert [each.key for each in optional_blocks(made.article.blocks)] == ["b", "c", "a"]


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
    from pipeline.edition.artifact import Product
    from pipeline.formats.handout import rendering

    layout = rendering.setter(made, Product("handout", "sheet", "A4"))(Settings(dropped=frozenset(one_more)))
    assert len(layout.document.pages) > 2


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
