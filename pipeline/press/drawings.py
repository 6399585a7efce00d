"""A drawing that several pages of a document show comes in; it is written into the document once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def drawn_once() -> Iterator[None]:
    """While this lasts, WeasyPrint writes each SVG picture of a size once a document, as a form (ISO 32000-1, 8.10).

    WeasyPrint 70 follows the paths of a logo anew on every page. For documents that are only drawn from: the pictures
    of a tagged one are marked where they stand.
    """
    from weasyprint.images import SVGImage

    draw = SVGImage.draw
    # The resources are kept with the name of the form, since another document may get theirs' identity.
    forms: dict[tuple[int, int, float, float], tuple[str, Any]] = {}

    def draw_form(picture: Any, stream: Any, width: float, height: float, style: Any) -> None:
        key = id(picture), id(stream._resources), width, height
        if key not in forms:
            group = stream.add_group(0, 0, width, height)
            # Without a blend mode of its own a picture needs no group, which is drawn by itself and then put in place.
            del group.extra["Group"]
            draw(picture, group, width, height, style)
            forms[key] = group.id, stream._resources
        stream.draw_x_object(forms[key][0])

    SVGImage.draw = draw_form
    try:
        yield
    finally:
        SVGImage.draw = draw
