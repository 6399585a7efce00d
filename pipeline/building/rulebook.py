"""Every rule of the house in one tuple: the articles', the brands', the collections', the formats', the build's."""

from __future__ import annotations

from pipeline.article import rules as article_rules
from pipeline.article.source import RULES as SOURCE_RULES
from pipeline.building import rules as building_rules
from pipeline.channels import FORMATS
from pipeline.edition import approvals, binding
from pipeline.facts.rules import RULES as FACTS
from pipeline.fault import RULES as FAULTS
from pipeline.finding import Rule
from pipeline.formats import format_named
from pipeline.house import brand, policy
from pipeline.issuing.rules import RULES as ISSUING
from pipeline.translation.rules import RULES as TRANSLATION

RULES: tuple[Rule, ...] = (
    *article_rules.RULES,
    *SOURCE_RULES,
    *TRANSLATION,
    *building_rules.RULES,
    *policy.RULES,
    *brand.RULES,
    *approvals.RULES,
    *binding.RULES,
    *(rule for name in FORMATS for rule in format_named(name).RULES),
    *FACTS,
    *ISSUING,
    *FAULTS,
)
