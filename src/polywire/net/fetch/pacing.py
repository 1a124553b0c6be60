"""How often a host is asked, shared by whoever asks.

A host has a next free moment. Asking for a turn books it; a host that said
"retry after" is held as a whole. The store implements the same Protocol over
its ``host`` table, so that several processes share the turns.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

MIN_DELAY = 1.0
"""Least seconds between two requests to a host of the public web."""

PATIENCE = 300.0
"""Seconds that a request waits for its turn before it is put off."""

MAX_HOLD = timedelta(days=7)
"""The longest Retry-After that is believed."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The moment at which a host may be asked."""

    at: datetime
    booked: bool
    """False when that is later than the asker is willing to wait."""


class HostLedger(Protocol):
    """Books turns at hosts; each call is atomic over all processes."""

    def book(self, host: str, now: datetime, *, gap: float, patience: float) -> Turn:
        """Book the next free moment of a host and keep ``gap`` seconds after it.

        Books nothing when that moment is more than ``patience`` seconds away.
        """

    def hold(self, host: str, until: datetime) -> None:
        """Let nobody ask a host before a moment; never shortens a hold."""


class MemoryLedger:
    """A ledger for one process."""

    def __init__(self) -> None:
        self._free: dict[str, datetime] = {}
        self._lock = Lock()

    def book(self, host: str, now: datetime, *, gap: float, patience: float) -> Turn:
        """Book the next free moment of a host."""
        with self._lock:
            at = max(now, self._free.get(host, now))
            if at - now > timedelta(seconds=patience):
                return Turn(at, booked=False)
            self._free[host] = at + timedelta(seconds=gap)
            return Turn(at, booked=True)

    def hold(self, host: str, until: datetime) -> None:
        """Let nobody ask a host before a moment."""
        with self._lock:
            self._free[host] = max(until, self._free.get(host, until))


@dataclass(slots=True)
class Lanes:
    """One request at a time to each host of this process."""

    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)
    _waiting: dict[str, int] = field(default_factory=dict)

    @contextlib.asynccontextmanager
    async def one_at_a_time(self, host: str) -> AsyncIterator[None]:
        """Wait until nobody else of this process talks to a host."""
        lock = self._locks.setdefault(host, asyncio.Lock())
        self._waiting[host] = self._waiting.get(host, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[host] -= 1
            if not self._waiting[host]:
                del self._locks[host], self._waiting[host]
