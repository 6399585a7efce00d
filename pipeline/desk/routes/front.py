"""The text in the editor comes in; its front matter as a form, or the text with changed fields, goes out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.desk.given import text_in, values_of, whole_text
from pipeline.editing.form import GROUPS, ORDER, Field, Filled, change_form, read_form
from pipeline.editing.sheet import Sheet
from pipeline.errors import PlainleafError

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_CHANGES = 200


async def front(request: Request) -> Response:
    """The form of a text. With `changes` they are made first, and the new text is in the answer."""
    given = await values_of(request)
    sheet = Sheet(text_in(given, "file"), whole_text(given))
    changes = given.get("changes", [])
    if not isinstance(changes, list) or len(changes) > MOST_CHANGES or not all(isinstance(c, dict) for c in changes):
        raise PlainleafError("the desk did not understand what was changed", hint="load the page anew")

    def answer() -> dict[str, Any]:
        text = change_form(sheet, changes)
        form = read_form(Sheet(sheet.file, text))
        groups = [{"name": name, "fields": [_filled(each) for each in fields]} for name, fields in form.groups.items()]
        return {"text": text, "groups": groups}

    return JSONResponse(await asyncio.to_thread(answer))


def _filled(each: Filled) -> dict[str, Any]:
    return _field(each.field) | {
        "value": each.value,
        "written": each.written,
        "fixed": each.fixed,
        "inherited": each.inherited,
        "faults": [{"message": message, "hint": hint} for message, hint in each.faults],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "path": list(field.path),
        "name": field.name,
        "kind": field.kind,
        "choices": list(field.choices),
        "columns": [_field(column) for column in field.columns],
        "needed": field.needed,
    }


async def known(request: Request) -> Response:
    """The fields that the form has, by name, and all keys of the front matter: some stand in the text only."""
    fields = [each.name for those in GROUPS.values() for each in those]
    return JSONResponse({"fields": fields, "keys": list(ORDER)})


ROUTES = [Route("/front", known), Route("/front", front, methods=["POST"])]
