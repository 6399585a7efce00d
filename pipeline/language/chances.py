"""A folded sentence comes in; the chances, percentages and comparisons of risks that it tells go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LANGUAGES = frozenset({"en", "es"})

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twenty": 20, "hundred": 100, "thousand": 1000, "a hundred": 100, "a thousand": 1000,
    "uno": 1, "una": 1, "un": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "cien": 100, "mil": 1000,
}  # fmt: skip
_NUMBER = r"\d[\d.,]*\d|\d|" + "|".join(sorted(_WORDS, key=len, reverse=True))

PEOPLE = {
    "en": r"people|persons?|patients?|women|men|woman|man|children|child|adults?|babies|baby|users?|smokers"
    r"|participants|volunteers|those|everyone|everybody|cases|pregnanc\w+|operations?|procedures?|births?|girls"
    r"|boys|teenagers|mothers"
    r"|fathers|families|couples|infants|newborns|toddlers|workers|nurses|cancers?|tumou?rs|strokes|falls|hips"
    r"|knees|eyes"
    r"|wounds|teeth|implants|transplants|injections|doses|samples|tests|hospitals|americans|britons|of us|residents"
    r"|carriers|drivers|athletes|students|seniors|individuals|population|relatives|survivors|visits|treatments"
    r"|surgeries|customers|clients|buyers|members",
    "es": r"personas?|pacientes?|mujeres|mujer|hombres?|niños?|niñas?|adultos?|bebes?|usuarios|clientes|fumadores"
    r"|participantes"
    r"|voluntarios|casos|embarazos|operaciones|intervenciones|partos|madres|padres|poblacion|embarazadas|mayores"
    r"|dosis|pruebas|ojos|rodillas|caderas|tumores|quienes|los que|las que|ancianos|jovenes",
}
RESULT = {
    "en": r"works?|worked|found|observed|noted|noticed"
    r"|success\w*|effective\w*|rates?|improv\w+|side effects?|seen|risks?|chances?|cur\w+|fail\w*"
    r"|reduc\w+|surviv\w+|likel\w+|reported|reports?|relief|respon\w+|recover\w*|complication\w*|infection\w*"
    r"|bleeding"
    r"|die|died|deaths?|heal\w*|feel|felt|got better|get better|had|benefit\w*|drop\w*|lower\w*|higher|prevent\w*"
    r"|accura\w+|reliab\w+|satisf\w+|return\w*|come back|came back|relapse\w*|affect\w*|happen\w*|occur\w*"
    r"|develop\w*",
    "es": r"funciona\w*|exito|eficac\w+|efectiv\w+|tasa|mejor\w+|efectos? secundarios?|riesgos?|probabilidad\w*"
    r"|cur\w+"
    r"|fracas\w+|reduc\w+|supervivencia|recuper\w+|complicaci\w+|infecci\w+|muer\w+|sana\w*|sient\w+|baja\w*"
    r"|previen\w+"
    r"|fiab\w+|recaid\w*|afecta\w*|aparec\w+|sufr\w+|desarroll\w+|nota\w*|tuv\w+",
}
_DILUTION = {
    "en": r"alcohol\w*|solutions?|saline|salt|water|sodium|glucose|dextrose|sugar|fat|creams?|gels?|ointments?"
    r"|lotions?"
    r"|hydrogen|peroxide|chlorhexidine|iodine|bleach|hydrocortisone|minoxidil|strength|oxygen|humidity|discount|off"
    r"|battery|cotton|w/v|v/v|shampoos?|foams?|drops|spray|acid|urea|milk|cocoa|juice|formula|lidocaine"
    r"|permethrin|normal"
    r"|of (?:your|the|its|a) (?:\w+ )?(?:dose|calories|energy|diet|plate|day|time|weight|body|angle|way|water|bottle"
    r"|amount|price|cost|fee|salary|battery|max\w*|normal|capacity|meal|daily|intake|bmi|limit|target|heart rate"
    r"|full)",
    "es": r"alcohol|solucion|suero|sal|agua|sodio|glucosa|azucar|grasa|crema|gel|pomada|locion|agua oxigenada"
    r"|clorhexidina|yodo|lejia|hidrocortisona|minoxidil|oxigeno|humedad|descuento|algodon|champu|espuma|gotas|leche"
    r"|cacao|zumo|bateria|de (?:su|la|el) (?:dosis|dieta|dia|tiempo|peso|cuerpo|precio|coste)|del (?:dia|peso"
    r"|precio)",
}
_SCORE = {
    "en": r"pain|score|scale|rate your|rated|points?|stars?|step|steps|page|pages|part|parts|question|rows?|sets?"
    r"|packs?|boxes|tablets?|capsules?|pills|exercise|level|grade|stage|lesson|visit|section|chapter|times out of"
    r"|hours?"
    r"|minutes?|days?|weeks|puffs|drops|module|quiz|answers?|items|units of|month|series",
    "es": r"dolor|puntos?|escala|estrellas?|paso|pasos|pagina|parte|pregunta|filas?|series|cajas?|pastillas?"
    r"|capsulas?"
    r"|comprimidos?|nivel|grado|etapa|horas?|minutos?|dias?|semanas|gotas|apartado|capitulo",
}

_PERCENT = re.compile(r"(\d[\d.,]*) ?(?:%|percent\b|per cent\b|por ciento\b|porcentaje\b)")
_RATIO = {
    "en": re.compile(
        rf"(?<![\w.,/])({_NUMBER})(?: (?:people|person|women|woman|men|man|children|babies|patients|adults|cases))?"
        rf" (?:in|out of|of|in every|out of every|of every)(?: about| the| every)? ({_NUMBER})(?![\w/%])(?![.,]\d)"
    ),
    "es": re.compile(
        rf"(?<![\w.,/])({_NUMBER})(?: (?:personas?|mujeres|hombres|niños|pacientes))? (?:de cada|de|entre|por cada)"
        rf" ({_NUMBER})(?![\w/%])(?![.,]\d)"
    ),
}
_BAND = {
    "en": r"(?:up to|more than|fewer than|less than|at least|at most|may affect|over|under)[^.;]{0,24}$",
    "es": r"(?:hasta|mas de|menos de|al menos)[^.;]{0,24}$",
}
_RISK = {
    "en": r"risks?|chances?|odds|likelihood|likely|probability|danger|rates?|deaths?|dying|die|strokes"
    r"|heart attacks|infections|falls|fractures|relapses|admissions|complications|bleeds|clots",
    "es": r"riesgos?|probabilidad\w*|posibilidad\w*|probable\w*|peligro|muertes?|morir|tasa",
}
RELATIVE = {
    "en": re.compile(
        r"(?<!\w)(?:"
        r"(?:halv(?:e|es|ed|ing)|doubl(?:es|ed|ing|e)|tripl(?:es|ed|e|ing)|quadrupl\w+|cut in half|cuts in half)"
        r"(?: \w+){0,2} (?:risks?|chances?|odds|likelihood|rates?|danger)"
        r"|(?:risks?|chances?|odds|likelihood|rates?|danger)(?: \w+){0,6}? (?:is|are|was|were|by|in)?"
        r" ?(?:halved|doubled|tripled|half as high|half as great|twice as high|twice as great|by half|in half)"
        r"|(?:half|twice|two times|three times|four times|five times|ten times|\d+ times|many times)"
        r" (?:as|more|less|the|higher|lower|greater)(?: \w+)?(?: likely| common| high| great| risks?| chances?"
        r"| odds)?"
        r"|(?:goes|went|go|rises?|rose|grows?|grew|increases?|increased|falls?|fell|drops?|dropped)(?: up| down)?"
        r" (?:three|four|five|ten|two|\d+) ?(?:times|fold)|(?:two|three|four|five|ten|\d+) ?-?fold"
        r"|(?:by|a|an|of) (?:about |almost |nearly |up to |around |more than )?(?:half|a third|one third|two thirds"
        r"|a quarter|three quarters|third|quarter|\d[\d.,]* ?(?:%|percent|per cent))"
        r"|\d[\d.,]* ?(?:%|percent|per cent) (?:lower|higher|less|more|fewer|smaller|greater|reduction|increase|drop"
        r"|fall|decrease|rise)"
        r"|(?:risk|relative|chance) (?:reduction|increase)(?: \w+){0,2} \d[\d.,]* ?(?:%|percent|per cent)"
        r"|relative risk|odds ratio|hazard ratio"
        r")(?!\w)"
    ),
    "es": re.compile(
        r"(?<!\w)(?:a la mitad|el doble|el triple|se duplica|duplica\w*|se triplica|triplica\w*|reduce en un tercio"
        r"|(?:dos|tres|cuatro|cinco|diez|\d+) veces (?:mas|menos|mayor|menor)"
        r"|(?:en|de|por)? ?(?:un|una|el) (?:\d[\d.,]* ?(?:%|por ciento)|tercio|cuarto|mitad)"
        r"|dos tercios|la mitad de(?:l)? (?:riesgo|probabilidad\w*)"
        r"|\d[\d.,]* ?(?:%|por ciento) (?:menos|mas|menor|mayor|inferior|superior)|riesgo relativo)(?!\w)"
    ),
}
_CHANGE = {
    "en": r"halv\w*|doubl\w*|tripl\w*|cut\w*|lower\w*|reduc\w+|decreas\w+|increas\w+|rais\w+|drop\w*|f[ae]ll\w*"
    r"|rises?"
    r"|rose|times|fold|likely|less|more|fewer|higher|greater|smaller|goes|went|relative|odds ratio|hazard|by half"
    r"|twice",
    "es": r"mitad|doble|triple|duplic\w+|triplic\w+|reduc\w+|baja\w*|disminu\w+|aument\w+|sub\w+|veces|menos|mas"
    r"|menor"
    r"|mayor|relativo|inferior|superior",
}


FRACTION = {
    "en": re.compile(
        r"(?<!\w)(?:half|a third|one third|two thirds|a quarter|one quarter|three quarters|a fifth|nine tenths"
        r"|the majority)"
        rf" of (?:all |the |these |those |our |its )?(?:\w+ )?(?:{PEOPLE['en']})(?!\w)"
        rf"|(?<!\w)every (?:second|third|fourth|fifth|sixth|eighth|tenth) (?:\w+ )?(?:{PEOPLE['en']})(?!\w)"
        rf"|(?<!\w)(?:\d[\d.]*|one|two|three|four|five|six|seven|eight|nine|ten) (?:million|billion) (?:\w+ )?"
        rf"(?:{PEOPLE['en']})(?!\w)"
    ),
    "es": re.compile(
        r"(?<!\w)(?:la mitad|un tercio|dos tercios|un cuarto|tres cuartos|tres cuartas partes|la mayoria)"
        rf" de (?:todos |todas |los |las |nuestros |nuestras )*(?:\w+ )?(?:{PEOPLE['es']})(?!\w)"
        rf"|(?<!\w)(?:un[oa]?|una) de cada (?:dos|tres|cuatro|cinco|seis|ocho|diez) (?:{PEOPLE['es']})(?!\w)"
    ),
}
"""A share of people in words: "half of all women"."""
_HINT = re.compile(
    r"(?<!\w)(?:in|of|de cada|entre|por cada|de) (?:every |about |the )?(?:\d|two|three|four|five|six|seven|eight|nine"
    r"|ten|twenty|a? ?hundred|a? ?thousand|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mil)"
)
"""What every "3 in 100" holds: most passages do not, and are not read closer."""


@dataclass(frozen=True, slots=True)
class Chance:
    """ "3 in 100" in a sentence: both numbers, and whether it is one of the bands of side effects ("up to 1 in"
    " 10")."""

    number: float
    of: float
    band: bool
    start: int


@lru_cache(maxsize=64)
def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


def has(folded: str, table: dict[str, str], lang: str) -> bool:
    return bool(_word(table[lang]).search(folded))


def _value(words: str) -> float:
    if words in _WORDS:
        return float(_WORDS[words])
    digits = re.sub(r"[.,](?=\d{3}(?!\d))", "", words.strip(".,")).replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return 0.0


@lru_cache(maxsize=4096)
def chances(folded: str, lang: str) -> tuple[Chance, ...]:
    """Every "3 in 100" of a folded text that tells how often something happens to people."""
    found = []
    if not _HINT.search(folded):
        return ()
    for match in _RATIO[lang].finditer(folded):
        number, of = _value(match[1]), _value(match[2])
        around = folded[max(0, match.start() - 60) : match.end() + 60]
        if not 0 < number <= of or of < 3:
            continue
        people = has(around, PEOPLE, lang)
        if not people and (has(around, _SCORE, lang) or not has(folded, RESULT, lang)):
            continue
        if " of " in match[0] and "out" not in match[0] and not people:
            continue
        if (
            people
            and lang == "en"
            and re.match(r"\W*(?:the )?(?:morning|afternoon|evening|night|row|home|bed|\d{4})", folded[match.end() :])
        ):
            continue
        band = bool(re.search(_BAND[lang], folded[: match.start()]))
        found.append(Chance(number, of, band, match.start()))
    return tuple(found)


def percents(folded: str, lang: str) -> Iterator[re.Match[str]]:
    """Every percentage that is no dilution, no discount, no share of a thing."""
    for match in _PERCENT.finditer(folded):
        after = folded[match.end() : match.end() + 40]
        before = folded[max(0, match.start() - 40) : match.start()]
        near = re.match(rf"\W*(?:\w+\W+){{0,2}}?(?:{_DILUTION[lang]})(?!\w)", after)
        behind = re.search(rf"(?<!\w)(?:{_DILUTION[lang]})(?: (?:of|at|with|to|is|about|del|al|de|el))*\W*$", before)
        if not near and not behind:
            yield match


def is_relative(folded: str, lang: str) -> bool:
    return has(folded, _RISK, lang) and has(folded, _CHANGE, lang) and bool(RELATIVE[lang].search(folded))
