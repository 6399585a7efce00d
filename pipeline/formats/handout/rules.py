"""The rules of the handout, all on finished bytes; a handout read back comes in, findings go out."""

from __future__ import annotations

from pipeline.finding import Check
from pipeline.formats.handout.layout_rules import CHECKS as LAYOUT
from pipeline.formats.handout.press_rules import CHECKS as PRESS_CHECKS
from pipeline.formats.handout.print_rules import CHECKS as PRINT
from pipeline.formats.handout.reading import Subject
from pipeline.formats.handout.tag_rules import CHECKS as TAGS
from pipeline.formats.handout.text_rules import CHECKS as TEXT

CHECKS: tuple[Check[Subject], ...] = (*TAGS, *TEXT, *LAYOUT, *PRINT)

PRESS: tuple[Check[Subject], ...] = PRESS_CHECKS
"""What is checked on files that only a printer uses."""
