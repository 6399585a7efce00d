"""A finished EPUB comes in; the same EPUB with one fault goes out, a fault a rule."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace

from pipeline.edition.artifact import Artifact, File

Files = dict[str, bytes]
Fault = Callable[[Files], None]

OPF, NAV, NCX, CSS = "EPUB/content.opf", "EPUB/nav.xhtml", "EPUB/toc.ncx", "EPUB/book.css"
OPENING, COVER_PAGE, COVER = "EPUB/opening.xhtml", "EPUB/cover.xhtml", "EPUB/cover.jpg"


def change(name: str, pattern: str, new: str, count: int = 0) -> Fault:
    """A fault that replaces what `pattern` finds in the file `name`; fails when it finds nothing."""

    def fault(files: Files) -> None:
        text, times = re.subn(pattern, new, files[name].decode("utf-8"), count=count, flags=re.S)
        assert times, f"{pattern} is not in {name}"
        files[name] = text.encode("utf-8")

    return fault


def picture(kind: str, size: tuple[int, int], mode: str = "RGB", frames: int = 1, colour: str = "#555555") -> bytes:
    from PIL import Image

    out = io.BytesIO()
    still = Image.new("RGB", size, colour).convert(mode)
    moved = [Image.new("RGB", size, shade) for shade in ("#ffffff", "#000000")][: frames - 1]
    still.save(out, kind, **({"save_all": True, "append_images": moved} if frames > 1 else {}))
    return out.getvalue()


def put(name: str, content: bytes) -> Fault:
    def fault(files: Files) -> None:
        assert name in files, name
        files[name] = content

    return fault


def grow(name: str, times: int) -> Fault:
    return change(name, r"</section>\s*</body>", "<p>" + "tide " * times + "</p></section></body>")


FAULTS: Mapping[str, tuple[Fault, ...]] = {
    "booklet/file-name": (lambda files: files.update({"EPUB/Chapter é.xhtml": b""}),),
    "booklet/metadata-missing": (
        change(OPF, r"<dc:language>.*?</dc:language>", ""),
        change(OPF, r"T00:00:00Z", ""),
        change(OPF, r' xml:lang="en"', ""),
        change(OPF, r'unique-identifier="id"', 'unique-identifier="other"'),
        change(OPF, r"<dc:language>en</dc:language>", "<dc:language>fr</dc:language>"),
    ),
    "booklet/identifier-unstable": (
        change(OPF, r"urn:uuid:[0-9a-f-]+", "urn:uuid:7f6f0dbc-0b2c-4a53-9c2b-26a1f64bd9b5"),
    ),
    "booklet/isbn-wrong": (
        change(OPF, r"(<dc:title)", r"<dc:identifier>urn:isbn:9783161484101</dc:identifier>\1", 1),
        change(OPF, r"(<dc:title)", r"<dc:identifier>urn:isbn:316148410X</dc:identifier>\1", 1),
    ),
    "booklet/accessibility-missing": (
        change(OPF, r'<meta property="schema:accessibilityHazard">none</meta>', ""),
        change(OPF, r'<meta property="schema:accessibilitySummary">.*?</meta>', ""),
    ),
    "booklet/accessibility-untrue": (
        change(OPF, r">none</meta>", ">harmless</meta>"),
        change(OPF, r">readingOrder<", ">MathML<"),
        change(OPF, r">readingOrder<", ">none<"),
        change(OPF, r"(<meta property=\"schema:accessibilityHazard\">)none", r"\1noSoundHazard</meta>\1sound"),
        change(OPF, r'<meta property="schema:accessMode">visual</meta>', ""),
    ),
    "booklet/conformance-unproven": (
        change(
            OPF,
            r"(<dc:identifier)",
            r'<meta property="dcterms:conformsTo">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta>\1',
        ),
        change(OPF, r"(<dc:identifier)", r'<meta property="dcterms:conformsTo">WCAG 2.2 AA</meta>\1'),
    ),
    "booklet/page-list": (change(OPENING, r"(<h1)", r'<span id="p1" role="doc-pagebreak" aria-label="1"></span>\1'),),
    "booklet/contents-differ": (
        change(NAV, r"Moon and sun", "Sun and moon"),
        change(NAV, r'id="toc" epub:type="toc"', 'id="toc" epub:type="loi"'),
        change(NCX, r"Moon and sun", "Sun and moon"),
        change("EPUB/ch01.xhtml", r"</h1>", "</h1><h2>More</h2>"),
    ),
    "booklet/landmark-missing": (change(NAV, r'<li><a epub:type="bodymatter".*?</li>', ""),),
    "booklet/direction-wrong": (
        change(OPF, r'progression-direction="ltr"', 'progression-direction="rtl"'),
        change(OPENING, r'dir="ltr"', 'dir="rtl"', 1),
    ),
    "booklet/not-xhtml": (
        change("EPUB/imprint.xhtml", r' xml:lang="en"', "", 1),
        change("EPUB/imprint.xhtml", r' lang="en"', ' lang="es"', 1),
    ),
    "booklet/link-broken": (
        change("EPUB/ch01.xhtml", r'href="ch02.xhtml#spring"', 'href="ch02.xhtml#autumn"'),
        change("EPUB/ch01.xhtml", r'href="ch02.xhtml#spring"', 'href="ch09.xhtml"'),
        change("EPUB/ch01.xhtml", r"<p ", '<p id="moon"></p><p ', 1),
    ),
    "booklet/table-headers": (change("EPUB/ch02.xhtml", r' scope="col"', ""),),
    "booklet/note-one-way": (
        change("EPUB/ch01.xhtml", r' role="doc-backlink"', ""),
        change("EPUB/ch01.xhtml", r' epub:type="noteref"', ""),
    ),
    "booklet/page-too-heavy": (grow("EPUB/ch02.xhtml", 61_000), grow("EPUB/ch02.xhtml", 210_000)),
    "booklet/image-format": (
        put("EPUB/images/moon.png", picture("JPEG", (60, 40))),
        put("EPUB/images/moon.png", picture("PNG", (60, 40), frames=2)),
    ),
    "booklet/image-too-large": (
        put("EPUB/images/moon.png", picture("PNG", (2100, 2000))),
        put("EPUB/images/moon.png", picture("PNG", (2400, 2400))),
    ),
    "booklet/cover-missing": (
        change(OPF, r' properties="cover-image"', ""),
        change(OPF, r'<meta name="cover" content="f-cover.jpg"/>', ""),
        change(COVER_PAGE, r'src="cover.jpg"', 'src="images/moon.png"'),
    ),
    "booklet/css-unsafe": (
        change(CSS, r"(body \{)", r"\1 display: flex;"),
        change(CSS, r"(body \{)", r"\1 margin: var(--gap);"),
        change(CSS, r"(body \{)", r"\1 position: fixed;"),
        change(CSS, r"(body \{)", r"\1 font-size: 12px;"),
        change(CSS, r"(body \{)", r"\1 direction: rtl;"),
        change(CSS, r"^", "/* a -- b */"),
    ),
    "booklet/text-colour-fixed": (
        change(CSS, r"(body \{)", r"\1 color: #000;"),
        change(CSS, r"(body \{)", r"\1 background: white;"),
    ),
    "booklet/remote-or-scripted": (
        change(CSS, r"^", "p { list-style: url(https://www.example.org/a.png) }"),
        change(OPENING, r"<h1", "<script></script><h1"),
    ),
    "booklet/value-parted": (
        change(OPENING, r"Water rises", "Take 4–6 mg"),
        change(CSS, r"white-space: nowrap", "white-space: normal"),
    ),
    "booklet/too-wide": (change(OPENING, r"Water rises", "W" * 40),),
    "booklet/disclaimer-missing": (change("EPUB/about.xhtml", r"does not replace", "replaces"),),
    "booklet/main-message-missing": (change(OPENING, r'class="main-message"', 'class="lead"'),),
    "booklet/cover-size": (
        put(COVER, picture("JPEG", (600, 800), colour="#ffffff")),
        put(COVER, picture("PNG", (1600, 2560))),
    ),
    "booklet/cover-contrast": (put(COVER, picture("JPEG", (1600, 2560))),),
}
"""The faults by the rule that finds each, and no other but those of `COMPANIONS`."""

UNTRUE = frozenset({"booklet/accessibility-untrue"})
COMPANIONS: Mapping[str, frozenset[str]] = {
    "booklet/cover-size": frozenset({"booklet/cover-contrast", "booklet/image-format"}),
    "booklet/contents-differ": UNTRUE,
    "booklet/cover-missing": frozenset({"booklet/image-too-large"}),
    "booklet/css-unsafe": UNTRUE,
    "booklet/image-format": UNTRUE,
    "booklet/remote-or-scripted": UNTRUE,
}
"""Rules that rightly speak of the same fault as well: it disproves what the package claims, for instance."""


def broken(artifact: Artifact, fault: Fault) -> Artifact:
    """The artifact with `fault` in its EPUB."""
    files = unpack(artifact.main.content)
    fault(files)
    return with_epub(artifact, pack(files))


def unpack(content: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(files: Mapping[str, bytes], *, compress: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content, zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED)
    return out.getvalue()


def with_epub(artifact: Artifact, content: bytes) -> Artifact:
    main = artifact.main
    return replace(artifact, files=(File(main.name, main.media_type, content), *artifact.files[1:]))
