"""Reports and findings come in; words for people, JSON and SARIF for programs go out to the screen."""

from __future__ import annotations

import json
import sys
import textwrap
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from pipeline.building.manifest import report_to_json
from pipeline.building.planning import Step
from pipeline.building.report import EditionReport, Fate, Report
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Lowered, NotRun, Rule, Severity
from pipeline.language.characters import printable
from pipeline.showing import entries as entries_of
from pipeline.showing.entries import Entry, by_decision, by_weight, distance, entries

if TYPE_CHECKING:
    from pipeline.certifying.certificate import Certificate

FIRST = 3
"""So many faults are named again at the end of a check (house)."""

PACE_FROM = 5
"""Formats to be done before a rate is told: the first ones load what all need (house)."""

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def finding_lines(finding: Finding) -> list[str]:
    """A finding as two lines: place, severity, message and rule; then the hint."""
    severity = click.style(finding.severity.value, fg=_COLOURS[finding.severity])
    # Names of files and words of articles are repeated in messages; a terminal must not obey what stands in them.
    where, message, hint = (printable(str(part)) for part in (finding.where, finding.message, finding.hint))
    return [f"{where}: {severity}: {message}  [{finding.rule}]", f"  hint: {hint}"]


def entry_lines(entry: Entry) -> list[str]:
    """A fault as its first finding, where else it stands, and the hint."""
    head, hint = finding_lines(entry.first)
    return [head, f"  {entry.also}", hint] if entry.others else [head, hint]


def show_findings(findings: Iterable[Finding], with_infos: bool = False) -> None:
    """Print findings in reading order, one entry a fault; infos only when asked for."""
    shown = (finding for finding in findings if with_infos or finding.severity is not Severity.INFO)
    for entry in entries(shown):
        for line in entry_lines(entry):
            click.echo(line)


def show_lowered(lowered: Iterable[Lowered]) -> None:
    """Print what the house and the waivers made of rules, one line for each decision: it is never hidden."""
    for decision, rules in by_decision(lowered):
        click.echo(f"{decision}: {', '.join(rules)}")


def show_not_run(checks: Iterable[NotRun]) -> None:
    """Print which checks did not run and why, one line a rule."""
    for check in dict.fromkeys(checks):
        click.echo(f"not run: {check.rule}: {check.reason}")


_READING = frozenset({"article/hard-to-read", "article/hard-to-read-spanish"})


_ADVICE = "article/advice-reversed"
"""Stands for the rules that read what a reader is told to do: they know a language together, or not at all."""


def unmeasured(checks: Iterable[NotRun]) -> tuple[NotRun, ...]:
    """What is said even without --verbose: in which languages nobody measured how hard a text is or read its advice."""
    missing: dict[str, set[str]] = {}
    for check in checks:
        missing.setdefault(check.reason.rpartition(" is in ")[2], set()).add(check.rule)
    reason = "there is no reading formula for it, and how hard the text is was not measured"
    unread = (
        "they know other languages; advice, doses and claims of this text were not checked, --verbose names the rules"
    )
    told = [NotRun(f"reading grade in {lang}", reason) for lang, rules in missing.items() if rules >= _READING]
    told += [NotRun(f"{len(rules)} rules in {lang}", unread) for lang, rules in missing.items() if _ADVICE in rules]
    return tuple(told)


def show_report(report: Report, *, strict: bool, draft: bool, verbose: bool = False) -> None:
    """Print what a build or check came to: findings first, then each edition's fate, then the verdict."""
    show_findings(report.by_file(), verbose)
    not_run = report.all_findings.not_run
    show_not_run(not_run if verbose else unmeasured(not_run))
    show_lowered(report.all_findings.lowered)
    for crash in report.tracebacks:
        click.echo(crash, err=True)
        click.echo("this is a fault of plainleaf, not of your article; please report it with the lines above", err=True)
    if report.editions:
        click.echo()
    for edition in report.editions:
        click.echo(_edition_line(edition))
        for each in edition.signed:
            click.echo(f"  approved as {printable(each.words)}")
        for note in edition.notes:
            click.echo(f"  {note}")
    show_stale(report.stale)
    for note in report.notes:
        click.echo(printable(note))
    for certificate in report.certificates:
        if certificate.passed is not True:
            click.echo(f"{certificate.name}: {certificate.statement}")
    click.echo()
    found = entries(report.by_file())
    if way := distance(found):
        _show_first(found)
        click.echo(f"before this can be published: {way}")
    click.echo(_verdict(report, strict, draft, verbose))


