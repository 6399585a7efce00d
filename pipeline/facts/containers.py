"""Two files of one product come in, books and messages opened; how they differ but for their packing goes out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline import limits
from pipeline.edition.artifact import File
from pipeline.facts.differing import Differing, short, told
from pipeline.facts.documents import documents_differ, style_sheets_differ
from pipeline.facts.painting import pictures_alike
from pipeline.facts.printed import pdfs_differ, why_unreadable
from pipeline.facts.records import objects_differ, tables_differ

if TYPE_CHECKING:
    from email.message import EmailMessage

HEADERS = ("From", "Reply-To", "Sender", "To", "Cc", "Subject", "Content-Language", "List-ID", "List-Unsubscribe")
"""What a receiver sees of a message's head or answers to; other headers are of those who carry it (RFC 5322, 3.6)."""

XML = frozenset({"application/xhtml+xml", "application/xml", "application/x-dtbncx+xml", "image/svg+xml"})
ENDINGS = {
    ".xhtml": "application/xhtml+xml",
    ".opf": "application/xml",
    ".ncx": "application/xml",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".css": "text/css",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".smil": "application/xml",
}


def why_damaged(file: File) -> str:
    """Why a file is no proof as it stands, "" when it can be opened."""
    if file.media_type == "application/pdf":
        return why_unreadable(file.content)
    if file.media_type == "application/epub+zip":
        try:
            with zipfile.ZipFile(io.BytesIO(file.content)) as book:
                if any(each.flag_bits & 1 for each in book.infolist()):
                    return "it is encrypted"
                if sum(each.file_size for each in book.infolist()) > 8 * limits.PICTURE_BYTES:
                    return "it unpacks to more than any book of ours"
                broken = book.testzip()
                return f'"{broken}" in it is damaged' if broken else ""
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            return f"it is damaged or cut off: {short(str(error))}"
    return ""


def files_differ(one: File, other: File, *, painted: bool = True) -> Iterator[Differing]:
    """How a file differs in what it says, marks up, links and shows; `painted` False leaves out what pages show."""
    if one.content == other.content:
        return
    where = one.name
    match one.media_type:
        case "application/pdf":
            yield from pdfs_differ(one.content, other.content, painted=painted)
        case "application/epub+zip":
            yield from _books(one.content, other.content)
        case "message/rfc822":
            yield from _messages(one.content, other.content)
        case "text/html":
            yield from documents_differ(one.content, other.content, where, xml=False)
        case "text/css":
            yield from style_sheets_differ(one.content, other.content, where)
        case "text/csv":
            yield from tables_differ(one.content, other.content, where)
        case media_type if media_type.endswith("json"):
            yield from objects_differ(one.content, other.content, where)
        case media_type if media_type in XML:
            yield from documents_differ(one.content, other.content, where, xml=True)
        case media_type if media_type.startswith("image/"):
            yield from _pictures(one.content, other.content, where)
        case media_type if media_type.startswith("text/"):
            yield from _texts(one.content, other.content, where)
        case _:
            yield Differing(where, "its bytes are others")


def _pictures(one: bytes, other: bytes, where: str) -> Iterator[Differing]:
    try:
        how = pictures_alike(one, other)
    except OSError as error:
        how = f"it is no picture any more: {short(str(error))}"
    if how:
        yield Differing(where, how)


def _texts(one: bytes, other: bytes, where: str) -> Iterator[Differing]:
    """Texts are wrapped anew by every program that carries them."""
    try:
        text = other.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Differing(where, "it is not in UTF-8 any more, and other signs are shown for its letters")
        return
    expected, actual = (" ".join(each.split()) for each in (one.decode("utf-8-sig"), text))
    if expected != actual:
        yield Differing(where, told(expected, actual))


def _books(one: bytes, other: bytes) -> Iterator[Differing]:
    before, after = _entries(one), _entries(other)
    if "mimetype" in after and next(iter(after)) != "mimetype":
        yield Differing("", "its media type does not stand first, and reading systems may not open it")
    for name in before.keys() - after.keys():
        yield Differing(name, "the file is not in it any more")
    for name in after.keys() - before.keys():
        yield Differing(name, "the file was added to it")
    for name, content in before.items():
        if name in after and content != after[name]:
            media_type = ENDINGS.get(name[name.rfind(".") :].lower(), "application/octet-stream")
            short_name = name.removeprefix("EPUB/")
            yield from files_differ(File(short_name, media_type, content), File(short_name, media_type, after[name]))


def _entries(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist() if not each.is_dir()}


def _messages(one: bytes, other: bytes) -> Iterator[Differing]:
    before, after = message_of(one), message_of(other)
    for name in HEADERS:
        had, has = header_of(before, name), header_of(after, name)
        if had != has:
            yield Differing(name, told(had, has))
    ours, theirs = list(parts_of(before)), list(parts_of(after))
    for number, (name, media_type, content) in enumerate(ours):
        if number >= len(theirs):
            yield Differing(name, "the part is not in the message any more")
            continue
        _, kind, found = theirs[number]
        if kind != media_type:
            yield Differing(name, f"{kind} stands in the place of {media_type}")
        else:
            yield from files_differ(File(name, media_type, content), File(name, media_type, found))
    for name, media_type, _ in theirs[len(ours) :]:
        yield Differing(name or media_type, f"the part was added to the message ({media_type})")


def message_of(content: bytes) -> EmailMessage:
    """A message as a mail client reads it."""
    from email import message_from_bytes, policy

    message: EmailMessage = message_from_bytes(content, policy=policy.default)
    return message


def header_of(message: EmailMessage, name: str) -> str:
    """A header as its reader sees it; "" when there is none, or none that can be read."""
    try:
        return " ".join(" ".join(str(value).split()) for value in message.get_all(name, []))
    except (ValueError, IndexError, AttributeError, TypeError):  # email's parser of headers on odd ones
        return "?"


def parts_of(message: EmailMessage) -> Iterator[tuple[str, str, bytes]]:
    """Name, media type and content of each part; texts in UTF-8."""
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        kind = part.get_content_type()
        if kind.startswith("text/"):
            try:
                content = content.decode(part.get_content_charset("utf-8"), "replace").encode()
            except LookupError:
                content = content.decode("ascii", "replace").encode()
        names = {"text/html": "HTML part", "text/plain": "text part"}
        yield (
            names.get(kind, str(part.get("Content-ID", "")).strip("<> ") or part.get_filename("") or kind),
            kind,
            content,
        )
