"""A room and a gate come in; the desk's web application goes out.

A part of the desk is a module under `routes/` with `ROUTES` and, where a request may bring more than the usual,
`LIMITS`: the start of a path → bytes. Its name stands in `PARTS`, and that is all.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from importlib import import_module
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from pipeline.building.processes.running import EndedError
from pipeline.desk.gate import Gate, Guard, Refused
from pipeline.desk.hints import for_a_page
from pipeline.desk.pages import desk_words, page
from pipeline.errors import PlainleafError
from pipeline.workspace.folder import default_styles

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.desk.room import Room

PARTS = (
    "door",
    "shelf",
    "beginning",
    "channel",
    "editions",
    "texts",
    "proofs",
    "handing",
    "publishing",
    "approvals",
    "letters",
    "mends",
    "front",
    "inserting",
    "starting",
    "brands",
    "bringing",
)
"""The modules under `routes/`, in the order in which their routes are tried."""


def make_app(room: Room, gate: Gate) -> Starlette:
    """The application over a room, for whom the gate lets in. A route finds them in `request.app.state`."""
    modules = [import_module(f"pipeline.desk.routes.{part}") for part in PARTS]
    routes: list[BaseRoute] = [route for module in modules for route in module.ROUTES]
    routes += [
        Mount("/static", StaticFiles(packages=[("pipeline.desk", "static")])),
        Mount("/fonts", StaticFiles(directory=default_styles() / "fonts")),
    ]
    limits = {start: most for module in modules for start, most in getattr(module, "LIMITS", {}).items()}

    @contextlib.asynccontextmanager
    async def open_room(_: Starlette) -> AsyncIterator[None]:
        await room.open()
        try:
            yield
        finally:
            await room.close()

    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, gate=gate, words=desk_words(), limits=limits)],
        exception_handlers={PlainleafError: _cannot, EndedError: _ended, 404: _nothing_there},
        lifespan=open_room,
    )
    app.state.room, app.state.gate = room, gate
    return app


async def _cannot(request: Request, error: Exception) -> Response:
    """What the library cannot do, in its own words."""
    assert isinstance(error, PlainleafError)  # noqa: S101 (narrows the type)
    said = {"message": error.message, "place": error.place or "", "hint": for_a_page(error.hint or "")}
    return _answer(request, 409, said)


async def _ended(request: Request, why: Exception) -> Response:
    """A job that gave no result, for instance the picture of a page."""
    return _answer(request, 503, {"message": desk_words()("ended", why=why), "place": "", "hint": ""})


async def _nothing_there(request: Request, _: Exception) -> Response:
    return _answer(request, 404, {"message": desk_words()("nothing-there"), "place": "", "hint": ""})


def _answer(request: Request, status: int, said: dict[str, str]) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        return page(request, "said.html", status, said=said)
    return JSONResponse(said, status)


__all__ = ["Refused", "make_app"]
