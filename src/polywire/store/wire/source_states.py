"""What the wire remembers of its sources: validators, health, the next poll."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, update

from polywire.settings.operator_file import Source
from polywire.store.ground import notes, rows
from polywire.store.ground.dialect import upsert
from polywire.store.ground.schema import source as table

# The clock of a machine may be set back; a poll "in the future" by more than
# this is a wrong clock, and waiting for it would stop the source.
_CLOCK_SLACK = timedelta(minutes=5)
_PAUSED = "paused-source:"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as the store knows it."""

    slug: str
    url: str
    name: str
    kind: str
    active: bool
    """False when the operator took it out of polywire.toml."""
    etag: bytes | None
    last_modified: bytes | None
    body_hash: str | None
    last_polled: datetime | None
    next_poll_at: datetime
    last_success: datetime | None
    last_change: datetime | None
    failures: int
    """Failed polls in a row."""
    health: str
    last_error: str | None
    redirect_url: str | None
    redirect_count: int
    """Polls in a row that were sent on to ``redirect_url`` for good."""
    memo: Any
    """Whatever intake wants to remember of it."""
    paused_by: str | None = None
    """Who paused it; None where nobody did."""


@dataclass(frozen=True, slots=True)
class Poll:
    """The result of one poll of a source."""

    at: datetime
    next_poll_at: datetime
    health: str = "ok"
    error: str | None = None
    """None when it worked; validators are kept as they were otherwise."""
    etag: bytes | None = None
    last_modified: bytes | None = None
    body_hash: str | None = None
    changed: bool = False
    redirect_url: str | None = None
    memo: Any = None


def sync(conn: Connection, wanted: Sequence[Source], now: datetime) -> None:
    """Make the table say what polywire.toml says; a new address starts afresh."""
    known = {row.slug: row for row in listed(conn)}
    for source in wanted:
        row = {
            "slug": source.slug,
            "url": source.url,
            "name": source.name or source.slug,
            "kind": source.kind,
            "active": True,
        }
        old = known.get(source.slug)
        if old is None:
            upsert(conn, table, row | {"next_poll_at": now})
        elif old.url != source.url:
            upsert(conn, table, row | _FRESH | {"next_poll_at": now})
        elif (old.name, old.kind, old.active) != (row["name"], source.kind, True):
            upsert(conn, table, row | {"next_poll_at": old.next_poll_at})
    active = {slug for slug, row in known.items() if row.active}
    gone = active - {source.slug for source in wanted}
    if gone:
        conn.execute(update(table).where(table.c.slug.in_(gone)).values(active=False))


_FRESH: dict[str, Any] = {
    "etag": None,
    "last_modified": None,
    "body_hash": None,
    "failures": 0,
    "health": "new",
    "last_error": None,
    "redirect_url": None,
    "redirect_count": 0,
    "memo": None,
}


def due(conn: Connection, now: datetime, limit: int = 1000) -> list[SourceRow]:
    """Return the active sources whose next poll has come, longest waiting first.

    Without those that people paused.
    """
    statement = (
        select(table)
        .where(
            table.c.active,
            table.c.slug.not_in(_paused(conn)),
            or_(table.c.next_poll_at <= now, table.c.last_polled > now + _CLOCK_SLACK),
        )
        .order_by(table.c.next_poll_at, table.c.slug)
        .limit(limit)
    )
    return rows.many(conn, statement, SourceRow)


def get(conn: Connection, slug: str) -> SourceRow | None:
    """Return one source."""
    found = rows.one(conn, select(table).where(table.c.slug == slug), SourceRow)
    return found and replace(found, paused_by=_paused(conn).get(slug))


def listed(conn: Connection) -> list[SourceRow]:
    """Return every source that was ever named, by slug."""
    every = rows.many(conn, select(table).order_by(table.c.slug), SourceRow)
    paused = _paused(conn)
    return [replace(row, paused_by=paused.get(row.slug)) for row in every]


def record_poll(conn: Connection, slug: str, poll: Poll) -> None:
    """Keep what a poll said."""
    values: dict[str, Any] = {
        "last_polled": poll.at,
        "next_poll_at": poll.next_poll_at,
        "health": poll.health,
        "last_error": poll.error,
    }
    if poll.memo is not None:
        values["memo"] = poll.memo
    if poll.error is None:
        values |= {"failures": 0, "last_success": poll.at} | _validators(poll)
        values |= _redirects(get(conn, slug), poll.redirect_url)
    else:
        values["failures"] = table.c.failures + 1
    _set(conn, slug, **values)


def put_off(conn: Connection, slug: str, at: datetime, why: str, memo: Any) -> None:
    """Note that a poll came to nothing by our own fault: it does not count."""
    _set(conn, slug, next_poll_at=at, health=why, memo=memo)


def poll_now(conn: Connection, slug: str, now: datetime) -> None:
    """Make a source due at once and forget its validators."""
    _set(conn, slug, next_poll_at=now, etag=None, last_modified=None, body_hash=None)


def pause(conn: Connection, slug: str, by: str) -> None:
    """Ask a source no more until somebody resumes it."""
    notes.put(conn, _PAUSED + slug, by)


def resume(conn: Connection, slug: str, now: datetime) -> None:
    """Make a source due at once, a paused one too."""
    notes.drop(conn, _PAUSED + slug)
    poll_now(conn, slug, now)


def _paused(conn: Connection) -> dict[str, str]:
    return notes.under(conn, _PAUSED)


def hurry(conn: Connection, slug: str, now: datetime) -> None:
    """Make a source due at once, as a hub's ping does; its validators stay."""
    _set(conn, slug, next_poll_at=now)


def _validators(poll: Poll) -> dict[str, Any]:
    values: dict[str, Any] = {
        "etag": poll.etag,
        "last_modified": poll.last_modified,
        "body_hash": poll.body_hash,
    }
    return values | ({"last_change": poll.at} if poll.changed else {})


def _redirects(old: SourceRow | None, url: str | None) -> dict[str, Any]:
    """Count how often in a row a source was moved to the same address."""
    again = old is not None and url is not None and old.redirect_url == url
    count = old.redirect_count + 1 if old is not None and again else int(bool(url))
    return {"redirect_url": url, "redirect_count": count}


def _set(conn: Connection, slug: str, **values: Any) -> None:
    conn.execute(update(table).where(table.c.slug == slug).values(**values))
