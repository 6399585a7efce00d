"""Statements come in; values of one topic that differ, and sentences that differ in a number only, go out in pairs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources

from pipeline.article.model import Article
from pipeline.article.rules.directives import flat, stems_of
from pipeline.article.rules.medicines import subject_of
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.language.amounts import DAY, Bound, Frequency, Moment, Quantity
from pipeline.language.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that leaflets tell a value of; see topics.toml."""

    name: str
    words: tuple[re.Pattern[str], ...]
    kind: str
    least: float
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two values that should be one: the later one at `statement`, and the sentence that tells the other."""

    statement: Statement
    here: str
    there: str
    other: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its values: `about` its stems without numbers and times, `retold` told again in short."""

    statement: Statement
    sentence: Sentence
    about: frozenset[str]
    values: tuple[tuple[str, Fraction, Fraction, str, Bound], ...]


@cache
def topics() -> tuple[Topic, ...]:
    """The topics of topics.toml."""
    table = tomllib.loads((resources.files(__package__) / "topics.toml").read_text(encoding="utf-8"))
    return tuple(
        Topic(
            each["name"],
            tuple(re.compile(rf"\b(?:{'|'.join(words.split())})\w*") for words in each["words"]),
            each["kind"],
            each["least"],
            stems_of(" ".join(each["words"])),
        )
        for each in table["topic"]
    )


_TIMES = stems_of(
    "second minute hour day week month year segundo minuto hora dia semana mes año times time veces vez least about "
    "most only menos unos alrededor morning evening night noon bedtime afternoon mañana noche tarde mediodia "
    "monday tuesday wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes sabado domingo "
    "daily weekly every each cada one two three four five six seven eight nine ten twice once"
)
LIGHT = _TIMES | stems_of(
    "call us you your keep take do not can may should must wait leave use give put get come have feel tell ask then "
    "again watch sign signs away next first usual safe even also llame tome use mantenga puede debe espere deje"
)
GROUPS = re.compile(
    r"\d ?(?:kg|years?|años|months? old|st|lb)\b|\b(?:aged?|child(?:ren)?|bab(?:y|ies)|adults?|women|men|niños?|"
    r"adultos?|"
    r"bebés?|people|some|most|others|until|at first|then|urgent\w*)\b",
    re.I,
)
_NTIMES = re.compile(
    r"\b(?:(\d+|one|two|three) (?:or|to) )?(\d+|two|three|four|five|six) times?\b"
    r"(?! (?:a|an|as|more|per|in|each|every))",
    re.I,
)
_GIVEN = re.compile(r"\b(?:spray|puff|squeeze|press) $", re.I)
"""Verbs whose times are the sprays or puffs of a dose."""
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def differing(article: Article, said: Sequence[Said]) -> Iterator[Pair]:
    """Each pair of values that the article tells of one thing and that are not the same; `said` are its sentences."""
    yield from _by_topic(said)
    yield from _skeletons(said)
    yield from _moments(article)
    yield from _weekly(article)
    yield from _most_and_least(said)
    yield from _doses_a_day(article)
    yield from _times_a_day(article)
    yield from _weekdays(article)


def said_in(statement: Statement) -> Iterator[Said]:
    if statement.reported or statement.part in {Part.TITLE, Part.HEADING, Part.ALT}:
        return
    for sentence in statement.sentences:
        values: list[tuple[str, Fraction, Fraction, str, Bound]] = []
        counted = {match.start() for match in _NTIMES.finditer(sentence.text)}
        for value in statement.values:
            if not sentence.start <= value.start < sentence.end or value.start - sentence.start in counted:
                continue
            if isinstance(value, Quantity) and not value.label:
                kind = "sugar" if value.per in {"l", "dl"} else value.kind
                kind = f"{kind} within" if value.within else kind
                shown = statement.text[value.start : value.end]
                bound = (
                    Bound.AT_MOST
                    if value.bound is Bound.OVER and _BARS.search(_before(sentence, value))
                    else value.bound
                )
                values.append((f"{kind}/{value.per}" if value.per else kind, *value.base, shown, bound))
            elif isinstance(value, Frequency) and not value.short:
                shown = statement.text[value.start : value.end]
                values.append(("frequency", *value.a_day, shown, value.bound))
        for match in _NTIMES.finditer(sentence.text):
            few, many = (Fraction(_WORDS.get(n.lower()) or int(n)) for n in (match[1] or match[2], match[2]))
            given = _GIVEN.search(sentence.text[: match.start()])
            values.append(("form" if given else "times", few, many, match[0], Bound.EXACT))
        parts = {_DAYTIMES[match[1]] for match in _DAYTIME.finditer(flat(sentence.text))}
        if parts and not any(value[0] == "frequency" for value in values):
            often = Fraction(len(parts))
            values.append(("frequency", often, often, next(iter(sorted(parts))), Bound.EXACT))
        if values or re.search(r"\bthe (?:next|same) day\b", sentence.text):
            about = stems_of(f"{sentence.text} {statement.row} {statement.column}") - _TIMES
            yield Said(statement, sentence, about, tuple(values))


