"""A folder without a workspace comes in; one that was begun in it, or lies in it already, stands on the desk."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.article.source import is_slug, slug_hint
from pipeline.desk.given import text_in, values_of
from pipeline.desk.pages import page
from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace.folder import is_workspace
from pipeline.workspace.starter import lay_out

if TYPE_CHECKING:
    from starlette.requests import Request

FOLDER = "leaflets"
"""What a workspace is called unless somebody calls it otherwise."""

MOST = 12
"""So many workspaces of a folder are offered."""


async def begin_page(request: Request) -> Response:
    """The page on which a workspace is begun, or one of those that lie in the folder is opened."""
    room = request.app.state.room
    if room.begun:
        return RedirectResponse("/", 303)
    folder = room.workspace.root
    there, empty = await asyncio.to_thread(_look_round, folder)
    return page(request, "begin.html", folder=str(folder), there=there, usual="" if empty else FOLDER)


def _look_round(folder: Path) -> tuple[list[str], bool]:
    """The workspaces in a folder by name, and whether nothing at all lies in it that one can see."""
    try:
        found = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        raise PlainleafError(f"the folder cannot be read: {reason}", place=str(folder)) from None
    return [path.name for path in found if is_workspace(path)][:MOST], not found


async def begin(request: Request) -> Response:
    """Begin a workspace in `folder`, a name inside the folder of the desk or "" for that itself; open it where there is
    one already. Raises UsageError for a name that cannot be used, PlainleafError when nothing can be written there.
    """
    room = request.app.state.room
    name = text_in(await values_of(request), "folder", usual="").strip()
    if not room.begun:
        # As with articles: a name that every system writes alike, and that leads nowhere else.
        if name and not is_slug(name):
            raise UsageError(f'"{name}" cannot be the name of a folder', hint=slug_hint(name))
        root: Path = room.workspace.root
        folder = root / name if name else root
        if not is_workspace(folder):
            await asyncio.to_thread(lay_out, folder, room.today())
        await room.begin_in(folder)
    return JSONResponse({"address": "/"})


ROUTES = [Route("/begin", begin_page), Route("/begin", begin, methods=["POST"])]
