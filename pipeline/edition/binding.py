"""What a collection file says beside its articles comes in; a book's own data, and what is wrong with it, go out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.edition.isbn import check_digit, digits_of, is_isbn
from pipeline.fault import faults_of
from pipeline.finding import Finding, Findings, Place, Rule, Severity, Standing
from pipeline.language.characters import find_suspects
from pipeline.naming import nearest
from pipeline.tables import TableError, place_of, read_table, texts_of

BINDING = Rule(
    "collection/binding",
    Severity.ERROR,
    "an ISBN has its check digit, a contributor a known role, a language a known tag, and every key a meaning",
    (),
    "ISO 2108:2017; MARC relators; BCP 47; house",
    Standing.STANDARD,
    reason="a store refuses the book, or lists it as another one",
)
EVALUATION = Rule(
    "collection/evaluation",
    Severity.ERROR,
    "an evaluation says what was found to conform to what, who looked, when, and at which version",
    ("EP-A11-03", "EP-A11-04"),
    "EPUB Accessibility 1.1, 5.3",
    reason="a claim of conformance that nobody signed is worth nothing, and may be unlawful",
)
RULES = (BINDING, EVALUATION)

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

LETTER = ("subject", "preheader", "opening")
"""What a collection says for its newsletter, by language or for all."""

BY_LANGUAGE = ("isbn", "foreword", "licence", "summary", "series")
KNOWN = frozenset({"id", "number", "edition", "contributors", "evaluation", "newsletter", "publish", *BY_LANGUAGE})
CONFORMS = re.compile(r"EPUB Accessibility 1\.1 - WCAG 2\.[012] Level (A|AA|AAA)")
"""The nine claims that EPUB Accessibility 1.1 knows, word for word."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A signed record of a human evaluation: what conforms to what, who looked, when, at which version."""

    conforms_to: str
    evaluator: str
    signed_by: str
    day: date
    version: str
    languages: tuple[str, ...] = ()
    credential: str = ""
    report: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """A book's own data in one language; empty where nothing was said. `contributors` are names with MARC codes."""

    id: str = ""
    isbn: str = ""
    series: str = ""
    number: str = ""
    edition: str = ""
    foreword: str = ""
    licence: str = ""
    summary: str = ""
    contributors: tuple[tuple[str, str], ...] = ()
    evaluation: Evaluation | None = None


def binding_of(settings: Mapping[str, object], lang: str) -> Binding:
    """The binding in `lang` out of a publication's settings; what `check_binding` refuses is left out."""
    said = {name: _in_language(settings.get(name), lang) for name in BY_LANGUAGE}
    people = settings.get("contributors")
    contributors = tuple(
        (str(person["name"]), ROLES[str(person["role"])])
        for person in (people if isinstance(people, list) else [])
        if isinstance(person, dict) and person.get("name") and str(person.get("role")) in ROLES
    )
    record = settings.get("evaluation")
    evaluation = evaluation_of(record) if isinstance(record, Mapping) else None
    return Binding(
        id=str(settings.get("id", "")),
        number=str(settings.get("number", "")),
        edition=str(settings.get("edition", "")),
        contributors=contributors,
        evaluation=evaluation,
        **{**said, "isbn": digits_of(said["isbn"]) if is_isbn(said["isbn"]) else ""},
    )


def _in_language(value: object, lang: str) -> str:
    if isinstance(value, Mapping):
        value = value.get(lang, value.get(lang.split("-", maxsplit=1)[0], ""))
    return str(value or "").strip()


def evaluation_of(record: Mapping[str, object]) -> Evaluation | None:
    """The evaluation in a table, or None when it is not whole."""
    if any(_faults_of_evaluation(record)):
        return None
    day, languages = record["date"], record.get("languages", [])
    return Evaluation(
        conforms_to=str(record["conforms_to"]),
        evaluator=str(record["evaluator"]),
        signed_by=str(record["signed_by"]),
        day=day if isinstance(day, date) else date.min,
        version=str(record["version"]),
        languages=tuple(map(str, languages)) if isinstance(languages, list) else (),
        credential=str(record.get("credential", "")),
        report=str(record.get("report", "")),
    )


