"""Pages come in that hold their text alone; running heads, feet and backgrounds are laid out when somebody wants them.

Whoever tries how much text fits on pages throws most of them away. WeasyPrint 70 lays out what stands in their margins
when it knows how many there are, a sixth of the work (measured). The version is pinned.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Margins:
    """What is still to be laid out of one document, page by page."""

    def __init__(self) -> None:
        self.pages: list[tuple[Any, Any, Any, int]] = []
        self.pictures: list[Any] = []

    def complete(self, document: Any) -> None:
        """Lay out what is missing; a second time there is nothing."""
        from weasyprint.document import Page
        from weasyprint.layout import layout_backgrounds, make_margin_boxes

        if not self.pages:
            return
        for (context, page, state, number), get_image in zip(self.pages, self.pictures, strict=True):
            context.current_page = number
            page.children = (*page.children, *make_margin_boxes(context, page, state))
            layout_backgrounds(page, get_image)
        # A page knows its links and anchors from when it is made.
        document.pages[:] = [Page(page) for _, page, _, _ in self.pages]
        self.pages, self.pictures = [], []


@contextmanager
def margins_later() -> Iterator[Margins]:
    """While this lasts, WeasyPrint leaves the margins of the document that it lays out to `complete`."""
    from weasyprint import layout

    made, painted = layout.make_margin_boxes, layout.layout_backgrounds
    left = Margins()

    def boxes(context: Any, page: Any, state: Any) -> tuple[()]:
        left.pages.append((context, page, state, context.current_page))
        return ()

    layout.make_margin_boxes = boxes
    layout.layout_backgrounds = lambda page, get_image: left.pictures.append(get_image)
    try:
        yield left
    finally:
        layout.make_margin_boxes, layout.layout_backgrounds = made, painted
