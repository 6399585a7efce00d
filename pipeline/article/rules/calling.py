"""Rules on numbers to call: emergency numbers of the reader's country, phone numbers that exist; findings go out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from pipeline.article.model import Article
from pipeline.article.rules.statements import Statement, statements
from pipeline.checking import check_all
from pipeline.finding import Check, Finding, Findings, Rule, Severity, Standing
from pipeline.language.amounts import Phone, Quantity
from pipeline.tags import primary_of

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

EMERGENCY_NUMBER = Rule(
    "article/emergency-number",
    Severity.ERROR,
    "the number to call in an emergency is one of the reader's country",
    (),
    "libphonenumber for the numbers (emergency.toml, dated); which service answers is general knowledge",
    Standing.PRACTICE,
    reason="who calls another country's number in an emergency reaches nobody",
)
PHONE_MALFORMED = Rule(
    "article/phone-malformed",
    Severity.ERROR,
    "a phone number has as many digits as one of the reader's country has",
    (),
    "libphonenumber (metadata of the numbering plans); reserved example numbers of emergency.toml stand",
    Standing.PRACTICE,
    reason="a digit too few, and the call for help does not get through",
)
PHONES_DIFFER = Rule(
    "article/phones-differ",
    Severity.WARNING,
    "one team, ward or line has one phone number throughout an article",
    (),
    "house",
    Standing.HOUSE,
    reason="one of the two numbers is wrong, and the reader cannot know which",
)


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((resources.files(__package__) / "emergency.toml").read_text(encoding="utf-8"))


@cache
def countries_of(number: str) -> frozenset[str]:
    """The countries in which a number calls medical help; none for any other number."""
    return frozenset(_data()["emergency"].get(number, "").split())


@cache
def _known_elsewise(number: str) -> frozenset[str]:
    entry = _data()["other"].get(number)
    return frozenset(entry["countries"].split()) if entry else frozenset()


_URGENT = re.compile(
    r"\b(?:emergenc\w+|urgen\w+|ambulance|ambulancia|at once|immediately|right away|straight away|de inmediato|"
    r"enseguida|life|chest pain|breath\w*|unconscious|faint\w*|collapse\w*|stroke|bleed\w*|blood|anaphyla\w*|choking|"
    r"overdose|"
    r"turn\w* blue|stiff neck|seizure|fit|pass\w* out|sangra\w*|desmay\w*|pecho|respirar|demasiado)\b",
    re.I,
)
_ABROAD = re.compile(
    r"\b(?:outside|abroad|other countr\w+|in the (?:UK|US|USA|EU|United \w+)|in (?:Europe|Australia|Canada|Spain|"
    r"Ireland|France|Germany|Mexico|New Zealand|England|Scotland|Wales)|en (?:España|Europa|México|otros países|"
    r"el extranjero)|"
    r"en (?:los )?(?:EE\. ?UU\.|Estados Unidos))\b",
    re.I,
)


def emergency_numbers(region: str) -> tuple[str, ...]:
    """The numbers for emergencies of a country (ISO 3166-1 alpha-2), medical help first; () where none is known."""
    return tuple(number for number in _data()["emergency"] if region in countries_of(number))


def emergency_calls(article: Article) -> Iterator[tuple[Statement, str, str]]:
    """Each short number that the article tells to call: statement, digits, and the text around it."""
    for statement in statements(article):
        for value in statement.values:
            if (isinstance(value, Phone) and value.short and not _in_letters(statement, value)) or (
                # Americans write 9-1-1, so that nobody looks for a key with an eleven.
                isinstance(value, Phone) and re.fullmatch(r"\d-\d-\d", value.text)
            ):
                yield statement, value.digits, statement.text
            elif isinstance(value, Quantity) and value.join == "-" and _dashed(statement, value):
                yield statement, _dashed(statement, value), statement.text


def _in_letters(statement: Statement, value: Phone) -> bool:
    """Whether digits are a part of a longer number, also of one told in letters: "1-800-QUIT-NOW"."""
    before, behind = statement.text[max(0, value.start - 2) : value.start], statement.text[value.end : value.end + 2]
    return bool(re.search(r"[-‑–]$|\d[ .]$", before) or re.match(r"[-‑–]\w|\)", behind))


def _dashed(statement: Statement, value: Quantity) -> str:
    """ "9-1-1" behind a word of calling, as digits."""
    match = re.compile(r"\d-\d-\d(?!\d)").match(statement.text, value.low.start)
    called = re.search(r"\b(?:call|dial|ring|llame|marque)\b[^.]{0,25}$", statement.text[: value.low.start], re.I)
    return match[0].replace("-", "") if match and called else ""


def emergency_number(article: Article) -> Iterator[Finding]:
    """What an article alone shows: numbers that call help nowhere, or in no country together."""
    language = primary_of(article.lang)
    # An article names a language and no country; a brand's rules, which know the region, look again.
    usual = set(_data()["language"].get(language, "").split())
    told: dict[str, Statement] = {}
    for statement, digits, text in emergency_calls(article):
        if countries_of(digits):
            if not _ABROAD.search(text) and not _known_elsewise(digits) & usual:
                told.setdefault(digits, statement)
        elif not _known_elsewise(digits) and (len(digits) <= 3 or _URGENT.search(text) or _is_slip(digits, usual)):
            message = f'"{digits}" is no emergency number'
            yield EMERGENCY_NUMBER.finding(statement.place, message, _HINT)
    common = usual | set().union(*(countries_of(digits) for digits in told))
    for digits in told:
        common &= countries_of(digits)
    if len(told) > 1 and not common:
        last = list(told)[-1]
        others = ", ".join(digits for digits in told if digits != last)
        message = f'"{last}" and "{others}" are emergency numbers of different countries'
        yield EMERGENCY_NUMBER.finding(told[last].place, message, _HINT)
    elif told and usual and not any(countries_of(digits) & usual for digits in told):
        digits, statement = next(iter(told.items()))
        message = f'"{digits}" is no emergency number where "{article.lang}" is usually read'
        yield EMERGENCY_NUMBER.finding(statement.place, message, _HINT, Severity.WARNING)


def _is_slip(digits: str, usual: set[str]) -> bool:
    """Whether a number is an emergency number with one digit too many."""
    return any(digits[:at] + digits[at + 1 :] in _emergency_numbers(usual) for at in range(len(digits)))


def _emergency_numbers(countries: set[str]) -> frozenset[str]:
    return frozenset(number for number in _data()["emergency"] if countries_of(number) & countries)


_HINT = "write {{emergency}}, which each brand fills in, or the number of the reader's country"


def phone_malformed(article: Article) -> Iterator[Finding]:
    """Numbers that no country where the article's language is read could have."""
    language = primary_of(article.lang)
    _, _, region = article.lang.partition("-")
    regions = [region] if len(region) == 2 else _data()["language"].get(language, "").split()
    for statement, value in _phones(article):
        if not any(is_possible(value.digits, each) and _is_so_written(value.text, each) for each in regions or ["GB"]):
            yield PHONE_MALFORMED.finding(statement.place, *_malformed(value), Severity.WARNING)


