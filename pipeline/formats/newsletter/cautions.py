"""What a teaser shows comes in; the risk that it must carry beside a benefit goes out, as a warning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.article.balance import balance_of
from pipeline.article.model import Blocks, Callout, CalloutKind, Node, Prose, Text
from pipeline.article.plaintext import paragraphs
from pipeline.edition.edition import Edition


def risk_beside(edition: Edition, variant: str, opening: Iterable[str], shown: Blocks) -> Iterator[Callout]:
    """The gravest risk of the article, where `opening` lines and `shown` blocks name a benefit and leave it out."""
    label = edition.words("risks-label")
    balance = balance_of((edition.article,), edition.lang, "newsletter", variant, label)
    risk = balance.gravest
    if risk is not None and balance.lacks("\n".join((*opening, *paragraphs(shown, numbered=True)))):
        node = Node(risk.place, key=f"{risk.key}-again")
        yield Callout(node, CalloutKind.WARNING, (Text(label),), (Prose(node, (Text(risk.text),)),))
