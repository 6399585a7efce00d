"""Rules on exosome treatments, which no authority has approved; an article comes in, findings go out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.model import Article
from pipeline.article.rules.statements import Statement, all_statements
from pipeline.finding import Check, Finding, Rule, Severity, Standing

_KNOWN = frozenset({"en", "es"})
EXOSOME = re.compile(r"\b(exosom\w*|إكسوسوم\w*)", re.I)

STATUS_MISSING = Rule(
    "article/status-missing",
    Severity.ERROR,
    "an article on exosomes says in approval_status that no exosome product is FDA-approved, as of when",
    ("HC-EXO-01",),
    "FDA, Public Safety Notification on Exosome Products (6 December 2019)",
    Standing.PRACTICE,
    reason="posts and teasers take this sentence along wherever the treatment is named",
)
EXOSOME_CLAIM = Rule(
    "article/exosome-claim",
    Severity.ERROR,
    "no sentence says for itself that exosomes grow hair, heal or are seldom harmful",
    ("HC-EXO-03", "HC-EXO-04", "HC-CLAIM-05"),
    "21 CFR 310.527; FDA, Consumer Alert on Regenerative Medicine Products (22 July 2020)",
    Standing.PRACTICE,
    _KNOWN,
    "a product against hair loss without an approved application is an unapproved drug",
)
HARMS_MISSING = Rule(
    "article/exosome-harms-missing",
    Severity.WARNING,
    "an article on exosomes names infection and serious harm, and how harm is reported (MedWatch) or what to ask (IND)",
    ("HC-EXO-04", "HC-EXO-05"),
    "FDA, Public Safety Notification on Exosome Products (6 December 2019)",
    Standing.PRACTICE,
    _KNOWN,
    "patients were seriously harmed, and a reader may not hear of it anywhere else",
)


def _about(article: Article) -> bool:
    front = article.front
    return front.topic == "exosomes" or bool(EXOSOME.search(front.title))


def status_missing(article: Article) -> Iterator[Finding]:
    if _about(article) and not article.front.approval_status:
        hint = 'add approval_status: "As of <month year>, the FDA has approved no exosome product."'
        yield STATUS_MISSING.finding(article.place("title"), "the article does not state the approval status", hint)


_SELDOM_HARMFUL = re.compile(
    r"(?:rare|rarely|seldom|few|minimal|mild only|low risk|well tolerated|safe)\b[^.]{0,40}(?:side effects?|harm"
    r"|risks?)"
    r"|(?:side effects?|harms?|risks?)\b[^.]{0,40}? (?:are|is) (?:very )?(?:rare|few|minimal|low|mild)"
    r"|well tolerated|(?:is"
    r"|are) safe\b"
    r"|(?:raros?|pocos|mínimos) efectos secundarios|efectos secundarios (?:son|es) (?:raros|pocos|mínimos)"
    r"|bien tolerad"
    r"|(?:es|son) segur[oa]s?\b",
    re.I,
)
_HEALING = re.compile(
    r"(?:promotes?|improves?|stimulates?|boosts?|enhances?|repairs?|heals?|restores?|regenerates?|wakes? up"
    r"|thickens?)\b"
    r"|(?:promueven?|mejoran?|estimulan?|reparan?|restauran?|regeneran?|despiertan?)\b",
    re.I,
)
_TEMPERED = re.compile(
    r"\b(?:not|no|never|cannot|can't|don't|doesn't|if|whether|may|might|could|can|in (?:a |the )?labs?|in mice"
    r"|in animals"
    r"|studies|study|trial|unapproved|unproven|nobody|claims?|says?|said|would|asks?|unknown|research\w*"
    r"|nunca|si|podrían?|puede|pueden|en ratones|en animales|en (?:el )?laboratorio|estudios?|nadie|afirma\w*"
    r"|dicen?)\b",
    re.I,
)


def exosome_claim(article: Article) -> Iterator[Finding]:
    for statement in all_statements(article):
        if statement.reported or not EXOSOME.search(statement.text):
            continue
        for sentence in statement.sentences:
            text = sentence.text
            if not EXOSOME.search(text) or text.endswith("?") or statement.is_cited(sentence.start, sentence.end):
                continue
            yield from _claims_of(statement, text, article.lang)


def _claims_of(statement: Statement, text: str, lang: str) -> Iterator[Finding]:
    tempered = _TEMPERED.search(text)
    seldom = _SELDOM_HARMFUL.search(text)
    if seldom and not re.search(r"\b(?:not|no|whether|if|nobody|nunca|nadie|si)\b", text, re.I):
        message = f'"{seldom[0]}" is said of exosomes, and nobody knows it'
        hint = "say that patients came to serious harm, and that long-term effects are not known"
        yield EXOSOME_CLAIM.finding(statement.place, message, hint)
        return
    grows = next((m for m in statement.matches("growth") if m.claimed and m.text in text), None)
    heals = _HEALING.search(text)
    if tempered or not (grows or heals):
        return
    words = grows.text if grows else heals[0] if heals else ""
    hint = "say what was seen in whom, with its source, and that nobody knows whether it helps"
    severity = None if grows else Severity.WARNING
    yield EXOSOME_CLAIM.finding(statement.place, f'"{words}" is said of exosomes without a source', hint, severity)


def exosome_harms_missing(article: Article) -> Iterator[Finding]:
    if not _about(article):
        return
    everything = " ".join(statement.text for statement in all_statements(article))
    wanted = {
        "infection": r"infec",
        "serious harm": r"serious(?:ly)?\b|grave|daños? graves?",
        "MedWatch or the IND number": r"MedWatch|\bIND\b",
    }
    missing = [name for name, pattern in wanted.items() if not re.search(pattern, everything, re.I)]
    if missing:
        hint = "add what the FDA reported, how a reader reports harm, and what to ask before paying"
        message = f"the article on exosomes says nothing of {', '.join(missing)}"
        yield HARMS_MISSING.finding(article.place("title"), message, hint)


CHECKS = (
    Check(STATUS_MISSING, status_missing),
    Check(EXOSOME_CLAIM, exosome_claim),
    Check(HARMS_MISSING, exosome_harms_missing),
)
