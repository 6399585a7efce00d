"""Statements come in; what they tell the reader to do or not to do goes out, clause by clause."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from pipeline.article.model import Article
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.language.numerals import fold_word
from pipeline.tags import primary_of


@dataclass(frozen=True, slots=True)
class Directive:
    """One clause that orders, allows or forbids: `text` folded, from its verb on; `stems` its content words.

    `forbids`: a negation stands before it, or it stands under one. `conditional`: an if, unless, until … limits it.
    `told` is the sentence as it stands; `explicit` tells that the negation, or its absence, is the clause's own.
    """

    statement: Statement
    told: str
    text: str
    stems: frozenset[str]
    verb: str
    forbids: bool
    conditional: bool
    explicit: bool = True


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((resources.files(__package__) / "advice.toml").read_text(encoding="utf-8"))


@cache
def pattern_of(lang: str, name: str) -> re.Pattern[str]:
    """One pattern of advice.toml for a primary language tag."""
    return re.compile(_data()[lang][name])


@cache
def _acts(lang: str, ordered: bool) -> tuple[re.Pattern[str], tuple[str, ...]]:
    acts = _data()[lang]["acts"]
    if ordered:
        more = tomllib.loads((resources.files(__package__) / "acts.toml").read_text(encoding="utf-8"))[lang]
        acts = [(_filled(pattern, more["classes"]), what) for pattern, what in more["acts"]]
    together = "|".join(f"(?P<a{number}>{pattern})" for number, (pattern, _) in enumerate(acts))
    return re.compile(together), tuple(what for _, what in acts)


def _filled(pattern: str, classes: Mapping[str, str]) -> str:
    """A pattern with its classes in the place of their names: "{body}"."""
    for name, words in classes.items():
        pattern = pattern.replace(f"{{{name}}}", words)
    return pattern


def act_of(clause: str, lang: str, *, ordered: bool = False) -> str:
    """What leaflets only ever forbid, in words, if a folded clause begins with it; else "". `ordered`: what they may
    allow ("you can swim") and do not order (acts.toml).
    """
    pattern, words = _acts(lang, ordered)
    match = pattern.match(clause)
    if not match or _DENIED.search(match[0]) or clause.startswith("use of "):
        return ""
    return words[int(str(match.lastgroup)[1:])]


_DENIED = re.compile(r"\b(?:avoid|not|never|cannot|nor|instead of|rather than|evit\w+|nunca)\b|n't\b")
"""What turns round, inside an act, what stands behind it: "drink water and avoid alcohol"."""


@lru_cache(maxsize=8192)
def flat(text: str) -> str:
    """A text in small letters without accents, quotation marks straight, white space single."""
    plain = text.replace("’", "'").replace("‘", "'").replace("–", "-").replace("\u00a0", " ")
    return re.sub(r"\s+", " ", fold_word(plain)).strip()


ORDER = re.compile(
    r"(?:take|use|give|drink|eat|have|put|keep|leave|let|drive|swim|lift|walk|stop|start|wear|wash|rub|touch|smoke|"
    r"share|"
    r"apply|inject|swallow|chew|store|freeze|open|shake|hold|press|sign|wait|lie|sit|stand|play|bathe|shower|massage|"
    r"bend|"
    r"carry|change|skip|sign|drop|spray|turn|charge|vape|bring|add|throw|climb|sleep|travel|fly|move|cross|do|make|go|buy|add|mix|cover|remove|pull|cut|push|"
    r"break|"
    r"exercise|run|jump|sponge|wrap|feed|breathe|cough|blow|strain|ride|squat|kneel|reach|twist|turn|heat|burst|"
    r"scratch)\b"
)
"""Verbs with which English leaflets order; ours."""

_STOP = frozenset(
    "a an the and or of to in on at for with from by is are was be been it its this that these those you your yours "
    "we us our they them their he she his her i me my as so if when than then there here not no never do does did "
    "don't can could may might will would should must have has had get gets up out off down over after before until "
    "while during about into any some all each every more most very too also just only still again once el la los las "
    "un una unos unas y o u de del al a en con por para que se su sus lo le les es son ser esta este estos estas eso "
    "si no nunca muy mas ya como cuando hasta desde sin sobre entre usted ustedes nos nuestra nuestro le ha han sea "
    "puede debe".split()
)


_PLURALS = {"children": "child", "feet": "foot", "teeth": "tooth", "women": "woman", "men": "man"}


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The beginning of a folded word that its forms share, roughly: "swims", "swimming" → "swim"."""
    word = _PLURALS.get(word, word)
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
        return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word
    for ending in ("ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] in "eoay" else word


@lru_cache(maxsize=16384)
def stems_of(text: str) -> frozenset[str]:
    """The stems of the content words of a text; numbers are none."""
    return frozenset(stem(word) for word in re.findall(r"[^\W\d_]+", flat(text)) if word not in _STOP and len(word) > 1)


_CONDITION = re.compile(
    r"\b(?:if|unless|until|when|whenever|while|only|once|after|before|except|without|again|si|salvo|hasta|cuando|"
    r"mientras|solo|"
    r"despues|antes|excepto|a menos|sin)\b"
)
_BREAKS = re.compile(
    r"[;:]|,(?! \d)| - | (?:but|then|instead|and then|pero|luego|sino)(?= )|\(|\)"
    rf"| and (?=(?:do not|don't|never|always) |(?:{ORDER.pattern[3:-3]})\b(?! (?:or|of|to|is|are)\b)\s)"
    r"| y (?=(?:no|nunca) |[^\W\d_]{3,}(?:e|a)(?:se|lo|la|los|las|le)? (?:el|la|los|las|su|sus|un|una|de|se|con) )"
)
"""Where a clause ends: at a sign, a turn, or an "and" before a verb that orders."""
_TURN = "\0"
_ANEW = re.compile(rf" (?:and|y) (?:{ORDER.pattern[3:-3]}|firme|conduzca|tome|beba|coma|use)\b \w+ \w")
"""What begins anew behind a comma: "do not drive, and sign papers on that day"."""
_TURNS = re.compile(r"\b(?:but|then|instead|pero|luego|sino)\s*$")


_last: list[tuple[Article, tuple[Directive, ...]]] = []
"""The clauses of the article that was asked for last: three rules ask for the same ones."""


def directives(article: Article) -> tuple[Directive, ...]:
    """Every clause of the article's own sentences that begins with a verb the reader is to follow, as it were."""
    if not _last or _last[0][0] is not article:
        _last[:] = [(article, tuple(_directives(article)))]
    return _last[0][1]


def _directives(article: Article) -> Iterator[Directive]:
    lang = primary_of(article.lang)
    if lang not in _data():
        return
    for statement in statements(article):
        if not statement.reported and statement.part is not Part.HEADING:
            yield from directives_in(statement, lang)


@lru_cache(maxsize=4096)
def is_forbidding(text: str, lang: str) -> bool:
    """Whether a heading or lead-in forbids what follows: "Do not:", "Things to avoid"."""
    governing = _leading(flat(text))
    found = pattern_of(lang, "prohibits").search(governing) if governing else None
    return bool(found) and not pattern_of(lang, "prohibits_not").match(governing)


def _leading(text: str) -> str:
    """The words of a folded paragraph that lead to what follows: its last sentence, if open or ending in a colon."""
    last = re.split(r"(?<=[.!?]) ", text)[-1].rstrip()
    closed = last.endswith((".", "!")) and len(last.split()) > 2
    return "" if closed or (last.endswith("?") and not last.startswith(("what not", "que no"))) else last


@cache
def _negations(lang: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What denies a clause near its head, and at its head."""
    words = _data()[lang]["negation"]
    return re.compile(rf"(?:\S+ ){{0,3}}?{words}\b ?"), re.compile(rf"{words}\b ?")


def directives_in(statement: Statement, lang: str) -> Iterator[Directive]:
    negation, again_negated = _negations(lang)
    lead = pattern_of(lang, "lead")
    under = forbidden_by(statement, lang)
    for number, sentence in enumerate(statement.sentences):
        text = flat(sentence.text)
        if text.endswith("?"):
            continue
        inherited = under and number == 0
        for place, clause in enumerate(_clauses(text)):
            if clause == _TURN:
                inherited = False
                continue
            if (number or place) and _ANEW.match(clause):
                inherited = False
            body = clause.strip(" ,;:()-.!")
            if not body:
                continue
            negated = negation.match(body)
            if negated and _BESIDE.search(negated[0]):
                negated = None
            rest = body[negated.end() :] if negated else body
            forbids = bool(negated) or inherited
            match = lead.match(rest)
            rest = rest[match.end() :] if match else rest
            again = again_negated.match(rest)
            if again and not negated:
                forbids, negated, rest = True, again, rest[again.end() :]
            conditional = bool(_CONDITION.search(text))
            explicit = bool(negated) or not inherited or (under and number == place == 0 and _is_order(statement, rest))
            for told in _coordinated(rest):
                verb = told.split(" ")[0]
                yield Directive(statement, sentence.text, told, stems_of(told), verb, forbids, conditional, explicit)
            inherited = forbids


_BESIDE = re.compile(r"\S (?:without|rather than|instead of|sin|en lugar de|en vez de) ?$")
"""A "not" that stands behind the verb and leaves it an order: "stop without asking us"."""
_ADDRESS = re.compile(
    r"(?:(?:please|always|never|also|and|or|so|then|now|just|only|simply|do|don't|dont|not|no|avoid|you|"
    r"your (?:child|baby)|"
    r"(?:the|a) (?:person|child|patient|baby|tip)|they|he|she|must|mustn't|should|shouldn't|can|can't|cannot|may|"
    r"need|needs|"
    r"have|has|to|try|remember|make sure|be sure|it is|it's|safe|ok|fine|important|best|better|instead|refrain from|"
    r"stop|nor|"
    r"people|anyone|in the|until|at|for|from|"
    r"por favor|siempre|nunca|jamas|tambien|y|o|ni|usted|su hijo|puede|debe|deben|tiene que|hay que|evite|que|se|le|"
    r"lo|la|"
    r"tampoco|recuerde|procure|intente|es importante|es mejor|nada de)(?: |$))*$"
)
"""What stands before the verb of a clause that speaks to the reader; ours."""
_OTHERS = re.compile(
    r"\b(?:gp|doctors?|nurses?|pharmacists?|surgeons?|midwife|dentist|specialist|team|we|medico|enfermera|farmaceutico)\b"
    r"[^.]{0,20}\b(?:may|might|can|could|will|would|puede\w*)\b[^.]*$"
)
"""The head of a list of what others do: "The doctor may:"."""
_MODAL = re.compile(r"\b(?:may|can|must|should|cannot|can't|need|needs|have|has)\b")
_SUBJECT = re.compile(r"\b(?:you|your|they|he|she|person|child|patient|baby|people|anyone|tip)\b")


def is_addressed(each: Directive) -> bool:
    """Whether a clause speaks to the reader, or of the patient: no "people who do not have diabetes"."""
    if each.statement.part is Part.ITEM and _OTHERS.search(flat(each.statement.lead)):
        return False
    whole = flat(each.told)
    at = whole.find(each.text[:24])
    if at < 0 and each.verb:
        # A verb of two ("you can eat and drink as usual"): what stands before it counts.
        found = re.search(rf"\b{re.escape(each.verb)}\b", whole)
        at = found.start() if found else at
    if at < 0:
        return False
    before = re.split(r"[.;:]| - | but | pero ", whole[:at])[-1].strip()
    before = re.sub(
        r"^(?:if|when|after|before|once|while|during|to|si|cuando|despues|antes)\b[^,]*,(?: |$)", "", before
    ).strip(" ,")
    if _MODAL.search(before) and not _SUBJECT.search(before):
        return False
    return bool(_ADDRESS.match(f"{before} " if before else ""))


_PAIR = re.compile(r"([^\W\d_]+) (?:or|and|nor|o|y|ni) ([^\W\d_]+)(?= |$)")


def _coordinated(clause: str) -> tuple[str, ...]:
    """ "rinse or spit for 24 hours" as two clauses, each with its verb."""
    pair = _PAIR.match(clause)
    if not pair:
        return (clause,)
    return f"{pair[1]}{clause[pair.end() :]}", f"{pair[2]}{clause[pair.end() :]}"


def _clauses(text: str) -> list[str]:
    """The clauses of a folded sentence; a "but" or "then" begins one that takes no "not" along."""
    parts: list[str] = []
    at = 0
    for match in _BREAKS.finditer(text):
        parts.append(text[at : match.start()])
        at = match.end()
        if _TURNS.search(match[0]):
            parts.append(_TURN)
    parts.append(text[at:])
    return parts


def _is_order(statement: Statement, clause: str) -> bool:
    """Whether an item under a short "Do not:" begins with a verb that orders: it is forbidden in so many words."""
    lead = statement.lead if len(statement.lead.split()) <= 5 else ""
    return bool(lead and statement.lang.startswith("en") and ORDER.match(clause))


def forbidden_by(statement: Statement, lang: str) -> bool:
    """Whether a list item stands under words that forbid it as it is: "Do not" above "rub the eye"."""
    if statement.part is not Part.ITEM:
        return False
    lead = flat(statement.lead)
    above = flat(statement.headings[-1]) if statement.headings else ""
    for words in dict.fromkeys((lead, above)):
        if is_forbidding(words, lang) and not words.rstrip(": ").endswith((" if", " si", " when", " cuando")):
            return True
    return False
