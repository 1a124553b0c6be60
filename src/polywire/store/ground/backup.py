"""Back up and restore a store while it is in use; the backup is a SQLite file.

Holds files beside the store, too: pictures, which cannot be fetched for sure again.
Does not back up the site (it is made from the store) nor ``captures/``.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from polywire.errors import StoreError, UsageError
from polywire.store.ground import move, removals
from polywire.store.ground.database import Database, sync, vacuum_into
from polywire.store.ground.migrate import open_database
from polywire.store.ground.move import Carried

_FILES = "kept_file"
"""Table of a backup that no store has: files by name."""

File = tuple[str, bytes]
"""Name and contents."""


def backup(db: Database, target: Path, files: Iterable[File] = ()) -> Path:
    """Write one consistent moment of the store to a file; raises StoreError.

    The file appears under its name only when it is whole; ``files`` go into it.
    """
    if target.exists():
        raise UsageError(f"{target} exists already: name another file")
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    _remove(part)
    try:
        if db.file is not None:
            vacuum_into(db.file, part)
        else:
            copied = open_database(f"sqlite:///{part}")
            try:
                move.copy(db, copied)
            finally:
                copied.close()
        _add_files(part, files)
        part.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error})") from error
    finally:
        _remove(part)
    return target


def restore(source: Path, url: str) -> list[Carried]:
    """Fill an empty or missing store from a backup; returns what was carried.

    Raises StoreError when the backup is damaged, UsageError when the store is
    not empty: a restore never overwrites.
    """
    check(source)
    # Migrating an older backup must not change the backup itself.
    work = source.with_name(f"{source.name}.{os.getpid()}.restoring")
    try:
        shutil.copyfile(source, work)
        old = open_database(f"sqlite:///{work}")
        new = open_database(url)
        try:
            return move.copy(old, new)
        finally:
            old.close()
            new.close()
    except OSError as error:
        raise StoreError(f"{source}: cannot be restored ({error})") from error
    finally:
        _remove(work)
        for leftover in source.parent.glob(f"{work.name}.before-*"):
            leftover.unlink()


def files(source: Path) -> Iterator[File]:
    """Yield the files that a backup holds; raises StoreError."""
    with _opened(source, "its files cannot be read") as conn:
        known = "SELECT 1 FROM sqlite_master WHERE name = ?"
        if conn.execute(known, (_FILES,)).fetchone():
            yield from conn.execute(f"SELECT name, data FROM {_FILES}")  # noqa: S608  # our own name


def wire_of(source: Path) -> str | None:
    """Return the id of the wire that was backed up; None when it had none."""
    with _opened(source, "is no backup of Polywire") as conn:
        wanted = "SELECT value FROM meta WHERE key = ?"
        found = conn.execute(wanted, (removals.WIRE,)).fetchone()
    return None if found is None else str(json.loads(found[0]))


def holds(source: Path, articles: Sequence[str]) -> bool:
    """Tell whether a backup holds the text of one of these; raises StoreError."""
    with _opened(source, "cannot be read") as conn:
        rows = conn.execute("SELECT DISTINCT article_id FROM revision")
        wanted = frozenset(articles)
        return any(identity in wanted for (identity,) in rows)


def refuse_full(url: str) -> None:
    """Raise UsageError when a store is not empty: a restore never overwrites."""
    with closing(open_database(url)) as db, db.read() as conn:
        move.refuse_full(conn, db.where)


def _add_files(part: Path, files: Iterable[File]) -> None:
    try:
        with closing(sqlite3.connect(part)) as conn:
            conn.execute("PRAGMA journal_mode = DELETE")
            with conn:
                conn.execute(
                    f"CREATE TABLE {_FILES} (name TEXT PRIMARY KEY, data BLOB)"
                )
                conn.executemany(f"INSERT INTO {_FILES} VALUES (?, ?)", files)  # noqa: S608  # our own name
    except sqlite3.Error as error:
        raise StoreError(f"{part}: cannot be written ({error})") from error
    sync(part)


def check(source: Path) -> None:
    """Refuse a damaged backup; raises StoreError."""
    if not source.is_file():
        raise UsageError(f"{source}: no such file")
    with _opened(source, "is no backup of Polywire") as conn:
        answer = conn.execute("PRAGMA integrity_check").fetchone()[0]
        conn.execute("SELECT version_num FROM alembic_version").fetchone()
    if answer != "ok":
        raise StoreError(f"{source}: the backup is damaged ({answer})")


@contextmanager
def _opened(source: Path, trouble: str) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as conn:
            yield conn
    except sqlite3.Error as error:
        raise StoreError(f"{source}: {trouble} ({error})") from error


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
