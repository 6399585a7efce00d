"""A brand folder comes in; the values, colours and contact data a publisher prints with, and its faults, go out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipeline.article.rules.calling import is_possible
from pipeline.article.source import NAME, is_slug, slug_hint
from pipeline.fault import faults_of
from pipeline.finding import Finding, Findings, Place, Rule, Severity
from pipeline.house.brand_file import BRAND_FILE, BrandFile, read_brand_file
from pipeline.house.leftovers import EXAMPLE_LEFT, LOGOS, MARK, is_example, leftovers
from pipeline.house.settings import Settings
from pipeline.press.colour import contrast, nearest_passing
from pipeline.tables import lines_of, place_in, place_of, read_table, texts_of
from pipeline.tags import primary_of

BRAND_COLOUR = Rule(
    "brand/contrast",
    Severity.ERROR,
    "accent, warning and ink have a contrast of at least 4.5:1 to the paper",
    ("PDF-CO-01",),
    "WCAG 2.2 SC 1.4.3",
    reason="headings and warnings are set in these colours",
)
RULES = (BRAND_FILE, BRAND_COLOUR, EXAMPLE_LEFT)

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
    """How readers reach the publisher; `web` is the https address under which leaflets stand, with final slash.

    `phone` is written as its readers write it, "" for a house that is not rung.
    """

    phone: str
    email: str
    web: str
    address: tuple[str, ...]
    region: str = ""

    @property
    def dialled(self) -> str:
        """The number as a tel: link has it: with the code of its country where it has one."""
        return dialled(self.phone, self.region)


@cache
def dialled(phone: str, region: str) -> str:
    """A number as it is dialled from anywhere (E.164), or its bare digits where no country is known to have it."""
    # RFC 3966 allows spaces nowhere and brackets as decoration only.
    digits = re.sub(r"[^\d+]", "", phone)
    if not digits or digits.startswith("+"):
        # "+44 (0)20" is written by many and dialled by none.
        return re.sub(r"[^\d+]", "", phone.replace("(0)", ""))
    if not is_possible(digits, region):
        # A short code (116 117) has no form with a country's code.
        return digits
    import phonenumbers

    number = phonenumbers.parse(digits, region)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@dataclass(frozen=True)
class Brand:
    """One publisher's look and data.

    `paper` is "A4", "Letter" or "A5"; `languages` empty means every language; `region` ISO 3166-1 alpha-2;
    `values` fill `{{name}}` in articles; `logo` and `logo_dark` are cleaned SVG or PNG bytes (may be empty);
    `tokens` the designer's extra CSS; `settings` what it decides about the formats.
    """

    id: str
    name: str
    kind: str
    paper: str
    languages: tuple[str, ...]
    region: str
    contact: Contact
    colours: Colours
    values: Mapping[str, str]
    logo: bytes = field(repr=False)
    logo_media_type: str
    logo_alt: str
    logo_dark: bytes = field(repr=False, default=b"")
    tokens: str = field(repr=False, default="")
    settings: Settings = field(default_factory=Settings)

    def publishes(self, lang: str) -> bool:
        # RFC 4647, 3.3.1: "es" as a range takes in "es-MX".
        return not self.languages or lang in self.languages or primary_of(lang) in self.languages


def read_brand(identity: str, files: Mapping[str, bytes]) -> tuple[Brand | None, Findings]:
    """The brand in a folder's files (by name), or None with all its faults at once, each at its line; our own too."""
    try:
        return _read_brand(identity, files)
    except Exception as error:
        return None, faults_of(error, Place(f"styles/brands/{identity}/brand.toml"), "reading it")


def _read_brand(identity: str, files: Mapping[str, bytes]) -> tuple[Brand | None, Findings]:
    file = f"styles/brands/{identity}/brand.toml"
    if not is_slug(identity):
        return None, Findings(
            (NAME.finding(Place(file), f'"{identity}" cannot be the name of a brand', slug_hint(identity)),)
        )
    if "brand.toml" not in files:
        hint = "copy the brand.toml of another brand and change it"
        return None, Findings((BRAND_FILE.finding(Place(file), f'the brand "{identity}" has no brand.toml', hint),))
    said, faults = read_brand_file(files["brand.toml"], file)
    if said is None:
        return None, Findings(faults)
    shown: list[tuple[bytes, str]] = []
    for name in (said.logo.file, said.logo.dark):
        logo = _logo(name, files)
        if isinstance(logo, str):
            place, hint = place_of(files["brand.toml"], file, name or ""), "put it beside brand.toml as SVG or PNG"
            faults = (*faults, BRAND_FILE.finding(place, f'the logo "{name}" {logo}', hint))
        else:
            shown.append(logo)
    if faults:
        return None, Findings(faults)
    brand = _brand(identity, said, shown[0], shown[1], files)
    faults = tuple(_contrast_findings(brand.colours, Place(file)))
    return brand, Findings((*faults, *_example_findings(said, files, file)))


