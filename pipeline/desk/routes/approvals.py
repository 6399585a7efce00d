"""An edition is asked for; who approved its article goes out, and the approval of whoever reads it comes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.building.approving import approve, needed, stand, write
from pipeline.desk.galleys import texts_of
from pipeline.desk.given import text_in, values_of
from pipeline.desk.routes.editions import galley_of, name_of
from pipeline.edition.approvals import ROLES
from pipeline.errors import PlainleafError

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.building.library import Library
    from pipeline.desk.room import Room
    from pipeline.edition.name import EditionName


@dataclass(frozen=True)
class _Given:
    """What a page sent: the texts that its reader saw, by file and digest, and who approves them."""

    role: str
    name: str
    texts: dict[str, str]


async def approvals(request: Request) -> Response:
    """Where each role stands, and which roles there are; for a collection, whose articles are approved, none."""
    name = name_of(request)
    return JSONResponse(await request.app.state.room.read_for(name, lambda library: _standing(library, name)))


def _standing(library: Library, name: EditionName) -> dict[str, Any]:
    if name.slug not in library.sources:
        return {"roles": [], "signed": []}
    needs = needed(library)
    signed = [
        {"role": each.role, "name": each.name, "holds": each.holds, "needed": each.needed, "words": each.words}
        for each in stand(library, name.slug, name.lang)
    ]
    return {"roles": [*needs, *(role for role in ROLES if role not in needs)], "signed": signed}


async def give(request: Request) -> Response:
    """Write that somebody approved every part of the article as it stood before their eyes.

    The body has `role`, `name` and `texts`, the digests of the files that the desk had read when its pages were made.
    """
    values = await values_of(request)
    texts = values.get("texts")
    given = _Given(text_in(values, "role"), text_in(values, "name"), dict(texts) if isinstance(texts, dict) else {})
    name, room = name_of(request), request.app.state.room
    if galley_of(request).checking:
        raise PlainleafError("it is still being checked, and was not approved", hint="wait until it says that it is")
    await room.read_for(name, lambda library: _give(library, room, name, given))
    room.begin(room.take_in({room.workspace.source / name.slug / "approvals.toml"}))
    return JSONResponse(await room.read_for(name, lambda library: _standing(library, name)))


def _give(library: Library, room: Room, name: EditionName, given: _Given) -> None:
    approving = approve(library, name.slug, name.lang, given.role, given.name, room.today())
    now = texts_of(library, name)
    # Nobody approves what was not before their eyes: another editor may have saved the file a moment ago.
    if any(given.texts.get(file) != digest for file, digest in now.items()):
        raise PlainleafError(
            "the text was changed meanwhile, and was not approved", hint="read it as it stands now, then approve it"
        )
    write(library, room.workspace, name.slug, approving)


_EDITION = "{brand}/{lang}/{slug}"

ROUTES = [
    Route(f"/approvals/{_EDITION}", approvals),
    Route(f"/approvals/{_EDITION}", give, methods=["POST"]),
]
