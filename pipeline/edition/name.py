"""A brand, a language and a slug come in; the one name of an edition goes out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class EditionName:
    """Which edition: a publication's slug in one language as one brand publishes it.

    `str()` gives "brand/lang/slug", the folder of the edition below output/ and what people read; only the edges
    (screen, JSON, folders) take it apart again, with `parse`.
    """

    brand: str
    lang: str
    slug: str

    def __str__(self) -> str:
        return f"{self.brand}/{self.lang}/{self.slug}"

    @staticmethod
    def parse(text: str) -> EditionName:
        """The name out of "brand/lang/slug". Raises ValueError for anything else."""
        parts = text.split("/")
        if len(parts) != 3 or any(part in {"", ".", ".."} or "\\" in part or "\0" in part for part in parts):
            raise ValueError(f'"{text}" is not brand/language/slug')
        return EditionName(*parts)