def _show_first(found: Sequence[Entry]) -> None:
    """Print the most important faults once more, where the eye rests when a run ends."""
    errors = [entry for entry in by_weight(found) if entry.severity is Severity.ERROR and not entry.question]
    if errors and len(found) > FIRST:
        click.echo("what matters first:")
        for entry in errors[:FIRST]:
            click.echo(f"  {entry.first.where}: {entry.first.message}")
            click.echo(f"    {entry.first.hint}")


_FATES = {Fate.BUILT: "green", Fate.FAILED: "red", Fate.WITHDRAWN: "yellow", Fate.PARKED: "yellow"}
SHOWN = 8
"""So many stale editions are named in a line each; the rest is counted (house)."""


def show_stale(stale: Sequence[tuple[EditionName, str]]) -> None:
    """Print the published editions that this run left alone although they are out of date."""
    for name, why in stale[:SHOWN]:
        click.echo(f"{name}: left alone, out of date: {why}")
    if len(stale) > SHOWN:
        click.echo(f"and {len(stale) - SHOWN} more that are out of date")


def _edition_line(edition: EditionReport) -> str:
    formats = list(dict.fromkeys(product.format for product in edition.products))
    what = f" ({', '.join(formats)})" if formats else ""
    what += f", held back: {', '.join(product.name for product in edition.held)}" if edition.held else ""
    state = f", {edition.state}" if edition.state != "current" else ""
    mark = " DRAFT" if edition.draft else ""
    colour = _FATES.get(edition.fate)
    passed = sum(certificate.passed is True for certificate in edition.certificates)
    certified = f", {passed} of {len(edition.certificates)} certificates" if edition.certificates else ""
    lowered = sum(change.now.weight > change.was.weight for change in edition.all_findings.lowered)
    certified += f", {plural(lowered, 'rule')} lowered" if lowered else ""
    return f"{edition.name}: {click.style(edition.fate.value, fg=colour)}{mark}{state}{what}{certified}"


