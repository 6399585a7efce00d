r"""A formula is set in one line that says what its two dimensions say: \frac{1}{2} behind a 2 is 2 1/2 and not 21/2."""

from __future__ import annotations

import pytest
from lxml.etree import fromstring

from pipeline.article.body.formulas import set_formulas
from pipeline.article.body.inlines import plain
from pipeline.article.body.parsing import parse_body
from pipeline.article.model import Math
from pipeline.article.walking import of_kind
from pipeline.formats.booklet.formulas import write_formula
from pipeline.formats.passages import passages_of

LINES = {
    r"\frac{weight}{10}": "weight / 10",
    r"\frac{1}{2}": "1/2",
    r"2\frac{1}{2}": "2 1/2",
    r"\frac{1}{2}x": "(1/2)x",
    r"c\frac{a}{b}": "c(a/b)",
    r"c \div \frac{a}{b}": "c ÷ (a/b)",
    r"\frac{a}{b} \times c + 3": "a/b × c + 3",
    r"\frac{a+b}{c-d} - \frac{-x}{2}": "(a + b) / (c − d) − (−x) / 2",
    r"\frac{2x}{3}": "(2x) / 3",
    r"\frac{\frac{a}{b}}{c}": "(a/b) / c",
    r"\text{dose in ml} = \frac{\text{weight in kg} \times 15}{5}": "dose in ml = (weight in kg × 15) / 5",
    r"\text{BMI} = \dfrac{m}{h^2}": "BMI = m / h²",
    r"x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}": "x = (−b ± √(b² − 4ac)) / (2a)",
    r"\sqrt{x}y": "√x y",
    r"\sqrt[3]{x+1}": "³√(x + 1)",
    r"(a+b)^2": "(a + b)²",
    r"10^{9}/\text{L}": "10⁹/L",
    r"1.5\times10^{-3}": "1.5 × 10⁻³",
    r"e^{-kt}": "e^(−kt)",
    r"C_{max}": "C_max",
    r"x_1 - x_2": "x₁ − x₂",
    r"-5 \leq x": "−5 ≤ x",
    r"37\,^{\circ}\mathrm{C}": "37\u202f°C",
    r"100\,000": "100\u202f000",
    r"1{,}5": "1,5",
    r"f(x, y)": "f(x, y)",
    r"2 \sin x": "2\u00a0sin\u00a0x",
    r"\mathbf{5}": "5",
    r"\mathrm{H_2O}": "H₂O",
    r"\ce{H2O}": "H₂O",
    r"\ce{C6H12O6 + 6O2 -> 6CO2}": "C₆H₁₂O₆ + 6O₂ → 6CO₂",
    r"\ce{Ca^{2+}}": "Ca²⁺",
    r"\ce{SO4^2-}": "SO₄²⁻",
    r"{}^{14}\mathrm{C}": "¹⁴C",
    r"\bar{x}": "x\u0304",
    r"5\%": "5%",
}
UNSETTABLE = [
    r"\binom{3}{2}",
    r"\begin{pmatrix}1\\2\end{pmatrix}",
    r"\undefined{x}",
    r"\underbrace{a+b}_{c}",
    r"\ce{A\bond{x}}",
]


@pytest.fixture(scope="module")
def made() -> dict[str, Math]:
    """Every formula above, read in one article: one call of pandoc."""
    body = "\n\n".join(f"It is ${tex}$ so." for tex in [*LINES, *UNSETTABLE, r"\cancel{20}"])
    blocks, findings = set_formulas(parse_body(body, "a.md", {}).blocks, "a.md")
    rules = [finding.rule.removeprefix("article/") for finding in findings]
    assert rules == ["formula-unset"] * len(UNSETTABLE) + ["struck-text"]
    assert [finding.where.first for finding in findings][:2] == [2 * len(LINES) + 1, 2 * len(LINES) + 3]
    return {formula.tex: formula for formula in of_kind(blocks, Math)}


@pytest.mark.parametrize("tex", LINES)
def test_a_formula_is_said_in_a_line(tex: str, made: dict[str, Math]) -> None:
    assert plain((made[tex],)).replace("\u00a0", " ") == LINES[tex].replace("\u00a0", " ")


def test_mathml_holds_no_tex(made: dict[str, Math]) -> None:
    """A reader that knows no MathML shows every word in it, an annotation's too."""
    assert all("\\" not in made[tex].mathml and "annotation" not in made[tex].mathml for tex in LINES)


@pytest.mark.parametrize("tex", LINES)
def test_a_book_is_read_back_as_the_words_of_its_formulas(tex: str, made: dict[str, Math]) -> None:
    written = f"<p>{write_formula(made[tex])}</p>"
    (said,) = passages_of(fromstring(written), "", "en")
    assert said.text == " ".join(plain((made[tex],)).split())
    (drawn,) = passages_of(fromstring(written.replace('alttext="', 'alttext="7 ')), "", "en")
    assert not drawn.text.startswith("7 ")


@pytest.mark.parametrize(
    "place", ["## {}", "- {}", "> {}", "| {} |\n|---|\n| y |", "x[^1]\n\n[^1]: {}", "**{}**", "[{}](#a)"]
)
def test_a_formula_is_set_wherever_it_stands(place: str) -> None:
    blocks, findings = set_formulas(parse_body(place.format(r"$\frac{a}{b}$"), "a.md", {}).blocks, "a.md")
    assert not findings
    assert plain(next(of_kind(blocks, Math)).inlines) == "a/b"


def test_dollars_are_no_formulas() -> None:
    assert not list(of_kind(parse_body("It costs $5 or $6, or 5$ to 6$.", "a.md", {}).blocks, Math))
