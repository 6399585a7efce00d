"""A page's answers come in; a new article stands in the workspace, and where to go next goes out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.desk.given import text_in, values_of
from pipeline.desk.pages import page
from pipeline.desk.shelf import brand_names
from pipeline.editing.form import change_form
from pipeline.editing.sheet import Sheet
from pipeline.errors import UsageError
from pipeline.house.leftovers import is_example
from pipeline.manuscript.importing import make_slug
from pipeline.workspace.disk import digest
from pipeline.workspace.saving import save_text
from pipeline.workspace.starter import start_article
from pipeline.workspace.starter.drafts import KINDS

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.building.library import Library
    from pipeline.desk.room import Room


async def new_page(request: Request) -> Response:
    """The page on which an article is begun."""
    langs, likes, brands = await request.app.state.room.ask(_known)
    return page(request, "new.html", kinds=KINDS, langs=langs, likes=likes, brands=brands)


def _known(library: Library) -> tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]:
    """The languages that brands publish in, the commonest first, the articles by name and title, and the brands by
    name and what they are called, examples last.
    """
    if not library.brands:
        library.recall(None)
    langs = [lang for brand in library.brands.values() for lang in brand.languages]
    usual = sorted(dict.fromkeys(langs), key=lambda lang: -langs.count(lang)) or ["en"]
    titles = {slug: own[0].title for slug, own in library.entries.items() if own and own[0].readable}
    brands = sorted(brand_names(library), key=lambda pair: (is_example(pair[1]), pair[1].casefold()))
    return usual, sorted(titles.items(), key=lambda pair: pair[1].casefold()), brands


async def new(request: Request) -> Response:
    """Begin an article: `title` and `lang`, and perhaps `slug`, `kind`, `like` and the `brand` that publishes it."""
    given = await values_of(request)
    title = " ".join(text_in(given, "title").split())
    if not title:
        raise UsageError("the article has no title", hint="write the words that stand on top of it")
    slug = text_in(given, "slug", usual="").strip() or make_slug(title, "-")
    lang, kind, like, brand = (text_in(given, name, usual="") for name in ("lang", "kind", "like", "brand"))
    if kind and kind not in KINDS:
        raise UsageError(f'there is no kind "{kind}"', hint="choose one of the list")
    room = request.app.state.room
    file = await asyncio.to_thread(
        start_article, room.workspace, slug, lang or "en", title, kind=kind, like=like, today=room.today()
    )
    if brand:
        await _give_to(room, f"source/{slug}/{file.name}", brand)
    await room.take_in({file})
    return JSONResponse({"address": f"/article/{slug}"})


async def _give_to(room: Room, file: str, brand: str) -> None:
    """Let one brand publish an article that was begun just now."""
    content = await room.read_file(file)
    text = change_form(Sheet(file, content.decode()), [{"path": ["brands"], "value": [brand]}])
    await asyncio.to_thread(save_text, room.workspace, file, text.encode(), digest(content))


ROUTES = [Route("/new", new_page), Route("/new", new, methods=["POST"])]
