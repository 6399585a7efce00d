"""An edition comes in; the pictures that an issue shows, each with its address and its size, go out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

from pipeline.article.model import Article, Figure
from pipeline.edition.edition import Edition
from pipeline.formats.newsletter.pictures import COLUMN, MailPicture, at_night, own_size, raster
from pipeline.formats.newsletter.styling import DARK_PAPER

LOGO_HEIGHT = 44
LOGO_WIDTH = 240
"""CSS px a logo takes at most, so that it stays smaller than the title."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as the template shows it: its address in the HTML, alt text, width and height in CSS px, and the
    address of its twin for dark colours, if any.
    """

    source: str
    alt: str
    width: int
    height: int
    night: str = ""


@dataclass
class Pictures:
    """Collects the pictures an issue shows and gives each its address."""

    edition: Edition
    made: dict[str, MailPicture] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, name: str, content: bytes, media_type: str, size: tuple[int, int], width: int, paper: str) -> str:
        picture = raster(content, media_type, size, width, self.edition.typefaces, paper)
        address = f"{name}.{picture.extension}"
        self.made[address] = picture
        return address

    def of_article(self, article: Article, name: str) -> str:
        picture = article.pictures[name]
        if (article.slug, name) not in self.names:
            self.names[article.slug, name] = self._stem(article.slug, name)
        width = COLUMN if picture.media_type == "image/svg+xml" else min(COLUMN, picture.width)
        paper = self.edition.brand.colours.paper
        size = (picture.width, picture.height)
        stem = self.names[article.slug, name]
        address = self.add(stem, picture.content, picture.media_type, size, width, paper)
        turned = None if self.made[address].night else at_night(self.made[address], DARK_PAPER)
        if turned:
            night = f"{stem}-night.{turned.extension}"
            self.made |= {night: turned, address: replace(self.made[address], night=night)}
        return address

    def _stem(self, slug: str, name: str) -> str:
        """A name for a mail header, which takes ASCII without spaces; no two pictures share one."""
        letters = unicodedata.normalize("NFKD", name.rpartition(".")[0].replace("ß", "ss"))
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", "".join(c for c in letters if not unicodedata.combining(c)))
        stem = f"{slug}-{plain.strip('-')[:60] or 'picture'}"
        taken = {known.casefold() for known in self.names.values()}
        count = 1
        while (numbered := stem if count == 1 else f"{stem}-{count}").casefold() in taken:
            count += 1
        return numbered


def logo_of(edition: Edition, pictures: Pictures, *, night: bool) -> Shown | None:
    brand = edition.brand
    content = brand.logo_dark if night else brand.logo
    if not content:
        return None
    media_type = "image/svg+xml" if content.lstrip()[:1] == b"<" else brand.logo_media_type
    size = own_size(content, media_type)
    width = round(min(LOGO_WIDTH, LOGO_HEIGHT * size[0] / size[1]))
    paper = DARK_PAPER if night else brand.colours.paper
    source = pictures.add("logo-dark" if night else "logo", content, media_type, size, width, paper)
    shown = pictures.made[source]
    return Shown(source, brand.logo_alt, shown.width, shown.height)


def figure_of(article: Article, figure: Figure | None, pictures: Pictures) -> Shown | None:
    if figure is None:
        return None
    source = pictures.of_article(article, figure.image.name)
    made = pictures.made[source]
    return Shown(source, figure.image.alt, made.width, made.height, made.night)
