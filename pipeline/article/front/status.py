"""What an author says of an article's standing, in one word of the front matter."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """`current` and `superseded` are published (the latter says so), `draft` is parked, `withdrawn` taken back."""

    CURRENT = "current"
    DRAFT = "draft"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
