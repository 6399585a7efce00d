"""Rules about what the message says: subject, preheader, links, and a text part that says the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from pipeline.article.balance import balance_of
from pipeline.finding import Check, Finding, Place, Rule, Severity, Standing
from pipeline.formats.newsletter.reading import Subject, letters, strip_invisible, visible_words
from pipeline.markup.linking import shows_number

SUBJECT = Rule(
    "newsletter/subject-length",
    Severity.WARNING,
    "the subject has 1 to 60 graphemes; above 41 a phone cuts it (reported), above 78 it is an error",
    ("EM-SB-01",),
    "house, after what clients show",
    Standing.PRACTICE,
)


def _subject(reading: Subject) -> Iterator[Finding]:
    from pipeline.formats.newsletter.wording import PHONE, graphemes

    for key, subject in _subjects(reading):
        where = _source(reading, key)
        length = graphemes(subject)
        if not subject:
            yield SUBJECT.finding(where, "the subject is empty", "write newsletter: {subject: …}", Severity.ERROR)
        elif length > PHONE:
            severity = Severity.ERROR if length > 78 else Severity.WARNING if length > 60 else Severity.INFO
            limit = 78 if length > 78 else 60 if length > 60 else PHONE
            hint = f"write newsletter: {{{key}: …}} in the front matter, {limit} characters or fewer"
            hint += f"; a phone shows {PHONE}" if limit > PHONE else ""
            message = f"the {_told(key)} has {length} characters, {limit} is the limit"
            yield SUBJECT.finding(where, message, hint, severity)


def _subjects(reading: Subject) -> Iterator[tuple[str, str]]:
    """The subject of the message, and the one that is tried beside it, which leaves with the exports; by their keys."""
    from pipeline.formats.newsletter.view import second_subject

    yield "subject", strip_invisible(reading.header("Subject"))
    if second := second_subject(reading.edition):
        yield "subject_b", strip_invisible(second)


def _told(key: str) -> str:
    return "second subject" if key == "subject_b" else key


def _source(reading: Subject, part: str) -> Place:
    """The subject and preheader come from the front matter, so that is where a finding points."""
    return Place(reading.edition.publication.file, part=f"newsletter {part}")


SUBJECTS_ALIKE = Rule(
    "newsletter/subjects-alike",
    Severity.ERROR,
    "a second subject, to be tried beside the first, says something else",
    (),
    "house",
    Standing.HOUSE,
    reason="a test of two subjects that are the same tells nothing, and looks like one that told something",
)


def _alike(reading: Subject) -> Iterator[Finding]:
    (_, first), *second = _subjects(reading)
    if second and letters(first) == letters(second[0][1]):
        hint = "write another subject_b, or take the line out"
        yield SUBJECTS_ALIKE.finding(_source(reading, "subject_b"), "both subjects say the same", hint)


HONEST = Rule(
    "newsletter/subject-shouts",
    Severity.ERROR,
    'the subject has no word in capitals of five letters or more, at most one "!", and no invented "Re:" or "Fwd:"',
    ("EM-SB-02",),
    "CAN-SPAM Act, 15 USC 7704(a)(2), on subjects that mislead; the numbers are house",
    Standing.PRACTICE,
)


def _honest(reading: Subject) -> Iterator[Finding]:
    for key, subject in _subjects(reading):
        where, told = _source(reading, key), f"the {_told(key)}"
        for word in re.findall(r"\b[A-ZÀ-ÖØ-Þ]{5,}\b", subject):
            yield HONEST.finding(where, f'{told} shouts "{word}"', "write it in small letters")
        if len(re.findall(r"[!¡！]", subject)) > (2 if "¡" in subject else 1):
            yield HONEST.finding(where, f"{told} has more than one exclamation mark", "keep one or none")
        if re.match(r"\s*(re|fwd?|aw|wg|tr|rv|rif|sv|رد)\s*[:：]", subject, re.IGNORECASE):
            message = f"{told} claims to answer or forward a message"
            yield HONEST.finding(where, message, "begin with the subject itself")


CLAIM = Rule(
    "newsletter/subject-claim",
    Severity.ERROR,
    "subject and preheader promise no cure, praise nothing and press nobody",
    ("EM-SB-02", "HC-CLAIM-01", "HC-CLAIM-02", "HC-CLAIM-07", "HC-EXO-02"),
    "US Federal Trade Commission, Health Products Compliance Guidance (2022); CAN-SPAM Act, 15 USC 7704(a)(2)",
    Standing.PRACTICE,
    languages=frozenset({"en", "es"}),
    reason="many read no more than this line, and it stands there without its limits",
)
_OVERCLAIMING = ("claim", "hype", "fear", "approval")


def _claims(reading: Subject) -> Iterator[Finding]:
    from pipeline.language.phrases import phrase_book

    for part, text in (*_subjects(reading), ("preheader", reading.preheader)):
        for match in phrase_book().find(text, reading.edition.lang, _OVERCLAIMING):
            if match.claimed:
                hint = match.hint or "say what the article tells, not what a treatment promises"
                yield CLAIM.finding(_source(reading, part), f'the {_told(part)} says "{match.text}"', hint)


PREHEADER = Rule(
    "newsletter/preheader-length",
    Severity.WARNING,
    "the preheader has 40 to 130 graphemes, stands first, and does not repeat the subject",
    ("EM-PH-01",),
    "house, after what clients show",
    Standing.PRACTICE,
)


def _preheader(reading: Subject) -> Iterator[Finding]:
    from pipeline.formats.newsletter.wording import graphemes

    where = _source(reading, "preheader")
    hint = "write newsletter: {preheader: …} in the front matter, 40 to 130 characters"
    length = graphemes(reading.preheader)
    if not 40 <= length <= 130:
        yield PREHEADER.finding(where, f"the preheader has {length} characters", hint)
    for key, subject in _subjects(reading):
        if reading.preheader and reading.preheader.casefold() == subject.casefold():
            yield PREHEADER.finding(where, f"the preheader repeats the {_told(key)}", hint)


LINKS = Rule(
    "newsletter/link",
    Severity.ERROR,
    "every link is an absolute https, mailto: or tel: address of a public host, or an anchor that exists",
    ("EM-LK-01", "LK-01"),
    "house",
    Standing.HOUSE,
)
_SHORTENERS = frozenset("bit.ly tinyurl.com t.co goo.gl ow.ly is.gd buff.ly rebrand.ly cutt.ly".split())


def _links(reading: Subject) -> Iterator[Finding]:
    anchors = {name for e, _ in reading.elements for name in (e.get("id"), e.tag == "a" and e.get("name")) if name}
    for address, words in dict.fromkeys(reading.links):
        where = Place(reading.file, part=f'link "{words[:40]}"')
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        if address.startswith("#"):
            if address[1:] not in anchors:
                yield LINKS.finding(where, f'there is no "{address}" in the message', "lead to an https address")
        elif parts.scheme in {"mailto", "tel"}:
            if not parts.path:
                yield LINKS.finding(where, f'"{address}" names nobody', "complete it")
        elif parts.scheme != "https":
            said = (
                f'"{address[:60]}" is not https' if parts.scheme else f'"{address[:60]}" leads nowhere from a mailbox'
            )
            yield LINKS.finding(where, said, "write the whole address: https://…")
        elif "." not in host or host == "localhost" or re.fullmatch(r"[\d.]+", host):
            yield LINKS.finding(where, f'"{host}" is not a public host', "lead to a public address")
        elif host in _SHORTENERS:
            yield LINKS.finding(where, f'"{host}" hides where the link leads', "write the whole address")


WORDS_OF_LINK = Rule(
    "newsletter/link-text",
    Severity.ERROR,
    "a link's words say where it leads, and the same words lead to one place",
    ("LK-04",),
    "WCAG 2.2, 2.4.4",
)
_EMPTY_PHRASES = frozenset(
    {"here", "click here", "read more", "more", "link", "this", "learn more", "aquí", "leer más", "هنا", "المزيد"}
)


def _link_words(reading: Subject) -> Iterator[Finding]:
    targets: dict[str, str] = {}
    for address, words in reading.links:
        where = Place(reading.file, part=f'link "{words[:40]}"')
        plain = words.casefold().strip(" .…")
        if not plain:
            yield WORDS_OF_LINK.finding(where, f'the link to "{address[:60]}" has no words', "write where it leads")
        elif plain in _EMPTY_PHRASES:
            yield WORDS_OF_LINK.finding(where, f'a link says only "{words}"', "write where it leads")
        elif targets.setdefault(plain, address) != address:
            message = f'"{words}" leads to two places'
            yield WORDS_OF_LINK.finding(where, message, "give each link words of its own")


TEXT_PART = Rule(
    "newsletter/text-part",
    Severity.ERROR,
    "the text part carries every link, number, phone number and warning of the HTML part, 95 % of its words, and "
    "keeps to 78 columns but for addresses",
    ("EM-MI-04",),
    "RFC 2046, 5.1.4; RFC 5322, 2.1.1; the share is house",
)


def _text_part(reading: Subject) -> Iterator[Finding]:
    where = reading.at("text/plain")
    hint = "render the issue anew; report it when it stays"
    text = reading.said
    digits = "".join(re.findall(r"\d+", reading.text))
    listed = set(reading.text.split())
    listed |= {word.rstrip(".,;:)") for word in listed if word[-1] in ".,;:)"}
    for address, words in dict.fromkeys(reading.links):
        if address.startswith("tel:"):
            if not shows_number(digits, address):
                yield TEXT_PART.finding(where, f'the phone number of "{words}" is missing', hint)
        elif address.startswith("mailto:"):
            if unquote(address[7:].partition("?")[0]) not in text:
                yield TEXT_PART.finding(where, f'the address "{address[7:50]}" is missing', hint)
        elif not address.startswith("#") and address not in listed:
            yield TEXT_PART.finding(where, f'the link "{words}" to {address[:60]} is missing', hint)
    numbers = Counter(re.findall(r"\d+(?:[.,:/]\d+)*", reading.seen_level))
    given = Counter(re.findall(r"\d+(?:[.,:/]\d+)*", text))
    for number in numbers:
        if number not in given:
            yield TEXT_PART.finding(where, f'the number "{number}" is missing', hint)
    have = Counter(_words(text))
    wanted = Counter(_words(reading.seen))
    lost = sum((wanted - have).values())
    if wanted and lost / sum(wanted.values()) > 0.05:
        share = 100 - round(100 * lost / sum(wanted.values()))
        yield TEXT_PART.finding(where, f"it has {share} % of the words of the HTML part", hint)
    for warning in reading.page.iter("table"):
        if "warning" in (warning.get("class") or "").split():
            missing = [word for word in _words(strip_invisible(visible_words(warning))) if word not in have]
            if missing:
                yield TEXT_PART.finding(where, f'a warning lacks "{missing[0]}"', hint)
    for number, line in enumerate(reading.text.split("\n"), 1):
        if len(line) > 78 and not re.search(r"\S{60,}", line):
            yield TEXT_PART.finding(where, f"line {number} has {len(line)} columns", hint)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]{2,}", text.casefold())


MAIN_MESSAGE = Rule(
    "newsletter/main-message",
    Severity.ERROR,
    "an issue about one article carries its main message, word for word, in both parts",
    ("HC-STRUC-01",),
    "CDC Clear Communication Index, 1 and 2",
)


def _main_message(reading: Subject) -> Iterator[Finding]:
    if reading.edition.publication.is_collection:
        return
    message = " ".join(reading.edition.article.front.main_message.split())
    for name, words in reading.wordings:
        if letters(message) not in words:
            hint = "keep view.message in the template"
            yield MAIN_MESSAGE.finding(reading.at(name), f"the main message is not in the {name} part", hint)


SUMMARY = Rule(
    "newsletter/summary-length",
    Severity.WARNING,
    "each story of a digest has its title, a link to its page, and a summary of 40 to 60 words from the article",
    (),
    "house",
    Standing.HOUSE,
)


def _summaries(reading: Subject) -> Iterator[Finding]:
    if not reading.edition.publication.is_collection:
        return
    targets = [address.partition("?")[0] for address, _ in reading.links]
    for number, article in enumerate(reading.edition.publication.articles, 1):
        place = Place(article.file, part="newsletter summary")
        heading = next(iter(reading.page.xpath(f"//*[@id='story-{number}']")), None)
        text = heading.getnext() if heading is not None else None
        if heading is None or text is None or letters(article.front.title) not in letters(heading.text_content()):
            message = f'the digest does not show "{article.front.title}"'
            yield SUMMARY.finding(place, message, "keep view.stories in the template", Severity.ERROR)
            continue
        count = len(text.text_content().split())
        if not 40 <= count <= 60:
            hint = "give the article a main message and a summary that make 40 to 60 words together"
            yield SUMMARY.finding(place, f"its summary has {count} words, 40 to 60 is right", hint)
        if not any(article.slug in target for target in targets if target.startswith("https://")):
            message = f'no link leads to "{article.front.title}"'
            yield SUMMARY.finding(place, message, "keep story.link in the template", Severity.ERROR)


ONE_SIDED = Rule(
    "newsletter/one-sided",
    Severity.WARNING,
    "an issue that says a treatment works also says where that ends, in the same issue: a limit, a risk or a warning",
    ("HC-BAL-02",),
    "US Federal Trade Commission, Health Products Compliance Guidance (2022); CDC Clear Communication Index, 19",
    Standing.PRACTICE,
    languages=frozenset({"en", "es"}),
    reason="a teaser is all that many readers see of the article",
)


def _one_sided(reading: Subject) -> Iterator[Finding]:
    from pipeline.language.phrases import phrase_book

    if any("warning" in (table.get("class") or "").split() for table in reading.page.iter("table")):
        return
    book, lang = phrase_book(), reading.edition.lang
    praised = [match for match in book.find(reading.visible, lang, ("efficacy", "growth")) if match.claimed]
    if praised and not book.find(reading.visible, lang, ("limit",)):
        message = f'the issue says "{praised[0].text}" and nothing of limits or risks'
        hint = "add the limit to the key points or the main message, or a warning to the article"
        yield ONE_SIDED.finding(reading.at("text/html"), message, hint)


GRAVEST_RISK = Rule(
    "newsletter/gravest-risk",
    Severity.ERROR,
    "a teaser that names a benefit carries the gravest risk of the article, not the mildest",
    ("HC-BAL-02",),
    "US Federal Trade Commission, Health Products Compliance Guidance (2022); how risks are ranked is house",
    Standing.HOUSE,
    reason="many readers of a teaser never see the article with all its risks",
)


def _gravest_risk(reading: Subject) -> Iterator[Finding]:
    edition = reading.edition
    if reading.file.endswith("/whole.eml"):
        return  # it says all of the article, which facts/missing holds it to
    for number, article in enumerate(edition.publication.articles, 1):
        said, variant = reading.visible, "single"
        if edition.publication.is_collection:
            heading = next(iter(reading.page.xpath(f"//*[@id='story-{number}']")), None)
            text = heading.getnext() if heading is not None else None
            said, variant = text.text_content() if text is not None else "", "digest"
        balance = balance_of((article,), edition.lang, "newsletter", variant, edition.words("risks-label"))
        if balance.gravest and balance.lacks(said):
            message = f'it says "{balance.benefit_in(said)}" without the gravest risk: "{balance.gravest.core}"'
            hint = "keep view.cautions in the template, or mark another sentence in the article: [words]{.grave}"
            yield GRAVEST_RISK.finding(reading.at("text/html"), message, hint)


READABLE = Rule(
    "newsletter/pictures-only",
    Severity.WARNING,
    "the message says what it has to say with pictures off: at least 500 characters of text",
    ("EM-IM-03",),
    "house",
    Standing.HOUSE,
)


def _readable(reading: Subject) -> Iterator[Finding]:
    length = len(reading.seen)
    if length < 500:
        message = f"without pictures {length} characters are left"
        yield READABLE.finding(reading.at("text/html"), message, "put the words into the text, not into a picture")


CHECKS: tuple[Check[Subject], ...] = (
    Check(SUBJECT, _subject),
    Check(SUBJECTS_ALIKE, _alike),
    Check(HONEST, _honest),
    Check(CLAIM, _claims),
    Check(PREHEADER, _preheader),
    Check(LINKS, _links),
    Check(WORDS_OF_LINK, _link_words),
    Check(TEXT_PART, _text_part),
    Check(MAIN_MESSAGE, _main_message),
    Check(SUMMARY, _summaries),
    Check(ONE_SIDED, _one_sided),
    Check(GRAVEST_RISK, _gravest_risk),
    Check(READABLE, _readable),
)
