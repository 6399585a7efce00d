"""A publication, a brand and a language come in; an edition goes out: all that a format may depend on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pipeline import channels
from pipeline.article.addresses import encoded
from pipeline.article.body.inlines import VALUE
from pipeline.article.front.status import Status
from pipeline.article.model import Article, Block, Inline, Inlines, Link, Text, Value
from pipeline.article.pictures.proving import consents_of
from pipeline.article.rules.calling import check_region
from pipeline.article.rules.statements import statements
from pipeline.article.syntax import NOT_PUBLISHED, VALUE_UNKNOWN
from pipeline.article.walking import change_inlines, of_kind, walk
from pipeline.edition.copies import Copy
from pipeline.edition.publication import Publication
from pipeline.edition.review import State
from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Findings, Place
from pipeline.house.brand import Brand, Contact, dialled
from pipeline.house.leftovers import EXAMPLE_LEFT, is_example, leftovers
from pipeline.house.styles import Styles
from pipeline.house.words import Words, read_words
from pipeline.naming import nearest
from pipeline.press.typeface import Typefaces, absent_pack, direction_of, script_of
from pipeline.tables import texts_of
from pipeline.tags import primary_of


@dataclass(frozen=True)
class Edition:
    """One publication in one language as one brand publishes it; rendering needs nothing else.

    `styles` maps paths under styles/ to file contents ("handout/full.html"); `canonical` is the https address of
    the article's web page; `draft` asks for a visible DRAFT mark in every format; `page_map` is the page of each
    block in the full handout (key → page), when a page list was asked for; `copies` is what was printed before.
    """

    publication: Publication
    lang: str
    direction: str
    brand: Brand
    words: Words
    styles: Mapping[str, bytes] = field(repr=False)
    typefaces: Typefaces = field(repr=False)
    canonical: str = ""
    state: State = State.CURRENT
    draft: bool = False
    page_map: Mapping[str, int] | None = None
    copies: tuple[Copy, ...] = ()

    @property
    def article(self) -> Article:
        """The lead article: the only one unless the publication is a collection."""
        return self.publication.lead

    @property
    def last_day(self) -> date:
        """The last day on which it may be shown: that of the next review, or on which a consent to a picture ends."""
        consents = [day for article in self.publication.articles for _, day in consents_of(article)]
        return min([*(article.front.next_review for article in self.publication.articles), *consents])

    @property
    def newer(self) -> tuple[str, str]:
        """What it says of itself when its original is newer, as a mark and as a sentence; both empty otherwise."""
        original = next((article.newer for article in self.publication.articles if article.newer), "")
        if not original:
            return "", ""
        language = self.words.language(original)
        return self.words("newer-mark", language=language), self.words("newer-sentence", language=language)

    @property
    def state_words(self) -> tuple[str, str]:
        """The mark that it carries on every page ("Draft") and its sentence; both empty for a current one."""
        name = ""
        if self.draft:
            name = "draft"
        elif self.article.front.status is Status.WITHDRAWN:
            name = "withdrawn"
        elif self.article.front.status is Status.SUPERSEDED:
            name = "superseded"
        elif self.state is State.EXPIRED:
            name = "expired"
        return (self.words(f"{name}-mark"), self.words(f"{name}-sentence")) if name else self.newer

    def variants(self, format_name: str, possible: Sequence[str]) -> tuple[tuple[str, bool], ...]:
        """The `possible` variants of a format: those that this edition publishes in the brand's order, then those
        that are made on request only (True).
        """
        chosen = self.publication.publish.variants(format_name)
        published = [
            name
            for name in self.brand.settings.variants(format_name)
            if name in possible and (chosen is None or name in chosen)
        ]
        rest = [name for name in possible if name not in published]
        return (*((name, False) for name in published), *((name, True) for name in rest))

    def style(self, path: str) -> str:
        """The text of a file under styles/ ("handout/full.html"). Raises PlainleafError if there is none."""
        if path not in self.styles:
            hint = "restore styles/ from the distribution"
            raise PlainleafError("a file of the styles is not there", place=f"styles/{path}", hint=hint)
        return self.styles[path].decode("utf-8")


def make_edition(
    publication: Publication, lang: str, brand: Brand, styles: Styles, state: State, draft: bool
) -> tuple[Edition, Findings]:
    """The edition with brand values filled in, and a finding for each value the brand lacks and each number to call
    that is none in the brand's country.

    Raises PlainleafError when there are no interface words for the language, or no typeface.
    """
    absent = absent_pack(styles.typefaces, lang)
    if absent is not None:
        raise PlainleafError(absent.message, place=publication.file, hint=absent.hint)
    language, script = primary_of(lang), script_of(lang)
    names = (lang, f"{language}-{script}", *([language] if script_of(language) == script else []))
    known = next((styles.words[name] for name in names if name in styles.words), None)
    if known is None:
        raise PlainleafError(
            f'there are no interface words for "{lang}"',
            place=publication.file,
            hint=f"translate styles/words/en.po into styles/words/{lang}.po",
        )
    filler = _Filler(brand)
    articles = tuple(filler.article(article) for article in publication.articles)
    lead = articles[0].front
    original = publication.articles[0].original
    canonical = address_of(brand, publication.slug, lang, lead.canonical or "", original=original)
    edition = Edition(
        replace(publication, articles=articles),
        lang,
        direction_of(lang),
        brand,
        read_words(lang, known, brand.region),
        styles.files,
        styles.typefaces,
        canonical,
        state,
        draft,
    )
    regional = [finding for article in articles for finding in check_region(article, brand.region).found]
    own = (*filler.findings, *_unpublished(edition), *_examples(edition, publication))
    return edition, Findings(tuple(dict.fromkeys((*own, *regional))))


def address_of(brand: Brand, slug: str, lang: str, canonical: str, *, original: bool) -> str:
    """The https address of an article's page: the one that it gives itself, else below the brand's own; a translation's
    ends in its language.
    """
    own = f"{brand.contact.web}{slug}" + ("" if original else f".{lang}")
    return encoded(canonical) or own


def _unpublished(edition: Edition) -> Iterator[Finding]:
    """A format of which the article chooses variants, and of these the brand publishes none."""
    for name in channels.FORMATS:
        chosen, offered = edition.publication.publish.variants(name), edition.brand.settings.variants(name)
        if chosen and offered and not set(chosen) & set(offered):
            message = f'the brand "{edition.brand.id}" publishes no {" or ".join(chosen)} as {name}'
            hint = f"choose from {', '.join(offered)}, or add to [{name}] variants in its brand.toml"
            yield NOT_PUBLISHED.finding(edition.publication.place("publish"), message, hint)


def _examples(edition: Edition, publication: Publication) -> Iterator[Finding]:
    """What articles hold that is only an example, in a brand that is none; its own values are the brand's matter."""
    if is_example(edition.brand.name):
        return
    for article in publication.articles:
        said = [(article.place(path), words) for path, words in texts_of(article.front.model_dump(mode="json"))]
        said += [(statement.place, statement.text) for statement in statements(article)]
        said += [(article.place(""), link.target) for link in of_kind(article.blocks, Link)]
        for place, words in said:
            for left in leftovers(words, edition.brand.region):
                hint = "write what is true of your house, or park the article with status: draft"
                yield EXAMPLE_LEFT.finding(place, f'"{left}" is only an example', hint)


