"""Marks of a list that stand alone on their lines, as text copied from a PDF or a mail has them, find their words."""

from __future__ import annotations

import html
import io

import pytest
from docx import Document

from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from pipeline.manuscript.plaintext.lonemarks import find_marks


def imported(text: str, name: str = "a.txt") -> Import:
    return import_manuscript(f"Sore Throat\n\nThe throat hurts when you swallow.\n\n{text}\n".encode(), name, Wishes())


def body_of(done: Import) -> str:
    return done.text.split("\n---\n", 1)[1].split("swallow.", 1)[1].strip()


def asked(done: Import) -> list[str]:
    return [query.asks for query in done.queries if query.name.startswith(("marks", "numbers", "meaning"))]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("•\nDrink water\n•\nSuck ice", "- Drink water\n- Suck ice"),
        ("•\n\nDrink water\n\n•\n\nSuck ice\n\nThen rest.", "- Drink water\n- Suck ice\n\nThen rest."),
        ("•\n•\n•\nDrink water\nSuck ice\nRest", "- Drink water\n- Suck ice\n- Rest"),
        ("•\n•\na list of the\ntablets you take\nclean clothes", "- a list of the tablets you take\n- clean clothes"),
        ("-\nDrink water\n-\nSuck ice", "- Drink water\n- Suck ice"),
        ("o\nDrink water\no\nSuck ice", "- Drink water\n- Suck ice"),
        ("▪\nDrink water\nthat is cold\n▪\nSuck ice", "- Drink water that is cold\n- Suck ice"),
        ("\uf0b7\nDrink water\n\uf0b7\nSuck ice", "- Drink water\n- Suck ice"),
        ("☐\nyour card\n☐\nyour glasses", "- ☐ your card\n- ☐ your glasses"),
        ("✓\nApples\n✗\nGrapefruit", "- ✓ Apples\n- ✗ Grapefruit"),
        ("[ ]\nyour card\n[x]\nyour glasses", "- ☐ your card\n- ☒ your glasses"),
        ("1.\nSit down.\n2.\nBreathe out.", "1. Sit down.\n2. Breathe out."),
        ("4)\nSit down.\n5)\nBreathe out.", "4) Sit down.\n5) Breathe out."),
        ("a)\nb)\nit bleeds\nit smells", "a) it bleeds\nb) it smells"),
        ("1.\nLie down\na)\non your back\nb)\non your side\n2.\nBreathe out",
         "1. Lie down\n\n   a) on your back\n   b) on your side\n\n2. Breathe out"),
        ("•\nHeat\no\na hot bath\no\na heat pack\n•\nRest",
         "- Heat\n  - a hot bath\n  - a heat pack\n- Rest"),
        ("Q:\nMay I swim?\nA:\nYes.", "::: questions\n### May I swim?\n\nYes.\n:::"),
    ],
)  # fmt: skip
def test_a_lone_mark_goes_before_its_words(text: str, written: str, name: str) -> None:
    done = imported(text, name)
    if "Q:" in text and name == "a.md":
        return  # Markdown keeps labels as its author wrote them
    assert body_of(done) == written
    assert asked(done) == []


@pytest.mark.parametrize(
    "text",
    [
        "The jab takes two weeks to work.\n\n■",
        "Call us.\n\n-\n\nThe ward",
        "*\n\n" + "Some people feel tired for a day or two after it. " * 8 + "\n\n*\n\nAsk us.",
    ],
)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    done = imported(text)
    assert not any(line.startswith(("- ", "1. ", "1\\. ")) for line in body_of(done).splitlines())
    assert asked(done) == []


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_marks_that_do_not_come_out_even_are_one_question_in_place(name: str) -> None:
    done = imported("•\n•\nDrink water\nSuck ice\nRest your voice", name)
    assert asked(done) == ['which words belong to the 2 marks "•" alone above "Drink water"']
    assert [query.name for query in done.queries if query.place and query.place.first > 4] == ["marks"]


