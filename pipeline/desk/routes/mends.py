"""Findings and the text in the editor come in; the names of their mends, and one that was tried, go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.desk.given import text_in, values_of, whole_text
from pipeline.editing.mending import MENDERS
from pipeline.editing.trying import TryJob, labels, offer_values, small, source_as_typed, try_mends
from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Place, Severity

if TYPE_CHECKING:
    from starlette.requests import Request

TRY_SECONDS = 60
"""A check of the longest article takes 8 s, and each mend of a finding needs one (house)."""

MOST = 500
"""So many findings are asked for at once; an article with more has other worries (house)."""


async def names(request: Request) -> Response:
    """For each of the findings that the body lists, the names of its mends; nothing is tried yet."""
    given = await values_of(request)
    file, text = text_in(given, "file"), whole_text(given)
    listed = given.get("findings")
    findings = [_finding(each, file) for each in listed[:MOST]] if isinstance(listed, list) else []
    if not any(finding.rule in MENDERS for finding in findings):
        return JSONResponse({"names": [[] for _ in findings]})
    slug = _slug(file, given)
    source = await request.app.state.room.ask(lambda library: source_as_typed(library, slug, file, text))
    return JSONResponse({"names": labels(source, findings)})


async def attempt(request: Request) -> Response:
    """The mends of one finding, each tried on the text in the editor, with their edits."""
    given = await values_of(request)
    file, text = text_in(given, "file"), whole_text(given)
    finding, slug = _finding(given.get("finding"), file), _slug(file, given)

    def job(library: Any) -> TryJob:
        source = source_as_typed(library, slug, file, text)
        return TryJob(small(library, slug), source, finding)

    room = request.app.state.room
    offer = await room.work(try_mends, await room.ask(job), TRY_SECONDS)
    return JSONResponse(offer_values(offer, text))


def _slug(file: str, given: Mapping[str, Any]) -> str:
    """The article whose text a file is; a snippet is mended in that of the article which was open."""
    folder = file.removeprefix("source/").partition("/")[0]
    return text_in(given, "slug", usual="") if folder == "_snippets" else folder


def _finding(given: object, file: str) -> Finding:
    if not isinstance(given, Mapping):
        raise PlainleafError("the desk did not understand what was found", hint="load the page anew")
    first, last = given.get("first", 0), given.get("last", 0)
    place = Place(file, first if isinstance(first, int) else 0, last if isinstance(last, int) else 0)
    texts = {name: text_in(given, name, 5_000, "") for name in ("rule", "message", "hint")}
    return Finding(texts["rule"], Severity.ERROR, place, texts["message"], texts["hint"])


ROUTES = [
    Route("/mends", names, methods=["POST"]),
    Route("/mends/try", attempt, methods=["POST"]),
]
