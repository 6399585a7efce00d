"""The bytes and name of a file come in; what kind of manuscript it is goes out, or an error that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import PurePosixPath

from pipeline.errors import PlainleafError
from pipeline.limits import LINE_CHARACTERS, NOTE_EXPANSIONS, TEXT_BYTES
from pipeline.manuscript.pieces import Kind, Piece

MAX_FILE_BYTES = 100_000_000
MAX_PART_BYTES = 48_000_000
MAX_UNPACKED_BYTES = 256_000_000
MAX_PARTS = 4_000
MAX_ELEMENTS = 2_500_000
"""House: what an 800-page manuscript with pictures needs, several times over; beyond it a file is a mistake or an
attack. An XML tree of the largest part stays below 1 GiB."""

EXTENSIONS = (".txt", ".md", ".markdown", ".docx", ".odt", ".rtf", ".html", ".htm", ".xhtml", ".epub")


class Origin(StrEnum):
    """The kinds of manuscript that are read."""

    TEXT = "plain text"
    MARKDOWN = "Markdown"
    WORD = "Word (.docx)"
    OPEN_DOCUMENT = "OpenDocument (.odt)"
    RICH_TEXT = "Rich Text (.rtf)"
    WEB_PAGE = "web page (HTML)"
    EPUB = "EPUB"


_PICTURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"BM", "a BMP picture"),
    (b"\x00\x00\x00\x18ftypheic", "a HEIC picture"),
)
_ARCHIVES = ((b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7-Zip"), (b"Rar!", "RAR"), (b"\xfd7zXZ", "xz"))


def admit(content: bytes, name: str) -> Origin:
    """What `content` is, by its bytes first and its name second. Raises PlainleafError for what is not read here."""
    extension = PurePosixPath(name).suffix.lower()
    # A disk that was full, or a download that broke off, leaves a file of zeros.
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise PlainleafError("the file is empty", place=name, hint="save the manuscript again and import that file")
    if len(content) > MAX_FILE_BYTES:
        raise PlainleafError(
            f"the file weighs {len(content):,} bytes, {MAX_FILE_BYTES:,} is the most",
            place=name,
            hint="take large pictures out and add them to the images folder afterwards",
        )
    _refuse_others(content, name, extension)
    if content[:2] == b"PK":
        return _archive_kind(content, name)
    # Some programs save Rich Text under the name .doc.
    if content.lstrip()[:5] == b"{\\rtf":
        return Origin.RICH_TEXT
    if extension in {".docx", ".docm", ".dotx", ".odt", ".epub", ".rtf"}:
        raise PlainleafError(
            f'the file is named "{extension}" but is none; it may be cut off or damaged',
            place=name,
            hint="open it in the program it came from and save it again",
        )
    return _text_kind(content, extension)


def _refuse_others(content: bytes, name: str, extension: str) -> None:
    # Acrobat takes a header within the first 1,024 bytes (PDF Reference 1.7, appendix H).
    if content[:1024].lstrip()[:5] == b"%PDF-" or extension == ".pdf":
        raise PlainleafError(
            "a PDF holds the look of a page, not its paragraphs, lists and tables; they would be guessed",
            place=name,
            hint="import the file the PDF was made from (.docx, .odt, .html), or copy its text into a .txt file",
        )
    # MS-CFB, 2.2: old Office files, and new ones that are protected by a password.
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _ole_error(content, name)
    for magic, what in _PICTURES:
        if content.startswith(magic) and (magic != b"BM" or content[6:10] == b"\x00" * 4):
            raise PlainleafError(
                f"the file is {what}, not a text",
                place=name,
                hint="put pictures into the article's images folder and import the text",
            )
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        raise PlainleafError("the file is a WebP picture, not a text", place=name, hint="import the text instead")
    for magic, what in _ARCHIVES:
        if content.startswith(magic):
            raise PlainleafError(
                f"the file is a {what} archive", place=name, hint="unpack it and import the manuscript inside"
            )


def _ole_error(content: bytes, name: str) -> PlainleafError:
    # Names of streams stand in the file as UTF-16 (MS-CFB, 2.6.1).
    if "EncryptedPackage".encode("utf-16-le") in content:
        return PlainleafError(
            "the document is protected by a password",
            place=name,
            hint="open it in Word, take the password off (File, Info, Protect Document) and save it again",
        )
    if "WordDocument".encode("utf-16-le") in content:
        return PlainleafError(
            "the file is in the old Word format (.doc)",
            place=name,
            hint="open it in Word or LibreOffice and save it as .docx",
        )
    return PlainleafError(
        "the file is an old Office file that is not a text", place=name, hint="save the text as .docx and import that"
    )


def _text_kind(content: bytes, extension: str) -> Origin:
    if extension in {".html", ".htm", ".xhtml"}:
        return Origin.WEB_PAGE
    if extension in {".md", ".markdown"}:
        return Origin.MARKDOWN
    head = content[:2048].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if extension in {"", ".txt"}:
        if re.match(rb"<!doctype html|<html|<\?xml[^>]*>\s*<(!doctype )?html", head):
            return Origin.WEB_PAGE
        if re.match(rb"---[ \t]*\r?\n(?:#.*\n|[ \t\r]*\n)*[\w-]+:(?:\s|$)", head):
            return Origin.MARKDOWN
    return Origin.TEXT


def _archive_kind(content: bytes, name: str) -> Origin:
    parts = unpack(
        content, name, only=("[Content_Types].xml", "mimetype", "META-INF/manifest.xml", "word/document.xml")
    )
    names = set(part_names(content, name))
    kind = parts.get("mimetype", b"").strip()
    if "[Content_Types].xml" in names:
        # A macro document renamed to .docx keeps both its part and its content type.
        if any(n.lower().endswith("vbaproject.bin") for n in names) or b"macroEnabled" in parts["[Content_Types].xml"]:
            raise _macro_error(name)
        # Word on the web names the main part "document2.xml" and the like; its content type says what it is.
        if "word/document.xml" in names or _WORD_MAIN.search(parts["[Content_Types].xml"]):
            return Origin.WORD
        raise PlainleafError(
            "the file is an Office file, but not a Word document", place=name, hint="save the text as .docx"
        )
    # Books that were unpacked and packed again by hand often lose their mimetype.
    if kind == b"application/epub+zip" or "META-INF/container.xml" in names:
        # Adobe's protection keeps its licence in the first, Apple's in the second; encryption.xml alone may be fonts
        # only.
        if "META-INF/rights.xml" in names or "META-INF/sinf.xml" in names:
            raise PlainleafError(
                "the book is locked by digital rights management", place=name, hint="import an unlocked copy"
            )
        return Origin.EPUB
    if kind.startswith(b"application/vnd.oasis.opendocument.text") or "content.xml" in names:
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise PlainleafError(
                "the document is protected by a password",
                place=name,
                hint="open it in LibreOffice and save it without a password",
            )
        # LibreOffice keeps macros in Basic in the one, those in Python and JavaScript in the other.
        if any(n.startswith(("Basic/", "Scripts/")) for n in names):
            raise _macro_error(name)
        return Origin.OPEN_DOCUMENT
    raise PlainleafError(
        "the file is an archive without a document in it",
        place=name,
        hint="unpack it and import the manuscript inside",
    )


_WORD_MAIN = re.compile(rb"wordprocessingml\.(?:document|template)\.main\+xml")


def _macro_error(name: str) -> PlainleafError:
    return PlainleafError(
        "the document holds macros, programs that run when it is opened",
        place=name,
        hint="save it as .docx or .odt without macros and import that",
    )


def part_names(content: bytes, name: str) -> Iterator[str]:
    """The names of all parts of an archive whose directory has been checked."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise damaged(name) from fault


