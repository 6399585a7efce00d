"""The finished files of a campaign come in; what is wrong with them goes out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html import unescape

import regex

from pipeline.article.balance import fold, names_benefit, repeats, tempers
from pipeline.article.gravity import Rank
from pipeline.finding import Check, Finding, Place, Severity
from pipeline.formats.social import opengraph
from pipeline.formats.social.campaign import message_names
from pipeline.formats.social.contrast import has_empty_edges, weakest_contrast
from pipeline.formats.social.counting import count_bytes, find_facets, find_phones, find_tags
from pipeline.formats.social.disarming import disarm
from pipeline.formats.social.emoji import count_emoji, without_emoji
from pipeline.formats.social.links import find_web_addresses
from pipeline.formats.social.networks import LinkPlace
from pipeline.formats.social.reading import FILE, NUMBER, ReadPost, Subject, without_links
from pipeline.formats.social.rules.rulings import (
    ALT_TEXT,
    BENEFIT_ALONE,
    CONTRAST,
    FACETS,
    FOREIGN_SENTENCE,
    GRAVEST_RISK,
    HANDLE_MISSING,
    HASHTAG_CASE,
    HASHTAGS,
    LINK,
    LISTING,
    MYTH_ALONE,
    NO_SAFE_CUT,
    NUMBER_UNKNOWN,
    OMITTED,
    OPEN_GRAPH,
    OVERCLAIM,
    PHONE_NUMBER,
    PICTURE,
    SAFE_AREA,
    SMALL_TEXT,
    STATUS_MISSING,
    TEXT_UNKNOWN,
    THREAD,
    TOO_LONG,
)
from pipeline.formats.social.view import COLUMNS
from pipeline.language.phrases import phrase_book
from pipeline.naming import nearest

SHORTENERS = frozenset("bit.ly tinyurl.com t.co goo.gl ow.ly is.gd buff.ly lnkd.in cutt.ly rebrand.ly".split())
LEAST_CONTRAST = 4.5
LEAST_TEXT = 32
META = regex.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')
OVERCLAIMING = ("claim", "hype", "fear", "approval")


def too_long(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        for text in post.texts:
            for limit, length in post.network.lengths(post.listed["content_warning"] + text) if post.network else ():
                if length > limit.value:
                    says = f"{length} {limit.unit}, {post.listed['network']} takes {limit.value}"
                    yield TOO_LONG.finding(post.place, says, "write a shorter text for this network in social.texts")


def foreign_sentence(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        for text in (*post.texts, *post.card_words):
            for said in reading.sentences(text):
                if not reading.is_written(said):
                    says = f'the article does not say "{said}"'
                    yield FOREIGN_SENTENCE.finding(post.place, says, "use a sentence of the article, or social.texts")


def myth_alone(reading: Subject) -> Iterator[Finding]:
    label = fold(reading.edition.words("myth-label"))
    for post in reading.posts:
        for text in (*post.texts, "\n".join(post.card_words)):
            lines = [fold(line) for line in text.split("\n")]
            for myth, fact in reading.myths:
                said = [line for line in lines if myth in line]
                if said and not (all(line.startswith(label) for line in said) and fact in fold(text)):
                    says = f'it says what the article calls a myth: "{myth}"'
                    yield MYTH_ALONE.finding(post.place, says, "label it as a myth and put the fact beside it")


def number_unknown(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        for text in (*post.texts, *post.card_words):
            said = " ".join(reading.sentences(text))
            for number in NUMBER.findall(said):
                if number not in reading.numbers:
                    says = f'the number "{number}" does not stand in the article'
                    yield NUMBER_UNKNOWN.finding(
                        post.place, says, "correct it, or say it in the article with its source"
                    )


def status_missing(reading: Subject) -> Iterator[Finding]:
    status = reading.edition.article.front.approval_status
    if not status:
        return
    for post in reading.posts:
        if not any(repeats(status, text) for text in (*post.texts, " ".join(post.card_words))):
            says = "neither the post nor its card states the approval status"
            yield STATUS_MISSING.finding(
                post.place, says, "keep the sentence of approval_status in the post or on the card"
            )


def benefit_alone(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        for benefit in _alone(reading, post):
            says = f'it names a benefit and no risk: "{benefit}"'
            yield BENEFIT_ALONE.finding(post.place, says, "put a sentence of the risks card beside it")


def _alone(reading: Subject, post: ReadPost) -> Iterator[str]:
    """The benefits that the texts of a post name without any risk or limit, in the text or on the card."""
    status = reading.edition.article.front.approval_status or ""
    card = fold(" ".join(post.card_words))
    for text in post.texts:
        said = fold(text)
        benefit = next((each for each in reading.benefits if each in said), "") or (
            names_benefit(said, reading.edition.lang) if not reading.benefits else ""
        )
        whole = f"{said} {card}"
        tempered = any(risk in whole for risk in reading.risks) or (status and repeats(status, whole))
        if benefit and not tempered and not tempers(said.replace(benefit, ""), reading.edition.lang):
            yield benefit


def gravest_risk(reading: Subject) -> Iterator[Finding]:
    balance, gravest = reading.balance, reading.balance.gravest
    if gravest is None:
        yield from _too_long_a_warning(reading)
        return
    for post in reading.posts:
        if any(_alone(reading, post)):
            continue
        card, text = "\n".join(post.card_words), "\n".join(post.texts)
        for said, whole, what in ((text, f"{text}\n{card}", "it"), (card, card, "its card")):
            benefit = balance.benefit_in(said)
            if benefit and not balance.carries(whole):
                says = f'{what} says "{benefit}" without the gravest risk: "{gravest.core}"'
                hint = "put that sentence beside it, or mark another one in the article: [words]{.grave}"
                yield GRAVEST_RISK.finding(post.place, says, hint)
                break


def _too_long_a_warning(reading: Subject) -> Iterator[Finding]:
    """Posts that name a benefit while all that the article says of risks is a warning that no post can carry."""
    balance = reading.balance
    risk = next((each for each in balance.risks[:1] if each.rank is Rank.LONG_WARNING), None)
    benefit = next(filter(None, (balance.benefit_in("\n".join(post.texts)) for post in reading.posts)), "")
    if risk and benefit:
        says = f'posts say "{benefit}" and cannot carry a warning of {len(risk.text)} characters'
        hint = "mark the gravest sentence of the warning: [words]{.grave}"
        yield GRAVEST_RISK.finding(risk.place, says, hint, Severity.WARNING)


def overclaim(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        for text in dict.fromkeys((*post.texts, *post.card_words, *post.alts, *post.listed["tags"])):
            for match in phrase_book().find(without_links(text), reading.edition.lang, OVERCLAIMING):
                if match.claimed:
                    says = f'"{match.text}" promises, praises or presses'
                    hint = match.hint or "say what was found, in whom, and what is not known"
                    yield OVERCLAIM.finding(post.place, says, hint)


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

    image = reading.picture(name)
    if image is None:
        yield PICTURE.finding(place, f'"{name}" is not a picture in the campaign', "build the campaign again")
        return
    found = {"PNG": "image/png", "JPEG": "image/jpeg"}.get(image.format or "", image.format)
    if found != media_type:
        says = f"the card is {found}, {networks()[network].name} takes {media_type}"
        yield PICTURE.finding(place, says, "build the campaign again")
    if (image.width, image.height) != (media["width"], media["height"]):
        says = f"the card has {image.width} × {image.height} px, listed are {media['width']} × {media['height']}"
        yield PICTURE.finding(place, says, "build the campaign again")
    size = len(reading.files[name].content)
    most, least = networks()[network].most("picture-bytes"), networks()[network].most("picture-bytes-least") or 0
    if (most and size > most) or size < least:
        says = f"the card weighs {size:,} bytes, {networks()[network].name} takes {least:,} to {most or 0:,}"
        yield PICTURE.finding(place, says, "use a smaller size of card")


MOST_EMOJI = 4
"""Emoji that a card of the library may show in one line (house)."""


def contrast(reading: Subject) -> Iterator[Finding]:
    words = {media["file"]: media.get("alt", "") for post in reading.posts for media in post.media}
    for name, said in words.items():
        image = reading.picture(name)
        if image is None:
            continue
        ratio = weakest_contrast(image)
        if ratio < LEAST_CONTRAST and (emoji := count_emoji(said)):
            ratio = weakest_contrast(without_emoji(image, emoji))
        if ratio < LEAST_CONTRAST:
            says = f"the weakest text has a contrast of {ratio:.1f}:1 on its ground, 4.5:1 is the least"
            yield CONTRAST.finding(
                Place(f"social/{name}"), says, "darken accent or ink in brand.toml, or lighten paper"
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


def safe_area(reading: Subject) -> Iterator[Finding]:
    for name in dict.fromkeys(media["file"] for post in reading.posts for media in post.media):
        image = reading.picture(name)
        if image is not None and not has_empty_edges(image):
            says = "something stands in the outer 5 % of the card"
            yield SAFE_AREA.finding(Place(f"social/{name}"), says, "keep the margins of styles/social/cards.html")


def hashtags(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        most = post.network.most("tags") if post.network else None
        for text in post.texts:
            tags = find_tags(text)
            if most is not None and len(tags) > most:
                says = f"{len(tags)} hashtags, {post.network.name if post.network else ''} takes {most}"
                yield HASHTAGS.finding(post.place, says, "keep the most telling ones in [social] hashtags")


def hashtag_case(reading: Subject) -> Iterator[Finding]:
    for tag in dict.fromkeys(tag for post in reading.posts for text in post.texts for tag in find_tags(text)):
        if len(tag) > 8 and tag.isascii() and tag == tag.lower() and tag.isalpha():
            says = f'"#{tag}" is in lower case'
            yield HASHTAG_CASE.finding(Place(FILE), says, "begin each word with a capital: #HairLoss")


def link(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        addresses = [
            address.text for text in post.texts for address in find_web_addresses(text, protocol_required=True)
        ]
        place = post.network.link if post.network else LinkPlace.TEXT
        if place is LinkPlace.TEXT and not addresses:
            yield LINK.finding(post.place, "the post leads nowhere", "keep the address of the article in the text")
        if place in (LinkPlace.PROFILE, LinkPlace.BUTTON) and addresses:
            says = f'"{addresses[0]}" is not live on {post.network.name if post.network else ""}'
            yield LINK.finding(post.place, says, "leave the address out of the text")
        for address in (*addresses, post.listed["link"]):
            host = address.split("/")[2].lower() if address.count("/") >= 2 else ""
            if not address.startswith("https://"):
                yield LINK.finding(
                    post.place, f'"{address}" is no https address', "use the https address of the article"
                )
            elif host in SHORTENERS:
                yield LINK.finding(
                    post.place, f'"{address}" hides where it leads', "use the address of the article itself"
                )


def phone_number(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        if post.network and post.network.limit("phones"):
            for phone in (phone for text in post.texts for phone in find_phones(text)):
                says = f'the phone number "{phone}" stands in it, {post.network.name} refuses such posts'
                yield PHONE_NUMBER.finding(post.place, says, "leave it out; the profile shows your number")


def facets(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        if post.listed["network"] != "bluesky":
            continue
        for listed in post.listed["texts"]:
            content = str(listed["text"]).encode("utf-8")
            spans = {(facet["byteStart"], facet["byteEnd"]) for facet in listed.get("facets", ())}
            for wanted in find_facets(listed["text"]):
                shown = content[wanted.start : wanted.end].decode("utf-8")
                if (wanted.start, wanted.end) not in spans:
                    says = f'"{shown}" has no facet at bytes {wanted.start} to {wanted.end}, it is dead text'
                    yield FACETS.finding(post.place, says, "build the campaign again")
            if any(end > count_bytes(listed["text"]) or start >= end for start, end in spans):
                yield FACETS.finding(post.place, "a facet lies outside the text", "build the campaign again")


def thread(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        count = len(post.texts)
        if count < 2:
            continue
        for number, text in enumerate(post.texts, start=1):
            if not text.endswith(f" {number}/{count}"):
                says = f'post {number} does not end with "{number}/{count}"'
                yield THREAD.finding(post.place, says, "build the campaign again")
        front = reading.edition.article.front
        if fold(reading.edition.words("edition-line", id=front.id, version=front.version)) not in fold(post.texts[-1]):
            yield THREAD.finding(post.place, "the last post names no edition", "end the thread with source and edition")


def listing(reading: Subject) -> Iterator[Finding]:
    place = Place("social/posts.csv")
    content = reading.files["posts.csv"].content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    if not rows or tuple(rows[0]) != COLUMNS:
        yield LISTING.finding(place, "the first row does not name the columns", "build the campaign again")
        return
    texts = [text for post in reading.posts for text in post.texts]
    if [row[3] for row in rows[1:]] != [disarm(text) for text in texts]:
        yield LISTING.finding(place, "its texts are not those of posts.json", "build the campaign again")
    for number, row in enumerate(rows[1:], start=2):
        if any(cell != disarm(cell) for cell in row):
            says = f"row {number} has a cell that a spreadsheet would run as a formula"
            yield LISTING.finding(place, says, "build the campaign again")


def handle_missing(reading: Subject) -> Iterator[Finding]:
    for network in dict.fromkeys(post.network for post in reading.posts):
        account = next((post.listed["account"] for post in reading.posts if post.network is network), "")
        if network and network.handle and not account:
            place = Place(f"styles/brands/{reading.edition.brand.id}/brand.toml")
            says = f"the brand has no handle on {network.name}"
            yield HANDLE_MISSING.finding(place, says, f'add {network.key} = "@…" to [social.handles]')


def open_graph(reading: Subject) -> Iterator[Finding]:
    file = reading.files.get(opengraph.NAME)
    if file is None:
        return
    place = Place(f"social/{opengraph.NAME}")
    tags = {unescape(k): unescape(v) for k, v in META.findall(file.content.decode("utf-8"))}
    # ogp.me asks for the first four; without a description Facebook takes the first words of the page, a cookie notice
    # perhaps.
    for name in ("og:title", "og:type", "og:url", "og:image", "og:image:alt", "og:description", "twitter:card"):
        if not tags.get(name):
            yield OPEN_GRAPH.finding(place, f"{name} is missing", "build the campaign again")
    for name in ("og:url", "og:image"):
        # Networks fetch the picture themselves, from no page that a relative address could belong to.
        if not tags.get(name, "https://").startswith("https://"):
            yield OPEN_GRAPH.finding(place, f"{name} is no https address", "give [social] pictures as https://…/")
    image = reading.picture(f"cards/{tags.get('og:image', '').rpartition('/')[2]}")
    if image is None or image.width < opengraph.SIZE[0] or image.height < opengraph.SIZE[1]:
        yield OPEN_GRAPH.finding(place, "og:image is no card of at least 1200 × 630 px", "build the campaign again")


def omitted(reading: Subject) -> Iterator[Finding]:
    for each in reading.listed["omitted"]:
        if each["reason"] != "no-safe-cut":
            part = " ".join(word for word in (each["network"], each["message"]) if word)
            yield OMITTED.finding(Place(reading.edition.article.file, part=part), each["says"], each["hint"])


def text_unknown(reading: Subject) -> Iterator[Finding]:
    article = reading.edition.article
    keys = [key for key in article.front.social.texts if "/" in key]
    names = message_names(reading.edition) if keys else ()
    for key in keys:
        network, _, name = key.partition("/")
        if name in names:
            continue
        near = nearest(name, names)
        says = f'"social.texts" holds "{key}", which is no message of the article'
        some = " or ".join(f'"{network}/{each}"' for each in names[:3])
        hint = f'write "{network}/{near}"' if near else f"name a message that there is, for instance {some}"
        yield TEXT_UNKNOWN.finding(article.place(f"social.texts.{key}"), says, hint)


def no_safe_cut(reading: Subject) -> Iterator[Finding]:
    for each in reading.listed["omitted"]:
        if each["reason"] == "no-safe-cut":
            part = " ".join(word for word in (each["network"], each["message"]) if word)
            yield NO_SAFE_CUT.finding(Place(reading.edition.article.file, part=part), each["says"], each["hint"])


CHECKS: tuple[Check[Subject], ...] = (
    Check(TOO_LONG, too_long),
    Check(FOREIGN_SENTENCE, foreign_sentence),
    Check(MYTH_ALONE, myth_alone),
    Check(NUMBER_UNKNOWN, number_unknown),
    Check(STATUS_MISSING, status_missing),
    Check(BENEFIT_ALONE, benefit_alone),
    Check(GRAVEST_RISK, gravest_risk),
    Check(OVERCLAIM, overclaim),
    Check(ALT_TEXT, alt_text),
    Check(PICTURE, picture),
    Check(CONTRAST, contrast),
    Check(SMALL_TEXT, small_text),
    Check(SAFE_AREA, safe_area),
    Check(HASHTAGS, hashtags),
    Check(HASHTAG_CASE, hashtag_case),
    Check(LINK, link),
    Check(PHONE_NUMBER, phone_number),
    Check(FACETS, facets),
    Check(THREAD, thread),
    Check(LISTING, listing),
    Check(HANDLE_MISSING, handle_missing),
    Check(OPEN_GRAPH, open_graph),
    Check(OMITTED, omitted),
    Check(TEXT_UNKNOWN, text_unknown),
    Check(NO_SAFE_CUT, no_safe_cut),
)


def library_contrast(reading: Subject) -> Iterator[Finding]:
    for name in reading.files:
        image = reading.picture(name)
        if image is None:
            continue
        ratio = weakest_contrast(image)
        if ratio < LEAST_CONTRAST and reading.emoji:
            # The library lists no words; a card has those of one message, and few emoji among them.
            ratio = weakest_contrast(without_emoji(image, min(reading.emoji, MOST_EMOJI)))
        if ratio < LEAST_CONTRAST:
            says = f"the weakest text has a contrast of {ratio:.1f}:1 on its ground"
            yield CONTRAST.finding(
                Place(f"social/{name}"), says, "darken accent or ink in brand.toml, or lighten paper"
            )