def test_bare_numbers_are_steps_with_a_question() -> None:
    done = imported("1\nSit down.\n2\nBreathe out.")
    assert body_of(done) == "1. Sit down.\n2. Breathe out."
    assert asked(done) == ['do the numbers 1 to 2, alone on their lines, count what stands below them ("Sit down.")']


LINES = ["At home:", "•", "Drink water", "that is cold", "•", "Suck ice", "Then:", "1.", "Sit down.", "2.", "Breathe."]
WRITTEN = "At home:\n\n- Drink water that is cold\n- Suck ice\n\nThen:\n\n1. Sit down.\n2. Breathe."


def word(lines: list[str]) -> bytes:
    document = Document()
    document.add_paragraph("The throat hurts when you swallow.")
    for line in lines:
        document.add_paragraph(line)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def page(lines: list[str], between: str) -> bytes:
    said = between.join(html.escape(line) for line in lines)
    return f"<title>Sore throat</title><p>The throat hurts when you swallow.</p><p>{said}</p>".encode()


def rich(lines: list[str]) -> bytes:
    said = "".join(f"\\par {line}" for line in lines).replace("•", "\\bullet ")
    return f"{{\\rtf1\\ansi The throat hurts when you swallow.{said}\\par}}".encode()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (word(LINES), "a.docx"),
        (page(LINES, "</p><p>"), "a.html"),
        (page(LINES, "<br>"), "a.html"),
        (rich(LINES), "a.rtf"),
    ],
)
def test_lone_marks_of_paragraphs_and_of_lines_are_lists(content: bytes, name: str) -> None:
    done = import_manuscript(content, name, Wishes())
    assert body_of(done) == WRITTEN
    assert asked(done) == []
    left = [entry.piece.text for entry in done.ledger.left_out if "mark of the words" in entry.reason]
    assert [mark for mark in left if mark != "•"] in ([], ["1.", "2."])


def test_many_marks_take_no_long_time() -> None:
    assert len(find_marks(["•"] * 20_000).unsure) == 1
    assert len(find_marks(["•", "words"] * 10_000).lists[0]) == 10_000
    assert len(find_marks([f"{n % 900 + 1}." for n in range(20_000)]).unsure) == 1


MARKED = """Wash your hands at home

Do it in this way every time that you come home from somewhere:

"""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("•\tWet them.\n•\tRub for as long\n\tas you sing.\n•\tDry.", "- Rub for as long as you sing."),
        ("•   Wet them\n•   Rub them with\n    soap\n•   Dry them", "- Wet them\n- Rub them with soap\n- Dry them"),
        ("1.\tWet them.\n2.\tRub them.\n3.\tDry them.", "1. Wet them.\n2. Rub them.\n3. Dry them."),
        ("a)\tthe palms\nb)\tthe backs", "a) the palms\nb) the backs"),
        ("•\tRub:\n\to\tthe backs and\n\t\tthe nails\n•\tDry", "- Rub:\n  - the backs and the nails\n- Dry"),
        ("§\tWet them\n§\tDry them", "- Wet them\n- Dry them"),
        ("☐\tSoap\n☐\tTowel", "- ☐ Soap\n- ☐ Towel"),
        ("•\tOnly one thing", "- Only one thing"),
        ("-\tnot more than 2\n-\tnot less", "- not more than 2\n- not less"),
        ("•\tSing.  Then stop.\n•\tDry.", "- Sing. Then stop.\n- Dry."),
    ],
)  # fmt: skip
def test_a_column_of_marks_is_a_list(text: str, written: str) -> None:
    body = body_of(imported(MARKED + text + "\n"))
    assert written in body
    assert "|" not in body


@pytest.mark.parametrize(
    "text",
    ["Step\tWhat to do\n1.\tWet them\n2.\tDry them", "1.\tSoap\t2 pumps\n2.\tGel\t3 pumps", "1\t5 mg\n2\t10 mg"],
)
def test_marks_beside_further_columns_or_below_a_word_are_cells(text: str) -> None:
    assert body_of(imported(MARKED + text + "\n")).count("\n|") >= 2
