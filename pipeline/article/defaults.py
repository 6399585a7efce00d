"""What all articles of a library share of their front matter comes in; what one of them takes from it goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.article import disguises
from pipeline.article.front.head import read_head
from pipeline.article.syntax import FRONT_MATTER
from pipeline.finding import Finding, Place
from pipeline.naming import nearest

NAME = "defaults.yml"
FOLDER = "source"

KEYS = (
    "brands authors reviewers translators funding conflicts advertisement contact audience approval_status "
    "claims_reviewed_by"
).split()
"""What may be the same in every leaflet of a house; the rest speaks of one article."""

WORDED = frozenset({"funding", "conflicts", "contact", "approval_status"})
"""Keys in the words of one language: a translation takes them from the file of its own language only."""


@dataclass(frozen=True, slots=True)
class Default:
    """A value that an article need not say, and where it stands."""

    value: object
    place: Place


def file_for(lang: str = "") -> str:
    """The name of the file for one language, or of that for all."""
    return f"defaults.{lang}.yml" if lang else NAME


def read_defaults(
    files: Mapping[str, bytes], lang: str, *, translated: bool
) -> tuple[dict[str, Default], list[Finding]]:
    """What an article in `lang` takes over, by key, and what is wrong with the files (by name) that it comes from.

    "defaults.es.yml" goes before "defaults.yml" for a Spanish article.
    """
    found: dict[str, Default] = {}
    faults: list[Finding] = []
    for name in (NAME, file_for(lang)):
        if name in files and not (name == NAME and lang == ""):
            values, wrong = _read(files[name], f"{FOLDER}/{name}", lang)
            foreign = WORDED if translated and name == NAME else frozenset()
            found |= {key: default for key, default in values.items() if key not in foreign}
            faults += wrong
    return found, faults


def _read(content: bytes, file: str, lang: str) -> tuple[dict[str, Default], list[Finding]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return {}, [FRONT_MATTER.finding(Place(file), "it is not UTF-8 text", "save it as UTF-8")]
    if not text.strip():
        return {}, []
    head, faults = read_head(text, file)
    in_file = disguises.check_text(text, file, lang)
    faults += in_file + disguises.untold(disguises.check_head(head, file, lang), in_file)
    found: dict[str, Default] = {}
    for key, value in disguises.clear_head(head.values).items():
        place = Place(file, head.line(key), head.line(key))
        if key in KEYS:
            if value is not None:
                found[key] = Default(value, place)
            continue
        if key == "review" and file == f"{FOLDER}/{NAME}":
            continue  # who must approve: no value of an article, read with what the brands ask for
        near = nearest(key, KEYS)
        hint = f'write "{near}"' if near else f"these may stand here: {', '.join(KEYS)}"
        faults.append(FRONT_MATTER.finding(place, f'"{key}" cannot be the same for all articles', hint))
    return found, faults
