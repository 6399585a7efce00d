"""The YAML head of an article comes in; its checked fields, or all its faults with their lines, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails

from pipeline import channels
from pipeline.article.front.codes import SYSTEMS
from pipeline.article.front.head import Head
from pipeline.article.front.schema import (
    Line,
    Lines,
    List,
    Strict,
    as_tuple,
    explain,
    refusal,
    unknown_key,
    unknown_name,
)
from pipeline.article.front.status import Status
from pipeline.article.people import is_organisation
from pipeline.article.syntax import FRONT_MATTER
from pipeline.channels import NETWORKS
from pipeline.finding import Finding, Place
from pipeline.naming import nearest

INHERITED = (
    "id version status brands authors reviewers published reviewed evidence_checked next_review advertisement "
    "contact canonical claims_reviewed_by pictures references topic kind publish codes owner withdrawn_on read_instead"
).split()
"""Keys that carry no language: a translation that leaves them out takes them from the original."""

LANGUAGE_TAG = re.compile(r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$")
"""BCP 47: language, script and region in their usual case; nothing rarer is published here (house)."""


def _date(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


Day = Annotated[date, BeforeValidator(_date)]


class Person(Strict):
    """Who wrote, reviewed or translated: a name, credentials ("MD"), an organisation; ORCID if there is one."""

    name: Line
    credentials: Line | None = None
    organisation: Line | None = None
    orcid: Annotated[str, Field(pattern=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")] | None = None

    @property
    def is_person(self) -> bool:
        return bool(self.orcid) or not is_organisation(self.name)

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.credentials, self.organisation) if part)


class PictureRights(Strict):
    """Where a picture comes from and how long it may be shown."""

    credit: Line | None = None
    licence: Line | None = None
    consent_until: Day | None = None


class NewsletterWords(Strict):
    """What the author wrote for the newsletter's envelope; `subject_b` is tried beside the subject."""

    subject: Line | None = None
    subject_b: Line | None = None
    preheader: Line | None = None


def _chosen(value: object) -> object:
    """A list as it is, one name as a list of it, and "no" (or false) as a list of nothing."""
    if value is False or (isinstance(value, str) and value.casefold() == "no"):
        return ()
    return (value,) if isinstance(value, str) else as_tuple(value)


_CHOICE = BeforeValidator(_chosen)


def _known(name: str) -> str:
    if name not in channels.FORMATS:
        raise unknown_key(channels.FORMATS)
    return name


_Format = Annotated[str, AfterValidator(_known)]


class PublishWords(RootModel[Mapping[_Format, Annotated[tuple[str, ...], _CHOICE]]]):
    """What of a brand's choice is published of this article: the variants named, all where a format is left out."""

    model_config = ConfigDict(frozen=True, strict=True)

    root: Mapping[_Format, Annotated[tuple[str, ...], _CHOICE]] = {}

    @model_validator(mode="after")
    def _has_known_variants(self) -> PublishWords:
        faults = [
            InitErrorDetails(type=unknown_name(channels.variants_of(name)), loc=(name,), input=variant)
            for name, chosen in self.root.items()
            for variant in chosen
            if variant not in channels.variants_of(name)
        ]
        if faults:
            raise ValidationError.from_exception_data("publish", faults)
        return self

    def variants(self, format_name: str) -> tuple[str, ...] | None:
        """The variants of a format that are published at most; None where nothing is said of it."""
        return self.root.get(format_name)


def _network_of(key: str) -> str:
    """Admits "x", "x/question" and "x/q-help": texts are written for a network; which messages there are, only the
    campaign knows.
    """
    network = key.partition("/")[0]
    if network not in NETWORKS:
        near = nearest(network, NETWORKS)
        hint = f'write "{near}"' if near else f"begin with one of {', '.join(NETWORKS)}"
        raise refusal(f'"social.texts" knows no "{key}"', hint)
    return key


class SocialWords(Strict):
    """The campaign: the order of posts, texts written for a network, hashtags, content warning."""

    plan: Annotated[tuple[Line, ...] | None, List] = None
    texts: Mapping[Annotated[str, AfterValidator(_network_of)], str] = {}
    hashtags: Annotated[tuple[Annotated[str, Field(pattern=r"^#?\w+$")], ...], List] = ()
    content_warning: Line | None = None


def _coded(name: str) -> str:
    if name not in SYSTEMS:
        raise unknown_key(tuple(SYSTEMS))
    return name


_System = Annotated[str, AfterValidator(_coded)]


def _codes(value: object) -> object:
    """One code or a list of them. Codes of digits only are numbers to YAML."""
    listed = value if isinstance(value, list) else [value]
    return tuple(str(each) if isinstance(each, int) and not isinstance(each, bool) else each for each in listed)


class WaiverWords(Strict):
    """An exception from one rule: why, on whose word, until which day; `words` limit it to what speaks of them."""

    rule: Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9-]+$")]
    reason: Line
    by: Line
    until: Day
    words: Line | None = None


