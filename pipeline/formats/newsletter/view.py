"""An edition and a variant come in; the plain values that the newsletter's template shows go out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup

from pipeline.article.front_matter import FrontMatter
from pipeline.article.material import Reference
from pipeline.article.model import (
    Article,
    Block,
    Blocks,
    Callout,
    CalloutKind,
    Figure,
    KeyPoints,
    Prose,
    Section,
)
from pipeline.article.selecting import select
from pipeline.article.walking import of_kind
from pipeline.edition.binding import in_language
from pipeline.edition.edition import Edition
from pipeline.edition.review import State
from pipeline.errors import PlainleafError
from pipeline.formats.newsletter.cautions import risk_beside
from pipeline.formats.newsletter.markup import mail_safe
from pipeline.formats.newsletter.pictures import COLUMN, MailPicture, at_night, hosted_at, own_size, raster
from pipeline.formats.newsletter.settings import NewsletterSettings, settings_of
from pipeline.formats.newsletter.styling import DARK_PAPER
from pipeline.formats.newsletter.tables import window_of
from pipeline.formats.newsletter.wording import propose_preheader, propose_subject, summary
from pipeline.language.isolation import isolate
from pipeline.markup.campaign import Campaign, campaign
from pipeline.markup.escaping import escape, escape_attribute
from pipeline.markup.manner import Manner
from pipeline.markup.xhtml import Writer

NAME = "newsletter"
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


@dataclass(frozen=True, slots=True)
class LinkTo:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Story:
    """One article in a digest: its anchor, title, summary, picture and where it leads; `label` is what is shown of the
    link's words, whose heading has the title.
    """

    anchor: str
    title: str
    summary: str
    link: LinkTo
    label: str
    picture: Shown | None = None
    kicker: str = ""


@dataclass(frozen=True)
class View:
    """Everything a template of styles/newsletter/ may use. Fragments are Markup; everything else is plain text.

    `pictures` are the files that `source` addresses name; `mark` is DRAFT and the like, or empty.
    """

    variant: str
    lang: str
    dir: str
    start: str
    end: str
    subject: str
    preheader: str
    mark: str
    kicker: str
    title: str
    subtitle: str
    lead: str
    message_heading: str
    message: tuple[str, ...]
    logo: Shown | None
    night_logo: Shown | None
    browser: LinkTo
    button: LinkTo
    points_heading: str
    points: tuple[Markup, ...]
    picture: Shown | None
    caption: Markup
    cautions: tuple[Markup, ...]
    body: Markup
    references_heading: str
    references: tuple[Markup, ...]
    notes_heading: str
    notes: tuple[tuple[str, Markup], ...]
    contents_heading: str
    stories: tuple[Story, ...]
    opening: tuple[str, ...]
    disclaimer_heading: str
    disclaimer: str
    imprint: tuple[str, ...]
    publisher: str
    address: tuple[str, ...]
    reason: str
    ways: tuple[LinkTo, ...]
    links_heading: str
    date: datetime
    pictures: Mapping[str, MailPicture] = field(default_factory=dict)
    keys: tuple[str, ...] = ()


@dataclass
class _Pictures:
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


def view_of(edition: Edition, variant: str) -> View:
    """The values of one issue. Raises PlainleafError when the brand has no `[newsletter]` table."""
    pictures = _Pictures(edition)
    tagged = campaign(edition.brand, edition.publication, "newsletter", "email")
    common = _common(edition, variant, pictures, tagged)
    if edition.publication.is_collection:
        made = _digest(edition, common, pictures, tagged)
    elif variant == "whole":
        made = _whole(edition, common, pictures, tagged)
    else:
        made = _single(edition, common, pictures, tagged)
    return replace(made, pictures=dict(pictures.made))


def sender_of(edition: Edition) -> NewsletterSettings:
    """Who sends the brand's newsletter. Raises PlainleafError when brand.toml does not say."""
    settings = settings_of(edition.brand)
    if settings is None:
        raise PlainleafError(
            f'the brand "{edition.brand.id}" sends no newsletter',
            place=f"styles/brands/{edition.brand.id}/brand.toml",
            hint="add a [newsletter] table with sender, address, list_id and unsubscribe",
        )
    return settings


