"""Rules on what an article claims: words that promise, words that hide, and what must be said of exosomes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.model import Article
from pipeline.article.rules.exosomes import EXOSOME
from pipeline.article.rules.medicines import medicines_in
from pipeline.article.rules.safety_net import kind_of_article
from pipeline.article.rules.statements import Statement, all_statements
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.phrases import Match

_KNOWN = frozenset({"en", "es"})
_WARNING = Severity.WARNING
NEAR = 3
"""So many words may stand between what is called approved and the approval (house)."""
_FTC = "FTC Health Products Compliance Guidance (2022)"

CLAIM = Rule(
    "article/claim",
    Severity.ERROR,
    "an article promises no cure, guarantee or freedom from risk",
    ("HC-CLAIM-01",),
    f"{_FTC}; FDA on health fraud; the list of words is house",
    Standing.HOUSE,
    _KNOWN,
    "no treatment keeps such a promise",
)
HYPE = Rule(
    "article/hype",
    Severity.WARNING,
    "a word of praise stands only in a sentence that cites its evidence",
    ("HC-CLAIM-02",),
    f"{_FTC}; the list of words is house",
    Standing.HOUSE,
    _KNOWN,
    "praise sells; it does not inform",
)
SOFT_CLAIM = Rule(
    "article/soft-claim",
    Severity.WARNING,
    "a soft word (promising, early, potential) is followed in its passage by what limits it",
    ("HC-CLAIM-03",),
    f"{_FTC}: readers take such words as praise; the list is house",
    Standing.HOUSE,
    _KNOWN,
    '"promising" is read as "works"',
)
SUPERLATIVE = Rule(
    "article/superlative-uncited",
    Severity.WARNING,
    "best, safest, more effective and the like stand only in a sentence with a citation; praise of oneself is an error",
    ("HC-CLAIM-04",),
    f"{_FTC} on substantiation; the list is house",
    Standing.HOUSE,
    _KNOWN,
    "a comparison needs the study that made it",
)
FEAR = Rule(
    "article/fear",
    Severity.ERROR,
    "an article does not press, frighten or hint at a conspiracy",
    ("HC-CLAIM-07",),
    "FDA on health fraud; the list is house",
    Standing.HOUSE,
    _KNOWN,
    "people decide badly in fear",
)
STUDIES_UNCITED = Rule(
    "article/studies-uncited",
    Severity.ERROR,
    "a sentence that speaks of studies' results or gives a percentage cites its source",
    ("HC-CLAIM-04", "HC-META-05"),
    "HONcode principle 4; the list is house",
    Standing.HOUSE,
    _KNOWN,
    '"studies show" without a study shows nothing',
)
FALSE_APPROVAL = Rule(
    "article/false-approval",
    Severity.ERROR,
    "nothing is called approved that no authority approves: exosome products, clinics, supplements, cosmetics",
    ("HC-EXO-02",),
    "FDA, Consumer Alert on Regenerative Medicine Products (22 July 2020); FDA, Is It Really FDA Approved?",
    Standing.PRACTICE,
    _KNOWN,
    "a registration or listing is no approval",
)


TESTIMONIAL = Rule(
    "article/testimonial",
    Severity.WARNING,
    "an article does not let satisfied people speak for a treatment",
    ("HC-CLAIM-06",),
    "FTC, Guides on Endorsements and Testimonials, 16 CFR 255 (2023); Directive 2001/83/EC, article 90",
    Standing.HOUSE,
    _KNOWN,
    "one person's story says nothing of the next one's",
)
ADVERTISEMENT = Rule(
    "article/advertisement-undisclosed",
    Severity.ERROR,
    "an article that offers or sells what it is about says advertisement: true",
    ("HC-META-04",),
    "FTC Health Products Compliance Guidance (2022); Directive 2001/83/EC, article 89; the list of words is house",
    Standing.PRACTICE,
    _KNOWN,
    "a reader may know that the one who informs also sells",
)


def _said(article: Article, *lists: str) -> Iterator[tuple[Statement, Match]]:
    """What the article itself says of these lists: not what it denies, quotes, asks or reports."""
    for statement in all_statements(article):
        if not statement.reported:
            for match in statement.matches(*lists):
                if match.claimed:
                    yield statement, match


_HEDGED = re.compile(
    r"(?<!\w)(?:can|may|might|could|would|usually|often|sometimes|likely|was|were|been|fue|fueron|puede|pueden|podría|podrían|suele|suelen"
    r"|a veces)"
    r"(?:\W+\w+){0,3}\W*$",
    re.I,
)
"""Words that make of "cures" what medicine may say with a source: can cure, may be cured."""
_SOUGHT = re.compile(
    r"(?<!\w)(?:aims?|aimed|intended|meant|hopes?|tr(?:y|ies|ying)|chances?|if|until|once|when|after|how|whether"
    r"|ways?|to|been"
    r"|intenta|trata de|para|hasta|cuando|después|si|cómo)(?:\W+\w+){0,2}\W*$",
    re.I,
)
"""Words behind which a cure is looked for or waited for, and nobody promises one."""
_HEDGEABLE = re.compile(r"cur(?:e|es|ed|ing|a|an|ar)\b", re.I)


_INFECTION = re.compile(r"\W+(?:\w+\W+){0,2}?(?:infec\w+|lice|scabies|threadworms?|piojos|sarna|lombrices)\b", re.I)
_ANTIBIOTICS = frozenset(
    "amoxicillin cefalexin cefuroxime ceftriaxone ciprofloxacin levofloxacin metronidazole clavulan erythromycin "
    "clindamycin vancomycin gentamicin rifampicin isoniazid aciclovir valaciclovir fluconazole clotrimazole miconazole "
    "terbinafine nystatin doxycycline clarithromycin azithromycin nitrofurantoin trimethoprim flucloxacillin "
    "permethrin ivermectin mebendazole".split()
)
"""What does cure what it is given for; no promise of a leaflet on one of them."""


def _is_of_infection(article: Article, statement: Statement, match: Match) -> bool:
    about = f"{article.front.title} {statement.text[slice(*match.sentence)]}"
    named = {each.medicine.name for each in medicines_in(about)} & _ANTIBIOTICS
    general = re.search(r"\b(?:antibiotics?|antibi[oó]ticos?)\b", about, re.I)
    behind = statement.text[match.start : match.sentence[1]].partition(" ")[2]
    return bool(named or general) and bool(_INFECTION.match(f" {behind}"))


_SEEN = re.compile(r"\W+(?:when|once|if|as soon as)\b", re.I)
"""What follows "cured" where a leaflet tells how to see it, and promises nothing."""
_HARMLESS = re.compile(r"(?<!\w)(?:harmless|no (?:risk|danger)|any harm|cannot harm|can't harm)", re.I)
_SURE = re.compile(r"\b(?:completely|totally|perfectly|entirely|absolutely|100|always)\b", re.I)
_USUALLY = re.compile(r"\b(?:usually|normally|generally|mostly|often|most|mainly|almost always|likely)\b", re.I)
_GIVEN = re.compile(
    r"\b(?:treatments?|medicines?|drugs?|tablets?|pills?|creams?|drops|sprays?|vaccines?|injections?|procedures?|"
    r"operations?|therap\w+|products?|supplements?|powders?|remed\w+|devices?|tests?|scans?|lasers?|exosom\w+|serums?|"
    r"herbal|natural|patch|gel|radiation|x-rays?)\b",
    re.I,
)
"""Words of what somebody is given: that it is harmless is a promise, and that a rash is harmless is a comfort."""


def _is_of_condition(article: Article, statement: Statement, match: Match) -> bool:
    """Whether an illness or a deed of the reader is called harmless, and nothing that anybody gives."""
    sentence = statement.text[slice(*match.sentence)]
    if _SURE.search(match.text) or _GIVEN.search(sentence):
        return False
    before = statement.text[match.sentence[0] : match.start]
    told = _USUALLY.search(f"{before} {match.text}") or re.search(r"\byou\W*$", before, re.I)
    title = frozenset(re.findall(r"[^\W\d_]{4,}", article.front.title.casefold()))
    named = bool(title & frozenset(re.findall(r"[^\W\d_]+", before.casefold())))
    return bool(told) or (named and not _GIVEN.search(article.front.title)) or kind_of_article(article) == "condition"


def claim(article: Article) -> Iterator[Finding]:
    for statement, match in _said(article, "claim"):
        hint = "say what is known, with its source, or deny it plainly"
        before = statement.text[match.sentence[0] : match.start]
        if _HARMLESS.search(match.text) and _is_of_condition(article, statement, match):
            continue
        if _HEDGEABLE.match(match.text) and _SEEN.match(statement.text[match.end :]):
            continue
        if _HEDGEABLE.match(match.text) and _is_of_infection(article, statement, match):
            continue
        if _HEDGEABLE.match(match.text) and _SOUGHT.search(before) and not _HEDGED.search(before):
            continue
        if _HEDGEABLE.match(match.text) and _HEDGED.search(before):
            if not statement.is_cited(*match.sentence):
                message = f'"{match.text}" may be read as a promise, and no source stands beside it'
                yield CLAIM.finding(statement.place, message, "cite who found it, and in how many people", _WARNING)
            continue
        yield CLAIM.finding(statement.place, f'"{match.text}" is a promise that no treatment keeps', hint)


def hype(article: Article) -> Iterator[Finding]:
    for statement, match in _said(article, "hype"):
        if not statement.is_cited(*match.sentence):
            hint = "leave the word out, or cite the study in the same sentence"
            yield HYPE.finding(statement.place, f'"{match.text}" is praise without a source', hint)


def soft_claim(article: Article) -> Iterator[Finding]:
    everything = tuple(all_statements(article))
    limits = [bool(statement.matches("limit")) for statement in everything]
    for number, statement in enumerate(everything):
        if statement.reported or any(limits[max(0, number - 1) : number + 3]):
            continue
        for match in statement.matches("soft"):
            if match.claimed:
                hint = "say right after it how small or unsure the evidence is"
                message = f'"{match.text}" is read as praise, and nothing limits it'
                yield SOFT_CLAIM.finding(statement.place, message, hint)


def superlative_uncited(article: Article) -> Iterator[Finding]:
    for statement, match in _said(article, "superlative"):
        if not statement.is_cited(*match.sentence):
            hint = "cite the study that compared them, in the same sentence"
            own = re.search(
                r"\b(?:our|we|clinic|team|world|market|leading|number|nuestr|clínica|equipo|mundo)", match.text, re.I
            )
            message = f'"{match.text}" compares without a source'
            yield SUPERLATIVE.finding(statement.place, message, hint, Severity.ERROR if own else None)


def fear(article: Article) -> Iterator[Finding]:
    for statement, match in _said(article, "fear"):
        yield FEAR.finding(statement.place, f'"{match.text}" presses the reader', "let the reader take time to decide")


def studies_uncited(article: Article) -> Iterator[Finding]:
    for statement, match in _said(article, "cited"):
        if not statement.is_cited(*match.sentence):
            hint = "add the citation [@key] in the same sentence"
            # What only suggests something, or what experts advise, is weaker than what "shows" or "proves" it.
            weak = re.search(
                r"suggest|recommend|believe|recent|likel|may|sugier|recomiend|creen|indican", match.text, re.I
            )
            message = f'"{match.text}" names no source'
            yield STUDIES_UNCITED.finding(statement.place, message, hint, _WARNING if weak else None)


def testimonial(article: Article) -> Iterator[Finding]:
    for statement in all_statements(article):
        for match in statement.matches("testimonial"):
            if not match.asked and not match.negated:
                hint = "take it out, or say what studies found in how many people"
                message = f'"{match.text[:60].strip()}" lets one person speak for all'
                yield TESTIMONIAL.finding(statement.place, message, hint)
                break


def advertisement_undisclosed(article: Article) -> Iterator[Finding]:
    if article.front.advertisement:
        return
    for statement, match in _said(article, "offer"):
        hint = "write advertisement: true in the front matter, or take the offer out"
        message = f'"{match.text[:50]}" offers what the article is about, and advertisement is false'
        yield ADVERTISEMENT.finding(statement.place, message, hint)


def false_approval(article: Article) -> Iterator[Finding]:
    for statement, match in _said(article, "approval"):
        if EXOSOME.search(statement.text):
            hint = "say that no exosome product is approved"
            yield FALSE_APPROVAL.finding(
                statement.place, f'"{match.text}" suggests an approval that there is not', hint
            )
        elif _names_unapprovable(statement, match, article.lang) and not statement.is_cited(*match.sentence):
            hint = "say which medicine or device was approved for what, or take it out"
            message = f'"{match.text}" is said of something that no authority approves'
            yield FALSE_APPROVAL.finding(statement.place, message, hint)
        elif re.search(r"endors|recommend|regist|list|certif|complian|accept|aval", match.text, re.I):
            hint = "say what was approved, by whom and for what; a registration or listing is no approval"
            message = f'"{match.text}" sounds like an approval'
            yield FALSE_APPROVAL.finding(statement.place, message, hint, _WARNING)


_OFFERS = re.compile(
    r"\b(?:us[ae]s?|using|offers?|gives?|prescribes?|works? with|stocks?|with|ofrece|usa|utiliza|con)\b"
)
"""A clinic that uses approved lasers does not call itself approved."""
_ALSO = re.compile(r",? (?:and )?(?:so|like|as|therefore|así que|por eso|como) (?:\S+ ){0,3}$")
"""Words that carry an approval over to something else: "the device is FDA approved, so our clinic is too"."""


def _names_unapprovable(statement: Statement, match: Match, lang: str) -> bool:
    """Whether the approval is said of something that nobody approves: its subject, or what follows at once."""
    for other in statement.matches("unapprovable"):
        if other.sentence != match.sentence:
            continue
        before = statement.text[other.end : match.start]
        if other.end <= match.start and len(before.split()) <= NEAR and not _OFFERS.search(before):
            return True
        between = statement.text[match.end : other.start]
        if other.start >= match.end and (len(between.split()) <= 1 or _ALSO.match(between)):
            return True
        if other.start < match.end and match.start < other.end:
            return True
    return False


CHECKS = (
    Check(CLAIM, claim),
    Check(HYPE, hype),
    Check(SOFT_CLAIM, soft_claim),
    Check(SUPERLATIVE, superlative_uncited),
    Check(FEAR, fear),
    Check(STUDIES_UNCITED, studies_uncited),
    Check(TESTIMONIAL, testimonial),
    Check(ADVERTISEMENT, advertisement_undisclosed),
    Check(FALSE_APPROVAL, false_approval),
)
