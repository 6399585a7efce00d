"""What somebody knows of an article comes in; the text to begin it with, which says what is still to do, goes out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.article.body.fences import FENCE
from pipeline.article.front.head import read_head, split_head

_HERE = Path(__file__).resolve().parent
KINDS = ("medicine", "procedure", "condition", "test", "lifestyle")
"""Kinds of article with sections of their own, in the order that leaflets of hospitals have them (house)."""

ALIKE = frozenset(
    "kind topic audience brands authors reviewers translators funding conflicts advertisement contact approval_status "
    "claims_reviewed_by publish".split()
)
"""What an article takes over from the one that it is to be like; days, sources and numbers are its own."""

REVIEW_YEARS = 2
"""An article is due for review after two years (house); many hospitals say two, some three."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of an article that begins. `kind` is one of `KINDS` or "", `like` the text of another article or
    "", `shared` the keys that source/defaults.yml says, `ids` those of the articles that there are.
    """

    slug: str
    lang: str
    title: str
    today: date
    kind: str = ""
    like: str = ""
    shared: Collection[str] = ()
    ids: Collection[str] = field(default=(), repr=False)


def draft(wish: Wish) -> str:
    """The text of article.md; every line that still waits for words says "to do"."""
    model, body = _model(wish.like)
    lines = list(_entries(skeleton_head(), model, wish.shared))
    head = "\n".join(lines)
    marks = {"@ID@": next_id(wish.slug, wish.ids), "@LANG@": wish.lang, "@TITLE@": _quoted(wish.title)}
    for mark, value in marks.items():
        head = head.replace(mark, value)
    head = with_days(head, wish.today)
    extra = {key: words for key, words in model.items() if not re.search(rf"(?m)^{key}:", head)}
    if wish.kind:
        extra["kind"] = f"kind: {wish.kind}"
    more = "".join(f"{words}\n" for words in extra.values())
    return f"---\n{head}\n{more}---\n\n{body or _body(wish.kind)}"


def skeleton_head() -> str:
    """The front matter of a new article, between its two lines of dashes, with its notes and @MARKS@."""
    return _skeleton().split("---\n", 2)[1]


def _skeleton() -> str:
    return (_HERE / "skeleton.md").read_text(encoding="utf-8")


def _body(kind: str) -> str:
    if kind:
        return (_HERE / "kinds" / f"{kind}.md").read_text(encoding="utf-8")
    return _skeleton().split("---\n", 2)[2].lstrip("\n")


_KEY = re.compile(r"^([a-z_]+):")


def _entries(head: str, model: Mapping[str, str], shared: Collection[str]) -> Iterator[str]:
    """The lines of the skeleton's head, with the model's words where it has some, without what all articles share."""
    skipping = False
    for line in head.rstrip("\n").split("\n"):
        match = _KEY.match(line)
        if match:
            key = match[1]
            skipping = key in model or key in shared
            if key in model:
                yield model[key]
            elif key in shared:
                yield f"# {key}: as source/defaults.yml says"
        if not match and not (skipping and line.startswith(" ")):
            skipping = False
        if not skipping:
            yield line


def with_days(head: str, today: date) -> str:
    """Days as proposals: nobody has reviewed it yet, so none of them is filled in."""
    later = years_later(today, REVIEW_YEARS).isoformat()
    head = re.sub(r"for instance \d{4}-\d\d-\d\d", f"for instance {today.isoformat()}", head)
    return head.replace("it is to be reviewed again", f"it is to be reviewed again, for instance {later}")


def years_later(day: date, years: int) -> date:
    """The same day of a later year; the 28th for a 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


_NUMBERED = re.compile(r"(.*\D)(\d{2,6})")


def next_id(slug: str, ids: Collection[str]) -> str:
    """The number after the highest of the house's usual ones ("CL-014" → "CL-015"); without two such, from the slug."""
    matches = [match for each in ids if (match := _NUMBERED.fullmatch(each))]
    usual = Counter(match[1] for match in matches).most_common(1)
    if usual and usual[0][1] > 1:
        start = usual[0][0]
        numbers = [match[2] for match in matches if match[1] == start]
        return f"{start}{max(map(int, numbers)) + 1:0{max(map(len, numbers))}d}"
    return slug[:40].strip("-")


# like another article


def _model(text: str) -> tuple[dict[str, str], str]:
    """What an article says that another may say as well, by key as it is written there; its sections, to be filled."""
    if not text:
        return {}, ""
    yaml_text, body = split_head(text)
    head, _ = read_head(yaml_text, "article.md")
    lines = yaml_text.split("\n")
    starts = sorted(line - 1 for key, line in head.lines.items() if key and "." not in key)
    kept: dict[str, str] = {}
    for key in head.values:
        start = head.lines[key] - 1
        end = next((other for other in starts if other > start), len(lines))
        words = [line for line in lines[start:end] if line.strip() and not line.startswith("#")]
        if key in ALIKE and head.values[key] is not None:
            kept[key] = "\n".join(words)
    return kept, "\n".join(_sections(body)).strip("\n") + "\n"


def _sections(body: str) -> Iterator[str]:
    """Headings and blocks as they stand, and one line to do for all that is said between them."""
    opened: list[str] = []
    said = False
    for line in body.split("\n"):
        fence = FENCE.match(line)
        if not fence and not re.match(r"#{1,6} ", line):
            said = said or bool(line.strip())
            continue
        if said:
            listed = opened and re.match(r"key-points|steps", opened[-1])
            yield "- To do: a sentence each." if listed else "To do: what is to be said here."
            yield ""
            said = False
        if fence and fence[2]:
            opened.append(fence[2])
        elif fence and opened:
            opened.pop()
        yield line
        # The end of a block parts it from what follows; its beginning does not.
        if not fence or not fence[2]:
            yield ""
    if said:
        yield "To do: what is to be said here."


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar on one line; JSON strings are a subset of them."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
