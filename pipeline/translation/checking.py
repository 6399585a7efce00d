"""The articles of one source come in; its translations go out, with what is found in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.article.model import Article
from pipeline.fault import faults_of
from pipeline.finding import Findings, Place, Severity
from pipeline.translation import rules
from pipeline.translation.records import RECORD_FILE, Record, read_record
from pipeline.translation.twins import check_twin


def check_translations(
    articles: Sequence[Article], files: Mapping[str, bytes], folder: str
) -> dict[str, tuple[Article, Findings]]:
    """By language, each translation and what is found in it. One that says `stale: allow` and is made from an earlier
    text keeps this as a warning and says in every format which edition is newer (`Article.newer`).
    """
    original = next((article for article in articles if article.original), None)
    if original is None or len(articles) < 2:
        return {}
    records: Mapping[str, Record] = {}
    said = Findings()
    if RECORD_FILE in files:
        records, said = read_record(files[RECORD_FILE], f"{folder}/{RECORD_FILE}")
    found = {}
    for article in articles:
        if article is not original:
            found[article.lang] = _checked(original, article, records.get(article.lang, Record()), said)
    return found


def _checked(original: Article, twin: Article, record: Record, said: Findings) -> tuple[Article, Findings]:
    try:
        findings = said + check_twin(original, twin, record)
    except Exception as error:
        return twin, said + faults_of(error, Place(twin.file), "comparing it with its original")
    stale = rules.STALE.name
    if twin.front.stale != "allow" or not any(finding.rule == stale for finding in findings.found):
        return twin, findings
    eased = tuple(
        replace(finding, severity=Severity.WARNING) if finding.rule == stale else finding for finding in findings.found
    )
    return replace(twin, newer=original.lang), replace(findings, found=eased)
