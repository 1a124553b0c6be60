"""A database that is away: how long to wait, and to say it once."""

from __future__ import annotations

import time
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import DBAPIError

log = structlog.get_logger()

FIRST = 1.0
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
