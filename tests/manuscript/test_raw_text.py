"""Raw text, as an export or a paste gives it, becomes the blocks that a reader of the page would name."""

import re
from pathlib import Path

import pytest

from pipeline.article.body.parsing import parse_body
from pipeline.article.front.head import split_head
from pipeline.article.model import (
    About,
    Bullets,
    CardKind,
    Comparison,
    Figure,
    Invitation,
    KeyPoints,
    Questions,
    Recap,
    Related,
    Section,
    Steps,
    Table,
)
from pipeline.article.walking import of_kind, walk
from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from pipeline.manuscript.pieces import Kind, fold
from pipeline.manuscript.wording import plain

TEXT = (Path(__file__).parent / "texts" / "eczema.txt").read_text(encoding="utf-8")


def imported(text: str, name: str = "article.txt") -> Import:
    return import_manuscript(text.encode(), name, Wishes())


def blocks_of(done: Import) -> tuple:  # type: ignore[type-arg]
    parsed = parse_body(split_head(done.text)[1], "article.md", {})
    assert parsed.findings == []
    return parsed.blocks


@pytest.fixture(scope="module")
def article() -> Import:
    return imported(TEXT)


def headings(done: Import) -> list[tuple[int, str]]:
    return [(s.level, plain(s.heading)) for s in of_kind(blocks_of(done), Section)]


def test_every_sentence_arrives_in_order(article: Import) -> None:
    text = fold(str(article.front["title"]) + str(article.front["subtitle"]) + split_head(article.text)[1])
    position = 0
    labels = re.compile(r"^\s*(?:[QA]\d:|•)\s*", re.MULTILINE)
    for sentence in re.split(r"(?<=[.!?:])\s+|\n+", labels.sub("", TEXT)):
        if fold(sentence):
            found = text.find(fold(sentence), position)
            assert found >= 0, sentence
            position = found + len(fold(sentence))


def test_every_piece_is_accounted_for(article: Import) -> None:
    assert article.ledger.balanced
    assert article.ledger.added == ()
    assert article.ledger.moved == 0
    assert sum(row[0] for row in article.ledger.counts().values()) == sum(
        1 for line in TEXT.split("\n") if line.strip()
    )


def test_title_and_subtitle_lead_the_front_matter(article: Import) -> None:
    assert article.front["title"] == "Light Therapy for Hand Eczema: A Plain Guide"
    assert article.front["subtitle"] == "Light Therapy Basics for Hand Eczema"
    assert article.front["lang"] == "en"
    assert article.slug == "light-therapy-for-hand-eczema"


def test_headings_have_the_level_that_the_text_gives_them(article: Import) -> None:
    assert headings(article) == [
        (2, "Light Therapy: Benefits, Risks, and Things to Consider"),
        (2, "Understanding Light Therapy for Hand Eczema"),
        (3, "What Is Light Therapy and How Is It Given?"),
        (3, "The Steps of a Course"),
        (4, "Building Up: The First Weeks"),
        (4, "Slowing Down Toward the End"),
        (3, "What Studies Show"),
        (3, "We Want to Hear From You!"),
        (2, "Summary of Key Facts on Light Therapy for Hand Eczema"),
        (3, "Weighing It Up"),
        (3, "Your Kind of Eczema"),
        (2, "Frequently Asked Questions (FAQs) about Light Therapy"),
        (2, "Taking the Next Steps Toward Calmer Hands"),
        (3, "Finding a Clinic With Light Therapy"),
        (3, "Sources of Help and Support"),
        (2, "Recap of Key Points"),
        (2, "About Clear Skin Letters"),
        (2, "More From Our Editors"),
    ]


def test_key_points_are_a_block_with_their_heading(article: Import) -> None:
    (points,) = of_kind(blocks_of(article), KeyPoints)
    assert plain(points.heading) == "What You Will Learn"
    assert len(points.items) == 3


def test_benefits_risks_and_considerations_are_cards(article: Import) -> None:
    (comparison,) = of_kind(blocks_of(article), Comparison)
    assert [card.kind for card in comparison.cards] == [CardKind.BENEFITS, CardKind.RISKS, CardKind.CONSIDERATIONS]
    assert [plain(card.heading) for card in comparison.cards][1] == "Risks & Side Effects"


def test_five_labelled_questions_have_their_answers(article: Import) -> None:
    (questions,) = of_kind(blocks_of(article), Questions)
    assert len(questions.questions) == 5
    assert plain(questions.questions[1].question) == "How long does a course take?"
    assert all(question.answer for question in questions.questions)


def test_picture_descriptions_become_figures_with_a_file_to_find(article: Import) -> None:
    figures = list(of_kind(blocks_of(article), Figure))
    assert [figure.image.alt.split()[0] for figure in figures] == ["Close-up", "Nurse"]
    assert {q.name for q in article.queries if q.name.startswith("picture:")} == {
        f"picture:{figure.image.name.removeprefix('images/')}" for figure in figures
    }


def test_invitation_recap_and_about_are_what_they_are(article: Import) -> None:
    blocks = blocks_of(article)
    assert len(list(of_kind(blocks, Invitation))) == 1
    assert len(list(of_kind(blocks, About))) == 1
    (recap,) = of_kind(blocks, Recap)
    assert [type(block).__name__ for block in recap.blocks] == ["Prose", "Bullets"]


