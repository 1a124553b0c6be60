"""Articles as they come in: feed entries, their state of intake, re-checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update
from sqlalchemy import insert as plain_insert

from polywire.article import FeedEntry, text_hash
from polywire.errors import StoreError
from polywire.store.ground import removals, rows
from polywire.store.ground.dialect import insert
from polywire.store.ground.schema import article as table

IntakeState = Literal[
    "to-fetch", "extracted", "held", "filtered", "failed", "not-allowed", "withdrawn"
]

NORMAL = 10
"""Priority of news as it comes; lower is first. Breaking is 0, backfill 100."""

_STANDS = table.c.state != "withdrawn"
_AFRESH: dict[str, Any] = {
    "state": "to-fetch",
    "reason": None,
    "attempts": 0,
    "next_attempt_at": None,
}


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A feed entry on its way into the store."""

    id: str
    """``article_id(url_key)``."""
    source: str
    url: str
    url_key: str
    entry: FeedEntry
    priority: int = NORMAL

    @property
    def entry_hash(self) -> str:
        """Hash of all that the entry says."""
        return text_hash(msgspec.json.encode(self.entry, order="sorted").decode())


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as intake knows it."""

    id: str
    source: str
    url: str
    url_key: str
    entry: FeedEntry
    entry_hash: str
    first_seen: datetime
    state: IntakeState
    reason: str | None
    attempts: int
    next_attempt_at: datetime | None
    priority: int
    current_revision: str | None
    etag: bytes | None
    last_modified: bytes | None
    recheck_at: datetime | None
    rechecks: int
    gone_since: datetime | None


def add_entry(
    conn: Connection, new: NewEntry, now: datetime
) -> Literal["new", "changed", "same"]:
    """Add a feed entry or note that it changed; a changed one is fetched again.

    The first source that brings an article owns it; a withdrawn article stays so.
    """
    statement = insert(conn, table).values(**_new_row(new, now))
    added = conn.execute(
        statement.on_conflict_do_nothing(index_elements=["id"]).returning(table.c.id)
    ).scalar()
    if added is not None:
        if not removals.are_gone(conn, "withdrawal", [new.id]):
            return "new"
        # withdrawn in a life of this store that was lost: it stays so
        conn.execute(delete(table).where(table.c.id == new.id))
        return "same"
    return _renew(conn, new)


def _new_row(new: NewEntry, now: datetime) -> dict[str, Any]:
    added = {"entry_hash": new.entry_hash, "first_seen": now, "state": "to-fetch"}
    return rows.values(new) | added


def _renew(conn: Connection, new: NewEntry) -> Literal["changed", "same"]:
    old = conn.execute(
        select(table.c.source, table.c.url_key, table.c.entry_hash).where(
            table.c.id == new.id
        )
    ).one()
    if old.url_key != new.url_key:
        raise StoreError(
            f"{new.url_key} and {old.url_key} have the same id {new.id}: "
            "the newer one is left out; please report this"
        )
    if old.source != new.source or old.entry_hash == new.entry_hash:
        return "same"
    is_new = _set(conn, new.id, _STANDS, **_said(new), **_AFRESH)
    return "changed" if is_new else "same"


def reread_entry(conn: Connection, new: NewEntry) -> bool:
    """Put another reading of an entry in its place; nothing is fetched for it.

    For its own source's entries only, and not where the article is withdrawn.
    Tells whether it differs from what was there.
    """
    is_own = table.c.source == new.source
    differs = table.c.entry_hash != new.entry_hash
    return _set(conn, new.id, is_own, differs, _STANDS, **_said(new))


def known(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the entry hashes of those of these articles that are known."""
    statement = select(table.c.id, table.c.entry_hash).where(table.c.id.in_(ids))
    return {row.id: row.entry_hash for row in conn.execute(statement)}


