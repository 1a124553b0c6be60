"""What failed too often gets its reason on the board; nothing else waits for it."""

from __future__ import annotations

import structlog

from polywire.article import State
from polywire.steps.wire import Wire
from polywire.store import articles, cells

log = structlog.get_logger()


def bury(wire: Wire, job: str, item: str, reason: str) -> None:
    """Settle what a dead letter was about; a poll is tried again by its schedule."""
    words = f"given up after repeated failure: {reason}"
    if job == "ingest":
        with wire.db.write() as conn:
            row = articles.get(conn, item)
            if row is not None and row.state == "to-fetch":
                articles.set_state(conn, item, "failed", words)
    elif job == "deliver":
        article_id, language = item.split(" ")
        with wire.db.write() as conn:
            cell = cells.get(conn, article_id, language)
            if cell is not None and cell.wanted is not None:
                outcome = cells.Outcome(State.WITHHELD, words, cell.level)
                cells.close(conn, cell, outcome, now=wire.now())
    log.error("given up", job=job, item=item, reason=reason)
    wire.counters.add("failures")