def unpack(content: bytes, name: str, only: tuple[str, ...] = ()) -> dict[str, bytes]:
    """The parts of an archive by name, all or `only` some; its whole directory is checked first.

    Raises PlainleafError for a bomb, a path that leaves the archive, doubled names, a cut-off or locked archive.
    """
    import io
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_directory(entries, name)
            wanted = [e for e in entries if not e.is_dir() and (not only or e.filename in only)]
            return {entry.filename: archive.read(entry) for entry in wanted}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as fault:
        raise damaged(name) from fault


def _check_directory(entries: Sequence[object], name: str) -> None:
    seen: set[str] = set()
    total = 0
    if len(entries) > MAX_PARTS:
        raise _bomb(name, f"{len(entries):,} parts, {MAX_PARTS:,} is the most")
    for entry in entries:
        path, size = str(getattr(entry, "filename", "")), int(getattr(entry, "file_size", 0))
        if path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path) or re.match(r"^[A-Za-z]:", path):
            raise PlainleafError(
                f'a part of the archive wants to leave it: "{path[:60]}"',
                place=name,
                hint="such a file is made by hand and may be an attack; ask where it came from",
            )
        if path in seen:
            raise PlainleafError(
                f'the archive holds the part "{path[:60]}" twice',
                place=name,
                hint="open it in the program it came from and save it again",
            )
        seen.add(path)
        if int(getattr(entry, "flag_bits", 0)) & 0x1:
            raise PlainleafError(
                "the archive is protected by a password", place=name, hint="save it without a password"
            )
        total += size
        if size > MAX_PART_BYTES:
            raise _bomb(name, f'"{path[:60]}" unpacks to {size:,} bytes, {MAX_PART_BYTES:,} is the most')
    if total > MAX_UNPACKED_BYTES:
        raise _bomb(name, f"it unpacks to {total:,} bytes, {MAX_UNPACKED_BYTES:,} is the most")