def _is_so_written(text: str, region: str) -> bool:
    first = re.search(r"\d+", text)
    pattern = _data()["written"].get(region)
    return text.startswith("+") or pattern is None or bool(first and re.fullmatch(pattern, first[0]))


def _malformed(value: Phone) -> tuple[str, str]:
    digits = sum(character.isdigit() for character in value.digits)
    return f'"{value.text}" is no phone number: {digits} digits', "count the digits and call the number once"


def _phones(article: Article) -> Iterator[tuple[Statement, Phone]]:
    for statement in statements(article):
        for value in statement.values:
            if not isinstance(value, Phone) or value.short or re.fullmatch(r"\d-\d-\d", value.text):
                continue
            if _GOES_ON.match(statement.text, value.end):
                continue
            if not countries_of(value.digits) and not _known_elsewise(value.digits):
                yield statement, value


_GOES_ON = re.compile(r" ?[/-]? ?\d")
"""A number that was not read to its end: an extension behind a slash, a last pair that a word is run into."""


def is_possible(digits: str, region: str) -> bool:
    """Whether a number can be dialled in a country: of its numbering plan, or kept there for examples."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, None if digits.startswith("+") else region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) or is_reserved(number, region)


def is_reserved(number: PhoneNumber, region: str) -> bool:
    """Whether a number is kept for examples and fiction, in its own country or in `region`."""
    import phonenumbers

    home = phonenumbers.region_code_for_country_code(number.country_code or 0)
    patterns = [_data()["reserved"].get(country, "") for country in (region, home)]
    return any(re.fullmatch(pattern, str(number.national_number)) for pattern in patterns)


def phones_differ(article: Article) -> Iterator[Finding]:
    seen: list[tuple[str, frozenset[str], Statement]] = []
    for statement, value in _phones(article):
        owner = _owner(statement, value)
        for digits, other, _ in seen:
            if digits == value.digits:
                continue
            same_owner = bool(owner) and owner == other
            turned = _differing(digits, value.digits) == 2 and sorted(digits) == sorted(value.digits)
            slip = (turned or _differing(digits, value.digits) <= 1) and not (owner and other and owner != other)
            if same_owner or slip:
                whose = " ".join(sorted(owner)) or "the same line"
                message = f'"{value.text}" is another number for {whose} than "{digits}" above'
                yield PHONES_DIFFER.finding(statement.place, message, "call both, and keep the right one")
                break
        seen.append((value.digits, owner, statement))


_OWNER = re.compile(
    r"\b(?:call|ring|phone|contact|ask|reach|tell|llame|llamar|contacte)\s+"
    r"(?:to |us at |a |al |con )?((?:[\w'’-]+\s+){0,6}?)"
    r"(?:on|at|al|en el|:)\s*[+(\d]$|\b((?:[\w'’-]+\s+){1,3})(?:phone|tel|telephone|teléfono)?\s*[:(]?\s*[+(\d]$",
    re.I,
)
_NO_OWNER = frozenset("the your our us a an or and to doctor if is la el su nuestro nuestra de del o".split())


def _owner(statement: Statement, value: Phone) -> frozenset[str]:
    """The words that name whose number it is: "the eye clinic" → {eye, clinic}."""
    before = statement.text[max(0, value.start - 80) : value.start + 1]
    matches = list(_OWNER.finditer(before))
    words = (matches[-1][1] or matches[-1][2] or "").casefold().split() if matches else []
    return frozenset(word for word in words if word not in _NO_OWNER)


def _differing(first: str, second: str) -> int:
    return sum(a != b for a, b in zip(first, second, strict=True)) if len(first) == len(second) else 99


def check_region(article: Article, region: str) -> Findings:
    """What the country of a brand's readers shows (`region` ISO 3166-1 alpha-2), once its values are filled in."""

    def emergency(subject: Article) -> Iterator[Finding]:
        for statement, digits, text in emergency_calls(subject):
            elsewhere = countries_of(digits) | _known_elsewise(digits)
            if elsewhere and region not in elsewhere and not _ABROAD.search(text):
                right = ", ".join(emergency_numbers(region))
                message = f'"{digits}" is no emergency number in {region}'
                yield EMERGENCY_NUMBER.finding(statement.place, message, f"write {right or 'the number of ' + region}")

    def phones(subject: Article) -> Iterator[Finding]:
        for statement, value in _phones(subject):
            if not is_possible(value.digits, region) and not _ABROAD.search(statement.text):
                yield PHONE_MALFORMED.finding(statement.place, *_malformed(value))

    return check_all((Check(EMERGENCY_NUMBER, emergency), Check(PHONE_MALFORMED, phones)), article, article.lang)


CHECKS = (
    Check(EMERGENCY_NUMBER, emergency_number),
    Check(PHONE_MALFORMED, phone_malformed),
    Check(PHONES_DIFFER, phones_differ),
)
