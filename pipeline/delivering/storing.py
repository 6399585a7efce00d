"""An output folder and a store come in; every published edition stands in the store, each whole or as it was.

Files are objects named after their bytes; what an edition consists of says one small pointer, which is exchanged last.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.workspace.disk import digest, stays_inside, to_json
from pipeline.workspace.output import MANIFEST, Output
from pipeline.workspace.store import Store

FORM = 1
"""The form of a pointer."""

AT_ONCE = 8
"""So many files are sent at once (house)."""

RACES = 5
"""How often a pointer is read again when another build exchanged it meanwhile (house)."""


@dataclass(frozen=True)
class Stored:
    """What one publication did: editions that are new or changed in the store, withdrawn there, and untouched."""

    changed: tuple[EditionName, ...] = ()
    withdrawn: tuple[EditionName, ...] = ()
    untouched: int = 0


def pointer_name(name: EditionName) -> str:
    return f"editions/{name}.json"


def object_name(sha256: str) -> str:
    return f"objects/{sha256[:2]}/{sha256}"


def store_editions(output: Output, store: Store, address: str) -> Stored:
    """Publish what stands in the output folder into the store, and withdraw there what has left it.

    What this folder put there before is remembered and costs no request. Raises PlainleafError when the store fails, or
    a file here is not what its manifest says: what was finished by then stays, the rest is as it was.
    """
    record = f"stores/{digest(address.encode())[:20]}.json"
    before = _record(output.cached(record))
    now = dict(before)
    marks = output.manifest_digests()
    changed: list[EditionName] = []
    withdrawn: list[EditionName] = []
    try:
        for name in output.editions():
            if before.get(str(name)) != marks[str(name)] and _publish(output, store, name):
                changed.append(name)
            now[str(name)] = marks[str(name)]
        for gone in sorted(before.keys() - marks.keys()):
            name = EditionName(*gone.split("/"))
            _point(store, name, {"form": FORM, "edition": gone, "withdrawn": True, "files": {}})
            withdrawn.append(name)
            del now[gone]
    finally:
        # What was finished before a store failed is not sent again.
        output.cache(record, to_json(now))
    return Stored(tuple(changed), tuple(withdrawn), len(marks) - len(changed))


def _publish(output: Output, store: Store, name: EditionName) -> bool:
    """Put the files of an edition that the store lacks, then its pointer; False when it said all that already."""
    files = _files(output, name)
    pointer = {"form": FORM, "edition": str(name), "withdrawn": False, "files": files}
    there = _there(store, name)
    if there == pointer:
        return False
    kept = {str(about.get("sha256")) for about in _listed(there)}
    new = {path: about for path, about in files.items() if about["sha256"] not in kept}

    def send(path: str, about: Mapping[str, Any]) -> None:
        content = output.read(name, path)
        if digest(content) != about["sha256"]:
            message = f'"{name}/{path}" is not what its manifest says, and was not put into the store'
            raise PlainleafError(message, place=f"{name}/{MANIFEST}", hint="delete it, then build again")
        store.keep(object_name(about["sha256"]), content, about["media_type"])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for sent in [pool.submit(send, path, about) for path, about in new.items()]:
            sent.result()
    _point(store, name, pointer)
    return True


def _point(store: Store, name: EditionName, pointer: Mapping[str, Any]) -> None:
    """Exchange the pointer of an edition. Raises PlainleafError when other builds keep exchanging it too."""
    content = to_json(pointer)
    for _ in range(RACES):
        there = store.read(pointer_name(name))
        if there is not None and there[0] == content:
            return
        if store.exchange(pointer_name(name), content, there[1] if there else None):
            return
    message = f'another build publishes "{name}" into the same store at this moment'
    raise PlainleafError(message, place=pointer_name(name), hint="let one of them end, then build again")


def _there(store: Store, name: EditionName) -> Any:
    found = store.read(pointer_name(name))
    try:
        return json.loads(found[0]) if found else None
    except (ValueError, RecursionError):
        return None


def _listed(pointer: Any) -> Iterable[Mapping[str, Any]]:
    files = pointer.get("files") if isinstance(pointer, dict) else None
    return [about for about in files.values() if isinstance(about, dict)] if isinstance(files, dict) else []


def _files(output: Output, name: EditionName) -> dict[str, dict[str, Any]]:
    """Every published file by its path in the edition, as the manifest has it."""
    try:
        return {
            str(path): {"sha256": str(about["sha256"]), "bytes": int(about["bytes"]), "media_type": about["media_type"]}
            for product in output.manifest(name)["products"]
            for path, about in product["files"].items()
        }
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
        message = f'the manifest of "{name}" cannot be read, and the edition was not put into the store'
        raise PlainleafError(message, place=f"{name}/{MANIFEST}", hint="delete it, then build again") from None


def _record(content: bytes | None) -> dict[str, str]:
    try:
        values = json.loads(content or b"{}")
        known = {str(name): str(mark) for name, mark in values.items() if str(name).count("/") == 2}
        return {name: mark for name, mark in known.items() if stays_inside(name)}
    except (ValueError, AttributeError, RecursionError):
        return {}
