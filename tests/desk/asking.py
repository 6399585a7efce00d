"""A request comes in; the application answers it without a socket, and its status, headers and body go out."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette

HOST = "127.0.0.1:8317"


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    app: Starlette, path: str, *, method: str = "GET", body: bytes = b"", headers: dict[str, str] | None = None
) -> Answer:
    """What the application answers. Without `headers` of its own a request is one of the desk's own pages."""
    given = {"host": HOST, "cookie": f"{app.state.gate.cookie}={app.state.gate.token}"}
    if method != "GET":
        given["origin"] = f"http://{HOST}"
    given |= headers or {}
    kept = {name: value for name, value in given.items() if value}
    # In a thread: while the driver of the browser is there, this one has a loop that runs already.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, _ask(app, path, method, body, kept)).result()


async def _ask(app: Starlette, path: str, method: str, body: bytes, headers: dict[str, str]) -> Answer:
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 8317),
        "client": ("127.0.0.1", 50000),
    }
    pieces = [body[at : at + 65536] for at in range(0, len(body), 65536)] or [b""]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        piece = pieces.pop(0) if pieces else b""
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    held = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], held, b"".join(each.get("body", b"") for each in sent[1:]))
