"""A stale translation that may be published says in each format that its original is newer; an unequal one may not."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import single
from pipeline.edition.review import State
from pipeline.finding import Severity
from pipeline.formats.newsletter.view import _mark as mail_mark
from pipeline.house.styles import read_styles
from pipeline.translation.checking import check_translations
from tests.translation.pairs import articles_of, spanish
from tests.workspace import ROOT, folder_files

STALE = folder_files(ROOT / "tests/rules/translation/stale/broken")
MARK = ("Más reciente en inglés", "La edición en inglés es más reciente. Pídanosla.")


def edition(more: str) -> tuple[Edition, list[tuple[str, Severity]]]:
    files = {**STALE, "article.es.md": spanish(STALE["article.es.md"].decode(), more).encode()}
    article, findings = check_translations(articles_of(files), files, "source/tides")["es"]
    styles = read_styles(folder_files(ROOT / "styles"))
    made, _ = make_edition(single(article), "es", styles.brands["harbour-clinic"], styles, State.CURRENT, False)
    return made, [(finding.rule, finding.severity) for finding in findings.found]


def test_a_stale_translation_that_is_allowed_says_so_in_every_format() -> None:
    made, found = edition("stale: allow\n")
    assert found == [("translation/stale", Severity.WARNING)]
    assert made.newer == MARK
    assert made.state_words == MARK and mail_mark(made) == MARK[1]
    assert dataclasses.replace(made, draft=True).state_words[0] == "Borrador"


def test_without_that_it_is_held_back() -> None:
    made, found = edition("")
    assert found == [("translation/stale", Severity.ERROR)]
    assert made.newer == ("", "")


@pytest.mark.parametrize("lang", sorted(path.stem for path in (ROOT / "styles/words").glob("*.po")))
def test_every_catalogue_names_the_language_that_is_newer(lang: str) -> None:
    from pipeline.house.words import read_words

    words = read_words(lang, (ROOT / f"styles/words/{lang}.po").read_bytes())
    name = words.language("es")
    assert (
        name != "es" and name in words("newer-mark", language=name) and name in words("newer-sentence", language=name)
    )
