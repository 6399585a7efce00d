"""Rules on the safety net: what kind of article it is, when to call, with signs and with a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.model import Article
from pipeline.article.rules.doses import is_dose
from pipeline.article.rules.medicines import medicines_in
from pipeline.article.rules.statements import APART, Part, Statement, statements
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.amounts import Frequency, Phone

_BOTH = frozenset({"en", "es"})

NO_WHEN_TO_CALL = Rule(
    "article/no-when-to-call",
    Severity.ERROR,
    "an article that tells of medicines, procedures or symptoms says when to call for help",
    (),
    "AHRQ RED toolkit (what to do if a problem arises), PMC5102006; the trigger is house",
    Standing.PRACTICE,
    _BOTH,
    "who does not know the signs of danger waits too long",
)
WHEN_TO_CALL_INCOMPLETE = Rule(
    "article/when-to-call-incomplete",
    Severity.WARNING,
    "when to call names signs, and whom to call: by a number, or a doctor of the reader's own",
    (),
    "house, after the safety netting of NHS leaflets",
    Standing.HOUSE,
    _BOTH,
    '"call us if you are worried" helps nobody who does not know what to worry about',
)
KIND_UNSAID = Rule(
    "article/kind-unsaid",
    Severity.INFO,
    "the front matter says what kind of article it is, where it tells of medicines or procedures",
    (),
    "house",
    Standing.HOUSE,
    _BOTH,
    "the kind says which safety net is asked for",
)

_CALL = re.compile(
    r"\b(?:call|ring|phone|contact|speak to|talk to|tell|see|ask|go to|get (?:medical )?help|seek|visit|come back|"
    r"return|"
    r"dial|get in touch|go (?:straight )?to|let us know)\b[^.;]*\b(?:if|when|as soon as|at once|right away|"
    r"immediately|straight away|"
    r"same day|with any)\b|\bif\b[^.;]*\b(?:call|ring|phone|contact|see|go to|get help|tell|dial|speak to|seek|999|"
    r"911|112)\b|"
    r"\bwhen to (?:call|get help|seek|see|ring|contact)\b|"
    r"\b(?:llam[ae]\w*|acuda|vaya|consulte|contacte|pida ayuda|avise|avísenos|hable con)\b[^.;]*\b(?:si|cuando|"
    r"de inmediato|enseguida)\b|"
    r"\bsi\b[^.;]*\b(?:llam[ae]\w*|acuda|vaya|consulte|contacte|pida ayuda|avise|112|061|911)\b|\bcuándo (?:llamar|"
    r"pedir ayuda|consultar)\b",
    re.I | re.S,
)
_REACH = re.compile(
    r"\{\{\s*(?:phone|emergency|[a-z_-]*(?:phone|line|tel)[a-z_-]*)\s*\}\}",
    re.I,
)
_OWN_DOCTOR = re.compile(
    r"\b(?:your|an?|the) (?:own )?(?:family |local |child's |nearest )?(?:doctor|GP|surgery|practice|midwife|"
    r"maternity unit|health visitor|pharmac(?:y|ist)|dentist|optician|nurse|care team|specialist|clinic|hospital|"
    r"emergency (?:department|room)|walk-in centre|urgent care cent(?:re|er))\b|\bA&E\b|"
    r"\b(?:su|el|la|un|una|al) (?:propi[oa] )?(?:m[ée]dic[oa]|centro de salud|matrona|farmac(?:ia|éutic[oa])|pediatra|"
    r"dentista|enfermer[oa]|especialista|ambulatorio|urgencias)\b|\ba urgencias\b",
    re.I,
)
"""Whom a publisher's readers go to: each has one of their own, whose number no leaflet can print (house); so leaflets
of the NHS begin with "See a GP if".
"""
_PROCEDURE = re.compile(
    r"\b(?:operation|surgery|surgeon|stitches|biopsy|anaesthe\w+|anesthe\w+|procedure|endoscopy|colonoscopy|injection|"
    r"wound|dressing|cataract|catheter|operaci[oó]n|cirug[ií]a|puntos|biopsia|anestesia|herida|colonoscopia|apósito)\b",
    re.I,
)
_SYMPTOM = re.compile(
    r"\b(?:fever|pain|bleed\w*|vomit\w*|rash|swelling|dizz\w+|cough|wheez\w+|breathless\w*|infection|headache|"
    r"diarrh\w+|"
    r"fiebre|dolor|sangr\w+|v[oó]mit\w+|erupci[oó]n|hinchaz\w+|mareo\w*|tos|infecci[oó]n)\b",
    re.I,
)


def tells_medicine(article: Article) -> bool:
    """Whether the article tells how to take a medicine: two doses beside a medicine or how often, or one whose name is
    in the title.
    """
    told = 0
    for statement in statements(article):
        dosed = any(is_dose(value) for value in statement.values)
        often = any(isinstance(value, Frequency) for value in statement.values)
        told += dosed and (often or bool(medicines_in(statement.text)))
    return told >= 2 or (told > 0 and bool(medicines_in(article.front.title)))


def _counts(article: Article, pattern: re.Pattern[str]) -> int:
    return sum(len(pattern.findall(s.text)) for s in statements(article) if s.part not in {Part.ENVELOPE, Part.POST})


def kind_of_article(article: Article) -> str | None:
    """The kind that the front matter says, or what its words show: medicine, procedure or condition; else None."""
    if article.front.kind:
        return article.front.kind
    if tells_medicine(article):
        return "medicine"
    if _counts(article, _PROCEDURE) >= 3:
        return "procedure"
    return "condition" if _counts(article, _SYMPTOM) >= 4 else None


def no_when_to_call(article: Article) -> Iterator[Finding]:
    kind = kind_of_article(article)
    if kind in {None, "lifestyle"} or _when_to_call(article):
        return
    hint = "add ::: {.callout .when-to-call}, the signs and the number to call, and a line ::: after them"
    message = f"nothing says when to call for help, and the article is about a {_in_words(kind)}"
    severity = Severity.ERROR if article.front.kind else Severity.WARNING
    yield NO_WHEN_TO_CALL.finding(article.place("kind"), message, hint, severity)


def _in_words(kind: str | None) -> str:
    return kind or "treatment"


def _when_to_call(article: Article) -> list[Statement]:
    """The statements of the body that tell when to call: a callout, or calls with their condition."""
    body = [s for s in statements(article) if s.part not in APART]
    callout = [s for s in body if s.inside("callout/when-to-call")]
    return callout or [s for s in body if _CALL.search(s.text)]


def when_to_call_incomplete(article: Article) -> Iterator[Finding]:
    if kind_of_article(article) in {None, "lifestyle"}:
        return
    told = _when_to_call(article)
    if not told:
        return
    callout = [s for s in told if s.inside("callout/when-to-call")]
    reached = any(_reaches(s) for s in (callout or statements(article)))
    reached = reached and not any(_OURS.match(s.text) and not _reaches(s) for s in callout)
    place = told[0].place
    if not reached:
        message = "when to call names no number to call"
        hint = 'add {{phone}} or {{emergency}}, which each brand fills in, or say "your doctor" or "your midwife"'
        yield WHEN_TO_CALL_INCOMPLETE.finding(place, message, hint)
    if callout and not _names_signs(callout):
        message = "when to call names no sign"
        yield WHEN_TO_CALL_INCOMPLETE.finding(place, message, "list what the reader sees or feels when help is needed")


_OURS = re.compile(
    r"(?:please )?(?:call|ring|phone|contact|telephone|get in touch|llame|llámenos|contacte|avísenos)(?: with| con| a)?"
    r"(?: us| (?:the|our|el|la|nuestr\w+) (?:[\w'-]+ ){0,3}?[\w'-]+)?(?: straight away| at once)? ?(?:if|when|si|"
    r"cuando)\b[^.]*:$",
    re.I,
)
"""The head of a list of signs that sends the reader to the house itself: its number has to stand there."""


def _reaches(statement: Statement) -> bool:
    named = _REACH.search(statement.text) or _OWN_DOCTOR.search(statement.text)
    return bool(named) or any(isinstance(value, Phone) for value in statement.values)


def _names_signs(callout: list[Statement]) -> bool:
    items = [s for s in callout if s.part is Part.ITEM]
    conditional = re.compile(
        r"\b(?:if|when|si|cuando)\b\s*(?:you|your|the|it|there|a|el|la|le|se|tiene|hay)?\s*\w+ \w+", re.I
    )
    promised = any(s.part is Part.PROSE and s.text.rstrip().endswith(":") for s in callout)
    return bool(items) or (not promised and any(conditional.search(s.text) for s in callout))


def kind_unsaid(article: Article) -> Iterator[Finding]:
    kind = kind_of_article(article)
    if article.front.kind is None and kind in {"medicine", "procedure"}:
        message = f"the article seems to be about a {_in_words(kind)}, and the front matter does not say so"
        hint = f"add kind: {_in_words(kind)} (or condition, test, lifestyle)"
        yield KIND_UNSAID.finding(article.place("title"), message, hint)


CHECKS = (
    Check(NO_WHEN_TO_CALL, no_when_to_call),
    Check(WHEN_TO_CALL_INCOMPLETE, when_to_call_incomplete),
    Check(KIND_UNSAID, kind_unsaid),
)