def _faults_of_evaluation(record: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Key, what is wrong with it, and how to mend it."""
    for name in ("conforms_to", "evaluator", "signed_by", "version"):
        if not str(record.get(name, "")).strip():
            yield name, f'the evaluation lacks "{name}"', "say what was evaluated, by whom, and who signed"
    claim = " ".join(str(record.get("conforms_to", "")).split())
    if claim and not CONFORMS.fullmatch(claim):
        hint = 'write "EPUB Accessibility 1.1 - WCAG 2.2 Level AA", with hyphens, or another of the nine'
        yield "conforms_to", f'"{claim}" is not a claim that the standard knows', hint
    if not isinstance(record.get("date"), date):
        yield "date", "the evaluation has no date", "write date = 2026-11-05, without quotes"


def check_evaluation(record: Mapping[str, object], content: bytes, file: str) -> tuple[Finding, ...]:
    """What is wrong with an evaluation, at its lines in `content`."""
    return tuple(
        EVALUATION.finding(place_of(content, file, key), message, hint)
        for key, message, hint in _faults_of_evaluation(record)
    )


EVALUATION_FILE = "evaluation.toml"
"""Where an article's evaluation lies, in the article's folder; a collection has it as a table of its own file."""


def read_evaluation(content: bytes, file: str) -> tuple[dict[str, object], Findings]:
    """The record in an evaluation file, empty when it has faults, and the faults, our own among them."""
    try:
        return _read_evaluation(content, file)
    except Exception as error:
        return {}, faults_of(error, Place(file), "reading it")


def _read_evaluation(content: bytes, file: str) -> tuple[dict[str, object], Findings]:
    try:
        record = read_table(content)
    except TableError as fault:
        return {}, Findings((EVALUATION.finding(Place(file, fault.line, fault.line), str(fault), "mend the line"),))
    found = check_evaluation(record, content, file)
    found += tuple(
        EVALUATION.finding(place_of(content, file, path.split(".")[0]), f'"{path}": {suspect.message}', suspect.hint)
        for path, text in texts_of(record)
        for suspect in find_suspects(text)
    )
    return ({} if found else record), Findings(found)


def check_binding(settings: Mapping[str, object], content: bytes, file: str) -> tuple[Finding, ...]:
    """What is wrong with the settings of a collection file, each at its line in `content`."""
    found = [BINDING.finding(place_of(content, file, word), message, hint) for word, message, hint in _faults(settings)]
    record = settings.get("evaluation")
    if isinstance(record, Mapping):
        found += check_evaluation(record, content, file)
    return tuple(found)


def _faults(settings: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    from pipeline.article.front_matter import LANGUAGE_TAG

    yield from _unknown(settings, KNOWN, "")
    letter = settings.get("newsletter")
    if isinstance(letter, Mapping):
        yield from _unknown(letter, LETTER, "newsletter.")
    yield from _choice_faults(settings.get("publish", {}))
    for name in BY_LANGUAGE:
        value = settings.get(name)
        for lang in value if isinstance(value, Mapping) else ():
            if not LANGUAGE_TAG.match(str(lang)):
                yield str(lang), f'"{lang}" is not a language tag', "write a tag such as en, es or pt-BR"
    isbn = settings.get("isbn")
    for written in isbn.values() if isinstance(isbn, Mapping) else [isbn] if isbn is not None else []:
        yield from _isbn_faults(str(written))
    people = settings.get("contributors", [])
    for person in people if isinstance(people, list) else [people]:
        if not isinstance(person, dict) or not person.get("name"):
            yield "contributors", "a contributor has no name", '[[contributors]] name = "…" role = "illustrator"'
        elif str(person.get("role")) not in ROLES:
            role = str(person.get("role", ""))
            near = nearest(role, ROLES)
            hint = f'write "{near}"' if near else f"write one of {', '.join(ROLES)}"
            yield role or "contributors", f'"{role}" is no known role', hint


def _unknown(table: Mapping[str, object], known: Collection[str], within: str) -> Iterator[tuple[str, str, str]]:
    for name in table:
        if name not in known:
            near = nearest(name, known)
            hint = f'write "{near}"' if near else f"known are {', '.join(sorted(known))}"
            yield name, f'"{within}{name}" has no meaning here', hint


def _choice_faults(table: object) -> Iterator[tuple[str, str, str]]:
    from pydantic import ValidationError

    from pipeline.article.front_matter import PublishWords
    from pipeline.article.schema import explain

    try:
        PublishWords.model_validate(table)
    except ValidationError as faults:
        usual = 'write publish = { booklet = ["epub"], newsletter = [] }'
        for path, message, hint in explain(faults, PublishWords, "publish", {}, usual, usual):
            yield path.split(".")[0] or "publish", message.replace('"', '"publish.', 1), hint


def _isbn_faults(written: str) -> Iterator[tuple[str, str, str]]:
    digits = digits_of(written)
    if len(digits) != 13 or digits[:3] not in {"978", "979"} or not digits.isdecimal():
        yield written, f'"{written}" is no ISBN-13', "write the 13 digits of your ISBN agency"
    elif not is_isbn(written):
        message = f'the ISBN "{written}" ends in {digits[-1]}, its check digit is {check_digit(digits[:12])}'
        yield written, message, "compare it with the letter of your ISBN agency"
