"""What binds articles into a publication comes in as TOML; its tables, typed, or all its faults, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from babel.numbers import list_currencies
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from pipeline.article.front.fields import LANGUAGE_TAG, PublishWords
from pipeline.article.front.schema import Line, Lines, List, Strict, as_tuple, explain, once, one_of, refusal
from pipeline.edition.isbn import check_digit, digits_of, is_isbn
from pipeline.fault import faults_of
from pipeline.finding import Finding, Findings, Place, Rule, Severity, Standing
from pipeline.language.characters import find_suspects
from pipeline.tables import TableError, lines_of, place_in, read_table, texts_of
from pipeline.tags import primary_of

COLLECTION = Rule(
    "collection/file",
    Severity.ERROR,
    "a collection file is TOML with a title and a list of articles that exist",
    (),
    "house",
    Standing.HOUSE,
    reason="a book that lacks a chapter must not be printed",
)
BINDING = Rule(
    "collection/binding",
    Severity.ERROR,
    "an ISBN has its check digit, a contributor a known role, a language a known tag, and every key a meaning",
    (),
    "ISO 2108:2017; MARC relators; BCP 47; house",
    Standing.STANDARD,
    reason="a store refuses the book, or lists it as another one",
)
SUMMARY = Rule(
    "collection/summary",
    Severity.WARNING,
    "a collection with an ISBN or a price has a summary of its own",
    (),
    "house",
    Standing.HOUSE,
    reason="stores would describe the whole book by its first chapter",
)
EVALUATION = Rule(
    "collection/evaluation",
    Severity.ERROR,
    "an evaluation says what was found to conform to what, who looked, when, and at which version",
    ("EP-A11-03", "EP-A11-04"),
    "EPUB Accessibility 1.1, 5.3",
    reason="a claim of conformance that nobody signed is worth nothing, and may be unlawful",
)
RULES = (COLLECTION, BINDING, SUMMARY, EVALUATION)

ROLES = {
    "author": "aut",
    "editor": "edt",
    "illustrator": "ill",
    "photographer": "pht",
    "foreword": "aui",
    "translator": "trl",
    "reviewer": "rev",
    "designer": "dsr",
    "contributor": "ctb",
}
"""Roles as people write them → MARC relator codes."""

CONFORMS = re.compile(r"EPUB Accessibility 1\.1 - WCAG 2\.[012] Level (A|AA|AAA)")
"""The nine claims that EPUB Accessibility 1.1 knows, word for word."""


def _by_language(value: object) -> object:
    """One text as the text of every language, ""."""
    if not isinstance(value, str | Mapping):
        raise refusal("a text is neither a text nor texts by language", 'write name = "…", or [name] with languages')
    return {"": value} if isinstance(value, str) else value


def _tag(key: str) -> str:
    if key and not LANGUAGE_TAG.match(key):
        raise refusal(f'"{key}" is not a language tag', "write a tag such as en, es or pt-BR")
    return key


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _isbn(written: str) -> str:
    digits = digits_of(written)
    if not written:
        return written
    if len(digits) != 13 or digits[:3] not in {"978", "979"} or not digits.isdecimal():
        raise refusal(f'"{written}" is no ISBN-13', "write the 13 digits of your ISBN agency")
    if not is_isbn(written):
        message = f'the ISBN "{written}" ends in {digits[-1]}, its check digit is {check_digit(digits[:12])}'
        raise refusal(message, "compare it with the letter of your ISBN agency")
    return digits


def _folded(written: str) -> str:
    return " ".join(written.split())


def _claim(written: str) -> str:
    claim = _folded(written)
    if not CONFORMS.fullmatch(claim):
        hint = 'write "EPUB Accessibility 1.1 - WCAG 2.2 Level AA", with hyphens, or another of the nine'
        raise refusal(f'"{claim}" is not a claim that the standard knows', hint)
    return claim


def _prices(value: object) -> object:
    return (value,) if isinstance(value, str) else as_tuple(value)


_PRICE = re.compile(r"(\d{1,6}(?:\.\d\d)?) ?([A-Z]{3})|([A-Z]{3}) ?(\d{1,6}(?:\.\d\d)?)")


def _price(written: str) -> str:
    """A price as "4.99 GBP", or "free"."""
    said = _folded(written)
    for sign, currency in (("£", "GBP"), ("€", "EUR")):
        said = said.replace(sign, f" {currency} ").strip() if sign in said else said
    said = " ".join(re.sub(r"(?<=\d),(?=\d\d\b)", ".", said).split())
    if said.casefold() in {"free", "0"}:
        return "free"
    if dollars := re.fullmatch(r"\$ ?(\d{1,6}(?:\.\d\d)?)|(\d{1,6}(?:\.\d\d)?) ?\$", said):
        amount = dollars[1] or dollars[2]
        hint = f'write price = "{amount} USD"; other dollars are CAD, AUD, NZD, SGD, HKD'
        raise refusal(f'"{written}" is no price: it may be the dollar of any country', hint)
    match = _PRICE.fullmatch(said)
    amount, currency = (match[1] or match[4], match[2] or match[3]) if match else ("", "")
    if not match or currency not in list_currencies():
        raise refusal(f'"{written}" is no price', 'write price = "4.99 GBP", with the three letters of the currency')
    return f"{amount} {currency}" if float(amount) else "free"


_Tag = Annotated[str, AfterValidator(_tag)]
_Texts = Annotated[Mapping[_Tag, str], BeforeValidator(_by_language)]
_Titles = Annotated[Mapping[_Tag, Annotated[str, AfterValidator(_folded)]], BeforeValidator(_by_language)]
_Isbns = Annotated[Mapping[_Tag, Annotated[str, AfterValidator(_isbn)]], BeforeValidator(_by_language)]
# Volumes, editions and versions are often written as numbers.
_Label = Annotated[str, BeforeValidator(_text)]


def _some(texts: Mapping[str, str]) -> Mapping[str, str]:
    if not any(texts.values()):
        raise PydanticCustomError("missing", "missing")
    return texts


class Contributor(Strict):
    """Somebody whom the book names, and for what."""

    name: Line
    role: Annotated[str, one_of(tuple(ROLES))]


class Evaluation(Strict):
    """A signed record of a human evaluation: what conforms to what, who looked, when, at which version."""

    conforms_to: Annotated[str, AfterValidator(_claim)]
    evaluator: Line
    signed_by: Line
    day: Annotated[date, Field(alias="date")]
    version: Annotated[Line, BeforeValidator(_text)]
    languages: Lines = ()
    credential: str = ""
    report: str = ""


class LetterWords(Strict):
    """What a collection says for its newsletter, by language or for all."""

    subject: _Texts = Field(default_factory=dict)
    subject_b: _Texts = Field(default_factory=dict)
    preheader: _Texts = Field(default_factory=dict)
    opening: _Texts = Field(default_factory=dict)


class BindingWords(Strict):
    """What a publication says beside its articles, by language where it is text; a single article's lies beside it and
    holds an evaluation only.
    """

    id: str = ""
    number: _Label = ""
    edition: _Label = ""
    isbn: _Isbns = Field(default_factory=dict)
    price: Annotated[tuple[Annotated[str, AfterValidator(_price)], ...], BeforeValidator(_prices)] = ()
    series: _Texts = Field(default_factory=dict)
    foreword: _Texts = Field(default_factory=dict)
    licence: _Texts = Field(default_factory=dict)
    summary: _Texts = Field(default_factory=dict)
    contributors: Annotated[tuple[Contributor, ...], List] = ()
    evaluation: Evaluation | None = None
    newsletter: LetterWords = LetterWords()
    publish: PublishWords = PublishWords()


class CollectionFile(BindingWords):
    """The whole file."""

    title: Annotated[_Titles, AfterValidator(_some)]
    subtitle: _Titles = Field(default_factory=dict)
    articles: Annotated[tuple[str, ...], List, Field(min_length=1)]
    brands: Annotated[tuple[str, ...], List, AfterValidator(once)] = ()


_ITSELF = frozenset({"title", "subtitle", "articles", "brands"})
"""Keys without which there is no collection; a fault in any other keeps its editions back."""

_HINTS = {
    "articles": 'write ["slug", "slug"]',
    "title": 'write title = "…", or [title] with languages',
    "subtitle": 'write subtitle = "…", or [subtitle] with languages',
    "price": 'write price = "4.99 GBP", price = ["4.99 GBP", "5.99 EUR"], or price = "free"',
    "contributors": '[[contributors]] name = "…" role = "illustrator"',
    "name": '[[contributors]] name = "…" role = "illustrator"',
    "date": "write date = 2026-11-05, without quotes",
    "publish": 'write publish = { booklet = ["epub"], newsletter = [] }',
}
_AUTHORS = "take the line out; the authors are those of its articles, and others go under [[contributors]]"
_RIGHTS = 'write licence = "…"'
_ELSEWHERE = {
    "author": _AUTHORS,
    "authors": _AUTHORS,
    "copyright": _RIGHTS,
    "rights": _RIGHTS,
    "license": _RIGHTS,
    "publisher": "take the line out; the publisher is the name in styles/brands/BRAND/brand.toml",
    "cover": "take the line out; plainleaf draws the cover from the title and the colours of the brand",
}
"""What people write into a collection that another file says, or another word."""

_EVALUATION_HINT = "say what was evaluated, by whom, and who signed"


def read_collection_file(content: bytes, file: str) -> tuple[CollectionFile | None, Findings]:
    """The tables of a collection file and every fault at its line; None when it has no title or articles to be read.

    A key that is at fault is left out, so that what was published of the collection stays known as its own.
    """
    try:
        table = read_table(content)
    except TableError as fault:
        place = Place(file, fault.line, fault.line)
        return None, Findings((COLLECTION.finding(place, str(fault), "mend the line"),))
    lines = lines_of(content)
    hidden = [COLLECTION.finding(place_in(lines, file, path), said, hint) for path, said, hint in _disguises(table)]
    twice = [name for name in _names(table) if _names(table).count(name) > 1]
    hidden += [
        COLLECTION.finding(place_in(lines, file, "articles"), f'the article "{name}" stands twice', "name it once")
        for name in sorted(set(twice))
    ]
    wanting = tuple(_without_summary(table, file, lines))
    try:
        return (None if hidden else CollectionFile.model_validate(table)), Findings((*hidden, *wanting))
    except ValidationError as faults:
        told = [(path, message, hint) for path, message, hint in _explained(faults, CollectionFile)]
    found = [_rule_of(path).finding(place_in(lines, file, path), message, hint) for path, message, hint in told]
    faulty = {path.partition(".")[0] for path, _, _ in told}
    left = {key: value for key, value in table.items() if key not in faulty}
    said = None if hidden or faulty & _ITSELF else CollectionFile.model_validate(left)
    return said, Findings((*hidden, *found))


def _without_summary(table: Mapping[str, Any], file: str, lines: Any) -> Iterator[Finding]:
    """The finding on a book for stores that says nothing of what it is about."""
    said = next((key for key in ("isbn", "price") if table.get(key)), "")
    if said and not table.get("summary"):
        message = "the collection has no summary: stores would show that of its first article"
        yield SUMMARY.finding(place_in(lines, file, said), message, 'write summary = "…" in the collection file')


def _names(table: Mapping[str, Any]) -> list[str]:
    articles = table.get("articles")
    return [name for name in articles if isinstance(name, str)] if isinstance(articles, list) else []


def _explained(faults: ValidationError, model: type[Strict]) -> Iterator[tuple[str, str, str]]:
    usual = "see the manual for its form"
    what = "the evaluation" if model is Evaluation else "the collection file"
    elsewhere = _ELSEWHERE if model is CollectionFile else {}
    return explain(faults, model, what, _HINTS, _EVALUATION_HINT, usual, elsewhere)


def _rule_of(path: str) -> Rule:
    key = path.partition(".")[0]
    return COLLECTION if key in _ITSELF else EVALUATION if key == "evaluation" else BINDING


def _disguises(table: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """What reads otherwise than it looks, in titles, forewords and names."""
    for path, text in texts_of(table):
        for suspect in find_suspects(text):
            yield path, f'"{path}": {suspect.message}', suspect.hint


EVALUATION_FILE = "evaluation.toml"
"""Where an article's evaluation lies, in the article's folder; a collection has it as a table of its own file."""


def read_evaluation(content: bytes, file: str) -> tuple[Evaluation | None, Findings]:
    """The record in an evaluation file, None when it has faults, and the faults, our own among them."""
    try:
        return _read_evaluation(content, file)
    except Exception as error:
        return None, faults_of(error, Place(file), "reading it")


def _read_evaluation(content: bytes, file: str) -> tuple[Evaluation | None, Findings]:
    try:
        record = read_table(content)
    except TableError as fault:
        return None, Findings((EVALUATION.finding(Place(file, fault.line, fault.line), str(fault), "mend the line"),))
    said, told = None, list(_disguises(record))
    try:
        said = Evaluation.model_validate(record)
    except ValidationError as faults:
        told += _explained(faults, Evaluation)
    lines = lines_of(content)
    found = tuple(EVALUATION.finding(place_in(lines, file, path), message, hint) for path, message, hint in told)
    return (None if found else said), Findings(found)


@dataclass(frozen=True, slots=True)
class Binding:
    """A book's own data in one language; empty where nothing was said. `contributors` are names with MARC codes,
    `prices` amounts with ISO 4217 codes, ("0", "") for a book that is free.
    """

    id: str = ""
    isbn: str = ""
    prices: tuple[tuple[str, str], ...] = ()
    series: str = ""
    number: str = ""
    edition: str = ""
    foreword: str = ""
    licence: str = ""
    summary: str = ""
    contributors: tuple[tuple[str, str], ...] = ()
    evaluation: Evaluation | None = None


def binding_of(words: BindingWords, lang: str) -> Binding:
    """What a publication says beside its articles, in `lang`."""
    return Binding(
        id=words.id,
        isbn=in_language(words.isbn, lang),
        prices=tuple(("0", "") if said == "free" else _parted(said) for said in words.price),
        series=in_language(words.series, lang),
        number=words.number,
        edition=words.edition,
        foreword=in_language(words.foreword, lang),
        licence=in_language(words.licence, lang),
        summary=in_language(words.summary, lang),
        contributors=tuple((person.name, ROLES[person.role]) for person in words.contributors),
        evaluation=words.evaluation,
    )


def _parted(price: str) -> tuple[str, str]:
    amount, _, currency = price.partition(" ")
    return amount, currency


def in_language(texts: Mapping[str, str], lang: str) -> str:
    """The text in `lang`, else in its language without region, else for all; "" when there is none."""
    # RFC 4647, 3.4: "es" serves who asks for "es-MX".
    tags = (lang, primary_of(lang), "")
    return next((text for tag in tags if (text := texts.get(tag, "").strip())), "")
