"""The contents that an article has had, numbered from 1."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from polywire.article import Article
from polywire.store.ground import rows
from polywire.store.ground.dialect import add_missing
from polywire.store.ground.schema import article as article_table
from polywire.store.ground.schema import revision as table
from polywire.store.ground.types import pack
from polywire.store.wire import articles


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One content of an article, without its text."""

    article_id: str
    revision: str
    number: int
    capture: str | None
    seen_at: datetime


_IS_CURRENT = (article_table.c.id == table.c.article_id) & (
    article_table.c.current_revision == table.c.revision
)


def add(
    conn: Connection,
    article_id: str,
    article: Article,
    *,
    capture: str | None,
    now: datetime,
) -> bool:
    """Keep an extracted article and make it current; False when it was current.

    The article counts as extracted afterwards. A content that comes back after
    another keeps its number.
    """
    revision = article.revision
    highest = conn.execute(
        select(func.max(table.c.number)).where(table.c.article_id == article_id)
    ).scalar()
    row = {
        "article_id": article_id,
        "revision": revision,
        "number": (highest or 0) + 1,
        "article": pack(article),
        "capture": capture,
        "seen_at": now,
    }
    add_missing(conn, table, [row])
    changed = articles.set_current(conn, article_id, revision)
    articles.set_extracted(conn, article_id)
    return changed


def retell(conn: Connection, article_id: str, article: Article) -> bool:
    """Correct the language of a stored content; True when it was another one.

    The language is no part of a content's identity: a better look at the same
    words, or what the operator states since, may name another.
    """
    stored = get(conn, article_id, article.revision)
    if stored is None or stored.language == article.language:
        return False
    told = replace(stored, language=article.language, tongue=article.tongue)
    conn.execute(
        update(table)
        .where(table.c.article_id == article_id, table.c.revision == article.revision)
        .values(article=pack(told))
    )
    return True


def newest(
    conn: Connection, source: str, limit: int, *, without: str = ""
) -> list[Article]:
    """Return the articles of a source as they are now, the newest first, but for one."""
    statement = (
        select(table.c.article)
        .join(article_table, _IS_CURRENT)
        .where(article_table.c.source == source, article_table.c.id != without)
        .order_by(article_table.c.first_seen.desc(), article_table.c.id)
        .limit(limit)
    )
    return rows.nouns(conn, statement, Article)


def get(conn: Connection, article_id: str, revision: str) -> Article | None:
    """Return the article as it was in a revision."""
    statement = select(table.c.article).where(
        table.c.article_id == article_id, table.c.revision == revision
    )
    return rows.noun(conn, statement, Article)


def current(conn: Connection, article_id: str) -> Article | None:
    """Return the article as it is now."""
    statement = select(table.c.article).join(article_table, _IS_CURRENT)
    mine = statement.where(table.c.article_id == article_id)
    return rows.noun(conn, mine, Article)


def contents(conn: Connection, article_id: str) -> list[Article]:
    """Return all contents that an article has had, the first one first."""
    statement = (
        select(table.c.article)
        .where(table.c.article_id == article_id)
        .order_by(table.c.number)
    )
    return rows.nouns(conn, statement, Article)


def listed(conn: Connection, article_id: str) -> list[RevisionRow]:
    """Return the revisions of an article in the order of their first sight."""
    statement = (
        select(*rows.columns(table, RevisionRow))
        .where(table.c.article_id == article_id)
        .order_by(table.c.number)
    )
    return rows.many(conn, statement, RevisionRow)
