"""The mended line breaking of WeasyPrint: no lonely first word where a whole line fits but for its last space."""

from __future__ import annotations

from typing import Any

import pytest
from weasyprint.layout import inline

from pipeline.press.line_breaking import mend_line_breaks
from pipeline.press.press import lay_out
from pipeline.press.typeface import Typefaces
from tests.test_press import bundled, page

SENTENCE = "Change the dressing every day and keep the skin around it clean and dry, "
WIDTHS = range(300, 620)


@pytest.fixture(scope="module")
def typefaces() -> Typefaces:
    return bundled()


def first_lines(typefaces: Typefaces) -> list[str]:
    """The first line of a paragraph with an emphasised end, at many widths in px, one paragraph a width."""
    body = "".join(f"<p style='width:{width}px'>{SENTENCE}<em>always</em> with care.</p>" for width in WIDTHS)
    found: list[str] = []

    def gather(box: Any) -> None:
        if type(box).__name__ == "BlockBox" and box.element_tag == "p":
            found.append("".join(getattr(each, "text", "") for each in box.children[0].descendants()))
            return
        for child in getattr(box, "children", ()):
            gather(child)

    for each in lay_out(page(body, typefaces, "p{margin:0;break-inside:avoid}"), {}, typefaces).document.pages:
        gather(each._page_box)
    return found


def test_no_paragraph_begins_with_a_lonely_word(typefaces: Typefaces) -> None:
    mend_line_breaks()
    lines = first_lines(typefaces)
    assert len(lines) == len(WIDTHS)
    assert min(len(line.split()) for line in lines) > 3
    assert any(line.rstrip().endswith("dry,") for line in lines)


def test_the_mend_is_still_needed(monkeypatch: pytest.MonkeyPatch, typefaces: Typefaces) -> None:
    """When this fails, WeasyPrint has mended its fault: take `pipeline/press/line_breaking.py` away."""
    from weasyprint.text import line_break

    monkeypatch.setattr(inline, "split_first_line", line_break.split_first_line)
    monkeypatch.setattr("pipeline.press.line_breaking.mend_line_breaks", lambda: None)
    monkeypatch.setattr("pipeline.press.press.mend_line_breaks", lambda: None)
    assert "Change" in {line.strip() for line in first_lines(typefaces)}
