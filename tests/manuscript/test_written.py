"""What import writes is an article that our own parser and rules take: only questions that a person can answer stay."""

from __future__ import annotations

from pipeline.article.model import Callout, CalloutKind, Section
from pipeline.article.parsing import parse_body
from pipeline.article.walking import all_blocks
from pipeline.manuscript.importing import Import, Wishes, import_manuscript


def imported(text: str, name: str = "a.md") -> Import:
    return import_manuscript(text.encode(), name, Wishes())


def body(done: Import) -> str:
    return done.text.split("---\n", 2)[2].strip()


def callouts(done: Import) -> list[tuple[CalloutKind, bool]]:
    parsed = parse_body(body(done), "a.md", {})
    assert not parsed.findings
    return [(b.kind, bool(b.heading)) for b in all_blocks(parsed.blocks) if isinstance(b, Callout)]


def test_a_section_on_when_to_call_is_a_callout_that_the_parser_reads() -> None:
    done = imported("# Burns\n\n## Care\n\nCool it.\n\n## When to call\n\n- The burn is large\n- You have a fever\n")
    assert "::: {.callout .when-to-call}\n- The burn" in done.text
    assert callouts(done) == [(CalloutKind.WHEN_TO_CALL, False)]
    assert isinstance(parse_body(body(done), "a.md", {}).blocks[0], Section)


def test_labels_in_capitals_become_titles_that_are_no_acronyms() -> None:
    done = imported("After your tooth is out\n\nBite on it.\n\nWARNING: Do not smoke.\n\nNOTE: It swells.\n", "a.txt")
    assert callouts(done) == [(CalloutKind.WARNING, True), (CalloutKind.NOTE, True)]
    assert "title=Warning" in done.text
    assert "title=Note" in done.text
