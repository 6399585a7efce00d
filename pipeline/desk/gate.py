"""A request comes in; it is let through, sent to the door, or refused with words: nothing else reaches a route."""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from pipeline.house.words import Words

LOOPBACK = "127.0.0.1"
BODY_BYTES = 2_000_000
"""How much a request may bring unless its route says otherwise: four times the longest article (house)."""

PASSWORD_CHARACTERS = 12
"""The least that a password for a desk on a network may have (house)."""

SAFE = frozenset({"GET", "HEAD"})
DOOR = "/door"
"""Where a password is asked for; the only page that is shown to anybody."""

OPEN = ("/static/", "/fonts/")
"""What belongs to every desk and tells nothing of this one."""


@dataclass(frozen=True)
class Gate:
    """Who is let in: the address that the desk listens on, its token, and whether it can only be read.

    `password` is asked for where others can reach the address; on loopback the token in the address is enough.
    """

    port: int
    address: str = LOOPBACK
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    password: str = field(default="", repr=False)
    read_only: bool = False

    @property
    def cookie(self) -> str:
        """Browsers keep cookies for a host whatever its port: two desks must not take each other's."""
        return f"plainleaf-{self.port}"

    @property
    def origin(self) -> str:
        """What is written before every path in the browser of this computer."""
        host = LOOPBACK if ipaddress.ip_address(self.address).is_unspecified else self.address
        return f"http://{_bracketed(host)}:{self.port}"

    def knows_host(self, host: str) -> bool:
        """Whether a Host header names this desk. A name of somebody else's that leads here (DNS rebinding) does not."""
        name, _, port = host.rpartition(":")
        if port != str(self.port):
            return False
        if ipaddress.ip_address(self.address).is_loopback:
            return name in {_bracketed(self.address), "localhost"}
        try:
            # Rebinding takes a name; nobody can make a browser send an address that it was not given.
            named = ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return ipaddress.ip_address(self.address).is_unspecified or str(named) == self.address

    def admits(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())

    def opens_for(self, given: str) -> bool:
        """Whether this is the password; always False where none is asked for."""
        return bool(self.password) and hmac.compare_digest(given.encode(), self.password.encode())


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class Refused(Exception):  # noqa: N818 (an answer, and no error)
    """A request that gets an answer of its own: `key` names the words, `status` is that of HTTP."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status = status
        self.key = key


class Guard:
    """The middleware inside Starlette: it checks where a request comes from, counts its body, and sets what browsers
    are to hold to (CSP).
    """

    def __init__(self, app: ASGIApp, gate: Gate, words: Words, limits: Mapping[str, int]) -> None:
        self.app = app
        self.gate = gate
        self.words = words
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        scope["nonce"] = nonce = secrets.token_urlsafe(16)
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _with_headers(message["headers"], nonce)
            await send(message)

        seen, most = 0, self._most(scope["path"])

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise Refused(413, "refused-size")
            return message

        try:
            self._check(scope, headers, most)
            await self.app(scope, counted, guarded)
        except Refused as refused:
            if started:
                raise
            answer = self._refusal(refused, most, headers)
            # What is left of the body is not read: the connection ends with the answer.
            answer.headers["Connection"] = "close"
            await answer(scope, receive, guarded)

    def _refusal(self, refused: Refused, most: int, headers: Mapping[str, str]) -> Response:
        """The words of a refusal; a person without the token is led to the door."""
        from starlette.responses import JSONResponse, RedirectResponse

        if refused.key == "refused-token" and "text/html" in headers.get("accept", ""):
            return RedirectResponse(DOOR, 303)
        said = {"message": self.words(refused.key, most=f"{most:,}"), "place": "", "hint": ""}
        return JSONResponse(said, refused.status)

    def _most(self, path: str) -> int:
        return next((most for start, most in self.limits.items() if path.startswith(start)), BODY_BYTES)

    def _check(self, scope: Scope, headers: Mapping[str, str], most: int) -> None:
        gate, safe = self.gate, scope["method"] in SAFE
        if not gate.knows_host(headers.get("host", "")):
            raise Refused(403, "refused-host")
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
        own = f"http://{headers['host']}"
        # Every browser names the origin of what changes something (Fetch standard, 3.1).
        if (origin is None and not safe) or origin not in {None, own}:
            raise Refused(403, "refused-origin")
        # A link in a message or a bookmark brings somebody from elsewhere, to read; "none" is the address bar.
        arriving = safe and headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        if site not in {"same-origin", "none"} and not arriving:
            raise Refused(403, "refused-origin")
        length = headers.get("content-length", "") or "0"
        # RFC 9110, 8.6: digits and nothing else; int() knows signs, and refuses thousands of digits.
        if not re.fullmatch("[0-9]{1,15}", length) or int(length) > most:
            raise Refused(413, "refused-size")
        if scope["path"] == DOOR or (safe and scope["path"].startswith(OPEN)):
            return
        if not self._is_known(scope, headers):
            raise Refused(403, "refused-token")
        if gate.read_only and not safe:
            raise Refused(403, "refused-read-only")

    def _is_known(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        try:
            kept = SimpleCookie(headers.get("cookie", "")).get(self.gate.cookie)
        except CookieError:
            return False
        return kept is not None and self.gate.admits(kept.value)


def _with_headers(headers: list[tuple[bytes, bytes]], nonce: str) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, with ours where the route set none of its own."""
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    ours = {
        b"content-security-policy": policy.encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
        b"cross-origin-resource-policy": b"same-origin",
        b"cross-origin-opener-policy": b"same-origin",
        b"cache-control": b"no-store",
    }
    there = {name.lower() for name, _ in headers}
    return [*headers, *((name, value) for name, value in ours.items() if name not in there)]
