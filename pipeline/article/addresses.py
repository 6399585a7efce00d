"""A link's target as an author wrote it comes in; the same address, each sign that needs it encoded once, goes out."""

from __future__ import annotations

import re
from urllib.parse import quote

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_VALUE = re.compile(r"(\{\{[^{}]*\}\})")
# RFC 3986, 2.1: a percent without two hexadecimal digits behind it is no address.
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"(https?://(?:[^/?#@]*@)?)([^/?#:\[\]]+)", re.IGNORECASE)

SAFE = "!$&'()*+,;=:@/?-._~%#"
"""What may stand in a path, query or fragment (RFC 3986, 3.3 to 3.5), and "%", which an author may have used."""


def encoded(target: str) -> str:
    """The target with what no address may hold in percents: spaces, <, >, |, quotes, brackets, letters beyond ASCII.

    What is encoded already stays as it is, and so do brand values. A host in other letters is written as DNS has it
    (RFC 5891), an address to call without the spaces that make it readable (RFC 3966). Nothing is changed in a
    target without scheme: it is a key or an article's name.
    """
    target = target.strip()
    scheme = _SCHEME.match(target)
    if not scheme:
        return target
    name = scheme[1].lower()
    if name == "tel":
        return "tel:" + re.sub(r"[\s\u00a0]|%20", "", target[4:])
    if name not in {"http", "https", "mailto"}:
        return target
    target = name + target[len(name) :]
    if name != "mailto":
        target = _HOST.sub(_with_ascii_host, target, count=1)
    return "".join(part if _VALUE.fullmatch(part) else _quoted(part) for part in _VALUE.split(target))


def _quoted(text: str) -> str:
    start, hash_, fragment = _PERCENT.sub("%25", text).partition("#")
    literal = re.match(r"https?://(?:[^/?#@]*@)?\[[0-9A-Fa-f:.]+\]", start)
    kept = literal[0] if literal else ""
    return kept + quote(start[len(kept) :], safe=SAFE) + hash_ + quote(fragment, safe=SAFE.replace("#", ""))


def _with_ascii_host(match: re.Match[str]) -> str:
    host = match[2]
    if host.isascii():
        return match[0]
    try:
        # Mail programs and PDF viewers hand an address on as it stands, and not all of them know international names.
        return match[1].lower() + host.encode("idna").decode()
    except UnicodeError:
        return match[0]
