"""The rules of the handout, all on finished bytes; a handout read back comes in, findings go out."""

from __future__ import annotations

from pipeline.checking import check_all
from pipeline.edition.edition import Edition
from pipeline.finding import Check, Findings, Rule
from pipeline.formats.handout.reading import Reading, Subject
from pipeline.formats.handout.rules.layout import CHECKS as LAYOUT
from pipeline.formats.handout.rules.press import CHECKS as PRESS_CHECKS
from pipeline.formats.handout.rules.printing import CHECKS as PRINT
from pipeline.formats.handout.rules.tags import CHECKS as TAGS
from pipeline.formats.handout.rules.text import CHECKS as TEXT
from pipeline.formats.handout.rules.values import CHECKS as VALUES
from pipeline.formats.handout.rules.values import PRESS as PRESS_VALUES

CHECKS: tuple[Check[Subject], ...] = (*TAGS, *TEXT, *VALUES, *LAYOUT, *PRINT)

PRESS: tuple[Check[Subject], ...] = (*PRESS_CHECKS, *PRESS_VALUES)
"""What is checked on files that only a printer uses."""

RULES: tuple[Rule, ...] = tuple(dict.fromkeys(each.rule for each in (*CHECKS, *PRESS)))


def check(reading: Reading, edition: Edition) -> Findings:
    """What is wrong with the PDF; a printer's file is judged by the printer's rules."""
    subject = Subject(reading.artifact, reading.document, edition)
    return check_all(CHECKS if reading.variant.for_reader else PRESS, subject, edition.lang)
