"""WeasyPrint's line breaking is taken, and given back with one fault mended; the version is pinned.

WeasyPrint 70 breaks a text after its first word when all of it fits a line but for the space at its end, and another
element follows on the line: a paragraph then begins with one lonely word. `tests/test_line_breaking.py` fails when
WeasyPrint mends this itself.
"""

from __future__ import annotations

from typing import Any


def mend_line_breaks() -> None:
    """Mend WeasyPrint for this process; calling it again changes nothing."""
    from weasyprint.layout import inline

    if getattr(inline.split_first_line, "mended", False):
        return
    inline.split_first_line = _mended(inline.split_first_line)


def _mended(split: Any) -> Any:
    def split_first_line(
        text: str, style: Any, context: Any, max_width: float | None, *more: Any, **options: Any
    ) -> Any:
        found = split(text, style, context, max_width, *more, **options)
        _, length, resume_at, *_ = found
        words = text.rstrip(" ")
        if max_width is None or resume_at is None or words == text or " " in text.encode()[:length].decode():
            return found
        _, _, rest, width, *_ = split(words, style, context, max_width, *more, **options)
        if rest is not None or width > max_width:
            return found
        # No space is wider than an em (U+2003); so much more room is enough, whatever the face.
        spaces = (len(text) - len(words)) * style["font_size"]
        whole = split(text, style, context, max_width + spaces, *more, **options)
        return whole if whole[2] is None else found

    split_first_line.mended = True  # type: ignore[attr-defined]
    return split_first_line
