"""An edition is asked for; how it stands in the output folder goes out, and at a word it is published and certified."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.building.report import Fate
from pipeline.desk.galley import finding_to_json
from pipeline.desk.publishing import Publishing, publish, published, stands
from pipeline.desk.routes.editions import galley_of, name_of
from pipeline.desk.routes.handing import certifying
from pipeline.errors import PlainleafError

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.building.report import EditionReport
    from pipeline.desk.galley import Galley
    from pipeline.desk.room import Room


async def standing(request: Request) -> Response:
    """Whether what is on the desk is published, and where its files lie on this computer."""
    room, galley = request.app.state.room, galley_of(request)
    edition = await asyncio.to_thread(published, room.output, galley.name)
    return JSONResponse(_place(room, galley) | {"stands": stands(edition, _files(galley))})


async def give(request: Request) -> Response:
    """Publish the edition as it stands in the workspace, and have the validators read it."""
    room, galley = request.app.state.room, galley_of(request)
    if galley.checking:
        raise PlainleafError("it is still being checked, and was not published", hint="wait until it says that it is")
    asked = Publishing(name_of(request), room.workspace, room.today(), room.moment(), room.width)
    async with certifying:
        edition = await asyncio.to_thread(publish, asked)
    if edition is None:
        raise PlainleafError("there is no such edition any more", hint="go back to the shelf")
    done = edition.fate in {Fate.BUILT, Fate.UP_TO_DATE}
    now = stands(edition, _files(galley)) if done else "none"
    if done:
        room.events.tell("shelf", slug=galley.name.slug, reading=room.reading)
    return JSONResponse(_place(room, galley) | {"stands": now} | _told(edition, done))


def _told(edition: EditionReport, done: bool) -> dict[str, Any]:
    return {
        "published": done,
        "fate": edition.fate.value,
        "held": [product.name for product in edition.held],
        "notes": list(edition.notes),
        "findings": [finding_to_json(finding) for finding in edition.all_findings.errors],
        "certificates": [
            {"file": each.name.removeprefix(f"{edition.name}/"), "passed": each.passed, "says": each.statement}
            for each in edition.certificates
        ],
    }


def _place(room: Room, galley: Galley) -> dict[str, Any]:
    return {"folder": str(room.output.root / str(galley.name))}


def _files(galley: Galley) -> dict[str, str]:
    """The files on the desk with their digests, by the names that they have in the folder of their edition."""
    return {
        f"{proof.product.format}/{file.name}": file.sha256
        for proof in galley.wanted
        for file in (proof.artifact.files if proof.artifact else ())
    }


_EDITION = "{brand}/{lang}/{slug}"

ROUTES = [
    Route(f"/publish/{_EDITION}", standing),
    Route(f"/publish/{_EDITION}", give, methods=["POST"]),
]
