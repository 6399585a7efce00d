"""Rules about what law and mailbox providers ask of a message: who sends it, where they sit, how to leave."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.finding import Check, Finding, Place, Rule, Severity, Standing
from pipeline.formats.newsletter.reading import Subject, letters
from pipeline.formats.newsletter.settings import settings_of
from pipeline.house.settings import Tracking

EUROPE = frozenset(
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)
"""Regions whose brands must name a controller and a privacy notice (GDPR, UK GDPR, Swiss FADP)."""


def _brand(reading: Subject) -> Place:
    return Place(f"styles/brands/{reading.edition.brand.id}/brand.toml")


ADDRESS = Rule(
    "newsletter/postal-address",
    Severity.ERROR,
    "both parts show the sender's postal address: at least two lines, one with a number",
    ("EM-LG-01",),
    "CAN-SPAM Act, 15 USC 7704(a)(5); 16 CFR 316",
)


def _address(reading: Subject) -> Iterator[Finding]:
    # A name alone is no address to which a letter goes.
    lines = [line for line in reading.edition.brand.contact.address if line != reading.edition.brand.name]
    if len(lines) < 2 or not any(re.search(r"\d", line) for line in lines):
        message = "the brand has no postal address that a letter would reach"
        yield ADDRESS.finding(_brand(reading), message, 'write address = ["1 Example Quay", "Example Town EX1 2MP"]')
        return
    for name, words in reading.wordings:
        for line in lines:
            if letters(line) not in words:
                message = f'the address line "{line}" is not in the {name} part'
                yield ADDRESS.finding(reading.at(name), message, "keep view.address in the template")


WAY_OUT = Rule(
    "newsletter/way-out",
    Severity.ERROR,
    "both parts show a link to leave the list, to the address that List-Unsubscribe names",
    ("EM-LG-02",),
    "CAN-SPAM Act, 15 USC 7704(a)(3)",
)


def _way_out(reading: Subject) -> Iterator[Finding]:
    sender = settings_of(reading.edition.brand)
    way = (sender.unsubscribe if sender else None) or ""
    mail = f"mailto:{sender.unsubscribe_mailto}" if sender and sender.unsubscribe_mailto else ""
    if not way and not mail:
        message = "the brand names no way to leave the list"
        yield WAY_OUT.finding(_brand(reading), message, 'add unsubscribe = "https://…" to [newsletter]')
        return
    targets = [address for address, _ in reading.links]
    shown = any(address == way or (mail and address.startswith(mail)) for address in targets)
    if not shown:
        hint = "keep view.ways in the template"
        yield WAY_OUT.finding(reading.at("text/html"), "no link of the message leaves the list", hint)
    if (way or mail.removeprefix("mailto:")) not in reading.text:
        hint = "render the issue anew"
        yield WAY_OUT.finding(reading.at("text/plain"), "the text part shows no way to leave the list", hint)


IDENTITY = Rule(
    "newsletter/sender-identity",
    Severity.ERROR,
    "both parts name the sender and say why the reader gets this; in Europe they link the privacy notice",
    ("EM-LG-03",),
    "GDPR, Article 13; UK GDPR",
)


def _identity(reading: Subject) -> Iterator[Finding]:
    edition = reading.edition
    sender = settings_of(edition.brand)
    if sender is None:
        return
    said = sender.reason_in(edition.lang)
    if not said and edition.lang.split("-")[0] != "en":
        message = f'the reason why readers get this mail has no words in "{edition.lang}"'
        hint = f'add {edition.lang} = "…" to [newsletter.reasons]'
        yield IDENTITY.finding(_brand(reading), message, hint, Severity.WARNING)
    for name, words in reading.wordings:
        if letters(edition.brand.name) not in words:
            message = f'the {name} part does not name "{edition.brand.name}"'
            yield IDENTITY.finding(reading.at(name), message, "keep view.publisher in the template")
        if letters(said or sender.reason) not in words:
            message = f"the {name} part does not say why the reader gets it"
            yield IDENTITY.finding(reading.at(name), message, "keep view.reason in the template")
    if edition.brand.region in EUROPE:
        if not sender.privacy:
            hint = 'add privacy = "https://…" to [newsletter]'
            yield IDENTITY.finding(_brand(reading), "the brand links no privacy notice", hint)
        elif sender.privacy not in [address for address, _ in reading.links]:
            hint = "keep view.ways in the template"
            yield IDENTITY.finding(reading.at("text/html"), "the privacy notice is not linked", hint)


DISCLAIMER = Rule(
    "newsletter/disclaimer",
    Severity.ERROR,
    "both parts carry the medical disclaimer word for word",
    ("HC-DISC-01",),
    "house, after codes of conduct for health information",
    Standing.HOUSE,
)


def _disclaimer(reading: Subject) -> Iterator[Finding]:
    wanted = reading.edition.words("disclaimer")
    for name, words in reading.wordings:
        if letters(wanted) not in words:
            hint = "keep view.disclaimer in the template"
            yield DISCLAIMER.finding(reading.at(name), f"the disclaimer is not in the {name} part", hint)


ADVERTISEMENT = Rule(
    "newsletter/advertisement",
    Severity.ERROR,
    "a message about an article that is an advertisement says so in both parts",
    ("EM-LG-02", "HC-META-04"),
    "CAN-SPAM Act, 15 USC 7704(a)(5)",
)


def _advertisement(reading: Subject) -> Iterator[Finding]:
    edition = reading.edition
    if not any(article.front.advertisement for article in edition.publication.articles):
        return
    wanted = edition.words("advertisement-yes")
    for name, words in reading.wordings:
        if letters(wanted) not in words:
            hint = "keep view.imprint in the template"
            yield ADVERTISEMENT.finding(reading.at(name), f"the {name} part does not say it is an advertisement", hint)


TRACKING = Rule(
    "newsletter/tracking",
    Severity.ERROR,
    "campaign parameters stand on the brand's own links only, all three, in lower case, and none names a keyword of "
    "the article unless the brand's policy says so",
    ("UT-01", "UT-02", "UT-04", "UT-05"),
    "house: a reader's illness is private",
    Standing.HOUSE,
)


def _tracking(reading: Subject) -> Iterator[Finding]:
    from urllib.parse import parse_qsl, urlsplit

    edition = reading.edition
    settings = edition.brand.settings.utm
    own = {urlsplit(edition.brand.contact.web).hostname, *settings.hosts}
    private = {
        word
        for article in edition.publication.articles
        for words in (*article.front.keywords, article.slug, article.front.topic or "")
        # Shorter words stand in any address by chance.
        for word in re.findall(r"[a-z]{4,}", words.lower())
    }
    for address in dict.fromkeys(address for address, _ in reading.links):
        parts = urlsplit(address)
        pairs = [(key, value) for key, value in parse_qsl(parts.query) if key.startswith("utm_")]
        if not pairs:
            continue
        where = Place(reading.file, part=f"link {parts.hostname}{parts.path}")
        hint = "let the brand's [utm] policy write the parameters"
        if parts.hostname not in own:
            yield TRACKING.finding(where, "a campaign parameter stands on a link of someone else", hint)
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys) or not {"utm_source", "utm_medium", "utm_campaign"} <= set(keys):
            yield TRACKING.finding(where, "a campaign parameter is missing or stands there twice", hint)
        for key, value in pairs:
            if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", value):
                yield TRACKING.finding(where, f'{key} is "{value}"', "use lower-case letters, digits, points, hyphens")
            named = sorted(word for word in private if word in value)
            if named and settings.policy is not Tracking.NAMED:
                yield TRACKING.finding(where, f'{key} tells what the reader reads about: "{named[0]}"', hint)


CHECKS: tuple[Check[Subject], ...] = (
    Check(ADDRESS, _address),
    Check(WAY_OUT, _way_out),
    Check(IDENTITY, _identity),
    Check(DISCLAIMER, _disclaimer),
    Check(ADVERTISEMENT, _advertisement),
    Check(TRACKING, _tracking),
)
