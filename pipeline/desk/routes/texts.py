"""A text of the workspace is asked for, or a new one comes in; the text, or what became of saving it, goes out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.desk.given import text_in, values_of
from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace.disk import digest
from pipeline.workspace.saving import Saved, encoded, save_text

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.building.library import Library

TEXT_ENDS = (".md", ".toml", ".yml", ".yaml")
"""What of a source is text that people write."""


async def text(request: Request) -> Response:
    """A text of the workspace with its digest. Raises UsageError for a file that is no text of an article."""
    name = request.query_params.get("file", "")
    path = await request.app.state.room.ask(lambda library: _known(library, name))
    content = await request.app.state.room.read_file(path)
    said: dict[str, Any] = {"file": name, "digest": digest(content)}
    try:
        said["text"] = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            f'"{name}" is not UTF-8, and cannot be shown', hint="save it as UTF-8 in your editor"
        ) from None
    said["ends"] = "\r\n" if b"\r\n" in content else "\n"
    return JSONResponse(said)


def _known(library: Library, name: str) -> str:
    """The name, if it is that of a text that the library read: nobody names another file of this computer."""
    folder, _, rest = name.removeprefix("source/").partition("/")
    source = library.sources.get(folder)
    snippet = folder == "_snippets" and any(rest in source.snippets for source in library.sources.values())
    there = source is not None and rest in source.files and rest.endswith(TEXT_ENDS)
    bound = any(collection.file == name for collection in library.collections.values())
    branded = any(name == brand_file(brand) for brand in library.brands)
    if not branded and (not name.startswith("source/") or not (there or bound or snippet)):
        raise UsageError(f'there is no text "{name}" in this workspace', hint="go back to the shelf")
    return name


async def save(request: Request) -> Response:
    """Save a text. The body has `file`, `text` with the line ends of the file, and `based_on`, the digest of what was
    edited; when something else stands there by now, both texts come back (409) and nothing is written.
    """
    try:
        given = await values_of(request)
        file, content, based_on = text_in(given, "file"), given["text"].encode(), text_in(given, "based_on")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PlainleafError("the desk did not understand what was to be saved", hint="load the page anew") from None
    room = request.app.state.room
    done = await asyncio.to_thread(save_text, room.workspace, file, content, based_on)
    if isinstance(done, Saved):
        # At once: the system tells of a changed file some 70 ms later (watchfiles gathers changes).
        room.begin(room.take_in({room.workspace.root / file}))
    return JSONResponse(encoded(done), 200 if isinstance(done, Saved) else 409)


def brand_file(brand: str) -> str:
    """Where it stands what leaflets say of a house."""
    return f"styles/brands/{brand}/brand.toml"


ROUTES = [Route("/text", text), Route("/text", save, methods=["POST"])]
