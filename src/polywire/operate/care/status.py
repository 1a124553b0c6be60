"""The coverage board: every article in every language, with its reason."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from polywire.article import State
from polywire.desk import engine_health, people_fixes
from polywire.operate.care import alerts
from polywire.operate.care.source_standing import condition
from polywire.publish.site import address
from polywire.settings.operator_file import Settings, now_from_environment
from polywire.store.ground.database import Database
from polywire.store.wire import board, dead_letters, source_states
from polywire.store.wire.source_states import SourceRow
from polywire.tell import outbox

# What an article without cells is on the board, by its state of intake.
_BY_INTAKE = {
    "to-fetch": (State.PENDING, "its page was not fetched yet"),
    "extracted": (State.PENDING, "waits for its cells"),
    "held": (State.WITHHELD, "held"),
    "filtered": (State.FILTERED, "filtered"),
    "failed": (State.WITHHELD, "failed"),
    "not-allowed": (State.NOT_ALLOWED, "not allowed"),
    "withdrawn": (State.WITHDRAWN, "withdrawn"),
}


NEWEST = 2000
"""Cells that are listed one by one: an archive of years would take seconds."""


def status(
    settings: Settings,
    db: Database,
    now: datetime | None = None,
    *,
    limit: int | None = NEWEST,
) -> dict[str, Any]:
    """Return the board as plain values, ready for JSON: see docs/reference/cli.md.

    Lists the newest cells up to ``limit``; the sums are over all of them.
    """
    today = (now or now_from_environment() or datetime.now(UTC)).date()
    with db.read() as conn:
        machines = engine_health.engines(conn, settings, today)
        rows = board.find(conn, limit=limit)
        bare = board.without_cells(conn, limit)
        counts = board.counts(conn)
        known = source_states.listed(conn)
        wrong = alerts.current(conn)
        decided = people_fixes.decisions(conn)
        told = outbox.status(conn)
        given_up = len(dead_letters.listed(conn))
    cells = [_cell(settings, row) for row in rows]
    cells += list(_bare_cells(settings, bare))
    total = sum(n for states in counts.cells.values() for n in states.values())
    return {
        "articles": counts.articles,
        "languages": list(settings.site.languages),
        "cells": cells,
        "cells_left": total - len(rows),
        "sums": counts.cells,
        "sources": [_source(row) for row in known if row.active],
        "engines": machines,
        "outbox": told,
        "decisions": decided,
        "waiting": counts.waiting,
        "unpublished": counts.unemitted,
        "given_up": given_up,
        "troubles": [
            {"key": one.key, "words": one.words, "since": one.since} for one in wrong
        ],
    }


def _cell(settings: Settings, row: board.CellLine) -> dict[str, Any]:
    return {
        "article": row.address,
        "id": row.article_id,
        "source": row.source,
        "language": row.language,
        "state": str(row.state),
        "level": row.level and str(row.level),
        "reason": row.reason,
        "url": row.url and address.absolute(settings.site.url, row.url),
        "version": row.version,
        "segments": row.sentences,
        "originals": row.originals,
        "grade": row.grade,
        "updating": row.waits and row.state is not State.PENDING,
    }


def _bare_cells(
    settings: Settings, bare: list[tuple[str, str, str, str | None]]
) -> Iterator[dict[str, Any]]:
    """Yield a cell for each language of an article that has none in the store."""
    for identity, url, intake, reason in bare:
        state, words = _BY_INTAKE[intake]
        for tag in settings.site.languages:
            yield {
                "article": url,
                "id": identity,
                "source": None,
                "language": tag,
                "state": str(state),
                "level": None,
                "reason": reason or words,
                "url": None,
                "version": 0,
                "segments": 0,
                "originals": 0,
                "grade": None,
                "updating": False,
            }


def _source(row: SourceRow) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": row.name,
        "url": row.url,
        "condition": condition(row),
        "health": f"paused by {row.paused_by}" if row.paused_by else row.health,
        "failures": row.failures,
        "error": row.last_error,
        "last_polled": row.last_polled and row.last_polled.isoformat(),
        "last_success": row.last_success and row.last_success.isoformat(),
        "next_poll": row.next_poll_at.isoformat(),
    }
