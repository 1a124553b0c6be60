"""How full the disk is, and what the store holds: for watermarks and ``doctor``."""

import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from polywire.errors import StoreError
from polywire.store.ground.schema import metadata

MEGABYTE = 1_000_000


class Room(StrEnum):
    """What may still be written."""

    ENOUGH = "enough"
    LOW = "low"
    """Prune now, by the sooner policy."""
    FULL = "full"
    """Take nothing in; finish and publish what is there."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Below which free space a disk is low or full: share of it and bytes.

    A mark is passed when both are: 5 % of a large disk is room enough.
    """

    low_share: float = 0.10
    low_bytes: int = 2000 * MEGABYTE
    full_share: float = 0.05
    full_bytes: int = 500 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk that holds a folder."""

    free: int
    total: int
    room: Room


def disk(folder: Path, marks: Marks | None = None) -> Disk:
    """Look at the disk of a folder; raises StoreError when it is gone."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be looked at ({error})") from error
    return Disk(usage.free, usage.total, room(usage.free, usage.total, marks))


def room(free: int, total: int, marks: Marks | None = None) -> Room:
    """Say what so much free space allows."""
    at = marks or Marks()
    if free < at.full_bytes and free < at.full_share * total:
        return Room.FULL
    if free < at.low_bytes and free < at.low_share * total:
        return Room.LOW
    return Room.ENOUGH


@dataclass(frozen=True, slots=True)
class TableSize:
    """What one table takes, with its indexes."""

    table: str
    rows: int
    bytes: int | None
    """None where the database cannot say."""


def sizes(conn: Connection) -> list[TableSize]:
    """Return what each table holds, the largest first."""
    taken = _sqlite(conn) if conn.dialect.name == "sqlite" else _postgresql(conn)
    found = [
        TableSize(
            table.name,
            int(conn.execute(select(func.count()).select_from(table)).scalar_one()),
            taken.get(table.name),
        )
        for table in metadata.sorted_tables
    ]
    return sorted(found, key=lambda size: (-(size.bytes or 0), size.table))


def _sqlite(conn: Connection) -> dict[str, int]:
    listed = conn.execute(
        text("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'")
    ).scalar()
    if listed is None:
        return {}
    rows = conn.execute(
        text(
            "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat AS s"
            " JOIN sqlite_master AS m ON m.name = s.name GROUP BY m.tbl_name"
        )
    )
    return {row[0]: int(row[1]) for row in rows}


def _postgresql(conn: Connection) -> dict[str, int]:
    rows = conn.execute(
        text(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
        )
    )
    return {row[0]: int(row[1]) for row in rows}
