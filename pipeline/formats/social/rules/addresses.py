"""Links, tags, names and numbers in posts come in; what a network would not do with them goes out."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import regex

from pipeline.finding import Check, Finding, Place, Rule, Severity, Standing
from pipeline.formats.social import opengraph
from pipeline.formats.social.counting import count_bytes, find_facets, find_phones, find_tags
from pipeline.formats.social.links import find_web_addresses
from pipeline.formats.social.networks import LinkPlace
from pipeline.formats.social.reading import FILE, ReadPost, Subject

SHORTENERS = frozenset("bit.ly tinyurl.com t.co goo.gl ow.ly is.gd buff.ly lnkd.in cutt.ly rebrand.ly".split())
META = regex.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')


HASHTAGS = Rule(
    "social/hashtags",
    Severity.ERROR,
    "a post has no more hashtags than its network takes",
    ("SO-TAG-01",),
    "limits.toml: Instagram 5 and Threads 1 are hard limits, the others house",
    Standing.PRACTICE,
    reason="more tags are cut or lower a post's reach",
)


def hashtags(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        most = post.network.most("tags") if post.network else None
        for text in post.texts:
            tags = find_tags(text)
            if most is not None and len(tags) > most:
                says = f"{len(tags)} hashtags, {post.network.name if post.network else ''} takes {most}"
                yield HASHTAGS.finding(post.place, says, "keep the most telling ones in [social] hashtags")


HASHTAG_CASE = Rule(
    "social/hashtag-case",
    Severity.WARNING,
    "a hashtag of several words begins each with a capital",
    ("SO-TAG-02",),
    "Mastodon documentation, posting",
    Standing.PRACTICE,
    reason="a screen reader says #HairLoss as two words and #hairloss as one",
)


def hashtag_case(reading: Subject) -> Iterator[Finding]:
    for tag in dict.fromkeys(tag for post in reading.posts for text in post.texts for tag in find_tags(text)):
        if len(tag) > 8 and tag.isascii() and tag == tag.lower() and tag.isalpha():
            says = f'"#{tag}" is in lower case'
            yield HASHTAG_CASE.finding(Place(FILE), says, "begin each word with a capital: #HairLoss")


LINK = Rule(
    "social/link",
    Severity.ERROR,
    "a post leads to the article by its own https address where the network makes it live, and shows none elsewhere",
    ("SO-LNK-01", "EM-LK-01"),
    "Mastodon documentation discourages shorteners; the rest house",
    Standing.PRACTICE,
    reason="readers need the way to all risks and sources",
)


def _nowhere(post: ReadPost) -> Finding:
    """Why a post leads nowhere: without its address, or with one that networks take for words."""
    own = str(post.listed["link"])
    host = urlsplit(own).hostname or ""
    if not any(own in text for text in post.texts):
        return LINK.finding(post.place, "the post leads nowhere", "keep the address of the article in the text")
    says = f'"{host}" is no link in a post: networks know no ending ".{host.rpartition(".")[2]}"'
    return LINK.finding(post.place, says, "write an address whose ending there is as web in brand.toml")


def link(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        addresses = [
            address.text for text in post.texts for address in find_web_addresses(text, protocol_required=True)
        ]
        place = post.network.link if post.network else LinkPlace.TEXT
        if place is LinkPlace.TEXT and not addresses:
            yield _nowhere(post)
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


PHONE_NUMBER = Rule(
    "social/phone-number",
    Severity.ERROR,
    "a post for a network that refuses phone numbers holds none",
    ("SO-GBP-01",),
    "docs.zernio.com/platforms/google-business",
    Standing.UNVERIFIED,
    reason="Google rejects such posts without a word",
)


def phone_number(reading: Subject) -> Iterator[Finding]:
    for post in reading.posts:
        if post.network and post.network.limit("phones"):
            for phone in (phone for text in post.texts for phone in find_phones(text)):
                says = f'the phone number "{phone}" stands in it, {post.network.name} refuses such posts'
                yield PHONE_NUMBER.finding(post.place, says, "leave it out; the profile shows your number")


FACETS = Rule(
    "social/facets",
    Severity.ERROR,
    "each address and hashtag of a Bluesky post has a facet with its byte offsets",
    ("SO-BSK-01",),
    "lexicon app.bsky.richtext.facet",
    Standing.STANDARD,
    reason="without a facet it is dead text; a wrong offset links half a word",
)


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


HANDLE_MISSING = Rule(
    "social/handle-missing",
    Severity.WARNING,
    "the brand has a handle on each network that it posts to",
    (),
    "house",
    Standing.HOUSE,
    reason="without it the sheet cannot show who speaks, and nobody can be sure where the post belongs",
)


def handle_missing(reading: Subject) -> Iterator[Finding]:
    for network in dict.fromkeys(post.network for post in reading.posts):
        account = next((post.listed["account"] for post in reading.posts if post.network is network), "")
        if network and network.handle and not account:
            place = Place(f"styles/brands/{reading.edition.brand.id}/brand.toml")
            says = f"the brand has no handle on {network.name}"
            yield HANDLE_MISSING.finding(place, says, f'add {network.key} = "@…" to [social.handles]')


OPEN_GRAPH = Rule(
    "social/open-graph",
    Severity.ERROR,
    "the web page's Open Graph tags are complete, with an absolute picture of at least 1200 × 630 px",
    ("WB-OG-01", "WB-OG-02", "WB-OG-03", "WB-TW-01"),
    "The Open Graph protocol; Meta, Images in Link Shares",
    Standing.PRACTICE,
    reason="a shared link shows what these tags say",
)


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
    image = reading.gallery.picture(f"cards/{tags.get('og:image', '').rpartition('/')[2]}")
    if image is None or image.width < opengraph.SIZE[0] or image.height < opengraph.SIZE[1]:
        yield OPEN_GRAPH.finding(place, "og:image is no card of at least 1200 × 630 px", "build the campaign again")


CHECKS: tuple[Check[Subject], ...] = (
    Check(HASHTAGS, hashtags),
    Check(HASHTAG_CASE, hashtag_case),
    Check(LINK, link),
    Check(PHONE_NUMBER, phone_number),
    Check(FACETS, facets),
    Check(HANDLE_MISSING, handle_missing),
    Check(OPEN_GRAPH, open_graph),
)