_FILLED = ("title", "subtitle", "summary", "main_message", "approval_status", "funding", "conflicts")


class _Filler:
    """Puts a brand's values in place of `{{name}}`."""

    def __init__(self, brand: Brand) -> None:
        self.brand = brand
        self.findings: list[Finding] = []
        self._place = Place("")

    def article(self, article: Article) -> Article:
        self._place = Place(article.file, 1)
        changes = {
            name: self.text(value)
            for name in _FILLED
            if isinstance(value := getattr(article.front, name), str) and "{{" in value
        }
        front = article.front.model_copy(update=changes) if changes else article.front
        blocks = tuple(self._block(block) for block in article.blocks)
        return replace(article, front=front, blocks=blocks)

    def _block(self, block: Block) -> Block:
        if not any(isinstance(part, Value | Link) for part in walk(block)):
            return block
        for part in walk(block):
            if hasattr(part, "node"):
                self._place = part.node.place
            elif isinstance(part, Value) and part.name not in self.brand.values:
                self._missing(part.name)
        return change_inlines((block,), self._inline)[0]

    def _inline(self, inline: Inline) -> Inlines:
        if isinstance(inline, Value):
            return (Text(self.brand.values.get(inline.name, "{{" + inline.name + "}}")),)
        if isinstance(inline, Link) and "{{" in inline.target:
            return (Link(_address(self.text(inline.target), self.brand.region), inline.children),)
        return (inline,)

    def text(self, text: str) -> str:
        def fill(match: re.Match[str]) -> str:
            if match[1] not in self.brand.values:
                self._missing(match[1])
                return match[0]
            return self.brand.values[match[1]]

        return VALUE.sub(fill, text)

    def _missing(self, name: str) -> None:
        message = f'the brand "{self.brand.id}" has no value "{name}"'
        meant = nearest(name, self.brand.values)
        table = "contact" if name in Contact.__annotations__ else "values"
        hint = f"add {name} to [{table}] in styles/brands/{self.brand.id}/brand.toml"
        if name == "phone":
            hint = f"say in words whom to call, or {hint}"
        hint = f"write {{{{{meant}}}}}, or {hint}" if meant else hint
        self.findings.append(VALUE_UNKNOWN.finding(self._place, message, hint))


def _address(target: str, region: str) -> str:
    """A filled link target: the spaces and brackets that people write in phone numbers do not dial."""
    return f"tel:{dialled(target[4:], region)}" if target.startswith("tel:") else target
