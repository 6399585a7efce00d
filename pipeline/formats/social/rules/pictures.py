"""The cards of a campaign come in; what is wrong with pictures and their descriptions goes out."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from pipeline.finding import Check, Finding, Place, Rule, Severity, Standing
from pipeline.formats.social.contrast import weakest_contrast
from pipeline.formats.social.emoji import count_emoji, without_emoji
from pipeline.formats.social.networks import LinkPlace
from pipeline.formats.social.reading import Subject
from pipeline.formats.social.seeing import Seen

LEAST_CONTRAST = 4.5
LEAST_TEXT = 32
MOST_EMOJI = 4
"""Emoji that a card of the library may show in one line (house)."""


ALT_TEXT = Rule(
    "social/alt-text",
    Severity.ERROR,
    'each card has an alt text within its network\'s limit that does not begin with "image of"',
    ("SO-ALT-01",),
    "limits.toml: each network's own documents",
    Standing.STANDARD,
    reason="people who cannot see the card have nothing else",
)


def alt_text(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        limit = post.network.limit("alt") if post.network else None
        for alt in post.alts:
            if not alt.strip():
                yield ALT_TEXT.finding(
                    post.place, "the card has no alt text", "give the card's own words as its alt text"
                )
            elif regex.match(r"(?i)(image|picture|photo|graphic) of\b", alt):
                yield ALT_TEXT.finding(post.place, 'the alt text begins with "image of"', "begin with what it says")
            elif limit and limit.count(alt) > limit.value:
                says = f"the alt text has {limit.count(alt)} {limit.unit}, {limit.value} are shown"
                yield ALT_TEXT.finding(post.place, says, "shorten the sentence on the card")


PICTURE = Rule(
    "social/picture",
    Severity.ERROR,
    "each card is a picture in the type, size and weight that its network takes",
    ("SO-IMG-01",),
    "limits.toml: each network's own documents",
    Standing.STANDARD,
    reason="a refused picture stops the post, or it goes out without its warning",
)


def picture(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        network = post.network
        if network is None:
            continue
        most = network.most("pictures")
        if most is not None and len(post.media) > most:
            yield PICTURE.finding(
                post.place, f"{len(post.media)} pictures, {network.name} takes {most}", "leave some out"
            )
        if network.link is LinkPlace.PROFILE and not post.media:
            yield PICTURE.finding(
                post.place, f"no picture, and {network.name} takes no post without one", "keep the post's card"
            )
        for media in post.media:
            yield from _picture(reading, post.place, media["file"], dict(media), network.media_type, network.key)


def _picture(
    reading: Subject, place: Place, name: str, media: dict[str, object], media_type: str, network: str
) -> Iterator[Finding]:
    from pipeline.formats.social.networks import networks

    image = reading.gallery.picture(name)
    if image is None:
        yield PICTURE.finding(place, f'"{name}" is not a picture in the campaign', "build the campaign again")
        return
    if not image.is_drawn:
        says = "the file of the card does not show what was drawn"
        yield PICTURE.finding(place, says, "build the campaign again, and run `plainleaf doctor` if it stays")
    if image.media_type != media_type:
        says = f"the card is {image.media_type}, {networks()[network].name} takes {media_type}"
        yield PICTURE.finding(place, says, "build the campaign again")
    if (image.width, image.height) != (media["width"], media["height"]):
        says = f"the card has {image.width} × {image.height} px, listed are {media['width']} × {media['height']}"
        yield PICTURE.finding(place, says, "build the campaign again")
    size = len(reading.files[name].content)
    most, least = networks()[network].most("picture-bytes"), networks()[network].most("picture-bytes-least") or 0
    if (most and size > most) or size < least:
        says = f"the card weighs {size:,} bytes, {networks()[network].name} takes {least:,} to {most or 0:,}"
        yield PICTURE.finding(place, says, "use a smaller size of card")


CONTRAST = Rule(
    "social/contrast",
    Severity.ERROR,
    "text on a card has a contrast of at least 4.5:1, measured on its pixels",
    ("SO-IMG-01",),
    "WCAG 2.2, 1.4.3",
    Standing.STANDARD,
    reason="cards are read on phones in the sun",
)


def contrast(reading: Subject) -> Iterator[Finding]:
    words = {media["file"]: media.get("alt", "") for post in reading.posts for media in post.media}
    for name, said in words.items():
        image = reading.gallery.picture(name)
        if image is None:
            continue
        ratio = _contrast(image, count_emoji(said))
        if ratio < LEAST_CONTRAST:
            says = f"the weakest text has a contrast of {ratio:.1f}:1 on its ground, 4.5:1 is the least"
            yield CONTRAST.finding(
                Place(f"social/{name}"), says, "darken accent or ink in brand.toml, or lighten paper"
            )


def _contrast(image: Seen, emoji: int) -> float:
    """The weakest contrast of a card's text, without its pale emoji where the rest would pass."""
    if image.contrast >= LEAST_CONTRAST or not emoji:
        return image.contrast
    pixels = image.pixels()
    return weakest_contrast(without_emoji(pixels, emoji)) if pixels else image.contrast


