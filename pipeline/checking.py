"""Checks and their subject come in; what they find goes out, a check that fails by a fault of ours included."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.fault import faults_of
from pipeline.finding import Check, Finding, Findings, NotRun, Place, Subject


def check_all(checks: Sequence[Check[Subject]], subject: Subject, lang: str) -> Findings:
    """Run every check that understands `lang` on `subject`; the others are named in `not_run`. A check that fails by a
    fault of ours is an error of its own, and the others run.
    """
    found: list[Finding] = []
    broken = Findings()
    not_run: list[NotRun] = []
    for check in checks:
        if check.rule.understands(lang):
            try:
                found.extend(check.run(subject))
            except Exception as error:
                place = Place(str(getattr(subject, "file", "")), part=check.rule.name)
                broken += faults_of(error, place, f'asking "{check.rule.name}"')
        else:
            known = ", ".join(sorted(check.rule.languages or ()))
            not_run.append(NotRun(check.rule.name, f'knows {known} only, the text is in "{lang}"'))
    return Findings(tuple(sorted(dict.fromkeys(found), key=lambda f: f.order)), tuple(not_run)) + broken
