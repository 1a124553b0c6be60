"""What work costs, judged by other work of the same moments.

A machine is at times half as fast as at others, and a neighbour on the same core slows
whoever runs. The least of many runs may stand in the fast half for one piece of work and
in the slow one for the other; two neighbours stand in one. So work is cut small, done in
turns, and judged by the middle of the ratios of the turns.
"""

import statistics
import time
from collections.abc import Callable

Work = Callable[[], object]


def seconds(work: Work, clock: Callable[[], float] = time.process_time) -> float:
    """Return what work takes, of this process's processor time or by another clock."""
    start = clock()
    work()
    return clock() - start


def shares(base: Work, *works: Work, rounds: int) -> list[float]:
    """Return what each piece of work costs in units of other work: the middle round's."""
    turns = []
    for _ in range(rounds):
        unit = seconds(base)
        turns.append([seconds(work) / unit for work in works])
    return [statistics.median(costs) for costs in zip(*turns, strict=True)]
