"""The board and its sums, for ``status``: what stands where, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from polywire.article import Level, State
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
            cell.c.article_id,
            article.c.url.label("article"),
            cell.c.source,
            cell.c.language,
            cell.c.state,
            cell.c.level,
            cell.c.reason,
            cell.c.url,
            cell.c.version,
            cell.c.sentences,
            cell.c.originals,
            cell.c.grade,
            cell.c.wanted.is_not(None).label("waits"),
            cell.c.updated_at,
        )
        .join(article, article.c.id == cell.c.article_id)
        .order_by(cell.c.sort_at.desc(), cell.c.article_id, cell.c.language)
        .limit(limit)
    )
    if language is not None:
        statement = statement.where(cell.c.language == language)
    if source is not None:
        statement = statement.where(cell.c.source == source)
    rows = []
    for row in conn.execute(statement).mappings():
        values = dict(row)
        values["state"] = State(values["state"])
        values["level"] = None if values["level"] is None else Level(values["level"])
        values["waits"] = bool(values["waits"])
        rows.append(BoardRow(**values))
    return rows


def counts(conn: Connection) -> Counts:
    """Return the sums of the board."""
    intake = dict(
        sorted(
            (row[0], int(row[1]))
            for row in conn.execute(
                select(article.c.state, func.count()).group_by(article.c.state)
            )
        )
    )
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
