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
    said = (*front_statements(article, lang), *ledger_of(article.blocks, lang).statements)
    grave = dict.fromkeys(" ".join(each.text.split()) for each in said if each.weight is Weight.GRAVE)
    front = article.front
    return Copy(code, front.id, front.version, front.reviewed.isoformat(), tuple(grave))
