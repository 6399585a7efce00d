"""An article, its translation and what is known of both come in; the passages to translate go out, and come back in.

A task is one passage with what a bureau needs to know of it. What comes back is held against the original as it stands
by then: a passage that changed meanwhile, lacks what stands for itself or is empty is not taken, and named.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.article.front.head import split_head
from pipeline.article.model import Article
from pipeline.finding import Finding, Place
from pipeline.translation import rules
from pipeline.translation.pairing import Pairing
from pipeline.translation.records import Record, stale_passages
from pipeline.translation.segments import Segment, Skeleton, aligned, names_of, protected, skeleton_of
from pipeline.translation.twins import MARK, is_untranslated, pairing_of
from pipeline.translation.units import Unit, front_fields


@dataclass(frozen=True, slots=True)
class Task:
    """One passage to translate: `name` and `digest` tell which, `source` its Markdown, `target` what stands there now.

    `why` is "new", "changed" or "compare" (both changed); `note` says where it stands and as what.
    """

    name: str
    digest: str
    source: str
    target: str
    why: str
    note: str

    @property
    def id(self) -> str:
        """What the files of bureaus call it."""
        return f"{self.name}.{self.digest}"


@dataclass(frozen=True, slots=True)
class Answer:
    """One passage as it came back; `line` is where it stands in the file."""

    id: str
    target: str
    line: int = 0


@dataclass(frozen=True)
class Texts:
    """The texts of an article and its translation ("" for none), parsed and as they stand."""

    original: Article
    text: str
    twin: Article | None
    twin_text: str


def tasks_of(texts: Texts, record: Record, *, everything: bool = False) -> tuple[Task, ...]:
    """The passages that are to be translated: what is missing, what changed, what is still in the first language."""
    skeleton = skeleton_of(texts.text)[1]
    old, pairs = _targets(texts, skeleton, record)
    lines, fields = _wanted(texts, record)
    tasks: list[Task] = []
    for path, value in front_fields(texts.original):
        had = dict(front_fields(texts.twin)).get(path, "") if texts.twin else ""
        why = fields.get(path, "new" if not had else "")
        if why or everything:
            segment = Segment("front", path, 1, 1, value)
            note = f'front matter, "{path}"'
            tasks.append(Task(f"front.{path}", segment.digest, value, _plain(had), why or "compare", note))
    for at, (name, segment) in enumerate(zip(names_of(skeleton), skeleton.segments, strict=True)):
        whys = {lines[line] for line in range(segment.first, segment.last + 1) if line in lines}
        why = "" if not whys else min(whys) if len(whys) > 1 else whys.pop()
        if at not in pairs or MARK in old.get(at, ""):
            why = "new"
        if why or everything:
            note = f"{segment.role}, line {segment.first} of {texts.original.file}"
            tasks.append(Task(name, segment.digest, segment.text, _plain(old.get(at, "")), why or "compare", note))
    return tuple(tasks)


def _plain(text: str) -> str:
    return "" if MARK in text else text


def _targets(texts: Texts, skeleton: Skeleton, record: Record) -> tuple[dict[int, str], dict[int, int]]:
    if not texts.twin_text:
        return {}, {}
    other = skeleton_of(texts.twin_text)[1]
    pairs, _ = aligned(skeleton, other, _lines(texts, record))
    return {one: other.segments[two].text for one, two in pairs.items()}, pairs


def _lines(texts: Texts, record: Record) -> dict[int, int]:
    """The first line of each passage of the original, and that of its translation."""
    if texts.twin is None:
        return {}
    units = pairing_of(texts.original, texts.twin, record).units
    here, there = texts.original.file, texts.twin.file
    return {
        one.place.first: other.place.first
        for one, other in units
        if (one.place.file, other.place.file) == (here, there) and one.role != "front matter"
    }


def _wanted(texts: Texts, record: Record) -> tuple[dict[int, str], dict[str, str]]:
    """Why each line of the original, and each field of its front matter, is to be translated."""
    lines: dict[int, str] = {}
    fields: dict[str, str] = {}
    if texts.twin is None:
        return lines, fields
    pairing = pairing_of(texts.original, texts.twin, record)

    def want(unit: Unit, why: str) -> None:
        if unit.role == "front matter":
            fields[unit.name] = why
        elif unit.place.file == texts.original.file:
            for line in range(unit.place.first, unit.place.last + 1):
                lines.setdefault(line, why)

    for stale in stale_passages(pairing, record):
        want(stale.one, "compare" if stale.edited else "changed")
    for unit, why in _lacking(pairing):
        want(unit, why)
    return lines, fields


def _lacking(pairing: Pairing) -> Iterator[tuple[Unit, str]]:
    for branch, _ in pairing.missing:
        yield from ((unit, "new") for unit in branch.units())
    yield from ((unit, "new") for unit, _ in pairing.missing_texts)
    yield from ((one, "new") for one, other in pairing.units if is_untranslated(one, other))


# Coming back


@dataclass(frozen=True)
class Taken:
    """A translation with answers in it: its text, the lines of the original and the fields that were answered, and what
    was not taken, with the reason."""

    text: str
    lines: frozenset[int]
    fields: frozenset[str]
    refused: tuple[Finding, ...]


def take(texts: Texts, record: Record, lang: str, answers: Iterable[Answer], file: str) -> Taken:
    """Put what came back into the translation; what has no answer stays as it is, or is marked as untranslated."""
    skeleton = skeleton_of(texts.text)[1]
    old, _ = _targets(texts, skeleton, record)
    refused = list(_unplaced(texts, skeleton, record))
    by_name = {name: at for at, name in enumerate(names_of(skeleton))}
    own_fields = dict(front_fields(texts.original))
    fields: dict[str, str] = {}
    instead = {at: old.get(at, marked(s.text, texts.original.lang)) for at, s in enumerate(skeleton.segments)}
    lines: set[int] = set()
    seen: set[str] = set()
    for answer in answers:
        name, _, digest = answer.id.rpartition(".")
        path = name.removeprefix("front.") if name.startswith("front.") else ""
        at = by_name.get(name)
        segment = Segment("front", path, 1, 1, own_fields[path]) if path in own_fields else None
        segment = segment or (skeleton.segments[at] if at is not None else None)
        fault = _fault(answer, segment, digest, seen)
        seen.add(answer.id)
        if fault[0] or segment is None:
            refused.append(rules.BUREAU.finding(Place(file, answer.line, answer.line), *fault))
        elif path:
            fields[path] = answer.target
        elif at is not None:
            instead[at] = _with_own_pictures(answer.target, old.get(at, ""))
            lines |= set(range(segment.first, segment.last + 1))
    if any(finding.rule == rules.ADDED.name for finding in refused):
        return Taken(texts.twin_text, frozenset(), frozenset(), tuple(refused))
    body = skeleton.text(instead).lstrip("\n")
    yaml = split_head(texts.twin_text)[0] if texts.twin_text else begin_head(texts.original, lang)
    text = f"---\n{_with_fields(yaml, fields)}---\n\n{body}"
    return Taken(text, frozenset(lines), frozenset(fields), tuple(refused))


def _unplaced(texts: Texts, skeleton: Skeleton, record: Record) -> Iterator[Finding]:
    """Passages of the translation that stand for none of the original: they would be lost."""
    if not texts.twin_text or texts.twin is None:
        return
    other = skeleton_of(texts.twin_text)[1]
    for at in aligned(skeleton, other, _lines(texts, record))[1]:
        segment = other.segments[at]
        message = f'"{segment.text[:60]}" stands for no passage of the original, so that nothing was written'
        hint = "write it in the original too, or take it out here"
        yield rules.ADDED.finding(Place(texts.twin.file, segment.first, segment.last), message, hint)


def _fault(answer: Answer, segment: Segment | None, digest: str, seen: set[str]) -> tuple[str, str]:
    """What keeps an answer from being taken, with what to do; two empty words for nothing."""
    again = "write the file anew with `plainleaf translate` and send it again"
    if segment is None:
        return f'the original has no passage "{answer.id}"', again
    if segment.digest != digest:
        return f'the original of "{answer.id}" changed since the file was written', again
    if answer.id in seen:
        return f'"{answer.id}" comes twice; the first one was taken', "take one of the two out"
    if not answer.target.strip():
        return f'"{answer.id}" is not translated', "ask the bureau for it"
    if MARK in answer.target:
        return f'"{answer.id}" still has the mark of what is not translated', "ask the bureau for it"
    lost, extra = unequal(protected(segment.text), protected(answer.target))
    if lost or extra:
        said = " and ".join(
            part
            for part in (f"lacks {_shown(lost)}" if lost else "", f"has {_shown(extra)} too many" if extra else "")
            if part
        )
        return f'"{answer.id}" {said}', "put placeholders where they belong; they are no words to translate"
    return "", ""


def unequal(one: Iterable[str], other: Iterable[str]) -> tuple[list[str], list[str]]:
    """What only the first holds and what only the second holds, pictures by their place alone."""
    rest, extra = [_kind(part) for part in one], []
    for part in map(_kind, other):
        if part in rest:
            rest.remove(part)
        else:
            extra.append(part)
    return rest, extra


def _kind(part: str) -> str:
    return "](images/…)" if part.startswith("](images/") else " ".join(part.split())


def _shown(parts: list[str]) -> str:
    return ", ".join(f'"{part}"' for part in parts)


def _with_own_pictures(target: str, old: str) -> str:
    """Pictures with words in them are drawn anew for a language, and have a name of their own."""
    own = [part for part in protected(old) if part.startswith("](images/")]
    for part in protected(target):
        if part.startswith("](images/") and own:
            target = target.replace(part, own.pop(0), 1)
    return target


def marked(text: str, lang: str) -> str:
    """A passage with the mark of what is not translated; that of a picture stands in its description."""
    picture = "![" if text.startswith("![") else ""
    return f"{picture}{MARK}{lang}⟧ {text.removeprefix(picture)}"


# Heads


def begin_head(original: Article, lang: str) -> str:
    """The YAML head of a language that is begun: parked, what is to be translated marked, the rest inherited."""
    values: dict[str, Any] = {"lang": lang, "status": "draft"}
    for path, value in front_fields(original):
        _set(values, path, marked(value, original.lang))
    return "\n" + _dumped(values)


def _with_fields(yaml_text: str, fields: Mapping[str, str]) -> str:
    if not fields:
        return yaml_text.lstrip("\n") + ("" if yaml_text.endswith("\n") else "\n")
    from ruamel.yaml import YAML

    values = YAML().load(yaml_text)
    for path, value in fields.items():
        _set(values, path, value)
    return _dumped(values)


def _set(values: Any, path: str, value: str) -> None:
    first, _, rest = path.partition(".")
    if first == "social" and rest.startswith("texts."):
        values.setdefault("social", {}).setdefault("texts", {})[rest.removeprefix("texts.")] = value
    elif rest:
        values.setdefault(first, {})[rest] = value
    else:
        values[first] = value


def _dumped(values: Any) -> str:
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width, writer.allow_unicode = 110, True
    stream = io.StringIO()
    writer.dump(values, stream)
    return stream.getvalue()


def begin(original: Article, text: str, lang: str) -> str:
    """The text of a language that is begun: the shape of the original, each passage marked as not translated."""
    skeleton = skeleton_of(text)[1]
    begun = {at: marked(segment.text, original.lang) for at, segment in enumerate(skeleton.segments)}
    return f"---\n{begin_head(original, lang).lstrip()}---\n\n{skeleton.text(begun).lstrip()}"
