"""What work costs, judged by other work of the same minutes.

A machine is at times half as fast as at others, and a neighbour on the same core slows
whoever runs; neither changes the ratio of two costs that were taken in turns.
"""

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
