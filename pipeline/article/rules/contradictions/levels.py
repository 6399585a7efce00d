"""Statements come in; levels, strengths and cells of a table that do not fit the rest go out in pairs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.topics import EMERGENCY, Pair
from pipeline.article.rules.directives import flat
from pipeline.article.rules.medicines import subject_of
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.language.amounts import Bound, Frequency, Quantity


def levels_that_differ(article: Article) -> Iterator[Pair]:
    """Each pair of values of which one must be wrong."""
    yield from _called_for(article)
    yield from _defined(article)
    yield from _thrown_away(article)
    yield from _odd_cell(article)
    yield from _strengths(article)
    yield from _by_weight(article)
    yield from _beyond_measure(article)


def _sentence(statement: Statement, value: Quantity) -> str:
    return next((s.text for s in statement.sentences if s.start <= value.start < s.end), statement.text)


_HELPS = re.compile(
    r"\b(?:do not help|does not help|no better|not better|not work|no relief|no mejora|no ayuda|"
    r"sigue igual)\b",
    re.I,
)


def _called_for(article: Article) -> Iterator[Pair]:
    """ "If 10 puffs do not help, call 999" here, 4 puffs there."""
    known: dict[str, tuple[Quantity, str, Statement]] = {}
    for statement in statements(article):
        for v in statement.values:
            if not isinstance(v, Quantity) or v.kind != "form" or not v.unit:
                continue
            sentence = _sentence(statement, v)
            inside = [w for w in statement.values if isinstance(w, Quantity) and _sentence(statement, w) == sentence]
            if not EMERGENCY.search(sentence) or not _HELPS.search(sentence) or len(inside) > 1:
                continue
            first = known.setdefault(v.unit.name, (v, sentence, statement))
            if first[0].base != v.base:
                shown, told = first[2], first[0]
                yield Pair(statement, statement.text[v.start : v.end], shown.text[told.start : told.end], first[1])


_MEANS = re.compile(r"\b(?:means|is (?:called|anything)|counts as|significa|quiere decir|se llama)\b", re.I)
_LOW = re.compile(r"\b(?:low|hypo\w*|baj[oa]|hipo\w*)\b", re.I)


def _defined(article: Article) -> Iterator[Pair]:
    """ "Low means below 3 mmol/L", and everywhere else what is done below 4."""
    under: list[tuple[Quantity, Statement, str]] = []
    for statement in statements(article):
        for v in statement.values:
            if isinstance(v, Quantity) and v.per in {"l", "dl"} and v.bound is Bound.UNDER:
                under.append((v, statement, _sentence(statement, v)))
    for v, statement, sentence in under:
        others = {other.base for other, _, told in under if told != sentence}
        if _MEANS.search(sentence) and _LOW.search(sentence) and len(others) == 1 and v.base not in others:
            other, there, told = next(each for each in under if each[0].base in others)
            yield Pair(statement, statement.text[v.start : v.end], there.text[other.start : other.end], told)


_KEPT = re.compile(
    r"\b(?:keep|use|kept|store|guarde|use|conserve)\b[^.;]*\b(?:for (?:up to )?|up to |durante |"
    r"hasta )",
    re.I,
)
_THROWN = re.compile(r"\b(?:throw|discard|tire|deseche)\b", re.I)


def _thrown_away(article: Article) -> Iterator[Pair]:
    """ "Keep it for up to 28 days. Throw it away after 6 weeks." """
    for statement in statements(article):
        kept: tuple[Quantity, str] | None = None
        for v in statement.values:
            if not isinstance(v, Quantity) or v.kind != "time" or v.base[0] < 24:
                continue
            sentence = _sentence(statement, v)
            if _KEPT.search(sentence) and not _THROWN.search(sentence):
                kept = (v, sentence)
            elif kept and _THROWN.search(sentence) and v.base != kept[0].base:
                there = statement.text[kept[0].start : kept[0].end]
                yield Pair(statement, statement.text[v.start : v.end], there, kept[1])


def _odd_cell(article: Article) -> Iterator[Pair]:
    """A column whose cells all tell one time or frequency that the text tells too, but one cell."""
    columns: dict[int, list[tuple[Statement, str, tuple[Fraction, Fraction]]]] = defaultdict(list)
    prose: set[Fraction] = set()
    for statement in statements(article):
        values = [_span(v) for v in statement.values]
        spans = [value for value in values if value]
        if statement.part is not Part.CELL:
            prose.update(span for pair in spans for span in pair)
        elif len(spans) == 1 and len(statement.text.split()) <= 4:
            columns[statement.group].append((statement, statement.text, spans[0]))
    for cells in columns.values():
        counts = Counter(span for _, _, span in cells)
        usual, often = counts.most_common(1)[0]
        if len(cells) < 3 or often != len(cells) - 1 or usual[0] not in prose:
            continue
        statement, shown, span = next(cell for cell in cells if cell[2] != usual)
        if span[0] not in prose:
            there = next(text for _, text, other in cells if other == usual)
            yield Pair(statement, f"{statement.row}: {shown}", there, f"{statement.column}: {there}")


def _span(value: object) -> tuple[Fraction, Fraction] | None:
    """A time in hours, also of "every 6 hours"."""
    if isinstance(value, Quantity) and value.kind == "time" and not value.label:
        return value.base
    if isinstance(value, Frequency) and value.every:
        return value.hours, value.most_hours
    return None


_SEVERAL = re.compile(
    r"\b(?:or|also|another|different|other|older|infant|junior|six plus|strengths?|two|comes in|both|o|tambi[eé]n|"
    r"otr[oa]s?)\b",
    re.I,
)


def _strengths(article: Article) -> Iterator[Pair]:
    """ "The liquid has 120 mg in 5 ml", and a table of a liquid of 160 mg in 5 ml."""
    told: dict[str, list[tuple[Fraction, str, Statement]]] = defaultdict(list)
    for statement in statements(article):
        for v in statement.values:
            number, _, unit = v.per.rpartition(" ") if isinstance(v, Quantity) else ("", "", "")
            if (
                not isinstance(v, Quantity)
                or v.kind != "mass"
                or unit != "ml"
                or _SEVERAL.search(_sentence(statement, v))
            ):
                continue
            size = Fraction(number) if re.fullmatch(r"\d+(?:\.\d+)?", number or "1") and number else Fraction(1)
            medicine = subject_of(article, statement, v.low.start)
            name = medicine.name if medicine else ""
            told[name].append((v.base[1] / size, statement.text[v.start : v.end], statement))
    for same in told.values():
        amounts = Counter(amount for amount, _, _ in same)
        if len(amounts) != 2 or any(flat(shown) in flat(article.front.title) for _, shown, _ in same):
            continue
        first = same[0]
        other = next(each for each in same if each[0] != first[0])
        parts = {first[2].part, other[2].part}
        if parts & {Part.CAPTION, Part.SUMMARY, Part.MAIN} or max(first[0], other[0]) >= 10 * min(first[0], other[0]):
            yield Pair(other[2], other[1], first[1], first[2].text)


_PER_KG = re.compile(
    r"(?P<dose>\d[\d.,]*) ?(?P<unit>mg|micrograms?|microgramos?|g|ml|mL) (?:for (?:each|every)|per|"
    r"a|por|por cada) (?:kg|kilo\w*)",
    re.I,
)


def _by_weight(article: Article) -> Iterator[Pair]:
    """So many mg for each kilogram, and a table of weights whose doses are far from that."""
    for telling in statements(article):
        match = _PER_KG.search(telling.text)
        if not match or telling.part is Part.CELL:
            continue
        each = Fraction(match["dose"].replace(",", "."))
        rows = [row for row in _rows(article) if row[0]]
        unit = match["unit"].lower()
        ratios = [(mass if unit != "ml" else volume, weight, statement) for weight, volume, mass, statement in rows]
        factor = Fraction(1, 1000) if unit.startswith("micro") else Fraction(1000) if unit == "g" else Fraction(1)
        known = [(amount / weight / (each * factor), statement) for amount, weight, statement in ratios if amount]
        wrong = [statement for ratio, statement in known if not Fraction(1, 2) < ratio < 2]
        if known and len(wrong) == len(known):
            yield Pair(telling, match[0], f"{wrong[0].row}: {wrong[0].text}", f"{wrong[0].row}: {wrong[0].text}")
        return


_WEIGHT = re.compile(r"^\D{0,12}(\d+(?:[.,]\d+)?) ?kg\b", re.I)


def _rows(article: Article) -> Iterator[tuple[Fraction, Fraction, Fraction, Statement]]:
    """The rows of a table of weights: kilograms, ml, mg (0 where unknown) and the cell."""
    strength = Fraction(0)
    for statement in statements(article):
        for v in statement.values:
            number, _, unit = v.per.rpartition(" ") if isinstance(v, Quantity) else ("", "", "")
            if isinstance(v, Quantity) and unit == "ml" and v.kind == "mass" and statement.part is Part.CAPTION:
                strength = v.base[1] / (Fraction(number) if number else 1)
        weight = _WEIGHT.match(statement.row) if statement.part is Part.CELL else None
        doses = [v for v in statement.values if isinstance(v, Quantity) and v.kind in {"mass", "volume"} and not v.per]
        if weight and len(doses) == 1:
            amount = doses[0].base[1]
            volume = amount if doses[0].kind == "volume" else Fraction(0)
            mass = amount if doses[0].kind == "mass" else volume * strength
            yield Fraction(weight[1].replace(",", ".")), volume, mass, statement


_TAKES = re.compile(r"\b(?:take|give|use|drink|tome|dele|d[eé]|use)\b", re.I)


def _beyond_measure(article: Article) -> Iterator[Pair]:
    """A dose in ml and a most in mg of one liquid, and nothing that tells how many mg are in 1 ml."""
    doses: dict[str, tuple[Quantity, Statement]] = {}
    limits: dict[str, tuple[Quantity, Statement]] = {}
    for statement in statements(article):
        for v in statement.values:
            if not isinstance(v, Quantity) or statement.part is Part.CELL:
                continue
            if v.per.rpartition(" ")[2] == "ml" or (v.strength is not None and v.kind == "volume"):
                return
            medicine = subject_of(article, statement, v.low.start)
            if medicine is None:
                continue
            limited = v.bound is Bound.AT_MOST or (
                v.bound is Bound.OVER and re.search(r"\bnot\b|\bno\b", statement.text)
            )
            if v.kind == "mass" and limited and v.within == 24:
                limits.setdefault(medicine.name, (v, statement))
            elif v.kind == "volume" and v.bound is Bound.EXACT and _TAKES.search(_sentence(statement, v)):
                doses.setdefault(medicine.name, (v, statement))
            elif v.kind == "mass" and not limited:
                limits.pop(medicine.name, None)
                doses[medicine.name] = (v, statement)
    for name, (dose, statement) in doses.items():
        if name in limits and dose.kind == "volume":
            limit, there = limits[name]
            shown = there.text[limit.start : limit.end]
            yield Pair(statement, statement.text[dose.start : dose.end], shown, _sentence(there, limit))
