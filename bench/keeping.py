"""Engine and store: what one job costs besides its own work."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.gates.test_engine_cost import Desk, add

from bench.figure import Figure, Size
from polywire.engine.dbos_engine import open_engine
from polywire.engine.port import EngineOptions, Queue, Task, beside
from polywire.pipeline import enqueue_pending
from polywire.store.ground.migrate import open_database

CEILING_MS = 60.0


def jobs(size: Size) -> list[Figure]:
    """Run jobs that ask the store the wire's own questions and do nothing else."""
    with tempfile.TemporaryDirectory() as root:
        url = f"sqlite:///{Path(root, 'polywire.db')}"
        db = open_database(url)
        desk = Desk(db)
        with db.write() as conn:
            for n in range(size.jobs):
                add(conn, f"a{n}")
        engine = open_engine(
            beside(url),
            executor_id="bench",
            jobs={"ingest": desk.ingest, "deliver": desk.deliver},
            queues={"ingest": Queue(8), "deliver": Queue(8)},
            options=EngineOptions(polling=0.1),
        )
        found = []
        for job in ("ingest", "deliver"):
            tasks = [Task(job, f"a{n}", f"{job}:a{n}") for n in range(size.jobs)]
            start = time.process_time()
            enqueue_pending(engine, job, tasks.copy)
            while not engine.idle():
                time.sleep(0.1)
            cost = (time.process_time() - start) / size.jobs * 1000
            name = f"engine and store, one {job}"
            found.append(Figure(name, cost, "ms", ceiling=CEILING_MS))
        engine.close()
        db.close()
    return found
