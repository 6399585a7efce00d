"""The bytes of sources and styles and the versions of libraries come in; digests that tell what is stale go out."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline import channels
from pipeline.article.source import Source
from pipeline.edition.review import State
from pipeline.tags import primary_of

TOOLS = (
    "babel",
    "brotli",
    "brotlicffi",
    "cssselect2",
    "css-inline",
    "ebooklib",
    "fonttools",
    "jinja2",
    "lxml",
    "markupsafe",
    "mjml-python",
    "phonenumberslite",
    "pikepdf",
    "pillow",
    "pydantic",
    "pydantic-core",
    "pydyf",
    "pypandoc-binary",
    "pypdfium2",
    "pyphen",
    "regex",
    "ruamel-yaml",
    "segno",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
    "webencodings",
    "zopfli",
    "zxing-cpp",
)
"""Wheels whose version can change what comes out: bytes, or what is found in them. A test holds it against the lock."""

LIBRARIES = ("libpango-1.0", "libharfbuzz", "libharfbuzz-subset")
"""System libraries that set the type: another Pango or HarfBuzz breaks lines and cuts fonts in another way."""

_LIBRARY_FOLDERS = ("/usr/lib", "/usr/lib64", "/lib", "/usr/local/lib", "/opt/homebrew/lib")


def digest_of(files: Mapping[str, bytes]) -> str:
    """One hash over names and contents, in the order of names."""
    total = hashlib.sha256()
    for name in sorted(files):
        # The length keeps a name and its content apart: two folders cannot give one stream of bytes.
        total.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return total.hexdigest()


def tool_digest() -> str:
    """A hash over the versions of the libraries that render.

    The names of their metadata folders say the versions; asking importlib.metadata would take as long as the rest of
    a run without changes.
    """
    # Wheels write their names with underscores in the folder, whatever the index calls them (PEP 427 and 503).
    wanted = tuple(f"{name.replace('-', '_')}-" for name in TOOLS)
    found: set[str] = set()
    # Fedora and others keep compiled packages in a folder of their own (lib64), beside the pure ones.
    for folder in dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *sys.path]):
        with contextlib.suppress(OSError):
            names = [entry.name for entry in os.scandir(folder) if entry.name.endswith(".dist-info")]
            found.update(plain for name in names if (plain := _plain(name)).startswith(wanted))
    return hashlib.sha256("\n".join([*sorted(found), *_library_files()]).encode()).hexdigest()


def _plain(folder: str) -> str:
    """A metadata folder's name with the wheel's name in one spelling: "ruamel.yaml-0.19.dist-info"."""
    name, _, rest = folder.lower().partition("-")
    return f"{re.sub('[._]+', '_', name)}-{rest}"


def _library_files() -> list[str]:
    """The file names behind the system libraries, which end in their versions ("libpango-1.0.so.0.5000.12").

    Looking them up with ctypes would start a compiler and a linker, which a reader's machine may not have.
    """
    found = set()
    for folder in _LIBRARY_FOLDERS:
        for place in (folder, *(str(path) for path in sorted(Path(folder).glob("*-linux-*")))):
            for name in LIBRARIES:
                for ending in (".so.0", ".0.dylib"):
                    path = Path(place, f"{name}{ending}")
                    if path.exists():
                        real = path.resolve()
                        # Homebrew keeps the version in the folder: …/Cellar/pango/1.54.0/lib/libpango-1.0.0.dylib
                        found.add(str(real) if "Cellar" in real.parts else real.name)
    return sorted(found)


BESIDE = re.compile(r"import(?:-report)?(?:\.[\w-]+)?\.(?:json|txt)|approvals\.toml")
"""What an import tells of itself beside an article, and who approved it; nothing that is published is made of these."""


def source_digest(source: Source) -> str:
    """A hash over everything an article is read from: its folder, the snippets, the files too large to read."""
    oversized = {f"oversized/{name}": str(size).encode() for name, size in source.oversized.items()}
    unread = {f"unread/{name}": why.encode() for name, why in source.unread.items()}
    snippets = {f"_snippets/{name}": content for name, content in source.snippets.items()}
    defaults = {f"_defaults/{name}": content for name, content in source.defaults.items()}
    files = {name: content for name, content in source.files.items() if not BESIDE.fullmatch(name)}
    return digest_of({**files, **snippets, **defaults, **oversized, **unread})


@dataclass(frozen=True)
class Digests:
    """The hashes of what all editions share: engine, tools, fonts; styles by format, words by language, brands."""

    engine: str
    tools: str
    fonts: str
    styles: Mapping[str, str]
    words: Mapping[str, str]
    brands: Mapping[str, str]

    def parts(
        self, *, brand: str, lang: str, sources: tuple[str, ...], state: State, waivers: str, draft: bool, form: str
    ) -> dict[str, str]:
        """Everything one format of one edition depends on, by name, as hashes or plain words."""
        primary = primary_of(lang)
        return {
            "engine": self.engine,
            "tools": self.tools,
            "fonts": self.fonts,
            "styles": self.styles[form],
            # "pt-BR" is printed with the words of "pt" where it has none of its own (RFC 4647, 3.4).
            "words": self.words.get(lang) or self.words.get(primary, ""),
            "brand": self.brands.get(brand, ""),
            "source": hashlib.sha256("\n".join(sources).encode()).hexdigest(),
            "review": state.value,
            "waivers": waivers,
            "draft": "yes" if draft else "no",
        }


SAID = frozenset({"source", "brand", "words", "review", "draft"})
"""The parts that decide what a product says; the others decide how it looks. A product is true while these hold."""


def digest_styles(style_files: Mapping[str, bytes], engine: str) -> Digests:
    """Hash the files of styles/ in the groups that matter to a format, a language or a brand."""

    def below(*prefixes: str) -> dict[str, bytes]:
        return {name: content for name, content in style_files.items() if name.startswith(prefixes)}

    apart = tuple(f"{name}/" for name in ("fonts", "words", "brands", "report", *channels.FORMATS))
    shared = {name: content for name, content in style_files.items() if not name.startswith(apart)}
    brands = sorted({name.split("/")[1] for name in below("brands/") if name.count("/") > 1})
    return Digests(
        engine,
        tool_digest(),
        digest_of(below("fonts/")),
        {name: digest_of({**below(f"{name}/"), **shared}) for name in channels.FORMATS},
        {
            name.removeprefix("words/").removesuffix(".po"): hashlib.sha256(content).hexdigest()
            for name, content in below("words/").items()
        },
        {brand: digest_of(below(f"brands/{brand}/")) for brand in brands},
    )
