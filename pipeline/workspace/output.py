"""Finished editions come in; they stand in the output folder whole, and nothing that stood there leaves unnamed."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.workspace.disk import (
    RACY_NS,
    clear_beside,
    digest,
    disk,
    plain_bytes,
    put_in_place,
    restore,
    stays_inside,
    to_json,
    write_whole,
)
from pipeline.workspace.memory import Memory

WITHDRAWN = "_withdrawn"
DRAFTS = "_drafts"
MANIFEST = "manifest.json"
SEAL = "seal"
"""The entry of a manifest by which a change by hand is seen."""

SIGNATURE = "manifest.json.sig"
"""An SSH signature over the bytes of the manifest beside it; it goes when the edition is published anew."""
REASONS = "withdrawn.json"
MEMORY = "library.sqlite"
_FORMER_MEMORY = "library.json"


class Output:
    """An output folder: published editions, a manifest each, and caches that can be thrown away.

    An edition is written beside its place and exchanged with what stands there in one step, so that a reader meets
    the old one or the new one, whole, at every moment. Drafts are an output folder of their own below it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._staging = root / ".staging"
        self._cache = root / ".cache"
        self._withdrawn = root / WITHDRAWN

    def drafts(self) -> Output:
        """The output folder of drafts; nothing in it is ever published."""
        return Output(self.root / DRAFTS)

    # one build at a time

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one build; a second one is told. Leftovers of a build that died are put right."""
        with disk(self.root, "written"):
            self.root.mkdir(parents=True, exist_ok=True)
            # The lock ends with the process, however it ends; the file itself means nothing and stays.
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
        """Clear what a build that died had not put in its place yet, and put back what it had moved aside."""
        with disk(self._staging, "cleared"):
            (self._cache / _FORMER_MEMORY).unlink(missing_ok=True)
            if self._staging.is_dir():
                for aside in sorted(self._staging.glob("old~*~*~*")):
                    # An older plainleaf moved editions aside under such names: "old~brand~lang~slug".
                    target = self.root.joinpath(*aside.name.split("~", 3)[1:])
                    if not target.exists():
                        target.parent.mkdir(parents=True, exist_ok=True)
                        aside.rename(target)
                shutil.rmtree(self._staging)
            for aside in sorted(self.root.glob("*/*/.old~*")):
                restore(aside)
            for beside in (*self.root.glob(".*.new"), *self._cache.rglob(".*.new"), *self._withdrawn.rglob(".*.new")):
                clear_beside(beside)
            for away in sorted(self._withdrawn.glob("*/*/*")) if self._withdrawn.is_dir() else ():
                # What was published again when a build died, before it had left here.
                name = EditionName(*away.relative_to(self._withdrawn).parts)
                again = {str(file) for product in _products(self.manifest(name)) for file in product}
                if again & set(_files(away)) or again & set(_json(away / REASONS)):
                    self._return(name, again)
        if self.drafts().root.is_dir():
            self.drafts()._recover()

    # reading

    def manifest(self, name: EditionName) -> dict[str, Any]:
        """The manifest of an edition, {} when there is none that can be read or that is as it was written."""
        return _unsealed(_json(self._folder(name) / MANIFEST))

    def mark(self, name: EditionName) -> str:
        """What tells without reading that a manifest is the one that was read; "" when only reading can tell."""
        try:
            about = os.lstat(f"{self.root}/{name}/{MANIFEST}")
        except OSError:
            return ""
        changed = max(about.st_mtime_ns, about.st_ctime_ns)
        if not stat.S_ISREG(about.st_mode) or changed >= time.time_ns() - RACY_NS:
            return ""
        return f"{about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}"

    def published_at(self, name: EditionName) -> int:
        """When the manifest of an edition was written, in ns since 1970; 0 when there is none."""
        try:
            return os.stat(f"{self.root}/{name}/{MANIFEST}").st_mtime_ns  # noqa: PTH116
        except OSError:
            return 0

    def has(self, name: EditionName) -> bool:
        """Whether anything stands in the edition's place."""
        return self._folder(name).is_dir()

    def editions(self) -> list[EditionName]:
        """Every edition that stands in its place, with a manifest or without, in the order of their names."""
        found = []
        with disk(self.root, "read"):
            for brand in _folders(self.root):
                for lang in _folders(f"{self.root}/{brand}"):
                    found += [EditionName(brand, lang, slug) for slug in _folders(f"{self.root}/{brand}/{lang}")]
        return found

    def manifest_digests(self) -> dict[str, str]:
        """The hash of each edition's manifest, "" where there is none."""
        return {str(name): _digest_of(f"{self.root}/{name}/{MANIFEST}") for name in self.editions()}

    def holds(self, name: EditionName, sizes: Mapping[str, int]) -> bool:
        """Whether all these files of the edition are there with their sizes in bytes."""
        folder = f"{self.root}/{name}"
        try:
            return all(os.stat(f"{folder}/{file}").st_size == size for file, size in sizes.items())  # noqa: PTH116
        except OSError:
            return False

    def has_file(self, name: str) -> bool:
        """Whether a file of the folder itself is there ("index.html")."""
        return (self.root / name).is_file()

    def read(self, name: EditionName, file: str) -> bytes:
        """The bytes of a file of an edition. Raises PlainleafError when they cannot be had, and for a path that leads
        out of the edition: a manifest may have been edited by hand.
        """
        path = self._folder(name) / file
        if not stays_inside(file):
            hint = "delete the manifest, then build again"
            raise PlainleafError("a path of the edition leads out of it", place=f"{name}/{MANIFEST}", hint=hint)
        with disk(path, "read"):
            return plain_bytes(path)

    # writing

    def publish(
        self,
        name: EditionName,
        files: Mapping[str, bytes],
        kept: Iterable[str],
        manifest: Mapping[str, Any],
        former: Iterable[str] = (),
        leaving: Mapping[str, str] | None = None,
    ) -> tuple[str, ...]:
        """Put `files` (path → bytes), the published files named in `kept`, and the manifest in the edition's place.

        Of what stood there, `former` was made anew and goes; `leaving` (path → why) moves to _withdrawn/ first, and so
        does every file that nobody knows, whose paths are returned. Either everything arrives or nothing changes.
        """
        target, staged = self._folder(name), self._staging / str(name)
        kept, going = tuple(kept), dict(leaving or {})
        known = {*files, *kept, *going, *former, MANIFEST, SIGNATURE}
        with disk(target, "written"):
            shutil.rmtree(staged, ignore_errors=True)
            try:
                for path in kept:
                    (staged / path).parent.mkdir(parents=True, exist_ok=True)
                    _link(target / path, staged / path)
                for path, content in files.items():
                    (staged / path).parent.mkdir(parents=True, exist_ok=True)
                    (staged / path).write_bytes(content)
                (staged / MANIFEST).parent.mkdir(parents=True, exist_ok=True)
                (staged / MANIFEST).write_bytes(to_json({**manifest, SEAL: _seal(manifest)}))
                unknown = tuple(path for path in _files(target) if path not in known)
                self._set_aside(name, going | dict.fromkeys(unknown, "plainleaf did not make it"))
                put_in_place(staged, target)
            except BaseException:
                # A full disk gets its space back at once, not at the next build.
                shutil.rmtree(staged, ignore_errors=True)
                raise
            self._return(name, {*files, *kept})
            _prune(staged, self.root)
        return unknown

    def _set_aside(self, name: EditionName, leaving: Mapping[str, str]) -> None:
        """Copy files of an edition to _withdrawn/, with the reason beside them."""
        away = self._withdrawn / str(name)
        for path in leaving:
            source = self._folder(name) / path
            if not source.is_file():
                continue
            (away / path).parent.mkdir(parents=True, exist_ok=True)
            (away / path).unlink(missing_ok=True)
            _link(source, away / path)
        if leaving:
            write_whole(away / REASONS, to_json(_json(away / REASONS) | dict(leaving)))

    def _return(self, name: EditionName, published: set[str]) -> None:
        """Take out of _withdrawn/ what is published again."""
        away = self._withdrawn / str(name)
        if not away.is_dir():
            return
        reasons = {path: why for path, why in _json(away / REASONS).items() if path not in published}
        for path in published:
            (away / path).unlink(missing_ok=True)
        rest = set(_files(away)) - {REASONS, MANIFEST}
        if rest:
            write_whole(away / REASONS, to_json(reasons))
        else:
            shutil.rmtree(away, ignore_errors=True)
        _prune(away, self.root)

    def withdraw(self, name: EditionName, why: str) -> bool:
        """Move an edition to _withdrawn/ with the reason, so that it never looks current; False when there is none."""
        target, away = self._folder(name), self._withdrawn / str(name)
        if not target.is_dir():
            return False
        staged = self._staging / WITHDRAWN / str(name)
        with disk(target, "moved"):
            shutil.rmtree(staged, ignore_errors=True)
            try:
                own, earlier = set(_files(target)), _json(away / REASONS)
                for folder, files in ((target, own), (away, set(_files(away)) - own)):
                    for path in files - {REASONS}:
                        (staged / path).parent.mkdir(parents=True, exist_ok=True)
                        _link(folder / path, staged / path)
                reasons = dict.fromkeys(own - {REASONS, MANIFEST}, why) | earlier
                write_whole(staged / REASONS, to_json(reasons))
                # There first, and only then gone from here: a kill in between leaves it in both, and in its place.
                put_in_place(staged, away)
            except BaseException:
                shutil.rmtree(staged, ignore_errors=True)
                raise
            self._leave(target)
            _prune(staged, self.root)
        return True

    def _leave(self, target: Path) -> None:
        """Take an edition out of its place in one step, so that nobody meets half of one."""
        gone = self._staging / "gone"
        gone.parent.mkdir(parents=True, exist_ok=True)
        _move(target, gone)
        shutil.rmtree(gone, ignore_errors=True)
        _prune(gone, self.root)
        _prune(target, self.root)

    def sign(self, name: EditionName, signature: str) -> None:
        """Put a signature beside the manifest of an edition."""
        # Beside the editions, not in one: what a kill leaves is cleared with all else that waits there.
        staged = self._staging / str(name) / SIGNATURE
        with disk(self._folder(name) / SIGNATURE, "written"):
            try:
                staged.parent.mkdir(parents=True, exist_ok=True)
                staged.write_bytes(f"{signature.strip()}\n".encode())
                staged.replace(self._folder(name) / SIGNATURE)
            finally:
                staged.unlink(missing_ok=True)
                _prune(staged, self.root)

    def signature(self, name: EditionName) -> str:
        """The signature beside the manifest of an edition, "" when there is none."""
        try:
            return plain_bytes(self._folder(name) / SIGNATURE).decode("ascii", "replace")
        except OSError:
            return ""

    def withdrawn(self, name: EditionName) -> dict[str, str]:
        """What of an edition lies in _withdrawn/: path → why."""
        return {str(path): str(why) for path, why in _json(self._withdrawn / str(name) / REASONS).items()}

    def withdrawn_editions(self) -> list[EditionName]:
        """Every edition of which something lies in _withdrawn/, in the order of their names."""
        with disk(self._withdrawn, "read"):
            folders = sorted(self._withdrawn.glob("*/*/*")) if self._withdrawn.is_dir() else []
        return [EditionName(*path.relative_to(self._withdrawn).parts) for path in folders if path.is_dir()]

    def read_withdrawn(self, name: EditionName, path: str) -> bytes | None:
        """A file of an edition as it lies in _withdrawn/, None when it is not there."""
        try:
            return plain_bytes(self._withdrawn / str(name) / path) if stays_inside(path) else None
        except OSError:
            return None

    def stamp(self) -> str:
        """A value that changes whenever an edition is published anew or withdrawn; no manifest is read for it."""
        found = []
        for file in (*self.root.glob(f"*/*/*/{MANIFEST}"), *self._withdrawn.glob(f"*/*/*/{REASONS}")):
            about = file.stat()
            found.append((file.relative_to(self.root).as_posix(), about.st_mtime_ns, about.st_size, about.st_ino))
        return digest(repr(sorted(found)).encode())

    def path_of(self, name: EditionName, path: str) -> Path:
        """Where a file of an edition lies."""
        return self._folder(name) / path

    def withdrawn_manifest(self, name: EditionName) -> dict[str, Any]:
        """The manifest of an edition that was withdrawn as a whole, {} when there is none that can be read."""
        return _json(self._withdrawn / str(name) / MANIFEST)

    def write(self, name: str, content: bytes) -> None:
        """Write one file of the output folder itself ("index.html"), whole or not at all."""
        write_whole(self.root / name, content)

    def files_below(self, folder: str) -> list[str]:
        """Every file below a folder of the output folder itself ("_facts"), by its path."""
        with disk(self.root / folder, "read"):
            return [f"{folder}/{path}" for path in _files(self.root / folder)] if (self.root / folder).is_dir() else []

    def read_below(self, name: str) -> bytes | None:
        """A file of the output folder itself, by its path as `files_below` gives it; None when it cannot be had."""
        try:
            return plain_bytes(self.root / name) if stays_inside(name) else None
        except OSError:
            return None

    def drop(self, name: str) -> None:
        """Delete one file of the output folder itself, and the folders above it that are empty then."""
        with disk(self.root / name, "deleted"):
            (self.root / name).unlink(missing_ok=True)
            _prune(self.root / name, self.root)

    def remove(self, name: EditionName) -> None:
        """Delete an edition for good; only drafts are ever deleted."""
        if self.has(name):
            with disk(self._folder(name), "deleted"):
                self._leave(self._folder(name))

    # caches

    def cached(self, name: str) -> bytes | None:
        """What a cache holds under `name` ("certificates/…"), or None."""
        try:
            return plain_bytes(self._cache / name) if stays_inside(name) else None
        except OSError:
            return None

    def cache(self, name: str, content: bytes) -> None:
        write_whole(self._cache / name, content)

    @property
    def memory(self) -> Memory:
        """What runs learnt of the sources, for the next one."""
        return Memory(self._cache / MEMORY)

    def certificates(self) -> CertificateFolder:
        return CertificateFolder(self)

    def _folder(self, name: EditionName) -> Path:
        return self.root / name.brand / name.lang / name.slug


