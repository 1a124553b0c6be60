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

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from polywire.engine.port import BACKFILL, NORMAL, Engine, Task
from polywire.steps import backfill, deliver, emit, given_up, ingest, poll
from polywire.store.wire import articles, cells, source_states
from polywire.wire import Wire


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    enqueued: int = 0
    live: int = 0
    """Pending and already with the engine."""
    dead: int = 0
    """Pending but a dead letter: waits for the operator."""
    left: int = 0
    """Pending, but the queue is full: the next sweep takes it."""


def enqueue_pending(
    engine: Engine,
    job: str,
    pending: Callable[[], Iterable[Task]],
    *,
    bound: int = 1000,
) -> Swept:
    """Enqueue what is pending and has no live run; never over ``bound`` live runs.

    ``pending`` is called after the engine was asked what is live: a job that
    ends in between is then no longer pending, instead of being run again.
    """
    live = engine.live(job)
    dead = {letter.key for letter in engine.dead() if letter.job == job}
    room = bound - len(live)
    enqueued = known = buried = left = 0
    for task in pending():
        if task.key in live:
            known += 1
        elif task.key in dead:
            buried += 1
        elif room <= 0:
            left += 1
        elif _start(engine, task):
            enqueued += 1
            room -= 1
        else:
            known += 1
    return Swept(enqueued, known, buried, left)


def _start(engine: Engine, task: Task) -> bool:
    """Enqueue a task, as a further run where its key has finished before."""
    return engine.enqueue(
        task.job, task.item, key=task.key, priority=task.priority
    ) or engine.again(task)


def jobs(wire: Wire) -> Mapping[str, Callable[[str], None]]:
    """Return the steps that the engine runs; each is called with one id.

    What comes from the past has queues of its own: live news never wait for it.
    """

    def page(identity: str) -> None:
        ingest.ingest(wire, identity)

    def edition(cell: str) -> None:
        deliver.deliver(wire, *cell.split(" "))

    return {
        "poll": lambda slug: poll.poll(wire, slug),
        "ingest": page,
        "deliver": edition,
        f"ingest{PAST}": page,
        f"deliver{PAST}": edition,
    }


TURNS = 2
"""Tasks of one source that an article of another one finds before it in the queue."""
PAST = "-past"
"""End of the names of jobs for articles that a backfill brought."""


def sweep(wire: Wire, engine: Engine, *, takes_in: bool = True) -> int:
    """Enqueue all that the store says is to be done and nobody is doing.

    Returns how much of it is now with the engine or waits for a free place.
    ``takes_in`` is False on a full disk: what is there is finished, no more.
    """
    wanted: list[tuple[str, Callable[[], Iterable[Task]]]] = [
        ("deliver", lambda: editions(wire)),
        (f"deliver{PAST}", lambda: editions(wire, past=True)),
    ]
    if takes_in:
        wanted = [
            ("poll", lambda: polls(wire)),
            ("ingest", lambda: pages(wire)),
            (f"ingest{PAST}", lambda: old_pages(wire)),
            *wanted,
        ]
    swept = [enqueue_pending(engine, job, pending) for job, pending in wanted]
    return sum(one.enqueued + one.live + one.left for one in swept)


def polls(wire: Wire) -> Iterable[Task]:
    """Return the sources whose poll is due."""
    due = wire.db.ask(source_states.due, wire.now())
    return [Task("poll", row.slug, f"poll:{row.slug}") for row in due]


def pages(wire: Wire) -> Iterable[Task]:
    """Return the articles whose page is to be fetched, for the first time or again."""
    with wire.db.read() as conn:
        ids = articles.to_fetch(conn, wire.now(), before=BACKFILL)
        ids += articles.due_rechecks(conn, wire.now())
    return [
        Task("ingest", identity, f"ingest:{identity}", in_turn(NORMAL, place))
        for place, identity in enumerate(ids)
    ]


def in_turn(priority: int, place: int) -> int:
    """Return the priority of a task at its place among those that wait.

    Sources take turns in what waits; so must what an earlier sweep enqueued: the
    first article of one source goes before the hundredth of another.
    """
    behind = BACKFILL if priority >= NORMAL else NORMAL
    return min(priority + place // TURNS, behind - 1)


def old_pages(wire: Wire) -> Iterable[Task]:
    """Return the articles of a backfill whose page is to be fetched."""
    with wire.db.read() as conn:
        if backfill.is_paused(conn):
            return []
        ids = articles.to_fetch(conn, wire.now(), since=BACKFILL)
    job = f"ingest{PAST}"
    return [Task(job, identity, f"{job}:{identity}", BACKFILL) for identity in ids]


def editions(wire: Wire, *, past: bool = False) -> Iterable[Task]:
    """Return the cells that wait for a translation or an edition."""
    rows = wire.db.ask(cells.pending, wire.now())
    job = f"deliver{PAST}" if past else "deliver"
    places: Counter[int] = Counter()
    tasks: list[Task] = []
    for row in rows:
        if (row.priority >= BACKFILL) is not past:
            continue
        place = places[row.priority]
        places[row.priority] += 1
        tasks.append(
            Task(
                job,
                f"{row.article_id} {row.language}",
                f"{job}:{row.article_id}:{row.language}",
                row.priority if past else in_turn(row.priority, place),
            )
        )
    return tasks


def publish(wire: Wire) -> int:
    """Write the files of what changed; returns how many were written."""
    written = 0
    while (report := emit.emit(wire)) is not None:
        written += report.written
    return written


def give_up(wire: Wire, engine: Engine) -> None:
    """Put the reason of what failed too often on the board; the engine forgets it."""
    for letter in engine.dead():
        given_up.bury(wire, letter.job, letter.item, letter.reason)
        engine.forget(letter.key)
