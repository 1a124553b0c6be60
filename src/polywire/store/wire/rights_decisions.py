"""Rights decisions with their basis and evidence.

The table itself refuses ``full`` without both.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from polywire.article import Level, RightsDecision
from polywire.store.ground import rows
from polywire.store.ground.dialect import upsert
from polywire.store.ground.schema import rights_decision as table


def decide(
    conn: Connection,
    article_id: str,
    revision: str,
    decision: RightsDecision,
    now: datetime,
) -> None:
    """Keep the decision over a revision; a later one takes its place.

    Raises StoreError for ``full`` without a basis or evidence.
    """
    key = {"article_id": article_id, "revision": revision, "decided_at": now}
    upsert(conn, table, key | rows.values(decision))


def get(conn: Connection, article_id: str, revision: str) -> RightsDecision | None:
    """Return the decision over a revision."""
    statement = select(*rows.columns(table, RightsDecision)).where(
        table.c.article_id == article_id, table.c.revision == revision
    )
    found = rows.one(conn, statement, RightsDecision)
    return found and replace(found, level=Level(found.level))


def decided_at(conn: Connection, article_id: str, revision: str) -> datetime | None:
    """Return when it was last decided over a revision."""
    statement = select(table.c.decided_at).where(
        table.c.article_id == article_id, table.c.revision == revision
    )
    return conn.execute(statement).scalar()
