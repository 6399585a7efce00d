"""A clause that orders or allows comes in; what shows that it has lost its "not" goes out, in words.

Nothing here knows medicine. A clause shows it by what leaflets only ever forbid (advice.toml), by words that stand
behind a "not" only, by a reason or an exception that would not follow an order, or by a sign to call for that is none.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.families import members_of
from pipeline.article.rules.directives import ORDER, Directive, act_of, flat, is_addressed, pattern_of, stems_of
from pipeline.article.rules.doses import is_dose
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.finding import Severity
from pipeline.language.amounts import Bound, Quantity
from pipeline.language.quantities import read_quantities
from pipeline.tags import primary_of


def shown(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def lost(each: Directive, lang: str) -> tuple[str, Severity | None] | None:
    """What shows that a clause which orders or allows has lost its "not", and the severity where it is sure."""
    if under_if(each.statement) and _TELLS_OF.match(flat(each.told)):
        return None
    if each.statement.part is Part.CELL and _TIMED_TABLE.search(
        flat(f"{each.statement.column} {each.statement.caption}")
    ):
        return None
    whole = flat(each.told)
    starts = whole.find(each.text[:20])
    rest = whole[starts:] if starts >= 0 else each.text
    over = pattern_of(lang, "over").match(each.text)
    if over and _is_over(each, lang):
        return f'"{shown(each.told)}" orders more than the most', Severity.ERROR
    what = act_of(rest, lang) or (act_of(each.text, lang) if rest != each.text else "")
    before = whole[: max(starts, 0)]
    if (
        not what
        and not _ALLOWED.search(before)
        and not _TOLD.match(whole)
        and not _BRIEF.search(whole)
        and _speaks(each, before)
    ):
        what = act_of(each.text, lang, ordered=True)
    if what == "tilting the head back" and _EYE.search(whole):
        what = ""
    if what == "letting it happen" and _BY_ITSELF.search(whole):
        what = ""
    if what.startswith("stopping") and _STOPPED_WHEN.match(each.text):
        what = ""
    if what == "shaving or waxing" and _DAY_BEFORE.search(whole):
        what = ""
    if what == "skipping" and re.search(r"\bif\b", before):
        what = ""
    if what and not (_WHILE.search(rest) and _CAN.search(before)) and not _BEFALLS.search(f"{before}{rest[:24]}"):
        return f'"{shown(each.told)}" allows what leaflets forbid ({what})', None
    if not orders(each, lang):
        return None
    said = _without(each, lang, whole, rest)
    return (f'"{shown(each.told)}" {said}', None) if said else None


_TELLS_OF = re.compile(r"(?:you|your|he|she|they|the|it|there|usted|su|tiene|esta|ha|es|le|se)\b")
_STOPPED_WHEN = re.compile(
    r"stop (?:taking it |it |them |using it )?(?:after|when|at once|and (?:call|tell|ask|see|get))\b"
)
_DAY_BEFORE = re.compile(r"\b(?:the day|24 hours|the evening|el dia) (?:before|antes)\b")
_TIMED_TABLE = re.compile(r"\b(?:when|what you can|after how long|how soon|again|cuando|que puede)\b")
"""The head or caption of a table that tells when something may be done: its first column orders nothing."""


def _speaks(each: Directive, before: str) -> bool:
    """Whether a clause orders: it speaks to the reader, or goes on from an order ("wash your hands and …")."""
    return is_addressed(each) or bool(ORDER.match(before) and before.endswith((" and ", " y ")))


def _without(each: Directive, lang: str, whole: str, rest: str) -> str:
    """What an order says that no order says."""
    asked = _ASKED.match(whole)
    unless = pattern_of(lang, "unless_told").search(rest)
    if (
        unless
        and not asked
        and not _GO_ON.search(rest)
        and not _ONLY.search(whole)
        and not _ALTERED.search(rest[unless.start() :])
    ):
        return "orders it unless somebody orders it"
    can = _CAN.search(whole)
    if pattern_of(lang, "without_asking").search(rest) and not can and not asked:
        return "orders it without asking anybody"
    if pattern_of(lang, "beyond").match(each.text) and not pattern_of(lang, "neutral").search(each.text):
        return "orders more than a limit"
    found = pattern_of(lang, "polarity").search(each.text)
    if found and not pattern_of(lang, "polarity_unless").search(each.text):
        return f'has "{found[0].split(" ")[-1]}", which stands behind a "not"'
    harmful = pattern_of(lang, "harm").search(rest) or (lang == "en" and pattern_of(lang, "reasoned").search(rest))
    if harmful and _DENIED_IN.search(harmful[0]):
        harmful = None
    if harmful and not asked and not _HEEDED.search(rest) and not whole.startswith(("si ", "if ", "hable")):
        return "orders what it calls harmful"
    return ""


_GO_ON = re.compile(r"\b(?:go on|continue|carry on|keep (?:taking|using)|longer|siga|continue)\b")
_DENIED_IN = re.compile(r"\b(?:not|no|never|cannot|less)\b|n't\b")
_ALTERED = re.compile(
    r"\b(?:not|n't|no|stop\w*|otherwise|differen\w+|other|skip|avoid|more|less|fewer|lower|higher|instead|later|"
    r"lo contrario|otra cosa|menos|mas|dejar\w*)\b"
)
"""Words by which an exception alters an order: "take it unless we told you to stop"."""
_CAN = re.compile(r"\b(?:can|may|puede)\b")
_ALLOWED = re.compile(r"\b(?:can|may|could|puede|podra)\b|^puede|\bstop and\b")
_TOLD = re.compile(r"you (?!can|may|should|must|need to|have to|could)|we |they (?!must|should)")
"""How a sentence begins that tells what somebody does, and orders nothing."""
_BRIEF = re.compile(
    r"\bfor (?:about |at least )?(?:\d+|ten|five|a few|some) (?:to \d+ )?(?:seconds|minutes)\b|"
    r"\bdurante \d+ (?:segundos|minutos)\b"
)
"""A time as of an exercise or a treatment."""
_BY_ITSELF = re.compile(r"\b(?:by (?:it|them)sel\w+|on (?:its|their) own|naturally)\b")
_EYE = re.compile(r"\b(?:eyes?|eyelids?|lids?|drops?|look up)\b")
_BEFALLS = re.compile(
    r"\b(?:may|might|could|will|would|sometimes|often) (?:also |still |even )?(?:be|feel|have to|need to|need|"
    r"get|notice|find)\b"
)
"""What comes over a reader, and is no permission: "you may have to wait"."""
_WHILE = re.compile(r"\b(?:pregnant|breast-?feed\w*|embarazada|embarazo|da el pecho)\b")
"""What a leaflet may well allow in so many words: "you can use it while you are pregnant"."""
_ONLY = re.compile(r"\b(?:only|just|at most|up to|solo|como maximo|hasta)\b")
_HEEDED = re.compile(
    r"\b(?:prevent|avoid|stop|before|protect|less|lower|call|tell|wear|gloves|keep|cover|wash|hold|rest|check|shake|"
    r"watch|"
    r"report|evit\w+|menos|lave\w*|proteja\w*|llame)\b"
)
_ASKED = re.compile(
    r"(?:tell|ask|talk|inform|let us|speak|call|if you|informe|consulte|pregunte|es importante|avise|hable|llame)\b"
)
_ORDER_ES = re.compile(r"[^\W\d_]+(?:e|a|en|an|se|lo|la|los|las|elo|ela|selo)\b")


def orders(each: Directive, lang: str) -> bool:
    """Whether the clause begins with a verb that orders: it is the sentence's head, or stands behind a condition."""
    if each.statement.part in {Part.TITLE, Part.CAPTION, Part.ALT, Part.CELL}:
        return False
    return bool((ORDER if lang == "en" else _ORDER_ES).match(each.text))


