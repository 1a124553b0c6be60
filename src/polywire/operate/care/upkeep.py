"""What a wire does for itself while nobody looks: forget, watch the disk, tell."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from polywire.errors import StoreError
from polywire.operate.care import alerts, troubles
from polywire.operate.care.alerts import Trouble
from polywire.operate.care.reconcile import reconcile
from polywire.settings.operator_file import Settings
from polywire.steps import kept_pages
from polywire.store.ground import notes
from polywire.store.keeping import retention
from polywire.store.keeping.disk import MEGABYTE, Disk, Marks, Room, disk
from polywire.store.keeping.retention import Policy, Pruned
from polywire.tell.operator_ways import ways
from polywire.wire import Wire

log = structlog.get_logger()

EACH = timedelta(days=1)
"""How often old things are forgotten; on a disk that fills up each hour."""
HOUR = timedelta(hours=1)
FINISHED = timedelta(hours=6)
"""How long the engine remembers runs that ended well."""
_PRUNED_AT = "pruned-at"
_ANALYSED_AT = "analysed-at"


@dataclass(slots=True)
class Upkeep:
    """The care for one wire; ``look`` is called about once a minute."""

    wire: Wire
    forget_runs: Callable[[timedelta], int]
    """The engine's ``prune``."""
    room: Room = Room.ENOUGH
    failed_publication: str | None = None
    """Why the last publication failed; the wire sets and clears it."""
    _looking: threading.Lock = field(default_factory=threading.Lock, init=False)

    @property
    def takes_in(self) -> bool:
        """Tell whether there is room for more articles."""
        return self.room is not Room.FULL

    def look(self) -> None:
        """Do what is due and tell the operator what is wrong."""
        with self._looking:
            self._look()

    def _look(self) -> None:
        wire, now = self.wire, self.wire.now()
        here = self._look_at_disk()
        self._forget_when_due(now)
        self._look_at_tables(now)
        fault = self._keep_removed(now)
        with wire.db.write() as conn:
            expired = retention.expire(conn, wire.settings.sources, now)
            troubles.remember(conn, now)
        if expired:
            log.info("backlog expired", cells=expired)
        with wire.db.read() as conn:
            found = list(troubles.of_store(conn, wire.settings, now))
        found += troubles.of_disk(here) if here else ()
        found += [Trouble("removals", fault)] if fault else ()
        if self.failed_publication:
            found.append(Trouble("publication", self.failed_publication))
        alerts.tell(wire.db, list(ways(wire.settings)), found, now)

    def _keep_removed(self, now: datetime) -> str | None:
        """Keep store and ledger of removals together; return what stands against it.

        Others may have written into one of them, or put an older store in its place.
        """
        try:
            reconcile(self.wire.db, lambda: self.wire.archive, now)
        except StoreError as error:
            log.warning("removals not reconciled", reason=str(error))
            return str(error)
        return None

    def _look_at_disk(self) -> Disk | None:
        settings = self.wire.settings
        try:
            here = disk(settings.root, marks(settings))
        except StoreError as error:
            log.warning("disk cannot be seen", reason=str(error))
            return None
        if here.room is not self.room:
            log.warning("disk", room=str(here.room), free=here.free)
            self.room = here.room
        return here

    def _forget_when_due(self, now: datetime) -> None:
        """Forget old things once a day, on a disk that fills up each hour."""
        pause = EACH if self.room is Room.ENOUGH else HOUR
        if not self._is_due(_PRUNED_AT, pause, now):
            return
        self.forget_runs(FINISHED)
        pruned = self.forget(now)
        self.wire.db.change(notes.put, _PRUNED_AT, now.isoformat())
        log.info("forgotten", **{name: getattr(pruned, name) for name in COUNTED})

    def _look_at_tables(self, now: datetime) -> None:
        """Have the store plan its questions by how its tables are filled today."""
        if self._is_due(_ANALYSED_AT, HOUR, now):
            self.wire.db.take_statistics()
            self.wire.db.change(notes.put, _ANALYSED_AT, now.isoformat())

    def _is_due(self, name: str, pause: timedelta, now: datetime) -> bool:
        last = self.wire.db.ask(notes.get, name)
        return not isinstance(last, str) or _is_over(last, pause, now)

    def forget(self, now: datetime) -> Pruned:
        """Forget what may go; on a disk that fills up in a tenth of the time."""
        policy = policy_of(self.wire.settings)
        if self.room is not Room.ENOUGH:
            policy = policy.sooner()
        return retention.prune(self.wire.db, self.wire.archive, policy, now)


COUNTED = ("captures", "revisions", "drafts", "versions", "sentences", "events")


def policy_of(settings: Settings) -> Policy:
    """Return how long what is kept, as the operator says."""
    days = settings.keep
    return Policy(
        captures=timedelta(days=settings.fetch.keep_captures_days),
        by_source={
            one.slug: timedelta(days=kept_pages.days_of(one, settings))
            for one in settings.sources
        },
        superseded=timedelta(days=days.superseded_days),
        memory=timedelta(days=days.memory_days),
        log=timedelta(days=days.log_days),
    )


def marks(settings: Settings) -> Marks:
    """Return below which free space the disk counts as low and as full."""
    room = settings.keep
    return Marks(
        low_bytes=room.disk_low_mb * MEGABYTE, full_bytes=room.disk_full_mb * MEGABYTE
    )


def _is_over(since: str, pause: timedelta, now: datetime) -> bool:
    """Tell whether a pause is over; a time that lies ahead is a clock set back."""
    last = datetime.fromisoformat(since)
    return last > now or now - last >= pause
