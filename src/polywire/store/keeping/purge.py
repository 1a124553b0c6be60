"""Forget everything that was derived from an article, after a withdrawal.

Does not touch files: the caller deletes pages and, where it is due, captures.
"""

from sqlalchemy import Connection, delete, update

from polywire.article import FeedEntry
from polywire.store.ground.schema import (
    article,
    correction,
    draft,
    edition_version,
    finding,
    revision,
)
from polywire.store.ground.schema_people import review
from polywire.store.wire import memory, stories


def purge(conn: Connection, article_id: str) -> None:
    """Drop an article's texts; its id, address, cells and reasons stay.

    The row stays so that the same entry is known as withdrawn when it comes again.
    """
    memory.purge(conn, article_id)
    stories.blank(conn, article_id)
    for table in (finding, draft, correction, revision, review):
        conn.execute(delete(table).where(table.c.article_id == article_id))
    conn.execute(
        update(edition_version)
        .where(edition_version.c.article_id == article_id)
        .values(edition=None)
    )
    conn.execute(
        update(article)
        .where(article.c.id == article_id)
        .values(
            entry=FeedEntry(id="", link=""),
            current_revision=None,
            etag=None,
            last_modified=None,
        )
    )
