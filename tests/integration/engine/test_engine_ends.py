"""What an engine says at its edges: dead workers, closed engines, forgotten letters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.integration.engine.test_engine_jobs import OPTIONS, Desk, settled

from polywire.engine.dbos_engine import DbosEngine, open_engine
from polywire.engine.heartbeats import Heartbeats, Reaper
from polywire.engine.port import RunState, Task, beside
from polywire.errors import StoreError


@dataclass
class Held:
    """Work that some executors hold."""

    names: list[str]
    taken: list[str] = field(default_factory=list)

    def holders(self) -> list[str]:
        return self.names

    def take_over(self, executors: list[str]) -> int:
        self.taken += executors
        return 2 * len(executors)

    def mend(self) -> int:
        return 0


@pytest.fixture
def beats(tmp_path: Path) -> Iterator[Heartbeats]:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/engine.db")
    made = Heartbeats(engine)
    made.prepare()
    made.prepare()
    yield made
    engine.dispose()


def test_an_executor_is_alive_from_its_first_beat_to_its_end(beats: Heartbeats) -> None:
    assert beats.alive(30) == set()
    for name in ("one", "two", "one"):
        beats.beat(name)
    assert beats.alive(30) == {"one", "two"}
    assert beats.alive(0) == set()
    beats.stop("one")
    assert beats.alive(30) == {"two"}


@pytest.mark.parametrize(
    ("holders", "taken"),
    [
        ([], []),
        (["mine"], []),
        (["alive", "mine"], []),
        (["late", "alive", "dead", "mine"], ["dead", "late"]),
    ],
)
def test_only_the_work_of_the_dead_is_taken_over(
    beats: Heartbeats, holders: list[str], taken: list[str]
) -> None:
    beats.beat("alive")
    work = Held(holders)
    assert Reaper(beats, "mine", 30, work=work).reap() == 2 * len(taken)
    assert work.taken == taken


@pytest.mark.parametrize(
    ("store", "engine"),
    [
        ("sqlite:////wire/polywire.db", "sqlite:////wire/engine.db"),
        ("sqlite:////wire/other.db", "sqlite:////wire/other-engine.db"),
        ("postgresql+psycopg://db/wire", "postgresql+psycopg://db/wire"),
    ],
)
def test_an_engine_keeps_its_state_beside_the_store(store: str, engine: str) -> None:
    assert beside(store) == engine


def an_engine(tmp_path: Path, desk: Desk) -> DbosEngine:
    jobs: dict[str, Callable[[str], None]] = {"poll": desk.poll}
    url = f"sqlite:///{tmp_path}/engine.db"
    return open_engine(url, executor_id="desk", jobs=jobs, options=OPTIONS)


def test_a_process_runs_one_engine_and_a_closed_one_holds_nothing(
    tmp_path: Path,
) -> None:
    engine = an_engine(tmp_path, Desk())
    try:
        with pytest.raises(StoreError, match="close it first"):
            an_engine(tmp_path, Desk())
        assert engine.holders() == []
        assert engine.mend() == 0
    finally:
        engine.close()
    assert engine.drain(5.0)
    assert (engine.holders(), engine.mend()) == ([], 0)


def test_a_key_whose_dead_letter_is_forgotten_runs_anew(tmp_path: Path) -> None:
    desk = Desk()
    desk.broken.add("courier")
    engine = an_engine(tmp_path, desk)
    try:
        engine.forget("poll:1")
        engine.enqueue("poll", "courier", key="poll:1")
        assert settled(engine)
        assert engine.status("poll:1") is RunState.DEAD
        desk.broken.clear()
        engine.forget("poll:1")
        assert engine.dead() == []
        assert engine.again(Task("poll", "courier", "poll:1"))
        assert settled(engine)
        assert desk.done == ["courier"]
    finally:
        engine.close()
