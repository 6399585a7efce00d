"""The blocks of an article come in; those that a format or variant shows go out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.article.model import Block, Blocks, Section
from pipeline.article.walking import part_names


def select(blocks: Blocks, format_name: str, variant: str = "") -> Blocks:
    """The blocks whose audience admits the format and variant; sections left without any block are gone."""
    return tuple(kept for block in blocks if (kept := _keep(block, format_name, variant)) is not None)


def _keep(block: Any, format_name: str, variant: str) -> Any:
    if not block.node.audience.admits(format_name, variant):
        return None
    changes: dict[str, Any] = {}
    for name in part_names(block):
        part = getattr(block, name)
        if isinstance(part, tuple) and part and hasattr(part[0], "node"):
            kept = tuple(k for child in part if (k := _keep(child, format_name, variant)) is not None)
            if kept != part:
                changes[name] = kept
    if isinstance(block, Section) and block.blocks and changes.get("blocks") == ():
        return None
    return replace(block, **changes) if changes else block


def without(blocks: Blocks, keys: frozenset[str]) -> Blocks:
    """The blocks without those whose key is in `keys`, at any depth."""
    kept: list[Block] = []
    for block in blocks:
        if block.node.key in keys:
            continue
        inner = {
            name: without(part, keys)
            for name in part_names(block)
            if isinstance(part := getattr(block, name), tuple) and part and hasattr(part[0], "node")
        }
        kept.append(replace(block, **inner) if inner else block)  # type: ignore[arg-type]
    return tuple(kept)
