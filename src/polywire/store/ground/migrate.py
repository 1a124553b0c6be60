"""Bring the tables up to date: alembic under a lock, a copy of SQLite before.

An empty database gets the tables of the schema, one that has tables the migrations
in ``migrations/versions`` that it lacks.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from polywire.errors import NewerSchema, StoreError
from polywire.store.ground.database import BUSY_SECONDS, Database, connect, vacuum_into
from polywire.store.ground.schema import HEAD, metadata

if TYPE_CHECKING:
    from alembic.config import Config

# Any constant will do, as long as it is ours: "polywire" as digits of a phone.
_ADVISORY_LOCK = 76599473


def open_database(
    url: str, *, pool_size: int = 8, busy: float = BUSY_SECONDS
) -> Database:
    """Open the store at a SQLAlchemy URL and bring its tables up to date.

    Migrations run under a lock; a SQLite file is copied first when there is
    something to migrate. Raises StoreError, NewerSchema.
    """
    db = connect(url, pool_size=pool_size, busy=busy)
    try:
        migrate(db)
    except BaseException:
        db.close()
        raise
    return db


_FOLDER = Path(__file__).parents[1] / "migrations"


def migrate(db: Database, *, head: str = HEAD, folder: Path = _FOLDER) -> str | None:
    """Make the tables, or bring them to ``head``; return the version found before.

    Raises NewerSchema when a newer Polywire has written this store, StoreError when
    its version is none of ours.
    """
    found = db.ask(version)
    _refuse_unknown(db, found, head, folder)
    if found == head:
        return found
    from alembic import command  # imports Mako: 0.1 s that most starts do not need

    with db.write() as conn:
        if not db.is_sqlite:
            conn.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK}
            )
        now = version(conn)  # another process may have been faster
        _refuse_unknown(db, now, head, folder)
        if now is None:
            metadata.create_all(conn, checkfirst=False)
            command.stamp(_config(conn, folder), head)
        elif now != head:
            if db.file is not None:
                _copy_before(db.file, now, head)
            command.upgrade(_config(conn, folder), head)
    return found


def version(conn: Connection) -> str | None:
    """Return the version of the tables; None in an empty database."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    found = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _config(conn: Connection, folder: Path) -> Config:
    """Return what alembic works with inside the caller's transaction."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = conn
    return config


def _copy_before(file: Path, found: str, head: str) -> None:
    """Copy a SQLite file; to be called under the lock: nobody else migrates it."""
    target = file.with_name(f"{file.name}.before-{head}-from-{found}")
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    vacuum_into(file, part)
    part.replace(target)


def _refuse_unknown(db: Database, found: str | None, head: str, folder: Path) -> None:
    """Raise when no migration of ours begins at the version that was found."""
    if found is None:
        return
    if found > head:  # they are numbers of four digits
        raise NewerSchema(
            f"{db.where}: written by a newer Polywire (tables {found}, this one "
            f"knows {head}); install that version or restore an older backup"
        )
    known = {file.name[:4] for file in (folder / "versions").glob("[0-9]*.py")}
    if found not in known:
        raise StoreError(
            f"{db.where}: its tables are of version {found}, which this Polywire does "
            "not know; open it with the version that wrote it, or start a new store"
        )
