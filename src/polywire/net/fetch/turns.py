"""One at a time: who asks which host, among the threads of a process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Lets one thread at a time ask a host for its files."""

    def __init__(self) -> None:
        self._all = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}

    @contextmanager
    def at(self, origin: str) -> Iterator[None]:
        """Wait for the turn at a host."""
        with self._all:
            turn = self._turns.setdefault(origin, threading.Lock())
        with turn:
            yield