def plural(number: int, noun: str) -> str:
    """ "1 error", "2 errors"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _verdict(report: Report, strict: bool, draft: bool, verbose: bool = True) -> str:
    counts = ", ".join(_counted(report, severity) for severity in (Severity.ERROR, Severity.WARNING))
    infos = report.count(Severity.INFO)
    if infos:
        counts += f", {infos} for your information" + ("" if verbose else " (shown with -v)")
    failed = [edition for edition in report.editions if edition.fate is Fate.FAILED]
    head = f"{plural(len(report.editions), 'edition')}, {counts}."
    held = sum(len(edition.held) for edition in report.editions if edition.fate is not Fate.FAILED)
    kept_back = [f"{plural(held, 'product')} held back"] if held else []
    if failed and not draft:
        saved = len(report.editions) - len(failed)
        what = f"{len(failed)} of them not saved" if saved else "Nothing was saved"
        return f"{head} {', '.join([what, *kept_back])}; --draft saves anyway."
    if held and not draft:
        return f"{head} {kept_back[0]}; all else is saved."
    if strict and not report.passed(strict):
        return f"{head} Warnings count (--strict)."
    return head


def _counted(report: Report, severity: Severity) -> str:
    """ "13 warnings at 60 places": faults, not findings."""
    found = [finding for finding in report.by_file() if finding.severity is severity]
    faults = len(entries(found))
    places = f" at {len(found)} places" if len(found) > faults else ""
    return plural(faults, severity.value) + places


def show_page(report: Report, strict: bool) -> None:
    """Print the findings as one HTML page."""
    from pipeline.showing.findings_page import findings_page

    click.echo(findings_page(report, _verdict(report, strict, draft=True)))


def show_json(report: Report, strict: bool, more: Mapping[str, Any] | None = None) -> None:
    """Print the report as one JSON object; `entries` are its findings grouped by fault, the heaviest first. `more` is
    what the command adds.
    """
    found = by_weight(entries(report.by_file()))
    values = report_to_json(report, strict) | {"entries": entries_of.to_json(found), "to_publication": distance(found)}
    values |= more or {}
    click.echo(json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True))


def show_sarif(report: Report, rules: Sequence[Rule]) -> None:
    """Print the findings in SARIF 2.1.0, which code hosts show beside the source line."""
    known = {rule.name: rule for rule in rules}
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    results = [
        {
            "ruleId": finding.rule,
            "level": levels[finding.severity],
            "message": {"text": f"{finding.message}. {finding.hint}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": finding.where.file},
                        "region": {"startLine": max(1, finding.where.first)},
                    }
                }
            ],
        }
        for finding in report.by_file()
    ]
    used = sorted({finding.rule for finding in report.by_file()})
    driver: dict[str, Any] = {
        "name": "plainleaf",
        "rules": [
            {"id": name, "shortDescription": {"text": known[name].says if name in known else name}} for name in used
        ],
    }
    sarif = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    click.echo(json.dumps(sarif, ensure_ascii=False, indent=2))


def show_plan(steps: Sequence[Step]) -> None:
    """Print what would be built or taken away and why, one line a format or edition."""
    for step in steps:
        click.echo(f"{step.edition}{' ' if step.format else ''}{step.format}: {step.why}")
    made = sum(bool(step.format) for step in steps)
    told = [f"{plural(made, 'format')} to build"] if made else []
    told += [f"{plural(len(steps) - made, 'edition')} to take away"] if made < len(steps) else []
    click.echo(", ".join(told) or "everything is up to date")


def show_certificates(certificates: Sequence[Certificate]) -> None:
    """Print what each validator said, worst first, and how many files it passed."""
    for certificate in certificates:
        version = f"{certificate.validator} {certificate.version}".strip()
        click.echo(f"{certificate.name}: {certificate.statement} ({version})")
        show_findings(certificate.findings(certificate.name))
    passed = sum(certificate.passed is True for certificate in certificates)
    missed = sum(certificate.passed is None for certificate in certificates)
    click.echo()
    click.echo(f"{plural(len(certificates), 'certificate')}: {passed} passed, {missed} did not run")


def show_error(error: PlainleafError) -> None:
    """Print an error that ended the run, with its place and hint."""
    place = f"{error.place}: " if error.place else ""
    click.echo(f"{printable(place)}{click.style('error', fg='red')}: {printable(error.message)}", err=True)
    if error.hint:
        click.echo(f"  hint: {printable(error.hint)}", err=True)


def show_rules(rules: Sequence[Rule]) -> None:
    """Print the rules, one a line: name, severity, what it says."""
    width = max((len(rule.name) for rule in rules), default=0)
    for rule in rules:
        click.echo(f"{rule.name.ljust(width)}  {rule.severity.value:7}  {rule.says}")


def show_rule(rule: Rule) -> None:
    """Print everything about one rule."""
    click.echo(rule.name)
    rows = [
        ("says", rule.says),
        ("severity", rule.severity.value),
        ("source", rule.source),
        ("standing", rule.standing.value),
        ("encodes", ", ".join(rule.encodes) or "no id of the research table"),
        ("languages", ", ".join(sorted(rule.languages)) if rule.languages else "all"),
        ("reason", rule.reason),
    ]
    for name, value in rows:
        if value:
            lines = textwrap.wrap(value, 84) or [""]
            click.echo(f"  {name + ':':11}{lines[0]}")
            for line in lines[1:]:
                click.echo(" " * 13 + line)


def rate(done: int, total: int, seconds: float) -> str:
    """How fast it goes and how long it will take: ", 12 a minute, 3 min left"; "" while nobody can know."""
    if done < PACE_FROM or seconds <= 0:
        return ""
    left = (total - done) * seconds / done
    words = f"{left:.0f} s" if left < 90 else f"{left / 60:.0f} min" if left < 5400 else f"{left / 3600:.0f} h"
    return f", {60 * done / seconds:.0f} a minute, {words} left"


class ProgressDisplay:
    """A bar on a terminal, a line an edition in a pipe."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty() and not quiet
        self._total = 0
        self._done = 0
        self._begun = 0.0

    def started(self, formats: int) -> None:
        self._total, self._begun = formats, time.monotonic()

    def rendered(self, what: str) -> None:
        self._done += 1
        if self._live and self._total:
            full = round(24 * self._done / self._total)
            bar = "█" * full + "·" * (24 - full)
            pace = rate(self._done, self._total, time.monotonic() - self._begun)
            click.echo(f"\r\033[K{bar} {self._done}/{self._total}{pace} {what}"[:160], nl=False, err=True)

    def finished(self, edition: EditionReport) -> None:
        if not self._live and not self._quiet and edition.fate is not Fate.UP_TO_DATE:
            click.echo(f"{edition.name}: {edition.fate.value}", err=True)

    def said(self, line: str) -> None:
        """Show a line about the run itself, whatever else is shown."""
        click.echo(f"\r\033[K{line}" if self._live else line, err=True)

    def close(self) -> None:
        if self._live and self._total:
            click.echo("\r\033[K", nl=False, err=True)
