"""Circuit breaking: an engine that failed again and again is left alone a while.

Closed: calls pass. Open: calls fail at once with the reason, so that the next
engine of the route is used without waiting. Half-open: after the rest, one call
may try; its outcome closes or opens the breaker.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from polywire.errors import EngineDown
from polywire.translate.engines.engine import Result, Translator, Wrapped

FAILURES = 3
"""Failures in a row that open the breaker; one alone is often a restart."""
FIRST_REST = 30.0
LONGEST_REST = 900.0
"""Seconds that an open breaker rests; doubled each time that a try fails."""


class Circuit(StrEnum):
    """The states of a breaker."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(frozen=True, slots=True)
class Health:
    """How an engine is doing, for ``status`` and ``polywire engines``."""

    engine: str
    circuit: Circuit
    sentences: int
    """Translated since the start."""
    errors: int
    """Sentences that got an error."""
    failures: int
    """Calls without any answer, in a row."""
    reason: str = ""
    """Why the last call failed."""
    retry_in: float = 0.0
    """Seconds until an open breaker lets a call try."""


class LeftAlone(EngineDown):
    """The breaker is open: nothing was sent."""


class Breaker:
    """Counts failures of one engine and says when it may be asked."""

    def __init__(
        self, engine: str, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the engine's name and a clock that only goes forward."""
        self._engine = engine
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._circuit = Circuit.CLOSED
        self._sentences = self._errors = self._failures = 0
        self._rest = FIRST_REST
        self._reason = ""
        self._retry_at = 0.0

    def admit(self) -> None:
        """Return when a call may go out; raises LeftAlone when it may not."""
        with self._lock:
            if self._circuit is Circuit.CLOSED:
                return
            rested = self._monotonic() >= self._retry_at
            if self._circuit is Circuit.OPEN and rested:
                self._circuit = Circuit.HALF_OPEN
                return
            raise LeftAlone(
                f"{self._engine}: left alone after {self._failures} failures "
                f"({self._reason})"
            )

    def succeeded(self, results: Sequence[Result]) -> None:
        """Note an answer; sentences with errors in it are no failure of the engine."""
        with self._lock:
            bad = sum(result.error is not None for result in results)
            self._errors += bad
            self._sentences += len(results) - bad
            self._circuit = Circuit.CLOSED
            self._failures, self._rest = 0, FIRST_REST

    def failed(self, reason: str) -> None:
        """Note a call without an answer."""
        with self._lock:
            self._failures += 1
            self._reason = reason
            if self._circuit is Circuit.HALF_OPEN:
                self._rest = min(self._rest * 2, LONGEST_REST)
            elif self._failures < FAILURES:
                return
            self._circuit = Circuit.OPEN
            self._retry_at = self._monotonic() + self._rest

    def health(self) -> Health:
        """Return how the engine is doing."""
        with self._lock:
            left = max(0.0, self._retry_at - self._monotonic())
            return Health(
                engine=self._engine,
                circuit=self._circuit,
                sentences=self._sentences,
                errors=self._errors,
                failures=self._failures,
                reason=self._reason if self._failures else "",
                retry_in=left if self._circuit is Circuit.OPEN else 0.0,
            )


class Guarded(Wrapped):
    """A Translator behind a breaker; what it wraps is any other."""

    def __init__(self, engine: Translator, breaker: Breaker) -> None:
        super().__init__(engine)
        self._breaker = breaker

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        """Translate sentences; raises EngineDown at once while the breaker is open."""
        if not sentences:
            return []
        self._breaker.admit()
        try:
            results = self._engine.translate(sentences)
        except EngineDown as error:
            self._breaker.failed(str(error))
            raise
        except BaseException as error:
            # A half-open breaker must not wait for ever for a call that broke.
            self._breaker.failed(repr(error))
            raise
        self._breaker.succeeded(results)
        return results