def test_teasers_are_kept_as_related_and_marked_incomplete(article: Import) -> None:
    (related,) = of_kind(blocks_of(article), Related)
    assert [plain(item.title).split(":")[0] for item in related.items] == [
        "How Gloves Can Help or Harm Sore Hands",
        "Choosing a Hand Cream",
        "Washing Up Without Pain",
    ]
    assert article.text.count("{.incomplete}") == 3
    assert [q.name for q in article.queries if q.name.startswith("related")] == ["related-1", "related-2", "related-3"]


def test_emoji_stay_and_the_list_signs_go(article: Import) -> None:
    assert "- ⚠️Skin ages faster" in article.text
    assert "•" not in article.text


def test_each_inferred_block_has_a_confidence_and_a_reason(article: Import) -> None:
    assert all(0 < guess.confidence <= 1 and guess.why for guess in article.inferences)
    assert {"cards", "questions", "recap", "about box", "related article", "picture description"} <= {
        guess.what for guess in article.inferences
    }


def test_an_unsure_guess_becomes_a_question_and_stays_a_paragraph() -> None:
    done = imported("Daily Skin Care\n\nWash with warm water.\n\n⚠️ Never use bleach on the skin.\n\nPat dry.\n")
    assert [q.name for q in done.queries if q.name.startswith("structure")] == ["structure:article.txt:5"]
    assert "callout" not in done.text


@pytest.mark.parametrize("sign", ["•", "◦", "–", "*", "-", "▪", "●", "➤", "✓", "\uf0b7"])
def test_lists_with_any_sign_are_lists(sign: str) -> None:
    done = imported(f"Skin Care Basics\n\nDo these:\n\n{sign} Wash\n{sign} Dry\n{sign} Rest\n")
    (bullets,) = of_kind(blocks_of(done), Bullets)
    assert len(bullets.items) == 3


@pytest.mark.parametrize("sign", ["⚠️", "💡"])
def test_lines_that_begin_with_an_emoji_are_a_list_that_keeps_it(sign: str) -> None:
    done = imported(f"Skin Care Basics\n\nDo these:\n\n{sign} Wash\n{sign} Dry\n")
    (bullets,) = of_kind(blocks_of(done), Bullets)
    assert [plain(item.blocks[0].inlines)[0] for item in bullets.items] == [sign[0]] * 2  # type: ignore[union-attr]


@pytest.mark.parametrize("numbers", [("1.", "2.", "3."), ("1)", "2)", "3)"), ("(1)", "(2)", "(3)"), ("a)", "b)", "c)")])
def test_numbered_lines_are_steps(numbers: tuple[str, ...]) -> None:
    lines = "\n".join(f"{n} Do it well" for n in numbers)
    (steps,) = of_kind(blocks_of(imported(f"Skin Care Basics\n\nFollow:\n\n{lines}\n")), Steps)
    assert len(steps.items) == 3


def test_nested_lists_keep_their_depth() -> None:
    done = imported("Skin Care Basics\n\n• Wash\n  ◦ hands\n  ◦ face\n• Dry\n")
    outer = next(of_kind(blocks_of(done), Bullets))
    assert [len(item.blocks) for item in outer.items] == [2, 1]


def test_hard_wrapped_lines_are_joined() -> None:
    body = "The skin is the largest organ of the body and it keeps water in and germs out of it. " * 6
    words, lines, line = body.split(), [], ""
    for word in words:
        if len(line) + 1 + len(word) > 60:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    done = imported("The Skin\n\n" + "\n".join([*lines, line]) + "\n\nIt renews itself.\n")
    assert " ".join(body.split()) in done.text


def test_a_table_with_tabs_is_a_table() -> None:
    done = imported("Doses of Creams\n\nCream\tDose\tDays\nPlain\tthin\t7\nStrong\tthinner\t3\n")
    (table,) = of_kind(blocks_of(done), Table)
    assert len(table.rows) == 2
    assert done.ledger.counts()[Kind.TABLE_CELL][0] == 9


def test_navigation_is_left_out_and_named() -> None:
    done = imported(
        "Skip to content\n\nSkin Care Basics\n\nWash daily with care.\n\nShare on Facebook\n© 2025 Example\n"
    )
    left = {entry.piece.text for entry in done.ledger.left_out}
    assert left == {"Skip to content", "Share on Facebook", "© 2025 Example"}
    assert "Facebook" not in done.text


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without a byte order mark"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings_are_found_and_named(codec: str, named: str) -> None:
    text = "Skin Care – a Guide\n\nIt’s “mild” and costs 5 €, naïve or not. " + "Plain words follow here. " * 9
    done = import_manuscript(text.encode(codec), "article.txt", Wishes())
    assert f"the text is in {named}" in done.notices
    assert "naïve" in done.text


@pytest.mark.parametrize(
    "line",
    [
        "# not a heading mark *stars* _under_ `tick` [link](x) <b>bold</b> ~a~ ^b^ $5 and $6 | pipe.",
        "::: key-points is what they write.",
        "2 < 3 & 4 > 1; AT&T &amp; [@cite] {x} \\n :smile: ends.",
        "+ sign and 1986. A great year.",
        "Text with trailing hashes ##.",
    ],
)
def test_signs_that_mean_something_in_markdown_stay_words(line: str) -> None:
    done = imported(f"Skin Care Basics\n\nFirst words of it all.\n\nSo: {line}\n\nLast words.\n")
    words = fold("".join(getattr(i, "text", "") for i in walk(blocks_of(done))))
    assert fold(line.replace("[@cite]", "").replace("&amp;", "")[:20]) in words
    assert done.ledger.balanced
