"""A built library and its sites come in; every printed, sent, posted or bound address that leads nowhere goes out.

`python -m tests.issuing.links` makes the sample library in all its formats, brands and languages, with the sites, and
walks every link of it; about four minutes of a core. With a folder, the workspace that lies there built is walked.
"""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from email import policy
from email.parser import BytesParser
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from pipeline.issuing.site.addresses import place_of
from tests.workspace import ROOT, folder_files

_ADDRESS = re.compile(r"https://[^\s\"'<>)\\]+")


class Links(HTMLParser):
    """The links and ids of a page, and the words of its body."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids |= {values["id"] or ""} if "id" in values else set()
        if tag != "link" or values.get("rel") not in {"canonical", "alternate"}:
            self.links += [values[key] or "" for key in ("href", "src", "srcset", "data-folder") if key in values]


def dead_links(files: Mapping[str, bytes], known: set[str]) -> list[str]:
    """The links inside a site that lead to no file, or to no place in one; `known` are its files."""
    pages = {path: Links(content) for path, content in files.items() if path.endswith(".html")}
    folders = {posixpath.dirname(path) for path in known}
    found = []
    for path, page in pages.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link) or (path == "404.html" and link.startswith("/")):
                continue
            target, _, key = link.partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))) if target else path
            if there not in known | folders or (key and there in pages and unquote(key) not in pages[there].ids):
                found.append(f"{path}: {link}")
    return found


def addresses(edition: Path) -> Iterator[tuple[str, str]]:
    """Every address in an edition's files as their receivers get them, with where it stands."""
    for file in sorted((edition / "handout").glob("*.pdf")):
        yield from _of_pdf(file)
    for file in sorted((edition / "newsletter").glob("*.eml")):
        message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        for part in message.walk():
            if part.get_content_maintype() == "text":
                for address in _ADDRESS.findall(part.get_content()):
                    yield f"{file.name}, {part.get_content_type()}", address.replace("&amp;", "&")
    for file in sorted((edition / "social").glob("posts*.json")):
        for address in _ADDRESS.findall(json.dumps(json.loads(file.read_bytes()), ensure_ascii=False)):
            yield file.name, address
    for file in sorted((edition / "social").glob("posts*.csv")):
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))):
            for address in _ADDRESS.findall(" ".join(row)):
                yield file.name, address
    for file in sorted((edition / "booklet").glob("*.epub")):
        with zipfile.ZipFile(file) as book:
            for name in book.namelist():
                if name.endswith((".xhtml", ".opf")):
                    for address in _ADDRESS.findall(book.read(name).decode()):
                        yield f"{file.name}, {name}", address.replace("&amp;", "&")


def _of_pdf(file: Path) -> Iterator[tuple[str, str]]:
    """The codes as a camera reads them from the page, and the links that a screen follows."""
    import pikepdf
    import pypdfium2
    import zxingcpp

    with pikepdf.open(file) as document:
        for number, page in enumerate(document.pages, start=1):
            for annotation in page.get("/Annots", ()):
                action = annotation.get("/A")
                if action is not None and "/URI" in action:
                    yield f"{file.name}, link on page {number}", str(action["/URI"])
    for number, page in enumerate(pypdfium2.PdfDocument(file), start=1):
        for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil()):
            yield f"{file.name}, code on page {number}", code.text


def lost_addresses(
    edition: Path, web: str, places: Mapping[str, set[str]]
) -> tuple[list[tuple[str, str]], Counter[str]]:
    """The addresses below `web` that lead to no page of a site or to no place in one, and how many of each kind there
    were; what a brand keeps elsewhere (its pictures, the sign-off of its letters) lies outside `web`.
    """
    lost, kinds = [], Counter[str]()
    for where, address in addresses(edition):
        if not address.startswith(web):
            continue
        kinds["code" if ", code on" in where else where.partition(",")[0].rpartition(".")[2]] += 1
        bare, _, key = address.partition("#")
        path = place_of(bare.partition("?")[0], web) or "index.html"
        if path not in places or (key and unquote(key) not in places[path]):
            lost.append((where, address))
    return lost, kinds


def places_of(files: Mapping[str, bytes]) -> dict[str, set[str]]:
    """The places that an address may lead to, by page of a site."""
    return {path: Links(content).ids for path, content in files.items() if path.endswith(".html")}


def main(folder: Path) -> int:
    """Walk a workspace whose site was made for every brand; 1 when something leads nowhere."""
    dead = 0
    for site in sorted((folder / "output/_site").iterdir()):
        files = folder_files(site)
        brand = tomllib.loads((folder / "styles/brands" / site.name / "brand.toml").read_text(encoding="utf-8"))
        inside, places, counted = dead_links(files, set(files)), places_of(files), Counter[str]()
        lost: list[str] = [f"site: {each}" for each in inside]
        counted["site"] = sum(len(Links(content).links) for path, content in files.items() if path.endswith(".html"))
        for edition in sorted((folder / "output" / site.name).glob("*/*")):
            found, kinds = lost_addresses(edition, brand["contact"]["web"], places)
            lost += [f"{edition.relative_to(folder / 'output')}: {where}: {address}" for where, address in found]
            counted += kinds
        print(
            f"{site.name}: {len(lost)} lead nowhere; {', '.join(f'{n} {kind}' for kind, n in sorted(counted.items()))}"
        )
        print("\n".join(lost[:50]))
        dead += len(lost)
    return 1 if dead else 0


def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="plainleaf-links-"))
    for name in ("source", "styles"):
        shutil.copytree(ROOT / name, folder / name)
    for command in ("build", "site"):
        # Warnings and information are no fault of a link.
        subprocess.run([sys.executable, "-P", "-m", "pipeline", command], cwd=folder, check=True, capture_output=True)
    return folder


if __name__ == "__main__":
    named = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    made = named or _made()
    code = main(made)
    if named is None:
        shutil.rmtree(made)
    sys.exit(code)