def _is_over(each: Directive, lang: str) -> bool:
    """Whether it orders more than an amount of medicine, alcohol or food, with nothing that forbids it."""
    if pattern_of(lang, "neutral").search(each.text) or under_if(each.statement) or _IF.match(flat(each.told)):
        return False
    values = read_quantities(each.text, each.statement.lang)
    over = [v for v in values if isinstance(v, Quantity) and v.bound is Bound.OVER and v.start < 24]
    if re.match(r"(?:exceed|supere|exceda|sobrepase)\b", each.text):
        return bool(values)
    often = re.match(r"\w+(?: (?:it|them|this|lo))? (?:more than|mas de) \S+ (?:times|veces)", each.text)
    return bool(often) or any(is_dose(v) or "alcohol" in each.text or v.kind == "number" for v in over)


# Signs to call for


_CALLED = re.compile(
    r"\b(?:call|ring|phone|contact|come back|go to|see (?:a|your|the)|get (?:help|medical)|seek|tell (?:us|your)|"
    r"hospital|"
    r"emergency|ambulance|llame\w*|acuda|vaya|avise|urgencias|consulte)\b"
)
_IF = re.compile(r"\b(?:if|when|si|cuando)\b")
_EVEN = re.compile(r"\b(?:even|aunque|incluso)\b")
_NOT_WELL = re.compile(
    r"\b(?:not|cannot|no|nobody|no one|never|without|hardly|barely|only|less|unable|trouble|difficult\w*|hard to|"
    r"stops? (?:work|"
    r"help)\w*|"
    r"but|still|again|then|and then|too|than|worse|before|nunca|sin|apenas|menos|pero|vuelve|dificil|mal|peor)\b|"
    r"n't\b"
)


