"""What somebody says of their house comes in; a new brand, or one that says it now, stands in the workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.article.pictures.proving import PictureError
from pipeline.article.source import is_slug, slug_hint
from pipeline.desk.given import text_in
from pipeline.desk.pages import desk_words, page
from pipeline.desk.routes.texts import brand_file
from pipeline.errors import UsageError
from pipeline.house.founding import AnswerError, Answers, found, read_answer, read_handle, split_answer, usual_emergency
from pipeline.house.logo import read_logo
from pipeline.house.refounding import answers_of, refound
from pipeline.limits import PICTURE_BYTES
from pipeline.manuscript.importing import make_slug
from pipeline.workspace.arrivals import arriving
from pipeline.workspace.disk import digest, disk, write_whole
from pipeline.workspace.saving import Conflict, save_text
from pipeline.workspace.starter import examples, remove_examples

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.desk.room import Room
    from pipeline.house.founding import Founded
    from pipeline.house.logo import Logo
    from pipeline.workspace.folder import Workspace

LIMITS = {"/new-brand": PICTURE_BYTES + 100_000, "/brand/": PICTURE_BYTES + 100_000}
"""A logo, and what is said of the house."""

NEEDED = ("name", "region", "email", "web", "address")
MORE = ("phone", "languages", "accent", "sender", "unsubscribe", "privacy", "handles")
"""What is asked of a brand, as `plainleaf brand new` asks; the rest follows from the country or has a usual value."""

TEXT_AREAS = frozenset({"address"})


async def brand_page(request: Request) -> Response:
    """The page on which a brand is begun."""
    there = await asyncio.to_thread(examples, request.app.state.room.workspace)
    usual = {"languages": "en", "accent": "#1f4e79"}
    return _form(request, usual, brand="", examples=bool(there))


def _form(request: Request, values: Mapping[str, str], **more: Any) -> Response:
    shown = {name: values.get(name, "") for name in (*NEEDED, *MORE, "kind", "page")}
    return page(request, "new_brand.html", needed=NEEDED, more=MORE, areas=TEXT_AREAS, values=shown, **more)


async def brand(request: Request) -> Response:
    """Begin a brand out of a form; what cannot be used comes back by field (422), and nothing is written then."""
    said, logo = await _said(request)
    room = request.app.state.room
    answers, faults = await asyncio.to_thread(_answers, said, logo)
    if answers is None:
        return JSONResponse({"message": "", "faults": faults}, 422)
    made = await asyncio.to_thread(_write, room.workspace, answers)
    if said["without_examples"] == "yes":
        await asyncio.to_thread(remove_examples, room.workspace)
    await room.take_in({room.workspace.styles / "brands" / answers.slug / "brand.toml"})
    return JSONResponse({"brand": answers.slug, "files": sorted(made.files), "notes": list(made.told)})


async def _said(request: Request) -> tuple[dict[str, str], bytes]:
    """What the form says by name, and the bytes of a logo that came with it."""
    async with request.form(max_files=1, max_fields=40) as form:
        given: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
        logo = form.get("logo")
        content = b"" if logo is None or isinstance(logo, str) else await logo.read()
    names = ("slug", "kind", "page", "without_examples", *NEEDED, *MORE)
    return {name: text_in(given, name, 2_000, "") for name in names}, content


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
    return Answers(
        slug=slug, kind=kind, page=said["page"] == "yes", emergency=usual_emergency(read["region"]), **(read | parted)
    ), {}


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


# a brand that is there


async def change_page(request: Request) -> Response:
    """The page on which a brand is changed."""
    slug, room = request.path_params["slug"], request.app.state.room
    answers = answers_of(slug, (await _text_of(room, slug)).decode("utf-8-sig"))
    values = {name: value for name in (*NEEDED, *MORE, "kind") if isinstance(value := getattr(answers, name), str)}
    values["address"] = "\n".join(answers.address)
    values["languages"] = ", ".join(answers.languages)
    values["page"] = "yes" if answers.page else ""
    values["handles"] = ", ".join(f"{network}={handle}" for network, handle in answers.handles.items())
    return _form(request, values, brand=slug, examples=False)


async def _text_of(room: Room, slug: str) -> bytes:
    """The brand.toml of a brand as it lies there now. Raises UsageError when there is none of that name."""
    if not is_slug(slug) or not await room.ask(lambda library: f"brands/{slug}/brand.toml" in library.style_files):
        raise UsageError(f'there is no brand "{slug[:80]}"', hint="go back to the shelf")
    return await room.read_file(brand_file(slug))


async def change(request: Request) -> Response:
    """Write into a brand what the form says now; all else stays. What cannot be used comes back by field (422)."""
    slug, room = request.path_params["slug"], request.app.state.room
    content = await _text_of(room, slug)
    said, logo = await _said(request)
    answers, faults = await asyncio.to_thread(_answers, said | {"slug": slug}, logo)
    if answers is None:
        return JSONResponse({"message": "", "faults": faults}, 422)
    files = await room.ask(
        lambda library: {
            name.rpartition("/")[2]: held
            for name, held in library.style_files.items()
            if name.startswith(f"brands/{slug}/")
        }
    )
    before = answers_of(slug, content.decode("utf-8-sig"))
    # What the form does not ask for stays.
    kept = {name: getattr(before, name) for name in ("paper", "warning", "reason")}
    if answers.region == before.region:
        kept["emergency"] = before.emergency
    made = await asyncio.to_thread(
        refound, content.decode("utf-8-sig"), replace(answers, **kept), files | {"brand.toml": content}
    )
    await asyncio.to_thread(_rewrite, room.workspace, slug, made, content)
    await room.take_in({room.workspace.root / brand_file(slug)})
    return JSONResponse({"brand": slug, "files": sorted(made.files), "notes": list(made.told)})


def _rewrite(workspace: Workspace, slug: str, made: Founded, before: bytes) -> None:
    place = workspace.styles / "brands" / slug
    for name, content in made.files.items():
        if name == "brand.toml":
            if isinstance(save_text(workspace, brand_file(slug), content, digest(before)), Conflict):
                raise UsageError("somebody changed the brand meanwhile", hint="load the page anew")
        else:
            write_whole(place / name, content)


ROUTES = [
    Route("/new-brand", brand_page),
    Route("/new-brand", brand, methods=["POST"]),
    Route("/brand/{slug}", change_page),
    Route("/brand/{slug}", change, methods=["POST"]),
]
