"""Rules on words that readers may not know: terms of medicine, acronyms, words that have a plainer one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.body.inlines import plain
from pipeline.article.model import Article, Glossary
from pipeline.article.rules.statements import Statement, all_statements
from pipeline.article.walking import of_kind
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.acronyms import acronyms_in
from pipeline.language.folding import fold
from pipeline.language.phrases import Match, phrase_book

_BOTH = frozenset({"en", "es"})
NEARBY = 240
"""So many characters around a term its explanation is looked for: two long sentences (house)."""

JARGON_UNEXPLAINED = Rule(
    "article/jargon-unexplained",
    Severity.WARNING,
    "a term of medicine is explained where it first stands, anywhere before, or in the glossary",
    ("HC-JARG-01",),
    "PEMAT-P item 4; CDC Clear Communication Index, item 7; the list of terms is house",
    Standing.HOUSE,
    _BOTH,
    "a word that a reader does not know stops the reading",
)
PLAINER_WORD = Rule(
    "article/plainer-word",
    Severity.INFO,
    "where a plainer word says the same, it is taken",
    ("HC-JARG-02",),
    "house, after the habit of plain-language guides",
    Standing.HOUSE,
    _BOTH,
    "short everyday words are read by everybody",
)
ACRONYM_UNEXPANDED = Rule(
    "article/acronym-unexpanded",
    Severity.WARNING,
    "an acronym is written out once, before or where it first stands",
    ("HC-ACR-01",),
    "CDC Clear Communication Index, item 7",
    Standing.PRACTICE,
    _BOTH,
    "letters mean nothing to those who have not met them",
)


_GLOSSED = re.compile(
    r"\s*(?:[\"”’»]\s*)?(?:\((?=[^)]*[a-zñ]{3})|,? (?:is|are|was|were) (?:an? |the )?(?:medical |other "
    r"|another )?(?:word|term|name)"
    r"|,? (?:is|are) (?:an? |the |when |where |what |how |one |any |some )"
    r"(?!(?:\w+ ){0,3}(?:signs?|symptoms?|risks?|reasons?|problems?|dangers?|side effects?|emergenc\w+|complications?"
    r"|causes?|concerns?|possibility|results?|warning)\b)|,? (?:means?|meaning|refers? to"
    r"|describes?|that is|also (?:called|known as)"
    r"|in other words|which (?:is|are|means?))\b|, or (?=[a-z])|, (?:an?|the|when|where) |[:–—]| - "
    r"|,? (?:es|son) (?:un|una|el|la|los|las|cuando|lo que|otro) |,? (?:significa|quiere decir|es decir|o sea"
    r"|también (?:llamad|conocid)\w+)\b|, o (?=[a-z])"
    r"|, (?:un|una|que es|que son) )"
)
"""What stands behind a term that is explained on the spot."""
_NAMED = re.compile(
    r"(?:\(|\[|called|known as|named|medical (?:word|name|term)s? (?:for \w[^.]* )?(?:is|are)"
    r"|doctors call (?:this|it|them)|termed|(?:is|are) called"
    r"|llamad[oa]s?|llaman?|conocid[oa]s? como|nombre médico (?:es)?|los médicos (?:lo"
    r"|la) llaman)\s*[\"“«‘(]?\s*(?:an? |the |un |una |el |la )?$",
    re.I,
)
"""What stands before a term that names what was said in plain words."""
_NAMES_BEFORE = re.compile(
    r"(?:this|that|these|such pain|doctors? calls? (?:this|it|that)) ?(?:(?:may|can|could|might|will) be|is|are)? ?"
    r"(?:often |probably |also )?(?:called )?(?:an? |the )?(?:[a-z]+ )?|"
    r"(?:esto|eso|estos) (?:puede ser|podría ser|es|son|se llama) (?:una? |la |el )?(?:[a-zñ]+ )?",
    re.I,
)
"""A sentence's beginning that names what the sentence before it told: "This may be sleep apnoea"."""
_COMPOUND = re.compile(
    r"(?: [\w-]+){1,4}(?: \([^)]*\))? (?:is|are) (?:an? )?(?:\w+ ){0,2}?\w+ (?:that|which|who|where|in which|to|for) ",
)
"""What stands behind a term that begins a name which is explained: "behavioral therapy is a program that …"."""
_IDLE = frozenset(
    "with from that what when than this your into very more the and not for too are has who".split()
    + "una que los las con por".split()
)


def _stems(text: str) -> set[str]:
    """The content words of a text, cut short, so that "swelling" and "swollen from fluid" share some."""
    # English and Spanish change the ends of words, so that only beginnings can be compared.
    return {word[:5] for word in re.findall(r"[^\W\d_]{3,}", fold(text).text) if word not in _IDLE}


