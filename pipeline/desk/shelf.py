"""What a library knows comes in; the rows of the shelf go out, what needs somebody first."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipeline.building.survey import Target, Verdict
from pipeline.edition.review import State
from pipeline.finding import Severity

if TYPE_CHECKING:
    from pipeline.building.library import Library

STANDINGS = ("errors", "expired", "due", "warnings", "unread", "parked", "withdrawn", "current")
"""What an edition of the shelf may be, in the order in which somebody has to look at it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One edition as the shelf shows it; `standing` is one of `STANDINGS`."""

    title: str
    slug: str
    brand: str
    lang: str
    standing: str
    errors: int = 0
    warnings: int = 0
    collection: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def rows(library: Library) -> tuple[Row, ...]:
    """Every edition that could be published, and every article of which nothing can be said yet; worst first."""
    found = [_row(target) for target in library.survey().targets]
    there = {row.slug for row in found}
    for slug in sorted(library.slugs - there):
        entries = library.entries.get(slug, ())
        errors = sum(len(entry.findings.errors) for entry in entries)
        standing = "unread" if library.unread(library.members((slug,))) else "errors"
        found.append(Row(slug, slug, "", "", standing, errors, collection=slug in library.collections))
    return tuple(sorted(found, key=_order))


def brand_names(library: Library) -> list[tuple[str, str]]:
    """Every brand by its folder and the name that readers know; a file that cannot be read gives the folder's."""
    found = []
    for file, content in sorted(library.style_files.items()):
        if not (file.startswith("brands/") and file.endswith("/brand.toml")):
            continue
        slug = file.split("/")[1]
        try:
            name = tomllib.loads(content.decode("utf-8-sig")).get("name")
        except (ValueError, RecursionError):
            name = None
        found.append((slug, name if isinstance(name, str) and name else slug))
    return found


def _row(target: Target) -> Row:
    name, findings = target.name, target.findings
    errors, warnings = len(findings.errors), len(findings.warnings)
    return Row(
        target.title,
        name.slug,
        name.brand,
        name.lang,
        _standing(target),
        errors,
        warnings,
        target.collection is not None,
    )


def _standing(target: Target) -> str:
    verdict = target.verdict
    if verdict is Verdict.WITHDRAWN:
        return "withdrawn"
    if verdict is Verdict.PARKED:
        return "parked"
    if verdict is Verdict.EXPIRED:
        return "expired"
    if verdict is Verdict.FAULTY:
        return "errors"
    if target.state is State.DUE:
        return "due"
    warned = any(finding.severity is Severity.WARNING for finding in target.findings.found)
    return "warnings" if warned else "current"


def _order(row: Row) -> tuple[int, int, int, str, str, str]:
    return (STANDINGS.index(row.standing), -row.errors, -row.warnings, row.title.casefold(), row.lang, row.brand)
