"""The shared ledger of hosts: who may be asked when, and their robots.txt."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, case, select

from polywire.store.ground import rows
from polywire.store.ground.dialect import insert, upsert
from polywire.store.ground.schema import host as table

# A slot further away than this was booked by a clock that has been set back since;
# a Retry-After is believed up to seven days.
_LONGEST_WAIT = timedelta(days=1)
_LONGEST_HOLD = timedelta(days=8)
_EVER = timedelta(days=3650).total_seconds()


def claim(
    conn: Connection, host: str, now: datetime, gap: float, patience: float = math.inf
) -> datetime:
    """Book the next free slot of a host and return when it is.

    Books nothing when that is more than ``patience`` seconds away. One statement
    books, so that any number of machines share one pace.
    """
    start = now.timestamp()
    statement = insert(conn, table).values(
        host=host, next_allowed=start + gap, retry_after=0.0
    )
    slot = _slot(start)
    found = conn.execute(
        statement.on_conflict_do_update(
            index_elements=["host"],
            set_={"next_allowed": slot + gap},
            where=slot <= start + min(patience, _EVER),
        ).returning(table.c.next_allowed)
    ).scalar()
    if found is None:
        far = select(_slot(start)).where(table.c.host == host)
        found = float(conn.execute(far).scalar_one()) + gap
    return datetime.fromtimestamp(round(float(found) - gap, 6), UTC)


def _slot(start: float) -> ColumnElement[float]:
    """Return the next free moment of a row's host, seen from a time."""
    furthest = start + _LONGEST_WAIT.total_seconds()
    longest = start + _LONGEST_HOLD.total_seconds()
    booked = case(
        (table.c.next_allowed <= start, start),
        (table.c.next_allowed > furthest, start),
        else_=table.c.next_allowed,
    )
    asked = case((table.c.retry_after > longest, start), else_=table.c.retry_after)
    return case((asked > booked, asked), else_=booked)


def wait_until(conn: Connection, host: str, until: datetime) -> None:
    """Keep a host's Retry-After: nothing is asked of it before.

    A later hold stays, unless only a wrong clock can have set it.
    """
    moment = until.timestamp()
    longest = moment + _LONGEST_HOLD.total_seconds()
    later = table.c.retry_after.between(moment, longest)
    statement = insert(conn, table).values(host=host, retry_after=moment)
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["host"],
            set_={"retry_after": case((later, table.c.retry_after), else_=moment)},
        )
    )


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's robots.txt as it was last read."""

    body: bytes
    status: int
    fetched_at: datetime
    expires_at: datetime


_ROBOTS = ("robots", "robots_status", "robots_fetched_at", "robots_expires_at")


def robots(conn: Connection, host: str) -> Robots | None:
    """Return the kept robots.txt of a host, stale or not."""
    statement = select(table).where(table.c.host == host)
    row = conn.execute(statement).mappings().one_or_none()
    if row is None or row["robots_fetched_at"] is None:
        return None
    return Robots(*(row[name] for name in _ROBOTS))


def keep_robots(conn: Connection, host: str, kept: Robots) -> None:
    """Keep a host's robots.txt."""
    row = dict(zip(_ROBOTS, rows.values(kept).values(), strict=True))
    upsert(conn, table, {"host": host} | row)
