"""The digests of everything an edition is made from come in; what is to be built, and why, goes out."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline import formats
from pipeline.article.neighbours import Neighbour
from pipeline.building.report import EditionReport
from pipeline.edition.review import State, state_of
from pipeline.finding import Findings, decode, encode
from pipeline.house.policy import Waiver
from pipeline.workspace.source import Source

if TYPE_CHECKING:
    from pipeline.building.library import Target

TOOLS = (
    "babel",
    "css-inline",
    "ebooklib",
    "fonttools",
    "jinja2",
    "mjml-python",
    "pikepdf",
    "pillow",
    "pydyf",
    "pypandoc_binary",
    "pypdfium2",
    "segno",
    "weasyprint",
)
"""Libraries whose version can change what comes out."""


def digest_of(files: Mapping[str, bytes]) -> str:
    """One hash over names and contents, in the order of names."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return total.hexdigest()


def tool_digest() -> str:
    """A hash over the versions of the libraries that render.

    The names of their metadata folders say the versions; asking importlib.metadata would take as long as the rest of
    a run without changes.
    """
    wanted = tuple(f"{name.replace('-', '_').lower()}-" for name in TOOLS)
    found: set[str] = set()
    for folder in dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *sys.path]):
        with contextlib.suppress(OSError):
            names = [entry.name.lower() for entry in os.scandir(folder) if entry.name.endswith(".dist-info")]
            found.update(name for name in names if name.startswith(wanted))
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()


def source_digest(source: Source) -> str:
    """A hash over everything an article is read from: its folder, the snippets, the files too large to read."""
    oversized = {f"oversized/{name}": str(size).encode() for name, size in source.oversized.items()}
    snippets = {f"_snippets/{name}": content for name, content in source.snippets.items()}
    return digest_of({**source.files, **snippets, **oversized})


@dataclass(frozen=True)
class ArticleEntry:
    """What planning needs to know of an article without reading it again."""

    slug: str
    file: str
    lang: str
    title: str
    readable: bool
    original: bool
    withdrawn: bool = False
    next_review: str = ""
    brands: tuple[str, ...] = ()
    findings: Findings = field(default_factory=Findings)
    neighbours: tuple[Neighbour, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def state(self, today: date) -> State:
        return state_of(date.fromisoformat(self.next_review), today) if self.next_review else State.CURRENT

    def to_json(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        waivers = [waiver.to_json() for waiver in self.waivers]
        return values | {"brands": list(self.brands), "findings": encode(self.findings), "waivers": waivers}

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> ArticleEntry:
        changed = {
            "brands": tuple(values["brands"]),
            "findings": decode(values["findings"]),
            "neighbours": tuple(Neighbour(*link) for link in values["neighbours"]),
            "waivers": tuple(Waiver.from_json(waiver) for waiver in values["waivers"]),
        }
        return ArticleEntry(**{**values, **changed})


@dataclass(frozen=True)
class BrandEntry:
    """What planning needs to know of a brand without reading it again: the languages it publishes, its faults."""

    id: str
    languages: tuple[str, ...]
    findings: Findings

    def publishes(self, lang: str) -> bool:
        return not self.languages or lang in self.languages or lang.split("-", maxsplit=1)[0] in self.languages

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "languages": list(self.languages), "findings": encode(self.findings)}

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> BrandEntry:
        return BrandEntry(values["id"], tuple(values["languages"]), decode(values["findings"]))


@dataclass(frozen=True)
class Digests:
    """The hashes of what all editions share: engine, tools, fonts; styles by format, words by language, brands."""

    engine: str
    tools: str
    fonts: str
    styles: Mapping[str, str]
    words: Mapping[str, str]
    brands: Mapping[str, str]


def digest_styles(style_files: Mapping[str, bytes], engine: str) -> Digests:
    """Hash the files of styles/ in the groups that matter to a format, a language or a brand."""

    def below(*prefixes: str) -> dict[str, bytes]:
        return {name: content for name, content in style_files.items() if name.startswith(prefixes)}

    apart = tuple(f"{name}/" for name in ("fonts", "words", "brands", "report", *formats.FORMATS))
    shared = {name: content for name, content in style_files.items() if not name.startswith(apart)}
    brands = sorted({name.split("/")[1] for name in below("brands/") if name.count("/") > 1})
    return Digests(
        engine,
        tool_digest(),
        digest_of(below("fonts/")),
        {name: digest_of({**below(f"{name}/"), **shared}) for name in formats.FORMATS},
        {
            name.removeprefix("words/").removesuffix(".po"): hashlib.sha256(content).hexdigest()
            for name, content in below("words/").items()
        },
        {brand: digest_of(below(f"brands/{brand}/")) for brand in brands},
    )


def parts_of(digests: Digests, target: Target, format_name: str, draft: bool) -> dict[str, str]:
    """Everything one format of one edition depends on, by name, as hashes or plain words."""
    primary = target.lang.split("-", maxsplit=1)[0]
    return {
        "engine": digests.engine,
        "tools": digests.tools,
        "fonts": digests.fonts,
        "styles": digests.styles[format_name],
        "words": digests.words.get(target.lang) or digests.words.get(primary, ""),
        "brand": digests.brands.get(target.brand, ""),
        "source": hashlib.sha256("\n".join(target.sources).encode()).hexdigest(),
        "review": target.state.value,
        "waivers": target.weighing.standing,
        "draft": "yes" if draft else "no",
    }


@dataclass(frozen=True)
class Step:
    """One format of one edition that is to be rendered, and why."""

    edition: str
    format: str
    why: str


def why_stale(
    earlier: EditionReport | None,
    format_name: str,
    parts: Mapping[str, str],
    variants: Sequence[str],
    whole: bool,
) -> str:
    """Why a format must be rendered: "" when its products, or that there are none, are up to date; `whole` says that
    all files are there."""
    if earlier is None:
        return "not built yet"
    if not whole:
        return "files are missing from the output folder"
    products = [product for product in earlier.products if product.format == format_name]
    if variants:
        products = [product for product in products if product.variant in variants]
        absent = sorted(set(variants) - {product.variant for product in products})
        if absent:
            return f"{', '.join(absent)} not built yet"
    if not products and format_name not in earlier.idle:
        return "not built yet"
    made_of = [product.parts for product in products] or [earlier.idle[format_name]]
    changed = sorted({name for former in made_of for name in _changed(former, parts)})
    return ", ".join(f"{name} changed" for name in changed)


def _changed(former: Mapping[str, str], parts: Mapping[str, str]) -> Iterable[str]:
    names = {*former, *parts} - {"pages"}
    return (name for name in names if former.get(name) != parts.get(name))