def under_if(statement: Statement) -> bool:
    """Whether it is an item under "Call us if:": a sign, and no order."""
    lead = flat(statement.lead).rstrip(" :.")
    return statement.part is Part.ITEM and lead.endswith(
        (" if", " when", " if you", " if your child", " si", " cuando")
    )


def healthy_signs(article: Article, lang: str) -> Iterator[tuple[Statement, str]]:
    """Signs to call for that tell of health: "call us if your pain is under control"."""
    well = pattern_of(lang, "well")
    for statement in statements(article):
        if statement.reported or statement.part in {Part.TITLE, Part.HEADING, Part.CELL}:
            continue
        lead = flat(statement.lead)
        if statement.part is Part.ITEM and _EVEN.search(lead):
            continue
        if statement.part is Part.ITEM and _CALLED.search(lead) and _IF.search(lead):
            signs = [flat(statement.text).strip(" .;,")]
        else:
            signs = [part for sentence in statement.sentences for part in _signs_in(flat(sentence.text))]
        for sign in signs:
            if well.search(sign) and not _NOT_WELL.search(sign) and not _EVEN.search(sign):
                yield statement, statement.text if statement.part is Part.ITEM else sign
                break


def _signs_in(sentence: str) -> list[str]:
    """The signs of "call 999 if …, … or …", each alone."""
    opening = _IF.search(sentence)
    if not opening or sentence.endswith("?"):
        return []
    before, after = sentence[: opening.start()], sentence[opening.end() :]
    if not _CALLED.search(before) or _EVEN.search(before):
        return []
    return [part.strip(" .") for part in re.split(r",| or | o ", after) if part.strip(" .")]


# Lists and headings without a verb


_NOUN_ACT = re.compile(
    r"(?:(?:heavy|contact|rough|any|hard|hot|team|long) )?(?:swimming|driving|flying|running|jogging|cycling|lifting|"
    r"exercise|sports?|play|sex|smoking|"
    r"alcohol|bathing|baths?|showers?|gym|gardening|housework|heavy work|make-up|natacion|deporte|alcohol)"
    r"(?: or [a-z ]{3,20}| and [a-z ]{3,20})? (?:for|until|before|during|in the first|durante|hasta)\b"
)
_VERBS = re.compile(
    r"\b(?:is|are|was|can|may|might|could|would|should|must|will|helps?|do|does|has|have|be|makes?|eases?|keeps?|"
    r"lowers?|raises?|reduces?|improves?|causes?|needs?|takes?|works?|es|son|puede|ayuda)\b"
)
_CLAUSE = re.compile(r"\b(?:after|until|while|when|once|because|before|if|unless|despues|hasta|cuando|si)\b")


