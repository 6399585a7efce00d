"""An edition comes in; what its printed copies say, under the check code that they carry, goes out."""

from __future__ import annotations

from pipeline.edition.check_codes import code_of
from pipeline.edition.copies import Copy
from pipeline.edition.edition import Edition
from pipeline.facts.ledger import Weight, ledger_of
from pipeline.facts.proving import front_statements


def printed_copy(edition: Edition) -> Copy | None:
    """What printed copies of the edition say now; None where they carry no code."""
    code = code_of(edition)
    if not code:
        return None
    article, lang = edition.article, edition.lang
    ledger = ledger_of(article.blocks, lang)
    heavy = {fact.statement for fact in ledger.facts if fact.weight is Weight.GRAVE}
    said = [each.text for each in front_statements(article, lang) if each.weight is Weight.GRAVE]
    said += [
        each.text for number, each in enumerate(ledger.statements) if each.weight is Weight.GRAVE or number in heavy
    ]
    grave = dict.fromkeys(" ".join(text.split()) for text in said)
    front = article.front
    return Copy(code, front.id, front.version, front.reviewed.isoformat(), tuple(grave))
