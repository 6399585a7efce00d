"""A page asks what can be put into a text, or drops a picture; blocks, values and a safe picture go out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.desk.given import file_in, text_in
from pipeline.editing.insertions import BLOCKS, figure, take_picture
from pipeline.errors import UsageError
from pipeline.limits import PICTURE_BYTES
from pipeline.workspace.saving import add_picture

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.building.library import Library

LIMITS = {"/pictures/": PICTURE_BYTES + 100_000}
"""A picture, and what stands around it in a form."""

PICTURE_SECONDS = 60


async def insertions(request: Request) -> Response:
    """The blocks that can be put in, and the values of a brand, the snippets and the rules by name."""
    brand = request.path_params["brand"]
    values, snippets = await request.app.state.room.ask(lambda library: _known(library, brand))
    blocks = [{"kind": kind, "text": text} for kind, text in BLOCKS.items()]
    return JSONResponse({"blocks": blocks, "values": values, "snippets": snippets})


def _known(library: Library, brand: str) -> tuple[dict[str, str], list[str]]:
    from pipeline.house.styles import read_brands

    if brand not in library.digests.brands:
        return {}, []
    brands, _ = read_brands(library.style_files, [brand])
    found = brands.get(brand)
    snippets = {name.partition(".")[0] for source in library.sources.values() for name in source.snippets}
    return (dict(found.values) if found else {}), sorted(snippets)


async def picture(request: Request) -> Response:
    """Keep a dropped picture in the images of an article, safe, and give the block that shows it."""
    slug = request.path_params["slug"]
    room = request.app.state.room
    if not await room.ask(lambda library: slug in library.sources):
        raise UsageError(f'there is no article "{slug[:60]}"', hint="go back to the shelf")
    async with request.form(max_files=1, max_fields=4) as form:
        given: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
        described, said = text_in(given, "description", 1_000, ""), text_in(given, "caption", 1_000, "")
        # Without its words a picture is not taken in: nobody comes back to write them.
        figure("picture", described, said)
        upload = file_in(form, "picture")
        name, content = str(upload.filename), await upload.read()
    # Decoding a picture in the desk's own process could hold every answer, or end it.
    taken = await room.work(_take, (name, content), PICTURE_SECONDS)
    kept = await asyncio.to_thread(add_picture, room.workspace, slug, taken.name, taken.content)
    await room.take_in({Path(room.workspace.source) / slug / "images" / kept})
    removed = ", ".join(taken.removed)
    return JSONResponse({"name": kept, "text": figure(kept, described, said), "removed": removed})


def _take(given: tuple[str, bytes]) -> Any:
    return take_picture(*given)


ROUTES = [
    Route("/insertions/{brand}", insertions),
    Route("/pictures/{slug}", picture, methods=["POST"]),
]
