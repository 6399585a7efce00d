"""Every rule of the house in one tuple: the articles', the brands', the collections', the formats', the build's."""

from __future__ import annotations

from pipeline import binding, brand, building, publication, rendering
from pipeline.article import rules as article_rules
from pipeline.finding import Rule
from pipeline.formats import FORMATS, format_named

RULES: tuple[Rule, ...] = (
    *article_rules.RULES,
    *building.RULES,
    *brand.RULES,
    *binding.RULES,
    publication.COLLECTION,
    *(rule for name in FORMATS for rule in format_named(name).RULES),
    *rendering.RULES,
)
