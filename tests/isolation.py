"""A process with a network comes in; one that reaches nothing but itself goes out, and its children likewise."""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# linux/sched.h and linux/sockios.h
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1

# Port 9 is "discard" (RFC 863): nothing listens, so a proxy there refuses at once.
DEAD_PROXY = "http://127.0.0.1:9"
LOOPBACK = ("127.", "::1", "localhost")


class NetworkRefusedError(OSError):
    """A test tried to leave the machine."""


def close_network() -> str:
    """Take the network from this process and its children as far as the system lets us; say how far in words.

    Where Linux allows it the process moves into a network namespace that holds only a loopback interface, so that
    pandoc, Node, Chromium and Java are cut off too. Elsewhere they get a proxy that refuses.
    """
    for name in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"):
        os.environ[name] = os.environ[name.upper()] = DEAD_PROXY
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = "localhost,127.0.0.1,::1"
    if sys.platform == "linux" and _enter_own_namespace():
        return "none, this process and its children have a loopback interface only"
    return "refused by Python's sockets, a dead proxy for child processes"


def _enter_own_namespace() -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() == 0:
        entered: bool = libc.unshare(CLONE_NEWNET) == 0
    else:
        user, group = os.getuid(), os.getgid()
        entered = libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0
        if entered:
            Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    if entered:
        _raise_loopback()
    return entered


def _raise_loopback() -> None:
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def _stays_here(address: Any) -> bool:
    if isinstance(address, str | bytes):  # a Unix socket
        return True
    host = str(address[0])
    return host == "" or host.startswith(LOOPBACK)


@contextmanager
def refuse_sockets() -> Iterator[None]:
    """Within it, Python code that connects, sends or resolves beyond this machine gets NetworkRefusedError."""
    kept = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
    resolve = socket.getaddrinfo

    def refusing(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: socket.socket, *arguments: Any) -> Any:
            if not _stays_here(arguments[-1]):
                raise NetworkRefusedError(f"tests use no network: {arguments[-1]!r}")
            return original(self, *arguments)

        return call

    def resolve_here(host: Any, *arguments: Any, **options: Any) -> Any:
        if host is not None and not str(host).startswith(LOOPBACK):
            raise NetworkRefusedError(f"tests use no network: {host!r}")
        return resolve(host, *arguments, **options)

    try:
        for name, original in kept.items():
            setattr(socket.socket, name, refusing(original))
        socket.getaddrinfo = resolve_here
        yield
    finally:
        for name, original in kept.items():
            setattr(socket.socket, name, original)
        socket.getaddrinfo = resolve
