"""Rules on plain language: reading grade, length of sentences, words that readers may not know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.inlines import plain
from pipeline.article.model import Article, Glossary
from pipeline.article.rules.passages import Passage, passages
from pipeline.article.walking import of_kind
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.phrases import phrase_book
from pipeline.language.readability import Formula, measure

_ENGLISH = frozenset({"en"})
_SPANISH = frozenset({"es"})
_BOTH = frozenset({"en", "es"})

GRADE_INFO, GRADE_WARNING, GRADE_ERROR = 6.0, 8.0, 10.0
SMOG_WARNING, SMOG_ERROR = 9.0, 12.0
SZIGRISZT_WARNING, SZIGRISZT_ERROR = 55.0, 40.0
SENTENCE_WARNING, SENTENCE_ERROR, SENTENCE_MEAN = 25, 35, 15

HARD_TO_READ = Rule(
    "article/hard-to-read",
    Severity.WARNING,
    "the Flesch-Kincaid grade is at most 6 (information above), 8 (warning above), 10 (error above), and SMOG at most "
    "9 (warning above) or 12 (error above)",
    ("HC-READ-01", "HC-READ-02", "HC-READ-03"),
    "NIH and AMA targets as reported in PMC6334864 and JMLA 2018; SMOG limits are house",
    Standing.PRACTICE,
    _ENGLISH,
    "half of all adults read below the grade at which most leaflets are written",
)
HARD_TO_READ_SPANISH = Rule(
    "article/hard-to-read-spanish",
    Severity.WARNING,
    "the Szigriszt-Pazos index is at least 55, normal on the INFLESZ scale; below 40 is an error",
    ("HC-READ-01",),
    "INFLESZ scale (Barrio-Cantalejo 2008); its use as a limit is house",
    Standing.HOUSE,
    _SPANISH,
    "grades made for English say nothing about Spanish",
)
SENTENCE_TOO_LONG = Rule(
    "article/sentence-too-long",
    Severity.WARNING,
    "a sentence has at most 25 words, over 35 is an error; the mean is at most 15",
    ("HC-SENT-01",),
    "house; 25 is the habit of GOV.UK, unverified",
    Standing.HOUSE,
    reason="who loses the thread of a sentence loses its meaning",
)
JARGON_UNEXPLAINED = Rule(
    "article/jargon-unexplained",
    Severity.WARNING,
    "a term of art is explained where it first stands, or in the glossary",
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
    Severity.ERROR,
    "an acronym is written out once, before or where it first stands",
    ("HC-ACR-01",),
    "CDC Clear Communication Index, item 7",
    Standing.PRACTICE,
    _BOTH,
    "letters mean nothing to those who have not met them",
)


def hard_to_read(article: Article) -> Iterator[Finding]:
    measured = measure((p.text for p in passages(article) if p.body), article.lang)
    if measured is None:
        return
    grade, smog = measured.score(Formula.FLESCH_KINCAID), measured.score(Formula.SMOG)
    severity = _graded(grade.value, GRADE_INFO, GRADE_WARNING, GRADE_ERROR)
    if smog.confident and smog.value > SMOG_WARNING and severity in {None, Severity.INFO}:
        severity = Severity.WARNING
    if smog.confident and smog.value > SMOG_ERROR:
        severity = Severity.ERROR
    if severity:
        unsure = "" if smog.confident else ", low confidence: fewer than 30 sentences"
        message = f"the text reads at grade {grade.value:.1f} (Flesch-Kincaid) and {smog.value:.1f} (SMOG{unsure})"
        hint = "shorten the longest sentences and take shorter words; grade 6 is the target"
        yield HARD_TO_READ.finding(article.place("title"), message, hint, severity)


def hard_to_read_spanish(article: Article) -> Iterator[Finding]:
    measured = measure((p.text for p in passages(article) if p.body), article.lang)
    if measured is None:
        return
    index = measured.score(Formula.SZIGRISZT)
    if index.value < SZIGRISZT_WARNING:
        severity = Severity.ERROR if index.value < SZIGRISZT_ERROR else Severity.WARNING
        message = f"the text has a Szigriszt-Pazos index of {index.value:.0f}, 55 is normal"
        hint = "shorten the longest sentences and take shorter words"
        yield HARD_TO_READ_SPANISH.finding(article.place("title"), message, hint, severity)


def _graded(value: float, info: float, warning: float, error: float) -> Severity | None:
    if value > error:
        return Severity.ERROR
    if value > warning:
        return Severity.WARNING
    return Severity.INFO if value > info else None


def sentence_too_long(article: Article) -> Iterator[Finding]:
    lengths: list[int] = []
    for passage in passages(article):
        for sentence in passage.sentences(article.lang):
            words = len(sentence.text.split())
            if passage.body:
                lengths.append(words)
            if words > SENTENCE_WARNING:
                severity = Severity.ERROR if words > SENTENCE_ERROR else Severity.WARNING
                message = f'a sentence has {words} words: "{_start_of(sentence.text)}"'
                yield SENTENCE_TOO_LONG.finding(passage.place, message, "make two or three of it", severity)
    if lengths and sum(lengths) / len(lengths) > SENTENCE_MEAN:
        message = f"sentences have {sum(lengths) / len(lengths):.0f} words on average"
        yield SENTENCE_TOO_LONG.finding(article.place("title"), message, "aim at 15 or fewer")


def _start_of(text: str, words: int = 7) -> str:
    parts = text.split()
    return " ".join(parts[:words]) + (" …" if len(parts) > words else "")


_EXPLAINED = re.compile(
    r"^\s*(?:[\"”’]\s*)?(?:\(|,? (?:is|are|means?|or|that is|also called|es|son|significa|o|es decir)\b|[:–—])"
)


def jargon_unexplained(article: Article) -> Iterator[Finding]:
    explained = {
        plain(term.term).strip().casefold() for glossary in of_kind(article.blocks, Glossary) for term in glossary.terms
    }
    seen: set[str] = set()
    for passage in passages(article):
        for match in passage.matches(article.lang, "jargon"):
            stem = match.phrase.rstrip("*").casefold()
            if stem in seen or not passage.body:
                continue
            seen.add(stem)
            named = any(stem.rstrip("s") in term or term in match.text.casefold() for term in explained)
            if named or _is_explained(passage, match.start, match.end):
                continue
            hint = f'say it in plain words the first time: "{match.text} ({match.hint})"'
            yield JARGON_UNEXPLAINED.finding(passage.place, f'"{match.text}" is not explained', hint)


def _is_explained(passage: Passage, start: int, end: int) -> bool:
    """The plain words follow the term, or the term itself stands in brackets behind the plain words."""
    before, after = passage.text[:start], passage.text[end:]
    return bool(_EXPLAINED.match(after)) or before.rstrip().endswith(("(", "called", "llamado", "llamada", "llaman"))


def plainer_word(article: Article) -> Iterator[Finding]:
    seen: set[str] = set()
    for passage in passages(article):
        if passage.reported:
            continue
        for match in passage.matches(article.lang, "plain"):
            if match.phrase not in seen and not match.quoted:
                seen.add(match.phrase)
                yield PLAINER_WORD.finding(passage.place, f'"{match.text}" has a plainer word', f'try "{match.hint}"')


_ACRONYM = re.compile(r"(?<![\w#@/.-])([A-Z][A-Z0-9]{1,5})s?(?![\w@]|\.\w)")


def acronym_unexpanded(article: Article) -> Iterator[Finding]:
    allowed = phrase_book().acronyms
    everything = list(passages(article))
    expanded = {
        plain(term.term).strip().upper() for glossary in of_kind(article.blocks, Glossary) for term in glossary.terms
    }
    for passage in everything:
        if passage.block in {"title", "subtitle"}:
            continue
        for match in _ACRONYM.finditer(passage.text):
            letters = match[1]
            if letters in allowed or letters in expanded or letters.isdigit():
                continue
            expanded.add(letters)
            if not _is_expanded(passage.text, match):
                hint = f'write it out the first time: "Long Form ({letters})"'
                yield ACRONYM_UNEXPANDED.finding(passage.place, f'"{letters}" is not written out', hint)


def _is_expanded(text: str, match: re.Match[str]) -> bool:
    """ "Long Form (ABC)", "ABC (long form)" or "ABC, the long form"."""
    before, after = text[: match.start()], text[match.end() :]
    if before.endswith("(") and len(before.split()) > 1:
        return True
    return bool(re.match(r"\s*\([^)]*[a-z]{3}|, (?:the|an?|el|la) [a-z]", after))


CHECKS = (
    Check(HARD_TO_READ, hard_to_read),
    Check(HARD_TO_READ_SPANISH, hard_to_read_spanish),
    Check(SENTENCE_TOO_LONG, sentence_too_long),
    Check(JARGON_UNEXPLAINED, jargon_unexplained),
    Check(PLAINER_WORD, plainer_word),
    Check(ACRONYM_UNEXPANDED, acronym_unexpanded),
)
