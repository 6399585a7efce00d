"""A brand, its styles and a language come in; the shelf of that language goes out: its words, places and look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pipeline.edition.edition import Edition
from pipeline.edition.publication import Publication
from pipeline.errors import PlainleafError
from pipeline.formats.page.fonts import Set, fonts_of
from pipeline.formats.page.palette import dark, light
from pipeline.formats.page.templates import template
from pipeline.house.brand import Brand
from pipeline.house.styles import Styles
from pipeline.house.words import Words, read_words
from pipeline.issuing.site.linking import FONTS
from pipeline.press.typeface import direction_of
from pipeline.tags import primary_of

FOLDER = "library"
"""Where the pages and files of the library itself lie; no article can be called so."""


@dataclass(frozen=True)
class Shelf:
    """One language of a library: where its own pages lie, and the others by the names that their readers know."""

    lang: str
    words: Words = field(repr=False)
    edition: Edition = field(repr=False)
    start: str
    has_gone: bool
    languages: tuple[tuple[str, str, str], ...] = ()

    @property
    def direction(self) -> str:
        return direction_of(self.lang)

    def own(self, name: str) -> str:
        """Where a file of this language lies."""
        return f"{FOLDER}/{self.lang}/{name}"

    @property
    def a_z(self) -> str:
        return self.own("a-z.html")

    @property
    def feed(self) -> str:
        return self.own("feed.xml")

    @property
    def css(self) -> str:
        return self.own("library.css")

    @property
    def search(self) -> str:
        return f"{FOLDER}/search"

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """The pages that every page leads to: words and place."""
        words = self.words
        found = [
            (words("library-start"), self.start),
            (words("library-a-z"), self.a_z),
            (words("library-topics"), self.own("topics.html")),
            (words("library-new"), self.own("new.html")),
        ]
        if self.has_gone:
            found.append((words("library-withdrawn"), self.own("withdrawn.html")))
        return tuple(found)


def shelves(brand: Brand, styles: Styles, langs: Sequence[str], gone: Sequence[str]) -> dict[str, Shelf]:
    """The shelves of a library by language, the first of `langs` at the start of the site. `gone` are the languages in
    which something is no longer published. Raises PlainleafError for a language without interface words.
    """
    starts = {lang: "index.html" if lang == langs[0] else f"{FOLDER}/{lang}/index.html" for lang in langs}
    made = {}
    for lang in langs:
        words = _words(styles, lang, brand.region)
        others = tuple((other, _name(other), starts[other]) for other in langs if other != lang)
        made[lang] = Shelf(lang, words, _bare(brand, styles, lang, words), starts[lang], lang in gone, others)
    return made


def _words(styles: Styles, lang: str, region: str) -> Words:
    known = styles.words.get(lang) or styles.words.get(primary_of(lang))
    if known is None:
        raise PlainleafError(
            f'there are no interface words for "{lang}"',
            place=f"styles/words/{lang}.po",
            hint=f"translate styles/words/en.po into styles/words/{lang}.po",
        )
    return read_words(lang, known, region)


def _bare(brand: Brand, styles: Styles, lang: str, words: Words) -> Edition:
    """An edition of nothing: what the style of pages asks of one is its brand, language and typefaces."""
    nothing = Publication(FOLDER, brand.name, "", (), "")
    return Edition(nothing, lang, direction_of(lang), brand, words, styles.files, styles.typefaces)


def _name(lang: str) -> str:
    """A language by the name that its own readers know it by."""
    from babel import Locale, UnknownLocaleError

    try:
        own = Locale.parse(lang, sep="-").get_display_name() or lang
    except (UnknownLocaleError, ValueError):
        return lang
    return own[:1].upper() + own[1:]


def style_sheet(shelf: Shelf, said: Mapping[Set, str]) -> dict[str, bytes]:
    """The style sheet of a shelf and the fonts it asks for, by path; `said` is what its pages say, by how it is set."""
    edition, colours = shelf.edition, shelf.edition.brand.colours
    fonts = fonts_of(edition, said)
    values: dict[str, Any] = {"fonts": fonts, "light": light(colours), "dark": dark(colours)}
    sheets = [template(edition, name).render(**values) for name in ("content.css", "frame.css")]
    css = "\n".join([*sheets, edition.style("site/site.css")]).replace('url("fonts/', 'url("../fonts/')
    made = {f"{FONTS}/{file.name.removeprefix('fonts/')}": file.content for file in fonts.files}
    return made | {shelf.css: css.encode()}


@lru_cache(maxsize=4)
def _environment(styles: tuple[tuple[str, str], ...]) -> Any:
    from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape

    return Environment(
        loader=DictLoader(dict(styles)),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def fill(edition: Edition, name: str, **values: Any) -> str:
    """A template below styles/site/, filled in. Raises PlainleafError with the template for one that cannot be."""
    import jinja2

    try:
        return str(site_template(edition, name).render(**values))
    except jinja2.TemplateError as fault:
        line = f":{fault.lineno}" if isinstance(fault, jinja2.TemplateSyntaxError) else ""
        raise PlainleafError(
            f"the template cannot be filled in: {fault}",
            place=f"styles/site/{name}{line}",
            # The commonest reason is styles that are older than the engine.
            hint="run plainleaf init . for the styles of this version, or mend the template",
        ) from None


def site_template(edition: Edition, name: str) -> Any:
    """A template below styles/site/, with strict variables. Raises PlainleafError when it is not there."""
    if f"site/{name}" not in edition.styles:
        place, hint = f"styles/site/{name}", "restore styles/site from the distribution"
        raise PlainleafError("a template of the site is not there", place=place, hint=hint)
    styles = tuple(
        (path, content.decode("utf-8"))
        for path, content in sorted(edition.styles.items())
        if path.startswith("site/") and path.endswith(".html")
    )
    return _environment(styles).get_template(f"site/{name}")
