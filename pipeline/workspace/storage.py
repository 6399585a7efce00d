"""The only module that opens files: sources and styles come in from the workspace, output goes out to it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import PlainleafError
from pipeline.workspace.folder import Workspace
from pipeline.workspace.source import MAX_PICTURE_BYTES, MAX_TEXT_BYTES, Source

SNIPPETS = "_snippets"
WITHDRAWN = "_withdrawn"


@contextlib.contextmanager
def _disk(path: Path, doing: str) -> Iterator[None]:
    """Turn a disk's refusal into an error that names the file."""
    try:
        yield
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        hint = "free some space" if fault.errno == 28 else "look at the path and its permissions"
        raise PlainleafError(f'"{path}" cannot be {doing}: {reason}', place=str(path), hint=hint) from None


def read_source(workspace: Workspace, slug: str) -> Source:
    """One article folder and the shared snippets. Links that leave the folder and oversized files stay unread."""
    folder = workspace.source / slug
    files, oversized = _read_folder(folder, _limit)
    snippets, _ = _read_folder(workspace.source / SNIPPETS, _limit)
    return Source(slug, f"source/{slug}", files, snippets, oversized)


def _limit(path: Path) -> int:
    return MAX_TEXT_BYTES if path.suffix in {".md", ".toml", ".yaml"} else MAX_PICTURE_BYTES


