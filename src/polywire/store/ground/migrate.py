"""Bring the tables up to date: alembic under a lock, a copy of SQLite before.

Does not know what the migrations do; they stand in ``migrations/versions``.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from polywire.errors import NewerSchema
from polywire.store.ground.database import (
    BUSY_SECONDS,
    Database,
    connect,
    vacuum_into,
)
from polywire.store.ground.schema import HEAD

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


def migrate(db: Database) -> str | None:
    """Run the missing migrations; return the version found before, if any.

    Raises NewerSchema when a newer Polywire has written this store.
    """
    with db.read() as conn:
        found = version(conn)
    _refuse_newer(db, found)
    if found == HEAD:
        return found
    if found is not None and db.file is not None:
        copy_before(db.file, found)
    with db.write() as conn:
        if not db.is_sqlite:
            conn.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK}
            )
        now = version(conn)  # another process may have been faster
        _refuse_newer(db, now)
        if now != HEAD:
            upgrade(conn, HEAD)
    return found


def version(conn: Connection) -> str | None:
    """Return the version of the tables; None in an empty database."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    found = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(conn: Connection, target: str) -> None:
    """Run migrations up to a version inside the caller's transaction."""
    from alembic import command  # imports Mako: 0.1 s that most starts do not need
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = conn
    command.upgrade(config, target)


_FOLDER = Path(__file__).parents[1] / "migrations"


def copy_before(file: Path, found: str) -> Path:
    """Copy a SQLite file as it is before migrating; return the copy's path."""
    target = file.with_name(f"{file.name}.before-{HEAD}-from-{found}")
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    vacuum_into(file, part)
    part.replace(target)
    return target


def _refuse_newer(db: Database, found: str | None) -> None:
    if found is not None and found > HEAD:
        message = (
            f"{db.where}: written by a newer Polywire (tables {found}, this one "
            f"knows {HEAD}); install that version or restore an older backup"
        )
        raise NewerSchema(message)
