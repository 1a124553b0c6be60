"""What the wire asks of an engine: run a job for an id once, and again after a crash.

Payloads are ids. An engine's own state may be wiped at any time: the truth
stands in the store, and the sweep enqueues whatever is not done.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

NORMAL = 10
BACKFILL = 100
"""Priorities: the lowest number is taken first."""

JobFunction = Callable[[str], None]
"""A job: takes an id, raises when it fails, and may be run twice for one id."""


class RunState(StrEnum):
    """Where the last run of a key stands."""

    WAITING = "waiting"
    DELAYED = "delayed"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    CANCELED = "canceled"


LIVE: Collection[RunState] = frozenset(
    {RunState.WAITING, RunState.DELAYED, RunState.RUNNING}
)


@dataclass(frozen=True, slots=True)
class Queue:
    """How many jobs of a kind run at a time."""

    concurrency: int = 4
    """In each process."""
    per_minute: int | None = None
    """Starts in a minute over all processes; None: no limit."""


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How patient an engine is."""

    max_attempts: int = 5
    """Failed attempts after which a job is a dead letter."""
    first_delay: float = 2.0
    """Seconds before the second attempt; each later one waits four times as long."""
    longest_delay: float = 900.0
    away_delay: float = 10.0
    """Seconds until a job is tried again that met a store that was away."""
    max_crashes: int = 10
    """Times that a process may die in one run before that is a dead letter."""
    polling: float = 0.2
    """Seconds between two looks into an empty queue."""
    ttl: float = 30.0
    """Seconds without a heartbeat after which an executor's work is taken over."""
    listen: tuple[str, ...] | None = None
    """Jobs that this process runs (its roles); None: all."""

    def delay(self, attempt: int) -> float:
        """Return the seconds to wait after a failed attempt, counted from 1."""
        return min(self.longest_delay, self.first_delay * 4.0 ** (attempt - 1))


@dataclass(frozen=True, slots=True)
class Task:
    """One job to run: which, for what, under which key."""

    job: str
    item: str
    """The id that the job's function is called with."""
    key: str
    """Names the run for good: the same key twice is one run. No ``~`` in it."""
    priority: int = NORMAL


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A job that failed too often, with its reason."""

    job: str
    item: str
    key: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Load:
    """How much there is to do."""

    waiting: int = 0
    delayed: int = 0
    running: int = 0

    @property
    def total(self) -> int:
        """All that is not finished."""
        return self.waiting + self.delayed + self.running


class Engine(Protocol):
    """Runs jobs once for each key, and again after a crash."""

    def enqueue(
        self, job: str, item: str, *, key: str, priority: int = 10, delay: float = 0.0
    ) -> bool:
        """Enqueue a run; False when the key has been used already."""

    def again(self, task: Task) -> bool:
        """Enqueue a further run of a key that has finished; False while it is live."""

    def cancel(self, key: str) -> bool:
        """Take a run that has not started out of its queue; False when too late."""

    def status(self, key: str) -> RunState | None:
        """Return where the last run of a key stands; None when it is unknown."""

    def live(self, job: str) -> set[str]:
        """Return the keys of a job that wait, are delayed or run."""

    def load(self, job: str | None = None) -> Load:
        """Count what is live, of one job or of all."""

    def idle(self) -> bool:
        """Tell whether nothing waits, is delayed or runs."""

    def dead(self) -> list[DeadLetter]:
        """Return the dead letters, the oldest first."""

    def retry(self, key: str) -> bool:
        """Run a dead letter again from its first attempt; False when it is none."""

    def forget(self, key: str) -> None:
        """Drop the dead letters of a key; ``again`` may run it anew."""

    def prune(self, older_than: timedelta) -> int:
        """Forget runs that finished well so long ago; return how many."""

    def drain(self, timeout: float) -> bool:
        """Start nothing new and wait for what runs; True when all has ended."""

    def close(self) -> None:
        """Stop at once; what runs is taken up again at the next start."""


def beside(store_url: str) -> str:
    """Return where the engine of a store keeps its state.

    ``engine.db`` beside a SQLite file; on PostgreSQL a schema of its own.
    """
    prefix = "sqlite:///"
    if not store_url.startswith(prefix):
        return store_url
    file = Path(store_url.removeprefix(prefix))
    name = "engine.db" if file.stem == "polywire" else f"{file.stem}-engine.db"
    return prefix + str(file.with_name(name))