_BARS = re.compile(r"\b(?:not|n't|never|no|nunca)\b(?:(?! (?:if|when|unless|si|cuando)\b)[^.;,:]){0,40}$")
"""What makes "more than 7 days" a limit: "do not keep it for more than 7 days"."""


def _before(sentence: Sentence, value: Quantity) -> str:
    return flat(sentence.text[: max(0, value.low.start - sentence.start)])


def _by_topic(said: Sequence[Said]) -> Iterator[Pair]:
    flattened = [flat(f"{each.sentence.text} {each.statement.row} {each.statement.column}") for each in said]
    for topic in topics():
        told: list[tuple[Said, frozenset[str], tuple[str, Fraction, Fraction, str, Bound]]] = []
        for each, text in zip(said, flattened, strict=True):
            if not all(pattern.search(text) for pattern in topic.words) or GROUPS.search(each.sentence.text):
                continue
            fitting = [
                value
                for value in each.values
                if value[0].partition("/")[0] == topic.kind and value[2] >= Fraction(topic.least)
            ]
            if len(fitting) != 1:
                continue
            own = frozenset(s for s in each.about if not any(p.search(s) for p in topic.words))
            own = own - topic.stems - LIGHT
            told.append((each, own, fitting[0]))
        for index, (each, own, value) in enumerate(told):
            for earlier, other, first in told[:index]:
                if _are_apart(value, first) and _comparable(each, earlier, own, other, value[4], first[4]):
                    yield Pair(each.statement, value[3], first[3], earlier.sentence.text)
                    break


def _are_apart(
    one: tuple[str, Fraction, Fraction, str, Bound], other: tuple[str, Fraction, Fraction, str, Bound]
) -> bool:
    """Whether two amounts are two: 4 days lie within 3 to 4 days."""
    inside = one[1] >= other[1] and one[2] <= other[2]
    return not inside and not (other[1] >= one[1] and other[2] <= one[2])


EMERGENCY = re.compile(r"\b(?:999|911|112|000|111|emergency|ambulance|hospital|at once|urgencias|ambulancia)\b", re.I)
"""Whom to call, as far as it matters: one value for the ward and another for the ambulance go together."""


def _whom(each: Said) -> list[str]:
    return EMERGENCY.findall(each.sentence.text)


def _comparable(
    each: Said, earlier: Said, own: frozenset[str], other: frozenset[str], bound: Bound, first: Bound
) -> bool:
    same = each.statement is earlier.statement
    if each.sentence is earlier.sentence or (not same and _same_list(each.statement, earlier.statement)):
        return False
    if _is_called(each.statement) and _is_called(earlier.statement):
        return False
    if (bound in {Bound.OVER, Bound.UNDER}) != (first in {Bound.OVER, Bound.UNDER}):
        return False
    if bound is not first and Bound.UNDER in {bound, first}:
        return False
    if _whom(each) != _whom(earlier):
        return False
    limited = Bound.AT_MOST in {bound, first}
    if not limited and _denies(each.sentence.text) != _denies(earlier.sentence.text):
        return False
    if same:
        alike = bool(own & other) or own <= other or other <= own
        return alike and not _WHERE.search(f"{each.sentence.text} {earlier.sentence.text}")
    if bound in {Bound.OVER, Bound.UNDER} and (_is_called(each.statement) or _is_called(earlier.statement)):
        return bool(own & other) or not (own or other)
    if each.statement.retells or earlier.statement.retells:
        return not own or not other or own <= other or other <= own or len(own & other) * 2 >= min(len(own), len(other))
    return own == other or (len(own & other) >= 2 and len(own ^ other) <= 1)


