"""Rules about the message itself: headers, encodings, parts (RFC 5322, 2045-2047, 8058)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.newsletter.reading import Subject

HEADERS = Rule(
    "newsletter/header-missing",
    Severity.ERROR,
    "the message has Date, From, To, Subject, Message-ID and MIME-Version, each once, and Message-ID is of the "
    "sender's domain",
    ("EM-HD-03",),
    "RFC 5322, 3.6",
)
_NEEDED = ("Date", "From", "To", "Subject", "Message-ID", "MIME-Version")


def _headers(reading: Subject) -> Iterator[Finding]:
    for name in _NEEDED:
        count = sum(own.lower() == name.lower() for own, _ in reading.headers)
        if count != 1 or not reading.header(name).strip():
            said = "is missing" if count == 0 else "is empty" if count == 1 else f"stands there {count} times"
            yield HEADERS.finding(reading.at(name), f"{name} {said}", "render the issue anew")
    domain = _domain(reading.header("From"))
    own = reading.header("Message-ID").strip("<> \t").rpartition("@")[2].lower()
    if own and domain and own != domain:
        hint = "render the issue anew; the id comes from the sender's address"
        yield HEADERS.finding(reading.at("Message-ID"), f'Message-ID is of "{own}", the sender of "{domain}"', hint)


def _domain(mailbox: str) -> str:
    return mailbox.strip("<> \t").rpartition("@")[2].lower()


FOREIGN_HEADER = Rule(
    "newsletter/header-foreign",
    Severity.ERROR,
    "the message has only the headers that a proof needs; Auto-Submitted, Bcc and headers nobody asked for are absent",
    (),
    "RFC 3834, 5; house",
    Standing.HOUSE,
    reason="a line break in a title or name would show up as a header of its own",
)
_KNOWN = {name.lower() for name in _NEEDED} | {
    "reply-to",
    "content-language",
    "content-type",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "dkim-signature",
}


def _foreign(reading: Subject) -> Iterator[Finding]:
    for name, _ in reading.headers:
        if name.lower() not in _KNOWN:
            hint = "write names and titles in brand.toml and the front matter on one line"
            yield FOREIGN_HEADER.finding(reading.at(name), f'the message has a header "{name}"', hint)


RAW_HEADER = Rule(
    "newsletter/header-encoding",
    Severity.ERROR,
    "headers are ASCII; other characters are encoded words of at most 75 characters on lines of at most 76",
    ("EM-MI-03",),
    "RFC 2047, 2",
)


def _encoded(reading: Subject) -> Iterator[Finding]:
    hint = "render the issue anew"
    for line in reading.head.split(b"\r\n"):
        name = line.split(b":", 1)[0].decode("ascii", "replace")[:40]
        # Servers without SMTPUTF8 send such a header back, or replace the octets by question marks.
        if any(octet > 127 for octet in line):
            yield RAW_HEADER.finding(reading.at(name), f'the header line "{name}" is not ASCII', hint)
        for word in re.findall(rb"=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=", line):
            if len(word) > 75:
                yield RAW_HEADER.finding(reading.at(name), f"an encoded word has {len(word)} characters", hint)
            elif len(line) > 78:
                yield RAW_HEADER.finding(reading.at(name), f"a line with encoded words has {len(line)} octets", hint)


LINES = Rule(
    "newsletter/line-too-long",
    Severity.ERROR,
    "lines end with CRLF and have at most 998 octets; at most 78 is reported",
    ("EM-MI-01",),
    "RFC 5322, 2.1.1",
)


def _lines(reading: Subject) -> Iterator[Finding]:
    # RFC 5321, 2.3.8: a bare CR or LF is how one message is smuggled into another; some servers cut there.
    bare = reading.raw.count(b"\n") + reading.raw.count(b"\r") - 2 * reading.raw.count(b"\r\n")
    if bare:
        yield LINES.finding(reading.at("message"), f"{bare} lines do not end with CRLF", "render the issue anew")
    lengths = list(map(len, reading.raw.split(b"\r\n")))
    longest, over = max(lengths), sum(length > 78 for length in lengths)
    # Sendmail and others break such a line with an exclamation mark, in the middle of a link perhaps.
    if longest > 998:
        hint = "shorten the address that stands in a header"
        yield LINES.finding(reading.at("message"), f"a line has {longest} octets", hint)
    elif over:
        hint = "shorten the address that stands in a header; mail servers take up to 998 octets"
        yield LINES.finding(
            reading.at("message"), f"{over} lines have more than 78 octets, {longest} at most", hint, Severity.INFO
        )


ENCODING = Rule(
    "newsletter/part-encoding",
    Severity.ERROR,
    "each text part is UTF-8, says so, and travels as quoted-printable or base64 on lines of at most 76",
    ("EM-MI-02",),
    "RFC 2045, 6.7 and 6.8",
)


def _encodings(reading: Subject) -> Iterator[Finding]:
    for part in reading.parts:
        where = reading.at(part.media_type)
        if part.media_type.startswith("text/") and part.charset.lower() != "utf-8":
            said = f'"{part.charset}"' if part.charset else "nothing"
            yield ENCODING.finding(where, f"{part.media_type} says {said} about its characters", "render it anew")
        if part.encoding not in {"quoted-printable", "base64"}:
            message = f'{part.media_type} travels as "{part.encoding}"'
            yield ENCODING.finding(where, message, "render it anew")
        if part.media_type.startswith("text/"):
            try:
                part.content.decode(part.charset or "ascii")
            except (UnicodeDecodeError, LookupError):
                yield ENCODING.finding(where, f"{part.media_type} holds other bytes than it says", "render it anew")


PARTS = Rule(
    "newsletter/parts-order",
    Severity.ERROR,
    "the message is multipart/alternative: the plain text first, the HTML (with its pictures) last",
    ("EM-MI-04",),
    "RFC 2046, 5.1.4",
)


def _parts(reading: Subject) -> Iterator[Finding]:
    if reading.tree.get_content_type() != "multipart/alternative":
        said = reading.tree.get_content_type()
        yield PARTS.finding(reading.at("message"), f'the message is "{said}"', "render the issue anew")
    kinds = [part.media_type for part in reading.parts if part.media_type.startswith("text/")]
    if kinds != ["text/plain", "text/html"]:
        found = ", then ".join(kinds) or "none"
        message = f"its text parts are {found}; text/plain and then text/html is right"
        yield PARTS.finding(reading.at("message"), message, "render the issue anew")


PICTURES = Rule(
    "newsletter/picture-loose",
    Severity.ERROR,
    "every cid: address of the HTML has its part, and every picture part is shown",
    (),
    "RFC 2392",
)


def _pictures(reading: Subject) -> Iterator[Finding]:
    wanted = {image.get("src", "")[4:] for image in reading.page.iter("img") if image.get("src", "").startswith("cid:")}
    for cid in sorted(wanted - set(reading.pictures)):
        yield PICTURES.finding(reading.at("text/html"), f'no part has the picture "{cid}"', "render the issue anew")
    for cid in sorted(set(reading.pictures) - wanted):
        name = reading.pictures[cid].name
        yield PICTURES.finding(reading.at(name), f'the picture "{name}" is in the message and never shown', "drop it")


UNSUBSCRIBE = Rule(
    "newsletter/list-unsubscribe",
    Severity.ERROR,
    "List-Unsubscribe names an https address (a mail address may follow), and List-Unsubscribe-Post stands beside it",
    ("EM-HD-01",),
    "RFC 8058, 3.1; RFC 2369",
)


def _unsubscribe(reading: Subject) -> Iterator[Finding]:
    brand = f"styles/brands/{reading.edition.brand.id}/brand.toml"
    ways = re.findall(r"<([^<>]+)>", reading.header("List-Unsubscribe"))
    where = reading.at("List-Unsubscribe")
    post = reading.header("List-Unsubscribe-Post").replace(" ", "")
    if not ways:
        message = "there is no List-Unsubscribe; mailbox providers ask bulk senders for it"
        yield UNSUBSCRIBE.finding(where, message, f'add unsubscribe = "https://…" to [newsletter] in {brand}')
    elif not any(way.startswith("https://") for way in ways):
        message = "List-Unsubscribe has no https address, so one click cannot leave the list"
        hint = f'add unsubscribe = "https://…" to [newsletter] in {brand}'
        yield UNSUBSCRIBE.finding(where, message, hint, Severity.WARNING)
        if post:
            message = "List-Unsubscribe-Post stands there without an https address"
            yield UNSUBSCRIBE.finding(where, message, "render the issue anew")
    elif post != "List-Unsubscribe=One-Click":
        message = "List-Unsubscribe-Post: List-Unsubscribe=One-Click is missing beside the https address"
        yield UNSUBSCRIBE.finding(where, message, "render the issue anew")


CHECKS: tuple[Check[Subject], ...] = (
    Check(HEADERS, _headers),
    Check(FOREIGN_HEADER, _foreign),
    Check(RAW_HEADER, _encoded),
    Check(LINES, _lines),
    Check(ENCODING, _encodings),
    Check(PARTS, _parts),
    Check(PICTURES, _pictures),
    Check(UNSUBSCRIBE, _unsubscribe),
)
