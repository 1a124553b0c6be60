"""What a run did, counted: for progress, the closing line and ``--json``."""

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counters:
    """Counts from several threads; names are those of the report."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _counts: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, number: int = 1) -> None:
        """Count something that was done."""
        with self._lock:
            self._counts[name] += number

    def report(self) -> dict[str, int]:
        """Return all counts; what never happened is 0."""
        with self._lock:
            return {name: self._counts[name] for name in NAMES}


NAMES = (
    "polls", "polls_unchanged", "pages_fetched", "pages_unchanged", "articles",
    "cells", "sentences", "engine_calls", "files_written", "failures",
)  # fmt: skip
"""``sentences`` were asked for, ``engine_calls`` were sent to an engine."""
