"""The hosts' pace and robots.txt kept in the store, shared by all processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from polywire.net.fetch.pacing import Turn
from polywire.net.fetch.robots import RobotsAnswer
from polywire.store.ground.database import Database
from polywire.store.keeping import hosts

_ROBOTS_LIFE = timedelta(hours=24)
"""RFC 9309, section 2.4: a cached copy is used for 24 hours at most."""


@dataclass(frozen=True, slots=True)
class StoreLedger:
    """Implements :class:`polywire.net.fetch.pacing.HostLedger` on the store."""

    db: Database

    def book(self, host: str, now: datetime, *, gap: float, patience: float) -> Turn:
        """Book the next turn at a host, if it comes within ``patience`` seconds."""
        at = self.db.change(hosts.claim, host, now, gap, patience)
        return Turn(at, booked=(at - now).total_seconds() <= patience)

    def hold(self, host: str, until: datetime) -> None:
        """Leave a host alone until a time: its Retry-After."""
        self.db.change(hosts.wait_until, host, until)


@dataclass(frozen=True, slots=True)
class StoreRobots:
    """Implements :class:`polywire.net.fetch.robots.RobotsCache` on the store."""

    db: Database

    def get(self, origin: str) -> RobotsAnswer | None:
        """Return what is kept of a host's robots.txt, stale or not."""
        kept = self.db.ask(hosts.robots, origin)
        if kept is None:
            return None
        return RobotsAnswer(kept.status, kept.body.decode(), kept.fetched_at)

    def put(self, origin: str, answer: RobotsAnswer) -> None:
        """Keep a host's robots.txt."""
        kept = hosts.Robots(
            body=answer.text.encode(),
            status=answer.status,
            fetched_at=answer.fetched_at,
            expires_at=answer.fetched_at + _ROBOTS_LIFE,
        )
        self.db.change(hosts.keep_robots, origin, kept)
