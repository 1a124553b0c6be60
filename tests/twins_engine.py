"""The engine's twin for tests: in memory, in this process, with the same contract.

Jobs run when ``run`` is called (or ``idle``, which runs what is due); delays are
kept on a clock that ``pass_time`` moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from polywire.engine.port import LIVE, DeadLetter, EngineOptions, Load, RunState, Task


@dataclass(slots=True)
class _Run:
    task: Task
    number: int
    attempt: int
    due: float
    state: RunState
    reason: str = ""


class TwinEngine:
    """An Engine without a database: what it knows dies with it."""

    def __init__(
        self,
        jobs: Mapping[str, Callable[[str], None]],
        options: EngineOptions | None = None,
    ) -> None:
        self._jobs = dict(jobs)
        self._options = options or EngineOptions()
        self._runs: dict[tuple[str, int], _Run] = {}
        self._now = 0.0
        self._open = True

    def enqueue(
        self, job: str, item: str, *, key: str, priority: int = 10, delay: float = 0.0
    ) -> bool:
        if "~" in key:
            raise ValueError(f"key {key!r} must not hold '~'")
        if job not in self._jobs:
            raise KeyError(job)
        if self._of(key):
            return False
        self._add(Task(job, item, key, priority), 1, 1, delay)
        return True

    def again(self, task: Task) -> bool:
        runs = self._of(task.key)
        if any(run.state in LIVE for run in runs):
            return False
        number = 1 + max((run.number for run in runs), default=0)
        self._add(task, number, 1, 0.0)
        return True

    def cancel(self, key: str) -> bool:
        waiting = [
            run
            for run in self._of(key)
            if run.state in {RunState.WAITING, RunState.DELAYED}
        ]
        for run in waiting:
            run.state = RunState.CANCELED
        return bool(waiting)

    def status(self, key: str) -> RunState | None:
        runs = self._of(key)
        return runs[-1].state if runs else None

    def live(self, job: str) -> set[str]:
        return {
            run.task.key
            for run in self._runs.values()
            if run.state in LIVE and run.task.job == job
        }

    def load(self, job: str | None = None) -> Load:
        states = [
            run.state
            for run in self._runs.values()
            if job is None or run.task.job == job
        ]
        return Load(
            states.count(RunState.WAITING),
            states.count(RunState.DELAYED),
            states.count(RunState.RUNNING),
        )

    def idle(self) -> bool:
        """Run what is due; as nobody else does it, asking is working."""
        self.run()
        if self.load().delayed:
            self.pass_time(self._options.first_delay)
        return self.load().total == 0

    def dead(self) -> list[DeadLetter]:
        return [
            DeadLetter(
                run.task.job,
                run.task.item,
                run.task.key,
                run.reason,
                datetime.fromtimestamp(self._now, UTC),
            )
            for run in self._runs.values()
            if run.state is RunState.DEAD
        ]

    def retry(self, key: str) -> bool:
        dead = [run for run in self._of(key) if run.state is RunState.DEAD]
        if not dead:
            return False
        started = self.again(dead[-1].task)
        for run in dead:
            del self._runs[key, run.number]
        return started

    def forget(self, key: str) -> None:
        for run in self._of(key):
            if run.state is RunState.DEAD:
                del self._runs[key, run.number]

    def prune(self, older_than: timedelta) -> int:
        finished = [
            name
            for name, run in self._runs.items()
            if run.state in {RunState.DONE, RunState.CANCELED}
            and run.due + older_than.total_seconds() <= self._now
        ]
        for name in finished:
            del self._runs[name]
        return len(finished)

    def drain(self, timeout: float) -> bool:
        self._open = False
        return timeout >= 0.0  # nothing runs between two calls

    def close(self) -> None:
        self._open = False

    def pass_time(self, seconds: float) -> None:
        """Move the clock; what was delayed until then waits now."""
        self._now += seconds
        for run in self._runs.values():
            if run.state is RunState.DELAYED and run.due <= self._now:
                run.state = RunState.WAITING

    def run(self) -> None:
        """Run what waits, the lowest priority number first, until nothing does."""
        while self._open:
            waiting = [r for r in self._runs.values() if r.state is RunState.WAITING]
            if not waiting:
                return
            self._run_one(min(waiting, key=lambda run: run.task.priority))

    def _run_one(self, run: _Run) -> None:
        run.state = RunState.RUNNING
        try:
            self._jobs[run.task.job](run.task.item)
        except Exception as error:  # noqa: BLE001 - a job's failure is a result
            run.reason = f"{type(error).__name__}: {error}"
            if run.attempt >= self._options.max_attempts:
                run.state = RunState.DEAD
                run.reason += f" (after {run.attempt} attempts)"
                return
            delay = self._options.delay(run.attempt)
            self._add(run.task, run.number + 1, run.attempt + 1, delay)
        run.state = RunState.DONE

    def _add(self, task: Task, number: int, attempt: int, delay: float) -> None:
        state = RunState.DELAYED if delay > 0 else RunState.WAITING
        due = self._now + delay
        self._runs[task.key, number] = _Run(task, number, attempt, due, state)

    def _of(self, key: str) -> list[_Run]:
        runs = [run for name, run in self._runs.items() if name[0] == key]
        return sorted(runs, key=lambda run: run.number)