def bare_activity(statement: Statement) -> Iterator[str]:
    """ "Swimming for 2 weeks.": a sentence without a verb that named what was forbidden."""
    if statement.part not in {Part.PROSE, Part.ITEM, Part.MAIN, Part.SUMMARY} or statement.lead.rstrip().endswith(":"):
        return
    for sentence in statement.sentences:
        text = flat(sentence.text)
        act = _NOUN_ACT.match(text) if text.endswith(".") else None
        if act and len(text.split()) <= 12 and not _VERBS.search(act[0]):
            # "Swimming for 2 weeks helps." says something of it, "… for 2 weeks after the stitches are out." does not.
            said = "" if act[0].endswith(("until", "before", "hasta")) else _CLAUSE.split(text[act.end() :])[0]
            if not _VERBS.search(said):
                yield sentence.text


_NEGATED = re.compile(r"(?:do not|don't|never|avoid|no|not|you must not|you should not|nunca|evite|jamas|nada)\b")
_RISKY = re.compile(
    r"(?:drive|swim|run|fly|lift|carry|kneel|bend|cross|cut|share|smoke|freeze|crush|chew|stop|skip|miss|rub|scratch|"
    r"pick|pull|"
    r"soak|shave|squeeze|sunbathe|dive|jump|conduzca|nade|corra|vuele|levante|cargue|corte|comparta|fume|congele|"
    r"frote|"
    r"rasque|afeite\w*|(?:use|wear|put on|apply|have|use|pongase) (?:a |any |el |un )?(?:deodorant|perfume|make-up|"
    r"talc|powder|"
    r"scented|contact lenses|nail|hairspray|tight|desodorante|perfume|maquillaje|talco))\b"
)
_BENIGN = re.compile(
    r"(?:keep|have|call|ask|tell|wash|check|wear|rest|see|read|write|wait|make|stay|sleep|eat|drink|clean|dry|raise|"
    r"walk|bring|"
    r"store|throw|follow|finish|always|try|seek|get|be|remember|limit|reduce|stop smoking|use|take|put|let|go|sit|"
    r"you|if|"
    r"when|talk|look|plan|avoid|lie|hold|change|cover|shake|mantenga|llame|pregunte|lave\w*|coma|beba|descanse|"
    r"guarde|use|"
    r"tome|puede|si|cuando|diga|evite|haga|ponga\w*|camine|consulte|cambie|siga|proteja|intente|limpie|seque|"
    r"espere|levante|levantese|sientese|muevase|acuestese|mida|avise|pida|coma|duerma)\b"
)


