"""The board and its sums, for ``status``: what stands where, and why."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from polywire.article import Level, State
from polywire.store.ground import rows
from polywire.store.ground.schema import article, cell


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One cell as the operator sees it."""

    article_id: str
    article: str
    """The article's address."""
    source: str
    language: str
    state: State
    level: Level | None
    reason: str | None
    url: str | None
    version: int
    sentences: int
    originals: int
    """Translated sentences, and those of them that are shown in the original."""
    grade: str | None
    waits: bool
    """True while a newer revision than the one shown is being worked on."""
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums over the whole store; cheap at any size thanks to their indexes."""

    articles: int
    intake: dict[str, int]
    """Articles by state of intake."""
    cells: dict[str, dict[str, int]]
    """Language -> state -> how many cells."""
    waiting: int
    """Cells with a wanted revision."""
    unemitted: int
    """Cells whose files are behind the store."""


def board(
    conn: Connection,
    limit: int | None = None,
    *,
    language: str | None = None,
    source: str | None = None,
) -> list[BoardRow]:
    """Return the cells, the newest article first, in a fixed order."""
    statement = (
        select(
            article.c.url.label("article"),
            cell.c.wanted.is_not(None).label("waits"),
            *(cell.c[field.name] for field in fields(BoardRow) if field.name in cell.c),
        )
        .join(article, article.c.id == cell.c.article_id)
        .order_by(cell.c.sort_at.desc(), cell.c.article_id, cell.c.language)
        .limit(limit)
    )
    if language is not None:
        statement = statement.where(cell.c.language == language)
    if source is not None:
        statement = statement.where(cell.c.source == source)
    return rows.many(conn, statement, _row)


def _row(state: str, level: str | None, **row: Any) -> BoardRow:
    return BoardRow(state=State(state), level=Level(level) if level else None, **row)


def counts(conn: Connection) -> Counts:
    """Return the sums of the board."""
    by_intake = select(article.c.state, func.count()).group_by(article.c.state)
    intake = dict(sorted(map(tuple, conn.execute(by_intake))))
    cells: dict[str, dict[str, int]] = {}
    by_state = select(cell.c.language, cell.c.state, func.count()).group_by(
        cell.c.state, cell.c.language
    )
    for language, state, number in sorted(map(tuple, conn.execute(by_state))):
        cells.setdefault(language, {})[state] = int(number)
    return Counts(
        articles=sum(intake.values()),
        intake=intake,
        cells=cells,
        waiting=_count(conn, cell.c.wanted.is_not(None)),
        unemitted=_count(conn, cell.c.emitted != cell.c.serial),
    )


def without_cells(
    conn: Connection, limit: int | None = None
) -> list[tuple[str, str, str, str | None]]:
    """Return (id, address, state, reason) of articles that have no cell yet."""
    statement = (
        select(article.c.id, article.c.url, article.c.state, article.c.reason)
        .outerjoin(cell, cell.c.article_id == article.c.id)
        .where(cell.c.article_id.is_(None))
        .order_by(article.c.first_seen.desc(), article.c.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2], row[3]) for row in conn.execute(statement)]


def _count(conn: Connection, condition: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(cell).where(condition)
    return int(conn.execute(statement).scalar_one())


@dataclass(frozen=True, slots=True)
class Settled:
    """A cell that is done: it has an edition, or was withheld."""

    article_id: str
    language: str
    source: str


def settled_since(
    conn: Connection, since: datetime, language: str | None = None
) -> list[Settled]:
    """Return what is done of articles since a time, the newest article first.

    Cells that wait for work already are left out.
    """
    statement = (
        select(cell.c.article_id, cell.c.language, cell.c.source)
        .where(
            cell.c.sort_at >= since,
            or_(cell.c.shown, cell.c.state == State.WITHHELD),
            cell.c.revision.is_not(None),
            cell.c.wanted.is_(None),
        )
        .order_by(cell.c.sort_at.desc(), cell.c.article_id, cell.c.language)
    )
    if language is not None:
        statement = statement.where(cell.c.language == language)
    return [Settled(*row) for row in conn.execute(statement)]
