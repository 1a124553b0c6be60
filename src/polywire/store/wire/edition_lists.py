"""What readers browse: editions by language, newest first, in a fixed order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, text, true

from polywire.article import Edition
from polywire.store.ground import rows
from polywire.store.ground.schema import cell as table
from polywire.store.ground.schema import correction


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which editions are asked for."""

    language: str
    section: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A withdrawn cell: where readers came to see it, and why it is gone."""

    article_id: str
    language: str
    url: str | None
    source: str
    reason: str
    at: datetime


def edition(conn: Connection, article_id: str, language: str) -> Edition | None:
    """Return the edition that readers may see; None when none is shown."""
    statement = _on(Shelf(language), select(table.c.edition))
    return rows.noun(conn, statement.where(table.c.article_id == article_id), Edition)


def articles(conn: Connection, after: str, limit: int = 500) -> list[str]:
    """Return ids of articles that were ever settled, from the one after an id on."""
    statement = (
        select(table.c.article_id)
        .where(table.c.article_id > after, table.c.serial > 0)
        .distinct()
        .order_by(table.c.article_id)
        .limit(limit)
    )
    return list(conn.execute(statement).scalars())


def latest(
    conn: Connection, shelf: Shelf, limit: int = 50, offset: int = 0
) -> list[Edition]:
    """Return a shelf's editions, newest first."""
    statement = (
        _on(shelf, select(table.c.edition))
        .order_by(table.c.sort_at.desc(), table.c.article_id.desc())
        .limit(limit)
        .offset(offset)
    )
    return rows.nouns(conn, statement, Edition)


def day(
    conn: Connection, language: str, start: datetime, end: datetime
) -> list[Edition]:
    """Return the editions of articles published in [start, end), newest first."""
    statement = (
        _on(Shelf(language), select(table.c.edition))
        .where(table.c.sort_at >= start, table.c.sort_at < end)
        .order_by(table.c.sort_at.desc(), table.c.article_id.desc())
    )
    return rows.nouns(conn, statement, Edition)


def corrected(conn: Connection, language: str, limit: int = 50) -> list[Edition]:
    """Return shown editions that carry a note, the last corrected first."""
    last = (
        select(correction.c.article_id, func.max(correction.c.at).label("at"))
        .where(correction.c.language == language)
        .group_by(correction.c.article_id)
        .subquery()
    )
    statement = (
        _on(Shelf(language), select(table.c.edition))
        .join(last, last.c.article_id == table.c.article_id)
        .order_by(last.c.at.desc(), table.c.article_id.desc())
        .limit(limit)
    )
    return rows.nouns(conn, statement, Edition)


def sections(conn: Connection, language: str) -> list[tuple[str, int]]:
    """Return the sections shown in a language with how many editions each has."""
    statement = (
        _on(Shelf(language), select(table.c.section, func.count()))
        .where(table.c.section.is_not(None))
        .group_by(table.c.section)
        .order_by(table.c.section)
    )
    found = [(row[0], int(row[1])) for row in conn.execute(statement)]
    return sorted(found)  # each database sorts text by its own rules


def withdrawn(
    conn: Connection, language: str | None = None, limit: int = 1000
) -> list[Tombstone]:
    """Return withdrawn cells that had an address, the last withdrawn first."""
    statement = (
        select(
            table.c.article_id,
            table.c.language,
            table.c.url,
            table.c.source,
            table.c.reason,
            table.c.updated_at.label("at"),
        )
        # written out: an index over these rows alone serves no value that comes later
        .where(text("state = 'withdrawn'"), table.c.url.is_not(None))
        .order_by(table.c.updated_at.desc(), table.c.article_id, table.c.language)
        .limit(limit)
    )
    if language is not None:
        statement = statement.where(table.c.language == language)
    return rows.many(conn, statement, Tombstone)


def _on(shelf: Shelf, statement: Select[Any]) -> Select[Any]:
    statement = statement.where(
        table.c.shown == true(), table.c.language == shelf.language
    )
    if shelf.section is not None:
        statement = statement.where(table.c.section == shelf.section)
    if shelf.source is not None:
        statement = statement.where(table.c.source == shelf.source)
    return statement
