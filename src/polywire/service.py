"""One wire process: opens the parts, sweeps, publishes, and stops cleanly.

Does not know what the steps do; `pipeline.py` does.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import FrameType

import structlog

from polywire import pipeline
from polywire.engine.dbos_engine import open_engine
from polywire.engine.port import Engine, Options, Queue, Task, beside
from polywire.errors import StoreBusy
from polywire.intake.warc import open_archive
from polywire.net.sync import SyncClient
from polywire.publish.folder import Folder
from polywire.publish.label import check_locales
from polywire.settings import Settings, now_from_environment
from polywire.steps.counters import Counters
from polywire.steps.desk import RouteDesk
from polywire.steps.ledger import StoreLedger, StoreRobots
from polywire.steps.wire import Clock, Wire, utc_now
from polywire.store import board, owner, sources
from polywire.store.database import open_database

log = structlog.get_logger()

QUEUES = {
    "poll": Queue(concurrency=8),
    "ingest": Queue(concurrency=8),
    # two cells for each translation process keep it busy while one is stored
    "deliver": Queue(concurrency=4),
}
PULSE = 0.2
"""Seconds between two looks at the engine while a run is waited for."""
PUBLISH_EVERY = 5.0
"""Seconds between two publications while work is going on: readers need not wait."""
PUBLISH_SHARE = 0.1
"""Share of the time that publishing may take while work is going on: each time
writes the fronts and feeds anew, and on a slow disk that is the work's own time."""
SWEEP_EVERY = 2.0
BEAT_EVERY = 10.0
DRAIN = 30.0
"""Seconds that steps under way get to end after a stop was asked for."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Where a run stands, for progress."""

    articles_done: int
    articles: int
    cells_done: int
    cells: int


@dataclass(slots=True)
class Running:
    """A wire that owns its store."""

    wire: Wire
    engine: Engine
    me: owner.Owner
    stopping: threading.Event = field(default_factory=threading.Event)
    _publish_next: float = 0.0
    _beaten: float = 0.0

    def once(self, show: Callable[[Tick], None]) -> dict[str, int]:
        """Poll every source, finish all work that is due, publish, and return."""
        self._poll_all()
        while not self.stopping.is_set():
            left = pipeline.sweep(self.wire, self.engine)
            self._settle(show)
            if not left and self.engine.idle():
                break
            self._wait_for_engine(SWEEP_EVERY, show)
        self._publish()
        show(self._tick())
        return self.wire.counters.report()

    def forever(self, show: Callable[[Tick], None]) -> dict[str, int]:
        """Run until SIGTERM, SIGINT or another wire takes the store over."""
        while not self.stopping.is_set():
            pipeline.sweep(self.wire, self.engine)
            self._settle(show)
            self.stopping.wait(SWEEP_EVERY)
        self.engine.drain(DRAIN)
        self._publish()
        return self.wire.counters.report()

    def _poll_all(self) -> None:
        """Poll each source now, and let no page be fetched before that is done.

        Which source brings an article that two of them list must not depend on
        which of them answers first.
        """
        with self.wire.db.read() as conn:
            slugs = [row.slug for row in sources.listed(conn) if row.active]
        for slug in slugs:
            task = Task("poll", slug, f"poll:{slug}")
            if not self.engine.enqueue("poll", slug, key=task.key):
                self.engine.again(task)
        while self.engine.load("poll").total and not self.stopping.wait(PULSE):
            self._beat()

    def _wait_for_engine(self, seconds: float, show: Callable[[Tick], None]) -> None:
        """Wait until the engine has nothing to do, but not longer than this."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stopping.wait(PULSE):
            if self.engine.idle():
                return
        show(self._tick())

    def _settle(self, show: Callable[[Tick], None]) -> None:
        """Do what is due beside the steps: dead letters, heartbeat, publication."""
        pipeline.give_up(self.wire, self.engine.dead())
        self._beat()
        if time.monotonic() > self._publish_next:
            self._publish()
        show(self._tick())

    def _beat(self) -> None:
        if time.monotonic() - self._beaten < BEAT_EVERY:
            return
        self._beaten = time.monotonic()
        if not owner.beat(self.wire.db, self.me):
            self.stopping.set()
            message = "another wire has taken this store over; this one stops"
            raise StoreBusy(message)

    def _publish(self) -> None:
        start = time.monotonic()
        self.wire.counters.add("files_written", pipeline.publish(self.wire))
        end = time.monotonic()
        self._publish_next = end + max(PUBLISH_EVERY, (end - start) / PUBLISH_SHARE)

    def _tick(self) -> Tick:
        with self.wire.db.read() as conn:
            counts = board.counts(conn)
        cells = sum(n for states in counts.cells.values() for n in states.values())
        return Tick(
            articles_done=counts.articles - counts.intake.get("to-fetch", 0),
            articles=counts.articles,
            cells_done=cells - counts.waiting,
            cells=cells,
        )


@contextmanager
def opened(settings: Settings, *, now: datetime | None = None) -> Iterator[Running]:
    """Open a wire on an installation and own it; raises StoreBusy, SettingsError.

    ``now`` stops the clock at a time; so does ``POLYWIRE_NOW``, which goes first.

    SIGTERM and SIGINT ask it to stop; what runs is finished, the rest waits in
    the store.
    """
    fixed = now_from_environment() or now
    clock = _frozen(fixed) if fixed else utc_now
    check_locales(settings.site.languages, settings.labels)
    with ExitStack() as stack:
        db = stack.enter_context(closing(open_database(settings.store_url)))
        me = owner.own(db, f"polywire run on {socket.gethostname()}")
        stack.callback(owner.release, db, me)
        with db.write() as conn:
            sources.sync(conn, settings.sources, clock())
        counters = Counters()
        desk = stack.enter_context(closing(RouteDesk(settings, db, clock, counters)))
        fetcher = stack.enter_context(
            closing(SyncClient(settings, StoreLedger(db), robots=StoreRobots(db)))
        )
        wire = Wire(
            settings=settings,
            db=db,
            archive=open_archive(settings.root),
            fetcher=fetcher,
            desk=desk,
            folder=Folder(settings.site_folder),
            now=clock,
            counters=counters,
        )
        engine = open_engine(
            beside(settings.store_url),
            executor_id=f"wire-{socket.gethostname()}",
            queues=QUEUES,
            jobs=pipeline.jobs(wire),
            options=Options(),
        )
        stack.callback(engine.close)
        # whatever ends the run, the steps under way end before their parts close
        stack.callback(engine.drain, DRAIN)
        running = Running(wire, engine, me)
        stack.enter_context(_signals(running.stopping))
        yield running


def _frozen(moment: datetime) -> Clock:
    """Return a clock that stands still: the same inputs give the same site."""
    return lambda: moment


@contextmanager
def _signals(stopping: threading.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT ask for a clean stop; a second one ends at once."""

    def stop(number: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            os._exit(128 + number)
        stopping.set()

    old = {
        number: signal.signal(number, stop)
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
