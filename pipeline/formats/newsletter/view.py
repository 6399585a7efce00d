"""An edition and a variant come in; the plain values that the newsletter's template shows go out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from urllib.parse import urljoin

from markupsafe import Markup

from pipeline.article.front.fields import FrontMatter
from pipeline.article.model import (
    Blocks,
    Callout,
    CalloutKind,
    Figure,
    KeyPoints,
)
from pipeline.article.selecting import select
from pipeline.article.walking import of_kind
from pipeline.edition.binding import in_language
from pipeline.edition.edition import Edition
from pipeline.edition.review import State
from pipeline.errors import PlainleafError
from pipeline.formats.newsletter.cautions import risk_beside
from pipeline.formats.newsletter.illustrating import Pictures, Shown, figure_of, logo_of
from pipeline.formats.newsletter.pictures import MailPicture, hosted_at
from pipeline.formats.newsletter.settings import NewsletterSettings, settings_of
from pipeline.formats.newsletter.wording import propose_preheader, propose_subject, summary
from pipeline.formats.newsletter.writing import heading_of, linked, numberless, safe, tight, writer_of
from pipeline.markup.campaign import Campaign, campaign

NAME = "newsletter"


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

    `pictures` are the files that `source` addresses name; `mark` is DRAFT and the like, or empty; so is `subject_b`,
    which is tried beside the subject.
    """

    variant: str
    lang: str
    dir: str
    start: str
    end: str
    subject: str
    subject_b: str
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
    stories: tuple[Story, ...]
    opening: tuple[str, ...]
    disclaimer: str
    imprint: tuple[str, ...]
    publisher: str
    address: tuple[str, ...]
    phone_label: str
    phone: LinkTo | None
    reason: str
    ways: tuple[LinkTo, ...]
    links_heading: str
    date: datetime
    pictures: Mapping[str, MailPicture] = field(default_factory=dict)
    keys: tuple[str, ...] = ()


def view_of(edition: Edition, variant: str) -> View:
    """The values of one issue. Raises PlainleafError when the brand has no `[newsletter]` table."""
    pictures = Pictures(edition)
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


def second_subject(edition: Edition) -> str:
    """The subject that is tried beside the first on a part of the list; "" when there is none."""
    own = "" if edition.publication.is_collection else edition.article.front.newsletter.subject_b
    return own or in_language(edition.publication.words.newsletter.subject_b, edition.lang)


def _common(edition: Edition, variant: str, pictures: Pictures, tagged: Campaign) -> View:
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
        subject_b=second_subject(edition),
        preheader=preheader or propose_preheader((front.main_message, front.summary), subject, edition.lang),
        mark=_mark(edition),
        kicker=words("document-kind-publisher" if brand.kind == "publisher" else "document-kind"),
        title=title,
        subtitle=edition.publication.subtitle,
        lead=front.summary,
        message_heading=words("main-message-heading"),
        message=(front.main_message,),
        logo=logo_of(edition, pictures, night=False),
        night_logo=logo_of(edition, pictures, night=True),
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
        stories=(),
        opening=(),
        disclaimer=words("disclaimer"),
        imprint=tuple(_imprint(edition, front)),
        publisher=brand.name,
        address=tuple(line for line in brand.contact.address if line != brand.name),
        phone_label=words("phone-label"),
        phone=LinkTo(brand.contact.phone, f"tel:{brand.contact.dialled}") if brand.contact.phone else None,
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


def _single(edition: Edition, common: View, pictures: Pictures, tagged: Campaign) -> View:
    article = edition.article
    blocks = select(article.blocks, NAME, common.variant)
    writer = writer_of(edition, article, pictures, tagged)
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
        return safe(edition, numberless(writer, writer.blocks(parts, 3)), pictures.made)

    shown, caption = figure_of(article, figure, pictures), Markup()
    if figure:
        caption = safe(edition, numberless(writer, writer.inlines(figure.caption)), {})
    return replace(
        common,
        points_heading=heading_of(blocks, points) or common.points_heading,
        points=tuple(tight(edition, writer, item.blocks) for item in points.items) if points else (),
        picture=shown,
        caption=caption,
        cautions=tuple(written((block,)) for block in urgent),
        keys=tuple(keys),
    )


def _whole(edition: Edition, common: View, pictures: Pictures, tagged: Campaign) -> View:
    article = edition.article
    blocks = select(article.blocks, NAME, common.variant)
    writer = writer_of(edition, article, pictures, tagged)
    body = safe(edition, writer.blocks(blocks), pictures.made)
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
        references=tuple(safe(edition, linked(article.references[key]), {}) for key in writer.cited),
        notes=tuple((note.mark, safe(edition, note.xhtml, {})) for note in writer.notes),
        imprint=(*common.imprint, *colophon),
        keys=tuple(block.node.key for block in blocks),
    )


def _digest(edition: Edition, common: View, pictures: Pictures, tagged: Campaign) -> View:
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
                picture=figure_of(article, figure, pictures),
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
