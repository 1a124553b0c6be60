"""The sweep: whatever the store says is not done and the engine does not know.

Knows neither the store nor news: it is handed what is pending.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from polywire.engine.port import Engine, Task


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    enqueued: int = 0
    live: int = 0
    """Pending and already with the engine."""
    dead: int = 0
    """Pending but a dead letter: waits for the operator."""
    left: int = 0
    """Pending, but the queue is full: the next sweep takes it."""


def sweep(
    engine: Engine,
    job: str,
    pending: Callable[[], Iterable[Task]],
    *,
    bound: int = 1000,
) -> Swept:
    """Enqueue what is pending and has no live run; never over ``bound`` live runs.

    ``pending`` is called after the engine was asked what is live: a job that
    ends in between is then no longer pending, instead of being run again.
    """
    live = engine.live(job)
    dead = {letter.key for letter in engine.dead() if letter.job == job}
    room = bound - len(live)
    enqueued = known = buried = left = 0
    for task in pending():
        if task.key in live:
            known += 1
        elif task.key in dead:
            buried += 1
        elif room <= 0:
            left += 1
        elif _start(engine, task):
            enqueued += 1
            room -= 1
        else:
            known += 1
    return Swept(enqueued, known, buried, left)


def _start(engine: Engine, task: Task) -> bool:
    """Enqueue a task, as a further run where its key has finished before."""
    return engine.enqueue(
        task.job, task.item, key=task.key, priority=task.priority
    ) or engine.again(task)
