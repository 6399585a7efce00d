"""Readability: syllables, the formulas and what they are fed with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import readability
from pipeline.language.readability import Band, Counts, Formula
from pipeline.language.syllables import _dictionary, _from_letters, _from_stem, count_syllables

EASY = "Ask your doctor before you start. Write down what you want to know. Take the list with you. You can say no."
HARD = (
    "Exosome-mediated intercellular communication modulates follicular regeneration, necessitating comprehensive "
    "evaluation of immunological parameters prior to administration."
)


@pytest.mark.parametrize(
    ("words", "sentences", "syllables", "grade"), [(120, 10, 162, 5.0), (250, 10, 450, 15.4), (10, 1, 10, 0.1)]
)
def test_flesch_kincaid_follows_its_formula(words: int, sentences: int, syllables: int, grade: float) -> None:
    assert round(readability.flesch_kincaid(words, sentences, syllables), 1) == grade


@pytest.mark.parametrize(("polysyllables", "grade"), [(9, 6.3), (64, 11.5), (80, 12.5), (0, 3.1)])
def test_smog_follows_its_formula(polysyllables: int, grade: float) -> None:
    assert round(readability.smog(polysyllables, 30), 1) == grade


def test_spanish_indexes_follow_their_formulas() -> None:
    assert round(readability.szigriszt(100, 5, 201), 3) == 61.612
    assert round(readability.fernandez_huerta(100, 5, 200), 2) == 66.44


@pytest.mark.parametrize(
    ("index", "band"),
    [
        (39.9, Band.VERY_HARD),
        (40, Band.FAIRLY_HARD),
        (55, Band.NORMAL),
        (65, Band.FAIRLY_EASY),
        (80, Band.VERY_EASY),
    ],
)
def test_an_index_has_its_place_on_the_inflesz_scale(index: float, band: Band) -> None:
    assert readability.inflesz_band(index) is band


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("hair", 1),
        ("doctor", 2),
        ("medicine", 3),
        ("Doctor’s", 2),
        ("exosomes", 3),
        ("follicular", 4),
        ("side-effect", 3),
        ("FDA", 3),
        ("WHO", 1),
        ("WMA", 5),
        ("rewashed", 2),
        ("dermatoscopy", 5),
        ("hm", 1),
    ],
)
def test_english_syllables(word: str, syllables: int) -> None:
    assert count_syllables(word, "en-GB") == syllables


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("pelo", 2),
        ("día", 2),
        ("leído", 3),
        ("guion", 1),
        ("aéreo", 4),
        ("quién", 1),
        ("vergüenza", 3),
        ("huir", 1),
        ("construido", 3),
        ("búho", 2),
        ("ahora", 3),
        ("muy", 1),
        ("mayo", 2),
        ("rey", 1),
        ("médico", 3),
        ("exosomas", 4),
        ("tratamiento", 4),
        ("folículo", 4),
        ("guerra", 2),
        ("chiita", 3),
    ],
)
def test_spanish_syllables(word: str, syllables: int) -> None:
    assert count_syllables(word, "es") == syllables


def test_words_that_the_dictionary_lacks_are_mostly_counted_right() -> None:
    """A hundredth of the dictionary, each word as if it were unknown."""
    known = _dictionary()
    sample = [word for word in sorted(known) if len(word) > 3 and "'" not in word][::100]
    right = near = 0
    for word in sample:
        true = known.pop(word)
        guess = _from_stem(word, known) or _from_letters(word)
        known[word] = true
        right += guess == true
        near += abs(guess - true) <= 1
    assert right / len(sample) > 0.88
    assert near / len(sample) > 0.98


def test_counts_of_a_plain_text() -> None:
    assert readability.count(EASY, "en") == Counts(words=22, sentences=4, syllables=24, polysyllables=0)


def test_easy_and_hard_english_are_told_apart() -> None:
    easy, hard = readability.measure([EASY], "en-US"), readability.measure([HARD], "en-US")
    assert easy is not None
    assert hard is not None
    assert easy.score(Formula.FLESCH_KINCAID).value < 4
    assert hard.score(Formula.FLESCH_KINCAID).value > 20
    assert hard.score(Formula.SMOG).value > 12


def test_a_short_text_is_of_low_confidence_and_a_long_one_is_not() -> None:
    short, long = readability.measure([EASY], "en"), readability.measure([EASY] * 8, "en")
    assert short is not None
    assert long is not None
    assert [score.confident for score in short.scores] == [False, False]
    assert [score.confident for score in long.scores] == [True, True]


def test_both_formulas_are_always_given() -> None:
    measured = readability.measure([EASY], "en")
    assert measured is not None
    assert {score.formula for score in measured.scores} == {Formula.FLESCH_KINCAID, Formula.SMOG}
    with pytest.raises(KeyError):
        measured.score(Formula.SZIGRISZT)


def test_spanish_has_its_own_formulas() -> None:
    measured = readability.measure(["Pregunte a su médico. Lleve una lista. Usted puede decir que no."], "es-MX")
    assert measured is not None
    assert {score.formula for score in measured.scores} == {Formula.SZIGRISZT, Formula.FERNANDEZ_HUERTA}
    assert readability.inflesz_band(measured.score(Formula.SZIGRISZT).value) is Band.VERY_EASY


@pytest.mark.parametrize("lang", ["ar", "uk", "de", "zh-Hans"])
def test_a_language_without_a_formula_has_no_readability(lang: str) -> None:
    assert readability.measure(["Words."], lang) is None


def test_a_text_without_words_has_no_readability() -> None:
    assert readability.measure(["…", ""], "en") is None


def test_terms_can_be_left_out_of_the_counts() -> None:
    text = "Exosomes are small. Platelet-rich plasma is blood. Ask."
    assert readability.count(text, "en", ["exosome", "platelet-rich plasma"]) == readability.count(
        "Are small. Is blood. Ask.", "en"
    )


def test_addresses_are_no_words() -> None:
    text = "Write to care@harbour.example.org or see https://example.org/a-b and www.example.org, 0.5 mg 24-hour."
    assert readability.words_of(text) == ("Write", "to", "or", "see", "and", "0.5", "mg", "24-hour")


@given(
    st.lists(
        st.text(alphabet="abdeiou áñ'’-. ?!0123\n", max_size=60),
        max_size=5,
    ),
    st.sampled_from(["en", "es"]),
)
def test_counts_hold_together(paragraphs: list[str], lang: str) -> None:
    counts = readability.count("\n".join(paragraphs), lang)
    assert 0 <= counts.polysyllables <= counts.words <= counts.syllables
    assert counts.sentences <= counts.words
    measured = readability.measure(paragraphs, lang)
    assert (measured is None) == (counts.words == 0)


@given(st.text(max_size=20), st.sampled_from(["en", "es"]))
def test_every_word_has_a_syllable(word: str, lang: str) -> None:
    spoken = count_syllables(word, lang)
    assert spoken is not None
    assert spoken >= 1
