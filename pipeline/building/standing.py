"""What an earlier run saw of a published edition comes in; the edition goes out, if nothing it is made of has changed.

Reading manifests takes most of a run without changes, so that this keeps what such a run says of an edition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline import channels
from pipeline.building.digests import Digests
from pipeline.building.planning import EditionPlan, Request, parts_of
from pipeline.building.report import EditionReport, Fate, ProductReport
from pipeline.building.survey import Target
from pipeline.edition.name import EditionName
from pipeline.finding import decode, encode

Row = tuple[str, str, str]


def made_of(target: Target, digests: Digests, request: Request, uses: Mapping[str, Collection[str]]) -> str:
    """A digest over all that decides whether anything of an edition is to be rendered, but for its manifest."""
    shared = parts_of(digests, target, channels.FORMATS[0], request.draft)
    asked = (request.formats, request.variants, request.without)
    used = sorted((form, sorted(others)) for form, others in uses.items())
    values = (sorted(shared.items()), sorted(digests.styles.items()), asked, used)
    return hashlib.sha256(repr(values).encode()).hexdigest()


@dataclass(frozen=True)
class Standing:
    """An edition of which nothing is to be rendered: its files with their sizes in bytes, and a report that has its
    products without their files, decisions and pages, and every finding under the edition itself.
    """

    sizes: Mapping[str, int]
    report: EditionReport


class Register:
    """The editions that an earlier run found up to date: by name, the mark of the manifest, what it was made of, and
    what is to be said of it. `rows` is what the next run should know.
    """

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self.rows = dict(rows)

    def standing(self, name: EditionName, mark: str, wanted: str) -> Standing | None:
        """The edition, if its manifest bears this mark and it was made of all this; None when it must be read."""
        known = self.rows.get(str(name))
        if not mark or known is None or known[:2] != (mark, wanted):
            return None
        try:
            return _standing(name, json.loads(known[2]))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            # Written by another version or by hand.
            return None

    def note(self, plan: EditionPlan, mark: str, wanted: str, sizes: Mapping[str, int]) -> None:
        """Keep an edition of which nothing is to be done, said or mended; forget any other."""
        earlier, name = plan.earlier, str(plan.target.name)
        idle = not (plan.changes or plan.left_alone or plan.not_taken_out)
        if mark and idle and earlier is not None and not earlier.held:
            self.rows[name] = (mark, wanted, json.dumps(_told(earlier, sizes), ensure_ascii=False))
        else:
            self.rows.pop(name, None)


def _told(earlier: EditionReport, sizes: Mapping[str, int]) -> dict[str, Any]:
    return {
        "title": earlier.title,
        "file": earlier.file,
        "state": earlier.state,
        "draft": earlier.draft,
        "findings": encode(earlier.all_findings),
        "products": [(each.format, each.variant, each.paper) for each in earlier.products],
        "sizes": dict(sizes),
    }


def _standing(name: EditionName, told: Mapping[str, Any]) -> Standing:
    nothing = decode({})
    products = tuple(
        ProductReport(str(form), str(variant), str(paper), (), nothing) for form, variant, paper in told["products"]
    )
    sizes = {str(file): int(size) for file, size in told["sizes"].items()}
    title, file, state = (str(told[each]) for each in ("title", "file", "state"))
    findings = decode(told["findings"])
    report = EditionReport(name, title, file, state, bool(told["draft"]), Fate.UP_TO_DATE, findings, products)
    return Standing(sizes, report)
