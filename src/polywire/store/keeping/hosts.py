"""The shared ledger of hosts: who may be asked when, and what their files say.

The files are robots.txt and those in which a host states its terms (tdmrep.json, RSL).
"""

import math
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, case, select

from polywire.article import text_hash
from polywire.store.ground import rows
from polywire.store.ground.dialect import insert, upsert
from polywire.store.ground.schema import host as table
from polywire.store.ground.schema import site_file

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


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One file of a host, and what came of the last look at it."""

    url: str
    status: int
    """Of the last answer; 0 when the host gave none."""
    body: bytes | None
    """The last copy that was had; None when there is no such file."""
    asked_at: datetime
    changed_at: datetime
    """When this copy was first seen."""
    expires_at: datetime
    """Until when nobody asks again."""
    etag: bytes | None = None
    last_modified: bytes | None = None


def file(conn: Connection, url: str) -> SiteFile | None:
    """Return what is kept of a file, stale or not."""
    statement = select(*rows.columns(site_file, SiteFile))
    return rows.one(conn, statement.where(site_file.c.id == text_hash(url)), SiteFile)


def keep_file(conn: Connection, kept: SiteFile) -> None:
    """Keep what came of a look at a file."""
    upsert(conn, site_file, {"id": text_hash(kept.url), **asdict(kept)})
