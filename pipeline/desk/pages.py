"""A template's name and plain values come in; a page of the desk goes out, in the words of its catalogue."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from pipeline.house.words import Words, read_words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

LANG = "en"


@cache
def desk_words() -> Words:
    """The words of the desk itself. They are for those who publish, and no style of a workspace: the catalogues under
    styles/words/ are for readers, in every language that is published.
    """
    return read_words(LANG, resources.files(__package__).joinpath("words", f"{LANG}.po").read_bytes())


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pipeline.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=desk_words(), lang=LANG)
    return environment


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page that a template makes of values, as an answer. `nonce` is that of the answer's policy."""
    from starlette.responses import HTMLResponse

    room = request.app.state.room
    text = (
        _environment()
        .get_template(template)
        .render(nonce=request.scope["nonce"], read_only=request.app.state.gate.read_only, workspace=room.name, **values)
    )
    return HTMLResponse(text, status)