def beside_negatives(article: Article) -> Iterator[tuple[Statement, str]]:
    """An item that orders in a list in which all the others forbid."""
    groups: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements(article):
        if statement.part is Part.ITEM and statement.group and not statement.reported:
            groups[statement.group].append(statement)
    for items in groups.values():
        negated = [item for item in items if _NEGATED.match(flat(item.text))]
        others = [item for item in items if item not in negated]
        if len(negated) < 2 or len(others) > max(1, len(items) // 3):
            continue
        for item in others:
            text = flat(item.text)
            order = ORDER.match(text) if item.lang.startswith("en") else _ORDER_ES.match(text)
            if _RISKY.match(text) or (len(negated) >= 3 and order and not _BENIGN.match(text)):
                yield item, negated[0].text


_HARM_TOLD = {
    "en": (
        re.compile(
            r"(?:(?:this|it|these|they|(?:the|our|your) [\w-]+(?: [\w-]+)?) (?:is|are) (?:also |very |"
            r"really )?(?:harmful|dangerous|addictive|"
            r"poisonous|toxic|contagious|infectious|catching|a sign of (?:harm|danger|damage)|"
            r"a reason to (?:worry|stop|panic))|"
            r"you (?:can |may |will )?(?:become|get) (?:addicted|hooked|dependent)\b.*|"
            r"(?:it|this|the [\w-]+) hurts\b.*)\W*$"
        ),
        re.compile(
            r"(?:(?:the|this|our) (?:test|scan|sound|x-ray|magnet|light|vaccine|medicine|tablets?|drops?|spray|"
            r"injection|treatment|"
            r"patch|cream|oxygen|waves?|cuff|needle)|[\w-]+(?:ine|ol|in|um|ide|ate)) (?:can |could |may |will |"
            r"would )?"
            r"(?:harms?|hurts?|damages?|injures?|affects?) (?:your|the|an) (?:growing )?(?:baby|child|"
            r"body|bones?|heart|brain|eyes?)\W*$"
        ),
    ),
    "es": (
        re.compile(
            r"(?:esto|eso|el \w+|la \w+) es (?:dañino|peligros[oa]|adictiv[oa]|malo|grave)\W*$|(?:la prueba|"
            r"el \w+) duele\b.*"
        ),
        re.compile(
            r"(?:el|la) (?:sonido|prueba|ecografia|luz|vacuna|medicina|medicamento|tubo|aparato|inyeccion|"
            r"gel) (?:le )?(?:puede )?"
            r"(?:daña\w*|hace daño|impide|afecta) (?:al |a su |respirar|el |la )(?:bebe|niño|respirar|cuerpo|"
            r"corazon)?.*"
        ),
    ),
}
_WARNED = re.compile(
    r"\b(?:never|avoid|too much|too many|too long|without|unless|if|more than|tell|talk|plan|overdose|smok\w+|"
    r"alcohol|stop\w*|"
    r"nunca|evite|demasiado|sin|si|mas de|avise|diga)\b|\b(?:do not|don't|must not|should not|no) (?!stop|worry|deje)"
)


def harm_told(article: Article, lang: str) -> Iterator[tuple[Statement, str]]:
    """Sentences that call harmful what the article gives, and nothing before them warns of it: "this is harmful"."""
    if lang not in _HARM_TOLD:
        return
    bare, named = _HARM_TOLD[lang]
    for statement in statements(article):
        if statement.reported or statement.part in {Part.HEADING, Part.CELL, Part.ALT}:
            continue
        before = flat(statement.lead)
        for sentence in statement.sentences:
            text = flat(sentence.text)
            told = bare.match(text) or named.match(text)
            if told and not _WARNED.search(before) and not _WARNED.search(text):
                yield statement, sentence.text
            before = text


_MADE_WORSE = re.compile(
    r"(?:the |your |this )?(?P<thing>[a-z]{3,}|[a-zñ]{3,}) (?:also )?(?:can |may |will |puede )?(?:makes?|harms?|"
    r"damages?|ruins?|"
    r"weakens?|breaks?|hace|daña|estropea)\b[^.]*\b(?:too (?:strong|weak|fast|much)|worse|bleed|burn|harm\w*|"
    r"damage\w*|"
    r"danger\w*|stop working|not work|demasiado|peor|peligros\w)|(?:the |your |this )?(?P<harm>[a-z]{3,}) (?:harms?|"
    r"damages?|ruins?)\b"
)


def ordered_after_harm(statement: Statement) -> Iterator[tuple[str, str]]:
    """ "Heat makes the patch too strong. Use a hot water bottle.": the order, and what told of its harm."""
    if statement.part not in {Part.PROSE, Part.ITEM} or statement.reported:
        return
    lang = primary_of(statement.lang)
    for first, second in itertools.pairwise(statement.sentences):
        harm = _MADE_WORSE.match(flat(first.text))
        text = flat(second.text)
        if not harm or not ORDER.match(text) or _HEEDED.search(text) or _NEGATED.search(text):
            continue
        things = stems_of(harm["thing"] or harm["harm"])
        if things and (things | members_of(things, lang)) & stems_of(text):
            yield second.text, first.text
