"""The rule on codes for records; an article comes in, findings go out."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article.front.codes import CODE_MALFORMED, code_of, why_malformed
from pipeline.article.model import Article
from pipeline.finding import Check, Finding


def codes_malformed(article: Article) -> Iterator[Finding]:
    for system, written in article.front.codes.items():
        for number, each in enumerate(written):
            code = code_of(system, each)
            why = why_malformed(code)
            if why:
                place = article.place(f"codes.{system}.{number}")
                message = f'"{code.code}" is no code of {code.system.title}: {why}'
                yield CODE_MALFORMED.finding(place, message, "look it up again, and copy it whole")


CHECKS = (Check(CODE_MALFORMED, codes_malformed),)