def _common(edition: Edition, variant: str, pictures: _Pictures, tagged: Campaign) -> View:
    words, brand, article = edition.words, edition.brand, edition.article
    front = article.front
    sender = sender_of(edition)
    rtl = edition.direction == "rtl"
    title = edition.publication.title or front.title
    collected = edition.publication.is_collection
    written = None if collected else front.newsletter.subject
    letter = edition.publication.words.newsletter
    subject = (
        written or in_language(letter.subject, edition.lang) or propose_subject(title, edition.publication.subtitle)
    )
    preheader = in_language(letter.preheader, edition.lang) if collected else front.newsletter.preheader
    return View(
        variant=variant,
        lang=edition.lang,
        dir=edition.direction,
        start="right" if rtl else "left",
        end="left" if rtl else "right",
        subject=subject,
        preheader=preheader or propose_preheader((front.main_message, front.summary), subject, edition.lang),
        mark=_mark(edition),
        kicker=words("document-kind-publisher" if brand.kind == "publisher" else "document-kind"),
        title=title,
        subtitle=edition.publication.subtitle,
        lead=front.summary,
        message_heading=words("main-message-heading"),
        message=(front.main_message,),
        logo=_logo(edition, pictures, night=False),
        night_logo=_logo(edition, pictures, night=True),
        browser=LinkTo(words("view-in-browser"), _browser(edition, variant)),
        button=LinkTo(words("read-the-guide"), tagged.tag(edition.canonical, "button")),
        points_heading=words("key-points-heading"),
        points=(),
        picture=None,
        caption=Markup(),
        cautions=(),
        body=Markup(),
        references_heading=words("references-heading"),
        references=(),
        notes_heading=words("notes-heading"),
        notes=(),
        contents_heading=words("in-this-issue-heading"),
        stories=(),
        opening=(),
        disclaimer_heading=words("disclaimer-heading"),
        disclaimer=words("disclaimer"),
        imprint=tuple(_imprint(edition, front)),
        publisher=brand.name,
        address=tuple(line for line in brand.contact.address if line != brand.name),
        reason=words("why-you-get-this", reason=sender.reason_in(edition.lang) or sender.reason),
        ways=tuple(_ways(edition, variant)),
        links_heading=words("links-heading"),
        date=datetime.combine(front.reviewed, time(9), UTC),
    )


def _mark(edition: Edition) -> str:
    if edition.draft:
        return edition.words("draft-sentence")
    return edition.words("expired-sentence") if edition.state is State.EXPIRED else edition.newer[1]


def _imprint(edition: Edition, front: FrontMatter) -> Iterable[str]:
    words = edition.words
    if edition.publication.is_collection:
        if any(article.front.advertisement for article in edition.publication.articles):
            yield words("advertisement-yes")
        return
    yield words("edition-line", id=front.id, version=front.version)
    reviewers = "; ".join(map(str, front.reviewers))
    yield f"{words('reviewers-label')}: {reviewers}"
    dates = (("reviewed-label", front.reviewed), ("next-review-label", front.next_review))
    yield " · ".join(f"{words(key)}: {words.date(day)}" for key, day in dates)
    if front.advertisement:
        yield words("advertisement-yes")


def _browser(edition: Edition, variant: str) -> str:
    """Where the issue can be read in a browser; "" when the brand hosts nothing."""
    hosted = hosted_at(edition)
    return f"{hosted}{variant}.html" if hosted else ""


def _ways(edition: Edition, variant: str) -> Iterable[LinkTo]:
    sender, words = sender_of(edition), edition.words
    if browser := _browser(edition, variant):
        yield LinkTo(words("view-in-browser"), browser)
    if sender.unsubscribe:
        yield LinkTo(words("unsubscribe"), sender.unsubscribe)
    elif sender.unsubscribe_mailto:
        yield LinkTo(words("unsubscribe"), f"mailto:{sender.unsubscribe_mailto}?subject=unsubscribe")
    if sender.privacy:
        yield LinkTo(words("privacy"), sender.privacy)


