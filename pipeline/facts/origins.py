"""The import ledger beside an article comes in; what the manuscript said, piece by piece, goes out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

VERSION = 1
_IS = "plainleaf import ledger"


@dataclass(frozen=True, slots=True)
class Origin:
    """One piece of a manuscript: its words, where it stood there, and the line of the article that took it in.

    `left_out` is the reason why the import left it out, "" for what is in the article.
    """

    kind: str
    text: str
    place: str
    line: int
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class ImportLedger:
    """What an import brought in: the manuscript by its name and hash, the article as it was written, the pieces."""

    manuscript: str
    kind: str
    sha256: str
    article: str
    text: str
    pieces: tuple[Origin, ...]


def ledger_name(article: str) -> str:
    """The name of the import ledger of an article's file: article.md → import.json, article.es.md → import.es.json."""
    return re.sub(r"^article(.*)\.md$", r"import\1.json", article)


def ledger_to_json(ledger: ImportLedger) -> bytes:
    """The ledger as a file: keys in a fixed order, and a sum over all of it that tells when somebody edited it."""
    values = {"is": _IS, "version": VERSION, **asdict(ledger)}
    text = json.dumps({**values, "sum": _sum(values)}, ensure_ascii=False, indent=1)
    return (text + "\n").encode()


def read_ledger(content: bytes) -> ImportLedger | str:
    """The ledger in a file, or in words why it cannot be believed."""
    try:
        values: Any = json.loads(content)
    except (ValueError, RecursionError):
        return "it is cut off, or no JSON"
    if not isinstance(values, dict) or values.get("is") != _IS:
        return "it is no import ledger"
    version = values.get("version")
    if isinstance(version, int) and version > VERSION:
        return "it was written by a newer plainleaf"
    if values.pop("sum", "") != _sum(values):
        return "it was edited since the import wrote it"
    try:
        pieces = tuple(
            Origin(str(p["kind"]), str(p["text"]), str(p["place"]), int(p["line"]), str(p["left_out"]))
            for p in values["pieces"]
        )
        manuscript, kind, sha256 = (str(values[name]) for name in ("manuscript", "kind", "sha256"))
        return ImportLedger(manuscript, kind, sha256, str(values["article"]), str(values["text"]), pieces)
    except (KeyError, TypeError, ValueError):
        return "it is of another form"


def _sum(values: Mapping[str, Any]) -> str:
    said = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
