"""Events that the operator should see: what was withheld, withdrawn, quarantined.

Does not replace the program's own log; holds no article text.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, select
from sqlalchemy import insert as plain_insert

from polywire.store.ground import rows
from polywire.store.ground.schema import log as table

Importance = Literal["info", "warning", "alert"]
OPERATOR = "operator"
"""Who decided, where nobody logged in: whoever has the command line."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened that the operator may want to know."""

    at: datetime
    event: str
    """A word with dashes, such as ``source-quarantined``."""
    level: Importance = "info"
    source: str | None = None
    article_id: str | None = None
    language: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def add(conn: Connection, event: Event) -> None:
    """Keep an event."""
    conn.execute(plain_insert(table).values(**rows.values(event)))


def note(conn: Connection, at: datetime, event: str, **about: Any) -> None:
    """Keep an event with what an ``Event`` says of it."""
    add(conn, Event(at, event, **about))


def recent(
    conn: Connection,
    limit: int = 100,
    *,
    level: Importance | None = None,
    events: Collection[str] = (),
    since: datetime | None = None,
) -> list[Event]:
    """Return events, the newest first; of some kinds, or of all."""
    columns = rows.columns(table, Event)
    statement = select(*columns).order_by(table.c.id.desc()).limit(limit)
    if level is not None:
        statement = statement.where(table.c.level == level)
    if events:
        statement = statement.where(table.c.event.in_(events))
    if since is not None:
        statement = statement.where(table.c.at >= since)
    return rows.many(conn, statement, Event)


def prune(conn: Connection, before: datetime) -> int:
    """Forget events from before a time; return how many."""
    return conn.execute(delete(table).where(table.c.at < before)).rowcount
