"""One process of a wire: opens the parts, sweeps, publishes, and stops cleanly.

Does not know what the steps do; `pipeline.py` does.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import FrameType

import structlog
from sqlalchemy.exc import DBAPIError

from polywire import pipeline
from polywire.desk.counters import Counters
from polywire.desk.route_desk import RouteDesk
from polywire.engine.dbos_engine import open_engine
from polywire.engine.port import Engine, EngineOptions, Queue, Task, beside
from polywire.engine.ticker import Ticker
from polywire.errors import PublishError, StoreError, StoreLost, UsageError
from polywire.extract.page_reader import PageReader
from polywire.intake.captures.shared_captures import archive_of
from polywire.net.fetch.client import SyncClient
from polywire.net.send.hub_posts import Hubs
from polywire.net.send.signatures import key_of
from polywire.operate.care.reconcile import open_store
from polywire.operate.care.search_upkeep import Indexer, index, open_indexer
from polywire.operate.care.upkeep import Upkeep
from polywire.publish.label.label import check_locales
from polywire.publish.site.mirror import open_site
from polywire.settings.operator_file import Settings, webhook_secret
from polywire.steps.hosts import hub_subscriptions
from polywire.steps.hosts.host_ledger import StoreLedger, StoreRobots
from polywire.store.ground import owner
from polywire.store.ground.database import Database
from polywire.store.wire import board, source_states
from polywire.tell import outbox
from polywire.tell.outbox import Outbox
from polywire.translate.models.shared_models import bring
from polywire.wire import Clock, Wire, clock_of

log = structlog.get_logger()

FIRST = 1.0
"""Seconds to wait when the store is away for the first time; doubled each time."""
LONGEST = 30.0


@dataclass(slots=True)
class Outage:
    """Counts failures in a row; the first and the end are told, no more."""

    failures: int = 0
    _since: float = 0.0

    def met(self, error: Exception) -> float:
        """Note a failure; returns the seconds to wait before the next try."""
        self.failures += 1
        if self.failures == 1:
            self._since = time.monotonic()
            words = str(error.orig if isinstance(error, DBAPIError) else error)
            log.error(
                "the store is away: waiting for it", reason=" ".join(words.split())
            )
        return min(LONGEST, FIRST * 2.0 ** min(self.failures - 1, 10))

    def is_over(self) -> None:
        """Note that it works again."""
        if self.failures:
            seconds = round(time.monotonic() - self._since)
            log.warning("the store is back", seconds=seconds)
        self.failures = 0


QUEUES = {
    "poll": Queue(concurrency=8),
    "ingest": Queue(concurrency=8),
    # two cells for each translation process keep it busy while one is stored
    "deliver": Queue(concurrency=4),
    # the past has few places of its own: live news never wait for one
    "ingest-past": Queue(concurrency=2),
    "deliver-past": Queue(concurrency=1),
}
ROLES = ("poll", "ingest", "deliver", "publish")
"""What a process may do; the one that publishes also sweeps and owns the store."""
PULSE = 0.2
"""Seconds between two looks at the engine while a run is waited for."""
PUBLISH_EVERY = 5.0
"""Seconds between two publications while work is going on: readers need not wait."""
PUBLISH_SHARE = 0.05
"""Share of the time that publishing may take while work is going on: each time
writes the fronts and feeds anew, and on a slow disk that is the work's own time."""
PUBLISH_LATEST = 60.0
"""Seconds after which it is time all the same: a long page must not keep short ones."""
PUBLISH_AGAIN = 30.0
"""Seconds until a publication that failed is tried again."""
SWEEP_EVERY = 2.0
BEAT_EVERY = 10.0
SEND_EVERY = 5.0
LOOK_EVERY = 60.0
"""Seconds between two looks at what is due beside the news: disk, age, alerts."""
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
    """One process of a wire; with ``me`` the one that owns the store."""

    wire: Wire
    engine: Engine
    me: owner.Owner | None
    indexer: Indexer | None = None
    """Makes the search of static hosts, beside a wire that lasts."""
    lasts: bool = False
    outbox: Outbox | None = field(default=None, init=False)
    """Tells other programs what was published, where there are any."""
    stopping: threading.Event = field(default_factory=threading.Event)
    upkeep: Upkeep = field(init=False)
    _lost: threading.Event = field(default_factory=threading.Event)
    _publish_next: float = 0.0
    """While work is going on."""
    _publish_soon: float = 0.0
    """When there is no work that publishing could delay."""

    def __post_init__(self) -> None:
        self.upkeep = Upkeep(self.wire, self.engine.prune)

    def once(self, show: Callable[[Tick], None]) -> dict[str, int]:
        """Poll every source, finish all work that is due, publish, and return.

        Raises PublishError when the site folder cannot be written.
        """
        self.upkeep.look()
        if self.upkeep.takes_in:
            self._poll_all()
        while not self.stopping.is_set():
            left = self._sweep()
            self._settle(show)
            if not left and self.engine.idle():
                break
            self._wait_for_engine(SWEEP_EVERY, show)
        self._refuse_lost()
        self._publish()
        if self.outbox is not None:
            self.outbox.send()
        if self.me is not None:
            index(self.wire)
        show(self._tick())
        return self.wire.counters.report()

    def forever(self, show: Callable[[Tick], None]) -> dict[str, int]:
        """Run until SIGTERM, SIGINT or another wire takes the store over.

        A database that is away is waited for.
        """
        outage = Outage()
        self.lasts = True
        while not self.stopping.is_set():
            try:
                self._round(show)
            except StoreLost:
                raise
            except (StoreError, DBAPIError) as error:
                self.stopping.wait(outage.met(error))
                continue
            outage.is_over()
            self.stopping.wait(SWEEP_EVERY)
        self._refuse_lost()
        self.engine.drain(DRAIN)
        if self.me is not None:
            self._try_to_publish()
        return self.wire.counters.report()

    def beat(self) -> None:
        """Write the owner's heartbeat; a wire that lost its store stops."""
        if self.me is not None and not owner.beat(self.wire.db, self.me):
            self._lost.set()
            self.stopping.set()

    def _round(self, show: Callable[[Tick], None]) -> None:
        if self.me is not None:
            left = self._sweep()
            self._settle(show, busy=left > 0 or not self.engine.idle())
        else:
            show(self._tick())

    def _sweep(self) -> int:
        return pipeline.sweep(self.wire, self.engine, takes_in=self.upkeep.takes_in)

    def _poll_all(self) -> None:
        """Poll each source now, and let no page be fetched before that is done.

        Which source brings an article that two of them list must not depend on
        which of them answers first.
        """
        with self.wire.db.read() as conn:
            slugs = [row.slug for row in source_states.listed(conn) if row.active]
        for slug in slugs:
            task = Task("poll", slug, f"poll:{slug}")
            if not self.engine.enqueue("poll", slug, key=task.key):
                self.engine.again(task)
        while self.engine.load("poll").total and not self.stopping.wait(PULSE):
            pass

    def _wait_for_engine(self, seconds: float, show: Callable[[Tick], None]) -> None:
        """Wait until the engine has nothing to do, but not longer than this."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stopping.wait(PULSE):
            if self.engine.idle():
                return
        show(self._tick())

    def _settle(self, show: Callable[[Tick], None], *, busy: bool = True) -> None:
        """Do what is due beside the steps: dead letters, publication."""
        self._refuse_lost()
        pipeline.give_up(self.wire, self.engine)
        if time.monotonic() > (self._publish_next if busy else self._publish_soon):
            self._try_to_publish()
        if self.indexer is not None and self.lasts:
            self.indexer.look()
        show(self._tick())

    def _refuse_lost(self) -> None:
        if self._lost.is_set():
            raise StoreLost("another wire has taken this store over; this one stops")

    def _try_to_publish(self) -> None:
        """Publish; a folder that cannot be written is told of and tried again."""
        try:
            self._publish()
        except PublishError as error:
            if self.upkeep.failed_publication is None:
                log.error("publication failed", reason=str(error))  # noqa: TRY400
            self.upkeep.failed_publication = str(error)
            self._publish_next = self._publish_soon = time.monotonic() + PUBLISH_AGAIN

    def _publish(self) -> None:
        start = time.monotonic()
        self.wire.counters.add("files_written", pipeline.publish(self.wire))
        self.upkeep.failed_publication = None
        wire = self.wire
        outbox.note_feeds(wire.db, wire.settings, wire.folder, wire.now())
        end = time.monotonic()
        self._publish_soon = end + PUBLISH_EVERY
        self._publish_next = end + rest_after(end - start)

    def _tick(self) -> Tick:
        counts = self.wire.db.ask(board.counts)
        cells = sum(n for states in counts.cells.values() for n in states.values())
        return Tick(
            articles_done=counts.articles - counts.intake.get("to-fetch", 0),
            articles=counts.articles,
            cells_done=cells - counts.waiting,
            cells=cells,
        )


def rest_after(seconds: float) -> float:
    """Return how long not to publish after a publication, while work is going on."""
    return min(PUBLISH_LATEST, max(PUBLISH_EVERY, seconds / PUBLISH_SHARE))


@contextmanager
def opened(
    settings: Settings, *, now: datetime | None = None, roles: Sequence[str] = ROLES
) -> Iterator[Running]:
    """Open a wire on an installation; raises StoreBusy, SettingsError, UsageError.

    ``now`` stops the clock at a time; so does ``POLYWIRE_NOW``, which goes first.
    ``roles`` are what this process does; with ``publish`` it owns the store.

    SIGTERM and SIGINT ask it to stop; what runs is finished, the rest waits in
    the store.
    """
    clock = clock_of(now)
    jobs = jobs_of(roles)
    check_locales(settings.site.languages, settings.labels)
    with ExitStack() as stack:
        db = stack.enter_context(closing(open_store(settings, clock())))
        me = _own(stack, settings, db, clock) if "publish" in roles else None
        wire = _wire(stack, settings, db, clock)
        host = socket.gethostname()
        engine = open_engine(
            beside(settings.store_url),
            executor_id=f"wire-{host}" if me else f"worker-{host}-{os.getpid()}",
            queues=QUEUES,
            jobs=pipeline.jobs(wire),
            options=EngineOptions(listen=jobs),
        )
        stack.callback(engine.close)
        # whatever ends the run, the steps under way end before their parts close
        stack.callback(engine.drain, DRAIN)
        indexer = open_indexer(settings, db) if me is not None else None
        if indexer is not None:
            stack.callback(indexer.stop)
        running = Running(wire, engine, me, indexer)
        if me is not None:
            _tick_every(stack, "polywire-owner", BEAT_EVERY, running.beat)
            _tick_every(stack, "polywire-upkeep", LOOK_EVERY, running.upkeep.look)
            running.outbox = _outbox(stack, wire)
        stack.enter_context(_signals(running.stopping))
        yield running


def _outbox(stack: ExitStack, wire: Wire) -> Outbox | None:
    """Open the way to hub and webhooks; None where the operator names none."""
    settings = wire.settings
    for hook in settings.webhooks:
        key_of(webhook_secret(hook))  # refused at the start, not at the first news
    if not settings.site.hub and not settings.webhooks:
        return None
    post = stack.enter_context(Hubs(settings))
    found = Outbox(settings, wire.db, post, wire.now)
    _tick_every(stack, "polywire-outbox", SEND_EVERY, found.send)
    return found


def _wire(stack: ExitStack, settings: Settings, db: Database, clock: Clock) -> Wire:
    """Open what the steps need besides the store."""
    bring(settings)
    may_call = hub_subscriptions.can_subscribe(settings)
    counters = Counters()
    desk = stack.enter_context(closing(RouteDesk(settings, db, clock, counters)))
    fetcher = stack.enter_context(
        closing(SyncClient(settings, StoreLedger(db), robots=StoreRobots(db)))
    )
    return Wire(
        settings=settings,
        db=db,
        archive=archive_of(settings),
        fetcher=fetcher,
        desk=desk,
        folder=open_site(settings),
        now=clock,
        read=stack.enter_context(PageReader()),
        hubs=stack.enter_context(Hubs(settings)) if may_call else None,
        counters=counters,
    )


def jobs_of(roles: Sequence[str]) -> tuple[str, ...]:
    """Return the engine's queues that belong to roles; raises UsageError."""
    wrong = [role for role in roles if role not in ROLES]
    if wrong or not roles:
        message = f"role {', '.join(wrong) or '(none)'}: choose from {', '.join(ROLES)}"
        raise UsageError(message)
    return tuple(name for name in QUEUES if name.partition("-")[0] in roles)


def _own(
    stack: ExitStack, settings: Settings, db: Database, clock: Clock
) -> owner.Owner:
    me = owner.own(db, f"polywire run on {socket.gethostname()}")
    stack.callback(_give_back, db, me)
    db.change(source_states.sync, settings.sources, clock())
    return me


def _give_back(db: Database, me: owner.Owner) -> None:
    """Give the store back; one that is away lets others in after the TTL."""
    try:
        owner.release(db, me)
    except StoreError as error:
        log.warning("store not given back", reason=str(error))


def _tick_every(
    stack: ExitStack, name: str, seconds: float, work: Callable[[], object]
) -> None:
    ticker = Ticker(name, seconds, work)
    ticker.start()
    stack.callback(ticker.stop)


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
