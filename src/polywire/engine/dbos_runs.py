"""Runs as DBOS keeps them: their names, their states, what is read from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from dbos import DBOS, WorkflowStatus

from polywire.engine.port import LIVE, DeadLetter, RunState

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


def runs(key: str, *, inputs: bool = False) -> list[WorkflowStatus]:
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