def to_fetch(
    conn: Connection,
    now: datetime,
    limit: int = 1000,
    *,
    since: int = 0,
    before: int = 1000,
) -> list[str]:
    """Return ids of articles whose page is wanted now, each source in its turn.

    The newest article of each source comes first, then the second one of each. Only
    those of a priority since one number and before another.
    """
    order = (table.c.first_seen.desc(), table.c.id)
    turn = func.row_number().over(
        partition_by=(table.c.priority, table.c.source), order_by=order
    )
    statement = (
        select(table.c.id)
        .where(
            table.c.state == "to-fetch",
            table.c.priority >= since,
            table.c.priority < before,
            or_(table.c.next_attempt_at.is_(None), table.c.next_attempt_at <= now),
        )
        .order_by(table.c.priority, turn, *order)
        .limit(limit)
    )
    return list(conn.execute(statement).scalars())


def get(conn: Connection, identity: str) -> ArticleRow | None:
    """Return one article."""
    return rows.one(conn, select(table).where(table.c.id == identity), _row)


def by_key(conn: Connection, url_key: str) -> ArticleRow | None:
    """Return the article of an address, by its identity key."""
    return rows.one(conn, select(table).where(table.c.url_key == url_key), _row)


def restore(conn: Connection, identity: str) -> None:
    """Put a withdrawn article back to the start of the wire."""
    conn.execute(
        update(table)
        .where(table.c.id == identity, table.c.state == "withdrawn")
        .values(state="to-fetch", reason=None, attempts=0, gone_since=None)
    )


def adopt(conn: Connection, new: NewEntry) -> bool:
    """Give an article that no page was fetched of yet to another source.

    For a source that the operator names before the one that brought it: which
    of two feeds answers first must not decide whose rules hold.
    """
    waits = table.c.state == "to-fetch"
    is_unread = table.c.current_revision.is_(None)
    return _set(conn, new.id, waits, is_unread, source=new.source, **_said(new))


def listed(conn: Connection, *, state: IntakeState | None = None) -> list[ArticleRow]:
    """Return articles by first sight and id, all or those of a state."""
    statement = select(table).order_by(table.c.first_seen, table.c.id)
    if state is not None:
        statement = statement.where(table.c.state == state)
    return rows.many(conn, statement, _row)


def set_state(
    conn: Connection, identity: str, state: IntakeState, reason: str | None = None
) -> None:
    """Say where an article stands in intake, and why."""
    _set(conn, identity, state=state, reason=reason, next_attempt_at=None)


def retry_later(conn: Connection, identity: str, at: datetime, reason: str) -> int:
    """Note a failed attempt and when to try again; return how many."""
    attempts = conn.execute(
        update(table)
        .where(table.c.id == identity)
        .values(attempts=table.c.attempts + 1, next_attempt_at=at, reason=reason)
        .returning(table.c.attempts)
    ).scalar_one()
    return int(attempts)


def look_later(conn: Connection, identity: str, at: datetime) -> None:
    """Note a failed look at a page that is known, and when to look again."""
    _set(conn, identity, attempts=table.c.attempts + 1, recheck_at=at)


def wait_until(conn: Connection, identity: str, at: datetime, reason: str) -> None:
    """Note that a page is to be fetched no sooner, by no fault of anybody."""
    _set(conn, identity, next_attempt_at=at, reason=reason)


def nothing_new(conn: Connection, identity: str) -> None:
    """Note that a page is as it was read last: nothing of it waits or was given up."""
    is_followed = table.c.state.in_(("to-fetch", "extracted"))
    _set(conn, identity, is_followed, **_AFRESH | {"state": "extracted"})


def fetch_again(conn: Connection, identity: str) -> None:
    """Put an article back to the start of the wire, unless it is withdrawn."""
    _set(conn, identity, _STANDS, **_AFRESH)


def set_validators(
    conn: Connection, identity: str, *, etag: bytes | None, last_modified: bytes | None
) -> None:
    """Keep what the page's server gave for conditional requests, as it was sent."""
    _set(conn, identity, etag=etag, last_modified=last_modified)


