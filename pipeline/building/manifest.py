"""Reports come in; JSON goes out: what --json prints, and the manifest beside an edition, which comes back as one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pipeline.building.report import EditionReport, Fate, FileReport, ProductReport, Report
from pipeline.edition.approvals import Signed
from pipeline.edition.copies import Copy
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.finding import Severity, decode, encode

VERSION = 2
"""The form of a manifest. 1 had no number and no products that are held back; it is read as well."""

_PATH = re.compile(r"(?!.*(?:^|/)\.{1,2}(?:/|$))[^/\\\0][^\\\0]*")
"""A path inside the edition's folder: a manifest edited by hand must not make us publish a file from elsewhere."""


def edition_to_json(edition: EditionReport) -> dict[str, Any]:
    """An edition as its manifest keeps it."""
    return {
        "manifest": VERSION,
        "edition": str(edition.name),
        "title": edition.title,
        "file": edition.file,
        "state": edition.state,
        "draft": edition.draft,
        "findings": encode(edition.findings),
        "products": [_product_to_json(product) for product in edition.products],
        "held": [_product_to_json(product) for product in edition.held],
        "consists_of": {form: list(names) for form, names in edition.consists_of.items()},
        "idle": {name: dict(parts) for name, parts in edition.idle.items()},
        "version": edition.version,
        "content": edition.content,
        "signed": [asdict(each) for each in edition.signed],
        "copies": [copy.to_json() for copy in edition.copies],
    }


def report_to_json(report: Report, strict: bool) -> dict[str, Any]:
    """The report as --json prints it."""
    return {
        "passed": report.passed(strict),
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "editions": [
            edition_to_json(edition)
            | {
                "fate": edition.fate.value,
                "notes": list(edition.notes),
                "certificates": [
                    {
                        "file": certificate.name,
                        "statement": certificate.statement,
                        "passed": certificate.passed,
                        "sha256": certificate.sha256,
                    }
                    for certificate in edition.certificates
                ],
            }
            for edition in report.editions
        ],
        "findings": encode(report.findings),
        "crashes": list(report.tracebacks),
        "stale": {str(name): why for name, why in report.stale},
    }


def edition_from_json(values: Mapping[str, Any], name: EditionName, fate: Fate) -> EditionReport | None:
    """The edition out of the values of the manifest in `name`'s folder; None when they cannot be understood: cut off,
    edited by hand, or another edition's.

    Raises PlainleafError for the manifest of a newer plainleaf, which an older one must not overwrite.
    """
    try:
        version = values.get("manifest")
        if isinstance(version, int) and version > VERSION:
            raise PlainleafError(
                f'the edition "{name}" was published by a newer plainleaf',
                place=f"{name}/manifest.json",
                hint="upgrade plainleaf, or choose another folder with --out",
            )
        if values["edition"] != str(name):
            return None
        return EditionReport(
            name,
            str(values["title"]),
            str(values["file"]),
            str(values["state"]),
            bool(values["draft"]),
            fate,
            decode(values["findings"]),
            tuple(_product_from_json(product) for product in values["products"]),
            tuple(_product_from_json(product) for product in values.get("held", ())),
            consists_of={str(form): _names(names) for form, names in values.get("consists_of", {}).items()},
            idle={str(form): _texts(parts) for form, parts in values["idle"].items()},
            signed=tuple(_signed(each) for each in values.get("signed", ())),
            version=str(values.get("version", "")),
            content=str(values.get("content", "")),
            copies=tuple(Copy.from_json(copy) for copy in values.get("copies", ())),
        )
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, RecursionError):
        return None


def _product_to_json(product: ProductReport) -> dict[str, Any]:
    return {
        "format": product.format,
        "variant": product.variant,
        "paper": product.paper,
        "added": product.added,
        "files": {
            file.name: {"media_type": file.media_type, "bytes": file.size, "sha256": file.sha256}
            for file in product.files
        },
        "findings": encode(product.findings),
        "decisions": list(product.decisions),
        "previews": list(product.previews),
        "parts": dict(product.parts),
        "placements": dict(product.placements),
        "trace": product.trace,
        "inputs": product.inputs,
    }


def _product_from_json(values: Mapping[str, Any]) -> ProductReport:
    """The product out of a manifest's values; KeyError, TypeError or ValueError when they are of another form."""
    files = tuple(
        FileReport(_path(name), str(file["media_type"]), int(file["bytes"]), str(file["sha256"]))
        for name, file in values["files"].items()
    )
    return ProductReport(
        str(values["format"]),
        str(values["variant"]),
        str(values["paper"]),
        files,
        decode(values["findings"]),
        tuple(str(line) for line in values["decisions"]),
        tuple(_path(name) for name in values["previews"]),
        _texts(values["parts"]),
        {str(key): int(page) for key, page in values["placements"].items()},
        bool(values.get("added")),
        _path(values["trace"]) if values.get("trace") else "",
        str(values.get("inputs", "")),
    )


def _signed(values: Mapping[str, Any]) -> Signed:
    open_ = tuple((str(name), int(line)) for name, line in values["open"])
    role, name, on, key = (str(values[each]) for each in ("role", "name", "on", "key"))
    return Signed(role, name, on, open_, tuple(str(each) for each in values["gone"]), bool(values["needed"]), key)


def _path(name: str) -> str:
    if not _PATH.fullmatch(name):
        raise ValueError
    return name


def _names(values: Any) -> tuple[str, ...]:
    names = tuple(str(name) for name in values)
    if not all("/" in name for name in names):
        raise ValueError
    return names


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in values.items()}
