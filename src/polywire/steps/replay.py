"""Run the steps after the fetch again, from the captures that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from polywire.errors import FetchError, StoreError
from polywire.net.answers import Fetched
from polywire.steps import ingest
from polywire.steps.wire import Wire
from polywire.store import articles, captures, cells
from polywire.store.captures import CaptureRow

log = structlog.get_logger()

_PLAYED = frozenset({"extracted", "failed"})
"""States of articles that are read again: what was held or withdrawn stays so."""


@dataclass(slots=True)
class Replayed:
    """What a replay did."""

    pages: int = 0
    """Articles that were read again."""
    changed: int = 0
    """Of them with another content than before."""
    failed: int = 0
    """Of them no longer readable: their reason stands on the board."""
    missing: int = 0
    """Captures that are gone or damaged; their articles stay as they were."""
    left: int = 0
    """Captures of articles that are held, filtered or withdrawn."""
    cells: int = 0
    """Editions that the next run makes again."""


class NoNetwork:
    """Stands where a fetcher stands, and fetches nothing."""

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        robots: bool = True,
    ) -> Fetched:
        """Refuse; raises FetchError."""
        del etag, last_modified, robots
        raise FetchError(url, "is not fetched: a replay uses what is kept")


def replay(
    wire: Wire, *, source: str | None = None, since: datetime | None = None
) -> Replayed:
    """Read the newest capture of each article again and plan its cells anew.

    Nothing is fetched. Translations are made by the next run, from the memory
    where the sentences are the same.
    """
    done = Replayed()
    with wire.db.read() as conn:
        rows = captures.newest(conn, source=source, since=since)
    for row in rows:
        _play(wire, row, done)
    return done


def _play(wire: Wire, row: CaptureRow, done: Replayed) -> None:
    with wire.db.read() as conn:
        old = articles.get(conn, row.article_id or "")
    known = {one.slug: one for one in wire.settings.sources}
    if old is None or old.state not in _PLAYED or old.source not in known:
        done.left += 1
        return
    try:
        capture = captures.load(row, wire.archive)
    except StoreError as error:
        log.warning("capture missing", article=old.id, reason=str(error))
        done.missing += 1
        return
    ingest.settle_page(wire, known[old.source], old, capture, row.id, is_replay=True)
    with wire.db.read() as conn:
        new = articles.get(conn, old.id)
        waiting = [cell for cell in cells.of_article(conn, old.id) if cell.wanted]
    done.pages += 1
    done.cells += len(waiting)
    if new is not None and new.state == "failed":
        done.failed += 1
    elif new is not None and new.current_revision != old.current_revision:
        done.changed += 1
