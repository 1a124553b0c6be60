"""The wire in order, on one screen: start reading here.

    source ─▶ poll ─▶ ingest ─▶ deliver ─▶ emit ─▶ readers, feeds, API
               │        │          │         └ publish: pages, feeds, sitemaps
               │        │          └ translate, check, repair: Draft and Verdict
               │        └ fetch, extract, rights, one cell for each language
               └ feed entries; corrections and withdrawals come back here

Each step loads values, calls the stages, and commits its result in the store.
The engine runs steps and runs them again; what is to be done is read from the
store each time (`sweep`), so that losing the engine's own state costs a re-run
and never an article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from polywire.engine.port import DeadLetter, Engine, Task
from polywire.engine.sweep import sweep as sweep_job
from polywire.steps import bury, deliver, emit, ingest, poll
from polywire.steps.wire import Wire
from polywire.store import articles, cells, sources


def jobs(wire: Wire) -> Mapping[str, Callable[[str], None]]:
    """Return the steps that the engine runs; each is called with one id."""
    return {
        "poll": lambda slug: poll.poll(wire, slug),
        "ingest": lambda identity: ingest.ingest(wire, identity),
        "deliver": lambda cell: deliver.deliver(wire, *cell.split(" ")),
    }


def sweep(wire: Wire, engine: Engine) -> int:
    """Enqueue all that the store says is to be done and nobody is doing.

    Returns how much of it is now with the engine or waits for a free place.
    """
    return sum(
        swept.enqueued + swept.live + swept.left
        for swept in (
            sweep_job(engine, "poll", lambda: polls(wire)),
            sweep_job(engine, "ingest", lambda: pages(wire)),
            sweep_job(engine, "deliver", lambda: editions(wire)),
        )
    )


def polls(wire: Wire) -> Iterable[Task]:
    """Return the sources whose poll is due."""
    with wire.db.read() as conn:
        due = sources.due(conn, wire.now())
    return [Task("poll", row.slug, f"poll:{row.slug}") for row in due]


def pages(wire: Wire) -> Iterable[Task]:
    """Return the articles whose page is to be fetched, for the first time or again."""
    with wire.db.read() as conn:
        ids = articles.to_fetch(conn, wire.now())
        ids += articles.due_rechecks(conn, wire.now())
    return [Task("ingest", identity, f"ingest:{identity}") for identity in ids]


def editions(wire: Wire) -> Iterable[Task]:
    """Return the cells that wait for a translation or an edition."""
    with wire.db.read() as conn:
        rows = cells.pending(conn, wire.now())
    return [
        Task(
            "deliver",
            f"{row.article_id} {row.language}",
            f"deliver:{row.article_id}:{row.language}",
            row.priority,
        )
        for row in rows
    ]


def publish(wire: Wire) -> int:
    """Write the files of what changed; returns how many were written."""
    written = 0
    while (report := emit.emit(wire)) is not None:
        written += report.written
    return written


def give_up(wire: Wire, letters: Iterable[DeadLetter]) -> None:
    """Put the reason of what failed too often on the board."""
    for letter in letters:
        bury.bury(wire, letter.job, letter.item, letter.reason)
