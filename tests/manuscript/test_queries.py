"""What an import does not know becomes named questions, and answers become front matter."""

import pytest

from pipeline.article.front.fields import FrontMatter
from pipeline.errors import PlainleafError
from pipeline.manuscript.importing import Wishes, import_manuscript, with_answers
from pipeline.manuscript.queries import FIELDS, read_answer
from tests.manuscript.documents import BODY

TEXT = f"Skin at Night\n\n{BODY}\n\nBefore You Start\n\n{BODY}\n"


def test_the_questions_are_those_of_the_schema() -> None:
    needed = [name for name, field in FrontMatter.model_fields.items() if field.is_required()]
    assert list(FIELDS) == needed


def test_each_gap_is_a_question_by_name() -> None:
    done = import_manuscript(TEXT.encode(), "a.txt", Wishes())
    names = [query.name for query in done.queries]
    assert names[:3] == ["id", "summary", "main_message"]
    assert {"reviewers", "next_review", "references"} <= set(names)
    assert not {"title", "lang"} & set(names)


def test_answers_fill_the_front_matter_and_close_their_questions() -> None:
    done = import_manuscript(TEXT.encode(), "a.txt", Wishes(lang="en", brand="harbour-clinic"))
    answers = {
        "id": read_answer("id", "PL-SKIN-001"),
        "reviewers": read_answer("reviewers", "Example Reviewer; MD; Example Clinic | Other Reviewer"),
        "reviewed": read_answer("reviewed", "2026-11-02"),
        "advertisement": read_answer("advertisement", "no"),
    }
    answered = with_answers(done, answers)
    assert 'id: "PL-SKIN-001"' in answered.text or "id: PL-SKIN-001" in answered.text
    assert "reviewed: 2026-11-02\n" in answered.text
    assert "advertisement: false\n" in answered.text
    assert (
        "  - name: Example Reviewer\n    credentials: MD\n    organisation: Example Clinic\n  - name: Other Reviewer\n"
        in (answered.text)
    )
    assert "brands:\n  - harbour-clinic\n" in answered.text
    assert not set(answers) & {query.name for query in answered.queries}


@pytest.mark.parametrize(
    ("key", "answer"), [("reviewed", "2 November"), ("advertisement", "perhaps"), ("id", "no spaces please")]
)
def test_an_answer_of_the_wrong_form_is_refused(key: str, answer: str) -> None:
    with pytest.raises(PlainleafError):
        read_answer(key, answer)


def test_an_invisible_character_inside_a_number_of_plain_text_is_asked() -> None:
    """ "5<zero width space>0 mg" must not become 50 mg by itself."""
    read = import_manuscript("Tides\n\nTake 5\u200b0 mg.\n".encode(), "a.txt", Wishes())
    assert "5\u200b0 mg" in read.text
    assert any(query.name.startswith("character") for query in read.queries)
    assert "\u200b" not in import_manuscript("Tides\n\nTake\u200b 50 mg.\n".encode(), "a.txt", Wishes()).text


def test_answers_move_the_lines_that_a_report_tells() -> None:
    """The front matter grows and shrinks with its answers; what stands below it is told where it then is."""
    done = import_manuscript(f"{TEXT}\nOne more: 5\u202e0 mg.\n".encode(), "a.txt", Wishes(lang="en"))
    people = "Example Reviewer; MD; Example Clinic | Other Reviewer | Third Reviewer"
    answered = with_answers(done, {"reviewers": read_answer("reviewers", people)})
    lines = answered.text.split("\n")
    for before, after in zip(done.ledger.entries, answered.ledger.entries, strict=True):
        assert not before.line or lines[after.line - 1] == done.text.split("\n")[before.line - 1]
    suspect = next(query.place for query in answered.queries if query.name == "character")
    assert suspect and "\u202e" in lines[suspect.first - 1]


FOOT = """Sore throats at home

Drink often, and rest. A sore throat ends by itself within a week.

Reviewed evidence says that lozenges are of little use.

Source: Example Clinic, Sore throat, https://www.example.org/throat
Checked by a children's nurse of Example Clinic
Last reviewed: November 2026
Next review: November 2028
"""


def test_the_last_lines_of_a_leaflet_are_proposed_as_answers_and_stay() -> None:
    done = import_manuscript(FOOT.encode(), "throat.txt", Wishes())
    asks = {query.name: query.asks for query in done.queries}
    assert 'the file says "Next review: November 2028", which stands in the text too' in asks["next_review"]
    assert "Last reviewed: November 2026" in asks["reviewed"]
    assert "Checked by a children's nurse" in asks["reviewers"]
    assert "https://www.example.org/throat" in asks["references"]
    assert not any("lozenges" in words or "the file says" in asks["funding"] for words in asks.values())
    assert "Next review: November 2028" in done.text


def test_the_last_lines_of_a_leaflet_are_no_sign_of_when_to_call() -> None:
    when = "WHEN TO GET HELP\n\nCall 111 if:\n\n- you cannot drink\n- you are drowsy\n\n"
    done = import_manuscript(FOOT.replace("Source:", when + "Source:", 1).encode(), "throat.txt", Wishes())
    box, after = done.text.split("::: {.callout .when-to-call}")[1].split(":::", 1)
    assert "you are drowsy" in box
    assert "Source" not in box
    assert "Next review" in after
