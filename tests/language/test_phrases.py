"""Phrases: what the lists find, in which sense, and where."""

import re
import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.folding import _Making, fold
from pipeline.language.phrases import Match, phrase_book, read_phrases

BOOK = phrase_book()


def hits(text: str, lang: str = "en", *names: str, wrapped: bool = False) -> list[Match]:
    return list(BOOK.find(text, lang, names or None, wrapped=wrapped))


def claimed(text: str, lang: str = "en", *names: str) -> list[str]:
    return [match.phrase for match in hits(text, lang, *(names or ("claim",))) if match.claimed]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Exosomes cure hair loss - guaranteed!", ["cure", "guaranteed"]),
        ("This is 100% safe and 100 % effective.", ["<number>% safe", "<number>% effective"]),
        ("It is side-effect free and risk‑free.", ["side effect free", "risk free"]),
        ("With no side effects.", ["no side effects"]),
        ("It works for everyone, not only for men: a mir\u00adacle.", ["works for everyone", "miracle"]),
        ("ＭＩＲＡＣＬＥ 𝗰𝘂𝗿𝗲", ["miracle", "cure"]),
        ("Try it #MiracleCure #noSideEffects", ["miracle", "cure", "no side effects"]),
        ("#riskfree", ["risk free"]),
        ("No pain, guaranteed results.", ["guaranteed"]),
        ("It is not a cream, it cures baldness.", ["cures"]),
        ("It is not only a serum but a miracle.", ["miracle"]),
        ("No doubt it cures baldness.", ["cures"]),
        ("Never mind. It cures baldness.", ["cures"]),
        ("It does not hurt, but it cures baldness.", ["cures"]),
        ("Permanent\nregrowth", []),
        ("We secure your data and procure drugs. Accurate obscure manicures.", []),
    ],
)
def test_a_claim_is_found_in_any_spelling(text: str, phrases: list[str]) -> None:
    assert claimed(text) == phrases


def test_covering_up_is_advice_and_a_cover_up_is_none() -> None:
    assert claimed("Cover up from 11 am to 3 pm, and cover up your arms.", "en", "fear") == []
    assert claimed("This is a cover-up by the firms.", "en", "fear")


@pytest.mark.parametrize(
    "text",
    [
        "There is no cure for pattern hair loss.",
        "A result is not guaranteed.",
        "Nobody can promise you a miracle.",
        "There is no miracle, cure or guarantee.",
        "This does not mean that it is risk-free.",
        "No treatment has no side effects.",
        "Beware of anyone who sells a miracle cure.",
        "A cure does not exist.",
        "A permanent solution isn’t known.",
        "“Instant results” should worry you.",
        "Adverts say “a miracle cure, guaranteed”.",
        "Can exosomes cure hair loss?",
    ],
)
def test_a_phrase_that_is_taken_back_quoted_or_asked_is_no_claim(text: str) -> None:
    assert hits(text, "en", "claim")
    assert claimed(text) == []


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        (
            "Cura la calvicie sin efectos secundarios, garantizado.",
            ["pattern 0", "sin efectos secundarios", "garantizado*"],
        ),
        ("No hay cura para la calvicie.", []),
        ("Nadie puede garantizar un milagro.", []),
        ("¿Curan los exosomas la calvicie?", []),
        ("MILAGRO: 100 % seguro.", ["milagro", "<number>% seguro"]),
        ("No solo es un milagro.", ["milagro"]),
        ("Lave y cure la herida; las curas de la herida son fáciles.", []),
    ],
)
def test_spanish_claims(text: str, phrases: list[str]) -> None:
    assert claimed(text, "es-MX") == phrases


@pytest.mark.parametrize(
    ("name", "lang", "good", "bad"),
    [
        ("approval", "en", "It is not FDA-approved.", "Our FDA-registered exosomes"),
        ("approval", "es", "No está aprobado por la FDA.", "Un suero aprobado por la FDA"),
        ("hype", "en", "an experimental treatment in regenerative medicine", "a breakthrough, cutting edge therapy"),
        ("hype", "es", "un tratamiento de la medicina regenerativa", "un avance histórico y revolucionario"),
        ("soft", "en", "Tell us about your potential risks.", "Promising early results!"),
        ("superlative", "en", "The best person to ask is your doctor.", "The most effective hair treatment."),
        ("superlative", "es", "Pregunte en la primera visita.", "Es mejor que el minoxidil."),
        ("cited", "en", "Ask about the price.", "Studies show that 40% of men and 1 in 5 women gain hair."),
        ("fear", "en", "You can take time to decide.", "Only 3 slots left!"),
        ("fear", "en", "Your doctor wants you to know.", "What doctors don’t want you to know"),
        ("fear", "es", "Tómese su tiempo.", "Actúa ya: quedan pocas plazas"),
        ("testimonial", "en", "Wash my hair how often?", "After it my hair grew back"),
        ("testimonial", "es", "Pregunte antes y después de la cita.", "Me cambió la vida"),
        ("growth", "en", "Hair grows in cycles.", "Exosome serum regrows hair"),
        ("efficacy", "en", "Ask before you pay.", "Exosomes improve density"),
    ],
)
def test_each_list_finds_the_bad_and_leaves_the_good(name: str, lang: str, good: str, bad: str) -> None:
    assert claimed(good, lang, name) == []
    assert claimed(bad, lang, name) != []


def test_a_limit_is_found() -> None:
    assert {match.phrase for match in hits("A small study (20 men): too small to be sure.", "en", "limit")} == {
        "<number> men",
        "too small",
    }


