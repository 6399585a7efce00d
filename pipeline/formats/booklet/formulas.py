"""A formula of a book comes in; its MathML with the words that stand for it goes out."""

from __future__ import annotations

from pipeline.article.body.inlines import plain
from pipeline.article.model import Math
from pipeline.markup.escaping import escape, escape_attribute


def write_formula(formula: Math) -> str:
    """The formula as MathML with itself in one line as alternative text, for readers that lay out none."""
    said = plain((formula,))
    if not formula.mathml:
        return f'<code class="math">{escape(said)}</code>'
    return formula.mathml.replace("<math ", f'<math alttext="{escape_attribute(said)}" ', 1)
