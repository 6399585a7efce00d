"""A workspace and an address come in; the desk is served there until somebody stops it."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from pipeline.desk.gate import PASSWORD_CHARACTERS, Gate
from pipeline.errors import PlainleafError, UsageError

if TYPE_CHECKING:
    from pipeline.workspace.folder import Workspace

PASSWORD = "PLAINLEAF_DESK_PASSWORD"  # noqa: S105 (the name of the variable)
END_SECONDS = 2
"""How long open pages are given when the desk is stopped; without it an open event stream would hold it for ever."""


def open_socket(address: str, port: int) -> socket.socket:
    """A socket that listens there. Raises PlainleafError when the port is taken or the address is no own one."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        hint = "give an address of this computer as numbers, for instance --listen 192.0.2.10"
        raise UsageError(f'"{address}" is no address', hint=hint) from None
    listening = socket.socket(socket.AF_INET6 if version == 6 else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, port))
        # From now on: a browser that is opened at once waits for its answer, and is not turned away.
        listening.listen(128)
    except OSError as fault:
        listening.close()
        place = f"{address}:{port}"
        if fault.errno == errno.EADDRINUSE:
            hint = "close the desk that is open there, or choose another port; --port 0 takes a free one"
            raise PlainleafError(f"port {port} is taken", place=place, hint=hint) from None
        reason = (fault.strerror or str(fault)).lower()
        hint = "choose an address of this computer, and a port above 1023"
        raise PlainleafError(f"the desk cannot listen there: {reason}", place=place, hint=hint) from None
    return listening


def gate_for(address: str, port: int, password: str, read_only: bool) -> Gate:
    """Who is let in. Raises UsageError when others could reach the address and no password keeps them out."""
    if ipaddress.ip_address(address).is_loopback:
        return Gate(port, address, read_only=read_only)
    if len(password) < PASSWORD_CHARACTERS:
        message = f"{address} can be reached from other computers, and no password keeps them out"
        hint = f"set {PASSWORD} to at least {PASSWORD_CHARACTERS} characters, or leave --listen out"
        raise UsageError(message, hint=hint)
    return Gate(port, address, password=password, read_only=read_only)


def serve(
    workspace: Workspace,
    listening: socket.socket,
    gate: Gate,
    today: Callable[[], date],
    *,
    jobs: int | None = None,
    server: str = "",
    moment: Callable[[], datetime] | None = None,
) -> None:
    """Serve the desk on a socket until the process is told to end; `server` is the address of a mail server."""
    import uvicorn

    from pipeline.desk.app import make_app
    from pipeline.desk.room import Room

    app = make_app(Room(workspace, today, jobs, server, moment), gate)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=END_SECONDS, server_header=False
    )
    uvicorn.Server(config).run(sockets=[listening])