class CertificateFolder:
    """Certificates by key under the output folder's cache; what pipeline.certifying calls a store."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def read(self, key: str) -> bytes | None:
        return self._output.cached(f"certificates/{key}")

    def write(self, key: str, content: bytes) -> None:
        self._output.cache(f"certificates/{key}", content)


def _move(folder: Path, away: Path) -> None:
    """Move a folder to a place that may be taken; what stood there is gone."""
    shutil.rmtree(away, ignore_errors=True)
    try:
        folder.rename(away)
    except OSError:
        # Another file system, or a folder of an image's lower layer, which cannot be renamed.
        shutil.copytree(folder, away)
        shutil.rmtree(folder)


def _prune(folder: Path, root: Path) -> None:
    """Remove the empty folders above a place, up to `root`, so that a name that differs in case only finds none."""
    for parent in folder.parents:
        if parent == root or not parent.is_relative_to(root):
            return
        try:
            # rmdir(2) refuses a folder that holds anything: nothing that counts can be lost here.
            parent.rmdir()
        except OSError:
            return


def _files(folder: Path) -> list[str]:
    """Every file below a folder by its path in it; hidden ones belong to the system that put them there."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )


def _products(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The files of each product that a manifest lists, whatever else it holds; none that leads out of the edition."""
    products = manifest.get("products")
    listed = [each.get("files") for each in products if isinstance(each, dict)] if isinstance(products, list) else []
    return [{n: file for n, file in files.items() if stays_inside(n)} for files in listed if isinstance(files, dict)]


def _digest_of(path: str) -> str:
    try:
        return digest(plain_bytes(path))
    except OSError:
        return ""


def _folders(folder: Path | str) -> list[str]:
    """The names of the folders in a folder, in order; those that begin with "." or "_" belong to programs and to us."""
    try:
        with os.scandir(folder) as entries:
            return sorted(each.name for each in entries if not each.name.startswith((".", "_")) and each.is_dir())
    except FileNotFoundError:
        return []


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(plain_bytes(path))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _unsealed(manifest: dict[str, Any]) -> dict[str, Any]:
    """A manifest without its seal, {} when somebody changed it by hand: what it says of hashes would be believed.
    Those that earlier versions wrote have none.
    """
    said = {key: value for key, value in manifest.items() if key != SEAL}
    return said if manifest.get(SEAL) in (None, _seal(said)) else {}


def _seal(manifest: Mapping[str, Any]) -> str:
    text = json.dumps(manifest, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _link(source: Path, target: Path) -> None:
    """A hard link where the file system has them, else a copy; published files are never written in place."""
    try:
        os.link(source, target)
    except OSError:
        # With its time, so that a copy looks no newer to a web server than what it copies.
        shutil.copy2(source, target)
