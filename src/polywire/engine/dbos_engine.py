"""The engine on DBOS Transact: SQLite on one machine, PostgreSQL on many.

The only door to ``dbos``. Does not know what jobs do.
"""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from dbos import DBOS, SetEnqueueOptions, SetWorkflowID, WorkflowStatus
from dbos import error as dbos_error

from polywire.engine.dbos_setup import config, connect, quiet, status_table
from polywire.engine.heartbeats import Heartbeats, Reaper
from polywire.engine.port import (
    LIVE,
    DeadLetter,
    EngineOptions,
    JobFunction,
    Load,
    Queue,
    RunState,
    Task,
)
from polywire.errors import PolywireError, StoreAway, StoreBusy, StoreError

STATES: Mapping[str, RunState] = {
    "ENQUEUED": RunState.WAITING,
    "DELAYED": RunState.DELAYED,
    "PENDING": RunState.RUNNING,
    "SUCCESS": RunState.DONE,
    "ERROR": RunState.DEAD,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": RunState.DEAD,
    "CANCELLED": RunState.CANCELED,
}
LIVE_WORDS = [word for word, state in STATES.items() if state in LIVE]
DEAD_WORDS = [word for word, state in STATES.items() if state is RunState.DEAD]


# Runs of one key are numbered behind this sign.
MARK = "~"


def runs_of(key: str, *, inputs: bool = False) -> list[WorkflowStatus]:
    """Return the runs of a key, the first one first."""
    found = DBOS.list_workflows(
        workflow_id_prefix=f"{key}{MARK}", load_input=inputs, load_output=False
    )
    return sorted(found, key=lambda run: split(run.workflow_id)[1])


def split(name: str) -> tuple[str, int]:
    """Return the key and the number of a run."""
    key, _, number = name.rpartition(MARK)
    return key, int(number)


def item(run: WorkflowStatus) -> str:
    """Return the id that a run was called with."""
    args = run.input["args"] if run.input else ()
    return str(args[0]) if args else ""


def letter(run: WorkflowStatus) -> DeadLetter:
    """Return a run that failed for good as a dead letter."""
    return DeadLetter(
        job=run.name,
        item=item(run),
        key=split(run.workflow_id)[0],
        reason=_reason(run),
        at=datetime.fromtimestamp((run.updated_at or 0) / 1000, UTC),
    )


def _reason(run: WorkflowStatus) -> str:
    if run.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
        return "the process died each time that it ran this"
    return str(run.error)


log = structlog.get_logger()

_one_at_a_time = threading.Lock()


class GaveUp(Exception):
    """Ends a run for good: its text is the reason of the dead letter."""


