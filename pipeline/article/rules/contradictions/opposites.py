"""What an article orders, allows and forbids comes in; pairs of which one forbids what the other wants go out.

A thing is the words of one object: "a hot water bottle", "nuts". Taking, using, eating and putting on are one class:
who must not have nuts may not be told that nuts are a good snack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.families import members_of
from pipeline.article.rules.directives import (
    Directive,
    directives,
    flat,
    is_addressed,
    is_forbidding,
    stem,
    stems_of,
)
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.language.amounts import Quantity
from pipeline.language.quantities import read_quantities
from pipeline.tags import primary_of


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing wanted or forbidden: the stems of each `thing`, the class of its verb, what narrows it, where.

    `timed`: it is forbidden for a time or until something, so that only what is allowed without any limit goes
    against it.
    """

    statement: Statement
    told: str
    things: tuple[frozenset[str], ...]
    verb: str
    narrow: frozenset[str]
    forbids: bool
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sentences that cannot both be followed: the one at `statement`, and the other."""

    statement: Statement
    told: str
    other: str


_USE = frozenset(
    map(
        stem,
        "take use give drink eat have swallow apply put add inject smoke chew try enjoy choose include rub "
        "spread dab smear tome use de "
        "beba coma aplique ponga añada tomar usar dar beber comer aplicar poner fume pruebe".split(),
    )
)
_MANNERS = frozenset(map(stem, "chew swallow inject rub spread smear mastique trague inyecte".split()))
"""Ways of taking: who must not chew a tablet may well take it."""
_WEARING = stems_of("wear take use it them")
_LIGHT = stems_of(
    "little bit cup glass half some small few piece pieces slice handful spoon pinch good light fresh poco "
    "trozo vaso taza medio cucharada too también again"
)
"""Words beside a thing that leave it the same thing."""
_SPARED = stems_of(
    "free low decaf decaffeinated pasteurised cooked hard instead warm sugar light plain unsalted sin bajo cocido"
)
"""Words beside a thing that make it another thing: "decaffeinated coffee"."""
_CUT = {
    "en": re.compile(
        r"\b(?:that|which|who|with|for|if|unless|because|as|when|while|until|after|before|in|on|from|without|so|than|"
        r"to|at|"
        r"into|onto|near|around|during|by|of|\d[\w.,]*)\b"
    ),
    "es": re.compile(
        r"\b(?:que|con|para|si|porque|cuando|mientras|hasta|despues|antes|en|durante|sin|a|sobre|de|por|al|del|"
        r"\d[\w.,]*)\b"
    ),
}
_REASON = frozenset("because as so porque".split())
_PARTS = re.compile(r"\b(?:or|and|nor|o|y|ni|e)\b|,|/")
LIMITS = re.compile(
    r"\b(?:if|unless|until|when|while|only|after|before|without|just|first|once|at once|same time|together|alone|"
    r"more|"
    r"longer|less|too|another|other|both|double|twice|much|many|every|si|salvo|hasta|cuando|mientras|solo|despues|"
    r"antes|"
    r"sin|mas|menos|otr[oa]s?|dos|doble|mucho|demasiado|vez|primer\w*)\b"
)
_ADVISED = re.compile(
    r"\b(?:doctor|gp|surgeon|hospital|nurse|midwife|pharmacist|dentist|told|tells?|says?|ask|unless|only|instead|"
    r"medico|enfermera|diga\w*|"
    r"solo|pregunte)\b"
)
_CAUSE = re.compile(r":|\b(?:because|since|porque|ya que)\b")
_WHILE_USED = re.compile(
    r"\b(?:while|when|mientras) (?:you (?:are )?(?:wear|tak\w*|us\w*|on|have)|(?:lo|la|los|las)? ?(?:usa|toma|"
    r"lleva)\w*)\b"
)
"""A condition that holds for the whole leaflet: while you take what it is about."""
_IT = re.compile(r"\b(?:on|in|into|over|at) (?:it|them|there)\b")
_AVOID = re.compile(
    r"^(?:please |also |and |so )?(?:avoid|avoiding|no|nada de|evite|evitar|stay away from|keep away from|"
    r"cut out)\s*$"
)
_FINE = re.compile(
    r"^(?:an? |the |your |some |el |la |los |las |un |una )?([^.,;:]{2,40}?) (?:(?:is|are) (?:also |always )?(?:a |"
    r"an |the |one of the )?"
    r"(?:safest|good|fine|ok|okay|safe|allowed|best|better|great|healthy|useful|right)\b|(?:can |may |"
    r"also )*helps?\b|"
    r"(?:es|son) (?:tambien )?(?:una? )?(?:buen\w*|segur\w*|san\w*)\b|ayudan?\b)"
)
_BAD_COLUMN = re.compile(
    r"^\W*(?:avoid|do not|don't|not allowed|never|no\b|not\b|limit|evit\w+|no\b|prohibid\w+|nunca)"
)
_GOOD_COLUMN = re.compile(
    r"^\W*(?:choose|eat\b|allowed|yes\b|instead|safe|you can|good|elij\w+|puede|permitid\w+|si\b)"
)
_WITH = re.compile(r"\b(?:with|con) ([^.,;]+)")
_AVOIDED = re.compile(
    r"(?:please |also |so )?(?:avoid|stay away from|stay out of|keep out of|cut out|no|nada de|evite)"
    r"(?: eating| drinking| using| taking| all)? "
    r"([^.;:(]{3,90}?)(?= (?:because|as|since|porque|ya que)\b|[.;:(]|$)"
)
NOT_IN = re.compile(r"\b(?:not|n't|never|no|cannot|avoid|nunca|jamas|sin|without|ni|nor)\b|n't\b")


def clashes(article: Article) -> Iterator[Clash]:
    """Each thing that is forbidden in one place and wanted in another."""
    lang = primary_of(article.lang)
    if lang not in {"en", "es"}:
        return
    told = directives(article)
    wishes = [wish for each in told for wish in _wishes(each)]
    wishes += [wish for statement in statements(article) for wish in _named(statement)]
    forbidden = [wish for wish in wishes if wish.forbids]
    wanted = [wish for wish in wishes if not wish.forbids and not _is_advised(wish)]
    by_stem: dict[str, list[Wish]] = {}
    for wish in wanted:
        for each in frozenset().union(*wish.things):
            by_stem.setdefault(each, []).append(wish)
    for no in (replace(each, things=_with_members(each.things, lang)) for each in forbidden):
        near = [yes for thing in no.things for each in thing for yes in by_stem.get(each, ())]
        for yes in near:
            if yes.told != no.told and _clash(yes, no):
                yield Clash(yes.statement, yes.told, no.told)
    yield from _denied(article)
    yield from _pictured(article, forbidden)
    yield from _myths(article)
    yield from _answers(article)


def _with_members(things: tuple[frozenset[str], ...], lang: str) -> tuple[frozenset[str], ...]:
    """The things with the kinds of each: who is to leave jewellery at home is to leave a ring."""
    members = [frozenset((member,)) for thing in things for member in sorted(members_of(thing, lang))]
    return (*things, *members)


def _is_advised(wish: Wish) -> bool:
    """Whether a professional does or decides it."""
    return bool(_ADVISED.search(f"{flat(wish.told)} {flat(wish.statement.lead)}"))


def _clash(yes: Wish, no: Wish) -> bool:
    """Whether one of the things wanted is one of those forbidden, of the same class of verb, and as narrow."""
    if yes.statement.group and yes.statement.group == no.statement.group and yes.statement.part is Part.CELL:
        return False
    if no.verb != yes.verb and no.verb in _MANNERS:
        return False
    if no.verb != yes.verb and not ({no.verb, yes.verb} <= _USE | {""}):
        return False
    if no.timed and (LIMITS.search(flat(yes.told)) or read_quantities(yes.told, yes.statement.lang)):
        return False
    lang = primary_of(no.statement.lang)
    narrow = frozenset(each for each in no.narrow if not members_of(frozenset((each,)), lang) & stems_of(yes.told))
    if not narrow <= stems_of(yes.told) and not (len(narrow) == 1 and _IT.search(flat(yes.told))):
        return False
    return any(
        thing <= other
        and (other - thing <= _LIGHT or (len(thing) > 1 and len(other - thing) == 1 and not other & _SPARED))
        for thing in no.things
        for other in yes.things
    )


_MEASURED = re.compile(
    r"\b(?:(?:an?|one|some|another|un|una|otro|otra) )?(?:small |little |large |pequeñ[oa] )?(?:glass|cup|bit|piece|"
    r"slice|handful|bottle|bowl|drop|can|pint|vaso|taza|trozo|poco|copa|lata|rodaja|plato)(?:e?s)? (?:of|de) "
)
"""Measures before a thing: "a glass of milk" is milk."""


def _things(text: str, lang: str) -> tuple[tuple[frozenset[str], ...], str]:
    """The things of a clause behind its verb, and what stands behind the first word that narrows it."""
    text = _MEASURED.sub("", text)
    cut = _CUT[lang].search(text)
    rest = text[cut.start() :] if cut else ""
    found = [stems_of(part) for part in _PARTS.split(text[: cut.start()] if cut else text)]
    return tuple(each for each in found if each), rest


_CAUSES = re.compile(
    r"\b(?:causes?|signs?|symptoms?|risk factors?|caused by|causas?|signos|sintomas|"
    r"factores de riesgo)\b"
)


def is_of_causes(statement: Statement) -> bool:
    """Whether it is an item of a list of causes or signs, which orders nothing: "head injury"."""
    return statement.part is Part.ITEM and bool(_CAUSES.search(flat(statement.lead)))


def _wishes(each: Directive) -> Iterator[Wish]:
    if (
        each.statement.part in {Part.TITLE, Part.CAPTION, Part.ALT}
        or not is_addressed(each)
        or each.statement.lang[:2] not in {"en", "es"}
        or is_of_causes(each.statement)
    ):
        return
    whole, lang = flat(each.told), primary_of(each.statement.lang)
    at = whole.find(each.text[:24])
    ordered = whole[:at].strip() == "no" and lang == "es" and stem(verb_of(each.text)) in _USE
    nominal = each.forbids and at > 0 and bool(_AVOID.search(whole[:at])) and not ordered
    nominal = nominal or _is_continued(each)
    verb, _, behind = _CLITIC.sub("", each.text).partition(" ")
    things, rest = _things(each.text if nominal else behind, lang)
    first = rest.split(" ")[0]
    if each.forbids:
        timed = any(isinstance(v, Quantity) for v in read_quantities(rest, each.statement.lang))
        tool = _WITH.match(rest) if not things else None
        if tool and each.explicit and not LIMITS.search(_CAUSE.split(whole)[0]):
            # "Do not mix it with milk": what must not be is the milk.
            yield Wish(each.statement, each.told, _things(tool[1], lang)[0], "", frozenset(), True)
        limited = timed or bool(LIMITS.search(_WHILE_USED.sub("", _CAUSE.split(whole)[0])))
        until = limited and not nominal and bool(_UNTIL.search(whole)) and not _ONE_CASE.search(whole)
        if not (each.explicit or nominal) or not things or (limited and not until):
            return
        if until:
            yield Wish(each.statement, each.told, things, stem(verb), frozenset(), True, timed=True)
            return
        narrow = frozenset[str]() if first in _REASON else stems_of(_WHILE_USED.sub("", rest)) - _WEARING
    else:
        narrow = frozenset()
        for tool in _WITH.finditer(rest):
            tools = _things(tool[1], lang)[0]
            if tools:
                yield Wish(each.statement, each.told, tools, "", narrow, False)
    if things:
        yield Wish(each.statement, each.told, things, "" if nominal else stem(verb), narrow, each.forbids)


def verb_of(text: str) -> str:
    return text.partition(" ")[0]


_NOUNS = re.compile(r"(?:or |and |o |ni )?(?:an?|any|other|un|una|otr[oa]s?) (?:[^\W\d_]+ ?){1,8}$")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|can|may|might|could|will|would|makes?|has|have|do|does|causes?|stops?|helps?|es|son|"
    r"puede\w*|hace\w*)\b"
)


def _is_continued(each: Directive) -> bool:
    """Whether it goes on with the things of a prohibition: "Do not use a pad, a hot bath or a sauna"."""
    return each.forbids and not each.explicit and bool(_NOUNS.match(each.text)) and not _FINITE.search(each.text)


_CLITIC = re.compile(r"^(?:lo|la|los|las|le|se)(?: (?:lo|la))? (?=\w+(?:e|a|en|an|o)\b)")
"""Spanish pronouns before the verb of a prohibition: "no lo tome"."""
_UNTIL = re.compile(
    r"\b(?:until|for (?:the (?:first|next) )?(?:at least )?(?:\d+|an?|one|two|three|four|six) \w+|hasta|durante)\b"
)
_ONE_CASE = re.compile(
    r"\b(?:if|unless|when|without|more|alone|too|before|after|only|just|less|other|another|both|si|cuando|sin|mas|"
    r"antes|"
    r"despues|solo|otr[oa]s?)\b"
)


def _named(statement: Statement) -> Iterator[Wish]:
    """Things that are called good, and the cells of a column of what to avoid or to choose."""
    if statement.reported:
        return
    if statement.part is Part.CELL:
        head = flat(statement.column)
        bad, good = bool(_BAD_COLUMN.search(head)), bool(_GOOD_COLUMN.search(head))
        if bad or good:
            things = tuple(each for each in map(stems_of, _PARTS.split(flat(statement.text))) if each)
            yield Wish(statement, statement.text, things, "", frozenset(), bad)
        return
    for sentence in statement.sentences:
        text = flat(sentence.text)
        avoided = _AVOIDED.match(text)
        if avoided and not LIMITS.search(text) and not _CUT[primary_of(statement.lang)].search(avoided[1]):
            things = tuple(each for each in map(stems_of, _PARTS.split(avoided[1])) if each)
            yield Wish(statement, sentence.text, things, "", frozenset(), True)
        fine = _FINE.match(_MEASURED.sub("", re.sub(r"^(?:if|when|si|cuando)\b[^,]*, ", "", text)))
        if fine and not NOT_IN.search(text) and not text.endswith("?"):
            things = tuple(each for each in map(stems_of, _PARTS.split(fine[1])) if each)
            if things:
                yield Wish(statement, sentence.text, things, "", frozenset(), False)


# Told and denied


_IF = re.compile(
    r"\b(?:if|when|whether|unless|until|si|cuando|hasta|some|others|may|might|could|sometimes|often|whose)\b"
)
_SPLIT = re.compile(r"[;:]|, | - | but | pero |\(|\)")


@lru_cache(maxsize=8192)
def _said(clause: str) -> tuple[bool, frozenset[str]]:
    """Whether a folded clause denies, and its stems without the words that do so."""
    return bool(NOT_IN.search(clause)), stems_of(NOT_IN.sub(" ", clause))


def _denied(article: Article) -> Iterator[Clash]:
    """ "It does not help at once" beside "it helps at once": the same words, and a "not" in one of the two."""
    known: dict[frozenset[str], list[tuple[bool, Statement, str, str]]] = {}
    for statement in statements(article):
        asked = flat(statement.lead).rstrip(" :").endswith((" if", " when", " si", " cuando"))
        asked = asked or is_forbidding(statement.lead, primary_of(statement.lang))
        if statement.reported or asked or statement.part in {Part.HEADING, Part.TITLE, Part.CELL}:
            continue
        for sentence in statement.sentences:
            text = flat(sentence.text)
            if text.endswith("?") or _IF.search(text):
                continue
            opening = _OPENING.match(text)
            for clause in _SPLIT.split(text):
                denies, stems = _said(clause)
                if opening and clause != opening[1]:
                    # "In inherited TTP, the gene is faulty": what is told holds in that case.
                    stems |= stems_of(opening[1])
                digits = " ".join([*re.findall(r"\d+", clause), *sorted(_TURN.findall(clause))])
                if len(stems) < 2:
                    continue
                for other, _, there, number in known.setdefault(stems, []):
                    if other != denies and number == digits and there != sentence.text:
                        yield Clash(statement, sentence.text, there)
                        break
                known[stems].append((denies, statement, sentence.text, digits))


_OPENING = re.compile(r"((?:in|for|with|during|at|among|on|en|para|con|durante) [^,]{3,40}), ")
_TURN = re.compile(r"\b(?:after|before|for|until|again|despues|antes|durante|hasta|with|without|con|sin)\b")
"""Words by which two clauses of the same words tell of two times: "not for 4 weeks", "after 4 weeks"."""


def _pictured(article: Article, forbidden: list[Wish]) -> Iterator[Clash]:
    """A picture that shows, by its description, what the text forbids."""
    for statement in statements(article):
        if statement.part is not Part.ALT:
            continue
        for sentence in statement.sentences:
            for clause in re.split(r"[;,.]|\band\b", flat(sentence.text)):
                stems = stems_of(clause)
                for no in forbidden:
                    shown = no.verb and no.verb in stems and any(thing <= stems for thing in no.things)
                    if shown and not NOT_IN.search(clause) and no.statement is not statement:
                        yield Clash(statement, sentence.text, no.told)


def _myths(article: Article) -> Iterator[Clash]:
    """A fact that says what the myth said."""
    myth: Statement | None = None
    for statement in statements(article):
        if not statement.inside("myth-fact"):
            myth = None
        elif statement.reported:
            myth = statement
        elif myth is not None:
            (no, old), fact = _said(flat(myth.text)), statement.sentences[0].text if statement.sentences else ""
            denies, stems = _said(flat(fact))
            both = len(old & stems)
            if denies == no and both >= 2 and both >= 0.6 * min(len(old), len(stems)):
                yield Clash(statement, fact, myth.text)
            myth = None


_ASKS_LEAVE = re.compile(
    r"(?:can|may|should|must|is it (?:safe|ok|all right)|are they safe|is it safe|puedo|debo|es segur[oa])\b"
)
_YES = re.compile(r"(?:yes|si)\b(?! (?:you|usted|su|no|el|la|tiene|es)\b)")


def _answers(article: Article) -> Iterator[Clash]:
    """ "Yes. Do not use it": an answer whose next sentence says the opposite of its first word."""
    for statement in statements(article):
        asked = flat(statement.headings[-1]) if statement.headings else ""
        if not asked.endswith("?") or not _ASKS_LEAVE.search(asked.lstrip("¿ ")) or len(statement.sentences) < 2:
            continue
        first, second = flat(statement.sentences[0].text), flat(statement.sentences[1].text)
        if len(first.split()) > 3:
            continue
        forbids = bool(
            re.match(
                r"(?:do not|don't|never|you (?:must|should|may|can)(?: ?not|n't)|no|"
                r"nunca)\b",
                second,
            )
        )
        if _YES.match(first) and forbids and not re.match(r"(?:no \w+ (?:problem|need)|no hay)", second):
            yield Clash(statement, statement.text, statement.headings[-1])
        elif re.match(r"no\b", first) and not NOT_IN.search(second):
            verbs = stems_of(second.split(" ")[0]) & stems_of(asked)
            if verbs and re.match(r"(?:use|take|drive|drink|eat|give|swim|tome|use|conduzca|beba|coma)\b", second):
                yield Clash(statement, statement.text, statement.headings[-1])
        elif re.match(r"no\b", first) and re.search(r"\bsafe\b|\bsegur", asked) and _HARMLESS.search(second):
            yield Clash(statement, statement.text, statement.headings[-1])


_HARMLESS = re.compile(
    r"\b(?:does not|do not|will not|cannot|no) (?:harm|hurt|damage|reach|daña\w*|hace daño|afecta)\b"
)
