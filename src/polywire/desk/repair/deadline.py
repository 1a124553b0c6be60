"""How much time the sentences of one article may take, by a clock that is passed in.

The clock is the thread's own processor time: neither a slow engine nor a busy machine
takes news away, only work that this article itself makes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
"""Seconds that only grow: ``time.thread_time``."""

SEGMENT_SECONDS = 5.0
"""For one look of all rules at one pair: 500 times what a pair of news takes. This and
the next two are chosen, not measured (decision 0215)."""
ARTICLE_SECONDS = 30.0
"""For all checks of one article in one language."""
MOST_CHARACTERS = 300_000
"""Of one article that are translated: a book. The rest is shown in the original."""


def no_clock() -> float:
    """Stand still: for who sets no deadline."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of a clock."""

    clock: Clock
    moment: float

    @classmethod
    def of(cls, clock: Clock, seconds: float) -> Deadline:
        """Set a deadline so many seconds from now."""
        return cls(clock, clock() + seconds)

    def is_past(self) -> bool:
        """Tell whether the time is used up."""
        return self.clock() > self.moment

    def within(self, seconds: float) -> Deadline:
        """Return a nearer deadline: never behind this one."""
        return Deadline(self.clock, min(self.moment, self.clock() + seconds))
