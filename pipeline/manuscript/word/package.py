"""The parts of a .docx come in; the package with its main part, relationships and properties goes out.

Element names are those of ECMA-376 part 1 (WordprocessingML 17, DrawingML 20).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.manuscript.admission import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V = "{urn:schemas-microsoft-com:vml}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_STRICT = b"http://purl.oclc.org/ooxml/"


@dataclass(frozen=True)
class Package:
    """A Word file taken apart: its parts, the main part's name, and its relationships (id → type, target, outside)."""

    file: str
    parts: Mapping[str, bytes]
    main: str
    links: Mapping[str, tuple[str, str, bool]]

    def xml(self, part: str) -> Any | None:
        """The root of a part, None when there is none."""
        content = self.parts.get(part)
        return parse_xml(content, self.file, part) if content is not None else None

    def near(self, target: str) -> str:
        """The part that a relationship target of the main part names."""
        if target.startswith("/"):
            return target[1:]
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.main), target))


def open_package(parts: Mapping[str, bytes], file: str) -> Package:
    """The package with its main part found and relationships read; ISO strict namespaces are made transitional."""
    parts = {
        name: _usual(_transitional(content)) if name.endswith((".xml", ".rels")) else content
        for name, content in parts.items()
    }
    main = "word/document.xml"
    top = parts.get("_rels/.rels")
    if top is not None:
        for relation in children(parse_xml(top, file, "_rels/.rels"), f"{_PACKAGE}Relationship"):
            # The main part is found by its relationship (ECMA-376 part 2): some exporters call it document2.xml.
            if relation.get("Type", "").endswith("/officeDocument"):
                main = relation.get("Target", main).lstrip("/")
    rels = f"{posixpath.dirname(main)}/_rels/{posixpath.basename(main)}.rels"
    links: dict[str, tuple[str, str, bool]] = {}
    if rels in parts:
        for relation in children(parse_xml(parts[rels], file, rels), f"{_PACKAGE}Relationship"):
            kind = relation.get("Type", "").rpartition("/")[2]
            outside = relation.get("TargetMode") == "External"
            links[relation.get("Id", "")] = (kind, relation.get("Target", ""), outside)
    return Package(file, parts, main, links)


def _transitional(content: bytes) -> bytes:
    if _STRICT not in content:
        return content
    return (
        content.replace(b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode())
        .replace(b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode())
        .replace(b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode())
        .replace(b"http://purl.oclc.org/ooxml/drawingml/main", A[1:-1].encode())
        .replace(
            b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
            b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        )
        .replace(
            b"http://purl.oclc.org/ooxml/drawingml/picture", b"http://schemas.openxmlformats.org/drawingml/2006/picture"
        )
    )


_USUAL = {W[1:-1].encode(): b"w", R[1:-1].encode(): b"r", A[1:-1].encode(): b"a", M[1:-1].encode(): b"m"}
_PREFIX = re.compile(rb"xmlns:([\w.-]+)\s*=\s*[\"']([^\"']*)[\"']")


def _usual(content: bytes) -> bytes:
    """A part with the usual prefixes: pandoc looks for "w:", and programs that know no names write "ns0:"."""
    start = content[: content.find(b">", content.find(b"<", content.find(b"?>") + 1)) + 1]
    said = dict(_PREFIX.findall(start))
    for prefix, space in said.items():
        wanted = _USUAL.get(space, prefix)
        if wanted != prefix and wanted not in said:
            inside = re.compile(rb"(?<=[\s</:])" + re.escape(prefix) + rb"(?=[:=])")
            content = b"".join(
                inside.sub(wanted, part) if part.startswith(b"<") else part
                for part in re.split(rb"(<[^<>]*>)", content)
            )
    return content


def children(root: Any, tag: str) -> Iterator[Any]:
    """The direct children of one name."""
    yield from (child for child in root if child.tag == tag)


def value(element: Any | None) -> str:
    """The `val` of a property element, empty when there is none."""
    return str(element.get(f"{W}val", "")) if element is not None else ""


def count(element: Any | None, least: int) -> int:
    """The number of columns or rows that a property element says, from `least` to 100 (house: no page shows more)."""
    said = value(element)
    return max(least, min(int(said), 100)) if said.isdigit() else least


def is_on(element: Any | None) -> bool:
    """Whether a property element is there and not switched off."""
    return element is not None and value(element) not in {"0", "false", "off", "none"}


def chosen(alternatives: Any) -> list[Any]:
    """The children of the first choice that has any, else of the fallback (ECMA-376 part 3, 9.3)."""
    for branch in [*children(alternatives, f"{MC}Choice"), *children(alternatives, f"{MC}Fallback")]:
        if len(branch):
            return list(branch)
    return []


def owner(element: Any, tag: str) -> Any:
    """The nearest ancestor of one name, None when there is none."""
    return next(element.iterancestors(tag), None)


def drop(element: Any) -> None:
    """Take an element out of its document."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def read_properties(package: Package) -> dict[str, str]:
    """What the file says of itself (Dublin Core and Word's own), empty values left out."""
    found: dict[str, str] = {}
    core, custom = "docProps/core.xml", "docProps/custom.xml"
    for part in (core, "docProps/app.xml", custom):
        root = package.xml(part)
        for element in root.iter() if root is not None else ():
            if not isinstance(element.tag, str) or len(element) or element is root:
                continue
            name = element.tag.rpartition("}")[2]
            if part in {core, custom} or name in {"Manager", "Company"}:
                label = element.getparent().get("name", name) if part == custom else name
                if (element.text or "").strip() and not label.startswith("plainleaf"):
                    found[label] = str(element.text).strip()
    return found


def language(package: Package) -> str:
    """The language of the document's default style as a BCP 47 primary tag, or empty."""
    root = package.xml(package.near("styles.xml"))
    found = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang") if root is not None else None
    tag = value(found)
    return tag.split("-")[0].lower() if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", tag) else ""
