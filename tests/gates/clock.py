"""What work costs, judged by other work of the same minutes.

A machine is at times half as fast as at others, and a neighbour on the same core slows
whoever runs; neither changes the ratio of two costs that were taken in turns.
"""

import statistics
import time
from collections.abc import Callable


def in_turns(*works: Callable[[], object], rounds: int = 3) -> list[float]:
    """Return the least processor seconds of each piece of work, done in turns."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for n, work in enumerate(works):
            start = time.process_time()
            work()
            best[n] = min(best[n], time.process_time() - start)
    return best


def share(work: Callable[[], object], base: Callable[[], object], rounds: int) -> float:
    """Return what short work costs in units of other work: the middle of the rounds.

    Where the machine changes its speed on the way, the least of one may stand in its
    fast half and the least of the other in its slow one; two neighbours stand in one.
    """
    turns = [in_turns(work, base, rounds=1) for _ in range(rounds)]
    return statistics.median(own / other for own, other in turns)
