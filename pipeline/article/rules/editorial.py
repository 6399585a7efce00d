"""Rules on who answers for an article and when: people, dates, picture rights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.article.model import Article
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.folding import fold

MAX_REVIEW_MONTHS = 36
EVIDENCE_DAYS = 90
"""So long after a review may evidence be checked before somebody has to look at the article again (house)."""
PUBLISHED_DAYS = 366

REVIEWER_IS_AUTHOR = Rule(
    "article/reviewer-is-author",
    Severity.WARNING,
    "somebody other than the author reviews the article",
    ("HC-META-01",),
    "NHS content standard; HONcode principle 1",
    Standing.PRACTICE,
    reason="nobody sees their own mistakes",
)
REVIEWER_WITHOUT_CREDENTIALS = Rule(
    "article/reviewer-without-credentials",
    Severity.ERROR,
    "each author and reviewer is named with credentials or an organisation",
    ("HC-META-01",),
    "HONcode principle 1",
    Standing.PRACTICE,
    reason="a name alone does not say why the reader may trust it",
)
DATES_OUT_OF_ORDER = Rule(
    "article/dates-out-of-order",
    Severity.ERROR,
    "evidence checked and reviewed come before the next review, which is at most 36 months after the review",
    ("HC-META-02",),
    "NHS content standard asks for a planned cycle; 36 months is common practice, unverified",
    Standing.UNVERIFIED,
    reason="health information ages",
)


_TITLES = re.compile(r"^(?:(?:dr|prof|professor|mr|mrs|ms|mx|sr|sra|dra|doctor|doctora)\.?\s+)+", re.I)


def _same_name(name: str) -> str:
    """A name without titles, accents, initials' stops and order: "Dr. Example, Anna" is "Anna Example"."""
    folded = fold(_TITLES.sub("", name)).text
    return " ".join(sorted(re.findall(r"\w+", folded)))


def reviewer_is_author(article: Article) -> Iterator[Finding]:
    authors = {_same_name(person.name): person for person in article.front.authors}
    orcids = {person.orcid for person in article.front.authors if person.orcid}
    for index, person in enumerate(article.front.reviewers):
        if _same_name(person.name) in authors or person.orcid in orcids:
            message = f'"{person.name}" wrote the article and reviewed it'
            yield REVIEWER_IS_AUTHOR.finding(
                article.place(f"reviewers.{index}"), message, "have somebody else review it"
            )


def reviewer_without_credentials(article: Article) -> Iterator[Finding]:
    for role in ("authors", "reviewers"):
        for index, person in enumerate(getattr(article.front, role)):
            # A team is an organisation itself; who reviews the medicine says in any case what makes them able to.
            if not person.credentials and not person.organisation and (person.is_person or role == "reviewers"):
                message = f'"{person.name}" among the {role} has neither credentials nor an organisation'
                hint = "add credentials: …, or organisation: …"
                yield REVIEWER_WITHOUT_CREDENTIALS.finding(article.place(f"{role}.{index}"), message, hint)


def dates_out_of_order(article: Article) -> Iterator[Finding]:
    front, place = article.front, article.place("next_review")
    if front.next_review <= front.reviewed:
        hint = "set next_review after reviewed"
        message = f"the next review, {front.next_review}, is not after the last one, {front.reviewed}"
        yield DATES_OUT_OF_ORDER.finding(place, message, hint)
    elif front.next_review > _months_later(front.reviewed, MAX_REVIEW_MONTHS):
        message = f"the next review, {front.next_review}, is more than 36 months after the last one"
        yield DATES_OUT_OF_ORDER.finding(place, message, "plan the next review within three years")
    if front.evidence_checked > front.next_review:
        message = f"the evidence was checked on {front.evidence_checked}, after the next review"
        yield DATES_OUT_OF_ORDER.finding(place, message, "mend one of the two dates")
    elif front.evidence_checked > front.reviewed + timedelta(days=EVIDENCE_DAYS):
        message = f"the evidence was checked on {front.evidence_checked}, long after the review of {front.reviewed}"
        hint = "have the article reviewed with the new evidence, and set reviewed"
        yield DATES_OUT_OF_ORDER.finding(article.place("evidence_checked"), message, hint, Severity.WARNING)
    if front.published >= front.next_review:
        message = f"the article is published on {front.published}, when its next review is due already"
        yield DATES_OUT_OF_ORDER.finding(article.place("published"), message, "review it first, and set next_review")
    elif front.published > front.reviewed + timedelta(days=PUBLISHED_DAYS):
        message = f"the article is published on {front.published}, more than a year after its review"
        hint = "have it reviewed again, or mend one of the two dates"
        yield DATES_OUT_OF_ORDER.finding(article.place("published"), message, hint, Severity.WARNING)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, 28))


CHECKS = (
    Check(REVIEWER_IS_AUTHOR, reviewer_is_author),
    Check(REVIEWER_WITHOUT_CREDENTIALS, reviewer_without_credentials),
    Check(DATES_OUT_OF_ORDER, dates_out_of_order),
)
