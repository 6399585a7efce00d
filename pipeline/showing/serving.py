"""The folder of a site comes in; it is shown to browsers of this computer, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline.errors import PlainleafError

HOST = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Serves plain files; a name that begins with a dot is none of them, and no folder is listed. What is asked for
    below the path of the site's own address, as by the page for what does not exist, is found at the top.
    """

    def __init__(self, *given: Any, below: str = "/", **more: Any) -> None:
        self._below = below
        super().__init__(*given, **more)

    def translate_path(self, path: str) -> str:
        if self._below != "/" and path.startswith(self._below):
            path = path.removeprefix(self._below.rstrip("/"))
        return super().translate_path(path)

    def send_head(self) -> Any:
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        # A page of another site may lead a browser here under a name of its own (DNS rebinding).
        if host not in {HOST, "localhost"}:
            return self._refuse(403)
        path = Path(self.translate_path(self.path))
        root = Path(self.directory).resolve()
        inside = path.resolve().is_relative_to(root) and not any(
            part.startswith(".") for part in path.relative_to(self.directory).parts
        )
        if not inside or (path.is_dir() and not (path / "index.html").is_file()) or not path.exists():
            return self._refuse(404)
        return super().send_head()

    def _refuse(self, code: int) -> None:
        missing = Path(self.directory) / "404.html"
        content = missing.read_bytes() if code == 404 and missing.is_file() else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        # What was just made anew is to be seen.
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: Any, **__: Any) -> None:
        """Say nothing: the screen belongs to the command."""


def server_of(folder: Path, port: int, below: str = "/") -> ThreadingHTTPServer:
    """A server of the folder on loopback, at the top and at the path `below`. Raises PlainleafError when the port is
    taken.
    """
    try:
        return ThreadingHTTPServer((HOST, port), partial(_Handler, directory=str(folder), below=below))
    except OSError as fault:
        raise PlainleafError(
            f"port {port} cannot be used: {(fault.strerror or '').lower()}", hint="choose another with --port"
        ) from None


def serve_folder(folder: Path, port: int, begun: Callable[[str], None], below: str = "/") -> None:
    """Serve until the user ends it; `begun` gets the address."""
    with server_of(folder, port, below) as server:
        begun(f"http://{HOST}:{port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
