"""The node of a block comes in; the attributes that Markdown writes for it go out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.article.audience import Audience
from pipeline.article.model import Node


def is_bare(node: Node) -> bool:
    """Whether a block says nothing of itself: no id, class, language or reader."""
    return not (node.explicit or node.classes or node.lang or node.audience != Audience())


def write_attributes(node: Node, name: str = "", pairs: Mapping[str, str] | None = None) -> str:
    """The attributes in braces, `name` as the first class, `pairs` as keys with values; empty when there are none."""
    audience = node.audience
    named = dict(pairs or {})
    if audience.only:
        named["only"] = " ".join(sorted(audience.only))
    if audience.excluded:
        named["not"] = " ".join(sorted(audience.excluded))
    if audience.priority is not None:
        named["priority"] = str(audience.priority)
    if node.lang:
        named["lang"] = node.lang
    words = [*([f".{name}"] if name else []), *(f".{c}" for c in sorted(node.classes))]
    words += [f"#{node.key}"] if node.explicit else []
    words += [f"{key}={_quoted(value)}" for key, value in named.items()]
    return "{" + " ".join(words) + "}" if words else ""


def _quoted(value: str) -> str:
    if re.fullmatch(r"[\w-]+", value, re.ASCII):
        return value
    # The attribute reader knows no escape for a straight quote that every version of pandoc agrees on.
    pair = iter("“”" * (value.count('"') + 1))
    return '"' + re.sub('"', lambda _: next(pair), " ".join(value.split())).replace("\\", "\\\\") + '"'