def test_plain_words_and_jargon_come_with_a_hint() -> None:
    found = hits("Utilize the topical medication prior to surgery.", "en", "plain")
    assert [(match.text, match.hint) for match in found] == [
        ("Utilize", "use"),
        ("topical", "put on the skin"),
        ("medication", "medicine"),
        ("prior to", "before"),
    ]
    assert [match.hint for match in hits("exosomas", "es", "jargon")] == ["burbujas diminutas que sueltan las células"]


def test_a_match_knows_its_place_and_its_sentence() -> None:
    text = "Ask Dr. Example. This “serum” is a Mira\u200bcle. Then wait."
    (match,) = hits(text, "en", "claim")
    assert text[match.start : match.end] == match.text == "Mira\u200bcle"
    assert text[slice(*match.sentence)] == "This “serum” is a Mira\u200bcle."


def test_a_wrapped_text_is_read_across_its_line_breaks() -> None:
    text = "It has no side\neffects.\n\nGuaranteed."
    assert [match.phrase for match in hits(text, "en", "claim")] == ["guaranteed"]
    assert [match.phrase for match in hits(text, "en", "claim", wrapped=True)] == ["no side effects", "guaranteed"]


def test_a_language_without_lists_finds_nothing() -> None:
    assert BOOK.find("miracle", "uk") == ()
    assert BOOK.languages == {"en", "es"}


def test_every_list_is_sourced_and_every_language_has_the_same_ones() -> None:
    assert BOOK.as_of == date(2026, 11, 27)
    for each in BOOK.lists:
        assert each.rules
        assert all(rule.startswith("HC-") for rule in each.rules)
        assert each.source
        assert each.hints
    names = {lang: [each.name for each in BOOK.lists if each.lang == lang] for lang in BOOK.languages}
    assert sorted(names["en"]) == sorted(names["es"])
    assert set(BOOK.negations) == BOOK.languages
    plain = next(each for each in BOOK.lists if (each.name, each.lang) == ("plain", "en"))
    assert len(plain.hints) >= 120


@pytest.mark.parametrize("each", BOOK.lists, ids=lambda each: f"{each.name}-{each.lang}")
def test_every_phrase_of_a_list_finds_itself(each: object) -> None:
    """A phrase that never matches is a dead line in the file; one within an exception counts as found."""
    lists = [found for found in BOOK.lists if found is each]
    for phrase in lists[0].hints:
        written = re.sub(r"<words> ?", "some ", phrase.replace("<number>", "40").replace("*", "s"))
        found = BOOK.find(f"Word {written} word", lists[0].lang, [lists[0].name])
        assert found, phrase


def test_acronyms_are_folded_capitals() -> None:
    assert {"US", "DNA", "QR"} <= BOOK.acronyms
    assert all(acronym == acronym.upper() for acronym in BOOK.acronyms)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ('status = "unsure"', ValueError),
        ('status = "house"\n[[list]]\nname="a"\nlang="en"\nrules=["HC-X"]\nsource="s"\nstatus="house"', ValueError),
        ("", KeyError),
    ],
)
def test_a_wrong_phrase_file_is_refused(wrong: str, error: type[Exception]) -> None:
    text = (
        f'as_of=2026-01-01\n[acronyms]\nallowed=[]\n[[list]]\nname="a"\nlang="en"\nrules=["HC-X"]\nsource="s"\n{wrong}'
    )
    with pytest.raises(error):
        read_phrases(text)


@given(st.text())
def test_folding_leads_back_to_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start <= end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


@given(st.text(st.sampled_from("aZ9_. \n\r\t\u00a0\u2028#＃…ﬁßéñ½\u0301\u0303\u200b\u2066⚠\ufe0f،خَ-")))
def test_folding_word_by_word_is_folding_mark_by_mark(text: str) -> None:
    by_marks = _Making()
    by_marks.fold_odd(text, 0, len(text))
    assert fold(text) == by_marks.folded()


def test_a_text_without_spaces_is_folded_in_time() -> None:
    assert fold("傷" * 200_000 + "#a").text.endswith("#a")


@given(st.text(alphabet="abcñéN \u0301\u0303\u200b-"))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(
    st.sampled_from(["miracle", "no side effects", "risk-free", "guaranteed"]),
    st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]),
    st.sampled_from([str.upper, str.title, str.lower]),
    st.sampled_from(["", "\u200b", "\u00ad", "\ufeff"]),
    st.sampled_from([" ", "\u00a0", "  ", "-", "‑"]),
    st.text(alphabet=" ().,“”é🙂", max_size=8),
)
def test_disguise_does_not_hide_a_claim(
    phrase: str, form: str, case: object, invisible: str, space: str, around: str
) -> None:
    assert callable(case)
    disguised = invisible.join(case(phrase).replace(" ", space))
    text = unicodedata.normalize(form, f"{around} {disguised} {around}")  # type: ignore[arg-type]
    assert len(hits(text, "en", "claim")) == 1


@given(st.text(alphabet="a no.cure,#%\n'\"“”?! 10ñ-", max_size=80), st.sampled_from(["en", "es"]))
def test_matches_lie_within_the_text_and_its_sentences(text: str, lang: str) -> None:
    for match in BOOK.find(text, lang):
        assert text[match.start : match.end] == match.text != ""
        assert match.sentence[0] <= match.start < match.sentence[1]


def test_a_long_text_is_read_fast() -> None:
    text = "There is no cure, and the best studies show that 40% of men utilize a topical serum. " * 200
    started = time.perf_counter()
    BOOK.find(text, "en")
    assert time.perf_counter() - started < 5
