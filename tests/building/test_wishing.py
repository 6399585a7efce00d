"""What cannot be asked for is said with the nearest right name, and what is there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.building.library import Library
from pipeline.building.wishing import check_languages, check_request, nothing_found
from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace.folder import Workspace
from tests.building.leaf import DAY, retitle

Said = tuple[str, str | None]


def refused(call: Callable[[], object], kind: type[PlainleafError] = UsageError) -> Said:
    with pytest.raises(kind) as caught:
        call()
    return caught.value.message, caught.value.hint


def opened(workspace: Workspace) -> Library:
    library = Library.open(workspace, DAY.today)
    library.editions("tides")
    return library


def test_an_empty_library_is_told_the_next_step(workspace: Workspace) -> None:
    shutil.rmtree(workspace.source / "tides")
    said = refused(lambda: check_request(DAY, Library.open(workspace, DAY.today)), PlainleafError)
    assert said == ("there is no article under source/", "start one: plainleaf new my-first-leaflet")


def test_a_library_whose_only_article_has_an_impossible_name_is_told_that(workspace: Workspace) -> None:
    (workspace.source / "tides").rename(workspace.source / "High_Tides")
    with pytest.raises(PlainleafError) as caught:
        check_request(DAY, Library.open(workspace, DAY.today))
    assert caught.value.message == '"High_Tides" cannot be the name of an article'
    assert caught.value.place == "source/High_Tides" and caught.value.hint


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"articles": ("tides", "tidse")}, ('there is no article "tidse" under source/', 'did you mean "tides"?')),
        (
            {"brands": ("tide", "xyz")},
            (
                'there is no brand "xyz" under styles/brands/',
                "choose one of tide; plainleaf brand new NAME starts another",
            ),
        ),
        ({"formats": ("leaf", "twigs")}, ('there is no format "twigs"', 'did you mean "twig"?')),
        (
            {"variants": ("full", "xyz")},
            ('no format that was asked for has a variant "xyz"', "choose one of full, small"),
        ),
        (
            {"formats": ("leaf",), "without": ("smal",)},
            ('no format that was asked for has a variant "smal"', 'did you mean "small"?'),
        ),
    ],
)
def test_each_name_of_a_request_must_exist(workspace: Workspace, wish: dict[str, Any], said: Said) -> None:
    library = opened(workspace)
    assert refused(lambda: check_request(replace(DAY, **wish), library)) == said
    check_request(replace(DAY, articles=("tides",), brands=("tide",), formats=("twig",), variants=("small",)), library)


def test_a_language_must_be_that_of_an_article_or_a_brand(workspace: Workspace) -> None:
    library = opened(workspace)
    found = library.survey()
    said = refused(lambda: check_languages(replace(DAY, langs=("en", "eng")), library, found))
    assert said == ('there is no article in "eng" that a brand publishes', 'did you mean "en"?')
    check_languages(replace(DAY, langs=("en",)), library, found)
    check_languages(replace(DAY, langs=("eng",), articles=("tides",)), library, found)
    library.brands["tide"] = replace(library.brands["tide"], languages=("en", "es"))
    check_languages(replace(DAY, langs=("es",)), library, found)


def test_a_request_that_leaves_nothing_is_told_what_there_is(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    library = opened(workspace)
    library.editions("waves")
    found = library.survey()

    def said(**wish: Any) -> Said:
        return refused(lambda: nothing_found(replace(DAY, **wish), found))

    assert said(langs=("es",)) == (
        "there is no edition of any article in es",
        "there is: tide/en/tides, tide/en/waves",
    )
    assert said(articles=("tides",), langs=("es", "el"), brands=("tide", "wave")) == (
        'there is no edition of "tides" in es or el by tide or wave',
        "there is: tide/en/tides",
    )
    assert said(articles=("foam", "reef"), brands=("tide",)) == (
        'there is no edition of "foam" or "reef" by tide',
        "see the languages and brands of the article",
    )
    nothing_found(DAY, found)


def test_an_article_that_says_itself_what_is_wrong_is_not_called_missing(workspace: Workspace) -> None:
    (workspace.source / "tides/article.md").write_bytes(b"")
    found = opened(workspace).survey()
    nothing_found(replace(DAY, articles=("tides",)), found)
    assert refused(lambda: nothing_found(replace(DAY, articles=("tide",)), found))[0] == (
        'there is no edition of "tide"'
    )
