"""A token in the address, or a password, comes in; a cookie that opens the desk goes out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.desk.gate import DOOR
from pipeline.desk.pages import page

if TYPE_CHECKING:
    from starlette.requests import Request

GUESS_SECONDS = 1.0
"""How long a wrong password waits for its answer, one after the other: twelve characters take ages (house)."""

_guessing = asyncio.Lock()


async def door(request: Request) -> Response:
    """Let somebody in who brings the token, or ask for the password where one is set."""
    gate = request.app.state.gate
    if gate.admits(request.query_params.get("token", "")) and not gate.password:
        return _let_in(request)
    if not gate.password:
        return page(request, "door.html", 403, asked=False, wrong=False)
    if request.method == "GET":
        return page(request, "door.html", asked=True, wrong=False)
    form = await request.form()
    if gate.opens_for(str(form.get("password", ""))):
        return _let_in(request)
    async with _guessing:
        await asyncio.sleep(GUESS_SECONDS)
    return page(request, "door.html", 403, asked=True, wrong=True)


def _let_in(request: Request) -> Response:
    gate = request.app.state.gate
    answer = RedirectResponse("/", 303)
    answer.set_cookie(gate.cookie, gate.token, httponly=True, samesite="strict", path="/")
    return answer


ROUTES = [Route(DOOR, door, methods=["GET", "POST"])]
