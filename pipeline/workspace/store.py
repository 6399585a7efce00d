"""The address of a store comes in; a store of objects, of which single ones can be exchanged, goes out."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace.disk import disk, plain_bytes, write_whole

TRIES = 6
"""How often a request is made before the store counts as failing: a store under load refuses one in ten (house)."""

REQUEST_SECONDS = 60
"""How long one request may take: 30 MB over a line of 4 Mbit/s (house)."""

RETRY_SECONDS = 180
"""How long all tries of one request may take together (house)."""


class Store(Protocol):
    """Objects by name. Nothing is ever listed: what a list shows may be older than what stands there."""

    def keep(self, name: str, content: bytes, media_type: str) -> None:
        """Put an object that is named after its bytes, unless it is there."""
        ...

    def read(self, name: str) -> tuple[bytes, str] | None:
        """The bytes of an object and a mark of this state of it; None when there is none."""
        ...

    def exchange(self, name: str, content: bytes, mark: str | None) -> bool:
        """Put an object where the one of this mark stands, or none (None); False when something else stands there."""
        ...


@dataclass
class MemoryStore:
    """A store in this process, for trying and for tests."""

    objects: dict[str, bytes] = field(default_factory=dict)

    def keep(self, name: str, content: bytes, media_type: str) -> None:
        self.objects.setdefault(name, content)

    def read(self, name: str) -> tuple[bytes, str] | None:
        content = self.objects.get(name)
        return None if content is None else (content, _mark(content))

    def exchange(self, name: str, content: bytes, mark: str | None) -> bool:
        there = self.objects.get(name)
        if (None if there is None else _mark(there)) != mark:
            return False
        self.objects[name] = content
        return True


@dataclass(frozen=True)
class FolderStore:
    """A store in a folder, for instance one that a web server shows."""

    root: Path

    def keep(self, name: str, content: bytes, media_type: str) -> None:
        if (self.root / name).is_file():
            return
        # What is written beside has one name: two that keep the same object at once would move it from each other.
        with self._alone():
            write_whole(self.root / name, content)

    def read(self, name: str) -> tuple[bytes, str] | None:
        with disk(self.root / name, "read"):
            try:
                content = plain_bytes(self.root / name)
            except FileNotFoundError:
                return None
        return content, _mark(content)

    def exchange(self, name: str, content: bytes, mark: str | None) -> bool:
        with self._alone():
            there = self.read(name)
            if (None if there is None else there[1]) != mark:
                return False
            write_whole(self.root / name, content)
            return True

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        # A rename replaces whatever stands there: only a lock makes comparing and writing one step.
        with disk(self.root, "written"):
            self.root.mkdir(parents=True, exist_ok=True)
            handle = (self.root / ".lock").open("w")
        with handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


class BucketStore:
    """A store in a bucket of S3, or of what speaks like it."""

    def __init__(self, address: str) -> None:
        obstore, self._address = _obstore(), address
        self._obstore: Any = obstore
        limits = {
            "timeout": timedelta(seconds=REQUEST_SECONDS),
            "connect_timeout": timedelta(seconds=10),
            # Options given here take the place of all that the environment says, this one too.
            "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true",
        }
        tries = {"max_retries": TRIES - 1, "retry_timeout": timedelta(seconds=RETRY_SECONDS)}
        with self._telling("opened"):
            self._store = obstore.store.from_url(address, client_options=limits, retry_config=tries)

    def keep(self, name: str, content: bytes, media_type: str) -> None:
        with self._telling("written"), contextlib.suppress(self._obstore.exceptions.AlreadyExistsError):
            self._obstore.put(self._store, name, content, mode="create", attributes={"Content-Type": media_type})

    def read(self, name: str) -> tuple[bytes, str] | None:
        with self._telling("read"):
            try:
                found = self._obstore.get(self._store, name)
                return bytes(found.bytes()), str(found.meta["e_tag"])
            except FileNotFoundError:
                return None

    def exchange(self, name: str, content: bytes, mark: str | None) -> bool:
        mode = "create" if mark is None else {"e_tag": mark}
        faults = self._obstore.exceptions
        with self._telling("written"):
            try:
                kind = {"Content-Type": "application/json"}
                self._obstore.put(self._store, name, content, mode=mode, attributes=kind)
            except (faults.AlreadyExistsError, faults.PreconditionError, FileNotFoundError):
                # A try whose answer was lost may have been the one that wrote it.
                there = self.read(name)
                return there is not None and there[0] == content
        return True

    @contextlib.contextmanager
    def _telling(self, doing: str) -> Iterator[None]:
        try:
            yield
        except (self._obstore.exceptions.BaseError, OSError, ValueError) as fault:
            reason = _reason(" ".join(str(fault).split("\n\nDebug source")[0].split()))
            message = f"the store cannot be {doing}: {reason}"
            hint = "what stands there is whole; look at its address and your rights, then build again"
            raise PlainleafError(message, place=self._address, hint=hint) from None


_NO_ANSWER = ("error sending request", "HTTP error: error trying to connect", "Connection refused", "dns error")


def _reason(said: str) -> str:
    """What a client of a bucket said, without the request and its tries where nobody was there to answer."""
    if any(each in said for each in _NO_ANSWER):
        return "nobody answers at its address"
    return said[:200]


def _obstore() -> Any:
    try:
        import obstore
        import obstore.exceptions
        import obstore.store
    except ImportError:
        message = "obstore is not installed, and nothing can be published into a bucket"
        raise PlainleafError(message, hint="type pip install 'plainleaf[s3]'") from None
    return obstore


def open_store(address: str) -> Store:
    """The store at s3://bucket/prefix or file:///folder. Raises UsageError for another address."""
    scheme, _, rest = address.partition("://")
    if scheme == "file" and rest.startswith("/"):
        return FolderStore(Path(rest))
    if scheme == "s3" and rest.strip("/"):
        return BucketStore(address)
    raise UsageError(f'"{address}" is no store', hint="write s3://bucket/prefix or file:///folder")


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
