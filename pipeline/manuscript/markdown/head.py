"""A foreign Markdown file comes in; out go front matter that the schema takes, what it does not, and the body.

What could do harm or swallow the text (aliases, tags, endless nesting, a head without an end, one in JSON or TOML) is
refused; what is only loose (a date in words, keywords on one line) is settled; what cannot be settled is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.article.front.head import Head, read_head, split_head
from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.pieces import Kind, Piece, Query
from pipeline.manuscript.queries import FIELDS

MAX_HEAD = 50_000
"""Characters: the longest front matter of a real article, with 100 references, is half of it (house)."""

_HINT = 'write "key: value" lines between two lines of ---, or take the head out; `plainleaf new` shows one'
_KEY = re.compile(r"[A-Za-z][\w -]{0,40}:(?:\s|$)")
_TAG = re.compile(r"(?m)(?:^|[:\-\[{,])\s*(!!?[A-Za-z][\w./:]*|!<[^>\n]*>)")
_ALIAS = re.compile(r"(?m)(?:[:\-\[{,])\s*([&*][\w-]+)\s*(?=$|[,\]}\s])")
_OTHER_NAMES = {"author": "authors", "tags": "keywords", "language": "lang", "description": "summary"}
"""Keys of other programs (Jekyll, Hugo, pandoc) that mean what a key of ours means."""

_DAYS = frozenset({"published", "reviewed", "evidence_checked", "next_review"})
_PEOPLE = frozenset({"authors", "reviewers", "translators"})
_LISTS = frozenset({"brands", "keywords"})
_MONTHS = "january february march april may june july august september october november december".split()


@dataclass
class ForeignHead:
    """Values by key as the schema takes them, pieces left out with their reason, questions, and the body below."""

    body: str
    front: dict[str, object] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)


def read_foreign_head(text: str, file: str) -> ForeignHead:
    """Settle the front matter of a Markdown file; without one the body is the whole text.

    Raises PlainleafError for a head that must not be taken for body text and cannot be read.
    """
    _refuse_other_forms(text, file)
    if not re.match(r"---[ \t]*\n", text):
        return ForeignHead(text)
    if not re.match(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)", text):
        _refuse_endless(text, file)
        # A line of dashes that no second one closes is a rule; pandoc would look for a front matter.
        return ForeignHead("* * *" + text[3:])
    yaml_text, body = split_head(text)
    lines = [line for line in yaml_text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    if lines and not any(_KEY.match(line) for line in lines) and not _looks_like_yaml(lines):
        # Two rules with words between them are no front matter.
        return ForeignHead("* * *" + text[3:])
    _refuse_harmful(yaml_text, file)
    found = ForeignHead(body)
    head, faults = read_head(yaml_text, file)
    for fault in faults:
        if "has no front matter" in fault.message:
            continue
        line = max(1, fault.where.first)
        asks = f"what does the front matter say in line {line}; {fault.message}"
        found.queries.append(Query("front-matter", asks, fault.hint, place=Place(file, line, line)))
    if faults and not head.values and yaml_text.strip():
        reason = f"a front matter that cannot be read: {faults[0].message}"
        found.pieces.append(Piece(Kind.PROPERTY, yaml_text.strip(), Place(file, 1, 1), reason))
    _settle_all(head, file, found)
    return found


# what is refused


def _refuse_other_forms(text: str, file: str) -> None:
    first = text.lstrip("\ufeff").split("\n", 1)[0].strip()
    start = text.lstrip()
    if re.fullmatch(r"\+{3,}", first):
        raise _refused("the head is in TOML", file, 1)
    if re.fullmatch(r"-{3}\s*(?:json|toml)|;{3,}", first, re.IGNORECASE):
        raise _refused("the head is not in YAML", file, 1)
    if start.startswith("{") and re.match(r"\{\s*(?:\"[^\"\n]*\"\s*:|\}|$)", start):
        raise _refused("the head is in JSON", file, 1)


def _refuse_endless(text: str, file: str) -> None:
    following = [line for line in text.split("\n")[1:4] if line.strip()]
    if following and _KEY.match(following[0]):
        raise _refused("the front matter that begins in line 1 never ends", file, 1)


def _looks_like_yaml(lines: list[str]) -> bool:
    return all(re.match(r"\s*(?:[-?\[{!&*%\"']|[^\s:]+:)", line) for line in lines)


def _refuse_harmful(yaml_text: str, file: str) -> None:
    if len(yaml_text) > MAX_HEAD:
        raise _refused(f"the front matter has {len(yaml_text):,} characters, {MAX_HEAD:,} is the most", file, 1)
    bare = re.sub(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\n]|'')*'|#.*", "", yaml_text)
    if match := _TAG.search(bare):
        line = bare.count("\n", 0, match.start(1)) + 1
        raise _refused(f'the front matter holds a tag that names a program\'s type: "{match[1][:40]}"', file, line)
    if match := _ALIAS.search(bare):
        line = bare.count("\n", 0, match.start(1)) + 1
        raise _refused(f'the front matter refers to itself: "{match[1][:40]}"', file, line)
    depth = deepest = 0
    for sign in bare:
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    if deepest > 12 or re.search(r"(?m)^(?: {2,}){13,}\S|^\s*(?:- ){8}", bare):
        raise _refused("the front matter is nested too deeply", file, 1)


def _refused(says: str, file: str, line: int) -> PlainleafError:
    return PlainleafError(f"{says}; nothing was written", place=f"{file}:{line}", hint=_HINT)


# what is settled


def _settle_all(head: Head, file: str, found: ForeignHead) -> None:
    from pipeline.article.front.fields import FrontMatter

    for key, value in head.values.items():
        place = Place(file, head.line(key), head.line(key))
        ours = key if key in FrontMatter.model_fields else _OTHER_NAMES.get(key.casefold(), "")
        if ours != key and (not ours or ours in head.values):
            _leave(found, key, value, place, "not a key of an article's front matter")
            continue
        if value is None or value in ([], ""):
            continue
        settled, dropped = _settled(ours, value)
        for name, what in dropped:
            _leave(found, f"{key}.{name}", what, place, "not a key of an article's front matter")
        if settled is None or not _is_taken(ours, settled):
            _leave(found, key, value, place, f'cannot be used as "{ours}"')
            if ours not in FIELDS:
                asks = f'what is its "{ours}"; the file says "{_shown(value)}", which cannot be used'
                hint = "write it as the manual's list of keys says, or leave it out"
                found.queries.append(Query(f"front-matter:{ours}", asks, hint, place=place))
        else:
            found.front[ours] = settled


def _leave(found: ForeignHead, key: str, value: object, place: Place, reason: str) -> None:
    found.pieces.append(Piece(Kind.PROPERTY, f"{key}: {value}", place, reason))


def _shown(value: object) -> str:
    return " ".join(str(value).split())[:60]


def _is_taken(key: str, value: object) -> bool:
    """Whether the schema of the front matter takes this value for this key."""
    from pydantic import ValidationError

    from pipeline.article.front.fields import FrontMatter

    try:
        FrontMatter.model_validate({key: value})
    except ValidationError as faults:
        return not any(fault["loc"][:1] == (key,) for fault in faults.errors(include_url=False))
    return True


def _settled(key: str, value: Any) -> tuple[object, list[tuple[str, object]]]:
    """The value in the form that the schema asks for, None when it has none; and keys of people that are not ours."""
    if key in _PEOPLE:
        return _people(value)
    if key in _LISTS:
        return (list(_words(value)) or None), []
    if key in _DAYS:
        return _day(value), []
    if key == "lang":
        return _tag(value), []
    if key == "advertisement":
        return _yes_or_no(value), []
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value), []
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) and key != "references":
        return value[0], []
    return value, []


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (word.strip() for word in re.split(r"[,;،]", value) if word.strip())
    elif isinstance(value, list):
        yield from (str(word).strip() for word in value if isinstance(word, str | int) and str(word).strip())
    else:
        yield str(value)


def _people(value: Any) -> tuple[object, list[tuple[str, object]]]:
    from pipeline.article.front.fields import Person

    people: list[object] = []
    dropped: list[tuple[str, object]] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and one.strip():
            people.append({"name": one.strip()})
        elif isinstance(one, Mapping):
            person = {name: str(what) for name, what in one.items() if name in Person.model_fields and what}
            dropped += [(name, what) for name, what in one.items() if name not in Person.model_fields and what]
            people.append(person)
        else:
            return None, []
    return people, dropped


def _day(value: Any) -> str | None:
    """A day as year-month-day when only one day can be meant; "03/04/2026" can mean two."""
    words = str(value).strip()
    if match := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[T ])", words):
        numbers = [int(match[1]), int(match[2]), int(match[3])]
    elif match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([A-Za-z]+),? (\d{4})", words):
        numbers = [int(match[3]), _month(match[2]), int(match[1])]
    elif match := re.fullmatch(r"([A-Za-z]+) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", words):
        numbers = [int(match[3]), _month(match[1]), int(match[2])]
    else:
        return None
    try:
        return date(*numbers).isoformat()
    except ValueError:
        return None


def _month(name: str) -> int:
    near = [n for n, month in enumerate(_MONTHS, start=1) if len(name) > 2 and month.startswith(name.casefold())]
    return near[0] if len(near) == 1 else 0


def _tag(value: Any) -> str | None:
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?", str(value).strip())
    if not match:
        return None
    parts = [match[1].lower(), match[2].title() if match[2] else "", match[3].upper() if match[3] else ""]
    return "-".join(part for part in parts if part)


def _yes_or_no(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"yes": True, "no": False, "true": True, "false": False}.get(str(value).strip().casefold())
