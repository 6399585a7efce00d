"""Every field, choice, block and question that the desk makes out of values has words in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.desk.pages import desk_words
from pipeline.desk.routes.brands import MORE, NEEDED
from pipeline.editing.form import GROUPS, Field
from pipeline.editing.insertions import BLOCKS
from pipeline.workspace.starter.drafts import KINDS


def keys_of(fields: tuple[Field, ...], prefix: str) -> Iterator[str]:
    for each in fields:
        yield f"{prefix}{each.name}"
        yield from (f"choice-{choice}" for choice in each.choices)
        yield from keys_of(each.columns, "field-column-")


def test_what_is_made_of_values_has_words() -> None:
    asked = {f"front-group-{group}" for group in GROUPS}
    asked |= {key for fields in GROUPS.values() for key in keys_of(fields, "field-")}
    asked |= {f"insert-{kind}" for kind in BLOCKS} | {f"kind-{kind}" for kind in (*KINDS, "none")}
    asked |= {f"brand-{name}{end}" for name in (*NEEDED, *MORE, "logo") for end in ("", "-hint")}
    assert asked - desk_words().messages.keys() == set()
