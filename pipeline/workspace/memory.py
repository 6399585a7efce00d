"""What a run learnt comes in; the next one gets it back, however this one ended. It can be thrown away at any time."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.workspace.disk import disk

FORM = "1"
"""The form of the tables; a file of another form is forgotten."""

WAIT_SECONDS = 30
"""How long to wait for another run that is writing (house): a write of ten thousand rows takes 0.2 s."""

_TABLES = """
create table if not exists about (name text primary key, value text not null) without rowid;
create table if not exists sources (slug text primary key, digest text not null, entries text not null) without rowid;
create table if not exists brands (digest text primary key, entry text not null) without rowid;
create table if not exists keys (known text primary key, key text not null) without rowid;
create table if not exists seen (slug text primary key, mark text not null, digest text not null) without rowid;
create table if not exists standing (
    edition text primary key, mark text not null, made_of text not null, told text not null
) without rowid;
"""


class Memory:
    """Remembers at `path`. Two runs may write at once, and a kill at any moment leaves the file as it was or as it
    should be; one that is damaged or of another kind is forgotten.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def recall(self) -> dict[str, Any]:
        """What `remember` was given last: engine, tools, sources, brands and keys; {} when there is nothing."""
        if not self._path.exists():
            return {}
        with self._forgetting(), self._open() as connection:
            about = dict(connection.execute("select name, value from about"))
            if about.get("form") != FORM:
                return {}
            sources = connection.execute("select digest, entries from sources")
            brands = connection.execute("select digest, entry from brands")
            return {
                "engine": about["engine"],
                "tools": about["tools"],
                "sources": {digest: json.loads(entries) for digest, entries in sources},
                "brands": {digest: json.loads(entry) for digest, entry in brands},
                "keys": dict(connection.execute("select known, key from keys")),
            }
        return {}

    def remember(self, table: Mapping[str, Any]) -> None:
        """Keep all this, and nothing that was kept before; what has not changed is not written again."""
        sources = {
            str(entries[0]["slug"]): (digest, _text(entries)) for digest, entries in table["sources"].items() if entries
        }
        brands = {digest: (_text(entry),) for digest, entry in table["brands"].items()}
        keys = {str(known): (str(key),) for known, key in table["keys"].items()}
        about = {"form": (FORM,), "engine": (table["engine"],), "tools": (table["tools"],)}
        for _ in range(2):
            with self._forgetting(), self._writing() as connection:
                _exchange(connection, "about", about)
                _exchange(connection, "sources", sources)
                _exchange(connection, "brands", brands)
                _exchange(connection, "keys", keys)
                return

    def seen(self) -> dict[str, tuple[str, str]]:
        """The mark of each article folder that was read, and the digest of what was read; {} when nothing is known."""
        if self._path.exists():
            with self._forgetting(), self._open() as connection:
                return {slug: (mark, digest) for slug, mark, digest in connection.execute("select * from seen")}
        return {}

    def saw(self, seen: Mapping[str, tuple[str, str]]) -> None:
        """Keep these marks and digests, and none else."""
        for _ in range(2):
            with self._forgetting(), self._writing() as connection:
                _exchange(connection, "seen", seen)
                return

    def standing(self) -> dict[str, tuple[str, str, str]]:
        """What `stands` was given last; {} when nothing is known."""
        if self._path.exists():
            with self._forgetting(), self._open() as connection:
                # A plainleaf before this one made no such table.
                if connection.execute("select 1 from sqlite_master where name = 'standing'").fetchone():
                    rows = connection.execute("select edition, mark, made_of, told from standing")
                    return {edition: (mark, made_of, told) for edition, mark, made_of, told in rows}
        return {}

    def stands(self, rows: Mapping[str, tuple[str, str, str]]) -> None:
        """Keep by edition the mark of its manifest, what it was made of and what is told of it; and none else."""
        for _ in range(2):
            with self._forgetting(), self._writing() as connection:
                _exchange(connection, "standing", rows)
                return

    @contextlib.contextmanager
    def _forgetting(self) -> Iterator[None]:
        """Forget a file that is no memory, and whatever else stands in its place."""
        try:
            yield
        except (sqlite3.DatabaseError, ValueError, KeyError, RecursionError) as fault:
            if isinstance(fault, sqlite3.OperationalError) and "locked" in str(fault):
                return
            for path in (self._path, *(self._path.with_name(f"{self._path.name}{end}") for end in ("-wal", "-shm"))):
                with contextlib.suppress(OSError):
                    path.unlink()

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # Transactions are begun by hand: Python's own begin with a read, and a read that becomes a write while another
        # run commits fails at once, whatever the time-out (SQLite, "isolation": SQLITE_BUSY_SNAPSHOT).
        with contextlib.closing(sqlite3.connect(self._path, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
            yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with disk(self._path, "written"):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.executescript(_TABLES)
            connection.execute("begin immediate")
            yield connection
            connection.execute("commit")


def _exchange(connection: sqlite3.Connection, name: str, rows: Mapping[str, tuple[str, ...]]) -> None:
    """Make a table hold exactly these rows; only what differs is written."""
    there = {key: tuple(rest) for key, *rest in connection.execute(f"select * from {name}")}  # noqa: S608 (our names)
    key, *others = (column[1] for column in connection.execute(f"pragma table_info({name})"))
    connection.executemany(f"delete from {name} where {key} = ?", [(each,) for each in there.keys() - rows.keys()])  # noqa: S608
    marks = ", ".join("?" * (len(others) + 1))
    changed = [(each, *values) for each, values in rows.items() if there.get(each) != tuple(values)]
    connection.executemany(f"insert or replace into {name} values ({marks})", changed)  # noqa: S608


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
