"""A brand.toml comes in; its tables, typed, or all its faults with their lines, go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import Field, ValidationError, create_model

from pipeline import channels
from pipeline.article.front.schema import List, Strict, Unbroken, explain, one_of
from pipeline.finding import Finding, Place, Rule, Severity, Standing
from pipeline.house.review import ReviewTable
from pipeline.house.settings import PAPERS, CampaignSettings, FormatSettings, LanguageTag, Mail, model_of
from pipeline.language.characters import find_suspects
from pipeline.tables import TableError, lines_of, place_in, read_table, texts_of

BRAND_FILE = Rule(
    "brand/file",
    Severity.ERROR,
    "brand.toml is TOML that holds every key a publisher must print, each on one line, and no key without a meaning",
    ("HC-META-06", "EM-LG-01"),
    "house",
    Standing.HOUSE,
    reason="a leaflet without a way to reach its publisher, or a line break in a sender's name, does harm",
)

_Colour = Annotated[Unbroken, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class ContactTable(Strict):
    """`[contact]`: how readers reach the publisher."""

    phone: Annotated[Unbroken, Field(pattern=r"^[+(\d][\d ()/.-]{4,}$")] = ""
    """As its readers write it; only a clinic must have one."""
    email: Mail
    web: Annotated[Unbroken, Field(pattern=r"^https://\S+/$")]
    address: Annotated[tuple[Unbroken, ...], List, Field(min_length=1)]


class ColourTable(Strict):
    """`[colour]`: four colours as "#rrggbb"."""

    accent: _Colour
    warning: _Colour
    ink: _Colour
    paper: _Colour


class LogoTable(Strict):
    """`[logo]`: files beside brand.toml, and what they show in words."""

    file: Unbroken | None = None
    dark: Unbroken | None = None
    alt: Unbroken | None = None


class BrandFile(Strict):
    """The whole file but for the tables of the formats, which each brings itself."""

    name: Unbroken
    kind: Annotated[str, one_of(("clinic", "publisher", "charity"))] = "clinic"
    paper: Annotated[str, one_of(PAPERS)] = "A4"
    languages: Annotated[tuple[LanguageTag, ...], List] = ()
    region: Annotated[Unbroken, Field(pattern=r"^[A-Z]{2}$")]
    contact: ContactTable
    colour: ColourTable
    values: Mapping[str, Annotated[str | int, Field(union_mode="left_to_right")]] = Field(default_factory=dict)
    logo: LogoTable = LogoTable()
    utm: CampaignSettings = CampaignSettings()
    review: ReviewTable = ReviewTable()
    """Who must approve what the brand publishes; added to what the whole library asks for."""
    rules: Mapping[str, Any] = Field(default_factory=dict)
    """What the house makes of the rules: read and checked with the rules of the whole library."""

    @property
    def formats(self) -> dict[str, FormatSettings]:
        """The tables of formats that the file has, by the name of the format."""
        tables = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: table for name, table in tables if isinstance(table, FormatSettings)}


@cache
def _with_formats(models: tuple[tuple[str, type[FormatSettings]], ...]) -> type[BrandFile]:
    """The model of the whole file."""
    tables: dict[str, Any] = {name: (model | None, None) for name, model in models}
    return create_model("BrandFile", __base__=BrandFile, **tables)


HINTS = {
    "contact.phone": 'write phone = "…", the number as your readers write it, for instance "020 7946 0123"',
    "contact.web": 'write web = "https://…/", the address under which leaflets stand, with its final slash',
    "contact.address": 'write address = ["…", "…"], a line of the letter in each',
    "region": 'write the two capital letters of the country, for instance region = "GB"',
    "review.needs": 'write needs = ["clinician", "pharmacist"], in small letters',
    "languages": 'write languages = ["en", "es"], or leave it out for all',
    "accent": "write six hexadecimal digits, for instance #0b4f5c",
    "warning": "write six hexadecimal digits, for instance #8f2d0e",
    "ink": "write six hexadecimal digits, for instance #16211f",
    "paper": "write six hexadecimal digits, for instance #ffffff",
}


def read_brand_file(content: bytes, file: str) -> tuple[BrandFile | None, tuple[Finding, ...]]:
    """The file's tables, or None and every fault, each at its line."""
    try:
        table = read_table(content)
    except TableError as fault:
        return None, (BRAND_FILE.finding(Place(file, fault.line, fault.line), str(fault), "mend the line"),)
    models = tuple((name, model_of(name)) for name in channels.FORMATS)
    whole, hints = _with_formats(models), {key: hint for _, model in models for key, hint in model.hints.items()}
    said, told = None, [*_disguises(table), *_unreachable(table)]
    try:
        said = whole.model_validate(table)
    except ValidationError as faults:
        told += explain(faults, whole, "brand.toml", HINTS | hints, 'add {name} = "…"', "see the manual for its form")
    lines = lines_of(content)
    found = {BRAND_FILE.finding(place_in(lines, file, path), message, hint) for path, message, hint in told}
    return None if found else said, tuple(sorted(found, key=lambda finding: (finding.order, finding.message)))


def _unreachable(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """A clinic's patients ring it: its handout says where. A publisher's readers write, if anything."""
    contact = table.get("contact")
    if table.get("kind", "clinic") == "clinic" and isinstance(contact, Mapping) and "phone" not in contact:
        hint = f'{HINTS["contact.phone"]}; a house that nobody rings is kind = "publisher" or "charity"'
        yield "contact.phone", '"contact.phone" is missing, and a clinic is rung by its patients', hint


def _disguises(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Nothing that a publisher prints, dials or is found by may read otherwise than it looks."""
    for path, text in texts_of(table):
        is_name = path.partition(".")[0] in {"name", "contact", "newsletter", "values"}
        for suspect in find_suspects(text, name=is_name):
            yield path, f'"{path}": {suspect.message}', suspect.hint
