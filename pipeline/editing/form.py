"""The text of an article comes in; its front matter as fields of a form, and the text with changed fields, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.article.body.inlines import CITATION
from pipeline.article.front.fields import INHERITED, FrontMatter, read_front_matter
from pipeline.article.front.head import Head, read_head, split_head
from pipeline.article.source import translation_tag
from pipeline.editing.keys import Path, remove_value, set_value
from pipeline.editing.sheet import Sheet
from pipeline.errors import PlainleafError


@dataclass(frozen=True, slots=True)
class Field:
    """One field: where its value stands, and how it is asked for.

    `kind` is "line", "text" (several lines), "day", "truth", "choice" (of `choices`), "names" (a list of lines) or
    "rows" (a list of tables with `columns`). `needed` as the schema says.
    """

    path: tuple[str, ...]
    kind: str = "line"
    choices: tuple[str, ...] = ()
    columns: tuple[Field, ...] = ()
    needed: bool = False

    @property
    def name(self) -> str:
        """The path with dots, by which the catalogue knows its label and its hint."""
        return ".".join(self.path)


def _person(*more: str) -> tuple[Field, ...]:
    return tuple(Field((name,), needed=name == "name") for name in ("name", "credentials", "organisation", *more))


_PEOPLE = _person("orcid")
_REFERENCE = (
    Field(("id",), needed=True),
    Field(("type",), "choice", ("article-journal", "webpage", "book", "chapter", "report", "document")),
    Field(("title",), needed=True),
    Field(("author",), "authors"),
    Field(("container-title",)),
    Field(("issued",), "year"),
    Field(("DOI",)),
    Field(("PMID",)),
    Field(("URL",)),
    Field(("accessed",), "day"),
)
_WAIVER = (
    Field(("rule",), needed=True),
    Field(("reason",), needed=True),
    Field(("by",), needed=True),
    Field(("until",), "day", needed=True),
    Field(("words",)),
)

GROUPS: Mapping[str, tuple[Field, ...]] = {
    "what": (
        Field(("title",)),
        Field(("subtitle",)),
        Field(("summary",), "text"),
        Field(("main_message",), "text"),
        Field(("id",)),
        Field(("version",)),
        Field(("lang",)),
        Field(("kind",), "choice", ("medicine", "procedure", "condition", "test", "lifestyle")),
        Field(("audience",), "choice", ("patients", "children", "professionals")),
        Field(("status",), "choice", ("current", "draft", "withdrawn")),
        Field(("withdrawn_because",)),
        Field(("withdrawn_on",), "day"),
        Field(("read_instead",)),
        Field(("topic",)),
        Field(("keywords",), "names"),
    ),
    "who": (
        Field(("authors",), "rows", columns=_PEOPLE),
        Field(("reviewers",), "rows", columns=_PEOPLE),
        Field(("translators",), "rows", columns=_PEOPLE),
        Field(("brands",), "names"),
        Field(("owner",)),
        Field(("contact",)),
    ),
    "when": (
        Field(("published",), "day"),
        Field(("reviewed",), "day"),
        Field(("evidence_checked",), "day"),
        Field(("next_review",), "day"),
    ),
    "interests": (
        Field(("funding",)),
        Field(("conflicts",)),
        Field(("advertisement",), "truth"),
        Field(("approval_status",), "text"),
        Field(("claims_reviewed_by",)),
    ),
    "sources": (Field(("references",), "rows", columns=_REFERENCE),),
    "formats": (
        Field(("newsletter", "subject")),
        Field(("newsletter", "subject_b")),
        Field(("newsletter", "preheader")),
        Field(("social", "hashtags"), "names"),
        Field(("social", "content_warning")),
        Field(("canonical",)),
    ),
    "exceptions": (Field(("waivers",), "rows", columns=_WAIVER),),
}
"""The fields by group, in the order of a form."""

IN_THE_TEXT = frozenset({"codes", "stale", "pictures", "publish", "newsletter", "social"})
"""Keys of the schema that the form leaves to the text, wholly or in part."""

ORDER = tuple(FrontMatter.model_fields)
"""Where a key goes that is not there yet: behind the one before it in the schema."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with what the file says: `value` as JSON has it; `written` False when nothing is said.

    `fixed` says that the value has a shape that the form cannot show: it is left to the text. `inherited` that a
    translation takes it from its original. `faults` are messages with hints.
    """

    field: Field
    value: Any
    written: bool
    fixed: bool = False
    inherited: bool = False
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Form:
    """The whole form, by group."""

    groups: Mapping[str, tuple[Filled, ...]] = field(default_factory=dict)

    @property
    def filled(self) -> Iterator[Filled]:
        for group in self.groups.values():
            yield from group


def read_form(sheet: Sheet) -> Form:
    """The form of an article's front matter. Raises PlainleafError for one that cannot be read as YAML."""
    text = sheet.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head, faults = read_head(split_head(text)[0], sheet.file)
    if faults and not head.values:
        first = faults[0]
        raise PlainleafError(first.message, place=str(first.where), hint=first.hint)
    translated = translation_tag(sheet.file.rpartition("/")[2]) is not None
    told = _faults(head, sheet.file)
    return Form(
        {name: tuple(_filled(each, head, translated, told) for each in fields) for name, fields in GROUPS.items()}
    )


