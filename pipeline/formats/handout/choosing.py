"""The blocks of an article come in; those that stand on one sheet go out, and which of them may be left out first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from pipeline.article.body.inlines import plain
from pipeline.article.gravity import marked_risks
from pipeline.article.model import (
    Action,
    Block,
    Blocks,
    Bullets,
    Callout,
    CalloutKind,
    Comparison,
    Figure,
    Inlines,
    KeyPoints,
    Prose,
    Question,
    Questions,
    Section,
    Steps,
    Table,
)
from pipeline.article.plaintext import text
from pipeline.article.selecting import select, without
from pipeline.article.walking import all_blocks, kind_of, of_kind
from pipeline.edition.edition import Edition

TIPS = frozenset({CalloutKind.TIP, CalloutKind.NOTE})


@dataclass(frozen=True)
class Sheet:
    """The blocks of a one-sheet handout: before and after the questions, and when to call; `whole` when it is the whole
    article. `extras` are keys of what stands there only if there is room.
    """

    front: Blocks
    back: Blocks
    call: Blocks
    whole: bool
    extras: frozenset[str] = frozenset()

    def without(self, keys: frozenset[str]) -> Sheet:
        """The same without the blocks of these keys; when to call always stays."""
        return replace(self, front=without(self.front, keys), back=_filled(without(self.back, keys)))

    @property
    def blocks(self) -> Blocks:
        return (*self.front, *self.back, *self.call)


def sheet_of(edition: Edition, variant: str = "sheet") -> Sheet:
    """Everything that may stand on the edition's sheet."""
    label = edition.words(f"{CalloutKind.WHEN_TO_CALL}-label")
    return choose(select(edition.article.blocks, "handout", variant), variant, label)


def choose(blocks: Blocks, variant: str = "sheet", label: str = "") -> Sheet:
    """What of an article stands on one sheet.

    An article with cards or questions gives its key points and cards first, then its questions, dose tables, actions,
    warnings, and whatever the author sends to this variant by name; steps, tips, figures and text where there is room.
    A shorter one without cards or questions is shown whole. What has no heading of its own keeps that of its section,
    when to call where that says more than its `label`.
    """
    questions = tuple(block for block in of_kind(blocks, Questions) if block.questions)
    calls = tuple(c for c in of_kind(blocks, Callout) if c.kind is CalloutKind.WHEN_TO_CALL)
    if not tuple(of_kind(blocks, Comparison)) and not questions:
        moved = frozenset(block.node.key for block in all_blocks(blocks) if _only_calls(block))
        return Sheet(without(blocks, moved), (), tuple(_headed_calls(blocks, label)), whole=True)
    found = tuple(_chosen(blocks, f"handout/{variant}"))
    front = tuple(block for block in found if isinstance(block, KeyPoints | Comparison))
    sent = tuple(block for block in found if f"handout/{variant}" in block.node.audience.only and block not in front)
    kept = [block for block in found if block not in front and block not in sent]
    extras = tuple(block for block in kept if _is_extra(block))
    order = (Questions, Table, Action, Callout)
    kept = [block for kind in order for block in kept if isinstance(block, kind) and block not in extras]
    told = tuple(_told(blocks, {part.node.key for block in sent for part in all_blocks((block,))}))
    keys = frozenset(each.node.key for each in (*told, *extras))
    return Sheet(front, (*sent, *told, *kept, *extras), calls, False, keys)


def _is_call(block: Block) -> bool:
    return isinstance(block, Callout) and block.kind is CalloutKind.WHEN_TO_CALL


def _only_calls(block: Block) -> bool:
    """Whether a block is when to call, or a section of nothing else."""
    if isinstance(block, Section):
        return bool(block.blocks) and all(map(_only_calls, block.blocks))
    return _is_call(block)


def _headed_calls(blocks: Blocks, label: str, heading: Inlines = ()) -> Iterator[Callout]:
    """When to call, each with the heading of its section where that holds nothing else and it has none itself; none
    that begins with the words that stand on the box anyway.
    """
    for block in blocks:
        if isinstance(block, Section):
            again = label and plain(block.heading).casefold().startswith(label.casefold())
            given = block.heading if len(block.blocks) == 1 and not again else ()
            yield from _headed_calls(block.blocks, label, given)
        elif isinstance(block, Callout):
            if _is_call(block):
                yield replace(block, heading=block.heading or heading)
        else:
            yield from (call for call in of_kind((block,), Callout) if _is_call(call))


_TEXT = Prose | Bullets | Steps
_HEADED = KeyPoints | Comparison | Questions | Action


def _told(blocks: Blocks, taken: Set[str]) -> Iterator[Section]:
    """The sections as far as they are text and steps; none whose heading a card, a question or an action has, and none
    that holds what is `taken`.
    """
    for block in blocks:
        if not isinstance(block, Section):
            continue
        inner = tuple(all_blocks((block,)))
        if any(isinstance(part, _HEADED) or part.node.key in taken for part in inner):
            yield from _told(block.blocks, taken)
        elif told := _text_of(block):
            yield told


def _text_of(section: Section) -> Section | None:
    """The section with its text and steps only; None when it has neither."""
    kept: list[Block] = []
    for block in section.blocks:
        part = _text_of(block) if isinstance(block, Section) else block if isinstance(block, _TEXT) else None
        kept += [part] if part is not None else []
    return replace(section, blocks=tuple(kept)) if kept else None


def _is_extra(block: Block) -> bool:
    return isinstance(block, Figure) or (isinstance(block, Callout) and block.kind in TIPS)


