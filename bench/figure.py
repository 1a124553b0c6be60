"""What a benchmark says: figures, some with a ceiling or a floor of their own."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How much a benchmark does."""

    rounds: int = 3
    """Repetitions; the best one counts, since other work only slows."""
    sentences: int = 60
    pages: int = 20
    requests: int = 2_000
    jobs: int = 100
    archives: Sequence[int] = (1_000, 10_000)
    rebuilt: int = 500
    """Articles of a site that is made anew."""
    is_small: bool = False
    """Only show that it works: one source, one language, no engine."""


FULL = Size(archives=(1_000, 10_000, 100_000), rebuilt=5_000)
TINY = Size(1, 2, 2, 20, 3, (20, 40), rebuilt=4, is_small=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value."""

    name: str
    value: float
    unit: str = ""
    ceiling: float = math.inf
    floor: float = -math.inf

    @property
    def is_kept(self) -> bool:
        """Tell whether the value is within its bounds."""
        return self.floor <= self.value <= self.ceiling

    @property
    def bound(self) -> str:
        """Return the bound in words; empty when there is none."""
        if self.ceiling < math.inf:
            return f"<= {self.ceiling:g}"
        return f">= {self.floor:g}" if self.floor > -math.inf else ""

    @property
    def line(self) -> str:
        """Return one line for people."""
        mark = "" if self.is_kept else "  <- over its bound"
        value = f"{self.value:,.0f}" if self.value >= 1_000 else f"{self.value:.3g}"
        return f"  {self.name:<58} {value:>8} {self.unit:<8}{self.bound}{mark}"


def unbound(figures: Sequence[Figure]) -> list[Figure]:
    """Return figures without their bounds: tiny runs say nothing of costs."""
    return [Figure(one.name, one.value, one.unit) for one in figures]


def cpu_ms(work: Callable[[], object], size: Size, share: int = 1) -> float:
    """Return the CPU milliseconds of the best of some rounds, for each of ``share``."""
    costs = []
    for _ in range(size.rounds):
        start = time.process_time()
        work()
        costs.append(time.process_time() - start)
    return min(costs) * 1000 / share