def _faults(head: Head, file: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Messages and hints by the path that a message begins with."""
    told: dict[str, tuple[tuple[str, str], ...]] = {}
    for finding in read_front_matter(head, file)[1]:
        path = re.match(r'"([\w.]+)"', finding.message)
        name = path[1] if path else ""
        told[name] = (*told.get(name, ()), (finding.message, finding.hint))
    return told


def _filled(each: Field, head: Head, translated: bool, told: Mapping[str, tuple[tuple[str, str], ...]]) -> Filled:
    value: Any = head.values
    for part in each.path:
        value = value.get(part) if isinstance(value, Mapping) else None
    inherited = translated and each.path[0] in INHERITED and value is None
    needed = each.path[0] in _NEEDED and not (translated and each.path[0] in INHERITED)
    shown, fits = _shown(each, value)
    faults = tuple(
        fault
        for name, said in told.items()
        if (name == each.name or name.startswith(f"{each.name}.")) and not inherited
        for fault in said
    )
    asked = Field(each.path, each.kind, each.choices, each.columns, needed)
    return Filled(asked, shown, value is not None, not fits, inherited, faults)


_NEEDED = frozenset(name for name, known in FrontMatter.model_fields.items() if known.is_required())


def _shown(each: Field, value: Any) -> tuple[Any, bool]:
    """A value as the form shows it, and whether the form can show it at all."""
    if value is None:
        return ([] if each.kind in {"names", "rows"} else None if each.kind == "truth" else ""), True
    if each.kind == "names":
        named = [value] if isinstance(value, str) else value
        fits = isinstance(named, list) and all(isinstance(name, str | int) for name in named)
        return ([str(name) for name in named] if fits else []), fits
    if each.kind == "rows":
        if not (isinstance(value, list) and all(isinstance(row, Mapping) for row in value)):
            return [], False
        return [
            {column.path[0]: _cell(column, row.get(column.path[0])) for column in each.columns} for row in value
        ], True
    if each.kind == "truth":
        return value, isinstance(value, bool)
    fits = isinstance(value, str | int) and not isinstance(value, bool)
    return (str(value).strip() if fits else ""), fits


def _cell(column: Field, value: Any) -> str | None:
    """One cell of a row; None for a value that the form leaves to the text."""
    if value is None:
        return ""
    if column.kind == "authors" and isinstance(value, list):
        names = [_author(each) for each in value]
        return "; ".join(name for name in names if name) if all(names) else None
    if column.kind in {"year", "day"} and isinstance(value, Mapping):
        parts = value.get("date-parts")
        plain = isinstance(parts, list) and len(parts) == 1 and isinstance(parts[0], list) and len(value) == 1
        return "-".join(f"{int(part):02d}" for part in parts[0]) if plain and parts else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _author(value: Any) -> str:
    """ "Family, Given" or the name of a body; "" for what is more than that."""
    if isinstance(value, Mapping) and set(value) == {"literal"}:
        return str(value["literal"])
    if isinstance(value, Mapping) and set(value) <= {"family", "given"} and value.get("family"):
        return ", ".join(str(value[key]) for key in ("family", "given") if value.get(key))
    return ""


# changing


def change_form(sheet: Sheet, changes: Sequence[Mapping[str, Any]]) -> str:
    """The text with changes made, one after the other: each has a `path` (names and indexes) and a `value`, or none
    where the key or row is to go.

    Raises PlainleafError for a path that the form does not have, and for a value that cannot be written in place.
    """
    text = sheet.text
    for change in changes:
        path = _path(change.get("path"))
        value = _value(path, change.get("value"))
        _check_id(path, value)
        now = Sheet(sheet.file, text)
        text = remove_value(now, path) if value in ("", None, [], {}) else set_value(now, path, value, _order(path))
    return text


def _path(given: Any) -> Path:
    """A path of the form. Raises PlainleafError for any other."""
    parts = tuple(given) if isinstance(given, list) else ()
    for fields in GROUPS.values():
        for each in fields:
            rest = parts[len(each.path) :]
            if parts[: len(each.path)] != each.path:
                continue
            is_row = each.kind == "rows" and len(rest) == 1 and type(rest[0]) is int and 0 <= rest[0] < _ROWS
            names = {column.path[0] for column in each.columns}
            is_cell = len(rest) == 2 and type(rest[0]) is int and 0 <= rest[0] < _ROWS and rest[1] in names
            if not rest or is_row or is_cell:
                return parts
    raise PlainleafError("the form has no such field", hint="load the page anew")


def _check_id(path: Path, value: Any) -> None:
    """Raise PlainleafError for the id of a reference that nobody could cite."""
    if path[0] != "references":
        return
    name = value.get("id") if isinstance(value, Mapping) else value if path[-1] == "id" else None
    if isinstance(name, str) and name and not CITATION.fullmatch(f"[@{name}]"):
        short = re.sub(r"[^\w:.-]+", "-", name).strip("-").lower() or "nhs-hearing"
        message = f'"{name[:60]}" cannot be cited'
        raise PlainleafError(message, hint=f"write a short name of letters, digits, - _ . : as you cite it: [@{short}]")


_ROWS = 1_000


def _order(path: Path) -> Sequence[str]:
    for fields in GROUPS.values():
        for each in fields:
            if path[: len(each.path)] == each.path and len(path) == len(each.path) + 2:
                return tuple(column.path[0] for column in each.columns)
    return ORDER


def _value(path: Path, value: Any) -> Any:
    """A value as the front matter has it: cleaned, and in the shape of its field."""
    if isinstance(value, str):
        clean = value.replace("\r\n", "\n").strip()
        return _authors(clean) if path[0] == "references" and path[-1] == "author" and clean else clean
    if isinstance(value, list):
        return [line for line in (" ".join(str(each).split()) for each in value) if line]
    if isinstance(value, Mapping):
        row = {str(key): _value((*path, str(key)), each) for key, each in value.items() if each not in ("", None)}
        for key in row:
            _path([*path, key])
        return row
    if value is None or isinstance(value, bool | int):
        return value
    raise PlainleafError("the form sent a value that no field has", hint="load the page anew")


def _authors(text: str) -> list[dict[str, str]]:
    """ "Family, Given; World Health Organization" as CSL has them."""
    found = []
    for name in filter(None, (part.strip() for part in text.split(";"))):
        family, comma, given = name.partition(",")
        found.append({"family": family.strip(), "given": given.strip()} if comma else {"literal": name})
    return found


__all__ = ["GROUPS", "IN_THE_TEXT", "Field", "Filled", "Form", "change_form", "read_form"]
