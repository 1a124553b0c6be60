"""Several processes open a new database at one moment: all of them may."""

from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from polywire.engine import dbos_setup
from polywire.store.ground.migrate import open_database

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    ["polywire.store.ground.database", "polywire.engine.dbos_setup"]
)
OPENERS = 4


def open_engine_file(file: str, start: Barrier) -> None:
    start.wait()
    dbos_setup.connect(f"sqlite:///{file}").connect().close()


def open_store_file(file: str, start: Barrier) -> None:
    start.wait()
    open_database(f"sqlite:///{file}").close()


@pytest.mark.parametrize("kind", ["engine", "store"])
def test_a_new_file_is_opened_by_all_at_once(kind: str, tmp_path: Path) -> None:
    opener = open_engine_file if kind == "engine" else open_store_file
    for number in range(3):
        start = CONTEXT.Barrier(OPENERS)
        file = str(tmp_path / f"{number}.db")
        openers = [
            CONTEXT.Process(target=opener, args=(file, start)) for _ in range(OPENERS)
        ]
        for one in openers:
            one.start()
        for one in openers:
            one.join(60)
        assert [one.exitcode for one in openers] == [0] * OPENERS
