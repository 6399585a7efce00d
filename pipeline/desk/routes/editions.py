"""An edition is asked for; its page, what became of it, and the texts that it is made of go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.desk.pages import page
from pipeline.desk.routes.texts import TEXT_ENDS, brand_file
from pipeline.desk.shelf import rows
from pipeline.edition.name import EditionName
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.building.library import Library
    from pipeline.desk.galley import Galley
    from pipeline.desk.room import Room


def name_of(request: Request) -> EditionName:
    """The edition that an address names."""
    given = request.path_params
    return EditionName(given["brand"], given["lang"], given["slug"])


def galley_of(request: Request) -> Galley:
    """What becomes of the edition that an address names; it begins to be made if it was not."""
    galley: Galley = request.app.state.room.galleys.get(name_of(request))
    return galley


async def edition(request: Request) -> Response:
    """The desk's page on an edition."""
    room, name = request.app.state.room, name_of(request)
    others = await room.ask(lambda library: _others(library, name))
    return page(request, "edition.html", edition=name, others=others, sends=bool(room.server))


async def article(request: Request) -> Response:
    """The page on an article that cannot be made into an edition: it leads to one as soon as it can."""
    slug, room = request.path_params["slug"], request.app.state.room
    if await room.ask(lambda library: slug in library.sources and bool(library.unread([slug]))):
        # It is on its way: whoever chose it on the shelf a moment too early need not choose it again.
        await room.read(slug, at_once=True)
    found = [row for row in await room.ask(rows) if row.slug == slug and row.lang]
    if found:
        from starlette.responses import RedirectResponse

        return RedirectResponse(f"/edition/{found[0].brand}/{found[0].lang}/{slug}", 303)
    brand = await room.ask(lambda library: next(iter(library.brands), "none"))
    return page(request, "edition.html", edition=EditionName(brand, "none", slug), others=[], sends=False)


def _others(library: Library, name: EditionName) -> list[EditionName]:
    """The editions of the same publication; raises UsageError when there is no such publication."""
    if name.slug not in library.slugs:
        raise UsageError(f'there is no article "{name.slug}" under source/', hint="go back to the shelf")
    return [target.name for target in library.survey().targets if target.name.slug == name.slug]


async def galley(request: Request) -> Response:
    """What became of the edition so far. `with` names products to make besides those that are published, `seen` those
    that the page shows.
    """
    galley, galleys = galley_of(request), request.app.state.room.galleys
    for product in set(request.query_params.getlist("with")) - galley.chosen:
        galleys.choose(galley, product)
    if seen := request.query_params.getlist("seen"):
        galleys.see(galley, seen)
    lines = galley.held.lines if galley.held else ()
    spans = list(dict.fromkeys((line.file, line.first, line.last) for line in lines))
    files = await _files(request.app.state.room, galley)
    return JSONResponse(galley.to_json() | {"files": files, "lines": spans})


async def try_again(request: Request) -> Response:
    """Make everything of an edition anew."""
    galley = galley_of(request)
    await request.app.state.room.try_again(galley)
    return JSONResponse(galley.to_json())


async def _files(room: Room, galley: Galley) -> list[str]:
    """The texts that an edition is made of, those in its own language first, then what all share."""
    name = galley.name

    def files(library: Library) -> list[str]:
        found: list[str] = []
        for slug in library.members((name.slug,)):
            own = [f"source/{slug}/{file}" for file in library.sources[slug].files if file.endswith(TEXT_ENDS)]
            mine = [entry.file for entry in library.entries.get(slug, ()) if entry.lang == name.lang]
            found += sorted(own, key=lambda file: (file not in mine, not file.endswith("/article.md"), file))
        if name.slug in library.collections:
            found.insert(0, library.collections[name.slug].file)
        if galley.copy is not None and galley.copy.target.file in found:
            found.remove(galley.copy.target.file)
            found.insert(0, galley.copy.target.file)
        return [*found, *([brand_file(name.brand)] if name.brand in library.brands else ())]

    return await room.ask(files)


ROUTES = [
    Route("/edition/{brand}/{lang}/{slug}", edition),
    Route("/article/{slug}", article),
    Route("/galley/{brand}/{lang}/{slug}", galley),
    Route("/galley/{brand}/{lang}/{slug}/again", try_again, methods=["POST"]),
]