_WHERE = re.compile(
    r"\b(?:fridge|freezer|room|temperature|first|then|later|at first|next|before|second|if|or|until|nevera|si|o|"
    r"luego|"
    r"primero|despu[eé]s|antes)\b",
    re.I,
)
"""Words that part two values of one paragraph: in the fridge and out of it, at first and later."""


def _is_called(statement: Statement) -> bool:
    return statement.inside("callout/when-to-call")


def _denies(text: str) -> bool:
    """Whether a sentence forbids: "do not swim for 2 weeks" and "swim again after 3 weeks" go together."""
    return bool(re.search(r"\b(?:not|no|never|avoid|nunca|evite)\b|n't\b", flat(text)))


def _same_list(first: Statement, second: Statement) -> bool:
    cells = first.part is Part.CELL and second.part is Part.CELL
    return cells or bool(first.group and first.group == second.group)


def _skeletons(said: Sequence[Said]) -> Iterator[Pair]:
    """Sentences of the same words that differ in one value."""
    known: dict[tuple[frozenset[str], tuple[str, ...]], list[Said]] = {}
    series = _series(said)
    for each in said:
        if (len(each.about) < 2 and len(each.sentence.text.split()) < 6) or each.statement.part is Part.CELL:
            continue
        kinds = tuple(value[0] for value in each.values)
        if (each.about, kinds) in series:
            continue
        alike = known.setdefault((each.about, kinds), [])
        for earlier in alike[:8]:
            pairs = [(a, b) for a, b in zip(each.values, earlier.values, strict=True) if a[1:3] != b[1:3]]
            if len(pairs) == 1 and not _same_list(each.statement, earlier.statement):
                parted = _parted(each.sentence.text, earlier.sentence.text)
                if pairs[0][0][0] == "frequency":
                    parted = _parted(
                        _DAYTIME.sub(" ", flat(each.sentence.text)), _DAYTIME.sub(" ", flat(earlier.sentence.text))
                    )
                parted = parted or _whom(each) != _whom(earlier)
                if pairs[0][0][3] in earlier.sentence.text or parted:
                    continue
                yield Pair(each.statement, pairs[0][0][3], pairs[0][1][3], earlier.sentence.text)
                break
        alike.append(each)


def _series(said: Sequence[Said]) -> set[tuple[frozenset[str], tuple[str, ...]]]:
    """The words of sentences that tell more than three values: a series of days or ages, and no contradiction."""
    told: dict[tuple[frozenset[str], tuple[str, ...]], set[tuple[Fraction, ...]]] = {}
    for each in said:
        key = each.about, tuple(value[0] for value in each.values)
        told.setdefault(key, set()).add(tuple(value[1] for value in each.values))
    return {key for key, values in told.items() if len(values) > 3}


_PARTING = re.compile(
    r"\b(?:before|after|first|second|third|if|until|left|right|morning|evening|night|antes|despues|primer\w*|"
    r"segund\w*|si|"
    r"izquierd\w*|derech\w*|mañana|noche|not|no|never|nunca)\b"
)


def _parted(one: str, other: str) -> bool:
    """Whether two sentences of the same words tell of two times, sides or cases."""
    return _PARTING.findall(flat(one)) != _PARTING.findall(flat(other))


# Times of the day, days of the week


