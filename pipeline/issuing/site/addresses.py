"""Addresses on the web come in; where they stand in the folder of a site, and how pages lead to each other, go out."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from pipeline.article.addresses import encoded
from pipeline.errors import UsageError

_LONGEST = 200
"""Bytes of one part of a path: file systems take 255, and hosts add endings of their own."""


@dataclass(frozen=True, slots=True)
class Base:
    """Where a site stands: its https address with a final slash, and the path of that ("/leaflets/")."""

    url: str

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


def base_of(said: str) -> Base:
    """The address that somebody wrote, spaces and letters beyond ASCII encoded. Raises UsageError for one that no
    site can stand at.
    """
    hint = "write the whole address of the folder: --base-url https://example.org/leaflets/"
    parts = urlsplit(encoded(said))
    if parts.scheme not in {"https", "http"}:
        raise UsageError(f'"{said}" is no address on the web: it does not begin with https://', hint=hint)
    try:
        host = parts.hostname or ""
        parts.port  # noqa: B018 (it raises for a port that is none)
    except ValueError:
        host = ""
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+", host):
        raise UsageError(f'"{said}" names no host', hint=hint)
    if parts.query or parts.fragment:
        raise UsageError(f'"{said}" is no folder: it has a question mark or a #', hint=hint)
    if ".." in unquote(parts.path).split("/"):
        raise UsageError(f'"{said}" leads up and down', hint=hint)
    return Base(f"{parts.scheme}://{parts.netloc}{re.sub('/+', '/', parts.path).rstrip('/')}/")


def place_of(address: str, web: str) -> str:
    """Where the page of an address lies in the folder of the site at `web`; "" when the site cannot hold it."""
    if not address.startswith(web):
        return ""
    path = address.removeprefix(web)
    if "?" in path or "#" in path:
        return ""
    parts = [unquote(part) for part in path.rstrip("/").split("/")]
    if not all(map(_is_name, parts)):
        return ""
    last = parts[-1]
    return "/".join(parts) if last.endswith((".html", ".htm")) else "/".join([*parts, "index.html"])


def _is_name(part: str) -> bool:
    return (
        bool(part)
        and not part.startswith((".", "_"))
        and len(part.encode()) <= _LONGEST
        and not re.search(r'[\x00-\x1f\x7f/\\<>:"|?*]', part)
        and not part.endswith((" ", "."))
    )


def folded(path: str) -> str:
    """A path as a disk that tells no case apart keeps it (Windows, macOS)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def way(here: str, there: str) -> str:
    """How the page at one path leads to a file at another, so that it works on a host and from a folder alike."""
    return quote(posixpath.relpath(there, posixpath.dirname(here) or "."), safe="/!$'()*+,;=:@~-._")


def address_of(base: Base, path: str) -> str:
    """The address of a page by its path; a folder's page stands at the folder."""
    shown = path.removesuffix("index.html")
    return base.url + quote(shown, safe="/!$'()*+,;=:@~-._")