def due_rechecks(conn: Connection, now: datetime, limit: int = 1000) -> list[str]:
    """Return ids of articles whose page is to be looked at again, oldest due first."""
    statement = (
        select(table.c.id)
        .where(
            table.c.recheck_at <= now,
            # Not IN the others: SQLite would walk the index of all states.
            table.c.state.not_in(("to-fetch", "filtered", "failed", "withdrawn")),
        )
        .order_by(table.c.recheck_at, table.c.id)
        .limit(limit)
    )
    return list(conn.execute(statement).scalars())


def schedule_recheck(
    conn: Connection, identity: str, at: datetime | None, rechecks: int
) -> None:
    """Say when to look again (None: never) and how many looks there were."""
    _set(conn, identity, recheck_at=at, rechecks=rechecks)


def set_gone(conn: Connection, identity: str, since: datetime | None) -> None:
    """Note since when the page has been gone; None when it is back."""
    _set(conn, identity, gone_since=since)


def gone_share(conn: Connection, source: str) -> tuple[int, int]:
    """Return (pages gone, pages followed) of a source, for the breaker."""
    row = conn.execute(
        select(func.count(table.c.gone_since), func.count()).where(
            table.c.source == source, table.c.state.in_(("extracted", "held"))
        )
    ).one()
    return int(row[0]), int(row[1])


def with_reason(conn: Connection, reason: str) -> dict[str, int]:
    """Return how many articles that are still followed have a reason, by source."""
    statement = (
        select(table.c.source, func.count())
        .where(
            table.c.recheck_at.is_not(None),
            table.c.state == "extracted",
            table.c.reason == reason,
        )
        .group_by(table.c.source)
    )
    return {slug: int(count) for slug, count in conn.execute(statement)}


def ids_with_reason(
    conn: Connection, source: str, reason: str, limit: int
) -> list[str]:
    """Return the newest articles of a source that are followed and have a reason."""
    statement = (
        select(table.c.id)
        .where(
            table.c.recheck_at.is_not(None),
            table.c.state == "extracted",
            table.c.source == source,
            table.c.reason == reason,
        )
        .order_by(table.c.first_seen.desc(), table.c.id)
        .limit(limit)
    )
    return list(conn.execute(statement).scalars())


def set_current(conn: Connection, identity: str, revision: str) -> bool:
    """Make a revision the current one; True when another was current before."""
    is_other = table.c.current_revision.is_distinct_from(revision)
    return _set(conn, identity, _STANDS, is_other, current_revision=revision)


def set_extracted(conn: Connection, identity: str) -> None:
    """Note that an article was read, unless it is withdrawn."""
    _set(conn, identity, _STANDS, **_AFRESH | {"state": "extracted"})


def _set(
    conn: Connection, identity: str, *where: ColumnElement[bool], **new: Any
) -> bool:
    """Change an article of which all this holds; tell whether it does."""
    statement = update(table).where(table.c.id == identity, *where).values(**new)
    return conn.execute(statement).rowcount == 1


def _said(new: NewEntry) -> dict[str, Any]:
    return {"url": new.url, "entry": new.entry, "entry_hash": new.entry_hash}


def _row(entry: Any, **row: Any) -> ArticleRow:
    return ArticleRow(entry=msgspec.convert(entry, FeedEntry), **row)


def add_archived(conn: Connection, new: Sequence[NewEntry], now: datetime) -> int:
    """Add entries of an archive that are not known yet; return how many."""
    ids = [entry.id for entry in new]
    seen = known(conn, ids).keys() | removals.are_gone(conn, "withdrawal", ids)
    fresh = {entry.id: entry for entry in new if entry.id not in seen}
    if fresh:
        added = [_new_row(entry, now) for entry in fresh.values()]
        conn.execute(plain_insert(table), added)
    return len(fresh)
