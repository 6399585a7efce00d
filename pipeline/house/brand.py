"""A brand folder comes in; the values, colours and contact data a publisher prints with, and its faults, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.fault import faults_of
from pipeline.finding import Finding, Findings, Place, Rule, Severity, Standing
from pipeline.language.characters import find_suspects
from pipeline.workspace.tables import TableError, read_table, texts_of

BRAND_FILE = Rule(
    "brand/file",
    Severity.ERROR,
    "brand.toml is TOML that holds every key a publisher must print, each on one line",
    ("HC-META-06", "EM-LG-01"),
    "house",
    Standing.HOUSE,
    reason="a leaflet without a way to reach its publisher, or a line break in a sender's name, does harm",
)
BRAND_COLOUR = Rule(
    "brand/contrast",
    Severity.ERROR,
    "accent, warning and ink have a contrast of at least 4.5:1 to the paper",
    ("PDF-CO-01",),
    "WCAG 2.2 SC 1.4.3",
    reason="headings and warnings are set in these colours",
)
RULES = (BRAND_FILE, BRAND_COLOUR)

PAPERS = ("A4", "Letter", "A5")
MIN_CONTRAST = 4.5


@dataclass(frozen=True, slots=True)
class Colours:
    """Four colours as "#rrggbb": paper, ink, one accent, one warning."""

    accent: str
    warning: str
    ink: str
    paper: str


@dataclass(frozen=True, slots=True)
class Contact:
    """How readers reach the publisher; `web` is the https address under which leaflets stand, with final slash."""

    phone: str
    email: str
    web: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the newsletter: display name, addresses, list id, ways to leave, privacy notice, reason.

    `reason` is by language; the key "" holds the one for all other languages.
    """

    name: str
    address: str
    reply_to: str
    list_id: str
    unsubscribe: str
    unsubscribe_mailto: str
    privacy: str
    reason: Mapping[str, str]


@dataclass(frozen=True)
class Brand:
    """One publisher's look and data.

    `paper` is "A4", "Letter" or "A5"; `languages` empty means every language; `region` ISO 3166-1 alpha-2;
    `values` fill `{{name}}` in articles; `logo` and `logo_dark` are cleaned SVG or PNG bytes (may be empty);
    `tokens` the designer's extra CSS; `settings` the remaining tables of brand.toml by name ("social", "utm").
    """

    id: str
    name: str
    kind: str
    paper: str
    languages: tuple[str, ...]
    region: str
    contact: Contact
    colours: Colours
    sender: Sender | None
    values: Mapping[str, str]
    logo: bytes = field(repr=False)
    logo_media_type: str
    logo_alt: str
    logo_dark: bytes = field(repr=False, default=b"")
    tokens: str = field(repr=False, default="")
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def publishes(self, lang: str) -> bool:
        return not self.languages or lang in self.languages or lang.split("-", maxsplit=1)[0] in self.languages


def read_brand(identity: str, files: Mapping[str, bytes]) -> tuple[Brand | None, Findings]:
    """The brand in a folder's files (by name), or None with all its faults at once, our own among them."""
    try:
        return _read_brand(identity, files)
    except Exception as error:
        return None, faults_of(error, Place(f"styles/brands/{identity}/brand.toml"), "reading it")


def _read_brand(identity: str, files: Mapping[str, bytes]) -> tuple[Brand | None, Findings]:
    place = Place(f"styles/brands/{identity}/brand.toml")
    try:
        table = read_table(files["brand.toml"])
    except KeyError:
        hint = "copy the brand.toml of another brand and change it"
        return None, Findings((BRAND_FILE.finding(place, f'the brand "{identity}" has no brand.toml', hint),))
    except TableError as fault:
        where = Place(place.file, fault.line, fault.line)
        return None, Findings((BRAND_FILE.finding(where, str(fault), "mend the line"),))
    reader = _Table(table, place)
    reader.check_characters()
    brand = _read(identity, reader, files)
    findings = (*reader.findings, *_contrast_findings(brand.colours, place)) if not reader.findings else ()
    findings = findings or tuple(reader.findings)
    failed = any(finding.rule == BRAND_FILE.name for finding in findings)
    return (None if failed else brand), Findings(tuple(findings))


def _read(identity: str, reader: _Table, files: Mapping[str, bytes]) -> Brand:
    contact = Contact(
        reader.text("contact.phone", r"[+\d][\d ().-]{4,}"),
        reader.text("contact.email", MAIL),
        reader.text("contact.web", r"https://\S+/"),
        tuple(reader.lines("contact.address")),
    )
    colours = Colours(
        *(reader.text(f"colour.{name}", r"#[0-9a-fA-F]{6}") for name in ("accent", "warning", "ink", "paper"))
    )
    name, paper = reader.text("name"), reader.text("paper", "|".join(PAPERS), default="A4")
    values = {
        "name": name,
        "phone": contact.phone,
        "email": contact.email,
        "web": contact.web,
        "address": ", ".join(contact.address),
    }
    values |= {key: str(value) for key, value in reader.table("values").items() if isinstance(value, str | int)}
    logo, media_type = _logo(reader, files, reader.text("logo.file", default=""))
    dark, _ = _logo(reader, files, reader.text("logo.dark", default=""))
    reserved = {"contact", "values", "colour", "logo"}
    return Brand(
        id=identity,
        name=name,
        kind=reader.text("kind", "clinic|publisher|charity", default="clinic"),
        paper=paper,
        languages=tuple(reader.lines("languages", optional=True)),
        region=reader.text("region", r"[A-Z]{2}"),
        contact=contact,
        colours=colours,
        sender=_sender(reader) if reader.table("newsletter") else None,
        values=values,
        logo=logo,
        logo_media_type=media_type,
        logo_alt=reader.text("logo.alt", default=name),
        logo_dark=dark,
        tokens=files.get("tokens.css", b"").decode("utf-8", "replace"),
        settings={key: value for key, value in reader.root.items() if isinstance(value, dict) and key not in reserved},
    )


