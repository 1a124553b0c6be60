"""Withdraw an article from every language, and undo it: by the source or the operator."""

from __future__ import annotations

from datetime import datetime

import structlog

from polywire.errors import UsageError
from polywire.net.urls import identity_key
from polywire.store import articles, captures, cells, purge, suppression
from polywire.store import log as journal
from polywire.store.articles import ArticleRow
from polywire.store.captures import Archive
from polywire.store.database import Database

log = structlog.get_logger()


def find(db: Database, wanted: str) -> ArticleRow:
    """Find an article by its id or address; raises UsageError."""
    key = identity_key(wanted) if "://" in wanted else wanted
    with db.read() as conn:
        row = articles.get(conn, wanted) or articles.by_key(conn, key)
    if row is None:
        message = (
            f"no article {wanted!r} here: 'polywire status --json' lists ids and "
            "addresses"
        )
        raise UsageError(message)
    return row


def withdraw(
    db: Database, archive: Archive, identity: str, *, reason: str, now: datetime
) -> list[str]:
    """Take an article down in every language and purge all that was made of it.

    Its address stays as a notice. Returns the languages that showed it. The next
    publication writes the notices, tombstones and lists.
    """
    with db.write() as conn:
        kept = captures.of_article(conn, identity)
        languages = cells.withdraw(conn, identity, reason, now)
        places = captures.forget(conn, [row.id for row in kept])
        purge.purge(conn, identity)
        journal.add(
            conn,
            journal.Event(
                at=now,
                event="withdrawn",
                article_id=identity,
                detail={"reason": reason},
            ),
        )
    for place in places:
        archive.forget(place)
    log.warning("withdrawn", article=identity, reason=reason)
    return languages


def suppress(
    db: Database, archive: Archive, row: ArticleRow, *, reason: str, now: datetime
) -> list[str]:
    """Withdraw on the operator's word: the article stays away for good."""
    ban = suppression.Suppression("article", row.id, reason, "operator", now)
    with db.write() as conn:
        suppression.add(conn, ban)
    return withdraw(db, archive, row.id, reason=reason, now=now)


def restore(db: Database, row: ArticleRow, *, now: datetime) -> None:
    """Undo a withdrawal: the page is fetched, checked and published afresh."""
    if row.state != "withdrawn":
        message = f"{row.url} is not withdrawn: nothing to restore"
        raise UsageError(message)
    with db.write() as conn:
        suppression.lift(conn, "article", row.id)
        articles.restore(conn, row.id)
        cells.restore(conn, row.id, now)
        journal.add(conn, journal.Event(at=now, event="restored", article_id=row.id))
