"""One contract, three engines: DBOS on SQLite, DBOS on PostgreSQL, the twin."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text
from tests.twins_engine import TwinEngine

from polywire.engine.dbos_engine import open_engine
from polywire.engine.port import Engine, EngineOptions, Load, Queue, RunState, Task
from polywire.errors import SourceError
from polywire.pipeline import enqueue_pending

OPTIONS = EngineOptions(max_attempts=2, first_delay=0.3, polling=0.05, max_crashes=3)


class Desk:
    """Jobs that note what they were given, and can be told to fail or to wait."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.broken: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()

    def poll(self, item: str) -> None:
        self.gate.wait(20)
        if item in self.broken:
            raise SourceError(f"{item} does not answer")
        self.done.append(item)

    def ingest(self, item: str) -> None:
        self.done.append(f"ingest {item}")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(scope="session")
def prepared(postgres_server: str) -> str:
    """Give the name of a database with the engine's tables: copies are cheap."""
    name = f"polywire_engine_{uuid.uuid4().hex[:8]}"
    url = make_url(postgres_server).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name}"))
    address = url.set(database=name).render_as_string(hide_password=False)
    open_engine(address, executor_id="template", jobs={}, options=OPTIONS).close()
    return name


@pytest.fixture(params=["sqlite", "postgresql", "twin"])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, desk: Desk
) -> Iterator[Engine]:
    jobs = {"poll": desk.poll, "ingest": desk.ingest}
    if request.param == "twin":
        yield TwinEngine(jobs, OPTIONS)
        return
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'engine.db'}"
    else:
        make: Callable[[str], str] = request.getfixturevalue("new_postgres")
        url = make(request.getfixturevalue("prepared"))
    queues = {"poll": Queue(1), "ingest": Queue(4)}
    opened = open_engine(
        url, executor_id="desk", jobs=jobs, queues=queues, options=OPTIONS
    )
    yield opened
    desk.gate.set()
    opened.close()


def settled(engine: Engine, seconds: float = 20.0) -> bool:
    """Wait until the engine is idle."""
    end = time.monotonic() + seconds
    while not engine.idle():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_a_job_runs_once_however_often_its_key_is_enqueued(
    engine: Engine, desk: Desk
) -> None:
    answers = [engine.enqueue("poll", "courier", key="poll:1") for _ in range(3)]
    assert settled(engine)
    answers.append(engine.enqueue("poll", "courier", key="poll:1"))
    assert settled(engine)
    assert answers == [True, False, False, False]
    assert desk.done == ["courier"]
    assert engine.status("poll:1") is RunState.DONE


def test_a_finished_key_runs_again_on_demand_and_a_live_one_does_not(
    engine: Engine, desk: Desk
) -> None:
    task = Task("poll", "courier", "poll:1")
    engine.enqueue("poll", "courier", key="poll:1", delay=0.5)
    assert engine.again(task) is False
    assert settled(engine)
    assert engine.again(task) is True
    assert settled(engine)
    assert desk.done == ["courier", "courier"]


def test_a_failing_job_is_tried_again_then_a_dead_letter_with_its_reason(
    engine: Engine, desk: Desk
) -> None:
    desk.broken.add("courier")
    engine.enqueue("poll", "courier", key="poll:1")
    engine.enqueue("ingest", "other", key="ingest:1")
    assert settled(engine)
    (letter,) = engine.dead()
    assert (letter.job, letter.item, letter.key) == ("poll", "courier", "poll:1")
    assert "courier does not answer (after 2 attempts)" in letter.reason
    assert engine.status("poll:1") is RunState.DEAD
    assert desk.done == ["ingest other"]


def test_a_dead_letter_is_retried_on_demand_and_then_gone(
    engine: Engine, desk: Desk
) -> None:
    desk.broken.add("courier")
    engine.enqueue("poll", "courier", key="poll:1")
    assert settled(engine)
    desk.broken.clear()
    assert engine.retry("poll:1") is True
    assert settled(engine)
    assert engine.dead() == []
    assert engine.retry("poll:1") is False
    assert desk.done == ["courier"]


def test_a_delayed_job_waits_and_is_counted_as_live(engine: Engine) -> None:
    engine.enqueue("poll", "courier", key="poll:1", delay=0.5)
    assert engine.live("poll") == {"poll:1"}
    assert engine.load("poll") == Load(delayed=1)
    assert engine.load("ingest") == Load()
    assert settled(engine)
    assert engine.load() == Load()


def test_a_run_that_has_not_started_can_be_cancelled(
    engine: Engine, desk: Desk
) -> None:
    engine.enqueue("poll", "courier", key="poll:1", delay=5.0)
    assert engine.cancel("poll:1") is True
    assert engine.cancel("poll:1") is False
    assert engine.status("poll:1") is RunState.CANCELED
    assert settled(engine)
    assert desk.done == []


def test_finished_runs_are_pruned_and_their_keys_forgotten(engine: Engine) -> None:
    for n in range(3):
        engine.enqueue("ingest", str(n), key=f"i:{n}")
    assert settled(engine)
    assert engine.prune(timedelta(0)) == 3
    assert engine.status("i:0") is None
    assert engine.enqueue("ingest", "0", key="i:0") is True


def test_keys_with_the_sign_of_runs_are_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="must not hold"):
        engine.enqueue("poll", "x", key="a~1")


def test_keys_that_begin_alike_are_told_apart(engine: Engine) -> None:
    engine.enqueue("ingest", "1", key="i:1")
    engine.enqueue("ingest", "11", key="i:11", delay=30.0)
    assert engine.status("i:11") is RunState.DELAYED
    assert engine.cancel("i:1%") is False
    assert engine.status("i:_") is None
    assert engine.cancel("i:11") is True


def test_the_sweep_enqueues_what_is_pending_and_not_live_or_dead(
    engine: Engine, desk: Desk
) -> None:
    desk.broken.add("bad")
    engine.enqueue("poll", "bad", key="p:bad")
    engine.enqueue("poll", "done", key="p:done")
    assert settled(engine)
    engine.enqueue("poll", "live", key="p:live", delay=1.0)
    names = ("bad", "done", "live", "new")
    tasks = [Task("poll", name, f"p:{name}") for name in names]
    swept = enqueue_pending(engine, "poll", lambda: tasks)
    assert (swept.enqueued, swept.live, swept.dead, swept.left) == (2, 1, 1, 0)
    assert settled(engine)
    assert sorted(desk.done) == ["done", "done", "live", "new"]


def test_the_sweep_keeps_a_queue_within_its_bound(engine: Engine) -> None:
    tasks = [Task("ingest", str(n), f"i:{n}") for n in range(5)]
    engine.enqueue("ingest", "x", key="i:x", delay=3.0)
    swept = enqueue_pending(engine, "ingest", lambda: tasks, bound=3)
    assert (swept.enqueued, swept.left) == (2, 3)
