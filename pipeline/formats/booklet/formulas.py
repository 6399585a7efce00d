"""The formulas of a book come in as TeX; MathML goes out, from one pandoc call for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.article.model import Article, Math
from pipeline.article.pandoc import ARTICLE, run_pandoc
from pipeline.article.walking import of_kind
from pipeline.markup.xhtml import escape, escape_attribute

_MATH = re.compile(r"<math .*?</math>", re.S)
_MARK = "formula"


class Formulas:
    """MathML for every formula of some articles; one that pandoc cannot read is shown as its TeX."""

    def __init__(self, articles: Iterable[Article]) -> None:
        found = dict.fromkeys(formula for article in articles for formula in of_kind(article.blocks, Math))
        self._written = _convert(tuple(found)) if found else {}

    def write(self, formula: Math) -> str:
        """The formula as MathML with its TeX as alternative text."""
        written = self._written.get(formula)
        return written or f'<code class="math">{escape(formula.tex)}</code>'


def _convert(formulas: tuple[Math, ...]) -> dict[Math, str]:
    text = "\n\n".join(
        f"{_MARK}{number} {'$$' if formula.display else '$'}{' '.join(formula.tex.split())}"
        f"{'$$' if formula.display else '$'}"
        for number, formula in enumerate(formulas)
    )
    html = run_pandoc(["-f", "markdown", "-t", "html5", "--mathml", "--wrap=none"], text, allowance=ARTICLE)
    output = html.decode("utf-8") if isinstance(html, bytes) else html
    written: dict[Math, str] = {}
    for part in re.split(rf"(?={_MARK}\d+\s)", output):
        head = re.match(rf"{_MARK}(\d+)\s", part)
        element = _MATH.search(part)
        if head and element:
            formula = formulas[int(head[1])]
            written[formula] = element[0].replace("<math ", f'<math alttext="{escape_attribute(formula.tex)}" ', 1)
    return written
