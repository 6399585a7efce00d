"""An opened EPUB comes in; what is wrong with its pages, pictures and styles goes out."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.booklet.opening import LANG, XHTML, Item
from pipeline.formats.booklet.reading import Subject
from pipeline.formats.booklet.rules.package import OURS

NOT_XHTML = Rule(
    "booklet/not-xhtml",
    Severity.ERROR,
    "every page is well-formed XHTML in UTF-8 and states its language as lang and xml:lang",
    ("EP-HT-01",),
    "EPUB 3.3 6.1; EPUBCheck RSC-005, RSC-016, HTM-058; WCAG 2.2 3.1.1",
)
LINK = Rule(
    "booklet/link-broken",
    Severity.ERROR,
    "every internal link leads to a place in the book, and no id stands twice on a page",
    ("EP-NV-02",),
    "EPUBCheck RSC-007, RSC-012, RSC-005",
)
IMAGE = Rule(
    "booklet/image-undescribed",
    Severity.ERROR,
    "every image has a description",
    ("EP-HT-02",),
    "WCAG 2.2 1.1.1; EPUB Accessibility 1.1",
)
TABLE = Rule(
    "booklet/table-headers",
    Severity.ERROR,
    "every table has header cells with a scope",
    ("EP-HT-03",),
    "WCAG 2.2 1.3.1; EPUBCheck ACC-005",
)
NOTE = Rule(
    "booklet/note-one-way",
    Severity.ERROR,
    "every footnote is marked as one, is called, and leads back to where it was called",
    ("EP-HT-03",),
    "EPUB Structural Semantics, footnote; DPUB-ARIA 1.1",
)
HEAVY = Rule(
    "booklet/page-too-heavy",
    Severity.WARNING,
    "an XHTML file weighs at most 300,000 bytes; above 1 MB it is an error",
    ("EP-HT-04",),
    "habit of old reading systems; house",
    Standing.HOUSE,
)
FORMAT = Rule(
    "booklet/image-format",
    Severity.ERROR,
    "pictures are JPEG, PNG, GIF, SVG or WebP, what the manifest says, in RGB or grey, and do not move",
    ("EP-IM-01",),
    "EPUB 3.3 3.2; EPUBCheck OPF-029, RSC-032; KDP (RGB)",
)
PIXELS = Rule(
    "booklet/image-too-large",
    Severity.WARNING,
    "a picture has at most 4 megapixels (error above 5.6) and 5 MB",
    ("EP-IM-02", "EP-IM-03"),
    "Apple Books asset guide, 2014; KDP guidelines, 2014",
    Standing.UNVERIFIED,
)
COVER = Rule(
    "booklet/cover-missing",
    Severity.ERROR,
    "the cover is in the manifest with cover-image, in the EPUB 2 metadata, and on the first page with text",
    ("EP-CV-01",),
    "EPUB 3.3 D.6.2; Kobo EPUB guidelines",
)
COVER_SIZE = Rule(
    "booklet/cover-size",
    Severity.ERROR,
    "the cover is a JPEG in RGB of 1600 × 2560 px, at least 1000 × 625",
    ("EP-CV-02", "EP-CV-03"),
    "KDP cover guidelines",
)
COVER_CONTRAST = Rule(
    "booklet/cover-contrast",
    Severity.ERROR,
    "the words of the cover stand out from its field with at least 4.5:1",
    (),
    "WCAG 2.2 1.4.3",
)
CSS = Rule(
    "booklet/css-unsafe",
    Severity.ERROR,
    "styles use no variables, flex, grid, fixed or absolute position, direction, import or remote address, no absolute "
    "type size, and no double hyphen in a comment",
    ("EP-CSS-01",),
    "Kobo EPUB guidelines; EPUBCheck CSS-001, CSS-006; KDP",
)
COLOUR = Rule(
    "booklet/text-colour-fixed",
    Severity.ERROR,
    "no style sets a colour of text or background",
    ("EP-CSS-02",),
    "Kobo EPUB guidelines; house",
    Standing.PRACTICE,
    reason="dark ink set by a style vanishes when the reader chooses the black theme",
)
REMOTE = Rule(
    "booklet/remote-or-scripted",
    Severity.ERROR,
    "the book fetches nothing from a network and runs no script",
    ("EP-RS-01",),
    "EPUB 3.3 3.6; EPUBCheck RSC-006",
)
DISCLAIMER = Rule(
    "booklet/disclaimer-missing",
    Severity.ERROR,
    "the disclaimer stands in the end matter, word for word",
    ("HC-DISC-01",),
    "HONcode principle 2",
    Standing.PRACTICE,
)
MAIN_MESSAGE = Rule(
    "booklet/main-message-missing",
    Severity.ERROR,
    "the first page of each article shows its main message in a box of its own",
    ("HC-STRUC-01",),
    "CDC Clear Communication Index 1-3",
    Standing.PRACTICE,
)


def _not_xhtml(reading: Subject) -> Iterator[Finding]:
    for page in reading.book.pages:
        if page.root is None:
            yield NOT_XHTML.finding(reading.place(page.path), f"the page cannot be read: {page.fault}", OURS)
        elif not (page.root.get("lang") and page.root.get("lang") == page.root.get(LANG)):
            yield NOT_XHTML.finding(reading.place(page.path), "the page does not say its language twice", OURS)


def _links(reading: Subject) -> Iterator[Finding]:
    book = reading.book
    ids = {page.path: Counter(page.find("//@id")) for page in book.pages}
    for page in book.pages:
        for identity, count in ids[page.path].items():
            if count > 1:
                yield LINK.finding(reading.place(page.path), f'the id "{identity}" stands {count} times', OURS)
        for href in page.find("//h:a/@href"):
            if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", href):
                continue
            path, fragment = book.resolve(page.path, href)
            if path not in book.files or (fragment and path in ids and fragment not in ids[path]):
                yield LINK.finding(reading.place(page.path), f'the link "{href}" leads nowhere', OURS)


def _images(reading: Subject) -> Iterator[Finding]:
    for page in reading.book.pages:
        for image in page.find("//h:img"):
            if not (image.get("alt") or "").strip():
                name = image.get("src", "").rpartition("/")[2]
                yield IMAGE.finding(
                    reading.place(page.path),
                    f'the image "{name}" has no description',
                    "say what someone who cannot see it needs to know: ![what it shows](…)",
                )


def _tables(reading: Subject) -> Iterator[Finding]:
    for page in reading.book.pages:
        for table in page.find("//h:table"):
            heads = table.findall(".//{*}th")
            if not heads or any(not head.get("scope") for head in heads):
                yield TABLE.finding(
                    reading.place(page.path), "a table has no header cells", "write a head row, or header-column=true"
                )


def _notes(reading: Subject) -> Iterator[Finding]:
    book = reading.book
    for page in book.pages:
        called = {book.resolve(page.path, href)[1] for href in page.find('//h:a[@epub:type="noteref"]/@href')}
        notes = page.find('//h:aside[@epub:type="footnote"]')
        for note in notes:
            backs = note.xpath('.//*[@role="doc-backlink"]')
            if note.get("id") not in called or not backs or note.get("role") != "doc-footnote":
                yield NOTE.finding(reading.place(page.path), f'the note "{note.get("id")}" has no way back', OURS)
        for identity in sorted(called - {note.get("id") for note in notes}):
            yield NOTE.finding(reading.place(page.path), f'"{identity}" is called and is no footnote', OURS)


def _heavy(reading: Subject) -> Iterator[Finding]:
    for item in reading.book.manifest:
        size = len(reading.book.files.get(item.path, b""))
        if item.media_type == XHTML and size > 300_000:
            severity = Severity.ERROR if size > 1_000_000 else Severity.WARNING
            yield HEAVY.finding(
                reading.place(item.path), f"the page weighs {size:,} bytes", "cut the section in two", severity
            )


_MAGIC = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}


def _image_formats(reading: Subject) -> Iterator[Finding]:
    from PIL import Image

    from pipeline.formats.booklet.accessibility import is_animated

    for item, content in reading.book.images():
        place = reading.place(item.path)
        if item.media_type == "image/svg+xml":
            continue
        found = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), "something else")
        if found != item.media_type:
            yield FORMAT.finding(place, f"the manifest says {item.media_type}, the bytes are {found}", OURS)
            continue
        if is_animated(content):
            yield FORMAT.finding(place, "the picture moves", "use a still picture")
        with Image.open(io.BytesIO(content)) as picture:
            if picture.mode in {"CMYK", "YCbCr", "LAB", "I;16"}:
                yield FORMAT.finding(place, f"the picture is in {picture.mode}", "save it in RGB")


def _pixels(reading: Subject) -> Iterator[Finding]:
    from PIL import Image

    for item, content in reading.book.images():
        if item.media_type == "image/svg+xml" or "cover-image" in item.properties:
            continue
        try:
            with Image.open(io.BytesIO(content)) as picture:
                count = picture.width * picture.height
        except OSError:
            continue
        if count > 4_000_000 or len(content) > 5_000_000:
            severity = Severity.ERROR if count > 5_600_000 or len(content) > 5_000_000 else Severity.WARNING
            message = f"the picture has {count / 1e6:.1f} megapixels and {len(content):,} bytes"
            yield PIXELS.finding(reading.place(item.path), message, "make it smaller", severity)


def _cover(reading: Subject) -> Iterator[Finding]:
    book = reading.book
    item = book.cover
    old = book.package.xpath('//*[local-name()="meta"][@name="cover"]/@content')
    first = book.spine[0] if book.spine else None
    shown = [
        image
        for image in (first.find("//h:img") if first else [])
        if first and item and book.resolve(first.path, image.get("src", ""))[0] == item.path
    ]
    if item is None or item.path not in book.files:
        yield COVER.finding(reading.place("content.opf"), "no image of the manifest is the cover", OURS)
    elif list(old) != [item.id]:
        yield COVER.finding(reading.place("content.opf"), "the EPUB 2 metadata names no cover", OURS)
    elif not shown or not shown[0].get("alt"):
        yield COVER.finding(reading.place("cover.xhtml"), "the first page does not show the cover", OURS)


def _cover_bytes(reading: Subject) -> tuple[Item, bytes] | None:
    item = reading.book.cover
    content = reading.book.files.get(item.path) if item is not None else None
    return (item, content) if item is not None and content else None


def _cover_size(reading: Subject) -> Iterator[Finding]:
    from PIL import Image

    found = _cover_bytes(reading)
    if found is None:
        return
    item, content = found
    try:
        with Image.open(io.BytesIO(content)) as picture:
            kind, mode, (width, height) = picture.format, picture.mode, picture.size
    except OSError:
        yield COVER_SIZE.finding(reading.place(item.path), "the cover is no picture", OURS)
        return
    if kind != "JPEG" or mode != "RGB" or height < 2560 or width < 1600 or height > 10_000:
        message = f"the cover is {kind} in {mode} of {width} × {height} px"
        yield COVER_SIZE.finding(reading.place(item.path), message, OURS)


def _cover_contrast(reading: Subject) -> Iterator[Finding]:
    from PIL import Image

    from pipeline.press.colour import contrast_of, shares

    found = _cover_bytes(reading)
    if found is None:
        return
    item, content = found
    try:
        with Image.open(io.BytesIO(content)) as picture:
            # The upper half holds the words. Nearest neighbour keeps pure colours; quantising joins JPEG's noise.
            upper = picture.convert("RGB").crop((0, 0, picture.width, picture.height // 2)).resize((400, 320), 0)
            colours: Any = upper.quantize(12, dither=Image.Dither.NONE).convert("RGB").getcolors(400 * 320)
    except OSError:
        return
    ranked = sorted(colours, reverse=True)
    field = shares(ranked[0][1])
    ratio = max((contrast_of(field, shares(colour)) for count, colour in ranked if count > 40), default=1.0)
    if ratio < 4.5:
        yield COVER_CONTRAST.finding(
            reading.place(item.path),
            f"the strongest contrast on the cover is {ratio:.1f}:1",
            "choose a darker accent in brand.toml",
        )


_UNSAFE = {
    "a variable": r"var\(|(?:^|[{;\s])--[a-z]",
    "flex or grid": r"display:\s*(inline-)?(flex|grid)",
    "a fixed or absolute position": r"position:\s*(fixed|absolute|sticky)",
    "direction": r"(?:^|[{;\s])(direction|unicode-bidi):",
    "an import": r"@import",
    "an absolute type size": r"font-size:\s*[\d.]+(px|pt|mm|cm|in)\b",
}
_COMMENT = re.compile(r"/\*.*?\*/", re.S)


def _styles(reading: Subject) -> Iterator[tuple[str, str]]:
    for item in reading.book.manifest:
        if item.media_type == "text/css":
            yield item.path, reading.book.files.get(item.path, b"").decode("utf-8", "replace")
    for page in reading.book.pages:
        for text in page.find("//h:style/text() | //*/@style"):
            yield page.path, str(text)


def _css(reading: Subject) -> Iterator[Finding]:
    for path, css in _styles(reading):
        for comment in _COMMENT.findall(css):
            if "--" in comment[2:-2]:
                yield CSS.finding(reading.place(path), "a comment holds a double hyphen", "write a dash")
        plain = _COMMENT.sub("", css)
        for what, pattern in _UNSAFE.items():
            if re.search(pattern, plain):
                yield CSS.finding(reading.place(path), f"the style uses {what}", "say it in plain CSS 2.1")


def _colour(reading: Subject) -> Iterator[Finding]:
    for path, css in _styles(reading):
        for name, value in re.findall(r"(?:^|[{;\s])(color|background(?:-color)?):\s*([^;}]+)", _COMMENT.sub("", css)):
            if value.strip().lower() not in {"inherit", "transparent", "currentcolor", "none"}:
                yield COLOUR.finding(
                    reading.place(path), f"the style sets {name}: {value.strip()}", "let the reader's theme choose"
                )


def _remote(reading: Subject) -> Iterator[Finding]:
    for page in reading.book.pages:
        for script in page.find("//h:script | //*[@onclick or @onload]"):
            element = script.tag.rpartition("}")[2]
            yield REMOTE.finding(reading.place(page.path), f"there is a script in <{element}>", OURS)
        for address in page.find("//h:img/@src | //h:link/@href | //h:iframe/@src | //h:audio/@src | //h:video/@src"):
            if re.match(r"[a-z]+:|//", address):
                yield REMOTE.finding(reading.place(page.path), f'"{address}" is fetched from a network', OURS)
    for path, css in _styles(reading):
        if re.search(r"url\(\s*['\"]?(https?:|//)", css):
            yield REMOTE.finding(reading.place(path), "the style fetches from a network", OURS)


def _disclaimer(reading: Subject) -> Iterator[Finding]:
    wanted = " ".join(reading.edition.words("disclaimer").split())
    for page in reading.book.spine:
        if page.find('//h:body[@epub:type="backmatter"]') and wanted in _text(page.root):
            return
    yield DISCLAIMER.finding(reading.place(), "the disclaimer is not in the end matter", OURS)


def _main_message(reading: Subject) -> Iterator[Finding]:
    shown = [
        _text(box)
        for page in reading.book.spine
        for box in page.find('//*[contains(concat(" ", @class, " "), " main-message ")]')
    ]
    for article in reading.edition.publication.articles:
        wanted = " ".join(article.front.main_message.split()).replace("\u00a0", " ")
        if not any(wanted in words for words in shown):
            message = f'the main message of "{article.front.title}" is not shown'
            yield MAIN_MESSAGE.finding(reading.place(), message, OURS)


def _text(element: object) -> str:
    return " ".join("".join(element.itertext()).replace("\u00a0", " ").split())  # type: ignore[attr-defined]


CONTENT: tuple[Check[Subject], ...] = (
    Check(NOT_XHTML, _not_xhtml),
    Check(LINK, _links),
    Check(IMAGE, _images),
    Check(TABLE, _tables),
    Check(NOTE, _notes),
    Check(HEAVY, _heavy),
    Check(FORMAT, _image_formats),
    Check(PIXELS, _pixels),
    Check(COVER, _cover),
    Check(COVER_SIZE, _cover_size),
    Check(COVER_CONTRAST, _cover_contrast),
    Check(CSS, _css),
    Check(COLOUR, _colour),
    Check(REMOTE, _remote),
    Check(DISCLAIMER, _disclaimer),
    Check(MAIN_MESSAGE, _main_message),
)
