"""The YAML head: what an author wrote arrives as plain text."""

from __future__ import annotations

from pipeline.article.front.head import read_head


def test_folded_text_arrives_without_the_marks_of_its_folds() -> None:
    """ruamel's round-trip scanner leaves U+0007 where a folded line was broken; a page would print a box for it."""
    head, faults = read_head("summary: >-\n  One line\n  and the next.\n", "source/a/article.md")
    assert faults == []
    assert head.values["summary"] == "One line and the next."


def test_no_stays_text_and_lines_are_known() -> None:
    head, faults = read_head("\nlang: no\nversion: 1.0\n", "source/a/article.md")
    assert faults == []
    assert head.values["lang"] == "no"
    assert head.line("version") == 3
