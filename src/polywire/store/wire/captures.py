"""Captures: an index in the database of what the archive holds."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select

from polywire.article import Capture, text_hash
from polywire.errors import SourceError, StoreError
from polywire.store.ground import rows
from polywire.store.ground.dialect import add_missing
from polywire.store.ground.schema import capture as table

Place = tuple[str, int]
"""The file of the archive that holds a capture, and the offset in it."""


class Archive(Protocol):
    """Keeps what addresses gave; ``polywire.intake.captures.warc`` implements it."""

    def keep(self, slug: str, capture: Capture) -> Place:
        """Keep a capture of a source and return its place."""

    def body(self, place: Place) -> bytes:
        """Return the body of a capture; raises SourceError."""

    def forget(self, place: Place) -> None:
        """Forget a capture; one that is not there is fine."""

    def drop(self, file: str) -> None:
        """Delete a whole file; one that is not there is fine."""


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """One entry of the index: when which address gave which body."""

    id: str
    sha256: str
    url: str
    requested_url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    length: int
    file: str | None
    """The WARC file that holds it; None when nothing was kept."""
    offset: int | None
    source: str | None
    article_id: str | None


def capture_id(capture: Capture) -> str:
    """Return the id of one fetch: address, time and body."""
    when = capture.fetched_at.isoformat()
    return text_hash(f"{capture.requested_url}\n{when}\n{capture.sha256}")


def record(
    conn: Connection,
    capture: Capture,
    *,
    source: str | None = None,
    article_id: str | None = None,
    place: Place | None = None,
) -> str:
    """Add a capture to the index and return its id; twice is once.

    ``place`` is where the archive keeps it: it is kept there before this is called.
    """
    identity = capture_id(capture)
    row = {
        "id": identity,
        "sha256": capture.sha256,
        "url": capture.url,
        "requested_url": capture.requested_url,
        "fetched_at": capture.fetched_at,
        "status": capture.status,
        "headers": capture.headers,
        "length": len(capture.body),
        "file": place[0] if place else None,
        "offset": place[1] if place else None,
        "source": source,
        "article_id": article_id,
    }
    add_missing(conn, table, [row])
    return identity


def of_article(conn: Connection, article_id: str) -> list[CaptureRow]:
    """Return an article's captures, newest first."""
    statement = (
        select(table)
        .where(table.c.article_id == article_id)
        .order_by(table.c.fetched_at.desc(), table.c.id)
    )
    return rows.many(conn, statement, _row)


def load(row: CaptureRow, archive: Archive) -> Capture:
    """Return a capture with its body; raises StoreError when that is gone."""
    if row.file is None or row.offset is None:
        raise StoreError(f"{row.url}: its capture of {row.fetched_at} was not kept")
    try:
        body = archive.body((row.file, row.offset))
    except SourceError as error:
        raise StoreError(f"{error}; fetch the page again") from error
    if hashlib.sha256(body).hexdigest() != row.sha256:
        raise StoreError(
            f"{row.file}:{row.offset}: the capture is damaged; fetch the page again"
        )
    return Capture(
        url=row.url,
        requested_url=row.requested_url,
        fetched_at=row.fetched_at,
        status=row.status,
        headers=row.headers,
        body=body,
    )


def place_of(conn: Connection, article_id: str, sha256: str) -> Place | None:
    """Return where this very body of an article is kept already, or None."""
    is_mine = table.c.article_id == article_id
    return _place(conn, is_mine, table.c.sha256 == sha256, table.c.file.is_not(None))


def place_of_document(conn: Connection, source: str, sha256: str) -> Place | None:
    """Return where this very body of a source's feed is kept already, or None."""
    is_its_own = table.c.source == source
    return _place(conn, _is_document(), table.c.sha256 == sha256, is_its_own)


def _place(conn: Connection, *where: ColumnElement[bool]) -> Place | None:
    statement = select(table.c.file, table.c.offset).where(*where).limit(1)
    row = conn.execute(statement).one_or_none()
    return None if row is None else (row.file, row.offset)


def documents(
    conn: Connection, source: str, *, since: datetime | None = None
) -> list[CaptureRow]:
    """Return a source's kept documents (feeds, sitemaps), by time of fetch and id."""
    statement = (
        select(table)
        .where(_is_document(), table.c.source == source)
        .order_by(table.c.fetched_at, table.c.id)
    )
    if since is not None:
        statement = statement.where(table.c.fetched_at >= since)
    return rows.many(conn, statement, _row)


def documents_beside(conn: Connection, source: str, origin: str) -> list[CaptureRow]:
    """Return the kept documents of a source, and those from the same origin."""
    near = table.c.url.startswith(origin + "/", autoescape=True)
    statement = select(table).where(_is_document(), or_(table.c.source == source, near))
    return rows.many(conn, statement, _row)


def _is_document() -> ColumnElement[bool]:
    """Return the condition for a kept body that belongs to no single article."""
    return and_(table.c.article_id.is_(None), table.c.file.is_not(None))


def newest(
    conn: Connection, *, source: str | None = None, since: datetime | None = None
) -> list[CaptureRow]:
    """Return the newest kept capture of each article, by first fetch and id."""
    statement = (
        select(table)
        .where(table.c.article_id.is_not(None), table.c.file.is_not(None))
        .order_by(table.c.fetched_at, table.c.id)
    )
    if source is not None:
        statement = statement.where(table.c.source == source)
    if since is not None:
        statement = statement.where(table.c.fetched_at >= since)
    latest = {row.article_id: row for row in rows.many(conn, statement, _row)}
    return list(latest.values())


def forget(conn: Connection, identities: list[str]) -> list[Place]:
    """Drop entries of the index; return the places that nothing names any more."""
    chosen = table.c.id.in_(identities)
    places = _places(conn, chosen)
    conn.execute(delete(table).where(chosen))
    files = sorted({file for file, _ in places})
    return sorted(places - _places(conn, table.c.file.in_(files)))


def unnamed(conn: Connection, files: Iterable[str]) -> list[str]:
    """Return those of these files of which no capture is in the index."""
    known = set(files)
    named = select(table.c.file).where(table.c.file.in_(sorted(known))).distinct()
    return sorted(known - set(conn.execute(named).scalars()))


def _places(conn: Connection, condition: ColumnElement[bool]) -> set[Place]:
    statement = select(table.c.file, table.c.offset).where(
        condition, table.c.file.is_not(None)
    )
    return {(row.file, row.offset) for row in conn.execute(statement)}


def _row(headers: list[list[str]], **row: Any) -> CaptureRow:
    return CaptureRow(headers=tuple((name, value) for name, value in headers), **row)
