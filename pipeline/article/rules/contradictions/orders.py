"""An article's orders come in; pairs of which one forbids what the other orders or allows, in any words, go out.

An order is read whole: what is to be done, to what, in which case and when. Two orders clash when the act is one, the
thing of the prohibition is among the words of the other, and both hold in the same case: both always, both if the same
happens, or the one at a time at which the other still forbids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.families import members_of
from pipeline.article.rules.contradictions.opposites import Clash, is_of_causes
from pipeline.article.rules.directives import (
    ORDER,
    Directive,
    directives,
    flat,
    forbidden_by,
    is_addressed,
    stem,
    stems_of,
)
from pipeline.article.rules.statements import Part, Statement
from pipeline.language.amounts import Quantity
from pipeline.language.quantities import read_quantities
from pipeline.tags import primary_of


@dataclass(frozen=True, slots=True)
class Order:
    """One clause that orders, allows or forbids: its `act`, the stems of each of its `things`, all its `words`.

    `case` holds the stems behind an "if", "when", "in" …, without light words; `asks` tells that the case has a "not".
    `window` is a time before or after something, in hours; `amounts` are the numbers that narrow it ("2 patches").
    """

    statement: Statement
    told: str
    act: str
    things: tuple[frozenset[str], ...]
    words: frozenset[str]
    case: frozenset[str]
    asks: bool
    window: tuple[str, Fraction] | None
    amounts: frozenset[str]
    forbids: bool
    sure: bool
    text: str


_CLASSES = {
    "use": "take use give drink eat have swallow apply put add inject smoke try enjoy choose include wear offer",
    "stop": "stop quit skip omit miss pause suspend discontinue",
    "wet": "wash rinse soak wet bathe",
    "move": "move bend turn twist",
}
_CLASSES_ES = {
    "use": "tom us d beb com aplic apliqu pong pon añad fum llev administr prueb",
    "stop": "dej suspend salt par interrump abandon",
    "wet": "lav moj enjuag enjuagu bañ",
    "move": "muev mov dobl gir",
}
_ACT = {stem(word): name for name, words in _CLASSES.items() for word in words.split()}
_ACT_ES = {word: name for name, words in _CLASSES_ES.items() for word in words.split()}
_TWO_WORDS = re.compile(r"^(?:leave (?:it |them |out |off )?(?:out|off)|come off|give up|leave out)\b")
_CUT = {
    "en": re.compile(
        r"\b(?:that|which|who|for|if|unless|because|as|when|while|until|till|after|before|in|on|from|without|so|to|"
        r"during|at|into|near|again|by|over)\b"
    ),
    "es": re.compile(
        r"\b(?:que|para|si|porque|cuando|mientras|hasta|despues|antes|en|durante|sin|por|al|sobre|tras|desde|tambien|"
        r"el dia|la mañana|la noche|del|de la)\b"
    ),
}
_SPLIT = re.compile(r"\b(?:or|and|nor|o|y|ni|e)\b|,|/")
_WITH = re.compile(r"\b(?:with|con)\b")
_MEASURED = re.compile(
    r"\b(?:about |roughly )?(?:the |an? |some |your |plenty |lots |any )*(?:same |small |large |normal |usual |"
    r"whole )*"
    r"(?:amounts?|plenty|lots|glass|glasses|cups?|bits?|pieces?|slices?|bottles?|bowls?|kinds?|sorts?|types?|lot) of "
)
_LIGHT = stems_of(
    "take use give have get make do go keep put let feel need want help best good great right fine really little "
    "small "
    "some time day days week weeks hour hours minute minutes month months least about once twice usual normal same "
    "each "
    "tome use haga tenga pueda bueno bien vez veces dia dias semana semanas hora horas minuto minutos mes meses poco "
    "thing things way ways lot bit place cosa cosas people person anyone everyone light siempre"
)
_GENERIC = stems_of(
    "medicine tablet tablets dose doses drug drugs capsule drop drops it them medicamento medicina comprimido "
    "dosis gota "
    "hand hands day part area water agua mano one ones other another body skin piel side anything everything "
    "something "
    "child children baby hijo niño"
)
"""Things so common that they alone tell no subject."""
_NUMBERED = re.compile(
    r"\b(?:\d[\d.,]*(?! (?:seconds?|minutes?|hours?|days?|weeks?|months?|segundos?|minutos?|horas?|dias?|"
    r"semanas?))(?! to)|two|three|double|both|twice|another|second|more|too (?:much|many)|together|at once|"
    r"same time|alone|"
    r"extra|dos|tres|doble|otr[oa]|mas|demasiad[oa]s?|a la vez|juntos|sol[oa])\b"
)
_NOT = re.compile(r"\b(?:not|never|no|cannot|nunca|sin|without|avoid|evite|stop|instead|rather|except)\b|n't\b")
_SIDES = (
    ("before", re.compile(r"\bbefore\b|\bantes\b")),
    ("after", re.compile(r"\b(?:after|afterwards|for|next|following|despues|durante|tras|proximas?|en las?|en)\b")),
)
_LIMITED = re.compile(
    r"\b(?:again|once|until|unless|only|as soon as|later|then|instead|except|less|carefully|when you (?:feel|are|"
    r"can)|"
    r"if (?:you|your|the|a|we|it|there)|when|after|before|without|hasta|salvo|solo|cuando|si|luego|despues|antes|"
    r"excepto|"
    r"menos|vuelva)\b"
)
_ADVISED = re.compile(
    r"\b(?:doctor|gp|surgeon|nurse|midwife|pharmacist|dentist|told|tells?|says?|ask|agree\w*|advised?|unless|only if|"
    r"medico|enfermera|farmaceutico|diga\w*|indi\w+|salvo|pregunte|consulte\w*)\b"
)
_FREE = re.compile(
    r"\b(?:always|any time|every|as usual|as normal|as always|whenever|all|straight away|right away|at once|"
    r"immediately|"
    r"siempre|como siempre|todos?|todas?|enseguida|cuando quiera|de inmediato|no matter)\b"
)


def order_clashes(article: Article) -> Iterator[Clash]:
    """Each order or permission that goes against a prohibition of the same act on the same thing."""
    lang = primary_of(article.lang)
    if lang not in _CUT:
        return
    counted = [each for each in directives(article) if _counts(each)]
    orders = [_order(each, lang) for each in counted if each.forbids or _NOTHING_AT_ALL.search(each.text)]
    barred = [each for each in orders if each.forbids and each.sure and (each.things or each.act not in _VAGUE)]
    wanted = _wanted(barred, lang)
    told = [each for each in orders if not each.forbids]
    told += [_order(each, lang) for each in counted if not each.forbids and _may_clash(each, wanted)]
    by_word: dict[str, list[Order]] = {}
    for each in told:
        if not _ADVISED.search(f"{flat(each.told)} {flat(each.statement.lead)}"):
            for word in each.words:
                by_word.setdefault(word, []).append(each)
    for no in barred:
        things = [
            *(no.things or (frozenset((no.act,)),)),
            *(frozenset((one,)) for thing in no.things for one in members_of(thing, lang)),
        ]
        near = {id(yes): yes for thing in things for word in thing for yes in by_word.get(word, ())}
        if _DRINK in things:
            near |= {id(yes): yes for yes in told if not yes.forbids and _DRINK_VERB.match(yes.text)}
        for yes in near.values():
            if yes.told != no.told and _clash(yes, no, things):
                yield Clash(yes.statement, yes.told, no.told)


_NOTHING_AT_ALL = re.compile(r"^\w+ (?:nothing|anything|nada)\b")


def _wanted(barred: list[Order], lang: str) -> frozenset[str]:
    """The words by which an order can go against one of these prohibitions."""
    things = {thing for each in barred for thing in (*each.things, frozenset((each.act,)))}
    return frozenset().union(*things, *(members_of(thing, lang) for thing in things))


def _may_clash(each: Directive, wanted: frozenset[str]) -> bool:
    """Whether it is worth reading: it shares a word with a prohibition, or drinks, or takes what a pronoun names."""
    verb = each.text.split(" ")[0]
    act = {_act(verb, "en"), _act(verb, "es")}
    return bool(wanted & (each.stems | act)) or _ITSELF in wanted or bool(_DRINK_VERB.match(each.text))


def _counts(each: Directive) -> bool:
    if each.statement.part in {Part.TITLE, Part.CAPTION, Part.ALT, Part.CELL, Part.HEADING}:
        return False
    return is_addressed(each) and not is_of_causes(each.statement) and not each.told.rstrip().endswith("?")


def _order(each: Directive, lang: str) -> Order:
    text = _MEASURED.sub("", each.text)
    text = _CLITIC.sub("", text)
    two = _TWO_WORDS.match(text)
    act = "stop" if two else _act(text.split(" ")[0], lang)
    behind = text[two.end() :] if two else text.partition(" ")[2]
    cut = _CUT[lang].search(behind)
    head, case = (behind[: cut.start()], behind[cut.start() :]) if cut else (behind, "")
    with_it = _WITH.search(head)
    if with_it and _named(head[: with_it.start()]) - _LIGHT - _ITS:
        # "An MRI with a pacemaker" narrows; "do not take it with milk" is of the milk.
        head, case = head[: with_it.start()], f"{head[with_it.start() :]} {case}"
    case = f"{_before(each, lang)} {case}"
    things = tuple(stems for part in _SPLIT.split(head) if (stems := _named(part) - _LIGHT))
    nothing = bool(_NOTHING.search(head))
    if nothing or (not things and _FOOD_VERB.match(text)):
        things = (_FOOD,) if _FOOD_VERB.match(text) else (_DRINK,)
    elif not things and _IT.search(f"{each.text} "):
        things = (frozenset((_ITSELF,)),)
    words = _named(behind) | {act}
    if words & _ITS:
        words |= {_ITSELF}
    return Order(
        each.statement,
        each.told,
        act,
        things,
        words,
        (stems_of(case) - _LIGHT) | frozenset(_DIGITS.findall(case)),
        bool(_NOT.search(case)),
        _window(f"{head} {case}", each.statement.lang),
        frozenset(_NUMBERED.findall(head)),
        nothing or (each.forbids and not (_ALLOWED.search(flat(each.told)) and not each.explicit)),
        _is_sure(each, act, lang),
        text,
    )


_DIGITS = re.compile(r"\d+")
_ALLOWED = re.compile(r"[,;:] (?:you can|you may|puede|but you can)\b")
"""What begins anew behind a prohibition, and allows."""
_CLITIC = re.compile(r"^(?:lo|la|los|las|le|se)(?: (?:lo|la))? (?=\w+(?:e|a|en|an|o)\b)")
_NOTHING = re.compile(r"^(?:nothing|anything|nada)\b")
_FOOD_VERB = re.compile(r"(?:eat|com[ae]r?)\b")
_IT = re.compile(r"\b(?:it|them|lo|la|los|las)\b|(?:e|a|ar)(?:lo|la|los|las) ")
_ITSELF = "it"
"""What a pronoun stands for: in a leaflet on a medicine, the medicine."""
_ITS = stems_of(
    "puff tablet capsule medicine drop spray patch inhaler injection comprimido medicina gota parche capsula"
)


def _is_sure(each: Directive, act: str, lang: str) -> bool:
    """Whether a prohibition is one: it has its own "not", or begins with a verb under one."""
    listed = forbidden_by(each.statement, lang)
    if not listed:
        return each.explicit
    return act in _CLASSES or (lang == "en" and bool(ORDER.match(each.text)))


def _named(text: str) -> frozenset[str]:
    """The stems of a text, with the single letters that name something: the D of vitamin D."""
    return stems_of(text) | frozenset(re.findall(r"\b[b-df-hk-np-rv-xz]\b|(?<=vitamin )a\b", text))


def _act(verb: str, lang: str) -> str:
    """One word for all forms of a verb, and for all verbs that come to the same."""
    if lang == "en":
        return _ACT.get(stem(verb), stem(verb))
    root = re.sub(r"(?:[aei]r|[aeo]n?)$", "", re.sub(r"(?:se|lo|la|los|las|le|selo)$", "", verb) or verb)
    root = re.sub(r"zc$", "c", root)
    return _ACT_ES.get(root, root)


def _before(each: Directive, lang: str) -> str:
    """The case that stands before an order: at the head of its sentence, or over its list."""
    opening = _OPENING.match(flat(each.told))
    case = opening[0] if opening else ""
    if each.statement.part is Part.ITEM and not forbidden_by(each.statement, lang):
        lead = flat(each.statement.lead)
        if _OF_CASE.search(lead):
            case += f" {lead}"
    return case


_OPENING = re.compile(
    r"(?:if|when|while|after|before|during|in|si|cuando|mientras|despues|antes|durante|"
    r"en)\b([^,]*),"
)
_OF_CASE = re.compile(r"\b(?:if|when|before|after|during|si|cuando|antes|despues|durante)\b")
_AT_NIGHT = re.compile(
    r"\b(?:(?:after|from) midnight|the (?:night|evening) before|la noche (?:anterior|antes)|medianoche)\b"
)
_AT_EVENT = re.compile(
    r"\b(?:after|despues de) (?:the|your|la|el|su) (?:test|scan|procedure|operation|injection|x-ray|prueba|"
    r"operacion)\W*$"
)


_SPAN = re.compile(r"\b(?:minutes?|hours?|days?|weeks?|months?|minutos?|horas?|dias?|semanas?|mes(?:es)?)\b")


def _window(case: str, lang: str) -> tuple[str, Fraction] | None:
    if _AT_NIGHT.search(case):
        return "before", Fraction(8)
    told = read_quantities(case, lang) if _SPAN.search(case) else ()
    times = [v for v in told if isinstance(v, Quantity) and v.kind == "time"]
    side = next((name for name, pattern in _SIDES if pattern.search(case)), "")
    if not times and _AT_EVENT.search(case.strip()):
        return "after", Fraction(0)
    return (side, times[0].base[0]) if len(times) == 1 and side else None


def _clash(yes: Order, no: Order, things: list[frozenset[str]]) -> bool:
    if yes.act != no.act or _same_list(yes.statement, no.statement):
        return False
    mine = yes.words if not no.things else yes.words - {yes.act}
    shared = [thing for thing in things if thing <= mine or (thing == _DRINK and _DRINK_VERB.match(yes.text))]
    if no.text.endswith(" then") and not no.case:
        return False
    if not shared or _NOT.search(yes.text) or (no.amounts and not no.amounts <= yes.amounts):
        return False
    if not no.things and not (no.case and not no.window):
        return False
    generic = no.act == "use" and all(thing <= _GENERIC | {_ITSELF} for thing in shared)
    if not no.window and any(thing == _FOOD for thing in no.things):
        return False
    if no.window:
        return not generic and _inside(yes, no, no.window)
    if no.case and _OF_DAY.search(no.text) and not generic and _FREE.search(yes.text):
        return yes.case <= no.case
    if no.case:
        return _same_case(yes, no)
    if generic or (yes.act != "use" and _LIMITED.search(flat(yes.told)) and not _FREE.search(yes.text)):
        return False
    return not re.search(r"\b(?:only|just|if you (?:must|have to)|solo)\b", flat(no.told))


def _same_case(yes: Order, no: Order) -> bool:
    """Whether both hold in the same case: what happens, and the numbers of it, are the same."""
    common = no.case & (yes.words | yes.case)
    numbers = {each for each in no.case if each.isdigit()} ^ {each for each in yes.case if each.isdigit()}
    told = common if no.act not in _VAGUE else common - _GENERIC
    food = any(thing == _FOOD for thing in no.things)
    alike = len(common) * 2 >= len(no.case) and bool(told) and not numbers
    return alike and no.asks == yes.asks and not (yes.window and food)


_FOOD = frozenset(("food",))
_DRINK = frozenset(("drink",))
_DRINK_VERB = re.compile(r"(?:drink|beba|beber)\b")
_VAGUE = frozenset(
    ("use", "stop", "wet", "move", "do", "be", "go", "mak", "keep", "leav", "get", "call", "if", "let", "hac")
)
"""Acts that say little without the thing."""
_OF_DAY = re.compile(r"\b(?:on the (?:day|morning)|that (?:day|morning)|el (?:mismo )?dia|la mañana)\b")


def _inside(yes: Order, no: Order, until: tuple[str, Fraction]) -> bool:
    """Whether what is allowed at one time falls into the time for which it is forbidden."""
    if yes.window:
        same = yes.window[0] == until[0]
        cases = no.case & yes.case
        return same and yes.window[1] < until[1] and (bool(cases) or not (no.case and yes.case))
    return bool(_FREE.search(yes.text)) and not _LIMITED.search(flat(yes.told))


def _same_list(one: Statement, other: Statement) -> bool:
    return bool(one.part is Part.CELL and one.group and one.group == other.group)