class FrontMatter(Strict):
    """The fields of an article that are not prose. Dates are calendar days; `id` is printed on every format."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$")]
    version: Line = "1.0"
    title: Line
    subtitle: Line | None = None
    summary: Line
    main_message: Line
    lang: Annotated[str, Field(pattern=LANGUAGE_TAG.pattern)]
    status: Annotated[Status, BeforeValidator(lambda v: Status(v) if v in set(Status) else v)] = Status.CURRENT
    brands: Lines = ()
    authors: Annotated[tuple[Person, ...], List, Field(min_length=1)]
    reviewers: Annotated[tuple[Person, ...], List, Field(min_length=1)]
    translators: Annotated[tuple[Person, ...], List] = ()
    published: Day
    reviewed: Day
    evidence_checked: Day
    next_review: Day
    keywords: Lines = ()
    codes: Mapping[_System, Annotated[tuple[Line, ...], BeforeValidator(_codes)]] = {}
    topic: Line | None = None
    kind: Literal["medicine", "procedure", "condition", "test", "lifestyle"] | None = None
    audience: Literal["patients", "children", "professionals"] = "patients"
    approval_status: Line | None = None
    funding: Line
    conflicts: Line
    advertisement: bool
    contact: Line | None = None
    canonical: Annotated[str, Field(pattern=r"^https://[^\s<>\"]+$")] | None = None
    claims_reviewed_by: Line | None = None
    pictures: Mapping[str, PictureRights] = {}
    references: Annotated[tuple[Mapping[str, Any], ...], List] = ()
    publish: PublishWords = PublishWords()
    newsletter: NewsletterWords = NewsletterWords()
    social: SocialWords = SocialWords()
    waivers: Annotated[tuple[WaiverWords, ...], List] = ()
    owner: Line | None = None
    stale: Literal["allow"] | None = None
    withdrawn_because: Line | None = None
    withdrawn_on: Day | None = None
    read_instead: Annotated[str, Field(pattern=r"^[^\s/\\]+$")] | None = None


def read_front_matter(head: Head, file: str) -> tuple[FrontMatter | None, list[Finding]]:
    """The checked fields, and one finding a fault, all at once, each with its line.

    A field with a fault gets a stand-in that shows what is to do, so that a draft can be looked at and the rest of
    the article checked; the findings keep it from being published. None when not even that is possible.
    """
    values = {key: value for key, value in head.values.items() if value is not None}
    try:
        return FrontMatter.model_validate(values), []
    except ValidationError as faults:
        return _with_stand_ins(values, faults), list(_findings(faults, head, file))


_TO_DO_DAY = date(2999, 1, 1)
"""Far ahead, so that a day still to be set neither expires an article nor is taken for a real one."""

_DAYS = frozenset({"published", "reviewed", "evidence_checked", "next_review"})
NO_ID = "TO-DO"
"""Stands for the id that an author has still to write; two articles that wait for theirs do not have the same."""

STAND_INS: Mapping[str, Any] = {
    "id": NO_ID,
    "title": "To do: title",
    "summary": "To do: summary",
    "main_message": "To do: main message",
    "lang": "en",
    "authors": [{"name": "To do: author", "credentials": "to do"}],
    "reviewers": [{"name": "To do: reviewer", "credentials": "to do"}],
    "published": _TO_DO_DAY,
    "reviewed": _TO_DO_DAY,
    "evidence_checked": _TO_DO_DAY,
    "next_review": _TO_DO_DAY.replace(year=_TO_DO_DAY.year + 1),
    "funding": "To do: funding",
    "conflicts": "To do: conflicts",
    "advertisement": False,
}


def _with_stand_ins(values: Mapping[str, Any], faults: ValidationError) -> FrontMatter | None:
    faulty = {str(fault["loc"][0]) for fault in faults.errors(include_url=False) if fault["loc"]}
    if faulty & _DAYS:
        # Days are compared with each other; a stand-in beside real ones would raise faults that nobody made.
        faulty |= _DAYS
    kept = {key: value for key, value in values.items() if key in FrontMatter.model_fields and key not in faulty}
    needed = {key: value for key, value in STAND_INS.items() if key not in kept}
    try:
        return FrontMatter.model_validate({**kept, **needed})
    except ValidationError:
        return None


def _findings(faults: ValidationError, head: Head, file: str) -> Iterator[Finding]:
    usual = '`plainleaf new` shows how "{name}" is written'
    for path, message, hint in explain(
        faults, FrontMatter, "the front matter", _HINTS, 'add a line "{name}: …"', usual, _OF_COLLECTIONS
    ):
        yield FRONT_MATTER.finding(Place(file, head.line(path)), message, hint)


_BOOK = "isbn price number edition series foreword licence contributors articles"
_OF_COLLECTIONS = {
    key: f'a collection says it: write {key} in source/NAME.collection.toml, beside title = "…" and articles = […]'
    for key in _BOOK.split()
} | dict.fromkeys(
    ("trim", "cover"),
    "take the line out; a book is made from source/NAME.collection.toml, and plainleaf draws its cover",
)
"""What people write into an article that is said of a book."""

_HINTS = {
    "lang": 'write a language tag such as "en", "es" or "pt-BR"',
    "id": "write 2 to 40 letters, digits, dots or dashes, for instance PL-TIDES-001",
    "kind": 'write "medicine", "procedure", "condition", "test" or "lifestyle"',
    "stale": 'write "allow" to publish the translation with a note that the original is newer, or leave it out',
    "authors": 'write one below it, further in: "  - name: Example Writing Group"',
    "reviewers": 'write one below it, further in: "  - name: Example Reviewer", and "    credentials: MD"',
    "keywords": "write keywords: [wound, dressing]",
    "references": 'write each below it, further in, beginning with "  - id: key"',
    "status": 'write "current", "draft" (parked) or "withdrawn"',
    "read_instead": "write the name of the folder of the article that readers are to read instead",
    "canonical": "write the https address at which the article stands on the web",
    "funding": 'say who paid, or write "none"',
    "conflicts": 'say who gains, or write "none"',
    "advertisement": "write true if the publisher sells what the article is about, otherwise false",
    "next_review": "write the day on which the article is to be reviewed again, for instance 2028-11-01",
    "main_message": "write the one thing a reader must know, in one to three short sentences",
    "rule": "write the name in the brackets behind the finding, for instance article/hype",
    "reason": "say in a few words why the text may stand as it is",
    "by": "name the person who decided it",
    "until": "write the last day on which the waiver holds, for instance 2027-05-31",
}
