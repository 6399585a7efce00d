"""An edition comes in; its templates for pages, ready to be filled, go out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.edition.edition import Edition

if TYPE_CHECKING:
    from jinja2 import Environment


def template(edition: Edition, name: str) -> Any:
    """The template of that name below styles/page/, with strict variables."""
    styles = tuple(
        (path, content.decode("utf-8"))
        for path, content in sorted(edition.styles.items())
        if path.startswith("page/") and path.endswith((".html", ".css"))
    )
    return _environment(styles).get_template(f"page/{name}")


@lru_cache(maxsize=8)
def _environment(styles: tuple[tuple[str, str], ...]) -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape

    return Environment(
        loader=DictLoader(dict(styles)),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
