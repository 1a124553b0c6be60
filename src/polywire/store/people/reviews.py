"""Review records: who has read which version of an edition and answers for it.

One for an edition at most. Does not judge whether it still fits the text.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from polywire.store.ground import rows
from polywire.store.ground.dialect import upsert
from polywire.store.ground.schema import cell
from polywire.store.ground.schema_people import review as table


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One person's review of one version of an edition."""

    article_id: str
    language: str
    version: int
    text: str
    """Hash of the text that was read."""
    reviewed_by: str
    responsible_entity: str
    reviewed_at: datetime
    filed_by: str
    """The user whose token filed it, or the command line."""


def put(conn: Connection, row: ReviewRow) -> None:
    """Keep a review in the place of an older one; its files are written again."""
    upsert(conn, table, asdict(row))
    _write_again(conn, row.article_id, row.language)


def get(conn: Connection, article_id: str, language: str) -> ReviewRow | None:
    """Return the review of an edition, of whatever version."""
    return rows.one(conn, select(table).where(*_is(article_id, language)), ReviewRow)


def everything(conn: Connection) -> list[ReviewRow]:
    """Return all reviews."""
    return rows.many(conn, select(table), ReviewRow)


def drop(conn: Connection, article_id: str, language: str) -> bool:
    """Forget a review; False when there was none."""
    gone = conn.execute(delete(table).where(*_is(article_id, language))).rowcount == 1
    if gone:
        _write_again(conn, article_id, language)
    return gone


def _is(article_id: str, language: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.article_id == article_id, table.c.language == language


def _write_again(conn: Connection, article_id: str, language: str) -> None:
    """Let the next publication write the edition's files and lists."""
    conn.execute(
        update(cell)
        .where(cell.c.article_id == article_id, cell.c.language == language)
        .values(serial=cell.c.serial + 1)
    )
