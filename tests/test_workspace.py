"""A workspace is found from any folder inside it, started without overwriting, and takes new articles."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.init import init
from pipeline.cli.new import new
from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace import starter
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
        files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        return {path.relative_to(folder).as_posix() for path in files}

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
    again = lay_out(workspace, date(2027, 3, 1))
    assert readme.read_text(encoding="utf-8") == "our own words\n"
    assert (again.written, again.renewed, again.kept) == ((), (), ("README.md",))


def test_starting_again_brings_new_styles_and_not_the_examples_that_were_removed(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is new is added, what nobody changed is renewed, what somebody changed or removed stays so."""
    upgraded = tmp_path / "upgraded"
    shutil.copytree(default_styles(), upgraded)
    (upgraded / "handout/poster.html").write_text("new", encoding="utf-8")
    (upgraded / "handout/sheet.css").write_text("/* better */", encoding="utf-8")
    (upgraded / "handout/full.css").write_text("/* better */", encoding="utf-8")
    (workspace / "styles/handout/full.css").write_text("/* ours */", encoding="utf-8")
    for removed in ("styles/brands/fieldnote-press", "source/your-appointment"):
        shutil.rmtree(workspace / removed)
    (workspace / "styles/handout/form.css").unlink()
    monkeypatch.setattr(starter, "default_styles", lambda: upgraded)
    again = lay_out(workspace, date(2027, 3, 1))
    assert again.written == ("styles/handout/poster.html",)
    assert again.renewed == ("styles/handout/sheet.css",)
    assert again.kept == ("styles/handout/full.css",)
    assert not (workspace / "styles/brands/fieldnote-press").exists()
    assert not (workspace / "source/your-appointment").exists()


def test_a_workspace_of_an_older_version_is_known_by_its_styles(workspace: Path) -> None:
    """Older versions kept no record: what is missing may be new, but for the examples."""
    (workspace / starter.RECORD).unlink()
    shutil.rmtree(workspace / "styles/brands/fieldnote-press")
    (workspace / "styles/handout/form.css").unlink()
    assert lay_out(workspace, DAY).written == ("styles/handout/form.css",)


def test_an_init_that_was_killed_is_finished_by_the_next(workspace: Path) -> None:
    (workspace / starter.RECORD).unlink()
    shutil.rmtree(workspace / "styles/words")
    shutil.rmtree(workspace / "styles/brands")
    written = lay_out(workspace, DAY).written
    assert "styles/brands/harbour-clinic/brand.toml" in written and "styles/words/en.po" in written


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
    article = start_article(found, "wound-care", "es", 'Su "herida": cuidados', today=DAY)
    text = article.read_text(encoding="utf-8")
    assert article == workspace / "source" / "wound-care" / "article.md"
    assert 'title: "Su \\"herida\\": cuidados"\n' in text
    assert "lang: es\n" in text
    with pytest.raises(UsageError, match="already"):
        start_article(found, "wound-care", "en", None, today=DAY)
    assert article.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("slug", ["Wound", "wound care", "../wound", "_wound", "wound-", "wound--care", "", "w" * 61])
def test_a_name_that_cannot_be_a_folder_and_an_address_is_refused(workspace: Path, slug: str) -> None:
    before = sorted(workspace.rglob("*"))
    with pytest.raises(UsageError, match="cannot be the name"):
        start_article(find_workspace(workspace), slug, "en", None, today=DAY)
    assert sorted(workspace.rglob("*")) == before


@pytest.mark.parametrize("lang", ["english", "EN", "e", "en_GB", "../en"])
def test_what_is_not_a_language_tag_is_refused(workspace: Path, lang: str) -> None:
    with pytest.raises(UsageError, match="not a language tag"):
        start_article(find_workspace(workspace), "wound-care", lang, None, today=DAY)


def test_the_command_names_the_file_inside_the_workspace(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace / "styles")
    result = CliRunner().invoke(new, ["wound-care", "--title", "Wound care"])
    assert result.output == ("wrote source/wound-care/article.md\nnext: fill it in, then: plainleaf check wound-care\n")
