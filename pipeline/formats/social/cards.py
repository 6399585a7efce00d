"""The words of cards and their sizes come in; their pictures go out, with the words that found room on them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.edition.edition import Edition
from pipeline.errors import PlainleafError
from pipeline.formats.social.campaign import CardText
from pipeline.formats.social.setting import AIR, SAFE, TIGHT, Layout, choices, layouts
from pipeline.markup.holding import hold
from pipeline.press.encoding import PNG, Drawing
from pipeline.press.keeping import Kept
from pipeline.press.lettering import lettering
from pipeline.press.ruler import ruler_of
from pipeline.press.typeface import faces_of, family_stack

if TYPE_CHECKING:
    import jinja2
    from PIL.Image import Image


DRAWN: Kept[Drawing] = Kept()
"""Cards that a process which stays has drawn, by all that they were made of."""


class CardOverfullError(PlainleafError):
    """A card cannot hold its words, even in the least size."""


@dataclass(frozen=True)
class Picture:
    """A finished card: what was drawn, the words on it (fewer than asked for when they did not fit), the size of its
    large text in px, and what it is sent as.
    """

    drawing: Drawing
    text: CardText
    size: float
    media_type: str = PNG

    @cached_property
    def content(self) -> bytes:
        """The bytes of its file."""
        return self.drawing.encoded(self.media_type)

    def as_media(self, media_type: str) -> Picture:
        """The same picture as "image/png" or "image/jpeg"."""
        return self if media_type == self.media_type else replace(self, media_type=media_type)


@dataclass(frozen=True, slots=True)
class _Try:
    words: CardText
    layout: Layout


class CardPress:
    """Sets the cards of one edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.ruler = ruler_of(edition.typefaces, edition.lang)

    def print(self, wanted: Sequence[tuple[CardText, int, int]]) -> list[Picture | CardOverfullError]:
        """Each card (words, width and height in px) drawn, or why it cannot be.

        The large text is set in the largest step that fits; when even the least does not, the second text, the
        kicker and then the longer sentences are left out. All cards are one document of a page each; when one of
        them needs more than its page, each is tried alone.
        """
        tries = [self._tries(*each) for each in wanted]
        first = [next(each, None) for each in tries]
        drawings = self._draw([each for each in first if each])
        results: list[Picture | CardOverfullError] = []
        for asked, begun, further in zip(wanted, first, tries, strict=True):
            if drawings is not None and begun:
                results.append(Picture(drawings.pop(0), begun.words, begun.layout.size))
            else:
                results.append(self._one(asked, begun, further))
        return results

    def _one(
        self, asked: tuple[CardText, int, int], begun: _Try | None, further: Iterator[_Try]
    ) -> Picture | CardOverfullError:
        while begun:
            drawings = self._draw([begun])
            if drawings:
                return Picture(drawings[0], begun.words, begun.layout.size)
            begun = next(further, None)
        text, width, height = asked
        return CardOverfullError(
            f'the words of the {text.template} card do not fit {width} × {height} px: "{text.blocks[0].text[:60]}…"',
            place=self.edition.article.file,
            hint='write a shorter sentence, or leave this block out of social with not="social"',
        )

    def _tries(self, text: CardText, width: int, height: int) -> Iterator[_Try]:
        for air, slack in ((AIR, 0), (AIR, 1), (TIGHT, 0), (TIGHT, 1)):
            for words in choices(text):
                yield from (
                    _Try(words, layout)
                    for layout in layouts(
                        words, width, height, air, slack, self.ruler, self.edition.direction, self._draft
                    )
                )

    def _draw(self, tries: list[_Try]) -> list[Drawing] | None:
        """A drawing each, of which those that were drawn before are taken; None when one needs more than its page."""
        made_of = [self._made_of(each) for each in tries] if DRAWN.most else [object() for _ in tries]
        known = [DRAWN.get(each) for each in made_of]
        images = self._paint([each for each, drawing in zip(tries, known, strict=True) if drawing is None])
        if images is None:
            return None
        coming = iter(images)
        drawings = []
        for each, key, drawing in zip(tries, made_of, known, strict=True):
            drawn = drawing or _drawing(*next(coming), each.layout, self._shown(each.layout))
            if DRAWN.most:
                DRAWN.put(key, drawn)
            drawings.append(drawn)
        return drawings

    def _made_of(self, made: _Try) -> tuple[object, ...]:
        """All that a card's pixels depend on."""
        return self._html([made]), self._style, tuple(self._resources.items()), faces_of(self.edition.typefaces)

    def _paint(self, tries: list[_Try]) -> list[tuple[Image, str]] | None:
        """A picture each with the text of its page; None when one of them needs more than its page."""
        from pipeline.press.drawings import drawn_once
        from pipeline.press.press import PX_PER_INCH, lay_out, rasterise

        if not tries:
            return []
        with drawn_once():
            # Packed, it would be unpacked at once.
            layout = lay_out(
                self._html(tries), self._resources, self.edition.typefaces, style=self._style, uncompressed_pdf=True
            )
            printed = layout.paint()
        if printed.pages != len(tries):
            return None
        return list(zip(rasterise(printed.content, PX_PER_INCH), layout.words(), strict=True))

    def _shown(self, layout: Layout) -> Iterator[str]:
        """Every line that a card may show, whatever its template: the publisher as a name or as a logo."""
        text, brand = layout.text, self.edition.brand
        yield from (self._draft, text.kicker, text.second, text.risk, text.status, self._reviewed)
        for block in text.blocks:
            yield from (block.label, block.text)
        if not self._logo_name(text):
            yield brand.name

    @property
    def _draft(self) -> str:
        return self.edition.words("draft-mark") if self.edition.draft else self.edition.newer[0]

    @property
    def _reviewed(self) -> str:
        words = self.edition.words
        return f"{words('reviewed-label')} {words.date(self.edition.article.front.reviewed)}"

    @cached_property
    def _style(self) -> str:
        """The style that all cards of a brand in a language share."""
        edition = self.edition
        stacks = (family_stack(edition.typefaces, role, edition.lang) for role in ("text", "title"))
        return ":root{{--font-text:{};--font-title:{}}}\n".format(*stacks) + edition.style("social/card.css")

    def _html(self, tries: list[_Try]) -> str:
        edition = self.edition
        page: str = self._templates.get_template("cards.html").render(
            lang=edition.lang,
            direction=edition.direction,
            title=edition.article.front.title,
            # All cards share one style sheet, which is read once a process; a house's own template may ask for it.
            fonts="",
            css="",
            colours=edition.brand.colours,
            draft=self._draft,
            publisher=edition.brand.name,
            reviewed=self._reviewed,
            cards=[self._view(each.layout) for each in tries],
        )
        # WeasyPrint orders each box of a line by itself: a character that isolates has no effect on a box beside it.
        return hold(page.replace("\u2066", '<bdi dir="ltr">').replace("\u2069", "</bdi>"))

    def _view(self, layout: Layout) -> dict[str, Any]:
        """The plain values that a template shows; lengths in px."""
        text = layout.text
        return {
            "template": text.template,
            "width": layout.width,
            "height": layout.height,
            "margin_x": _px(layout.width * SAFE),
            "margin_y": _px(layout.height * SAFE),
            "unit": _px(layout.unit),
            "base": _px(layout.base),
            "size": _px(layout.size),
            "second_size": _px(layout.second_size),
            "measure": _px(layout.measure(self.ruler)),
            "kicker_measure": _px(layout.kicker_measure(self.ruler)),
            "status_measure": _px(layout.status_measure(self.ruler)),
            "head": _px(layout.head),
            "middle": _px(layout.middle),
            "kicker": text.kicker,
            "blocks": text.blocks,
            "second": text.second,
            "status": text.status,
            "risk": text.risk,
            "risk_measure": _px(layout.risk_measure(self.ruler)),
            "beside": layout.beside,
            "breaks": False,
            "columns": [_px(column) for column in layout.columns],
            "logo": self._logo_name(text),
        }

    @cached_property
    def _templates(self) -> jinja2.Environment:
        import jinja2

        def load(name: str) -> str | None:
            content = self.edition.styles.get(f"social/{name}")
            return content.decode("utf-8") if content is not None else None

        return jinja2.Environment(loader=jinja2.FunctionLoader(load), autoescape=True, undefined=jinja2.StrictUndefined)

    def _logo_name(self, text: CardText) -> str:
        brand = self.edition.brand
        ending = ".svg" if brand.logo_media_type == "image/svg+xml" else ".png"
        if text.template == "announcement":
            return f"logo-dark{ending}" if brand.logo_dark else ""
        return f"logo{ending}" if brand.logo else ""

    @cached_property
    def _resources(self) -> Mapping[str, bytes]:
        brand = self.edition.brand
        ending = ".svg" if brand.logo_media_type == "image/svg+xml" else ".png"
        return {f"logo{ending}": brand.logo, f"logo-dark{ending}": brand.logo_dark}


def _drawing(image: Image, drawn: str, layout: Layout, wanted: Iterator[str]) -> Drawing:
    return Drawing(_fitted(image, layout), lettering(wanted, drawn))


def _fitted(image: Image, layout: Layout) -> Image:
    size = (layout.width, layout.height)
    return image if image.size == size else image.resize(size)


def _px(value: float) -> str:
    return f"{math.floor(value * 100) / 100:g}"
