"""A newsletter and a few colleagues come in; what became of the test message that was sent to them goes out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.delivering.proofing import Proof, Proofed, ProofJob, send_now
from pipeline.delivering.sending import SECONDS, check_recipients, read_server
from pipeline.desk.galley import finding_to_json
from pipeline.desk.given import text_in, values_of
from pipeline.desk.routes.editions import name_of
from pipeline.errors import PlainleafError

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_CHARACTERS = 20 * 254
"""20 addresses, each of at most 254 characters (RFC 5321, erratum 1690)."""

_sending = asyncio.Lock()
"""One letter after the other: whether somebody has it is known when the one before has left."""


async def send(request: Request) -> Response:
    """Send a test message, as `plainleaf send` does, over the server that the desk was started with.

    The body has `variant`, `to`, addresses parted by commas or spaces, and perhaps `draft` and `again`.
    """
    room, given = request.app.state.room, await values_of(request)
    if not room.server:
        raise PlainleafError(
            "this desk knows no mail server",
            hint="ask whoever started the desk to name your mail server (docs/desk.md), or hand the file on yourself",
        )
    to = check_recipients(text_in(given, "to", MOST_CHARACTERS).replace(",", " ").replace(";", " ").split())
    proof = Proof(
        name_of(request),
        text_in(given, "variant"),
        to,
        read_server(room.server),
        given.get("draft") is True,
        given.get("again") is True,
    )
    async with _sending:
        # The message is rendered, which is not safe in threads: a process does it.
        done = await room.errand(send_now, ProofJob(proof, room.workspace, room.today()), 3 * SECONDS)
    return JSONResponse(_told(done))


def _told(done: Proofed) -> dict[str, object]:
    findings = [finding_to_json(finding) for finding in done.findings.errors]
    receipt = done.receipt
    sent = {"to": list(receipt.recipients), "answer": receipt.answer} if receipt else None
    return {"sent": sent, "published": done.published, "findings": findings}


ROUTES = [Route("/letters/{brand}/{lang}/{slug}", send, methods=["POST"])]
