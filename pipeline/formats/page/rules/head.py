"""A finished page comes in; what is wrong with its head goes out: what browsers, search engines and networks read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pipeline.edition.companions import alternates
from pipeline.edition.edition import Edition
from pipeline.edition.review import State
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.page.reading import Subject
from pipeline.formats.page.records import LONGEST_DESCRIPTION, card_of

OURS = "if your styles/page/ is as it was delivered, report it with this line; else compare it with the delivered one"

TITLE = Rule(
    "page/title-missing",
    Severity.ERROR,
    "the page has one title element, which begins with the article's title",
    ("WB-HD-01",),
    "WCAG 2.2 2.4.2",
)
LANG = Rule(
    "page/language",
    Severity.ERROR,
    "the root states the language and direction of the edition",
    ("WB-HD-01",),
    "WCAG 2.2 3.1.1; HTML 3.2.6",
)
DESCRIPTION = Rule(
    "page/description",
    Severity.WARNING,
    f"the page describes itself in at most {LONGEST_DESCRIPTION} characters",
    ("WB-HD-01",),
    "search engines' habit; house",
    Standing.PRACTICE,
)
CANONICAL = Rule(
    "page/canonical",
    Severity.ERROR,
    "one canonical address: https with a host, without campaign parameters or fragment, the edition's own",
    ("WB-HD-01", "UT-05"),
    "RFC 6596; house",
)
HREFLANG = Rule(
    "page/hreflang",
    Severity.ERROR,
    "each language of the article is named once with the https address of its page, the page's own among them",
    (),
    "HTML 4.6.6.1; search engines' guides to localised versions",
    Standing.PRACTICE,
    reason="a version that another does not name back is ignored",
)
RECORD = Rule(
    "page/record-unreadable",
    Severity.ERROR,
    "the JSON-LD parses, and is one MedicalWebPage with name, address, dates, reviewers and publisher",
    ("WB-LD-01", "WB-LD-03"),
    "schema.org MedicalWebPage",
)
UNTRUE = Rule(
    "page/record-untrue",
    Severity.ERROR,
    "the JSON-LD says what the page shows: title, address, days, who reviewed it, who publishes it",
    ("WB-LD-03",),
    "search engines' guides to structured data: visible to readers",
    Standing.PRACTICE,
)
GRAPH = Rule(
    "page/open-graph",
    Severity.ERROR,
    "og:title, og:type, og:url and og:description are there, og:url is canonical, og:image is the card at https",
    ("WB-OG-01",),
    "Open Graph protocol",
)
ROBOTS = Rule(
    "page/robots",
    Severity.ERROR,
    "a current page may be found by search engines; a draft or one that is withdrawn may not",
    (),
    "Robots meta tag (search engines); house",
    Standing.HOUSE,
)
VIEWPORT = Rule(
    "page/viewport",
    Severity.ERROR,
    "the page is as wide as the screen, and readers may magnify it",
    (),
    "WCAG 2.2 1.4.4, 1.4.10",
)


def _title(page: Subject) -> Iterator[Finding]:
    titles = [" ".join((element.text or "").split()) for element in page.page.named("title")]
    titles = titles[:1] if len(titles) == 1 or page.page.root.find(".//svg") is not None else titles
    wanted = " ".join(page.edition.article.front.title.split())
    if len(titles) != 1 or not titles[0].startswith(wanted):
        yield TITLE.finding(page.at("head"), f"the title is {titles or 'missing'}", OURS)


def _lang(page: Subject) -> Iterator[Finding]:
    root, edition = page.page.root, page.edition
    if root.get("lang") != edition.lang or (root.get("dir") or "ltr") != edition.direction:
        stated = f'"{root.get("lang") or ""}", {root.get("dir") or "ltr"}'
        message = f'the page states {stated} and is in "{edition.lang}", {edition.direction}'
        yield LANG.finding(page.at("html"), message, OURS)


def _description(page: Subject) -> Iterator[Finding]:
    said = page.page.meta("description") or ""
    if not said.strip():
        yield DESCRIPTION.finding(page.at("head"), "the page does not describe itself", "write a summary")
    elif len(said) > LONGEST_DESCRIPTION:
        message = f"the description has {len(said)} characters, search engines show {LONGEST_DESCRIPTION}"
        yield DESCRIPTION.finding(page.at("head"), message, "write a shorter first sentence in the summary")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not any(sign in url for sign in ' "<>')


def _canonical(page: Subject) -> Iterator[Finding]:
    found = [link.get("href") or "" for link in page.page.linked("canonical")]
    hint = 'write web = "https://…/" under [contact] in brand.toml, or canonical in the front matter'
    if len(found) != 1:
        yield CANONICAL.finding(page.at("head"), f"the page names {len(found)} canonical addresses", OURS)
    elif not _is_address(found[0]) or "utm_" in found[0] or "#" in found[0]:
        yield CANONICAL.finding(page.at("head"), f'"{found[0]}" cannot be the address of a page', hint)
    elif found[0] != page.edition.canonical:
        message = f'the canonical address is "{found[0]}", the edition\'s is "{page.edition.canonical}"'
        yield CANONICAL.finding(page.at("head"), message, OURS)


def _hreflang(page: Subject) -> Iterator[Finding]:
    named = [(link.get("hreflang") or "", link.get("href") or "") for link in page.page.linked("alternate")]
    wanted = [(each.lang, each.address) for each in alternates(page.edition)]
    if sorted(named) != sorted(wanted if len(wanted) > 1 else []):
        message = f"the page names {_pairs(named)}, the edition has {_pairs(wanted)}"
        yield HREFLANG.finding(page.at("head"), message, OURS)
    for lang, address in named:
        if not _is_address(address):
            hint = "give the translation an address of its own: canonical in its front matter"
            yield HREFLANG.finding(page.at("head"), f'"{address}" ("{lang}") is no address of a page', hint)


def _pairs(pairs: list[tuple[str, str]]) -> str:
    return ", ".join(f"{lang} at {address}" for lang, address in pairs) or "no other language"


_NEEDED = ("name", "url", "inLanguage", "datePublished", "lastReviewed", "reviewedBy", "publisher")


def _record(page: Subject) -> Iterator[Finding]:
    records = page.page.records
    if len(records) != 1 or not isinstance(records[0], dict):
        yield RECORD.finding(page.at("JSON-LD"), f"{len(records)} records, or one that is no JSON object", OURS)
        return
    record = records[0]
    if record.get("@context") != "https://schema.org" or record.get("@type") != "MedicalWebPage":
        yield RECORD.finding(page.at("JSON-LD"), f'the record is a "{record.get("@type")}"', OURS)
    for name in _NEEDED:
        if not record.get(name):
            yield RECORD.finding(page.at("JSON-LD"), f'the record says no "{name}"', OURS)


def _untrue(page: Subject) -> Iterator[Finding]:
    record = next((each for each in page.page.records if isinstance(each, dict)), None)
    if record is None:
        return
    said = " ".join(passage.text for passage in page.page.passages)
    days = {element.get("datetime") for element in page.page.named("time")}
    heading = next((" ".join(h1.text_content().split()) for h1 in page.page.named("h1")), "")
    name = " ".join(str(record.get("name", "")).split())
    if name != heading.replace("\u00a0", " "):
        yield UNTRUE.finding(page.at("JSON-LD"), f'the record is named "{name}", the page "{heading}"', OURS)
    if record.get("url") != page.edition.canonical or record.get("inLanguage") != page.edition.lang:
        yield UNTRUE.finding(page.at("JSON-LD"), "the record has another address or language than the page", OURS)
    for key in ("datePublished", "lastReviewed"):
        if record.get(key) not in days:
            yield UNTRUE.finding(
                page.at("JSON-LD"), f'"{key}" is {record.get(key)}, a day the page does not show', OURS
            )
    for person in _names(record):
        if person not in said:
            yield UNTRUE.finding(page.at("JSON-LD"), f'the record names "{person}", and the page does not', OURS)


def _names(record: dict[str, Any]) -> Iterator[str]:
    for key in ("reviewedBy", "author", "publisher"):
        named = record.get(key)
        for each in named if isinstance(named, list) else [named]:
            if isinstance(each, dict) and each.get("name"):
                yield " ".join(str(each["name"]).split())


def _graph(page: Subject) -> Iterator[Finding]:
    document = page.page
    for name in ("og:title", "og:type", "og:url", "og:description"):
        if not document.meta(name):
            yield GRAPH.finding(page.at("head"), f'"{name}" is missing', OURS)
    if document.meta("og:url") not in (None, page.edition.canonical):
        yield GRAPH.finding(page.at("head"), f'og:url is "{document.meta("og:url")}" and not canonical', OURS)
    image, card = document.meta("og:image"), card_of(page.edition)
    if (image or "") != card or (image is not None and not _is_address(image)):
        message = f'og:image is "{image or ""}", the card lies at "{card}"'
        yield GRAPH.finding(page.at("head"), message, 'write pictures = "https://…/" under [social] in brand.toml')


def is_current(edition: Edition) -> bool:
    """Whether people may go by the page."""
    status = edition.article.front.status.value
    sound = status == "current" and edition.state is not State.EXPIRED
    return sound and not edition.draft and not edition.newer[0]


def _robots(page: Subject) -> Iterator[Finding]:
    hidden = "noindex" in (page.page.meta("robots") or "")
    if hidden and is_current(page.edition):
        yield ROBOTS.finding(page.at("head"), "the page is current and tells search engines to leave it out", OURS)
    elif not hidden and not is_current(page.edition):
        yield ROBOTS.finding(page.at("head"), "search engines may list a page that is not current", OURS)


def _viewport(page: Subject) -> Iterator[Finding]:
    said = (page.page.meta("viewport") or "").replace(" ", "")
    if "width=device-width" not in said:
        yield VIEWPORT.finding(page.at("head"), "a phone would show the page as on a desk, in tiny letters", OURS)
    if "user-scalable=no" in said or "maximum-scale" in said:
        yield VIEWPORT.finding(page.at("head"), "readers cannot magnify the page", "take maximum-scale out")


CHECKS: tuple[Check[Subject], ...] = (
    Check(TITLE, _title),
    Check(LANG, _lang),
    Check(DESCRIPTION, _description),
    Check(CANONICAL, _canonical),
    Check(HREFLANG, _hreflang),
    Check(RECORD, _record),
    Check(UNTRUE, _untrue),
    Check(GRAPH, _graph),
    Check(ROBOTS, _robots),
    Check(VIEWPORT, _viewport),
)