def _chosen(blocks: Blocks, name: str, heading: Inlines = ()) -> Iterator[Block]:
    """The blocks that stand for themselves, in reading order, each under a heading of the author."""
    given = heading
    for block in blocks:
        if name in block.node.audience.only:
            yield block
        elif isinstance(block, Section):
            yield from _chosen(block.blocks, name, block.heading)
        elif isinstance(block, KeyPoints | Comparison | Questions | Action):
            if isinstance(block, Questions) and not block.questions:
                continue
            named = bool(given) and not block.heading
            yield replace(block, heading=given) if named else block
            given = () if named else given
        elif (
            isinstance(block, Figure)
            or (isinstance(block, Table) and block.doses)
            or (isinstance(block, Callout) and block.kind is not CalloutKind.WHEN_TO_CALL)
        ):
            yield block


WIDE = 650
"""A question and answer of more characters take the whole line: at half the width they are too tall (house)."""


def paired(blocks: Blocks) -> Blocks:
    """The blocks with the class "wide" on questions that take a line alone: long ones, and one without partner."""
    return tuple(
        replace(block, questions=tuple(_paired(block.questions))) if isinstance(block, Questions) else block
        for block in blocks
    )


def _paired(questions: Sequence[Question]) -> Iterator[Question]:
    waiting: list[Question] = []
    for question in questions:
        if len(plain(question.question)) + len(text(question.answer)) <= WIDE:
            waiting.append(question)
            continue
        yield from _with_last_alone(waiting)
        yield _wide(question)
        waiting = []
    yield from _with_last_alone(waiting)


def _with_last_alone(questions: Sequence[Question]) -> Iterator[Question]:
    alone = len(questions) % 2
    yield from questions[: len(questions) - alone]
    yield from map(_wide, questions[len(questions) - alone :])


def _wide(question: Question) -> Question:
    return replace(question, node=replace(question.node, classes=question.node.classes | {"wide"}))


FLOWING = Prose | Bullets | Steps
"""What a figure may stand behind instead of before it: text that goes on."""

SHORT_SECTION = 4
"""So does a section of so few blocks of text below the figure's own heading; past more nobody would look for it."""


def _goes_on(block: Block) -> bool:
    if isinstance(block, Section):
        return len(block.blocks) <= SHORT_SECTION and all(isinstance(each, FLOWING) for each in block.blocks)
    return isinstance(block, FLOWING)


def floating(blocks: Blocks, floated: Mapping[str, int]) -> Blocks:
    """The blocks with each figure in `floated` behind so many of those that follow it, as far as these are text or
    short sections of text."""
    found = list(blocks)
    for at in range(len(found) - 1, -1, -1):
        block = found[at]
        if isinstance(block, Section):
            found[at] = replace(block, blocks=floating(block.blocks, floated))
        for step in range(floated.get(block.node.key, 0) if isinstance(block, Figure) else 0):
            if at + step + 1 < len(found) and _goes_on(found[at + step + 1]):
                found[at + step], found[at + step + 1] = found[at + step + 1], found[at + step]
    return tuple(found)


def _filled(blocks: Blocks) -> Blocks:
    """The blocks without headings over questions of which none is left."""
    return tuple(block for block in blocks if not isinstance(block, Questions) or block.questions)


@dataclass(frozen=True)
class Optional:
    """A block that may be left out: its key, the author's priority (None where its kind decides), and what it is called
    in a report.
    """

    key: str
    priority: int | None
    words: str

    @property
    def said(self) -> str:
        """What it is called, with the author's priority."""
        return f"{self.words} (priority {self.priority})" if self.priority is not None else self.words


def optional_blocks(sheet: Sheet) -> tuple[Optional, ...]:
    """What may be left out, in the order in which it goes.

    First what only fills room that is left, figures before tips; then what the author gave a priority, the highest
    number and of equals the last one first; then questions from the last one on: a sheet held back helps nobody. On
    a sheet that shows the whole article figures and tips may go as well, and at the very last the key points,
    which say again what stands there. Nothing else goes: no warning, no dose, no card.
    """
    parts = list(reversed(list(all_blocks(sheet.blocks))))
    ranked = [(rank, part) for part in parts if (rank := _rank(part, sheet)) is not None]
    ranked.sort(key=lambda each: each[0])
    calls = {part.node.key for part in all_blocks(sheet.call)}
    # A sheet may leave out much; what the author marked as the gravest risk is none of it.
    kept = {risk.key for risk in marked_risks(sheet.blocks)}
    return tuple(
        Optional(part.node.key, part.node.audience.priority, words_of(part))
        for _, part in ranked
        if part.node.key not in calls and not any(inner.node.key in kept for inner in all_blocks((part,)))
    )


def _rank(part: object, sheet: Sheet) -> tuple[int, int] | None:
    """When a block goes, the smallest first; None for what always stays."""
    priority = getattr(part, "node").audience.priority  # noqa: B009 (any part of the tree)
    if getattr(part, "node").key in sheet.extras:  # noqa: B009
        steps = isinstance(part, Section) and any(True for _ in of_kind(part.blocks, Steps))
        return (0, 3 if steps else 0 if isinstance(part, Section) else 1 if isinstance(part, Figure) else 2)
    if priority is not None:
        return (1, -priority)
    if isinstance(part, Question):
        return (2, 0)
    if sheet.whole and isinstance(part, Figure):
        return (3, 0)
    if sheet.whole and isinstance(part, Callout) and part.kind in TIPS:
        return (3, 1)
    return (4, 0) if sheet.whole and isinstance(part, KeyPoints) else None


def words_of(part: object) -> str:
    """What a block is called in a report: its kind and its heading."""
    name = next((words for field in ("question", "heading", "caption") if (words := getattr(part, field, ()))), ())
    heading = plain(name).strip()
    kind = part.kind.value if isinstance(part, Callout) else kind_of(part).replace("-", " ")
    return f'the {kind} "{heading[:60]}"' if heading else f"the {kind}"
