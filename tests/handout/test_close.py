"""Pages of a whole article are laid out with closer lines where one is too white otherwise, and only if that helps."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.formats.handout import rendering
from pipeline.formats.handout.levers import Settings
from pipeline.formats.handout.variants import variant_named


@pytest.mark.parametrize(
    ("usual", "closer", "pages", "taken"),
    [
        (0.23, 0.15, 12, "closer"),
        (0.23, 0.15, 13, "usual"),
        (0.23, 0.24, 12, "usual"),
        (0.11, 0.02, 12, "usual"),
    ],
)
def test_closer_lines_are_taken_where_they_fill_a_white_page(
    usual: float, closer: float, pages: int, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def laid_out(settings: Settings) -> Any:
        name, white = ("closer", closer) if settings.close_pt else ("usual", usual)
        count = pages if settings.close_pt else 12
        return SimpleNamespace(name=name, white=white, document=SimpleNamespace(pages=[None] * count))

    def settled(attempt: Callable[[Settings], Any], settings: Settings = rendering.NOTHING) -> tuple[Any, Settings]:
        return attempt(settings), settings

    monkeypatch.setattr(rendering, "_settled", settled)
    monkeypatch.setattr(rendering, "filled", lambda attempt, layout, settings, known: (layout, settings))
    monkeypatch.setattr(rendering, "whitest", lambda layout: layout.white)
    found: Any = rendering._full(laid_out, variant_named("full"), {})
    assert found.name == taken


def test_the_leading_of_large_print_grows_with_its_type() -> None:
    assert f"--leading:{18 * rendering.CLOSE:.2f}pt" in Settings(close_pt=18 * rendering.CLOSE).breaks
    assert "--leading" not in Settings().breaks
