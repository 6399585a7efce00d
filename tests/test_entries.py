"""The same fault at many places is one entry, and a check says how far it is to publication."""

from __future__ import annotations

from pipeline.building.report import Report
from pipeline.finding import Finding, Findings, Lowered, NotRun, Place, Severity
from pipeline.showing.display import unmeasured
from pipeline.showing.entries import by_decision, by_weight, distance, entries, to_json
from pipeline.showing.findings_page import findings_page

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def finding(
    message: str, line: int, severity: Severity = WARNING, rule: str = "article/hype", file: str = "a.md"
) -> Finding:
    return Finding(rule, severity, Place(file, line), message, "hint")


def test_one_word_at_many_places_is_one_entry() -> None:
    (entry,) = entries([finding('"wonder" is praise', line) for line in (3, 9, 12)])
    assert [place.first for place in entry.places] == [3, 9, 12]
    assert entry.also == "also line 9, line 12"


def test_warnings_that_differ_in_a_word_are_one_entry() -> None:
    (entry,) = entries(
        [finding('"wonder" is praise', 3), finding('"magic" is praise', 4), finding('"magic" is praise', 7)]
    )
    assert entry.also == 'also "magic" (line 4, line 7)'
    (long,) = entries([finding(f'"word{n}" is praise', n) for n in range(1, 12)])
    assert long.also.endswith('"word7" (line 7) and 4 more')


def test_errors_with_different_words_stay_apart() -> None:
    found = [finding('"A" is not written out', 3, ERROR), finding('"B" is not written out', 4, ERROR)]
    assert len(entries(found)) == 2


def test_other_files_are_named() -> None:
    (entry,) = entries(
        [finding("it has no alt text", 0, ERROR, "social/alt-text", file) for file in ("p1.png", "p2.png")]
    )
    assert entry.also == "also p2.png"


def test_a_missing_date_is_a_question() -> None:
    found = entries(
        [
            finding('"published" is missing', 1, ERROR, "article/front-matter"),
            finding('"reviewed" is missing', 1, ERROR, "article/front-matter"),
            finding('"lang" is not text', 1, ERROR, "article/front-matter"),
            finding('"wonder" is praise', 3),
        ]
    )
    assert distance(found) == "2 questions to answer, 1 error to mend"
    assert distance(found[-1:]) == ""
    assert [entry["question"] for entry in to_json(found)] == [True, True, False, False]


def test_what_matters_most_comes_first() -> None:
    rules = ["article/hype", "article/hard-to-read", "article/link-unsafe", "article/dose-notation"]
    found = [finding("m", number, WARNING if number == 0 else ERROR, rule) for number, rule in enumerate(rules)]
    found.append(finding('"id" is missing', 5, ERROR, "article/front-matter"))
    ordered = [entry.first.rule for entry in by_weight(entries(found))]
    assert ordered == [*reversed(rules[1:]), "article/front-matter", "article/hype"]


def test_what_was_lowered_is_one_line_a_decision() -> None:
    changes = [
        Lowered(f"article/{name}", ERROR, WARNING, times, "why", "Example Editor", "profile publisher")
        for name, times in (("hype", 1), ("fear", 3))
    ]
    assert list(by_decision([*changes, *changes])) == [
        ("lowered to warning by Example Editor (profile publisher: why)", ("article/hype", "article/fear (3 times)"))
    ]


def test_a_language_without_a_reading_formula_is_said_to_be_unmeasured() -> None:
    both = [
        NotRun(f"article/hard-to-read{ending}", f'knows {lang} only, the text is in "ar"')
        for ending, lang in (("", "en"), ("-spanish", "es"))
    ]
    spanish = NotRun("article/hard-to-read", 'knows en only, the text is in "es"')
    assert [check.rule for check in unmeasured([*both, spanish])] == ['reading grade in "ar"']
    assert unmeasured([spanish]) == ()
    unread = NotRun("article/advice-reversed", 'knows en, es only, the text is in "ar"')
    assert [check.rule for check in unmeasured([*both, unread])] == ['reading grade in "ar"', '3 rules in "ar"']


def test_the_page_of_findings_says_what_the_screen_says() -> None:
    lowered = Lowered("article/fear", ERROR, WARNING, 1, "why", "Example Editor", "profile publisher")
    found = Findings(
        (finding('"<b>wonder</b>" is praise', 3), finding('"published" is missing', 1, ERROR, "article/front-matter")),
        (NotRun("article/claim", "knows en only"),),
        (lowered,),
    )
    page = findings_page(Report(findings=found), "1 edition")
    assert "1 question to answer" in page and "<b>" not in page and "Example Editor" in page and "knows en only" in page
    assert page.index("is missing") < page.index("is praise")
