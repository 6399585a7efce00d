"""A sample of the hostile table and of the made-up files; `python -m tests.hostile` tries them all."""

from __future__ import annotations

import pytest

from pipeline.cli.screen import shown
from tests.hostile.cases import Case, cases
from tests.hostile.fuzzing import fuzz
from tests.hostile.handed import try_all as try_handed
from tests.hostile.handed_cases import handed
from tests.hostile.table import try_all

CASES = {case.name: case for case in cases()}
SAMPLE = (
    "an override by name",
    "notes of notes",
    "a head of billion laughs",
    "an article of Latin-1",
    "a picture of a cut JPEG",
    "a picture of pixels that are missing",
    "a drawing: uses of uses",
    "an article that is a pipe",
    "a collection that is a device",
    "a collection of 100,000 brackets",
    "a brand of ESC in its name",
    "snippets of 40 × 40 × 40",
)


def test_the_table_is_long_and_its_names_are_its_own() -> None:
    assert len(CASES) == len(list(cases())) >= 250


@pytest.mark.parametrize("case", [CASES[name] for name in SAMPLE], ids=SAMPLE)
def test_a_hostile_input_becomes_what_it_must(case: Case) -> None:
    [verdict] = try_all([case])
    assert verdict.fault == ""


def test_made_up_files_end_no_reader() -> None:
    assert list(fuzz(60)) == []


HANDED = (
    "a bureau's file of a number of 100,000 digits",
    "a bundle that is a pipe",
    "a store at '../../x'",
    "typed: due --within 3000000",
    "history tides: a history of ESC",
    "a pipe in the archive",
    "build: a manifest of paths",
    "a revision: diff '--output=../../owned'",
    "a file called 'a\\x1b[2J\\x1b]0;owne",
)


def test_a_command_withstands_what_it_is_handed() -> None:
    """A sample, in one workspace; `python -m tests.hostile handed` tries them all."""
    cases = {case.name: case for case in handed()}
    assert {ended.case.name: ended.fault for ended in try_handed([cases[name] for name in HANDED])} == dict.fromkeys(
        HANDED, ""
    )


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("\x1b[31merror\x1b[0m", "\x1b[31merror\x1b[0m"),
        ("a\x1b[8mb", "a⟨U+001B⟩[8mb"),
        ("a\x9b2Jb\x07", "a⟨U+009B⟩2Jb⟨U+0007⟩"),
        ("a\rb\r\n", "a⟨U+000D⟩b\r\n"),
        ("\u2066\u0665\u2069", "\u2066\u0665\u2069"),
    ],
)
def test_a_terminal_gets_text_and_colours_only(text: str, printed: str) -> None:
    assert shown(text) == printed
