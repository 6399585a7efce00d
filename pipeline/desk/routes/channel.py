"""An open page asks; it is told what happens in the workspace as long as it stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sse_starlette import EventSourceResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

PING_SECONDS = 15
"""A sign of life, so that a page notices when the desk is gone (house)."""


async def channel(request: Request) -> EventSourceResponse:
    """Every event of the room from now on; docs/desk.md does not promise their shape."""
    return EventSourceResponse(request.app.state.room.events.listen(), ping=PING_SECONDS)


ROUTES = [Route("/events", channel)]