MAIL = r"[\w.+-]+@[\w-]+(\.[\w-]+)+"
_HTTPS = r"https://\S+"


def _sender(reader: _Table) -> Sender:
    reasons = {"": reader.text("newsletter.reason")}
    reasons |= {lang: str(words) for lang, words in reader.table("newsletter.reasons").items()}
    return Sender(
        reader.text("newsletter.sender"),
        reader.text("newsletter.address", MAIL),
        reader.text("newsletter.reply_to", MAIL, default=""),
        reader.text("newsletter.list_id", r"[\w.-]+", default=""),
        reader.text("newsletter.unsubscribe", _HTTPS, default=""),
        reader.text("newsletter.unsubscribe_mailto", MAIL, default=""),
        reader.text("newsletter.privacy", _HTTPS, default=""),
        reasons,
    )


def _logo(reader: _Table, files: Mapping[str, bytes], name: str) -> tuple[bytes, str]:
    if not name:
        return b"", ""
    from pipeline.article.pictures import PictureError, read_picture

    if "/" in name or name not in files:
        reader.fault("logo.file", f'the logo "{name}" is not in the brand\'s folder', "put it beside brand.toml")
        return b"", ""
    try:
        picture, _ = read_picture(name, files[name])
    except PictureError as fault:
        reader.fault("logo.file", f'the logo "{name}" cannot be used: {fault}', "export it as SVG or PNG")
        return b"", ""
    return picture.content, picture.media_type


class _Table:
    """Reads dotted keys of a TOML table and collects what is missing or malformed."""

    def __init__(self, root: dict[str, Any], place: Place) -> None:
        self.root = root
        self.place = place
        self.findings: list[Finding] = []

    def fault(self, key: str, message: str, hint: str) -> None:
        self.findings.append(BRAND_FILE.finding(self.place, message, hint))

    def check_characters(self) -> None:
        """Nothing that a publisher prints, dials or is found by may read otherwise than it looks."""
        for path, text in texts_of(self.root):
            is_name = path.partition(".")[0] in {"name", "contact", "newsletter", "values"}
            for suspect in find_suspects(text, name=is_name):
                self.fault(path, f'"{path}": {suspect.message}', suspect.hint)

    def _get(self, path: str) -> Any:
        value: Any = self.root
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def table(self, path: str) -> dict[str, Any]:
        value = self._get(path)
        return value if isinstance(value, dict) else {}

    def text(self, path: str, pattern: str = r".+", default: str | None = None) -> str:
        value = self._get(path)
        if value is None:
            if default is None:
                self.fault(path, f'"{path}" is missing', f'add {path.rpartition(".")[2]} = "…"')
            return default or ""
        if not isinstance(value, str) or re.search(r"[\x00-\x1f\x7f\u2028\u2029]", value):
            self.fault(path, f'"{path}" is not text on one line', "write it in quotes, without line breaks")
            return default or ""
        if not re.fullmatch(pattern, value):
            self.fault(path, f'"{path}" has a form that cannot be used: "{value[:60]}"', "see the manual for its form")
            return default or ""
        return value

    def lines(self, path: str, optional: bool = False) -> list[str]:
        value = self._get(path)
        if value is None and optional:
            return []
        if not isinstance(value, list) or not value or not all(isinstance(v, str) and v.strip() for v in value):
            self.fault(path, f'"{path}" is not a list of texts', f'write {path.rpartition(".")[2]} = ["…", "…"]')
            return []
        return [" ".join(v.split()) for v in value]


def _contrast_findings(colours: Colours, place: Place) -> Iterator[Finding]:
    for name in ("accent", "warning", "ink"):
        colour: str = getattr(colours, name)
        ratio = contrast(colour, colours.paper)
        if ratio < MIN_CONTRAST:
            near = nearest_passing(colour, colours.paper, MIN_CONTRAST)
            yield BRAND_COLOUR.finding(
                place,
                f"{name} {colour} has a contrast of {ratio:.2f}:1 to the paper, 4.5:1 is needed",
                f"take {near}, the nearest colour that passes",
            )


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def nearest_passing(colour: str, paper: str, ratio: float) -> str:
    """The colour of the same hue, darkened or lightened in steps of 1 %, that first reaches `ratio` to the paper."""
    target = 0 if luminance(paper) > 0.18 else 255
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    for step in range(101):
        mixed = [round(c + (target - c) * step / 100) for c in channels]
        candidate = "#" + "".join(f"{c:02x}" for c in mixed)
        if contrast(candidate, paper) >= ratio:
            return candidate
    return "#000000" if target == 0 else "#ffffff"
