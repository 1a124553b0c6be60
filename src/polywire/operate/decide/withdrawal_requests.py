"""Requests that an article goes: kept until the operator withdraws or answers."""

from dataclasses import asdict, dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from polywire.errors import UsageError
from polywire.store.ground import notes
from polywire.store.ground.database import Database
from polywire.store.keeping import journal
from polywire.store.wire import articles
from polywire.store.wire.articles import ArticleRow

_NOTE = "takedown-requests"


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks that an article goes."""

    url: str
    words: str
    """Who asks and why, as the operator notes it."""
    at: datetime


def note(db: Database, row: ArticleRow, words: str, now: datetime) -> None:
    """Note a request: the operator is told each day until it is decided."""
    with db.write() as conn:
        _put(conn, _kept(conn) | {row.id: Request(row.url, words, now)})
        about = {"article_id": row.id, "detail": {"words": words}}
        journal.note(conn, now, "takedown-request", level="alert", **about)


def answer(db: Database, row: ArticleRow, now: datetime) -> None:
    """Close a request without a withdrawal; raises UsageError when there is none."""
    with db.write() as conn:
        kept = _kept(conn)
        if kept.pop(row.id, None) is None:
            raise UsageError(f"nobody asked for the withdrawal of {row.url}")
        _put(conn, kept)
        journal.note(conn, now, "takedown-answered", article_id=row.id)


def pending(conn: Connection) -> dict[str, Request]:
    """Return the requests by the article's id; a withdrawal decides them."""
    found = {key: (articles.get(conn, key), one) for key, one in _kept(conn).items()}
    return {
        key: one
        for key, (row, one) in found.items()
        if row is not None and row.state != "withdrawn"
    }


def _kept(conn: Connection) -> dict[str, Request]:
    return msgspec.convert(notes.get(conn, _NOTE) or {}, dict[str, Request])


def _put(conn: Connection, kept: dict[str, Request]) -> None:
    rows = {key: msgspec.to_builtins(asdict(one)) for key, one in kept.items()}
    notes.put(conn, _NOTE, rows)
