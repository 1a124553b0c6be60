"""The board: its sums, and its cells as somebody looks for them.

Decodes no edition: a page of a list costs alike at any size of the store.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    and_,
    false,
    func,
    or_,
    select,
    tuple_,
)

from polywire.article import Grade, Level, State, article_id
from polywire.language.text import search_terms
from polywire.net.urls import identity_key
from polywire.store.ground import rows
from polywire.store.ground.schema import article, cell, correction
from polywire.store.wire import search


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


Mark = Literal["corrected", "doubt"]
_FOUND = 2_000
"""Articles that words find, the newest: nobody reads on behind them."""
_IDENTITY = re.compile(r"(?:^|/)([0-9a-f]{12})(?=/|$)")
_DOUBTFUL = (Grade.MIXED, Grade.ROUGH)
_COMMON = (State.PUBLISHED, State.PUBLISHED_PARTLY)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to see of the board; what is not said does not matter."""

    words: str = ""
    """Of a text that is shown, of a headline, or an address, or an id."""
    state: State | None = None
    language: str | None = None
    source: str | None = None
    mark: Mark | None = None
    since: datetime | None = None
    """When the article is from; ``until`` is the first moment that is too late."""
    until: datetime | None = None
    changed: datetime | None = None
    """Since when the cell has stood so, or the correction is there."""
    among: tuple[str, ...] = ()
    """All languages there are: by them what changed is found at once."""
    after: tuple[datetime, str, str] | None = None
    """Time, article and language of the line after which to go on."""


@dataclass(frozen=True, slots=True)
class CellLine:
    """One cell as the operator sees it, in a list."""

    article_id: str
    language: str
    source: str
    headline: str
    """As the source's feed has it; empty where it has none, and once withdrawn."""
    address: str
    """The source's."""
    state: State
    reason: str | None
    level: Level | None
    version: int
    sentences: int
    originals: int
    """Translated sentences, and those of them that are shown in the original."""
    grade: str | None
    sort_at: datetime
    updated_at: datetime
    url: str | None
    waits: bool
    """True while a newer revision than the one shown is being worked on."""


def find(
    conn: Connection, asked: Question | None = None, limit: int | None = 50
) -> list[CellLine]:
    """Return the cells that a question asks for, the newest article first.

    Without a question all are meant.
    """
    statement = (
        select(
            article.c.entry,
            article.c.url.label("address"),
            cell.c.wanted.is_not(None).label("waits"),
            *(cell.c[field.name] for field in fields(CellLine) if field.name in cell.c),
        )
        .join(article, article.c.id == cell.c.article_id)
        .where(*_conditions(conn, asked or Question()))
        .order_by(cell.c.sort_at.desc(), cell.c.article_id, cell.c.language)
        .limit(limit)
    )
    return rows.many(conn, statement, _line)


def _line(entry: dict[str, Any], state: str, level: str | None, **row: Any) -> CellLine:
    title, shown = entry.get("title", ""), Level(level) if level else None
    return CellLine(headline=title, state=State(state), level=shown, **row)


def _conditions(conn: Connection, asked: Question) -> list[ColumnElement[bool]]:
    found = [*_where(asked), *_when(asked)]
    if asked.words:
        found.append(cell.c.article_id.in_(_articles(conn, asked.words)))
    if asked.mark == "doubt":
        found.append(cell.c.grade.in_(_DOUBTFUL))
        found.append(_walked(cell.c.shown, value=True, is_common=True))
    return found


def _where(asked: Question) -> Iterator[ColumnElement[bool]]:
    is_common = asked.state in _COMMON
    if asked.state:
        yield _walked(cell.c.state, asked.state, is_common=is_common)
    if is_common and asked.language:
        yield cell.c.shown
    if asked.language:
        by_index = is_common or asked.changed is not None
        yield _walked(cell.c.language, asked.language, is_common=not by_index)
    elif asked.changed is not None and asked.among:
        yield cell.c.language.in_(asked.among)
    if asked.source:
        yield _walked(cell.c.source, asked.source, is_common=True)


def _when(asked: Question) -> Iterator[ColumnElement[bool]]:
    if asked.since is not None:
        yield cell.c.sort_at >= asked.since
    if asked.until is not None:
        yield cell.c.sort_at < asked.until
    if asked.mark == "corrected":
        yield _is_corrected(asked.changed)
    elif asked.changed is not None:
        yield cell.c.updated_at >= asked.changed
    if asked.after is not None:
        at, identity, language = asked.after
        later = and_(cell.c.article_id == identity, cell.c.language > language)
        yield cell.c.sort_at <= at
        yield or_(cell.c.sort_at < at, cell.c.article_id > identity, later)


def _walked(
    column: Column[Any], value: object, *, is_common: bool
) -> ColumnElement[bool]:
    """Compare; what is common out of reach of its index: the newest are soon found.

    By that index all of them would be read and sorted, 1.8 s of 100,000.
    """
    if not is_common:
        return column == value
    return func.coalesce(column, None) == value


def _is_corrected(since: datetime | None) -> ColumnElement[bool]:
    noted = select(correction.c.article_id, correction.c.language)
    if since is not None:
        noted = noted.where(correction.c.at >= since)
    return tuple_(cell.c.article_id, cell.c.language).in_(noted)


def named(text: str) -> list[str]:
    """Return the ids that a text may name: an id, the source's address, or ours."""
    found = [article_id(identity_key(text))] if "://" in text else []
    return found + _IDENTITY.findall(text)


def _articles(conn: Connection, words: str) -> list[str]:
    """Return the articles that words name, hold, or have in headline or address.

    The index knows what is shown; of the rest the newest are read here.
    """
    asked = search_terms.question(words)
    hidden = (
        select(article.c.id, article.c.entry, article.c.url)
        .where(
            article.c.id.in_(select(cell.c.article_id).where(cell.c.shown == false()))
        )
        .order_by(article.c.first_seen.desc())
        .limit(_FOUND)
    )
    unseen = conn.execute(hidden).all() if asked else []
    held = [
        row.id
        for row in unseen
        if _holds(f"{row.entry.get('title', '')} {row.url}", asked)
    ]
    return [*named(words), *search.holding(conn, words, _FOUND), *held]


def _holds(text: str, asked: tuple[tuple[str, bool], ...]) -> bool:
    there = search_terms.terms(text)
    return all(
        any(one.startswith(term) if is_start else one == term for one in there)
        for term, is_start in asked
    )


def counts_since(
    conn: Connection, languages: Collection[str], since: datetime
) -> Counter[str]:
    """Count what came to stand as it does since a time: by state, and by mark."""
    is_new = (cell.c.language.in_(languages), cell.c.updated_at >= since)
    statement = (
        select(cell.c.state, cell.c.shown, cell.c.grade, func.count())
        .where(*is_new)
        .group_by(cell.c.state, cell.c.shown, cell.c.grade)
    )
    found: Counter[str] = Counter()
    for state, shown, grade, number in conn.execute(statement):
        found[state] += number
        if shown and grade in _DOUBTFUL:
            found["doubt"] += number
    noted = select(correction.c.article_id, correction.c.language).where(
        correction.c.language.in_(languages), correction.c.at >= since
    )
    several = select(func.count()).select_from(noted.distinct().subquery())
    found["corrected"] = int(conn.execute(several).scalar_one())
    return found


def counts_by_source(conn: Connection) -> dict[str, int]:
    """Count the articles of each source."""
    statement = select(article.c.source, func.count()).group_by(article.c.source)
    return {slug: int(number) for slug, number in conn.execute(statement)}