_DAYTIMES = {
    "morning": "morning", "breakfast": "morning", "evening": "evening", "bedtime": "night", "night": "night",
    "noon": "noon", "lunchtime": "noon", "manana": "morning", "mañana": "morning", "noche": "night", "mediodia": "noon",
}  # fmt: skip
_DAYTIME = re.compile(
    r"\b(?:(?:every|each|in the|at|la|las|cada|por la|de la|al|in the) )(morning|evening|bedtime|night|noon|"
    r"lunchtime|"
    r"mañana|noche|mediodia)s?\b"
)
_TAKES = re.compile(
    r"(?:please |always |you )?(?:take|use|give|inject|put|spray|drop|apply|swallow|breathe in|inhale|have|change|"
    r"tome|use|"
    r"de|ponga\w*|inyecte\w*|aplique|respire|cambie)\b"
)


def _moments(article: Article) -> Iterator[Pair]:
    """ "one drop every evening" here, "one drop every morning" there."""
    known: list[tuple[frozenset[str], frozenset[str], str, Statement]] = []
    for statement in statements(article):
        if statement.reported or statement.part in {Part.TITLE, Part.HEADING, Part.CELL}:
            continue
        for sentence in statement.sentences:
            text = flat(sentence.text)
            found = frozenset(_DAYTIMES[match[1]] for match in _DAYTIME.finditer(text))
            inside = [v for v in statement.values if sentence.start <= v.start < sentence.end]
            found |= {v.text for v in inside if isinstance(v, Moment) and v.clock}
            if len(found) != 1 or not _TAKES.match(text):
                continue
            about = stems_of(text) - _TIMES
            for other, times, there, earlier in known:
                same = other == about or (
                    (statement.retells or earlier.retells)
                    and len(about & other) >= 2
                    and (about <= other or other <= about)
                )
                if same and not times & found and not _same_list(statement, earlier):
                    yield Pair(statement, next(iter(found)), next(iter(times)), there)
                    break
            known.append((about, found, sentence.text, statement))


_WEEKLY = re.compile(
    r"\b(?:once (?:a|each|every|per) week|weekly|(?:every|each|on) (?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"una vez (?:a|por) "
    r"(?:la )?semana|(?:cada|los|el) (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo))\b"
)
_DAILY = re.compile(
    r"\b(?:every day|once a day|once daily|daily|each day|(?:twice|three times|2 times|3 times) a day|cada dia|"
    r"una vez al dia|"
    r"todos los dias|every (?:morning|evening|night)|each (?:morning|evening|night))\b"
)


def _weekly(article: Article) -> Iterator[Pair]:
    """A medicine of once a week that another sentence orders for every day."""
    weekly: list[tuple[str, frozenset[str], str]] = []
    daily: list[tuple[str, frozenset[str], str, Statement, str]] = []
    for statement in statements(article):
        if statement.reported or statement.part in {Part.TITLE, Part.HEADING}:
            continue
        for sentence in statement.sentences:
            text = flat(sentence.text)
            if not _TAKES.match(text):
                continue
            medicine = subject_of(article, statement, sentence.start)
            about = stems_of(text) - _TIMES
            week, day = _WEEKLY.search(text), _DAILY.search(text)
            name = medicine.name if medicine else ""
            if week and not day:
                weekly.append((name, about, sentence.text))
            elif day and not week:
                daily.append((name, about, sentence.text, statement, day[0]))
    for name, about, _, statement, shown in daily:
        for other, words, there in weekly:
            if (name and name == other) or (name == other and about == words):
                yield Pair(statement, shown, "once a week", there)
                break


# The most and the least


def _most_and_least(said: Sequence[Said]) -> Iterator[Pair]:
    """ "at least 3 litres a day" beside "no more than 1.5 litres a day"."""
    by_kind: dict[str, list[tuple[Said, tuple[str, Fraction, Fraction, str, Bound]]]] = {}
    for each in said:
        for value in each.values:
            if _a_day(each.sentence.text) and value[0].partition(" ")[0] in {"volume", "mass", "form", "household"}:
                by_kind.setdefault(value[0].partition(" ")[0], []).append((each, value))
    for values in by_kind.values():
        limits = [(each, value) for each, value in values if value[4] in {Bound.AT_MOST, Bound.UNDER}]
        for each, value in values:
            if value[4] not in {Bound.AT_LEAST, Bound.OVER, Bound.EXACT, Bound.ABOUT}:
                continue
            for limit, most in limits:
                verbs = _verbs(each.sentence.text) & _verbs(limit.sentence.text)
                same = verbs and (each.about - LIGHT) & (limit.about - LIGHT)
                grouped = GROUPS.search(f"{each.sentence.text} {limit.sentence.text}")
                if same and not grouped and value[1] > most[2] and each.sentence.text != limit.sentence.text:
                    yield Pair(each.statement, value[3], most[3], limit.sentence.text)
                    break


