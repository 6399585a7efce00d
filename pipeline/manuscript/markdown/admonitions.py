"""Lines of Markdown come in; boxes as other programs write them ("> [!WARNING]", "!!! note") go out as callouts.

A warning that lost its box is a sentence among others. GitHub marks one by a quotation, MkDocs by an indent, Docusaurus
and VuePress by a fence with the kind as its name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_KINDS = {
    **dict.fromkeys(("warning", "caution", "danger", "important", "attention", "error"), "warning"),
    **dict.fromkeys(("tip", "hint", "success"), "tip"),
    **dict.fromkeys(("note", "info", "abstract", "seealso"), "note"),
}
_NAMES = "|".join(_KINDS)
_QUOTED = re.compile(rf"^ {{0,3}}>\s*\[!({_NAMES})\]\s*$", re.IGNORECASE)
_INDENTED = re.compile(rf"^(?:!!!|\?\?\?\+?)\s+({_NAMES})(?:\s+\"([^\"]*)\")?\s*$", re.IGNORECASE)
_FENCED = re.compile(rf"^(:{{3,}})\s*({_NAMES})(?:\[([^\]]*)\])?(?:\s+([^{{}}]*\S))?\s*$", re.IGNORECASE)


def with_boxes(lines: Sequence[str], code: set[int]) -> tuple[list[str], set[int]]:
    """The lines with callouts, and the indexes of those among them that the file does not have."""
    written: list[str] = []
    added: set[int] = set()
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if (index - 1) in code:
            written.append(line)
        elif match := _FENCED.match(line):
            written.append(_opened(match[2], match[3] or match[4] or "", match[1]))
        elif match := _QUOTED.match(line):
            written.append(_opened(match[1], ""))
            while index < len(lines) and lines[index].lstrip().startswith(">"):
                written.append(re.sub(r"^\s*> ?", "", lines[index]))
                index += 1
            added.add(len(written))
            written.append(":::")
        elif (match := _INDENTED.match(line)) and index < len(lines) and lines[index].startswith("    "):
            written.append(_opened(match[1], match[2] or ""))
            while index < len(lines) and (lines[index].startswith("    ") or _goes_on(lines, index)):
                written.append(lines[index][4:])
                index += 1
            added.add(len(written))
            written.append(":::")
        else:
            written.append(line)
    return written, added


def _opened(kind: str, title: str, fence: str = ":::") -> str:
    named = f' title="{title.strip()}"' if title.strip() and '"' not in title else ""
    return f"{fence} {{.callout .{_KINDS[kind.lower()]}{named}}}"


def _goes_on(lines: Sequence[str], index: int) -> bool:
    """Whether an empty line stands between two indented ones."""
    return not lines[index].strip() and index + 1 < len(lines) and lines[index + 1].startswith("    ")
