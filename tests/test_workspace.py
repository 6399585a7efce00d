"""A workspace is found from any folder inside it, started without overwriting, and takes new articles."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.init import init
from pipeline.cli.new import new
from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace.folder import default_styles, find_workspace
from pipeline.workspace.starter import lay_out, start_article

DAY = date(2026, 11, 2)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A fresh workspace whose path holds a space, as folders of people do."""
    folder = tmp_path / "our leaflets"
    lay_out(folder, DAY)
    return folder


def test_it_is_found_from_a_folder_deep_inside(workspace: Path) -> None:
    found = find_workspace(workspace / "source" / "your-appointment" / "images")
    assert found.root == workspace
    assert (found.source, found.styles, found.output) == tuple(
        workspace / name for name in ("source", "styles", "output")
    )


def test_where_there_is_none_the_error_says_how_to_start_one(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    with pytest.raises(PlainleafError, match="no workspace") as caught:
        find_workspace(tmp_path)
    assert "plainleaf init" in str(caught.value.hint)
    assert caught.value.exit_code == 3


def test_a_new_workspace_holds_all_default_styles_and_no_engine(workspace: Path) -> None:
    def names(folder: Path) -> set[str]:
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert names(workspace / "styles") == names(default_styles())
    assert {path.name for path in workspace.iterdir()} == {"README.md", "output", "source", "styles"}


def test_the_starter_article_bears_the_day_and_is_due_two_years_later(workspace: Path) -> None:
    text = (workspace / "source" / "your-appointment" / "article.md").read_text(encoding="utf-8")
    assert "reviewed: 2026-11-02" in text
    assert "next_review: 2028-11-02" in text
    assert "{{today}}" not in text


def test_29_february_has_a_next_review_too(tmp_path: Path) -> None:
    lay_out(tmp_path, date(2028, 2, 29))
    text = (tmp_path / "source" / "your-appointment" / "article.md").read_text(encoding="utf-8")
    assert "next_review: 2030-02-28" in text


def test_starting_again_keeps_what_was_changed_and_names_it(workspace: Path) -> None:
    readme = workspace / "README.md"
    readme.write_text("our own words\n", encoding="utf-8")
    (workspace / "output" / "README.md").unlink()
    again = lay_out(workspace, DAY)
    assert readme.read_text(encoding="utf-8") == "our own words\n"
    assert again.kept == ("README.md",)
    assert again.written == ("output/README.md",)


def test_init_says_what_it_kept_and_what_comes_next(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(init, [str(tmp_path)])
    assert result.exit_code == 0
    assert f"kept as it is: {tmp_path / 'README.md'}" in result.output
    assert f"next: cd {tmp_path} && plainleaf build" in result.output


def test_a_file_in_the_way_is_a_wrong_command_line(tmp_path: Path) -> None:
    file = tmp_path / "leaflets"
    file.write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="in the way"):
        lay_out(file, DAY)


def test_a_new_article_waits_for_words_and_is_never_overwritten(workspace: Path) -> None:
    found = find_workspace(workspace)
    article = start_article(found, "wound-care", "es", 'Su "herida": cuidados')
    text = article.read_text(encoding="utf-8")
    assert article == workspace / "source" / "wound-care" / "article.md"
    assert 'title: "Su \\"herida\\": cuidados"\n' in text
    assert "lang: es\n" in text
    with pytest.raises(UsageError, match="already"):
        start_article(found, "wound-care", "en", None)
    assert article.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("slug", ["Wound", "wound care", "../wound", "_wound", "wound-", "wound--care", "", "w" * 61])
def test_a_name_that_cannot_be_a_folder_and_an_address_is_refused(workspace: Path, slug: str) -> None:
    before = sorted(workspace.rglob("*"))
    with pytest.raises(UsageError, match="cannot be the name"):
        start_article(find_workspace(workspace), slug, "en", None)
    assert sorted(workspace.rglob("*")) == before


@pytest.mark.parametrize("lang", ["english", "EN", "e", "en_GB", "../en"])
def test_what_is_not_a_language_tag_is_refused(workspace: Path, lang: str) -> None:
    with pytest.raises(UsageError, match="not a language tag"):
        start_article(find_workspace(workspace), "wound-care", lang, None)


def test_the_command_names_the_file_inside_the_workspace(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace / "styles")
    result = CliRunner().invoke(new, ["wound-care", "--title", "Wound care"])
    assert result.output == ("wrote source/wound-care/article.md\nnext: fill it in, then: plainleaf check wound-care\n")
