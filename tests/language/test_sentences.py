"""Sentences: where one ends, and where a full stop does not end it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.language.sentences import split_sentences

CASES = [
    ("en", ["Ask Dr. Example first.", "Then decide."]),
    ("en", ["Take 0.5 mg, i.e. half a pill, e.g. with food.", "Rest."]),
    ("en", ["It is sold in the U.S. Food and Drug Administration staff know.", "In the U.S. it is not approved."]),
    ("en", ["It is sold in the U.S.", "The agency has not approved it."]),
    ("en", ["J. A. Example and B. Sample wrote it.", "Nobody paid them."]),
    ("en", ["Fruit has vitamin C.", "Oranges have it."]),
    ("en", ["Come at 5 p.m.", "Nurses will help you."]),
    ("en", ["Come at 5 p.m. on Monday."]),
    ("en", ["Does it work?", "No.", "It does not."]),
    ("en", ["See No. 5 and Fig. 2.", "Ask."]),
    ("en", ["Wait … then go on.", "Wait…", "Then stop."]),
    ("en", ["Wait... and see.", "Wait...", "Then stop."]),
    ("en", ["“Is it safe?” she asked.", "“We do not know.”", "That is honest."]),
    ("en", ["He said, “Stop.”", "I stopped."]),
    ("en", ["It may help (see below).", "(We do not know.)", "Ask."]),
    ("en", ["Some people bled.[1,2]", "Others did not.³", "Why?"]),
    ("en", ["1. Wash your hands.", "Dry them."]),
    ("en", ["Write to care@harbour.example.org or see www.example.org/a.b.", "We answer."]),
    ("en", ["Is it safe?!", "Ask!", "Now."]),
    ("en", ["Pain, fever, etc. are rare.", "Bring pens, paper, etc.", "We have water."]),
    ("en", ["Come at 5 p.m. (local time) on Monday."]),
    ("en", ["The samples of 8 a.m. pH 7 were kept."]),
    ("en", ["a. Wash your hands.", "Dry them."]),
    ("en", ["“1. Wash your hands.”", "X. Take the tray."]),
    ("en", ["Ask.", "2. Wash your hands.", "Then 3 of 4 did."]),
    ("en", ["The clinic is at St. Example’s Road."]),
    ("en", ["The e.u. Commission said so."]),
    ("en", ["It is sold in the U.S.", "5G masts do no harm."]),
    ("en", ["Ask (Dr. Example) first."]),
    ("en", ["(Vitamin C.", "Oranges have it.)"]),
    ("es", ["El Dr. Ejemplo y la Sra. Prueba lo dicen.", "¿Es seguro?", "¡Pregunte!"]),
    ("es", ["En EE. UU. no está aprobado.", "Tome 0,5 mg, p. ej. con agua."]),
    ("es", ["Se vende en EE. UU.", "La agencia no lo ha aprobado."]),
    ("es", ["Tome vitamina D.", "Coma pescado."]),
    ("es", ["Venga a las 5 p. m.", "Traiga sus papeles."]),
    ("el", ["Τι είναι τα εξωσώματα;", "Ρωτήστε τον κ. Παράδειγμα, π.χ. αύριο.", "Τέλος."]),
    ("uk", ["Це, напр. крем, див. рис. 2.", "Запитайте проф. Приклад.", "Чому?"]),
    ("ar", ["ما هي الإكسوسومات؟", "اسأل د. مثال.", "لا نعرف بعد."]),
    ("he", ["מהם אקסוזומים?", "שאלו את פרופ. דוגמה.", "איננו יודעים."]),
    ("hi", ["एक्सोसोम क्या हैं?", "डॉ. उदाहरण से पूछें।", "हम नहीं जानते।"]),
    ("ja", ["これは何ですか？", "わかりません。"]),
]


@pytest.mark.parametrize(("lang", "sentences"), CASES)
def test_sentences_are_found(lang: str, sentences: list[str]) -> None:
    joint = "" if lang == "ja" else " "
    text = joint.join(sentences)
    assert [sentence.text for sentence in split_sentences(text, lang)] == sentences


def test_the_region_of_a_language_does_not_matter() -> None:
    assert len(split_sentences("Pregunte al Dr. Ejemplo. Gracias.", "es-MX")) == 2


def test_an_unknown_language_is_split_by_the_common_habits() -> None:
    assert [s.text for s in split_sentences("Dr. Iets komt. Goed.", "nl")] == ["Dr. Iets komt.", "Goed."]


def test_a_line_break_ends_a_sentence() -> None:
    assert [s.text for s in split_sentences("One line\nand another", "en")] == ["One line", "and another"]


def test_a_list_number_may_stand_at_the_beginning_of_any_line() -> None:
    text = "Do this\n1. Wash your hands.\n2. Dry them."
    assert [s.text for s in split_sentences(text, "en")] == ["Do this", "1. Wash your hands.", "2. Dry them."]


def test_nothing_gives_no_sentence() -> None:
    assert split_sentences(" \n ", "en") == ()


@given(
    st.text(alphabet=st.sampled_from('aB1 .!?…"”()[]\n¿;؟।Dr\u00a0¹')),
    st.sampled_from(["en", "es", "el", "ar", "hi", "xx"]),
)
@example("", "en")
@example(". . .", "en")
def test_sentences_lie_in_order_and_hold_everything_but_space(text: str, lang: str) -> None:
    position = 0
    for sentence in split_sentences(text, lang):
        assert sentence.text == text[sentence.start : sentence.end] == sentence.text.strip() != ""
        assert text[position : sentence.start].strip() == ""
        position = sentence.end
    assert text[position:].strip() == ""


@given(st.lists(st.sampled_from(["Ask your doctor.", "Is it safe?", "No!", "Take 0.5 mg."]), min_size=1, max_size=6))
def test_plain_sentences_come_back_one_by_one(sentences: list[str]) -> None:
    assert [sentence.text for sentence in split_sentences(" ".join(sentences), "en")] == sentences
