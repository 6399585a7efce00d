"""The shelf is asked for; every publication with where it stands goes out, as a page or as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.desk.pages import page
from pipeline.desk.shelf import STANDINGS, brand_names, rows

if TYPE_CHECKING:
    from starlette.requests import Request


async def shelf(request: Request) -> Response:
    """The page; its rows come with `shelf_rows`, so that it stands at once. Without a workspace, one is begun."""
    if not request.app.state.room.begun:
        return RedirectResponse("/begin", 303)
    return page(request, "shelf.html", standings=STANDINGS)


async def shelf_rows(request: Request) -> Response:
    """Every row, worst first; `reading` says that some articles are still being read."""
    room = request.app.state.room
    found, brands = await room.ask(lambda library: (rows(library), brand_names(library)))
    return JSONResponse({"rows": [row.to_json() for row in found], "brands": brands, "reading": room.reading})


ROUTES = [Route("/", shelf), Route("/shelf", shelf_rows)]
