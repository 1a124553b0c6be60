"""Stories: the words that articles are told by, and which articles belong together.

Does not decide what belongs together; ``polywire.group.stories`` does.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    delete,
    func,
    or_,
    select,
    true,
    update,
)

from polywire.article import Edition
from polywire.store.ground import rows
from polywire.store.ground.dialect import add_missing, upsert
from polywire.store.ground.schema import cell, story_term
from polywire.store.ground.schema import story as table


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One article, and the story that it belongs to."""

    article_id: str
    at: datetime
    language: str
    revision: str
    seen: str
    """Its editions and their serials when it was last looked at."""
    terms: Mapping[str, float]
    parent: str | None
    story: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An article that some reader sees."""

    at: datetime
    revision: str
    seen: str
    """Its editions and their serials: what readers of others see of it."""


def shown(conn: Connection, article_id: str) -> Shown | None:
    """Return how an article is told; None when nowhere."""
    statement = (
        select(cell.c.language, cell.c.sort_at, cell.c.revision, cell.c.serial)
        .where(cell.c.article_id == article_id, cell.c.shown == true())
        .order_by(cell.c.language)
    )
    found = conn.execute(statement).all()
    if not found:
        return None
    seen = " ".join(f"{row.language}:{row.serial}" for row in found)
    return Shown(found[0].sort_at, found[0].revision, seen)


def get_many(conn: Connection, ids: Collection[str]) -> dict[str, StoryRow]:
    """Return what is known of articles."""
    found: dict[str, StoryRow] = {}
    for some in rows.chunks(sorted(set(ids))):
        found |= _chosen(conn, table.c.article_id.in_(some))
    return found


def _chosen(conn: Connection, which: ColumnElement[bool]) -> dict[str, StoryRow]:
    found = rows.many(conn, select(table).where(which), StoryRow)
    return {row.article_id: row for row in found}


def put(conn: Connection, row: StoryRow, keys: Collection[str]) -> None:
    """Keep an article's words; ``keys`` are those by which neighbours are found."""
    forget(conn, row.article_id)
    upsert(conn, table, rows.values(row))
    terms = [
        {"term": term, "article_id": row.article_id, "at": row.at}
        for term in sorted(keys)
    ]
    add_missing(conn, story_term, terms)


def look(conn: Connection, article_id: str, seen: str) -> None:
    """Note which editions of an article there are, its words being the same."""
    conn.execute(
        update(table).where(table.c.article_id == article_id).values(seen=seen)
    )


def forget(conn: Connection, article_id: str) -> None:
    """Forget an article: it belongs to no story."""
    conn.execute(delete(table).where(table.c.article_id == article_id))
    conn.execute(delete(story_term).where(story_term.c.article_id == article_id))


def blank(conn: Connection, article_id: str) -> None:
    """Forget the words of an article that was taken down; it is ungrouped later."""
    conn.execute(update(table).where(table.c.article_id == article_id).values(terms={}))
    conn.execute(delete(story_term).where(story_term.c.article_id == article_id))


def children(conn: Connection, ids: Collection[str]) -> set[str]:
    """Return the articles that continue these."""
    statement = select(table.c.article_id).where(table.c.parent.in_(sorted(ids)))
    return set(conn.execute(statement).scalars())


def place(conn: Connection, article_id: str, parent: str | None, story: str) -> None:
    """Say which story an article belongs to."""
    conn.execute(
        update(table)
        .where(table.c.article_id == article_id)
        .values(parent=parent, story=story)
    )


def near(
    conn: Connection,
    keys: Collection[str],
    at: tuple[datetime, datetime],
    *,
    least: int,
) -> set[str]:
    """Return articles between two times that share at least so many keys."""
    statement = (
        select(story_term.c.article_id)
        .where(
            story_term.c.term.in_(sorted(keys)),
            story_term.c.at >= at[0],
            story_term.c.at <= at[1],
        )
        .group_by(story_term.c.article_id)
        .having(func.count() >= least)
    )
    return set(conn.execute(statement).scalars())


def members(conn: Connection, stories: Collection[str]) -> dict[str, StoryRow]:
    """Return all articles of stories, and those that continue one of these."""
    some = sorted(stories)
    return _chosen(conn, or_(table.c.story.in_(some), table.c.parent.in_(some)))


def story_of(conn: Connection, article_id: str) -> str | None:
    """Return the story of an article: the id of the article that it began with."""
    statement = select(table.c.story).where(table.c.article_id == article_id)
    return conn.execute(statement).scalar()


def editions(conn: Connection, story: str, language: str, limit: int) -> list[Edition]:
    """Return what is shown of a story in a language, newest first."""
    statement = (
        select(cell.c.edition)
        .join(table, table.c.article_id == cell.c.article_id)
        .where(
            table.c.story == story, cell.c.language == language, cell.c.shown == true()
        )
        .order_by(cell.c.sort_at.desc(), cell.c.article_id.desc())
        .limit(limit)
    )
    return rows.nouns(conn, statement, Edition)


def emit_again(conn: Connection, ids: Collection[str]) -> None:
    """Have the files of articles written again."""
    for some in rows.chunks(sorted(set(ids))):
        chosen = cell.c.article_id.in_(some), cell.c.shown == true()
        conn.execute(update(cell).where(*chosen).values(emitted=0))