def _logo(edition: Edition, pictures: _Pictures, *, night: bool) -> Shown | None:
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


# writing


def _writer(edition: Edition, article: Article, pictures: _Pictures | None, tagged: Campaign) -> Writer:
    def image_url(name: str) -> str:
        return pictures.of_article(article, name) if pictures and name in article.pictures else ""

    def link_url(target: str) -> str:
        return tagged.tag(absolute(edition, target), "text")

    manner = Manner(
        image_url=image_url,
        link_url=link_url,
        descriptions=True,
        numbered_captions=False,
        tabulate=window_of(edition).tabulate,
    )
    return Writer(article.lang, edition.words, article.pictures, article.references, manner)


def absolute(edition: Edition, target: str) -> str:
    """A link target as an address that works in a mailbox: "slug#key" stands below the brand's web address; ""
    when it can lead nowhere from there."""
    parts = urlsplit(target)
    if parts.scheme in {"https", "http", "mailto", "tel"}:
        return target
    if parts.scheme or target.startswith(("//", "#")):
        return ""
    return urljoin(edition.brand.contact.web, target)


def _safe(edition: Edition, xhtml: str, pictures: Mapping[str, MailPicture]) -> Markup:
    phone = edition.brand.contact.phone
    phones = {phone: re.sub(r"[^\d+]", "", phone)} if phone else {}
    return Markup(mail_safe(xhtml, pictures, phones))  # noqa: S704 (our own writer, escaped there)


def _numberless(writer: Writer, xhtml: str) -> str:
    """A teaser shows no references, so it shows no numbers that would lead nowhere."""
    return re.sub(r'<sup class="(cite|noteref)">.*?</sup>', "", xhtml)


# variants


def _single(edition: Edition, common: View, pictures: _Pictures, tagged: Campaign) -> View:
    article = edition.article
    blocks = select(article.blocks, NAME, common.variant)
    writer = _writer(edition, article, pictures, tagged)
    points = next(of_kind(blocks, KeyPoints), None)
    figure = next(of_kind(blocks, Figure), None)
    urgent = [
        block for block in of_kind(blocks, Callout) if block.kind in {CalloutKind.WHEN_TO_CALL, CalloutKind.WARNING}
    ]
    keys = [block.node.key for block in (points, figure, *urgent) if block]
    parts: Blocks = (*urgent, *(block for block in (points, figure) if block))
    opening = (common.title, common.subtitle, common.lead, *common.message)
    urgent += risk_beside(edition, common.variant, opening, parts)

    def written(parts: Blocks) -> Markup:
        return _safe(edition, _numberless(writer, writer.blocks(parts, 3)), pictures.made)

    shown, caption = _shown(article, figure, pictures), Markup()
    if figure:
        caption = _safe(edition, _numberless(writer, writer.inlines(figure.caption)), {})
    return replace(
        common,
        points_heading=_heading_of(blocks, points) or common.points_heading,
        points=tuple(_tight(edition, writer, item.blocks) for item in points.items) if points else (),
        picture=shown,
        caption=caption,
        cautions=tuple(written((block,)) for block in urgent),
        keys=tuple(keys),
    )


def _tight(edition: Edition, writer: Writer, blocks: Blocks) -> Markup:
    parts = [writer.inlines(block.inlines) if isinstance(block, Prose) else writer.block(block, 3) for block in blocks]
    return _safe(edition, _numberless(writer, " ".join(parts)), {})


def _heading_of(blocks: Blocks, wanted: Block | None) -> str:
    """The author's own heading of a block: on it, or on the section that it opens."""
    from pipeline.article.inlines import plain

    if wanted is None:
        return ""
    heading = getattr(wanted, "heading", ())
    if heading:
        return plain(heading).strip()
    for section in of_kind(blocks, Section):
        if section.blocks and section.blocks[0] is wanted:
            return plain(section.heading).strip()
    return ""


