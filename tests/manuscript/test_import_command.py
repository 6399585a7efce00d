"""`plainleaf import` and `plainleaf export`, as they are typed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import plainleaf
from pipeline.errors import PlainleafError, UsageError
from pipeline.manuscript.importing import Wishes, import_manuscript
from pipeline.manuscript.writing.skeleton import House
from tests.manuscript.documents import BODY, png, word

TEXT = f"Skin at Night\n\n{BODY}\n\nBefore You Start\n\n{BODY}\n"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "styles" / "brands" / "harbour-clinic").mkdir(parents=True)
    (tmp_path / "styles" / "brands" / "harbour-clinic" / "brand.toml").write_text("name = 'x'")
    (tmp_path / "skin.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(plainleaf, ["import", *arguments], input=given, catch_exceptions=False)


def test_a_file_becomes_an_article_with_a_report(workspace: Path) -> None:
    result = run("skin.txt")
    assert result.exit_code == 0
    assert "wrote source/skin-at-night/article.md" in result.output
    folder = workspace / "source" / "skin-at-night"
    assert sorted(p.name for p in folder.iterdir()) == [
        "article.md",
        "import-report.json",
        "import-report.txt",
        "import.json",
    ]
    report = json.loads((folder / "import-report.json").read_text(encoding="utf-8"))
    assert report["balanced"] is True
    assert sum(row["input"] for row in report["sums"].values()) == len(report["ledger"])


def test_the_report_comes_as_json_on_request(workspace: Path) -> None:
    values = json.loads(run("skin.txt", "--report", "json").output)
    assert values["sums"]["paragraph"] == {"input": 2, "article": 2, "left_out": 0, "missing": 0}
    assert values["questions"][0]["name"] == "summary"


def test_a_number_follows_those_of_the_house_and_a_second_import_keeps_its_own(workspace: Path) -> None:
    for slug, number in (("wound", "HP-007"), ("cast", "HP-011")):
        (workspace / "source" / slug).mkdir()
        (workspace / "source" / slug / "article.md").write_text(f"---\nid: {number}\n---\n\nWords.\n")
    (workspace / "other.txt").write_text(TEXT.replace("Skin", "Hair"), encoding="utf-8")
    printed = run("skin.txt", "other.txt").output
    assert "its document number: HP-012" in printed
    assert "its document number: HP-013" in printed
    assert "its document number: HP-012" in run("skin.txt", "--force").output


def test_what_the_house_says_for_all_is_not_asked_and_days_are_proposed(workspace: Path) -> None:
    (workspace / "source" / "defaults.yml").write_text("funding: none\nauthors:\n  - name: Example Writers\n")
    printed = run("skin.txt").output
    text = (workspace / "source" / "skin-at-night" / "article.md").read_text(encoding="utf-8")
    assert "as source/defaults.yml says: authors, funding" in printed
    assert "# funding: as source/defaults.yml says" in text
    assert "name: Example" not in text.partition("reviewers:")[0]
    asked = printed.partition("questions: ")[2].splitlines()[0]
    assert "authors" not in asked
    assert "reviewers" in asked
    assert f"for instance {date.today().year}" in text.partition("published:")[2]  # noqa: DTZ011


def test_standard_input_is_read(workspace: Path) -> None:
    assert run("-", "--to", "from-paste", given=TEXT).exit_code == 0
    assert (workspace / "source" / "from-paste" / "article.md").exists()


def test_a_folder_is_imported_with_progress(workspace: Path) -> None:
    (workspace / "letters").mkdir()
    for name in ("one", "two"):
        (workspace / "letters" / f"{name}.txt").write_text(TEXT.replace("Skin", name.title()), encoding="utf-8")
    (workspace / "letters" / "photo.png").write_bytes(png())
    result = run("letters")
    assert "[1/2]" in result.stderr
    assert "[2/2]" in result.stderr
    assert {p.name for p in (workspace / "source").iterdir()} == {"one-at-night", "two-at-night"}


def test_one_bad_file_among_several_leaves_nothing(workspace: Path) -> None:
    (workspace / "bad.docx").write_bytes(png())
    with pytest.raises(PlainleafError, match="PNG picture"):
        run("skin.txt", "bad.docx")
    assert list((workspace / "source").iterdir()) == []


def test_two_files_of_one_slug_leave_nothing(workspace: Path) -> None:
    (workspace / "skin.docx").write_bytes(word(lambda d: (d.add_heading("Skin at Night", 1), d.add_paragraph(BODY))))
    with pytest.raises(PlainleafError, match="two files would become"):
        run("skin.txt", "skin.docx")
    assert list((workspace / "source").iterdir()) == []


def test_an_article_is_replaced_only_with_force(workspace: Path) -> None:
    run("skin.txt")
    with pytest.raises(PlainleafError, match="already"):
        run("skin.txt")
    assert run("skin.txt", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("skin.txt", "--to", "Not a slug"), "cannot name an article"),
        (("skin.txt", "--to", "../up"), "cannot name an article"),
        (("skin.txt", "--lang", "english"), "not a language tag"),
        (("skin.txt", "--brand", "nobody"), "there is no brand"),
        (("skin.txt", "skin.txt", "-", "--to", "x"), "--to names one article"),
        (("-", "--interactive"), "cannot ask"),
    ],
)
def test_a_wrong_command_line_is_told(workspace: Path, arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        run(*arguments)
    assert says in caught.value.message
    assert caught.value.exit_code == 2


def test_interactive_asks_until_an_answer_fits(workspace: Path) -> None:
    answers = ["A guide.", "Rest.", "Example Author; RN", "", "someday", "2026-11-02"]
    result = run("skin.txt", "--interactive", given="\n".join(answers) + "\n" * 20)
    text = (workspace / "source" / "skin-at-night" / "article.md").read_text(encoding="utf-8")
    assert '"someday" is not a date' in result.output
    assert "published: 2026-11-02" in text
    assert "  - name: Example Author\n    credentials: RN\n" in text
    assert "reviewers:            # to do" in text


def test_lang_and_brand_reach_the_front_matter(workspace: Path) -> None:
    run("skin.txt", "--lang", "pt-BR", "--brand", "harbour-clinic")
    text = (workspace / "source" / "skin-at-night" / "article.md").read_text(encoding="utf-8")
    assert "lang: pt-BR\n" in text or 'lang: "pt-BR"\n' in text
    assert "brands:\n  - harbour-clinic\n" in text


def test_kept_properties_and_hidden_words_come_in(workspace: Path) -> None:
    def write(d: object) -> None:
        p = d.add_paragraph(BODY + " ")  # type: ignore[attr-defined]
        p.add_run("Words unseen.").font.hidden = True
        d.core_properties.author = "Example Author"  # type: ignore[attr-defined]

    (workspace / "kept.docx").write_bytes(word(write))
    run("kept.docx", "--keep", "hidden", "--keep", "properties")
    text = (workspace / "source" / "kept" / "article.md").read_text(encoding="utf-8")
    assert "Words unseen." in text
    assert "  - name: Example Author\n" in text


def test_kept_comments_become_notes_and_kept_deletions_are_marked(workspace: Path) -> None:
    from tests.manuscript.documents import paragraph
    from tests.manuscript.documents import run as words

    def write(d: object) -> None:
        p = d.add_paragraph(BODY)  # type: ignore[attr-defined]
        d.add_comment(runs=p.runs, text="Is it true?", author="Example Editor", initials="E")  # type: ignore[attr-defined]
        gone = '<w:del w:id="2" w:author="E"><w:r><w:delText>much cream</w:delText></w:r></w:del>'
        paragraph(d, words("Use ") + gone + words(" a little."))

    (workspace / "kept.docx").write_bytes(word(write))
    run("kept.docx", "--keep", "comments", "--keep", "changes")
    text = (workspace / "source" / "kept" / "article.md").read_text(encoding="utf-8")
    assert "Example Editor: Is it true?" in text
    assert "[much cream]{.deletion}" in text


def test_a_letterhead_above_the_only_heading_that_holds_all_others_is_no_title(workspace: Path) -> None:
    def write(document: Any) -> None:
        document.add_paragraph().add_run("The Hill Clinic").bold = True
        document.add_heading("Caring for your cast", 1)
        for heading in ("At home", "When to call us"):
            document.add_heading(heading, 2)
            document.add_paragraph(BODY)

    (workspace / "cast.docx").write_bytes(word(write))
    assert "wrote source/caring-for-your-cast/article.md" in run("cast.docx").output
    text = (workspace / "source" / "caring-for-your-cast" / "article.md").read_text(encoding="utf-8")
    assert "title: Caring for your cast" in text
    assert "Hill Clinic" in text  # no brand of this workspace
    assert "\n## At home\n" in text


def test_the_name_of_the_house_above_a_text_is_left_out_by_name() -> None:
    def write(document: Any) -> None:
        document.add_paragraph().add_run("The Hill Clinic").bold = True
        document.add_heading("Caring for your cast", 1)
        for heading in ("At home", "When to call us"):
            document.add_heading(heading, 2)
            document.add_paragraph(BODY)

    done = import_manuscript(word(write), "cast.docx", Wishes(house=House(names=frozenset({"the hill clinic"}))))
    assert "Hill Clinic" not in done.text
    assert any(entry.piece.text == "The Hill Clinic" and "letterhead" in entry.reason for entry in done.ledger.left_out)
    assert done.front["title"] == "Caring for your cast"
