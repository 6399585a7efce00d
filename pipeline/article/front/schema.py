"""A model's faults with what people wrote come in; messages and hints, with the nearest right name, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from pipeline.naming import nearest


def _one_line(value: object) -> object:
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else value


def as_tuple(value: object) -> object:
    """A list as a tuple, everything else as it is: TOML and YAML know lists only, a frozen model wants tuples."""
    return tuple(value) if isinstance(value, list) else value


List = BeforeValidator(as_tuple)
"""Marks a tuple that people write as a list."""

Line = Annotated[str, BeforeValidator(_one_line), Field(min_length=1)]
"""Text on one line: white space is folded, so that no line break can reach a mail header."""

Lines = Annotated[tuple[Line, ...], List]


def _unbroken(value: str) -> str:
    if re.search(r"[\x00-\x1f\x7f\u2028\u2029]", value):
        raise PydanticCustomError("line_break", "broken")
    return value


Unbroken = Annotated[str, Field(min_length=1), AfterValidator(_unbroken)]
"""Text that must be on one line as it is written: what looks like a mail header in it was no accident."""


def refusal(message: str, hint: str) -> PydanticCustomError:
    """What a check of a model raises to speak for itself."""
    return PydanticCustomError("refused", "refused", {"message": message, "hint": hint})


def unknown_name(known: Sequence[str]) -> PydanticCustomError:
    """What a check raises of a value that is none of these names; `explain` says which of them it was meant to be."""
    return PydanticCustomError("unknown_name", "unknown", {"known": tuple(known)})


def unknown_key(known: Sequence[str]) -> PydanticCustomError:
    """The same of a key."""
    return PydanticCustomError("unknown_key", "unknown", {"known": tuple(known)})


def one_of(known: Sequence[str]) -> AfterValidator:
    """Admits these names only; `explain` says which of them a wrong one was meant to be."""

    def check(name: str) -> str:
        if name not in known:
            raise unknown_name(known)
        return name

    return AfterValidator(check)


def once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each name once, where it stands first."""
    return tuple(dict.fromkeys(names))


class Strict(BaseModel):
    """A frozen table of which every key has a meaning and every value the type that it says."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


def explain(
    faults: ValidationError,
    model: type[BaseModel],
    what: str,
    hints: Mapping[str, str],
    add: str,
    usual: str,
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[str, str, str]]:
    """Key path ("social.plan.every"), message and hint of each fault of `what` ("the front matter").

    `hints` are by key path or by key alone; all others are `add` for a key that is missing and `usual`, in both of
    which {name} is the key; `elsewhere` are hints for keys that are none here, and of use in another file.
    """
    for fault in faults.errors(include_url=False):
        # A part in brackets is no key: it is the branch of a union, or says that the key itself is wrong.
        named = tuple(map(str, fault["loc"]))
        loc = tuple(part for part in named if not part.startswith("[")) or named
        name = next((part for part in reversed(loc) if not part.isdecimal()), "")
        hint = hints.get(".".join(loc)) or hints.get(name)
        said, mend = _said(fault, loc, model, what)
        if fault["type"] == "extra_forbidden" and ".".join(loc) in elsewhere:
            mend = elsewhere[loc[0]]
        general = add if fault["type"] == "missing" else usual
        yield ".".join(loc), said, mend or hint or general.format(name=name)


def _said(fault: Any, loc: tuple[str, ...], model: type[BaseModel], what: str) -> tuple[str, str]:
    """The message for a fault and, where the fault itself tells it, the hint."""
    kind, value, path = str(fault["type"]), fault.get("input"), ".".join(loc)
    if kind == "missing":
        return f'"{path}" is missing', ""
    if kind in {"extra_forbidden", "unknown_key"}:
        known = fault["ctx"]["known"] if kind == "unknown_key" else _keys_at(model, loc[:-1])
        near = nearest(loc[-1], known)
        here = f"; the keys here are {', '.join(known)}" if known else ""
        mend = f'write "{near}"' if near else f"take the line out{here}"
        return f'"{path}" is not a key of {what}', mend
    if kind == "unknown_name":
        known = fault["ctx"]["known"]
        near = nearest(str(value), known)
        mend = f'write "{near}"' if near else f"write one of {', '.join(known)}"
        return f'"{path.rstrip(".0123456789")}" knows no "{str(value)[:60]}"', mend
    if "date" in kind:
        return f'"{path}" is not a date: "{value}"', f"write year-month-day, for instance {_day_of(str(value))}"
    if kind == "bool_type":
        return f'"{path}" is neither true nor false', ""
    if kind in {"too_short", "string_too_short"}:
        return f'"{path}" is empty', ""
    if kind == "string_pattern_mismatch":
        return f'"{path}" has a form that cannot be used: "{str(value)[:60]}"', ""
    if kind == "refused":
        return fault["ctx"]["message"], fault["ctx"]["hint"]
    if kind == "line_break":
        return f'"{path}" is not text on one line', "write it in quotes, without line breaks"
    expected = {"string_type": "text", "tuple_type": "a list", "mapping_type": "keys and values"}.get(kind)
    if expected or kind.endswith("_type"):
        return f'"{path}" is not {expected or "of the kind asked for"}', ""
    return f'"{path}" cannot be used: "{str(value)[:60]}"', ""


def _day_of(words: str) -> str:
    """The day that somebody wrote otherwise, as year-month-day; some day where it is not sure which."""
    months = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
    numbers = [int(number) for number in re.findall(r"\d+", words[:60])]
    named = [months[name] for word in re.findall(r"[^\W\d_]+", words.casefold()) if (name := word[:3]) in months]
    try:
        if len(named) == 1 and len(numbers) == 2:
            year, day = max(numbers), min(numbers)
            return date(year, named[0], day).isoformat()
        if len(numbers) == 3 and numbers[2] > 31 and (numbers[0] > 12 or "." in words):
            return date(numbers[2], numbers[1], numbers[0]).isoformat()
    except (ValueError, OverflowError):
        pass
    return "2026-11-02"


_NAMES = ("jan ene", "feb fév", "mar mär", "apr abr avr", "may mai", "jun", "jul", "aug ago aoû", "sep set", "oct okt",
          "nov", "dec dic déc dez")  # fmt: skip
"""The months by their first three letters in English, Spanish, French and German."""


def _keys_at(model: type[BaseModel], loc: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that a table at this path knows."""
    for part in loc:
        if not part.isdecimal():
            field = model.model_fields.get(part)
            inner = next(_models_in(field.annotation), None) if field else None
            if inner is None:
                return ()
            model = inner
    return tuple(model.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
