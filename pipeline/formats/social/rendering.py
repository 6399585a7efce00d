"""An edition comes in; the artifact of its campaign goes out: posts, cards and files for schedulers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files

from pipeline.edition.artifact import Artifact, File, Placement, Product
from pipeline.edition.edition import Edition
from pipeline.formats.social import opengraph
from pipeline.formats.social.campaign import Kind, Omission, plan_campaign
from pipeline.formats.social.cards import CardOverfullError, CardPress, Picture
from pipeline.formats.social.composing import CardPicture, Composition, compose
from pipeline.formats.social.networks import SIZES, LinkPlace
from pipeline.formats.social.opengraph import write_tags
from pipeline.formats.social.settings import settings_of
from pipeline.formats.social.sheet import write_sheet
from pipeline.formats.social.view import SCHEMA, alt_text, picture_address, view_of, write_csv, write_json

CARDS = "cards"


def render_posts(edition: Edition, product: Product) -> Artifact:
    """The campaign: posts.json, posts.csv and the cards that its posts show."""
    composition = compose(edition)
    shared = shared_card(composition)
    cards = [post.card for post in composition.posts]
    pictures, refused = print_cards(edition, [*cards, shared] if shared else cards)
    composition = without_refused(composition, pictures, refused)
    listed = view_of(edition, composition, pictures).to_json()
    media = {card.name: card.media_type for card in (shared, *(p.card for p in composition.posts)) if card}
    rows = write_csv(listed, byte_order_mark=settings_of(edition.brand).byte_order_mark)
    made = [write_json(listed), rows, write_sheet(edition, listed), schema()]
    made += [File(name, media[name], picture.content) for name, picture in pictures.items()]
    address = picture_address(edition, shared.name) if shared else ""
    if shared and address and shared.name in pictures:
        made.append(write_tags(edition, address, alt_text(edition, pictures[shared.name])))
    return Artifact(product, tuple(made), tuple(_placements(composition)), tuple(_decisions(composition)))


def shared_card(composition: Composition) -> CardPicture | None:
    """The picture that a shared link to the article's page shows: its announcement card."""
    for post in composition.posts:
        if post.kind is Kind.ANNOUNCEMENT:
            return CardPicture(post.message, post.card.text, *opengraph.SIZE, "image/png")
    return None


def schema() -> File:
    """The JSON Schema (draft-07) of posts.json."""
    content = files(__package__).joinpath(SCHEMA).read_bytes()
    return File(SCHEMA, "application/schema+json", content)


def print_cards(edition: Edition, cards: Iterable[CardPicture]) -> tuple[dict[str, Picture], tuple[Omission, ...]]:
    """The cards by file name, each printed once; and those that cannot hold their words."""
    wanted = {card.name: card for card in cards}
    sizes = {(card.message, card.width, card.height): card.text for card in wanted.values()}
    printed = CardPress(edition).print([(text, width, height) for (_, width, height), text in sizes.items()])
    by_size = dict(zip(sizes, printed, strict=True))
    pictures, refused = {}, []
    for name, card in sorted(wanted.items()):
        picture = by_size[card.message, card.width, card.height]
        if isinstance(picture, CardOverfullError):
            refused.append(Omission("", name, "card-refused", picture.message, picture.hint or ""))
        else:
            pictures[name] = picture.as_media(card.media_type)
    return pictures, tuple(refused)


def without_refused(
    composition: Composition, pictures: Mapping[str, Picture], refused: tuple[Omission, ...]
) -> Composition:
    """The composition without the posts that cannot do without a refused card: it stated the approval status or the
    risk beside a benefit, or the network takes no post without a picture.
    """
    kept = tuple(
        post
        for post in composition.posts
        if post.card.name in pictures
        or not (post.status_on_card or post.leans_on_card or post.network.link is LinkPlace.PROFILE)
    )
    return Composition(kept, (*composition.omissions, *refused))


def render_cards(edition: Edition, product: Product) -> Artifact:
    """The first card of each template in every size, for a brand's picture library."""
    messages = plan_campaign(edition).messages
    first = {message.card.template: message for message in reversed(messages)}
    wanted = [(first[name].card, width, height) for name in sorted(first) for width, height in SIZES]
    made = [
        File(f"{text.template}-{width}x{height}.png", "image/png", picture.content)
        for (text, width, height), picture in zip(wanted, CardPress(edition).print(wanted), strict=True)
        if isinstance(picture, Picture)
    ]
    return Artifact(product, tuple(made))


def _placements(composition: Composition) -> Iterator[Placement]:
    for post in composition.posts:
        yield Placement(post.key, post.id, whole=False)


def _decisions(composition: Composition) -> Iterator[str]:
    for omission in composition.omissions:
        yield f"{omission.says}; {omission.hint}"
