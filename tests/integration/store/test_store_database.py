"""Opening, migrating, locking and owning a store."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from polywire.errors import StoreBusy, StoreError
from polywire.store.ground import notes, owner
from polywire.store.ground.database import Database, connect
from polywire.store.ground.migrate import open_database


def test_a_failed_write_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as conn:
            notes.put(conn, "half", "done")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail()
    with database.read() as conn:
        assert notes.get(conn, "half") is None


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.write() as conn:
        notes.put(conn, "n", 1)
    with database.read() as reader:
        assert notes.get(reader, "n") == 1
        with database.write() as conn:
            notes.put(conn, "n", 2)
        assert notes.get(reader, "n") == 1
    with database.read() as reader:
        assert notes.get(reader, "n") == 2


def test_writers_in_many_threads_lose_no_update(database: Database) -> None:
    with database.write() as conn:
        notes.put(conn, "n", 0)

    def add(_: int) -> None:
        with database.write() as conn:
            locked = (
                "SELECT value FROM meta WHERE key = 'n'"
                if database.is_sqlite
                else "SELECT value FROM meta WHERE key = 'n' FOR UPDATE"
            )
            value = int(conn.execute(text(locked)).scalar_one())
            notes.put(conn, "n", value + 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    with database.read() as conn:
        assert notes.get(conn, "n") == 40


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "no database address"),
        ("mysql://x/y", "only sqlite and postgresql"),
        ("postgresql://nobody@127.0.0.1:1/none", "127.0.0.1"),
        ("sqlite:////nowhere/at/all/polywire.db", "check the folder"),
    ],
    ids=["no-url", "other-database", "nobody-listens", "no-folder"],
)
def test_a_store_that_cannot_be_opened_says_so_in_one_line(
    url: str, words: str
) -> None:
    with pytest.raises(StoreError) as caught:
        open_database(url)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_password_never_stands_in_a_message(new_postgres: Callable[[], str]) -> None:
    db = connect(new_postgres().replace("postgres@", "postgres:hush@", 1))
    assert "hush" not in db.where
    db.close()


@pytest.fixture
def locked(tmp_path: Path) -> tuple[Path, sqlite3.Connection]:
    """Give a store that another program has locked."""
    file = tmp_path / "polywire.db"
    open_database(f"sqlite:///{file}").close()
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return file, other


def test_a_store_that_stays_locked_is_busy(
    locked: tuple[Path, sqlite3.Connection],
) -> None:
    file, other = locked
    db = open_database(f"sqlite:///{file}", busy=0.2)
    with db.read() as conn:
        assert notes.get(conn, "x") is None  # readers do not wait
    with pytest.raises(StoreBusy, match="locked"), db.write():
        pass
    db.close()
    other.close()


def test_a_write_waits_for_a_lock_that_ends(
    locked: tuple[Path, sqlite3.Connection],
) -> None:
    file, other = locked
    threading.Timer(0.7, lambda: other.execute("COMMIT")).start()
    db = open_database(f"sqlite:///{file}")
    started = time.monotonic()
    with db.write() as conn:
        notes.put(conn, "x", 1)
    assert time.monotonic() - started > 0.5
    db.close()
    other.close()


def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'polywire.db'}", pool_size=1)
    with db.write() as conn:
        notes.put(conn, "before", 1)
        pages = int(conn.execute(text("PRAGMA page_count")).scalar_one())
        conn.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(StoreError, match="disk is full"), db.write() as conn:
        notes.put(conn, "big", "x" * 200_000)
    with db.write() as conn:
        conn.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert notes.get(conn, "before") == 1
        notes.put(conn, "big", "x" * 200_000)
    db.close()


# --- one wire per store


def a_dead_pid() -> int:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return gone.pid


def test_the_second_wire_is_refused_with_the_name_of_the_first(
    database: Database,
) -> None:
    owner.own(database, "desk one", os.getppid())
    with pytest.raises(StoreBusy, match="desk one"):
        owner.own(database, "desk two")


def test_a_store_whose_owner_died_here_is_taken_over_at_once(
    database: Database,
) -> None:
    first = owner.own(database, "desk one", a_dead_pid())
    second = owner.own(database, "desk two")
    assert second.generation == first.generation + 1
    assert owner.beat(database, second)
    assert not owner.beat(database, first)


def test_a_silent_owner_is_taken_over_and_notices(database: Database) -> None:
    first = owner.own(database, "desk one", os.getppid())
    time.sleep(0.3)
    second = owner.own(database, "desk two", ttl=0.2)
    assert not owner.beat(database, first)
    owner.release(database, first)
    with database.read() as conn:
        found = owner.current(conn)
    assert found is not None
    assert (found.name, found.generation) == ("desk two", second.generation)


@pytest.mark.parametrize("ahead", [-3600, 3600], ids=["long silent", "clock set back"])
def test_a_heartbeat_far_from_now_is_of_no_living_owner(
    ahead: int, database: Database
) -> None:
    first = owner.own(database, "desk one", os.getppid())
    with database.write() as conn:
        moved = text("UPDATE owner SET heartbeat = heartbeat + :ahead")
        conn.execute(moved, {"ahead": ahead})
    second = owner.own(database, "desk two")
    assert (second.name, second.generation) == ("desk two", first.generation + 1)


def test_an_owner_on_another_machine_lives_as_long_as_it_beats(
    database: Database,
) -> None:
    me = owner.own(database, "desk one", a_dead_pid())
    with database.write() as conn:
        conn.execute(text("UPDATE owner SET host = 'elsewhere'"))
    with pytest.raises(StoreBusy, match="elsewhere"):
        owner.own(database, "desk two")
    assert owner.beat(database, me)


def test_a_released_store_is_free(database: Database) -> None:
    owner.release(database, owner.own(database, "desk one", os.getppid()))
    assert owner.own(database, "desk two").name == "desk two"
