"""Rights decisions with their basis and evidence.

The table itself refuses ``full`` without both.
"""

from datetime import datetime

from sqlalchemy import Connection, select

from polywire.article import Level, RightsDecision
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
    row = {
        "article_id": article_id,
        "revision": revision,
        "level": decision.level,
        "basis": decision.basis,
        "evidence": decision.evidence,
        "licence": decision.licence,
        "allow_images": decision.allow_images,
        "excerpt_chars": decision.excerpt_chars,
        "reason": decision.reason,
        "decided_at": now,
    }
    upsert(conn, table, row)


def get(conn: Connection, article_id: str, revision: str) -> RightsDecision | None:
    """Return the decision over a revision."""
    row = conn.execute(
        select(table).where(
            table.c.article_id == article_id, table.c.revision == revision
        )
    ).one_or_none()
    if row is None:
        return None
    return RightsDecision(
        level=Level(row.level),
        basis=row.basis,
        evidence=row.evidence,
        licence=row.licence,
        allow_images=row.allow_images,
        excerpt_chars=row.excerpt_chars,
        reason=row.reason,
    )


def decided_at(conn: Connection, article_id: str, revision: str) -> datetime | None:
    """Return when it was last decided over a revision."""
    statement = select(table.c.decided_at).where(
        table.c.article_id == article_id, table.c.revision == revision
    )
    return conn.execute(statement).scalar()