def _brand(
    identity: str, said: BrandFile, logo: tuple[bytes, str], dark: tuple[bytes, str], files: Mapping[str, bytes]
) -> Brand:
    own = said.contact
    contact = Contact(own.phone, own.email, own.web, _folded(own.address), said.region)
    values = {
        "name": said.name,
        "publisher": said.name,
        **({"phone": contact.phone} if contact.phone else {}),
        "email": contact.email,
        "web": contact.web,
        "address": ", ".join(contact.address),
    }
    return Brand(
        id=identity,
        name=said.name,
        kind=said.kind,
        paper=said.paper,
        languages=said.languages,
        region=said.region,
        contact=contact,
        colours=Colours(said.colour.accent, said.colour.warning, said.colour.ink, said.colour.paper),
        values=values | {key: str(value) for key, value in said.values.items()},
        logo=logo[0],
        logo_media_type=logo[1],
        logo_alt=said.logo.alt or said.name,
        logo_dark=dark[0],
        tokens=files.get("tokens.css", b"").decode("utf-8", "replace"),
        settings=Settings(said.formats, said.utm),
    )


_FOR_IT = re.compile(r"you asked (.+) for it")


def other_names(brand: Brand) -> Iterator[str]:
    """What is to be said where a brand calls itself otherwise than by its name: one of them was renamed."""
    mail: Any = brand.settings.tables.get("newsletter")
    asked = _FOR_IT.fullmatch(mail.reason) if mail else None
    said = {
        "values.publisher": brand.values.get("publisher", ""),
        "logo.alt": brand.logo_alt if brand.logo else "",
        "newsletter.sender": mail.sender if mail else "",
        "newsletter.reason": asked[1] if asked else "",
    }
    name = brand.name.casefold().replace(MARK, "").strip()
    for path, words in said.items():
        other = words.casefold().replace(MARK, "").strip()
        if other and other not in name and name not in other:
            yield f'{path} says "{words}", and the brand is called "{brand.name}"; write the same, if it was renamed'


def unmade_pages(brand: Brand) -> str:
    """What is to be said of a brand that never decided about its pages; "" for one that did."""
    if "page" in brand.settings.tables:
        return ""
    return (
        f"{brand.id}: codes, posts and links lead to pages below {brand.contact.web} that are not made here; "
        'add [page] with variants = ["web"] to its brand.toml to make them, or variants = [] if yours stand there'
    )


def _folded(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in lines)


def _logo(name: str | None, files: Mapping[str, bytes]) -> tuple[bytes, str] | str:
    """A logo's bytes and media type, empty when there is none; words that say why it cannot be used."""
    if name is None:
        return b"", ""
    from pipeline.article.pictures.proving import PictureError, read_picture

    if "/" in name or name not in files:
        return "is not in the brand's folder"
    try:
        picture, _ = read_picture(name, files[name])
    except PictureError as fault:
        return f"cannot be used: {fault}"
    return picture.content, picture.media_type


def _example_findings(said: BrandFile, files: Mapping[str, bytes], file: str) -> Iterator[Finding]:
    """What is left of an example in a brand that is none."""
    if is_example(said.name):
        return
    lines = lines_of(files["brand.toml"])
    for path, text in texts_of(read_table(files["brand.toml"])):
        for left in leftovers(text, said.region):
            place, message = place_in(lines, file, path), f'"{path}" still says "{left}", which is only an example'
            yield EXAMPLE_LEFT.finding(
                place, message, 'write your own; a brand that is only tried has "(example)" in its name'
            )
    for key, name in (("file", said.logo.file), ("dark", said.logo.dark)):
        if name and hashlib.sha256(files[name]).hexdigest() in LOGOS:
            place = place_in(lines, file, f"logo.{key}")
            yield EXAMPLE_LEFT.finding(
                place, f'"{name}" is the logo of an example', f"put your own over it, or take {key} out"
            )


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
