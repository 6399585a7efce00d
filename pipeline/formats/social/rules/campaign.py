"""The posts and files of a campaign come in; what is missing, doubled or cut among them goes out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pipeline.article.balance import fold
from pipeline.finding import Check, Finding, Place, Rule, Severity, Standing
from pipeline.formats.social.campaign import message_names
from pipeline.formats.social.reading import Subject
from pipeline.formats.social.view import COLUMNS
from pipeline.markup.spreadsheets import disarm
from pipeline.naming import nearest

THREAD = Rule(
    "social/thread",
    Severity.ERROR,
    "the posts of a thread are numbered, and the last one names source and edition",
    ("SO-THR-01",),
    "house",
    Standing.HOUSE,
    reason="a post of a thread is often read alone",
)


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


LISTING = Rule(
    "social/listing",
    Severity.ERROR,
    "posts.csv holds the texts of posts.json and no cell that runs as a formula",
    ("SO-CSV-01", "SO-CSV-02"),
    "RFC 4180; OWASP, CSV injection",
    Standing.STANDARD,
    reason="a spreadsheet runs what begins with = + - or @",
)


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


OMITTED = Rule(
    "social/not-posted",
    Severity.WARNING,
    "everything that the plan asks for can be posted",
    (),
    "house",
    Standing.HOUSE,
    reason="what was left out has to be written by a person, or left out on purpose",
)


def omitted(reading: Subject) -> Iterator[Finding]:
    for each in reading.listed["omitted"]:
        if each["reason"] != "no-safe-cut":
            part = " ".join(word for word in (each["network"], each["message"]) if word)
            yield OMITTED.finding(Place(reading.edition.article.file, part=part), each["says"], each["hint"])


TEXT_UNKNOWN = Rule(
    "social/text-unknown",
    Severity.WARNING,
    "each text written for a network belongs to a message of the article",
    (),
    "house",
    Standing.HOUSE,
    reason="under a name that no message has, a text is never posted, and the one it was to replace goes out",
)


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


NO_SAFE_CUT = Rule(
    "social/no-safe-cut",
    Severity.INFO,
    "a message fits its network whole, or has a safe cut",
    ("SO-THR-01",),
    "house",
    Standing.HOUSE,
    reason='a cut that loses a "not", a condition or a warning changes what the article says',
)


def no_safe_cut(reading: Subject) -> Iterator[Finding]:
    for each in reading.listed["omitted"]:
        if each["reason"] == "no-safe-cut":
            part = " ".join(word for word in (each["network"], each["message"]) if word)
            yield NO_SAFE_CUT.finding(Place(reading.edition.article.file, part=part), each["says"], each["hint"])


CHECKS: tuple[Check[Subject], ...] = (
    Check(THREAD, thread),
    Check(LISTING, listing),
    Check(OMITTED, omitted),
    Check(TEXT_UNKNOWN, text_unknown),
    Check(NO_SAFE_CUT, no_safe_cut),
)
