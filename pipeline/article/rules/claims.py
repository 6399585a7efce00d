"""Rules on what an article claims: words that promise, words that hide, and what must be said of exosomes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.model import Article
from pipeline.article.rules.passages import Passage, passages
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.phrases import Match

_KNOWN = frozenset({"en", "es"})
_FTC = "FTC Health Products Compliance Guidance (2022)"

CLAIM = Rule(
    "article/claim",
    Severity.ERROR,
    "an article promises no cure, guarantee or freedom from risk",
    ("HC-CLAIM-01",),
    f"{_FTC}; FDA on health fraud; the list of words is house",
    Standing.HOUSE,
    _KNOWN,
    "no treatment keeps such a promise",
)
HYPE = Rule(
    "article/hype",
    Severity.WARNING,
    "a word of praise stands only in a sentence that cites its evidence",
    ("HC-CLAIM-02",),
    f"{_FTC}; the list of words is house",
    Standing.HOUSE,
    _KNOWN,
    "praise sells; it does not inform",
)
SOFT_CLAIM = Rule(
    "article/soft-claim",
    Severity.WARNING,
    "a soft word (promising, early, potential) is followed in its passage by what limits it",
    ("HC-CLAIM-03",),
    f"{_FTC}: readers take such words as praise; the list is house",
    Standing.HOUSE,
    _KNOWN,
    '"promising" is read as "works"',
)
SUPERLATIVE = Rule(
    "article/superlative-uncited",
    Severity.ERROR,
    "best, safest, more effective and the like stand only in a sentence with a citation",
    ("HC-CLAIM-04",),
    f"{_FTC} on substantiation; the list is house",
    Standing.HOUSE,
    _KNOWN,
    "a comparison needs the study that made it",
)
FEAR = Rule(
    "article/fear",
    Severity.ERROR,
    "an article does not press, frighten or hint at a conspiracy",
    ("HC-CLAIM-07",),
    "FDA on health fraud; the list is house",
    Standing.HOUSE,
    _KNOWN,
    "people decide badly in fear",
)
STUDIES_UNCITED = Rule(
    "article/studies-uncited",
    Severity.ERROR,
    "a sentence that speaks of studies' results or gives a percentage cites its source",
    ("HC-CLAIM-04", "HC-META-05"),
    "HONcode principle 4; the list is house",
    Standing.HOUSE,
    _KNOWN,
    '"studies show" without a study shows nothing',
)
STATUS_MISSING = Rule(
    "article/status-missing",
    Severity.ERROR,
    "an article on exosomes says in approval_status that no exosome product is FDA-approved, as of when",
    ("HC-EXO-01",),
    "FDA, Public Safety Notification on Exosome Products (6 December 2019)",
    Standing.PRACTICE,
    reason="posts and teasers take this sentence along wherever the treatment is named",
)
FALSE_APPROVAL = Rule(
    "article/false-approval",
    Severity.ERROR,
    "exosome products are not called approved, cleared, registered or listed",
    ("HC-EXO-02",),
    "FDA, Consumer Alert on Regenerative Medicine Products (22 July 2020)",
    Standing.PRACTICE,
    _KNOWN,
    "a registration or listing is no approval",
)


def _said(article: Article, *lists: str) -> Iterator[tuple[Passage, Match]]:
    """What the article itself says of these lists: not what it denies, quotes, asks or reports."""
    for passage in passages(article):
        if not passage.reported:
            for match in passage.matches(article.lang, *lists):
                if match.claimed:
                    yield passage, match


def claim(article: Article) -> Iterator[Finding]:
    for passage, match in _said(article, "claim"):
        hint = "say what is known, with its source, or deny it plainly"
        yield CLAIM.finding(passage.place, f'"{match.text}" is a promise that no treatment keeps', hint)


def hype(article: Article) -> Iterator[Finding]:
    for passage, match in _said(article, "hype"):
        if not passage.is_cited(*match.sentence):
            hint = "leave the word out, or cite the study in the same sentence"
            yield HYPE.finding(passage.place, f'"{match.text}" is praise without a source', hint)


def soft_claim(article: Article) -> Iterator[Finding]:
    limits = {passage.block for passage in passages(article) if passage.matches(article.lang, "limit")}
    for passage, match in _said(article, "soft"):
        if passage.block not in limits:
            hint = "say right after it how small or unsure the evidence is"
            yield SOFT_CLAIM.finding(passage.place, f'"{match.text}" is read as praise, and nothing limits it', hint)


def superlative_uncited(article: Article) -> Iterator[Finding]:
    for passage, match in _said(article, "superlative"):
        if not passage.is_cited(*match.sentence):
            hint = "cite the study that compared them, in the same sentence"
            yield SUPERLATIVE.finding(passage.place, f'"{match.text}" compares without a source', hint)


def fear(article: Article) -> Iterator[Finding]:
    for passage, match in _said(article, "fear"):
        yield FEAR.finding(passage.place, f'"{match.text}" presses the reader', "let the reader take time to decide")


def studies_uncited(article: Article) -> Iterator[Finding]:
    for passage, match in _said(article, "cited"):
        if not passage.is_cited(*match.sentence):
            hint = "add the citation [@key] in the same sentence"
            yield STUDIES_UNCITED.finding(passage.place, f'"{match.text}" names no source', hint)


_EXOSOME = re.compile(r"\b(exosom\w*|إكسوسوم\w*)", re.I)


def status_missing(article: Article) -> Iterator[Finding]:
    front = article.front
    about = front.topic == "exosomes" or _EXOSOME.search(front.title)
    if about and not front.approval_status:
        hint = 'add approval_status: "As of <month year>, the FDA has approved no exosome product."'
        yield STATUS_MISSING.finding(article.place("title"), "the article does not state the approval status", hint)


def false_approval(article: Article) -> Iterator[Finding]:
    for passage, match in _said(article, "approval"):
        if _EXOSOME.search(passage.text):
            hint = "say that no exosome product is approved"
            yield FALSE_APPROVAL.finding(passage.place, f'"{match.text}" suggests an approval that there is not', hint)


CHECKS = (
    Check(CLAIM, claim),
    Check(HYPE, hype),
    Check(SOFT_CLAIM, soft_claim),
    Check(SUPERLATIVE, superlative_uncited),
    Check(FEAR, fear),
    Check(STUDIES_UNCITED, studies_uncited),
    Check(STATUS_MISSING, status_missing),
    Check(FALSE_APPROVAL, false_approval),
)
