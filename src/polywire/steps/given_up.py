"""What failed too often gets its reason on the board; nothing else waits for it.

The board is where dead letters live: the engine forgets them once they stand
there, so that a new revision, or ``polywire retry``, starts afresh.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from polywire.article import State
from polywire.errors import UsageError
from polywire.follow import rechecks, takedown
from polywire.store.ground.database import Database
from polywire.store.wire import articles, cells, dead_letters, source_states
from polywire.store.wire.dead_letters import Buried
from polywire.store.wire.source_states import Poll
from polywire.wire import Wire

log = structlog.get_logger()

POLL_AGAIN = timedelta(hours=1)
"""When a source is polled again whose poll itself broke."""


def bury(wire: Wire, job: str, item: str, reason: str) -> None:
    """Settle what a dead letter was about; twice changes nothing."""
    words = f"{dead_letters.PREFIX}{reason}"
    with wire.db.write() as conn:
        if job.startswith("poll"):
            _bury_poll(conn, wire, item, words)
        elif job.startswith("ingest"):
            _bury_article(conn, wire, item, words)
        else:
            _bury_cell(conn, wire, item, words)
    log.error("given up", job=job, item=item, reason=reason)
    wire.counters.add("failures")


def _bury_poll(conn: Connection, wire: Wire, slug: str, words: str) -> None:
    now = wire.now()
    failed = Poll(at=now, next_poll_at=now + POLL_AGAIN, health="failing", error=words)
    source_states.record_poll(conn, slug, failed)


def _bury_article(conn: Connection, wire: Wire, identity: str, words: str) -> None:
    row = articles.get(conn, identity)
    if row is None or row.state == "withdrawn":
        return
    if row.current_revision is None:
        if row.state == "to-fetch":
            articles.set_state(conn, identity, "failed", words)
        return
    # what readers see stays, and its page is followed as planned: it may go
    now = wire.now()
    dead_letters.give_up_change(conn, identity, words, now)
    at = rechecks.next_check(row.first_seen, now, now=now)
    articles.schedule_recheck(conn, identity, at, row.rechecks + 1)


def _bury_cell(conn: Connection, wire: Wire, item: str, words: str) -> None:
    article_id, language = item.split(" ")
    cell = cells.get(conn, article_id, language)
    if cell is not None and cell.wanted is not None:
        outcome = cells.Outcome(State.WITHHELD, words, cell.level)
        cells.close(conn, cell, outcome, now=wire.now())


@dataclass(frozen=True, slots=True)
class Raised:
    """What is tried again."""

    letters: tuple[Buried, ...]


def retry(db: Database, wanted: str | None) -> Raised:
    """Let what was given up start afresh: one article, or all for None.

    The running wire takes it up at its next look. Raises UsageError when an
    article is named of which nothing was given up.
    """
    letters = db.ask(dead_letters.listed)
    if wanted is not None:
        identity = takedown.find(db, wanted).id
        letters = [one for one in letters if one.article_id == identity]
        if not letters:
            raise UsageError(f"nothing of {wanted} was given up: nothing to retry")
    with db.write() as conn:
        for one in letters:
            if one.language is None:
                articles.fetch_again(conn, one.article_id)
            else:
                cells.want_again(conn, one.article_id, one.language)
    return Raised(tuple(letters))
