"""Envelope, text, HTML and pictures come in; the bytes of one Internet message (RFC 5322, MIME) go out."""

from __future__ import annotations

import base64
import hashlib
import quopri
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

import regex

from pipeline.errors import PlainleafError

LINE = 78
"""Columns a line should not pass (RFC 5322 section 2.1.1)."""
BASE64_LINE = 76
"""Characters of a line of base64 (RFC 2045 section 6.8)."""
ENCODED_WORD = 75
"""Characters an encoded word may have (RFC 2047 section 2)."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}")
"""addr-spec without quoted local parts, comments and literals (RFC 5321 section 4.1.2): what every sender takes."""
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name, which may be empty, and an address (local part and domain in ASCII, or an IDN domain)."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands above the body. `unsubscribe` is an https address or "", `unsubscribe_mailto` an address or ""."""

    sender: Mailbox
    reply_to: Mailbox | None
    to: tuple[Mailbox, ...]
    subject: str
    date: datetime
    message_id: str
    lang: str
    list_name: str = ""
    list_id: str = ""
    unsubscribe: str = ""
    unsubscribe_mailto: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture that the HTML shows as `cid:<cid>`."""

    cid: str
    name: str
    media_type: str
    content: bytes = field(repr=False)


def compose(envelope: Envelope, text: str, html: str, pictures: Sequence[Attachment] = ()) -> bytes:
    """The message with CRLF line ends: alternative(text, HTML), the HTML with its pictures in a related part.

    The bytes depend on the arguments only. Raises PlainleafError when a header value carries a control character
    or an address is none: nothing that an author or a brand writes can start a header of its own.
    """
    html_part = _text_part("html", html)
    if pictures:
        # RFC 2387, 3.1 asks for the type of the root part.
        html_part = _multipart("related", [html_part, *map(_picture_part, pictures)], 'type="text/html"')
    body = _multipart("alternative", [_text_part("plain", text), html_part])
    head = "".join(f"{line}\r\n" for line in _headers(envelope))
    # Of alternatives the last is the best (RFC 2046, 5.1.4): the text goes first, so that HTML is what is shown.
    return head.encode("ascii") + b"MIME-Version: 1.0\r\n" + body


def _headers(envelope: Envelope) -> Iterator[str]:
    # Date and From are the two headers that no message may lack (RFC 5322, 3.6); filters distrust one without a
    # Message-ID.
    yield _folded("Date", [format_datetime(envelope.date)])
    yield _folded("From", [mailbox(envelope.sender, LINE - len("From: "))])
    if envelope.reply_to:
        yield _folded("Reply-To", [mailbox(envelope.reply_to, LINE - len("Reply-To: "))])
    yield _folded("To", _comma_separated(mailbox(box, LINE - len("To: ")) for box in envelope.to))
    yield _folded("Subject", unstructured(envelope.subject, LINE - len("Subject: ")).split(" "))
    yield _folded("Message-ID", [f"<{_token(envelope.message_id, 'the message id')}>"])
    # RFC 3282: the language of the whole, for the text part as well, which has no lang attribute.
    yield _folded("Content-Language", [_token(envelope.lang, "the language")])
    if envelope.list_id:
        listed = f"<{_token(envelope.list_id, 'the list id')}>"
        named = phrase(envelope.list_name, LINE - len("List-ID: ")).split(" ") if envelope.list_name else []
        # RFC 2919: mailboxes sort and mute by this and not by the sender.
        yield _folded("List-ID", [*named, listed])
    ways = []
    if envelope.unsubscribe:
        ways.append(f"<{_token(envelope.unsubscribe, 'the unsubscribe address')}>")
    if envelope.unsubscribe_mailto:
        ways.append(f"<mailto:{address(envelope.unsubscribe_mailto)}?subject=unsubscribe>")
    if ways:
        yield _folded("List-Unsubscribe", _comma_separated(ways))
    if envelope.unsubscribe.startswith("https://"):
        # RFC 8058, 3.1 allows this one value only, and only beside an https address.
        yield _folded("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"])


def _comma_separated(values: Iterable[str]) -> list[str]:
    joined = ", ".join(values)
    return joined.split(" ")


def _folded(name: str, words: Sequence[str]) -> str:
    """One header, folded between words so that lines keep to 78 columns wherever a word allows it."""
    lines = [f"{name}:"]
    for word in [piece for given in words for piece in given.split(" ")]:
        if len(lines[-1]) + 1 + len(word) > LINE and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines)


def mailbox(box: Mailbox, first: int = ENCODED_WORD) -> str:
    """`name <address>` with the name as atoms, a quoted string or encoded words."""
    return f"{phrase(box.name, first)} <{address(box.address)}>" if box.name else address(box.address)


def address(text: str) -> str:
    """An addr-spec in ASCII, an IDN domain in its A-label form. Raises PlainleafError when it is no address."""
    local, _, domain = text.rpartition("@")
    try:
        # Without SMTPUTF8 (RFC 6531), which not every relay offers, an address travels in ASCII only.
        ascii_form = f"{local}@{domain.encode('idna').decode('ascii')}" if local else ""
    except UnicodeError:
        ascii_form = ""
    if not ADDRESS.fullmatch(ascii_form):
        raise PlainleafError(
            f'"{_CONTROL.sub("␤", text)}" is not an e-mail address', hint="write it as name@example.org"
        )
    return ascii_form


def phrase(text: str, first: int = ENCODED_WORD) -> str:
    """A display name: atoms when they do, else a quoted string, else encoded words (RFC 5322, RFC 2047)."""
    plain = _one_line(text)
    # A plain "=?" would be read as the beginning of an encoded word.
    if not plain.isascii() or "=?" in plain or len(plain) > LINE - 10:
        return " ".join(encoded_words(plain, first))
    if _PHRASE.fullmatch(plain):
        return plain
    return '"' + re.sub(r'(["\\])', r"\\\1", plain) + '"'


def unstructured(text: str, first: int = ENCODED_WORD) -> str:
    """A subject: as it is when it is ASCII with words that fold, else encoded words; `first` is the room on its
    first line."""
    plain = _one_line(text)
    if not plain.isascii() or "=?" in plain or any(len(word) > LINE - 10 for word in plain.split(" ")):
        return " ".join(encoded_words(plain, first))
    return plain


def encoded_words(text: str, first: int = ENCODED_WORD) -> list[str]:
    """UTF-8 encoded words of 75 characters at most, the first of `first`, never splitting a grapheme that fits.

    Q or B encoding, whichever is shorter over the whole text.
    """
    return min(_split(text, _q_word, first), _split(text, _b_word, first), key=lambda words: sum(map(len, words)))


def _split(text: str, encode: Callable[[str], str], first: int) -> list[str]:
    words: list[str] = []
    current = ""
    room = min(first, ENCODED_WORD)
    # RFC 2047, 5 forbids to split a character; a client that shows a letter and its accent apart is as bad.
    graphemes = (
        piece
        for grapheme in regex.findall(r"\X", text)
        for piece in ([grapheme] if len(encode(grapheme)) <= min(first, ENCODED_WORD) else grapheme)
    )
    for piece in graphemes:
        if current and len(encode(current + piece)) > room:
            words.append(encode(current))
            current, room = "", ENCODED_WORD
        current += piece
    return [*words, encode(current)]


def _q_word(text: str) -> str:
    # Only these may stand bare in a Q word inside a phrase (RFC 2047, 5, rule 3), and a subject loses nothing by it.
    safe = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"
    coded = "".join(chr(b) if b in safe else "_" if b == 0x20 else f"={b:02X}" for b in text.encode("utf-8"))
    return f"=?utf-8?q?{coded}?="


def _b_word(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode('utf-8')).decode('ascii')}?="


def _one_line(text: str) -> str:
    if _CONTROL.search(text):
        shown = _CONTROL.sub("␤", text)
        raise PlainleafError(
            f'a mail header must not carry a line break or control character: "{shown}"',
            hint="write the name or title on one line",
        )
    return re.sub(r" {2,}", " ", text).strip()


def _token(text: str, what: str) -> str:
    if not text.isascii() or _CONTROL.search(text) or re.search(r"[\s<>,]", text) or len(text) > 900:
        raise PlainleafError(
            f'{what} cannot stand in a mail header: "{_CONTROL.sub("␤", text)}"',
            hint="use ASCII without spaces, commas or angle brackets",
        )
    return text


def _text_part(kind: str, content: str) -> bytes:
    """A text part as quoted-printable or base64, whichever is shorter; both keep lines to 76 octets."""
    octets = content.replace("\r\n", "\n").encode("utf-8")
    # A relay that keeps mail in one file writes ">From" where a line begins with "From " (RFC 2049, 3), and then the
    # words are not the author's and a signature does not hold.
    quoted = quopri.encodestring(octets).replace(b"\nFrom ", b"\n=46rom ").replace(b"\n", b"\r\n")
    wrapped = _base64(octets.replace(b"\n", b"\r\n"))
    name, body = min(("quoted-printable", quoted), ("base64", wrapped), key=lambda pair: len(pair[1]))
    return (
        f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {name}\r\n\r\n".encode("ascii") + body
    )


def _picture_part(picture: Attachment) -> bytes:
    head = (
        # The name stands twice: older Outlooks read it here, everybody else in Content-Disposition (RFC 2183).
        f'Content-Type: {picture.media_type};\r\n name="{_token(picture.name, "the picture name")}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-ID: <{_token(picture.cid, 'the content id')}>\r\n"
        f'Content-Disposition: inline;\r\n filename="{picture.name}"\r\n\r\n'
    )
    return head.encode("ascii") + _base64(picture.content)


def _base64(octets: bytes) -> bytes:
    coded = base64.b64encode(octets)
    return b"\r\n".join(coded[start : start + BASE64_LINE] for start in range(0, len(coded), BASE64_LINE)) + b"\r\n"


def _multipart(kind: str, parts: Sequence[bytes], parameter: str = "") -> bytes:
    """A multipart whose boundary holds "=_", which neither quoted-printable nor base64 can contain."""
    boundary = "=_" + hashlib.sha256(b"".join(parts)).hexdigest()[:32]
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"'
    head += f";\r\n {parameter}\r\n\r\n" if parameter else "\r\n\r\n"
    # The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1), so a part's own last one is dropped.
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + part.rstrip(b"\r\n") + b"\r\n\r\n" for part in parts)
    return head.encode("ascii") + body + b"--" + boundary.encode() + b"--\r\n"
