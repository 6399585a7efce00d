"""A report comes in; its findings as one HTML page that needs nothing else go out."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from pipeline.building.report import Report
from pipeline.finding import Severity
from pipeline.showing.entries import by_decision, by_weight, distance, entries

_SECTIONS = ((Severity.ERROR, "To mend"), (Severity.WARNING, "To look at"), (Severity.INFO, "For your information"))


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    text = resources.files(__package__).joinpath("findings_page.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        text
    )


def findings_page(report: Report, verdict: str) -> str:
    """Every finding of the report, what matters most first, with what was lowered and what did not run."""
    found = entries(report.by_file())
    everything = report.all_findings
    page: str = _template().render(
        verdict=verdict,
        way=distance(found),
        sections=_SECTIONS,
        entries=by_weight(found),
        decisions=list(by_decision(everything.lowered)),
        not_run=everything.not_run,
    )
    return page
