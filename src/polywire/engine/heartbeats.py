"""Who is alive: a heartbeat row for each executor, in the engine's own database.

All times are the database's, so that machines need not agree on the time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import sqlalchemy as sa
import structlog
from sqlalchemy.schema import CreateTable

from polywire.engine.ticker import Ticker

log = structlog.get_logger()

# Beats in a TTL: two may be lost to a busy disk before anyone takes over.
_BEATS = 5


class Work(Protocol):
    """What the reaper asks of an engine."""

    def holders(self) -> Iterable[str]:
        """Return the executors that hold runs."""

    def take_over(self, executors: list[str]) -> int:
        """Enqueue what these executors hold; return how many runs."""

    def mend(self) -> int:
        """Enqueue what we hold ourselves and nobody works on; return how many."""


class Reaper:
    """Beats for its own executor and takes over the work of dead ones."""

    def __init__(
        self, heartbeats: Heartbeats, executor: str, ttl: float, *, work: Work
    ) -> None:
        self._heartbeats = heartbeats
        self._executor = executor
        self._ttl = ttl
        self._work = work
        self._ticker = Ticker("polywire-reaper", ttl / _BEATS, self._tick)

    def start(self) -> None:
        """Start to beat and to look."""
        self._ticker.start()

    def stop(self) -> None:
        """Stop both; the executor counts as ended from now on."""
        self._ticker.stop()
        self._heartbeats.stop(self._executor)

    def reap(self) -> int:
        """Take over the work of dead executors; return how many runs."""
        holders = set(self._work.holders()) - {self._executor}
        if not holders:
            return 0
        dead = sorted(holders - self._heartbeats.alive(self._ttl))
        if not dead:
            return 0
        taken = self._work.take_over(dead)
        log.warning("work-taken-over", executors=dead, runs=taken)
        return taken

    def _tick(self) -> None:
        self._heartbeats.beat(self._executor)
        self.reap()
        mended = self._work.mend()
        if mended:
            log.warning("orphans-mended", runs=mended)


SCHEMA = "polywire_engine"
"""Schema of the engine's tables on PostgreSQL; SQLite has a file of its own."""

# Any constant of ours: serialises the making of the schema among workers.
_ADVISORY_LOCK = 76599474


class Heartbeats:
    """The table of heartbeats in an engine's database."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._table = sa.Table(
            "polywire_heartbeat",
            sa.MetaData(schema=None if self._sqlite else SCHEMA),
            sa.Column("executor", sa.String, primary_key=True),
            sa.Column("at", sa.Double, nullable=False),
        )

    def prepare(self) -> None:
        """Make the table where it is missing."""
        with self._engine.begin() as conn:
            if not self._sqlite:
                conn.execute(sa.text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
                conn.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            # Several workers may start at once: checking first would be a race.
            conn.execute(CreateTable(self._table, if_not_exists=True))

    def beat(self, executor: str) -> None:
        """Say that an executor is alive now."""
        with self._engine.begin() as conn:
            values = {"at": self._now()}
            mine = self._table.c.executor == executor
            result = conn.execute(sa.update(self._table).where(mine).values(values))
            if result.rowcount == 0:
                row = values | {"executor": executor}
                conn.execute(sa.insert(self._table).values(row))

    def stop(self, executor: str) -> None:
        """Say that an executor has ended: its work may be taken at once."""
        mine = self._table.c.executor == executor
        with self._engine.begin() as conn:
            conn.execute(sa.delete(self._table).where(mine))

    def alive(self, ttl: float) -> set[str]:
        """Return the executors whose last heartbeat is younger than ``ttl`` seconds.

        A heartbeat from the future is an old one under a clock that was set back.
        """
        age = self._now() - self._table.c.at
        statement = sa.select(self._table.c.executor).where(age < ttl, age > -ttl)
        with self._engine.connect() as conn:
            return set(conn.execute(statement).scalars())

    def _now(self) -> sa.ColumnElement[float]:
        if self._sqlite:
            return sa.literal_column("(julianday('now') - 2440587.5) * 86400.0")
        return sa.literal_column("extract(epoch FROM clock_timestamp())::float8")
