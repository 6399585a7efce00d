"""A rule on advice that says the opposite of what it means: a "not" lost, or told one way here, the other there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.activities import activity_clashes
from pipeline.article.rules.contradictions.antonyms import antonyms_that_clash
from pipeline.article.rules.contradictions.axes import axes_that_clash
from pipeline.article.rules.contradictions.contraries import contraries
from pipeline.article.rules.contradictions.contrasts import contrasts
from pipeline.article.rules.contradictions.opposites import clashes, is_of_causes
from pipeline.article.rules.contradictions.orders import order_clashes
from pipeline.article.rules.contradictions.relations import relations_that_clash
from pipeline.article.rules.contradictions.subjects import of_two_things, stands_apart
from pipeline.article.rules.contradictions.ways import ways_that_clash
from pipeline.article.rules.directives import (
    Directive,
    directives,
    flat,
    is_addressed,
    pattern_of,
    stem,
    stems_of,
)
from pipeline.article.rules.lost import (
    bare_activity,
    beside_negatives,
    harm_told,
    healthy_signs,
    lost,
    ordered_after_harm,
    shown,
    under_if,
)
from pipeline.article.rules.medicines import medicines_in
from pipeline.article.rules.polarity import polarity_lost
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.amounts import Quantity
from pipeline.language.quantities import read_quantities
from pipeline.tags import primary_of

ADVICE_REVERSED = Rule(
    "article/advice-reversed",
    Severity.WARNING,
    "advice is told one way throughout, and what leaflets only ever forbid is forbidden; a contradiction is an error",
    (),
    "house; the list of acts is ours (advice.toml)",
    Standing.HOUSE,
    frozenset({"en", "es"}),
    'one lost "not" turns a warning into an order',
)

_KEEP = "keep the one that is right, in both places"
_HINT = 'read the sentence aloud; put the "not" back if it was lost'


def advice_reversed(article: Article) -> Iterator[Finding]:
    told = directives(article)
    lang = primary_of(article.lang)
    seen: set[str] = set()
    for each in told:
        if each.forbids:
            continue
        said = lost(each, lang)
        if said and each.told not in seen:
            seen.add(each.told)
            message, severity = said
            yield ADVICE_REVERSED.finding(each.statement.place, message, _HINT, severity)
    yield from _under_do_not(article, lang)
    yield from _taken_although(article, lang)
    for statement, sign in healthy_signs(article, lang):
        message = f'"{shown(sign)}" is a sign of health among the signs to call for'
        yield ADVICE_REVERSED.finding(statement.place, message, _HINT)
    for statement, sentence in harm_told(article, lang):
        message = f'"{shown(sentence)}" calls harmful what the article gives'
        yield ADVICE_REVERSED.finding(statement.place, message, _HINT)
    young = _YOUNG.search(flat(f"{article.front.title} {article.front.summary or ''}"))
    for each in told if young else ():
        if not each.forbids and _ASPIRIN.match(each.text) and each.told not in seen:
            seen.add(each.told)
            message = f'"{shown(each.told)}" gives a child aspirin'
            yield ADVICE_REVERSED.finding(each.statement.place, message, _HINT)
    for statement in statements(article):
        for sentence in bare_activity(statement):
            message = f'"{shown(sentence)}" does not say whether to do it'
            yield ADVICE_REVERSED.finding(statement.place, message, _HINT)
        for sentence, harm in ordered_after_harm(statement):
            message = f'"{shown(sentence)}" orders what "{shown(harm, 40)}" warns of'
            yield ADVICE_REVERSED.finding(statement.place, message, _HINT)
    for statement, beside in beside_negatives(article):
        if statement.text not in seen:
            seen.add(statement.text)
            message = f'"{shown(statement.text)}" orders, beside "{shown(beside, 30)}"'
            yield ADVICE_REVERSED.finding(statement.place, message, _HINT)
    for statement, sentence, reason in polarity_lost(article):
        if sentence not in seen:
            seen.add(sentence)
            yield ADVICE_REVERSED.finding(statement.place, f'"{shown(sentence)}" {reason}', _HINT)
    surely = list(_both_ways(told))
    for yes, no in surely:
        message = f'"{shown(yes.told)}" is the opposite of "{shown(no.told)}"'
        yield ADVICE_REVERSED.finding(yes.statement.place, message, _KEEP, Severity.ERROR)
    yield from _opposed(article, {yes.told for yes, _ in surely})


_YOUNG = re.compile(r"\b(?:child\w*|bab(?:y|ies)|toddlers?|kids?|niñ[oa]s?|bebes?|hij[oa]s?)\b")
_ASPIRIN = re.compile(r"(?:give|offer|use|take|try|de|dele|use|tome) (?:\w+ ){0,2}?aspirina?\b")


def _opposed(article: Article, surely: set[str]) -> Iterator[Finding]:
    """Pairs of which one may be wrong; what stands among those that are `surely` wrong is not told again in general."""
    alike = chain(clashes(article), ways_that_clash(article), activity_clashes(article), contrasts(article))
    general = chain(
        order_clashes(article),
        axes_that_clash(article),
        relations_that_clash(article),
        antonyms_that_clash(article),
        contraries(article),
    )
    seen: set[str] = set()
    for clash in chain(alike, (each for each in general if each.told not in surely)):
        if clash.told not in seen and not stands_apart(article, clash.statement, clash.told, clash.other):
            seen.add(clash.told)
            message = f'"{shown(clash.told)}" goes against "{shown(clash.other)}"'
            yield ADVICE_REVERSED.finding(clash.statement.place, message, _KEEP)


# Lists and headings


_FORBIDDING = re.compile(
    r"^\W*(?:please )?(?:do not|don'?ts?|never|avoid|you (?:must|should|can) ?not|what (?:not|to avoid)|"
    r"what you (?:must|should|can|may) ?not|"
    r"things? (?:not|to avoid)|"
    r"no\b|nunca|evite|que (?:no|debe evitar)|lo que no)|\b(?:to avoid|not do|not to do|no debe hacer|"
    r"debe evitar)\W*$"
)


def _under_do_not(article: Article, lang: str) -> Iterator[Finding]:
    """An item that orders under words that forbid, or beside items that all forbid."""
    groups: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements(article):
        if statement.part is Part.ITEM and statement.group:
            groups[statement.group].append(statement)
    negation = re.compile(r"(?:do not|don't|never|avoid|no|not|you must not|you should not|nunca|evite|jamas)\b")
    for items in groups.values():
        heading = flat(items[0].headings[-1]) if items[0].headings else ""
        lead = flat(items[0].lead)
        above = [words for words in dict.fromkeys((lead, heading)) if words and _FORBIDDING.search(words)]
        above = [words for words in above if not re.search(r"\b(?:if|when|si|cuando|until|hasta)\b", words)]
        if not above:
            continue
        negated = [item for item in items if negation.match(flat(item.text))]
        for item in items:
            text = flat(item.text)
            if item in negated:
                continue
            beside = len(negated) >= 2 and len(negated) * 2 > len(items) and not _SAFE.match(text)
            ordering = re.match(
                r"(?:do|always|you (?:can|may|should|must)|make sure|please|siempre|puede|debe)\b", text
            )
            if (ordering and not re.match(r"\S+(?: \S+)? not\b", text)) or beside:
                message = f'"{shown(item.text)}" orders, under "{shown(items[0].lead or heading, 30)}"'
                yield ADVICE_REVERSED.finding(item.place, message, "move it to what the reader may do, or forbid it")


_SAFE = re.compile(
    r"(?:keep|store|stay|avoid|wait|ask|call|tell|wear|protect|see|mantenga|guarde|evite|espere|pregunte|llame|"
    r"lleve)\b"
)
"""Verbs with which an item forbids in other words ("keep it away from children"), or sends for advice."""
_UNSUITED = re.compile(
    r"\b(?:allerg\w+|ulcers?|hypersensitiv\w+|bleeding (?:disorder|problem)|haemophilia|hemophilia|liver (?:disease|"
    r"failure|"
    r"problems)|kidney (?:disease|failure|problems)|heart failure|heart attack|stroke|glaucoma|alergi\w+|ulceras?|"
    r"hemofilia|insuficiencia|enfermedad (?:grave )?"
    r"del? (?:el )?(?:higado|riñon)|embarazada|pregnan\w+)\b"
)


def _taken_although(article: Article, lang: str) -> Iterator[Finding]:
    """ "Take ibuprofen if" above "you are allergic to aspirin"."""
    take = re.compile(rf"{pattern_of(lang, 'take').pattern}\b.*\b(?:if|when|si|cuando)\W*$")
    told: dict[tuple[int, str], list[Statement]] = defaultdict(list)
    for statement in statements(article):
        if statement.part is Part.ITEM:
            above = statement.headings[-1] if statement.headings else ""
            for words in dict.fromkeys((statement.lead, above)):
                if take.match(flat(words)):
                    told[statement.group, words].append(statement)
    for (_, words), items in told.items():
        unsuited = [item for item in items if _UNSUITED.search(flat(item.text))]
        if unsuited:
            message = f'"{words}" stands above "{shown(unsuited[0].text, 40)}"'
            yield ADVICE_REVERSED.finding(unsuited[0].place, message, _HINT)


# Told both ways


_AMOUNT = re.compile(
    r"\b(?:more|longer|less|fewer|over|above|exceed|too|another|other|two|both|mas|menos|otro|otra|otros|otras|dos|"
    r"demasiado|"
    r"together|same time|at once|double|alone)\b"
)
_OR_OTHER = re.compile(r"\b(?:or|and|o|y|u) (?:any )?(?:other|otr[oa]s?)\b")
"""Words by which a prohibition bars an amount, a company or a way, and not the act itself."""


_MOST = re.compile(r"\b(?:more|longer) than (?:\d|an?\b|one|two|three|four)|\bmas de \d")
"""A limit, which forbids what goes beyond it, and no dose below."""


def _both_ways(told: Sequence[Directive]) -> Iterator[tuple[Directive, Directive]]:
    """Orders of one verb of which one forbids what the other wants."""
    by_verb: dict[str, list[Directive]] = defaultdict(list)
    for each in told:
        if under_if(each.statement) and not each.forbids:
            continue
        if each.explicit and each.verb and each.statement.part is not Part.ALT and is_addressed(each):
            by_verb[stem(each.verb)].append(each)
    seen: set[str] = set()
    for group in by_verb.values():
        whole = [each for each in group if _is_whole(each)]
        forbidden = [each for each in whole if each.forbids]
        allowed = [each for each in whole if not each.forbids and not each.verb.endswith("ing") and " " in each.told]
        allowed = [each for each in allowed if not is_of_causes(each.statement)]
        for no in forbidden:
            for yes in allowed:
                if _AMOUNT.search(_OR_OTHER.sub(" ", no.text)) and no.stems != yes.stems:
                    continue
                if bool(_MOST.search(no.text)) != bool(_MOST.search(yes.text)):
                    continue
                if of_two_things(yes.statement, yes.told, no.statement, no.told):
                    continue
                if yes.told not in seen and not _in_one_column(yes, no) and _is_against(yes, no):
                    seen.add(yes.told)
                    yield yes, no


def _in_one_column(yes: Directive, no: Directive) -> bool:
    """Whether both are cells of one column, which holds alternatives: "No HPV", "HPV, no abnormal cells"."""
    cells = yes.statement.part is Part.CELL and no.statement.part is Part.CELL
    return cells and yes.statement.column == no.statement.column


def _is_whole(each: Directive) -> bool:
    """Whether it is a sentence or an item of its own, not the head of a list or of a passage."""
    return each.told.rstrip().endswith((".", "!", '."', ".)", ".”")) or each.statement.part in {Part.ITEM, Part.CELL}


_HEAD = re.compile(
    r"\b(?:that|which|who|with|for|if|unless|because|as|when|while|until|after|before|in|on|from|without|so|than|to|"
    r"at|"
    r"que|con|para|si|porque|cuando|mientras|hasta|despues|antes|en|durante|sin)\b"
)
_HEAD_ES = re.compile(rf"{_HEAD.pattern}|\ba\b")


def _objects(each: Directive) -> list[frozenset[str]]:
    """The stems of each thing that the verb acts on: the words up to the first condition or preposition."""
    rest = each.text.partition(" ")[2]
    cut = (_HEAD_ES if each.statement.lang.startswith("es") else _HEAD).search(rest)
    parts = re.split(r"\b(?:or|and|nor|o|y|ni)\b|,", rest[: cut.start()] if cut else rest)
    stems = [_letters(part) | stems_of(part) - _UNITS for part in parts]
    return [each for each in stems if each]


_UNITS = frozenset(map(stem, "microgram micrograms mg ml gram hour hours day days week weeks tablet tablets".split()))


def _letters(text: str) -> frozenset[str]:
    """Single letters that name something: the D of vitamin D."""
    return frozenset(re.findall(r"\b[b-df-hk-np-rv-x]\b", text))


def _is_against(yes: Directive, no: Directive) -> bool:
    mine, other = _objects(yes), _objects(no)
    same_stems = yes.stems & no.stems
    size = min(len(yes.stems), len(no.stems))
    shared = [one for one in mine if one in other]
    ways = no.stems - {stem(no.verb)} - _UNITS - frozenset().union(*other)
    if shared and ways and not ways <= yes.stems and not ways <= _COMPLAINTS:
        return False
    if no.conditional or yes.conditional:
        early = _is_earlier(yes, no) if mine == other else False
        whole = size >= 3 and len(same_stems) >= 0.8 * max(len(yes.stems), len(no.stems))
        alike = whole and flat(yes.told)[:4] != "if y" and _conditions(yes) == _conditions(no)
        medicine = not no.conditional and bool(shared) and not _ADVISED.search(flat(yes.told))
        return early or alike or (medicine and any(medicines_in(" ".join(_words(yes, one))) for one in shared))
    if not mine and not other:
        return len(yes.stems) == len(no.stems) == 1 or (size >= 2 and len(same_stems) >= 0.75 * size)
    return bool(shared)


_COMPLAINTS = stems_of("pain fever headache cold dolor fiebre")
_ADVISED = re.compile(
    r"\b(?:doctor|nurse|pharmacist|dentist|told|tells?|says?|we|us|medico|enfermera|diga\w*|unless|only|solo)\b"
)


def _words(each: Directive, stems: frozenset[str]) -> list[str]:
    return [word for word in each.text.split(" ") if stem(word.strip(",.")) in stems]


_LIMITS = re.compile(
    r"\b(?:if|unless|until|when|while|only|after|before|without|si|salvo|hasta|cuando|despues|antes|sin)\b"
)


def _conditions(each: Directive) -> tuple[str, ...]:
    return tuple(_LIMITS.findall(flat(each.told)))


def _is_earlier(yes: Directive, no: Directive) -> bool:
    """ "you can swim again after 3 days" beside "do not swim for 4 weeks"."""
    allowed = [v for v in read_quantities(yes.text, yes.statement.lang) if isinstance(v, Quantity) and v.kind == "time"]
    barred = [v for v in read_quantities(no.text, no.statement.lang) if isinstance(v, Quantity) and v.kind == "time"]
    if len(allowed) != 1 or len(barred) != 1 or not re.search(r"\b(?:after|despues)\b", flat(yes.told)):
        return False
    return allowed[0].base[1] < barred[0].base[0]


CHECKS = (Check(ADVICE_REVERSED, advice_reversed),)
