"""An article comes in; ways of giving, meals and rest that it orders here and bars there go out in pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.opposites import LIMITS, NOT_IN, Clash
from pipeline.article.rules.directives import flat, stems_of
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.language.amounts import Route

_Told = tuple[str, str, Statement]
"""A sentence folded flat, the same as it is written, and where it stands."""


def ways_that_clash(article: Article) -> Iterator[Clash]:
    """Each pair of sentences on ways, meals, brands and rest that cannot both be followed."""
    if article.lang[:2] not in {"en", "es"}:
        return
    yield from _routes(article)
    told = [(flat(s.text), s.text, st) for st in statements(article) if not st.reported for s in st.sentences]
    yield from _fasting(told)
    yield from _still(told)
    yield from _switched(told)


_BARRED_WAY = re.compile(r"\b(?:never|not|do not|don't|no|nunca)\b[^.;,]*$")


def _routes(article: Article) -> Iterator[Clash]:
    """A way of giving that one sentence forbids and another orders; with food here, on an empty stomach there."""
    barred: list[tuple[str, str, Statement]] = []
    ordered: list[tuple[str, str, Statement]] = []
    for statement in statements(article):
        if statement.reported or statement.part in {Part.TITLE, Part.HEADING}:
            continue
        for value in statement.values:
            if not isinstance(value, Route):
                continue
            sentence = next((s for s in statement.sentences if s.start <= value.start < s.end), None)
            if sentence is None or sentence.text.endswith("?"):
                continue
            before = flat(statement.text[sentence.start : value.start])
            kept = barred if _BARRED_WAY.search(before) else ordered
            if re.match(r"(?:\S+ ){0,3}?(?:inject|give|put|spray|inyect\w+|pong\w+)\b", before) or kept is barred:
                kept.append((value.name, sentence.text, statement))
    for name, told, _ in barred:
        if re.search(r"\b(?:inject|give|spray|inyect\w+)\b", flat(told)):
            for other, there, statement in ordered:
                if other == name and there != told and not LIMITS.search(flat(told).partition(",")[0]):
                    yield Clash(statement, there, told)
    full = re.compile(
        r"\b(?:with (?:food|a meal|meals|breakfast|dinner|lunch|"
        r"your (?:food|meals?|breakfast|dinner|lunch|evening meal))|"
        r"after (?:food|a meal|eating|meals)|con (?:la |las |el )?(?:comidas?|desayuno|cena|"
        r"alimentos)|despues de comer)\b"
    )
    empty = re.compile(
        r"\b(?:(?:minutes|hours?) before (?:breakfast|you eat|eating|food)|empty stomach|before (?:food|meals|"
        r"a meal)|without food|en ayunas|estomago vacio)\b"
    )
    sentences = [
        (stems_of(s.text), flat(s.text), s.text, st)
        for st in statements(article)
        if not st.reported
        for s in st.sentences
    ]
    taken = re.compile(r"(?:please |always )?(?:take|swallow|have|give|tome|trague|de)\b")
    fed = [each for each in sentences if taken.match(each[1]) and full.search(each[1]) and not empty.search(each[1])]
    fasted = [each for each in sentences if taken.match(each[1]) and empty.search(each[1]) and not full.search(each[1])]
    ways = stems_of("food meal empty stomach eating comida take tome give")
    for mine, _, late, place in fasted:
        for theirs, _, there, _ in fed:
            same = mine & theirs - ways or (_IT.search(flat(late)) and _IT.search(flat(there)))
            if same and late != there:
                yield Clash(place, late, there)
                return


_IT = re.compile(r"\b(?:it|them|(?:tome|tom)(?:ar)?(?:lo|la|los|las))\b")
_FAST = re.compile(
    r"\b(?:do not|don't|must not|nothing to|not to|cannot|no|nada)\b[^.;]{0,20}\b(?:eat|food|coma|comer)\b[^.;]*"
    r"\b(?:before|antes|on the day|from midnight|after midnight|desde)\b|\bonly (?:plain |clear )?water before\b"
)
_FEAST = re.compile(
    r"(?:(?:please |you (?:can|may|should) |puede )?(?:have|eat|take|enjoy|desayune|desayunar|coma|tome)\b[^.;]{0,24}"
    r"\b(?:breakfast|meal|snack|lunch|toast|food|desayuno|comida)\b[^.;]*\b(?:before the|on the day|that morning|"
    r"in the morning of|on the morning|antes de la|el dia de)\b|desayune (?:bien|antes))"
)
_EARLIER = re.compile(
    r"\b(?:evening|night|day|days|week|hours?) before\b|\bafter (?:the|your)\b|\b(?:noche|dia|horas?) antes\b"
)
_WATER_ONLY = re.compile(
    r"\b(?:drink (?:plain |clear )?(?:only|water only|nothing but)|drink plain water only|"
    r"only (?:drink )?(?:plain )?water|solo agua)\b"
)
_OTHER_DRINK = re.compile(
    r"(?:please |you (?:can|may) |puede )?(?:drink|have|beba|beber|tome)\b[^.;]*\b(?:juice|milk|coffee|tea|zumo|"
    r"leche|cafe|te|"
    r"alcohol|squash|lemonade)\b"
)


def _fasting(told: Sequence[_Told]) -> Iterator[Clash]:
    """A meal on the day of a test that is taken without food; milk where only water is allowed."""
    for ban, wish in ((_FAST, _FEAST), (_WATER_ONLY, _OTHER_DRINK)):
        bans = [each for each in told if ban.search(each[0])]
        if not bans:
            continue
        for text, shown, statement in told:
            free = wish.match(text) and not NOT_IN.search(text) and not _EARLIER.search(text) and "after" not in text
            if free and shown != bans[0][1]:
                yield Clash(statement, shown, bans[0][1])
                break


_SAME = re.compile(r"\b(?:same|misma|mismo) (brand|dose|time|place|arm|tablets?|inhaler|marca|dosis|hora)\b")


def _switched(told: Sequence[_Told]) -> Iterator[Clash]:
    """ "Always take the same brand" beside "you may switch brands"."""
    kept = [(match[1].rstrip("s"), shown) for text, shown, _ in told for match in _SAME.finditer(text)]
    for text, shown, statement in told:
        for thing, there in kept:
            switched = re.search(rf"\b(?:switch|change|swap|vary|cambi\w+)(?: \w+)? {thing}s?\b", text)
            if (
                switched
                and shown != there
                and not NOT_IN.search(text)
                and not re.search(r"\b(?:if|we|ask|tell|si)\b", text)
            ):
                yield Clash(statement, shown, there)


_STILL = re.compile(
    r"\b(?:must not move|do not (?:move|walk)(?! (?:out|on|off|up|down|far|barefoot|alone|to|into|over|past|with)\b)|"
    r"(?:lie|sit|stay|keep) (?:quite |very )?still|no se mueva)\b"
)
_MOVES = re.compile(
    r"(?<!than )(?<!as )(?<!que )\b(?:you (?:can|may)|feel free to|puede)\b[^.;]{0,16}"
    r"\b(?:walk|move|get up|leave|moverse|andar|levantarse)\b"
)
_KEEP = re.compile(
    r"\b(?:keep|leave|deje|mantenga)\b ([^.;,]{2,40}?) (?:in|on|puest\w+)\b(?! (?:the|a|el|la|"
    r"your)\b)"
)
_TAKE_OUT = re.compile(
    r"\b(?:take (?:out|off)|remove|quite(?:se)?|saque(?:se)?)\b ([^.;,]{2,40}?)(?=[.;,]| before| antes| for | when|$)"
)


def _still(told: Sequence[_Told]) -> Iterator[Clash]:
    """Keep still here, walk about there; take it out here, keep it in there."""
    still = next((shown for text, shown, _ in told if _STILL.search(text)), "")
    for text, shown, statement in told:
        if still and _MOVES.search(text) and "after" not in text and shown != still and not NOT_IN.search(text):
            yield Clash(statement, shown, still)
    out = [(stems_of(match[1]), shown) for text, shown, _ in told for match in _TAKE_OUT.finditer(text)]
    for text, shown, statement in told:
        kept = _KEEP.search(text)
        for things, there in out:
            if kept and things and stems_of(kept[1]) == things and there != shown and "until" not in text:
                yield Clash(statement, shown, there)
