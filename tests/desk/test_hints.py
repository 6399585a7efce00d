"""A page of the desk tells nobody to add an option of the command line."""

from __future__ import annotations

import pytest

from pipeline.desk.hints import for_a_page


@pytest.mark.parametrize(
    ("hint", "shown"),
    [
        ("write it out; or take it out", "write it out; or take it out"),
        ("hidden text; --keep hidden takes it in", "hidden text"),
        ("take the address out, or add --again to send it once more", "take the address out"),
        ("wait for it, or choose another folder with --out", "wait for it"),
        ("take it out of the file; if it is nobody's, say so with --odd and the number", "take it out of the file"),
        ("choose another name with --to, or replace it with --force", "choose another name, or replace it"),
        ("close it, or take another port; --port 0 takes a free one", "close it, or take another port"),
        ("replace it with --force", "replace it"),
        ("add --to you@example.org", ""),
        ("write a dash -- or two", "write a dash -- or two"),
    ],
)
def test_a_hint_says_what_can_be_done_on_a_page(hint: str, shown: str) -> None:
    assert for_a_page(hint) == shown
