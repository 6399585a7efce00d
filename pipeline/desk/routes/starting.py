"""A page's answers come in; a new article or a new brand stands in the workspace, and where to go next goes out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.article.pictures import PictureError
from pipeline.article.source import is_slug, slug_hint
from pipeline.desk.given import text_in, values_of
from pipeline.desk.pages import desk_words, page
from pipeline.errors import UsageError
from pipeline.house.founding import AnswerError, Answers, found, read_answer, read_handle, split_answer, usual_emergency
from pipeline.house.logo import read_logo
from pipeline.limits import PICTURE_BYTES
from pipeline.manuscript.importing import make_slug
from pipeline.workspace.arrivals import arriving
from pipeline.workspace.disk import disk
from pipeline.workspace.starter import start_article
from pipeline.workspace.starter.drafts import KINDS

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.building.library import Library
    from pipeline.house.founding import Founded
    from pipeline.house.logo import Logo
    from pipeline.workspace.folder import Workspace

LIMITS = {"/new-brand": PICTURE_BYTES + 100_000}
"""A logo, and what is said of the house."""

NEEDED = ("name", "region", "email", "web", "address")
MORE = ("phone", "languages", "accent", "sender", "unsubscribe", "privacy", "handles")
"""What is asked of a brand, as `plainleaf brand new` asks; the rest follows from the country or has a usual value."""

TEXT_AREAS = frozenset({"address"})


async def new_page(request: Request) -> Response:
    """The page on which an article is begun."""
    langs, likes = await request.app.state.room.ask(_known)
    return page(request, "new.html", kinds=KINDS, langs=langs, likes=likes)


def _known(library: Library) -> tuple[list[str], list[tuple[str, str]]]:
    """The languages that brands publish in, the commonest first, and the articles by name and title."""
    if not library.brands:
        library.recall(None)
    langs = [lang for brand in library.brands.values() for lang in brand.languages]
    usual = sorted(dict.fromkeys(langs), key=lambda lang: -langs.count(lang)) or ["en"]
    titles = {slug: own[0].title for slug, own in library.entries.items() if own and own[0].readable}
    return usual, sorted(titles.items(), key=lambda pair: pair[1].casefold())


async def new(request: Request) -> Response:
    """Begin an article: `title` and `lang`, and perhaps `slug`, `kind` and `like`."""
    given = await values_of(request)
    title = " ".join(text_in(given, "title").split())
    if not title:
        raise UsageError("the article has no title", hint="write the words that stand on top of it")
    slug = text_in(given, "slug", usual="").strip() or make_slug(title, "-")
    lang, kind, like = (text_in(given, name, usual="") for name in ("lang", "kind", "like"))
    if kind and kind not in KINDS:
        raise UsageError(f'there is no kind "{kind}"', hint="choose one of the list")
    room = request.app.state.room
    file = await asyncio.to_thread(
        start_article, room.workspace, slug, lang or "en", title, kind=kind, like=like, today=room.today()
    )
    await room.take_in({file})
    return JSONResponse({"address": f"/article/{slug}"})


# a brand


async def brand_page(request: Request) -> Response:
    """The page on which a brand is begun."""
    return page(request, "new_brand.html", needed=NEEDED, more=MORE, areas=TEXT_AREAS)


async def brand(request: Request) -> Response:
    """Begin a brand out of a form; what cannot be used comes back by field (422), and nothing is written then."""
    async with request.form(max_files=1, max_fields=40) as form:
        given: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
        logo = form.get("logo")
        content = b"" if logo is None or isinstance(logo, str) else await logo.read()
    said = {name: text_in(given, name, 2_000, "") for name in ("slug", "kind", *NEEDED, *MORE)}
    room = request.app.state.room
    answers, faults = await asyncio.to_thread(_answers, said, content)
    if answers is None:
        return JSONResponse({"message": "", "faults": faults}, 422)
    made = await asyncio.to_thread(_write, room.workspace, answers)
    await room.take_in({room.workspace.styles / "brands" / answers.slug / "brand.toml"})
    return JSONResponse({"brand": answers.slug, "files": sorted(made.files), "notes": list(made.notes)})


def _answers(said: Mapping[str, str], logo: bytes) -> tuple[Answers | None, dict[str, str]]:
    """The answers, or what is wrong with each of them by its field."""
    faults: dict[str, str] = {}
    read: dict[str, Any] = {}

    def take(name: str, text: str) -> None:
        if not text.strip():
            faults[name] = desk_words()("is-needed")
            return
        try:
            read[name] = read_answer(name, text, read.get("region", ""))
        except AnswerError as fault:
            faults[name] = f"{fault}: {fault.hint}"

    take("region", said["region"])
    for name in (*NEEDED, *MORE):
        # Lines of an address come as lines; the command line parts them by semicolons.
        text = ";".join(said[name].splitlines()) if name in TEXT_AREAS else said[name]
        if name in {"region", "handles"} or not (text.strip() or name in NEEDED):
            continue
        take(name, text)
    try:
        read["handles"] = dict(read_handle(one) for one in said["handles"].split(",") if one.strip())
    except AnswerError as fault:
        faults["handles"] = f"{fault}: {fault.hint}"
    slug = said["slug"].strip() or make_slug(said["name"], "-")
    if not is_slug(slug):
        faults["slug"] = slug_hint(slug)
    kind = said["kind"] if said["kind"] in {"clinic", "publisher", "charity"} else "clinic"
    if kind == "clinic" and not said["phone"].strip():
        faults["phone"] = desk_words()("brand-phone-needed")
    read["logo"] = _logo(logo, faults)
    if faults:
        return None, faults
    parted: dict[str, Any] = {name: split_answer(name, read[name]) for name in ("address", "languages") if name in read}
    return Answers(slug=slug, kind=kind, emergency=usual_emergency(read["region"]), **(read | parted)), {}


def _logo(content: bytes, faults: dict[str, str]) -> Logo | None:
    if not content:
        return None
    try:
        return read_logo(content, b"")
    except PictureError as fault:
        faults["logo"] = f"{fault}: export it as PNG, 1,000 pixels wide, or as SVG"
        return None


def _write(workspace: Workspace, answers: Answers) -> Founded:
    made = found(answers)
    place = workspace.styles / "brands" / answers.slug
    with disk(place, "written"), arriving(place.parent, answers.slug, fresh=True) as folder:
        for name, content in made.files.items():
            (folder / name).write_bytes(content)
    return made


ROUTES = [
    Route("/new", new_page),
    Route("/new", new, methods=["POST"]),
    Route("/new-brand", brand_page),
    Route("/new-brand", brand, methods=["POST"]),
]
