"""The files of an article and a language come in; why it was withdrawn, as its author told readers, goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.article.front.head import read_head, split_head
from pipeline.article.front.status import Status


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why readers must not use an article any more, in their language; since which day; and the folder name of the
    article to read instead. What its author did not say is "" or None.
    """

    because: str = ""
    day: date | None = None
    instead: str = ""


NOTHING_SAID = Withdrawal()


def withdrawal_of(files: Mapping[str, bytes], lang: str) -> Withdrawal:
    """What the author said of the withdrawal of an article in one language; nothing where it is not withdrawn.

    Day and the article to read instead are the original's unless the translation says otherwise; a reason has a
    language, and is never taken from another.
    """
    original = _values(files.get("article.md", b""))
    own = original if original.get("lang") == lang else _values(files.get(f"article.{lang}.md", b""))
    if not own or own.get("status", original.get("status")) != Status.WITHDRAWN:
        return NOTHING_SAID
    day = own.get("withdrawn_on", original.get("withdrawn_on"))
    return Withdrawal(
        " ".join(_text(own.get("withdrawn_because")).split()),
        date.fromisoformat(str(day)) if _is_day(day) else None,
        _text(own.get("read_instead", original.get("read_instead"))).strip(),
    )


def _values(content: bytes) -> Mapping[str, Any]:
    # A head that cannot be read is a finding of the check; here it says nothing.
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    return read_head(split_head(text)[0], "")[0].values


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_day(value: object) -> bool:
    if isinstance(value, date):
        return True
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return False
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False
