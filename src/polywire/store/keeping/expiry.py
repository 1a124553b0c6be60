"""Old backlog ends by the age filter of its source, instead of being translated late.

Does not touch what readers see, nor what the operator asked for from the past.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from polywire.article import State
from polywire.settings.operator_file import Source
from polywire.store.ground.schema import cell

BACKFILL = 100
"""Priority of the past: the operator wants it because it is old."""


def expire(conn: Connection, listed: Sequence[Source], now: datetime) -> int:
    """End cells that wait and have become too old for their source; return how many."""
    total = 0
    for source in listed:
        if source.max_age_days is None:
            continue
        before = now - timedelta(days=source.max_age_days)
        total += conn.execute(
            update(cell)
            .where(
                cell.c.wanted.is_not(None),
                cell.c.shown.is_(False),
                cell.c.source == source.slug,
                cell.c.sort_at < before,
                cell.c.priority < BACKFILL,
                cell.c.state == State.PENDING,
            )
            .values(
                state=State.FILTERED,
                reason=f"max_age_days {source.max_age_days}: waited too long",
                revision=cell.c.wanted,
                wanted=None,
                serial=cell.c.serial + 1,
                updated_at=now,
            )
        ).rowcount
    return total
