"""Run something every few seconds in a thread of its own, until stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import DBAPIError

from polywire.errors import PolywireError

log = structlog.get_logger()


class Ticker:
    """Calls a function at once and then after each pause; errors are logged.

    Uses the machine's steady clock: setting the date changes nothing.
    """

    def __init__(self, name: str, seconds: float, work: Callable[[], object]) -> None:
        self._name = name
        self._seconds = seconds
        self._work = work
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> Ticker:
        """Start ticking."""
        self._thread.start()
        return self

    def stop(self, timeout: float = 10.0) -> None:
        """Stop after the tick that runs now."""
        self._stop.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._work()
            except DBAPIError as error:
                # The database is away: the next tick tries again.
                log.warning("tick-failed", ticker=self._name, reason=str(error.orig))
            except PolywireError as error:
                log.warning("tick-failed", ticker=self._name, reason=str(error))
            except Exception:
                # One failed tick must not end them all: the next one tries again.
                log.exception("tick-failed", ticker=self._name)
            self._stop.wait(self._seconds)
