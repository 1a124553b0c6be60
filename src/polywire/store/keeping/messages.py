"""Messages to other programs: what waits, what was sent, what was given up."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, select, update

from polywire.store.ground import rows
from polywire.store.ground.dialect import add_missing, upsert
from polywire.store.ground.schema import message as table


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one place; it holds no text of an article."""

    id: str
    kind: Literal["ping", "webhook"]
    target: str
    """The address of a hub, or the name of a webhook."""
    subject: str
    """The path of a feed, or what happened to an article."""
    at: datetime
    article_id: str | None = None
    language: str | None = None
    version: int | None = None
    digest: str | None = None
    """Of the feed that a ping tells of."""
    state: str = "waiting"
    attempts: int = 0
    next_attempt_at: datetime | None = None
    sent_at: datetime | None = None
    error: str | None = None


def add(conn: Connection, messages: Sequence[Message]) -> None:
    """Keep messages that are to be sent; one that is known already is not sent again."""
    add_missing(conn, table, [asdict(one) for one in messages])


def put(conn: Connection, one: Message) -> None:
    """Keep a message in the place of its older self."""
    upsert(conn, table, asdict(one))


def due(conn: Connection, now: datetime, limit: int = 200) -> list[Message]:
    """Return what is to be sent now, the oldest first."""
    statement = (
        select(table)
        .where(table.c.state == "waiting", table.c.next_attempt_at <= now)
        .order_by(table.c.next_attempt_at, table.c.at, table.c.id)
        .limit(limit)
    )
    return rows.many(conn, statement, Message)


def pings(conn: Connection, target: str) -> dict[str, Message]:
    """Return the last ping of each feed at a hub, by path."""
    statement = select(table).where(table.c.kind == "ping", table.c.target == target)
    return {one.subject: one for one in rows.many(conn, statement, Message)}


def mark_sent(conn: Connection, one: Message, now: datetime) -> None:
    """Note that a message arrived; a feed that changed meanwhile stays waiting."""
    _tried(conn, one, state="sent", next_attempt_at=None, sent_at=now, error=None)


def mark_failed(
    conn: Connection, one: Message, error: str, again: datetime | None
) -> None:
    """Note that a message did not arrive, and when to try again; None gives it up."""
    state = "waiting" if again else "dead"
    _tried(conn, one, state=state, next_attempt_at=again, error=error)


def _tried(conn: Connection, one: Message, **values: Any) -> None:
    conn.execute(
        update(table)
        .where(table.c.id == one.id, table.c.digest.is_not_distinct_from(one.digest))
        .values(attempts=one.attempts + 1, **values)
    )


def counts(conn: Connection) -> dict[tuple[str, str, str], int]:
    """Return how many messages there are by kind, target and state."""
    key = (table.c.kind, table.c.target, table.c.state)
    found = conn.execute(select(*key, func.count()).group_by(*key))
    return {(row[0], row[1], row[2]): row[3] for row in found}


def dead(conn: Connection, limit: int = 100) -> list[Message]:
    """Return what was given up, the newest first."""
    statement = (
        select(table)
        .where(table.c.state == "dead")
        .order_by(table.c.at.desc(), table.c.id)
        .limit(limit)
    )
    return rows.many(conn, statement, Message)


def revive(conn: Connection, now: datetime, target: str | None = None) -> int:
    """Try again what was given up, all or of one target; return how many."""
    statement = update(table).where(table.c.state == "dead")
    if target is not None:
        statement = statement.where(table.c.target == target)
    values = {"state": "waiting", "attempts": 0, "next_attempt_at": now}
    return conn.execute(statement.values(**values)).rowcount


def prune(conn: Connection, before: datetime) -> int:
    """Forget webhooks that are over since a time; return how many."""
    statement = delete(table).where(
        table.c.kind == "webhook", table.c.state != "waiting", table.c.at < before
    )
    return conn.execute(statement).rowcount
