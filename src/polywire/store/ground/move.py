"""Carry an installation from one database to another, verified row by row.

Does not carry the engine's state: the sweep makes that again from the tables.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, func, insert, not_, select, text

from polywire.errors import StoreError, UsageError
from polywire.store.ground import removals
from polywire.store.ground.database import Database
from polywire.store.ground.owner import own, release
from polywire.store.ground.schema import log, metadata, owner

_ROWS = 500
"""Rows read and written at a time: memory stays flat at any size."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One table that was carried and compared."""

    table: str
    rows: int
    digest: str
    """Hash over all rows, whatever their order."""


def move(source: Database, target: Database) -> list[Carried]:
    """Copy every row into an empty store and compare; returns what was carried.

    Takes the source for itself meanwhile, so that no wire writes to it. Raises
    StoreBusy while a wire runs, UsageError when the target is not empty,
    StoreError when the copy is not the same; the target is empty again then.
    """
    me = own(source, "polywire move")
    try:
        return copy(source, target)
    finally:
        release(source, me)


def copy(source: Database, target: Database) -> list[Carried]:
    """Copy one moment of a store into an empty one and compare both."""
    with source.read() as old, target.write() as new:
        refuse_full(new, target.where)
        _make_room(new)
        carried = [_carry(old, new, table) for table in _tables()]
        if not target.is_sqlite:
            _set_sequence(new)
        for item, table in zip(carried, _tables(), strict=True):
            found = digest(new, table)
            if found != (item.rows, item.digest):
                raise StoreError(
                    f"{target.where}: table {item.table} differs after the copy "
                    f"({item.rows} rows went out, {found[0]} came in): nothing was "
                    "kept there, the source is as it was"
                )
    return carried


def digest(conn: Connection, table: Table) -> tuple[int, str]:
    """Return how many rows a table holds and a hash over them all."""
    rows, total = 0, 0
    for row in _stream(conn, table):
        rows += 1
        total += _row_hash(row)
    return rows, _hex(total)


def _carry(old: Connection, new: Connection, table: Table) -> Carried:
    rows, total = 0, 0
    batch: list[dict[str, Any]] = []
    for row in _stream(old, table):
        rows += 1
        total += _row_hash(row)
        batch.append(row)
        if len(batch) == _ROWS:
            new.execute(insert(table), batch)
            batch = []
    if batch:
        new.execute(insert(table), batch)
    return Carried(table.name, rows, _hex(total))


def _tables() -> list[Table]:
    """Return the tables in the order of their foreign keys, without the lock."""
    return [table for table in metadata.sorted_tables if table is not owner]


def _stream(conn: Connection, table: Table) -> Iterator[dict[str, Any]]:
    statement = select(table).execution_options(yield_per=_ROWS)
    for row in conn.execute(statement).mappings():
        yield dict(row)


def _row_hash(row: dict[str, Any]) -> int:
    encoded = msgspec.json.encode(list(row.values()), order="sorted")
    return int.from_bytes(hashlib.sha256(encoded).digest())


def _hex(total: int) -> str:
    """Fold a sum of hashes: the order of rows differs between databases."""
    return f"{total % 2**256:064x}"


def refuse_full(conn: Connection, where: str) -> None:
    """Raise UsageError when a store holds anything but what its ledger brought."""
    brought = removals.brought()
    for table in _tables():
        rows = select(func.count()).select_from(table)
        if table in brought:
            rows = rows.where(not_(brought[table]))
        if conn.execute(rows).scalar():
            raise UsageError(
                f"{where}: table {table.name} is not empty; name an empty database"
            )


def _make_room(conn: Connection) -> None:
    """Forget what a ledger brought into an empty store: it brings that again."""
    for table, rows in removals.brought().items():
        conn.execute(delete(table).where(rows))


def _set_sequence(conn: Connection) -> None:
    """Make PostgreSQL count on from the highest number that was carried."""
    highest = conn.execute(select(func.max(log.c.id))).scalar()
    if highest is not None:
        conn.execute(
            text("SELECT setval(pg_get_serial_sequence('log', 'id'), :highest)"),
            {"highest": highest},
        )