def _a_day(text: str) -> bool:
    return bool(
        re.search(r"\b(?:a|per|each|every|al|por|cada) (?:day|d[ií]a)\b|\b24 (?:hours|horas)\b|\bdaily\b", text)
    )


def _verbs(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b(?:drink|eat|take|give|have|beba|coma|tome)\b", flat(text)))


def _doses_a_day(article: Article) -> Iterator[Pair]:
    """ "no more than 4 doses in 24 hours" here, 6 there."""
    known: list[tuple[str, Fraction, str, str]] = []
    for statement in statements(article):
        if statement.reported or statement.part is Part.CELL:
            continue
        for value in statement.values:
            if not isinstance(value, Quantity) or value.within != DAY or value.bound is not Bound.AT_MOST:
                continue
            if value.kind == "dose" or (value.kind == "form" and value.unit and value.strength is None):
                sentence = next((s for s in statement.sentences if s.start <= value.start < s.end), None)
                if sentence is None or GROUPS.search(sentence.text):
                    continue
                medicine = subject_of(article, statement, value.start)
                unit = f"{medicine.name if medicine else ''} {value.unit.name if value.unit else ''}"
                shown = statement.text[value.start : value.end]
                for other, most, there, told in known:
                    if other == unit and most != value.high.value:
                        yield Pair(statement, shown, there, told)
                        break
                known.append((unit, value.high.value, shown, sentence.text))


def _times_a_day(article: Article) -> Iterator[Pair]:
    """ "up to 4 times in 24 hours" in every row of a table, "no more than 6 doses in 24 hours" below it."""
    often: dict[str, set[Fraction]] = {}
    shown: dict[str, str] = {}
    limits: list[tuple[str, Fraction, str, Statement]] = []
    for statement in statements(article):
        for value in statement.values:
            medicine = subject_of(article, statement, value.start)
            name = medicine.name if medicine else ""
            told = statement.text[value.start : value.end]
            if isinstance(value, Frequency) and value.bound is Bound.AT_MOST and value.hours == DAY and not value.every:
                often.setdefault(name, set()).add(value.high)
                shown[name] = told
            elif (
                isinstance(value, Quantity)
                and value.kind == "dose"
                and value.within == DAY
                and value.bound is Bound.AT_MOST
            ):
                limits.append((name, value.high.value, told, statement))
    for name, most, told, statement in limits:
        if len(often.get(name, ())) == 1 and most not in often[name]:
            yield Pair(statement, told, shown[name], shown[name])


_WEEKDAY = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|miercoles|jueves|viernes|sabado|"
    r"domingo)\b"
)


def _weekdays(article: Article) -> Iterator[Pair]:
    """The day of a medicine of once a week: one in the text, another in the table or in another sentence."""
    known: dict[str, tuple[str, str]] = {}
    for statement in statements(article):
        if statement.reported or statement.part in {Part.TITLE, Part.HEADING}:
            continue
        dosed = [v for v in statement.values if isinstance(v, Quantity) and v.kind in {"mass", "form", "volume"}]
        cell = statement.part is Part.CELL
        sentences = (
            [(statement.row, dosed)] if cell and dosed else [(s.text, dosed) for s in statement.sentences if not cell]
        )
        for text, values in sentences:
            days = frozenset(_WEEKDAY.findall(flat(text)))
            if len(days) != 1 or not (cell or _TAKES.match(flat(text))):
                continue
            at = values[0].start if cell else statement.text.find(text)
            medicine = subject_of(article, statement, at)
            day = next(iter(days))
            if medicine and medicine.name in known and known[medicine.name][0] != day:
                yield Pair(statement, day, *known[medicine.name])
            elif medicine:
                known[medicine.name] = (day, text if not cell else f"{day}: {statement.text}")
