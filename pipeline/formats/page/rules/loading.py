"""A finished page comes in; what it runs, loads, weighs and leads to, where that is wrong, goes out."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from pipeline.edition.artifact import File
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.page.fonts import FACES
from pipeline.formats.page.reading import Document, Subject
from pipeline.formats.page.rendering import set_words
from pipeline.formats.page.rules.head import OURS

MOST = 70_000
"""Bytes of HTML (packed, as servers send it) and fonts: half a second on a mobile connection of 1 Mbit/s (house)."""

HEAVIEST = 200_000
PICTURES = 1_000_000

SCRIPT = Rule(
    "page/script",
    Severity.ERROR,
    "nothing on the page runs: no script, no handler, no frame, no embedded object, no form that is sent",
    (),
    "house",
    Standing.HOUSE,
    reason="a clinic's page must work on an old phone and must not be a way in; forms are sent to nobody",
)
UNSAFE = Rule(
    "page/link-unsafe",
    Severity.ERROR,
    "links lead to https, to a telephone or mail, to a place on the page or to a file beside it; and each has words",
    ("UT-05",),
    "WCAG 2.2 2.4.4; house",
    Standing.HOUSE,
)
REMOTE = Rule(
    "page/remote-load",
    Severity.ERROR,
    "the page loads nothing but files that come with it",
    (),
    "GDPR Art. 5(1)(c), 25; house",
    Standing.HOUSE,
    reason="a font from somewhere else tells them who reads about which illness",
)
HEAVY = Rule(
    "page/too-heavy",
    Severity.WARNING,
    f"a page weighs at most {MOST // 1000} kB packed without its pictures (an error above {HEAVIEST // 1000}), and its "
    f"pictures {PICTURES // 1000} kB",
    (),
    "house",
    Standing.HOUSE,
)
FONT = Rule(
    "page/font-lacks",
    Severity.ERROR,
    "the fonts of the page hold every character that it sets in them and that the house's typefaces have",
    (),
    "house",
    Standing.HOUSE,
    reason="a letter from another font stands out, and breaks an Arabic word in two",
)
UNUSED = Rule(
    "page/file-unused",
    Severity.ERROR,
    "every file of the page is used by it",
    (),
    "house",
    Standing.HOUSE,
)

_RUNS = frozenset("iframe frame object embed applet portal form base".split())


def _script(page: Subject) -> Iterator[Finding]:
    for document in page.documents:
        for element in document.elements:
            told = _running(element)
            if told:
                yield SCRIPT.finding(page.at(told, document), f"{told} would run in the reader's browser", OURS)


def _running(element: Any) -> str:
    if element.tag == "script" and element.get("type") != "application/ld+json":
        return "a <script>"
    if element.tag in _RUNS:
        return f"<{element.tag}>"
    if element.tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
        return "a refresh"
    for name, value in element.attrib.items():
        if str(name).lower().startswith("on"):
            return f'"{name}"'
        if re.match(r"\s*(javascript|vbscript|data:text/html)", str(value), re.I):
            return f'the address "{str(value)[:30]}"'
    return ""


def _unsafe(page: Subject) -> Iterator[Finding]:
    for document in page.documents:
        for link in document.named("a"):
            href = link.get("href")
            words = " ".join((link.get("aria-label") or link.text_content()).split())
            if not words and not [image for image in link.iter("img") if image.get("alt")]:
                yield UNSAFE.finding(page.at(href or "", document), "a link has no words", "write what it leads to")
            if href is None or not _is_safe(href):
                yield UNSAFE.finding(
                    page.at(words, document),
                    f'a link leads to "{href or ""}"',
                    "use an https address, or take the link out",
                )


def _is_safe(href: str) -> bool:
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if parts.scheme in {"mailto", "tel"}:
        return bool(parts.path)
    if parts.scheme or parts.netloc:
        return parts.scheme == "https" and bool(parts.hostname)
    return bool(href) and not href.startswith("/")


def _loaded(document: Document) -> Iterator[str]:
    """Every address that a browser fetches by itself for a document."""
    for element in document.elements:
        for name in ("src", "poster", "data"):
            if element.get(name) is not None and element.tag not in {"time", "button"}:
                yield element.get(name)
        for part in (element.get("srcset") or "").split(","):
            if part.strip():
                yield part.split()[0]
        if element.tag == "link" and element.get("rel") not in {"canonical", "alternate", None}:
            yield element.get("href") or ""
        yield from _in_css(element.get("style") or "")
    yield from _in_css(document.css)


def _in_css(css: str) -> Iterator[str]:
    for quoted, bare in re.findall(r"url\(\s*(?:[\"']([^\"']*)[\"']|([^)\"']*))\s*\)", css):
        yield quoted or bare.strip()
    yield from re.findall(r"@import\s+[\"']([^\"']+)", css)


def _remote(page: Subject) -> Iterator[Finding]:
    names = {file.name for file in page.artifact.files}
    for document in page.documents:
        for address in _loaded(document):
            if address not in names and not address.startswith("data:"):
                yield REMOTE.finding(page.at("", document), f'it loads "{address}", which does not come with it', OURS)


def _heavy(page: Subject) -> Iterator[Finding]:
    packed = len(gzip.compress(page.page.content, 6, mtime=0))
    fonts = sum(len(file.content) for file in page.artifact.files if file.media_type == "font/woff2")
    pictures = sum(_lightest(page.artifact.files).values())
    told = f"the page weighs {packed + fonts:,} bytes ({packed:,} of text, {fonts:,} of fonts)"
    if packed + fonts > MOST:
        severity = Severity.ERROR if packed + fonts > HEAVIEST else Severity.WARNING
        hint = "split the article, or take out words in scripts that need a font of their own"
        yield HEAVY.finding(page.at(), told, hint, severity)
    if pictures > PICTURES:
        yield HEAVY.finding(page.at(), f"its pictures weigh {pictures:,} bytes", "save photographs smaller")


def _lightest(files: tuple[File, ...]) -> dict[str, int]:
    """What a browser loads of each picture: the lightest of its files in full width."""
    found: dict[str, int] = {}
    for file in files:
        if file.media_type.startswith("image/"):
            stem = re.sub(r"-\d+\.webp$|\.[a-z]+$", "", file.name)
            large = max(len(file.content), 0)
            found[stem] = min(found.get(stem, large), large) if not file.name.endswith(".webp") else large
    return found


def _font(page: Subject) -> Iterator[Finding]:
    from fontTools.ttLib import TTFont

    held: dict[tuple[str, int, str], set[int]] = {}
    files = {file.name: file for file in page.artifact.files}
    for family, weight, style, name in _faces(page.page.css):
        if name in files:
            try:
                known = TTFont(BytesIO(files[name].content), lazy=True).getBestCmap()
            except Exception as error:  # a damaged file fails in whatever part of the library meets it first
                yield FONT.finding(page.at(name), f"a font of the page cannot be read: {error}", OURS)
                continue
            held.setdefault((family, weight, style), set()).update(known)
    if not held:
        yield FONT.finding(page.at(), "the page brings no fonts", OURS)
        return
    for how, words in set_words(page.page.html).items():
        _, weight, style = FACES[how]
        shipped = set().union(
            *(points for (_, own, slant), points in held.items() if _serves(own, slant, weight, style))
        )
        absent = {sign for sign in words if ord(sign) not in shipped and _is_ours(page, sign)}
        if absent:
            shown = "".join(sorted(absent))[:20]
            yield FONT.finding(page.at(), f'the fonts of the page lack "{shown}" as {how}', OURS)


def _serves(weight: int, style: str, wanted: int, wanted_style: str) -> bool:
    """Whether a browser takes a face for a wish: an upright one serves for italics where a family has none."""
    return abs(weight - wanted) <= 300 and wanted_style in {style, "italic"}


def _is_ours(page: Subject, sign: str) -> bool:
    if sign in "\n\r\t" or (sign.isspace() and sign != " "):
        return False
    return any(face.role != "emoji" and face.holds(sign) for face in page.edition.typefaces.faces)


_FACE = re.compile(r"@font-face\{([^}]*)\}")


def _faces(css: str) -> Iterator[tuple[str, int, str, str]]:
    for body in _FACE.findall(css):
        said = dict(part.split(":", 1) for part in body.split(";") if ":" in part)
        name = re.search(r'url\("([^"]+)"\)', said.get("src", ""))
        if name:
            weight = said.get("font-weight", "400")
            yield said.get("font-family", "").strip('"'), int(weight), said.get("font-style", "normal"), name[1]


def _unused(page: Subject) -> Iterator[Finding]:
    own = {document.name for document in page.documents}
    used = {address for document in page.documents for address in _loaded(document)}
    for file in page.artifact.files:
        if file.name not in own and file.name not in used:
            yield UNUSED.finding(page.at(file.name), "a file comes with the page, and nothing shows it", OURS)


EVERYWHERE: tuple[Check[Subject], ...] = (Check(SCRIPT, _script), Check(UNSAFE, _unsafe))

CHECKS: tuple[Check[Subject], ...] = (
    Check(REMOTE, _remote),
    Check(HEAVY, _heavy),
    Check(FONT, _font),
    Check(UNUSED, _unused),
)