def _read_folder(folder: Path, limit: Any) -> tuple[dict[str, bytes], dict[str, int]]:
    files: dict[str, bytes] = {}
    oversized: dict[str, int] = {}
    if not folder.is_dir():
        return files, oversized
    root = folder.resolve()
    with _disk(folder, "read"):
        for path in sorted(folder.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            if hidden or not path.is_file() or not path.resolve().is_relative_to(root):
                continue
            name = path.relative_to(folder).as_posix()
            size = path.stat().st_size
            if size > limit(path):
                oversized[name] = size
            else:
                files[name] = path.read_bytes()
    return files, oversized


def article_slugs(workspace: Workspace) -> list[str]:
    """The folders under source/ that hold an article; names that begin with "_" or "." are something else."""
    with _disk(workspace.source, "read"):
        return sorted(
            path.name
            for path in workspace.source.iterdir()
            if path.is_dir() and not path.name.startswith(("_", ".")) and any(path.glob("article*.md"))
        )


def read_collections(workspace: Workspace) -> dict[str, bytes]:
    """The collection files under source/ by slug."""
    with _disk(workspace.source, "read"):
        return {
            path.name.removesuffix(".collection.toml"): path.read_bytes()
            for path in sorted(workspace.source.glob("*.collection.toml"))
            if path.stat().st_size <= MAX_TEXT_BYTES
        }


def read_style_files(workspace: Workspace) -> dict[str, bytes]:
    """Every file under styles/ by its path below it."""
    files, _ = _read_folder(workspace.styles, lambda _: MAX_PICTURE_BYTES)
    return files


def code_digest() -> str:
    """A hash over the engine's own files, so that a new version renders anew."""
    digest = hashlib.sha256()
    root = Path(__file__).parent.parent
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Output:
    """The output folder: published editions, a manifest each, and caches that can be thrown away.

    An edition is written beside its place and moved there in one step, so that a reader never meets half of it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._staging = root / ".staging"
        self._cache = root / ".cache"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one build; a second one is told. Leftovers of a build that died are put right."""
        with _disk(self.root, "written"):
            self.root.mkdir(parents=True, exist_ok=True)
            handle = (self.root / ".lock").open("w")
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise PlainleafError(
                    "another build is writing to this output folder",
                    place=str(self.root),
                    hint="wait for it, or choose another folder with --out",
                ) from None
            self._recover()
            yield

    def _recover(self) -> None:
        """Put an edition back that a dying build had moved aside, and clear the rest."""
        if not self._staging.is_dir():
            return
        with _disk(self._staging, "cleared"):
            for aside in sorted(self._staging.glob("old~*")):
                target = self.root.joinpath(*aside.name.split("~")[1:])
                if not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    aside.rename(target)
            shutil.rmtree(self._staging)

    def manifest(self, edition: str) -> dict[str, Any]:
        """The manifest of an edition ("brand/lang/slug"), {} when there is none that can be read."""
        return self._json(self.root / edition / "manifest.json")

    def _json(self, path: Path) -> dict[str, Any]:
        try:
            value = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}

    def editions(self) -> list[str]:
        """Every published edition as "brand/lang/slug"."""
        found = self.root.glob("*/*/*/manifest.json")
        return sorted(
            path.parent.relative_to(self.root).as_posix()
            for path in found
            if not path.relative_to(self.root).parts[0].startswith((".", "_"))
        )

    def manifest_digests(self) -> dict[str, str]:
        """The hash of each published edition's manifest."""
        return {edition: digest(self.read(edition, "manifest.json")) for edition in self.editions()}

    def holds(self, edition: str, sizes: Mapping[str, int | None]) -> bool:
        """Whether all these files of the edition are there with their sizes in bytes (None for any size)."""
        try:
            found = {name: (self.root / edition / name).stat().st_size for name in sizes}
            return all(size is None or found[name] == size for name, size in sizes.items())
        except OSError:
            return False

    def read(self, edition: str, name: str) -> bytes:
        path = self.root / edition / name
        with _disk(path, "read"):
            return path.read_bytes()

    def publish(
        self, edition: str, files: Mapping[str, bytes], kept: Iterable[str], manifest: Mapping[str, Any]
    ) -> None:
        """Put `files` (path → bytes), the published files named in `kept`, and the manifest in the edition's place.

        Everything else that stood there is gone. Either everything arrives or nothing changes.
        """
        target = self.root / edition
        name = edition.replace("/", "~")
        staged, aside = self._staging / f"new~{name}", self._staging / f"old~{name}"
        with _disk(target, "written"):
            for leftover in (staged, aside):
                shutil.rmtree(leftover, ignore_errors=True)
            staged.mkdir(parents=True)
            for path in kept:
                (staged / path).parent.mkdir(parents=True, exist_ok=True)
                _link(target / path, staged / path)
            for path, content in files.items():
                (staged / path).parent.mkdir(parents=True, exist_ok=True)
                (staged / path).write_bytes(content)
            (staged / "manifest.json").write_bytes(to_json(manifest))
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                target.rename(aside)
            staged.rename(target)
            shutil.rmtree(aside, ignore_errors=True)

    def write_manifest(self, edition: str, manifest: Mapping[str, Any]) -> None:
        self._write(self.root / edition / "manifest.json", to_json(manifest))

    def withdraw(self, edition: str) -> bool:
        """Move an edition to _withdrawn/, so that it never looks current; False when there is none."""
        target, away = self.root / edition, self.root / WITHDRAWN / edition
        if not target.is_dir():
            return False
        with _disk(target, "moved"):
            shutil.rmtree(away, ignore_errors=True)
            away.parent.mkdir(parents=True, exist_ok=True)
            target.rename(away)
        return True

    def write(self, name: str, content: bytes) -> None:
        """Write one file of the output folder itself ("index.html"), whole or not at all."""
        self._write(self.root / name, content)

    def _write(self, path: Path, content: bytes) -> None:
        with _disk(path, "written"):
            if path.is_file() and path.read_bytes() == content:
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.new")
            beside.write_bytes(content)
            beside.replace(path)

    def cached(self, name: str) -> bytes | None:
        """What a cache holds under `name` ("certificates/…"), or None."""
        try:
            return (self._cache / name).read_bytes()
        except OSError:
            return None

    def cache(self, name: str, content: bytes) -> None:
        self._write(self._cache / name, content)

    def has_cached(self, name: str) -> bool:
        return (self._cache / name).is_file()

    def certificates(self) -> CertificateFolder:
        return CertificateFolder(self)


class CertificateFolder:
    """Certificates by key under the output folder's cache; what pipeline.certifying calls a store."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def read(self, key: str) -> bytes | None:
        return self._output.cached(f"certificates/{key}")

    def write(self, key: str, content: bytes) -> None:
        self._output.cache(f"certificates/{key}", content)


def _link(source: Path, target: Path) -> None:
    """A hard link where the file system has them, else a copy; published files are never written in place."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def to_json(value: object) -> bytes:
    """JSON as we store it: keys in order, two spaces, UTF-8, a final line break."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
