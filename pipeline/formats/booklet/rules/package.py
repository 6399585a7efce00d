"""An opened EPUB comes in; what is wrong with its archive, package, metadata and navigation goes out."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator

from pipeline.edition.binding import CONFORMS
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.booklet.opening import TYPE, Page
from pipeline.formats.booklet.reading import Subject
from pipeline.language.hyphens import SOFT_HYPHEN

OURS = "this is made here: report it as a fault of plainleaf"

MIMETYPE = Rule(
    "booklet/mimetype",
    Severity.ERROR,
    'the first entry is "mimetype", stored without compression or extra field, and says application/epub+zip',
    ("EP-PK-01",),
    "EPUB 3.3 OCF 4.3; EPUBCheck PKG-005, PKG-006, PKG-007",
)
FILE_NAME = Rule(
    "booklet/file-name",
    Severity.ERROR,
    "file names are ASCII without spaces, at most 255 bytes, and differ in more than case",
    ("EP-PK-03",),
    "EPUB 3.3 OCF 4.2.3; EPUBCheck OPF-060, PKG-010, PKG-012",
)
METADATA = Rule(
    "booklet/metadata-missing",
    Severity.ERROR,
    "the package has an identifier, a title, a language, one time of modification in UTC, and xml:lang",
    ("EP-MD-01",),
    "EPUB 3.3 5.5; EPUBCheck OPF-030, OPF-048, OPF-092",
)
IDENTIFIER = Rule(
    "booklet/identifier-unstable",
    Severity.ERROR,
    "the identifier is an ISBN or the UUID that follows from publisher, document and language",
    ("EP-MD-02",),
    "EPUB 3.3 5.5.3.1.1; RFC 9562 version 5",
    reason="a reading system takes a book with a new identifier for a new book, and loses place and marks",
)
ACCESS_MISSING = Rule(
    "booklet/accessibility-missing",
    Severity.ERROR,
    "the package states access modes, sufficient modes, features, hazards and a summary",
    ("EP-A11-01", "EP-A11-02"),
    "EPUB Accessibility 1.1, 2.2; European Accessibility Act",
)
ACCESS_UNTRUE = Rule(
    "booklet/accessibility-untrue",
    Severity.ERROR,
    "accessibility metadata uses the vocabulary, does not contradict itself and is borne out by the content",
    ("EP-A11-05",),
    "EPUB Accessibility 1.1, 2.2; Schema.org Accessibility Properties for Discoverability Vocabulary",
)
CONFORMANCE = Rule(
    "booklet/conformance-unproven",
    Severity.ERROR,
    "a claim of conformance has its exact form, says who certified it, and rests on an evaluation by a person",
    ("EP-A11-03", "EP-A11-04"),
    "EPUB Accessibility 1.1, 5.3",
)
PAGE_LIST = Rule(
    "booklet/page-list",
    Severity.ERROR,
    "page breaks, page list, their source and the claim of page navigation come together, in the order of the text",
    ("EP-A11-06",),
    "EPUB Accessibility 1.1, 3.3; EPUBCheck NAV-003, OPF-066",
)
CONTENTS = Rule(
    "booklet/contents-differ",
    Severity.ERROR,
    "there is one table of contents; it names every h1 and h2 of the spine in reading order, and the NCX the same",
    ("EP-NV-01", "EP-NV-02"),
    "EPUB 3.3 7.4; EPUBCheck NAV-011; WCAG 2.2 2.4.5",
)
LANDMARKS = Rule(
    "booklet/landmark-missing",
    Severity.WARNING,
    "the landmarks name cover, contents and start of the text, and glossary and references where there are any",
    ("EP-NV-01",),
    "EPUB 3.3 7.4.3; EPUB Accessibility 1.1",
    Standing.PRACTICE,
)
DIRECTION = Rule(
    "booklet/direction-wrong",
    Severity.ERROR,
    "the spine turns its pages, and each page runs, the way the language is written",
    (),
    "EPUB 3.3 5.7.2, page-progression-direction",
)


def _mimetype(reading: Subject) -> Iterator[Finding]:
    entries, files = reading.book.entries, reading.book.files
    first = entries[0]
    fault = ""
    if first.filename != "mimetype":
        fault = f'the first entry is "{first.filename}"'
    elif files["mimetype"] != b"application/epub+zip":
        fault = "it says something else"
    elif first.compress_type != zipfile.ZIP_STORED:
        fault = "it is compressed"
    elif first.extra:
        fault = "it has an extra field"
    if fault:
        yield MIMETYPE.finding(reading.place("mimetype"), f"the mimetype entry is wrong: {fault}", OURS)


def _file_names(reading: Subject) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name in reading.book.files:
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            yield FILE_NAME.finding(reading.place(name), f'"{name}" differs from "{seen[folded]}" only in case', OURS)
        seen[folded] = name
        if not re.fullmatch(r"[A-Za-z0-9._/-]+", name) or len(name.rsplit("/", 1)[-1]) > 255:
            yield FILE_NAME.finding(reading.place(name), f'"{name}" is a name that some readers cannot open', OURS)


def _metadata(reading: Subject) -> Iterator[Finding]:
    from pipeline.formats.booklet.opening import LANG

    book = reading.book
    place = reading.place("content.opf")
    unique = book.package.get("unique-identifier")
    ids = [e.get("id") for e in book.package.iterfind(".//{*}identifier")]
    lacks = [name for name in ("title", "language", "identifier") if not any(book.dublin(name))]
    if unique not in ids:
        lacks.append("unique identifier")
    modified = book.meta("dcterms:modified")
    if len(modified) != 1 or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", modified[0]):
        lacks.append("dcterms:modified (once, in UTC)")
    if not book.package.get(LANG):
        lacks.append("xml:lang")
    if lacks:
        yield METADATA.finding(place, f"the package lacks {', '.join(lacks)}", OURS)
    elif reading.edition.lang not in book.dublin("language"):
        languages = ", ".join(book.dublin("language"))
        yield METADATA.finding(place, f'the language is "{languages}", not "{reading.edition.lang}"', OURS)


def _identifier(reading: Subject) -> Iterator[Finding]:
    from pipeline.formats.booklet.view import identifier_of

    book = reading.book
    identifiers = book.dublin("identifier")
    if identifier_of(reading.edition) not in identifiers:
        yield IDENTIFIER.finding(
            reading.place("content.opf"), f'the identifier "{", ".join(identifiers)}" is not the stable one', OURS
        )


ACCESS = ("accessMode", "accessModeSufficient", "accessibilityFeature", "accessibilityHazard", "accessibilitySummary")


def _access_missing(reading: Subject) -> Iterator[Finding]:
    for name in ACCESS:
        if not any(reading.book.meta(f"schema:{name}")):
            yield ACCESS_MISSING.finding(reading.place("content.opf"), f"schema:{name} is missing", OURS)


MODES = frozenset(
    """auditory tactile textual visual chartOnVisual chemOnVisual colorDependent diagramOnVisual mathOnVisual
    musicOnVisual textOnVisual""".split()
)
FEATURES = frozenset(
    """ARIA index printPageNumbers pageBreakMarkers pageNavigation readingOrder structuralNavigation tableOfContents
    alternativeText audioDescription closedCaptions openCaptions describedMath longDescription signLanguage transcript
    displayTransformability synchronizedAudioText timingControl unlocked ChemML latex MathML ttsMarkup
    highContrastAudio highContrastDisplay largePrint braille tactileGraphic tactileObject fullRubyAnnotations
    rubyAnnotations horizontalWriting verticalWriting withAdditionalWordSegmentation
    withoutAdditionalWordSegmentation none unknown""".split()
)
HAZARDS = frozenset(
    """flashing motionSimulation sound none unknown noFlashingHazard noMotionSimulationHazard noSoundHazard
    unknownFlashingHazard unknownMotionSimulationHazard unknownSoundHazard""".split()
)


def _access_untrue(reading: Subject) -> Iterator[Finding]:
    from pipeline.formats.booklet.accessibility import claims_not_borne_out

    book, place = reading.book, reading.place("content.opf")
    modes, features = book.meta("schema:accessMode"), book.meta("schema:accessibilityFeature")
    hazards = book.meta("schema:accessibilityHazard")
    for values, known in ((modes, MODES), (features, FEATURES), (hazards, HAZARDS)):
        for value in values:
            if value not in known:
                yield ACCESS_UNTRUE.finding(place, f'"{value}" is not in the vocabulary', OURS)
        for alone in ("none", "unknown"):
            if alone in values and len(values) > 1:
                yield ACCESS_UNTRUE.finding(place, f'"{alone}" stands beside other values', OURS)
    for hazard in ("Flashing", "MotionSimulation", "Sound"):
        said = {hazard[0].lower() + hazard[1:], f"no{hazard}Hazard", f"unknown{hazard}Hazard"} & set(hazards)
        if len(said) > 1:
            yield ACCESS_UNTRUE.finding(place, f"{' and '.join(sorted(said))} contradict each other", OURS)
    for fault in claims_not_borne_out(book):
        yield ACCESS_UNTRUE.finding(place, fault, "describe every picture; the claim follows from the content")


def _conformance(reading: Subject) -> Iterator[Finding]:
    from pipeline.formats.booklet.accessibility import standing_evaluation

    book, place = reading.book, reading.place("content.opf")
    claims = book.meta("dcterms:conformsTo")
    for claim in claims:
        if not CONFORMS.fullmatch(" ".join(claim.split())):
            yield CONFORMANCE.finding(place, f'"{claim}" is not one of the nine exact claims', OURS)
    if claims and not any(book.meta("a11y:certifiedBy")):
        yield CONFORMANCE.finding(place, "nobody is named who certified it", OURS)
    if claims and standing_evaluation(reading.edition)[0] is None:
        yield CONFORMANCE.finding(
            place, "no evaluation by a person lies beside the source", "add evaluation.toml, or do not claim it"
        )


def _page_list(reading: Subject) -> Iterator[Finding]:
    book = reading.book
    place = reading.place("nav.xhtml")
    breaks = [
        f"{page.path}#{mark.get('id')}"
        for page in book.spine
        for mark in page.find('//*[@epub:type="pagebreak" or @role="doc-pagebreak"]')
    ]
    listed = []
    if book.nav is not None:
        for link in book.nav.find('//h:nav[@epub:type="page-list"]//h:a'):
            listed.append("#".join(book.resolve(book.nav.path, link.get("href", ""))))
    claimed = {"pageBreakMarkers", "pageNavigation"} & set(book.meta("schema:accessibilityFeature"))
    if breaks != listed:
        yield PAGE_LIST.finding(place, f"{len(breaks)} page breaks stand in the text, {len(listed)} in the list", OURS)
    if bool(breaks) != bool(claimed):
        yield PAGE_LIST.finding(place, "page breaks and the claim of page navigation do not agree", OURS)
    if breaks and not any(book.meta("pageBreakSource") + book.meta("a11y:pageBreakSource")):
        yield PAGE_LIST.finding(place, "the source of the page numbers is not named", OURS)


def _words(element: object) -> str:
    return " ".join("".join(element.itertext()).replace(SOFT_HYPHEN, "").split())  # type: ignore[attr-defined]


def _contents(reading: Subject) -> Iterator[Finding]:
    book = reading.book
    place = reading.place("nav.xhtml")
    tocs = book.nav.find('//h:nav[@epub:type="toc"]') if book.nav is not None else []
    if len(tocs) != 1:
        yield CONTENTS.finding(place, f"there are {len(tocs)} tables of contents", OURS)
        return
    assert book.nav is not None  # noqa: S101 (a toc was found in it)
    entries = [
        (book.resolve(book.nav.path, link.get("href", ""))[0], _words(link)) for link in tocs[0].iterfind(".//{*}a")
    ]
    headings = [
        (page.path, spoken(heading))
        for page in book.spine
        if page.path != book.nav.path
        for heading in page.find("//h:h1 | //h:h2")
        if spoken(heading)
    ]
    if entries != headings:
        left = Counter(headings) - Counter(entries) or Counter(entries) - Counter(headings)
        what = f'"{next(iter(left))[1]}"' if left else "the order"
        yield CONTENTS.finding(place, f"the table of contents and the headings differ: {what}", OURS)
    ncx = next((item for item in book.manifest if item.media_type == "application/x-dtbncx+xml"), None)
    points = [_words(label) for label in book.page(ncx.path).find("//ncx:navPoint/ncx:navLabel")] if ncx else []
    if points != [text for _, text in entries]:
        yield CONTENTS.finding(reading.place("toc.ncx"), "the NCX and the table of contents differ", OURS)


def spoken(heading: object) -> str:
    """The words of a heading without the marks of notes and citations; a formula says its alternative text."""
    parts: list[str] = []

    def gather(element: object) -> None:
        if str(element.tag).endswith("}math"):  # type: ignore[attr-defined]
            parts.append(element.get("alttext", ""))  # type: ignore[attr-defined]
        elif getattr(element, "get", lambda _: None)("class") not in {"cite", "noteref"}:
            parts.append(element.text or "")  # type: ignore[attr-defined]
            for child in element:  # type: ignore[attr-defined]
                gather(child)
                parts.append(child.tail or "")

    gather(heading)
    return " ".join("".join(parts).replace(SOFT_HYPHEN, "").split())


def _landmarks(reading: Subject) -> Iterator[Finding]:
    book = reading.book
    found = {
        link.get(TYPE)
        for link in (book.nav.find('//h:nav[@epub:type="landmarks"]//h:a') if book.nav is not None else [])
    }
    wanted = {"cover", "toc", "bodymatter"}
    wanted |= {kind for kind in ("glossary", "bibliography") if any(_holds(page, kind) for page in book.spine)}
    for kind in sorted(wanted - found):
        yield LANDMARKS.finding(reading.place("nav.xhtml"), f'the landmark "{kind}" is missing', OURS)


def _holds(page: Page, kind: str) -> bool:
    return bool(page.find(f'//h:section[@epub:type="{kind}"]'))


def _direction(reading: Subject) -> Iterator[Finding]:
    book, wanted = reading.book, reading.edition.direction
    turned = book.package.find("{*}spine").get("page-progression-direction", "default")
    if turned != wanted and not (turned == "default" and wanted == "ltr"):
        yield DIRECTION.finding(
            reading.place("content.opf"), f'the pages turn "{turned}", the language runs "{wanted}"', OURS
        )
    for page in book.pages:
        if page.root is not None and page.root.get("dir", "ltr") != wanted:
            yield DIRECTION.finding(reading.place(page.path), f'the page runs "{page.root.get("dir", "ltr")}"', OURS)


PACKAGE: tuple[Check[Subject], ...] = (
    Check(MIMETYPE, _mimetype),
    Check(FILE_NAME, _file_names),
    Check(METADATA, _metadata),
    Check(IDENTIFIER, _identifier),
    Check(ACCESS_MISSING, _access_missing),
    Check(ACCESS_UNTRUE, _access_untrue),
    Check(CONFORMANCE, _conformance),
    Check(PAGE_LIST, _page_list),
    Check(CONTENTS, _contents),
    Check(LANDMARKS, _landmarks),
    Check(DIRECTION, _direction),
)
