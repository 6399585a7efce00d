"""The rules on an article, by what they look at; an article comes in, findings in reading order go out."""

from __future__ import annotations

from pipeline.article.model import Article
from pipeline.article.references import REFERENCE_INCOMPLETE
from pipeline.article.rules import (
    agreement,
    arithmetic,
    calling,
    claims,
    doses,
    editorial,
    exosomes,
    language,
    plausibility,
    records,
    reversals,
    risks,
    safety_net,
    sameness,
    structure,
    wording,
    words,
)
from pipeline.article.syntax import RULES as SYNTAX_RULES
from pipeline.checking import check_all
from pipeline.finding import Findings

CHECKS = (
    *editorial.CHECKS,
    *structure.CHECKS,
    *language.CHECKS,
    *words.CHECKS,
    *claims.CHECKS,
    *risks.CHECKS,
    *exosomes.CHECKS,
    *doses.CHECKS,
    *plausibility.CHECKS,
    *reversals.CHECKS,
    *calling.CHECKS,
    *safety_net.CHECKS,
    *wording.CHECKS,
    *agreement.CHECKS,
    *arithmetic.CHECKS,
    *sameness.CHECKS,
    *records.CHECKS,
)
RULES = (*SYNTAX_RULES, REFERENCE_INCOMPLETE, *(check.rule for check in CHECKS))


def check_article(article: Article) -> Findings:
    """Everything the article rules say about one article."""
    return check_all(CHECKS, article, article.lang)