LETTERING = Rule(
    "social/card-words",
    Severity.ERROR,
    "each card shows the words that it was made for, all of them and no others",
    (),
    "house",
    Standing.HOUSE,
    reason="nobody can search a picture, and a card is passed on without its post",
)


def card_words(reading: Subject) -> Iterator[Finding]:
    for name, file in reading.files.items():
        image = reading.gallery.picture(name) if file.media_type.startswith("image/") else None
        if image is None:
            continue
        place, hint = Place(f"social/{name}"), "mend the card's template or its style sheet in styles/social"
        for words, says in ((image.lettering.added, "shows"), (image.lettering.lacking, "does not show")):
            if words:
                said = " ".join(words)[:120]
                why = "which stands nowhere in its text" if says == "shows" else "which its text says"
                yield LETTERING.finding(place, f'the card {says} "{said}", {why}', hint)


SMALL_TEXT = Rule(
    "social/small-text",
    Severity.ERROR,
    "text on a card is at least 32 px high at 1080 px wide",
    (),
    "house",
    Standing.HOUSE,
    reason="a card is shown at a third of its size",
)


def small_text(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        for media in post.media:
            least = LEAST_TEXT * media["width"] / 1080
            if media["text_px"] < least - 0.1:
                says = (
                    f"the text is {media['text_px']} px high, {least:.0f} px is the least at {media['width']} px wide"
                )
                yield SMALL_TEXT.finding(
                    Place(f"social/{media['file']}", part=post.id), says, "write a shorter sentence"
                )


SAFE_AREA = Rule(
    "social/safe-area",
    Severity.ERROR,
    "the outer 5 % of a card hold nothing",
    ("SO-IMG-01",),
    "house",
    Standing.HOUSE,
    reason="networks cut and round the edges of pictures",
)


def safe_area(reading: Subject) -> Iterator[Finding]:
    for name in dict.fromkeys(media["file"] for post in reading.posts for media in post.media):
        image = reading.gallery.picture(name)
        if image is not None and not image.has_empty_edges:
            says = "something stands in the outer 5 % of the card"
            yield SAFE_AREA.finding(Place(f"social/{name}"), says, "keep the margins of styles/social/cards.html")


def library_contrast(reading: Subject) -> Iterator[Finding]:
    for name in reading.files:
        image = reading.gallery.picture(name)
        if image is None:
            continue
        # The library lists no words; a card has those of one message, and few emoji among them.
        ratio = _contrast(image, min(reading.emoji, MOST_EMOJI))
        if ratio < LEAST_CONTRAST:
            says = f"the weakest text has a contrast of {ratio:.1f}:1 on its ground"
            yield CONTRAST.finding(
                Place(f"social/{name}"), says, "darken accent or ink in brand.toml, or lighten paper"
            )


CHECKS: tuple[Check[Subject], ...] = (
    Check(ALT_TEXT, alt_text),
    Check(PICTURE, picture),
    Check(CONTRAST, contrast),
    Check(LETTERING, card_words),
    Check(SMALL_TEXT, small_text),
    Check(SAFE_AREA, safe_area),
)