class DbosEngine:
    """An Engine on DBOS; there is one in a process, since DBOS is global."""

    def __init__(
        self,
        database: sa.Engine,
        executor_id: str,
        jobs: Mapping[str, JobFunction],
        options: EngineOptions,
    ) -> None:
        self._database = database
        self._jobs = dict(jobs)
        self._options = options
        self._workflows: dict[str, Any] = {}
        self._open = True
        heartbeats = Heartbeats(database)
        heartbeats.prepare()
        heartbeats.beat(executor_id)
        self._executor = executor_id
        self._status = status_table(database)
        self._running: set[str] = set()
        self._suspects: set[str] = set()
        self._reaper = Reaper(heartbeats, executor_id, options.ttl, work=self)

    def start(self, queues: Mapping[str, Queue]) -> None:
        """Register jobs and queues, take up what was left, start working."""
        for job, function in self._jobs.items():
            self._workflows[job] = self._workflow(job, function)
        if self._options.listen is not None:
            DBOS.listen_queues(list(self._options.listen))
        DBOS.launch()
        for name in self._jobs:
            queue = queues.get(name, Queue())
            DBOS.register_queue(
                name,
                worker_concurrency=queue.concurrency,
                limiter=(
                    {"limit": queue.per_minute, "period": 60.0}
                    if queue.per_minute
                    else None
                ),
                polling_interval_sec=self._options.polling,
                on_conflict="always_update",
            )
        self._reaper.start()

    def enqueue(
        self, job: str, item: str, *, key: str, priority: int = 10, delay: float = 0.0
    ) -> bool:
        """Enqueue a run; False when the key has been used already."""
        if MARK in key:
            raise ValueError(f"key {key!r} must not hold {MARK!r}")
        return self._enqueue(Task(job, item, key, priority), 1, 1, delay)

    def again(self, task: Task) -> bool:
        """Enqueue a further run of a key that has finished; False while it is live."""
        runs = runs_of(task.key)
        if any(STATES[run.status] in LIVE for run in runs):
            return False
        return self._enqueue(
            task,
            1 + max((split(run.workflow_id)[1] for run in runs), default=0),
            1,
            0.0,
        )

    def cancel(self, key: str) -> bool:
        """Take a run that has not started out of its queue; False when too late."""
        waiting = [
            run.workflow_id
            for run in runs_of(key)
            if STATES[run.status] in {RunState.WAITING, RunState.DELAYED}
        ]
        if waiting:
            DBOS.cancel_workflows(waiting)
        return bool(waiting)

    def status(self, key: str) -> RunState | None:
        """Return where the last run of a key stands; None when it is unknown."""
        runs = runs_of(key)
        return STATES[runs[-1].status] if runs else None

    def live(self, job: str) -> set[str]:
        """Return the keys of a job that wait, are delayed or run."""
        c = self._status.c
        statement = sa.select(c.workflow_uuid).where(
            c.status.in_(LIVE_WORDS), c.name == job
        )
        with self._database.connect() as conn:
            return {split(name)[0] for name in conn.execute(statement).scalars()}

    def load(self, job: str | None = None) -> Load:
        """Count what is live, of one job or of all."""
        c = self._status.c
        names = list(self._jobs) if job is None else [job]
        statement = (
            sa.select(c.status, sa.func.count())
            .where(c.status.in_(LIVE_WORDS), c.name.in_(names))
            .group_by(c.status)
        )
        with self._database.connect() as conn:
            found = {row[0]: int(row[1]) for row in conn.execute(statement)}
        return Load(*(found.get(word, 0) for word in LIVE_WORDS))

    def idle(self) -> bool:
        """Tell whether nothing waits, is delayed or runs."""
        return self.load().total == 0

    def dead(self) -> list[DeadLetter]:
        """Return the dead letters, the oldest first."""
        runs = DBOS.list_workflows(status=DEAD_WORDS, name=list(self._jobs))
        return [letter(run) for run in runs]

    def retry(self, key: str) -> bool:
        """Run a dead letter again from its first attempt; False when it is none."""
        runs = [run for run in runs_of(key, inputs=True) if run.status in DEAD_WORDS]
        if not runs:
            return False
        last = runs[-1]
        task = Task(last.name, item(last), key, last.priority or 10)
        started = self.again(task)
        DBOS.delete_workflows([run.workflow_id for run in runs])
        return started

    def forget(self, key: str) -> None:
        """Drop the dead letters of a key; ``again`` may run it anew."""
        runs = [run for run in runs_of(key) if run.status in DEAD_WORDS]
        if runs:
            DBOS.delete_workflows([run.workflow_id for run in runs])

    def prune(self, older_than: timedelta) -> int:
        """Forget runs that finished well so long ago; return how many."""
        before = (datetime.now(UTC) - older_than).isoformat()
        total = 0
        while True:
            runs = DBOS.list_workflows(
                status=["SUCCESS", "CANCELLED"],
                completed_before=before,
                limit=500,
                load_input=False,
                load_output=False,
            )
            if not runs:
                return total
            DBOS.delete_workflows([run.workflow_id for run in runs])
            total += len(runs)

    def close(self) -> None:
        """Stop at once; what runs is taken up again at the next start."""
        self.drain(0.0)

    def drain(self, timeout: float) -> bool:
        """Start nothing new and wait for what runs; True when all has ended."""
        if not self._open:
            return True
        self._open = False
        # DBOS waits in whole seconds and at least one, even for nothing.
        wait = max(1, round(timeout)) if timeout and self._is_busy() else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=wait)
        try:
            ended = self._mine() == 0
            self._reaper.stop()
        except sa.exc.DBAPIError as error:
            # The database is away: others take over what runs after the TTL.
            log.warning("engine-closed-blindly", reason=str(error.orig))
            ended = False
        finally:
            self._database.dispose()
            _one_at_a_time.release()
        return ended

    def _is_busy(self) -> bool:
        """Tell whether this process holds runs; asks its threads without a database."""
        try:
            return self._mine() > 0
        except sa.exc.DBAPIError:
            return bool(self._running)

    def _mine(self) -> int:
        """Count the runs that this executor holds."""
        c = self._status.c
        statement = sa.select(sa.func.count()).where(
            c.status == "PENDING", c.executor_id == self._executor
        )
        with self._database.connect() as conn:
            return int(conn.execute(statement).scalar_one())

    def holders(self) -> list[str]:
        """Return the executors that hold runs; none while shutting down."""
        if not self._open:
            return []
        c = self._status.c
        statement = sa.select(c.executor_id).where(c.status == "PENDING").distinct()
        with self._database.connect() as conn:
            return [str(name) for name in conn.execute(statement).scalars()]

    def take_over(self, executors: list[str]) -> int:
        """Enqueue the runs that dead executors hold."""
        # Not public, but guarded: it changes only runs that one of the named, dead
        # executors still holds, so any number of reapers may call it (decision 0083).
        return len(DBOS._recover_pending_workflows(executors))  # noqa: SLF001

    def mend(self) -> int:
        """Enqueue runs that we hold and no thread works on, seen so at two looks.

        A run whose outcome could not be written while the database was away
        would otherwise stay ours for ever (decision 0088).
        """
        if not self._open:
            return 0
        c = self._status.c
        statement = sa.select(c.workflow_uuid, c.name).where(
            c.status == "PENDING", c.executor_id == self._executor
        )
        with self._database.connect() as conn:
            held = {str(row[0]): str(row[1]) for row in conn.execute(statement)}
        suspects = held.keys() - self._running.copy()
        orphans = suspects & self._suspects
        self._suspects = suspects - orphans
        for name in sorted(orphans):
            DBOS.resume_workflow(name, queue_name=held[name])
        return len(orphans)

    def _workflow(self, job: str, function: JobFunction) -> Any:
        @DBOS.workflow(name=job, max_recovery_attempts=self._options.max_crashes)
        def run(item: str, key: str, attempt: int, priority: int) -> str:
            name = str(DBOS.workflow_id)
            self._running.add(name)
            try:
                function(item)
            except Exception as error:  # noqa: BLE001 - a job's failure is a result
                self._failed(error, Task(job, item, key, priority), attempt)
                return "failed"
            finally:
                self._running.discard(name)
            return "done"

        return run

    def _failed(self, error: Exception, task: Task, attempt: int) -> None:
        """Enqueue the next attempt, or end as a dead letter."""
        reason = f"{type(error).__name__}: {error}"
        expected = isinstance(error, PolywireError)
        log.warning(
            "job-failed",
            job=task.job,
            item=task.item,
            attempt=attempt,
            reason=reason,
            exc_info=None if expected else error,
        )
        number = 1 + split(str(DBOS.workflow_id))[1]
        if isinstance(error, StoreAway | StoreBusy):
            # No fault of the item: it waits as long as the database is away.
            self._enqueue(task, number, attempt, self._options.away_delay)
            return
        if attempt >= self._options.max_attempts:
            raise GaveUp(f"{reason} (after {attempt} attempts)") from error
        delay = self._options.delay(attempt)
        self._enqueue(task, number, attempt + 1, delay)

    def _enqueue(self, task: Task, number: int, attempt: int, delay: float) -> bool:
        name = f"{task.key}{MARK}{number}"
        try:
            with (
                SetWorkflowID(name, workflow_id_reuse_policy="reject"),
                SetEnqueueOptions(priority=task.priority, delay_seconds=delay or None),
            ):
                DBOS.enqueue_workflow(
                    task.job,
                    self._workflows[task.job],
                    task.item,
                    task.key,
                    attempt,
                    task.priority,
                )
        except dbos_error.DBOSWorkflowIDInUseError:
            return False
        return True


def open_engine(
    url: str,
    *,
    executor_id: str,
    jobs: Mapping[str, JobFunction],
    queues: Mapping[str, Queue] | None = None,
    options: EngineOptions | None = None,
) -> DbosEngine:
    """Open the engine at a database URL and start working.

    ``executor_id`` should stay the same over restarts of one worker: what it
    left is then taken up at once instead of after the TTL. Raises StoreError.
    """
    if not _one_at_a_time.acquire(blocking=False):
        raise StoreError("this process runs an engine already: close it first")
    try:
        quiet()
        database = connect(url)
        DBOS(config=config(database, executor_id))
        try:
            engine = DbosEngine(database, executor_id, jobs, options or EngineOptions())
            engine.start(queues or {})
        except BaseException:
            DBOS.destroy(destroy_registry=True)
            database.dispose()
            raise
    except sa.exc.DBAPIError as error:
        _one_at_a_time.release()
        words = " ".join(str(error.orig).split())
        raise StoreError(f"the engine's database cannot be used: {words}") from error
    except BaseException:
        _one_at_a_time.release()
        raise
    return engine
