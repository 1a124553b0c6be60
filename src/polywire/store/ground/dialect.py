"""Where the two databases differ, the two forms side by side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Double, Table, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

# SQLite allows 32,766 variables in a statement: 500 rows of 20 columns stay below.
CHUNK = 500


def insert(conn: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the INSERT that knows ON CONFLICT."""
    if conn.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def upsert(
    conn: Connection,
    table: Table,
    rows: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    update: Iterable[str] | None = None,
) -> None:
    """Insert rows; where the primary key exists, update these columns.

    All other columns given are updated when ``update`` is None.
    """
    many = [rows] if isinstance(rows, Mapping) else list(rows)
    if not many:
        return
    keys = [column.name for column in table.primary_key.columns]
    names = [n for n in many[0] if n not in keys] if update is None else list(update)
    statement = insert(conn, table)
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=keys, set_={name: statement.excluded[name] for name in names}
        )
        if names
        else statement.on_conflict_do_nothing(index_elements=keys),
        [dict(row) for row in many],
    )


def add_missing(
    conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows whose primary key is not there yet."""
    upsert(conn, table, rows, update=())


def take_turn(conn: Connection, name: str) -> None:
    """Wait until no other transaction has this turn; it ends with this transaction.

    To be taken before anything is written, else two may wait for each other.
    """
    if conn.dialect.name != "sqlite":  # there a writer is alone from its beginning
        conn.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))


def database_seconds(conn: Connection) -> ColumnElement[float]:
    """Return the database's own clock as seconds since 1970, for heartbeats."""
    if conn.dialect.name == "sqlite":
        return literal_column("(julianday('now') - 2440587.5) * 86400.0", Double)
    return literal_column("extract(epoch FROM clock_timestamp())::float8", Double)
