"""Killed at any moment, frozen, cut off: nothing is lost and nothing doubled.

``POLYWIRE_KILLS`` sets how many kills each database gets (6 unless told); the
seed is fixed, the moments are random.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from tests import kill_wire
from tests.kill_wire import BOUNDARIES, Plan, fill, is_done, outcome

from polywire.store import log
from polywire.store.database import open_database

KILLS = int(os.environ.get("POLYWIRE_KILLS", "6"))
COUNT = 12
CONTEXT = multiprocessing.get_context("forkserver")
# Children are forked from a process that has imported everything: 0.2 s, not 2.
CONTEXT.set_forkserver_preload(["tests.kill_wire"])

pytestmark = pytest.mark.timeout(60 + 10 * KILLS)


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
            count = len(log.recent(conn, event="published"))
        db.close()
        return count

    def stop(self) -> None:
        for process in self.running:
            if process.is_alive():
                process.kill()
            process.join(10)


@pytest.fixture
def wires(store_url: str, tmp_path: Path) -> Iterator[Wires]:
    made = Wires(tmp_path / "wire", store_url)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give what a run without kills leaves."""
    return _undisturbed(tmp_path_factory.mktemp("calm"), COUNT)


def _undisturbed(root: Path, count: int) -> dict[str, str]:
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


def test_sigkill_at_random_moments_loses_and_doubles_nothing(
    wires: Wires, undisturbed: dict[str, str]
) -> None:
    hits = kill_and_restart(wires, KILLS, seed=9)
    wires.finish(wires.start())
    sys.stdout.write(f"\n{hits} kills hit\n")
    assert outcome(wires.store_url, wires.root) == undisturbed


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_sigkill_at_a_step_boundary_loses_and_doubles_nothing(
    wires: Wires, undisturbed: dict[str, str], boundary: str
) -> None:
    process = wires.start(kill_at=f"{boundary}:3")
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    wires.finish(wires.start())
    assert outcome(wires.store_url, wires.root) == undisturbed


def test_a_worker_that_never_comes_back_is_replaced_by_another(
    wires: Wires, undisturbed: dict[str, str]
) -> None:
    first = wires.start("one", ttl=2.0, kill_at="publish-before-commit:2")
    first.join(30)
    died = time.monotonic()
    assert first.exitcode == -signal.SIGKILL
    wires.finish(wires.start("two", ttl=2.0))
    assert time.monotonic() - died < 2.0 + 10.0
    assert outcome(wires.store_url, wires.root) == undisturbed


def test_a_worker_frozen_past_its_ttl_publishes_nothing_twice(
    wires: Wires, undisturbed: dict[str, str]
) -> None:
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


def test_an_engine_database_that_is_wiped_between_runs_loses_nothing(
    tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    url = f"sqlite:///{tmp_path / 'polywire.db'}"
    wires = Wires(tmp_path / "wire", url)
    for number in (2, 9):
        process = wires.start(kill_at=f"publish-committed:{number}")
        process.join(30)
        assert process.exitcode == -signal.SIGKILL
        for file in tmp_path.glob("engine.db*"):
            file.unlink()
    wires.finish(wires.start())
    assert outcome(url, wires.root) == undisturbed


def test_workers_survive_a_postgresql_that_stops_at_once_and_comes_back(
    own_postgres: tuple[str, Callable[[], None], Callable[[], None]],
    tmp_path: Path,
    undisturbed: dict[str, str],
) -> None:
    url, stop, start = own_postgres
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
