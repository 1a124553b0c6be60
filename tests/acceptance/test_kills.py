"""Seeded kills over many runs of a small wire: 0 lost, 0 doubled, the same files.

50 SIGKILLs on SQLite and 20 on PostgreSQL; ``FULL=1`` makes it 1,000 and 300, and
goes on where it was stopped. The real command under kills is in test_demo_killed.py
and test_run_killed.py; here the wire is small, so that each second sees many steps. The
moments come from a seed and are printed with a failure.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.kill_run import COUNT, Ledger, Wires, undisturbed_outcome
from tests.kill_wire import BOUNDARIES, outcome
from tests.postgres import new_database, own_server, start_server

FULL = os.environ.get("FULL") == "1"
KILLS = {"sqlite": 1000 if FULL else 50, "postgresql": 300 if FULL else 20}
KEPT = Path(".kills")
"""Where a full run keeps how far it is; delete it to begin anew."""
SEED = 20261122
EACH = 5
"""Kills that one run of the wire gets; then it must end and be compared."""

pytestmark = pytest.mark.timeout(6 * 3600 if FULL else 300)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a run without kills leaves."""
    return undisturbed_outcome(tmp_path_factory.mktemp("calm"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    started = start_server()
    yield started.get_uri()
    started.cleanup()


@pytest.fixture
def new_store(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[[str, int], str]:
    """Give a maker of empty stores: by database and number."""

    def make(kind: str, number: int) -> str:
        folder = tmp_path / str(number)
        folder.mkdir()
        if kind == "sqlite":
            return f"sqlite:///{folder / 'polywire.db'}"
        return new_database(request.getfixturevalue("server"))

    return make


def kill_one(wires: Wires, dice: random.Random, executor: str) -> bool:
    """Kill one process, at a boundary or at a random moment; True when it was hit."""
    boundary = dice.choice([*BOUNDARIES, None, None, None])
    at = f"{boundary}:{dice.randrange(8)}" if boundary else None
    process = wires.start(executor, kill_at=at, work=0.02)
    if at is None:
        process.join(0.15 + dice.random() * 0.9)
        if process.is_alive():
            process.kill()
    else:
        process.join(8.0)
        if process.is_alive():
            process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_seeded_kills_lose_and_double_nothing(
    kind: str,
    new_store: Callable[[str, int], str],
    tmp_path: Path,
    undisturbed: dict[str, str],
) -> None:
    ledger = Ledger((KEPT if FULL else tmp_path) / f"kills-{kind}-{SEED}.jsonl")
    while ledger.hits < KILLS[kind]:
        run = ledger.runs + 1
        dice = random.Random(f"{SEED} {kind} {run}")
        hits, start = 0, time.monotonic()
        wires = Wires(tmp_path / f"wire{run}", new_store(kind, run))
        try:
            for _ in range(EACH):
                if wires.done():
                    break
                hits += kill_one(wires, dice, "wire")
            wires.finish(wires.start())
            found = outcome(wires.store_url, wires.root)
        finally:
            wires.stop()
        assert found == undisturbed, f"seed {SEED} {kind}, run {run}"
        ledger.add(hits, time.monotonic() - start)
        shutil.rmtree(tmp_path / f"wire{run}")
    sys.stdout.write(f"\n{kind}: {ledger} of {COUNT} articles: 0 lost, 0 doubled\n")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_worker_frozen_past_its_ttl_publishes_nothing_twice(
    kind: str,
    new_store: Callable[[str, int], str],
    tmp_path: Path,
    undisturbed: dict[str, str],
) -> None:
    wires = Wires(tmp_path / "wire", new_store(kind, 1))
    first = wires.start("one", ttl=1.0, work=0.4)
    second = wires.start("two", ttl=1.0, work=0.4)
    time.sleep(0.8)
    for _ in range(3):
        if first.pid is None or not first.is_alive():
            break
        os.kill(first.pid, signal.SIGSTOP)
        time.sleep(1.6)
        os.kill(first.pid, signal.SIGCONT)
        time.sleep(0.3)
    wires.finish(second)
    wires.finish(first)
    assert outcome(wires.store_url, wires.root) == undisturbed


def test_workers_survive_a_postgresql_that_stops_at_once_and_comes_back(
    tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    with own_server() as (url, stop, start):
        wires = Wires(tmp_path / "wire", url)
        worker = wires.start(work=0.8)
        while not wires.published():
            time.sleep(0.1)
        assert not wires.done()
        stop()
        time.sleep(5.0)
        start()
        wires.finish(worker, 90.0)
        assert outcome(url, wires.root) == undisturbed
        wires.stop()
