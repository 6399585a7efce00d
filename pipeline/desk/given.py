"""What a page sent comes in; its values, each of the kind that is wanted, go out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.errors import PlainleafError
from pipeline.limits import TEXT_BYTES

if TYPE_CHECKING:
    from starlette.datastructures import FormData, UploadFile
    from starlette.requests import Request

NAME_CHARACTERS = 300
"""House: longer than any name, title or address that a form asks for."""


async def values_of(request: Request) -> Mapping[str, Any]:
    """The JSON object that a page sent. Raises PlainleafError for anything else."""
    try:
        given = await request.json()
    except (ValueError, RecursionError):
        raise _odd() from None
    if not isinstance(given, dict):
        raise _odd()
    return given


def text_in(given: Mapping[str, Any], name: str, most: int = NAME_CHARACTERS, usual: str | None = None) -> str:
    """A text of at most so many characters; `usual` when it is not there. Raises PlainleafError."""
    value = given.get(name, usual)
    # JSON may hold half a pair ("\ud800"), which no file can.
    if not isinstance(value, str) or len(value) > most or (not value.isascii() and _HALF.search(value)):
        raise _odd()
    return value


_HALF = re.compile("[\ud800-\udfff]")


def whole_text(given: Mapping[str, Any], name: str = "text") -> str:
    """The text of an article. Raises PlainleafError for one that is larger than an article may be."""
    return text_in(given, name, TEXT_BYTES)


def file_in(form: FormData, name: str) -> UploadFile:
    """A file that was chosen or dropped. Raises PlainleafError when there is none."""
    from starlette.datastructures import UploadFile

    value = form.get(name)
    if not isinstance(value, UploadFile) or not value.filename:
        raise PlainleafError("no file was chosen", hint="choose a file, or drop one on the page")
    return value


def _odd() -> PlainleafError:
    return PlainleafError("the desk did not understand what was sent", hint="load the page anew")
