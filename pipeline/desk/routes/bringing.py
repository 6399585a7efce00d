"""A manuscript that was dropped comes in; its questions, and then the article that was made of it, go out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.article.front.fields import LANGUAGE_TAG
from pipeline.article.source import is_slug, slug_hint
from pipeline.desk.given import file_in, text_in
from pipeline.desk.hints import for_a_page
from pipeline.desk.pages import page
from pipeline.errors import PlainleafError, UsageError
from pipeline.manuscript.admission import EXTENSIONS, MAX_FILE_BYTES
from pipeline.manuscript.filing import read_house, write_import
from pipeline.manuscript.importing import Import, Wishes, import_manuscript, with_answers
from pipeline.manuscript.queries import read_answer
from pipeline.manuscript.reporting import report_values
from pipeline.tags import tag_hint

if TYPE_CHECKING:
    from starlette.requests import Request

LIMITS = {"/bring": MAX_FILE_BYTES + 200_000}
"""A manuscript, and the answers of its author."""

IMPORT_SECONDS = 180
"""A book of 200 pages takes 40 s (house)."""

DAYS = frozenset({"published", "reviewed", "evidence_checked", "next_review"})
LONG = frozenset({"summary", "main_message"})


@dataclass(frozen=True)
class BringJob:
    """Import a manuscript, and fill in the answers to its questions."""

    name: str
    content: bytes
    wishes: Wishes
    slug: str
    answers: Mapping[str, object]


def bring(job: BringJob) -> Import:
    """The import with its answers. This runs in a worker process, which a hostile file may end."""
    done = import_manuscript(job.content, job.name, job.wishes, job.slug)
    return with_answers(done, job.answers) if job.answers else done


async def bring_page(request: Request) -> Response:
    """The page on which a manuscript is dropped."""
    brands = await request.app.state.room.ask(lambda library: sorted(library.digests.brands))
    return page(request, "bring.html", brands=brands, endings=",".join(EXTENSIONS))


async def look(request: Request) -> Response:
    """What a manuscript becomes, with its questions; nothing is written. `done` asks for it to be kept."""
    async with request.form(max_files=1, max_fields=20) as form:
        given: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
        upload = file_in(form, "manuscript")
        name, content = str(upload.filename), await upload.read(MAX_FILE_BYTES + 1)
    said = _said(text_in(given, "answers", 100_000, "{}"))
    answers, faults = _read(said)
    room = request.app.state.room
    house = await asyncio.to_thread(read_house, room.workspace, room.today())
    wishes = replace(_wishes(given), house=house)
    job = BringJob(name, content, wishes, text_in(given, "slug", usual="").strip(), answers)
    if job.slug and not is_slug(job.slug):
        raise UsageError(f'"{job.slug}" cannot name an article', hint=slug_hint(job.slug))
    done: Import = await room.work(bring, job, IMPORT_SECONDS)
    keep, force = text_in(given, "keep", usual="") == "yes", text_in(given, "replace", usual="") == "yes"
    if not keep or faults:
        taken = await room.ask(lambda library: done.slug in library.slugs)
        return JSONResponse(_told(done, faults, taken, said))
    file = await asyncio.to_thread(write_import, room.workspace.source, done, force=force)
    await room.take_in({file})
    return JSONResponse({"address": f"/article/{done.slug}"})


def _wishes(given: Mapping[str, Any]) -> Wishes:
    lang, brand = text_in(given, "lang", usual="").strip(), text_in(given, "brand", usual="")
    if lang and not LANGUAGE_TAG.match(lang):
        raise UsageError(f'"{lang}" is not a language tag', hint=tag_hint(lang))
    listed = text_in(given, "no_patients", usual="").split(",")
    numbers = frozenset(number.strip() for number in listed if number.strip())
    return Wishes(lang, brand, no_patients=numbers)


def _said(text: str) -> dict[str, str]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict) or not all(isinstance(each, str) for each in values.values()):
        raise PlainleafError("the desk did not understand the answers", hint="load the page anew")
    return {str(key): each for key, each in values.items() if each.strip()}


def _read(said: Mapping[str, str]) -> tuple[dict[str, object], dict[str, str]]:
    """The answers as front matter has them, and what is wrong with each of the others, by key."""
    answers: dict[str, object] = {}
    faults: dict[str, str] = {}
    for key, text in said.items():
        try:
            answers[key] = read_answer(key, text)
        except PlainleafError as fault:
            faults[key] = f"{fault.message}: {fault.hint}"
    return answers, faults


def _told(done: Import, faults: Mapping[str, str], taken: bool, said: Mapping[str, str]) -> dict[str, Any]:
    report: dict[str, Any] = dict(report_values(done))
    questions = [
        {
            "key": query.key,
            "name": query.name,
            "asks": query.asks,
            "hint": for_a_page(query.hint),
            "place": str(query.place) if query.place else "",
            "kind": _kind(query.key),
        }
        for query in done.queries
    ]
    # A question that was answered stays on the page, so that its answer can be changed.
    return {
        "slug": done.slug,
        "taken": taken,
        "text": done.text,
        "pictures": sorted(done.pictures),
        "notices": [for_a_page(notice) for notice in done.notices],
        "questions": questions,
        "answered": sorted(said),
        "faults": dict(faults),
        "ledger": [piece | {"reason": for_a_page(piece.get("reason") or "")} for piece in report["ledger"]],
        "changes": report["changes"],
    }


def _kind(key: str) -> str:
    if key in DAYS:
        return "day"
    return "text" if key in LONG else "truth" if key == "advertisement" else "line"


ROUTES = [Route("/bring", bring_page), Route("/bring", look, methods=["POST"])]
