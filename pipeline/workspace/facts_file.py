"""What every article and every published edition says comes in, source by source; rows that are asked for go out.

One SQLite file in the output folder's cache. It can be deleted at any time: it is filled again from sources and traces.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.errors import PlainleafError

VERSION = 1
"""Of the tables below; a file of another version is begun anew."""
_TABLES = """
CREATE TABLE stamp (name TEXT PRIMARY KEY, stamp TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (name TEXT, slug TEXT, lang TEXT, file TEXT, title TEXT, owner TEXT, status TEXT, next_review TEXT,
  original INTEGER);
CREATE TABLE said (id INTEGER PRIMARY KEY, name TEXT, slug TEXT, lang TEXT, file TEXT, line INTEGER, text TEXT,
  folded TEXT, edition TEXT, product TEXT, places TEXT);
CREATE TABLE fact (said INTEGER, kind TEXT, value TEXT);
CREATE INDEX fact_value ON fact (kind, value);
CREATE INDEX fact_said ON fact (said);
CREATE INDEX said_name ON said (name);
CREATE INDEX article_name ON article (name);
"""

Row = tuple[str | int, ...]


class FactsFile:
    """The file, open; `name` is a source ("source/tides") or a published edition ("clinic/en/tides")."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = self._opened(path)
        except (OSError, sqlite3.Error) as fault:
            raise PlainleafError(f"the index of facts cannot be opened: {fault}", place=str(path)) from None

    def _opened(self, path: Path) -> sqlite3.Connection:
        base = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            if base.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                return base
        except sqlite3.DatabaseError:
            pass
        base.close()
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        base = sqlite3.connect(path, timeout=30, isolation_level=None)
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=NORMAL")
        base.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version={VERSION}; COMMIT;")
        return base

    def stamps(self) -> dict[str, str]:
        """By name, what told its state when it was read."""
        return dict(self._base.execute("SELECT name, stamp FROM stamp"))

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Everything in the block or nothing; two commands at once do it one behind the other."""
        # A transaction that begins by reading cannot become one that writes when another came first.
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def forget(self, name: str) -> None:
        """Take out all that a name says."""
        self._base.execute("DELETE FROM fact WHERE said IN (SELECT id FROM said WHERE name = ?)", (name,))
        for table in ("said", "article", "stamp"):
            self._base.execute(f"DELETE FROM {table} WHERE name = ?", (name,))  # noqa: S608 (names of our own)

    def learn(self, name: str, stamp: str, articles: Iterable[Row], said: Iterable[tuple[Row, Sequence[Row]]]) -> None:
        """Put in what a name says: rows of `article` without the name, and of `said` with the facts in each."""
        self.forget(name)
        self._base.execute("INSERT INTO stamp VALUES (?, ?)", (name, stamp))
        for article in articles:
            self._base.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (name, *article))
        for row, facts in said:
            sql = "INSERT INTO said (name, slug, lang, file, line, text, folded, edition, product, places)"
            at = self._base.execute(f"{sql} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (name, *row)).lastrowid
            self._base.executemany("INSERT INTO fact VALUES (?, ?, ?)", [(at, *fact) for fact in facts])

    def articles(self) -> list[Row]:
        """Slug, language, file, title, owner, status, next review, whether it is the original."""
        sql = "SELECT slug, lang, file, title, owner, status, next_review, original FROM article ORDER BY slug, lang"
        return self._base.execute(sql).fetchall()

    def holding(self, kind: str, value: str) -> list[Row]:
        """Slug, language, file, line, text, edition, product and places of everything that says a fact."""
        sql = (
            f"SELECT {_SAID} FROM fact JOIN said ON said.id = fact.said WHERE kind = ? AND value = ? ORDER BY {_ORDER}"  # noqa: S608
        )
        return self._base.execute(sql, (kind, value)).fetchall()

    def saying(self, folded: str) -> list[Row]:
        """The same, of everything in which these folded words stand."""
        sql = f"SELECT {_SAID} FROM said WHERE instr(folded, ?) ORDER BY {_ORDER}"  # noqa: S608 (columns of our own)
        return self._base.execute(sql, (folded,)).fetchall()

    def facts(self, kind: str) -> list[Row]:
        """Value, slug, language, file, line and text of each fact of a kind in the sources."""
        sql = "SELECT value, slug, lang, file, line, text FROM fact JOIN said ON said.id = fact.said "
        sql += "WHERE kind = ? AND edition = '' ORDER BY value, slug, lang, line"
        return self._base.execute(sql, (kind,)).fetchall()

    def close(self) -> None:
        """Let the file go."""
        self._base.close()


_SAID = "DISTINCT slug, lang, file, line, text, edition, product, places"
_ORDER = "slug, lang, edition, product, line"
