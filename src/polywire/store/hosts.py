"""The shared ledger of hosts: who may be asked when, and their robots.txt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, case, select

from polywire.store.dialect import insert, upsert
from polywire.store.schema import host as table

# A slot further away than this was booked by a clock that has been set back since;
# a Retry-After is believed up to seven days.
_LONGEST_WAIT = timedelta(days=1)
_LONGEST_HOLD = timedelta(days=8)


def claim(conn: Connection, host: str, now: datetime, gap: float) -> datetime:
    """Book the next free slot of a host and return when it is.

    One statement, so that any number of machines share one pace.
    """
    start = now.timestamp()
    statement = insert(conn, table).values(
        host=host, next_allowed=start + gap, retry_after=0.0
    )
    furthest = start + _LONGEST_WAIT.total_seconds()
    longest = start + _LONGEST_HOLD.total_seconds()
    booked = case(
        (table.c.next_allowed <= start, start),
        (table.c.next_allowed > furthest, start),
        else_=table.c.next_allowed,
    )
    asked = case((table.c.retry_after > longest, start), else_=table.c.retry_after)
    slot = case((asked > booked, asked), else_=booked)
    found = conn.execute(
        statement.on_conflict_do_update(
            index_elements=["host"], set_={"next_allowed": slot + gap}
        ).returning(table.c.next_allowed)
    ).scalar_one()
    return datetime.fromtimestamp(round(float(found) - gap, 6), UTC)


def wait_until(conn: Connection, host: str, until: datetime) -> None:
    """Keep a host's Retry-After: nothing is asked of it before."""
    upsert(
        conn,
        table,
        {"host": host, "retry_after": until.timestamp()},
        update=["retry_after"],
    )


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's robots.txt as it was last read."""

    body: bytes
    status: int
    fetched_at: datetime
    expires_at: datetime


def robots(conn: Connection, host: str) -> Robots | None:
    """Return the kept robots.txt of a host, stale or not."""
    row = conn.execute(
        select(
            table.c.robots,
            table.c.robots_status,
            table.c.robots_fetched_at,
            table.c.robots_expires_at,
        ).where(table.c.host == host)
    ).one_or_none()
    if row is None or row.robots_fetched_at is None:
        return None
    return Robots(bytes(row.robots), row[1], row[2], row[3])


def keep_robots(conn: Connection, host: str, kept: Robots) -> None:
    """Keep a host's robots.txt."""
    row = {
        "host": host,
        "robots": kept.body,
        "robots_status": kept.status,
        "robots_fetched_at": kept.fetched_at,
        "robots_expires_at": kept.expires_at,
    }
    upsert(conn, table, row)
