"""More workers on PostgreSQL do more work: with an engine twin that sleeps."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Iterator

import pytest
from tests.postgres import start_server

from polywire.engine.dbos_engine import DbosEngine, open_engine
from polywire.engine.port import EngineOptions, Queue

pytestmark = pytest.mark.alone

SLEEP = 1.5
"""Seconds that a translation pretends to take: long beside a busy machine's delays."""
CONCURRENCY = 4
JOBS_EACH = 32
"""Jobs for each worker: each number of workers has the same time to show."""
LINEAR = 0.9
TRIES = 3
"""Other work on the machine can only slow a run down: the best of so many counts."""
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.gates.test_engine_scaleout"])


@pytest.fixture
def server() -> Iterator[str]:
    started = start_server()
    yield started.get_uri()
    started.cleanup()


def sleep(_: str) -> None:
    time.sleep(SLEEP)


def work(url: str, name: str) -> None:
    """Run a worker until nothing is left."""
    engine = open_worker(url, name)
    while not engine.idle():
        time.sleep(0.2)
    engine.drain(5.0)


def open_worker(
    url: str, name: str, listen: tuple[str, ...] | None = None
) -> DbosEngine:
    return open_engine(
        url,
        executor_id=name,
        jobs={"translate": sleep},
        queues={"translate": Queue(CONCURRENCY)},
        options=EngineOptions(polling=0.1, listen=listen),
    )


def throughput(url: str, workers: int, run: str) -> float:
    """Return jobs a second in the middle of a run, when all workers are there."""
    desk = open_worker(url, "desk", listen=())
    for n in range(workers * JOBS_EACH):
        desk.enqueue("translate", str(n), key=f"{run}:{n}")
    started = [
        CONTEXT.Process(target=work, args=(url, f"w{run}-{n}")) for n in range(workers)
    ]
    for process in started:
        process.start()
    ended: list[tuple[float, int]] = []
    while waiting := desk.load().total:
        ended.append((time.monotonic(), workers * JOBS_EACH - waiting))
        time.sleep(0.02)
    for process in started:
        process.join(30)
        assert process.exitcode == 0
    desk.close()
    return _rate(ended, 0.3 * workers * JOBS_EACH, 0.8 * workers * JOBS_EACH)


def _rate(ended: list[tuple[float, int]], first: float, last: float) -> float:
    """Return the slope between two numbers of jobs done."""
    begin = next(point for point in ended if point[1] >= first)
    end = next(point for point in ended if point[1] >= last)
    return (end[1] - begin[1]) / (end[0] - begin[0])


@pytest.mark.timeout(600)
def test_four_workers_do_nearly_four_times_the_work_of_one(server: str) -> None:
    best = dict.fromkeys((1, 2, 4), 0.0)
    ratios = dict.fromkeys(best, 0.0)
    for number in range(TRIES):
        for workers in best:
            rate = throughput(server, workers, f"{number}:{workers}")
            best[workers] = max(best[workers], rate)
        ratios = {workers: rate / best[1] / workers for workers, rate in best.items()}
        if min(ratios.values()) >= LINEAR:
            break
    for workers, rate in best.items():
        sys.stdout.write(
            f"\n{workers} workers: {rate:.1f} jobs/s, {ratios[workers]:.2f} linear"
        )
    assert min(ratios.values()) >= LINEAR
