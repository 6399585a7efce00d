"""Sentences with their values come in; pairs of which one tells a value and the other tells it otherwise go out.

Beyond the same words with another number (topics.py): a shorter sentence against a longer one, a wait against an
"after", a patch worn for so long against one changed so often, what one puff holds against the puffs of a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from pipeline.article.rules.contradictions.topics import GROUPS, LIGHT, Pair, Said
from pipeline.article.rules.directives import flat, stems_of
from pipeline.article.rules.statements import Part
from pipeline.language.amounts import Bound

_Value = tuple[str, Fraction, Fraction, str, Bound]


def retold_otherwise(said: Sequence[Said]) -> Iterator[Pair]:
    """Each pair of values of one thing of which one must be wrong."""
    yield from _shorter(said)
    yield from _worn(said)
    yield from _waited(said)
    yield from _stored(said)
    yield from _sums(said)
    yield from _most(said)
    yield from _taken_off(said)


# A shorter sentence and a longer one


_KINDS = frozenset({"time", "frequency", "times", "form", "temperature", "mass", "volume", "length", "volume/minute"})
_CASES = re.compile(
    r"\b(?:if|when|unless|until|before|after|first|second|then|at first|more|less|some|most people|usually|up to|or|"
    r"side|start|later|also|another|next|last|si|cuando|hasta|antes|despues|primer\w*|luego|mas|menos|algun\w*|"
    r"otr[oa]s?)\b"
)
"""Words that make a sentence tell of one case or one time."""


def _shorter(said: Sequence[Said]) -> Iterator[Pair]:
    """The words of a sentence in a summary are among those of one in the text, or all of these among its own."""
    body = [each for each in said if not each.statement.retells and each.statement.part is not Part.CELL]
    for told in said:
        if not told.statement.retells or told.statement.part is Part.CELL:
            continue
        mine = told.about - LIGHT
        if len(mine) < 1 or GROUPS.search(told.sentence.text):
            continue
        for kind in _KINDS & {value[0] for value in told.values}:
            own = [value for value in told.values if value[0] == kind]
            if len(own) != 1:
                continue
            near = [
                each
                for each in body
                if _of_one(mine, each, len(told.sentence.text.split()) <= 5) and not GROUPS.search(each.sentence.text)
            ]
            near = [each for each in near if any(value[0] == kind for value in each.values)]
            if any(_lies(own[0], value) for each in near for value in each.values if value[0] == kind):
                continue
            for each in near:
                there = [value for value in each.values if value[0] == kind]
                if len(there) == 1 and _comparable(told, own[0], each, there[0]):
                    yield Pair(told.statement, own[0][3], there[0][3], each.sentence.text)
                    break


def _of_one(mine: frozenset[str], each: Said, fragment: bool) -> bool:
    other = each.about - LIGHT
    shared = len(mine & other)
    if len(mine) == 1 and fragment:
        return mine <= other
    if min(len(mine), len(other)) == 1:
        return mine == other
    return shared >= 2 and (mine <= other or other <= mine)


def _lies(one: _Value, other: _Value) -> bool:
    """Whether one amount lies inside the other: 4 days in 3 to 4 days."""
    return (one[1] >= other[1] and one[2] <= other[2]) or (other[1] >= one[1] and other[2] <= one[2])


def _comparable(told: Said, own: _Value, each: Said, there: _Value) -> bool:
    limits = {Bound.OVER, Bound.UNDER, Bound.AT_MOST, Bound.AT_LEAST}
    if own[4] is not there[4] and limits & {own[4], there[4]}:
        return False
    one, other = flat(told.sentence.text), flat(each.sentence.text)
    if sorted(_CASES.findall(one)) != sorted(_CASES.findall(other)):
        return False
    return _denies(one) == _denies(other)


def _denies(text: str) -> bool:
    return bool(re.search(r"\b(?:not|no|never|avoid|nunca|evite)\b|n't\b", text))


# How long it is worn, how often it is changed


_WEAR = re.compile(
    r"\b(?:wear|keep|leave) (?:the |your |a |one |each |every |this )?(?P<thing>\w+)(?: on| in)?\b|"
    r"\b(?:lleve|deje|mantenga) (?:el |la |un |una |cada )?(?P<cosa>\w+)"
)
_CHANGE = re.compile(
    r"\b(?:change|replace|renew) (?:the |your |each |it|this )*(?P<thing>\w+)|\bcambie (?:el |la |su )?(?P<cosa>\w+)"
)


def _worn(said: Sequence[Said]) -> Iterator[Pair]:
    """ "Wear one patch for 72 hours" beside "change the patch every 24 hours"."""
    worn: list[tuple[frozenset[str], _Value, Said]] = []
    changed: list[tuple[frozenset[str], _Value, Said]] = []
    for each in said:
        text = flat(each.sentence.text)
        for pattern, kept, kind in ((_WEAR, worn, "time"), (_CHANGE, changed, "frequency")):
            match = pattern.search(text)
            values = [value for value in each.values if value[0] == kind]
            if match and len(values) == 1 and not re.search(r"\b(?:at least|if|until|first|then|si|hasta)\b", text):
                kept.append((stems_of(match["thing"] or match["cosa"]), values[0], each))
    for thing, often, each in changed:
        for other, how_long, earlier in worn:
            days = how_long[1] / 24
            if thing and thing == other and days and not often[1] <= 1 / days <= often[2]:
                yield Pair(each.statement, often[3], how_long[3], earlier.sentence.text)
                break


# A wait, and what comes after it


_BEFORE = re.compile(r"\b(?:wait|leave|espere|deje)\b.*?\b(?:before|antes de)\b(?P<act>[^.;,]*)")
_AFTER = re.compile(r"(?P<act>[^.;,]*?)\b(?:after|the (?:next|same) day|despues de|a los|pasad[oa]s)\b")
_NEXT = re.compile(r"\bthe (?P<which>next|same) day\b")
_OTHER = stems_of("other another next second any new otro otra siguiente")


def _waited(said: Sequence[Said]) -> Iterator[Pair]:
    """ "Wait 5 minutes before you use another drop" beside "you can use another drop after 1 minute"."""
    waits: list[tuple[frozenset[str], _Value, Said]] = []
    afters: list[tuple[frozenset[str], _Value, Said]] = []
    for each in said:
        text = flat(each.sentence.text)
        values = [value for value in each.values if value[0] == "time"]
        soon = _NEXT.search(text)
        if soon and not values:
            hours = Fraction(24 if soon["which"] == "next" else 0)
            values = [("time", hours, hours, soon[0], Bound.EXACT)]
        if len(values) != 1 or _denies(text):
            continue
        before, after = _BEFORE.search(text), _AFTER.search(text)
        if before:
            waits.append((stems_of(before["act"]) - LIGHT - _OTHER, values[0], each))
        elif after and re.search(r"\b(?:can|may|puede)\b", text):
            afters.append((stems_of(after["act"]) - LIGHT - _OTHER, values[0], each))
    for act, value, each in afters:
        for other, wait, earlier in waits:
            if act and other and (act <= other or other <= act) and value[2] < wait[1]:
                yield Pair(each.statement, value[3], wait[3], earlier.sentence.text)
                break


# Where it is kept


_KEEPS = re.compile(r"\b(?:keep|store|leave|guarde|conserve|deje|mantenga)\b")


def _stored(said: Sequence[Said]) -> Iterator[Pair]:
    """ "Keep it below 25 °C" beside "you can leave it at 40 °C"."""
    limits: list[tuple[_Value, Said]] = []
    kept: list[tuple[_Value, Said]] = []
    for each in said:
        text = flat(each.sentence.text)
        values = [value for value in each.values if value[0] == "temperature"]
        if len(values) != 1 or not _KEEPS.search(text) or _denies(text):
            continue
        (limits if values[0][4] in {Bound.UNDER, Bound.AT_MOST} else kept).append((values[0], each))
    for value, each in kept:
        for limit, earlier in limits:
            if value[1] > limit[2] and value[4] not in {Bound.OVER}:
                yield Pair(each.statement, value[3], limit[3], earlier.sentence.text)
                break


# What one holds, and what all hold


_ONE = re.compile(
    r"\b(?:one|each|every|1|a|cada|una?) (?:puff|spray|tablet|capsule|drop|patch|sachet|dose|inhalacion|"
    r"comprimido|pulverizacion|capsula|sobre)\b (?:holds?|contains?|has|gives?|is|contiene|tiene|lleva|da)\b"
)
_TOTAL = re.compile(
    r"\b(?:so|that is|this is|which is|in all|altogether|making|asi que|es decir|en total)\b.*?\b(?:a|per|each|every|"
    r"al|por) (?:day|dia)\b"
)
_TWO_SIDES = re.compile(r"\b(?:each|both) (?:sides?|nostrils?|eyes?|ears?)\b|\bcada (?:lado|fosa|ojo|oido)\b")


def _sums(said: Sequence[Said]) -> Iterator[Pair]:
    """ "One puff holds 100 micrograms, so you take 400 micrograms a day", of 2 puffs in the morning only."""
    holds = [(_ONE.search(flat(each.sentence.text)), each) for each in said]
    single = [(value, each) for match, each in holds if match for value in each.values if _mass(value)]
    if not single:
        return
    one, source = single[0]
    totals = [
        value for each in said if _TOTAL.search(flat(each.sentence.text)) for value in each.values if _mass(value)
    ]
    totals = [value for value in totals if value[1] != one[1]]
    if not totals or not one[1]:
        return
    needed = totals[-1][1] / one[1]
    for each in said:
        text = flat(each.sentence.text)
        counts = [value for value in each.values if value[0] in {"form", "times"}]
        often = [value for value in each.values if value[0] == "frequency"]
        if each is source or each.statement.part is Part.CELL or not counts or not _TAKEN.match(text):
            continue
        if re.search(r"\b(?:if|up to|more than|unless|si|hasta|mas de)\b", text) or GROUPS.search(each.sentence.text):
            continue
        count = sum((value[1] for value in counts), Fraction(0))
        times = often[0][1] if len(often) == 1 and len(counts) == 1 else Fraction(1)
        fitting = {count * times, count * times * 2} if _TWO_SIDES.search(text) else {count * times}
        if len(often) == 1 and needed not in fitting:
            yield Pair(each.statement, counts[0][3], totals[-1][3], source.sentence.text)
            return


_TAKEN = re.compile(
    r"(?:please |always )?(?:take|use|give|put|spray|breathe|inhale|squeeze|inject|tome|use|ponga|aplique)\b"
)


def _mass(value: _Value) -> bool:
    return value[0].partition("/")[0].partition(" ")[0] == "mass"


# The most, and how long it stays on


def _most(said: Sequence[Said]) -> Iterator[Pair]:
    """ "No more than 12 tablets in one course" here, 20 there."""
    known: list[tuple[str, frozenset[str], _Value, Said]] = []
    for each in said:
        if GROUPS.search(each.sentence.text) or each.statement.part is Part.CELL:
            continue
        for value in each.values:
            if value[4] is not Bound.AT_MOST or value[0] == "sugar":
                continue
            behind = flat(each.sentence.text.partition(value[3])[2]).split(" ")
            about = stems_of(" ".join(behind[:5]).partition(",")[0].partition(".")[0]) - LIGHT
            unit = " ".join(value[3].split()[-1:])
            for other, words, most, earlier in known:
                if other == f"{value[0]} {unit}" and words & about and most[2] != value[2]:
                    yield Pair(each.statement, value[3], most[3], earlier.sentence.text)
                    break
            known.append((f"{value[0]} {unit}", about, value, each))


_ON = re.compile(r"\b(?:leave|keep|wear) (?:the |your |a )?(?P<thing>\w+) (?:on|in)\b")
_OFF = re.compile(
    r"\b(?:take|peel) (?:the |your |it )?(?P<thing>\w+) (?:off|out)\b|\bremove (?:the |your )?(?P<other>\w+)\b"
)


def _taken_off(said: Sequence[Said]) -> Iterator[Pair]:
    """ "Leave the dressing on for 5 days" beside "take the dressing off after 2 days"."""
    times = [(each, [v for v in each.values if v[0] == "time"], flat(each.sentence.text)) for each in said]
    on = [
        (match["thing"], values[0], each)
        for each, values, text in times
        if len(values) == 1 and (match := _ON.search(text))
    ]
    for each, values, text in times:
        match = _OFF.search(text)
        if not match or len(values) != 1 or _CASES.search(text.replace("after", "")) or _denies(text):
            continue
        for thing, kept, earlier in on:
            if stems_of(thing) == stems_of(match["thing"] or match["other"]) and not _lies(values[0], kept):
                yield Pair(each.statement, values[0][3], kept[3], earlier.sentence.text)
                break
