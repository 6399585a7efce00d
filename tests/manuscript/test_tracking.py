"""A comparison is a Word file whose lists are lists and whose tables are tables, whether changes are taken or not."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest
from lxml import etree

from pipeline.article.body.pandoc import run_pandoc
from pipeline.building.answers.comparing import Compared, Reach
from pipeline.facts.meaning import difference
from pipeline.manuscript.admission import repack, unpack
from pipeline.manuscript.returning.tracking import tracked_word
from tests.facts.edits import BODY
from tests.workspace import reading_of, with_head

EDITS = (
    ("2. Open the blister pack.\n3. Put", "2. Put"),
    ("4. Wait for", "3. Wait for"),
    ("- Rest when", "- Sleep enough.\n- Rest when"),
    ("| Adults | 5 mg |", "| Adults | 10 mg |"),
    ("| Under 6 years | none | none |\n", ""),
    ("You can eat and drink as usual. ", ""),
)


@cache
def tracked() -> bytes:
    new = BODY
    for one, other in EDITS:
        assert one in new
        new = new.replace(one, other, 1)
    before, after = (reading_of(with_head(body)).article for body in (BODY, new))
    assert before and after
    told = difference(before, after, {}, {})
    compared = Compared("article.md", "tides", "en", "Tides", "HEAD", told, Reach(4, 1, 1, 0), before, after)
    return tracked_word(compared, date(2026, 11, 27))


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def settled(take: bool) -> str:
    """The text with all changes taken or all refused, as ECMA-376 part 1, 17.13.5 has it."""
    parts = dict(unpack(tracked(), "tides.docx"))
    tree = etree.fromstring(parts["word/document.xml"])
    gone, kept = (f"{W}del", f"{W}ins") if take else (f"{W}ins", f"{W}del")
    for row in list(tree.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{gone}") is not None:
            row.getparent().remove(row)
    for paragraph in list(tree.iter(f"{W}p")):
        for run in [each for each in paragraph.iter(gone) if each.getparent().tag != f"{W}rPr"]:
            run.getparent().remove(run)
        if paragraph.find(f"{W}pPr/{W}rPr/{gone}") is not None and not [
            each for each in paragraph.iter(f"{W}r") if each.find(f"{W}commentReference") is None
        ]:
            paragraph.getparent().remove(paragraph)
    for text in tree.iter(f"{W}delText"):
        text.tag = f"{W}t"
    etree.strip_tags(tree, kept)
    parts["word/document.xml"] = etree.tostring(tree)
    return run_pandoc(["-f", "docx", "-t", "commonmark_x", "--wrap=none"], repack(parts, small=True))


@pytest.mark.parametrize(
    ("take", "steps", "items", "rows"),
    [
        (True, "Wash Put Wait", "Drink Sleep Rest Keep", ["| Adults | 10 mg", "| 6 to 12"]),
        (False, "Wash Open Put Wait", "Drink Rest Keep", ["| Adults | 5 mg", "| 6 to 12", "| Under 6"]),
    ],
)
def test_changes_that_are_taken_or_refused_leave_lists_and_tables(
    take: bool, steps: str, items: str, rows: list[str]
) -> None:
    lines = [" ".join(line.split()) for line in settled(take).split("## What to do")[1].splitlines()]
    starts = [line.split()[:2] for line in lines if line]
    assert [word for mark, word in (each for each in starts if len(each) == 2) if mark[:1].isdigit()] == steps.split()
    assert [word for mark, word in (each for each in starts if len(each) == 2) if mark == "-"][:-2] == items.split()
    assert [
        line.startswith(row)
        for line, row in zip([each for each in lines if each.startswith("| ")][1:], rows, strict=True)
    ]
    assert any("You can eat" in line for line in lines) != take


def test_a_row_that_went_is_marked_whole_and_a_dose_has_its_comment() -> None:
    document = unpack(tracked(), "tides.docx")["word/document.xml"].decode()
    assert document.count("<w:tbl>") == 1
    assert len(re.findall(r"<w:trPr>\s*<w:del ", document)) == 1
    all_of_it = run_pandoc(["-f", "docx", "-t", "markdown", "--wrap=none", "--track-changes=all"], tracked())
    assert 'dose 5 mg → 10 mg in \\"Adults\\"]{.comment-start' in all_of_it
