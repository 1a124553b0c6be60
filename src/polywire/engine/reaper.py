"""The reaper: work of executors without a heartbeat is taken over.

Level-triggered: each look compares who holds runs with who is alive, so a
recovery that failed half-way is simply done again (decision 0083).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import structlog

from polywire.engine.heartbeats import Heartbeats
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
        self,
        heartbeats: Heartbeats,
        executor: str,
        ttl: float,
        *,
        work: Work,
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
