"""The files under styles/ come in as bytes; templates, typefaces, interface words and brands go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import PlainleafError
from pipeline.finding import Findings
from pipeline.house.brand import Brand, read_brand
from pipeline.press.typeface import Typefaces, read_typefaces


@dataclass(frozen=True)
class Styles:
    """What lies under styles/, read once for all editions.

    `files` are templates and CSS by path ("handout/full.html"), `words` the catalogues by language, `brands` the
    readable brands by id, `findings` what is wrong with the others.
    """

    files: Mapping[str, bytes] = field(repr=False)
    words: Mapping[str, bytes] = field(repr=False)
    typefaces: Typefaces = field(repr=False)
    brands: Mapping[str, Brand]
    findings: Findings


def read_styles(files: Mapping[str, bytes]) -> Styles:
    """Sort the files of styles/ (by path below it). Raises PlainleafError when the fonts are not all there."""
    fonts = {path.removeprefix("fonts/"): content for path, content in files.items() if path.startswith("fonts/")}
    try:
        typefaces = read_typefaces(fonts["fonts.toml"].decode("utf-8"), fonts)
    except (KeyError, ValueError) as fault:
        raise PlainleafError(
            f"the bundled fonts cannot be read: {fault}",
            place="styles/fonts/fonts.toml",
            hint="restore styles/fonts from the distribution",
        ) from None
    words = {
        path.removeprefix("words/").removesuffix(".po"): content
        for path, content in files.items()
        if path.startswith("words/") and path.endswith(".po")
    }
    brands, findings = read_brands(files)
    rest = {path: content for path, content in files.items() if not path.startswith(("fonts/", "words/", "brands/"))}
    return Styles(rest, words, typefaces, brands, findings)


def read_brands(files: Mapping[str, bytes], only: Sequence[str] = ()) -> tuple[dict[str, Brand], Findings]:
    """The readable brands by id, and what is wrong with the others; `only` these if any are named."""
    brands: dict[str, Brand] = {}
    findings = Findings()
    for identity, folder in brand_files(files).items():
        if only and identity not in only:
            continue
        brand, found = read_brand(identity, folder)
        findings += found
        if brand:
            brands[identity] = brand
    return brands, findings


def brand_files(files: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """The files of each brand by their names, out of those of styles/; brands in the order of their ids."""
    folders: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        parts = path.split("/")
        if parts[0] == "brands" and len(parts) == 3:
            folders.setdefault(parts[1], {})[parts[2]] = content
    return dict(sorted(folders.items()))