def _whole(edition: Edition, common: View, pictures: _Pictures, tagged: Campaign) -> View:
    article = edition.article
    blocks = select(article.blocks, NAME, common.variant)
    writer = _writer(edition, article, pictures, tagged)
    body = _safe(edition, writer.blocks(blocks), pictures.made)
    front, words = article.front, edition.words
    colophon = [
        f"{words('authors-label')}: {'; '.join(map(str, front.authors))}",
        f"{words('funding-label')}: {front.funding}. {words('conflicts-label')}: {front.conflicts}.",
    ]
    if front.translators:
        colophon.insert(1, f"{words('translators-label')}: {'; '.join(map(str, front.translators))}")
    if not front.advertisement:
        colophon.append(words("advertisement-no"))
    return replace(
        common,
        body=body,
        references=tuple(_safe(edition, _linked(article.references[key]), {}) for key in writer.cited),
        notes=tuple((note.mark, _safe(edition, note.xhtml, {})) for note in writer.notes),
        imprint=(*common.imprint, *colophon),
        keys=tuple(block.node.key for block in blocks),
    )


def _linked(reference: Reference) -> str:
    """A reference whose address, or DOI, is a link."""
    address = escape(reference.url)
    for shown in (address, f"doi:{address.removeprefix('https://doi.org/')}"):
        if reference.url and shown in reference.xhtml:
            head, _, tail = reference.xhtml.rpartition(shown)
            return f'{head}<a href="{escape_attribute(reference.url)}">{shown}</a>{tail}'
    return reference.xhtml


def _shown(article: Article, figure: Figure | None, pictures: _Pictures) -> Shown | None:
    if figure is None:
        return None
    source = pictures.of_article(article, figure.image.name)
    made = pictures.made[source]
    return Shown(source, figure.image.alt, made.width, made.height, made.night)


def _digest(edition: Edition, common: View, pictures: _Pictures, tagged: Campaign) -> View:
    publication, words = edition.publication, edition.words
    stories = []
    for number, article in enumerate(publication.articles, 1):
        figure = next(of_kind(select(article.blocks, NAME, common.variant), Figure), None)
        address = article.front.canonical or urljoin(edition.brand.contact.web, article.slug)
        stories.append(
            Story(
                anchor=f"story-{number}",
                title=article.front.title,
                summary=summary(article, edition.lang, words("risks-label")),
                link=LinkTo(words("read-article", title=article.front.title), tagged.tag(address, f"story-{number}")),
                label=words("read-the-guide"),
                picture=_shown(article, figure, pictures),
            )
        )
    letter = edition.publication.words.newsletter
    opening = re.split(r"\n\s*\n", in_language(letter.opening, edition.lang))
    paragraphs = [" ".join(part.split()) for part in opening if part.strip()]
    titles = " · ".join(article.front.title for article in publication.articles)
    preheader = in_language(letter.preheader, edition.lang) or propose_preheader(
        (*paragraphs, publication.subtitle, titles), common.subject, edition.lang
    )
    return replace(
        common,
        stories=tuple(stories),
        opening=tuple(paragraphs),
        preheader=preheader,
        kicker=words("digest-kind"),
        date=max(datetime.combine(article.front.reviewed, time(9), UTC) for article in publication.articles),
        keys=tuple(article.slug for article in publication.articles),
    )


def isolated(text: str, direction: str) -> str:
    """Text of an attribute, a subject or a preheader, safe in right-to-left sentences."""
    return isolate(text) if direction == "rtl" else text


def escaped(text: str, direction: str) -> Markup:
    """Plain text as HTML whose numbers keep their direction."""
    from pipeline.language.isolation import runs

    if direction != "rtl":
        return Markup(escape(text))  # noqa: S704 (escaped)
    if re.search(r"[A-Za-z]", text) and not re.search(r"[\u0590-\u08ff\ufb1d-\ufefc]", text):
        return Markup(f'<span dir="ltr">{escape(text)}</span>')  # noqa: S704 (escaped)
    parts = (f'<span dir="ltr">{escape(run)}</span>' if own else escape(run) for run, own in runs(text))
    return Markup("".join(parts))  # noqa: S704 (escaped)
