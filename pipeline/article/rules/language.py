"""Rules on plain language: reading grade, length of sentences, words that readers may not know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.model import Article
from pipeline.article.rules.statements import all_statements
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.readability import Formula, inflesz_band, measure, words_of
from pipeline.language.syllables import count_syllables
from pipeline.tags import primary_of

_ENGLISH = frozenset({"en"})
_SPANISH = frozenset({"es"})
_BOTH = frozenset({"en", "es"})

GRADE_WARNING = 8.0
GRADES = {"patients": (6.0, 8.0, 10.0), "children": (4.0, 6.0, 8.0), "professionals": (12.0, 14.0, 16.0)}
"""For each audience the Flesch-Kincaid grade above which a text is reported, warned of, refused (the first: NIH and AMA
targets; the others house)."""
LONG_WORD = 4
"""A word of so many syllables makes a sentence hard (house)."""
HOT_SPOTS = 3
PASSIVE_SHARE, PASSIVE_SENTENCES = 0.2, 10
SMOG_WARNING, SMOG_ERROR = 9.0, 12.0
SZIGRISZT_WARNING, SZIGRISZT_ERROR = 55.0, 40.0
SENTENCE_WARNING, SENTENCE_ERROR, SENTENCE_MEAN = 25, 35, 15

HARD_TO_READ = Rule(
    "article/hard-to-read",
    Severity.WARNING,
    "the Flesch-Kincaid grade is at most 6 (information above), 8 (warning above), 10 (error above), and SMOG at"
    " most "
    "9 (warning above) or 12 (error above); 2 less for children, 6 more for professionals",
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
PASSIVE = Rule(
    "article/passive",
    Severity.WARNING,
    "what the reader is to do is said to the reader, and at most a fifth of the sentences is passive",
    ("HC-SENT-02",),
    "PEMAT-P item 5; CDC Clear Communication Index, item 6; the share is house",
    Standing.PRACTICE,
    _BOTH,
    "who is to take the tablet if it should be taken?",
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


def hard_to_read(article: Article) -> Iterator[Finding]:
    measured = measure((p.text for p in all_statements(article) if p.body), article.lang)
    if measured is None:
        return
    info, warning, error = GRADES[article.front.audience]
    grade, smog = measured.score(Formula.FLESCH_KINCAID), measured.score(Formula.SMOG)
    severity = _graded(grade.value, info, warning, error)
    raised = warning - GRADE_WARNING
    if smog.confident and smog.value > SMOG_WARNING + raised and severity in {None, Severity.INFO}:
        severity = Severity.WARNING
    if smog.confident and smog.value > SMOG_ERROR + raised:
        severity = Severity.ERROR
    if severity is Severity.ERROR and not grade.confident:
        # A formula made for a hundred words or more says little of a short notice.
        severity = Severity.WARNING
    if severity and _is_of_numbers(article):
        message = "most words of the text are numbers: its reading grade was not measured"
        yield HARD_TO_READ.finding(article.place("title"), message, "say in sentences what they mean", Severity.INFO)
        return
    if severity:
        unsure = "" if smog.confident else ", low confidence: fewer than 30 sentences"
        message = f"the text reads at grade {grade.value:.1f} (Flesch-Kincaid) and {smog.value:.1f} (SMOG{unsure})"
        hint = f"grade {info:.0f} is the target for {article.front.audience}; {_hot_spots(article)}"
        yield HARD_TO_READ.finding(article.place("title"), message, hint, severity)


def _is_of_numbers(article: Article) -> bool:
    """Whether more than half of the words are numbers, of which no formula knows how hard they are."""
    words = [word for each in all_statements(article) if each.body for word in words_of(each.text)]
    return sum(not any(map(str.isalpha, word)) for word in words) * 2 > len(words)


def hard_to_read_spanish(article: Article) -> Iterator[Finding]:
    measured = measure((p.text for p in all_statements(article) if p.body), article.lang)
    if measured is None:
        return
    index, huerta = measured.score(Formula.SZIGRISZT), measured.score(Formula.FERNANDEZ_HUERTA)
    easier = 10 if article.front.audience == "children" else -15 if article.front.audience == "professionals" else 0
    severity = _graded(-index.value, -999, -SZIGRISZT_WARNING - easier, -SZIGRISZT_ERROR - easier)
    if severity in {Severity.WARNING, Severity.ERROR} and not _is_of_numbers(article):
        if not index.confident:
            severity = Severity.WARNING
        band = inflesz_band(index.value).value.replace("-", " ")
        scores = f"{index.value:.0f} ({band}) and {huerta.value:.0f} (Fernández Huerta)"
        message = f"the text has a Szigriszt-Pazos index of {scores}"
        hint = f"the target is 55 or more on the INFLESZ scale; {_hot_spots(article)}"
        yield HARD_TO_READ_SPANISH.finding(article.place("title"), message, hint, severity)


def _graded(value: float, info: float, warning: float, error: float) -> Severity | None:
    if value > error:
        return Severity.ERROR
    if value > warning:
        return Severity.WARNING
    return Severity.INFO if value > info else None


def _hot_spots(article: Article) -> str:
    """The sentences that weigh most, each with its line and the long words that make it hard."""
    spots = []
    for statement in all_statements(article):
        if not statement.body:
            continue
        for sentence in statement.sentences:
            words = words_of(sentence.text)
            long_ones = [word for word in words if (count_syllables(word, article.lang) or 0) >= LONG_WORD]
            weight = len(words) / SENTENCE_MEAN + 3 * len(long_ones) / max(len(words), 6)
            spots.append((weight, statement.place.first, sentence.text, long_ones))
    spots = sorted({spot[2]: spot for spot in reversed(spots)}.values(), key=lambda spot: (-spot[0], spot[1]))
    named = [
        f'line {line} "{_start_of(text, 5)}"' + (f" ({', '.join(dict.fromkeys(words[:4]))})" if words else "")
        for _, line, text, words in spots[:HOT_SPOTS]
    ]
    return f"begin with {'; '.join(named)}"


def sentence_too_long(article: Article) -> Iterator[Finding]:
    lengths: list[int] = []
    for statement in all_statements(article):
        if statement.apart:
            continue
        for sentence in statement.sentences:
            words = len(sentence.text.split())
            if statement.body:
                lengths.append(words)
            if words > SENTENCE_WARNING:
                severity = Severity.ERROR if words > SENTENCE_ERROR else Severity.WARNING
                message = f'a sentence has {words} words: "{_start_of(sentence.text)}"'
                yield SENTENCE_TOO_LONG.finding(statement.place, message, "make two or three of it", severity)
    if lengths and sum(lengths) / len(lengths) > SENTENCE_MEAN:
        mean = sum(lengths) / len(lengths)
        # A mean that would round to the limit itself is told with a decimal, or message and hint say the same number.
        shown = f"{mean:.0f}" if round(mean) > SENTENCE_MEAN else f"{max(mean, SENTENCE_MEAN + 0.1):.1f}"
        message = f"sentences have {shown} words on average"
        yield SENTENCE_TOO_LONG.finding(article.place("title"), message, f"aim at {SENTENCE_MEAN} or fewer")


def _start_of(text: str, words: int = 7) -> str:
    parts = text.split()
    return " ".join(parts[:words]) + (" …" if len(parts) > words else "")


_DONE = (
    r"taken|swallowed|applied|used|washed|kept|stored|avoided|drunk|eaten|injected|rubbed|called|contacted|read"
    r"|worn|followed"
    r"|chewed|crushed|inhaled|measured|cleaned|changed|covered|pressed|raised|rested|consulted|sought|informed"
    r"|told|asked|reported|stopped|continued|started|begun|repeated|finished|completed|shaken|refrigerated|mixed"
    r"|dissolved"
    r"|placed|brought|signed|noted|massaged"
)
_PASSIVE = {
    "en": re.compile(
        rf"\b(?:should|must|has to|have to|needs? to|ought to|is to|are to|can|may|will)(?: not| never| always"
        rf"| only)? be"
        rf"(?: \w+ly| always| never| only| best)? ({_DONE})\b",
        re.I,
    ),
    "es": re.compile(
        r"\b(?:debe|deben|debería|deberían|tiene que|tienen que|ha de|han de)(?: no)? ser"
        r" ([a-záéíóúñ]+[ai]d[oa]s?)\b",
        re.I,
    ),
}
_PASSIVE_ANY = {
    "en": re.compile(
        r"\b(?:is|are|was|were|been|being|be|gets?|got)(?: not| \w+ly| often| usually| always| never| also| then)?"
        r" (?:\w{2,}(?:ed|wn|en)|made|put|set|cut|done|told|held|kept|sent|found|felt|left|built|brought|taught"
        r"|sought)\b"
        r"(?! (?:to be|with pain|about|at))",
        re.I,
    ),
    "es": re.compile(r"\b(?:es|son|fue|fueron|será|serán|sido|siendo|ser) [a-záéíóúñ]+(?:ad|id)[oa]s?\b", re.I),
}


def passive(article: Article) -> Iterator[Finding]:
    lang = primary_of(article.lang)
    sentences = passives = 0
    for statement in all_statements(article):
        if statement.reported or statement.apart or not statement.body:
            continue
        for sentence in statement.sentences:
            sentences += 1
            passives += bool(_PASSIVE_ANY[lang].search(sentence.text))
            told = _PASSIVE[lang].search(sentence.text)
            if told and (re.match(r"should|must|ha|need|ought|is to|are to|deb|tien", told[0], re.I)):
                hint = 'say who does it: begin with the verb, as in "Take …" or "Call …"'
                if lang == "es":
                    hint = 'say who does it: begin with the verb, as in "Tome …" or "Llame …"'
                yield PASSIVE.finding(statement.place, f'"{told[0]}" does not say who does it', hint)
    if sentences >= PASSIVE_SENTENCES and passives > PASSIVE_SHARE * sentences:
        message = f"{passives} of {sentences} sentences are passive"
        yield PASSIVE.finding(article.place("title"), message, "say who does what: we, you, the nurse")


CHECKS = (
    Check(HARD_TO_READ, hard_to_read),
    Check(HARD_TO_READ_SPANISH, hard_to_read_spanish),
    Check(SENTENCE_TOO_LONG, sentence_too_long),
    Check(PASSIVE, passive),
)
