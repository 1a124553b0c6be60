"""Start, kill and compare the processes of the small wire of ``kill_wire``."""

from __future__ import annotations

import json
import multiprocessing
import random
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests import kill_wire
from tests.kill_wire import Plan, fill, is_done, outcome

from polywire.store.ground.migrate import open_database
from polywire.store.keeping import journal

COUNT = 12
CONTEXT = multiprocessing.get_context("forkserver")
# Children are forked from a process that has imported everything: 0.2 s, not 2.
CONTEXT.set_forkserver_preload(["tests.kill_wire"])


class Ledger:
    """How many kills hit so far, in a file: a long run goes on where it was stopped."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text().splitlines() if path.exists() else []
        done = [json.loads(line) for line in lines]
        self.runs = len(done)
        self.hits = sum(one["hits"] for one in done)
        self.seconds = sum(one["seconds"] for one in done)

    def add(self, hits: int, seconds: float) -> None:
        """Note a run of the wire that ended as it should."""
        self.runs += 1
        self.hits += hits
        self.seconds += seconds
        with self._path.open("a") as file:
            line = {"run": self.runs, "hits": hits, "seconds": round(seconds, 2)}
            file.write(json.dumps(line) + "\n")

    def __str__(self) -> str:
        return f"{self.hits} kills hit over {self.runs} runs in {self.seconds:.0f} s"


class Wires:
    """The processes of a test; what is left of them is killed at its end."""

    def __init__(self, root: Path, store_url: str, count: int = COUNT) -> None:
        self.root = root
        self.store_url = store_url
        self.count = count
        self.running: list[ForkServerProcess] = []
        fill(store_url, count)

    def start(
        self,
        executor: str = "wire",
        *,
        kill_at: str | None = None,
        ttl: float = 30.0,
        work: float = 0.002,
    ) -> ForkServerProcess:
        plan = Plan(self.root, self.store_url, executor, ttl, work, kill_at)
        process = CONTEXT.Process(target=kill_wire.main, args=(plan, self.count))
        process.start()
        self.running.append(process)
        return process

    def finish(self, process: ForkServerProcess, seconds: float = 60.0) -> None:
        process.join(seconds)
        assert process.exitcode == 0, f"exit code {process.exitcode}"

    def done(self) -> bool:
        db = open_database(self.store_url)
        try:
            return is_done(db, self.count)
        finally:
            db.close()

    def published(self) -> int:
        db = open_database(self.store_url)
        with db.read() as conn:
            count = len(journal.recent(conn, events=["published"]))
        db.close()
        return count

    def stop(self) -> None:
        for process in self.running:
            if process.is_alive():
                process.kill()
            process.join(10)


def undisturbed_outcome(root: Path, count: int = COUNT) -> dict[str, str]:
    """Return what a run without kills leaves."""
    calm = Wires(root, f"sqlite:///{root / 'polywire.db'}", count)
    calm.finish(calm.start())
    return outcome(calm.store_url, calm.root)


def kill_and_restart(wires: Wires, kills: int, seed: int) -> int:
    """Kill a wire at random moments, again and again; return how many hit it."""
    chance = random.Random(seed)
    hits = 0
    for _ in range(kills):
        process = wires.start()
        process.join(0.15 + chance.random() * 1.2)
        if process.is_alive():
            process.kill()
            hits += 1
        process.join()
        if wires.done():
            break
    return hits