def _is_explained(statement: Statement, match: Match) -> bool:
    """Plain words follow the term, or it names plain words before it, or its meaning stands in the same sentence."""
    before = statement.text[max(0, match.start - NEARBY) : match.start]
    after = statement.text[match.end : match.end + NEARBY]
    if _GLOSSED.match(re.sub(r"^(?:\s+[\w-]+){0,2}?(?=\s*\()", "", after)) or _NAMED.search(before[-80:]):
        return True
    told_before = statement.text[: match.sentence[0]].split()[-30:]
    if len(told_before) >= 4 and _NAMES_BEFORE.fullmatch(statement.text[match.sentence[0] : match.start]):
        return True
    if not statement.text[match.sentence[0] : match.start].strip() and _COMPOUND.match(after):
        return True
    start, end = max(match.sentence[0], match.start - NEARBY), min(match.sentence[1], match.end + NEARBY)
    rest = f"{statement.text[start : match.start]} {statement.text[match.end : end]}"
    meant = _stems(match.hint)
    return bool(meant) and 2 * len(meant & _stems(rest)) >= len(meant)


def jargon_unexplained(article: Article) -> Iterator[Finding]:
    glossary = {
        fold(plain(term.term)).text.strip() for part in of_kind(article.blocks, Glossary) for term in part.terms
    }
    settled: set[str] = set()
    told: set[str] = set()
    for statement in all_statements(article):
        found = statement.matches("jargon", "familiar")
        settled |= {match.hint for match in found if match.hint not in settled and _is_explained(statement, match)}
        for match in found:
            stem = match.phrase.rstrip("*")
            key = match.hint
            if not statement.body or statement.reported or key in settled or key in told:
                continue
            if _NAMES.match(statement.text, match.start):
                continue
            if any(stem.rstrip("s") in term or term in fold(match.text).text for term in glossary):
                continue
            told.add(key)
            hint = f'say it in plain words the first time: "{match.text} ({match.hint})"'
            severity = Severity.INFO if match.list == "familiar" else None
            yield JARGON_UNEXPLAINED.finding(statement.place, f'"{match.text}" is not explained', hint, severity)


_NAMES = re.compile(
    r"[\w-]+ (?:clinic|team|nurses?|service|ward|department|unit|centre|center|practitioner|specialist)\b|"
    r"cognitive (?:behaviou?ral|therapy)",
    re.I,
)
"""Names that stand on a door or a letter as they are: the anticoagulant clinic, cognitive behavioural therapy."""


_THINGS = frozenset("monitor monitors".split())
"""Words that have a plainer one as verbs only: as a noun, a monitor is the thing on the wall."""
_NOUN = re.compile(
    r"(?:\b(?:an?|the|your|this|that|our|each|every|[a-z]+ (?:sugar|rate|pressure|glucose)|heart|holter|baby|"
    r"home|blood|sugar|glucose|rate|pressure|event|sleep|activity) )$",
    re.I,
)


def plainer_word(article: Article) -> Iterator[Finding]:
    seen: set[str] = set()
    for statement in all_statements(article):
        if statement.reported or statement.apart:
            continue
        for match in statement.matches("plain"):
            if _NOUN.search(statement.text[: match.start]) and match.text.lower() in _THINGS:
                continue
            if match.phrase not in seen and not match.quoted:
                seen.add(match.phrase)
                yield PLAINER_WORD.finding(statement.place, f'"{match.text}" has a plainer word', f'try "{match.hint}"')


def acronym_unexpanded(article: Article) -> Iterator[Finding]:
    allowed, familiar = phrase_book().acronyms, phrase_book().familiar_acronyms
    known = {
        plain(term.term).strip().upper() for glossary in of_kind(article.blocks, Glossary) for term in glossary.terms
    }
    waiting: dict[str, Finding] = {}
    for statement in all_statements(article):
        for acronym in acronyms_in(statement.text, article.lang, allowed) if not statement.apart else ():
            letters = acronym.letters
            if letters in known:
                continue
            if acronym.expanded:
                known.add(letters)
                # A heading may name what the text below it writes out.
                waiting.pop(letters, None)
            elif statement.block not in {"title", "subtitle"}:
                hint = f'write it out the first time: "Long Form ({letters})"'
                message = f'"{letters}" is not written out'
                severity = Severity.INFO if letters in familiar else None
                found = ACRONYM_UNEXPANDED.finding(statement.place, message, hint, severity)
                waiting.setdefault(letters, found)
                if statement.body:
                    known.add(letters)
    yield from waiting.values()


CHECKS = (
    Check(JARGON_UNEXPLAINED, jargon_unexplained),
    Check(PLAINER_WORD, plainer_word),
    Check(ACRONYM_UNEXPANDED, acronym_unexpanded),
)