def _bomb(name: str, says: str) -> PlainleafError:
    return PlainleafError(
        f"the archive is a zip bomb or far too large: {says}",
        place=name,
        hint="take large pictures out of the document, or ask where the file came from",
    )


def refuse_long_lines(texts: Iterable[str], name: str) -> None:
    """Stop at a paragraph that no article may hold, before anybody works on it. Raises PlainleafError."""
    for text in texts:
        if len(text) > LINE_CHARACTERS:
            raise PlainleafError(
                f"a paragraph has {len(text):,} characters, {LINE_CHARACTERS:,} is the most; nothing was written",
                place=name,
                hint=f'break it into paragraphs; it begins "{" ".join(text[:60].split())}"',
            )


def refuse_many_notes(count: int, name: str) -> None:
    """Stop at more footnotes than an article may print, before anybody works on them. Raises PlainleafError."""
    if count > NOTE_EXPANSIONS:
        raise PlainleafError(
            f"the file has {count:,} footnotes, {NOTE_EXPANSIONS:,} is the most; nothing was written",
            place=name,
            hint="import it chapter by chapter",
        )


MAX_CELLS = 10_000
"""House: cells of all tables of a page; pandoc takes 600 MB for 15,000."""


def refuse_many_cells(html: str, name: str) -> None:
    """Stop at a page of more table cells than any article has. Raises PlainleafError."""
    count = len(re.findall(r"<t[dh][\s>]", html))
    if count > MAX_CELLS:
        raise PlainleafError(
            f"the page has {count:,} table cells, {MAX_CELLS:,} is the most; nothing was written",
            place=name,
            hint="import the article's part of it, and give a long table as a file of its own",
        )


def refuse_oversized(pieces: Iterable[Piece], name: str) -> None:
    """Stop at a text, a paragraph or a number of notes that no article may hold, before anybody works on it.
    Raises PlainleafError.
    """
    kept = [piece for piece in pieces if not piece.left_out and piece.kind is not Kind.LINK]
    refuse_long_lines((piece.text for piece in kept), name)
    refuse_many_notes(sum(piece.kind is Kind.FOOTNOTE for piece in kept), name)
    refuse_large(sum(len(piece.text.encode(errors="replace")) + 1 for piece in kept), name)


def refuse_large(count: int, name: str) -> None:
    """Stop at more bytes of text than an article may have, which no check would read. Raises PlainleafError."""
    if count > TEXT_BYTES:
        raise PlainleafError(
            f"the text has {count:,} bytes, {TEXT_BYTES:,} is the most for an article; nothing was written",
            place=name,
            hint="import it chapter by chapter: a book of 200 pages is one article, a longer one is several",
        )


def damaged(name: str) -> PlainleafError:
    """The error for a file whose end or middle is missing."""
    return PlainleafError(
        "the file is cut off or damaged",
        place=name,
        hint="copy it again, or open it in the program it came from and save it again",
    )


def parse_xml(content: bytes, name: str, part: str) -> object:
    """The root element of an XML part, read without entities, network or unbounded depth.

    Raises PlainleafError for a document type (entity bombs need one), too many elements, or broken XML.
    """
    from lxml import etree

    if content.count(b"<") > 2 * MAX_ELEMENTS:
        raise _bomb(name, f'"{part}" holds more than {MAX_ELEMENTS:,} elements')
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        if "entit" in str(fault).lower():
            raise _entities(name, part) from None
        raise PlainleafError(
            f'the part "{part}" is cut off or damaged: {str(fault.msg)[:80]}',
            place=name,
            hint="open it in the program it came from and save it again",
        ) from None
    if root.getroottree().docinfo.doctype:
        raise _entities(name, part)
    return root


def _entities(name: str, part: str) -> PlainleafError:
    return PlainleafError(
        f'the part "{part}" declares a document type, which no word processor writes; it may be an XML bomb',
        place=name,
        hint="ask where the file came from",
    )


def repack(parts: Mapping[str, bytes], *, small: bool = False) -> bytes:
    """An archive of `parts` in their order and with fixed times; `small` compresses it."""
    import io
    import zipfile

    buffer = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if small else zipfile.ZIP_STORED
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0)), content, compress_type=method)
    return buffer.getvalue()
